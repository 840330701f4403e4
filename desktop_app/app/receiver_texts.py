"""What the receiver's pages say, from the one place where sentences are written."""

from desktop_app.core.outcome import Outcome
from desktop_app.loopback.texts import PageText, ReceiverTexts
from desktop_app.loopback.texts import Tone as PageTone
from desktop_app.ui.texts import page_texts
from desktop_app.ui.texts.language import language
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone


def receiver_texts() -> ReceiverTexts:
    """Return the texts of all result pages, in the program's language."""
    tones = {
        Tone.SUCCESS: PageTone.SUCCESS,
        Tone.WARNING: PageTone.PROBLEM,
        Tone.PROBLEM: PageTone.PROBLEM,
    }

    def page(message: Message) -> PageText:
        tone = tones.get(message.tone, PageTone.INFO)
        return PageText(message.title, message.text, tone)

    def result(outcome: Outcome) -> PageText:
        return page(page_texts.page_result(outcome))

    return ReceiverTexts(
        result=result,
        already_handled=page(page_texts.page_already_handled()),
        still_working=page(page_texts.page_still_working()),
        wrong_request=page(page_texts.page_wrong_request()),
        denied_without_state=page(page_texts.page_denied_without_state()),
        not_found=page(page_texts.page_not_found()),
        over=page(page_texts.page_over()),
        returned=page(page_texts.page_returned()),
        return_label=page_texts.return_label(),
        language=language(),
    )
