"""The common part of the dialogs in which an organization's secrets are entered and tried."""

from PySide6.QtWidgets import QWidget

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import SecretRefusedError, SecretTrialError
from desktop_app.core.profile import Registration
from desktop_app.core.systems import System
from desktop_app.ui.organizations.busy_line import BusyLine
from desktop_app.ui.organizations.discard_dialog import DiscardDialog
from desktop_app.ui.organizations.trying_dialog import TryingDialog
from desktop_app.ui.results import when_done
from desktop_app.ui.texts import organization_texts, registration_texts, secret_texts
from desktop_app.workflow.organizations import (
    ConnectProgress,
    Organizations,
    StoringSecrets,
    TryingRegistration,
    TryingSecret,
)


class SecretDialog(TryingDialog):
    """Shows which secret is being tried, and why it was refused."""

    def __init__(
        self, organizations: Organizations, title: str, action: str, parent: QWidget
    ) -> None:
        super().__init__(title, action, parent)
        self.organizations = organizations
        # The one whose secret is being tried, if one is.
        self._tried: System | None = None

    # -- provided by each dialog --------------------------------------------------------------

    def organization_id(self) -> str:
        """Return the key of the organization, empty if it is not known yet."""
        raise NotImplementedError

    def registration(self, system: System) -> Registration:
        """Return the registration whose secret is for a system."""
        raise NotImplementedError

    def typed(self) -> tuple[Registration, ...]:
        """Return the registrations for whose secrets something was typed."""
        raise NotImplementedError

    def unchanged_text(self) -> str:
        """Return what is left as it was after a trial that failed."""
        raise NotImplementedError

    def place_busy_line(self, line: BusyLine | None, system: System | None) -> None:
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

    # -- showing ------------------------------------------------------------------------------

    def show_busy(self, line: BusyLine | None) -> None:
        self.place_busy_line(line, self._tried)

    def discard_question(self) -> DiscardDialog | None:
        typed = self.typed()
        return DiscardDialog(self.windowTitle(), typed, self) if typed else None

    def cancel_trial(self) -> None:
        self.organizations.cancel(self.organization_id())

    def unlock_and_try(self) -> None:
        self.failure.hide()
        self._show_trial(self.tr("Waiting for the keychain…"), can_be_cancelled=True)
        unlocking = self.organizations.unlock_keychain(self.organization_id())
        when_done(self, unlocking, self._on_unlocked, self.show_failed)

    def _on_unlocked(self, _: None) -> None:
        self.show_idle()
        self.try_and_store(SecretPlace.KEYCHAIN)

    def _show_trial(
        self, text: str, system: System | None = None, *, can_be_cancelled: bool = False
    ) -> None:
        """Show what is under way; `system` is the one whose secret is being tried."""
        self._tried = system
        self.show_working(text, can_be_cancelled=can_be_cancelled)

    def show_progress(self, progress: ConnectProgress) -> None:
        """Show the current step: trying a secret or a registration, or storing all secrets."""
        match progress:
            case TryingSecret(system):
                text = secret_texts.trying_text(self.registration(system))
                self._show_trial(text, system, can_be_cancelled=True)
            case TryingRegistration(system):
                text = registration_texts.trying_text(self.registration(system))
                self._show_trial(text, can_be_cancelled=True)
            case StoringSecrets():
                self._show_trial(secret_texts.keeping_text())

    def show_failed(self, error: Exception, system: System | None = None) -> None:
        """Show why the secrets were not stored; `system` is the one whose secret failed."""
        if isinstance(error, SecretTrialError):
            system, error = error.system, error.cause
        self._tried = None
        self.show_idle()
        tried = None if system is None else self.registration(system)
        self.confirm.setFocus()
        message = organization_texts.connect_failed_message(error, tried, self.unchanged_text())
        self.show_failure(system, message.title if isinstance(error, SecretRefusedError) else "")
        self.failure.show_failure(error, message)
        self.failure.focus_first_choice()
        self.show_missing()
