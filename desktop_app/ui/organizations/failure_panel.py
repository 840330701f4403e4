"""A panel that shows why a dialog with secrets failed, and what the person can do about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from desktop_app.core.errors import KeychainError, KeychainLockedError
from desktop_app.core.registration_problem import RegistrationRefusedError
from desktop_app.ui.announce import announce
from desktop_app.ui.organizations.refusal_facts import RefusalFacts
from desktop_app.ui.texts import error_texts
from desktop_app.ui.texts.message import Message
from desktop_app.ui.widgets.copy_details import CopyDetails
from desktop_app.ui.widgets.panels import InfoPanel


class FailurePanel(InfoPanel):
    """Hidden until something fails.

    `unlock_wanted` asks to have the keychain unlocked. `session_wanted` asks to store the secrets
    in memory only, for this session. `anyway_wanted` asks to connect the organization although
    Stripe refuses its registration.
    """

    unlock_wanted = Signal()
    session_wanted = Signal()
    anyway_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._refusals = RefusalFacts()
        self.add_below_text(self._refusals)
        self._unlock = QPushButton(self.tr("Unlock keychain"))
        self._unlock.clicked.connect(self.unlock_wanted)
        self._session = QPushButton(self.tr("Keep for this session only"))
        self._session.clicked.connect(self.session_wanted)
        self._anyway = QPushButton(self.tr("Connect anyway…"))
        self._anyway.clicked.connect(self.anyway_wanted)
        self._copy = CopyDetails()
        for button in (self._unlock, self._session, self._anyway, self._copy):
            self.buttons.addWidget(button)
        self.hide()

    def show_failure(self, error: Exception, message: Message) -> None:
        """Show `message`, the details of `error` to copy, and the choices that `error` leaves."""
        self.show_message(message.tone, message.title, message.text)
        self._copy.show_detail(error_texts.detail_of(error))
        self._unlock.setVisible(isinstance(error, KeychainLockedError))
        self._session.setVisible(isinstance(error, KeychainError))
        is_refusal = isinstance(error, RegistrationRefusedError)
        self._anyway.setVisible(is_refusal)
        self._refusals.setVisible(is_refusal)
        if isinstance(error, RegistrationRefusedError):
            self._refusals.show_problems(error.problems)
        self.show()
        announce(self, self.text(), urgent=True)
