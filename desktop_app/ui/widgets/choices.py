"""Buttons that have a state, with a line that explains each: radio buttons and check boxes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGroupBox,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.labels import wrapped


class ExplainedButton(QWidget):
    """A radio button or a check box, and a line below it. A click anywhere presses the button."""

    def __init__(self, button: QAbstractButton, advice: str) -> None:
        super().__init__()
        self.button = button
        button.setAccessibleDescription(without_isolates(advice))
        words = wrapped(advice, TextStyle.SECONDARY)
        words.setIndent(words_indent(button))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(2)
        self.column.addWidget(button)
        self.column.addWidget(words)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)
            self.button.click()


class ChoiceGroup(QGroupBox):
    """Holds the radio buttons of one choice. `name` says what is chosen."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Qt has just reserved room for a frame and a title.
        self.setContentsMargins(0, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw nothing: the card is the frame. Only the role of a group is wanted."""


def words_indent(button: QAbstractButton) -> int:
    """Return how far the words of a radio button or a check box are from its edge, in pixels."""
    option = QStyleOptionButton()
    option.initFrom(button)
    option.direction = Qt.LayoutDirection.LeftToRight
    words = QStyle.SubElement.SE_CheckBoxContents
    if isinstance(button, QRadioButton):
        words = QStyle.SubElement.SE_RadioButtonContents
    return button.style().subElementRect(words, option, button).x()
