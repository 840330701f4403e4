"""The workflow as the user interface sees it: calls that return at once, and events."""

import uuid
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.authorization_response import AuthorizationResponse
from desktop_app.core.credential import Credential, SecretPlace, Stage
from desktop_app.core.errors import DocumentError, StorageError
from desktop_app.core.lifecycle import Step
from desktop_app.core.names import clean_name
from desktop_app.core.systems import System
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.workflow.activity_log import ActivityLog
from desktop_app.workflow.approvals import Approvals
from desktop_app.workflow.code_exchange import CodeExchange
from desktop_app.workflow.connection_checks import ConnectionChecks
from desktop_app.workflow.denials import Denials
from desktop_app.workflow.events import (
    Approval,
    DocumentNotSaved,
    DocumentSaved,
    Loaded,
    LoadFailed,
    OperationFailed,
    Phase,
)
from desktop_app.workflow.ports import Lane, Ports
from desktop_app.workflow.removal import Removal
from desktop_app.workflow.services import make_services
from desktop_app.workflow.unsettled_grants import UnsettledGrants
from desktop_app.workflow.workspace_state import Listener

# A blocked one has found its keychain closed; the person may have another place in mind.
_MAY_RETRY = (Phase.WAITING, Phase.STOPPED, Phase.BLOCKED)


