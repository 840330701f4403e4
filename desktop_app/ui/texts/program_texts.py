"""Messages about the program itself: its notifications, its database, its start."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desktop_app.core.activity import ActivityKind
from desktop_app.core.errors import StorageError, StorageProblem, StorageTooNewError
from desktop_app.core.visible_text import marked_line
from desktop_app.ui.texts.filling import fill, sentences
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate

# The steps that a person has taken, and can take again.
_REPEATED = frozenset(
    {
        ActivityKind.STARTED,
        ActivityKind.CREATED,
        ActivityKind.RECONNECTED,
        ActivityKind.REMOVED,
        ActivityKind.DELETED,
    }
)


def notification_text(organization: str, text: str) -> str:
    """Return the text of a notification, with the organization before it; empty is Practice."""
    if not organization:
        return text
    return fill(
        translate("Workspace", "{organization}: {text}"), organization=organization, text=text
    )


def storage_message(error: StorageError) -> Message:
    """Return the message when the database can't be read at the start."""
    if isinstance(error, StorageTooNewError):
        return Message(
            Tone.PROBLEM,
            translate("Storage", "This data belongs to a newer version"),
            translate(
                "Storage",
                "Ask your IT department for the newest m3ter Desktop, which can open it. Nothing"
                " was changed.",
            ),
        )
    return Message(
        Tone.PROBLEM,
        translate("Storage", "The program’s database can’t be opened"),
        _what_to_do_text(error.problem, translate("Storage", "Then try again.")),
    )


def folder_not_opened_message(folder: Path) -> Message:
    """Return the message after the desktop's file manager could not be asked to show a folder."""
    return Message(
        Tone.WARNING,
        translate("Folder", "The folder could not be opened"),
        fill(translate("Folder", "You find it here: {path}"), path=marked_line(str(folder))),
    )


def _what_to_do_text(problem: StorageProblem | None, then: str) -> str:
    """Return why the database failed, what to do, and `then`, unless the damage comes first."""
    match problem:
        case StorageProblem.DAMAGED:
            return translate(
                "Storage",
                "The file is damaged. If you have a backup of it, put that into the data folder. If"
                " not, contact support before you move or delete the file.",
            )
        case StorageProblem.IN_USE:
            what = translate(
                "Storage",
                "Another program has locked the file. Close what may use the data folder, such as"
                " a program for backups or for syncing.",
            )
        case StorageProblem.FULL:
            what = translate(
                "Storage", "The disk with the data folder is full. Make some space on it."
            )
        case StorageProblem.NOT_PERMITTED:
            what = translate(
                "Storage",
                "m3ter Desktop is not allowed to write to the data folder or to a file in it. Allow"
                " it for the folder and its files, or ask your IT department.",
            )
        case StorageProblem.CHANGED:
            return translate(
                "Storage",
                "Something else has changed the data meanwhile, such as a program for backups."
                " Start m3ter Desktop again to see what is there.",
            )
        case None:
            what = translate(
                "Storage",
                "Check that the data folder can be written to and that the disk is not full.",
            )
            log = translate("Storage", "The log in the data folder has the details.")
            return sentences(sentences(what, then), log)
    return sentences(what, then)


def operation_failed_message(error: Exception, *, can_resume: bool = False) -> Message:
    """Return the message after an operation failed before it was completed.

    If the step is known, the message names it and says what has become of the credential.
    `can_resume` says whether *Resume* leads to the step again.
    """
    if isinstance(error, StorageError):
        unsaved = error.unsaved
        if can_resume:
            then = translate("Storage", "Then choose “Resume”.")
        elif unsaved is not None and unsaved.kind in _REPEATED:
            then = translate("Storage", "Then try again.")
        else:
            then = translate("Storage", "Then start m3ter Desktop again.")
        what_to_do = _what_to_do_text(error.problem, then)
        if unsaved is None or not unsaved.credential_name:
            title = translate("Storage", "The last step could not be saved")
            return Message(Tone.PROBLEM, title, what_to_do)
        title = fill(_not_saved_text(unsaved.kind), name=unsaved.credential_name)
        what_is_left = _what_is_left_text(unsaved.kind)
        return Message(Tone.PROBLEM, title, sentences(what_to_do, what_is_left))
    return Message(
        Tone.PROBLEM,
        translate("Storage", "The last step failed"),
        translate(
            "Storage",
            "This is an error in m3ter Desktop. Start m3ter Desktop again. The log in the data"
            " folder has the details for the support team.",
        ),
    )


def _not_saved_text(kind: ActivityKind) -> str:
    """Return that a step was not saved; `kind` is that of its entry in the log."""
    match kind:
        case ActivityKind.STARTED:
            return translate("Storage", "The approval of “{name}” was not started")
        case ActivityKind.APPROVED:
            return translate("Storage", "The approval of “{name}” could not be saved")
        case ActivityKind.CREATED:
            return translate("Storage", "“{name}” was not created")
        case ActivityKind.RECONNECTED:
            return translate("Storage", "“{name}” was not reconnected")
        case ActivityKind.REMOVED | ActivityKind.EXPIRED:
            return translate("Storage", "“{name}” was not removed")
        case ActivityKind.DELETED:
            return translate("Storage", "“{name}” was not deleted")
        case _:
            return translate("Storage", "“{name}” could not be saved")


def _what_is_left_text(kind: ActivityKind) -> str:
    """Return what is true of a credential whose step was not saved; see `_not_saved_text`."""
    match kind:
        case ActivityKind.CREATED:
            return translate(
                "Storage",
                "The list still has it as “Ready to create”, and m3ter’s access at Stripe has not"
                " changed.",
            )
        case ActivityKind.RECONNECTED:
            return translate(
                "Storage",
                "The list still has it as “Ready to reconnect”, and m3ter’s access at Stripe has"
                " not changed.",
            )
        case ActivityKind.APPROVED:
            return translate(
                "Storage", "m3ter may have access at Stripe, even if the list does not show it."
            )
        case (
            ActivityKind.REMOVED
            | ActivityKind.DELETED
            | ActivityKind.REVOKED
            | ActivityKind.DISCONNECTED
            | ActivityKind.REJECTED
        ):
            return translate(
                "Storage",
                "The credential is still in the list. If m3ter’s access was to be revoked, that may"
                " have happened already.",
            )
        case _:
            return translate("Storage", "The list shows the credential as it was saved before.")


def data_folder_unusable(folder: Path, reason: str) -> str:
    """Return the message when the data folder can't be used, with the reason."""
    return fill(
        translate(
            "Start",
            "The folder {folder} cannot be used ({reason}). Make it writable for yourself, or name"
            " another folder with --data-dir.",
        ),
        folder=folder,
        reason=reason,
    )


def folder_is_shared() -> str:
    """Return the reason for not using a folder that other users can open."""
    return translate("Start", "it holds other files, and other users can open it")


def already_running(folder: Path) -> str:
    """Return the message when the program already runs with this data folder."""
    return fill(
        translate(
            "Start",
            "m3ter Desktop is already running with the folder {folder}, but could not be brought to"
            " the front. Look for its window in the taskbar.",
        ),
        folder=folder,
    )


def open_label() -> str:
    """Return the label of the button on a notification."""
    return translate("Notification", "Open")
