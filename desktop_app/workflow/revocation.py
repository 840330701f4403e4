"""Takes m3ter's access to an account back, and writes down that it was."""

from dataclasses import replace
from enum import Enum, auto

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Credential, SecretPlace
from desktop_app.core.problems import AnswerLost, StripeRefused, StripeUnreachable
from desktop_app.core.systems import System
from desktop_app.workflow.attempts import Attempts
from desktop_app.workflow.board import Board
from desktop_app.workflow.operations import Pending
from desktop_app.workflow.ports import Lane, Outside
from desktop_app.workflow.progress import Progress
from desktop_app.workflow.session import SessionSecrets


class Revoked(Enum):
    """What is known after a revocation."""

    YES = auto()
    NO = auto()
    UNKNOWN = auto()


class Revocation:
    """The one way by which access is revoked.

    No code is exchanged meanwhile: it may be for the same account, and then nobody would know
    which of the two Stripe did last.
    """

    def __init__(
        self,
        outside: Outside,
        board: Board,
        progress: Progress,
        attempts: Attempts,
        session: SessionSecrets,
    ) -> None:
        self._tasks = outside.tasks
        self._store = outside.store
        self._stripe = outside.stripe
        self._board = board
        self._progress = progress
        self._attempts = attempts
        self._session = session
        self._under_way = 0
        self._waiting: list[Pending[None]] = []

    async def over(self) -> None:
        """Wait until no revocation is under way."""
        while self._under_way:
            pending: Pending[None] = Pending()
            self._waiting.append(pending)
            await pending

    async def revoke(self, credential: Credential, system: System, account_id: str) -> Revoked:
        """Revoke access to an account in one mode, on account of `credential`.

        Revoking cuts off the account: all credentials that name it need approval again. While
        another credential's code is out nothing is revoked: it may be for the same account.
        """
        if self._attempts.is_other_exchanging(credential.id):
            return Revoked.NO
        self._under_way += 1
        try:
            return await self._revoke(credential, system, account_id)
        finally:
            self._under_way -= 1
            waiting, self._waiting = self._waiting, []
            for pending in waiting:
                pending.succeed(None)

    async def _revoke(self, credential: Credential, system: System, account_id: str) -> Revoked:
        try:
            # Without a limit of ours, beside the client's own: one that was given up would still
            # arrive, and cut off what was approved meanwhile.
            await self._tasks.run(
                Lane.NETWORK, lambda: self._stripe.deauthorize(system, account_id)
            )
        except (StripeRefused, StripeUnreachable):
            return Revoked.NO
        except AnswerLost:
            return Revoked.UNKNOWN
        cut_off = self._board.naming(account_id, system)
        now = self._board.now().utc
        activities = tuple(
            self._board.activity(ActivityKind.REVOKED, each, now, account_id)
            # A grant that is given back belongs to a credential that never came to live on it.
            for each in cut_off or (credential,)
        )
        try:
            await self._tasks.run(
                Lane.DATABASE, lambda: self._store.record_revoked(activities, system, account_id)
            )
        finally:
            # It is so, even if the database does not take it.
            self._show_revoked(credential, cut_off)
        return Revoked.YES

    def _show_revoked(self, credential: Credential, cut_off: tuple[Credential, ...]) -> None:
        for each in cut_off:
            self._session.forget(each.id)
            current = self._board.credential(each.id)
            if current is not None:
                self._board.put(replace(current, secret_place=SecretPlace.REVOKED))
            if each.id != credential.id:
                self._progress.look_again(each.id)
