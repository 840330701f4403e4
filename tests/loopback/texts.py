"""Texts that say which page they are."""

from desktop_app.core.outcome import Outcome
from desktop_app.loopback.texts import PageText, ReceiverTexts, Tone


def _page(title: str, tone: Tone = Tone.INFO) -> PageText:
    return PageText(title, f"{title}: a sentence.", tone)


def _result(outcome: Outcome) -> PageText:
    return _page(f"The result is {type(outcome).__name__}", Tone.SUCCESS)


TEXTS = ReceiverTexts(
    result=_result,
    refused=lambda reason: _page(f"Refused: {reason.name}", Tone.PROBLEM),
    already_handled=_page("Already handled"),
    still_working=_page("Still working"),
    unconfirmed=_page("Unconfirmed"),
    not_confirmed=_page("Not confirmed", Tone.PROBLEM),
    unconfirmed_denial=_page("Unconfirmed denial"),
    returned=_page("Returned"),
    return_label="Return to m3ter",
    stand_in="Not the real Stripe",
    language="en-GB",
)
