"""The common look of lists and tables: a tinted selection, and a bar that shows the focus."""

from PySide6.QtCore import QEvent, QObject, QRect, QSize
from PySide6.QtGui import QGuiApplication, QPainter, QPalette, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyleOptionViewItem,
)

from desktop_app.ui import theme
from desktop_app.ui.style import is_by_keyboard
from desktop_app.ui.theme import Recoloring

_FOCUS_BAR = 3
# The space between the edge of a table's cell and its words, in the header as well.
CELL_MARGIN = theme.M


class CalmSelection(QObject):
    """Shows selected rows in a tint of the accent.

    If the system asks for high contrast, the selection keeps the system's colours.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._recoloring = Recoloring(self._apply)
        view.installEventFilter(self)
        self._apply()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self._recoloring.handle(event)
        return super().eventFilter(watched, event)

    def _apply(self) -> None:
        palette = theme.application_palette()
        # The variable keeps the hints alive: PySide deletes the accessibility hints with them.
        hints = QGuiApplication.styleHints()
        if hints.accessibility().contrastPreference() is not Qt.ContrastPreference.HighContrast:
            colors = theme.colors(palette)
            palette.setColor(QPalette.ColorRole.Highlight, colors.accent_tint)
            palette.setColor(QPalette.ColorRole.HighlightedText, colors.text)
        self._view.setPalette(palette)


def draw_row(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Draw the background of a row: a tint if it is selected or under the mouse, and a line."""
    colors = theme.colors(option.palette)
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(option.rect, option.palette.color(QPalette.ColorRole.Highlight))
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(option.rect, theme.mix(colors.surface, colors.text, 0.03))
    line = QRect(option.rect.bottomLeft(), QSize(option.rect.width(), 1))
    painter.fillRect(line, colors.hairline)


def draw_focus_bar(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Mark the selected rows of a list, in the accent while the list has the keyboard's focus.

    The row where the keyboard is has the mark even if it is not selected. If no row is selected,
    only somebody who uses the keyboard has to see that row.
    """
    view = option.widget
    is_current = (
        isinstance(view, QAbstractItemView)
        and view.hasFocus()
        and view.currentIndex().row() == option.index.row()
        and (view.selectionModel().hasSelection() or is_by_keyboard(view))
    )
    if not (option.state & QStyle.StateFlag.State_Selected or is_current):
        return
    colors = theme.colors(option.palette)
    bar = QRect(option.rect.topLeft(), QSize(_FOCUS_BAR, option.rect.height()))
    painter.fillRect(
        QStyle.visualRect(option.direction, option.rect, bar),
        colors.accent if option.widget.hasFocus() else colors.outline,
    )
