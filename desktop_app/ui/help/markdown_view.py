"""Shows a document that is written in Markdown, in the look of the program."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontDatabase,
    QImage,
    QPalette,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrame,
    QTextFrameFormat,
    QTextLength,
    QTextList,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser

from desktop_app.ui import theme
from desktop_app.ui.theme import Recoloring, TextStyle

_HEADING_STYLES = {1: TextStyle.TITLE, 2: TextStyle.SECTION}
_LINE_HEIGHT = 130.0
# Longer lines are hard to read: this is the width of a column of text, in characters.
_WIDE = 92
# In percent of the usual width.
_WIDE_SPACE = 250
# How far below the upper edge a heading comes that is scrolled to, in pixels.
_ABOVE_HEADING = theme.L
# What GitHub leaves out of a heading to make its anchor.
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title: its level, from 2, its words, its anchor, and its block."""

    level: int
    text: str
    anchor: str
    block: int


def anchor(heading: str) -> str:
    """Return the anchor of a heading, as GitHub makes it."""
    return _NOT_IN_ANCHORS.sub("", heading.lower()).replace(" ", "-")


class MarkdownView(QTextBrowser):
    """Shows one document at a time.

    `link_chosen` carries the `QUrl` of a link that the person chose: absolute, and not followed
    yet. `heading_changed` carries the index of the heading whose text is at the top, or holds the
    place that a search shows.
    """

    link_chosen = Signal(QUrl)
    heading_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._path: Path | None = None
        self._headings: tuple[Heading, ...] = ()
        self._found: list[QTextCursor] = []
        self._shown_match = -1
        self._marks = _Marks(self.document())
        self._recoloring = Recoloring(self._show_again)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        # The scroll bar stands on the colour of the text's background.
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.setOpenLinks(False)
        self.setLineWrapMode(QTextBrowser.LineWrapMode.FixedPixelWidth)
        self.anchorClicked.connect(self._choose_link)
        self.verticalScrollBar().valueChanged.connect(self._follow_scrolling)

    # -- the document -------------------------------------------------------------------------

    @property
    def path(self) -> Path | None:
        """The path of the document that is shown."""
        return self._path

    @property
    def title(self) -> str:
        """The title of the document, which is its first line."""
        return self.document().firstBlock().text()

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings of the document below its title, in their order."""
        return self._headings

    def show_document(self, path: Path) -> None:
        """Show the document at `path`, from its top. Raises OSError."""
        text = path.read_text(encoding="utf-8")
        self._path = path
        self._found, self._shown_match = [], -1
        self._mark_found()
        document = self.document()
        document.setBaseUrl(QUrl.fromLocalFile(path))
        document.setDefaultFont(theme.text_font(TextStyle.BODY))
        document.setDocumentMargin(theme.XL)
        self.setMarkdown(text)
        self._headings = tuple(self._find_headings())
        self._dress()
        self.verticalScrollBar().setValue(0)

    def show_heading(self, name: str) -> None:
        """Scroll to the heading with this anchor; to the top if there is none."""
        found = [heading.block for heading in self._headings if heading.anchor == name]
        if found:
            block = self.document().findBlockByNumber(found[0])
            self._scroll_to(QTextCursor(block), _ABOVE_HEADING)
        else:
            self.verticalScrollBar().setValue(0)

    def _scroll_to(self, place: QTextCursor, below: int) -> None:
        """Scroll until a place is `below` pixels below the upper edge."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect(place).top() - below)

    def _find_headings(self) -> Iterator[Heading]:
        for block in _blocks(self.document()):
            level = block.blockFormat().headingLevel()
            if level > 1:
                yield Heading(level, block.text(), anchor(block.text()), block.blockNumber())

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return pictures in the size in which they have room, sharp on every screen.

        In a dark palette, a picture of the same name in the folder `dark` beside it is shown.
        """
        resource = super().loadResource(kind, name)
        if kind != QTextDocument.ResourceType.ImageResource.value or self._path is None:
            return resource
        path = self._path.parent / QUrl(name).path()
        dark = path.parent / "dark" / path.name
        image = QImage(str(dark if theme.is_dark(self.palette()) and dark.exists() else path))
        if image.isNull():
            return resource
        ratio = self.devicePixelRatioF()
        width = round(min(image.width(), theme.XL * 24) * ratio)
        image = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(ratio)
        return image

    # -- the look -----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_width()

    def _set_width(self) -> None:
        """Break the lines where the column of text, or the window, ends."""
        column = self.fontMetrics().averageCharWidth() * _WIDE + 2 * theme.XL
        self.setLineWrapColumnOrWidth(min(column, self.viewport().width()))

    def changeEvent(self, event: QEvent) -> None:
        self._recoloring.handle(event)
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._set_width()
            self._show_again()

    def _show_again(self) -> None:
        if self._path is None:
            return
        place = self.verticalScrollBar().value()
        self.show_document(self._path)
        self.verticalScrollBar().setValue(place)

    def _dress(self) -> None:
        """Give all parts of the document their fonts, colours and spaces."""
        change = QTextCursor(self.document())
        change.beginEditBlock()
        for block in _blocks(self.document()):
            self._dress_block(block)
        for frame in self.document().rootFrame().childFrames():
            self._dress_frame(frame)
        change.endEditBlock()

    def _dress_block(self, block: QTextBlock) -> None:
        cursor = QTextCursor(block)
        level = block.blockFormat().headingLevel()
        space = QTextBlockFormat()
        if not _is_code(block) and not _is_picture(block):
            height = QTextBlockFormat.LineHeightTypes.ProportionalHeight
            space.setLineHeight(_LINE_HEIGHT, height.value)
        if level:
            space.setTopMargin(0 if level == 1 else theme.XL)
            space.setBottomMargin(theme.S)
        elif _is_code(block):
            space.setBackground(QBrush(theme.colors(self.palette()).sidebar))
            # A long line is broken, so that nothing has to be scrolled sideways.
            space.setNonBreakableLines(False)
            space.setBottomMargin(0 if _is_code(block.next()) else theme.M)
        elif cursor.currentTable() is None:
            goes_on = cursor.currentList() is not None and block.next().textList() is not None
            space.setBottomMargin(theme.XS if goes_on else theme.M)
        cursor.mergeBlockFormat(space)
        if _has_bullet(block):
            # Between the bullet and the words, Qt leaves one space of the block's font.
            bullet = QTextCharFormat()
            bullet.setFontStretch(_WIDE_SPACE)
            cursor.mergeBlockCharFormat(bullet)
        for start, length, given in list(_fragments(block)):
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(self._dressed(given, level, anchor(block.text())))

    def _dressed(self, given: QTextCharFormat, level: int, name: str) -> QTextCharFormat:
        colors = theme.colors(self.palette())
        dressed = QTextCharFormat(given)
        if level:
            style = _HEADING_STYLES.get(level, TextStyle.BODY)
            dressed.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)
            dressed.setFontPointSize(theme.text_font(style).pointSizeF())
            dressed.setFontWeight(theme.text_font(TextStyle.SECTION).weight())
            # Qt scrolls to a name only if the format is an anchor's. Without an address, it is no
            # link.
            dressed.setAnchor(True)
            dressed.setAnchorNames([name])
        elif given.fontFixedPitch():
            fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
            dressed.setFontFamilies([fixed.family()])
            dressed.setBackground(QBrush(colors.sidebar))
        if given.isAnchor():
            dressed.setForeground(QBrush(colors.accent))
        return dressed

    def _dress_frame(self, frame: QTextFrame) -> None:
        if not isinstance(frame, QTextTable):
            return
        colors = theme.colors(self.palette())
        form = frame.frameFormat().toTableFormat()
        form.setBorder(1)
        form.setBorderBrush(QBrush(colors.hairline))
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderCollapse(True)
        form.setCellPadding(theme.S)
        form.setCellSpacing(0)
        form.setBottomMargin(theme.L)
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        frame.setFormat(form)
        for column in range(frame.columns()):
            head = QTextCharFormat()
            head.setBackground(QBrush(colors.sidebar))
            frame.cellAt(0, column).setFormat(head)

    # -- links and scrolling ------------------------------------------------------------------

    def _choose_link(self, link: QUrl) -> None:
        self.link_chosen.emit(self.document().baseUrl().resolved(link))

    def _follow_scrolling(self, top: int) -> None:
        layout = self.document().documentLayout()
        shown = 0
        for index, heading in enumerate(self._headings):
            block = self.document().findBlockByNumber(heading.block)
            # A heading that was scrolled to is at the top, give or take its margin.
            if layout.blockBoundingRect(block).top() <= top + 2 * theme.XL:
                shown = index
        self.heading_changed.emit(shown)

    # -- searching ----------------------------------------------------------------------------

    @property
    def matches(self) -> int:
        """How many places were found."""
        return len(self._found)

    def find_all(self, words: str) -> int:
        """Mark all places that say `words`, show the first one, and return how many there are."""
        self._found = []
        place = self.document().find(words) if words else QTextCursor()
        while not place.isNull():
            self._found.append(place)
            place = self.document().find(words, place)
        self._shown_match = -1
        self._mark_found()
        if self._found:
            self.show_next_match()
        return len(self._found)

    def show_next_match(self, *, backward: bool = False) -> int:
        """Show the next place that was found, and return its number from 1; 0 if there is none."""
        if not self._found:
            return 0
        step = -1 if backward else 1
        self._shown_match = (self._shown_match + step) % len(self._found)
        place = self._found[self._shown_match]
        # It is selected, which tells it from the other places.
        self.setTextCursor(place)
        # Some lines before it are shown, and more after it.
        self._scroll_to(place, self.viewport().height() // 3)
        number = place.block().blockNumber()
        above = [i for i, heading in enumerate(self._headings) if heading.block <= number]
        self.heading_changed.emit(above[-1] if above else 0)
        return self._shown_match + 1

    def _mark_found(self) -> None:
        color = theme.colors(self.palette()).warning_tint
        places = [(place.selectionStart(), place.selectionEnd()) for place in self._found]
        self._marks.mark(places, color)


class _Marks(QSyntaxHighlighter):
    """Marks places of a document in a colour, whatever the formats of the text are."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._places: dict[int, list[tuple[int, int]]] = {}
        self._mark = QTextCharFormat()

    def mark(self, places: Iterable[tuple[int, int]], color: QColor) -> None:
        """Mark these places, given by their beginnings and ends, and no others."""
        self._places = defaultdict(list)
        for start, end in places:
            block = self.document().findBlock(start)
            self._places[block.blockNumber()].append((start - block.position(), end - start))
        self._mark.setBackground(QBrush(color))
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for start, length in self._places.get(self.currentBlock().blockNumber(), ()):
            self.setFormat(start, length, self._mark)


def _is_code(block: QTextBlock) -> bool:
    """Return whether a block is a line of code; Qt does not break such lines."""
    return block.isValid() and block.blockFormat().nonBreakableLines()


def _has_bullet(block: QTextBlock) -> bool:
    """Return whether a block begins with a bullet, as an item of a list without numbers."""
    items = cast("QTextList | None", block.textList())
    return items is not None and not items.itemText(block)


def _is_picture(block: QTextBlock) -> bool:
    """Return whether a block has a picture."""
    return any(form.isImageFormat() for _, _, form in _fragments(block))


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _fragments(block: QTextBlock) -> Iterator[tuple[int, int, QTextCharFormat]]:
    """Return the position, the length and the format of each part of a block."""
    part = block.begin()
    while not part.atEnd():
        fragment = part.fragment()
        yield fragment.position(), fragment.length(), fragment.charFormat()
        part += 1
