"""What a person sees of m3ter in the window, and what a screen reader says about it."""

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.m3ter.configurations_model import Column
from desktop_app.ui.m3ter.connect_dialog import ConnectM3terDialog
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.widgets.toast import Toast
from tests import labels
from tests.ui.finding import in_sight, named, words
from tests.waiting import TIMEOUT_MS
from tests.window_harness import WindowHarness

FIELDS = (labels.ORGANIZATION_ID, labels.ACCESS_KEY_ID, labels.API_SECRET)


def said(root: QWidget) -> str:
    """Return what labels in sight say, without marks that nobody sees."""
    return without_isolates(words(root)).replace("\u200b", "")


def toasts(gui: WindowHarness) -> list[str]:
    """Return what the toasts in sight say."""
    return [without_isolates(each.text) for each in in_sight(gui.window, Toast)]


def dialogs() -> list[ConnectM3terDialog]:
    """Return the dialogs in sight that connect m3ter."""
    widgets = QApplication.topLevelWidgets()
    return [w for w in widgets if isinstance(w, ConnectM3terDialog) and w.isVisible()]


def wait_for_focus(qtbot: QtBot, widget: QWidget) -> None:
    """Wait until a widget has the keyboard's focus: a window gets it a moment after it opens."""
    qtbot.waitUntil(widget.hasFocus, timeout=TIMEOUT_MS)


def field(dialog: QWidget, name: str) -> QLineEdit:
    """Return the field of the dialog with this label."""
    return named(dialog, QLineEdit, name)


def table(gui: WindowHarness) -> QTableView:
    """Return the table of configurations, which has to be in sight."""
    return named(gui.window, QTableView, labels.CONFIGURATIONS)


def cell(gui: WindowHarness, row: int, column: Column) -> QModelIndex:
    """Return a cell of the table of configurations."""
    return table(gui).model().index(row, column)


def column(gui: WindowHarness, which: Column = Column.NAME) -> list[str]:
    """Return what the rows say in one column, from top to bottom."""
    return [str(cell(gui, row, which).data()) for row in range(table(gui).model().rowCount())]


def search(gui: WindowHarness) -> QLineEdit:
    """Return the field that searches the configurations."""
    return named(gui.window, QLineEdit, labels.SEARCH_CONFIGURATIONS)


def fact(root: QWidget, name: str) -> str:
    """Return what stands beside a label."""
    found = [label for label in in_sight(root, QLabel) if label.accessibleName() == name]
    (value,) = found
    return value.text().replace("\u200b", "")
