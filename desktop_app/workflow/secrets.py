"""Secrets: the tokens of credentials, and the organization's own keys.

Not every keychain can be listed. So the name of an entry is in the database before the entry is
made, and until the entry is deleted. No secret is read before it is needed.
"""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from desktop_app.core.account import Grant
from desktop_app.core.credential import Credential, SecretPlace
from desktop_app.core.errors import (
    KeychainError,
    KeychainFailedError,
    KeychainLockedError,
    ModeNotRegisteredError,
    SecretNotSuitableError,
    SecretUnavailableError,
    TimeLimitError,
)
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.ports import Keychain, KeychainEntryNames, Lane, Ports, Tasks
from desktop_app.workflow.workspace_state import WorkspaceState

_CALL_LIMIT = timedelta(seconds=8)
# A person has to find and type a password meanwhile.
_UNLOCK_LIMIT = timedelta(minutes=2)


def entry_name(credential_id: str, attempt_id: str) -> str:
    """Return the name of a credential's keychain entry.

    Each approval has another name, so that a late delete can't delete the entry of a later one.
    """
    return f"credential {credential_id} {attempt_id}"


def secret_of(grant: Grant) -> Secret | None:
    """Return the tokens of a grant as JSON, or None if the grant has no token."""
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
    """Return the access token from a secret that `secret_of` made, or None."""
    token = json.loads(secret.reveal()).get("access_token")
    return Secret(token) if isinstance(token, str) else None


class KeychainEntries:
    """The keychain, with time limits. Methods return a `KeychainError` instead of raising it."""

    def __init__(self, tasks: Tasks, keychain: Keychain, store: KeychainEntryNames) -> None:
        self._tasks = tasks
        self._keychain = keychain
        self._store = store

    async def probe(self) -> KeychainError | None:
        """Return why nothing can be stored now, or None. Never prompts the person."""
        error = await self._call(self._keychain.probe, _CALL_LIMIT)
        # A keychain that does not respond may be showing a prompt.
        if isinstance(error, _KeychainTimeoutError):
            return KeychainLockedError("the keychain did not answer")
        return error

    async def unlock(self) -> KeychainError | None:
        """Let the operating system ask the person to unlock the keychain."""
        return await self._call(self._keychain.unlock, _UNLOCK_LIMIT)

    async def write(self, entry: str, secret: Secret) -> KeychainError | None:
        """Store a secret under a reserved name. Marks the entry for deletion after an error."""
        error = await self._call(lambda: self._keychain.write(entry, secret), _CALL_LIMIT)
        if error is not None:
            # A write that hangs may still succeed. The keychain has one thread, so the delete
            # that `delete_marked` sends comes after it and undoes it.
            await self._tasks.run(Lane.DATABASE, lambda: self._store.mark_entry_for_deletion(entry))
        return error

    async def read(self, entry: str) -> Secret | KeychainError | None:
        """Return the secret that is stored under a name, or None if there is none."""
        found: list[Secret | None] = []
        error = await self._call(lambda: found.append(self._keychain.read(entry)), _CALL_LIMIT)
        return found[0] if error is None else error

    async def fetch(self, entry: str | None) -> Secret | SecretUnavailableError:
        """Return the secret that is stored under a name, or why there is none.

        Never prompts the person. `entry` is None if no secret is stored.
        """
        if entry is None:
            return SecretUnavailableError()
        error = await self.probe()
        if error is not None:
            return SecretUnavailableError(error)
        secret = await self.read(entry)
        if isinstance(secret, KeychainError):
            return SecretUnavailableError(secret)
        return SecretUnavailableError() if secret is None else secret

    async def reads_without_asking(self, entries: Sequence[str]) -> bool:
        """Return whether these entries can be read and the person is certainly not prompted."""
        answers: list[bool] = []

        def ask() -> None:
            answers.append(self._keychain.reads_without_asking(entries))

        return not entries or (await self._call(ask, _CALL_LIMIT) is None and answers[0])

    async def delete_marked(self) -> None:
        """Delete the entries that are marked for deletion, if the keychain is open.

        If it is not, they stay marked, and the next call tries again.
        """
        marked = await self._tasks.run(Lane.DATABASE, self._store.entries_to_delete)
        if not marked or await self.probe() is not None:
            return
        for entry in marked:
            await self._delete(entry)

    async def _delete(self, entry: str) -> None:
        if await self._call(lambda: self._keychain.delete(entry), _CALL_LIMIT) is None:
            await self._tasks.run(Lane.DATABASE, lambda: self._store.confirm_entry_deleted(entry))

    async def _call(self, work: Callable[[], None], limit: timedelta) -> KeychainError | None:
        try:
            await self._tasks.run(Lane.KEYCHAIN, work, limit)
        except TimeLimitError:
            return _KeychainTimeoutError("the keychain did not answer")
        except KeychainError as error:
            return error
        return None


