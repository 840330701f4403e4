"""The organization's secrets: read from the keychain when they are first needed, not before."""

from desktop_app.core.problems import KeychainProblem, ModeNotRegistered, SecretUnavailable
from desktop_app.core.systems import System
from desktop_app.workflow.entries import Entries
from desktop_app.workflow.ports import Lane, Outside


class PlatformSecrets:
    """Brings them to the gateway, which keeps them while the program runs."""

    def __init__(self, outside: Outside, entries: Entries) -> None:
        self._tasks = outside.tasks
        self._store = outside.store
        self._stripe = outside.stripe
        self._entries = entries

    async def make_ready(self, system: System, *, unlock: bool = False) -> SecretUnavailable | None:
        """Make sure that Stripe can be called for `system`; return why it can't be, or None.

        Prompts for the keychain's password only if `unlock` says so.
        """
        if system not in self._stripe.systems:
            return SecretUnavailable(ModeNotRegistered("the profile has no such registration"))
        if not self._stripe.needs_secret(system):
            return None
        problem = await self._fetch(system, unlock=unlock)
        # A person may have given another one meanwhile.
        return problem if self._stripe.needs_secret(system) else None

    async def _fetch(self, system: System, *, unlock: bool) -> SecretUnavailable | None:
        entry = await self._tasks.run(Lane.DATABASE, lambda: self._store.secret_entry(system))
        if entry is None:
            return SecretUnavailable()
        problem = await (self._entries.unlock() if unlock else self._entries.probe())
        if problem is not None:
            return SecretUnavailable(problem)
        secret = await self._entries.read(entry)
        if isinstance(secret, KeychainProblem):
            return SecretUnavailable(secret)
        if secret is None:
            return SecretUnavailable()
        if self._stripe.needs_secret(system):
            self._stripe.take_secret(system, secret)
        return None
