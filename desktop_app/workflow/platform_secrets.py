"""The organization's secrets: read from the keychain when they are first needed, not before."""

from desktop_app.core.errors import KeychainError, ModeNotRegisteredError, SecretUnavailableError
from desktop_app.core.systems import System
from desktop_app.workflow.keychain_entries import KeychainEntries
from desktop_app.workflow.ports import Lane, Ports


class PlatformSecrets:
    """Brings them to the gateway, which keeps them while the program runs."""

    def __init__(self, ports: Ports, entries: KeychainEntries) -> None:
        self._tasks = ports.tasks
        self._store = ports.store
        self._stripe = ports.stripe
        self._entries = entries

    async def make_ready(self, system: System) -> SecretUnavailableError | None:
        """Make sure that Stripe can be called for `system`; return why it can't be, or None.

        Never prompts for the keychain's password.
        """
        if system not in self._stripe.systems:
            return SecretUnavailableError(
                ModeNotRegisteredError("the profile has no such registration")
            )
        if not self._stripe.needs_secret(system):
            return None
        problem = await self._fetch(system)
        # A person may have given another one meanwhile.
        return problem if self._stripe.needs_secret(system) else None

    async def unlock_for(self, system: System) -> None:
        """Let the person unlock the keychain, if calls for `system` wait for what is in it.

        For what they have just asked for. If they don't, `make_ready` or the call says so.
        """
        stripe = self._stripe
        if system in stripe.systems and (
            stripe.needs_secret(system) or stripe.reads_with_access_token(system)
        ):
            await self._entries.unlock()

    async def _fetch(self, system: System) -> SecretUnavailableError | None:
        entry = await self._tasks.run(Lane.DATABASE, lambda: self._store.secret_entry(system))
        if entry is None:
            return SecretUnavailableError()
        problem = await self._entries.probe()
        if problem is not None:
            return SecretUnavailableError(problem)
        secret = await self._entries.read(entry)
        if isinstance(secret, KeychainError):
            return SecretUnavailableError(secret)
        if secret is None:
            return SecretUnavailableError()
        if self._stripe.needs_secret(system):
            self._stripe.take_secret(system, secret)
        return None
