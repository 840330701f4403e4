"""Messages about outcomes.

Each has a sentence that a finance admin understands, and an action to take next.
"""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop_app.core.account import Account, Health
from desktop_app.core.credential import AffectedCredential, Credential, Revoking
from desktop_app.core.errors import NO_DETAIL, Detail
from desktop_app.core.outcome import (
    AccountRejected,
    Approved,
    BrowserFailed,
    Denied,
    ExchangeFailed,
    ExchangeProblem,
    LinkCopied,
    LinkToSend,
    NotConfirmed,
    NotOpened,
    NotStarted,
    Outcome,
    OutcomeUnknown,
    PreparationProblem,
    Removed,
    SecretLost,
    Superseded,
    TabLost,
    TimedOut,
    WaitStopped,
)
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.ui.texts import (
    account_texts,
    credential_texts,
    network_texts,
    time_texts,
)
from desktop_app.ui.texts.filling import fill, sentences
from desktop_app.ui.texts.message import Message
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate

# What a support team is asked about, even if no details are known.
_FOR_SUPPORT = frozenset(
    {
        ExchangeProblem.REPORTED,
        ExchangeProblem.LIVE_GRANTED,
        ExchangeProblem.TEST_GRANTED,
        ExchangeProblem.KEY_MISMATCH,
        ExchangeProblem.WRONG_SCOPE,
        ExchangeProblem.REFUSED,
    }
)


# Nothing is lost and nothing has to be mended: trying again is enough.
_PASSING = frozenset({ExchangeProblem.UNREACHABLE, ExchangeProblem.CODE_TOO_OLD})


def outcome_message(outcome: Outcome, before: Account | None = None) -> Message:
    """Return the message about an outcome, with what to do next.

    `before` is the account of a credential that was created before and is approved again.
    """
    match outcome:
        case Approved(account):
            return _approved(account, again=before is not None)
        case Denied():
            return Message(
                Tone.WARNING,
                translate("Outcome", "Access was denied at Stripe"),
                translate(
                    "Outcome",
                    "Nothing was connected. If that was a mistake, choose “Open again” and"
                    " approve.",
                ),
            )
        case WaitStopped():
            return Message(
                Tone.INFO,
                translate("Outcome", "You stopped waiting"),
                translate(
                    "Outcome",
                    "Nothing was connected, and earlier browser tabs are not needed any more."
                    " Choose “Open again” to approve access.",
                ),
            )
        case NotConfirmed():
            return Message(
                Tone.WARNING,
                translate("Outcome", "The approval was not confirmed in time"),
                translate("Outcome", "Nothing was connected. Choose “Open again”."),
            )
        case AccountRejected(account, sharing):
            return _rejected(account, sharing)
        case TimedOut(restored=True):
            return Message(
                Tone.WARNING,
                translate("Outcome", "The time for approval has run out"),
                translate(
                    "Outcome",
                    "Authentication with Stripe was not completed in time, so the credential stays"
                    " unusable. Choose “Go to Stripe” to approve again.",
                ),
            )
        case TimedOut():
            return Message(
                Tone.WARNING,
                translate("Outcome", "The time for approval has run out"),
                translate(
                    "Outcome",
                    "Authentication with Stripe was not completed in time, so the credential was"
                    " removed. Choose “Start again” to begin with the same name.",
                ),
            )
        case Removed():
            return Message(
                Tone.INFO,
                translate("Outcome", "The credential was removed"),
                translate("Outcome", "Choose “Start again” to create a new credential."),
            )
        case Superseded():
            return Message(
                Tone.INFO,
                translate("Outcome", "This page is not needed any more"),
                translate(
                    "Outcome",
                    "The approval was already handled in another tab. Go back to m3ter Desktop.",
                ),
            )
        case SecretLost():
            what = translate(
                "Outcome",
                "This credential’s secret can’t be used any more: it was stored for an earlier"
                " session only, or access was revoked at Stripe.",
            )
            if before is None:
                then = translate("Outcome", "Choose “Start again”; the name stays the same.")
            else:
                then = translate("Outcome", "Choose “Go to Stripe” to approve again.")
            return Message(
                Tone.WARNING,
                translate("Outcome", "Access has to be approved again"),
                sentences(what, then),
            )
        case TabLost():
            return Message(
                Tone.WARNING,
                translate("Outcome", "Your earlier browser tab can’t be used any more"),
                translate(
                    "Outcome",
                    "m3ter Desktop was restarted, and that tab can’t return to it. Close the tab,"
                    " choose “Open again”, and approve access in the new tab.",
                ),
            )
        case LinkCopied():
            return Message(
                Tone.INFO,
                translate("Outcome", "The link is copied"),
                translate(
                    "Outcome",
                    "Paste it into a browser on this computer that is signed in to the right Stripe"
                    " account. If you need another link, choose “Copy link”.",
                ),
            )
        case LinkToSend():
            return Message(
                Tone.INFO,
                translate("Outcome", "Waiting for somebody else’s approval"),
                translate(
                    "Outcome",
                    "Choose “Show the link…” to send the link again, and to paste what they send"
                    " back. To approve it yourself, choose “Go to Stripe”.",
                ),
            )
        case BrowserFailed(is_path_lost=True):
            return Message(
                Tone.WARNING,
                translate("Outcome", "The program that opens the link is not known any more"),
                translate(
                    "Outcome",
                    "The settings that name it are damaged. Choose “Copy link” and paste the link"
                    " into your browser yourself, or choose the program again in Settings.",
                ),
            )
        case BrowserFailed(program=""):
            return Message(
                Tone.WARNING,
                translate("Outcome", "The browser could not be opened"),
                translate(
                    "Outcome", "Choose “Copy link” and paste the link into your browser yourself."
                ),
            )
        case BrowserFailed(program):
            return Message(
                Tone.WARNING,
                translate("Outcome", "The program that opens the link could not be started"),
                translate(
                    "Outcome",
                    "It is not there any more, or can’t be run. Choose “Copy link” and paste the"
                    " link into your browser yourself, or choose another program in Settings.",
                ),
                path=program,
            )
        case ExchangeFailed():
            return _exchange_failed(outcome, before)
        case OutcomeUnknown():
            return Message(
                Tone.WARNING,
                translate("Outcome", "Stripe may have granted access"),
                translate(
                    "Outcome",
                    "Stripe’s answer was lost, so it is not known whether access was granted."
                    " Choose “Open again” and approve access once more with the same account.",
                ),
            )
        case NotStarted(why, detail):
            return _not_started(why, detail)
        case NotOpened(why, detail):
            return _not_opened(why, detail)


