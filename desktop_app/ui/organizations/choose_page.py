"""The page that asks for a connection profile, and says what that is and who has it."""

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.core.integrations import SUPPORT_PORTAL
from desktop_app.ui import theme
from desktop_app.ui.organizations.dialog_page import DialogPage
from desktop_app.ui.organizations.dropped_file import dropped_file
from desktop_app.ui.organizations.web_link import WebLink
from desktop_app.ui.texts import organization_texts
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import PrimaryButton
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.wizard.stepper import Stepper
from desktop_app.workflow.ports import Browser


class ChoosePage(DialogPage):
    """Takes a file that is dropped anywhere on the page.

    `chosen` carries the path of the file that was dropped. `file_wanted` asks to choose a file.
    """

    chosen = Signal(Path)
    file_wanted = Signal()

    def __init__(self, browser: Browser, stepper: Stepper) -> None:
        super().__init__(self.tr("Connect an organization"), stepper)
        self.choose = PrimaryButton(self.tr("Choose a file…"))
        self.choose.clicked.connect(self.file_wanted)
        self._card = _DropCard(self.choose)
        support = WebLink(self.tr("Open the m3ter support portal"), SUPPORT_PORTAL, browser)
        self.column.addWidget(wrapped(organization_texts.profile_explanation()))
        self.column.addWidget(self._card, 1)
        without = QWidget()
        # The card takes the room that is left.
        without.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        words = QVBoxLayout(without)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(theme.XS)
        words.addWidget(TextLabel(self.tr("No profile yet?"), TextStyle.SECTION))
        words.addWidget(wrapped(organization_texts.without_profile_text()))
        words.addWidget(support)
        words.addWidget(support.fallback)
        self.column.addWidget(without)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None:
            event.acceptProposedAction()
            self._card.show_drag(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._card.show_drag(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._card.show_drag(over=False)
        path = dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.chosen.emit(path)


class _DropCard(QWidget):
    """A place for a file, in a dashed frame, with a button that chooses the file instead."""

    def __init__(self, choose: PrimaryButton) -> None:
        super().__init__()
        self._is_over = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        words = TextLabel(self.tr("Drop the file here"), TextStyle.SECTION)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        or_words = TextLabel(self.tr("or"), TextStyle.SECONDARY)
        or_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(choose)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        column.setSpacing(theme.XS)
        column.addStretch(1)
        column.addWidget(words)
        column.addWidget(or_words)
        column.addLayout(row)
        column.addStretch(1)

    def show_drag(self, *, over: bool) -> None:
        """Show whether a file is over the page, and would be taken."""
        self._is_over = over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme.colors(self.palette())
        line: QColor = colors.accent if self._is_over else colors.outline
        painter.setPen(QPen(line, 2 if self._is_over else 1, Qt.PenStyle.DashLine))
        painter.setBrush(colors.surface)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(area, theme.CARD_RADIUS, theme.CARD_RADIUS)
