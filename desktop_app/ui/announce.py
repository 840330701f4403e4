"""Announces changes to assistive technology that happen away from the focus."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.ui.texts.filling import without_isolates


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say `text`.

    It finishes the sentence that it is saying first. An urgent text interrupts that sentence.

    Some screen readers, such as Orca 43, ignore announcements. They say the description of the
    widget that has the focus when it changes. So the text is also that widget's description, until
    another widget gets the focus.
    """
    if not (QAccessible.isActive() and text):
        return
    spoken = without_isolates(text)
    event = QAccessibleAnnouncementEvent(widget, spoken)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
    # While no window is active, the widget that gets the focus when this window is.
    focused = QApplication.focusWidget() or widget.window().focusWidget()
    if focused is not None:
        _describe(focused, spoken)


def _describe(widget: QWidget, text: str) -> None:
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    for earlier in widget.findChildren(_Description, "", direct):
        earlier.end()
    _Description(widget, text)


class _Description(QObject):
    """The description of a widget for as long as the widget has the focus.

    Qt tells assistive technology of each change of a description.
    """

    def __init__(self, widget: QWidget, text: str) -> None:
        super().__init__(widget)
        self._widget = widget
        self._text = text
        self._before = widget.accessibleDescription()
        widget.setAccessibleDescription(text)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        # The window was left and entered again: the person may not have heard the text yet.
        if now is not None and now is not self._widget:
            self.end()

    def end(self) -> None:
        """Restore the former description, unless the widget has another one by now."""
        if self._widget.accessibleDescription() == self._text:
            self._widget.setAccessibleDescription(self._before)
        self.setParent(None)
        self.deleteLater()
