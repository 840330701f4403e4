"""Fields that several pages have."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QStylePainter, QToolButton

from desktop_app.ui import icons, theme
from desktop_app.ui.theme import Recoloring

# Qt itself leaves this room beside the text, in pixels.
_QTS_OWN = 2


class TextField(QLineEdit):
    """A field for one line of text, with room between its outline and the text.

    Its placeholder can be read: some platforms write theirs in too faint a colour.
    """

    def __init__(self) -> None:
        super().__init__()
        self._recoloring = Recoloring(self._recolor)
        self._recolor()
        side = theme.S - _QTS_OWN
        self.setTextMargins(side, 0, side, 0)

    def changeEvent(self, event: QEvent) -> None:
        self._recoloring.handle(event)
        super().changeEvent(event)

    def _recolor(self) -> None:
        palette = theme.application_palette()
        colors = theme.colors(palette)
        palette.setColor(QPalette.ColorRole.PlaceholderText, colors.secondary)
        self.setPalette(palette)


class AddressField(TextField):
    """Shows an address that can be copied, and not be changed.

    While it has no focus, an address that is too long is shown with "…" in the middle: both ends
    tell what the address is.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)

    def show_address(self, address: str) -> None:
        """Show an address, from its beginning."""
        self.setText(address)
        self.setCursorPosition(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inner = (
            self.style()
            .subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
            .marginsRemoved(self.textMargins())
        )
        inner.adjust(_QTS_OWN, 0, -_QTS_OWN, 0)
        words = option.fontMetrics.elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, inner.width()
        )
        if self.hasFocus() or words == self.text():
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option)
        flags = QStyle.visualAlignment(
            self.layoutDirection(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        painter.drawItemText(
            inner, int(flags), option.palette, self.isEnabled(), words, QPalette.ColorRole.Text
        )


class SearchField(TextField):
    """A field whose text a list is searched for. Esc clears it. `name` says what is searched."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setTextMargins(0, 0, 0, 0)
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        for clear in self.findChildren(QToolButton):
            clear.setAccessibleName(self.tr("Clear the search"))
        # Qt makes a button of the icon.
        search = self.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        search.setText(name)
        search.triggered.connect(self.setFocus)
        self.setMinimumWidth(theme.XL * 6)

    def begin(self) -> None:
        """Take the focus, to type another text in place of the one that is there."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
