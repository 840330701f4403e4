"""A button that takes no press until it has stood still in sight for a second."""

from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

# Enough time to see a new button before pressing it. A double click takes half of it at most.
SETTLE_TIME = timedelta(seconds=1)

_UNSETTLING = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowActivate})


class SettledButton(QPushButton):
    """Confirms something that appeared by an event from outside, at a moment nobody can foresee.

    A press that was meant for what was there before must not confirm it. The button is disabled
    until it has been shown for `SETTLE_TIME` without being moved or resized. The time begins again
    when a widget around the button is moved or resized, or when the window is activated. The mouse,
    the keyboard and assistive technology all wait for the same time.

    If the button has the focus when it is disabled, the widget before it gets the focus.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(lambda: self.setEnabled(True))
        self.setEnabled(False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Qt tells a widget nothing when a widget around it is moved, as by scrolling.
        around: QWidget | None = self
        while around is not None:
            around.installEventFilter(self)
            around = None if around.isWindow() else around.parentWidget()
        self._unsettle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _UNSETTLING:
            self._unsettle()
        return super().eventFilter(watched, event)

    def _unsettle(self) -> None:
        # The window's focus widget is known even while the window is not active.
        if self.window().focusWidget() is self:
            self.focusPreviousChild()
        self.setEnabled(False)
        self._settling.start(SETTLE_TIME // timedelta(milliseconds=1))
