"""The time left, in the wizard and in the list: calm at first, urgent in the last two minutes."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from desktop_app.ui.countdown import Ticker
from desktop_app.ui.credentials_model import Column, Role
from desktop_app.ui.texts import time_texts
from desktop_app.ui.texts.time_texts import Awaited
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.chips import Chip, Shape
from desktop_app.ui.widgets.panels import IconWidget
from desktop_app.ui.wizard.waiting_card import WaitingCard
from tests.ui.finding import named, names, table, words
from tests.window_harness import WindowHarness

LIMIT = timedelta(minutes=10)
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


def test_while_there_is_time_it_is_calm(qtbot: QtBot) -> None:
    card = waiting_card(qtbot)
    card.show_time(URGENT + INSTANT, LIMIT, Awaited.BROWSER, is_kept=False)

    assert "2:01" in words(card)
    assert "left to approve" in words(card)
    assert "After that, the credential is removed, and you start again." in words(card)
    assert not warning_of(card).isVisible()
    said = "Waiting for approval in your browser. 2 minutes 1 second left."
    assert card.words() == said
    assert said in names(card)


def test_in_the_last_two_minutes_it_is_a_warning_that_says_what_to_do(qtbot: QtBot) -> None:
    card = waiting_card(qtbot)
    card.show_time(URGENT, LIMIT, Awaited.BROWSER, is_kept=False)

    assert warning_of(card).isVisible()
    assert "2:00" in words(card)
    assert "Approve now, or the credential is removed." in words(card)
    assert "Waiting for approval in your browser. 2 minutes left." in names(card)


@pytest.mark.parametrize(
    ("awaited", "is_kept", "said"),
    [
        (Awaited.BROWSER, True, "Approve now, or the credential stays unusable."),
        (Awaited.ANSWER, False, "Answer now, or the credential is removed."),
        (Awaited.ANSWER, True, "Answer now, or the credential stays unusable."),
        (Awaited.ATTEMPT, False, "Choose “Open again” now, or the credential is removed."),
        (Awaited.ATTEMPT, True, "Choose “Open again” now, or the credential stays unusable."),
    ],
)
def test_what_has_to_be_done_depends_on_what_is_awaited(
    qtbot: QtBot, awaited: Awaited, is_kept: bool, said: str
) -> None:
    card = waiting_card(qtbot)
    card.show_time(timedelta(minutes=3), LIMIT, awaited, is_kept=is_kept)
    assert ("the credential stays unusable, and you can try again" in words(card)) is is_kept
    card.show_time(timedelta(minutes=1), LIMIT, awaited, is_kept=is_kept)
    assert said in words(card)


def test_where_no_browser_is_on_its_way_it_says_so(qtbot: QtBot) -> None:
    card = waiting_card(qtbot)
    card.show_time(timedelta(minutes=3), LIMIT, Awaited.ATTEMPT, is_kept=False)
    assert card.words() == "3 minutes left to approve."


def test_where_the_person_is_asked_the_time_is_left_to_answer(qtbot: QtBot) -> None:
    card = waiting_card(qtbot)
    card.show_time(timedelta(minutes=3), LIMIT, Awaited.ANSWER, is_kept=False)
    assert card.words() == "3 minutes left to answer."
    assert "left to answer" in words(card)


def test_the_bar_shows_the_time_left_and_is_read_in_whole_minutes(qtbot: QtBot) -> None:
    card = waiting_card(qtbot)
    bar = named(card, QProgressBar, "Time left")
    card.show_time(timedelta(minutes=9, seconds=41), LIMIT, Awaited.BROWSER, is_kept=False)
    assert (bar.minimum(), bar.value(), bar.maximum()) == (0, 10, 10)
    card.show_time(timedelta(minutes=8, seconds=59), LIMIT, Awaited.BROWSER, is_kept=False)
    assert (bar.value(), bar.text()) == (9, "9 minutes")


def test_the_wizard_turns_urgent_by_itself(gui: WindowHarness) -> None:
    wizard = gui.begun()
    assert "10:00" in words(wizard)
    gui.harness.clock.pass_time(timedelta(minutes=8))
    ticker = wizard.findChild(Ticker)
    assert ticker is not None
    ticker.ticked.emit()

    assert "2:00" in words(wizard)
    assert "Approve now, or the credential is removed." in words(wizard)


def test_the_row_turns_urgent(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    gui.panel()
    status = table(gui.window).model().index(0, Column.STATUS)
    assert status.data(Role.CHIP) == Chip("Incomplete · 10:00 left", Shape.CLOCK, Tone.INFO)
    gui.harness.clock.pass_time(timedelta(minutes=8))
    assert status.data(Role.CHIP) == Chip("Incomplete · 2:00 left", Shape.HOURGLASS, Tone.WARNING)
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert status.data(spoken) == "Incomplete, 2 minutes left"


def test_what_is_approved_is_never_urgent(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.panel()
    status = table(gui.window).model().index(0, Column.STATUS)

    assert status.data(Role.CHIP) == Chip("Active", Shape.DISC, Tone.SUCCESS)


def waiting_card(qtbot: QtBot) -> WaitingCard:
    card = WaitingCard()
    qtbot.addWidget(card)
    card.show()
    return card


def warning_of(card: WaitingCard) -> IconWidget:
    icon = card.findChild(IconWidget)
    assert icon is not None
    return icon
