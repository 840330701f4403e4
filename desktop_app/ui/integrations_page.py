"""The Integrations page: the systems, as buttons that assistive technology can press too."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.integrations import Integration
from desktop_app.ui import icons, theme
from desktop_app.ui.announce import announce
from desktop_app.ui.style import is_by_keyboard
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.buttons import CopyAddress, LinkButton, make_strong, set_shown
from desktop_app.ui.widgets.header import PageHeader
from desktop_app.ui.widgets.labels import TextLabel, with_short_parts, wrapped
from desktop_app.ui.widgets.panels import Card, Hairline, InfoPanel
from desktop_app.ui.widgets.scrolling import fill_scrolling

# The sides of the tile of a system that is managed here, and of one that is managed elsewhere.
_TILE, _INITIAL = 40, 24
# How much earlier the chevron ends in its icon than the lines of a link’s icon do in theirs.
_BESIDE_LINES = 2


class SystemCard(QPushButton):
    """A system that is managed here, with what is there. The whole card opens it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        # Its link shows that it can be pressed, so its outline may be as thin as any card's.
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._action = self.tr("Open")
        self._summary = ""
        self._shortened_first: tuple[str, ...] = ()
        self._tone = Tone.QUIET
        self.show_summary("", needs_attention=False)

    def show_summary(
        self, summary: str, *, needs_attention: bool, shortened_first: tuple[str, ...] = ()
    ) -> None:
        """Show what is there in the system; empty for nothing.

        `shortened_first` are the names in the summary: see `with_short_parts`.
        """
        self._shortened_first = shortened_first
        nothing = self.tr("No credentials yet: create the first in two minutes")
        self._summary = without_isolates(summary) or nothing
        self._tone = Tone.WARNING if needs_attention else Tone.QUIET
        self.setAccessibleDescription(f"{self._summary}. {self._action}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, 2 * self.fontMetrics().height() + 2 * theme.L + theme.XS)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme.colors(theme.application_palette())
        focused = self.hasFocus() and is_by_keyboard(self)
        painter.setPen(QPen(colors.accent, 2) if focused else QPen(colors.hairline, 1))
        over = 0.5 if self.underMouse() else 0
        painter.setBrush(theme.mix(colors.surface, colors.accent_tint, over))
        half = 1.0 if focused else 0.5
        card = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(card, theme.CARD_RADIUS, theme.CARD_RADIUS)
        area = self.rect().adjusted(theme.L, 0, -theme.L, 0)
        tile = self._visual(QRect(area.left(), area.center().y() - _TILE // 2, _TILE, _TILE))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.accent_tint)
        painter.drawRoundedRect(tile, theme.CARD_RADIUS, theme.CARD_RADIUS)
        icons.paint_icon(painter, tile.adjusted(8, 8, -8, -8), "stripe", colors.accent)
        width = self.fontMetrics().horizontalAdvance(self._action) + theme.M + theme.L
        link = QRect(area.right() + 1 - width, area.top(), width, area.height())
        place = link.right() + 1 - theme.L + _BESIDE_LINES
        mark = QRect(place, link.top() + (link.height() - theme.L) // 2, theme.L, theme.L)
        icons.paint_icon(painter, self._visual(mark), "chevron", colors.accent)
        room = link.adjusted(0, 0, -theme.L - theme.S, 0)
        self._paint_words(painter, room, self._action, self.font(), colors.accent)
        words = area.adjusted(_TILE + theme.L, 0, link.left() - area.right() - theme.M, 0)
        height = self.fontMetrics().height()
        first = QRect(words.left(), area.center().y() - height - 1, words.width(), height)
        strong = theme.text_font(TextStyle.SECTION, self.font())
        self._paint_words(painter, first, self.text(), strong, colors.text)
        tone = theme.tone_color(self._tone, theme.application_palette())
        secondary = theme.text_font(TextStyle.SECONDARY, self.font())
        second = first.translated(0, height + 3)
        summary = with_short_parts(
            self._summary, self._shortened_first, QFontMetrics(secondary), second.width()
        )
        self._paint_words(painter, second, summary, secondary, tone)

    def _visual(self, area: QRect) -> QRectF:
        """Return where an area is that is given for words from left to right."""
        return QRectF(QStyle.visualRect(self.layoutDirection(), self.rect(), area))

    def _paint_words(
        self, painter: QPainter, area: QRect, words: str, font: QFont, color: QColor
    ) -> None:
        painter.setFont(font)
        painter.setPen(color)
        line = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        start = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        painter.drawText(self._visual(area), start | Qt.AlignmentFlag.AlignVCenter, line)


class _Initial(TextLabel):
    """The first letter of a name, on a quiet tile."""

    def __init__(self, name: str) -> None:
        super().__init__(name[:1], TextStyle.SECONDARY)
        make_strong(self)
        self.setFixedSize(_INITIAL, _INITIAL)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colors(theme.application_palette()).sidebar)
        painter.drawRoundedRect(self.rect(), theme.RADIUS, theme.RADIUS)
        painter.end()
        super().paintEvent(event)


class SystemLine(QWidget):
    """A system that is managed elsewhere, with what is there.

    `opened` is emitted by the link to its guide, if it has one.
    """

    opened = Signal()

    def __init__(self, system: str, summary: str = "", *, has_guide: bool = True) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        # The names of all systems begin at one place.
        beside = (_TILE - _INITIAL) // 2
        row.setContentsMargins(theme.L + beside, theme.S, theme.L, theme.S)
        row.setSpacing(beside + theme.L)
        row.addWidget(_Initial(system))
        if summary:
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(TextLabel(system))
            words.addWidget(wrapped(summary, TextStyle.SECONDARY))
            row.addLayout(words, 1)
        else:
            row.addWidget(TextLabel(system), 1)
        if has_guide:
            link = LinkButton(self.tr("Open guide"), icon="external")
            name = fill(self.tr("{action}: {what}"), action=link.text(), what=system)
            link.setAccessibleName(without_isolates(name))
            link.clicked.connect(self.opened)
            row.addWidget(link)


def lines_card(lines: Sequence[QWidget]) -> Card:
    """Return a card with lines, and a hairline between each two."""
    card = Card()
    column = QVBoxLayout(card)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for line in lines:
        if column.count():
            column.addWidget(Hairline())
        column.addWidget(line)
    return card


class IntegrationsPage(QWidget):
    """The first page of the program. `opened` carries the `Integration` that was chosen.

    `m3ter_requested` asks to connect m3ter.
    """

    opened = Signal(object)
    m3ter_requested = Signal()

    def __init__(self, integrations: tuple[Integration, ...]) -> None:
        super().__init__()
        self._cards: list[SystemCard] = []
        self._systems: QWidget | None = None
        # They are as wide as the cards, and scroll with them.
        self._notices = QVBoxLayout()
        self._notices.setSpacing(theme.S)
        self._panels: dict[str, InfoPanel] = {}
        self._area = fill_scrolling(self, self._content(integrations))
        self.setFocusProxy(self._cards[0])

    def _content(self, integrations: tuple[Integration, ...]) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.XL)
        column.setSpacing(0)
        column.addWidget(
            PageHeader(
                self.tr("Integrations"),
                self.tr("Choose the system to which m3ter sends your bills."),
            )
        )
        column.addSpacing(theme.M)
        column.addLayout(self._notices)
        for integration in integrations:
            if integration.available:
                system = SystemCard(integration.name)
                system.clicked.connect(partial(self._open, integration))
                column.addWidget(system)
                self._cards.append(system)
        column.addSpacing(theme.XL + theme.S)
        head = QHBoxLayout()
        head.addWidget(TextLabel(self.tr("Set up in the m3ter Console"), TextStyle.SECTION), 1)
        connect = LinkButton(self.tr("Connect m3ter…"))
        connect.setToolTip(self.tr("See here what your organization has set up at m3ter"))
        connect.clicked.connect(self.m3ter_requested)
        head.addWidget(connect)
        column.addLayout(head)
        column.addSpacing(theme.S)
        lines = [self._line(each) for each in integrations if not each.available]
        card = lines_card(lines)
        column.addWidget(card)
        self._elsewhere = column
        self._built_in: tuple[QWidget, ...] = (connect, card)
        column.addStretch(1)
        return content

    def _line(self, integration: Integration) -> SystemLine:
        line = SystemLine(integration.name)
        line.opened.connect(partial(self._open, integration))
        return line

    @property
    def has_systems(self) -> bool:
        """Whether the systems of an organization are shown."""
        return self._systems is not None

    def show_systems(self, systems: QWidget | None) -> None:
        """Show the systems of an organization in place of the built-in list, or that list."""
        if self._systems is not None:
            self._systems.hide()
            self._elsewhere.removeWidget(self._systems)
            self._systems.deleteLater()
        self._systems = systems
        if systems is not None:
            self._elsewhere.insertWidget(self._elsewhere.count() - 1, systems)
        for widget in self._built_in:
            set_shown(widget, shown=systems is None)

    def _open(self, integration: Integration) -> None:
        self.opened.emit(integration)

    def show_summary(
        self, summary: str, *, needs_attention: bool, shortened_first: tuple[str, ...] = ()
    ) -> None:
        """Show what there is on the Stripe page; see `SystemCard.show_summary`."""
        for card in self._cards:
            card.show_summary(
                summary, needs_attention=needs_attention, shortened_first=shortened_first
            )

    def show_guide_address(self, integration: Integration) -> None:
        """Show a notice with the address of a guide that the browser did not open."""
        self.show_notice(
            Message(
                Tone.WARNING,
                self.tr("The browser could not be opened"),
                fill(
                    self.tr("The guide for {system} is at {address}"),
                    system=integration.name,
                    address=integration.guide_url,
                ),
                integration.guide_url,
            )
        )

    def show_notice(self, message: Message, *buttons: QPushButton) -> None:
        """Show a notice with these buttons above the systems, until the person dismisses it."""
        notice = InfoPanel()
        notice.show_message(message.tone, message.title, message.text)
        for button in buttons:
            notice.buttons.addWidget(button)
        if message.address:
            notice.buttons.addWidget(CopyAddress(message.address))
        notice.make_dismissible()
        notice.dismissed.connect(lambda: self._dismiss(notice))
        if notice.title() in self._panels:
            self._dismiss(self._panels[notice.title()])
        self._panels[notice.title()] = notice
        self._notices.addWidget(notice)
        self._show_notices()
        self._area.verticalScrollBar().setValue(0)
        announce(self, notice.text())

    def _dismiss(self, notice: InfoPanel) -> None:
        del self._panels[notice.title()]
        self.setFocus()
        notice.hide()
        self._notices.removeWidget(notice)
        self._show_notices()
        notice.deleteLater()

    def _show_notices(self) -> None:
        """Leave room between the notices, if there are any, and the first card."""
        self._notices.setContentsMargins(0, 0, 0, theme.M if self._panels else 0)
