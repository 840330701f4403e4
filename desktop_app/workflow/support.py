"""Collects the facts that a support team asks for."""

from dataclasses import dataclass
from datetime import timedelta

from desktop_app.core.errors import KeychainError, TimeLimitError
from desktop_app.workflow.operations import Pending, start_pending
from desktop_app.workflow.ports import Keychain, Lane, ProgramInfo, Tasks

# A keychain that does not answer must not keep the person from the rest.
_LIMIT = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """What is known about this program and this computer. Nothing in it is secret.

    `keychain` is the technical name of the keychain, or why there is none. `log` is the end of the
    log, or why it cannot be read.
    """

    versions: tuple[tuple[str, str], ...]
    platform: str
    keychain: str
    log: str


class Support:
    """Asks the program and the keychain."""

    def __init__(self, tasks: Tasks, keychain: Keychain, program: ProgramInfo) -> None:
        self._tasks = tasks
        self._keychain = keychain
        self._program = program

    def collect(self) -> Pending[Diagnostics]:
        """Collect the facts. What cannot be found out is named in place of the fact."""
        return start_pending(self._tasks.start, self._collect, ())

    def keychain_backend(self) -> Pending[str]:
        """Return the technical name of the keychain.

        Fails with `KeychainError` if there is none, and with `TimeLimitError` if it is silent.
        """
        return start_pending(
            self._tasks.start, self._keychain_backend, (KeychainError, TimeLimitError)
        )

    async def _collect(self) -> Diagnostics:
        return Diagnostics(
            self._program.versions(),
            self._program.platform(),
            await self._keychain_name(),
            await self._log(),
        )

    async def _keychain_name(self) -> str:
        try:
            return await self._keychain_backend()
        except (KeychainError, TimeLimitError) as error:
            return f"not known ({error})"

    async def _keychain_backend(self) -> str:
        return await self._tasks.run(Lane.KEYCHAIN, self._keychain.backend, _LIMIT)

    async def _log(self) -> str:
        try:
            return await self._tasks.run(Lane.FILES, self._program.end_of_log, _LIMIT)
        except (OSError, TimeLimitError) as error:
            return f"not known ({error})"
