"""The cards of the program's settings, below those of a workspace."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.program_settings.appearance import AppearanceRow
from desktop_app.ui.program_settings.approval_link import ApprovalLinkCard
from desktop_app.ui.program_settings.data import DataCard
from desktop_app.ui.program_settings.settings import SettingsPorts
from desktop_app.ui.program_settings.switches import NotificationsSwitch, QuietChecksSwitch
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.panels import RowsCard


class ProgramSection(QWidget):
    """Shows the settings of the program, as they are each time that it comes into sight.

    The page of another workspace may have changed them meanwhile.
    """

    def __init__(self, ports: SettingsPorts) -> None:
        super().__init__()
        rows = (
            AppearanceRow(ports.settings, ports.show_scheme),
            NotificationsSwitch(ports.settings),
            QuietChecksSwitch(ports.settings),
        )
        cards = (ApprovalLinkCard(ports.settings, ports.can_start), DataCard(ports))
        self._shown_anew = (*rows, *cards)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        head = QVBoxLayout()
        head.setContentsMargins(0, theme.M, 0, 0)
        head.setSpacing(theme.XS)
        head.addWidget(TextLabel(self.tr("On this computer"), TextStyle.SECTION))
        words = self.tr("The settings of m3ter Desktop itself. They apply to all workspaces.")
        head.addWidget(wrapped(words, tone=Tone.QUIET))
        column.addLayout(head)
        for card in (RowsCard(rows), *cards):
            column.addWidget(card)

    def showEvent(self, event: QShowEvent) -> None:
        for each in self._shown_anew:
            each.refresh()
        super().showEvent(event)
