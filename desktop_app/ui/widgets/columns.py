"""The columns of a table: which are shown, how wide they are, and which one sorts the rows."""

from collections.abc import Callable, Collection, Mapping
from enum import IntEnum
from math import floor

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView

from desktop_app.ui.widgets.buttons import Menu
from desktop_app.ui.window_settings import TableSettings

# A wider column could not be seen as a whole on most screens.
_WIDEST = 2000
# A column that shares the width has room for its cells if they need this many pixels at the most.
_FIRST_ROOM = 160
# A table is narrow if it has room for fewer characters of average width.
_LEAST_CHARACTERS = 110
# A column that is limited has room for this many characters of average width.
_MOST_CHARACTERS = 22
_NEW_ROOM = (QEvent.Type.Show, QEvent.Type.Resize, QEvent.Type.FontChange)
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class Columns(QObject):
    """Sizes, hides and remembers the columns of a table that has its model and its delegate.

    At first, a column is as wide as its visible cells, and those of `stretched` share the rest of
    the width. Once the person has resized a column, all columns keep their widths, apart from the
    last visible one of `stretched`: that column always fills the rest. The first column can't be
    hidden; those of `hidden_at_first` are until the person shows them. Those of `left_out` are not
    shown while the table is narrow, which is not remembered. While no column of `stretched` is
    visible, `else_stretched` takes their place. Those of `limited` are no wider than
    `_MOST_CHARACTERS`, and give `else_stretched` the room that its cells need. They share the room
    that the column of `stretched` does not need: `content_room` returns what it needs, in pixels.
    """

    def __init__(
        self,
        table: QTableView,
        columns: type[IntEnum],
        stretched: Collection[int],
        settings: TableSettings,
        hidden_at_first: Collection[IntEnum] = (),
        left_out: Collection[int] = (),
        else_stretched: int | None = None,
        limited: Collection[int] = (),
        content_room: Callable[[], int] | None = None,
    ) -> None:
        super().__init__(table)
        self._table = table
        self._header = table.horizontalHeader()
        self._viewport = table.viewport()
        self._columns = columns
        self._stretched: frozenset[int] = frozenset(stretched)
        self._else_stretched = else_stretched
        self._limited: frozenset[int] = frozenset(limited)
        self._content_room = content_room
        self._settings = settings
        self._widths = _known(columns, settings.widths)
        self._is_pressed = False
        self._is_resized = False
        self._choices: dict[int, QAction] = {}
        self._menu: QMenu | None = None
        for column in stretched:
            # The column keeps room for its heading.
            self._header.setMinimumSectionSize(
                max(self._header.minimumSectionSize(), self._header.sectionSizeHint(column))
            )
        self._hidden_at_first = hidden_at_first
        names = settings.hidden
        if names is None:
            names = [each.name for each in hidden_at_first]
        known = (columns[name] for name in names if name in columns.__members__)
        # What the person has hidden.
        self._hidden: frozenset[int] = frozenset(column for column in known if column > 0)
        self._left_out_if_narrow: frozenset[int] = frozenset(left_out)
        self._left_out: frozenset[int] = frozenset()
        self._show_columns()
        self._header.sectionResized.connect(self._on_resized)
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._header.customContextMenuRequested.connect(self._show_menu)
        self._header.viewport().installEventFilter(self)
        self._viewport.installEventFilter(self)
        model = table.model()
        for changed in (
            model.dataChanged,
            model.rowsInserted,
            model.rowsRemoved,
            model.modelReset,
            model.layoutChanged,
        ):
            changed.connect(self._fit)

    # -- sorting ------------------------------------------------------------------------------

    def sort_at_first_by(self, column: IntEnum, order: Qt.SortOrder) -> None:
        """Sort by the column that is remembered; at first by this one, in this order."""
        match self._settings.sorting:
            case (name, descending) if name in self._columns.__members__:
                column = self._columns[name]
                order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._table.sortByColumn(column, order)
        self._table.setSortingEnabled(True)
        self._header.sortIndicatorChanged.connect(self._remember_sorting)

    def _remember_sorting(self, column: int, order: Qt.SortOrder) -> None:
        self._settings.remember_sorting(
            self._columns(column).name, descending=order is Qt.SortOrder.DescendingOrder
        )

    # -- widths -------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._viewport:
            if event.type() in _NEW_ROOM:
                self._fit()
        elif event.type() in _PRESSES:
            # The release of the right button goes to the menu that it opens.
            self._is_pressed = (
                isinstance(event, QMouseEvent) and event.button() is Qt.MouseButton.LeftButton
            )
        elif event.type() is QEvent.Type.MouseButtonRelease:
            self._is_pressed = False
            if self._is_resized:
                self._remember_widths()
        return super().eventFilter(watched, event)

    def _visible(self) -> list[int]:
        return [column for column in self._columns if not self._header.isSectionHidden(column)]

    def _choose_fill(self) -> None:
        visible = self._visible()
        candidates = [column for column in visible if column in self._stretched]
        if not candidates:
            candidates = [column for column in visible if column == self._else_stretched] or visible
        self._fill = candidates[-1]
        for column in self._columns:
            self._header.setSectionResizeMode(
                column,
                QHeaderView.ResizeMode.Stretch
                if column == self._fill
                else QHeaderView.ResizeMode.Interactive,
            )

    def _fit(self) -> None:
        """Give the columns their widths, unless the person is resizing one."""
        if self._is_pressed or not self._table.isVisible():
            return
        self._leave_out()
        sharing = []
        for column in self._visible():
            if column == self._fill or column in self._stretched.difference(self._widths):
                sharing.append(column)
            elif column in self._widths:
                width = max(self._header.minimumSectionSize(), self._widths[column])
                self._header.resizeSection(column, min(width, _WIDEST))
            else:
                self._table.resizeColumnToContents(column)
        self._limit()
        taken = sum(self._header.sectionSize(c) for c in self._visible() if c not in sharing)
        for column in sharing:
            if column != self._fill:
                share = (self._viewport.width() - taken) // len(sharing)
                # The fill has what is left, so that its cells are cut first.
                least = self._header.minimumSectionSize()
                left = self._viewport.width() - taken - least * (len(sharing) - 1)
                wanted = self._table.sizeHintForColumn(column)
                # What has no room all the same leaves others theirs.
                wanted = min(wanted, left) if wanted <= _FIRST_ROOM else 0
                self._header.resizeSection(column, max(least, share, wanted))

    def _limit(self) -> None:
        """Make limited columns that the person has not resized as narrow as they have to be."""
        visible = self._visible()
        limited = self._limited.intersection(visible).difference(self._widths, (self._fill,))
        most = self._table.fontMetrics().averageCharWidth() * _MOST_CHARACTERS
        needs = {column: self._header.sectionSize(column) for column in limited}
        for column, need in needs.items():
            self._header.resizeSection(column, min(need, most))
        if not limited:
            return
        least = self._header.minimumSectionSize()
        taken = sum(self._header.sectionSize(each) for each in visible if each != self._fill)
        left = self._viewport.width() - taken
        if self._fill == self._else_stretched:
            change = min(0, left - self._table.sizeHintForColumn(self._fill))
        elif self._fill in self._stretched and self._content_room is not None:
            change = max(0, left - max(least, self._content_room()))
        else:
            return
        # First what the cells need, those that need least before the others; then the rest.
        wants = {column: need - self._header.sectionSize(column) for column, need in needs.items()}
        for number, column in enumerate(sorted(limited, key=wants.__getitem__)):
            more = min(floor(change / (len(limited) - number)), wants[column])
            self._widen(column, more)
            change -= more
        for column in limited:
            self._widen(column, change // len(limited))

    def _widen(self, column: int, more: int) -> None:
        """Make a column wider by some pixels, or narrower by less than none."""
        width = self._header.sectionSize(column) + more
        self._header.resizeSection(column, max(self._header.minimumSectionSize(), width))

    def _leave_out(self) -> None:
        """Leave out columns while the table is narrow."""
        least = self._table.fontMetrics().averageCharWidth() * _LEAST_CHARACTERS
        # The viewport's width would depend on scroll bars, and they on the columns.
        left_out = self._left_out_if_narrow if self._table.width() < least else frozenset()
        if left_out != self._left_out:
            self._left_out = left_out
            self._show_columns()
            self._show_choices()

    def _on_resized(self, column: int) -> None:
        # The header resizes the column that fills the rest itself.
        self._is_resized = self._is_resized or (self._is_pressed and column != self._fill)

    def _remember_widths(self) -> None:
        self._is_resized = False
        for column in self._visible():
            if column != self._fill:
                self._widths[column] = self._header.sectionSize(column)
        names = {self._columns(column).name: width for column, width in self._widths.items()}
        self._settings.remember_widths(names)

    # -- which are shown ----------------------------------------------------------------------

    def columns_menu(self) -> QMenu:
        """Return the menu that shows and hides columns. It is always the same one."""
        if self._menu is None:
            self._menu = self._make_menu()
            self._show_choices()
        return self._menu

    def _make_menu(self) -> QMenu:
        menu = Menu(self.tr("Columns"), self._table)
        for column in self._columns:
            heading = self._table.model().headerData(column, Qt.Orientation.Horizontal)
            choice = menu.addAction(str(heading))
            choice.setCheckable(True)
            choice.triggered.connect(self._on_chosen)
            self._choices[column] = choice
        menu.addSeparator()
        menu.addAction(self.tr("Reset columns")).triggered.connect(self._reset)
        return menu

    def _show_menu(self, position: QPoint) -> None:
        self.columns_menu().popup(self._header.viewport().mapToGlobal(position))

    def _show_choices(self) -> None:
        for column, choice in self._choices.items():
            choice.setChecked(not self._header.isSectionHidden(column))
            choice.setEnabled(column > 0 and column not in self._left_out)

    def _on_chosen(self) -> None:
        unchecked = {each for each, choice in self._choices.items() if not choice.isChecked()}
        self._hide(unchecked - self._left_out | self._hidden & self._left_out)

    def _reset(self) -> None:
        self._widths.clear()
        self._settings.remember_widths({})
        self._hide(self._hidden_at_first)

    def _hide(self, hidden: Collection[int]) -> None:
        """Hide these columns, and show all others."""
        self._hidden = frozenset(hidden)
        self._show_columns()
        self._fit()
        self._show_choices()
        self._settings.remember_hidden([self._columns(column).name for column in sorted(hidden)])

    def _show_columns(self) -> None:
        """Show the columns that are neither hidden nor left out."""
        for column in self._columns:
            self._header.setSectionHidden(column, column in self._hidden | self._left_out)
        self._choose_fill()


def _known(columns: type[IntEnum], widths: Mapping[str, int]) -> dict[int, int]:
    """Return the remembered widths of the columns that there are."""
    return {columns[name]: width for name, width in widths.items() if name in columns.__members__}
