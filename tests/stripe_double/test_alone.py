"""The double as a program of its own, for rehearsals: `python -m tests.stripe_double`."""

import re
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from desktop_app.core.m3ter import AccessKey
from desktop_app.core.secret import Secret
from desktop_app.m3ter.client import M3terClient
from desktop_app.m3ter.session import Session
from desktop_app.practice.m3ter.ledger import FILE_NAME
from desktop_app.profiles.reading import parse_profile
from tests.ports import free_port
from tests.practice.visitor import Visitor

COMMAND = [sys.executable, "-W", "error", "-m", "tests.stripe_double"]
LAST_WORDS = "press Ctrl-C"


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run it, and read what it says at its start."""
    program = subprocess.Popen(
        [*COMMAND, "--folder", str(folder), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert program.stdout is not None
        words = ""
        for line in program.stdout:
            words += line
            if LAST_WORDS in line:
                break
        yield program, words
    finally:
        program.kill()
        program.communicate()


def test_its_profiles_lead_to_it_and_its_words_say_what_to_type(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path / "new", "--return-port", str(port)) as (_, words):
        profile = tomllib.loads((tmp_path / "new" / "test-profile.toml").read_text())
        for table, page in (("stripe", "https"), ("stripe_test", "http")):
            registration = profile[table]
            (uri,) = registration["redirect_uri"]
            assert urlsplit(uri).scheme == page
            asked = {
                "client_id": registration["client_id"],
                "redirect_uri": uri,
                "response_type": "code",
            }
            shown = Visitor().open(f"{registration['stand_in']}/oauth/authorize?{urlencode(asked)}")
            assert shown.headings == ["Get started with Stripe"]
        assert urlsplit(uri).port == port
        exchange = tomllib.loads((tmp_path / "new" / "exchange-profile.toml").read_text())
        assert exchange["stripe"]["bearer_token"] is True
        assert exchange["stripe"]["token_url"] != exchange["stripe_test"]["token_url"]
    origin = f"in your browser:\n      {profile['stripe']['stand_in']}\n"
    for said in (
        "standin_live_",
        "standin_test_",
        "test-profile.toml",
        "exchange-profile.toml",
        uri,
        origin,
    ):
        assert said in words
    assert re.search("Start with this one:\n.*test-profile.toml\n", words)
    assert re.search("Only if your company has its own exchange endpoint:\n.*exchange-", words)
    assert re.search("live mode +standin_live_.*\n *test mode +standin_test_", words)
    profiles = list((tmp_path / "new").glob("*.toml"))
    assert len(profiles) == 2
    for file in profiles:
        assert not re.search("sk_|standin_", file.read_text())


def test_m3ter_takes_the_key_that_it_says_and_the_same_the_next_time(tmp_path: Path) -> None:
    keys = []
    for _ in range(2):
        with running(tmp_path) as (_, words):
            key = re.search(r"access key ID +(\S+)\n +API secret +(standin_secret_\S+)\n", words)
            assert key is not None
            keys.append(key.groups())
            for name in ("test-profile.toml", "exchange-profile.toml"):
                m3ter = parse_profile((tmp_path / name).read_text()).m3ter
                session = Session(m3ter.stand_in, AccessKey(key[1], Secret(key[2])))
                assert M3terClient(session, m3ter.organization_id).systems()
            page = re.search("m3ter Console, where you send a bill:\n +(.*)\n", words)
            assert page is not None
            assert page[1] == f"{m3ter.stand_in}/console"
            assert Visitor().open(page[1]).headings == ["Practice m3ter: integrations"]
    assert keys[0] == keys[1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_to_and_says_nothing_more(
    tmp_path: Path, number: signal.Signals
) -> None:
    with running(tmp_path) as (program, _):
        program.send_signal(number)
        out, err = program.communicate(timeout=20)
    assert (program.returncode, out.strip(), err) == (0, "", "")


@pytest.mark.parametrize("option", ["--port", "--m3ter-port"])
def test_a_port_that_is_taken_is_said_in_words(tmp_path: Path, option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with running(tmp_path, option, port) as (program, words):
            _, err = program.communicate(timeout=20)
    assert (program.returncode, words) == (1, "")
    assert "in use" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("option", ["--port", "--m3ter-port"])
def test_a_number_that_is_no_port_is_said_in_words(tmp_path: Path, option: str) -> None:
    with running(tmp_path, option, "70000") as (program, words):
        _, err = program.communicate(timeout=20)
    assert (program.returncode, words) == (1, "")
    assert len(err.splitlines()) == 1


def test_memory_of_m3ter_that_cannot_be_read_is_said_in_words(tmp_path: Path) -> None:
    memory = tmp_path / "m3ter" / FILE_NAME
    memory.parent.mkdir()
    memory.write_text("not a database, and long enough not to be taken for an empty one" * 9)
    with running(tmp_path) as (program, words):
        _, err = program.communicate(timeout=20)
    assert (program.returncode, words) == (1, "")
    assert "not a database" in err
    assert len(err.splitlines()) == 1
