"""The operating system's keychain, as the workflow's `Keychain` port, by `keyring`.

This module chooses among the backends of operating systems. It ignores keyring's configuration,
which could name a backend that writes plain files.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TypeVar

import keyring.backend
import keyring.errors
from keyring.backend import KeyringBackend

from desktop_app.core.errors import (
    KeychainError,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
)
from desktop_app.core.secret import Secret

T = TypeVar("T")

SERVICE = "m3ter Desktop"

_LINUX_BACKEND = "keyring.backends.SecretService"
_WINDOWS_BACKEND = "keyring.backends.Windows"
_TRUSTED_BACKENDS = frozenset(
    {
        _LINUX_BACKEND,
        "keyring.backends.libsecret",
        "keyring.backends.kwallet",
        "keyring.backends.macOS",
        _WINDOWS_BACKEND,
    }
)
# This entry is read to find out whether the keychain works. Nothing is written under this name.
_PROBE_ENTRY = "probe"
_DEFAULT_COLLECTION = "/org/freedesktop/secrets/aliases/default"


def system_backend() -> KeyringBackend | None:
    """Return the best keychain that the operating system offers now, or None."""
    # This call loads the backend modules. Its result is cached for ever, so it is not used: another
    # keychain may start later.
    keyring.backend.get_all_keyring()
    usable = [
        kind
        for kind in KeyringBackend.get_viable_backends()
        if kind.__module__ in _TRUSTED_BACKENDS
    ]
    best = max(usable, key=lambda kind: kind.priority, default=None)
    if best is None:
        return None
    backend = best()
    # keyring reads this from the environment. It could name a collection that is not permanent.
    vars(backend).pop("preferred_collection", None)
    return backend


class SystemKeychain:
    """Implements `workflow.ports.Keychain`. `find_backend` returns the keyring backend to use."""

    def __init__(self, find_backend: Callable[[], KeyringBackend | None] = system_backend) -> None:
        self._find_backend = find_backend
        self._found: KeyringBackend | None = None

    def probe(self) -> None:
        """See `Keychain.probe`."""
        # The keychain that was found before may have ended, and another one may have started.
        self._found = None
        backend = self._call(self._backend)
        if type(backend).__module__ == _LINUX_BACKEND:
            self._call(_require_unlocked_collection)
        self._call(lambda: backend.get_password(SERVICE, _PROBE_ENTRY))

    def unlock(self) -> None:
        """See `Keychain.unlock`."""
        self._call(lambda: self._backend().get_password(SERVICE, _PROBE_ENTRY))

    def backend(self) -> str:
        """See `Keychain.backend`."""
        return type(self._call(self._backend)).__module__

    def reads_without_asking(self, entries: Sequence[str]) -> bool:
        """See `Keychain.reads_without_asking`.

        Windows never asks. Of other keychains than the Secret Service, this is not known: that of
        macOS may ask about each entry.
        """
        try:
            module = type(self._call(self._backend)).__module__
            if module == _LINUX_BACKEND:
                self._call(_require_unlocked_collection)
                return self._call(lambda: _are_unlocked(entries))
        except KeychainError:
            return False
        return module == _WINDOWS_BACKEND

    def write(self, entry: str, secret: Secret) -> None:
        """See `Keychain.write`."""
        self._call(lambda: self._backend().set_password(SERVICE, entry, secret.reveal()))

    def read(self, entry: str) -> Secret | None:
        """See `Keychain.read`."""
        text = self._call(lambda: self._backend().get_password(SERVICE, entry))
        return None if text is None else Secret(text)

    def delete(self, entry: str) -> None:
        """See `Keychain.delete`."""

        def delete() -> None:
            backend = self._backend()
            if backend.get_password(SERVICE, entry) is not None:
                backend.delete_password(SERVICE, entry)

        self._call(delete)

    def _backend(self) -> KeyringBackend:
        if self._found is None:
            self._found = self._find_backend()
        if self._found is None:
            raise KeychainMissingError("no system keychain was found")
        return self._found

    def _call(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except KeychainError:
            raise
        except keyring.errors.KeyringLocked:
            raise KeychainLockedError("the keychain is locked") from None
        except Exception as error:  # noqa: BLE001  (raised again, by its type)
            # Backends raise their platform's own errors, not only KeyringError (keyring #355).
            # Only the error's type is passed on, and `from None` drops it from tracebacks: its text
            # may quote the secret.
            raise KeychainFailedError(type(error).__name__) from None


def _require_unlocked_collection() -> None:
    """Raise KeychainLockedError if the default collection is locked. Never prompts the person."""
    import secretstorage  # on Linux only

    with closing(secretstorage.dbus_init()) as connection:
        try:
            collection = secretstorage.Collection(connection, _DEFAULT_COLLECTION)
            locked = collection.is_locked()
        except secretstorage.ItemNotFoundException as error:
            raise KeychainLockedError("no default collection has been set up yet") from error
        if locked:
            raise KeychainLockedError("the default collection is locked")


def _are_unlocked(entries: Sequence[str]) -> bool:
    """Return whether the Secret Service gives out these entries without asking the person.

    A service may lock single entries of an open collection, and ask about each of them. An entry
    that is not there is not asked about.
    """
    import secretstorage  # on Linux only

    with closing(secretstorage.dbus_init()) as connection:
        collection = secretstorage.Collection(connection, _DEFAULT_COLLECTION)
        return not any(
            item.is_locked()
            for entry in entries
            for item in collection.search_items({"service": SERVICE, "username": entry})
        )
