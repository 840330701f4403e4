"""What the practice Stripe remembers, what it tells, and how it starts and stops."""

import logging
import socket
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import requests

from desktop_app.practice.clients import Mode
from desktop_app.practice.ledger import FILE_NAME, Ledger
from desktop_app.practice.m3ter.ledger import FILE_NAME as M3TER_FILE_NAME
from desktop_app.practice.m3ter.ledger import M3terLedger
from desktop_app.practice.server import PracticeStripe
from tests import labels
from tests.practice.conftest import ACME, Clock, MakePractice, PracticeHarness


def test_a_restart_keeps_port_clients_redirect_uris_and_grants(
    harness: PracticeHarness, make_practice: MakePractice, clock: Clock
) -> None:
    code = harness.approve()
    harness.redeem(code)
    harness.practice.stop()
    again = PracticeHarness(make_practice(), clock)
    assert again.at == harness.at
    assert again.practice.grants() == [(Mode.TEST, ACME)]
    assert again.redeem(code).json()["error"] == "invalid_grant"
    assert again.practice.grants() == []


def test_a_page_that_was_left_open_survives_a_restart(
    harness: PracticeHarness, make_practice: MakePractice
) -> None:
    log_in, accounts = harness.visitor.open(harness.authorize_url()), harness.log_in()
    harness.practice.stop()
    make_practice().start()
    assert labels.APPROVE_ACCESS in harness.visitor.press(log_in, labels.LOG_IN).buttons
    assert harness.visitor.press(accounts, labels.APPROVE_ACCESS).status == 302


def test_a_port_that_was_taken_meanwhile_is_given_up_for_a_free_one(
    harness: PracticeHarness, make_practice: MakePractice
) -> None:
    port = int(harness.at.api_base.rpartition(":")[2])
    harness.practice.stop()
    with socket.create_server(("127.0.0.1", port)):
        moved = make_practice()
        at = moved.start()
        assert at.api_base != harness.at.api_base
    moved.stop()
    assert make_practice().start() == at


def test_a_port_that_was_asked_for_is_had_or_the_start_fails(make_practice: MakePractice) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            make_practice(port=port).start()
    assert make_practice(port=port).start().api_base == f"http://127.0.0.1:{port}"


