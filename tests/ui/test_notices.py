"""The notices above the list: what happened meanwhile, and what to do about it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import AnswerLostError, Detail, StorageError, UnreachableError
from desktop_app.core.outcome import WaitStopped
from desktop_app.core.systems import System
from desktop_app.ui.credential_actions import CredentialActions
from desktop_app.ui.notices.column import NoticeColumn
from desktop_app.ui.notices.line import Notices
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.ui.finding import (
    accessible_description,
    button,
    buttons,
    in_sight,
    open_notices,
    open_wizard,
    settled_button,
    wait_for_notice,
    words,
)
from tests.ui.hands import click_at, double_click_at
from tests.window_harness import WindowHarness


def notices(gui: WindowHarness) -> list[str]:
    """Return what the notices say, from top to bottom."""
    open_notices(gui.window)
    column = gui.window.findChild(NoticeColumn)
    assert column is not None
    return [panel.text() for panel in in_sight(column, InfoPanel)]


def test_without_any_they_take_no_room(gui: WindowHarness) -> None:
    gui.panel()
    line = gui.window.findChild(Notices)
    assert line is not None
    assert not line.isVisible()


def test_an_approval_after_the_wizard_was_closed_leads_back_to_it(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.approve_in_browser()
    wait_for_notice(qtbot, gui.window, "“EU billing” is ready to create")
    button(gui.window, "Resume: “EU billing” is ready to create").click()

    wizard = open_wizard()
    assert wizard is not None
    assert labels.APPROVED in words(wizard)
    assert notices(gui) == []


def test_what_was_told_goes_when_it_is_dealt_with(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel()
    credential_id = gui.harness.go("EU billing")
    gui.harness.approve_in_browser()
    wait_for_notice(qtbot, gui.window, "ready to create")
    gui.harness.commands.create(credential_id)

    assert notices(gui) == []


def test_a_newer_answer_takes_the_place_of_the_older(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel()
    credential_id = gui.harness.go("EU billing")
    gui.harness.deny_in_browser()
    wait_for_notice(qtbot, gui.window, labels.DENIED)
    gui.harness.commands.retry(credential_id)
    assert notices(gui) == []
    gui.harness.approve_in_browser()
    wait_for_notice(qtbot, gui.window, "ready to create")

    assert len(notices(gui)) == 1


def test_with_its_wizard_open_the_answer_is_told_there_only(gui: WindowHarness) -> None:
    gui.begun()
    gui.harness.approve_in_browser()

    assert notices(gui) == []


def test_a_lost_answer_is_told_once(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.approve_in_browser()
    wait_for_notice(qtbot, gui.window, labels.MAY_HAVE_GRANTED_ACCESS)

    assert len(notices(gui)) == 1


def test_what_ran_out_while_the_program_was_closed_is_told_in_one_line(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    for name in ("EU billing", "US billing"):
        gui.harness.go(name, System.STRIPE)
    gui.harness.crash().clock.pass_time(timedelta(minutes=11))
    gui.window.close()
    gui.open_window()
    qtbot.addWidget(gui.window)
    gui.window.show()
    gui.panel()
    gui.harness.start()
    wait_for_notice(qtbot, gui.window, "“EU billing” and “US billing” were removed")

    assert len(notices(gui)) == 1


def test_one_that_runs_out_after_the_line_was_dismissed_is_told_alone(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    for name in ("EU billing", "US billing"):
        gui.harness.go(name, System.STRIPE)
        gui.harness.clock.pass_time(timedelta(minutes=10))
        gui.harness.alarm.ring()
        wait_for_notice(qtbot, gui.window, f"“{name}” {labels.REMOVED_IN_TIME}")
        button(gui.window, f"{labels.DISMISS}: “{name}” {labels.REMOVED_IN_TIME}").click()

    assert notices(gui) == []


def test_a_denial_that_names_no_approval_is_asked_about(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel()
    credential_id = gui.harness.go("EU billing")
    gui.harness.report_denial()
    wait_for_notice(qtbot, gui.window, f"“EU billing”: {labels.STOP_WAITING_QUESTION}")
    settled_button(
        qtbot, gui.window, f"{labels.STOP_WAITING}: “EU billing”: {labels.STOP_WAITING_QUESTION}"
    ).click()

    assert gui.harness.approval(credential_id).outcome == WaitStopped()
    wait_for_notice(qtbot, gui.window, f"“EU billing”: {labels.WAIT_STOPPED}")


def test_a_denial_that_names_no_approval_may_be_ignored(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel()
    credential_id = gui.harness.go("EU billing")
    gui.harness.report_denial()
    wait_for_notice(qtbot, gui.window, labels.STOP_WAITING_QUESTION)
    question = f"“EU billing”: {labels.STOP_WAITING_QUESTION}"
    button(gui.window, f"{labels.KEEP_WAITING}: {question}").click()
    gui.harness.report_denial()
    assert notices(gui) == []
    gui.harness.approve_in_browser()

    assert gui.harness.approval(credential_id).outcome is not None
    wait_for_notice(qtbot, gui.window, "“EU billing” is ready to create")


def test_the_open_wizard_asks_about_it_itself(gui: WindowHarness, qtbot: QtBot) -> None:
    wizard = gui.begun()
    gui.harness.report_denial()
    assert labels.STOP_WAITING_QUESTION in words(wizard)
    assert notices(gui) == []
    settled_button(qtbot, wizard, labels.STOP_WAITING).click()

    assert labels.WAIT_STOPPED in words(wizard)
    assert labels.STOP_WAITING not in buttons(wizard)


def test_there_are_never_so_many_that_the_list_is_pushed_away(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    for name in ("One", "Two", "Three", "Four", "Five"):
        gui.harness.go(name, System.STRIPE)
        gui.harness.deny_in_browser()
    wait_for_notice(qtbot, gui.window, "“Five”: Access was denied at Stripe")

    assert [text.split(":")[0] for text in notices(gui)] == ["“Three”", "“Four”", "“Five”"]


def test_a_revocation_that_failed_is_told_until_it_is_dismissed(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    credential_id = gui.harness.make_active("EU billing")
    gui.harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    gui.harness.commands.remove(credential_id, revoke=True)
    wait_for_notice(qtbot, gui.window, "“EU billing” was not deleted")
    button(gui.window, f"{labels.DISMISS}: “EU billing” was not deleted").click()

    assert notices(gui) == []


def test_integrations_says_what_waits_on_the_stripe_page(gui: WindowHarness) -> None:
    def second_line() -> str:
        return accessible_description(button(gui.window, labels.STRIPE))

    assert second_line() == "No credentials yet: create the first in two minutes. Open"
    credential_id = gui.harness.go("EU billing")
    assert second_line() == "1 incomplete. Open"
    gui.harness.approve_in_browser()
    assert second_line() == "“EU billing” is ready to create. Open"
    gui.harness.commands.create(credential_id)
    assert second_line() == "1 active. Open"
    gui.harness.go("US billing")
    gui.harness.go("Nordics")
    assert second_line() == "1 active · 2 incomplete. Open"


def test_after_a_restart_without_the_old_port_the_person_is_told(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.harness.go("EU billing")
    port = gui.harness.receiver.port
    assert port is not None
    gui.harness.crash().receiver.taken_ports.add(port)
    gui.window.close()
    gui.open_window()
    qtbot.addWidget(gui.window)
    gui.window.show()
    gui.panel()
    gui.harness.start()
    wait_for_notice(qtbot, gui.window, labels.TAB_LOST)


def test_what_fails_before_the_database_is_read_is_told(gui: WindowHarness, qtbot: QtBot) -> None:
    """It is the first event of all: nothing that shows notices is there yet."""
    gui.harness.crash()
    gui.window.close()
    gui.open_window()
    qtbot.addWidget(gui.window)
    gui.harness.workflow.operation_failed(StorageError("disk full"))
    gui.panel()
    (notice,) = notices(gui)
    assert "The last step could not be saved" in notice


def test_what_revoking_has_done_is_told_and_who_else_lost_access(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    gone = gui.harness.make_active("EU billing")
    gui.harness.make_active("EU invoices")
    gui.harness.commands.remove(gone, revoke=True)
    wait_for_notice(qtbot, gui.window, "“EU billing” was deleted, and m3ter’s access to Acme Ltd")

    (notice,) = notices(gui)
    assert "“EU invoices” lost access when “EU billing” was deleted" in notice


def test_a_notice_about_two_follows_what_becomes_of_them(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel()
    second = gui.harness.make_active("EU invoices")
    first = gui.disconnected("EU billing")
    wait_for_notice(qtbot, gui.window, "“EU billing” and “EU invoices” are disconnected")
    gui.harness.commands.remove(second, revoke=None)
    wait_for_notice(qtbot, gui.window, "“EU billing” is disconnected")
    assert "EU invoices" not in "".join(notices(gui))
    wizard = gui.wizard(first)
    wizard.go_to_stripe()
    wizard.reject()

    assert notices(gui) == []


def test_what_is_removed_without_knowing_is_not_called_revoked(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    credential_id = gui.harness.make_active("EU billing")
    gui.harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    gui.harness.commands.remove(credential_id, revoke=True)
    wait_for_notice(qtbot, gui.window, "“EU billing” was not deleted")
    gui.harness.commands.remove(credential_id, revoke=False)
    wait_for_notice(qtbot, gui.window, "“EU billing” was deleted.")


def test_a_question_of_a_closed_wizard_stays_to_be_answered(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.begun()
    gui.harness.report_denial()
    wizard.reject()

    wait_for_notice(qtbot, gui.window, labels.STOP_WAITING_QUESTION)


def test_what_the_open_wizard_has_told_is_not_told_again(gui: WindowHarness) -> None:
    wizard = gui.begun()
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()

    assert labels.TIME_HAS_RUN_OUT in words(wizard)
    assert notices(gui) == []


def test_a_problem_never_gives_way_to_what_is_less(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel()
    credential_id = gui.harness.make_active("EU billing")
    gui.harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    gui.harness.commands.remove(credential_id, revoke=True)
    for name in ("One", "Two", "Three"):
        gui.harness.go(name)
    gui.harness.report_denial()
    wait_for_notice(qtbot, gui.window, "“Three”: ")

    assert any("“EU billing” was not deleted" in text for text in notices(gui))


def test_access_that_may_have_been_granted_can_be_gone_after(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    credential_id = gui.harness.go("EU billing")
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.approve_in_browser()
    wait_for_notice(qtbot, gui.window, "Choose “Resume” and approve access once more")
    button(gui.window, "Resume: “EU billing”").click()
    wizard = open_wizard()
    assert wizard is not None
    wizard.reject()
    gui.harness.commands.remove(credential_id, revoke=None)

    wait_for_notice(qtbot, gui.window, "Check at Stripe: if m3ter has access")
    assert not any("Choose “Resume”" in text for text in notices(gui))


def test_an_answer_takes_the_question_away_before_it_is_exchanged(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.report_denial()
    wait_for_notice(qtbot, gui.window, labels.STOP_WAITING_QUESTION)
    gui.harness.tasks.holding = {Lane.DATABASE}
    gui.harness.approve_in_browser()
    assert notices(gui) == []
    gui.harness.tasks.release_all()
    wait_for_notice(qtbot, gui.window, "“EU billing” is ready to create")

    assert len(notices(gui)) == 1


def test_what_is_being_revoked_cannot_be_resumed_from_its_notice(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    panel = gui.panel()
    credential_id = gui.harness.go("EU billing")
    gui.harness.approve_in_browser()
    wait_for_notice(qtbot, gui.window, "ready to create")
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.commands.remove(credential_id, revoke=None)
    assert notices(gui) == []
    assert gui.harness.notifications.shown == {}
    actions = panel.findChild(CredentialActions)
    assert actions is not None
    actions.resume_credential(credential_id)

    assert open_wizard() is None


def test_what_was_created_meanwhile_is_not_offered_to_be_resumed(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    """It was approved with another account than the one that may have granted access."""
    panel = gui.panel()
    credential_id = gui.harness.go("EU billing")
    gui.harness.stripe.grant = replace(gui.harness.stripe.grant, livemode=True)
    gui.harness.stripe.fail_deauthorize = UnreachableError(Detail())
    gui.harness.approve_in_browser()
    wait_for_notice(qtbot, gui.window, "Choose “Resume” and approve access once more")
    gui.harness.stripe.grant = replace(gui.harness.stripe.grant, livemode=False)
    gui.harness.commands.retry(credential_id)
    gui.harness.approve_in_browser()
    gui.harness.commands.create(credential_id)
    wait_for_notice(qtbot, gui.window, "Or check at Stripe: if m3ter has access")

    (notice,) = notices(gui)
    assert "Choose “Resume”" not in notice
    actions = panel.findChild(CredentialActions)
    assert actions is not None
    actions.resume_credential(credential_id)
    assert open_wizard() is None


def test_what_stays_until_it_is_settled_stands_above_what_passes(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.deny_in_browser()
    gui.harness.go("US billing")
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.approve_in_browser()
    open_notices(gui.window)
    column = gui.window.findChild(NoticeColumn)
    assert column is not None

    def headings() -> list[str]:
        shown = [panel for panel in column.findChildren(InfoPanel) if panel.isVisible()]
        return [panel.title() for panel in sorted(shown, key=InfoPanel.y)]

    qtbot.waitUntil(
        lambda: (
            headings()
            == [
                "Stripe may have granted access for “US billing”",
                "“EU billing”: Access was denied at Stripe",
            ]
        )
    )


def yes_buttons(gui: WindowHarness) -> list[QPushButton]:
    """Return the buttons that confirm an approval, from top to bottom."""
    shown = [b for b in in_sight(gui.window, QPushButton) if b.text() == labels.YES_I_APPROVED]
    return sorted(shown, key=lambda b: b.mapTo(gui.window, QPoint()).y())


def test_a_double_click_confirms_one_of_two_approvals(
    gui: WindowHarness, qtbot: QtBot, never_settles: Callable[[], None]
) -> None:
    gui.window.resize(1200, 900)
    gui.panel()
    for attempt, name in enumerate(("EU billing", "US billing")):
        gui.harness.go(name)
        gui.harness.approve_elsewhere(attempt)
    qtbot.waitUntil(lambda: [b.isEnabled() for b in yes_buttons(gui)] == [True, True])
    first, second = yes_buttons(gui)
    before = second.mapTo(gui.window, QPoint())
    never_settles()
    click_at(first)
    assert len(gui.harness.stripe.exchanged) == 1
    # The wizard of the first one is opened, and covers the second one.
    wizard = open_wizard()
    assert wizard is not None
    double_click_at(second)
    assert len(gui.harness.stripe.exchanged) == 1
    wizard.reject()
    qtbot.waitUntil(lambda: second.mapTo(gui.window, QPoint()) != before)
    double_click_at(second)

    assert len(gui.harness.stripe.exchanged) == 1


def test_a_click_as_the_question_comes_has_not_said_yes(
    gui: WindowHarness, never_settles: Callable[[], None]
) -> None:
    never_settles()
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.approve_elsewhere()
    (yes,) = yes_buttons(gui)
    click_at(yes)

    assert gui.harness.stripe.exchanged == []
