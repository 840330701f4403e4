"""Texts that say which page they are."""

from desktop_app.core.outcome import Outcome
from desktop_app.loopback.texts import PageText, ReceiverTexts, Tone


def _page(title: str, tone: Tone = Tone.INFO) -> PageText:
    return PageText(title, f"{title}: a sentence.", tone)


def _result(outcome: Outcome) -> PageText:
    return _page(f"The result is {type(outcome).__name__}", Tone.SUCCESS)


TEXTS = ReceiverTexts(
    result=_result,
    already_handled=_page("Already handled"),
    still_working=_page("Still working"),
    wrong_request=_page("Wrong request", Tone.PROBLEM),
    denied_without_state=_page("Denied without state", Tone.PROBLEM),
    not_found=_page("Not found", Tone.PROBLEM),
    over=_page("Over", Tone.PROBLEM),
    returned=_page("Returned"),
    return_label="Return to m3ter",
    language="en-GB",
)
