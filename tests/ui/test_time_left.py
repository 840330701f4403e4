"""The time left, in the wizard and in the list: calm at first, urgent in the last two minutes."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.ui.countdown import Ticker
from desktop_app.ui.credentials_model import Column, Role
from desktop_app.ui.texts import time_texts
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.chips import Chip, Shape
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.ui.wizard.time_left import TimeLeft
from tests.ui.finding import accessible_name, table, words
from tests.window_harness import WindowHarness

URGENT = timedelta(minutes=2)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (timedelta(minutes=10), "10 minutes"),
        (timedelta(minutes=9, seconds=41), "9 minutes 41 seconds"),
        (timedelta(minutes=2), "2 minutes"),
        (timedelta(minutes=1, seconds=1), "1 minute 1 second"),
        (timedelta(seconds=59, milliseconds=1), "1 minute"),
        (timedelta(seconds=30), "30 seconds"),
        (INSTANT, "1 second"),
        (timedelta(0), "0 seconds"),
    ],
)
def test_a_time_is_said_in_words(time: timedelta, said: str) -> None:
    assert time_texts.duration_text(time) == said


def test_while_there_is_time_it_is_one_calm_line(qtbot: QtBot) -> None:
    shown = time_left(qtbot)
    shown.show_time(URGENT + INSTANT, waiting=True)

    assert words(shown) == "Waiting for approval in your browser. 2:01 left."
    assert not panel_of(shown).isVisible()
    assert shown.words() == "Waiting for approval in your browser. 2 minutes 1 second left."
    (label,) = (label for label in shown.findChildren(QLabel) if label.isVisible())
    assert accessible_name(label) == shown.words()


def test_in_the_last_two_minutes_it_is_a_warning_that_says_what_to_do(qtbot: QtBot) -> None:
    shown = time_left(qtbot)
    shown.show_time(URGENT, waiting=True)

    assert panel_of(shown).text() == (
        "Waiting for approval in your browser. Only 2:00 left."
        " Approve now, or the credential is removed."
    )
    assert accessible_name(panel_of(shown)) == (
        "Waiting for approval in your browser. 2 minutes left."
    )


def test_where_no_browser_is_on_its_way_it_says_so(qtbot: QtBot) -> None:
    shown = time_left(qtbot)
    shown.show_time(timedelta(minutes=3), waiting=False)
    assert words(shown) == "3:00 left to approve."
    shown.show_time(timedelta(minutes=1), waiting=False)
    assert "Choose Open again now, or the credential is removed." in panel_of(shown).text()


def test_the_wizard_turns_urgent_by_itself(gui: WindowHarness) -> None:
    wizard = gui.begun()
    assert "10:00 left" in words(wizard)
    gui.harness.clock.pass_time(timedelta(minutes=8))
    ticker = wizard.findChild(Ticker)
    assert ticker is not None
    ticker.ticked.emit()

    assert "Only 2:00 left." in words(wizard)


def test_the_row_turns_urgent(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    gui.panel()
    status = table(gui.window).model().index(0, Column.STATUS)
    assert status.data(Role.CHIP) == Chip("Incomplete 10:00", Shape.CLOCK, Tone.INFO)
    gui.harness.clock.pass_time(timedelta(minutes=8))
    assert status.data(Role.CHIP) == Chip("Incomplete 2:00", Shape.TRIANGLE, Tone.WARNING)
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert status.data(spoken) == "Incomplete, 2 minutes left"


def test_what_is_approved_is_never_urgent(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.panel()
    status = table(gui.window).model().index(0, Column.STATUS)

    assert status.data(Role.CHIP) == Chip("Active", Shape.DISC, Tone.SUCCESS)


def time_left(qtbot: QtBot) -> TimeLeft:
    shown = TimeLeft()
    qtbot.addWidget(shown)
    shown.show()
    return shown


def panel_of(shown: TimeLeft) -> InfoPanel:
    panel = shown.findChild(InfoPanel)
    assert panel is not None
    return panel
