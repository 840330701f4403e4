"""The common part of the dialogs in which secrets are entered and tried."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import SecretTrialError
from desktop_app.core.profile import Registration
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.organizations.failure_panel import FailurePanel
from desktop_app.ui.texts import organization_texts, registration_texts, secret_texts
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import PrimaryButton
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.workflow.organizations import (
    ConnectProgress,
    Organizations,
    StoringSecrets,
    TryingRegistration,
    TryingSecret,
)


class SecretDialog(QDialog):
    """Shows a body, and below it what is missing, what is under way, or what failed.

    The dialog can't be closed while secrets are being stored. Closing it clears the secrets that
    were typed.
    """

    def __init__(
        self, organizations: Organizations, title: str, action: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.organizations = organizations
        self._busy = False
        # Where the secrets were to be stored when they were last submitted.
        self.place = SecretPlace.KEYCHAIN
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.failure = FailurePanel()
        self.failure.session_wanted.connect(lambda: self.try_and_store(SecretPlace.SESSION))
        self._reason = wrapped("", TextStyle.SECONDARY)
        self._busy_text = wrapped()
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(theme.S)
        self._bar.setAccessibleName(self.tr("Working"))
        self.confirm = PrimaryButton(action)
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(lambda: self.try_and_store(SecretPlace.KEYCHAIN))
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self.reject)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.S)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self._cancel)
        self.buttons.addWidget(self.confirm)
        below = QVBoxLayout()
        below.setContentsMargins(theme.XL, 0, theme.XL, theme.L)
        below.setSpacing(theme.S)
        for widget in (self.failure, self._busy_text, self._bar, self._reason):
            below.addWidget(widget)
        below.addLayout(self.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addLayout(self.body, 1)
        column.addLayout(below)
        self.show_busy("")

    def size_for(self, lines: int) -> None:
        """Set the size to the width of a text column and the height of `lines` lines of text.

        The size is never larger than the screen.
        """
        wanted = QSize(theme.XL * 27, self.fontMetrics().height() * lines)
        self.resize(wanted.boundedTo(self.screen().availableSize()))

    # -- provided by each dialog --------------------------------------------------------------

    def organization_id(self) -> str:
        """Return the key of the organization, empty if it is not known yet."""
        raise NotImplementedError

    def registration(self, system: System) -> Registration:
        """Return the registration whose secret is for a system."""
        raise NotImplementedError

    def missing(self) -> str:
        """Return what the person has still to enter, in words; empty if nothing is missing."""
        raise NotImplementedError

    def submit(self, place: SecretPlace) -> None:
        """Have the secrets tried, and then stored in `place`."""
        raise NotImplementedError

    def show_busy_inputs(self, busy: bool) -> None:
        """Turn the fields off while the secrets are being tried."""
        raise NotImplementedError

    def focus_secret(self, system: System) -> None:
        """Give the focus to the field for the secret of a system."""
        raise NotImplementedError

    def wipe(self) -> None:
        """Clear the secrets from their fields."""
        raise NotImplementedError

    # -- showing ------------------------------------------------------------------------------

    def show_missing(self) -> None:
        """Show what the person has still to enter, and turn the button on if nothing is missing."""
        missing = "" if self._busy else self.missing()
        self._reason.setText(missing)
        self._reason.setVisible(bool(missing))
        self.confirm.setEnabled(not self._busy and not missing)

    def show_busy(self, text: str) -> None:
        """Show `text` and a progress bar while work is under way; hide both for an empty text."""
        self._busy = bool(text)
        self._busy_text.setText(text)
        self._busy_text.setVisible(self._busy)
        self._bar.setVisible(self._busy)
        self._cancel.setEnabled(not self._busy)

    def try_and_store(self, place: SecretPlace) -> None:
        """Submit what was entered, unless something is missing or under way."""
        if self._busy or self.missing():
            return
        self.place = place
        self.failure.hide()
        self._show_working(self.tr("Getting ready…"))
        self.submit(place)

    def _show_working(self, text: str) -> None:
        self.show_busy(text)
        self.show_busy_inputs(self._busy)
        self.show_missing()
        announce(self, text)

    def show_progress(self, progress: ConnectProgress) -> None:
        """Show the current step: trying a secret or a registration, or storing all secrets."""
        match progress:
            case TryingSecret(system):
                self._show_working(secret_texts.trying_text(self.registration(system)))
                # Nothing is stored yet.
                self._cancel.setEnabled(True)
            case TryingRegistration(system):
                self._show_working(registration_texts.trying_text(self.registration(system)))
                # Nothing is stored yet.
                self._cancel.setEnabled(True)
            case StoringSecrets():
                self._show_working(secret_texts.keeping_text())

    def show_failed(self, error: Exception, system: System | None = None) -> None:
        """Show why the secrets were not stored; `system` is the one whose secret failed."""
        if isinstance(error, SecretTrialError):
            system, error = error.system, error.cause
        self._show_working("")
        tried = None if system is None else self.registration(system)
        self.failure.show_failure(error, organization_texts.connect_failed_message(error, tried))
        self._make_room()
        # The person can repair the keychain in another program, and try again.
        self.confirm.setFocus()
        if system is not None:
            self.focus_secret(system)

    def _make_room(self) -> None:
        """Grow until all words have room, up to the height of the screen."""
        layout = self.layout()
        if layout is not None:
            tall = max(self.height(), layout.minimumHeightForWidth(self.width()))
            self.resize(QSize(self.width(), tall).boundedTo(self.screen().availableSize()))

    # -- closing ------------------------------------------------------------------------------

    def reject(self) -> None:
        # Storing secrets can't be cancelled, and this dialog has to show how it ended.
        if self._cancel.isEnabled():
            if self._busy:
                self.organizations.cancel(self.organization_id())
            super().reject()

    def done(self, result: int) -> None:
        self.wipe()
        super().done(result)
