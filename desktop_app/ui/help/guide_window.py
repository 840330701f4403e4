"""The user guide in a window of its own: headings at the left, the text, and a search."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.help.markdown_view import Heading, MarkdownView
from desktop_app.ui.navigation import AssistedSelection
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.theme import Recoloring, TextStyle
from desktop_app.ui.widgets.buttons import IconButton, LinkButton
from desktop_app.ui.widgets.fields import SearchField
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.rows_model import Index

GUIDE = "user-guide.md"

_SIZE = (960, 680)
# What holds the level of a heading, in the list of headings.
_LEVEL = Qt.ItemDataRole.UserRole


class GuideWindow(QDialog):
    """Shows the guide, and the documents that it links to.

    The window has no parent, so that a dialog of another window does not block it.
    `address_chosen` carries a link to the web, `folder_chosen` the folder of a file that is no
    document. `documents` is the folder of the guide. Raises OSError if the guide can't be read.
    """

    address_chosen = Signal(str)
    folder_chosen = Signal(Path)

    def __init__(self, documents: Path) -> None:
        super().__init__()
        self._guide = documents / GUIDE
        # What is linked from the documents is in the folder around theirs, or below it.
        self._root = documents.parent
        self._topic = ""
        self.setWindowTitle(self.tr("User guide"))
        self.setWindowFlags(Qt.WindowType.Window)
        self._title = wrapped("", TextStyle.SECTION)
        self._contents = _Contents(self.tr("Headings"))
        self._view = MarkdownView()
        self._view.setAccessibleName(self.tr("User guide"))
        self._back = LinkButton(self.tr("Back to the user guide"))
        self._back.setAutoDefault(False)
        self._search = SearchField(self.tr("Search the guide"))
        self._count = TextLabel("", TextStyle.SECONDARY)
        # How many places were found, and the buttons that lead from one to the other.
        self._places = QWidget()
        self._previous = IconButton("up", self.tr("Previous place (Shift+Enter)"))
        self._next = IconButton("down", self.tr("Next place (Enter)"))
        self._lay_out()
        self._contents.currentRowChanged.connect(self._show_row)
        AssistedSelection(self._contents)
        self._view.heading_changed.connect(self._follow_heading)
        self._view.link_chosen.connect(self._follow)
        self._back.clicked.connect(self._go_back)
        self._search.textChanged.connect(self._find)
        self._previous.clicked.connect(lambda: self._show_next(backward=True))
        self._next.clicked.connect(lambda: self._show_next(backward=False))
        self._search.installEventFilter(self)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._begin_search)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Back), self, self._go_back)
        self._show(self._guide)

    def _lay_out(self) -> None:
        places = QHBoxLayout(self._places)
        places.setContentsMargins(theme.M, 0, 0, 0)
        places.setSpacing(0)
        places.addWidget(self._count, 1)
        for step in (self._previous, self._next):
            step.hide()
            places.addWidget(step)
        self._places.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(_Side(self._back, self._title, self._search, self._places, self._contents))
        row.addWidget(self._view, 1)
        self.setMinimumSize(theme.XL * 24, theme.XL * 14)
        self.resize(*_SIZE)
        order = (self._back, self._search, self._previous, self._next, self._contents)
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)
        self._view.setFocus()

    # -- which document, and where ------------------------------------------------------------

    def show_topic(self, topic: str) -> None:
        """Show the guide at a heading, and come to the front."""
        self._topic = topic
        if self._view.path != self._guide:
            self._show(self._guide)
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self._view.show_heading(topic)
        self._view.setFocus()

    def _go_back(self) -> None:
        if self._view.path != self._guide:
            self.show_topic(self._topic)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._contents.fit()

    def _show(self, path: Path) -> None:
        self._view.show_document(path)
        self._title.setText(self._view.title)
        self._contents.show_headings(self._view.headings)
        self._back.setVisible(path != self._guide)
        self._search.clear()

    def _follow(self, link: QUrl) -> None:
        if link.scheme() in ("http", "https"):
            self.address_chosen.emit(link.toString())
            return
        path = Path(link.toLocalFile()).resolve()
        if not path.is_relative_to(self._root.resolve()) or not path.is_file():
            return
        if path.suffix != ".md":
            self.folder_chosen.emit(path.parent)
            return
        if self._view.path is None or path != self._view.path.resolve():
            self._show(self._guide if path == self._guide.resolve() else path)
        self._view.show_heading(link.fragment())
        announce(self, self._view.title)

    def _show_row(self, row: int) -> None:
        if row >= 0:
            self._view.show_heading(self._view.headings[row].anchor)
            # Near the end of the document, another heading stays at the top.
            self._follow_heading(row)

    def _follow_heading(self, row: int) -> None:
        # Scrolled already: choosing the row must not scroll again.
        self._contents.blockSignals(True)
        self._contents.setCurrentRow(row)
        self._contents.blockSignals(False)

    # -- searching ----------------------------------------------------------------------------

    def _begin_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def _find(self, words: str) -> None:
        found = self._view.find_all(words)
        self._previous.setVisible(found > 0)
        self._next.setVisible(found > 0)
        if not words:
            self._say("")
        elif found:
            self._say_place(1, found)
        else:
            self._say(self.tr("Not found"))

    def _say_place(self, place: int, found: int) -> None:
        self._say(fill(self.tr("{place} of {found}"), place=place, found=found))

    def _show_next(self, *, backward: bool) -> None:
        place = self._view.show_next_match(backward=backward)
        if place:
            self._say_place(place, self._view.matches)

    def _say(self, text: str) -> None:
        self._count.setText(text)
        self._places.setVisible(bool(text))
        if text:
            announce(self._search, without_isolates(text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field: Enter shows the next place, Shift+Enter the one before."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            backward = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._show_next(backward=backward)
            return True
        if event.key() == Qt.Key.Key_Escape and self._search.text():
            self._search.clear()
            return True
        return super().eventFilter(watched, event)


class _Side(QWidget):
    """Holds the title, the search and the list of headings, on the tint of the main sidebar.

    `back` leads to the guide from another document, and `places` belong to the search.
    """

    def __init__(
        self,
        back: QWidget,
        title: QWidget,
        search: QWidget,
        places: QWidget,
        contents: QWidget,
    ) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.M, theme.M + 1, theme.M)
        column.setSpacing(theme.S)
        for above in (back, title):
            above.setContentsMargins(theme.M, theme.XS, 0, 0)
        column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(title)
        column.addWidget(search)
        column.addWidget(places)
        column.addSpacing(theme.XS)
        column.addWidget(contents, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors = QPainter(self), theme.colors(self.palette())
        painter.fillRect(self.rect(), colors.sidebar)
        line = QRect(self.width() - 1, 0, 1, self.height())
        painter.fillRect(
            QStyle.visualRect(self.layoutDirection(), self.rect(), line), colors.hairline
        )


class _Contents(QListWidget):
    """Lists the headings of a document, those below another one indented."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._recoloring = Recoloring(self._recolor)
        self.setAccessibleName(name)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setItemDelegate(_HeadingDelegate(self))
        self._recolor()

    def show_headings(self, headings: Sequence[Heading]) -> None:
        """List the headings of a document."""
        self.blockSignals(True)
        self.clear()
        for heading in headings:
            item = QListWidgetItem(heading.text)
            item.setData(_LEVEL, heading.level)
            item.setToolTip(heading.text)
            self.addItem(item)
        self.setCurrentRow(0)
        self.blockSignals(False)
        self.fit()

    def fit(self) -> None:
        """Take the width of the longest heading, within bounds."""
        words = self.sizeHintForColumn(0) + self.verticalScrollBar().sizeHint().width()
        self.setFixedWidth(min(max(words, theme.XL * 8), theme.XL * 13))

    def changeEvent(self, event: QEvent) -> None:
        self._recoloring.handle(event)
        super().changeEvent(event)

    def _recolor(self) -> None:
        palette = theme.application_palette()
        palette.setColor(QPalette.ColorRole.Base, theme.colors(palette).sidebar)
        self.setPalette(palette)


