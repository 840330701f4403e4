"""The program's own icons, in the palette's colours.

The files are found under Qt's search path "icon:", which app/start.py points at the resources.
"""

from functools import cache

from PySide6.QtCore import QByteArray, QFile, QIODevice, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer

from desktop_app.ui import theme
from desktop_app.ui.theme import Tone

TONE_ICONS = {
    Tone.INFO: "info",
    Tone.SUCCESS: "success",
    Tone.WARNING: "warning",
    Tone.PROBLEM: "problem",
    Tone.QUIET: "clock",
}


def icon(name: str) -> QIcon:
    """Return an icon that is drawn in the text colour of the palette at the time of drawing."""
    return QIcon(_PaletteIconEngine(name))


def paint_icon(painter: QPainter, rect: QRectF, name: str, color: QColor) -> None:
    """Draw the icon called `name` in `rect`, in one colour."""
    svg = _source(name).replace(b"currentColor", color.name().encode("ascii"))
    QSvgRenderer(QByteArray(svg)).render(painter, rect)


@cache
def _source(name: str) -> bytes:
    file = QFile(f"icon:{name}.svg")
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise FileNotFoundError(f"there is no icon {name!r}")
    return bytes(file.readAll().data())


class _PaletteIconEngine(QIconEngine):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        palette = theme.application_palette()
        # A selected row keeps the text's colour too (`CalmSelection`).
        group = (
            QPalette.ColorGroup.Disabled
            if mode is QIcon.Mode.Disabled
            else QPalette.ColorGroup.Active
        )
        paint_icon(
            painter, QRectF(rect), self._name, palette.color(group, QPalette.ColorRole.WindowText)
        )

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _PaletteIconEngine(self._name)
