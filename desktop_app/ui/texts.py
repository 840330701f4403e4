"""Every sentence about how something ended or stands, written once.

Each outcome has one sentence that a finance admin understands and one action to take next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from desktop_app.core.account import Account, Readiness
from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Credential, SecretPlace, Stage, Status
from desktop_app.core.deadline import APPROVAL_TTL, URGENT
from desktop_app.core.names import MAX_NAME_LENGTH, NameProblem
from desktop_app.core.outcome import (
    Approved,
    BrowserFailed,
    Denied,
    ExchangeFailed,
    ExchangeFailure,
    NotOpened,
    NotStarted,
    Outcome,
    OutcomeUnknown,
    PreparationFailure,
    Removed,
    SecretLost,
    Superseded,
    TabLost,
    TimedOut,
)
from desktop_app.core.problems import (
    DocumentNotWritten,
    KeychainLocked,
    KeychainMissing,
    KeychainProblem,
    StorageFailed,
    StorageTooNew,
)
from desktop_app.core.systems import System
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Message:
    """What is said about something: a heading, a sentence, and how it feels."""

    tone: Tone
    title: str
    text: str


def outcome_message(outcome: Outcome) -> Message:
    """Return what a person is told about an outcome, with what to do next."""
    match outcome:
        case Approved(account):
            return Message(
                Tone.SUCCESS,
                translate("Outcome", "Stripe approved access"),
                translate(
                    "Outcome", "{account} is connected. Choose Create credential to finish."
                ).format(account=account_label(account)),
            )
        case Denied():
            return Message(
                Tone.WARNING,
                translate("Outcome", "Access was denied at Stripe"),
                translate(
                    "Outcome",
                    "Nothing was connected. If that was a mistake, choose Open again and approve"
                    " access for m3ter.",
                ),
            )
        case TimedOut():
            return Message(
                Tone.WARNING,
                translate("Outcome", "The time for approval has run out"),
                translate(
                    "Outcome",
                    "Authentication with Stripe was not completed in time, so the credential was"
                    " removed. Choose Start again to begin with the same name.",
                ),
            )
        case Removed():
            return Message(
                Tone.INFO,
                translate("Outcome", "The credential was removed"),
                translate("Outcome", "Nothing of it is left. Choose Start again to begin anew."),
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
            return Message(
                Tone.WARNING,
                translate("Outcome", "Access has to be approved anew"),
                translate(
                    "Outcome",
                    "This credential's secret is not kept any more: it was for an earlier session"
                    " only, or access was revoked at Stripe. Remove the credential, and start again"
                    " with the same name.",
                ),
            )
        case TabLost():
            return Message(
                Tone.INFO,
                translate("Outcome", "No browser is waiting for you any more"),
                translate(
                    "Outcome",
                    "m3ter Desktop was started again meanwhile, and no earlier tab can come back to"
                    " it. Close it, choose Open again and approve there.",
                ),
            )
        case BrowserFailed():
            return Message(
                Tone.WARNING,
                translate("Outcome", "The browser could not be opened"),
                translate(
                    "Outcome", "Choose Copy link and paste the link into your browser yourself."
                ),
            )
        case ExchangeFailed(why, _):
            return _exchange_failed(why)
        case OutcomeUnknown():
            return Message(
                Tone.PROBLEM,
                translate("Outcome", "Stripe may have granted access"),
                translate(
                    "Outcome",
                    "The connection broke off before Stripe's answer arrived. Choose Open again"
                    " and approve once more with the same account: that settles it.",
                ),
            )
        case NotStarted(why):
            return _not_started(why)
        case NotOpened(why):
            return _not_opened(why)


def _exchange_failed(why: ExchangeFailure) -> Message:
    title = translate("Outcome", "Stripe did not complete the connection")
    match why:
        case ExchangeFailure.REPORTED:
            text = translate(
                "Outcome",
                "Stripe sent the browser back with an error instead of an approval. Nothing was"
                " connected. Choose Open again; if it happens again, ask the support team.",
            )
        case ExchangeFailure.NOT_SAVED:
            text = translate(
                "Outcome",
                "The program's database could not be written, so nothing was sent to Stripe and"
                " nothing was connected. Check that the disk is not full, then choose Open again.",
            )
        case ExchangeFailure.REFUSED:
            text = translate(
                "Outcome",
                "Stripe refused the approval code. Nothing was connected. Choose Open again and"
                " approve once more.",
            )
        case ExchangeFailure.UNREACHABLE:
            text = translate(
                "Outcome",
                "Stripe could not be reached, and nothing was sent. Check the connection to the"
                " internet, then choose Open again.",
            )
        case ExchangeFailure.WRONG_MODE:
            text = translate(
                "Outcome",
                "The account was approved in the other mode (live instead of test, or the"
                " reverse), so it was not taken. Choose Open again, and look at the mode on"
                " Stripe's page.",
            )
        case ExchangeFailure.WRONG_SCOPE:
            text = translate(
                "Outcome",
                "Less access was approved than m3ter needs, so it was not taken. Choose Open again"
                " and approve access as asked.",
            )
    return Message(Tone.PROBLEM, title, text)


def _not_started(why: PreparationFailure) -> Message:
    title = translate("Outcome", "Stripe was not opened")
    match why:
        case PreparationFailure.NO_PORT:
            text = translate(
                "Outcome",
                "This computer would not open a local port for the browser's way back. Check the"
                " firewall's settings, then try again. Nothing was begun.",
            )
        case PreparationFailure.STRIPE_UNREACHABLE:
            text = translate(
                "Outcome", "Stripe could not be reached. Nothing was begun. Try again."
            )
        case PreparationFailure.NAME_TAKEN:
            text = translate(
                "Outcome",
                "Another credential has taken this name meanwhile. Choose Start again and another"
                " name.",
            )
        case PreparationFailure.NOT_SAVED:
            text = translate(
                "Outcome",
                "The program's database could not save the credential. Nothing was begun. Check"
                " that the disk is not full, then try again.",
            )
    return Message(Tone.PROBLEM, title, text)


def _not_opened(why: PreparationFailure) -> Message:
    title = translate("Outcome", "Stripe was not opened again")
    match why:
        case PreparationFailure.NO_PORT:
            text = translate(
                "Outcome",
                "This computer would not open a local port for the browser's way back. Check the"
                " firewall's settings, then choose Open again.",
            )
        case PreparationFailure.STRIPE_UNREACHABLE:
            text = translate("Outcome", "Stripe could not be reached. Choose Open again.")
        case PreparationFailure.NAME_TAKEN | PreparationFailure.NOT_SAVED:
            text = translate(
                "Outcome",
                "The program's database could not be written. Check that the disk is not full,"
                " then choose Open again.",
            )
    return Message(Tone.PROBLEM, title, text)


def denial_reported_message() -> Message:
    """Return what is said when a denial came that names no approval."""
    return Message(
        Tone.WARNING,
        translate("Outcome", "Stripe reported a denial. Stop waiting?"),
        translate(
            "Outcome",
            "The report does not say which approval it belongs to, and other programs could send"
            " one too. If you denied access, choose Stop waiting; otherwise go on in your browser.",
        ),
    )


def answered_message(credential: Credential, outcome: Outcome) -> Message:
    """Return what is said of an outcome where the wizard of its credential is not open."""
    message = outcome_message(outcome)
    if isinstance(outcome, Approved):
        return Message(
            message.tone,
            translate("Outcome", "“{name}” is ready to create").format(name=credential.name),
            translate(
                "Outcome", "{account} approved access. Choose Resume, then Create credential."
            ).format(account=account_label(outcome.account)),
        )
    if isinstance(outcome, Denied):
        text = translate("Outcome", "Nothing was connected. Choose Resume to try again.")
    else:
        text = translate("Outcome", "Choose Resume to see why, and to try again.")
    return Message(
        message.tone,
        translate("Outcome", "“{name}”: {title}").format(name=credential.name, title=message.title),
        text,
    )


def timed_out_message(names: Sequence[str]) -> Message:
    """Return what is said of credentials that were removed because their time was over."""
    listed = name_list(names)
    if len(names) == 1:
        title = translate("Outcome", "{names} was removed").format(names=listed)
    else:
        title = translate("Outcome", "{names} were removed").format(names=listed)
    return Message(
        Tone.WARNING,
        title,
        translate(
            "Outcome",
            "Authentication with Stripe was not completed in time. Choose Configure new"
            " credentials to start again.",
        ),
    )


def not_completed_text(names: Sequence[str]) -> str:
    """Return that credentials wait to be completed; empty if there are none."""
    if not names:
        return ""
    if len(names) == 1:
        text = translate("Credential", "{names} is not completed yet")
    else:
        text = translate("Credential", "{names} are not completed yet")
    return text.format(names=name_list(names))


def name_list(names: Sequence[str]) -> str:
    """Return names in quotation marks, as a list in a sentence."""
    return QLocale().createSeparatedList(
        [translate("Credential", "“{name}”").format(name=name) for name in names]
    )


def keychain_message(problem: KeychainProblem) -> Message:
    """Return what a person is told when the keychain can't be used before anything was begun."""
    if isinstance(problem, KeychainLocked):
        return Message(
            Tone.WARNING,
            translate("Keychain", "Your keychain is locked"),
            translate(
                "Keychain",
                "The credential's secret belongs in this computer's keychain. Unlock it, or keep"
                " the secret for this session only: then access has to be approved anew once m3ter"
                " Desktop was closed.",
            ),
        )
    if isinstance(problem, KeychainMissing):
        return Message(
            Tone.WARNING,
            translate("Keychain", "This computer has no keychain"),
            translate(
                "Keychain",
                "The credential's secret belongs in the system's keychain, and none was found. You"
                " can keep the secret for this session only: then access has to be approved anew"
                " once m3ter Desktop was closed. It is never written to a plain file.",
            ),
        )
    return Message(
        Tone.PROBLEM,
        translate("Keychain", "The keychain did not answer as it should"),
        translate(
            "Keychain",
            "Try again. Or keep the secret for this session only: then access has to be approved"
            " anew once m3ter Desktop was closed.",
        ),
    )


