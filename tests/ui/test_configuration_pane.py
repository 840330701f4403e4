"""The details of a configuration: what its status means, and what m3ter has sent by it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import (
    Detail,
    NetworkProblem,
    NotFoundError,
    NotPermittedError,
    ServiceError,
    UnreachableError,
)
from desktop_app.core.m3ter import RunStatus
from desktop_app.ui import theme
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.m3ter.configuration_pane import ConfigurationPane
from desktop_app.ui.texts import m3ter_texts
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.ui.widgets.tables import RowsTable
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.m3ter_steps import configurations, connect_m3ter, fill_m3ter, fill_runs, stripe_page
from tests.ui.finding import button, buttons, focused, in_sight, wait_for_words, words
from tests.ui.hands import press
from tests.window_harness import WindowHarness

NO_CONNECTION = UnreachableError(Detail(NetworkProblem.NO_CONNECTION, host="api.m3ter.com"))


@pytest.fixture
def m3ter(gui: WindowHarness) -> WindowHarness:
    """m3ter is connected, and the Configurations panel is shown."""
    fill_m3ter(gui.harness.m3ter)
    fill_runs(gui.harness.m3ter)
    connect_m3ter(gui, gui.harness.m3ter)
    stripe_page(gui)
    return gui


def pane(gui: WindowHarness) -> QWidget:
    (shown,) = in_sight(gui.window, ConfigurationPane)
    return shown


def table(gui: WindowHarness) -> RowsTable:
    (shown,) = configurations(gui).findChildren(RowsTable)
    return shown


def select(gui: WindowHarness, name: str) -> None:
    model = table(gui).model()
    row = next(r for r in range(model.rowCount()) if model.index(r, 0).data() == name)
    table(gui).selectRow(row)


def test_the_first_configuration_is_shown_with_its_runs(m3ter: WindowHarness) -> None:
    said = words(pane(m3ter))
    for text in ("EU bills", "Stripe (Test Mode)", "Bills", "Latest runs", "Access was refused"):
        assert text in said
    assert "The platform has no access to the account." in said


@pytest.mark.parametrize("status", RunStatus)
def test_every_published_status_is_said_in_words(m3ter: WindowHarness, status: RunStatus) -> None:
    said, _ = m3ter_texts.run_message(status)
    assert said != status.value
    assert said in words(pane(m3ter))


def test_a_status_that_is_not_known_is_shown_as_it_is(m3ter: WindowHarness) -> None:
    assert "SOMETHING_NEW" in words(pane(m3ter))


def test_what_was_sent_is_opened_in_the_browser(m3ter: WindowHarness) -> None:
    (link,) = [each for each in in_sight(pane(m3ter), QPushButton) if "Open" in each.text()]
    link.click()
    assert m3ter.harness.browser.opened == ["https://dashboard.stripe.com/test/invoices/in_1"]
    m3ter.harness.browser.works = False
    link.click()
    assert "https://dashboard.stripe.com/test/invoices/in_1" in words(m3ter.window)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Nordics", "m3ter sends nothing"),
        ("US bills", "m3ter is not authorized at Stripe"),
        ("EU bills", "Stripe refused access at the latest run"),
    ],
)
def test_what_keeps_bills_back_is_said_with_what_to_do(
    m3ter: WindowHarness, name: str, says: str
) -> None:
    select(m3ter, name)
    assert says in words(pane(m3ter))


def test_nothing_is_wrong_with_what_has_sent(m3ter: WindowHarness) -> None:
    runs = m3ter.harness.m3ter.known_runs["destination-1"]
    m3ter.harness.m3ter.known_runs["destination-1"] = runs[3:]
    button(configurations(m3ter), "Refresh").click()
    assert "Stripe refused" not in words(pane(m3ter))
    assert "approve access again" not in words(pane(m3ter))


def test_the_credential_is_shown_if_this_computer_has_it(
    m3ter: WindowHarness, qtbot: QtBot
) -> None:
    assert "Show the credential" not in buttons(pane(m3ter))
    credential_id = m3ter.harness.make_active("EU billing")
    button(pane(m3ter), "Show the credential").click()
    wait_for_words(qtbot, m3ter.window, m3ter.harness.credential(credential_id).id)
    assert labels.CHECK_CONNECTION in buttons(m3ter.window)


def test_runs_of_a_shared_destination_are_said_to_be_shared(m3ter: WindowHarness) -> None:
    shared = "all configurations that have the same one"
    assert shared in words(pane(m3ter))
    known = m3ter.harness.m3ter.known_configurations
    known[:] = [replace(each, destination_id=f"destination-{n}") for n, each in enumerate(known, 1)]
    button(configurations(m3ter), "Refresh").click()
    assert shared not in words(pane(m3ter))


def test_a_configuration_without_a_destination_says_why_it_has_no_runs(
    m3ter: WindowHarness,
) -> None:
    known = m3ter.harness.m3ter.known_configurations
    known[0] = replace(known[0], destination_id="")
    button(configurations(m3ter), "Refresh").click()
    assert "m3ter lists runs by destination, and this configuration has none" in words(pane(m3ter))


def test_runs_are_read_when_a_configuration_is_looked_at(m3ter: WindowHarness) -> None:
    asked = m3ter.harness.m3ter.asked
    assert asked.count("runs") == 1
    select(m3ter, "US bills")
    assert asked.count("runs") == 1, "it has the same destination"
    m3ter.harness.clock.pass_time(timedelta(minutes=2))
    select(m3ter, "Nordics")
    assert asked.count("runs") == 2


def test_runs_that_could_not_be_read_say_why_and_the_old_ones_stay(m3ter: WindowHarness) -> None:
    m3ter.harness.m3ter.error = NO_CONNECTION
    button(configurations(m3ter), "Refresh").click()
    said = words(pane(m3ter))
    assert "could not connect to api.m3ter.com" in said
    assert "Access was refused" in said


def test_runs_that_are_being_read_for_the_first_time_say_so(gui: WindowHarness) -> None:
    fill_m3ter(gui.harness.m3ter)
    connect_m3ter(gui, gui.harness.m3ter)
    gui.harness.tasks.holding.add(Lane.NETWORK)
    stripe_page(gui)
    assert "Reading from m3ter…" in words(pane(gui))
    gui.harness.tasks.release_all()
    assert "Nothing was sent yet." in words(pane(gui))


def test_the_selection_stays_when_m3ter_is_read_anew(m3ter: WindowHarness) -> None:
    select(m3ter, "Nordics")
    known = m3ter.harness.m3ter.known_configurations
    known.insert(0, replace(known[0], id="new", name="A new one"))
    button(configurations(m3ter), "Refresh").click()
    (name,) = [label.text() for label in in_sight(pane(m3ter), QLabel) if "Nordics" in label.text()]
    assert name == "Nordics"


def test_in_a_narrow_window_the_details_take_the_place_of_the_list(m3ter: WindowHarness) -> None:
    m3ter.window.resize(760, 520)
    assert in_sight(m3ter.window, ConfigurationPane) == []
    button(configurations(m3ter), "Details").click()
    assert "Latest runs" in words(pane(m3ter))
    assert not table(m3ter).isVisible()
    assert focused() is button(pane(m3ter), "Back to the list")
    press(focused(), Qt.Key.Key_Escape)
    assert table(m3ter).isVisible()
    assert focused() is table(m3ter)


def test_a_bug_in_reading_runs_is_met_once(
    m3ter: WindowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def fail(destination_id: str, _: object) -> None:
        asked.append(destination_id)
        raise RuntimeError("a bug")

    monkeypatch.setattr(m3ter.harness.m3ter, "runs", fail)
    m3ter.harness.clock.pass_time(timedelta(minutes=2))
    select(m3ter, "Nordics")
    assert asked == ["destination-1"]
    assert len(m3ter.harness.tasks.crashes) == 1


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (NotFoundError(Detail("", "Gone", status=404)), "does not know this destination any more"),
        (NotPermittedError(Detail("", "No", status=403)), "does not let this key read them"),
    ],
    ids=["404", "403"],
)
def test_runs_that_m3ter_refuses_are_told_in_their_own_words(
    m3ter: WindowHarness, error: ServiceError, says: str
) -> None:
    m3ter.harness.clock.pass_time(timedelta(minutes=2))
    m3ter.harness.m3ter.error = error
    select(m3ter, "Nordics")
    assert says in words(pane(m3ter))
    assert "Check the ID" not in words(pane(m3ter))


@pytest.mark.usefixtures("from_right_to_left")
def test_from_right_to_left_the_margins_change_sides(m3ter: WindowHarness) -> None:
    (message,) = in_sight(pane(m3ter), InfoPanel)
    left = message.mapTo(pane(m3ter), message.rect().topLeft()).x()
    right = message.mapTo(pane(m3ter), message.rect().topRight()).x()
    # The line of the card is drawn inside it. The scroll bar is in the margin.
    assert left == pane(m3ter).width() - 1 - right == theme.L + 1


def test_the_age_of_the_runs_follows_the_clock(m3ter: WindowHarness) -> None:
    assert "Read from m3ter just now." in words(pane(m3ter))
    m3ter.harness.clock.pass_time(timedelta(minutes=4))
    (ticker,) = configurations(m3ter).findChildren(Ticker)
    ticker.ticked.emit()
    assert "Read from m3ter 4 minutes ago." in words(pane(m3ter))
