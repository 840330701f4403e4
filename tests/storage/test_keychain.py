"""The keychain port, with keychains of every mood; a real one is met end to end."""

import sys
import traceback
from collections.abc import Callable
from types import ModuleType

import keyring
import keyring.backend
import pytest
import secretstorage
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked, PasswordSetError

from desktop_app.core.errors import (
    KeychainError,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
)
from desktop_app.core.secret import Secret
from desktop_app.storage.keychain import SERVICE, SystemKeychain, system_backend
from tests.conftest import MemoryKeyring

SECRET = "the text of a secret that nobody may see"


class Moody(MemoryKeyring):
    """Raises what it is told to; its text quotes what it was given, as some backends' does."""

    priority = 1

    def __init__(self, mood: type[Exception]) -> None:
        super().__init__()
        self._mood = mood

    def get_password(self, service: str, username: str) -> str | None:
        raise self._mood(f"could not read {username}: {SECRET}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self._mood(f"could not write {password}")


class PlatformError(Exception):
    """What a platform's own interface raises: no KeyringError (keyring #355)."""


CALLS: dict[str, Callable[[SystemKeychain], object]] = {
    "probe": SystemKeychain.probe,
    "unlock": SystemKeychain.unlock,
    "write": lambda keychain: keychain.write("entry-1", Secret(SECRET)),
    "read": lambda keychain: keychain.read("entry-1"),
    "delete": lambda keychain: keychain.delete("entry-1"),
}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


def test_the_backend_is_named_by_its_module() -> None:
    assert SystemKeychain(MemoryKeyring).backend() == MemoryKeyring.__module__


def test_a_backend_that_is_missing_has_no_name() -> None:
    with pytest.raises(KeychainMissingError):
        SystemKeychain(lambda: None).backend()


def test_a_secret_is_kept_under_its_entry_of_this_programs_service() -> None:
    backend = MemoryKeyring()
    SystemKeychain(lambda: backend).write("entry-1", Secret(SECRET))
    assert backend.entries == {(SERVICE, "entry-1"): SECRET}


def test_a_secret_is_read_as_it_was_kept() -> None:
    backend = MemoryKeyring()
    keychain = SystemKeychain(lambda: backend)
    keychain.write("entry-1", Secret(SECRET))
    keychain.write("entry-2", Secret("another"))
    assert keychain.read("entry-1") == Secret(SECRET)


def test_where_nothing_is_kept_nothing_is_read() -> None:
    keychain = SystemKeychain(MemoryKeyring)
    assert keychain.read("entry-1") is None


def test_an_entry_that_is_empty_is_one_all_the_same() -> None:
    backend = MemoryKeyring()
    backend.entries[SERVICE, "entry-1"] = ""
    assert SystemKeychain(lambda: backend).read("entry-1") == Secret("")


def test_another_program_s_entry_of_the_same_name_is_not_read() -> None:
    backend = MemoryKeyring()
    backend.entries["another program", "entry-1"] = SECRET
    assert SystemKeychain(lambda: backend).read("entry-1") is None


def test_deleting_takes_this_entry_alone() -> None:
    backend = MemoryKeyring()
    keychain = SystemKeychain(lambda: backend)
    keychain.write("entry-1", Secret(SECRET))
    keychain.write("entry-2", Secret(SECRET))
    keychain.delete("entry-1")
    assert backend.entries == {(SERVICE, "entry-2"): SECRET}


def test_an_entry_that_is_not_there_counts_as_deleted() -> None:
    backend = MemoryKeyring()
    keychain = SystemKeychain(lambda: backend)
    keychain.write("entry-2", Secret(SECRET))
    keychain.delete("entry-1")
    assert backend.entries == {(SERVICE, "entry-2"): SECRET}


def test_asking_whether_the_keychain_is_alive_leaves_nothing_in_it() -> None:
    backend = MemoryKeyring()
    keychain = SystemKeychain(lambda: backend)
    keychain.write("entry-1", Secret(SECRET))
    keychain.probe()
    keychain.unlock()
    assert backend.entries == {(SERVICE, "entry-1"): SECRET}


@every_call
def test_no_keychain_is_said_to_be_missing(call: Callable[[SystemKeychain], object]) -> None:
    with pytest.raises(KeychainMissingError):
        call(SystemKeychain(lambda: None))


@every_call
def test_a_locked_keychain_is_said_to_be_locked(call: Callable[[SystemKeychain], object]) -> None:
    with pytest.raises(KeychainLockedError):
        call(SystemKeychain(lambda: Moody(KeyringLocked)))


@every_call
@pytest.mark.parametrize("mood", [PlatformError, InitError, PasswordSetError, OSError, MemoryError])
def test_whatever_a_keychain_raises_is_a_failed_keychain(
    call: Callable[[SystemKeychain], object], mood: type[Exception]
) -> None:
    with pytest.raises(KeychainFailedError, match=mood.__name__):
        call(SystemKeychain(lambda: Moody(mood)))


@every_call
def test_a_search_that_breaks_is_a_failed_keychain(
    call: Callable[[SystemKeychain], object],
) -> None:
    def search() -> KeyringBackend | None:
        raise PlatformError

    with pytest.raises(KeychainFailedError, match="PlatformError"):
        call(SystemKeychain(search))


@every_call
@pytest.mark.parametrize("mood", [PlatformError, KeyringLocked])
def test_no_error_quotes_a_secret_not_even_its_traceback(
    call: Callable[[SystemKeychain], object], mood: type[Exception]
) -> None:
    with pytest.raises(KeychainError) as raised:
        call(SystemKeychain(lambda: Moody(mood)))
    assert SECRET not in str(raised.value)
    assert SECRET not in "".join(traceback.format_exception(raised.value))


def test_a_keychain_that_starts_later_is_found_by_the_next_probe() -> None:
    available: list[KeyringBackend] = []
    keychain = SystemKeychain(lambda: available[0] if available else None)
    with pytest.raises(KeychainMissingError):
        keychain.probe()
    backend = MemoryKeyring()
    available.append(backend)
    keychain.probe()
    keychain.write("entry-1", Secret(SECRET))
    assert backend.entries


def test_between_probes_the_keychain_stays_the_same() -> None:
    searches: list[MemoryKeyring] = []

    def search() -> KeyringBackend:
        searches.append(MemoryKeyring())
        return searches[-1]

    keychain = SystemKeychain(search)
    keychain.probe()
    keychain.write("entry-1", Secret(SECRET))
    keychain.delete("entry-1")
    assert len(searches) == 1
    keychain.probe()
    assert len(searches) == 2


# Which backend is taken.


def backend(module: str, rank: float, alive: bool = True) -> type[KeyringBackend]:
    """Make a kind of keychain, as if it came from `module`."""

    class Keyring(MemoryKeyring):
        priority = rank  # type: ignore[assignment]  # keyring's are numbers of any kind
        viable = alive

    Keyring.__module__ = module
    return Keyring


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> set[type[KeyringBackend]]:
    """The kinds of keychains that this computer has: none, until a test adds some."""
    kinds: set[type[KeyringBackend]] = set()
    keyring.backend.get_all_keyring()
    monkeypatch.setattr(KeyringBackend, "_classes", kinds)
    return kinds


PLAIN_FILE = "keyrings.alt.file"
SECRET_SERVICE = "keyring.backends.SecretService"


def test_without_a_keychain_none_is_taken(installed: set[type[KeyringBackend]]) -> None:
    assert system_backend() is None


def test_the_operating_systems_keychain_is_taken(installed: set[type[KeyringBackend]]) -> None:
    kind = backend(SECRET_SERVICE, 5)
    installed |= {kind, backend("keyring.backends.null", -1), backend("keyring.backends.fail", 0)}
    assert type(system_backend()) is kind


def test_of_several_the_one_with_the_highest_priority_is_taken(
    installed: set[type[KeyringBackend]],
) -> None:
    best = backend(SECRET_SERVICE, 5)
    installed |= {best, backend("keyring.backends.libsecret", 4.8)}
    installed |= {backend("keyring.backends.kwallet", 4.9)}
    assert type(system_backend()) is best


def test_one_that_is_not_alive_is_not_taken(installed: set[type[KeyringBackend]]) -> None:
    alive = backend("keyring.backends.kwallet", 1)
    installed |= {alive, backend(SECRET_SERVICE, 5, alive=False)}
    assert type(system_backend()) is alive


def test_one_that_was_installed_or_started_since_is_taken(
    installed: set[type[KeyringBackend]],
) -> None:
    assert system_backend() is None
    kind = backend(SECRET_SERVICE, 5)
    installed.add(kind)
    assert type(system_backend()) is kind


@pytest.mark.parametrize(
    "module", [PLAIN_FILE, "keyring.backends.null", "keyring.backends.chainer", "anything"]
)
def test_what_does_not_come_with_an_operating_system_is_not_taken(
    module: str, installed: set[type[KeyringBackend]]
) -> None:
    installed.add(backend(module, 99))
    assert system_backend() is None
    trusted = backend(SECRET_SERVICE, 1)
    installed.add(trusted)
    assert type(system_backend()) is trusted


def test_a_plain_file_is_not_taken_even_when_it_is_configured(
    installed: set[type[KeyringBackend]], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("plain_file")
    plain = backend(module.__name__, 99)
    installed.add(plain)
    monkeypatch.setattr(module, "Keyring", plain, raising=False)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "plain_file.Keyring")
    keyring.core.init_backend()
    assert type(keyring.get_keyring()) is plain
    with pytest.raises(KeychainMissingError):
        SystemKeychain().write("entry-1", Secret(SECRET))


def test_the_environment_does_not_choose_the_collection(
    installed: set[type[KeyringBackend]], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = "/org/freedesktop/secrets/collection/session"
    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", session)
    kind = backend(SECRET_SERVICE, 5)
    assert vars(kind())["preferred_collection"] == session, "keyring itself would obey"
    installed.add(kind)
    chosen = system_backend()
    assert type(chosen) is kind
    assert not hasattr(chosen, "preferred_collection")


# On Linux the lock is looked at first, since reading from a locked keychain asks the person.


class Collection:
    """The default collection of the Secret Service."""

    locked = False

    def __init__(self, connection: object, path: str) -> None:
        if path != "/org/freedesktop/secrets/aliases/default":
            raise ValueError(path)

    def is_locked(self) -> bool:
        return self.locked


class NoCollection(Collection):
    def __init__(self, connection: object, path: str) -> None:
        raise secretstorage.ItemNotFoundException("none has been set up")


class LockedCollection(Collection):
    locked = True


class Bus:
    """The session bus; remembers whether it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def bus(installed: set[type[KeyringBackend]], monkeypatch: pytest.MonkeyPatch) -> Bus:
    """A session bus with a Secret Service on it."""
    bus = Bus()
    monkeypatch.setattr(secretstorage, "dbus_init", lambda: bus)
    return bus


def linux_keychain(reads: list[str]) -> SystemKeychain:
    """A keychain of the Secret Service that notes what is read from it."""

    class Keyring(MemoryKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            reads.append(username)
            return None

    Keyring.__module__ = SECRET_SERVICE
    return SystemKeychain(Keyring)


@pytest.mark.parametrize("collection", [LockedCollection, NoCollection])
def test_a_locked_keychain_is_not_even_read_so_that_nobody_is_asked(
    bus: Bus, monkeypatch: pytest.MonkeyPatch, collection: type[Collection]
) -> None:
    monkeypatch.setattr(secretstorage, "Collection", collection)
    reads: list[str] = []
    with pytest.raises(KeychainLockedError):
        linux_keychain(reads).probe()
    assert reads == []
    assert bus.closed


def test_an_open_keychain_is_read_to_see_whether_it_is_alive(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secretstorage, "Collection", Collection)
    reads: list[str] = []
    linux_keychain(reads).probe()
    assert len(reads) == 1
    assert bus.closed


def test_unlocking_reads_so_that_the_person_is_asked(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secretstorage, "Collection", LockedCollection)
    reads: list[str] = []
    linux_keychain(reads).unlock()
    assert len(reads) == 1


# Whether reading asks the person, before it does.


class Item:
    """An entry of the Secret Service, which may have a lock of its own."""

    def __init__(self, locked: bool) -> None:
        self._locked = locked

    def is_locked(self) -> bool:
        return self._locked


class CollectionOfItems(Collection):
    """Is open, and keeps two entries locked each by itself."""

    def search_items(self, attributes: dict[str, str]) -> list[Item]:
        if attributes["service"] != SERVICE:
            return []
        return [Item(attributes["username"].startswith("locked"))]


@pytest.mark.parametrize(
    ("entries", "answer"),
    [
        ((), True),
        (("open 1", "open 2"), True),
        (("locked 1",), False),
        (("open 1", "locked 2"), False),
    ],
)
def test_an_entry_that_is_locked_by_itself_asks(
    bus: Bus, monkeypatch: pytest.MonkeyPatch, entries: tuple[str, ...], answer: bool
) -> None:
    monkeypatch.setattr(secretstorage, "Collection", CollectionOfItems)
    reads: list[str] = []
    assert linux_keychain(reads).reads_without_asking(entries) is answer
    assert reads == []
    assert bus.closed


@pytest.mark.parametrize("collection", [LockedCollection, NoCollection])
def test_a_locked_keychain_asks(
    bus: Bus, monkeypatch: pytest.MonkeyPatch, collection: type[Collection]
) -> None:
    monkeypatch.setattr(secretstorage, "Collection", collection)
    reads: list[str] = []
    assert not linux_keychain(reads).reads_without_asking(["entry-1"])
    assert reads == []


@pytest.mark.parametrize(
    ("module", "answer"),
    [
        ("keyring.backends.Windows", True),
        ("keyring.backends.macOS", False),
        ("keyring.backends.kwallet", False),
        ("keyring.backends.libsecret", False),
    ],
)
@pytest.mark.usefixtures("installed")
def test_elsewhere_only_windows_is_known_not_to_ask(module: str, answer: bool) -> None:
    kind = backend(module, 5)
    assert SystemKeychain(kind).reads_without_asking(["entry-1"]) is answer


def test_without_a_keychain_nothing_is_read() -> None:
    assert not SystemKeychain(lambda: None).reads_without_asking(["entry-1"])


def test_where_the_search_for_a_keychain_breaks_nothing_is_read() -> None:
    def search() -> KeyringBackend | None:
        raise PlatformError

    assert not SystemKeychain(search).reads_without_asking(["entry-1"])


def test_on_this_machine_without_a_session_bus_no_keychain_is_alive() -> None:
    if sys.platform == "linux":
        with pytest.raises(KeychainMissingError):
            SystemKeychain().probe()
