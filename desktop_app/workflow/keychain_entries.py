"""Keychain entries: kept, or taken back, so that none is ever left that nobody knows of.

The keychain can't be listed. So an entry's name is in the database before the entry is made, and
stays there until the entry is gone.
"""

import json
from collections.abc import Callable
from datetime import timedelta

from desktop_app.core.account import Grant
from desktop_app.core.errors import (
    KeychainError,
    KeychainFailedError,
    KeychainLockedError,
    TimeLimitError,
)
from desktop_app.core.secret import Secret
from desktop_app.workflow.ports import Keychain, KeychainEntryNames, Lane, Tasks

_CALL_LIMIT = timedelta(seconds=8)
# A person has to find and type a password meanwhile.
_UNLOCK_LIMIT = timedelta(minutes=2)


def entry_name(credential_id: str, attempt_id: str) -> str:
    """Return the entry's name; a new one for each approval, so that a late delete hits no other."""
    return f"credential {credential_id} {attempt_id}"


def secret_of(grant: Grant) -> Secret | None:
    """Return what is kept of a grant, as small JSON, or None if it holds no secret."""
    tokens = {
        key: secret.reveal()
        for key, secret in (
            ("access_token", grant.access_token),
            ("refresh_token", grant.refresh_token),
        )
        if secret is not None
    }
    return Secret(json.dumps(tokens, separators=(",", ":"))) if tokens else None


def access_token_of(secret: Secret) -> Secret | None:
    """Return the access token among what `secret_of` made, if there is one."""
    token = json.loads(secret.reveal()).get("access_token")
    return Secret(token) if isinstance(token, str) else None


class KeychainEntries:
    """The keychain, with time limits. Methods return a problem instead of raising it."""

    def __init__(self, tasks: Tasks, keychain: Keychain, store: KeychainEntryNames) -> None:
        self._tasks = tasks
        self._keychain = keychain
        self._store = store

    async def probe(self) -> KeychainError | None:
        """Return why nothing can be kept now, or None. Never prompts."""
        problem = await self._call(self._keychain.probe, _CALL_LIMIT)
        # A keychain that does not answer may be waiting for its owner behind a prompt.
        if isinstance(problem, _KeychainTimeoutError):
            return KeychainLockedError("the keychain did not answer")
        return problem

    async def unlock(self) -> KeychainError | None:
        """Let the operating system ask the person to unlock the keychain."""
        return await self._call(self._keychain.unlock, _UNLOCK_LIMIT)

    async def write(self, entry: str, secret: Secret) -> KeychainError | None:
        """Keep a secret under a reserved entry. After a problem the entry is to be deleted."""
        problem = await self._call(lambda: self._keychain.write(entry, secret), _CALL_LIMIT)
        if problem is not None:
            # A write that hangs may still succeed. The keychain has one thread, so the delete
            # that `delete_marked` sends comes after it and undoes it.
            await self._tasks.run(Lane.DATABASE, lambda: self._store.mark_entry_for_deletion(entry))
        return problem

    async def read(self, entry: str) -> Secret | KeychainError | None:
        """Return what is kept under an entry's name, None if nothing is."""
        found: list[Secret | None] = []
        problem = await self._call(lambda: found.append(self._keychain.read(entry)), _CALL_LIMIT)
        return found[0] if problem is None else problem

    async def delete_marked(self) -> None:
        """Delete what is to be deleted, if the keychain is open; else it is done another time."""
        unfinished = await self._tasks.run(Lane.DATABASE, self._store.entries_to_delete)
        if not unfinished or await self.probe() is not None:
            return
        for entry in unfinished:
            await self._delete(entry)

    async def _delete(self, entry: str) -> None:
        if await self._call(lambda: self._keychain.delete(entry), _CALL_LIMIT) is None:
            await self._tasks.run(Lane.DATABASE, lambda: self._store.confirm_entry_deleted(entry))

    async def _call(self, work: Callable[[], None], limit: timedelta) -> KeychainError | None:
        try:
            await self._tasks.run(Lane.KEYCHAIN, work, limit)
        except TimeLimitError:
            return _KeychainTimeoutError("the keychain did not answer")
        except KeychainError as problem:
            return problem
        return None


class _KeychainTimeoutError(KeychainFailedError):
    """The keychain did not answer in time."""
