"""What is in sight: the one in-memory picture of what the database knows, and who is told of it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import Credential, SecretPlace, Stage
from desktop_app.core.deadline import Moment
from desktop_app.core.outcome import Removed, TimedOut
from desktop_app.core.systems import System
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.workflow.event_bus import EventBus
from desktop_app.workflow.events import (
    Approval,
    ApprovalChanged,
    CredentialChanged,
    CredentialGone,
    Event,
    UnsettledGrantsChanged,
)
from desktop_app.workflow.ports import Clock

Listener = Callable[[Event], None]


class WorkspaceState:
    """The credentials, approvals and unsettled grants of one workspace."""

    def __init__(
        self,
        clock: Clock,
        os_user: str,
        on_account_elsewhere: Callable[[System, str], tuple[Credential, ...]],
    ) -> None:
        self._clock = clock
        self._on_account_elsewhere = on_account_elsewhere
        self._os_user = os_user
        self._bus: EventBus[Event] = EventBus()
        self._credentials: dict[str, Credential] = {}
        self._approvals: dict[str, Approval] = {}
        self.unsettled_grants: tuple[UnsettledGrant, ...] = ()

    # -- who is told --------------------------------------------------------------------------

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` every event from now on; call what is returned to end that."""
        return self._bus.subscribe(listener)

    def publish(self, event: Event) -> None:
        """Tell an event to all listeners, in the order they came."""
        self._bus.publish(event)

    # -- what is known ------------------------------------------------------------------------

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """All credentials, in the order they came in sight."""
        return tuple(self._credentials.values())

    def credential(self, credential_id: str) -> Credential | None:
        """Return a credential, or None if there is none (any more)."""
        return self._credentials.get(credential_id)

    def approval(self, credential_id: str) -> Approval | None:
        """Return the approval of a credential, or None."""
        return self._approvals.get(credential_id)

    def incomplete(self) -> tuple[Credential, ...]:
        """Return the credentials whose time is running."""
        return tuple(c for c in self._credentials.values() if c.stage is Stage.INCOMPLETE)

    def taken_keys(self, system: System) -> frozenset[str]:
        """Return the name keys of a system's credentials."""
        return frozenset(c.name_key for c in self._credentials.values() if c.system is system)

    def sharing_account(self, credential: Credential) -> tuple[Credential, ...]:
        """Return the other credentials of the same account in the same mode.

        Revoking at Stripe cuts off the account, so these would lose access too.
        """
        if credential.account is None:
            return ()
        return self.affected_by_revocation(
            credential.account.id, credential.system, excluding=credential.id
        )

    def affected_by_revocation(
        self, account_id: str, system: System, excluding: str = ""
    ) -> tuple[Credential, ...]:
        """Return the credentials that would lose access to an account, but for one of them.

        In this workspace, and in others of the same registration at Stripe.
        """
        here = self.on_account(account_id, system, excluding=excluding)
        return here + self._on_account_elsewhere(system, account_id)

    def on_account(
        self, account_id: str, system: System, excluding: str = ""
    ) -> tuple[Credential, ...]:
        """Return the credentials here that live on an account in one mode, but for one of them.

        One whose access was revoked does not live on it any more.
        """
        return tuple(
            c
            for c in self._credentials.values()
            if c.id != excluding
            and c.system is system
            and c.account is not None
            and c.account.id == account_id
            and c.secret_place is not SecretPlace.REVOKED
        )

    def unsettled_grant(self, grant_id: str) -> UnsettledGrant | None:
        """Return an unsettled grant, or None if it is settled by now."""
        return next((grant for grant in self.unsettled_grants if grant.id == grant_id), None)

    def is_unsettled(self, credential_id: str) -> bool:
        """Return whether Stripe may have granted access for a credential without our knowing."""
        return any(grant.credential_id == credential_id for grant in self.unsettled_grants)

    def activity(
        self, kind: ActivityKind, credential: Credential, at: datetime, detail: str = ""
    ) -> Activity:
        """Return the log entry for something that happens to `credential`."""
        return Activity(
            at, kind, credential.id, credential.name, credential.system, self._os_user, detail
        )

    def now(self) -> Moment:
        """Return the present moment."""
        return self._clock.now()

    # -- changes ------------------------------------------------------------------------------

    def load(self, credentials: Iterable[Credential], grants: tuple[UnsettledGrant, ...]) -> None:
        """Take over what the database knows, without telling each."""
        self._credentials = {credential.id: credential for credential in credentials}
        self.unsettled_grants = grants

    def put(self, credential: Credential) -> None:
        """A credential is new or has changed."""
        self._credentials[credential.id] = credential
        self.publish(CredentialChanged(credential))

    def remove(self, credential: Credential, why: TimedOut | Removed) -> None:
        """A credential is gone."""
        if self._credentials.pop(credential.id, None) is not None:
            self.publish(CredentialGone(credential, why))

    def put_approval(self, approval: Approval) -> None:
        """An approval has moved on."""
        self._approvals[approval.credential_id] = approval
        self.publish(ApprovalChanged(approval))

    def remove_approval(self, credential_id: str) -> None:
        """Nobody needs the approval any more."""
        self._approvals.pop(credential_id, None)

    def put_unsettled_grants(self, grants: tuple[UnsettledGrant, ...]) -> None:
        """The unsettled grants have changed."""
        if grants != self.unsettled_grants:
            self.unsettled_grants = grants
            self.publish(UnsettledGrantsChanged(grants))
