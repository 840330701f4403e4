"""What becomes of a grant that nobody could make sure of: a person clears it, or has it revoked."""

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.workflow.answers import Answers
from desktop_app.workflow.events import GrantNotRevoked
from desktop_app.workflow.parts import Parts
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.revocation import Revoked


class Grants:
    """Settles them, one at a time."""

    def __init__(self, parts: Parts, answers: Answers) -> None:
        self._os_user = parts.outside.os_user
        self._store = parts.outside.store
        self._tasks = parts.outside.tasks
        self._board = parts.board
        self._attempts = parts.attempts
        self._revocation = parts.revocation
        self._answers = answers
        self._revoking: set[str] = set()

    async def clear(self, grant_id: str) -> None:
        """A person has looked after it."""
        grant = self._board.unsettled_grant(grant_id)
        if grant is not None:
            await self._settle(grant, ActivityKind.CLEARED)

    async def revoke(self, grant_id: str) -> None:
        """Revoke it at Stripe, unless a credential lives on the account; then it is settled."""
        grant = self._board.unsettled_grant(grant_id)
        if grant is None or not grant.account_id or grant_id in self._revoking:
            return
        # A code that is out may be for the same account, even if it is its own credential's.
        if self._attempts.is_any_exchanging or self._board.losing(grant.account_id, grant.system):
            self._board.publish(GrantNotRevoked(grant))
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
            self._board.publish(GrantNotRevoked(grant, result.problem))

    async def _settle(self, grant: UnsettledGrant, kind: ActivityKind) -> None:
        activity = self._activity(grant, kind)
        await self._answers.save_losses()
        await self._tasks.run(Lane.DATABASE, lambda: self._store.settle_grant(grant.id, activity))
        self._board.put_grants(
            tuple(known for known in self._board.unsettled_grants if known.id != grant.id)
        )

    def _activity(self, grant: UnsettledGrant, kind: ActivityKind) -> Activity:
        return grant.activity(kind, self._board.now().utc, self._os_user)
