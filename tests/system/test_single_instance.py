"""One program a data folder, whatever else speaks to it or died on it."""

import os
import socket
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtNetwork import QLocalServer
from pytestqt.qtbot import QtBot

from desktop_app.system.single_instance import SingleInstance
from tests.system.programs import first_line, python
from tests.waiting import TIMEOUT_MS

# A second start, in a process of its own.
SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop_app.system.single_instance import SingleInstance

application = QCoreApplication([])
instance = SingleInstance(Path(sys.argv[1]), print)
if instance.acquire():
    print("first", flush=True)
    sys.stdin.read()
else:
    print("raised" if instance.raise_other() else "nobody to raise", flush=True)
"""


@dataclass
class InstanceHarness:
    """The instance that came first, and how others come to it."""

    qtbot: QtBot
    lock: Path
    raised: list[tuple[str, str]] = field(default_factory=list)
    clients: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.first = SingleInstance(self.lock, self.on_raise)

    def on_raise(self, token: str, file: str) -> None:
        self.raised.append((token, file))

    def address(self) -> str:
        server = self.first.findChild(QLocalServer)
        assert isinstance(server, QLocalServer)
        return server.fullServerName()

    def send(self, *parts: bytes) -> socket.socket:
        """Connect, and send each part after the one before has been looked at."""
        client = socket.socket(socket.AF_UNIX)
        self.clients.append(client)
        client.settimeout(0)
        address = self.address()
        # Again while too many are waiting to be let in.
        self.qtbot.waitUntil(lambda: client.connect_ex(address) == 0, timeout=TIMEOUT_MS)
        for part in parts:
            client.sendall(part)
            QCoreApplication.processEvents()
        return client

    def second_start(self, file: str = "") -> bool:
        second = SingleInstance(self.lock, self.on_raise)
        assert not second.acquire()
        return second.raise_other(file)

    def until_raised(self, count: int = 1) -> None:
        self.qtbot.waitUntil(lambda: len(self.raised) >= count, timeout=TIMEOUT_MS)


@pytest.fixture
def harness(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[InstanceHarness]:
    """A data folder that is nobody's yet."""
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
    harness = InstanceHarness(qtbot, tmp_path / "m3ter-desktop.lock")
    yield harness
    for client in harness.clients:
        client.close()
    harness.first.release()


@pytest.fixture
def first(harness: InstanceHarness) -> InstanceHarness:
    """A data folder that the first instance holds."""
    assert harness.first.acquire()
    return harness


def test_the_first_start_holds_the_folder(harness: InstanceHarness) -> None:
    assert harness.first.acquire()
    assert not SingleInstance(harness.lock, harness.on_raise).acquire()


def test_a_folder_that_is_not_there_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Input/output error"):
        SingleInstance(tmp_path / "not there" / "m3ter-desktop.lock", print).acquire()


def test_a_folder_is_held_however_long_ago_it_was_taken(first: InstanceHarness) -> None:
    os.utime(first.lock, (0, 0))
    assert not SingleInstance(first.lock, first.on_raise).acquire()


def test_another_folder_is_another_house(first: InstanceHarness) -> None:
    other = SingleInstance(first.lock.with_name("other.lock"), first.on_raise)
    assert other.acquire()
    other.release()


def test_a_second_process_raises_the_first_one(first: InstanceHarness) -> None:
    with python(SECOND, str(first.lock), XDG_ACTIVATION_TOKEN="token-1") as second:
        first.until_raised()
        assert first_line(second) == "raised"
    assert first.raised == [("token-1", "")]


def test_without_a_token_it_is_raised_too(first: InstanceHarness) -> None:
    assert first.second_start()
    first.until_raised()
    assert first.raised == [("", "")]


def test_it_is_raised_every_time(first: InstanceHarness) -> None:
    for count in (1, 2, 3):
        assert first.second_start()
        first.until_raised(count)
    assert first.raised == [("", ""), ("", ""), ("", "")]


