"""What reaches an approval that waits, in words: a question, or what was refused."""

from PySide6.QtCore import QCoreApplication

from desktop_app.core.account import Account
from desktop_app.core.incident import (
    ContradictoryApprovals,
    Incident,
    LinkOpenedTwice,
    PeerRefused,
    UnconfirmedApproval,
    UnconfirmedDenial,
)
from desktop_app.ui.texts import credential_texts, time_texts
from desktop_app.ui.texts.filling import fill, sentences
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate


def yes_label() -> str:
    """Return the label of the button by which the person confirms an approval."""
    return translate("Incident", "Yes, I approved it")


def yes_sent_label() -> str:
    """Return the label of the button that confirms an approval by a link that was sent."""
    return translate("Incident", "Yes, connect it")


def no_label() -> str:
    """Return the label of the button by which the person rejects an approval."""
    return translate("Incident", "No, discard it")


def keep_waiting_label() -> str:
    """Return the label of the button by which the person says that a denial is not theirs."""
    return translate("Incident", "No, keep waiting")


def stop_waiting_label() -> str:
    """Return the label of the button by which the person confirms a denial."""
    return translate("Incident", "Yes, stop waiting")


def to_be_confirmed_text() -> str:
    """Return the status of a credential whose approval the person has to confirm."""
    return translate("Incident", "To confirm")


def _open_again(in_wizard: bool) -> str:
    """Return which buttons open Stripe's page again. The wizard has *Open again*, a notice not."""
    if in_wizard:
        return translate("Incident", "“Open again”")
    return translate("Incident", "“Resume”, then “Open again”")


def incident_message(incident: Incident, *, in_wizard: bool) -> Message:
    """Return the message about an incident, while its approval waits."""
    again = _open_again(in_wizard)
    match incident:
        case UnconfirmedApproval(is_by_sent_link=True):
            return _sent_link_message(incident, in_wizard=in_wizard)
        case UnconfirmedApproval():
            title = translate("Incident", "Did you just approve access at Stripe?")
            if in_wizard:
                text = translate(
                    "Incident",
                    "If you did not, choose “{no}”: otherwise a stranger’s account would be"
                    " connected.",
                )
                text = fill(text, no=no_label())
            else:
                text = translate(
                    "Incident",
                    "If you did, choose “{yes}”: m3ter then connects the account. If not, choose"
                    " “{no}”; you can then try again.",
                )
                text = fill(text, yes=yes_label(), no=no_label())
                text = sentences(text, _until_text(incident))
            return Message(Tone.WARNING, title, text)
        case ContradictoryApprovals():
            return Message(
                Tone.WARNING,
                translate("Incident", "Two different approvals came"),
                fill(
                    translate(
                        "Incident",
                        "m3ter Desktop can’t tell which of them is yours, so it dropped both."
                        " Choose {again}, and approve access in the new tab.",
                    ),
                    again=again,
                ),
            )
        case UnconfirmedDenial():
            return Message(
                Tone.WARNING,
                translate("Incident", "Did you deny access at Stripe?"),
                fill(
                    translate(
                        "Incident",
                        "m3ter Desktop received a denial. If it is not yours, another program or a"
                        " web page may have sent it: choose “{no}”, and go on in your browser.",
                    ),
                    no=keep_waiting_label(),
                ),
            )
        case LinkOpenedTwice():
            return Message(
                Tone.WARNING,
                translate("Incident", "The link to Stripe was opened in two browsers"),
                fill(
                    translate(
                        "Incident",
                        "If you opened it only once, another program opened it, too: choose"
                        " {again}, and go on in the new tab.\nIf you opened it twice yourself, go"
                        " on in the first browser; m3ter Desktop then asks whether you approved.",
                    ),
                    again=again,
                ),
            )
        case PeerRefused(user):
            return Message(
                Tone.WARNING,
                fill(
                    translate(
                        "Incident",
                        "Another user of this computer ({user}) tried to complete this approval",
                    ),
                    user=user,
                ),
                translate(
                    "Incident",
                    "The attempt was refused, and nothing changed. Go on in your browser, and tell"
                    " your IT department. The Activity page shows when it happened.",
                ),
            )


