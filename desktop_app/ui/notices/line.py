"""The line above the list that says how many notices there are, and opens them over the list.

Knows when the notices open by themselves, and what the line offers. Must not know how a notice is
drawn.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui import icons, theme
from desktop_app.ui.announce import announce
from desktop_app.ui.notices.column import NoticeColumn
from desktop_app.ui.notices.feed import NoticeFeed
from desktop_app.ui.notices.log import Action, Notice
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.buttons import make_strong
from desktop_app.ui.widgets.focus_memory import FocusMemory
from desktop_app.ui.widgets.labels import ElidedLabel
from desktop_app.ui.widgets.panels import IconWidget, RaisedCard
from desktop_app.ui.widgets.scrolling import ScrollingArea
from desktop_app.workflow.commands import Commands

# What is seen of the card around the notices.
_FRAME = 1

_WORST_FIRST = (Tone.PROBLEM, Tone.WARNING, Tone.INFO, Tone.SUCCESS, Tone.QUIET)


class Notices(QFrame):
    """One line that opens the notices of `feed` over `page`, below the line.

    `page` is a widget that the line is in, and the notices have room down to its end. The line is
    hidden while there are no notices. Of a single notice, the line has the main button while the
    notice is not open. The signals are those of `NoticeColumn`.
    """

    resume_requested = Signal(str)
    start_again_requested = Signal(object)

    def __init__(self, commands: Commands, feed: NoticeFeed, page: QWidget) -> None:
        super().__init__(page)
        self._feed = feed
        self._page = page
        self._questions: frozenset[tuple[str, object]] = frozenset()
        self._icon = IconWidget(icons.TONE_ICONS[Tone.INFO], Tone.INFO, theme.L + theme.XS)
        self._tone = Tone.INFO
        self._words = ElidedLabel()
        make_strong(self._words)
        self._main: tuple[Notice, QPushButton] | None = None
        self._toggle = QPushButton()
        self._toggle.setAutoDefault(False)
        self._toggle.clicked.connect(self._on_toggle)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, theme.XS, theme.S, theme.XS)
        row.setSpacing(theme.M)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.S)
        self._buttons.addWidget(self._toggle)
        row.addLayout(self._buttons)
        self._column = NoticeColumn(commands, feed)
        self._column.resume_requested.connect(self.resume_requested)
        self._column.start_again_requested.connect(self.start_again_requested)
        self._column.installEventFilter(self)
        self._overlay = _Overlay(self._column, page)
        page.installEventFilter(self)
        feed.changed.connect(self._show)
        self._show()

    @property
    def is_open(self) -> bool:
        """Whether the notices are shown, or will be when the page is."""
        return not self._overlay.isHidden()

    # -- showing ------------------------------------------------------------------------------

    def _show(self) -> None:
        notices = self._feed.notices
        if not notices:
            # While the line is there, the focus has a place to return to.
            self._close()
        self._column.show_notices(notices)
        self.setVisible(bool(notices))
        self._make_main_button(notices[0] if len(notices) == 1 else None)
        if not notices:
            self._questions = frozenset()
            return
        self._chain_buttons()
        self._tone = min((n.message.tone for n in notices), key=_WORST_FIRST.index)
        self._icon.show_icon(icons.TONE_ICONS[self._tone], self._tone)
        words = notices[0].headline
        if len(notices) > 1:
            words = Plural.tr("%n things need you", None, len(notices))
        self._words.setText(words)
        self._show_toggle()
        self.update()
        before, self._questions = self._questions, _questions(notices)
        if self._questions - before:
            self._open()

    def _make_main_button(self, notice: Notice | None) -> None:
        """Make the main button of a notice. That of a notice that has not changed is kept."""
        if self._main is not None and self._main[0] == notice:
            return
        if self._main is not None:
            # Its focus, if it has it, goes to the next button in the order of the Tab key.
            self._main[1].hide()
            self._main[1].deleteLater()
            self._main = None
        button = None if notice is None else notice.main_button
        if notice is not None and button is not None:
            self._main = (notice, self._column.make_button(button))
            self._main[1].setAutoDefault(False)
            self._main[1].hide()
            self._buttons.insertWidget(0, self._main[1])

    def _show_toggle(self) -> None:
        if self._main is not None:
            # Open, the notice has the button itself.
            self._main[1].setVisible(not self.is_open)
        label = self.tr("Hide") if self.is_open else self.tr("Show")
        name = fill(self.tr("{action}: {what}"), action=label, what=self._words.text())
        self._toggle.setText(label)
        self._toggle.setAccessibleName(without_isolates(name))
        self._toggle.setAccessibleDescription(self._state_text())

    def _state_text(self) -> str:
        return self.tr("Expanded") if self.is_open else self.tr("Collapsed")

    def _chain_buttons(self) -> None:
        """Have the notices' buttons follow the line's buttons in the order of the Tab key."""
        if self._main is not None:
            # The first call brings the new button here from the end of the order.
            QWidget.setTabOrder(self._toggle, self._main[1])
            QWidget.setTabOrder(self._main[1], self._toggle)
        before = self._toggle
        for button in self._column.buttons():
            QWidget.setTabOrder(before, button)
            before = button

    # -- opening and closing ------------------------------------------------------------------

    def _on_toggle(self) -> None:
        if self.is_open:
            self._close()
        else:
            self._open()
        announce(self._toggle, self._state_text())

    def _open(self) -> None:
        self._place()
        self._overlay.show()
        self._overlay.raise_()
        self._show_toggle()

    def _close(self) -> None:
        self._overlay.close_and_return_focus(self._toggle)
        self._show_toggle()

    def _place(self) -> None:
        below = self.mapTo(self._page, QPoint(0, self.height() + theme.XS))
        self._overlay.place(below, self.width(), self._page.height())

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place()
        elif (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and self.is_open
        ):
            # No widget that has the focus on the page has used the key.
            self._close()
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.tone_tint(self._tone, self.palette()))
        painter.drawRoundedRect(self.rect(), theme.RADIUS, theme.RADIUS)


def _questions(notices: tuple[Notice, ...]) -> frozenset[tuple[str, object]]:
    """Return what identifies the notices about an approval that waits for the person's word."""
    return frozenset(
        (notice.about, notice.revision)
        for notice in notices
        if any(button.action is Action.REJECT_APPROVAL for button in notice.buttons)
    )


