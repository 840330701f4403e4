"""Buttons: the primary one of a page, and those that stand for an action."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from desktop_app.ui import theme


class PrimaryButton(QPushButton):
    """The one primary action of a page, in the palette's accent where the style draws it."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        paint_primary(self)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            paint_primary(self)
        super().changeEvent(event)


def paint_primary(button: QPushButton) -> None:
    """Give a button the accent's colours, and keep a disabled one quiet."""
    palette = QGuiApplication.palette()
    accent = palette.color(QPalette.ColorRole.Accent)
    white, black = QColor("white"), QColor("black")
    on_accent = max(white, black, key=lambda color: theme.contrast(color, accent))
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        palette.setColor(group, QPalette.ColorRole.Button, accent)
        palette.setColor(group, QPalette.ColorRole.ButtonText, on_accent)
    button.setPalette(palette)


def action_button(action: QAction) -> QToolButton:
    """Return a button that shows and does what `action` says."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
