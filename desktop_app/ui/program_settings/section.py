"""The cards of the program's settings, below those of a workspace."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.program_settings.appearance import AppearanceCard
from desktop_app.ui.program_settings.approval_link import ApprovalLinkCard
from desktop_app.ui.program_settings.data import DataCard
from desktop_app.ui.program_settings.settings import SettingsPorts
from desktop_app.ui.program_settings.switches import NotificationsCard, QuietChecksCard
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.labels import TextLabel, wrapped


class ProgramSection(QWidget):
    """Shows the settings of the program, as they are each time that it comes into sight.

    The page of another workspace may have changed them meanwhile.
    """

    def __init__(self, ports: SettingsPorts) -> None:
        super().__init__()
        self._cards = (
            AppearanceCard(ports.settings, ports.show_scheme),
            NotificationsCard(ports.settings),
            QuietChecksCard(ports.settings),
            ApprovalLinkCard(ports.settings, ports.can_start),
            DataCard(ports),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        head = QVBoxLayout()
        head.setContentsMargins(0, theme.M, 0, 0)
        head.setSpacing(theme.XS)
        head.addWidget(TextLabel(self.tr("On this computer"), TextStyle.SECTION))
        words = self.tr("The settings of m3ter Desktop itself: they count in all workspaces.")
        head.addWidget(wrapped(words, tone=Tone.QUIET))
        column.addLayout(head)
        for card in self._cards:
            column.addWidget(card)

    def showEvent(self, event: QShowEvent) -> None:
        for card in self._cards:
            card.refresh()
        super().showEvent(event)
