"""Gives the focus back to the widget that had it before."""

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget


class FocusMemory(QObject):
    """Remembers which widget had the focus before the focus came into `area`."""

    def __init__(self, area: QWidget) -> None:
        super().__init__(area)
        self._area = area
        self._before: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        # There is no old one when the window becomes active, and the focus is where it was.
        if old is not None and self._holds(new) and not self._holds(old):
            self._before = old

    def _holds(self, widget: QWidget | None) -> bool:
        return widget is not None and self._area.isAncestorOf(widget)

    @property
    def has_focus(self) -> bool:
        """Whether the focus is in the area, also while its window is not active."""
        return self._holds(self._area.window().focusWidget())

    def give_back(self) -> None:
        """Move the focus from the area to where it was, if that widget can take it."""
        before = self._before
        if self.has_focus and before is not None and shiboken6.isValid(before):
            before.setFocus()
