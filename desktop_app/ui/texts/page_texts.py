"""The result pages that the browser shows after an approval.

A page names no button of the wizard, such as *Open again*, since the wizard may be closed.
"""

from PySide6.QtCore import QCoreApplication

from desktop_app.core.outcome import (
    Approved,
    Denied,
    Outcome,
    OutcomeUnknown,
    Removed,
    Superseded,
    TimedOut,
    WaitStopped,
)
from desktop_app.core.refusal_reason import RefusalReason
from desktop_app.ui.texts import credential_texts, outcome_texts
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate


def return_label() -> str:
    """Return the label of the link that brings the window to the front."""
    return translate("Page", "Return to m3ter")


def stand_in_text() -> str:
    """Return the sentence above each page of an approval that the real Stripe was not asked for."""
    return translate("Page", "Not the real Stripe: a stand-in on this computer answered.")


def page_result(outcome: Outcome) -> Message:
    """Return the page about an outcome."""
    message = outcome_texts.outcome_message(outcome)
    tone = message.tone
    match outcome:
        case Approved(account):
            text = fill(
                translate(
                    "Page",
                    "{account} is connected. Go back to m3ter Desktop to create the credential;"
                    " then you can close this tab.",
                ),
                account=credential_texts.account_label(account),
            )
            if tone is not Tone.SUCCESS:
                # A page shows a warning as a problem, and this approval has succeeded.
                tone = Tone.INFO
        case Denied():
            text = translate(
                "Page", "Nothing was connected. Go back to m3ter Desktop if you want to try again."
            )
        case WaitStopped():
            text = translate(
                "Page",
                "You chose this in m3ter Desktop. Nothing was connected. Go back to m3ter Desktop"
                " if you want to try again.",
            )
        case Removed():
            text = translate(
                "Page",
                "Go back to m3ter Desktop to start again; if you have done so already, go on in the"
                " newer tab.",
            )
        case TimedOut():
            text = translate(
                "Page",
                "This approval has ended, and nothing was connected. Go back to m3ter Desktop to"
                " start again; if you have done so already, go on in the newer tab.",
            )
        case Superseded():
            text = message.text
        case OutcomeUnknown():
            text = translate(
                "Page",
                "No answer came from Stripe that says whether access was granted. Go back to m3ter"
                " Desktop to see what to do.",
            )
        case _:
            text = translate(
                "Page",
                "Go back to m3ter Desktop to see what to do.",
            )
    return Message(tone, message.title, text)


def page_already_handled() -> Message:
    """Return the page for a valid answer that came a second time."""
    return Message(
        Tone.INFO,
        translate("Page", "This approval was already handled"),
        translate("Page", "There is nothing more to do here. Go back to m3ter Desktop."),
    )


def page_still_working() -> Message:
    """Return the page for an answer whose result is not known yet."""
    return Message(
        Tone.INFO,
        translate("Page", "Go back to m3ter Desktop"),
        translate(
            "Page",
            "The connection is still being completed. m3ter Desktop shows the result; you can"
            " also load this page again.",
        ),
    )


def page_unconfirmed() -> Message:
    """Return the page for a code that the person has to confirm in the program."""
    return Message(
        Tone.INFO,
        translate("Page", "Confirm in m3ter Desktop that you approved access"),
        translate(
            "Page",
            "m3ter Desktop can’t tell whether this is the browser that it opened. Go back to m3ter"
            " Desktop, and answer the question there, within five minutes and before the time there"
            " runs out.",
        ),
    )


def page_not_confirmed() -> Message:
    """Return the page for a code that was dropped."""
    return Message(
        Tone.PROBLEM,
        translate("Page", "This approval was not accepted"),
        translate(
            "Page",
            "m3ter Desktop can’t tell whether it is yours, and it was not confirmed there. Nothing"
            " was connected by this page. Go back to m3ter Desktop to try again.",
        ),
    )


def page_unconfirmed_denial() -> Message:
    """Return the page for a denial that may be somebody else's."""
    return Message(
        Tone.INFO,
        translate("Page", "Stripe reported a denial"),
        translate(
            "Page",
            "m3ter Desktop can’t tell whether it is yours, so it goes on waiting. If you denied"
            " access, go back to m3ter Desktop and choose “Yes, stop waiting”.",
        ),
    )


