"""What the receiver's pages say, from the one place where sentences are written."""

from desktop_app.core.outcome import Outcome
from desktop_app.core.refusal_reason import RefusalReason
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

    def refused(reason: RefusalReason) -> PageText:
        return page(page_texts.page_refused(reason))

    return ReceiverTexts(
        result=result,
        refused=refused,
        already_handled=page(page_texts.page_already_handled()),
        still_working=page(page_texts.page_still_working()),
        unconfirmed=page(page_texts.page_unconfirmed()),
        not_confirmed=page(page_texts.page_not_confirmed()),
        unconfirmed_denial=page(page_texts.page_unconfirmed_denial()),
        returned=page(page_texts.page_returned()),
        return_label=page_texts.return_label(),
        stand_in=page_texts.stand_in_text(),
        language=language(),
    )
