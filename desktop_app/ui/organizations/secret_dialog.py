"""The common part of the dialogs in which secrets are entered and tried."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import SecretRefusedError, SecretTrialError
from desktop_app.core.profile import Registration
from desktop_app.core.systems import System
from desktop_app.ui.announce import announce
from desktop_app.ui.organizations.busy_line import BusyLine
from desktop_app.ui.organizations.discard_dialog import DiscardDialog
from desktop_app.ui.organizations.failure_panel import FailurePanel
from desktop_app.ui.organizations.footer import Footer
from desktop_app.ui.results import when_done
from desktop_app.ui.texts import organization_texts, registration_texts, secret_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.widgets.buttons import PrimaryButton
from desktop_app.ui.widgets.scrolling import bring_into_sight
from desktop_app.workflow.organizations import (
    ConnectProgress,
    Organizations,
    StoringSecrets,
    TryingRegistration,
    TryingSecret,
)


class SecretDialog(QDialog):
    """Shows a body, and below it the buttons, with what is missing beside them.

    The dialog can't be closed while secrets are being stored. Esc and the window's own button ask
    before typed secrets are lost; *Cancel* does not ask. Closing clears the secrets.
    """

    def __init__(
        self, organizations: Organizations, title: str, action: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.organizations = organizations
        self._is_busy = False
        self._question: DiscardDialog | None = None
        # Where the secrets were to be stored when they were last submitted.
        self.place = SecretPlace.KEYCHAIN
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.busy = BusyLine()
        self.failure = FailurePanel()
        self.failure.unlock_wanted.connect(self._unlock_keychain)
        self.failure.again_wanted.connect(lambda: self.try_and_store(self.place))
        self.failure.session_wanted.connect(lambda: self.try_and_store(SecretPlace.SESSION))
        self.confirm = PrimaryButton(action)
        self.confirm.clicked.connect(lambda: self.try_and_store(SecretPlace.KEYCHAIN))
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.clicked.connect(self._leave)
        self.footer = Footer()
        self.footer.add_at_end(self._cancel)
        self.footer.add_at_end(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.body, 1)
        column.addWidget(self.footer)
        # Only now it belongs to this dialog, which otherwise takes its first button.
        self.confirm.setDefault(True)

    def size_for(self, lines: int) -> None:
        """Set the size: as wide as the wizard, and as high as `lines` lines of text.

        The size is never larger than the screen.
        """
        line = self.fontMetrics().height()
        wanted = QSize(max(640, line * 37), line * lines)
        self.resize(wanted.boundedTo(self.screen().availableSize()))

    # -- provided by each dialog --------------------------------------------------------------

    def organization_id(self) -> str:
        """Return the key of the organization, empty if it is not known yet."""
        raise NotImplementedError

    def registration(self, system: System) -> Registration:
        """Return the registration whose secret is for a system."""
        raise NotImplementedError

    def missing(self) -> str:
        """Return what the person has still to do, in words; empty if nothing is missing."""
        raise NotImplementedError

    def typed(self) -> tuple[Registration, ...]:
        """Return the registrations for whose secrets something was typed."""
        raise NotImplementedError

    def unchanged_text(self) -> str:
        """Return what is left as it was after a trial that failed."""
        raise NotImplementedError

    def submit(self, place: SecretPlace) -> None:
        """Have the secrets tried, and then stored in `place`."""
        raise NotImplementedError

    def show_busy(self, line: BusyLine | None, system: System | None) -> None:
        """Turn the fields off, and put `line` where the result of what is under way will be.

        `system` is the one whose secret is being tried, if one is. None instead of a line turns the
        fields on again.
        """
        raise NotImplementedError

    def show_failure(self, system: System | None, refused: str) -> None:
        """Put `failure` where it belongs; `system` is the one whose secret failed.

        `refused` says that the secret was refused, empty if something else failed.
        """
        raise NotImplementedError

    def wipe(self) -> None:
        """Clear the secrets from their fields."""
        raise NotImplementedError

    # -- showing ------------------------------------------------------------------------------

    def note(self) -> str:
        """Return what is shown beside the buttons while nothing is under way."""
        return self.missing()

    def show_missing(self) -> None:
        """Show what the person has still to do, and turn the button on if nothing is missing.

        While a failure has buttons of its own for how to go on, the person goes on with those.
        """
        missing = self.missing()
        self.failure.allow_choices(allowed=not missing)
        has_choices = self.failure.has_choices
        note = self.note()
        if has_choices and not missing and not self.confirm.isHidden():
            note = organization_texts.see_above_text()
        self.footer.show_note("" if self._is_busy else note)
        self.confirm.setEnabled(not (self._is_busy or missing or has_choices))
        why_off = missing or (self.failure.title() if has_choices else "")
        self.confirm.setAccessibleDescription(without_isolates(why_off))

    def try_and_store(self, place: SecretPlace) -> None:
        """Submit what was entered, unless something is missing or under way."""
        if self._is_busy or self.missing():
            return
        self.place = place
        self.failure.hide()
        self._show_working(self.tr("Getting ready…"))
        self.submit(place)

    def _unlock_keychain(self) -> None:
        """Have the person unlock the keychain, and then submit what was entered once more."""
        self.failure.hide()
        self._show_working(self.tr("Waiting for the keychain…"), can_be_cancelled=True)
        unlocking = self.organizations.unlock_keychain(self.organization_id())
        when_done(self, unlocking, self._on_unlocked, self.show_failed)

    def _on_unlocked(self, _: None) -> None:
        self._show_idle()
        self.try_and_store(SecretPlace.KEYCHAIN)

    def _show_working(
        self, text: str, system: System | None = None, *, can_be_cancelled: bool = False
    ) -> None:
        """Show what is under way; `system` is the one whose secret is being tried."""
        # Otherwise Qt gives the focus to a button, which the next press of a key would press.
        takes_focus = not self._is_busy or self.busy.hasFocus()
        self._is_busy = True
        self._cancel.setEnabled(can_be_cancelled)
        self.busy.show_work(text)
        self.show_busy(self.busy, system)
        bring_into_sight(self.busy)
        if takes_focus:
            self.busy.setFocus()
        self.show_missing()
        announce(self, text)

    def _show_idle(self) -> None:
        self._is_busy = False
        self._cancel.setEnabled(True)
        self.busy.hide()
        self.show_busy(None, None)
        self.show_missing()

    def show_progress(self, progress: ConnectProgress) -> None:
        """Show the current step: trying a secret or a registration, or storing all secrets."""
        match progress:
            case TryingSecret(system):
                text = secret_texts.trying_text(self.registration(system))
                self._show_working(text, system, can_be_cancelled=True)
            case TryingRegistration(system):
                text = registration_texts.trying_text(self.registration(system))
                self._show_working(text, can_be_cancelled=True)
            case StoringSecrets():
                self._show_working(secret_texts.keeping_text())

    def show_failed(self, error: Exception, system: System | None = None) -> None:
        """Show why the secrets were not stored; `system` is the one whose secret failed."""
        if isinstance(error, SecretTrialError):
            system, error = error.system, error.cause
        self._show_idle()
        tried = None if system is None else self.registration(system)
        self.confirm.setFocus()
        message = organization_texts.connect_failed_message(error, tried, self.unchanged_text())
        self.show_failure(system, message.title if isinstance(error, SecretRefusedError) else "")
        self.failure.show_failure(error, message)
        self.failure.focus_first_choice()
        self.show_missing()

    # -- closing ------------------------------------------------------------------------------

    def unless_typed(self, discarded: Callable[[], None]) -> None:
        """Call `discarded`, but first ask if secrets that were typed are lost by it."""
        typed = self.typed()
        if not typed:
            discarded()
        elif self._question is None:
            self._question = DiscardDialog(self.windowTitle(), typed, self)
            self._question.accepted.connect(discarded)
            self._question.finished.connect(self._forget_question)
            self._question.open()

    def _forget_question(self) -> None:
        if self._question is not None:
            self._question.deleteLater()
            self._question = None

    def reject(self) -> None:
        # Storing secrets can't be cancelled, and this dialog has to show how it ended.
        if self._cancel.isEnabled():
            self.unless_typed(self._leave)

    def _leave(self) -> None:
        """Close the dialog, unless secrets are being stored."""
        if self._cancel.isEnabled():
            if self._is_busy:
                self.organizations.cancel(self.organization_id())
            super().reject()

    def done(self, result: int) -> None:
        if self._question is not None:
            # What was typed has been stored meanwhile.
            self._question.reject()
        self.wipe()
        super().done(result)
