"""When the colours that a widget has set for itself have to be set again."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication

_EVENTS = frozenset({QEvent.Type.ApplicationPaletteChange, QEvent.Type.PaletteChange})


class Recoloring:
    """Calls `recolor` whenever the application's palette has changed.

    Depending on what has changed the palette, Qt sends one of two events, or both. The widget
    passes its events to `handle`. Setting the widget's own palette sends another of them, which is
    why the application's palette is compared.
    """

    def __init__(self, recolor: Callable[[], None]) -> None:
        self._recolor = recolor
        self._applied = QGuiApplication.palette().cacheKey()

    def handle(self, event: QEvent) -> None:
        """Recolor the widget if the event says that the palette has changed."""
        if event.type() in _EVENTS:
            palette = QGuiApplication.palette().cacheKey()
            if palette != self._applied:
                self._applied = palette
                self._recolor()
