"""Adds and settles unsettled grants, whose outcome is not known.

A grant is unsettled when Stripe may have granted access and no trustworthy response came. A person
can clear it after a check at Stripe, or revoke it. Approving the same credential settles it, too.
"""

from functools import partial

from desktop_app.core.account import Account
from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import Credential
from desktop_app.core.systems import System
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.workflow.events import GrantNotRevoked
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.revocation import Revoked
from desktop_app.workflow.services import Services


class UnsettledGrants:
    """Adds unsettled grants, and settles them."""

    def __init__(self, services: Services) -> None:
        self._store = services.ports.store
        self._tasks = services.ports.tasks
        self._clock = services.ports.clock
        self._state = services.state
        self._log_entries = services.log_entries
        self._revocation = services.revocation
        self._revoking: set[str] = set()
        # The grants that could not be stored yet, by the ids of their attempts.
        self._unsaved: dict[str, tuple[UnsettledGrant, Activity]] = {}

    async def add(
        self, attempt_id: str, credential: Credential, system: System, account_id: str
    ) -> None:
        """Add the unsettled grant of an attempt. `account_id` is empty if it is not known.

        Raises `StorageError` if the grant can't be stored; `save` tries again.
        """
        grant = UnsettledGrant(
            attempt_id, system, credential.id, credential.name, account_id, self._clock.now().utc
        )
        activity = self._log_entries.of_account(
            ActivityKind.UNKNOWN, credential, Account(account_id)
        )
        # Shown first: the person must see it even if the database fails.
        others = (known for known in self._state.unsettled_grants if known.id != attempt_id)
        self._state.put_unsettled_grants((*others, grant))
        self._unsaved[attempt_id] = (grant, activity)
        await self.save()

    async def save(self) -> None:
        """Store the grants that could not be stored before.

        Until this succeeds, no other code is sent. Raises `StorageError`.
        """
        for attempt_id, (grant, activity) in tuple(self._unsaved.items()):
            await self._tasks.run(
                Lane.DATABASE, partial(self._store.lose_attempt, attempt_id, grant, activity)
            )
            self._unsaved.pop(attempt_id, None)

    def remove_settled_by(self, approved: Credential) -> None:
        """Remove the grants from the state that the approval of a credential has settled."""
        self._state.put_unsettled_grants(
            tuple(g for g in self._state.unsettled_grants if not g.is_settled_by(approved))
        )

    async def clear(self, grant_id: str) -> None:
        """Settle a grant that a person has checked at Stripe."""
        grant = self._state.unsettled_grant(grant_id)
        if grant is not None:
            await self._settle(grant)

    async def revoke(self, grant_id: str) -> None:
        """Revoke a grant at Stripe, and settle it.

        Publishes `GrantNotRevoked` if Stripe did not confirm the revocation, if a code is being
        exchanged, or if a credential uses the account.
        """
        grant = self._state.unsettled_grant(grant_id)
        if grant is None or not grant.account_id or grant_id in self._revoking:
            return
        # A code that is being exchanged may be for the same account.
        if self._state.is_exchanging or self._state.affected_by_revocation(
            grant.account_id, grant.system
        ):
            self._state.publish(GrantNotRevoked(grant))
            return
        self._revoking.add(grant_id)
        try:
            activity = self._log_entries.of_grant(ActivityKind.REVOKED, grant)
            result = await self._revocation.revoke(grant.system, grant.account_id, activity)
        finally:
            self._revoking.discard(grant_id)
        if result.revoked is Revoked.YES:
            await self._settle(grant)
        else:
            self._state.publish(GrantNotRevoked(grant, result.error))

    async def _settle(self, grant: UnsettledGrant) -> None:
        activity = self._log_entries.of_grant(ActivityKind.CLEARED, grant)
        await self.save()
        await self._tasks.run(Lane.DATABASE, lambda: self._store.settle_grant(grant.id, activity))
        self._state.put_unsettled_grants(
            tuple(known for known in self._state.unsettled_grants if known.id != grant.id)
        )
