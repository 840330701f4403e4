"""What can reach an approval, and does not end it.

None of it certainly comes from the person, so the person is told, or asked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop_app.core.deadline import CODE_LIFETIME, Deadline, Moment


@dataclass(frozen=True, slots=True)
class UnconfirmedApproval:
    """A code came for an attempt, perhaps not from the browser that this program opened.

    It is exchanged only if the person says whose approval it is, within `time_to_answer` of
    `arrived`, which is when the code came. `is_by_sent_link` says whether the code came by a link
    that was made to be sent to somebody else.
    """

    attempt_id: str
    arrived: Moment
    time_to_answer: timedelta = CODE_LIFETIME
    is_by_sent_link: bool = False

    @property
    def deadline(self) -> Deadline:
        """Until when the person can answer."""
        return Deadline(self.arrived, self.time_to_answer)

    @property
    def answer_by(self) -> datetime:
        """The time (UTC) by which the person has to answer, to be shown."""
        return self.arrived.utc + self.time_to_answer

    @property
    def ends_with_code(self) -> bool:
        """Whether the code expires before the time for approval runs out."""
        return self.time_to_answer == CODE_LIFETIME


@dataclass(frozen=True, slots=True)
class ContradictoryApprovals:
    """Two different codes came, perhaps not from the browser that this program opened.

    Both were dropped.
    """


@dataclass(frozen=True, slots=True)
class UnconfirmedDenial:
    """A denial came, perhaps not from the browser that this program opened.

    `has_state` is false for a denial like Stripe's documented example. Any web page can send one.
    """

    has_state: bool


@dataclass(frozen=True, slots=True)
class LinkOpenedTwice:
    """Two browsers opened the link to Stripe. The first one may be somebody else's."""


@dataclass(frozen=True, slots=True)
class PeerRefused:
    """A program of another user of this computer tried to connect. `user` is the user's name."""

    user: str


Incident = (
    UnconfirmedApproval | ContradictoryApprovals | UnconfirmedDenial | LinkOpenedTwice | PeerRefused
)


def outranks(new: Incident, known: Incident | None) -> bool:
    """Return whether `new` is to be told in place of `known`, which is being told."""
    return known is None or _rank(new) > _rank(known)


def _rank(incident: Incident) -> int:
    match incident:
        case UnconfirmedDenial(has_state=False):
            # A web page must not hide the others by it.
            return 0
        case PeerRefused():
            return 1
        case LinkOpenedTwice():
            return 2
        case UnconfirmedDenial():
            return 3
        case ContradictoryApprovals():
            return 4
        case UnconfirmedApproval():
            return 5