def outcome_detail(outcome: Outcome | None) -> Detail | None:
    """Return the details of an outcome for a support team, None if there is nothing to ask it."""
    match outcome:
        case NotStarted(PreparationProblem.PORT_IN_USE) | NotOpened(PreparationProblem.PORT_IN_USE):
            # The message names the ports, which are all that is known.
            return None
        case ExchangeFailed(ExchangeProblem.WRONG_ACCOUNT):
            # The message names the accounts.
            return None
        case ExchangeFailed(why, detail) if why in _FOR_SUPPORT:
            return detail
        case (
            ExchangeFailed(_, detail)
            | OutcomeUnknown(detail)
            | NotStarted(_, detail)
            | NotOpened(_, detail)
        ) if detail != NO_DETAIL:
            return detail
        case _:
            return None


def _approved(account: Account, *, again: bool) -> Message:
    """Return the message about an approval. It is a success only if nothing is wrong there."""
    match account.health:
        case Health.PAYMENTS_PAUSED:
            title = translate("Outcome", "Access is approved, but payments are paused")
        case Health.PAYOUTS_PAUSED:
            title = translate("Outcome", "Access is approved, but payouts are paused")
        case Health.NEEDS_INFORMATION:
            title = translate("Outcome", "Access is approved, but Stripe needs information")
        case Health.GOOD | Health.UNKNOWN:
            title = translate("Outcome", "Access is approved")
    if again:
        text = translate("Outcome", "Choose “Reconnect” to finish.")
    else:
        text = translate("Outcome", "Choose “Create credential” to finish.")
    if account_texts.health_message(account) is None:
        return Message(Tone.SUCCESS, title, text)
    # Whatever is wrong with the account, this step has succeeded.
    later = translate("Outcome", "Then settle the rest with Stripe soon.")
    return Message(Tone.WARNING, title, sentences(text, later))


def _rejected(account: Account, sharing: Sequence[AffectedCredential]) -> Message:
    """Return the message about an account that the person has rejected.

    `sharing` are the credentials for which m3ter keeps its access to it.
    """
    text = translate(
        "Outcome",
        "Choose “Open again”, and approve with the right account. If Stripe offers the wrong one"
        " again, log out there first.",
    )
    if sharing:
        title = translate("Outcome", "{account} is not used for this credential")
        why = Plural.tr(
            "m3ter keeps its access to that account, since {names} use it.", None, len(sharing)
        )
        names = [credential_texts.affected_name(each) for each in sharing]
        text = sentences(fill(why, names=credential_texts.short_name_list(names)), text)
    else:
        title = translate("Outcome", "Access to {account} was revoked")
    return Message(Tone.INFO, fill(title, account=credential_texts.account_label(account)), text)


