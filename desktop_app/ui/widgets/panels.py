"""Panels: a message in a tinted frame, and what a page shows in place of an empty list."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui import icons, theme
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.labels import TextLabel, wrapped


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


class InfoPanel(QFrame):
    """An icon, an optional heading, a text, and buttons, on a tint of the tone's colour.

    `dismissed` is emitted when the person has hidden the panel.
    """

    dismissed = Signal()

    def __init__(self, tone: Tone = Tone.INFO, text: str = "", *, slim: bool = False) -> None:
        super().__init__()
        self._tone = tone
        self._slim = slim
        side = theme.L if slim else theme.L + theme.XS
        self._icon = IconWidget(icons.TONE_ICONS[tone], tone, side)
        self._title = wrapped()
        font = self._title.font()
        font.setWeight(font.Weight.DemiBold)
        self._title.setFont(font)
        self._text = wrapped(text)
        self._title.hide()
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addWidget(self._title)
        words.addWidget(self._text)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.S)
        row = QHBoxLayout(self)
        margin = theme.XS if slim else theme.M
        row.setContentsMargins(theme.XL if slim else theme.M, margin, theme.M, margin)
        row.setSpacing(theme.S if slim else theme.M)
        row.addWidget(
            self._icon, 0, Qt.AlignmentFlag.AlignVCenter if slim else Qt.AlignmentFlag.AlignTop
        )
        row.addLayout(words, 1)
        row.addLayout(self.buttons)
        self._row = row
        self._words = words

    def add_below(self, button: QPushButton) -> None:
        """Add a button below the words."""
        self._words.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def add_dismissal(self, name: str) -> None:
        """Add a small button at the corner that hides the panel; `name` is its accessible name."""
        dismiss = QPushButton(icons.icon("close"), "")
        dismiss.setFlat(True)
        dismiss.setAutoDefault(False)
        dismiss.setFixedSize(theme.XL, theme.XL)
        dismiss.setAccessibleName(name)
        dismiss.setToolTip(name)
        dismiss.clicked.connect(self.hide)
        dismiss.clicked.connect(self.dismissed)
        self._row.addWidget(dismiss, 0, Qt.AlignmentFlag.AlignTop)

    def show_message(self, tone: Tone, title: str, text: str, icon: str | None = None) -> None:
        """Show a message, with the icon of its tone unless `icon` names another."""
        self._tone = tone
        self._icon.show_icon(icon or icons.TONE_ICONS[tone], tone)
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.update()

    @property
    def tone(self) -> Tone:
        """The tone of the message that is shown."""
        return self._tone

    def title(self) -> str:
        """Return the heading."""
        return self._title.text()

    def text(self) -> str:
        """Return all the words that the panel shows."""
        return " ".join(part for part in (self._title.text(), self._text.text()) if part)

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


class Card(QFrame):
    """A surface with a thin line around it, which holds what belongs together."""

    def __init__(self) -> None:
        super().__init__()
        # The line is drawn by the card, and its contents stay inside it.
        self.setContentsMargins(1, 1, 1, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme.colors(self.palette())
        painter.setPen(colors.hairline)
        painter.setBrush(colors.surface)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, theme.CARD_RADIUS, theme.CARD_RADIUS)


class TitledCard(Card):
    """A card with a heading, and what belongs below it in a column."""

    def __init__(self, title: str, sentence: str = "") -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        self.column.setSpacing(theme.S)
        self.column.addWidget(TextLabel(title, TextStyle.SECTION))
        if sentence:
            self.column.addWidget(wrapped(sentence, TextStyle.SECONDARY))


class EmptyState(QWidget):
    """Shows an icon, a heading, a sentence and at most one button, a little above the middle."""

    def __init__(self, icon: str, heading: str, sentence: str, button: QPushButton | None) -> None:
        super().__init__()
        self._icon = IconWidget(icon, Tone.QUIET, 40)
        self._title = title = TextLabel(heading, TextStyle.SECTION)
        self._text = text = wrapped(sentence)
        text.setForegroundRole(QPalette.ColorRole.WindowText)
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        text.setMaximumWidth(theme.XL * 18)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setSpacing(theme.S)
        column.addStretch(2)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme.XS)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(text, 8)
        line.addStretch(1)
        column.addLayout(line)
        if button is not None:
            column.addSpacing(theme.S)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        # With more room below than above, the content looks centred.
        column.addStretch(3)

    def show_words(self, icon: str, heading: str, sentence: str) -> None:
        """Show another icon, heading and sentence."""
        self._icon.show_icon(icon, Tone.QUIET)
        self._title.setText(heading)
        self._text.setText(sentence)
