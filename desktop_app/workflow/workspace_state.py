"""The in-memory state of one workspace, and its event bus.

The user interface gets a `ReadableState`. Only the workflow changes a `WorkspaceState`, and each
change is published as one event that carries the new value.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from desktop_app.core.activity import Activity
from desktop_app.core.approval import Approval, Phase, stored_approval
from desktop_app.core.credential import AffectedCredential, Credential, Revoking, SecretPlace, Stage
from desktop_app.core.errors import KeychainError, ServiceError, StateMismatchError
from desktop_app.core.incident import Incident
from desktop_app.core.lifecycle import Step
from desktop_app.core.outcome import Approved, Removed, TimedOut
from desktop_app.core.systems import System
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.workflow.events import (
    ActivitiesRead,
    ApprovalChanged,
    CheckBegan,
    CredentialChanged,
    CredentialGone,
    Event,
    EventBus,
    Loaded,
    LoadFailed,
    M3terChanged,
    UnsettledGrantsChanged,
)

if TYPE_CHECKING:
    # Most starts need nothing of m3ter.
    from desktop_app.workflow.m3ter_state import M3terState

UsingAccountElsewhere = Callable[[str, System], tuple[AffectedCredential, ...]]


class ReadableState:
    """The state of one workspace: its credentials, approvals, unsettled grants and activity."""

    def __init__(
        self, approval_ttl: timedelta, using_account_elsewhere: UsingAccountElsewhere
    ) -> None:
        self._approval_ttl = approval_ttl
        self._using_account_elsewhere = using_account_elsewhere
        self._bus: EventBus[Event] = EventBus()
        self._loaded: Loaded | LoadFailed | None = None
        self._credentials: dict[str, Credential] = {}
        # Those that use an account, by it and its mode; None until it is asked for after a change.
        self._by_account: dict[tuple[System, str], list[Credential]] | None = None
        self._approvals: dict[str, Approval] = {}
        self._unsettled_grants: tuple[UnsettledGrant, ...] = ()
        self._activities: tuple[Activity, ...] = ()
        # The credential of each attempt whose browser may still come back.
        self._attempts: dict[str, str] = {}
        self._checking: set[str] = set()
        self._failed_checks: dict[str, ServiceError | KeychainError] = {}
        self._is_checking_all = False
        self._removed_together: set[str] = set()
        self._exchanging: set[str] = set()
        self._revocations = 0
        self._m3ter: M3terState | None = None

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call `listener` with every event from now on. Returns a function that ends this."""
        return self._bus.subscribe(listener)

    @property
    def loaded(self) -> Loaded | LoadFailed | None:
        """The event that reading the database ended with; None while it is being read."""
        return self._loaded

    @property
    def approval_ttl(self) -> timedelta:
        """How long an approval may take."""
        return self._approval_ttl

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """All credentials, the oldest first."""
        return tuple(self._credentials.values())

    def credential(self, credential_id: str) -> Credential | None:
        """Return a credential, or None if there is none (any more)."""
        return self._credentials.get(credential_id)

    def approval(self, credential_id: str) -> Approval | None:
        """Return the approval of a credential, or None if there is none.

        An approval that has not changed in this run follows from its credential.
        """
        known = self._approvals.get(credential_id)
        credential = self._credentials.get(credential_id)
        if known is not None or credential is None:
            return known
        return stored_approval(
            credential,
            is_awaited=self.is_awaited(credential_id),
            is_unsettled=self.is_unsettled(credential_id),
        )

    def incident(self, credential_id: str) -> Incident | None:
        """Return what the person has to be told or asked about an approval, if anything."""
        approval = self.approval(credential_id)
        phases = (Phase.WAITING, Phase.STOPPED, Phase.APPROVED)
        if approval is None or approval.phase not in phases:
            return None
        return approval.incident

    def taken_names(self, system: System) -> Mapping[str, str]:
        """Return the names of a system's credentials by their name keys."""
        return {c.name_key: c.name for c in self._credentials.values() if c.system is system}

    @property
    def named_alike(self) -> frozenset[str]:
        """The ids of the credentials whose names count as the same as another's of their system."""
        every = self._credentials.values()
        number = Counter((each.system, each.name_key) for each in every)
        return frozenset(each.id for each in every if number[each.system, each.name_key] > 1)

    @property
    def unsettled_grants(self) -> tuple[UnsettledGrant, ...]:
        """The grants whose outcome at Stripe is not known."""
        return self._unsettled_grants

    def unsettled_grant(self, grant_id: str) -> UnsettledGrant | None:
        """Return an unsettled grant, or None if it was settled."""
        return next((grant for grant in self._unsettled_grants if grant.id == grant_id), None)

    def is_unsettled(self, credential_id: str) -> bool:
        """Return whether a credential has an unsettled grant."""
        return any(grant.credential_id == credential_id for grant in self._unsettled_grants)

    @property
    def activities(self) -> tuple[Activity, ...]:
        """The log entries that were read, oldest first."""
        return self._activities

    @property
    def m3ter(self) -> "M3terState | None":
        """What is known of m3ter, None if it is not connected."""
        return self._m3ter

    # -- the credentials of an account --------------------------------------------------------

    def using_account(
        self, account_id: str, system: System, excluding: str = ""
    ) -> tuple[Credential, ...]:
        """Return this workspace's credentials that use an account in one mode.

        `excluding` is the id of a credential that is left out. A credential whose access was
        revoked does not use its account any more.
        """
        if self._by_account is None:
            self._by_account = {}
            for each in self._credentials.values():
                if each.account is not None and each.secret_place is not SecretPlace.REVOKED:
                    self._by_account.setdefault((each.system, each.account.id), []).append(each)
        using = self._by_account.get((system, account_id), ())
        return tuple(each for each in using if each.id != excluding)

    def affected_by_revocation(
        self, account_id: str, system: System, excluding: str = ""
    ) -> tuple[AffectedCredential, ...]:
        """Return the credentials that lose access when access to an account is revoked.

        Stripe revokes access to the account, not to one credential. So credentials of other
        workspaces are affected, too, if they are registered at Stripe as the same platform.
        """
        here = self.using_account(account_id, system, excluding)
        elsewhere = self._using_account_elsewhere(account_id, system)
        return (*map(AffectedCredential, here), *elsewhere)

    def is_as_seen(self, credential: Credential, sharing: tuple[AffectedCredential, ...]) -> bool:
        """Return whether a credential, and what shares its account, are as a caller saw them."""
        now = self.credential(credential.id)
        return now == credential and self.sharing_account(credential) == sharing

    def sharing_account(self, credential: Credential) -> tuple[AffectedCredential, ...]:
        """Return the other credentials that lose access when access of this one is revoked."""
        if credential.account is None:
            return ()
        return self.affected_by_revocation(
            credential.account.id, credential.system, excluding=credential.id
        )

    def would_be_cut_off(self, credential: Credential) -> tuple[AffectedCredential, ...]:
        """Return those of `sharing_account` that are not being revoked themselves."""
        return tuple(
            other
            for other in self.sharing_account(credential)
            if other.credential.revoking is Revoking.NO
        )

    # -- what is under way --------------------------------------------------------------------

    def is_awaited(self, credential_id: str) -> bool:
        """Return whether a browser may still come back for a credential."""
        return credential_id in self._attempts.values()

    def is_checking(self, credential_id: str) -> bool:
        """Return whether a credential's connection is being checked."""
        return credential_id in self._checking

    def failed_check(self, credential_id: str) -> ServiceError | KeychainError | None:
        """Return why the last check that the person asked for failed.

        The result is None if there was no such check, if it succeeded, or if a later one did.
        """
        return self._failed_checks.get(credential_id)

    @property
    def is_checking_all(self) -> bool:
        """Whether the person has asked to check all connections, or several, and waits for that."""
        return self._is_checking_all

    def is_removed_together(self, credential_id: str) -> bool:
        """Return whether a credential is being removed together with others."""
        return credential_id in self._removed_together

    def may_be_removed_together(self, credential: Credential) -> bool:
        """Return whether a credential may be removed together with others, by one question.

        Not while its code is being exchanged, which could grant access that nobody was told of. Nor
        while its access is to be revoked: whether that is given up is a question of its own.
        """
        return (
            credential.allows(Step.REMOVE)
            and credential.revoking is Revoking.NO
            and not self.is_exchanging_for(credential.id)
        )

    @property
    def is_exchanging(self) -> bool:
        """Whether a code is being exchanged.

        If the program ended now, the outcome of that exchange would stay unknown.
        """
        return bool(self._exchanging)

    def is_exchanging_for(self, credential_id: str) -> bool:
        """Return whether a code of this credential is being exchanged."""
        return credential_id in self._exchanging

    @property
    def is_busy(self) -> bool:
        """Whether a code is being exchanged or access is being revoked."""
        return self.is_exchanging or self._revocations > 0


