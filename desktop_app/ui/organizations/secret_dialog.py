"""What the dialogs have in common in which secrets are entered and tried."""

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
from desktop_app.ui.texts import organization_texts, secret_texts
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import PrimaryButton
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.workflow.organizations import (
    ConnectProgress,
    Organizations,
    StoringSecrets,
    TryingSecret,
)


class SecretDialog(QDialog):
    """A body, and below it what is missing, what is under way, or what failed.

    While secrets are being kept it can't be closed. Whatever was typed is wiped when it closes.
    """

    def __init__(
        self, organizations: Organizations, title: str, action: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.organizations = organizations
        self._busy = False
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.failure = FailurePanel()
        self.failure.session_wanted.connect(lambda: self._submit(SecretPlace.SESSION))
        self._reason = wrapped("", TextStyle.SECONDARY)
        self._busy_text = wrapped()
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(theme.S)
        self._bar.setAccessibleName(self.tr("Working"))
        self.confirm = PrimaryButton(action)
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(lambda: self._submit(SecretPlace.KEYCHAIN))
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self.reject)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.S)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.confirm)
        self.buttons.addWidget(self._cancel)
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
        """Open as wide as a column of text, and as tall as `lines`, if the screen is."""
        wanted = QSize(theme.XL * 27, self.fontMetrics().height() * lines)
        self.resize(wanted.boundedTo(self.screen().availableSize()))

    # -- what each dialog says ----------------------------------------------------------------

    def organization_id(self) -> str:
        """Return whose secrets are asked for; empty if that is not known yet."""
        raise NotImplementedError

    def registration(self, system: System) -> Registration:
        """Return the registration for a system."""
        raise NotImplementedError

    def missing(self) -> str:
        """Return why the secrets can't be tried yet, in words; empty if they can."""
        raise NotImplementedError

    def submit(self, place: SecretPlace) -> None:
        """Have the secrets tried, and kept in `place`."""
        raise NotImplementedError

    def show_busy_inputs(self, busy: bool) -> None:
        """Turn what can be entered off while the secrets are being tried."""
        raise NotImplementedError

    def focus_secret(self, system: System) -> None:
        """Give the focus to the secret of a system."""
        raise NotImplementedError

    def wipe(self) -> None:
        """Forget what was typed."""
        raise NotImplementedError

    # -- showing ------------------------------------------------------------------------------

    def show_missing(self) -> None:
        """Show what is still missing."""
        missing = "" if self._busy else self.missing()
        self._reason.setText(missing)
        self._reason.setVisible(bool(missing))
        self.confirm.setEnabled(not self._busy and not missing)

    def show_busy(self, text: str) -> None:
        """Show what is under way; nothing if that is empty."""
        self._busy = bool(text)
        self._busy_text.setText(text)
        self._busy_text.setVisible(self._busy)
        self._bar.setVisible(self._busy)
        self._cancel.setEnabled(not self._busy)

    def _submit(self, place: SecretPlace) -> None:
        if self._busy or self.missing():
            return
        self.failure.hide()
        self._show_working(self.tr("Getting ready…"))
        self.submit(place)

    def _show_working(self, text: str) -> None:
        self.show_busy(text)
        self.show_busy_inputs(self._busy)
        self.show_missing()
        announce(self, text)

    def show_progress(self, progress: ConnectProgress) -> None:
        """Show what is being done with the secrets."""
        match progress:
            case TryingSecret(system):
                self._show_working(secret_texts.trying_text(self.registration(system)))
                # Nothing is stored yet.
                self._cancel.setEnabled(True)
            case StoringSecrets():
                self._show_working(secret_texts.keeping_text())

    def show_failed(self, error: Exception, system: System | None = None) -> None:
        """Show why the secrets were not stored; `system` is the one whose secret it is about."""
        if isinstance(error, SecretTrialError):
            system, error = error.system, error.cause
        self._show_working("")
        tried = None if system is None else self.registration(system)
        self.failure.show_failure(error, organization_texts.connect_failed_message(error, tried))
        self._make_room()
        # The person can mend the keychain in another program, and try again.
        self.confirm.setFocus()
        if system is not None:
            self.focus_secret(system)

    def _make_room(self) -> None:
        """Grow to what all words need, if the screen has that much."""
        layout = self.layout()
        if layout is not None:
            tall = max(self.height(), layout.minimumHeightForWidth(self.width()))
            self.resize(QSize(self.width(), tall).boundedTo(self.screen().availableSize()))

    # -- closing ------------------------------------------------------------------------------

    def reject(self) -> None:
        # What is being kept can't be taken back: its outcome is told here.
        if self._cancel.isEnabled():
            if self._busy:
                self.organizations.cancel(self.organization_id())
            super().reject()

    def done(self, result: int) -> None:
        self.wipe()
        super().done(result)
