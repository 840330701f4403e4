"""Whether a real Secret Service would ask the person, found out without asking."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import secretstorage
from jeepney import MatchRule, Message, MessageType
from jeepney.low_level import HeaderFields

from desktop_app.core.secret import Secret
from desktop_app.storage.keychain import SystemKeychain
from tests.dbus.bus import Bus, Listener
from tests.dbus.daemons import PrivateBus, private_bus
from tests.waiting import PATIENCE, until

ENTRY = "credential 1 2"


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    """The session bus, with no keychain on it yet."""
    with private_bus() as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        yield bus


@pytest.fixture
def keychain(bus: PrivateBus, tmp_path: Path) -> Iterator[SystemKeychain]:
    """GNOME's keychain, which is unlocked and has one entry."""
    folders = {f"XDG_{name}_HOME": str(tmp_path) for name in ("DATA", "CONFIG", "CACHE")}
    run = tmp_path / "run"
    run.mkdir(mode=0o700)
    with subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        env={**os.environ, **folders, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(run)},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as daemon:
        assert daemon.stdin is not None
        daemon.stdin.write(b"password")
        daemon.stdin.close()
        try:
            with Bus(bus.address) as watched:
                until(lambda: watched.has_owner("org.freedesktop.secrets"), "the keychain")
            keychain = SystemKeychain()
            keychain.write(ENTRY, Secret("a token"))
            yield keychain
        finally:
            daemon.terminate()
            daemon.wait(PATIENCE)


@pytest.fixture
def called(bus: PrivateBus, keychain: SystemKeychain) -> Iterator[list[str]]:
    """The methods that are called on the bus, by whomever, from now on."""
    members: list[str] = []

    def hear(message: Message) -> None:
        if message.header.message_type is MessageType.method_call:
            members.append(message.header.fields[HeaderFields.member])

    with Bus(bus.address) as watched:
        watched.subscribe(MatchRule(type="method_call", eavesdrop=True))
        with closing(Listener(watched, hear)):
            yield members


def lock() -> None:
    """Lock the keychain, as its own window does."""
    with closing(secretstorage.dbus_init()) as connection:
        secretstorage.get_default_collection(connection).lock()


def test_an_open_keychain_does_not_ask(keychain: SystemKeychain, called: list[str]) -> None:
    assert keychain.reads_without_asking([ENTRY, "credential that is not there"])
    until(lambda: "SearchItems" in called, "the calls")
    assert not {"Unlock", "Prompt", "CreateCollection"} & set(called)


def test_of_a_locked_keychain_it_is_known_without_unlocking_it(
    keychain: SystemKeychain, called: list[str]
) -> None:
    lock()
    assert not keychain.reads_without_asking([ENTRY])
    # To look for an entry that is not there, the keychain is unlocked, too.
    assert not keychain.reads_without_asking(["credential that is not there"])
    with closing(secretstorage.dbus_init()) as connection:
        assert secretstorage.get_default_collection(connection).is_locked()
    until(lambda: called.count("Get") > 1, "the calls")
    assert not {"Unlock", "Prompt", "CreateCollection"} & set(called)


@pytest.mark.usefixtures("bus")
def test_without_a_keychain_on_the_bus_nothing_is_read() -> None:
    assert not SystemKeychain().reads_without_asking([ENTRY])
