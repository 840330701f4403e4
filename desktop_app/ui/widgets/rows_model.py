"""The common base of table models: headings, cells without isolates, tool tips in plain text."""

from functools import cached_property
from html import escape

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop_app.ui.texts.filling import without_isolates

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


class RowsModel(QAbstractTableModel):
    """A table model. Subclasses provide the headings of the columns and the values of the cells."""

    def headings(self) -> tuple[str, ...]:
        """Return the headings from left to right. It is called once, by the first view."""
        raise NotImplementedError

    def value(self, index: Index, role: int) -> object:
        """Return what a cell has in a role."""
        raise NotImplementedError

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        value = self.value(index, role)
        return without_isolates(value) if isinstance(value, str) else value

    @cached_property
    def _headings(self) -> tuple[str, ...]:
        # A view asks for the number of columns for every cell, and translating takes time.
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
    """Return a tool tip that shows `text` unchanged. Qt would guess whether it is markup.

    Without a text there is no tool tip: Qt would show markup without words as an empty box.
    """
    return f"<span>{escape(text)}</span>" if text else ""