def _exchange_failed(failed: ExchangeFailed, before: Account | None) -> Message:
    title, what = _why_exchange_failed(failed, before)
    match failed.why:
        case ExchangeProblem.REPORTED:
            then = translate(
                "Outcome", "Choose “Open again”; if it happens again, ask the support team."
            )
        case ExchangeProblem.NOT_SAVED:
            then = translate(
                "Outcome", "Check that the disk is not full, then choose “Open again”."
            )
        case ExchangeProblem.NO_SECRET:
            then = translate("Outcome", "Unlock the keychain, then choose “Open again”.")
        case ExchangeProblem.CODE_TOO_OLD:
            then = translate("Outcome", "Choose “Open again” and approve once more.")
        case ExchangeProblem.SECRET_REFUSED:
            then = translate("Outcome", "Replace it in Settings, then choose “Open again”.")
        case ExchangeProblem.KEY_MISMATCH:
            then = translate(
                "Outcome",
                "In Settings, enter the secret key of the Stripe account that the profile’s client"
                " ID belongs to. Then choose “Open again”.\nIf you see this message again, the"
                " client ID is wrong: ask whoever gave you the connection profile, or the support"
                " team of m3ter, for a corrected one. Then connect the organization again.",
            )
        case ExchangeProblem.UNREACHABLE:
            then = translate("Outcome", "Then choose “Open again” and approve once more.")
        case ExchangeProblem.LIVE_GRANTED | ExchangeProblem.TEST_GRANTED:
            then = translate(
                "Outcome",
                "Until the profile is corrected, each approval ends like this.\nAsk whoever gave"
                " you the connection profile, or the support team of m3ter, to correct the client"
                " ID. Then connect the organization again with the corrected profile, and configure"
                " a new credential.",
            )
        case ExchangeProblem.WRONG_ACCOUNT:
            then = translate(
                "Outcome",
                "Choose “Open again” and log in to the account that was connected; for another"
                " account, configure a new credential.",
            )
        case ExchangeProblem.WRONG_SCOPE | ExchangeProblem.REFUSED:
            then = translate(
                "Outcome",
                "Choose “Open again” and approve once more; if it happens again, ask the support"
                " team.",
            )
    tone = Tone.WARNING if failed.why in _PASSING else Tone.PROBLEM
    return Message(tone, title, sentences(what, then))


def _why_exchange_failed(failed: ExchangeFailed, before: Account | None) -> tuple[str, str]:
    """Return a title that names the cause, and a text about it that does not repeat the title."""
    title, text = _cause(failed, before)
    if failed.is_revoked:
        text = sentences(text, translate("Outcome", "The access that it gave was revoked at once."))
    return title, text


def _cause(failed: ExchangeFailed, before: Account | None) -> tuple[str, str]:
    match failed.why:
        case ExchangeProblem.REPORTED:
            title = translate("Outcome", "Stripe reported an error")
            text = translate(
                "Outcome",
                "The browser came back with an error instead of an approval, and nothing was"
                " connected.",
            )
        case ExchangeProblem.NOT_SAVED:
            title = translate("Outcome", "The program’s database could not be written")
            text = translate("Outcome", "Nothing was sent to Stripe, so nothing was connected.")
        case ExchangeProblem.NO_SECRET:
            title = translate("Outcome", "The organization’s secret could not be read")
            text = translate(
                "Outcome",
                "It is in the keychain. Without it, nothing was sent to Stripe, and nothing was"
                " connected.",
            )
        case ExchangeProblem.CODE_TOO_OLD:
            title = translate("Outcome", "The approval was confirmed too late")
            text = translate(
                "Outcome",
                "Stripe accepts an approval for five minutes only. Nothing was sent, and nothing"
                " was connected.",
            )
        case ExchangeProblem.REFUSED:
            title = translate("Outcome", "Stripe did not accept the approval")
            text = translate("Outcome", "Nothing was connected.")
        case ExchangeProblem.SECRET_REFUSED:
            title = translate("Outcome", "The organization’s secret was not accepted")
            text = translate("Outcome", "Nothing was connected.")
        case ExchangeProblem.KEY_MISMATCH:
            title = translate("Outcome", "The client ID and the secret key don’t match")
            text = translate("Outcome", "Nothing was connected.")
        case ExchangeProblem.UNREACHABLE:
            title = translate("Outcome", "Stripe could not be reached")
            what = translate("Outcome", "Nothing was sent.")
            advice = translate("Outcome", "Check the connection to the internet.")
            if failed.detail.error:
                advice = network_texts.network_message(failed.detail)
            text = sentences(what, advice)
        case ExchangeProblem.LIVE_GRANTED:
            title = translate(
                "Outcome", "The profile’s client ID is for live mode, not for test mode"
            )
            text = translate(
                "Outcome", "Stripe granted access in live mode, so this approval was not accepted."
            )
        case ExchangeProblem.TEST_GRANTED:
            title = translate(
                "Outcome", "The profile’s client ID is for test mode, not for live mode"
            )
            text = translate(
                "Outcome", "Stripe granted access in test mode, so this approval was not accepted."
            )
        case ExchangeProblem.WRONG_ACCOUNT:
            title = translate("Outcome", "Another account approved")
            text = _wrong_account(failed.granted, before)
        case ExchangeProblem.WRONG_SCOPE:
            title = translate("Outcome", "Too little access was approved")
            text = translate(
                "Outcome",
                "Stripe granted m3ter read access only. m3ter needs read and write access, so this"
                " approval was not accepted.",
            )
    return title, text