class _Overlay(RaisedCard):
    """Shows the column over the page, and scrolls it if the page is too low."""

    def __init__(self, column: NoticeColumn, page: QWidget) -> None:
        super().__init__()
        self.hide()
        self.setParent(page)
        self._column = column
        self._area = ScrollingArea(column)
        self._area.setFrameShape(ScrollingArea.Shape.NoFrame)
        self._area.setAccessibleName(self.tr("Notices"))
        # The card is what is seen between the notices.
        column.setAutoFillBackground(False)
        self._area.viewport().setAutoFillBackground(False)
        self._focus = FocusMemory(self)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(_FRAME, _FRAME, _FRAME, _FRAME)
        inside.addWidget(self._area)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def place(self, top_left: QPoint, width: int, end: int) -> None:
        """Take the place below `top_left`, as high as the notices, but not beyond `end`."""
        card = self.contentsMargins()
        around = card.top() + card.bottom() + 2 * _FRAME
        wanted = self._column.heightForWidth(width - 2 * _FRAME) + around
        # The shadow is beside the line, so that the card is as wide as the line.
        self.setGeometry(
            top_left.x() - card.left(),
            top_left.y() - card.top(),
            width + card.left() + card.right(),
            min(wanted, end + card.bottom() - top_left.y() + card.top()),
        )

    def close_and_return_focus(self, otherwise: QWidget) -> None:
        """Hide the notices. If the focus is in them, it returns to where it was."""
        self._focus.give_back()
        if self._focus.has_focus:
            otherwise.setFocus()
        self.hide()

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        # The area itself shows only what gets the focus from inside it.
        if new is not None and self._column.isAncestorOf(new):
            self._area.ensureWidgetVisible(new)
