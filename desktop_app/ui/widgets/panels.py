"""Panels: a message in a tinted frame, and what a page shows in place of an empty list."""

from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui import icons, theme
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.buttons import IconButton, set_shown
from desktop_app.ui.widgets.labels import TextLabel, wrapped

# How far the shadow of a raised card reaches.
_SHADOW = theme.S


class IconWidget(QWidget):
    """One icon in one colour."""

    def __init__(self, name: str, tone: Tone, size: int) -> None:
        super().__init__()
        self._name = name
        self._tone = tone
        self.setFixedSize(QSize(size, size))

    def show_icon(self, name: str, tone: Tone) -> None:
        """Show another icon."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        color = theme.tone_color(self._tone, self.palette())
        icons.paint_icon(painter, QRectF(self.rect()), self._name, color)


class _Paragraphs(QWidget):
    """A text that is broken into lines, with a little room between its paragraphs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._shown = 0
        self._labels: list[TextLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        # Half a line.
        self._column.setSpacing(theme.S)
        self.setText(text)

    def text(self) -> str:
        """Return the whole text, a line for each paragraph."""
        return "\n".join(label.text() for label in self._labels[: self._shown])

    def setText(self, text: str) -> None:
        """Show a text; each of its lines is a paragraph."""
        paragraphs = text.split("\n")
        self._shown = len(paragraphs)
        while len(self._labels) < self._shown:
            self._labels.append(wrapped())
            self._column.addWidget(self._labels[-1])
        for label, paragraph in zip_longest(self._labels, paragraphs):
            label.setText(paragraph or "")
            label.setHidden(paragraph is None)


class InfoPanel(QFrame):
    """An icon, an optional heading, a text, and buttons, on a tint of the tone's colour.

    The buttons are below the text; in a `slim` panel, which is a line, they are beside it.
    `dismissed` is emitted by the small button of a panel that was made dismissible. Without an
    icon, the heading has the tone's colour.
    """

    dismissed = Signal()

    def __init__(
        self, tone: Tone = Tone.INFO, text: str = "", *, slim: bool = False, icon: bool = True
    ) -> None:
        super().__init__()
        self.setProperty(theme.TINTED, True)
        self._tone = tone
        self._slim = slim
        side = theme.L if slim else theme.L + theme.XS
        self._icon = IconWidget(icons.TONE_ICONS[tone], tone, side)
        self._title = wrapped()
        font = self._title.font()
        font.setWeight(font.Weight.DemiBold)
        self._title.setFont(font)
        self._text = _Paragraphs(text)
        self._title.hide()
        self._words = words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addWidget(self._title)
        words.addWidget(self._text)
        if not icon:
            self._icon.hide()
        self._has_icon = icon
        # Without the icon, the words stay where they are.
        policy = self._icon.sizePolicy()
        policy.setRetainSizeWhenHidden(icon)
        self._icon.setSizePolicy(policy)
        self.buttons: QLayout = QHBoxLayout() if slim else _flow_layout()
        # Links are among them, which need more room between them than buttons.
        self.buttons.setSpacing(theme.M)
        self._close: IconButton | None = None
        self._row = row = QHBoxLayout(self)
        margin = theme.XS if slim else theme.M
        row.setContentsMargins(theme.XL if slim else theme.M, margin, theme.M, margin)
        row.setSpacing(theme.S if slim else theme.M)
        row.addWidget(
            self._icon, 0, Qt.AlignmentFlag.AlignVCenter if slim else Qt.AlignmentFlag.AlignTop
        )
        row.addLayout(words, 1)
        if slim:
            row.addLayout(self.buttons)
        else:
            self.buttons.setContentsMargins(0, theme.XS, 0, 0)
            words.addLayout(self.buttons)

    def add_below_text(self, widget: QWidget) -> None:
        """Put a widget below the text, and above the buttons of a panel that is not slim."""
        self._words.insertWidget(self._words.indexOf(self._text) + 1, widget)

    def add_below_heading(self, widget: QWidget) -> None:
        """Add a widget between the heading and the text."""
        self._words.insertWidget(self._words.indexOf(self._text), widget)

    def make_dismissible(self) -> None:
        """Add a small button at the top right."""
        self._close = IconButton("close", "")
        self._close.clicked.connect(self.dismissed)
        self._row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._name_close()

    def _name_close(self) -> None:
        if self._close is not None:
            dismiss = self.tr("Dismiss")
            name = fill(self.tr("{action}: {what}"), action=dismiss, what=self.title())
            self._close.setAccessibleName(without_isolates(name) if self.title() else dismiss)
            self._close.setToolTip(dismiss)

    def show_message(self, tone: Tone, title: str, text: str, icon: str | None = None) -> None:
        """Show a message, with the icon of its tone unless `icon` names another."""
        self.show_tone(tone, icon)
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._name_close()

    def show_tone(self, tone: Tone, icon: str | None = None) -> None:
        """Show the same message in another tone, with its icon unless `icon` names another."""
        self._tone = tone
        self._icon.show_icon(icon or icons.TONE_ICONS[tone], tone)
        if not self._has_icon:
            self._title.set_tone(tone)
        self.update()

    def show_head(self, *, shown: bool) -> None:
        """Show the icon and the heading, or leave them out where something above shows them.

        A message without a heading then leaves out its text, which the heading's place has.
        """
        set_shown(self._title, shown=shown and bool(self._title.text()))
        set_shown(self._text, shown=bool(self._text.text() and (shown or self._title.text())))
        self._icon.setVisible(shown and self._has_icon)
        margins = self._row.contentsMargins()
        margins.setTop(theme.M if shown else 0)
        self._row.setContentsMargins(margins)

    @property
    def tone(self) -> Tone:
        """The tone of the message that is shown."""
        return self._tone

    def title(self) -> str:
        """Return the heading."""
        return self._title.text()

    def text(self) -> str:
        """Return all the words that the panel shows."""
        parts = (self._title.text(), self._text.text())
        return " ".join(part for part in parts if part)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        painter.setBrush(theme.tone_tint(self._tone, palette))
        if self._slim:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRect(self.rect())
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(self.rect(), theme.RADIUS, theme.RADIUS)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


def _flow_layout() -> QLayout:
    # Imported now: the start shows slim panels only.
    from desktop_app.ui.widgets.flow import FlowLayout

    return FlowLayout()


class Card(QFrame):
    """A surface with a thin line around it, which holds what belongs together."""

    def __init__(self) -> None:
        super().__init__()
        # The line is drawn by the card, and its contents stay inside it.
        self.setContentsMargins(1, 1, 1, 1)
        self._corners: _Corners | None = None

    def fill(self, content: QWidget) -> None:
        """Give `content` all the room of the card, whose corners stay round."""
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(content)
        self._corners = _Corners(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._corners is not None:
            self._corners.cover(self.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme.colors(self.palette())
        painter.setPen(colors.hairline)
        painter.setBrush(colors.surface)
        painter.drawPath(_card_outline(self.rect()))


class _Corners(QWidget):
    """Covers what is in the corners of a card, outside of its line. It is only in the corners."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def cover(self, area: QRect) -> None:
        """Cover the corners of `area`."""
        self.setGeometry(area)
        side = theme.CARD_RADIUS
        flat = area.adjusted(side, 0, -side, 0), area.adjusted(0, side, 0, -side)
        self.setMask(QRegion(area).subtracted(QRegion(flat[0])).subtracted(QRegion(flat[1])))
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme.colors(self.palette())
        outline, outside = _card_outline(self.rect()), QPainterPath()
        outside.addRect(QRectF(self.rect()))
        painter.fillPath(outside.subtracted(outline), colors.window)
        painter.setPen(colors.hairline)
        painter.drawPath(outline)


def _card_outline(area: QRect) -> QPainterPath:
    """Return the middle of the line around a card."""
    outline = QPainterPath()
    line = QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5)
    outline.addRoundedRect(line, theme.CARD_RADIUS, theme.CARD_RADIUS)
    return outline


class Hairline(QWidget):
    """A thin line between what is above and what is below."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colors(self.palette()).hairline)


class RaisedCard(QFrame):
    """A card that lies over what is below it, with a soft shadow."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(_SHADOW, _SHADOW, _SHADOW, _SHADOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 6))
        card = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        for reach in range(1, _SHADOW):
            # One over the other, they fade from the card to the end of the shadow, downwards.
            shadow = card.adjusted(-reach / 2, 0, reach / 2, reach)
            radius = theme.CARD_RADIUS + reach / 2
            painter.drawRoundedRect(shadow, radius, radius)
        colors = theme.colors(self.palette())
        # On a dark surface, a shadow alone would not be seen.
        painter.setPen(colors.outline if theme.is_dark(self.palette()) else colors.hairline)
        painter.setBrush(colors.surface)
        card.adjust(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(card, theme.CARD_RADIUS, theme.CARD_RADIUS)


class TitledCard(Card):
    """A card with a heading, and what belongs below it in a column."""

    def __init__(self, title: str, sentence: str = "") -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        self.column.setSpacing(theme.S)
        self.column.addWidget(TextLabel(title, TextStyle.SECTION))
        if sentence:
            self.column.addWidget(wrapped(sentence, tone=Tone.QUIET))


class RowsCard(Card):
    """A card of rows, one below the other, with thin lines between them."""

    def __init__(self, rows: Sequence[QWidget]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in rows:
            if column.count():
                column.addWidget(Hairline())
            line = QVBoxLayout()
            line.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
            line.addWidget(row)
            column.addLayout(line)


class EmptyState(QWidget):
    """Shows an icon, a heading, a sentence and a button or several, a little above the middle.

    `steps` say what is to be done, in their order. Where there is too little room, they are left
    out.
    """

    def __init__(
        self,
        icon: str,
        heading: str,
        sentence: str,
        button: QWidget | None,
        steps: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._icon = IconWidget(icon, Tone.QUIET, 40)
        self._title = title = wrapped(heading, TextStyle.SECTION)
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text = text = wrapped(sentence)
        text.setForegroundRole(QPalette.ColorRole.WindowText)
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        text.setMaximumWidth(theme.XL * 18)
        set_shown(text, shown=bool(sentence))
        # The label's policy is changed, not replaced: it also has the height depend on the width.
        policy = text.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        text.setSizePolicy(policy)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        column.setSpacing(theme.S)
        column.addStretch(2)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme.XS)
        column.addWidget(title)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(text, 8)
        line.addStretch(1)
        column.addLayout(line)
        self._steps = _Steps(steps) if steps else None
        for below in (self._steps, button):
            if below is not None:
                column.addSpacing(theme.XL - theme.S)
                column.addWidget(below, 0, Qt.AlignmentFlag.AlignHCenter)
        # With more room below than above, the content looks centred.
        column.addStretch(3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._steps is None:
            return
        # With the two spacings, and the one that stands above the steps.
        steps = self._steps.sizeHint().height() + theme.XL + self._column.spacing()
        needed = self._column.heightForWidth(self.width())
        if self._steps.isHidden():
            needed += steps
        self._steps.setVisible(needed <= self.height())

    def show_heading(self, heading: str) -> None:
        """Show another heading."""
        self._title.setText(heading)

    def show_words(self, icon: str, heading: str, sentence: str) -> None:
        """Show another icon, heading and sentence, as far as they are given."""
        set_shown(self._icon, shown=bool(icon))
        if icon:
            self._icon.show_icon(icon, Tone.QUIET)
        self._title.setText(heading)
        self._text.setText(sentence)
        self._text.setVisible(bool(sentence))


class _Steps(QWidget):
    """Numbered steps, one below the other."""

    def __init__(self, steps: Sequence[str]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.M)
        grid.setVerticalSpacing(theme.S)
        for row, step in enumerate(steps):
            grid.addWidget(_Number(row + 1), row, 0)
            grid.addWidget(TextLabel(step), row, 1)


class _Number(TextLabel):
    """A number in a disc."""

    def __init__(self, number: int) -> None:
        super().__init__(str(number), TextStyle.SECONDARY, Tone.INFO)
        side = self.fontMetrics().height() + theme.XS
        self.setFixedSize(side, side)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colors(theme.application_palette()).accent_tint)
        painter.drawEllipse(self.rect())
        painter.end()
        super().paintEvent(event)
