"""What the models of tables have in common: their headings, and tips that are never markup."""

from functools import cached_property
from html import escape

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


class RowsModel(QAbstractTableModel):
    """A table model; whoever derives from it says its headings, from left to right."""

    def headings(self) -> tuple[str, ...]:
        """Return the columns' headings. It is called once, when a view first asks for columns."""
        raise NotImplementedError

    @cached_property
    def _headings(self) -> tuple[str, ...]:
        # A view asks for the number of columns with every cell, and translating takes time.
        return self.headings()

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return self._headings[section] if role == Qt.ItemDataRole.DisplayRole else None


def plain_tip(text: str) -> str:
    """Return a tool tip that shows `text` as it is: Qt guesses whether a tip is markup."""
    return f"<span>{escape(text)}</span>"
