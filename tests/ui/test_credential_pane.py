"""The details of a credential: beside the list, or in its place, with what can be done."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.core.account import Account
from desktop_app.core.credential import Status
from desktop_app.core.errors import AccountNotConnectedError, Detail, UnreachableError
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.credential_pane import CredentialPane
from desktop_app.ui.credentials_model import Column, Role
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.chips import Chip, ChipLabel
from desktop_app.ui.widgets.labels import ElidedLabel
from desktop_app.ui.widgets.panels import Hairline, InfoPanel
from desktop_app.ui.widgets.scrolling import EndFade
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.pictures import credentials as states
from tests.pictures import notices
from tests.ui.finding import (
    accessible_name,
    button,
    buttons,
    in_sight,
    named,
    open_dialog,
    open_notices,
    open_wizard,
    table,
    words,
)
from tests.ui.hands import press
from tests.window_harness import ACCOUNT_IN_WANT, WindowHarness, press_button

CREATED = "The credential was created"
HINT = "Select a credential to see its details."


def pane_is_in_sight(gui: WindowHarness) -> bool:
    return bool(in_sight(gui.window, CredentialPane))


def list_is_in_sight(gui: WindowHarness) -> bool:
    return any(
        accessible_name(each) == labels.CREDENTIALS for each in in_sight(gui.window, QTableView)
    )


def pane(gui: WindowHarness) -> CredentialPane:
    return named(gui.window, CredentialPane, labels.DETAILS)


def offered(root: QWidget) -> list[str]:
    return [accessible_name(each) for each in in_sight(root, QPushButton)]


def focus(gui: WindowHarness) -> QWidget:
    """Return what has the focus in the window, which need not be the active one."""
    return gui.window.focusWidget()


def make_narrow(gui: WindowHarness) -> None:
    gui.window.resize(gui.window.minimumSize())
    in_sight(gui.window, QPushButton)


def create(gui: WindowHarness) -> str:
    """Create a credential in the wizard, and return its id."""
    wizard = gui.begun()
    gui.harness.approve_in_browser()
    credential_id = wizard.credential_id
    assert credential_id is not None
    button(wizard, labels.CREATE_CREDENTIAL).click()
    return credential_id


# -- wide -----------------------------------------------------------------------------------------


def test_a_window_of_usual_size_shows_the_list_and_the_details(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))

    assert list_is_in_sight(gui)
    assert pane_is_in_sight(gui)
    assert labels.DETAILS not in buttons(gui.window)
    assert labels.BACK_TO_THE_LIST not in buttons(gui.window)


def test_in_a_large_font_the_details_take_the_place_of_the_list(gui: WindowHarness) -> None:
    panel = gui.panel()
    panel.select(gui.harness.make_active("EU billing"))
    assert pane_is_in_sight(gui)
    font = panel.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    panel.setFont(font)
    gui.window.resize(gui.window.width() + 1, gui.window.height())
    QApplication.processEvents()

    assert list_is_in_sight(gui)
    assert not pane_is_in_sight(gui)
    button(gui.window, labels.DETAILS).click()
    assert pane_is_in_sight(gui)
    assert not list_is_in_sight(gui)


def test_without_a_selection_the_pane_says_what_it_is_for(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.panel()
    table(gui.window).clearSelection()

    assert words(pane(gui)) == HINT
    assert offered(pane(gui)) == []
    gui.panel().select(gui.harness.state.credentials[0].id)
    assert HINT not in words(pane(gui))


def test_where_there_is_nothing_to_select_there_is_no_pane(gui: WindowHarness) -> None:
    gui.panel()
    assert not pane_is_in_sight(gui)
    credential_id = gui.harness.make_active("EU billing")
    assert pane_is_in_sight(gui)
    gui.harness.commands.remove(credential_id, revoke=True)
    assert not pane_is_in_sight(gui)


@pytest.mark.parametrize(
    ("state", "possible"),
    [
        (states.one_credential, [labels.CHECK_CONNECTION, labels.DELETE_CREDENTIAL]),
        (states.long_incomplete_name, [labels.RESUME, labels.REMOVE_CREDENTIAL]),
        (states.disconnected, [labels.APPROVE_AGAIN, labels.DELETE_CREDENTIAL]),
        (states.revoking, []),
        (states.may_be_revoked, [labels.TRY_AGAIN, labels.DELETE_CREDENTIAL]),
        (
            states.check_failed,
            [
                labels.CHECK_CONNECTION,
                labels.COPY_DETAILS,
                labels.CONTACT_SUPPORT,
                labels.DELETE_CREDENTIAL,
            ],
        ),
        (
            states.payments_paused,
            [labels.OPEN_IN_STRIPE, labels.CHECK_CONNECTION, labels.DELETE_CREDENTIAL],
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_only_what_is_possible_is_offered(
    gui: WindowHarness, state: Callable[[WindowHarness], QWidget], possible: list[str]
) -> None:
    state(gui)

    copying = (labels.COPY_ID, labels.COPY_ACCOUNT_ID)
    found = [name for name in offered(pane(gui)) if name not in copying]
    assert found == possible
    assert all(each.isEnabled() for each in in_sight(pane(gui), QPushButton))


def test_a_check_that_is_under_way_cannot_be_asked_for_again(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    gui.harness.tasks.holding = {Lane.NETWORK}
    check = button(pane(gui), labels.CHECK_CONNECTION)
    check.click()
    assert check.isVisible()
    assert not check.isEnabled()
    gui.harness.tasks.release_all()

    assert check.isEnabled()


def test_the_widest_id_has_room_beside_the_list(gui: WindowHarness) -> None:
    credential_id = gui.harness.make_active("EU billing")
    gui.panel().select(credential_id)
    QApplication.processEvents()
    (shown,) = [each for each in in_sight(pane(gui), ElidedLabel) if each.text() == credential_id]
    widest = max("0123456789abcdef", key=shown.fontMetrics().horizontalAdvance)
    shown.setText("-".join(widest * length for length in (8, 4, 4, 4, 12)))
    QApplication.processEvents()
    assert shown.shown_words() == shown.text()


def test_an_account_without_a_name_has_its_id_on_the_baseline_of_its_label(
    gui: WindowHarness,
) -> None:
    gui.harness.stripe.known_account = Account("acct_1AcmePractice")
    gui.panel().select(gui.harness.make_active("EU billing"))
    QApplication.processEvents()
    details = pane(gui)
    (value,) = [
        each for each in in_sight(details, ElidedLabel) if each.text() == "acct_1AcmePractice"
    ]
    (label,) = [each for each in in_sight(details, QLabel) if each.text() == "Connected account"]

    def baseline(shown: QLabel, above: int) -> int:
        return shown.mapTo(details, QPoint(0, above)).y() + shown.fontMetrics().ascent()

    above = (value.height() - value.fontMetrics().height()) // 2
    assert baseline(value, above) == baseline(label, label.contentsMargins().top())
    assert value.font().pointSizeF() == gui.window.font().pointSizeF()


def test_facts_that_are_not_known_take_no_room(gui: WindowHarness) -> None:
    gui.harness.stripe.known_account = Account("acct_1AcmePractice")
    gui.panel().select(gui.harness.make_active("EU billing"))

    said = words(pane(gui)).splitlines()
    assert "acct_1AcmePractice" in said
    assert "Country" not in said
    assert "Stripe still needs" not in said


# -- the health of the account --------------------------------------------------------------------


def test_what_is_wrong_with_the_account_leads_to_stripe(gui: WindowHarness) -> None:
    states.payments_paused(gui)
    assert "Payments are paused" in words(pane(gui))
    opened = len(gui.harness.browser.opened)
    button(pane(gui), labels.OPEN_IN_STRIPE).click()

    (address,) = gui.harness.browser.opened[opened:]
    assert address == "https://dashboard.stripe.example/STRIPE/acct_1AcmePractice"


def test_an_account_that_works_says_nothing_of_its_health(gui: WindowHarness) -> None:
    states.payments_paused(gui)
    (nordics,) = [each for each in gui.harness.state.credentials if each.name == "Nordics"]
    gui.panel().select(nordics.id)

    assert "paused" not in words(pane(gui))
    assert labels.OPEN_IN_STRIPE not in offered(pane(gui))


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (states.long_incomplete_name, labels.RESUME),
        (states.disconnected, labels.APPROVE_AGAIN),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_next_step_is_in_the_message_that_asks_for_it(
    gui: WindowHarness, state: Callable[[WindowHarness], QWidget], step: str
) -> None:
    state(gui)
    (message,) = in_sight(pane(gui), InfoPanel)

    assert offered(message) == [step]
    assert offered(pane(gui)).count(step) == 1


# -- where the facts are ------------------------------------------------------------------------


def place(gui: WindowHarness, text: str) -> QPoint:
    (label,) = [each for each in in_sight(pane(gui), QLabel) if each.text() == text]
    return label.mapTo(pane(gui), label.contentsRect().topLeft())


def test_a_value_is_beside_its_label(gui: WindowHarness) -> None:
    states.one_credential(gui)
    label, value = place(gui, "Country"), place(gui, "United Kingdom")

    assert value.x() > label.x()
    assert abs(value.y() - label.y()) <= 4


def test_alone_and_wide_enough_the_facts_are_in_two_columns(gui: WindowHarness) -> None:
    states.one_credential(gui)
    assert place(gui, "Created").x() == place(gui, "Country").x()
    make_narrow(gui)
    button(gui.window, labels.DETAILS).click()
    QApplication.processEvents()

    assert place(gui, "Created").x() > place(gui, "United Kingdom").x()


def test_the_end_fades_while_there_is_more_below(gui: WindowHarness) -> None:
    states.account_wants_things(gui)
    bar = scrolled_down(gui)
    assert in_sight(pane(gui), EndFade) == []
    bar.setValue(0)

    assert len(in_sight(pane(gui), EndFade)) == 1


# -- what is shown first ------------------------------------------------------------------------


def area_of(gui: WindowHarness) -> QScrollArea:
    (area,) = in_sight(pane(gui), QScrollArea)
    return area


def scrolled_down(gui: WindowHarness) -> QScrollBar:
    """Scroll the details to their end, and return their scroll bar."""
    gui.window.resize(1080, 560)
    QApplication.processEvents()
    bar = area_of(gui).verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    return bar


def test_another_credential_is_shown_from_its_beginning(gui: WindowHarness) -> None:
    states.account_wants_things(gui)
    other = gui.harness.make_active("Nordics")
    bar = scrolled_down(gui)
    gui.panel().select(other)

    assert bar.value() == 0


def test_what_is_said_anew_is_in_sight(gui: WindowHarness) -> None:
    states.one_credential(gui)
    gui.harness.stripe.known_account = ACCOUNT_IN_WANT
    bar = scrolled_down(gui)
    gui.harness.commands.check(gui.harness.state.credentials[0].id)

    assert "Payouts are paused" in words(pane(gui))
    assert bar.value() == 0


def test_the_same_credential_stays_where_it_is_read(gui: WindowHarness) -> None:
    states.account_wants_things(gui)
    bar = scrolled_down(gui)
    before = bar.value()
    gui.harness.commands.check(gui.harness.state.credentials[0].id)

    assert bar.value() == before


def test_all_ends_at_one_edge_beside_the_scroll_bar(gui: WindowHarness) -> None:
    states.account_wants_things(gui)
    scrolled_down(gui)

    def right(widget: QWidget) -> int:
        return widget.mapTo(pane(gui), widget.rect().topRight()).x()

    (callout,) = in_sight(pane(gui), InfoPanel)
    (line,) = in_sight(pane(gui), Hairline)
    delete = button(pane(gui), labels.DELETE_CREDENTIAL)
    assert right(callout) == right(line) == right(delete)


@pytest.mark.usefixtures("from_right_to_left")
def test_from_right_to_left_the_margins_change_sides(gui: WindowHarness) -> None:
    states.account_wants_things(gui)
    scrolled_down(gui)

    def sides(widget: QWidget) -> tuple[int, int]:
        left = widget.mapTo(pane(gui), widget.rect().topLeft()).x()
        right = widget.mapTo(pane(gui), widget.rect().topRight()).x()
        return left, right

    (callout,) = in_sight(pane(gui), InfoPanel)
    (line,) = in_sight(pane(gui), Hairline)
    assert sides(callout) == sides(line)
    # The line of the card is drawn inside it.
    assert pane(gui).width() - 1 - sides(line)[1] == theme.L + 1


@pytest.mark.parametrize(
    ("name", "copies"), [("ID", labels.COPY_ID), ("Account ID", labels.COPY_ACCOUNT_ID)]
)
def test_an_id_is_shown_as_a_whole_with_its_button_behind_it(
    gui: WindowHarness, name: str, copies: str
) -> None:
    states.account_wants_things(gui)
    (label,) = [each for each in in_sight(pane(gui), QLabel) if each.accessibleName() == name]
    copy = button(pane(gui), copies)

    assert label.toolTip() == ""
    gap = copy.mapTo(pane(gui), QPoint()).x() - label.mapTo(pane(gui), label.rect().topRight()).x()
    assert 0 < gap <= 8
    copy.click()
    assert QGuiApplication.clipboard().text() == label.text()


# -- a check that failed, and revocations -------------------------------------------------------


def test_a_failed_check_does_not_pass_for_the_last_one(gui: WindowHarness) -> None:
    states.check_failed(gui)
    assert "The last check failed" in words(pane(gui))
    assert "could not find api.stripe.com" in words(pane(gui))
    assert "just now" not in words(gui.window)
    assert "not checked since 09:00" in words(gui.window)
    gui.stripe.fail_account = None
    button(pane(gui), labels.CHECK_CONNECTION).click()

    assert "The last check failed" not in words(pane(gui))
    assert "checked just now" in words(gui.window)


def test_a_failed_check_of_all_is_told_as_well(gui: WindowHarness) -> None:
    states.one_credential(gui)
    gui.harness.stripe.fail_account = UnreachableError(Detail())
    gui.harness.commands.check_all()

    assert "The last check failed" in words(pane(gui))


def test_what_can_be_done_about_a_revocation_is_where_it_is_told(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    states.to_be_revoked(gui)
    # With a second notice, the line above the list does not have the button.
    gui.harness.go("APAC")
    gui.harness.deny_in_browser()
    again = button(pane(gui), labels.TRY_AGAIN)
    qtbot.waitUntil(again.isEnabled)
    gui.harness.stripe.fail_deauthorize = None
    again.click()

    assert {each.name for each in gui.harness.state.credentials} == {"Nordics", "APAC"}


def test_a_credential_that_was_to_be_revoked_can_be_kept(gui: WindowHarness) -> None:
    states.to_be_revoked(gui)
    button(pane(gui), labels.KEEP_CREDENTIAL).click()

    assert {each.status for each in gui.harness.state.credentials} == {Status.ACTIVE}


def test_an_approval_to_confirm_is_a_question_here_too(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.go("US billing"))
    assert "Approve access at Stripe by 09:10." in words(pane(gui))
    gui.harness.approve_elsewhere()

    assert "An approval came. Was it you?" in words(pane(gui))
    # The code expires before the time to approve ends.
    assert "Answer by 09:05, in the notice above." in words(pane(gui))
    assert "Approve access at Stripe by" not in words(pane(gui))
    # "Resume" would open the wizard, where the same is asked.
    assert labels.RESUME not in offered(pane(gui))
    gui.harness.commands.reject_approval(gui.harness.state.credentials[0].id)
    assert labels.RESUME in offered(pane(gui))


@pytest.mark.parametrize(
    "state", [states.check_failed, states.account_unknown], ids=lambda state: state.__name__
)
def test_a_message_that_asks_for_a_check_offers_it_in_place_of_the_last_buttons(
    gui: WindowHarness, state: Callable[[WindowHarness], QWidget]
) -> None:
    state(gui)
    message = message_of(gui)
    check = button(pane(gui), labels.CHECK_CONNECTION)
    assert message.isAncestorOf(check)
    gui.stripe.fail_account = None
    gui.stripe.known_account = ACCOUNT_IN_WANT
    check.click()

    assert not message.isAncestorOf(button(pane(gui), labels.CHECK_CONNECTION))


def message_of(gui: WindowHarness) -> InfoPanel:
    (message,) = in_sight(pane(gui), InfoPanel)
    return message


@pytest.mark.parametrize(
    "state",
    [
        states.time_gets_short,
        states.may_be_revoked,
        states.deleted_and_revoked,
        states.revoking,
        states.to_be_revoked,
        states.account_unknown,
        states.payments_paused,
    ],
    ids=lambda state: state.__name__,
)
def test_the_status_and_the_message_about_it_have_one_tone(
    gui: WindowHarness, state: Callable[[WindowHarness], QWidget]
) -> None:
    state(gui)

    assert message_of(gui).tone is shown_chip(gui).tone


def shown_chip(gui: WindowHarness) -> Chip:
    (row,) = table(gui.window).selectionModel().selectedRows(Column.STATUS)
    chip = row.data(Role.CHIP)
    assert isinstance(chip, Chip)
    # The details show the same status.
    (label,) = in_sight(pane(gui), ChipLabel)
    assert accessible_name(label) == chip.word
    return chip


def test_the_message_gets_urgent_when_the_time_does(gui: WindowHarness) -> None:
    panel = gui.panel()
    panel.select(gui.harness.go("EU billing"))
    assert message_of(gui).tone is Tone.INFO
    gui.harness.clock.pass_time(timedelta(minutes=8, seconds=1))
    ticker = panel.findChild(Ticker)
    assert ticker is not None
    ticker.ticked.emit()

    assert message_of(gui).tone is Tone.WARNING


def test_a_check_that_is_under_way_does_not_change_the_tone(gui: WindowHarness) -> None:
    states.payments_paused(gui)
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(pane(gui), labels.CHECK_CONNECTION).click()

    assert message_of(gui).tone is Tone.PROBLEM
    assert shown_chip(gui).word == "Checking…"


def test_what_may_be_revoked_can_be_revoked_and_deleted_once_more(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    states.may_be_revoked(gui)
    assert "“Try again” revokes access once more" in words(pane(gui))
    assert labels.KEEP_CREDENTIAL not in offered(pane(gui))
    assert labels.DELETE_CREDENTIAL in offered(pane(gui))
    again = button(message_of(gui), labels.TRY_AGAIN)
    qtbot.waitUntil(again.isEnabled)
    gui.harness.stripe.fail_deauthorize = None
    again.click()

    assert gui.harness.state.credentials == ()


def test_what_waits_to_be_deleted_is_not_offered_to_be_deleted(gui: WindowHarness) -> None:
    states.to_be_revoked(gui)
    assert labels.DELETE_CREDENTIAL not in offered(pane(gui))
    button(pane(gui), labels.KEEP_CREDENTIAL).click()

    assert labels.DELETE_CREDENTIAL in offered(pane(gui))


def test_after_one_that_waits_to_be_deleted_several_can_be_deleted(gui: WindowHarness) -> None:
    states.to_be_revoked(gui)
    table(gui.window).selectAll()

    assert labels.DELETE_CREDENTIAL in offered(pane(gui))


def test_an_account_that_could_not_be_read_is_not_shown_as_good(gui: WindowHarness) -> None:
    states.account_unknown(gui)

    assert "Connected; details unknown" in words(pane(gui))
    (chip,) = in_sight(pane(gui), ChipLabel)
    assert accessible_name(chip) == "Details unknown"
    assert "1 active · 1 with unknown details" in words(gui.window)
    assert "Payments and payouts" not in words(pane(gui))
    assert "just now, without details" in words(pane(gui))


# -- narrow ---------------------------------------------------------------------------------------


def test_narrow_the_list_has_a_line_that_leads_to_the_details(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.go("EU billing"))
    make_narrow(gui)
    assert list_is_in_sight(gui)
    assert not pane_is_in_sight(gui)
    assert "EU billing (Incomplete)" in words(gui.window)
    assert labels.RESUME in buttons(gui.window)
    assert labels.CHECK_CONNECTION not in buttons(gui.window)
    details = button(gui.window, labels.DETAILS)
    details.setFocus()
    press(details, Qt.Key.Key_Space)

    assert not list_is_in_sight(gui)
    assert pane_is_in_sight(gui)
    assert labels.DETAILS not in buttons(gui.window)
    assert focus(gui) is button(pane(gui), labels.BACK_TO_THE_LIST)
    assert pane(gui).width() == gui.panel().width()


def test_narrow_a_double_click_on_details_deletes_nothing(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    make_narrow(gui)
    details = button(gui.window, labels.DETAILS)
    pressed = details.mapTo(gui.panel(), details.rect().center())
    details.click()
    QApplication.processEvents()
    delete = button(pane(gui), labels.DELETE_CREDENTIAL)

    assert not delete.rect().contains(delete.mapFrom(gui.panel(), pressed))


def by_escape(gui: WindowHarness) -> None:
    press(focus(gui), Qt.Key.Key_Escape)


def by_escape_further_down(gui: WindowHarness) -> None:
    button(pane(gui), labels.CHECK_CONNECTION).setFocus()
    press(focus(gui), Qt.Key.Key_Escape)


def by_link(gui: WindowHarness) -> None:
    press(button(pane(gui), labels.BACK_TO_THE_LIST), Qt.Key.Key_Space)


@pytest.mark.parametrize("go_back", [by_escape, by_escape_further_down, by_link])
def test_narrow_the_way_back_gives_the_focus_to_the_list(
    gui: WindowHarness, go_back: Callable[[WindowHarness], None]
) -> None:
    credential_id = gui.harness.make_active("EU billing")
    gui.panel().select(credential_id)
    make_narrow(gui)
    button(gui.window, labels.DETAILS).click()
    go_back(gui)

    assert list_is_in_sight(gui)
    assert not pane_is_in_sight(gui)
    assert focus(gui) is table(gui.window)
    selected = gui.panel().selected()
    assert selected is not None
    assert selected.id == credential_id


def test_escape_beside_the_list_closes_nothing(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    button(pane(gui), labels.CHECK_CONNECTION).setFocus()
    press(focus(gui), Qt.Key.Key_Escape)

    assert pane_is_in_sight(gui)
    assert focus(gui) is button(pane(gui), labels.CHECK_CONNECTION)


def test_narrow_without_a_selection_there_is_no_line(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.panel()
    make_narrow(gui)
    table(gui.window).clearSelection()

    assert labels.DETAILS not in buttons(gui.window)


def test_narrow_what_is_removed_gives_way_to_the_list(gui: WindowHarness) -> None:
    gui.harness.make_active("US billing")
    credential_id = gui.harness.make_active("EU billing")
    gui.panel().select(credential_id)
    make_narrow(gui)
    button(gui.window, labels.DETAILS).click()
    gui.harness.commands.remove(credential_id, revoke=True)

    assert list_is_in_sight(gui)
    assert not pane_is_in_sight(gui)
    assert focus(gui) is table(gui.window)


def test_a_window_that_is_made_wider_shows_both_again(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    make_narrow(gui)
    button(gui.window, labels.DETAILS).click()
    gui.window.resize(1200, 720)

    assert list_is_in_sight(gui)
    assert pane_is_in_sight(gui)
    assert labels.BACK_TO_THE_LIST not in buttons(gui.window)


# -- what now -------------------------------------------------------------------------------------


def test_what_was_created_says_what_to_do_now(gui: WindowHarness) -> None:
    credential_id = create(gui)
    assert CREATED in words(pane(gui))
    assert "the m3ter Console does not know it" in words(pane(gui))
    copies = [each for each in in_sight(pane(gui), QPushButton) if each.text() == labels.COPY_ID]
    assert len(copies) == 1
    copies[0].click()

    assert QGuiApplication.clipboard().text() == credential_id


def test_where_it_is_used_is_said_for_good(gui: WindowHarness) -> None:
    workspace = gui.organization_with_credentials()
    gui.panel().select(workspace.state.credentials[0].id)
    assert "Select it in the m3ter Console by its name or ID." in words(pane(gui))


def test_for_practice_nobody_looks_for_it_in_the_console(gui: WindowHarness) -> None:
    create(gui)
    unwanted = "Select it in the m3ter Console"
    assert unwanted not in words(pane(gui))
    button(pane(gui), f"{labels.DISMISS}: {CREATED}").click()

    assert "For practice: not in the m3ter Console." in words(pane(gui))
    assert unwanted not in words(pane(gui))


def test_another_one_can_be_created_at_once(gui: WindowHarness, qtbot: QtBot) -> None:
    create(gui)
    button(pane(gui), labels.CREATE_ANOTHER).click()

    qtbot.waitUntil(lambda: open_wizard() is not None)


def test_it_is_said_once_and_only_of_what_was_created(gui: WindowHarness) -> None:
    other = gui.harness.make_active("Nordics")
    credential_id = create(gui)
    gui.panel().select(other)
    assert CREATED not in words(pane(gui))
    gui.panel().select(credential_id)

    assert CREATED not in words(pane(gui))


def test_what_was_dismissed_stays_away(gui: WindowHarness) -> None:
    credential_id = create(gui)
    button(pane(gui), f"{labels.DISMISS}: {CREATED}").click()
    assert CREATED not in words(pane(gui))
    gui.harness.commands.check(credential_id)
    gui.harness.make_active("Nordics", System.STRIPE)

    assert CREATED not in words(pane(gui))


def test_what_lost_its_access_does_not_say_any_more_what_to_do_now(gui: WindowHarness) -> None:
    credential_id = create(gui)
    gui.harness.stripe.fail_account = AccountNotConnectedError(Detail())
    gui.harness.commands.check(credential_id)

    assert "m3ter’s access was revoked" in words(pane(gui))
    assert CREATED not in words(pane(gui))


def test_what_was_created_on_an_account_in_want_says_it_all_the_same(gui: WindowHarness) -> None:
    gui.harness.stripe.known_account = ACCOUNT_IN_WANT
    create(gui)

    assert CREATED in words(pane(gui))


def test_narrow_what_was_created_is_shown_and_has_the_focus(gui: WindowHarness) -> None:
    make_narrow(gui)
    create(gui)

    assert CREATED in words(pane(gui))
    assert pane(gui).isAncestorOf(focus(gui))
    press(focus(gui), Qt.Key.Key_Escape)
    assert list_is_in_sight(gui)
    assert focus(gui) is table(gui.window)


# -- deleting -------------------------------------------------------------------------------------


def test_after_deleting_by_keyboard_the_focus_is_in_the_list(gui: WindowHarness) -> None:
    gui.harness.make_active("US billing")
    gui.panel().select(gui.harness.make_active("EU billing"))
    delete = button(pane(gui), labels.DELETE_CREDENTIAL)
    delete.setFocus()
    press(delete, Qt.Key.Key_Space)
    open_dialog(DeleteDialog).confirm.click()

    assert words(pane(gui)) == HINT
    assert focus(gui) is table(gui.window)
    assert gui.panel().selected() is None


# -- what a notice tells --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "title", "text"),
    [
        (
            notices.denied_late,
            labels.DENIED,
            "Nothing was connected. Choose “Resume” to try again.\nApprove access at Stripe by"
            " 09:10. After that, the credential is removed.",
        ),
        (
            notices.denial_reported_in_panel,
            labels.STOP_WAITING_QUESTION,
            "Answer in the notice above.",
        ),
        (
            notices.created_and_link_opened_twice_in_panel,
            "Did you approve access to Acme Ltd (acct_1AcmePractice)?",
            "Answer in the notice above.",
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_a_notice_tells_is_told_here_in_its_tone_until_it_is_dismissed(
    gui: WindowHarness, state: Callable[[WindowHarness], QWidget], title: str, text: str
) -> None:
    state(gui)
    (message,) = in_sight(pane(gui), InfoPanel)
    assert message.title() == title
    assert message.tone is Tone.WARNING
    assert text in words(message)
    ticker = gui.panel().findChild(Ticker)
    assert ticker is not None
    ticker.ticked.emit()
    assert message.tone is Tone.WARNING

    open_notices(gui.window)
    ways_out = (labels.DISMISS, labels.KEEP_WAITING, labels.YES_I_APPROVED)
    (way_out,) = [b for b in in_sight(gui.window, QPushButton) if b.text() in ways_out]
    way_out.click()
    assert title not in words(pane(gui))
    assert "notice above" not in words(pane(gui))


def test_a_grave_status_is_told_rather_than_a_notice(gui: WindowHarness) -> None:
    notices.got_worse(gui)
    (message,) = in_sight(pane(gui), InfoPanel)
    assert message.title() == "Payouts are paused"


def test_what_an_open_notice_tells_is_not_told_again(gui: WindowHarness) -> None:
    notices.denied_late(gui)
    assert labels.RESUME in offered(pane(gui))
    open_notices(gui.window)
    assert labels.RESUME in offered(pane(gui))
    assert "The notice above says what to do." in words(pane(gui))


def test_where_an_open_notice_says_why_a_check_failed_the_details_say_so(
    gui: WindowHarness,
) -> None:
    states.check_failed(gui)
    assert "The notice above says why." not in words(pane(gui))
    open_notices(gui.window)
    assert "The notice above says why." in words(pane(gui))


def test_a_status_that_tells_what_is_wrong_tells_what_a_closed_notice_says(
    gui: WindowHarness,
) -> None:
    notices.not_approved_again(gui)
    (message,) = in_sight(pane(gui), InfoPanel)
    assert message.title() == "m3ter’s access was revoked"
    assert "A new approval was not finished in time, and nothing has changed." in words(message)
    open_notices(gui.window)
    assert "not finished in time" not in words(pane(gui))


def test_why_a_check_failed_is_told_once(gui: WindowHarness) -> None:
    notices.check_failed_without_details(gui)
    assert "The cause is not known." in words(pane(gui))
    assert "ask the support team" not in words(pane(gui))
    assert labels.CONTACT_SUPPORT not in offered(pane(gui))
    press_button(gui.window, labels.DISMISS)
    assert "ask the support team" in words(pane(gui))
    assert labels.CONTACT_SUPPORT in offered(pane(gui))