def kept_for_session_message() -> Message:
    """Return what is said when access was granted and the keychain then failed."""
    return Message(
        Tone.WARNING,
        translate("Keychain", "The keychain did not take the secret"),
        translate(
            "Keychain",
            "Stripe approved access, and the secret is kept for this session only. Try the"
            " keychain again, or create the credential: then access has to be approved anew once"
            " m3ter Desktop was closed.",
        ),
    )


def name_problem_text(problem: NameProblem, system: System) -> str:
    """Return what is wrong with a name and what was expected."""
    match problem:
        case NameProblem.EMPTY:
            return translate("Name", "Enter a name for the credential.")
        case NameProblem.TOO_LONG:
            return translate("Name", "Use {limit} characters at the most.").format(
                limit=MAX_NAME_LENGTH
            )
        case NameProblem.INVISIBLE_CHARACTER:
            return translate(
                "Name",
                "The name holds a character that cannot be seen, such as a tab or a line break."
                " Type it without.",
            )
        case NameProblem.TAKEN:
            return translate(
                "Name", "A {system} credential has this name already. Choose another."
            ).format(system=system.label)


def display_name(credential: Credential) -> str:
    """Return the name as it is listed, "(Incomplete)" included."""
    if credential.stage is Stage.INCOMPLETE:
        return translate("Credential", "{name} (Incomplete)").format(name=credential.name)
    return credential.name