def test_starting_twice_and_from_many_threads_starts_once(make_practice: MakePractice) -> None:
    practice, started = make_practice(), set()
    threads = [threading.Thread(target=lambda: started.add(practice.start())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert started == {practice.start()}


def test_nothing_serves_after_a_stop_not_even_an_open_connection(harness: PracticeHarness) -> None:
    port = int(harness.at.api_base.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as idle:
        # A whole answer first: then the idle connection, which came before it, was accepted.
        assert harness.get("/v1/account").status_code == 401
        harness.practice.stop()
        assert idle.recv(1) == b""
    assert "practice-stripe" not in {thread.name for thread in threading.enumerate()}
    with pytest.raises(requests.ConnectionError):
        harness.get("/v1/account")
    harness.practice.stop()


def test_the_server_listens_on_loopback_only(
    make_practice: MakePractice, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound: list[object] = []
    plain_bind = socket.socket.bind

    def watching_bind(self: socket.socket, address: tuple[str, int]) -> None:
        bound.append(address[0])
        plain_bind(self, address)

    monkeypatch.setattr(socket.socket, "bind", watching_bind)
    make_practice().start()
    assert bound == ["127.0.0.1"]


def test_folder_and_file_are_for_their_owner_only(harness: PracticeHarness, tmp_path: Path) -> None:
    folder = tmp_path / "practice"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert files == {FILE_NAME: 0o600, M3TER_FILE_NAME: 0o600}


@pytest.mark.parametrize(("name", "ledger"), [(FILE_NAME, Ledger), (M3TER_FILE_NAME, M3terLedger)])
def test_a_file_that_others_may_read_is_made_private(
    tmp_path: Path, name: str, ledger: Callable[[Path], object]
) -> None:
    file = tmp_path / name
    file.touch()
    file.chmod(0o644)
    ledger(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_codes_tokens_and_states_are_not_in_the_file(
    harness: PracticeHarness, tmp_path: Path
) -> None:
    code = harness.approve(state="the-state-of-a-test")
    tokens = harness.redeem(code).json()
    kept = (tmp_path / "practice" / FILE_NAME).read_bytes()
    assert ACME.encode() in kept
    for secret in (code, "the-state-of-a-test", tokens["access_token"], tokens["refresh_token"]):
        assert secret.encode() not in kept


def test_two_folders_are_two_platforms(harness: PracticeHarness, tmp_path: Path) -> None:
    other = PracticeStripe(tmp_path / "other")
    try:
        at = other.start()
    finally:
        other.stop()
    ids = {c.client_id for c in (at.live, at.test, harness.at.live, harness.at.test)}
    keys = {c.secret_key for c in (at.live, at.test, harness.at.live, harness.at.test)}
    assert len(ids) == len(keys) == 4


def test_ids_have_stripes_shape_and_keys_have_another(
    harness: PracticeHarness,
) -> None:
    assert harness.at.live.client_id.startswith("ca_")
    assert harness.at.live.secret_key.startswith("standin_live_")
    assert harness.at.test.secret_key.startswith("standin_test_")


def test_a_key_from_an_earlier_version_which_looks_like_stripes_is_replaced(
    harness: PracticeHarness, make_practice: MakePractice, clock: Clock, tmp_path: Path
) -> None:
    harness.practice.stop()
    with closing(sqlite3.connect(tmp_path / "practice" / FILE_NAME)) as database, database:
        database.execute("UPDATE client SET secret_key = 'sk_live_practice1' WHERE mode = 'live'")
    again = PracticeHarness(make_practice(), clock)
    assert again.at.live.secret_key.startswith("standin_live_")
    assert again.at.live.client_id == harness.at.live.client_id
    assert again.at.test == harness.at.test


def test_nothing_secret_is_printed_or_logged(
    harness: PracticeHarness, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        code = harness.approve(state="49152.secretstate")
        harness.redeem(code)
        harness.redeem(code)
        port = int(harness.at.api_base.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
            raw.sendall(f"GET /?code={code} nonsense HTTP/9\r\n\r\n".encode())
            assert raw.recv(1000)
    printed = capfd.readouterr()
    # What urllib3 logs in this very process is the test's own doing.
    logged = [line for line in caplog.text.splitlines() if "connectionpool" not in line]
    shown = [repr(harness.at), repr(harness.practice), printed.out, printed.err]
    told = "\n".join(shown + logged)
    for secret in (
        code,
        "secretstate",
        harness.at.live.secret_key,
        harness.at.test.secret_key,
        harness.at.m3ter_key.secret,
    ):
        assert secret not in told


def test_a_failure_inside_is_one_line_and_says_nothing_of_what_was_asked(
    harness: PracticeHarness, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "practice" / FILE_NAME).unlink()
    response = harness.redeem("ac_thecode")
    assert response.status_code == 500
    assert response.json()["error"]["message"] == "Something went wrong here"
    (record,) = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert record.getMessage().startswith(
        "Exception on /oauth/token: OperationalError in ledger.py:"
    )
    assert len(record.getMessage()) < 100
    assert record.exc_info is None
    assert "ac_thecode" not in caplog.text
    assert harness.at.test.secret_key not in caplog.text


def test_the_grants_are_shown_to_a_key_holder_where_that_was_asked_for(
    make_practice: MakePractice, clock: Clock
) -> None:
    harness = PracticeHarness(make_practice(grants_endpoint=True), clock)
    harness.redeem(harness.approve())
    assert harness.get("/practice/grants", harness.at.live.secret_key).json() == {
        "grants": [{"mode": "test", "account_id": ACME}]
    }
    for key in (None, "standin_test_wrong"):
        assert harness.get("/practice/grants", key).status_code == 401


def test_the_grants_are_not_shown_inside_the_program(harness: PracticeHarness) -> None:
    assert harness.get("/practice/grants", harness.at.live.secret_key).status_code == 404
