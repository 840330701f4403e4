"""All texts of a window that a person can see or hear."""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QWidget,
)

_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


def shown_texts(root: QWidget) -> Iterator[str]:
    """Yield the texts of `root` and of all that is visible in it."""
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisible():
            yield from _texts(widget)


def _texts(widget: QWidget) -> Iterator[str]:
    yield widget.windowTitle()
    yield widget.toolTip()
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield widget.placeholderText()
            yield widget.displayText()
        case QComboBox():
            yield from (widget.itemText(number) for number in range(widget.count()))
        case QMenu():
            yield from (action.text() for action in widget.actions())
        case QMessageBox():
            yield widget.text()
            yield widget.informativeText()
        case QAbstractItemView():
            yield from _items(widget.model())


def _items(model: QAbstractItemModel) -> Iterator[str]:
    # A list has one column, and does not let itself be asked.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for column in range(columns):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(model.rowCount()):
            index = model.index(row, column)
            yield from (str(index.data(role) or "") for role in _ROLES)
