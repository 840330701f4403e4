"""What assistive technology does to a widget, by its accessible actions."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QWidget


def press_by_assistive_technology(button: QWidget) -> None:
    """Press a button. Qt shows it pressed for a moment, and clicks it then."""
    interface = QAccessible.queryAccessibleInterface(button)
    interface.actionInterface().doAction("Press")


def select_by_assistive_technology(view: QAbstractItemView, row: int) -> None:
    """Select a row of a list, without the keyboard's focus."""
    interface = QAccessible.queryAccessibleInterface(view).child(row)
    interface.actionInterface().doAction("Toggle")
