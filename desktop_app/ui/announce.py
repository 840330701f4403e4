"""Announces changes to assistive technology that happen away from the focus."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.texts.filling import without_isolates


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say `text`.

    It finishes the sentence that it is saying first. An urgent text interrupts that sentence.
    """
    if not (QAccessible.isActive() and text):
        return
    event = QAccessibleAnnouncementEvent(widget, without_isolates(text))
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
