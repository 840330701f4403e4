"""An input that breaks a promise is kept, short, and once for each place."""

from pathlib import Path

import pytest

from tests.fuzz.findings import Findings


def _fuzz(data: bytes) -> None:
    assert b"bad" not in data
    if b"worse" in data:
        raise ValueError("worse")


def test_each_broken_promise_is_kept_once_as_a_short_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    findings = Findings(_fuzz, tmp_path / "kept")
    for data in (b"good", b"something bad and more", b"bad", b"much worse than that"):
        findings.try_out(data)
    kept = {path.read_bytes() for path in (tmp_path / "kept").iterdir()}
    assert kept == {b"bad", b"worse"}
    told = capsys.readouterr().err.splitlines()
    assert [line.split()[:2] for line in told] == [
        ["FOUND", "AssertionError"],
        ["FOUND", "ValueError"],
    ]