class _KeychainTimeoutError(KeychainFailedError):
    """The keychain did not respond in time."""


class CredentialSecrets:
    """The tokens of this workspace's credentials.

    They are in the keychain. A token that could not be stored there is held in memory until the
    program ends.
    """

    def __init__(self, ports: Ports, state: WorkspaceState, entries: KeychainEntries) -> None:
        self._tasks = ports.tasks
        self._store = ports.store
        self._state = state
        self._entries = entries
        self._held: dict[str, Secret] = {}

    def hold(self, credential_id: str, secret: Secret) -> None:
        """Hold a secret in memory until the program ends."""
        self._held[credential_id] = secret

    def release(self, credential_id: str) -> None:
        """Release a secret from memory, if it is held there."""
        self._held.pop(credential_id, None)

    async def access_token(self, credential: Credential) -> Secret:
        """Return the access token of a credential. Raises `KeychainError` if it can't be read."""
        stored = self._held.get(credential.id)
        if credential.secret_place is SecretPlace.KEYCHAIN:
            stored = await self._from_keychain(credential)
        token = None if stored is None else access_token_of(stored)
        if token is None:
            raise SecretUnavailableError
        return token

    async def entry(self, credential: Credential) -> str | None:
        """Return the keychain entry that `access_token` reads, or None if it reads none."""
        if credential.secret_place is not SecretPlace.KEYCHAIN:
            return None
        return await self._tasks.run(
            Lane.DATABASE, lambda: self._store.credential_entry(credential.id)
        )

    async def _from_keychain(self, credential: Credential) -> Secret | None:
        entry = await self.entry(credential)
        if entry is None:
            return None
        stored = await self._entries.read(entry)
        if isinstance(stored, KeychainError):
            raise stored
        return stored

    async def move_to_keychain(self, credential: Credential) -> None:
        """Try again to store a secret in the keychain that is only held in memory."""
        secret = self._held.get(credential.id)
        if secret is None:
            return
        error = await self._entries.unlock()
        if error is None:
            entry = entry_name(credential.id, uuid.uuid4().hex)
            await self._tasks.run(
                Lane.DATABASE, lambda: self._store.reserve_entry(entry, credential.id)
            )
            error = await self._entries.write(entry, secret)
            if error is None and await self._tasks.run(
                Lane.DATABASE, lambda: self._store.move_to_keychain(credential.id, entry)
            ):
                self.release(credential.id)
                current = self._state.credential(credential.id) or credential
                self._state.put(replace(current, secret_place=SecretPlace.KEYCHAIN))
        approval = self._state.known_approval(credential.id)
        if approval is not None:
            self._state.put_approval(replace(approval, keychain_error=error))
        await self._entries.delete_marked()


class PlatformSecrets:
    """The organization's own keys. The gateway keeps them in memory while the program runs."""

    def __init__(self, ports: Ports, entries: KeychainEntries) -> None:
        self._tasks = ports.tasks
        self._store = ports.store
        self._stripe = ports.stripe
        self._entries = entries

    async def make_ready(self, system: System) -> SecretUnavailableError | None:
        """Make sure that Stripe can be called for `system`. Return why it can't be called, or None.

        Never prompts the person for the keychain's password.
        """
        if system not in self._stripe.systems:
            return SecretUnavailableError(
                ModeNotRegisteredError("the profile has no such registration")
            )
        if not self._stripe.needs_secret(system):
            return None
        error = await self._fetch(system)
        # The person may have entered another secret meanwhile.
        return error if self._stripe.needs_secret(system) else None

    async def entry(self, system: System) -> str | None:
        """Return the keychain entry that `make_ready` reads, or None if it reads none."""
        if system not in self._stripe.systems or not self._stripe.needs_secret(system):
            return None
        return await self._tasks.run(Lane.DATABASE, lambda: self._store.secret_entry(system))

    async def unlock_for(self, system: System) -> None:
        """Ask the person to unlock the keychain, if calls for `system` need a secret from it.

        Call it only for what the person has just asked for. If the keychain stays locked,
        `make_ready` returns the error.
        """
        stripe = self._stripe
        if system in stripe.systems and (
            stripe.needs_secret(system) or stripe.reads_with_access_token(system)
        ):
            await self._entries.unlock()

    async def _fetch(self, system: System) -> SecretUnavailableError | None:
        entry = await self._tasks.run(Lane.DATABASE, lambda: self._store.secret_entry(system))
        secret = await self._entries.fetch(entry)
        if isinstance(secret, SecretUnavailableError):
            return secret
        if self._stripe.needs_secret(system):
            self._stripe.take_secret(system, secret)
        if self._stripe.needs_secret(system):
            return SecretUnavailableError(SecretNotSuitableError("it may be a key of Stripe's"))
        return None
