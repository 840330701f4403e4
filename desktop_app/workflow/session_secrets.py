"""Secrets that are kept in memory, for this session only, where there is no keychain for them."""

import uuid
from dataclasses import replace

from desktop_app.core.credential import Credential, SecretPlace
from desktop_app.core.secret import Secret
from desktop_app.workflow.keychain_entries import KeychainEntries, entry_name
from desktop_app.workflow.ports import Lane, Ports
from desktop_app.workflow.workspace_state import WorkspaceState


class SessionSecrets:
    """Holds them, and brings them into the keychain when it is wanted."""

    def __init__(self, ports: Ports, state: WorkspaceState, entries: KeychainEntries) -> None:
        self._tasks = ports.tasks
        self._store = ports.store
        self._state = state
        self._entries = entries
        self._secrets: dict[str, Secret] = {}

    def hold(self, credential_id: str, secret: Secret) -> None:
        """Keep a secret until the program ends."""
        self._secrets[credential_id] = secret

    def secret(self, credential_id: str) -> Secret | None:
        """Return what is kept here for a credential, if anything is."""
        return self._secrets.get(credential_id)

    async def move_to_keychain(self, credential: Credential) -> None:
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
                Lane.DATABASE, lambda: self._store.move_to_keychain(credential.id, entry)
            ):
                self.forget(credential.id)
                current = self._state.credential(credential.id) or credential
                self._state.put(replace(current, secret_place=SecretPlace.KEYCHAIN))
        approval = self._state.approval(credential.id)
        if approval is not None:
            self._state.put_approval(replace(approval, keychain_problem=problem))
        await self._entries.delete_marked()

    def forget(self, credential_id: str) -> None:
        """The secret is kept elsewhere, or its credential is gone."""
        self._secrets.pop(credential_id, None)