class Workflow:
    """One workspace's credentials, and everything that may be done with them."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        services = make_services(ports)
        self._state = services.state
        self._progress = services.progress
        self._attempts = services.attempts
        self._entries = services.entries
        self._session = services.session
        self._platform = services.platform
        self._deadlines = services.deadlines
        self._revocation = services.revocation
        self._approvals = Approvals(services)
        self._code_exchange = CodeExchange(services)
        self._connections = ConnectionChecks(services)
        self._removal = Removal(services)
        self._grants = UnsettledGrants(services, self._code_exchange)
        self._denials = Denials(services)
        self._log = ActivityLog(ports, services.state)
        self._loaded: Loaded | LoadFailed | None = None

    # -- what is in sight ---------------------------------------------------------------------

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` every event from now on; call what is returned to end that."""
        return self._state.subscribe(listener)

    @property
    def loaded(self) -> Loaded | LoadFailed | None:
        """Whether the database was read; None while it is being read."""
        return self._loaded

    @property
    def approval_ttl(self) -> timedelta:
        """How long an approval may take."""
        return self._ports.approval_ttl

    @property
    def systems(self) -> tuple[System, ...]:
        """The systems that credentials can be created for in this workspace."""
        return self._ports.stripe.systems

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """All credentials."""
        return self._state.credentials

    @property
    def unsettled_grants(self) -> tuple[UnsettledGrant, ...]:
        """The grants that nobody could make sure of."""
        return self._state.unsettled_grants

    @property
    def activities(self) -> tuple[Activity, ...]:
        """The entries of the local log that were read, the first first."""
        return self._log.entries

    def credential(self, credential_id: str) -> Credential | None:
        """Return a credential, or None if there is none (any more)."""
        return self._state.credential(credential_id)

    def taken_keys(self, system: System) -> frozenset[str]:
        """Return the name keys in use for a system."""
        return self._state.taken_keys(system)

    def sharing_account(self, credential: Credential) -> tuple[Credential, ...]:
        """Return the credentials that would lose access if this one's were revoked."""
        return self._state.sharing_account(credential)

    def would_be_cut_off(self, credential: Credential) -> tuple[Credential, ...]:
        """Return those of `sharing` that nobody wants to have removed and revoked as well."""
        return self._removal.would_be_cut_off(credential)

    def affected_by_revoking(self, grant: UnsettledGrant) -> tuple[Credential, ...]:
        """Return the credentials that would lose access if such a grant were revoked."""
        return self._state.affected_by_revocation(grant.account_id, grant.system)

    def on_account(self, system: System, account_id: str) -> tuple[Credential, ...]:
        """Return the credentials of this workspace that live on an account in one mode."""
        return self._state.on_account(account_id, system)

    def is_unsettled(self, credential_id: str) -> bool:
        """Return whether Stripe may have granted access for a credential without our knowing."""
        return self._state.is_unsettled(credential_id)

    def is_checking(self, credential_id: str) -> bool:
        """Return whether a credential's connection is being looked at."""
        return self._connections.is_checking(credential_id)

    @property
    def is_exchanging(self) -> bool:
        """Whether a code is out: ending the program now would leave its outcome unknown."""
        return self._attempts.is_any_exchanging

    @property
    def is_busy(self) -> bool:
        """Whether something is under way at Stripe that must come to its end."""
        return self._attempts.is_any_exchanging or self._revocation.is_under_way

    def time_left(self, credential: Credential) -> timedelta:
        """Return what is left of an incomplete credential's time; zero for others."""
        if credential.deadline is None:
            return timedelta(0)
        return credential.deadline.time_left(self._state.now())

    def approval(self, credential_id: str) -> Approval | None:
        """Return where the approval of a credential stands, or None if it has none.

        See `Progress.approval`.
        """
        return self._progress.approval(credential_id)

    # -- calls --------------------------------------------------------------------------------

    def start(self) -> None:
        """Read the database; ends with `Loaded` or `LoadFailed`."""
        self._ports.tasks.start(self._load())

    def go_to_stripe(
        self, system: System, name: str, place: SecretPlace, credential_id: str | None = None
    ) -> str:
        """Begin an approval; the name was checked. Return the credential's id.

        `credential_id` is given when the same approval is begun once more, after it was blocked.
        If that credential is stored by now, it goes on with another attempt; one that was created
        is approved again, with a time of its own.
        """
        stored = None if credential_id is None else self._state.credential(credential_id)
        if stored is not None:
            if stored.stage is Stage.ACTIVE:
                self._reauthorize(stored, place)
            else:
                self.retry(stored.id, place)
            return stored.id
        approval = Approval(
            credential_id=credential_id or str(uuid.uuid4()),
            system=system,
            name=clean_name(name),
            place=place,
            phase=Phase.PREPARING,
        )
        self._ports.tasks.start(self._approvals.begin(approval))
        return approval.credential_id

    def _reauthorize(self, credential: Credential, place: SecretPlace) -> None:
        if not credential.allows(Step.REAUTHORIZE):
            return
        approval = Approval(
            credential_id=credential.id,
            system=credential.system,
            name=credential.name,
            place=place,
            phase=Phase.PREPARING,
        )
        self._ports.tasks.start(self._approvals.reauthorize(approval))

    def retry(self, credential_id: str, place: SecretPlace | None = None) -> None:
        """Send the browser to Stripe once more, with a new attempt under the same deadline.

        `place` is where the secret is to be kept from now on, None where it was to be kept before.
        """
        approval = self.approval(credential_id)
        if approval is not None and approval.phase in _MAY_RETRY:
            again = _prepared(approval, place or approval.place)
            self._ports.tasks.start(self._code_exchange.save_losses())
            self._ports.tasks.start(self._approvals.retry(again))

    def unlock_keychain(self, credential_id: str) -> None:
        """Have the keychain unlocked, then go on with the blocked approval."""
        approval = self.approval(credential_id)
        if approval is not None and approval.phase is Phase.BLOCKED:
            self._ports.tasks.start(self._approvals.unlock(approval))

    def move_to_keychain(self, credential_id: str) -> None:
        """Try once more to keep a session's secret in the keychain."""
        credential = self._state.credential(credential_id)
        if credential is not None:
            self._ports.tasks.start(self._session.move_to_keychain(credential))

    def abandon(self, credential_id: str) -> None:
        """The wizard was closed: forget an approval that has not begun; a begun one stays."""
        credential = self._state.credential(credential_id)
        if credential is None or credential.stage is Stage.ACTIVE:
            self._state.remove_approval(credential_id)

    def create(self, credential_id: str) -> None:
        """Make an approved credential active."""
        self._ports.tasks.start(self._create(credential_id))

    def remove(self, credential_id: str, *, revoke: bool | None) -> None:
        """Remove a credential, after revoking access if `revoke` says so; None follows the rule.

        The rule, for whoever was not asked: access is revoked, unless another credential lives on
        the account.
        """
        credential = self._state.credential(credential_id)
        revokes = revoke is not False and credential is not None and credential.account is not None
        sharing = () if credential is None else self._state.sharing_account(credential)
        agreed = self._removal.remove_as_agreed
        removal = partial(agreed, credential_id, sharing, revoke=revoke)
        self._ports.tasks.start(self._unlocked(credential if revokes else None, removal))

    def check(self, credential_id: str) -> None:
        """Look whether a connection still is; `Checked`, `Disconnected` or `CheckFailed` tells."""
        self._ports.tasks.start(self._connections.check(credential_id))

    def retry_revocation(self, credential_id: str) -> None:
        """Try once more to revoke access and remove a credential, as the person has chosen."""
        credential = self._state.credential(credential_id)
        again = partial(self._removal.retry, credential_id)
        self._ports.tasks.start(self._unlocked(credential, again))

    def retry_revocations(self) -> None:
        """The network is back: try all that could not be revoked."""
        self._removal.retry_all()

    def cancel_revocation(self, credential_id: str) -> None:
        """Keep a credential whose access was to be revoked, and could not be yet."""
        self._ports.tasks.start(self._removal.cancel_revocation(credential_id))

    def clear_unsettled_grant(self, grant_id: str) -> None:
        """A person has looked after a grant that nobody could make sure of."""
        self._ports.tasks.start(self._grants.clear(grant_id))

    def revoke_grant(self, grant_id: str) -> None:
        """Revoke such a grant, unless a credential lives on its account.

        It is settled by that; otherwise `GrantNotRevoked` is told.
        """
        grant = self._state.unsettled_grant(grant_id)
        self._ports.tasks.start(self._unlocked(grant, partial(self._grants.revoke, grant_id)))

    def read_activities(self) -> None:
        """Read what is new in the local log; ends with `ActivitiesRead`, `ActivitiesNotRead`."""
        self._ports.tasks.start(self._log.read())

    def save_document(self, path: Path, text: str) -> None:
        """Write a file that the person asked for; ends with `DocumentSaved`, `DocumentNotSaved`."""
        self._ports.tasks.start(self._save_document(path, text))

    def response_arrived(self, answer: AuthorizationResponse) -> None:
        """The browser came back with a right state."""
        self._ports.tasks.start(self._code_exchange.handle(answer))

    def denial_reported(self) -> None:
        """The browser came back with a denial that does not say which approval it belongs to."""
        self._denials.report()

    def stop_waiting(self, credential_id: str) -> None:
        """The person says that such a denial was for this credential."""
        self._ports.tasks.start(self._denials.stop(credential_id))

    def check_deadlines(self) -> None:
        """The person is back, or the machine has woken: look at the deadlines now.

        And try what could not be revoked, unless that was done within the last minute.
        """
        self._ports.tasks.start(self._code_exchange.save_losses())
        self._deadlines.ring()
        self._removal.retry_all_if_due()

    def operation_failed(self, problem: Exception) -> None:
        """Tell that an operation broke off."""
        self._state.publish(OperationFailed(problem))

    async def _unlocked(
        self,
        asked: Credential | UnsettledGrant | None,
        operation: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        """Do what a person asked for, with the keychain unlocked where Stripe's answer needs it.

        Before it begins: codes wait while access is revoked, and a password may take minutes.
        """
        if asked is not None:
            await self._platform.unlock_for(asked.system)
        await operation()

    # -- operations ---------------------------------------------------------------------------

    async def _load(self) -> None:
        now = self._state.now()
        store = self._ports.store
        try:
            snapshot = await self._ports.tasks.run(
                Lane.DATABASE, lambda: store.recover(now, self._ports.os_user)
            )
        except StorageError as problem:
            self._loaded = LoadFailed(problem)
            self._state.publish(self._loaded)
            return
        self._state.load(snapshot.credentials, snapshot.unsettled_grants)
        self._loaded = Loaded()
        self._state.publish(self._loaded)
        self._removal.resume()
        await_again = partial(
            self._approvals.await_again, snapshot.open_attempts, snapshot.return_port
        )
        for step in (self._deadlines.check, await_again, self._entries.delete_marked):
            try:
                await step()
            except StorageError as problem:
                # The other steps have to be done all the same.
                self.operation_failed(problem)

    async def _create(self, credential_id: str) -> None:
        credential = self._state.credential(credential_id)
        if credential is None:
            return
        now = self._state.now().utc
        activity = self._state.activity(ActivityKind.CREATED, credential, now)
        store = self._ports.store
        created = await self._ports.tasks.run(Lane.DATABASE, lambda: store.create(activity))
        if created is not None:
            self._state.remove_approval(credential_id)
            # Its secret may have come into the keychain meanwhile.
            current = self._state.credential(credential_id) or credential
            self._state.put(replace(current, stage=Stage.ACTIVE, created=created))

    async def _save_document(self, path: Path, text: str) -> None:
        documents = self._ports.documents
        try:
            await self._ports.tasks.run(Lane.FILES, lambda: documents.write(path, text))
        except DocumentError as problem:
            self._state.publish(DocumentNotSaved(path, problem))
        else:
            self._state.publish(DocumentSaved(path))


def _prepared(approval: Approval, place: SecretPlace) -> Approval:
    """Return the approval as it begins once more."""
    return replace(
        approval, phase=Phase.PREPARING, place=place, outcome=None, keychain_problem=None
    )