def _wrong_account(other: Account | None, before: Account | None) -> str:
    """Return which account approved, and which one should have."""
    if other is None or before is None:
        return translate(
            "Outcome",
            "It is not the account that this credential was connected to, so this approval was not"
            " accepted.",
        )
    return fill(
        translate(
            "Outcome",
            "{other} approved, but this credential was connected to {account}, so this approval"
            " was not accepted.",
        ),
        other=credential_texts.account_label(other),
        account=credential_texts.account_label(before),
    )


def _not_started(why: PreparationProblem, detail: Detail) -> Message:
    title = translate("Outcome", "Stripe was not opened")
    match why:
        case PreparationProblem.NO_PORT:
            text = translate(
                "Outcome",
                "m3ter Desktop could not open a local port for the browser to return to. Security"
                " software may block it: ask your IT department, then try again. No approval was"
                " started.",
            )
        case PreparationProblem.PORT_IN_USE:
            then = translate("Outcome", "Then try again. No approval was started.")
            text = sentences(_ports_in_use(detail.description), then)
        case PreparationProblem.STRIPE_UNREACHABLE:
            text = translate(
                "Outcome",
                "Stripe could not be reached, so no approval was started. Check the connection to"
                " the internet, then try again.",
            )
        case PreparationProblem.NAME_TAKEN:
            title = translate("Outcome", "This name was just taken")
            text = translate(
                "Outcome",
                "Another credential has it now, so no approval was started. Choose another name"
                " for this one.",
            )
        case PreparationProblem.NOT_SAVED:
            text = translate(
                "Outcome",
                "The credential could not be saved in the program’s database. No approval was"
                " started. Check that the disk is not full, then try again.",
            )
    tone = Tone.WARNING if why is PreparationProblem.STRIPE_UNREACHABLE else Tone.PROBLEM
    return Message(tone, title, text)


def _ports_in_use(ports: str) -> str:
    """Return that other programs use the ports; `ports` is one port, or a list with commas."""
    text = Plural.tr(
        "Stripe sends the browser back to one of the ports {ports} of this computer, and"
        " other programs use all of them. End one of those programs.",
        None,
        len(ports.split(",")),
    )
    return fill(text, ports=ports)


def _not_opened(why: PreparationProblem, detail: Detail) -> Message:
    title = translate("Outcome", "Stripe was not opened again")
    match why:
        case PreparationProblem.NO_PORT:
            text = translate(
                "Outcome",
                "m3ter Desktop could not open a local port for the browser to return to. Security"
                " software may block it: ask your IT department, then choose “Open again”.",
            )
        case PreparationProblem.PORT_IN_USE:
            then = translate("Outcome", "Then choose “Open again”.")
            text = sentences(_ports_in_use(detail.description), then)
        case PreparationProblem.STRIPE_UNREACHABLE:
            text = translate(
                "Outcome",
                "Stripe could not be reached. Check the connection to the internet, then choose"
                " “Open again”.",
            )
        case PreparationProblem.NAME_TAKEN | PreparationProblem.NOT_SAVED:
            text = translate(
                "Outcome",
                "The program’s database could not be written. Check that the disk is not full,"
                " then choose “Open again”.",
            )
    tone = Tone.WARNING if why is PreparationProblem.STRIPE_UNREACHABLE else Tone.PROBLEM
    return Message(tone, title, text)