def status_text(status: Status) -> str:
    """Return the status in words."""
    match status:
        case Status.ACTIVE:
            return translate("Credential", "Active")
        case Status.READY_TO_CREATE:
            return translate("Credential", "Ready to create")
        case Status.NEEDS_APPROVAL:
            return translate("Credential", "Needs approval again")
        case Status.INCOMPLETE:
            return translate("Credential", "Incomplete")
        case Status.REVOKING:
            return translate("Credential", "Revoking access…")


def time_left_text(left: timedelta) -> str:
    """Return the time that is left, "9:41 left", or "Only 1:41 left" when it gets short."""
    if is_urgent(left):
        return translate("Credential", "Only {time} left").format(time=clock_text(left))
    return translate("Credential", "{time} left").format(time=clock_text(left))


def time_left_words(left: timedelta) -> str:
    """Return the time that is left as it is said, "9 minutes 41 seconds left"."""
    return translate("Credential", "{time} left").format(time=duration_text(left))


def waiting_text(left: timedelta) -> str:
    """Return that a browser is waited for, and for how long still, to be read."""
    return translate("Connect", "Waiting for approval in your browser. {time}.").format(
        time=time_left_text(left)
    )


def waiting_words(left: timedelta) -> str:
    """Return the same as it is said."""
    return translate("Connect", "Waiting for approval in your browser. {time}.").format(
        time=time_left_words(left)
    )


