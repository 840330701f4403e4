"""The navigation of the sidebar: an icon and a word for each group of pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPalette,
    QPen,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop_app.ui import icons, theme
from desktop_app.ui.theme import Recoloring, TextStyle
from desktop_app.ui.widgets.rows_model import Index

_ICON = 18
# The space above and below an entry's tint.
_GAP = 2
_ICON_ROLE = Qt.ItemDataRole.UserRole


class Page(Enum):
    """The pages of a workspace."""

    INTEGRATIONS = auto()
    STRIPE = auto()
    ACTIVITY = auto()
    SETTINGS = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the navigation. Choosing it opens the first of its pages."""

    icon: str
    label: str
    pages: tuple[Page, ...]


class _EntryDelegate(QStyledItemDelegate):
    """Draws an icon and a word, on a tint if the entry is the current one."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, option.fontMetrics.height() + theme.L + 2 * _GAP)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        colors = theme.colors(option.palette)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        view = option.widget
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = option.rect.adjusted(0, _GAP, 0, -_GAP)
        if selected or over:
            painter.setPen(Qt.PenStyle.NoPen)
            tint = theme.mix(colors.sidebar, colors.text, 0.05)
            painter.setBrush(colors.accent_tint if selected else tint)
            painter.drawRoundedRect(area, theme.RADIUS, theme.RADIUS)
        if selected:
            bar = QRect(area.left(), area.center().y() - 7, 3, 16)
            painter.setBrush(colors.accent)
            painter.drawRoundedRect(QStyle.visualRect(option.direction, area, bar), 1.5, 1.5)
        if selected and view.hasFocus():
            painter.setPen(QPen(colors.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
        narrow = isinstance(view, Navigation) and view.is_narrow
        left = area.left() + ((area.width() - _ICON) // 2 if narrow else theme.M)
        icon = QRect(left, area.center().y() - _ICON // 2, _ICON, _ICON)
        direction = option.direction
        icons.paint_icon(
            painter,
            QRectF(QStyle.visualRect(direction, area, icon)),
            str(index.data(_ICON_ROLE)),
            colors.accent if selected else colors.secondary,
        )
        if not narrow:
            words = area.adjusted(theme.M + _ICON + theme.M, 0, -theme.S, 0)
            font = option.font
            if selected:
                font.setWeight(font.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(colors.text)
            painter.drawText(
                QStyle.visualRect(direction, area, words),
                Qt.AlignmentFlag.AlignVCenter
                | QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft),
                str(index.data()),
            )
        painter.restore()


class AssistedSelection(QObject):
    """Makes the item current that assistive technology selects. Qt itself only selects it.

    For lists whose current item decides what is shown beside them. The mouse and the keyboard
    change the current item and the selection together.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        # Queued, since Qt tells of a new selection before it changes the current item.
        view.selectionModel().selectionChanged.connect(
            self._follow, Qt.ConnectionType.QueuedConnection
        )

    def _follow(self) -> None:
        for index in self._view.selectedIndexes():
            if index != self._view.currentIndex():
                self._view.setCurrentIndex(index)


class Navigation(QListView):
    """Lists the entries.

    `chosen` carries the `Page` that the person chose, by a click or Enter. `passed` carries the one
    whose entry became the current one: the page is shown, and the focus stays in the list.
    """

    chosen = Signal(object)
    passed = Signal(object)

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._entries = tuple(entries)
        self._is_narrow = False
        self._recoloring = Recoloring(self._recolor)
        model = QStandardItemModel(self)
        for entry in entries:
            item = QStandardItem(entry.label)
            item.setData(entry.icon, _ICON_ROLE)
            item.setEditable(False)
            model.appendRow(item)
        self.setAccessibleName(self.tr("Navigation"))
        self.setModel(model)
        self.setItemDelegate(_EntryDelegate(self))
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._recolor()
        self.setCurrentIndex(model.index(0, 0))
        self.clicked.connect(self._choose)
        self.selectionModel().currentChanged.connect(self._pass)
        AssistedSelection(self)

    @property
    def is_narrow(self) -> bool:
        """Whether the entries are icons alone."""
        return self._is_narrow

    def set_narrow(self, narrow: bool) -> None:
        """Show icons alone, with the words as tool tips, or icons and words."""
        self._is_narrow = narrow
        for row, entry in enumerate(self._entries):
            tip = entry.label if narrow else ""
            self.model().setData(self.model().index(row, 0), tip, Qt.ItemDataRole.ToolTipRole)

    def width_of_words(self) -> int:
        """Return the width that the longest entry needs."""
        font = theme.text_font(TextStyle.BODY, self.font())
        font.setWeight(font.Weight.DemiBold)
        metrics = QFontMetrics(font)
        words = max(metrics.horizontalAdvance(entry.label) for entry in self._entries)
        return words + _ICON + 3 * theme.M

    def changeEvent(self, event: QEvent) -> None:
        self._recoloring.handle(event)
        super().changeEvent(event)

    def _recolor(self) -> None:
        palette = theme.application_palette()
        palette.setColor(QPalette.ColorRole.Base, theme.colors(palette).sidebar)
        self.setPalette(palette)

    def show_page(self, page: Page) -> None:
        """Select the entry of a page that was opened in any way."""
        row = next(row for row, entry in enumerate(self._entries) if page in entry.pages)
        if row != self.currentIndex().row():
            self.setCurrentIndex(self.model().index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The view would pass Enter on, and Enter would press a button of the page that it opens.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _choose(self, entry: QModelIndex) -> None:
        self.chosen.emit(self._entries[entry.row()].pages[0])

    def _pass(self, entry: QModelIndex) -> None:
        self.passed.emit(self._entries[entry.row()].pages[0])
