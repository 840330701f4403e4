"""Finds widgets as a person or an assistive tool does: by what they say, among those in sight."""

from typing import TypeVar

from PySide6.QtGui import QAccessible, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.credentials_model import Column
from desktop_app.ui.widgets.panel_tabs import PanelHeading
from desktop_app.ui.wizard.create_wizard import CreateWizard
from tests import labels

W = TypeVar("W", bound=QWidget)


def accessible_name(widget: QWidget) -> str:
    """Return the name that assistive tools get."""
    # On Linux a box's name is its value, and what it is called is told by its label.
    if isinstance(widget, QComboBox):
        return widget.accessibleName()
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name)


def accessible_description(widget: QWidget) -> str:
    """Return the description that assistive tools get."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Description)


def named(root: QWidget, kind: type[W], name: str) -> W:
    """Return the one widget in sight with this accessible name."""
    found = [w for w in root.findChildren(kind) if w.isVisible() and accessible_name(w) == name]
    assert len(found) == 1, f"{len(found)} widgets are named {name!r}"
    return found[0]


def button(root: QWidget, text: str) -> QPushButton:
    """Return the one button in sight with this name."""
    return named(root, QPushButton, text)


def settled_button(qtbot: QtBot, root: QWidget, text: str) -> QPushButton:
    """Return the one button in sight with this name, once it takes presses."""
    found = button(root, text)
    qtbot.waitUntil(found.isEnabled)
    return found


def in_sight(root: QWidget, kind: type[W]) -> list[W]:
    """Return the widgets of a kind that are in sight.

    What was put into a window shows itself a moment later, so that moment is let pass first.
    """
    QApplication.processEvents()
    return [widget for widget in root.findChildren(kind) if widget.isVisible()]


def buttons(root: QWidget) -> list[str]:
    """Return the texts of the buttons in sight."""
    return [button.text() for button in in_sight(root, QPushButton)]


def filled(root: QWidget) -> list[str]:
    """Return the buttons in sight that are drawn filled with the accent."""
    accent = theme.colors(theme.application_palette()).accent_fill
    return [
        b.text()
        for b in in_sight(root, QPushButton)
        if b.isEnabled() and b.palette().color(QPalette.ColorRole.Button) == accent
    ]


def focused() -> QWidget:
    """Return what has the keyboard's focus."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def words(root: QWidget) -> str:
    """Return all the words that labels, and headings of panels, in sight say."""
    said = [label.text() for label in in_sight(root, QLabel)]
    return "\n".join((*said, *(heading.text() for heading in in_sight(root, PanelHeading))))


def names(root: QWidget) -> str:
    """Return the names that assistive tools get of the labels in sight."""
    return "\n".join(accessible_name(label) for label in in_sight(root, QLabel))


def chosen_system(wizard: QWidget) -> str:
    """Return which system is chosen in the wizard's first stage."""
    group = named(wizard, QGroupBox, labels.EXTERNAL_SYSTEM)
    (chosen,) = [radio for radio in in_sight(group, QRadioButton) if radio.isChecked()]
    return accessible_name(chosen)


def wait_for_words(qtbot: QtBot, root: QWidget, text: str) -> None:
    """Wait until `text` is in sight: what is put into a window shows itself a moment later."""
    qtbot.waitUntil(lambda: text in words(root))


def open_notices(root: QWidget) -> None:
    """Press *Show more* on the line of notices, if it is there and closed."""
    for found in in_sight(root, QPushButton):
        if found.text() == labels.SHOW:
            found.click()


def wait_for_notice(qtbot: QtBot, root: QWidget, text: str) -> None:
    """Wait until an opened notice says `text`."""

    def is_told() -> bool:
        open_notices(root)
        return text in words(root)

    qtbot.waitUntil(is_told)


def table(root: QWidget) -> QTableView:
    """Return the table of credentials."""
    return named(root, QTableView, labels.CREDENTIALS)


def column(root: QWidget, which: Column = Column.NAME) -> list[str]:
    """Return what the table's rows say in one column, from top to bottom."""
    model = table(root).model()
    return [str(model.index(row, which).data()) for row in range(model.rowCount())]


def detail(panel: QWidget, name: str) -> str:
    """Return what the details of the selected credential say under `name`."""
    (value,) = [label for label in in_sight(panel, QLabel) if label.accessibleName() == name]
    return value.text()


def open_wizard() -> CreateWizard | None:
    """Return the wizard that is in sight."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, CreateWizard) and widget.isVisible():
            return widget
    return None


def open_dialog(kind: type[W]) -> W:
    """Return the dialog of a kind that is in sight."""
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    assert len(found) == 1
    return found[0]
