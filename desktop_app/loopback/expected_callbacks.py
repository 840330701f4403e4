"""The attempts that the receiver waits for, and their outcomes."""

import secrets
from dataclasses import dataclass, field

from desktop_app.core.oauth_state import matches
from desktop_app.core.outcome import Outcome

_NONCE_BYTES = 32


def _new_nonce() -> str:
    return secrets.token_urlsafe(_NONCE_BYTES)


@dataclass(slots=True)
class ExpectedCallback:
    """One attempt.

    `answered` is set by the first valid response and never reset. `outcome` is None until the
    attempt is over. `nonce` is 256 random bits; it is part of the URL of the result page.
    """

    id: str
    state_digest: bytes
    nonce: str = field(default_factory=_new_nonce)
    answered: bool = False
    outcome: Outcome | None = None


class ExpectedCallbacks:
    """The attempts since the receiver was opened."""

    def __init__(self) -> None:
        self._by_id: dict[str, ExpectedCallback] = {}

    def add(self, attempt_id: str, state_digest: bytes) -> None:
        """Add an attempt. One that was added before does not change."""
        self._by_id.setdefault(attempt_id, ExpectedCallback(attempt_id, state_digest))

    def clear(self) -> None:
        """Remove all attempts."""
        self._by_id.clear()

    @property
    def any_waiting(self) -> bool:
        """Whether any attempt is not over yet."""
        return any(attempt.outcome is None for attempt in self._by_id.values())

    def get(self, attempt_id: str) -> ExpectedCallback | None:
        """Return the attempt with this id, or None."""
        return self._by_id.get(attempt_id)

    def with_state(self, state: str) -> ExpectedCallback | None:
        """Return the attempt that `state` belongs to, or None.

        Compares with all attempts, so that the duration reveals nothing about the states.
        """
        return _one([a for a in self._by_id.values() if matches(state, a.state_digest)])

    def with_nonce(self, nonce: str) -> ExpectedCallback | None:
        """Return the attempt whose result page has this `nonce`, or None."""
        wanted = nonce.encode()
        return _one(
            [a for a in self._by_id.values() if secrets.compare_digest(a.nonce.encode(), wanted)]
        )


def _one(found: list[ExpectedCallback]) -> ExpectedCallback | None:
    return found[0] if found else None
