"""The common look of lists and tables: a tinted selection, and a bar that shows the focus."""

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QGuiApplication, QPainter, QPalette, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.ui import theme

_FOCUS_BAR = 3
# The space between the edge of a table's cell and its words, in the header as well.
CELL_MARGIN = theme.S + 2


class CalmSelection(QObject):
    """Shows selected rows in a tint of the accent.

    If the system asks for high contrast, the selection keeps the system's colours.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        view.installEventFilter(self)
        self._apply()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            self._apply()
        return super().eventFilter(watched, event)

    def _apply(self) -> None:
        palette = theme.application_palette()
        # The variable keeps the hints alive: PySide deletes the accessibility hints with them.
        hints = QGuiApplication.styleHints()
        if hints.accessibility().contrastPreference() is not Qt.ContrastPreference.HighContrast:
            base = palette.color(QPalette.ColorRole.Base)
            accent = palette.color(QPalette.ColorRole.Accent)
            share = 0.34 if theme.is_dark(palette) else 0.18
            palette.setColor(QPalette.ColorRole.Highlight, theme.mix(base, accent, share))
            palette.setColor(
                QPalette.ColorRole.HighlightedText, palette.color(QPalette.ColorRole.Text)
            )
        self._view.setPalette(palette)


class RoomyHeader(QProxyStyle):
    """The application's style, with the words of a header aligned to the cells below them."""

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        if metric is QStyle.PixelMetric.PM_HeaderMargin:
            return CELL_MARGIN
        return super().pixelMetric(metric, option, widget)


def draw_focus_bar(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Mark the selected row of a list that has the keyboard's focus."""
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    if selected and isinstance(option.widget, QAbstractItemView) and option.widget.hasFocus():
        bar = QRect(option.rect.topLeft(), option.rect.bottomLeft())
        bar.setWidth(_FOCUS_BAR)
        painter.fillRect(bar, theme.readable_accent(option.palette))
