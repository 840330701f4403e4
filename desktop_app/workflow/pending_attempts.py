"""Which attempts may still be answered, and what their browsers are told."""

from desktop_app.core.outcome import Outcome, Superseded
from desktop_app.workflow.ports import Receiver


class PendingAttempts:
    """The attempts that the receiver expects, by credential."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._expected: dict[str, str] = {}
        self._exchanging: set[str] = set()
        self._exchanges = 0

    def expect(self, attempt_id: str, credential_id: str, state_digest: bytes) -> None:
        """From now on the browser of this attempt may come back."""
        self._expected[attempt_id] = credential_id
        self._receiver.expect(attempt_id, state_digest)

    def credential_of(self, attempt_id: str) -> str | None:
        """Return the credential of an expected attempt."""
        return self._expected.get(attempt_id)

    def are_open(self, credential_id: str) -> bool:
        """Return whether any browser may still answer for the credential."""
        return credential_id in self._expected.values()

    def conclude(self, attempt_id: str, outcome: Outcome) -> None:
        """One attempt is over."""
        if self._expected.pop(attempt_id, None) is not None:
            self._receiver.conclude(attempt_id, outcome)

    def conclude_all(self, credential_id: str, outcome: Outcome, winner: str | None = None) -> None:
        """All attempts of a credential are over; those beside a `winner` came too late."""
        for attempt_id in [a for a, c in self._expected.items() if c == credential_id]:
            mine = winner is None or attempt_id == winner
            self.conclude(attempt_id, outcome if mine else Superseded())

    # An exchange under way is not cut off by the deadline; these two say when that is so.

    def exchange_begins(self, credential_id: str) -> None:
        """An answer of this credential is being exchanged."""
        self._exchanging.add(credential_id)
        self._exchanges += 1

    def exchange_ends(self, credential_id: str) -> None:
        """The exchange is over, however it ended."""
        self._exchanging.discard(credential_id)

    def is_exchanging(self, credential_id: str) -> bool:
        """Return whether an exchange is under way."""
        return credential_id in self._exchanging

    @property
    def exchanges(self) -> int:
        """How many have begun, to be compared: whether any has begun since."""
        return self._exchanges

    @property
    def is_any_exchanging(self) -> bool:
        """Whether any exchange is under way."""
        return bool(self._exchanging)

    def is_other_exchanging(self, credential_id: str) -> bool:
        """Return whether an exchange for any other credential is under way."""
        return bool(self._exchanging - {credential_id})
