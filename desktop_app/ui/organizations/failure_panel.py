"""A panel that shows why a dialog with secrets failed, and what the person can do about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from desktop_app.core.errors import KeychainError, KeychainLockedError
from desktop_app.core.integrations import SUPPORT_PORTAL
from desktop_app.core.registration_problem import RegistrationRefusedError
from desktop_app.ui.announce import announce
from desktop_app.ui.organizations.refusal_facts import RefusalFacts
from desktop_app.ui.texts import error_texts
from desktop_app.ui.texts.message import Message
from desktop_app.ui.widgets.buttons import LinkButton, PrimaryButton, trigger_in_menu
from desktop_app.ui.widgets.copy_details import CopyDetails, contact_support_text
from desktop_app.ui.widgets.panels import InfoPanel


class FailurePanel(InfoPanel):
    """Hidden until something fails.

    `unlock_wanted` asks to have the keychain unlocked. `again_wanted` asks to try once more.
    `session_wanted` asks to store the secrets in memory only, for this session. `anyway_wanted`
    asks to connect the organization although Stripe refuses its registration.
    """

    unlock_wanted = Signal()
    again_wanted = Signal()
    session_wanted = Signal()
    anyway_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._refusals = RefusalFacts()
        self.add_below_text(self._refusals)
        self._unlock = PrimaryButton(self.tr("Unlock keychain"))
        self._unlock.clicked.connect(self.unlock_wanted)
        self._again = PrimaryButton(self.tr("Try again"))
        self._again.clicked.connect(self.again_wanted)
        self._session = QPushButton(self.tr("Keep for this session only"))
        self._session.clicked.connect(self.session_wanted)
        # Stripe refuses the same profile again until it is corrected. So the filled button leads to
        # those who can correct it.
        self._support = PrimaryButton(contact_support_text())
        self._support.setToolTip(SUPPORT_PORTAL)
        self._support.clicked.connect(lambda: trigger_in_menu(self, SUPPORT_PORTAL))
        self._refused_again = QPushButton(self.tr("Try again"))
        self._refused_again.clicked.connect(self.again_wanted)
        self._anyway = LinkButton(self.tr("Connect anyway…"))
        self._anyway.setAutoDefault(False)
        self._anyway.clicked.connect(self.anyway_wanted)
        self._copy = CopyDetails()
        self._choices = (
            self._unlock,
            self._again,
            self._session,
            self._refused_again,
            self._anyway,
        )
        for button in (
            self._support,
            self._unlock,
            self._again,
            self._session,
            self._copy,
            self._refused_again,
            self._anyway,
        ):
            self.buttons.addWidget(button)
        self.hide()

    @property
    def has_choices(self) -> bool:
        """Whether the panel is shown, and has buttons for how to go on."""
        return not self.isHidden() and any(not each.isHidden() for each in self._choices)

    def allow_choices(self, *, allowed: bool) -> None:
        """Turn the buttons for how to go on on or off."""
        for button in self._choices:
            button.setEnabled(allowed)

    def focus_first_choice(self) -> None:
        """Give the focus to the first button for how to go on, if there is one."""
        shown = (each for each in (self._support, *self._choices) if not each.isHidden())
        first = next(shown, None)
        if first is not None:
            first.setFocus()

    def show_failure(self, error: Exception, message: Message) -> None:
        """Show `message`, the details of `error` to copy, and the choices that `error` leaves."""
        self.show_message(message.tone, message.title, message.text)
        is_locked = isinstance(error, KeychainLockedError)
        is_keychain = isinstance(error, KeychainError)
        is_refusal = isinstance(error, RegistrationRefusedError)
        self._copy.show_detail(error_texts.detail_of(error), contact=not is_refusal)
        self._unlock.setVisible(is_locked)
        self._again.setVisible(is_keychain and not is_locked)
        self._session.setVisible(is_keychain)
        for shown in (self._support, self._refused_again, self._anyway, self._refusals):
            shown.setVisible(is_refusal)
        if isinstance(error, RegistrationRefusedError):
            self._refusals.show_problems(error.problems)
        self.show()
        announce(self, self.text(), urgent=True)