class WorkspaceState(ReadableState):
    """The state as the workflow changes it."""

    def __init__(
        self, approval_ttl: timedelta, using_account_elsewhere: UsingAccountElsewhere
    ) -> None:
        super().__init__(approval_ttl, using_account_elsewhere)
        self._exchanges = 0

    def publish(self, event: Event) -> None:
        """Call all listeners with an event, in the order they subscribed."""
        self._bus.publish(event)

    def load(self, credentials: Iterable[Credential], grants: tuple[UnsettledGrant, ...]) -> None:
        """Set the credentials and grants from the database. Publishes `Loaded`."""
        self._credentials = {credential.id: credential for credential in credentials}
        self._by_account = None
        self._unsettled_grants = grants
        self._loaded = Loaded()
        self.publish(self._loaded)

    def load_again(self) -> None:
        """Note that the database is being read again. Publishes nothing."""
        self._loaded = None

    def load_failed(self, failed: LoadFailed) -> None:
        """Note that the database could not be read. Publishes `failed`."""
        self._loaded = failed
        self.publish(failed)

    def put_m3ter(self, m3ter: "M3terState | None") -> None:
        """Set what is known of m3ter. Publishes `M3terChanged`."""
        self._m3ter = m3ter
        self.publish(M3terChanged())

    # -- credentials --------------------------------------------------------------------------

    def incomplete(self) -> tuple[Credential, ...]:
        """Return the INCOMPLETE credentials. They have deadlines."""
        return tuple(c for c in self._credentials.values() if c.stage is Stage.INCOMPLETE)

    def put(self, credential: Credential) -> None:
        """Add or replace a credential. Publishes `CredentialChanged`.

        If its account has changed since it was approved, `ApprovalChanged` is published, too.
        """
        self._credentials[credential.id] = credential
        self._by_account = None
        self.publish(CredentialChanged(credential))
        approval, account = self._approvals.get(credential.id), credential.account
        if approval is None or account is None or not isinstance(approval.outcome, Approved):
            return
        if approval.outcome.account != account:
            self.put_approval(replace(approval, outcome=Approved(account)))

    def remove(self, credential: Credential, why: TimedOut | Removed) -> None:
        """Remove a credential. Publishes `CredentialGone`."""
        if self._credentials.pop(credential.id, None) is not None:
            self._by_account = None
            self.publish(CredentialGone(credential, why))

    def check_refused(self, credential_id: str, step: Step) -> None:
        """Raise `StateMismatchError` if the database refused a step that the state allows.

        If the state does not allow it any more, it has changed meanwhile, and the window shows so.
        """
        credential = self.credential(credential_id)
        if credential is not None and credential.allows(step):
            raise StateMismatchError

    # -- approvals ----------------------------------------------------------------------------

    def known_approval(self, credential_id: str) -> Approval | None:
        """Return the approval that was changed in this run, or None."""
        return self._approvals.get(credential_id)

    def put_approval(self, approval: Approval) -> None:
        """Add or replace an approval. Publishes `ApprovalChanged`."""
        self._approvals[approval.credential_id] = approval
        self.publish(ApprovalChanged(approval))

    def remove_approval(self, credential_id: str) -> None:
        """Remove an approval, if there is one."""
        self._approvals.pop(credential_id, None)

    # -- unsettled grants and activity --------------------------------------------------------

    def put_unsettled_grants(self, grants: tuple[UnsettledGrant, ...]) -> None:
        """Replace the unsettled grants. Publishes `UnsettledGrantsChanged` if they differ."""
        if grants != self._unsettled_grants:
            self._unsettled_grants = grants
            self.publish(UnsettledGrantsChanged(grants))

    def add_activities(self, new: tuple[Activity, ...]) -> None:
        """Append log entries that were read. Publishes `ActivitiesRead`, even if there are none."""
        self._activities += new
        self.publish(ActivitiesRead(new))

    # -- what is under way --------------------------------------------------------------------

    def add_attempt(self, attempt_id: str, credential_id: str) -> None:
        """Note that the browser of an attempt may come back."""
        self._attempts[attempt_id] = credential_id

    def remove_attempt(self, attempt_id: str) -> bool:
        """Note that an attempt is over; return whether its browser could still come back."""
        return self._attempts.pop(attempt_id, None) is not None

    def credential_of(self, attempt_id: str) -> str | None:
        """Return the id of the credential of an attempt whose browser may come back."""
        return self._attempts.get(attempt_id)

    def attempts_of(self, credential_id: str) -> tuple[str, ...]:
        """Return the attempts of a credential whose browsers may come back."""
        return tuple(a for a, c in self._attempts.items() if c == credential_id)

    def begin_check(self, credential: Credential) -> None:
        """Note that a connection is being checked. Publishes `CheckBegan`."""
        self._checking.add(credential.id)
        self.publish(CheckBegan(credential))

    def note_check(self, credential_id: str, error: ServiceError | KeychainError | None) -> None:
        """Note how a check ended (see `failed_check`); `error` is None if it succeeded."""
        if error is None:
            self._failed_checks.pop(credential_id, None)
        else:
            self._failed_checks[credential_id] = error

    def end_check(self, credential_id: str) -> None:
        """Note that a check has ended, however it ended."""
        self._checking.discard(credential_id)

    def begin_checking_all(self) -> None:
        """Note that all connections, or several, are being checked."""
        self._is_checking_all = True

    def end_checking_all(self) -> None:
        """Note that such a check has ended, however it ended."""
        self._is_checking_all = False

    def begin_removing_together(self, credential_ids: Iterable[str]) -> None:
        """Note that these credentials are being removed together."""
        self._removed_together.update(credential_ids)

    def end_removing_together(self, credential_ids: Iterable[str]) -> None:
        """Note that these credentials are not being removed together any more."""
        self._removed_together.difference_update(credential_ids)

    def begin_exchange(self, credential_id: str) -> None:
        """Note that a code of a credential is being exchanged."""
        self._exchanging.add(credential_id)
        self._exchanges += 1

    def end_exchange(self, credential_id: str) -> None:
        """Note that an exchange has ended, however it ended."""
        self._exchanging.discard(credential_id)

    def is_exchanging_for_others(self, credential_id: str) -> bool:
        """Return whether a code of any other credential is being exchanged."""
        return bool(self._exchanging - {credential_id})

    @property
    def exchanges(self) -> int:
        """The number of exchanges that have begun in this run.

        If two readings differ, an exchange has begun in between.
        """
        return self._exchanges

    def begin_revocation(self) -> None:
        """Note that Stripe is being asked to revoke access."""
        self._revocations += 1

    def end_revocation(self) -> None:
        """Note that one revocation has ended, however it ended."""
        self._revocations -= 1

    @property
    def is_revoking(self) -> bool:
        """Whether Stripe is being asked to revoke access."""
        return self._revocations > 0
