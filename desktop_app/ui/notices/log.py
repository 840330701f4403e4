"""Notices as plain values, and the log that holds them.

Knows what a notice consists of, and how many there may be. Must not know what happens in a
workspace, nor which events lead to a notice (`rules.py`).
"""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Protocol

from desktop_app.core.credential import Credential
from desktop_app.core.errors import Detail, SecretUnavailableError, ServiceError
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone

# More are too many to read at once.
_MOST = 3


class Action(Enum):
    """What a button of a notice does."""

    RESUME = auto()
    APPROVE_AGAIN = auto()
    START_AGAIN = auto()
    STOP_WAITING = auto()
    KEEP_WAITING = auto()
    APPROVED_IT = auto()
    DELETE = auto()
    CONFIRM_APPROVAL = auto()
    CONFIRM_SENT = auto()
    REJECT_APPROVAL = auto()
    RETRY_REVOCATION = auto()
    CANCEL_REVOCATION = auto()
    REVOKE_GRANT = auto()
    CLEAR_GRANT = auto()
    OPEN_IN_STRIPE = auto()
    COPY_ADDRESS = auto()
    OPEN_DATA_FOLDER = auto()
    DISMISS = auto()


# What a person can decide by the heading alone: it leads on, and takes nothing away.
_LEADING_ON = frozenset(
    {
        Action.RESUME,
        Action.APPROVE_AGAIN,
        Action.START_AGAIN,
        Action.RETRY_REVOCATION,
        Action.OPEN_IN_STRIPE,
        Action.COPY_ADDRESS,
    }
)


# What answers a question that no wizard asks again once its notice is gone.
_ASKED_HERE_ONLY = frozenset({Action.REJECT_APPROVAL, Action.APPROVED_IT})
# What answers what a notice asks.
_ANSWERS = _ASKED_HERE_ONLY | {Action.STOP_WAITING}


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a notice.

    `target` is the id of the credential or of the grant that the action is about. For START_AGAIN,
    KEEP_WAITING, APPROVED_IT and DISMISS it is the `about` of the notice, for COPY_ADDRESS the
    address. `what` distinguishes the button from others with the same label, for assistive
    technology.
    """

    action: Action
    target: str
    what: str = ""


class Group(Protocol):
    """Several credentials of which one notice says the same (`groups.py`).

    Without a method of its own, a group has no buttons, and is true of all its credentials.
    """

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """The credentials that the notice is about, as they were when the notice was added."""

    @property
    def message(self) -> Message:
        """What the notice says."""

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons of the notice, without the one that dismisses it."""
        return ()

    def is_true_of(self, credential: Credential) -> bool:
        """Return whether the notice is still true of one of the credentials, by its new value."""
        return True

    def without(self, credential_id: str) -> "Group | None":
        """Return what is left without a credential; None if there is nothing left to say."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person has to read or to decide.

    `about` identifies the subject of the notice; at most one notice is shown about each subject. A
    notice is announced again when its `revision` has changed, even if its words are the same.
    `detail` is what *Copy details* copies. `credential_ids` are the ids of the credentials that the
    notice is about, and `names` are the names in its heading. `group` has the credentials if they
    can be several: what the notice says is then kept true (`NoticeLog.keep_true`). `title` is the
    heading without the name of the credential, for its details; empty if the heading has no name.
    """

    about: str
    revision: Hashable
    message: Message
    buttons: tuple[Button, ...] = ()
    detail: Detail | None = None
    credential_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    group: Group | None = field(default=None, compare=False)
    title: str = ""

    @property
    def headline(self) -> str:
        """The heading of the notice, or its text if it has no heading."""
        return self.message.title or self.message.text

    @property
    def asks(self) -> bool:
        """Whether the notice asks something that only its own buttons answer."""
        return any(button.action in _ANSWERS for button in self.buttons)

    @property
    def needs_person(self) -> bool:
        """Whether there is something to do about the credentials that the notice is about."""
        return self.message.tone in (Tone.PROBLEM, Tone.WARNING)

    @property
    def main_button(self) -> Button | None:
        """The button that can stand beside the heading, without the text; None if there is none."""
        return next((each for each in self.buttons if each.action in _LEADING_ON), None)


