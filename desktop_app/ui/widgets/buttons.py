"""Buttons: the primary one of a page, those of a `QAction`, and links."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionFocusRect

from desktop_app.ui import theme


class PrimaryButton(QPushButton):
    """The one primary action of a page, in the palette's accent if the style draws that colour."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        paint_primary(self)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            paint_primary(self)
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        # The focus ring needs room between the edge and the words.
        return super().sizeHint() + QSize(2 * theme.S, theme.XS)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            draw_inner_ring(self)


def paint_primary(button: QPushButton) -> None:
    """Give a button the accent's colours, except while it is disabled."""
    palette = theme.application_palette()
    # Styles lighten a button's colour, and white words need a dark one to be readable.
    accent = palette.color(QPalette.ColorRole.Accent).darker(185)
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        palette.setColor(group, QPalette.ColorRole.Button, accent)
        palette.setColor(group, QPalette.ColorRole.ButtonText, QColor("white"))
    button.setPalette(palette)


def draw_inner_ring(button: QPushButton) -> None:
    """Draw the focus on a button whose colour hides the focus mark of the style."""
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(button.palette().color(QPalette.ColorRole.ButtonText))
    painter.drawRoundedRect(QRectF(button.rect()).adjusted(3.5, 3.5, -3.5, -3.5), 2, 2)


class ActionButton(QPushButton):
    """A button that shows the text of a `QAction` and triggers it."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self._action = action
        self.setAutoDefault(False)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._show_action)
        self._show_action()

    def _show_action(self) -> None:
        self.setText(self._action.text())
        self.setEnabled(self._action.isEnabled())
        shortcut = self._action.shortcut().toString(
            self._action.shortcut().SequenceFormat.NativeText
        )
        self.setToolTip(f"{self._action.text()} ({shortcut})" if shortcut else "")


class LinkButton(QPushButton):
    """A button that looks like a link. Assistive technology can press a button, but no label."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setUnderline(True)
        self.setFont(font)

    def sizeHint(self) -> QSize:
        return self.fontMetrics().size(Qt.TextFlag.TextSingleLine, self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.readable_accent(self.palette()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            option = QStyleOptionFocusRect()
            option.initFrom(self)
            self.style().drawPrimitive(
                QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self
            )