def time_to_approve_text(left: timedelta) -> str:
    """Return what is left of the time while no browser is waited for."""
    return translate("Connect", "{time} to approve.").format(time=time_left_text(left))


def urgent_message(left: timedelta, *, waiting: bool) -> Message:
    """Return what the wizard says when the time gets short; `waiting` for a browser, or not."""
    if waiting:
        text = translate("Connect", "Approve now in your browser.")
    else:
        text = translate("Connect", "Choose Open again and approve now.")
    return Message(
        Tone.PROBLEM,
        translate("Connect", "{time}.").format(time=time_left_text(left)),
        translate("Connect", "{text} After that the credential is removed.").format(text=text),
    )


def time_gets_short_message(credential: Credential, left: timedelta) -> Message:
    """Return the warning that is said when the time of a credential gets short."""
    return Message(
        Tone.WARNING if is_urgent(left) else Tone.INFO,
        translate("Credential", "{time} left to approve “{name}”").format(
            time=duration_text(left), name=credential.name
        ),
        translate(
            "Credential",
            "Approve access at Stripe in your browser. When the time is over, the credential is"
            " removed and you start again.",
        ),
    )


def mode_beside_name(system: System) -> str:
    """Return the mode, to stand beside a system's name; empty for one whose name tells it."""
    return translate("Credential", "Live mode") if system.livemode else ""


def system_text(system: System) -> str:
    """Return the system's name with its mode; a name that tells the mode stands alone."""
    if system.livemode:
        return translate("Credential", "{system}, live mode").format(system=system.label)
    return system.label


def account_label(account: Account) -> str:
    """Return the account's name and id, as far as they are known."""
    if account.name:
        return translate("Credential", "{name} ({id})").format(name=account.name, id=account.id)
    return account.id


def readiness_text(account: Account) -> str:
    """Return whether the account can take payments."""
    match account.readiness:
        case Readiness.READY:
            return translate("Account", "Ready to take payments")
        case Readiness.NEEDS_INFORMATION:
            return translate("Account", "Takes payments; Stripe still needs information")
        case Readiness.RESTRICTED:
            return translate("Account", "Cannot take payments yet; Stripe needs information")
        case Readiness.UNKNOWN:
            return translate("Account", "Not known: the account could not be read")


def secret_place_text(place: SecretPlace) -> str:
    """Return where the secret is kept."""
    match place:
        case SecretPlace.KEYCHAIN:
            return translate("Credential", "In this computer's keychain")
        case SecretPlace.SESSION:
            return translate("Credential", "For this session only")
        case SecretPlace.LOST:
            return translate("Credential", "Not kept any more: delete it and configure it anew")
        case SecretPlace.NONE:
            return translate("Credential", "Stripe gave none to keep")


def limit_text(limit: timedelta) -> str:
    """Return how long an approval may take, in words."""
    if limit == APPROVAL_TTL:
        return translate("Credential", "ten minutes")
    return duration_text(limit)


def is_urgent(left: timedelta) -> bool:
    """Return whether so little time is left that it is shown as urgent."""
    return left <= URGENT


def duration_text(time: timedelta) -> str:
    """Return a time in words, "1 minute 40 seconds". Begun seconds count as whole ones."""
    minutes, seconds = divmod(_whole_seconds(time), 60)
    parts = []
    if minutes == 1:
        parts.append(translate("Time", "1 minute"))
    elif minutes:
        parts.append(translate("Time", "{number} minutes").format(number=minutes))
    if seconds == 1:
        parts.append(translate("Time", "1 second"))
    elif seconds or not minutes:
        parts.append(translate("Time", "{number} seconds").format(number=seconds))
    return " ".join(parts)


