"""What a person is told: plain values, and how a newer one takes the place of an older one.

Knows what a notice consists of and how many there may be; must not know what happens in a
workspace, or which of it is worth telling.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from enum import Enum, auto

from desktop_app.core.credential import Credential
from desktop_app.core.errors import Detail, SecretUnavailableError, ServiceError
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone

# More would push the list off the smallest window.
_MOST = 3


class Action(Enum):
    """What a button of a notice does."""

    RESUME = auto()
    STOP_WAITING = auto()
    RETRY_REVOCATION = auto()
    CANCEL_REVOCATION = auto()
    REVOKE_GRANT = auto()
    CLEAR_GRANT = auto()
    DISMISS = auto()


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a notice.

    `target` is the id of the credential or of the grant that the action is about; of DISMISS it is
    what the notice is about. `what` tells the button from others of the same label, for assistive
    technology.
    """

    action: Action
    target: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice above the list.

    There is one notice at a time `about` one thing. `occasion` is what it was told on: on another
    occasion it is announced again, even if its words are the same. `detail` is what *Copy details*
    copies. A `brief` notice goes away by itself.
    """

    about: str
    occasion: Hashable
    message: Message
    buttons: tuple[Button, ...] = ()
    detail: Detail | None = None
    brief: bool = False


@dataclass(frozen=True, slots=True)
class Notification:
    """What the desktop shows about a credential; on another `occasion` it is shown again."""

    credential_id: str
    occasion: int
    message: Message


@dataclass(frozen=True, slots=True)
class Announcement:
    """What assistive technology says, and no notice shows; at once if it is `urgent`."""

    occasion: int
    text: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class ToBeRevoked:
    """Access of a credential is still to be revoked; `problem` is why it could not be, if known."""

    credential: Credential
    occasion: int
    problem: ServiceError | SecretUnavailableError | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What has happened that a person is told of, the newest last. Its methods return another.

    `occasion` counts what has happened. `passing` are the notices that can be dismissed.
    `timed_out` are the names that the notice of those that timed out lists. `warned` are the ids of
    the credentials of which the desktop has warned that the time gets short.
    """

    occasion: int = 0
    passing: tuple[Notice, ...] = ()
    timed_out: tuple[str, ...] = ()
    to_be_revoked: tuple[ToBeRevoked, ...] = ()
    desktop: tuple[Notification, ...] = ()
    warned: frozenset[str] = frozenset()
    announcement: Announcement | None = None

    def tell(
        self,
        about: str,
        message: Message,
        *buttons: Button,
        detail: Detail | None = None,
        brief: bool = False,
    ) -> "Told":
        """Add a passing notice; if there are too many, one of the others gives way."""
        others = self.dismiss(about).passing
        if len(others) == _MOST:
            # The oldest gives way; a problem only if all others are problems.
            lesser = (other for other in others if other.message.tone is not Tone.PROBLEM)
            gone = next(lesser, others[0])
            others = tuple(other for other in others if other is not gone)
        every_button = (*buttons, Button(Action.DISMISS, about))
        newest = Notice(about, self.occasion, message, every_button, detail, brief)
        return replace(self, passing=(*others, newest))

    def dismiss(self, about: str) -> "Told":
        """Take away the passing notice about something, if there is one."""
        left = tuple(notice for notice in self.passing if notice.about != about)
        return replace(self, passing=left)

    def notify(self, credential_id: str, message: Message) -> "Told":
        """Add a notification, which takes the place of an older one about the credential."""
        notification = Notification(credential_id, self.occasion, message)
        return replace(self, desktop=(*self.withdraw(credential_id).desktop, notification))

    def withdraw(self, credential_id: str) -> "Told":
        """Take away the notification about a credential, if there is one."""
        left = tuple(n for n in self.desktop if n.credential_id != credential_id)
        return replace(self, desktop=left)

    def outdate(self, credential_id: str) -> "Told":
        """Take away what was told of a credential: it is not the newest any more."""
        return self.dismiss(credential_id).withdraw(credential_id)

    def is_to_be_revoked(self, credential_id: str) -> bool:
        """Return whether it is told that access of a credential is still to be revoked."""
        return any(each.credential.id == credential_id for each in self.to_be_revoked)

    def expect_revocation(
        self, credential: Credential, problem: ServiceError | SecretUnavailableError | None = None
    ) -> "Told":
        """Add that access of a credential is still to be revoked."""
        others = self.end_revocation(credential.id).to_be_revoked
        newest = ToBeRevoked(credential, self.occasion, problem)
        return replace(self, to_be_revoked=(*others, newest))

    def end_revocation(self, credential_id: str) -> "Told":
        """Take away that access of a credential is still to be revoked."""
        left = tuple(each for each in self.to_be_revoked if each.credential.id != credential_id)
        return replace(self, to_be_revoked=left)

    def end_warning(self, credential_id: str) -> "Told":
        """Have the desktop warn again when the time of a credential gets short another time."""
        return replace(self, warned=self.warned - {credential_id})
