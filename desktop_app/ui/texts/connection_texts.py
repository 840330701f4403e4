"""Messages about the connection of a credential to its account: checks and revocation."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop_app.core.account import Health
from desktop_app.core.credential import Credential, Revoking, SecretPlace
from desktop_app.core.errors import KeychainError, SecretUnavailableError, ServiceError
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.ui.texts import account_texts, credential_texts
from desktop_app.ui.texts.error_texts import service_or_keychain_error_text
from desktop_app.ui.texts.filling import fill, sentences
from desktop_app.ui.texts.message import Message
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate


def checking_text() -> str:
    """Return that a connection is being checked."""
    return translate("Connection", "Checking…")


def checked_message(credential: Credential) -> Message:
    """Return the message after a check found the account connected.

    If something is wrong with the account, the message says it; the details say what to do.
    """
    account = credential.account
    health = Health.UNKNOWN if account is None else account.health
    match health:
        case Health.PAYMENTS_PAUSED:
            text = translate(
                "Connection", "“{name}” is connected to {account}, but can’t take payments."
            )
        case Health.PAYOUTS_PAUSED:
            text = translate("Connection", "“{name}” is connected to {account}, but can’t pay out.")
        case Health.NEEDS_INFORMATION:
            text = translate(
                "Connection", "“{name}” is connected to {account}, but Stripe needs information."
            )
        case Health.GOOD | Health.UNKNOWN:
            text = translate("Connection", "“{name}” is connected: {account}.")
    label = "" if account is None else credential_texts.account_label(account)
    wrong = None if account is None else account_texts.health_message(account)
    tone = Tone.SUCCESS if wrong is None else wrong.tone
    return Message(tone, "", fill(text, name=credential.name, account=label))


def disconnected_message(credentials: Sequence[Credential]) -> Message:
    """Return the message about credentials whose account is not connected any more."""
    names = credential_texts.name_list([credential.name for credential in credentials])
    title = Plural.tr("{names} are disconnected", None, len(credentials))
    if any(credential.was_created for credential in credentials):
        text = translate(
            "Connection",
            "m3ter’s access to the account was revoked at Stripe. If this was a mistake, select"
            " the credential and choose “Approve again”.",
        )
    else:
        text = translate(
            "Connection",
            "m3ter’s access to the account was revoked at Stripe. If this was a mistake, choose"
            " “Resume”, then “Start again”.",
        )
    return Message(Tone.PROBLEM, fill(title, names=names), text)


def check_failed_message(credential: Credential, error: ServiceError | KeychainError) -> Message:
    """Return the message after a connection could not be checked."""
    return Message(
        Tone.WARNING,
        fill(translate("Connection", "“{name}” could not be checked"), name=credential.name),
        fill(
            translate("Connection", "{what} Nothing has changed."),
            what=service_or_keychain_error_text(error),
        ),
    )


def got_worse_message(credentials: Sequence[Credential]) -> Message:
    """Return the message about credentials of one account that has got worse."""
    account = credentials[0].account
    wrong = None if account is None else account_texts.health_message(account)
    if credentials[0].secret_place is SecretPlace.REVOKED or wrong is None:
        return disconnected_message(credentials)
    return Message(
        wrong.tone,
        fill(
            translate("Connection", "{names}: {problem}"),
            names=credential_texts.name_list([credential.name for credential in credentials]),
            problem=wrong.title,
        ),
        wrong.text,
    )


def all_checked_message(
    checked: int,
    worse: Sequence[str],
    not_checked: Sequence[tuple[Sequence[str], ServiceError | KeychainError]],
) -> Message:
    """Return the message after all connections were checked.

    `checked` is the number of credentials that were. `worse` are the names of those that have got
    worse. `not_checked` are the names of those that could not be checked, with the reasons.
    """
    done = Plural.tr("%n credentials were checked.", None, checked)
    if worse:
        changed = Plural.tr("{names} have got worse.", None, len(worse))
        done = sentences(done, fill(changed, names=credential_texts.name_list(worse)))
    else:
        done = sentences(done, translate("Connection", "Nothing has got worse."))
    if not not_checked:
        return Message(Tone.WARNING if worse else Tone.SUCCESS, "", done)
    by_reason: dict[str, list[str]] = {}
    for some, error in not_checked:
        by_reason.setdefault(service_or_keychain_error_text(error), []).extend(some)
    every_name = [name for some in by_reason.values() for name in some]
    if len(by_reason) == 1:
        (text,) = by_reason
    else:
        text = "\n".join(
            fill(
                translate("Connection", "{names}: {problem}"),
                names=credential_texts.name_list(some),
                problem=reason,
            )
            for reason, some in by_reason.items()
        )
    title = Plural.tr("{names} could not be checked", None, len(every_name))
    return Message(
        Tone.WARNING,
        fill(title, names=credential_texts.name_list(every_name)),
        sentences(text, done) if checked else text,
    )


def dashboard_not_opened_message(credential: Credential, url: str) -> Message:
    """Return the message after no browser could be opened at the account of a credential.

    `url` is the address of the account in the Stripe Dashboard. It is empty if the stand-in for
    Stripe could not be started.
    """
    if url:
        text = fill(
            translate(
                "Connection",
                "To see the account in Stripe, copy the address, and open it yourself: {url}",
            ),
            url=url,
        )
        title = translate("Connection", "“{name}”: the browser could not be opened")
    else:
        text = translate("Connection", "Choose “Open in Stripe” again.")
        title = translate("Connection", "“{name}”: the stand-in for Stripe could not be started")
    return Message(Tone.WARNING, fill(title, name=credential.name), text, url)


def reconnected_message(credential: Credential) -> Message:
    """Return the message after a credential that was created before is connected again."""
    account = credential.account
    return Message(
        Tone.SUCCESS,
        "",
        fill(
            translate("Connection", "“{name}” is connected again: {account}."),
            name=credential.name,
            account="" if account is None else credential_texts.account_label(account),
        ),
    )


def not_approved_again_message(credential: Credential) -> Message:
    """Return the message after the time for approving a credential again has run out."""
    return Message(
        Tone.PROBLEM,
        fill(
            translate("Connection", "“{name}” was not approved in time"),
            name=credential.name,
        ),
        translate(
            "Connection",
            "The credential has not changed. Choose “Approve again” to try once more.",
        ),
    )


def not_approved_again_title() -> str:
    """Return the heading of `not_approved_again_message` without the credential's name."""
    return translate(
        "Connection", "A new approval was not finished in time, and nothing has changed"
    )


