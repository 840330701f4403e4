"""Somebody else approves: what to send, what to paste, and what is wrong with what was pasted."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from desktop_app.core.pasted_response import PasteProblem, PasteRefused
from desktop_app.core.profile import Registration
from desktop_app.ui.texts import time_texts
from desktop_app.ui.texts.filling import fill, sentences, without_isolates
from desktop_app.ui.texts.language import list_text

translate = QCoreApplication.translate


def sending_heading(registration: Registration | None) -> str:
    """Return the heading above the link.

    `registration` is the one that the approval is for, None in Practice.
    """
    if is_played(registration):
        return translate("Pasting", "1. Open the link")
    return translate("Pasting", "1. Send the link")


def sending_text(end: datetime, registration: Registration | None) -> str:
    """Return whom to send the link to, or where to open it, and until when it works."""
    if registration is None:
        what = translate(
            "Pasting",
            "In Practice, you play the other person: open this link in a browser on this computer.",
        )
    elif is_played(registration):
        what = translate(
            "Pasting", "Open this link in a browser on this computer: it works nowhere else."
        )
    else:
        what = translate("Pasting", "Send this link to an administrator of the Stripe account.")
    until = fill(
        translate("Pasting", "It works until {time}."), time=time_texts.time_of_day_text(end)
    )
    return sentences(what, until)


def pasting_heading(registration: Registration | None) -> str:
    """Return the heading above the field for what comes back."""
    if is_played(registration):
        return translate("Pasting", "2. If the browser does not come back")
    return translate("Pasting", "2. Paste what they send back")


def copying_text(registration: Registration | None) -> str:
    """Return what the other person copies after they have approved access."""
    if _has_return_page(registration):
        return translate(
            "Pasting",
            "On the last page, they choose “Copy for m3ter Desktop”, and send you what it copied."
            " That works for five minutes.",
        )
    if is_played(registration):
        return translate(
            "Pasting",
            "The browser comes back to m3ter Desktop by itself, and you are asked to confirm the"
            " approval. If it does not come back, paste the address from its address bar.",
        )
    return translate(
        "Pasting",
        "Their browser shows that it can’t connect; that is expected. They send you the address"
        " from its address bar. The address works for five minutes.",
    )


def field_label(registration: Registration | None) -> str:
    """Return the label of the field for what the other person sends back, with its mnemonic."""
    if _has_return_page(registration):
        return translate("Pasting", "&Paste the address that they copied")
    if registration is None:
        return translate("Pasting", "&Paste the address at which the browser ended")
    return translate("Pasting", "&Paste the address at which their browser ended")


def message_to_send(link: str, end: datetime, registration: Registration) -> str:
    """Return a message with the link as plain text, to be mailed.

    It says until when the link works, and what to send back.
    """
    if _has_return_page(registration):
        back = translate(
            "Pasting",
            "On the last page, choose “Copy for m3ter Desktop”. Send me what it copied within five"
            " minutes.",
        )
    else:
        back = translate(
            "Pasting",
            "Then your browser shows that it can’t connect; that is expected. Send me the address"
            " from its address bar within five minutes.",
        )
    text = translate(
        "Pasting",
        "Please approve m3ter’s access to our Stripe account, as an administrator of the account:"
        "\n\n{link}\n\nThe link works until {time}.\n\n{back}",
    )
    until = time_texts.moment_and_zone_text(end)
    return without_isolates(fill(text, link=link, time=until, back=back))


def _has_return_page(registration: Registration | None) -> bool:
    """Return whether browsers end at a web page, from which they may not reach this computer."""
    return registration is not None and registration.routes[0].redirect_uri.startswith("https:")


def is_played(registration: Registration | None) -> bool:
    """Return whether a stand-in on this computer takes Stripe's place."""
    return registration is None or bool(registration.stand_in)


def caution_text(registration: Registration | None) -> str:
    """Return whose address may be pasted."""
    if is_played(registration):
        return translate(
            "Pasting",
            "Paste only the address of the browser in which you opened the link. The account chosen"
            " there is the one that gets connected.",
        )
    return translate(
        "Pasting",
        "Paste only an address from the person you sent the link to. The account that they choose"
        " is the one that gets connected.",
    )


def problem_text(refused: PasteRefused, *, is_link: bool = False) -> str:
    """Return what is wrong with a pasted address, and what to do.

    `is_link` says whether it is the link that was to be sent.
    """
    what, then = _problem(refused, is_link=is_link)
    return fill(translate("Pasting", "{what}. {then}"), what=what, then=then)


def _problem(refused: PasteRefused, *, is_link: bool) -> tuple[str, str]:
    match refused.why:
        case PasteProblem.NOT_AN_ADDRESS:
            return (
                translate("Pasting", "This is not the address of a web page"),
                translate("Pasting", "Paste the whole address: it begins with http."),
            )
        case PasteProblem.OTHER_PAGE:
            what = translate("Pasting", "Stripe does not return to this page")
            if is_link:
                what = translate("Pasting", "This is the link itself")
            then = translate(
                "Pasting",
                "Paste the address at which their browser ended. It begins with\n{expected}",
            )
            return what, fill(then, expected=list_text(refused.expected))
        case PasteProblem.NO_RESPONSE:
            return (
                translate("Pasting", "This address has no answer of Stripe"),
                translate(
                    "Pasting",
                    "Copy the whole address, with all that comes after the question mark.",
                ),
            )
        case PasteProblem.DAMAGED:
            return (
                translate("Pasting", "This address was changed on its way"),
                translate("Pasting", "Copy the address again, and paste it as it is."),
            )
        case PasteProblem.DENIAL_WITHOUT_STATE:
            return (
                translate("Pasting", "Stripe reports a denial"),
                translate(
                    "Pasting",
                    "The address does not say which approval was denied, so m3ter Desktop goes on"
                    " waiting. If access is to be approved, have the link opened again.",
                ),
            )
        case PasteProblem.UNKNOWN_STATE:
            return (
                translate("Pasting", "This address does not belong to this approval"),
                translate(
                    "Pasting",
                    "Paste the address at which the link above ends. If somebody sent you another"
                    " one, do not use it: their own account would be connected.",
                ),
            )
        case PasteProblem.OTHER_CREDENTIAL:
            return (
                translate("Pasting", "This address belongs to another credential"),
                translate("Pasting", "Paste it where you copied its link: resume that credential."),
            )
        case PasteProblem.ALREADY_USED:
            return (
                translate("Pasting", "This approval was answered before"),
                translate(
                    "Pasting", "Each link can be answered once. Send the link above, and try again."
                ),
            )
        case PasteProblem.TIME_OVER:
            return (
                translate("Pasting", "The time for approval has run out"),
                translate("Pasting", "Close this window, and start again."),
            )
