"""The page that asks for a connection profile, and says what that is and who has it."""

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.core.integrations import SUPPORT_PORTAL
from desktop_app.ui import theme
from desktop_app.ui.organizations.dialog_page import DialogPage
from desktop_app.ui.organizations.dropped_file import dropped_file
from desktop_app.ui.organizations.web_link import WebLink
from desktop_app.ui.texts import organization_texts
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.buttons import PrimaryButton
from desktop_app.ui.widgets.flat_bar import FlatBar
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.panels import IconWidget
from desktop_app.ui.wizard.stepper import Stepper
from desktop_app.workflow.ports import Browser

_ICON = 32


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
        self.column.addWidget(self._card)
        self._without = QWidget()
        # The room that is left is below, and not between the lines.
        self._without.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        words = QVBoxLayout(self._without)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(theme.S)
        words.addWidget(TextLabel(self.tr("No profile yet?"), TextStyle.SECTION))
        words.addWidget(wrapped(organization_texts.without_profile_text()))
        words.addWidget(support)
        words.addWidget(support.fallback)
        self.column.addWidget(self._without)
        self.column.addStretch(1)
        self.setAcceptDrops(True)

    @property
    def is_reading(self) -> bool:
        """Whether the page says that a file is being read."""
        return self._card.is_reading

    def show_reading(self) -> None:
        """Say that a file is being read, in the place where a file can be dropped."""
        self._card.show_reading()
        self._without.hide()
        self.setAcceptDrops(False)

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
    """A place for a file, in a dashed frame, with a button that chooses the file instead.

    While a file is dragged over the page, the card says that dropping the file is enough. While a
    file is being read, the card says so in the same place.
    """

    def __init__(self, choose: PrimaryButton) -> None:
        super().__init__()
        self._is_over = False
        self._is_reading = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        asking = QWidget()
        column = _column(asking)
        _add(column, IconWidget("file", Tone.QUIET, _ICON))
        _add(column, _centered(self.tr("Drop the file here")))
        _add(column, TextLabel(self.tr("or"), TextStyle.SECONDARY))
        _add(column, choose)
        self._icon = IconWidget("file", Tone.QUIET, _ICON)
        self._words = _centered("")
        self._bar = FlatBar(self.tr("Reading the profile…"))
        self._bar.setFixedWidth(theme.XL * 12)
        telling = QWidget()
        column = _column(telling)
        column.addStretch(1)
        for part in (self._icon, self._words, self._bar):
            _add(column, part)
        column.addStretch(1)
        # Both have the height of the higher one, so that nothing below moves.
        self._faces = QStackedLayout(self)
        self._faces.addWidget(asking)
        self._faces.addWidget(telling)

    @property
    def is_reading(self) -> bool:
        """Whether the card says that a file is being read."""
        return self._is_reading

    def show_reading(self) -> None:
        """Say that a file is being read."""
        self._is_reading = True
        self._show()

    def show_drag(self, *, over: bool) -> None:
        """Show whether a file is over the page, and would be taken."""
        self._is_over = over
        self._show()

    def _show(self) -> None:
        self._words.setText(
            self.tr("Drop to read it") if self._is_over else self.tr("Reading the profile…")
        )
        self._icon.show_icon("file", Tone.INFO if self._is_over else Tone.QUIET)
        self._bar.setVisible(self._is_reading)
        self._faces.setCurrentIndex(int(self._is_over or self._is_reading))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme.colors(self.palette())
        if self._is_over:
            pen = QPen(colors.accent, 2)
        elif self._is_reading:
            pen = QPen(colors.hairline)
        else:
            pen = QPen(colors.outline, 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(colors.accent_tint if self._is_over else colors.surface)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(area, theme.CARD_RADIUS, theme.CARD_RADIUS)


def _column(face: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(face)
    column.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
    column.setSpacing(theme.S)
    return column


def _add(column: QVBoxLayout, part: QWidget) -> None:
    column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)


def _centered(text: str) -> TextLabel:
    words = wrapped(text, TextStyle.SECTION)
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return words
