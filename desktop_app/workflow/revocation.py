"""Takes m3ter's access to an account back, and writes down that it was."""

from datetime import timedelta

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Credential
from desktop_app.core.problems import StripeProblem, TimeLimitReached
from desktop_app.core.systems import System
from desktop_app.workflow.attempts import Attempts
from desktop_app.workflow.board import Board
from desktop_app.workflow.operations import Pending
from desktop_app.workflow.ports import Lane, Outside

_LIMIT = timedelta(seconds=60)


class Revocation:
    """The one way by which access is revoked. No code is exchanged meanwhile: it may be for the
    same account, and then nobody would know which of the two Stripe did last.
    """

    def __init__(self, outside: Outside, board: Board, attempts: Attempts) -> None:
        self._outside = outside
        self._board = board
        self._attempts = attempts
        self._under_way = 0
        self._waiting: list[Pending[None]] = []

    async def over(self) -> None:
        """Wait until no revocation is under way."""
        while self._under_way:
            pending: Pending[None] = Pending()
            self._waiting.append(pending)
            await pending

    async def revoke(self, credential: Credential, system: System, account_id: str) -> bool:
        """Revoke access to an account in one mode, on account of `credential`.

        Returns False if Stripe did not confirm it: access may be revoked, or not. While another
        credential's code is out nothing is revoked: it may be for the same account.
        """
        if self._attempts.is_other_exchanging(credential.id):
            return False
        outside = self._outside
        self._under_way += 1
        try:
            await outside.tasks.run(
                Lane.NETWORK, lambda: outside.stripe.deauthorize(system, account_id), _LIMIT
            )
        except (StripeProblem, TimeLimitReached):
            return False
        finally:
            self._under_way -= 1
            waiting, self._waiting = self._waiting, []
            for pending in waiting:
                pending.succeed(None)
        activity = self._board.activity(
            ActivityKind.REVOKED, credential, self._board.now().utc, account_id
        )
        await outside.tasks.run(Lane.DATABASE, lambda: outside.store.record(activity))
        return True
