"""What becomes of a grant that nobody could make sure of: a person clears it, or has it revoked."""

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.workflow.code_exchange import CodeExchange
from desktop_app.workflow.events import GrantNotRevoked
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.revocation import Revoked
from desktop_app.workflow.services import Services


class UnsettledGrants:
    """Settles them, one at a time."""

    def __init__(self, services: Services, answers: CodeExchange) -> None:
        self._os_user = services.ports.os_user
        self._store = services.ports.store
        self._tasks = services.ports.tasks
        self._state = services.state
        self._attempts = services.attempts
        self._revocation = services.revocation
        self._code_exchange = answers
        self._revoking: set[str] = set()

    async def clear(self, grant_id: str) -> None:
        """A person has looked after it."""
        grant = self._state.unsettled_grant(grant_id)
        if grant is not None:
            await self._settle(grant, ActivityKind.CLEARED)

    async def revoke(self, grant_id: str) -> None:
        """Revoke it at Stripe, unless a credential lives on the account; then it is settled."""
        grant = self._state.unsettled_grant(grant_id)
        if grant is None or not grant.account_id or grant_id in self._revoking:
            return
        # A code that is out may be for the same account, even if it is its own credential's.
        if self._attempts.is_any_exchanging or self._state.affected_by_revocation(
            grant.account_id, grant.system
        ):
            self._state.publish(GrantNotRevoked(grant))
            return
        self._revoking.add(grant_id)
        try:
            entry = self._activity(grant, ActivityKind.REVOKED)
            result = await self._revocation.revoke(grant.system, grant.account_id, entry)
        finally:
            self._revoking.discard(grant_id)
        if result.revoked is Revoked.YES:
            await self._settle(grant, ActivityKind.CLEARED)
        else:
            self._state.publish(GrantNotRevoked(grant, result.problem))

    async def _settle(self, grant: UnsettledGrant, kind: ActivityKind) -> None:
        activity = self._activity(grant, kind)
        await self._code_exchange.save_losses()
        await self._tasks.run(Lane.DATABASE, lambda: self._store.settle_grant(grant.id, activity))
        self._state.put_unsettled_grants(
            tuple(known for known in self._state.unsettled_grants if known.id != grant.id)
        )

    def _activity(self, grant: UnsettledGrant, kind: ActivityKind) -> Activity:
        return grant.activity(kind, self._state.now().utc, self._os_user)
