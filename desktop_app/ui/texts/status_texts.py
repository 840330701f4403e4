"""What the status of a credential means, what follows, and what to do next."""

from collections.abc import Collection
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from desktop_app.core.credential import Credential, SecretPlace, Status
from desktop_app.core.errors import KeychainError, ServiceError
from desktop_app.core.incident import UnconfirmedApproval
from desktop_app.ui.texts import account_texts, network_texts, time_texts
from desktop_app.ui.texts.error_texts import service_or_keychain_error_text
from desktop_app.ui.texts.filling import fill, sentences
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate


def question_message(question: UnconfirmedApproval) -> Message:
    """Return that the person has to say whether they have approved access, and until when."""
    until = question.deadline.began.utc + question.deadline.ttl
    text = translate("Status", "Answer by {time}, in the notice above.")
    return Message(
        Tone.WARNING,
        translate("Status", "An approval came. Was it you?"),
        fill(text, time=time_texts.time_of_day_text(until)),
    )


def noticed_message(
    title: str,
    noticed: Message,
    status: Message | None,
    *,
    asks: bool,
    told: Collection[str] = (),
) -> Message:
    """Return what a notice tells about a credential whose status tells nothing of it.

    `title` is that of the notice, without the credential's name, and `noticed` is its message.
    `asks` says whether the notice asks something. `status` is the message about the status: while
    the credential waits for approval, it says until when. `told` are the texts of the notices in
    sight, which are not repeated.
    """
    tone = noticed.tone
    if asks:
        return Message(tone, title, translate("Status", "Answer in the notice above."))
    text = noticed.text
    if text in told:
        text = translate("Status", "The notice above says what to do.")
    if status is not None and status.tone is Tone.INFO:
        # By when to approve is a matter of its own.
        text = f"{text}\n{status.text}"
    return Message(tone, title, text)


def happened_message(title: str, status: Message) -> Message:
    """Return the message about a status that a person has to do something about.

    `title` is that of a notice that tells what has happened to the credential meanwhile.
    """
    return Message(status.tone, status.title, sentences(f"{title}.", status.text))


def is_why_told(error: ServiceError | KeychainError, told: Collection[str]) -> bool:
    """Return whether a notice in sight, with one of the texts `told`, says why a check failed."""
    why = service_or_keychain_error_text(error)
    return any(why in text for text in told)


def check_failed_message(error: ServiceError | KeychainError, *, is_told: bool) -> Message:
    """Return that the last check failed, so that what is shown may be out of date, and why.

    `is_told` says that a notice in sight says why, which is not repeated.
    """
    why = service_or_keychain_error_text(error)
    if is_told:
        unknown = network_texts.unknown_cause_text()
        is_known = unknown not in why
        why = translate("Status", "The notice above says why.") if is_known else unknown
    return Message(Tone.WARNING, translate("Status", "The last check failed"), why)


def status_message(credential: Credential, end: datetime | None) -> Message | None:
    """Return what is to be said about the status of a credential; None if it works.

    `end` (UTC) is when the time to approve it is over, if it is incomplete. What Stripe still needs
    is counted, not listed: the details have the list.
    """
    match credential.status:
        case Status.INCOMPLETE:
            return _waiting(
                translate("Status", "Not approved yet"),
                translate(
                    "Status",
                    "Approve access at Stripe by {time}. After that, the credential is removed.",
                ),
                end,
            )
        case Status.APPROVING_AGAIN:
            return _waiting(
                translate("Status", "Being approved again"),
                translate(
                    "Status",
                    "Approve access at Stripe by {time}. After that, the credential stays"
                    " unusable.",
                ),
                end,
            )
        case Status.READY_TO_CREATE:
            return Message(
                Tone.SUCCESS,
                translate("Status", "Access is approved"),
                translate(
                    "Status", "Choose “Resume”, then “Create credential”. There is no time limit."
                ),
            )
        case Status.READY_TO_RECONNECT:
            return Message(
                Tone.SUCCESS,
                translate("Status", "Access is approved again"),
                translate("Status", "Choose “Resume”, then “Reconnect”. There is no time limit."),
            )
        case Status.DISCONNECTED:
            return Message(
                Tone.PROBLEM,
                translate("Status", "m3ter’s access was revoked"),
                translate("Status", "Approve access again, or delete the credential."),
            )
        case Status.NEEDS_APPROVAL:
            return _needs_approval(credential)
        case Status.REVOKING:
            return Message(
                Tone.QUIET,
                translate("Status", "m3ter’s access is being revoked"),
                translate("Status", "The credential is deleted after that."),
            )
        case Status.TO_BE_REVOKED:
            return Message(
                Tone.WARNING,
                translate("Status", "Access still has to be revoked"),
                translate(
                    "Status",
                    "Once it is revoked, the credential is removed. To stop that, choose “Keep the"
                    " credential”.",
                ),
            )
        case Status.MAY_BE_REVOKED:
            return Message(
                Tone.PROBLEM,
                translate("Status", "It is not known whether access was revoked"),
                _once_more_text(credential),
            )
        case Status.DETAILS_UNKNOWN:
            return Message(
                Tone.QUIET,
                translate("Status", "Connected; details unknown"),
                translate(
                    "Status",
                    "Stripe did not say what the account can do. Check the connection to ask"
                    " again.",
                ),
            )
        case _:
            if credential.account is None or credential.secret_place is SecretPlace.REVOKED:
                return None
            return account_texts.health_message(credential.account, lists_needs=False)


def _waiting(title: str, text: str, end: datetime | None) -> Message:
    time = "" if end is None else time_texts.time_of_day_text(end)
    return Message(Tone.INFO, title, fill(text, time=time))


def _once_more_text(credential: Credential) -> str:
    if credential.was_created:
        return translate(
            "Status",
            "“Try again” revokes access once more, then deletes the credential. “Delete…” can also"
            " delete it without revoking.",
        )
    return translate(
        "Status",
        "“Try again” revokes access once more, then removes the credential. “Remove…” can also"
        " remove it without revoking.",
    )


def _needs_approval(credential: Credential) -> Message:
    title = translate("Status", "Its secret is not stored any more")
    if credential.was_created:
        text = translate("Status", "Approve access again to go on using it.")
    else:
        text = translate("Status", "Choose “Resume” to start again under the same name.")
    return Message(Tone.PROBLEM, title, text)
