"""The texts that the result pages need. `ui/texts/page_texts.py` has their words."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from desktop_app.core.outcome import Outcome
from desktop_app.core.refusal_reason import RefusalReason


class Tone(Enum):
    """The tone of a page. Each tone has its own mark. The value is its CSS class."""

    SUCCESS = "success"
    INFO = "info"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class PageText:
    """One page: a heading, a short message, and the tone. The texts are plain, not HTML."""

    title: str
    message: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class ReceiverTexts:
    """All texts that the receiver shows in the browser.

    `result` returns the page for the outcome of an attempt, and `refused` the page for a refused
    request. `return_label` is the label of the link that raises the window. `stand_in` says that
    the approval was not made at the real Stripe. `language` is a BCP 47 tag.
    """

    result: Callable[[Outcome], PageText]
    refused: Callable[[RefusalReason], PageText]
    already_handled: PageText
    still_working: PageText
    unconfirmed: PageText
    not_confirmed: PageText
    unconfirmed_denial: PageText
    returned: PageText
    return_label: str
    stand_in: str
    language: str = "en"
