"""Keeps the focus where the person has put it while the wizard changes around it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def give_back_focus(holder: QWidget | None) -> bool:
    """Give the focus back to the widget that had it, if that is still in sight and enabled.

    Return whether the widget has the focus again. QWizard hides its pages for a moment whenever its
    buttons change, and Qt then moves the focus.
    """
    if holder is None or not holder.isVisible() or not holder.isEnabled():
        return False
    holder.setFocus(Qt.FocusReason.OtherFocusReason)
    return True
