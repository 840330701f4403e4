"""A layout that goes on in the next line where the width ends, as words do."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle

from desktop_app.ui import theme


class FlowLayout(QLayout):
    """Puts widgets side by side, each in its own size, in as many lines as they need.

    In a line, all have the same middle. While no widget is shown, its margins need no room either.
    """

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setSpacing(theme.S)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        # Qt asks until it gets None, which PySide's types do not say.
        return self._items[index] if index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int) -> QLayoutItem:
        return self._items.pop(index) if index < len(self._items) else None  # type: ignore[return-value]

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if not self._shown():
            return 0
        margins = self.contentsMargins()
        places = self._places(width - margins.left() - margins.right())
        below = max((place.bottom() + 1 for _, place in places), default=0)
        return margins.top() + below + margins.bottom()

    def minimumSize(self) -> QSize:
        if not self._shown():
            return QSize(0, 0)
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.sizeHint())
        return size.grownBy(self.contentsMargins())

    def sizeHint(self) -> QSize:
        if not self._shown():
            return QSize(0, 0)
        sizes = [item.sizeHint() for item in self._shown()]
        width = sum(size.width() + self.spacing() for size in sizes) - self.spacing()
        height = max((size.height() for size in sizes), default=0)
        return QSize(max(width, 0), height).grownBy(self.contentsMargins())

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        area = area.marginsRemoved(self.contentsMargins())
        direction = (self.parentWidget() or QGuiApplication).layoutDirection()
        for item, place in self._places(area.width()):
            moved = place.translated(area.topLeft())
            item.setGeometry(QStyle.visualRect(direction, area, moved))

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _places(self, width: int) -> list[tuple[QLayoutItem, QRect]]:
        """Return where each item is, from the top left, in lines of this width."""
        places: list[tuple[QLayoutItem, QRect]] = []
        y = 0
        for line in self._lines(width):
            x, height = 0, max(item.sizeHint().height() for item in line)
            for item in line:
                size = item.sizeHint()
                top = y + (height - size.height()) // 2
                places.append((item, QRect(QPoint(x, top), size)))
                x += size.width() + self.spacing()
            y += height + self.spacing()
        return places

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        x = 0
        for item in self._shown():
            if not lines or x + item.sizeHint().width() > width:
                lines.append([])
                x = 0
            lines[-1].append(item)
            x += item.sizeHint().width() + self.spacing()
        return lines
