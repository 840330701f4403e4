"""What every test stands on: a home of its own, no screen, no keychain but one in memory.

Knows how to keep tests away from the person who runs them, and how to make them repeatable. It must
not know any room of desktop_app: fixtures for one room live beside that room's tests.
"""

import os
import tempfile
from pathlib import Path

import keyring
import pytest
from hypothesis import settings
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

# Set before Qt is imported, since Qt looks only once. The end-to-end harness makes a screen, a
# session bus and a keychain for the programs that it starts, and passes them on itself.
_private_home = tempfile.TemporaryDirectory(prefix="m3ter-tests-")


def _isolate(home: Path) -> None:
    """Point every place where a program finds or leaves something into `home`."""
    for variable, folder in {
        "HOME": "",
        "XDG_CACHE_HOME": "cache",
        "XDG_CONFIG_HOME": "config",
        "XDG_DATA_HOME": "data",
        "XDG_RUNTIME_DIR": "run",
        "XDG_STATE_HOME": "state",
    }.items():
        path = home / folder
        path.mkdir(mode=0o700, exist_ok=True)
        os.environ[variable] = str(path)
    # No bus: neither a notification nor a keychain of the real session can be reached.
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={home / 'no-session-bus'}"
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={home / 'no-system-bus'}"
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        os.environ.pop(name, None)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["LC_ALL"] = "C.UTF-8"
    os.environ.pop("LANGUAGE", None)


_isolate(Path(_private_home.name))


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    _private_home.cleanup()


# Other examples at each run here; the same ones, and more of them, in CI.
settings.register_profile("here", deadline=None, max_examples=100)
settings.register_profile(
    "ci", deadline=None, max_examples=200, derandomize=True, database=None, print_blob=True
)
# The same few ones, for tests/mutants, which runs most of these tests many times.
settings.register_profile(
    "mutants", deadline=None, max_examples=20, derandomize=True, database=None
)
settings.load_profile("ci" if os.environ.get("CI") else "here")


class MemoryKeyring(KeyringBackend):
    """A keychain that holds its entries for as long as it lives, and is always unlocked."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring leaves it untyped
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("no such entry")


@pytest.fixture(autouse=True)
def memory_keyring() -> MemoryKeyring:
    """The keychain that `keyring` uses during this test: empty at its start."""
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    return backend
