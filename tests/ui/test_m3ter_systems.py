"""The systems of an organization on the Integrations page, and what is set up for each."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import Detail, NetworkProblem, SecretRefusedError, UnreachableError
from desktop_app.core.integrations import INTEGRATIONS, integration_of
from desktop_app.core.m3ter import Configuration, ExternalSystem
from desktop_app.core.systems import System
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.integrations_page import SystemLine
from desktop_app.ui.m3ter.systems import M3terSystems
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.fakes import FakeM3ter
from tests.m3ter_steps import connect_m3ter, fill_m3ter, stripe_page
from tests.ui.finding import accessible_description, accessible_name, button, focused, in_sight
from tests.ui.hands import press
from tests.ui.m3ter_view import said
from tests.window_harness import WindowHarness

ELSEWHERE = [each.name for each in INTEGRATIONS if not each.available]
STRIPE = (ExternalSystem("STRIPE", "Stripe"), ExternalSystem("STRIPE_TEST", "Stripe (Test Mode)"))
NETSUITE = ExternalSystem("NETSUITE", "NetSuite")
XERO = ExternalSystem("XERO", "Xero")
UNKNOWN = ExternalSystem("LEDGER_OF_TOMORROW", "Ledger of Tomorrow")
UNREACHABLE = UnreachableError(Detail(NetworkProblem.NAME_NOT_FOUND, host="api.m3ter.com"))


def connected(gui: WindowHarness, *systems: ExternalSystem) -> WindowHarness:
    """Connect m3ter, where an organization can integrate with these systems and Stripe."""
    fill_m3ter(gui.harness.m3ter)
    gui.harness.m3ter.known_systems = (*STRIPE, *systems)
    connect_m3ter(gui, gui.harness.m3ter)
    gui.view.show_integrations()
    QApplication.processEvents()
    return gui


def lines(gui: WindowHarness) -> dict[str, list[str]]:
    """Return what the lines of systems in sight say: their names, and what is below them."""
    found = {}
    for line in in_sight(gui.window, SystemLine):
        _, name, *below = [label.text() for label in in_sight(line, QLabel)]
        found[name] = below
    return found


def guides(gui: WindowHarness) -> list[str]:
    """Return the names of the links to guides, as assistive technology gets them."""
    names = [accessible_name(each) for each in in_sight(gui.window, QPushButton)]
    return [name for name in names if name.startswith(labels.OPEN_GUIDE)]


def of_m3ter(gui: WindowHarness) -> QWidget:
    (systems,) = in_sight(gui.window, M3terSystems)
    return systems


def refresh(gui: WindowHarness) -> None:
    button(gui.window, labels.REFRESH_M3TER).click()


def test_without_m3ter_the_built_in_list_is_shown(gui: WindowHarness) -> None:
    assert list(lines(gui)) == ELSEWHERE
    assert in_sight(gui.window, M3terSystems) == []
    button(gui.window, labels.CONNECT_M3TER)


def test_the_organizations_systems_take_its_place(gui: WindowHarness) -> None:
    connected(gui, NETSUITE, XERO)

    assert lines(gui) == {"NetSuite": ["1 configuration"], "Xero": ["Not set up"]}
    assert labels.CONNECT_M3TER not in [b.text() for b in in_sight(gui.window, QPushButton)]
    assert "Set up in the m3ter Console" in said(gui.window)


def test_a_line_says_how_much_of_what_is_set_up_sends_nothing(gui: WindowHarness) -> None:
    states = ((True, True), (True, False), (False, True), (False, False), (None, None))
    gui.harness.m3ter.known_configurations = [
        Configuration(f"c{n}", f"C{n}", "Bill", "XERO", enabled=enabled, authorized=authorized)
        for n, (enabled, authorized) in enumerate(states)
    ]
    gui.harness.m3ter.known_systems = (XERO,)
    connect_m3ter(gui, gui.harness.m3ter)

    assert lines(gui) == {"Xero": ["5 configurations, 2 disabled, 1 not authorized"]}


def test_only_systems_that_are_known_here_have_a_guide(gui: WindowHarness) -> None:
    connected(gui, UNKNOWN, NETSUITE)
    assert list(lines(gui)) == ["Ledger of Tomorrow", "NetSuite"]
    assert guides(gui) == [f"{labels.OPEN_GUIDE}: NetSuite"]
    button(gui.window, f"{labels.OPEN_GUIDE}: NetSuite").click()

    netsuite = integration_of("NETSUITE")
    assert netsuite is not None
    assert gui.harness.browser.opened == [netsuite.guide_url]


def test_the_address_of_a_guide_is_shown_if_the_browser_does_not_open(gui: WindowHarness) -> None:
    connected(gui, NETSUITE)
    gui.harness.browser.works = False
    button(gui.window, f"{labels.OPEN_GUIDE}: NetSuite").click()

    netsuite = integration_of("NETSUITE")
    assert netsuite is not None
    assert netsuite.guide_url in said(gui.window)


def test_a_system_without_a_name_is_shown_by_its_identifier(gui: WindowHarness) -> None:
    connected(gui, ExternalSystem("NEW_ONE", ""))

    assert list(lines(gui)) == ["NEW_ONE"]


def test_an_organization_without_other_systems_has_none(gui: WindowHarness) -> None:
    connected(gui)

    assert lines(gui) == {}
    assert "Read from m3ter just now." in said(of_m3ter(gui))


def test_what_is_read_anew_is_shown_in_place_of_it(gui: WindowHarness) -> None:
    connected(gui, NETSUITE)
    gui.harness.m3ter.known_systems = (*STRIPE, XERO)
    gui.harness.m3ter.known_configurations = []
    refresh(gui)

    assert lines(gui) == {"Xero": ["Not set up"]}


def test_the_age_follows_the_clock(gui: WindowHarness) -> None:
    connected(gui, NETSUITE)
    assert "Read from m3ter just now." in said(of_m3ter(gui))
    gui.harness.clock.pass_time(timedelta(minutes=4))
    (ticker,) = of_m3ter(gui).findChildren(Ticker)
    ticker.ticked.emit()
    assert "Read from m3ter 4 minutes ago." in said(of_m3ter(gui))
    gui.view.show_settings()
    assert not ticker.is_running
    gui.harness.clock.pass_time(timedelta(hours=2))
    gui.view.show_integrations()

    assert "Read from m3ter today at 09:00." in said(of_m3ter(gui))


def test_reading_is_said_and_cannot_be_begun_twice(gui: WindowHarness) -> None:
    connected(gui, NETSUITE)
    gui.harness.tasks.holding.add(Lane.NETWORK)
    refresh(gui)
    assert "Reading from m3ter…" in said(of_m3ter(gui))
    refresh(gui)
    assert len(gui.harness.tasks.held) == 1
    gui.harness.tasks.release()
    gui.harness.tasks.release()
    assert "Reading from m3ter… 2 rows so far" in said(of_m3ter(gui))
    assert lines(gui) == {"NetSuite": ["1 configuration"]}
    gui.harness.tasks.release_all()

    assert "Read from m3ter just now." in said(of_m3ter(gui))
    assert gui.harness.m3ter.asked.count("systems") == 2


def test_the_focus_is_still_on_refresh_after_reading(gui: WindowHarness) -> None:
    connected(gui, NETSUITE)
    gui.harness.tasks.holding.add(Lane.NETWORK)
    again = button(gui.window, labels.REFRESH_M3TER)
    again.setFocus()
    press(again, Qt.Key.Key_Space)
    gui.harness.tasks.release_all()
    QApplication.processEvents()

    assert focused() is again


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (UNREACHABLE, "Could not read from m3ter\nThis computer could not find api.m3ter.com"),
        (
            SecretRefusedError(Detail("", "The access key is not valid", status=401)),
            "m3ter did not accept the access key\nCheck the access key ID",
        ),
    ],
)
def test_why_it_was_not_read_is_told_with_the_age_of_what_is_shown(
    gui: WindowHarness, error: UnreachableError, text: str
) -> None:
    connected(gui, NETSUITE)
    gui.harness.clock.pass_time(timedelta(hours=2))
    gui.harness.m3ter.error = error
    refresh(gui)
    assert text in said(of_m3ter(gui))
    assert "Read from m3ter today at 09:00." in said(of_m3ter(gui))
    assert lines(gui) == {"NetSuite": ["1 configuration"]}
    gui.harness.m3ter.error = None
    refresh(gui)

    assert text not in said(of_m3ter(gui))
    assert "Read from m3ter just now." in said(of_m3ter(gui))


def test_what_was_never_read_is_told(gui: WindowHarness) -> None:
    gui.harness.tasks.holding.add(Lane.NETWORK)
    commands = gui.computer.workspaces.workspaces[0].commands.m3ter
    commands.connect(gui.harness.m3ter.organization_id, FakeM3ter.key, SecretPlace.KEYCHAIN)
    gui.harness.tasks.release()
    commands.cancel_reading()
    assert lines(gui) == {}
    assert "Nothing was read from m3ter yet." in said(of_m3ter(gui))
    gui.harness.tasks.release_all()
    refresh(gui)

    assert list(lines(gui)) == ["NetSuite"]


def test_the_stripe_card_names_the_number_of_configurations(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing", System.STRIPE)
    card = button(gui.window, labels.STRIPE)
    assert accessible_description(card) == "1 active. Open"
    connected(gui, NETSUITE)
    says = "1 active · 4 configurations, 1 disabled, 1 not authorized. Open"
    assert accessible_description(card) == says
    del gui.harness.m3ter.known_configurations[:3]
    refresh(gui)

    assert accessible_description(card) == "1 active · 1 configuration. Open"


def test_reading_from_the_panel_shows_here_too(gui: WindowHarness) -> None:
    connected(gui, NETSUITE)
    gui.harness.m3ter.known_systems = (*STRIPE, XERO)
    stripe_page(gui)
    button(gui.window, labels.REFRESH).click()
    gui.view.show_integrations()

    assert list(lines(gui)) == ["Xero"]
