"""The systems that an organization can integrate with at m3ter, and what is set up for each."""

from collections import defaultdict
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.core.integrations import integration_of
from desktop_app.core.m3ter import Configuration, ExternalSystem
from desktop_app.ui import theme
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.integrations_page import SystemLine, lines_card
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import m3ter_texts
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import LinkButton
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.panels import Card, InfoPanel
from desktop_app.workflow.events import Event, M3terChanged
from desktop_app.workflow.m3ter_ports import M3terLists, is_stripe
from desktop_app.workflow.workspace import Workspace


class M3terSystems(QWidget):
    """Lists the systems other than Stripe. `guide_requested` carries an `Integration`."""

    guide_requested = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._state = workspace.state
        # What the lines say, so that they are made anew only if that has changed.
        self._shown: tuple[tuple[ExternalSystem, str], ...] | None = None
        self._card: Card | None = None
        self._age = wrapped("", TextStyle.SECONDARY)
        self._failure = InfoPanel()
        self._failure.hide()
        self._refresh = LinkButton(self.tr("Refresh"))
        self._refresh.setAccessibleName(self.tr("Refresh what m3ter has"))
        self._refresh.clicked.connect(workspace.commands.m3ter.refresh)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(self._age, 1)
        head.addWidget(self._refresh)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.S)
        self._column.addWidget(self._failure)
        self._column.addLayout(head)
        self._minutes = Ticker(self, timedelta(minutes=1))
        self._minutes.ticked.connect(self._show_age)
        connect_until_destroyed(self, self._state.subscribe, self._on_event)
        self._show_state()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minutes.set_running(True)
        self._show_age()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minutes.set_running(False)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, M3terChanged):
            self._show_state()

    def _show_state(self) -> None:
        known = self._state.m3ter
        lists = None if known is None else known.lists
        self._show_age()
        shown = None if lists is None else _said(lists)
        if shown == self._shown:
            return
        self._shown = shown
        if self._card is not None:
            self._card.hide()
            self._column.removeWidget(self._card)
            self._card.deleteLater()
            self._card = None
        if shown is not None:
            self._card = lines_card([self._line(system, summary) for system, summary in shown])
            self._column.addWidget(self._card)

    def _line(self, system: ExternalSystem, summary: str) -> SystemLine:
        integration = integration_of(system.identifier)
        line = SystemLine(
            system.name or system.identifier, summary, has_guide=integration is not None
        )
        line.opened.connect(partial(self.guide_requested.emit, integration))
        return line

    def _show_age(self) -> None:
        known = self._state.m3ter
        if known is None:
            return
        now = self._workspace.clock.now().utc
        if known.is_reading:
            text = m3ter_texts.reading_text(known.rows_read or 0)
        elif known.lists is None:
            text = m3ter_texts.nothing_read_text()
        else:
            text = m3ter_texts.age_sentence(known.lists.read, now)
        self._age.setText(text)
        self._failure.setVisible(known.error is not None)
        if known.error is not None:
            message = m3ter_texts.not_read_message(known.error, known.connection.organization_id)
            self._failure.show_message(message.tone, message.title, message.text)


def _said(lists: M3terLists) -> tuple[tuple[ExternalSystem, str], ...]:
    """Return the systems other than Stripe, with what is said of each."""
    by_destination: dict[str, list[Configuration]] = defaultdict(list)
    for each in lists.configurations:
        by_destination[each.destination].append(each)
    return tuple(
        (system, m3ter_texts.system_summary(by_destination[system.identifier]))
        for system in lists.systems
        if not is_stripe(system.identifier)
    )
