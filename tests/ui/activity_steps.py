"""What a person does on the Activity page, and what it says."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QPushButton, QTableView

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.systems import System
from desktop_app.ui.activity_model import Column, Role
from tests import labels
from tests.fakes import BEGINNING
from tests.ui.finding import button, named, open_dialog, words
from tests.window_harness import WindowHarness


def table(gui: WindowHarness) -> QTableView:
    return named(gui.window, QTableView, labels.ACTIVITY)


def rows(gui: WindowHarness, which: Column = Column.WHAT) -> list[str]:
    """Return what the entries say in one column, from top to bottom."""
    model = table(gui).model()
    cells = [model.index(row, which) for row in range(model.rowCount())]
    return [str(cell.data()) for cell in cells if cell.data(Role.DAY) is None]


def headings(gui: WindowHarness) -> list[str]:
    """Return the headings of the days, from top to bottom."""
    model = table(gui).model()
    days = [model.index(row, 0).data(Role.DAY) for row in range(model.rowCount())]
    return [str(day) for day in days if day is not None]


def search(gui: WindowHarness) -> QLineEdit:
    return named(gui.window, QLineEdit, labels.SEARCH_ACTIVITY)


def kinds(gui: WindowHarness) -> QComboBox:
    return named(gui.window, QComboBox, labels.WHAT_HAPPENED)


def choose_kind(gui: WindowHarness, text: str) -> None:
    kinds(gui).setCurrentIndex(kinds(gui).findText(text))


def selected(gui: WindowHarness) -> list[int]:
    """Return the places in the log of the selected rows' entries."""
    found = table(gui).selectionModel().selectedRows()
    return [index.data(Role.NUMBER) for index in found]


def write_many(gui: WindowHarness, count: int, system: System = System.STRIPE_TEST) -> None:
    """Write entries into the log, a minute apart."""
    for number in range(count):
        gui.harness.write(
            Activity(
                BEGINNING + timedelta(minutes=number),
                ActivityKind.STARTED,
                f"id-{number}",
                f"Credential {number}",
                system,
                "ada",
            )
        )


def ask_where(gui: WindowHarness) -> QFileDialog:
    button(gui.window, labels.EXPORT).click()
    return open_dialog(QFileDialog)


def save_as(gui: WindowHarness, path: Path) -> None:
    """Export as a person does: a path is typed, and Save is pressed."""
    dialog = ask_where(gui)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.setText(str(path))
    (save,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "&Save"]
    save.click()


def told(gui: WindowHarness) -> str:
    """Return what labels say, without the places where a long word may be broken."""
    return words(gui.window).replace("\u200b", "")
