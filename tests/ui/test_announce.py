"""What is announced is also the description of what has the focus, for other screen readers."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import Detail, UnreachableError
from desktop_app.ui.announce import announce
from tests import labels
from tests.ui.finding import accessible_description, accessible_name, button, focused, named
from tests.ui.hands import press
from tests.window_harness import WindowHarness


@pytest.fixture(autouse=True)
def screen_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody listens."""
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Two buttons, of which the first has the focus."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for name in ("first", "second"):
        column.addWidget(QPushButton(name))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    button(window, "first").setFocus()
    return window


def test_the_focus_says_it_until_it_moves(window: QWidget) -> None:
    first = button(window, "first")
    first.setAccessibleDescription("What it does")
    announce(window, "The link was copied.")
    assert accessible_description(first) == "The link was copied."
    assert focused() is first
    announce(window, "Stripe has answered.")
    assert accessible_description(first) == "Stripe has answered."

    press(first, Qt.Key.Key_Tab)
    assert accessible_description(first) == "What it does"
    assert accessible_description(focused()) == ""


def test_a_description_that_was_changed_meanwhile_is_kept(window: QWidget) -> None:
    first = button(window, "first")
    first.setAccessibleDescription("Enter a name.")
    announce(first, "Enter a name.")
    first.setAccessibleDescription("")
    press(first, Qt.Key.Key_Tab)

    assert accessible_description(first) == ""


def test_it_is_still_said_when_the_person_comes_back(window: QWidget, qtbot: QtBot) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    announce(window, "Stripe approved access")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    assert accessible_description(button(window, "first")) == "Stripe approved access"


def test_a_widget_that_is_gone_needs_no_description(window: QWidget, qtbot: QtBot) -> None:
    announce(window, "The link was copied.")
    with qtbot.waitSignal(button(window, "first").destroyed):
        button(window, "first").deleteLater()
    button(window, "second").setFocus()
    assert accessible_description(button(window, "second")) == ""


def test_isolates_are_not_said(window: QWidget) -> None:
    announce(window, "“\u2068שלום\u2069” was removed")
    assert accessible_description(focused()) == "“שלום” was removed"


def test_after_next_the_focus_says_the_stage_the_name_and_the_mode(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.wizard()
    qtbot.waitUntil(wizard.isActiveWindow)
    button(wizard, labels.NEXT).click()
    go = button(wizard, labels.GO_TO_STRIPE)

    assert accessible_description(go) == (
        "Stage 2, current: Configure and create. Stripe Credential 1 · Stripe"
    )
    button(wizard, labels.BACK).click()
    stage_1 = "Stage 1, current: Select a system and name"
    assert stage_1 in accessible_description(focused())


def test_what_comes_from_the_browser_is_said_by_the_focus(gui: WindowHarness, qtbot: QtBot) -> None:
    wizard = gui.begun()
    qtbot.waitUntil(wizard.isActiveWindow)
    button(wizard, labels.OPEN_AGAIN).click()
    again = button(wizard, labels.OPEN_AGAIN)
    assert "Waiting for approval in your browser" in accessible_description(again)
    button(wizard, labels.COPY_LINK).setFocus()
    button(wizard, labels.COPY_LINK).click()
    assert "The link was copied." in accessible_description(focused())
    button(wizard, labels.NOTHING_OPENED).setFocus()
    for _ in range(2):
        button(wizard, labels.NOTHING_OPENED).click()
    assert "If the page was closed" in accessible_description(focused())
    gui.harness.report_denial()
    assert labels.STOP_WAITING_QUESTION in accessible_description(focused())
    gui.harness.approve_in_browser()
    create = named(wizard, QPushButton, labels.CREATE_CREDENTIAL)
    assert focused() is create
    assert labels.APPROVED in accessible_description(create)


def test_that_an_account_could_not_be_rejected_is_said_by_the_focus(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.begun()
    gui.harness.approve_in_browser()
    qtbot.waitUntil(wizard.isActiveWindow)
    gui.harness.stripe.fail_deauthorize = UnreachableError(Detail())
    gui.harness.commands.reject_account(gui.harness.state.credentials[0].id)

    assert accessible_name(focused()) == labels.TRY_AGAIN
    assert "was not revoked" in accessible_description(focused())
