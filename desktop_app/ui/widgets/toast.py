"""Toasts: short messages over a page about what succeeded. They go by themselves."""

from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QGraphicsOpacityEffect, QHBoxLayout, QStyle, QVBoxLayout, QWidget

from desktop_app.ui import icons, theme
from desktop_app.ui.announce import announce
from desktop_app.ui.texts.message import Message
from desktop_app.ui.widgets.buttons import IconButton, make_strong
from desktop_app.ui.widgets.focus_memory import FocusMemory
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.panels import IconWidget, RaisedCard

# How long a toast stays while nobody attends to it, and how long it takes to come and to go.
STAY_TIME = timedelta(seconds=4)
FADE_TIME = timedelta(milliseconds=120)

_MILLISECOND = timedelta(milliseconds=1)
_WIDEST = 420
_MOST = 2
# The room between toasts and the edges of the pages, in pixels.
_INSET = theme.L + theme.M


class Toast(RaisedCard):
    """A message in a small card. `gone` is emitted when the card can be taken away.

    The card stays while the mouse is over it, and while its button has the focus. It never takes
    the focus by itself.
    """

    gone = Signal()

    def __init__(self, message: Message, parent: QWidget) -> None:
        super().__init__()
        self.hide()
        self.setParent(parent)
        self.message = message
        self._is_going = False
        self._close = IconButton("close", self.tr("Dismiss"))
        self._close.installEventFilter(self)
        self._close.clicked.connect(self.go)
        self._focus = FocusMemory(self)
        self._opacity = QGraphicsOpacityEffect(self)
        self._opacity.setEnabled(False)
        self.setGraphicsEffect(self._opacity)
        self._fading = QPropertyAnimation(self._opacity, b"opacity", self)
        self._fading.finished.connect(self._end_fading)
        self._staying = QTimer(self)
        self._staying.setSingleShot(True)
        self._staying.setInterval(STAY_TIME // _MILLISECOND)
        self._staying.timeout.connect(self.go)
        self._labels = [wrapped(text) for text in (message.title, message.text) if text]
        if message.title:
            make_strong(self._labels[0])
        self._lay_out()

    def _lay_out(self) -> None:
        tone = self.message.tone
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        for label in self._labels:
            words.addWidget(label)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, theme.M, theme.S, theme.M)
        row.setSpacing(theme.M)
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(IconWidget(icons.TONE_ICONS[tone], tone, theme.L + theme.XS), 0, middle)
        row.addLayout(words, 1)
        row.addWidget(self._close, 0, middle)

    @property
    def text(self) -> str:
        """All the words of the toast."""
        return " ".join(filter(None, (self.message.title, self.message.text)))

    def fit(self, room: int) -> None:
        """Take the size that the words need; `room` is the greatest width."""
        words = max(label.fontMetrics().horizontalAdvance(label.text()) for label in self._labels)
        card, row = self.contentsMargins(), self._row.contentsMargins()
        shadow = card.left() + card.right()
        beside = row.left() + row.right() + 2 * theme.M + theme.L + theme.XS + self._close.width()
        width = min(words + 2 + beside, _WIDEST, room - shadow) + shadow
        self.resize(width, self._row.totalHeightForWidth(width))

    # -- coming and going ---------------------------------------------------------------------

    def come(self) -> None:
        """Show the toast, for as long as it stays."""
        self.show()
        self._staying.start()
        self._fade(0, 1)

    def go(self) -> None:
        """End the toast. If it has the focus, the focus returns to where it was."""
        if self._is_going:
            return
        self._is_going = True
        self._staying.stop()
        self._focus.give_back()
        self._fade(1, 0)

    def _fade(self, start: float, end: float) -> None:
        self._fading.stop()
        self._fading.setDuration(FADE_TIME // _MILLISECOND if self._may_move() else 0)
        self._fading.setStartValue(start)
        self._fading.setEndValue(end)
        self._opacity.setEnabled(True)
        self._fading.start()

    def _may_move(self) -> bool:
        """Return whether a person sees the toast, and the system does not ask for less motion."""
        wanted = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        return wanted > 0 and self.isVisible() and not self.window().isMinimized()

    def _end_fading(self) -> None:
        # Text is drawn more sharply without the effect.
        self._opacity.setEnabled(False)
        if self._is_going:
            self.gone.emit()

    # -- while a person attends to it ---------------------------------------------------------

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._staying.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._stay_unless_attended()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn:
            self._staying.stop()
        elif event.type() is QEvent.Type.FocusOut:
            self._stay_unless_attended()
        return super().eventFilter(watched, event)

    def _stay_unless_attended(self) -> None:
        if not (self.underMouse() or self._close.hasFocus()):
            self._staying.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.go()
        else:
            super().keyPressEvent(event)


class ToastArea(QObject):
    """Shows toasts over `pages`, at the bottom where lines begin, the newest lowest.

    The toasts are beside `pages` in its parent, so that no page comes above them.
    """

    def __init__(self, pages: QWidget) -> None:
        super().__init__(pages)
        self._pages = pages
        self._toasts: list[Toast] = []
        pages.installEventFilter(self)

    def show_toast(self, message: Message) -> None:
        """Show a message, and announce it. It takes the place of an equal one."""
        for toast in [toast for toast in self._toasts if toast.message == message]:
            self._take_away(toast)
        if len(self._toasts) == _MOST:
            self._take_away(self._toasts[0])
        toast = Toast(message, self._pages.parentWidget() or self._pages)
        toast.gone.connect(lambda: self._take_away(toast))
        self._toasts.append(toast)
        self._place()
        toast.come()
        announce(self._pages, toast.text)

    def _take_away(self, toast: Toast) -> None:
        self._toasts.remove(toast)
        toast.hide()
        toast.deleteLater()
        self._place()

    def _place(self) -> None:
        # With its shadow, a toast is within the cards of the pages, and does not touch their lines.
        area = self._pages.geometry().adjusted(_INSET, 0, -_INSET, -_INSET)
        bottom = area.bottom()
        for toast in reversed(self._toasts):
            toast.fit(area.width())
            bottom -= toast.height()
            mirrored = self._pages.layoutDirection() is Qt.LayoutDirection.RightToLeft
            right = area.right() + 1 - toast.width()
            toast.move(right if mirrored else area.left(), bottom)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return super().eventFilter(watched, event)