def page_refused(reason: RefusalReason) -> Message:
    """Return the page for a request that is refused: the cause, and what to do."""
    match reason:
        case RefusalReason.MALFORMED:
            return Message(
                Tone.PROBLEM,
                translate("Page", "The request could not be read"),
                translate(
                    "Page",
                    "It is not as a browser sends it when a person follows a link. Nothing was"
                    " changed. Go back to m3ter Desktop to try again.",
                ),
            )
        case RefusalReason.TOO_LONG:
            return Message(
                Tone.PROBLEM,
                translate("Page", "The request was too long"),
                translate(
                    "Page",
                    "It is longer than what a browser sends when a person follows a link, even with"
                    " many cookies. Nothing was changed. Go back to m3ter Desktop to try again. If"
                    " you see this page again, choose “Copy link” there, and open the link in a"
                    " private window, which has no cookies of other programs.",
                ),
            )
        case RefusalReason.OTHER_SITE:
            return Message(
                Tone.PROBLEM,
                translate("Page", "Another web page sent this request"),
                translate(
                    "Page",
                    "It does not come from Stripe, so nothing was changed. If you did not expect"
                    " this, close the tab. Otherwise go back to m3ter Desktop to try again.",
                ),
            )
        case RefusalReason.LOADED_AHEAD:
            return Message(
                Tone.INFO,
                translate("Page", "Load this page again"),
                translate(
                    "Page",
                    "The browser loaded the page before you opened it. Nothing was changed.",
                ),
            )
        case RefusalReason.WRONG_METHOD:
            return Message(
                Tone.PROBLEM,
                translate("Page", "This address only takes requests that a link makes"),
                translate(
                    "Page",
                    "Nothing was changed. Go back to m3ter Desktop to try again.",
                ),
            )
        case RefusalReason.UNKNOWN_STATE:
            return Message(
                Tone.PROBLEM,
                translate("Page", "This link does not belong to an open approval"),
                translate(
                    "Page",
                    "Nothing was changed. Go back to m3ter Desktop to see the state of the"
                    " approval.",
                ),
            )
        case RefusalReason.INCOMPLETE:
            return Message(
                Tone.PROBLEM,
                translate("Page", "Stripe’s answer is incomplete"),
                translate(
                    "Page",
                    "Parts are missing, or are there twice. Nothing was changed. Go back to m3ter"
                    " Desktop to try again.",
                ),
            )
        case RefusalReason.UNCONFIRMED_ERROR:
            return Message(
                Tone.PROBLEM,
                translate("Page", "Stripe reported an error"),
                translate(
                    "Page",
                    "m3ter Desktop can’t tell whether the answer is yours, so it goes on waiting."
                    " Go back to m3ter Desktop to try again.",
                ),
            )
        case RefusalReason.START_LINK_USED:
            return Message(
                Tone.PROBLEM,
                translate("Page", "This link was used already"),
                translate(
                    "Page",
                    "A link to Stripe works in one browser only, and once only if the browser keeps"
                    " no cookies. Go back to m3ter Desktop to try again. If you did not open the"
                    " link before, another program on this computer did: tell your IT department.",
                ),
            )
        case RefusalReason.NOT_FOUND:
            return Message(
                Tone.INFO,
                translate("Page", "This page does not exist"),
                translate("Page", "Go back to m3ter Desktop."),
            )
        case RefusalReason.OVER:
            return Message(
                Tone.PROBLEM,
                translate("Page", "This approval is over"),
                translate(
                    "Page",
                    "It was not completed in time, was removed, or was completed already. Nothing"
                    " was connected by this page. Go back to m3ter Desktop.",
                ),
            )


def page_returned() -> Message:
    """Return the page that is shown after the person has chosen to return to the program."""
    return Message(
        Tone.INFO,
        translate("Page", "m3ter Desktop was asked to come to the front"),
        translate(
            "Page",
            "If you do not see it, choose it in the taskbar. You can close this tab.",
        ),
    )
