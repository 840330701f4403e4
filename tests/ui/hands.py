"""What a person's hands do to a widget: keys, clicks, and typing."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

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


def click_at(widget: QWidget) -> None:
    """Click where the middle of the widget is in its window, whatever takes the click there."""
    QTest.mouseClick(widget.window().windowHandle(), _LEFT, _NONE, _middle(widget))
    QApplication.processEvents()


def double_click_at(widget: QWidget) -> None:
    """Click there twice, as quickly as a double click is."""
    QTest.mouseDClick(widget.window().windowHandle(), _LEFT, _NONE, _middle(widget))
    QApplication.processEvents()


def _middle(widget: QWidget) -> QPoint:
    return widget.mapTo(widget.window(), widget.rect().center())
