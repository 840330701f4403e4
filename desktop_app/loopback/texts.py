"""Which texts the result pages need. What they say is written in `ui/texts/page_texts.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from desktop_app.core.outcome import Outcome


class Tone(Enum):
    """How a page is meant; each has a shape of its own. The value is its CSS class."""

    SUCCESS = "success"
    INFO = "info"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class PageText:
    """One page: a heading, a short message, and how it is meant. Plain text, escaped later."""

    title: str
    message: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class ReceiverTexts:
    """All that the receiver can say to a person in the browser.

    `result` gives the page of an attempt that is over. `return_label` is the label of the link
    that raises the window; `language` is a BCP 47 tag.
    """

    result: Callable[[Outcome], PageText]
    already_handled: PageText
    still_working: PageText
    wrong_request: PageText
    denied_without_state: PageText
    not_found: PageText
    over: PageText
    returned: PageText
    return_label: str
    language: str = "en"
