"""The local log in words."""

from itertools import permutations
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desktop_app.core.account import Account, Health
from desktop_app.core.activity import (
    DISABLED,
    ENABLED,
    NOTHING,
    AccountChange,
    Activity,
    ActivityKind,
    Compared,
    health_change,
    read_account_changes,
)
from desktop_app.core.errors import FolderNotWritableError, NotAFileError
from desktop_app.core.visible_text import marked_line
from desktop_app.ui.texts import account_texts, time_texts
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate


# What no user of this computer does.
_BY_ITSELF = frozenset({ActivityKind.EXPIRED, ActivityKind.PEER_REFUSED})


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
        case ActivityKind.RECONNECTED:
            return translate("Activity", "Reconnected")
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
        case ActivityKind.DISCONNECTED:
            return translate("Activity", "Disconnected at Stripe")
        case ActivityKind.CONNECTED:
            return translate("Activity", "Organization connected")
        case ActivityKind.SECRET_REPLACED:
            return translate("Activity", "Secret replaced")
        case ActivityKind.FORGOTTEN:
            return translate("Activity", "Organization forgotten")
        case ActivityKind.PEER_REFUSED:
            return translate("Activity", "Another user refused")
        case ActivityKind.WAIT_STOPPED:
            return translate("Activity", "Stopped waiting")
        case ActivityKind.STOPPED:
            return translate("Activity", "Reconnecting cancelled")
        case ActivityKind.REJECTED:
            return translate("Activity", "Other account wanted")
        case ActivityKind.HEALTH_CHANGED:
            return translate("Activity", "Account change found")
        case ActivityKind.M3TER_CONNECTED:
            return translate("Activity", "m3ter connected")
        case ActivityKind.M3TER_REGISTERED:
            return translate("Activity", "Registered with m3ter")
        case ActivityKind.M3TER_FOUND:
            return translate("Activity", "Found at m3ter")
        case ActivityKind.M3TER_UNCLEAR:
            return translate("Activity", "Registration unclear")
        case ActivityKind.M3TER_DISCONNECTED:
            return translate("Activity", "m3ter disconnected")


def system_text(entry: Activity) -> str:
    """Return the name of the system that an entry is about; empty if it is about none."""
    return "" if entry.system is None else entry.system.label


def detail_text(entry: Activity) -> str:
    """Return the details of an entry. Ids, names and Stripe's words are returned unchanged.

    They do not repeat the id of the account that the entry is about. Each change is on a line of
    its own.
    """
    if entry.detail == entry.account_id:
        return ""
    if entry.kind is ActivityKind.HEALTH_CHANGED:
        if changes := read_account_changes(entry.detail):
            return "\n".join(map(_change_text, changes))
        for before, after in permutations(Health, 2):
            if entry.detail == health_change(before, after):
                return fill(
                    translate("Activity", "{now}. Before: {before}."),
                    now=account_texts.health_text(after),
                    before=account_texts.health_text(before),
                )
    return entry.detail


def _change_text(change: AccountChange) -> str:
    if change.compared is Compared.CURRENTLY_DUE:
        text = translate("Activity", "Stripe needs: {before} → {after}.")
        return fill(text, before=_needs_text(change.before), after=_needs_text(change.after))
    if change.compared is Compared.CHARGES:
        text = translate("Activity", "Payments: {before} → {after}.")
    else:
        text = translate("Activity", "Payouts: {before} → {after}.")
    return fill(text, before=_ability_text(change.before), after=_ability_text(change.after))


def _ability_text(ability: str) -> str:
    if ability == ENABLED:
        return translate("Activity", "enabled")
    if ability == DISABLED:
        return translate("Activity", "paused")
    return translate("Activity", "not known")


def _needs_text(requirements: str) -> str:
    if requirements == NOTHING:
        return translate("Activity", "nothing")
    return account_texts.few_needs_text(Account("", currently_due=tuple(requirements.split(", "))))


def actor_text(entry: Activity) -> str:
    """Return who did what an entry records: a user of the computer, or the program by itself."""
    if entry.kind in _BY_ITSELF:
        return translate("Activity", "automatic")
    return entry.os_user


def by_text(entry: Activity) -> str:
    """Return who did what an entry records, as a line below the time: "by ada", or "automatic"."""
    actor = actor_text(entry)
    return actor if entry.kind in _BY_ITSELF else time_texts.by_text(actor)


def activities_saved_message(path: Path) -> Message:
    """Return the message after entries of the log were written to a file."""
    text = translate("Activity", "Exported to {path}")
    return Message(
        Tone.SUCCESS,
        "",
        fill(text, path=marked_line(str(path))),
        brief=fill(text, path=marked_line(path.name)),
    )


def activities_not_saved_message(path: Path, error: Exception) -> Message:
    """Return the message after the entries could not be written; `error` has the reason."""
    if isinstance(error, FolderNotWritableError):
        title = translate("Activity", "Not exported: you may not write to {folder}")
        return Message(
            Tone.PROBLEM,
            fill(title, folder=marked_line(str(path.parent))),
            translate("Activity", "Choose another folder."),
        )
    return Message(
        Tone.PROBLEM,
        fill(
            translate("Activity", "{file} was not saved: {reason}"),
            file=marked_line(path.name),
            reason=_reason_text(error),
        ),
        fill(
            translate("Activity", "Export the list again, into another folder than {folder}."),
            folder=marked_line(str(path.parent)),
        ),
    )


def folder_not_opened_message(folder: Path) -> Message:
    """Return the message after the folder of the file could not be opened."""
    text = translate("Activity", "The folder {folder} could not be opened")
    return Message(Tone.WARNING, fill(text, folder=marked_line(str(folder))), "")


def _reason_text(error: Exception) -> str:
    """Return why a file could not be written. The operating system's reason is not translated."""
    if isinstance(error, NotAFileError):
        return translate("Activity", "It is not a file")
    return str(error).rstrip(".")
