"""The slim navigation at the left: an icon and a word for each group of pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui import icons, theme
from desktop_app.ui.widgets.lists import CalmSelection, draw_focus_bar
from desktop_app.ui.widgets.rows_model import Index


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
    """Shows the focus of the navigation as the other lists do: by a bar."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        option.state &= ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, option, index)
        draw_focus_bar(painter, option)


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
        model = QStandardItemModel(self)
        for entry in entries:
            item = QStandardItem(icons.icon(entry.icon), entry.label)
            item.setEditable(False)
            item.setSizeHint(QSize(0, theme.XL + theme.L))
            model.appendRow(item)
        self.setAccessibleName(self.tr("Navigation"))
        self.setModel(model)
        self.setItemDelegate(_EntryDelegate(self))
        CalmSelection(self)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setIconSize(QSize(theme.L + theme.XS, theme.L + theme.XS))
        words = max(self.fontMetrics().horizontalAdvance(entry.label) for entry in entries)
        around = self.iconSize().width() + theme.L + theme.M
        self.setFixedWidth(max(theme.M * 11, words + around))
        self.setCurrentIndex(model.index(0, 0))
        self.clicked.connect(self._choose)
        self.selectionModel().currentChanged.connect(self._pass)

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
