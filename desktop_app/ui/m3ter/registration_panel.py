"""Where a credential exists: on this computer, at m3ter, or both; and how it gets there."""

from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from desktop_app.core.credential import Credential, Stage
from desktop_app.core.m3ter import RegisteredCredential
from desktop_app.ui.announce import announce
from desktop_app.ui.texts import m3ter_texts, time_texts
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.buttons import Menu, set_shown
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.workflow.m3ter_commands import M3terCommands
from desktop_app.workflow.m3ter_state import M3terState


class RegistrationPanel(InfoPanel):
    """Shows whether m3ter has the selected credential, with what can be done about it."""

    def __init__(self, commands: M3terCommands) -> None:
        super().__init__(Tone.INFO, icon=False)
        self._commands = commands
        self._credential_id = ""
        self._registered_id = ""
        self._alike: tuple[RegisteredCredential, ...] = ()
        self._register = self._button(self.tr("Register in m3ter"), again=False)
        self._look = self._button(self.tr("Look again"), again=False)
        self._retry = self._button(self.tr("Try again"), again=False)
        self._repeat = self._button(self.tr("Register again"), again=True)
        self._choose = QPushButton(self.tr("Choose…"))
        self._choose.clicked.connect(self._ask_which)
        self._copy = QPushButton(self.tr("Copy m3ter’s ID"))
        self._copy.clicked.connect(self._copy_id)
        for button in (
            self._register,
            self._retry,
            self._look,
            self._repeat,
            self._choose,
            self._copy,
        ):
            button.setAutoDefault(False)
            self.buttons.addWidget(button)
        self.hide()

    def _button(self, text: str, *, again: bool) -> QPushButton:
        button = QPushButton(text)

        def register() -> None:
            self._commands.register(self._credential_id, again=again, asking=True)

        button.clicked.connect(register)
        return button

    def show_credential(self, credential: Credential | None, known: M3terState | None) -> None:
        """Show where a credential exists. Hidden without m3ter, and before it is created."""
        is_shown = credential is not None and credential.stage is Stage.ACTIVE
        set_shown(self, shown=is_shown and known is not None)
        if credential is None or known is None:
            return
        self._credential_id = credential.id
        message = m3ter_texts.registration_message(known, credential.id)
        self.show_message(message.tone, message.title, message.text)
        failed = known.failed.get(credential.id)
        registration = known.registrations.get(credential.id)
        is_registering = credential.id in known.registering
        is_registered = known.is_registered(credential.id)
        is_unclear = registration is not None and not is_registered
        self._registered_id = registration.registered_id if registration is not None else ""
        self._alike = () if failed is None else failed.alike
        is_open = not (is_registering or is_registered or self._alike)
        offers = is_open and known.connection.offers_credentials
        set_shown(self._register, shown=offers and not is_unclear and failed is None)
        set_shown(self._retry, shown=offers and not is_unclear and failed is not None)
        set_shown(self._look, shown=offers and is_unclear)
        set_shown(self._repeat, shown=offers and is_unclear)
        set_shown(self._choose, shown=bool(self._alike) and not is_registering)
        set_shown(self._copy, shown=is_registered and not is_registering)

    def _ask_which(self) -> None:
        menu = Menu("", self)
        for each in self._alike:
            words = each.id
            if each.created is not None:
                created = time_texts.moment_text(each.created)
                words = fill(self.tr("{id}, created {when}"), id=each.id, when=created)
            action = menu.addAction(words)
            action.triggered.connect(partial(self._commands.link, self._credential_id, each))
        menu.popup(self._choose.mapToGlobal(self._choose.rect().bottomLeft()))

    def _copy_id(self) -> None:
        QGuiApplication.clipboard().setText(self._registered_id)
        announce(self, self.tr("m3ter’s ID of the credential was copied."))
