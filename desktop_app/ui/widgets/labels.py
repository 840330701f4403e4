"""Labels in the theme's text sizes."""

import re
from bisect import bisect_left
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle

from desktop_app.ui import theme
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import Recoloring, TextStyle, Tone

# A long word without a place to break would make a window wider than the screen. Addresses already
# break at their slashes, so nothing is inserted that a person would copy with the address.
_LONG_WORD = re.compile(r"([^\s/-]{40})(?=[^\s/-])")
# What is left at the least of a name that is shortened, in characters of average width.
_LEAST_CHARACTERS = 8


class TextLabel(QLabel):
    """Plain text in one of the text sizes, in the colour of `tone` unless that is None.

    Secondary text has a quiet colour with sufficient contrast. The text begins at the side where
    the layout begins, in whichever direction it is written.
    """

    def __init__(
        self, text: str = "", style: TextStyle = TextStyle.BODY, tone: Tone | None = None
    ) -> None:
        super().__init__()
        self._recoloring = Recoloring(self._apply_tone)
        self._is_named = False
        self._alignment = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self._align()
        self._tone = Tone.QUIET if style is TextStyle.SECONDARY and tone is None else tone
        # Names and Stripe's words come from outside: they are text, never markup.
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.text_font(style))
        if self._tone is not None:
            self._apply_tone()
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show a text. A word that is too long for a line may be broken.

        Qt takes the text as the accessible name. So a text with isolates gets a name without them.
        """
        super().setText(_LONG_WORD.sub("\\1\u200b", text))

        name = without_isolates(text)
        if name != text or self._is_named:
            self._is_named = name != text
            self.setAccessibleName(name if self._is_named else "")

    def setAlignment(self, alignment: Qt.AlignmentFlag) -> None:
        """Align the text; in a layout from right to left, left means right."""
        self._alignment = alignment
        self._align()

    def changeEvent(self, event: QEvent) -> None:
        self._recoloring.handle(event)
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._align()

    def _align(self) -> None:
        # Qt itself would align a text by the direction in which the text is written.
        side = QStyle.visualAlignment(self.layoutDirection(), self._alignment)
        super().setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)

    def set_tone(self, tone: Tone | None) -> None:
        """Show the text in the colour of another tone; None for the colour of other text."""
        if tone is not self._tone:
            self._tone = tone
            self._apply_tone()

    def _apply_tone(self) -> None:
        if self._tone is None:
            self.setPalette(QPalette())
            return
        palette = theme.application_palette()
        # A label without its own role takes its parent's, which a wizard's page changes.
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        palette.setColor(QPalette.ColorRole.WindowText, theme.tone_color(self._tone, palette))
        self.setPalette(palette)


class _SelectableLabel(TextLabel):
    def setText(self, text: str) -> None:
        # The text can be copied.
        super().setText(without_isolates(text))


def wrapped(
    text: str = "", style: TextStyle = TextStyle.BODY, tone: Tone | None = None
) -> TextLabel:
    """Return a label that breaks its text into lines."""
    label = TextLabel(text, style, tone)
    label.setWordWrap(True)
    return label


class ElidedLabel(TextLabel):
    """One line of text. Where it is too narrow, it is cut with "…", and a tool tip has it all.

    `mode` says which part is cut, after the parts that `show_text` was told to shorten first.
    """

    def __init__(
        self,
        style: TextStyle = TextStyle.BODY,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
    ) -> None:
        self._whole = ""
        self._shortened_first: tuple[str, ...] = ()
        self._mode = mode
        super().__init__(style=style)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def text(self) -> str:
        """Return the whole text."""
        return self._whole

    def setText(self, text: str) -> None:
        self.show_text(text)

    def show_text(self, text: str, shortened_first: Iterable[str] = ()) -> None:
        """Show a text. `shortened_first` are parts of it, such as names, that may lose their ends.

        So the rest of a sentence can be read even where a name in it is too long.
        """
        self._whole = _in_one_line(text)
        self._shortened_first = tuple(map(_in_one_line, shortened_first))
        self._show_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_words()

    def shown_words(self) -> str:
        """Return what is shown of the text in the present width."""
        return self.elided(
            with_short_parts(self._whole, self._shortened_first, self.fontMetrics(), self.width())
        )

    def elided(self, text: str) -> str:
        """Return a text, cut where it is wider than the label."""
        return _elided(text, self._mode, self.fontMetrics(), self.width())

    def _show_words(self) -> None:
        shown = self.shown_words()
        super().setText(shown)
        plain = without_isolates(self._whole)
        self.setAccessibleName(plain)
        self.setToolTip("" if shown == self._whole else plain)


def with_short_parts(text: str, parts: Iterable[str], metrics: QFontMetrics, room: int) -> str:
    """Return a text whose `parts`, such as names, are so short that the text fits into `room`.

    A part that has to lose its end gets "…" there. Where even short parts do not help, the text is
    still too wide. `room` is in pixels.
    """
    longest_first = sorted(filter(None, parts), key=len, reverse=True)
    right = Qt.TextElideMode.ElideRight

    def is_too_wide(whole: str) -> bool:
        # The advance in whole pixels can be a little less than what Qt needs to leave it whole.
        return metrics.elidedText(whole, right, room) != whole

    if not longest_first or not is_too_wide(text):
        return text
    any_part = re.compile("|".join(map(re.escape, longest_first)))

    def with_parts_of(width: int) -> str:
        return any_part.sub(lambda part: _elided(part[0], right, metrics, width), text)

    least = metrics.averageCharWidth() * _LEAST_CHARACTERS
    widest = max(map(metrics.horizontalAdvance, longest_first))
    widths = range(least, max(least, widest) + 1)
    too_wide = bisect_left(widths, True, key=lambda width: is_too_wide(with_parts_of(width)))
    return with_parts_of(widths[max(0, too_wide - 1)])


def _elided(text: str, mode: Qt.TextElideMode, metrics: QFontMetrics, width: int) -> str:
    shown = metrics.elidedText(text, mode, width)
    if shown.count("\u2068") > shown.count("\u2069"):
        # The end of an isolated name was cut out. What follows is not part of the name.
        before, _, after = shown.rpartition("…")
        shown = f"{before}…\u2069{after}"
    return shown


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def selectable() -> TextLabel:
    """Return a label whose text can be selected and copied, by mouse and by keyboard."""
    label = _SelectableLabel()
    label.setWordWrap(True)
    # The label's policy is changed, not replaced: it also has the height depend on the width.
    policy = label.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
    label.setSizePolicy(policy)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