def clock_text(left: timedelta) -> str:
    """Return a time as minutes and seconds, "9:41". Begun seconds count as whole ones."""
    minutes, seconds = divmod(_whole_seconds(left), 60)
    return f"{minutes}:{seconds:02d}"


def _whole_seconds(time: timedelta) -> int:
    return -(-time // timedelta(seconds=1))


def moment_text(moment: datetime) -> str:
    """Return a moment in the person's own time zone and way of writing it."""
    return QLocale().toString(_local(moment), QLocale.FormatType.ShortFormat)


def date_text(moment: datetime) -> str:
    """Return the date of a moment, in the person's own time zone and way of writing it."""
    return QLocale().toString(_local(moment).date(), QLocale.FormatType.ShortFormat)


def time_of_day_text(moment: datetime) -> str:
    """Return the time of day of a moment, likewise."""
    return QLocale().toString(_local(moment).time(), QLocale.FormatType.ShortFormat)


def _local(moment: datetime) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))


def revocation_failed_message(credential: Credential) -> Message:
    """Return what is said when Stripe did not confirm that access was revoked."""
    return Message(
        Tone.PROBLEM,
        translate("Notice", "“{name}” was not removed").format(name=credential.name),
        translate(
            "Notice",
            "m3ter's access at Stripe was not revoked, or Stripe did not confirm it. Try again in a"
            " moment, or delete the credential without revoking.",
        ),
    )


def unsettled_grant_message(grant: UnsettledGrant) -> Message:
    """Return what is said of access that nobody could make sure of."""
    if grant.account_id:
        text = translate(
            "Notice",
            "“{name}”, {time}: it is not known whether m3ter has access to {account}. Approve"
            " again, or look in the Stripe Dashboard; then clear this notice.",
        )
    else:
        text = translate(
            "Notice",
            "“{name}”, {time}: Stripe's answer got lost. Approve again, or look in the Stripe"
            " Dashboard whether m3ter has access; then clear this notice.",
        )
    return Message(
        Tone.PROBLEM,
        translate("Notice", "Stripe may have granted access"),
        text.format(
            name=grant.credential_name,
            time=moment_text(grant.since),
            account=grant.account_id,
        ),
    )


def activity_text(kind: ActivityKind) -> str:
    """Return the kind of a log entry in words."""
    match kind:
        case ActivityKind.STARTED:
            return translate("Activity", "Approval started")
        case ActivityKind.APPROVED:
            return translate("Activity", "Approved at Stripe")
        case ActivityKind.DENIED:
            return translate("Activity", "Denied at Stripe")
        case ActivityKind.EXPIRED:
            return translate("Activity", "Time ran out")
        case ActivityKind.REMOVED:
            return translate("Activity", "Removed")
        case ActivityKind.CREATED:
            return translate("Activity", "Created")
        case ActivityKind.DELETED:
            return translate("Activity", "Deleted")
        case ActivityKind.REVOKED:
            return translate("Activity", "Access revoked")
        case ActivityKind.FAILED:
            return translate("Activity", "Approval failed")
        case ActivityKind.UNKNOWN:
            return translate("Activity", "Outcome unknown")
        case ActivityKind.CLEARED:
            return translate("Activity", "Notice cleared")


def exact_moment_text(moment: datetime) -> str:
    """Return a moment to the second, with its time zone, in the person's own way of writing it."""
    locale = QLocale()
    date = locale.dateFormat(QLocale.FormatType.ShortFormat)
    # The short form knows no seconds, and the long one has the zone's whole name ("tttt").
    time = locale.timeFormat(QLocale.FormatType.LongFormat).replace("tttt", "t")
    return locale.toString(_local(moment), f"{date} {time}")


def activities_saved_message(path: Path) -> Message:
    """Return what is said when entries of the log were written to a file."""
    return Message(
        Tone.SUCCESS, "", translate("Activity", "The list was written to {path}").format(path=path)
    )


