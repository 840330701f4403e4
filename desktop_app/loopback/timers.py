"""Timers for the time limits of connections and listeners."""

from datetime import timedelta

from PySide6.QtCore import QObject, Qt, QTimer


def precise_timer(parent: QObject) -> QTimer:
    """Return a precise single-shot timer. Qt's default type may ring 5 % early."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    return timer


def milliseconds(duration: timedelta) -> int:
    """Return a duration in milliseconds, the unit of `QTimer`."""
    return round(duration / timedelta(milliseconds=1))
