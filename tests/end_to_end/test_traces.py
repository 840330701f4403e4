"""The search for secrets finds them, or its silence would prove nothing."""

import base64
import json
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.end_to_end.traces import disguises, files_in, traces

SECRET = "sk_live_a+b/c=d~e?f>g"
AMONG_OTHERS = [f"{'x' * before}{SECRET}{'y' * after}" for before in range(4) for after in range(4)]
WRITTEN = [
    SECRET.encode(),
    json.dumps({"access_token": SECRET}).encode(),
    SECRET.encode("utf-16"),
    quote(SECRET, safe="").encode(),
    quote_plus(f"https://acme.example/?code={SECRET}&b=c").encode(),
    quote(quote(SECRET, safe=""), safe="").encode(),
    SECRET.encode().hex().encode(),
    SECRET.encode().hex().upper().encode(),
    base64.b64encode(f"{SECRET}:".encode()),
    *(base64.b64encode(text.encode()) for text in AMONG_OTHERS),
    *(base64.urlsafe_b64encode(text.encode()) for text in AMONG_OTHERS),
]


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: str(written[:24]))
def test_a_planted_secret_is_found_however_it_is_written(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "below").mkdir()
    planted = tmp_path / "below" / "database-journal"
    planted.write_bytes(b"\0\xff before " + written + b" after \n")
    found = traces([SECRET], files_in(tmp_path))
    assert found
    assert all(str(planted) in each and SECRET not in each for each in found)


def test_nothing_is_found_where_there_is_nothing(tmp_path: Path) -> None:
    other = SECRET[:-4]
    (tmp_path / "file").write_bytes(b" ".join(disguises(other).values()))
    assert traces([SECRET], files_in(tmp_path)) == []


def test_every_disguise_is_of_use_for_a_short_secret() -> None:
    assert all(len(form) >= 8 for form in disguises("12345678").values())
