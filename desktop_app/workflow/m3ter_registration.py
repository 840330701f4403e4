"""Registers credentials with m3ter, so that integrations there can use them.

The order of the steps registers nothing twice: m3ter's list is read first, and what is sent is
stored before. If the answer is lost, the list is read once more; nothing is sent again unless the
person asks for that. Knows: which credentials m3ter has, and which are being registered. Must not
know: the key, configurations, Stripe, windows.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Credential, Stage
from desktop_app.core.errors import (
    AnswerLostError,
    KeychainError,
    ServiceError,
    StorageError,
    TimeLimitError,
)
from desktop_app.core.m3ter import (
    M3terConnection,
    RegisteredCredential,
    Registration,
    RegistrationStage,
)
from desktop_app.core.names import name_key
from desktop_app.workflow.m3ter_state import M3terState, NotRegistered
from desktop_app.workflow.operations import CancelledError, IsWanted
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.services import Services

_SEND_LIMIT = timedelta(seconds=60)


class MakeReady(Protocol):
    """Gives m3ter its key; `asking` says that the person may be prompted for a password."""

    def __call__(self, is_wanted: IsWanted, *, asking: bool) -> Awaitable[None]:
        """See the class. Raises `KeychainError`, `CancelledError`."""
        ...


class M3terRegistrations:
    """Registers credentials, one at a time for each.

    `make_ready` gives m3ter its key. `read_credentials` reads all credentials that m3ter has.
    """

    def __init__(
        self,
        services: Services,
        make_ready: MakeReady,
        read_credentials: Callable[[IsWanted], Awaitable[Sequence[RegisteredCredential]]],
    ) -> None:
        self._tasks = services.ports.tasks
        self._m3ter = services.ports.m3ter
        self._store = services.ports.m3ter_store
        self._log = services.ports.store
        self._state = services.state
        self._log_entries = services.log_entries
        self._make_ready = make_ready
        self._read_credentials = read_credentials

    def register(self, credential_id: str, *, again: bool = False, asking: bool = False) -> None:
        """Register a credential, unless m3ter has it.

        `again` sends it once more after an answer that was lost, if m3ter does not list it.
        `asking` says that the person may be prompted for the keychain's password.
        """
        known, credential = self._state.m3ter, self._state.credential(credential_id)
        if known is None or credential is None or not self._may_be_registered(known, credential):
            return
        self._put(credential_id, registering=True, failed=None)
        registering = self._register(known.connection, credential, again=again, asking=asking)
        self._tasks.start(registering)

    def link(self, credential_id: str, registered: RegisteredCredential) -> None:
        """Record that m3ter has a credential as `registered`: the person says so."""
        known, credential = self._state.m3ter, self._state.credential(credential_id)
        if known is not None and credential is not None:
            self._tasks.start(
                self._record(ActivityKind.M3TER_FOUND, known.connection, credential, registered)
            )

    @staticmethod
    def _may_be_registered(known: M3terState, credential: Credential) -> bool:
        return (
            known.connection.offers_credentials
            and credential.stage is Stage.ACTIVE
            and credential.id not in known.registering
            and not known.is_registered(credential.id)
        )

    async def _register(
        self, connection: M3terConnection, credential: Credential, *, again: bool, asking: bool
    ) -> None:
        def is_wanted() -> bool:
            known = self._state.m3ter
            return known is not None and known.connection is connection

        failed: NotRegistered | None = None
        try:
            await self._make_ready(is_wanted, asking=asking)
            failed = await self._find_or_send(is_wanted, connection, credential, again=again)
        except CancelledError:
            return
        except (ServiceError, KeychainError, TimeLimitError, StorageError) as error:
            failed = NotRegistered(error)
        finally:
            if is_wanted():
                self._put(credential.id, registering=False, failed=failed)

    async def _find_or_send(
        self,
        is_wanted: IsWanted,
        connection: M3terConnection,
        credential: Credential,
        *,
        again: bool,
    ) -> NotRegistered | None:
        alike = await self._alike(is_wanted, credential)
        if alike:
            return await self._take(connection, credential, alike)
        begun = await self._tasks.run(
            Lane.DATABASE, lambda: self._store.begin_registration(connection, credential.id)
        )
        if not is_wanted():
            raise CancelledError
        if not begun and not again:
            # An earlier request may still arrive: the person decides.
            return NotRegistered(is_unclear=True)
        self._put_registration(Registration(credential.id, RegistrationStage.UNKNOWN))
        try:
            registered = await self._tasks.call(
                lambda seconds_left: self._m3ter.register(
                    credential.name, credential.system, seconds_left
                ),
                _SEND_LIMIT,
            )
        except (AnswerLostError, TimeLimitError) as lost:
            return await self._look_up(is_wanted, connection, credential, lost)
        except ServiceError as error:
            await self._tasks.run(
                Lane.DATABASE, lambda: self._store.end_registration(credential.id)
            )
            self._remove_registration(credential.id)
            return NotRegistered(error)
        await self._record(ActivityKind.M3TER_REGISTERED, connection, credential, registered)
        return None

    async def _look_up(
        self,
        is_wanted: IsWanted,
        connection: M3terConnection,
        credential: Credential,
        lost: AnswerLostError | TimeLimitError,
    ) -> NotRegistered | None:
        """Find out whether a request had its effect whose answer was lost."""
        alike: tuple[RegisteredCredential, ...] = ()
        with suppress(ServiceError, TimeLimitError):
            alike = await self._alike(is_wanted, credential)
        if alike:
            return await self._take(connection, credential, alike)
        activity = self._log_entries.of(ActivityKind.M3TER_UNCLEAR, credential)
        await self._tasks.run(Lane.DATABASE, lambda: self._log.record((activity,)))
        return NotRegistered(lost, is_unclear=True)

    async def _alike(
        self, is_wanted: IsWanted, credential: Credential
    ) -> tuple[RegisteredCredential, ...]:
        """Return m3ter's credentials that have the name and the mode of a credential."""
        key = (credential.system.value, credential.name_key)
        every = await self._read_credentials(is_wanted)
        return tuple(each for each in every if (each.destination, name_key(each.name)) == key)

    async def _take(
        self,
        connection: M3terConnection,
        credential: Credential,
        alike: tuple[RegisteredCredential, ...],
    ) -> NotRegistered | None:
        """Record the one that m3ter has; if it has several, the person has to choose."""
        if len(alike) > 1:
            return NotRegistered(alike=alike)
        await self._record(ActivityKind.M3TER_FOUND, connection, credential, alike[0])
        return None

    async def _record(
        self,
        kind: ActivityKind,
        connection: M3terConnection,
        credential: Credential,
        registered: RegisteredCredential,
    ) -> None:
        activity = self._log_entries.of(kind, credential, registered.id)
        if await self._tasks.run(
            Lane.DATABASE,
            lambda: self._store.record_registered(connection, registered.id, activity),
        ):
            self._put_registration(
                Registration(credential.id, RegistrationStage.REGISTERED, registered.id)
            )
            self._list(registered)

    # -- the state ----------------------------------------------------------------------------

    def _put(self, credential_id: str, *, registering: bool, failed: NotRegistered | None) -> None:
        known = self._state.m3ter
        if known is None:
            return
        others = known.registering - {credential_id}
        failures = {key: value for key, value in known.failed.items() if key != credential_id}
        if failed is not None:
            failures[credential_id] = failed
        self._state.put_m3ter(
            replace(
                known,
                registering=others | {credential_id} if registering else others,
                failed=failures,
            )
        )

    def _list(self, registered: RegisteredCredential) -> None:
        """Add a credential to what was read of m3ter, unless it is there."""
        known = self._state.m3ter
        if known is None or known.lists is None:
            return
        every = known.lists.credentials
        if registered.id not in {each.id for each in every}:
            lists = replace(known.lists, credentials=(*every, registered))
            self._state.put_m3ter(replace(known, lists=lists))

    def _put_registration(self, registration: Registration) -> None:
        known = self._state.m3ter
        if known is not None:
            registrations = {**known.registrations, registration.credential_id: registration}
            self._state.put_m3ter(replace(known, registrations=registrations))

    def _remove_registration(self, credential_id: str) -> None:
        known = self._state.m3ter
        if known is not None:
            registrations = {
                key: value for key, value in known.registrations.items() if key != credential_id
            }
            self._state.put_m3ter(replace(known, registrations=registrations))
