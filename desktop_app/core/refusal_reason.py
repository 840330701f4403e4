"""Why the receiver refuses a request of a browser."""

from enum import Enum, auto


class RefusalReason(Enum):
    """Why a request is refused. Each reason has a page that names the cause and what to do."""

    MALFORMED = auto()
    """It is not HTTP, has a body, or was sent to another host name."""
    TOO_LONG = auto()
    """Its head is longer than browsers make it, even with the cookies of other programs."""
    OTHER_SITE = auto()
    """A script or a form of another web page sent it."""
    LOADED_AHEAD = auto()
    """The browser loads the page before the person has asked for it, or not as a page."""
    WRONG_METHOD = auto()
    UNKNOWN_STATE = auto()
    """Its state belongs to no attempt."""
    INCOMPLETE = auto()
    """Its state is right, and the rest is no authorization response."""
    UNCONFIRMED_ERROR = auto()
    """It carries an error other than a denial, and may be somebody else's."""
    START_LINK_USED = auto()
    """Another browser has opened the start page before."""
    NOT_FOUND = auto()
    OVER = auto()
    """Its attempt is over, or no attempt waits."""
