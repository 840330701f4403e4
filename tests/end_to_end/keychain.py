"""A look into the desktop's keychain, by way of the Secret Service and not of the program."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

import secretstorage

from tests.dbus.bus import Bus
from tests.end_to_end.virtual_desktop import KEYCHAIN_PASSWORD, VirtualDesktop


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the keychain."""

    label: str
    attributes: dict[str, str]
    secret: str = field(repr=False)


class Keychain:
    """The default collection of the desktop's keychain."""

    def __init__(self, desktop: VirtualDesktop) -> None:
        self._bus = Bus(desktop.session_bus)

    def close(self) -> None:
        """Leave the desktop's bus."""
        self._bus.close()

    def entries(self) -> list[Entry]:
        """Return all entries, whoever made them, with their secrets."""
        while True:
            # One that is being deleted may be gone between being listed and being read.
            with suppress(secretstorage.ItemNotFoundException):
                return [_entry(item) for item in self._collection().get_all_items()]

    def restore(self, entries: Iterable[Entry]) -> None:
        """Make entries as they were."""
        for entry in entries:
            self._collection().create_item(entry.label, entry.attributes, entry.secret.encode())

    def clear(self) -> None:
        """Delete all entries."""
        for item in list(self._collection().get_all_items()):
            item.delete()

    def lock(self) -> None:
        """Lock the keychain."""
        self._collection().lock()

    def unlock(self) -> None:
        """Unlock the keychain with its password, as the desktop's own dialog would."""
        service, path = "org.freedesktop.secrets", "/org/freedesktop/secrets"
        (_, session) = self._bus.call(
            service,
            path,
            "org.freedesktop.Secret.Service",
            "OpenSession",
            "sv",
            ("plain", ("s", "")),
        )
        self._bus.call(
            service,
            path,
            "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface",
            "UnlockWithMasterPassword",
            "o(oayays)",
            (self._collection().collection_path, (session, b"", KEYCHAIN_PASSWORD, "text/plain")),
        )

    def _collection(self) -> secretstorage.Collection:
        return secretstorage.get_default_collection(self._bus.connection)


def _entry(item: secretstorage.Item) -> Entry:
    return Entry(item.get_label(), dict(item.get_attributes()), item.get_secret().decode())