def test_the_folder_is_the_same_by_another_name(first: InstanceHarness, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    same = SingleInstance(tmp_path / "link" / first.lock.name, first.on_raise)
    assert not same.acquire()
    assert same.raise_other()
    first.until_raised()


def test_a_folder_that_was_let_go_can_be_taken(first: InstanceHarness) -> None:
    first.first.release()
    assert not SingleInstance(first.lock, first.on_raise).raise_other()
    next_one = SingleInstance(first.lock, first.on_raise)
    assert next_one.acquire()
    next_one.release()


def test_a_killed_program_leaves_nothing_that_keeps_the_next_one_out(
    harness: InstanceHarness,
) -> None:
    with python(SECOND, str(harness.lock)) as killed:
        assert first_line(killed) == "first"
        assert not harness.first.acquire()
        killed.kill()
        killed.wait()
        assert harness.lock.exists()
        assert harness.first.acquire()
    assert harness.second_start()
    harness.until_raised()


def test_if_nobody_listens_nobody_is_raised(harness: InstanceHarness) -> None:
    assert not SingleInstance(harness.lock, harness.on_raise).raise_other()


def test_only_this_user_may_speak_to_it(first: InstanceHarness) -> None:
    assert stat.S_IMODE(Path(first.address()).stat().st_mode) & 0o077 == 0


def test_an_address_that_is_taken_does_not_keep_the_program_from_starting(
    harness: InstanceHarness, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(QLocalServer, "listen", lambda server, name: False)
    assert harness.first.acquire()
    assert "can't raise this window" in caplog.text


# Whatever is sent, the window is not raised by it, and still by the next start.

HOSTILE = {
    "nothing": b"",
    "an empty line": b"\n",
    "many empty lines": b"\n" * 3000,
    "half an order": b"raise 1 tok",
    "half a word": b"rai",
    "other words": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "another version": b"raise 2 token\n",
    "a version that begins alike": b"raise 10 token\n",
    "no version": b"raise\n",
    "other letters": b"RAISE 1 token\n",
    "zeros": b"\0" * 4000 + b"\n",
    "all bytes": bytes(range(256)) * 8 + b"\n",
    "a long line without an end": b"raise 1 " + b"x" * 50_000,
    "a long line": b"raise 1 " + b"x" * 50_000 + b"\n",
    "a long line of something else": b"x" * 50_000 + b"\n",
}


@pytest.mark.parametrize("message", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("leave", [False, True], ids=["staying", "leaving"])
def test_what_is_no_order_is_ignored(first: InstanceHarness, message: bytes, leave: bool) -> None:
    client = first.send(message)
    if leave:
        client.close()
    for count in (1, 2):
        assert first.second_start()
        first.until_raised(count)
    assert first.raised == [("", ""), ("", "")]


def test_hundreds_of_silent_connections_do_not_keep_a_second_start_out(
    first: InstanceHarness,
) -> None:
    for _ in range(300):
        first.send(b"r")
    assert first.second_start()
    first.until_raised()
    assert first.raised == [("", "")]


def test_an_order_in_pieces_is_understood(first: InstanceHarness) -> None:
    first.send(b"rai", b"se 1 tok", b"en\n")
    first.until_raised()
    assert first.raised == [("token", "")]


def test_one_connection_gives_one_order(first: InstanceHarness) -> None:
    client = first.send(b"raise 1 one\nraise 1 two\n")
    first.until_raised()
    first.qtbot.waitUntil(lambda: ended(client), timeout=TIMEOUT_MS)
    assert first.raised == [("one", "")]


@pytest.mark.parametrize("token", [b"a\0b", b"a\x1bb", b"a\tb\x7f", "tökén".encode(), b"\xff\xfe"])
def test_a_token_that_cannot_be_one_is_dropped_and_the_window_raised(
    first: InstanceHarness, token: bytes
) -> None:
    first.send(b"raise 1 " + token + b"\n")
    first.until_raised()
    assert first.raised == [("", "")]


@pytest.mark.parametrize("length", [511, 512, 513, 5000, 100_000])
def test_a_token_of_any_length_raises_the_window(
    first: InstanceHarness, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "t" * length)
    assert first.second_start()
    first.until_raised()
    assert len(first.raised) == 1
    assert set(first.raised[0][0]) == {"t"}


def ended(client: socket.socket) -> bool:
    """Return whether the other side has closed the connection."""
    try:
        return client.recv(1) == b""
    except BlockingIOError:
        return False


# A file that is to be opened.


@pytest.mark.parametrize("file", ["/home/ada/acme.toml", "/home/a b/%41 ünï\n\udcff.toml"])
def test_a_second_start_hands_over_the_file_that_it_was_given(
    first: InstanceHarness, file: str
) -> None:
    assert first.second_start(file)
    first.until_raised()
    assert first.raised == [("", file)]


def test_the_file_comes_with_the_token(
    first: InstanceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "token-1")
    assert first.second_start("/home/ada/acme.toml")
    first.until_raised()
    assert first.raised == [("token-1", "/home/ada/acme.toml")]


@pytest.mark.parametrize("file", [b"acme.toml", b"%2Fa%00b", b"..%2Facme.toml"])
def test_what_cannot_be_a_path_is_dropped_and_the_window_raised(
    first: InstanceHarness, file: bytes
) -> None:
    first.send(b"raise 1 token " + file + b"\n")
    first.until_raised()
    assert first.raised == [("token", "")]
