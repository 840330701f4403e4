"""The notices above the list: what happened meanwhile, and what to do about it."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.core.outcome import Denied
from desktop_app.core.problems import AnswerLost, Detail, StripeUnreachable
from desktop_app.core.systems import System
from desktop_app.ui.integrations_page import IntegrationsPage
from desktop_app.ui.notices import Notices
from desktop_app.ui.parts.panels import InfoPanel
from desktop_app.workflow.ports import Lane
from tests.studio import Studio
from tests.ui.finding import button, buttons, open_wizard, wait_for_words, words


def notices(studio: Studio) -> list[str]:
    """Return what the notices say, from top to bottom."""
    column = studio.window.findChild(Notices)
    assert column is not None
    return [panel.text() for panel in column.findChildren(InfoPanel) if panel.isVisible()]


def test_without_any_they_take_no_room(studio: Studio) -> None:
    studio.panel()
    column = studio.window.findChild(Notices)
    assert column is not None
    assert not column.isVisible()


def test_an_approval_after_the_wizard_was_closed_leads_back_to_it(
    studio: Studio, qtbot: QtBot
) -> None:
    studio.panel()
    studio.desk.go("EU billing")
    studio.desk.approve_in_browser()
    wait_for_words(qtbot, studio.window, "“EU billing” is ready to create")
    button(studio.window, "Resume: “EU billing” is ready to create").click()

    wizard = open_wizard()
    assert wizard is not None
    assert "Stripe approved access" in words(wizard)
    assert notices(studio) == []


def test_what_was_told_goes_when_it_is_dealt_with(studio: Studio, qtbot: QtBot) -> None:
    studio.panel()
    credential_id = studio.desk.go("EU billing")
    studio.desk.approve_in_browser()
    wait_for_words(qtbot, studio.window, "ready to create")
    studio.desk.workflow.create(credential_id)

    assert notices(studio) == []


def test_a_newer_answer_takes_the_place_of_the_older(studio: Studio, qtbot: QtBot) -> None:
    studio.panel()
    credential_id = studio.desk.go("EU billing")
    studio.desk.deny_in_browser()
    wait_for_words(qtbot, studio.window, "Access was denied at Stripe")
    studio.desk.workflow.open_again(credential_id)
    assert notices(studio) == []
    studio.desk.approve_in_browser()
    wait_for_words(qtbot, studio.window, "ready to create")

    assert len(notices(studio)) == 1


def test_with_its_wizard_open_the_answer_is_told_there_only(studio: Studio) -> None:
    studio.begun()
    studio.desk.approve_in_browser()

    assert notices(studio) == []


def test_a_lost_answer_is_told_once(studio: Studio, qtbot: QtBot) -> None:
    studio.panel()
    studio.desk.go("EU billing")
    studio.desk.stripe.fail_exchange = AnswerLost(Detail())
    studio.desk.approve_in_browser()
    wait_for_words(qtbot, studio.window, "Stripe may have granted access")

    assert len(notices(studio)) == 1


def test_what_ran_out_while_the_program_was_closed_is_told_in_one_line(
    studio: Studio, qtbot: QtBot
) -> None:
    for name in ("EU billing", "US billing"):
        studio.desk.go(name, System.STRIPE)
    studio.desk.crash().clock.pass_time(timedelta(minutes=11))
    studio.window.close()
    studio.open_window()
    qtbot.addWidget(studio.window)
    studio.window.show()
    studio.panel()
    studio.desk.start()
    wait_for_words(qtbot, studio.window, "“EU billing” and “US billing” were removed")

    assert len(notices(studio)) == 1


def test_one_that_runs_out_after_the_line_was_dismissed_is_told_alone(
    studio: Studio, qtbot: QtBot
) -> None:
    studio.panel()
    for name in ("EU billing", "US billing"):
        studio.desk.go(name, System.STRIPE)
        studio.desk.clock.pass_time(timedelta(minutes=10))
        studio.desk.alarm.ring()
        wait_for_words(qtbot, studio.window, f"“{name}” was removed")
        button(studio.window, "Dismiss").click()

    assert notices(studio) == []


def test_a_denial_that_names_no_approval_is_asked_about(studio: Studio, qtbot: QtBot) -> None:
    studio.panel()
    credential_id = studio.desk.go("EU billing")
    studio.desk.workflow.denial_reported()
    wait_for_words(qtbot, studio.window, "Stripe reported a denial. Stop waiting?")
    wait_for_words(qtbot, studio.window, "“EU billing” is waiting.")
    button(studio.window, "Stop waiting: Stripe reported a denial. Stop waiting?").click()

    assert studio.desk.approval(credential_id).outcome == Denied()
    wait_for_words(qtbot, studio.window, "“EU billing”: Access was denied at Stripe")


def test_a_denial_that_names_no_approval_may_be_ignored(studio: Studio, qtbot: QtBot) -> None:
    studio.panel()
    credential_id = studio.desk.go("EU billing")
    studio.desk.workflow.denial_reported()
    wait_for_words(qtbot, studio.window, "Stop waiting?")
    button(studio.window, "Dismiss").click()
    studio.desk.workflow.denial_reported()
    assert notices(studio) == []
    studio.desk.approve_in_browser()

    assert studio.desk.approval(credential_id).outcome is not None
    wait_for_words(qtbot, studio.window, "“EU billing” is ready to create")


def test_the_open_wizard_asks_about_it_itself(studio: Studio) -> None:
    wizard = studio.begun()
    studio.desk.workflow.denial_reported()
    assert "Stripe reported a denial. Stop waiting?" in words(wizard)
    assert notices(studio) == []
    button(wizard, "Stop waiting").click()

    assert "Access was denied at Stripe" in words(wizard)
    assert "Stop waiting" not in buttons(wizard)


def test_there_are_never_so_many_that_the_list_is_pushed_away(studio: Studio, qtbot: QtBot) -> None:
    studio.panel()
    for name in ("One", "Two", "Three", "Four", "Five"):
        studio.desk.go(name, System.STRIPE)
        studio.desk.deny_in_browser()
    wait_for_words(qtbot, studio.window, "“Five”: Access was denied at Stripe")

    assert [text.split(":")[0] for text in notices(studio)] == ["“Three”", "“Four”", "“Five”"]


def test_a_revocation_that_failed_is_told_until_it_is_dismissed(
    studio: Studio, qtbot: QtBot
) -> None:
    studio.panel()
    credential_id = studio.desk.make_active("EU billing")
    studio.desk.stripe.fail_deauthorize = AnswerLost(Detail())
    studio.desk.workflow.remove(credential_id, revoke=True)
    wait_for_words(qtbot, studio.window, "“EU billing” was not deleted")
    dismiss = button(studio.window, "Dismiss")
    assert isinstance(dismiss, QPushButton)
    dismiss.click()

    assert notices(studio) == []


def test_integrations_says_what_waits_on_the_stripe_page(studio: Studio) -> None:
    def second_line() -> str:
        page = studio.window.findChild(IntegrationsPage)
        assert page is not None
        (systems,) = page.findChildren(QListView)
        index = systems.model().index(0, 0)
        return str(index.data(Qt.ItemDataRole.AccessibleDescriptionRole))

    assert second_line() == "Available: create and manage its credentials here. Open"
    credential_id = studio.desk.go("EU billing")
    assert second_line() == "“EU billing” is not completed yet. Open"
    studio.desk.approve_in_browser()
    assert second_line() == "“EU billing” is ready to create. Open"
    studio.desk.workflow.create(credential_id)
    assert second_line() == "Available: create and manage its credentials here. Open"
    studio.desk.go("US billing")
    studio.desk.go("Nordics")
    assert second_line() == "“US billing” and “Nordics” are not completed yet. Open"


def test_after_a_restart_without_the_old_port_the_person_is_told(
    studio: Studio, qtbot: QtBot
) -> None:
    studio.desk.go("EU billing")
    port = studio.desk.receiver.port
    assert port is not None
    studio.desk.crash().receiver.taken_ports.add(port)
    studio.window.close()
    studio.open_window()
    qtbot.addWidget(studio.window)
    studio.window.show()
    studio.panel()
    studio.desk.start()
    wait_for_words(qtbot, studio.window, "Your earlier browser tab can't be used any more")


def test_what_revoking_has_done_is_told_and_who_else_lost_access(
    studio: Studio, qtbot: QtBot
) -> None:
    studio.panel()
    gone = studio.desk.make_active("EU billing")
    studio.desk.make_active("EU invoices")
    studio.desk.workflow.remove(gone, revoke=True)
    wait_for_words(qtbot, studio.window, "“EU billing” was deleted, and m3ter's access to Acme Ltd")

    (notice,) = notices(studio)
    assert "Without access now: “EU invoices”." in notice


def test_what_is_removed_without_knowing_is_not_called_revoked(
    studio: Studio, qtbot: QtBot
) -> None:
    studio.panel()
    credential_id = studio.desk.make_active("EU billing")
    studio.desk.stripe.fail_deauthorize = AnswerLost(Detail())
    studio.desk.workflow.remove(credential_id, revoke=True)
    wait_for_words(qtbot, studio.window, "“EU billing” was not deleted")
    studio.desk.workflow.remove(credential_id, revoke=False)
    wait_for_words(qtbot, studio.window, "“EU billing” was deleted.")


def test_a_question_of_a_closed_wizard_stays_to_be_answered(studio: Studio, qtbot: QtBot) -> None:
    wizard = studio.begun()
    studio.desk.workflow.denial_reported()
    wizard.reject()

    wait_for_words(qtbot, studio.window, "Stripe reported a denial. Stop waiting?")


def test_what_the_open_wizard_has_told_is_not_told_again(studio: Studio) -> None:
    wizard = studio.begun()
    studio.desk.clock.pass_time(timedelta(minutes=10))
    studio.desk.alarm.ring()

    assert "The time for approval has run out" in words(wizard)
    assert notices(studio) == []


def test_a_problem_never_gives_way_to_what_is_less(studio: Studio, qtbot: QtBot) -> None:
    studio.panel()
    credential_id = studio.desk.make_active("EU billing")
    studio.desk.stripe.fail_deauthorize = AnswerLost(Detail())
    studio.desk.workflow.remove(credential_id, revoke=True)
    for name in ("One", "Two", "Three"):
        studio.desk.go(name)
    studio.desk.workflow.denial_reported()
    wait_for_words(qtbot, studio.window, "“Three” is waiting.")

    assert any("“EU billing” was not deleted" in text for text in notices(studio))


def test_access_that_may_have_been_granted_can_be_gone_after(studio: Studio, qtbot: QtBot) -> None:
    studio.panel()
    credential_id = studio.desk.go("EU billing")
    studio.desk.stripe.fail_exchange = AnswerLost(Detail())
    studio.desk.approve_in_browser()
    wait_for_words(qtbot, studio.window, "Choose Resume and approve once more")
    button(studio.window, "Resume: “EU billing”").click()
    wizard = open_wizard()
    assert wizard is not None
    wizard.reject()
    studio.desk.workflow.remove(credential_id, revoke=None)

    wait_for_words(qtbot, studio.window, "Look in the Stripe Dashboard whether m3ter has access")
    assert not any("Choose Resume" in text for text in notices(studio))


def test_an_answer_that_was_faster_than_stop_waiting_is_what_is_told(
    studio: Studio, qtbot: QtBot
) -> None:
    studio.panel()
    studio.desk.go("EU billing")
    studio.desk.workflow.denial_reported()
    wait_for_words(qtbot, studio.window, "Stop waiting?")
    studio.desk.tasks.holding = {Lane.DATABASE}
    studio.desk.approve_in_browser()
    button(studio.window, "Stop waiting: Stripe reported a denial. Stop waiting?").click()
    studio.desk.tasks.release_all()
    wait_for_words(qtbot, studio.window, "“EU billing” is ready to create")

    assert len(notices(studio)) == 1


def test_what_is_being_revoked_cannot_be_resumed_from_its_notice(
    studio: Studio, qtbot: QtBot
) -> None:
    panel = studio.panel()
    credential_id = studio.desk.go("EU billing")
    studio.desk.approve_in_browser()
    wait_for_words(qtbot, studio.window, "ready to create")
    studio.desk.tasks.holding = {Lane.NETWORK}
    studio.desk.workflow.remove(credential_id, revoke=None)
    assert notices(studio) == []
    assert studio.desk.notifications.shown == {}
    panel.resume(credential_id)

    assert open_wizard() is None


def test_what_was_created_meanwhile_is_not_offered_to_be_resumed(
    studio: Studio, qtbot: QtBot
) -> None:
    """It was approved with another account than the one that may have granted access."""
    panel = studio.panel()
    credential_id = studio.desk.go("EU billing")
    studio.desk.stripe.grant = replace(studio.desk.stripe.grant, livemode=True)
    studio.desk.stripe.fail_deauthorize = StripeUnreachable(Detail())
    studio.desk.approve_in_browser()
    wait_for_words(qtbot, studio.window, "Choose Resume and approve once more")
    studio.desk.stripe.grant = replace(studio.desk.stripe.grant, livemode=False)
    studio.desk.workflow.open_again(credential_id)
    studio.desk.approve_in_browser()
    studio.desk.workflow.create(credential_id)
    wait_for_words(qtbot, studio.window, "Look in the Stripe Dashboard")

    (notice,) = notices(studio)
    assert "Choose Resume" not in notice
    panel.resume(credential_id)
    assert open_wizard() is None
