"""Which attempts are waited for, and what became of each."""

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

    `answered` is the latch: it is set by the first valid answer and never taken back. `outcome` is
    None until the attempt is over. `nonce` names its result page, 256 random bits.
    """

    id: str
    state_digest: bytes
    nonce: str = field(default_factory=_new_nonce)
    answered: bool = False
    outcome: Outcome | None = None


class ExpectedCallbacks:
    """The attempts of one opening of the receiver."""

    def __init__(self) -> None:
        self._by_id: dict[str, ExpectedCallback] = {}

    def add(self, attempt_id: str, state_digest: bytes) -> None:
        """Wait for an attempt; one that is known already keeps its latch and its page."""
        self._by_id.setdefault(attempt_id, ExpectedCallback(attempt_id, state_digest))

    def clear(self) -> None:
        """Forget all of them."""
        self._by_id.clear()

    @property
    def any_waiting(self) -> bool:
        """Whether one of them is not over yet."""
        return any(attempt.outcome is None for attempt in self._by_id.values())

    def get(self, attempt_id: str) -> ExpectedCallback | None:
        """Return the attempt with this id."""
        return self._by_id.get(attempt_id)

    def with_state(self, state: str) -> ExpectedCallback | None:
        """Return the attempt that `state` belongs to.

        Compares with all of them, so that the time it takes tells nothing.
        """
        return _one([a for a in self._by_id.values() if matches(state, a.state_digest)])

    def with_nonce(self, nonce: str) -> ExpectedCallback | None:
        """Return the attempt whose result page is called `nonce`."""
        wanted = nonce.encode()
        return _one(
            [a for a in self._by_id.values() if secrets.compare_digest(a.nonce.encode(), wanted)]
        )


def _one(found: list[ExpectedCallback]) -> ExpectedCallback | None:
    return found[0] if found else None
