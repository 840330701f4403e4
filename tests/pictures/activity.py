"""The Activity page."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop_app.core.activity import ActivityKind
from desktop_app.core.errors import (
    DocumentError,
)
from tests.pictures.database import database_unusable
from tests.window_harness import WindowHarness


def activity_empty(gui: WindowHarness) -> QWidget:
    gui.activity()
    return gui.window


def activity_some(gui: WindowHarness) -> QWidget:
    gui.all_that_can_happen()
    gui.window.resize(1000, 1000)
    page = gui.activity()
    page.select(7)
    return gui.window


def activity_small_window(gui: WindowHarness) -> QWidget:
    gui.all_that_can_happen()
    gui.activity()
    gui.window.resize(760, 520)
    return gui.window


def activity_no_match(gui: WindowHarness) -> QWidget:
    gui.all_that_can_happen()
    page = gui.activity()
    kind = page.findChild(QComboBox)
    search = page.findChild(QLineEdit)
    assert kind is not None
    assert search is not None
    kind.setCurrentIndex(kind.findData(ActivityKind.DENIED))
    search.setText("billing")
    return gui.window


def activity_exported(gui: WindowHarness) -> QWidget:
    gui.all_that_can_happen()
    gui.export("/home/ada/Documents/m3ter-activity-2026-11-24.csv")
    return gui.window


def activity_export_failed(gui: WindowHarness) -> QWidget:
    gui.all_that_can_happen()
    gui.harness.documents.fail = DocumentError("Permission denied")
    gui.export("/home/ada/Documents/m3ter-activity-2026-11-24.csv")
    return gui.window


def activity_database_unusable(gui: WindowHarness) -> QWidget:
    window = database_unusable(gui)
    gui.activity()
    return window
