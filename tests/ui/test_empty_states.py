"""What a page shows in place of a list, with equal room between its parts."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import StorageError
from desktop_app.ui import theme, unread_state
from desktop_app.ui.unread_state import UnreadState
from desktop_app.ui.widgets.flat_bar import FlatBar
from desktop_app.ui.widgets.panels import EmptyState
from tests.ui.finding import button, in_sight, words

SENTENCE = "A sentence that is so long that it is broken into two lines, or into three of them."


def test_the_room_above_the_steps_is_that_above_the_button(qtbot: QtBot) -> None:
    begin = QPushButton("Begin")
    state = EmptyState("key", "Nothing yet", SENTENCE, begin, ("First", "Second"))
    qtbot.addWidget(state)
    state.resize(800, 600)
    state.show()
    QApplication.processEvents()
    (sentence,) = [w for w in state.findChildren(QLabel) if w.text() == SENTENCE]
    (first,) = [w for w in state.findChildren(QLabel) if w.text() == "First"]
    steps = first.parentWidget()
    assert steps is not None

    assert sentence.height() == sentence.heightForWidth(sentence.width())
    first_top = steps.y() + steps.childrenRect().top()
    assert first_top - sentence.geometry().bottom() - 1 == theme.XL
    assert begin.geometry().top() - steps.geometry().bottom() - 1 == theme.XL


def test_what_is_read_at_once_is_not_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread_state, "DELAY", timedelta(hours=1))
    state = UnreadState(lambda: None)
    qtbot.addWidget(state)
    state.show()
    QApplication.processEvents()

    assert words(state).strip() == ""
    assert in_sight(state, FlatBar) == []


def test_what_takes_long_to_read_is_told_each_time(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unread_state, "DELAY", timedelta(0))
    state = UnreadState(lambda: None)
    qtbot.addWidget(state)
    state.show()
    qtbot.waitUntil(lambda: len(in_sight(state, FlatBar)) == 1)
    assert "Reading…" in words(state)
    state.show_error(StorageError("disk full"))
    assert in_sight(state, FlatBar) == []
    assert "Reading…" not in words(state)
    button(state, "Try again").click()

    qtbot.waitUntil(lambda: len(in_sight(state, FlatBar)) == 1)
