"""The main job as a person does it in the window, with exactly the labels of the design."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.credential import Stage
from desktop_app.core.integrations import INTEGRATIONS
from desktop_app.core.systems import System
from desktop_app.ui.credentials_model import Column
from desktop_app.ui.wizard.create_wizard import CreateWizard
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.ui.finding import (
    accessible_description,
    accessible_name,
    button,
    buttons,
    chosen_system,
    column,
    detail,
    focused,
    in_sight,
    named,
    names,
    open_wizard,
    table,
    words,
)
from tests.ui.hands import click, press, type_text
from tests.window_harness import WindowHarness


def the_wizard(qtbot: QtBot) -> CreateWizard:
    qtbot.waitUntil(lambda: open_wizard() is not None)
    wizard = open_wizard()
    assert wizard is not None
    return wizard


@pytest.mark.parametrize("system", list(System))
def test_the_main_job_by_mouse(gui: WindowHarness, qtbot: QtBot, system: System) -> None:
    window = gui.window
    assert labels.INTEGRATIONS in words(window)
    stripe = button(window, labels.STRIPE)
    click(stripe, stripe.rect().center())
    assert labels.STRIPE_INTEGRATIONS in words(window)
    assert labels.CREDENTIALS in words(window)
    button(window, labels.CONFIGURE_NEW_CREDENTIALS).click()

    wizard = the_wizard(qtbot)
    assert labels.SELECT_A_SYSTEM_AND_NAME in words(wizard)
    assert labels.CREDENTIAL_DETAILS in words(wizard)
    assert labels.STAGE_1_CURRENT in names(wizard)
    assert chosen_system(wizard) == labels.STRIPE
    offered = in_sight(wizard, QRadioButton)
    assert [accessible_name(radio) for radio in offered] == [labels.STRIPE, labels.STRIPE_TEST]
    assert "Practice: a made-up account. No bills are sent." in accessible_description(offered[0])
    tip = "Practice: a made-up account in test mode."
    assert accessible_description(offered[1]) == tip
    assert tip in words(wizard)
    click(named(wizard, QRadioButton, system.label), QPoint(8, 8))
    named(wizard, QLineEdit, labels.NAME).setText("EU billing")
    gui.harness.stripe.grant = replace(gui.harness.stripe.grant, livemode=system.livemode)
    button(wizard, labels.NEXT).click()

    assert labels.CONFIGURE_AND_CREATE in words(wizard)
    assert labels.STAGE_1_COMPLETED in names(wizard)
    assert labels.STAGE_2_CURRENT in names(wizard)
    assert labels.STRIPE_CONNECTION in words(wizard)
    assert "within ten minutes" in words(wizard)
    assert "If you do not approve access" in words(wizard)
    assert not button(wizard, labels.CREATE_CREDENTIAL).isEnabled()
    button(wizard, labels.GO_TO_STRIPE).click()

    assert "10:00" in words(wizard)
    gui.harness.approve_in_browser()
    assert detail(wizard, "Account") == "Acme Ltd"
    assert detail(wizard, "Account ID") == "acct_1AcmePractice"
    button(wizard, labels.CREATE_CREDENTIAL).click()

    qtbot.waitUntil(lambda: open_wizard() is None)
    assert column(window) == ["EU billing"]
    assert column(window, Column.STATUS) == [labels.ACTIVE]
    selected = gui.panel().selected()
    assert selected is not None
    assert (selected.name, selected.system) == ("EU billing", system)


def test_the_main_job_by_keyboard_alone(gui: WindowHarness, qtbot: QtBot) -> None:
    press(focused(), Qt.Key.Key_Return)
    press(focused(), Qt.Key.Key_Space)
    wizard = the_wizard(qtbot)
    qtbot.waitUntil(lambda: wizard.isAncestorOf(focused()))
    assert accessible_name(focused()) == labels.STRIPE
    press(focused(), Qt.Key.Key_Down)
    press(focused(), Qt.Key.Key_Tab)
    press(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_text(focused(), "Sandbox")
    press(focused(), Qt.Key.Key_Return)
    assert labels.CONFIGURE_AND_CREATE in words(wizard)
    press(focused(), Qt.Key.Key_Space)
    assert labels.LEFT_TO_APPROVE in words(wizard)
    gui.harness.approve_in_browser()
    press(focused(), Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: open_wizard() is None)
    (credential,) = gui.harness.state.credentials
    assert (credential.name, credential.system) == ("Sandbox", System.STRIPE_TEST)
    assert credential.stage is Stage.ACTIVE
    # A window manager gives the focus back to the window; there is none here.
    gui.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is table(gui.window))
    press(focused(), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == credential.id
    press(focused(), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert button(gui.window, labels.STRIPE).isVisible()


def test_the_wizard_s_buttons_read_the_same_everywhere(gui: WindowHarness) -> None:
    wizard = gui.wizard()
    assert sorted(buttons(wizard)) == [labels.CANCEL, labels.NEXT]
    wizard.next()
    assert sorted(buttons(wizard)) == [
        labels.BACK,
        labels.CANCEL,
        labels.CREATE_CREDENTIAL,
        labels.GO_TO_STRIPE,
        labels.SOMEBODY_ELSE_APPROVES,
    ]


def test_the_workspace_s_banner_is_always_in_sight(gui: WindowHarness) -> None:
    banner = "Practice workspace: no real accounts are used."
    assert banner in words(gui.window)
    gui.panel()
    assert banner in words(gui.window)


def test_the_other_systems_open_their_guide(gui: WindowHarness) -> None:
    opened = gui.harness.browser.opened
    others = [each for each in INTEGRATIONS if not each.available]
    for other in others:
        link = button(gui.window, f"{labels.OPEN_GUIDE}: {other.name}")
        click(link, link.rect().center())
        assert opened[-1] == other.guide_url
        press(link, Qt.Key.Key_Return)
        assert opened[-2:] == [other.guide_url] * 2

    assert len(opened) == 2 * len(others)
    assert all(url.startswith("https://docs.m3ter.com/") for url in opened)
    assert button(gui.window, labels.STRIPE).isVisible()


def test_the_trail_leads_back_to_the_integrations(gui: WindowHarness) -> None:
    gui.panel()
    button(gui.window, labels.INTEGRATIONS).click()
    assert button(gui.window, labels.STRIPE).isVisible()


def test_an_answer_brings_the_window_to_the_front(
    gui: WindowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    alerted: list[QWidget] = []
    monkeypatch.setattr(QApplication, "alert", alerted.append)
    wizard = gui.begun()
    assert alerted == []
    gui.harness.approve_in_browser()

    assert alerted == [wizard]


def test_a_late_answer_raises_the_window_after_the_wizard_was_closed(
    gui: WindowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    alerted: list[QWidget] = []
    monkeypatch.setattr(QApplication, "alert", alerted.append)
    wizard = gui.begun()
    wizard.reject()
    gui.harness.approve_in_browser()

    assert alerted == [gui.window]
    assert column(gui.window, Column.STATUS) == [labels.READY_TO_CREATE]


def test_a_window_that_is_closed_during_an_exchange_waits_for_its_end(
    gui: WindowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ending in the middle would leave nobody knowing whether access was granted."""
    ended: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda: ended.append(True))
    credential_id = gui.harness.go("EU billing")
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.approve_in_browser()
    gui.window.close()
    assert not ended

    gui.harness.tasks.release_all()
    assert ended
    assert not gui.window.isVisible()
    credential = gui.harness.credential(credential_id)
    assert credential.stage is Stage.APPROVED