def answered_message(credential: Credential, outcome: Outcome) -> Message:
    """Return the message about an outcome while the wizard of its credential is not open."""
    message = outcome_message(outcome)
    if isinstance(outcome, Approved):
        text = fill(
            translate("Outcome", "{account} approved access."),
            account=credential_texts.account_label(outcome.account),
        )
        wrong = account_texts.health_message(outcome.account)
        if wrong is not None:
            text = sentences(text, fill(translate("Outcome", "{health}."), health=wrong.title))
        if credential.was_created:
            title = translate("Outcome", "“{name}” is ready to reconnect")
            then = translate("Outcome", "Choose “Resume”, then “Reconnect”.")
        else:
            title = translate("Outcome", "“{name}” is ready to create")
            then = translate("Outcome", "Choose “Resume”, then “Create credential”.")
        return Message(message.tone, fill(title, name=credential.name), sentences(text, then))
    match outcome:
        case Denied() | WaitStopped():
            text = translate("Outcome", "Nothing was connected. Choose “Resume” to try again.")
        case TabLost() | AccountRejected() | NotConfirmed():
            text = translate("Outcome", "Choose “Resume”, then “Open again”.")
        case ExchangeFailed():
            _, what = _why_exchange_failed(outcome, credential.account)
            text = sentences(what, translate("Outcome", "Choose “Resume” to try again."))
        case _:
            text = translate("Outcome", "Choose “Resume” to see what to do.")
    return Message(
        message.tone,
        fill(translate("Outcome", "“{name}”: {title}"), name=credential.name, title=message.title),
        text,
    )


def timed_out_message(names: Sequence[str], *, can_start_again: bool) -> Message:
    """Return the message about credentials that were removed because their time ran out.

    `can_start_again` says whether the message has the button *Start again*.
    """
    listed = credential_texts.name_list(names)
    title = Plural.tr("{names} were removed: not approved in time", None, len(names))
    title = fill(title, names=listed)
    if can_start_again:
        text = translate("Outcome", "Choose “Start again” to begin with the same name.")
    else:
        text = translate("Outcome", "Choose “Configure new credentials” to start again.")
    return Message(Tone.WARNING, title, text)


def unsettled_grant_message(grant: UnsettledGrant, *, can_resume: bool) -> Message:
    """Return the message about an unsettled grant.

    `can_resume` says whether its credential can still be resumed.
    """
    if grant.account_id:
        what = translate(
            "Notice", "Since {time}, it is not known whether m3ter has access to {account}."
        )
    else:
        what = translate("Notice", "Stripe gave no clear answer on {time}.")
    what = fill(what, time=time_texts.moment_text(grant.since), account=grant.account_id)
    do = ""
    if can_resume:
        do = translate(
            "Notice", "Choose “Resume” and approve access once more with the same account."
        )
    elif grant.account_id:
        do = translate("Notice", "Choose “Revoke access”.")
    or_look = translate(
        "Notice",
        "Or check at Stripe: if m3ter has access to an account that none of your credentials uses,"
        " revoke that access. Then choose “Clear this notice”.",
    )
    look = translate(
        "Notice",
        "Check at Stripe: if m3ter has access to an account that none of your credentials uses,"
        " revoke that access. Then choose “Clear this notice”.",
    )
    text = f"{sentences(what, do)}\n{or_look}" if do else f"{what}\n{look}"
    title = translate("Notice", "Stripe may have granted access for “{name}”")
    return Message(
        Tone.PROBLEM,
        fill(title, name=grant.credential_name),
        text,
    )


def gone_message(credential: Credential, cut_off: Sequence[str]) -> Message:
    """Return the message after a person has removed or deleted a credential.

    `cut_off` are the names of the credentials that lost their access with it.
    """
    created = credential.was_created
    if credential.account is None or credential.revoking is not Revoking.UNDER_WAY:
        if created:
            text = translate("Notice", "“{name}” was deleted.")
        else:
            text = translate("Notice", "“{name}” was removed.")
        return Message(Tone.SUCCESS, "", fill(text, name=credential.name))
    if created:
        text = translate(
            "Notice", "“{name}” was deleted, and m3ter’s access to {account} was revoked."
        )
    else:
        text = translate(
            "Notice", "“{name}” was removed, and m3ter’s access to {account} was revoked."
        )
    text = fill(
        text, name=credential.name, account=credential_texts.account_label(credential.account)
    )
    if cut_off:
        others = credential_texts.name_list(cut_off)
        if created:
            title = Plural.tr("{names} lost access when “{gone}” was deleted", None, len(cut_off))
        else:
            title = Plural.tr("{names} lost access when “{gone}” was removed", None, len(cut_off))
        return Message(Tone.PROBLEM, fill(title, names=others, gone=credential.name), text)
    return Message(Tone.SUCCESS, "", text)