@dataclass(frozen=True, slots=True)
class Toast:
    """A message about what succeeded. The revision distinguishes it from an earlier equal one."""

    revision: int
    message: Message


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification on the desktop about a credential.

    It is shown again when its `revision` has changed.
    """

    credential_id: str
    revision: int
    message: Message


@dataclass(frozen=True, slots=True)
class Announcement:
    """A text that assistive technology says and no notice shows.

    An `urgent` text interrupts the sentence that is being said.
    """

    revision: int
    text: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class ToBeRevoked:
    """A credential whose access is still to be revoked; `error` is why that failed, if known."""

    credential: Credential
    revision: int
    error: ServiceError | SecretUnavailableError | None = None


@dataclass(frozen=True, slots=True)
class NoticeLog:
    """What is to be shown and announced to the person. The methods return a changed copy.

    `revision` counts the events so far. `passing` are the notices that can be dismissed, the newest
    last. `timed_out` are the credentials in the notice of those that timed out. `desktop` are the
    notifications. `warned` are the ids of the credentials about whose deadline a notification has
    warned. `toast` is the newest one.
    """

    revision: int = 0
    passing: tuple[Notice, ...] = ()
    timed_out: tuple[Credential, ...] = ()
    to_be_revoked: tuple[ToBeRevoked, ...] = ()
    desktop: tuple[Notification, ...] = ()
    warned: frozenset[str] = frozenset()
    announcement: Announcement | None = None
    toast: Toast | None = None

    def add(
        self,
        about: str,
        message: Message,
        *buttons: Button,
        detail: Detail | None = None,
        credential_ids: tuple[str, ...] = (),
        names: tuple[str, ...] = (),
        group: Group | None = None,
        title: str = "",
    ) -> "NoticeLog":
        """Add a passing notice. If there are too many then, remove one of the others."""
        others = self.dismiss(about).passing
        if len(others) == _MOST:
            # Remove the oldest one of those that matter least.
            gone = min(others, key=_importance)
            others = tuple(other for other in others if other is not gone)
        every_button = _with_way_out(about, message, buttons)
        newest = Notice(
            about, self.revision, message, every_button, detail, credential_ids, names, group, title
        )
        return replace(self, passing=(*others, newest))

    def add_about(
        self,
        credential: Credential,
        message: Message,
        *buttons: Button,
        detail: Detail | None = None,
        title: str = "",
    ) -> "NoticeLog":
        """Add a passing notice about one credential, in place of an older one about it.

        `title` is the heading without the name of the credential, if it has the name.
        """
        return self.add(
            credential.id,
            message,
            *buttons,
            detail=detail,
            credential_ids=(credential.id,),
            names=(credential.name,),
            title=title,
        )

    def add_group(self, about: str, group: Group, *, detail: Detail | None = None) -> "NoticeLog":
        """Add a passing notice about several credentials."""
        return self.add(
            about,
            group.message,
            *group.buttons,
            detail=detail,
            credential_ids=tuple(credential.id for credential in group.credentials),
            names=tuple(credential.name for credential in group.credentials),
            group=group,
        )

    def keep_true(self, credential: Credential, *, is_gone: bool) -> "NoticeLog":
        """Leave a credential out of the notices that are not true of it any more.

        `credential` is its new value, or the last one if it `is_gone`. A notice of which nothing is
        left is removed. The others are not announced again.
        """
        log = self
        for notice in self.passing:
            group = notice.group
            if group is None or not (is_gone or credential.id in notice.credential_ids):
                continue
            if is_gone or not group.is_true_of(credential):
                log = log._restate(notice, group.without(credential.id))
        return log

    def _restate(self, notice: Notice, group: Group | None) -> "NoticeLog":
        if group is None:
            return self.dismiss(notice.about)
        message = group.message
        now = replace(
            notice,
            message=message,
            buttons=_with_way_out(notice.about, message, group.buttons),
            credential_ids=tuple(credential.id for credential in group.credentials),
            names=tuple(credential.name for credential in group.credentials),
            group=group,
        )
        return replace(self, passing=tuple(now if n is notice else n for n in self.passing))

    def dismiss(self, about: str) -> "NoticeLog":
        """Remove the passing notice about a subject, if there is one."""
        left = tuple(notice for notice in self.passing if notice.about != about)
        return replace(self, passing=left)

    def show_toast(self, message: Message) -> "NoticeLog":
        """Show a message as a toast."""
        return replace(self, toast=Toast(self.revision, message))

    def notify(self, credential_id: str, message: Message) -> "NoticeLog":
        """Add a notification, in place of an older one about the same credential."""
        notification = Notification(credential_id, self.revision, message)
        return replace(self, desktop=(*self.withdraw(credential_id).desktop, notification))

    def withdraw(self, credential_id: str) -> "NoticeLog":
        """Remove the notification about a credential, if there is one."""
        left = tuple(n for n in self.desktop if n.credential_id != credential_id)
        return replace(self, desktop=left)

    def clear(self, credential_id: str) -> "NoticeLog":
        """Remove the passing notices of what happened to a credential, and its notification."""
        log = self.dismiss(credential_id).dismiss(failed_step_of(credential_id))
        return log.withdraw(credential_id)

    def is_to_be_revoked(self, credential_id: str) -> bool:
        """Return whether a credential's access is listed as still to be revoked."""
        return any(each.credential.id == credential_id for each in self.to_be_revoked)

    def list_revocation(
        self, credential: Credential, error: ServiceError | SecretUnavailableError | None = None
    ) -> "NoticeLog":
        """List a credential's access as still to be revoked."""
        others = self.unlist_revocation(credential.id).to_be_revoked
        newest = ToBeRevoked(credential, self.revision, error)
        return replace(self, to_be_revoked=(*others, newest))

    def unlist_revocation(self, credential_id: str) -> "NoticeLog":
        """Remove a credential from those whose access is still to be revoked."""
        left = tuple(each for each in self.to_be_revoked if each.credential.id != credential_id)
        return replace(self, to_be_revoked=left)

    def end_warning(self, credential_id: str) -> "NoticeLog":
        """Allow another warning about the deadline of a credential."""
        return replace(self, warned=self.warned - {credential_id})


def failed_step_of(credential_id: str) -> str:
    """Return what a notice is about that tells which step of a credential failed."""
    return f"failed: {credential_id}"


def _with_way_out(about: str, message: Message, buttons: tuple[Button, ...]) -> tuple[Button, ...]:
    """Return the buttons, and the one that takes the notice away and does nothing else.

    Beside *Stop waiting* it says what goes on, and a notice may have one that answers it already. A
    question has no such button: a second "no" would mislead.
    """
    actions = {button.action for button in buttons}
    if actions & _ASKED_HERE_ONLY:
        return buttons
    way_out = Action.KEEP_WAITING if Action.STOP_WAITING in actions else Action.DISMISS
    return (*buttons, Button(way_out, about, message.title))


def _importance(notice: Notice) -> int:
    """Return how much a notice matters. What only it asks matters most."""
    if any(button.action in _ASKED_HERE_ONLY for button in notice.buttons):
        return 2
    return 1 if notice.message.tone is Tone.PROBLEM else 0
