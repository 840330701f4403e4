"""The texts that the result pages need. `ui/texts/page_texts.py` has their words."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from desktop_app.core.outcome import Outcome


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

    `result` returns the page for the outcome of an attempt. `return_label` is the label of the link
    that raises the window. `language` is a BCP 47 tag.
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
