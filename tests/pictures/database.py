"""A database that is being read, or can't be."""

import sqlite3
from contextlib import closing

from PySide6.QtWidgets import QWidget

from desktop_app.core.errors import StorageError, StorageProblem
from desktop_app.workflow.ports import Lane
from tests.window_harness import WindowHarness


def reading(gui: WindowHarness) -> QWidget:
    gui.harness.crash().tasks.holding = {Lane.DATABASE}
    return database_page(gui)


def database_too_new(gui: WindowHarness) -> QWidget:
    with closing(sqlite3.connect(gui.harness.crash().database)) as database:
        database.execute("PRAGMA user_version = 1000")
    return database_page(gui)


def database_unusable(gui: WindowHarness) -> QWidget:
    gui.harness.crash().database.write_bytes(b"not a database" * 100)
    return database_page(gui)


def database_unusable_small(gui: WindowHarness) -> QWidget:
    window = database_unusable(gui)
    window.resize(window.minimumSize())
    return window


def database_in_use(gui: WindowHarness) -> QWidget:
    return _unread(gui, "database is locked", StorageProblem.IN_USE)


def database_full(gui: WindowHarness) -> QWidget:
    return _unread(gui, "database or disk is full", StorageProblem.FULL)


def database_not_permitted(gui: WindowHarness) -> QWidget:
    return _unread(gui, "attempt to write a readonly database", StorageProblem.NOT_PERMITTED)


def _unread(gui: WindowHarness, reason: str, problem: StorageProblem) -> QWidget:
    def fail(*_: object) -> None:
        raise StorageError(reason, problem)

    setattr(gui.harness.crash().store, "recover", fail)  # noqa: B010  (a method of a stand-in)
    return database_page(gui)


def names_alike(gui: WindowHarness) -> QWidget:
    """Two names of an earlier version that count as the same now."""
    for name in ("EU billing", "To be renamed"):
        gui.harness.make_active(name)
    with closing(sqlite3.connect(gui.harness.crash().database)) as database, database:
        database.execute(
            "UPDATE credentials SET name = ? WHERE name = ?", ("EU\u00a0billing", "To be renamed")
        )
    return database_page(gui)


def database_page(gui: WindowHarness) -> QWidget:
    gui.window.close()
    gui.open_window()
    gui.window.show()
    gui.panel()
    gui.harness.start()
    return gui.window
