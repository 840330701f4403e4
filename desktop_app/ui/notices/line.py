"""The line above the list that says how many notices there are, and opens them below itself.

Knows when the notices open by themselves, and what the line offers. Must not know how a notice is
drawn, nor what is below the line.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMoveEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui import icons, theme
from desktop_app.ui.announce import announce
from desktop_app.ui.notices.column import NoticeColumn
from desktop_app.ui.notices.feed import NoticeFeed
from desktop_app.ui.notices.log import Notice
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.buttons import make_strong
from desktop_app.ui.widgets.focus_memory import FocusMemory
from desktop_app.ui.widgets.labels import ElidedLabel, wrapped
from desktop_app.ui.widgets.panels import IconWidget
from desktop_app.ui.widgets.scrolling import EndFade, ScrollingArea
from desktop_app.workflow.commands import Commands

_ANY_HEIGHT = 16_777_215  # QWIDGETSIZE_MAX
# Several notices that need no more than this part of the page's height are whole.
_MOST_OF_PAGE = 0.45

_WORST_FIRST = (Tone.PROBLEM, Tone.WARNING, Tone.INFO, Tone.SUCCESS, Tone.QUIET)


class Notices(QFrame):
    """One line that opens the notices of `feed` below itself.

    The line is hidden while there are no notices. A single notice opens in the line itself, which
    has its heading already; several are a list below the line. Of a single notice, the line has the
    main button while the notice is not open. Of several, it names the worst while they are not
    open. What asks something opens by itself. The first three signals are those of `NoticeColumn`.
    `toggled` is emitted when the notices were opened or closed.

    The open notices push down what is below them on `page`, a widget that the line is in.
    `least_below` returns the height, in pixels, that is needed there for it to be of use. If the
    page is too low for both, the notices cover the rest of the page: `covers` is true, and
    `covers_changed` is emitted. Whoever lays out the page then hides what is below. Several notices
    that take more than 45 % of the page's height scroll if they would leave less than `good_below`,
    but have at least a quarter of the page.
    """

    resume_requested = Signal(str)
    delete_requested = Signal(str)
    start_again_requested = Signal(object)
    covers_changed = Signal()
    toggled = Signal()

    def __init__(
        self,
        commands: Commands,
        feed: NoticeFeed,
        page: QWidget,
        least_below: Callable[[], int],
        good_below: Callable[[], int],
    ) -> None:
        super().__init__(page)
        self._feed = feed
        self._page = page
        self._least_below = least_below
        self._good_below = good_below
        self._covers = False
        self._questions: frozenset[tuple[str, object]] = frozenset()
        self._tone = Tone.INFO
        self._is_one = True
        self._icon = IconWidget(icons.TONE_ICONS[Tone.INFO], Tone.INFO, theme.L + theme.XS)
        self._words = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        # The open notice has room for its whole heading.
        self._heading = wrapped()
        self._heading.hide()
        for words in (self._words, self._heading):
            make_strong(words)
        self._main: tuple[Notice, QPushButton] | None = None
        self._toggle = QPushButton()
        self._toggle.setAutoDefault(False)
        self._toggle.clicked.connect(self._on_toggle)
        self.setFocusProxy(self._toggle)
        self._column = NoticeColumn(commands, feed)
        self._column.resume_requested.connect(self.resume_requested)
        self._column.start_again_requested.connect(self.start_again_requested)
        self._column.delete_requested.connect(self.delete_requested)
        self._column.installEventFilter(self)
        self._area = _Area(self._column)
        EndFade(self._area, on_card=True, at_edge=True)
        self._focus = FocusMemory(self._area)
        self._row = QWidget()
        self._in_row = QHBoxLayout(self._row)
        self._line_and_area = QVBoxLayout(self)
        self._lay_out()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        page.installEventFilter(self)
        feed.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        row = self._in_row
        row.setSpacing(theme.M)
        top = Qt.AlignmentFlag.AlignTop
        # A heading of one line, and the icon, are beside the middle of the buttons.
        height = self._toggle.sizeHint().height()
        beside = max(0, height - self._heading.fontMetrics().height()) // 2
        self._heading.setContentsMargins(0, beside, 0, beside)
        icon = QVBoxLayout()
        icon.setContentsMargins(0, max(0, height - self._icon.height()) // 2, 0, 0)
        icon.addWidget(self._icon, 0, top)
        icon.addStretch(1)
        row.addLayout(icon)
        row.addWidget(self._words, 1)
        row.addWidget(self._heading, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.S)
        self._buttons.addWidget(self._toggle, 0, top)
        row.addLayout(self._buttons)
        column = self._line_and_area
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._row)
        column.addWidget(self._area, 1)

    @property
    def is_open(self) -> bool:
        """Whether the notices are shown, or will be when the page is."""
        return not self._area.isHidden()

    @property
    def covers(self) -> bool:
        """Whether the notices take all the room below the line."""
        return self._covers

    def texts_in_sight(self, credential_id: str) -> tuple[str, ...]:
        """Return what open notices say of a credential, so that nothing beside them repeats it."""
        if not self.is_open:
            return ()
        about = (n for n in self._feed.notices if credential_id in n.credential_ids)
        return tuple(notice.message.text for notice in about)

    # -- showing ------------------------------------------------------------------------------

    def _show(self) -> None:
        notices = self._feed.notices
        if not notices:
            # While the line is there, the focus has a place to return to.
            self.close_notices()
        self._column.show_notices(notices)
        self.setVisible(bool(notices))
        self._make_main_button(notices[0] if len(notices) == 1 else None)
        if not notices:
            self._questions = frozenset()
            return
        self._chain_buttons()
        self._tone = self._worst(notices).message.tone
        self._icon.show_icon(icons.TONE_ICONS[self._tone], self._tone)
        self._is_one = len(notices) == 1
        self._heading.setText(notices[0].headline)
        before, self._questions = self._questions, _questions(notices)
        if self._questions - before:
            self._open()
        self._show_opened()

    def _worst(self, notices: tuple[Notice, ...]) -> Notice:
        """Return the newest of the notices whose tone is the worst."""
        return min(reversed(notices), key=lambda notice: _WORST_FIRST.index(notice.message.tone))

    def _show_words(self) -> str:
        """Show what the line says, and return what its button opens."""
        notices = self._feed.notices
        if not notices:
            return self._words.text()
        worst = self._worst(notices)
        if self._is_one:
            self._words.show_text(worst.headline, shortened_first=worst.names)
            return worst.headline
        number = Plural.tr("%n notices", None, len(notices))
        if self.is_open:
            self._words.show_text(number)
        else:
            both = fill(self.tr("{worst} · {number}"), worst=worst.headline, number=number)
            self._words.show_text(both, shortened_first=(worst.headline,))
        return number

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
            self._buttons.insertWidget(0, self._main[1], 0, Qt.AlignmentFlag.AlignTop)

    def _show_opened(self) -> None:
        """Show what depends on whether the notices are open."""
        in_line = self.is_open and self._is_one
        if self._main is not None:
            # Open, the notice has the button itself.
            self._main[1].setVisible(not self.is_open)
        self._words.setHidden(in_line)
        self._heading.setVisible(in_line)
        self._in_row.setContentsMargins(theme.M, theme.XS, theme.S, 0 if in_line else theme.XS)
        # *Dismiss*, in the notice, takes it away.
        label = self.tr("Show less") if self.is_open else self.tr("Show more")
        name = fill(self.tr("{action}: {what}"), action=label, what=self._show_words())
        self._toggle.setText(label)
        self._toggle.setAccessibleName(without_isolates(name))
        self._toggle.setAccessibleDescription(self._state_text())
        self.update()
        self._fit()

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
            self.close_notices()
        else:
            self._open()
        announce(self._toggle, self._state_text())

    def _open(self) -> None:
        self._area.show()
        self._show_opened()
        self.toggled.emit()

    def close_notices(self) -> None:
        """Close the notices. If the focus is in them, it returns to where it was."""
        had_focus = self._focus.has_focus
        # What the notices cover is shown first, so that it can take the focus.
        self._set_covers(covers=False)
        self._focus.give_back()
        if had_focus and self._focus.has_focus:
            self._toggle.setFocus()
        self._area.hide()
        self._show_opened()
        self.toggled.emit()

    # -- the room -----------------------------------------------------------------------------

    def _fit(self) -> None:
        """Give the notices their height, or what is left of the page."""
        if not self.is_open:
            self._set_covers(covers=False)
            return
        if not self.isVisible():
            # The page is not laid out yet.
            return
        wanted = self._column.heightForWidth(self.width())
        line = self._row.heightForWidth(self.width())
        if line < 0:
            line = self._row.sizeHint().height()
        if self._is_one:
            line += theme.XS
        left = self._page.height() - self.y() - line
        self._set_covers(covers=wanted + self._least_below() > left)
        if self._covers:
            return
        if not self._is_one:
            page = self._page.height()
            if wanted > page * _MOST_OF_PAGE:
                wanted = min(wanted, max(left - self._good_below(), page // 4))
        self._area.setFixedHeight(wanted)

    def _set_covers(self, *, covers: bool) -> None:
        below_line = 0
        if self._is_one:
            below_line = theme.XS + theme.M if covers else theme.XS
        self._line_and_area.setSpacing(below_line)
        if covers == self._covers:
            return
        self._covers = covers
        if covers:
            self._area.setMinimumHeight(0)
            self._area.setMaximumHeight(_ANY_HEIGHT)
        vertical = QSizePolicy.Policy.Expanding if covers else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        self.covers_changed.emit()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        elif (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and self.is_open
        ):
            # No widget that has the focus on the page has used the key.
            self.close_notices()
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = theme.tone_tint(self._tone, self.palette())
        area = QRectF(self.rect())
        if not self.is_open or (self._is_one and not self._covers):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            painter.drawRoundedRect(area, theme.RADIUS, theme.RADIUS)
            return
        # The line is the head of a card with the notices.
        colors = theme.colors(self.palette())
        card = QPainterPath()
        inside = area.adjusted(0.5, 0.5, -0.5, -0.5)
        card.addRoundedRect(inside, theme.CARD_RADIUS, theme.CARD_RADIUS)
        painter.fillPath(card, colors.surface)
        head = self._row.geometry()
        painter.setClipRect(head.adjusted(0, 0, 0, theme.XS if self._is_one else 0))
        painter.fillPath(card, tint)
        painter.setClipping(False)
        painter.setPen(colors.hairline)
        painter.drawPath(card)


def _questions(notices: tuple[Notice, ...]) -> frozenset[tuple[str, object]]:
    """Return what identifies the notices that ask something."""
    return frozenset((notice.about, notice.revision) for notice in notices if notice.asks)


class _Area(ScrollingArea):
    """Scrolls the column where the page is too low for it."""

    def __init__(self, column: NoticeColumn) -> None:
        super().__init__(column)
        self.hide()
        self._column = column
        self.setFrameShape(ScrollingArea.Shape.NoFrame)
        self.setAccessibleName(self.tr("Notices"))
        # The line draws what is behind the notices.
        column.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        # The area itself shows only what gets the focus from inside it.
        if new is not None and self._column.isAncestorOf(new):
            self.ensureWidgetVisible(new)