class _HeadingDelegate(QStyledItemDelegate):
    """Draws a heading as the sidebar of the main window draws a page."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        words = QFontMetrics(_strong(option.font)).horizontalAdvance(str(index.data()))
        return QSize(words + _indent(index) + theme.S, option.fontMetrics.height() + theme.M)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colors = theme.colors(option.palette)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = option.rect.adjusted(0, 1, 0, -1)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            tint = theme.mix(colors.sidebar, colors.text, 0.05)
            painter.setBrush(colors.accent_tint if selected else tint)
            painter.drawRoundedRect(area, theme.RADIUS, theme.RADIUS)
        if selected:
            bar = QRect(area.left(), area.center().y() - 7, 3, 16)
            painter.setBrush(colors.accent)
            painter.drawRoundedRect(QStyle.visualRect(option.direction, area, bar), 1.5, 1.5)
        if selected and option.widget.hasFocus():
            painter.setPen(QPen(colors.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
        room = area.adjusted(_indent(index), 0, -theme.S, 0)
        painter.setFont(_strong(option.font) if selected else option.font)
        painter.setPen(colors.text)
        painter.drawText(
            QStyle.visualRect(option.direction, area, room),
            Qt.AlignmentFlag.AlignVCenter
            | QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft),
            painter.fontMetrics().elidedText(
                str(index.data()), Qt.TextElideMode.ElideRight, room.width()
            ),
        )
        painter.restore()


def _strong(font: QFont) -> QFont:
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    return strong


def _indent(index: Index) -> int:
    return theme.M + theme.M * max(0, int(index.data(_LEVEL)) - 2)
