"""Where a credential exists, as its details say, and how it is registered with m3ter."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    NetworkProblem,
    NotFoundError,
    UnreachableError,
)
from desktop_app.core.m3ter import RegisteredCredential
from desktop_app.ui.credential_pane import CredentialPane
from desktop_app.workflow.ports import Lane
from tests.m3ter_steps import CHANGED, connect_m3ter
from tests.ui.finding import button, buttons, in_sight, words
from tests.ui.hands import press
from tests.window_harness import WindowHarness

NO_CONNECTION = UnreachableError(Detail(NetworkProblem.NO_CONNECTION, host="api.m3ter.com"))
LOST = AnswerLostError(Detail("read_timeout", "no answer came"))
REGISTER, AGAIN, LOOK, REPEAT = (
    "Register in m3ter",
    "Try again",
    "Look again",
    "Register again",
)
COPY = "Copy m3ter’s ID"
HERE_ONLY, REGISTERED = "On this computer only", "Registered with m3ter"


def pane(gui: WindowHarness) -> QWidget:
    (shown,) = in_sight(gui.window, CredentialPane)
    return shown


def create(gui: WindowHarness, name: str = "Sandbox") -> str:
    credential_id = gui.harness.make_active(name)
    gui.panel().select(credential_id)
    return credential_id


@pytest.fixture
def m3ter(gui: WindowHarness) -> WindowHarness:
    connect_m3ter(gui, gui.harness.m3ter)
    return gui


def test_without_m3ter_nothing_is_said_of_it(gui: WindowHarness) -> None:
    create(gui)
    assert HERE_ONLY not in words(pane(gui))
    assert REGISTER not in buttons(pane(gui))


def test_a_created_credential_is_at_m3ter_too_under_an_id_that_can_be_copied(
    m3ter: WindowHarness,
) -> None:
    create(m3ter)
    (registered,) = m3ter.harness.m3ter.known_credentials
    assert REGISTERED in words(pane(m3ter))
    assert registered.id in words(pane(m3ter))
    assert "ID here" in words(pane(m3ter))
    button(pane(m3ter), COPY).click()
    assert QGuiApplication.clipboard().text() == registered.id


def test_an_incomplete_credential_is_not_spoken_of(m3ter: WindowHarness) -> None:
    m3ter.panel().select(m3ter.harness.go("Sandbox"))
    assert HERE_ONLY not in words(pane(m3ter))


def test_one_that_was_created_before_is_registered_when_the_person_says_so(
    gui: WindowHarness,
) -> None:
    create(gui)
    connect_m3ter(gui, gui.harness.m3ter)
    assert HERE_ONLY in words(pane(gui))
    assert gui.harness.m3ter.known_credentials == []
    button(pane(gui), REGISTER).click()
    assert REGISTERED in words(pane(gui))
    assert REGISTER not in buttons(pane(gui))


def test_it_says_that_it_is_being_registered(m3ter: WindowHarness) -> None:
    credential_id = m3ter.harness.go("Sandbox")
    m3ter.harness.approve_in_browser()
    m3ter.harness.tasks.holding.add(Lane.NETWORK)
    m3ter.harness.commands.create(credential_id)
    m3ter.panel().select(credential_id)
    assert "Registering with m3ter…" in words(pane(m3ter))
    m3ter.harness.tasks.release_all()
    assert REGISTERED in words(pane(m3ter))


def test_why_it_was_not_registered_is_said_and_it_can_be_tried_again(
    m3ter: WindowHarness,
) -> None:
    m3ter.harness.m3ter.register_error = NO_CONNECTION
    create(m3ter)
    assert HERE_ONLY in words(pane(m3ter))
    assert "could not connect to api.m3ter.com" in words(pane(m3ter))
    m3ter.harness.m3ter.register_error = None
    button(pane(m3ter), AGAIN).click()
    assert REGISTERED in words(pane(m3ter))


def test_what_is_unclear_is_looked_up_and_repeated_only_on_purpose(m3ter: WindowHarness) -> None:
    m3ter.harness.m3ter.register_error = LOST
    create(m3ter)
    assert "It is not clear whether m3ter has this credential" in words(pane(m3ter))
    m3ter.harness.m3ter.register_error = None
    button(pane(m3ter), LOOK).click()
    assert m3ter.harness.m3ter.known_credentials == []
    button(pane(m3ter), REPEAT).click()
    assert len(m3ter.harness.m3ter.known_credentials) == 1
    assert REGISTERED in words(pane(m3ter))


def test_of_several_the_person_chooses(m3ter: WindowHarness) -> None:
    m3ter.harness.m3ter.known_credentials = [
        RegisteredCredential("m3ter-1", "Sandbox", "STRIPE_TEST", created=CHANGED),
        RegisteredCredential("m3ter-2", "Sandbox", "STRIPE_TEST"),
    ]
    create(m3ter)
    assert "m3ter has several credentials of this name" in words(pane(m3ter))
    button(pane(m3ter), "Choose…").click()
    (menu,) = in_sight(m3ter.window, QMenu)
    assert [each.text() for each in menu.actions()] == [
        "m3ter-1, created 20 Nov 2026, 14:05",
        "m3ter-2",
    ]
    menu.actions()[1].trigger()
    press(menu, Qt.Key.Key_Escape)
    assert REGISTERED in words(pane(m3ter))
    assert "m3ter-2" in words(pane(m3ter))


def test_where_it_is_not_offered_the_console_is_named(gui: WindowHarness) -> None:
    gui.harness.m3ter.credentials_error = NotFoundError(Detail(status=404))
    connect_m3ter(gui, gui.harness.m3ter)
    create(gui)
    assert "m3ter does not offer this key to register credentials" in words(pane(gui))
    assert REGISTER not in buttons(pane(gui))


def test_after_disconnecting_nothing_is_said_of_m3ter(m3ter: WindowHarness) -> None:
    create(m3ter)
    m3ter.harness.commands.m3ter.disconnect().result()
    assert REGISTERED not in words(pane(m3ter))
