"""Secrets that are kept in memory, for this session only, where there is no keychain for them."""

import uuid
from dataclasses import replace

from desktop_app.core.credential import Credential, SecretPlace
from desktop_app.core.secret import Secret
from desktop_app.workflow.board import Board
from desktop_app.workflow.entries import Entries, entry_name
from desktop_app.workflow.ports import Lane, Outside


class SessionSecrets:
    """Holds them, and brings them into the keychain when it is wanted."""

    def __init__(self, outside: Outside, board: Board, entries: Entries) -> None:
        self._tasks = outside.tasks
        self._store = outside.store
        self._board = board
        self._entries = entries
        self._secrets: dict[str, Secret] = {}

    def keep(self, credential_id: str, secret: Secret) -> None:
        """Keep a secret until the program ends."""
        self._secrets[credential_id] = secret

    def secret(self, credential_id: str) -> Secret | None:
        """Return what is kept here for a credential, if anything is."""
        return self._secrets.get(credential_id)

    async def keep_in_keychain(self, credential: Credential) -> None:
        """Try once more to keep in the keychain what is kept for this session only."""
        secret = self._secrets.get(credential.id)
        if secret is None:
            return
        problem = await self._entries.unlock()
        if problem is None:
            entry = entry_name(credential.id, uuid.uuid4().hex)
            await self._tasks.run(
                Lane.DATABASE, lambda: self._store.reserve_entry(entry, credential.id)
            )
            problem = await self._entries.write(entry, secret)
            if problem is None and await self._tasks.run(
                Lane.DATABASE, lambda: self._store.keep_in_keychain(credential.id, entry)
            ):
                self.forget(credential.id)
                current = self._board.credential(credential.id) or credential
                self._board.put(replace(current, secret_place=SecretPlace.KEYCHAIN))
        approval = self._board.approval(credential.id)
        if approval is not None:
            self._board.put_approval(replace(approval, keychain_problem=problem))
        await self._entries.settle()

    def forget(self, credential_id: str) -> None:
        """The secret is kept elsewhere, or its credential is gone."""
        self._secrets.pop(credential_id, None)
