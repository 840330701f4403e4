"""The local log as an item model: the entries that match the search, in the chosen order.

In the order of time, each day has a heading: a row that can't be selected.

The model sorts and filters by itself. A proxy model would call Python for each comparison, which
takes a third of a second for ten thousand entries. Sorting here takes a tenth of that.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date
from enum import IntEnum, auto
from itertools import groupby

from PySide6.QtCore import QModelIndex, QObject, Qt

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.names import name_key
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import activity_texts, credential_texts, time_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.widgets.rows_model import NO_PARENT, Index, RowsModel, plain_tip
from desktop_app.workflow.events import ActivitiesRead, Event
from desktop_app.workflow.workspace import Workspace


class Column(IntEnum):
    """The columns, from left to right."""

    WHEN = 0
    WHAT = auto()
    CREDENTIAL = auto()
    ACCOUNT = auto()
    SYSTEM = auto()
    DETAILS = auto()


class Role(IntEnum):
    """What a cell holds beside its text. `NUMBER` is the place of its entry in the log, from 0.

    `DAY` is the text of a heading, in each of its cells. An entry has none. `LONGEST` is the first
    line of a cell in the whole log that has the most characters in its column; only the columns of
    the credential and the account have it.
    """

    NUMBER = Qt.ItemDataRole.UserRole
    KIND = auto()
    SECOND_LINE = auto()
    DAY = auto()
    LONGEST = auto()


# The number of an entry, or the day that the entries below are of.
Row = int | date


class ActivityModel(RowsModel):
    """One row for each entry. The newest is first, unless the person sorts them in another way.

    The days have headings only while the entries are sorted by time.
    """

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = workspace.state
        self._clock = workspace.clock
        self._entries = self._state.activities
        self._searched = ""
        self._kind: ActivityKind | None = None
        self._words: dict[int, str] = {}
        self._details: dict[int, str] = {}
        self._longest = dict.fromkeys((Column.CREDENTIAL, Column.ACCOUNT), "")
        self._measure(self._entries)
        self._column = Column.WHEN
        self._descending = True
        self._today = time_texts.day_of(self._clock.now().utc)
        # What is shown, from top to bottom.
        self._rows = self._arranged(range(len(self._entries)))
        connect_until_destroyed(self, self._state.subscribe, self._on_event)

    # -- Qt's side ----------------------------------------------------------------------------

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def headings(self) -> tuple[str, ...]:
        return (
            self.tr("When"),
            self.tr("What happened"),
            self.tr("Credential"),
            self.tr("Account"),
            self.tr("System"),
            self.tr("Details"),
        )

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return no flags for a heading: it can't be selected, and the arrow keys pass it by."""
        is_heading = index.isValid() and isinstance(self._rows[index.row()], date)
        return Qt.ItemFlag.NoItemFlags if is_heading else super().flags(index)

    def value(self, index: Index, role: int) -> object:
        row, column = self._rows[index.row()], Column(index.column())
        if isinstance(row, date):
            return self._heading_value(row, column, role)
        return self._entry_value(row, column, role)

    def _heading_value(self, day: date, column: Column, role: int) -> str | None:
        is_text = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if role == Role.DAY or (is_text and column is Column.WHEN):
            return time_texts.day_heading(day, self._clock.now().utc)
        return None

    def _entry_value(self, number: int, column: Column, role: int) -> object:
        entry = self._entries[number]
        match role:
            case Qt.ItemDataRole.DisplayRole if column is Column.WHEN and not self._has_days:
                return time_texts.moment_text(entry.at)
            case Qt.ItemDataRole.DisplayRole:
                return _first_line(entry, column)
            case Role.SECOND_LINE:
                return _second_line(entry, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return _spoken(entry, column)
            case Qt.ItemDataRole.AccessibleDescriptionRole if column is Column.WHEN:
                return activity_line(entry)
            case Qt.ItemDataRole.ToolTipRole if column is Column.WHAT:
                # The details may be below what happened, or in no column at all.
                return plain_tip(_joined(_spoken(entry, each) for each in (column, Column.DETAILS)))
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(_spoken(entry, column))
            case Role.NUMBER:
                return number
            case Role.KIND:
                return entry.kind
            case Role.LONGEST:
                return self._longest.get(column)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._rows[index.row()] for index in before]
        self._column = Column(column)
        self._descending = order is Qt.SortOrder.DescendingOrder
        self._rows = self._arranged(self._numbers())
        places = {row: place for place, row in enumerate(self._rows)}
        after = [
            # In another order than that of time, there are no headings.
            self.index(places[row], index.column()) if row in places else QModelIndex()
            for row, index in zip(held, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    # -- the page's side ----------------------------------------------------------------------

    def show_only(self, searched: str, kind: ActivityKind | None) -> None:
        """Show the entries of one kind (None: of any kind) whose words contain `searched`."""
        searched = searched.strip().casefold()
        if (searched, kind) == (self._searched, self._kind):
            return
        self.beginResetModel()
        self._searched, self._kind = searched, kind
        self._rows = self._arranged(filter(self._matches, range(len(self._entries))))
        self.endResetModel()

    def shown(self) -> tuple[Activity, ...]:
        """Return the entries that are shown, from top to bottom."""
        return tuple(self._entries[number] for number in self._numbers())

    def follow_day(self) -> None:
        """Name the days anew if another day has begun: what was "Today" is "Yesterday" now."""
        today = time_texts.day_of(self._clock.now().utc)
        if today != self._today and self._rows:
            last = self.index(len(self._rows) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self._today = today

    def row_of(self, number: int) -> QModelIndex:
        """Return the first cell of an entry's row, invalid if it is not shown."""
        if number not in self._rows:
            return QModelIndex()
        return self.index(self._rows.index(number), Column.WHEN)

    def details(self) -> Iterator[tuple[int, str]]:
        """Return the rows of entries that may have details, and these details."""
        for place, row in enumerate(self._rows):
            if isinstance(row, int) and self._entries[row].detail:
                if row not in self._details:
                    text = activity_texts.detail_text(self._entries[row])
                    self._details[row] = without_isolates(text)
                yield place, self._details[row]

    def day_of(self, place: int) -> str:
        """Return the heading above the entry in a row; empty for a heading, or if none is above."""
        row = self._rows[place]
        if isinstance(row, date) or not self._has_days:
            return ""
        return time_texts.day_heading(self._day_of(row), self._clock.now().utc)

    # -- inside -------------------------------------------------------------------------------

    def _on_event(self, event: Event) -> None:
        if isinstance(event, ActivitiesRead):
            before = len(self._entries)
            self._entries = self._state.activities
            self._measure(self._entries[before:])
            self._insert(filter(self._matches, range(before, len(self._entries))))

    def _measure(self, new: Iterable[Activity]) -> None:
        for entry in new:
            for column, longest in self._longest.items():
                line = _first_line(entry, column)
                if len(line) > len(longest):
                    self._longest[column] = line

    def _numbers(self) -> list[int]:
        """Return the numbers of the entries that are shown, from top to bottom."""
        return [row for row in self._rows if isinstance(row, int)]

    @property
    def _has_days(self) -> bool:
        return self._column is Column.WHEN

    def _arranged(self, numbers: Iterable[int]) -> list[Row]:
        """Return the rows of entries with the headings that they need, from top to bottom."""
        entries = list(numbers)
        days = {self._day_of(number) for number in entries} if self._has_days else ()
        return sorted([*entries, *days], key=self._sort_key, reverse=self._descending)

    def _day_of(self, number: int) -> date:
        return time_texts.day_of(self._entries[number].at)

    def _insert(self, numbers: Iterable[int]) -> None:
        shown = {row for row in self._rows if isinstance(row, date)}
        new = [row for row in self._arranged(numbers) if row not in shown]
        runs = [(place, list(run)) for place, run in groupby(new, self._place)]
        # From the bottom up, so that an insertion does not move the rows of the next ones.
        for place, run in reversed(runs):
            self.beginInsertRows(QModelIndex(), place, place + len(run) - 1)
            self._rows[place:place] = run
            self.endInsertRows()

    def _place(self, row: Row) -> int:
        """Return the place before which a new row is inserted."""
        if not self._descending:
            return bisect_left(self._rows, self._sort_key(row), key=self._sort_key)
        upwards = self._rows[::-1]
        return len(upwards) - bisect_left(upwards, self._sort_key(row), key=self._sort_key)

    def _sort_key(self, row: Row) -> tuple[date, str, int] | tuple[bool, str, int]:
        if isinstance(row, date):
            # Above the entries of the day. No time sorts before nothing, or after a tilde.
            return row, "~" if self._descending else "", 0
        entry = self._entries[row]
        if self._has_days:
            return self._day_of(row), entry.at.isoformat(), row
        # In both directions, entries with an empty cell are last, and of those that are equal in
        # the column, the newest is first.
        is_empty = not _first_line(entry, self._column)
        text = _sort_text(entry, self._column)
        return is_empty is not self._descending, text, row if self._descending else -row

    def _matches(self, number: int) -> bool:
        entry = self._entries[number]
        if self._kind is not None and entry.kind is not self._kind:
            return False
        return not self._searched or self._searched in self._words_of(number)

    def _words_of(self, number: int) -> str:
        if number not in self._words:
            entry = self._entries[number]
            lines = [f(entry, column) for column in Column for f in (_one_line, _second_line)]
            lines += time_texts.moment_text(entry.at), activity_texts.system_text(entry)
            self._words[number] = without_isolates("\n".join(lines)).casefold()
        return self._words[number]


def activity_line(entry: Activity) -> str:
    """Return the values of all columns of an entry, as one line without isolates."""
    return without_isolates(_joined(_spoken(entry, column) for column in Column))


def _first_line(entry: Activity, column: Column) -> str:
    match column:
        case Column.WHEN:
            return time_texts.exact_time_text(entry.at)
        case Column.WHAT:
            return activity_texts.activity_text(entry.kind)
        case Column.CREDENTIAL:
            return entry.credential_name
        case Column.ACCOUNT:
            return entry.account_name or entry.account_id
        case Column.SYSTEM:
            return "" if entry.system is None else credential_texts.system_name(entry.system)
        case Column.DETAILS:
            return activity_texts.detail_text(entry)


def _one_line(entry: Activity, column: Column) -> str:
    return " ".join(_first_line(entry, column).splitlines())


def _second_line(entry: Activity, column: Column) -> str:
    if column is Column.WHEN:
        return activity_texts.by_text(entry)
    if column is Column.CREDENTIAL:
        return entry.credential_id
    if column is Column.ACCOUNT:
        return entry.account_id if entry.account_name else ""
    if column is Column.SYSTEM and entry.system is not None:
        return credential_texts.mode_text(entry.system)
    return ""


def _spoken(entry: Activity, column: Column) -> str:
    if column is Column.SYSTEM:
        return activity_texts.system_text(entry)
    if column is Column.WHEN:
        # The heading with the day may be out of sight, and is not reached by keyboard.
        return f"{time_texts.exact_moment_text(entry.at)}, {activity_texts.by_text(entry)}"
    return _joined((_one_line(entry, column), _second_line(entry, column)))


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)


def _sort_text(entry: Activity, column: Column) -> str:
    if column is Column.CREDENTIAL:
        return name_key(entry.credential_name)
    # A tab sorts before every character of a line, so entries with equal first lines stay together.
    return f"{_first_line(entry, column)}\t{_second_line(entry, column)}".casefold()
