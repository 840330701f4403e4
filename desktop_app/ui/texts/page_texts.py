"""The result pages that the browser shows after an approval."""

from PySide6.QtCore import QCoreApplication

from desktop_app.core.outcome import (
    Approved,
    Denied,
    Outcome,
    OutcomeUnknown,
    Removed,
    Superseded,
    TimedOut,
)
from desktop_app.ui.texts import credential_texts, outcome_texts
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate


def return_label() -> str:
    """Return the label of the link that brings the window to the front."""
    return translate("Page", "Return to m3ter")


def page_result(outcome: Outcome) -> Message:
    """Return the page about an outcome. It names no button, since the wizard may be closed."""
    message = outcome_texts.outcome_message(outcome)
    match outcome:
        case Approved(account):
            text = fill(
                translate(
                    "Page",
                    "{account} is connected. Go back to m3ter Desktop to create the credential.",
                ),
                account=credential_texts.account_label(account),
            )
        case Denied():
            text = translate(
                "Page", "Nothing was connected. Go back to m3ter Desktop if you want to try again."
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
                "The connection was interrupted before Stripe's answer arrived. Go back to m3ter"
                " Desktop to see what to do.",
            )
        case _:
            text = translate(
                "Page",
                "Go back to m3ter Desktop to see why, and what to do.",
            )
    return Message(message.tone, message.title, text)


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


def page_wrong_request() -> Message:
    """Return the page for a request that belongs to no open approval."""
    return Message(
        Tone.PROBLEM,
        translate("Page", "This link does not belong to an open approval"),
        translate(
            "Page",
            "Nothing was changed. Go back to m3ter Desktop to see the state of the approval.",
        ),
    )


def page_denied_without_state() -> Message:
    """Return the page for a denial that does not say which approval it belongs to."""
    return Message(
        Tone.INFO,
        translate("Page", "Stripe reported a denial"),
        translate(
            "Page",
            "It does not say which approval it belongs to, so m3ter Desktop goes on waiting. If you"
            " denied access, go back to m3ter Desktop and choose Stop waiting.",
        ),
    )


def page_not_found() -> Message:
    """Return the page for an address that does not exist."""
    return Message(
        Tone.INFO,
        translate("Page", "This page does not exist"),
        translate("Page", "Go back to m3ter Desktop."),
    )


def page_over() -> Message:
    """Return the page for an answer to an attempt that is over."""
    return Message(
        Tone.PROBLEM,
        translate("Page", "This approval is over"),
        translate(
            "Page",
            "It was not completed in time, was removed, or was completed in another tab. Nothing"
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
