"""Labels in the theme's text sizes."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.ui import theme
from desktop_app.ui.theme import TextStyle


class TextLabel(QLabel):
    """Plain text in one of the four sizes; secondary text in a quieter, readable colour."""

    def __init__(
        self, text: str = "", style: TextStyle = TextStyle.BODY, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._style = style
        # Names and Stripe's words come from outside: they are text, never markup.
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.text_font(style))
        self._apply_color()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._apply_color()
        super().changeEvent(event)

    def _apply_color(self) -> None:
        if self._style is not TextStyle.SECONDARY:
            return
        parent = self.parentWidget()
        palette = parent.palette() if parent is not None else self.palette()
        color = theme.secondary_text(palette, QPalette.ColorRole.Window)
        if self.palette().color(QPalette.ColorRole.WindowText) != color:
            own = self.palette()
            own.setColor(QPalette.ColorRole.WindowText, color)
            self.setPalette(own)


def wrapped(text: str = "", style: TextStyle = TextStyle.BODY) -> TextLabel:
    """Return a label that breaks its text into lines."""
    label = TextLabel(text, style)
    label.setWordWrap(True)
    return label


def selectable(text: str = "") -> TextLabel:
    """Return a label whose text can be selected and copied, by mouse and by keyboard."""
    label = wrapped(text)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