def activities_not_saved_message(path: Path, problem: DocumentNotWritten) -> Message:
    """Return what is said when they could not be written."""
    return Message(
        Tone.PROBLEM,
        translate("Activity", "The entries were not exported"),
        translate(
            "Activity",
            "{path} could not be written: {reason}. Choose Export again, and another folder.",
        ).format(path=path, reason=str(problem).rstrip(".")),
    )


def storage_message(problem: StorageFailed) -> Message:
    """Return what is said when the database can't be read at the start."""
    if isinstance(problem, StorageTooNew):
        return Message(
            Tone.PROBLEM,
            translate("Storage", "This data belongs to a newer version"),
            translate(
                "Storage", "Install the newest m3ter Desktop to open it. Nothing was changed."
            ),
        )
    return Message(
        Tone.PROBLEM,
        translate("Storage", "The program's database can't be opened"),
        translate(
            "Storage",
            "Check that the data folder can be written to and that the disk is not full, then start"
            " m3ter Desktop again. The log in the data folder has the details.",
        ),
    )


def operation_failed_message(problem: Exception) -> Message:
    """Return what is said when an operation broke off in the middle."""
    if isinstance(problem, StorageFailed):
        return Message(
            Tone.PROBLEM,
            translate("Storage", "The last step could not be saved"),
            translate(
                "Storage",
                "The program's database did not take it. Check that the disk is not full, then"
                " start m3ter Desktop again. The log in the data folder has the details.",
            ),
        )
    return Message(
        Tone.PROBLEM,
        translate("Storage", "The last step broke off"),
        translate(
            "Storage",
            "This is a mistake in m3ter Desktop. Start it again. The log in the data folder has the"
            " details for the support team.",
        ),
    )


def workspace_banner() -> str:
    """Return what the Practice workspace says at all times."""
    return translate(
        "Workspace",
        "Practice workspace: no real accounts are used. Nothing leaves this computer.",
    )


# -- what the browser's pages say ---------------------------------------------------------------


def return_label() -> str:
    """Return the label of the link that raises the window."""
    return translate("Page", "Return to m3ter")


def page_already_handled() -> Message:
    """A valid answer came a second time."""
    return Message(
        Tone.INFO,
        translate("Page", "This approval was already handled"),
        translate("Page", "There is nothing more to do here. Go back to m3ter Desktop."),
    )


def page_still_working() -> Message:
    """The result is not known yet."""
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
    """A request that is not an answer to anything that was asked."""
    return Message(
        Tone.PROBLEM,
        translate("Page", "This link does not belong to an open approval"),
        translate(
            "Page",
            "Nothing was changed. Go back to m3ter Desktop and choose Open again if you are still"
            " waiting.",
        ),
    )


def page_denied_without_state() -> Message:
    """A denial that does not say which approval it belongs to."""
    return Message(
        Tone.INFO,
        translate("Page", "Stripe reported a denial"),
        translate(
            "Page",
            "It does not say which approval it belongs to, so m3ter Desktop goes on waiting. If you"
            " denied access, go back to it and choose Stop waiting.",
        ),
    )


def page_not_found() -> Message:
    """There is no such page."""
    return Message(
        Tone.INFO,
        translate("Page", "There is nothing here"),
        translate("Page", "Go back to m3ter Desktop."),
    )


def page_over() -> Message:
    """An answer to an attempt that is over."""
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
    """The person followed the link back."""
    return Message(
        Tone.INFO,
        translate("Page", "m3ter Desktop was asked to come to the front"),
        translate(
            "Page",
            "If you do not see it, choose it in the taskbar. You can close this tab.",
        ),
    )


# -- before there is a window -------------------------------------------------------------------


def data_folder_unusable() -> str:
    """Return what is said when the data folder can't be used; `folder` and `reason` are filled."""
    return translate(
        "Start",
        "The folder {folder} cannot be used ({reason}). Make it writable for yourself, or name"
        " another with --data-dir.",
    )


def already_running() -> str:
    """Return what is said when another program holds the data folder; `folder` is filled."""
    return translate(
        "Start",
        "m3ter Desktop is already running with the folder {folder}, but could not be brought to"
        " the front. Look for its window in the taskbar.",
    )
