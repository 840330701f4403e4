"""What a person's hands do to a widget: keys, clicks, and typing."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

_LEFT = Qt.MouseButton.LeftButton
_NONE = Qt.KeyboardModifier.NoModifier


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
    """Press and release a key."""
    QTest.keyClick(widget, key, modifier)


def type_text(widget: QWidget, text: str) -> None:
    """Type a text."""
    QTest.keyClicks(widget, text)


def click(widget: QWidget, where: QPoint) -> None:
    """Click at a point of the widget."""
    QTest.mouseClick(widget, _LEFT, _NONE, where)


def double_click(widget: QWidget, where: QPoint) -> None:
    """Click twice at a point of the widget, as quickly as a double click is."""
    QTest.mouseClick(widget, _LEFT, _NONE, where)
    QTest.mouseDClick(widget, _LEFT, _NONE, where)
