"""Removes several credentials, one after the other. Imported when it is first used."""

from collections.abc import Sequence

from desktop_app.core.credential import Credential
from desktop_app.core.errors import StorageError
from desktop_app.workflow.events import RemovedTogether
from desktop_app.workflow.removal import Removal
from desktop_app.workflow.services import Services


class RemovalRounds:
    """Removes the credentials that a person has agreed to remove together.

    Access at Stripe always stays. Each credential is removed in a transaction of its own, so those
    that were removed before a failure stay removed.
    """

    def __init__(self, services: Services, removal: Removal) -> None:
        self._state = services.state
        self._removal = removal

    async def remove(self, agreed: Sequence[Credential]) -> None:
        """Remove credentials; `agreed` has them as the person was shown them.

        One whose stage or account has changed since stays, as does one that may not be removed
        together with others any more. Publishes `RemovedTogether` at the end.
        """
        removed: list[Credential] = []
        not_removed: list[Credential] = []
        error: StorageError | None = None
        self._state.begin_removing_together(each.id for each in agreed)
        try:
            for each in agreed:
                try:
                    is_removed = await self._remove(each)
                except StorageError as storage_error:
                    error = storage_error
                    # It may have failed after the credential was removed.
                    is_removed = self._state.credential(each.id) is None
                (removed if is_removed else not_removed).append(each)
        finally:
            self._state.end_removing_together(each.id for each in agreed)
        if agreed:
            self._state.publish(RemovedTogether(tuple(removed), tuple(not_removed), error))

    async def _remove(self, agreed: Credential) -> bool:
        """Remove a credential if it is as agreed; return whether it is gone."""
        now = self._state.credential(agreed.id)
        if now is not None and _is_as(agreed, now) and self._state.may_be_removed_together(now):
            await self._removal.remove(now.id, revoke=False)
        return self._state.credential(agreed.id) is None


def _is_as(agreed: Credential, now: Credential) -> bool:
    """Return whether what the question said of a credential is still true."""
    ids = [each.account and each.account.id for each in (agreed, now)]
    return now.stage is agreed.stage and ids[0] == ids[1]