def _sent_link_message(asked: UnconfirmedApproval, *, in_wizard: bool) -> Message:
    """Return the question about an approval that came by the link which the person has sent."""
    title = translate("Incident", "Has the person you sent the link to just approved?")
    if in_wizard:
        text = translate(
            "Incident",
            "If so, choose “{yes}”: you see the account before you create the credential. If not,"
            " choose “{no}”: otherwise a stranger’s account would be connected.",
        )
        text = fill(text, yes=yes_sent_label(), no=no_label())
    else:
        text = translate(
            "Incident",
            "If so, choose “{yes}”: you see the account before you create the credential. If not,"
            " choose “{no}”; you can then try again.",
        )
        text = fill(text, yes=yes_sent_label(), no=no_label())
        text = sentences(text, _until_text(asked))
    return Message(Tone.WARNING, title, text)


def _until_text(asked: UnconfirmedApproval) -> str:
    """Return until when the person can answer, where no time runs down beside the question."""
    end = time_texts.time_of_day_text(asked.answer_by)
    if asked.ends_with_code:
        text = translate("Incident", "Answer by {time}: Stripe keeps an approval for five minutes.")
    else:
        text = translate("Incident", "Answer by {time}: then the time for approval runs out.")
    return fill(text, time=end)


def approved_incident_message(account: Account, *, in_wizard: bool, again: bool = False) -> Message:
    """Return the message about a link that a second browser opened after the first had approved.

    `account` is the one that the first browser approved access to. `again` says whether the
    credential was created before, and is approved again.
    """
    title = translate("Incident", "Check that you approved access to {account}")
    if in_wizard and again:
        text = translate(
            "Incident",
            "The link to Stripe was opened in two browsers, and the first one approved access to"
            " the account below. If it was you, choose “Reconnect”. If not, choose “Close”, and"
            " delete the credential.",
        )
    elif in_wizard:
        text = translate(
            "Incident",
            "The link to Stripe was opened in two browsers, and the first one approved access to"
            " the account below. If it was you, choose “Create credential”. If not, choose “Not"
            " this account?”.",
        )
    elif again:
        text = translate(
            "Incident",
            "The link to Stripe was opened in two browsers, and the first one approved access. If"
            " you approved access to this account, choose “Resume”, then “Reconnect”. If not,"
            " select the credential in the list, and choose “Delete…”.",
        )
    else:
        text = translate(
            "Incident",
            "The link to Stripe was opened in two browsers, and the first one approved access. If"
            " you approved access to this account, choose “Resume”, then “Create credential”. If"
            " not, select the credential in the list, and choose “Remove…”.",
        )
    label = credential_texts.account_label(account)
    return Message(Tone.WARNING, fill(title, account=label), text)


def created_incident_message(name: str, account: Account) -> Message:
    """Return the message about a link that a second browser opened after all was done.

    `name` is the name of the credential, and `account` the one that the first browser approved
    access to.
    """
    title = translate("Incident", "“{name}”: did you approve access to {account}?")
    text = translate(
        "Incident",
        "The link to Stripe was opened in two browsers, and the first one approved access. If that"
        " was not you, choose “No, delete…”: you are asked whether to revoke the access, too.",
    )
    label = credential_texts.account_label(account)
    return Message(Tone.WARNING, fill(title, name=name, account=label), text)


def created_incident_title(account: Account) -> str:
    """Return the title of the same message for the details of the credential, without its name."""
    title = translate("Incident", "Did you approve access to {account}?")
    return fill(title, account=credential_texts.account_label(account))


def stopped_incident_message(outcome: str, *, in_wizard: bool) -> Message:
    """Return the message about a link that two browsers opened, when its approval has stopped.

    `outcome` is the title of the message about what stopped the approval. It is also the title of
    this message: what has happened comes first, then who may have done it.
    """
    text = translate(
        "Incident",
        "The link to Stripe was opened in two browsers, so the answer may not be yours. Choose"
        " {again}, and go on in the new tab.",
    )
    return Message(Tone.WARNING, outcome, fill(text, again=_open_again(in_wizard)))


def waiting_incident_message(name: str, incident: Incident) -> Message:
    """Return the message about an incident while the wizard of its credential is not open.

    `name` is the name of the credential.
    """
    message = incident_message(incident, in_wizard=False)
    title = translate("Incident", "“{name}”: {title}")
    return Message(message.tone, fill(title, name=name, title=message.title), message.text)