def to_be_revoked_message(
    credential: Credential, error: ServiceError | SecretUnavailableError | None, *, others: bool
) -> Message:
    """Return the message about access that is still to be revoked.

    `error` is why the revocation failed, None if that is not known. `others` says whether another
    credential now uses the account.
    """
    if credential.was_created:
        title = translate("Connection", "“{name}” is not deleted yet")
    else:
        title = translate("Connection", "“{name}” is not removed yet")
    if others:
        why = translate(
            "Connection",
            "Another credential now uses this account and would also lose access. Choose “Keep the"
            " credential”. After that, you can delete it without revoking.",
        )
    else:
        what = translate("Connection", "The request could not be sent to Stripe.")
        if error is not None:
            what = service_or_keychain_error_text(error)
        why = fill(
            translate(
                "Connection",
                "{what} m3ter Desktop tries again when you return to it or are online again, and"
                " then removes the credential.",
            ),
            what=what,
        )
    return Message(
        Tone.WARNING,
        fill(title, name=credential.name),
        fill(
            translate("Connection", "m3ter’s access at Stripe has not been revoked yet. {why}"),
            why=why,
        ),
    )


def revocation_failed_message(
    credential: Credential,
    error: ServiceError | SecretUnavailableError | None,
    *,
    others: bool,
    is_rejection: bool = False,
    in_wizard: bool = False,
) -> Message:
    """Return the message after a revocation failed, or after its outcome was lost.

    `error` is why it failed, None if it was not sent. `others` says whether another credential now
    uses the account. `is_rejection` says that the credential was not to be removed: the person had
    rejected its account. The wizard then has *Try again*, a notice not.
    """
    if credential.revoking is Revoking.TO_DO:
        return to_be_revoked_message(credential, error, others=others)
    if is_rejection:
        title = translate("Connection", "Access for “{name}” was not revoked")
        if in_wizard and credential.account is not None:
            # The wizard names the credential already.
            title = fill(
                translate("Connection", "Access to {account} was not revoked"),
                account=credential.account.name or credential.account.id,
            )
        if in_wizard:
            then = translate("Connection", "Choose “Try again”, or remove the credential.")
            if credential.revoking is Revoking.NO:
                kept = translate("Connection", "“Create credential” keeps this account.")
                then = sentences(then, kept)
        elif credential.revoking is Revoking.UNCONFIRMED:
            then = translate("Connection", "To make sure, remove the credential.")
        else:
            then = translate("Connection", "Choose “Resume”, then “Not this account?” again.")
    elif credential.was_created:
        title = translate("Connection", "“{name}” was not deleted")
        then = translate("Connection", "Choose “Delete…” again, with or without revoking access.")
    else:
        title = translate("Connection", "“{name}” was not removed")
        then = translate("Connection", "Choose “Remove…” again, with or without revoking access.")
    if others:
        what = translate(
            "Connection",
            "Another credential now uses this account and would also lose access.",
        )
    elif error is None:
        what = translate("Connection", "Another approval is being completed at the moment.")
    else:
        what = service_or_keychain_error_text(error)
    if credential.revoking is Revoking.UNCONFIRMED:
        what = fill(
            translate("Connection", "{what} m3ter may still have access."),
            what=what,
        )
    return Message(Tone.PROBLEM, fill(title, name=credential.name), sentences(what, then))


def grant_not_revoked_message(
    grant: UnsettledGrant, error: ServiceError | SecretUnavailableError | None, *, others: bool
) -> Message:
    """Return the message after revoking an unsettled grant failed.

    `error` is why it failed, None if it was not sent. `others` says whether a credential now uses
    the account.
    """
    if others:
        what = translate(
            "Connection",
            "A credential in this list uses that account and would also lose access. Clear the"
            " notice, or delete the credential.",
        )
    elif error is None:
        what = translate(
            "Connection", "Another approval is being completed at the moment. Try again soon."
        )
    else:
        what = service_or_keychain_error_text(error)
    title = translate("Connection", "Access for “{name}” was not revoked")
    kept = translate("Connection", "m3ter may still have access to {account}.")
    return Message(
        Tone.PROBLEM,
        fill(title, name=grant.credential_name),
        sentences(fill(kept, account=grant.account_id), what),
    )
