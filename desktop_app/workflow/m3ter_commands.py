"""m3ter in one workspace: connecting it, disconnecting it, and reading what it has.

Knows: m3ter, what is stored of it, and where its key is. Must not know: Stripe, what happens to
credentials on this computer, windows. Imported when it is first used: most workspaces are not
connected to m3ter.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Generic, TypeVar

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import SecretPlace
from desktop_app.core.deadline import SecondsLeft, is_stale, no_deadline
from desktop_app.core.errors import (
    KeychainError,
    NotFoundError,
    NotPermittedError,
    SecretRefusedError,
    SecretUnavailableError,
    ServiceError,
    StorageError,
    TimeLimitError,
)
from desktop_app.core.m3ter import AccessKey, M3terConnection, Portion, RegisteredCredential
from desktop_app.core.platform_secret import M3TER_KEY_OWNER
from desktop_app.core.secret import Secret
from desktop_app.workflow.m3ter_ports import M3terLists, Offer, Proposal
from desktop_app.workflow.m3ter_registration import M3terRegistrations
from desktop_app.workflow.m3ter_runs import M3terRuns
from desktop_app.workflow.m3ter_state import M3terError, M3terState
from desktop_app.workflow.operations import (
    CancelledError,
    IsWanted,
    Pending,
    if_wanted,
    start_pending,
)
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.services import Services

T = TypeVar("T")

_TRY_LIMIT = timedelta(seconds=30)
_PAGE_LIMIT = timedelta(seconds=60)
# What was read this long ago is read again when a person looks at it or comes back.
_STALE = timedelta(minutes=5)

_EXPECTED = (ServiceError, TimeLimitError, KeychainError, StorageError)


class M3terCommands:
    """The commands about m3ter in one workspace. They change `ReadableState.m3ter`."""

    def __init__(self, services: Services) -> None:
        self._tasks = services.ports.tasks
        self._m3ter = services.ports.m3ter
        self._store = services.ports.m3ter_store
        self._entry_names = services.ports.store
        self._clock = services.ports.clock
        self._state = services.state
        self._log_entries = services.log_entries
        self._keychain_entries = services.keychain_entries
        self._runs = M3terRuns(services, self._make_ready)
        self._registrations = M3terRegistrations(services, self._make_ready, self._read_credentials)
        # The keychain entry of the key; None if there is no key, or it is in memory only.
        self._entry: str | None = None
        self._has_key = False
        # What is under way. Another number means that it was cancelled.
        self._connecting = 0
        self._reading = 0

    async def load(self) -> None:
        """Read what is stored. The workflow calls this at the start, if m3ter is connected."""
        stored = await self._tasks.run(Lane.DATABASE, self._store.load)
        if stored is None or self._state.m3ter is not None:
            return
        self._entry = stored.entry
        place = SecretPlace.LOST if stored.entry is None else SecretPlace.KEYCHAIN
        registrations = {each.credential_id: each for each in stored.registrations}
        self._state.put_m3ter(
            M3terState(stored.connection, place, stored.lists, registrations=registrations)
        )
        await self._refresh_quietly()

    # -- connecting ---------------------------------------------------------------------------

    def propose(self) -> Pending[Proposal]:
        """Return what a person need not type to connect m3ter. May start a stand-in.

        The result can fail with `ServiceError` or `TimeLimitError`.
        """

        async def propose() -> Proposal:
            return await self._tasks.run(Lane.NETWORK, self._m3ter.propose, _TRY_LIMIT)

        return start_pending(self._tasks.start, propose, expected=_EXPECTED)

    def connect(self, organization_id: str, key: AccessKey, place: SecretPlace) -> Pending[None]:
        """Try a key for an organization at m3ter; if it works, store it and connect m3ter.

        `place` is where the API secret is stored: KEYCHAIN or SESSION. A former connection is
        replaced. The person may be asked for the keychain's password. The result can fail with
        `ServiceError`, `TimeLimitError`, `KeychainError` or `StorageError`; nothing is changed
        then. It never comes after `cancel_connecting`.
        """
        self._connecting += 1
        number = self._connecting

        def is_wanted() -> bool:
            return number == self._connecting

        async def connect() -> None:
            offer = await if_wanted(
                is_wanted,
                self._tasks.call(
                    lambda seconds_left: self._m3ter.try_key(organization_id, key, seconds_left),
                    _TRY_LIMIT,
                ),
            )
            connecting = self._store_connection(organization_id, key, offer, place, is_wanted)
            await if_wanted(is_wanted, connecting)

        return start_pending(self._tasks.start, connect, expected=_EXPECTED)

    def cancel_connecting(self) -> None:
        """Cancel `connect`. A connection that is being stored in the database stays."""
        self._connecting += 1

    async def _store_connection(
        self,
        organization_id: str,
        key: AccessKey,
        offer: Offer,
        place: SecretPlace,
        is_wanted: Callable[[], bool],
    ) -> None:
        entry = f"m3ter {uuid.uuid4().hex}" if place is SecretPlace.KEYCHAIN else None
        if entry is not None:
            await self._write_key(entry, key.secret)
            # Unlocking the keychain may have taken minutes.
            if not is_wanted():
                await self._delete_key(entry)
                raise CancelledError
        now = self._clock.now().utc
        connection = M3terConnection(organization_id, key.id, offer.credentials, now)
        activity = self._log_entries.of_m3ter(ActivityKind.M3TER_CONNECTED, organization_id)
        try:
            await self._tasks.run(
                Lane.DATABASE, lambda: self._store.connect(connection, entry, activity)
            )
        except StorageError:
            await self._delete_key(entry)
            raise
        self._m3ter.take_key(organization_id, key)
        self._has_key, self._entry = True, entry
        self._end_reading()
        self._state.put_m3ter(M3terState(connection, place))
        await self._delete_former_keys()
        self._start_reading(asking=False)

    async def _write_key(self, entry: str, secret: Secret) -> None:
        error = await self._keychain_entries.unlock()
        if error is None:
            await self._tasks.run(
                Lane.DATABASE, lambda: self._entry_names.reserve_entry(entry, M3TER_KEY_OWNER)
            )
            error = await self._keychain_entries.write(entry, secret)
        if error is not None:
            await self._delete_former_keys()
            raise error

    async def _delete_key(self, entry: str | None) -> None:
        """Delete an entry that was written in vain. What can't be deleted now is deleted later."""
        if entry is None:
            return
        with suppress(StorageError):
            await self._tasks.run(
                Lane.DATABASE, lambda: self._entry_names.mark_entry_for_deletion(entry)
            )
        await self._delete_former_keys()

    async def _delete_former_keys(self) -> None:
        """Delete what is marked for deletion. What was done stays done if the database fails."""
        with suppress(StorageError):
            await self._keychain_entries.delete_marked()

    def disconnect(self) -> Pending[None]:
        """Forget the connection, what was read, and the key. Changes nothing at m3ter.

        The result can fail with `StorageError`.
        """

        async def disconnect() -> None:
            known = self._state.m3ter
            if known is None:
                return
            organization_id = known.connection.organization_id
            activity = self._log_entries.of_m3ter(ActivityKind.M3TER_DISCONNECTED, organization_id)
            await self._tasks.run(Lane.DATABASE, lambda: self._store.disconnect(activity))
            self._end_reading()
            self._m3ter.drop_key()
            self._has_key, self._entry = False, None
            self._state.put_m3ter(None)
            await self._delete_former_keys()

        return start_pending(self._tasks.start, disconnect, expected=_EXPECTED)

    # -- reading ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read what m3ter has, as the person asks. May prompt for the keychain's password.

        Does nothing while m3ter is being read.
        """
        self._start_reading(asking=True)

    def refresh_if_old(self) -> None:
        """Read what m3ter has, if the last reading is old. Never prompts the person."""
        if self._is_old():
            self._start_reading(asking=False)

    def refresh_quietly(self) -> None:
        """Do as `refresh_if_old`, if no stand-in has to be started and the key is at hand."""
        self._tasks.start(self._refresh_quietly())

    def read_runs(self, destination_id: str, *, if_old: bool = False) -> None:
        """Read the latest runs of a destination; see `M3terRuns.read`."""
        self._runs.read(destination_id, if_old=if_old)

    def register(self, credential_id: str, *, again: bool = False, asking: bool = False) -> None:
        """Register a credential with m3ter; see `M3terRegistrations.register`."""
        self._registrations.register(credential_id, again=again, asking=asking)

    def link(self, credential_id: str, registered: RegisteredCredential) -> None:
        """Record which credential of m3ter's is this one; see `M3terRegistrations.link`."""
        self._registrations.link(credential_id, registered)

    def cancel_reading(self) -> None:
        """Stop reading. What was read before stays."""
        known = self._state.m3ter
        if known is not None and known.is_reading:
            self._end_reading()
            self._state.put_m3ter(replace(known, rows_read=None))

    def _is_old(self) -> bool:
        known = self._state.m3ter
        if known is None or known.is_reading:
            return False
        if isinstance(known.error, SecretRefusedError | NotPermittedError):
            # The person is told, and asks again.
            return False
        read = None if known.lists is None else known.lists.read
        return is_stale(read, self._clock.now().utc, _STALE)

    async def _refresh_quietly(self) -> None:
        if not (self._is_old() and self._m3ter.is_running()):
            return
        entries = () if self._has_key or self._entry is None else (self._entry,)
        is_at_hand = self._has_key or self._entry is not None
        if is_at_hand and await self._keychain_entries.reads_without_asking(entries):
            self._start_reading(asking=False)

    def _start_reading(self, *, asking: bool) -> None:
        known = self._state.m3ter
        if known is None or known.is_reading:
            return
        self._reading += 1
        number = self._reading
        # Whoever hears of it may cancel it at once.
        self._state.put_m3ter(replace(known, rows_read=0, error=None))
        self._tasks.start(self._read(number, asking=asking))

    def _end_reading(self) -> None:
        self._reading += 1

    async def _read(self, number: int, *, asking: bool) -> None:
        def is_wanted() -> bool:
            return number == self._reading

        error: M3terError | None = None
        lists: M3terLists | None = None
        try:
            await self._make_ready(is_wanted, asking=asking)
            lists = await self._read_lists(is_wanted)
        except CancelledError:
            return
        except (ServiceError, KeychainError, TimeLimitError) as failure:
            error = failure
        except Exception:
            self.cancel_reading()
            raise
        known = self._state.m3ter
        if not is_wanted() or known is None:
            return
        self._state.put_m3ter(
            replace(known, rows_read=None, error=error, lists=lists or known.lists)
        )
        if lists is not None:
            read, connection = lists, known.connection
            await self._tasks.run(Lane.DATABASE, lambda: self._store.save(connection, read))

    async def _make_ready(self, is_wanted: IsWanted, *, asking: bool = False) -> None:
        """Give m3ter the key, unless it has it. Raises `KeychainError`, `CancelledError`."""
        known = self._state.m3ter
        if self._has_key or known is None:
            return
        entry = self._entry
        if asking and entry is not None:
            await if_wanted(is_wanted, self._keychain_entries.unlock())
        # The key of a former connection must never take the place of another one.
        secret = await if_wanted(is_wanted, self._keychain_entries.fetch(entry))
        if isinstance(secret, SecretUnavailableError):
            raise secret
        connection = known.connection
        self._m3ter.take_key(connection.organization_id, AccessKey(connection.key_id, secret))
        self._has_key = True

    async def _read_lists(self, is_wanted: IsWanted) -> M3terLists:
        known = self._state.m3ter
        if known is None:
            raise CancelledError
        systems = await if_wanted(is_wanted, self._tasks.call(self._m3ter.systems, _PAGE_LIMIT))
        configurations = await self._all(is_wanted, self._m3ter.configurations, self._count)
        credentials: Portion[RegisteredCredential] = Portion(())
        if known.connection.offers_credentials:
            # What it did offer it may not offer any more. The rest is of use all the same.
            with suppress(NotFoundError, NotPermittedError):
                credentials = await self._all(is_wanted, self._m3ter.credentials, self._count)
        return M3terLists(
            self._clock.now().utc,
            systems,
            configurations.items,
            credentials.items,
            configurations.unreadable + credentials.unreadable,
        )

    async def _read_credentials(self, is_wanted: IsWanted) -> tuple[RegisteredCredential, ...]:
        return (await self._all(is_wanted, self._m3ter.credentials)).items

    async def _all(
        self,
        is_wanted: IsWanted,
        read: Callable[[SecondsLeft], Iterator[Portion[T]]],
        count: Callable[[int], None] = lambda rows: None,
    ) -> Portion[T]:
        """Return all rows of a list, and tell `count` how many each page has brought."""
        pages, rows, unreadable, is_last = _Pages(read), list[T](), 0, False
        while not is_last:
            page = await if_wanted(is_wanted, self._tasks.call(pages.next_page, _PAGE_LIMIT))
            if page is None:
                break
            rows += page.items
            unreadable += page.unreadable
            is_last = page.is_last
            count(len(page.items))
        return Portion(tuple(rows), unreadable, is_last=True)

    def _count(self, rows: int) -> None:
        """Show that so many more rows were read."""
        known = self._state.m3ter
        if known is not None and known.rows_read is not None:
            self._state.put_m3ter(replace(known, rows_read=known.rows_read + rows))


class _Pages(Generic[T]):
    """The pages of a list. Each is read within a limit of its own."""

    def __init__(self, read: Callable[[SecondsLeft], Iterator[Portion[T]]]) -> None:
        self._read = read
        self._pages: Iterator[Portion[T]] | None = None
        self._seconds_left: SecondsLeft = no_deadline

    def next_page(self, seconds_left: SecondsLeft) -> Portion[T] | None:
        """Return the next page, None after the last one. Blocking. Raises `ServiceError`."""
        self._seconds_left = seconds_left
        if self._pages is None:
            self._pages = self._read(self._left)
        return next(self._pages, None)

    def _left(self) -> float:
        return self._seconds_left()
