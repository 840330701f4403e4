"""The part of the Settings page about m3ter: the connection, and where its key is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.results import when_done
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import error_texts, m3ter_texts, program_texts, secret_texts
from desktop_app.ui.widgets.buttons import DangerButton, set_shown
from desktop_app.ui.widgets.facts import Facts, show_fact
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.page_notice import PageNotice
from desktop_app.ui.widgets.panels import TitledCard
from desktop_app.ui.widgets.question import Question
from desktop_app.workflow.events import Event, M3terChanged
from desktop_app.workflow.m3ter_state import M3terState
from desktop_app.workflow.workspace import Workspace


class M3terCard(TitledCard):
    """Shows whether m3ter is connected, and by which key.

    `host` gets the key; empty for a stand-in. `connect_requested` asks to connect m3ter, or to
    enter another key. `succeeded` carries the `Message` about what succeeded.
    """

    connect_requested = Signal()
    succeeded = Signal(object)

    def __init__(self, workspace: Workspace, host: str = "") -> None:
        super().__init__(m3ter_texts.connection_title())
        self._state = workspace.state
        self._commands = workspace.commands
        self._notice = PageNotice()
        self._nothing = wrapped(m3ter_texts.not_connected_text())
        self._connected = QWidget()
        facts = Facts()
        self._replace = QPushButton(self.tr("Replace…"))
        self._replace.setAccessibleName(self.tr("Replace…: access key for m3ter"))
        self._replace.clicked.connect(self.connect_requested)
        self._organization = facts.add(self.tr("Organization ID"), "")
        if host:
            facts.add(self.tr("Key is sent to"), host)
        self._key = facts.add(self.tr("Access key ID"), "", self._replace)
        self._secret = facts.add(self.tr("API secret"), "")
        self._credentials = facts.add(self.tr("Credentials"), "")
        shown = QVBoxLayout(self._connected)
        shown.setContentsMargins(0, 0, 0, 0)
        shown.addWidget(facts)
        shown.addSpacing(theme.S)
        self._connect = QPushButton(self.tr("Connect m3ter…"))
        self._connect.clicked.connect(self.connect_requested)
        self._disconnect = DangerButton(self.tr("Disconnect m3ter…"))
        self._disconnect.clicked.connect(self._ask_to_disconnect)
        buttons = QHBoxLayout()
        for button in (self._connect, self._disconnect):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        for widget in (self._notice, self._nothing, self._connected):
            self.column.addWidget(widget)
        self.column.addLayout(buttons)
        connect_until_destroyed(self, workspace.state.subscribe, self._on_event)
        self._show_state()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, M3terChanged):
            self._show_state()

    def _show_state(self) -> None:
        known = self._state.m3ter
        # Or will have it, when the question or the dialog over the window is closed.
        had_focus = self.window().focusWidget() in (self._connect, self._disconnect)
        for without in (self._nothing, self._connect):
            set_shown(without, shown=known is None)
        for within in (self._connected, self._disconnect):
            set_shown(within, shown=known is not None)
        if known is not None:
            self._show_facts(known)
        if had_focus:
            (self._connect if known is None else self._disconnect).setFocus()

    def _show_facts(self, known: M3terState) -> None:
        connection = known.connection
        facts: tuple[tuple[QLabel, str], ...] = (
            (self._organization, connection.organization_id),
            (self._key, connection.key_id),
            (self._secret, secret_texts.place_text(known.key_place)),
            (
                self._credentials,
                m3ter_texts.registers_text(offers=connection.offers_credentials),
            ),
        )
        for label, value in facts:
            show_fact(label, value)

    def _ask_to_disconnect(self) -> None:
        known = self._state.m3ter
        if known is None:
            return
        question = Question(m3ter_texts.disconnect_title(), self.tr("Disconnect"), self)
        question.show_question(
            m3ter_texts.disconnect_question(),
            m3ter_texts.disconnect_consequences(known.connection.organization_id),
        )
        question.accepted.connect(self._begin_to_disconnect)
        question.finished.connect(question.deleteLater)
        question.open()

    def _begin_to_disconnect(self) -> None:
        # What it said of an earlier try is over.
        self._notice.hide()
        when_done(
            self,
            self._commands.m3ter.disconnect(),
            lambda _: self.succeeded.emit(m3ter_texts.disconnected_message()),
            self._on_not_disconnected,
        )

    def _on_not_disconnected(self, error: Exception) -> None:
        message = program_texts.operation_failed_message(error)
        self._notice.show_notice(message, error_texts.detail_of(error))
