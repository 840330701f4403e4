"""The line above the list, and the notices that it opens over the list."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import AnswerLostError, Detail, RefusedError, UnreachableError
from desktop_app.core.systems import System
from desktop_app.ui.notices.column import NoticeColumn
from desktop_app.ui.notices.feed import NoticeFeed
from desktop_app.ui.notices.line import Notices
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.labels import ElidedLabel
from desktop_app.ui.widgets.panels import IconWidget, InfoPanel, RaisedCard
from desktop_app.ui.widgets.settled_button import SettledButton
from desktop_app.ui.wizard.name_page import NamePage
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.ui.finding import (
    accessible_description,
    accessible_name,
    button,
    focused,
    in_sight,
    open_notices,
    open_wizard,
    settled_button,
    table,
    wait_for_notice,
    words,
)
from tests.ui.hands import press
from tests.window_harness import WindowHarness

ABOUT = "“EU billing”: "
READY = "“EU billing” is ready to create"
DENIED = "“US billing”: Access was denied at Stripe"


def line(gui: WindowHarness) -> Notices:
    """Return the line, in sight or not."""
    found = gui.window.findChild(Notices)
    assert found is not None
    return found


def line_words(gui: WindowHarness) -> str:
    found = line(gui).findChild(ElidedLabel)
    assert found is not None
    return found.text()


def panels(gui: WindowHarness) -> list[InfoPanel]:
    """Return the notices in sight."""
    (column,) = gui.window.findChildren(NoticeColumn)
    return in_sight(column, InfoPanel)


def overlay(gui: WindowHarness) -> QWidget:
    (column,) = gui.window.findChildren(NoticeColumn)
    above: QWidget | None = column
    while above is not None and not isinstance(above, RaisedCard):
        above = above.parentWidget()
    assert above is not None
    return above


def place(widget: QWidget) -> QRect:
    """Return where the widget is in its window."""
    return QRect(widget.mapTo(widget.window(), QPoint()), widget.size())


def approved(gui: WindowHarness) -> str:
    """A notice that says that a credential is ready to create; return the credential's id."""
    credential_id = gui.harness.go("EU billing")
    gui.harness.approve_in_browser()
    return credential_id


def denied(gui: WindowHarness) -> str:
    """A notice about a denial."""
    credential_id = gui.harness.go("US billing")
    gui.harness.deny_in_browser()
    return credential_id


# -- the line -------------------------------------------------------------------------------------


def test_of_one_notice_the_line_says_the_title(gui: WindowHarness) -> None:
    gui.panel()
    approved(gui)
    assert line(gui).isVisible()
    assert line_words(gui) == READY
    assert panels(gui) == []


def test_of_several_it_says_how_many_with_the_icon_of_the_worst(
    gui: WindowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Tone] = []

    def see(icon: IconWidget, name: str, tone: Tone) -> None:
        if icon.parentWidget() is line(gui):
            shown.append(tone)

    gui.panel()
    monkeypatch.setattr(IconWidget, "show_icon", see)
    approved(gui)
    assert shown[-1:] == [Tone.SUCCESS]
    denied(gui)
    assert line_words(gui) == "2 things need you"
    assert shown[-1:] == [Tone.WARNING]
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.go("Nordics")
    gui.harness.approve_in_browser(attempt=len(gui.harness.receiver.expected) - 1)
    assert line_words(gui) == "3 things need you"
    assert shown[-1:] == [Tone.PROBLEM]
    gui.harness.commands.clear_unsettled_grant(gui.harness.state.unsettled_grants[0].id)
    assert shown[-1:] == [Tone.WARNING]


def test_assistive_technology_hears_what_the_button_opens_and_whether_it_is_open(
    gui: WindowHarness,
) -> None:
    gui.panel()
    approved(gui)
    toggle = button(gui.window, f"{labels.SHOW}: {READY}")
    assert accessible_description(toggle) == "Collapsed"
    toggle.click()
    assert accessible_name(toggle) == f"{labels.HIDE}: {READY}"
    assert accessible_description(toggle) == "Expanded"
    denied(gui)
    assert accessible_name(toggle) == f"{labels.HIDE}: 2 things need you"


def test_a_long_name_is_shortened_in_the_middle_and_whole_in_the_tool_tip(
    gui: WindowHarness,
) -> None:
    gui.panel()
    gui.harness.go("A name that is as long as it may be " * 2)
    gui.harness.deny_in_browser()
    gui.window.resize(760, 520)
    in_sight(gui.window, QPushButton)
    label = line(gui).findChild(ElidedLabel)
    assert label is not None
    assert label.toolTip() == label.text()
    assert label.text().endswith("Access was denied at Stripe")
    gui.window.resize(1800, 520)
    in_sight(gui.window, QPushButton)
    assert label.toolTip() == ""


def test_a_name_that_is_cut_does_not_turn_the_words_after_it(gui: WindowHarness) -> None:
    gui.panel()
    gui.harness.go("חיוב של הסניף בחיפה " * 4)
    gui.harness.deny_in_browser()
    gui.window.resize(760, 520)
    in_sight(gui.window, QPushButton)
    label = line(gui).findChild(ElidedLabel)
    assert label is not None
    drawn = QLabel.text(label)
    assert drawn != label.text()
    assert drawn.count("\u2068") == drawn.count("\u2069") == 1
    assert not {"\u2068", "\u2069"} & set(label.toolTip() + label.accessibleName())


# -- over the list --------------------------------------------------------------------------------


def test_opened_they_are_below_the_line_over_the_list_which_keeps_its_size(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    approved(gui)
    in_sight(gui.window, QPushButton)
    before = place(table(gui.window))
    button(gui.window, f"{labels.SHOW}: {READY}").click()
    (panel,) = panels(gui)

    assert place(table(gui.window)) == before
    assert place(panel).top() > place(line(gui)).bottom()
    assert place(overlay(gui)).intersects(before)
    at = gui.window.childAt(place(panel).center())
    assert at is not None
    assert panel in (at, at.parentWidget())
    button(gui.window, f"{labels.HIDE}: {READY}").click()
    assert panels(gui) == []


def test_in_a_low_window_they_end_with_the_page_and_scroll(gui: WindowHarness) -> None:
    panel = gui.panel()
    for name in ("One", "Two", "Three"):
        gui.harness.go(name, System.STRIPE)
        gui.harness.deny_in_browser()
    gui.window.setMinimumSize(640, 420)
    gui.window.resize(640, 420)
    button(gui.window, f"{labels.SHOW}: 3 things need you").click()
    assert len(panels(gui)) == 3
    (area,) = overlay(gui).findChildren(QScrollArea)

    assert place(area).bottom() <= place(panel).bottom()
    assert area.verticalScrollBar().maximum() > 0
    for resume in [b for b in in_sight(area, QPushButton) if b.text() == labels.RESUME]:
        resume.setFocus()
        visible = place(area.viewport())
        assert visible.contains(place(resume)), "what has the focus is scrolled into sight"
    gui.window.resize(640, 700)
    assert len(panels(gui)) == 3
    assert place(area).bottom() <= place(panel).bottom()


def test_they_follow_the_line(gui: WindowHarness) -> None:
    gui.panel()
    denied(gui)
    button(gui.window, f"{labels.SHOW}: {DENIED}").click()
    gui.window.resize(1300, 800)
    (panel,) = panels(gui)
    assert place(panel).top() > place(line(gui)).bottom()
    assert place(panel).left() >= place(line(gui)).left()
    assert place(panel).width() > 900
    below = place(overlay(gui)).top() - place(line(gui)).bottom()
    line(gui).move(line(gui).x(), line(gui).y() + 30)
    assert place(overlay(gui)).top() - place(line(gui)).bottom() == below
    line(gui).resize(line(gui).width() - 200, line(gui).height() + 10)
    assert place(overlay(gui)).top() - place(line(gui)).bottom() == below
    # With another one they are higher.
    height = overlay(gui).height()
    approved(gui)
    assert len(panels(gui)) == 2
    assert overlay(gui).height() > height


def test_the_buttons_are_below_the_text_and_dismiss_is_at_the_top(gui: WindowHarness) -> None:
    gui.panel()
    denied(gui)
    button(gui.window, f"{labels.SHOW}: {DENIED}").click()
    (panel,) = panels(gui)
    resume = button(panel, f"{labels.RESUME}: {DENIED}")
    dismiss = button(panel, f"{labels.DISMISS}: {DENIED}")
    assert place(dismiss).bottom() < place(resume).top()
    assert place(dismiss).left() > place(resume).right()
    assert dismiss.width() >= 24
    dismiss.click()
    assert not line(gui).isVisible()


# -- the main button on the line ------------------------------------------------------------------


def on_line(gui: WindowHarness) -> list[str]:
    """Return the labels of the buttons on the line, from left to right."""
    found = sorted(in_sight(line(gui), QPushButton), key=lambda each: place(each).left())
    return [each.text() for each in found]


def test_the_only_notice_has_its_main_button_on_the_line(gui: WindowHarness) -> None:
    gui.panel()
    denied(gui)
    assert on_line(gui) == [labels.RESUME, labels.SHOW]
    button(gui.window, f"{labels.RESUME}: {DENIED}").click()
    assert open_wizard() is not None


def test_open_the_notice_has_the_main_button_itself(gui: WindowHarness) -> None:
    gui.panel()
    denied(gui)
    button(gui.window, f"{labels.SHOW}: {DENIED}").click()
    assert on_line(gui) == [labels.HIDE]
    button(gui.window, f"{labels.HIDE}: {DENIED}").click()
    assert on_line(gui) == [labels.RESUME, labels.SHOW]


def test_of_several_notices_none_has_its_button_on_the_line(gui: WindowHarness) -> None:
    gui.panel()
    stopped = denied(gui)
    approved(gui)
    assert on_line(gui) == [labels.SHOW]
    gui.harness.commands.remove(stopped, revoke=None)
    assert on_line(gui) == [labels.RESUME, labels.SHOW]


def test_what_takes_something_away_is_not_on_the_line(gui: WindowHarness) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.report_denial()
    assert on_line(gui) == [labels.SHOW]


def test_the_main_button_comes_before_the_other_in_the_order_of_the_tab_key(
    gui: WindowHarness,
) -> None:
    gui.panel()
    denied(gui)
    main = button(gui.window, f"{labels.RESUME}: {DENIED}")
    main.setFocus()
    press(main, Qt.Key.Key_Tab)
    assert focused() is button(gui.window, f"{labels.SHOW}: {DENIED}")
    press(focused(), Qt.Key.Key_Backtab)
    assert focused() is main


def test_a_main_button_that_goes_leaves_the_focus_on_the_line(gui: WindowHarness) -> None:
    gui.panel()
    denied(gui)
    button(gui.window, f"{labels.RESUME}: {DENIED}").setFocus()
    approved(gui)
    assert focused() is button(gui.window, f"{labels.SHOW}: 2 things need you")


# -- the keyboard ---------------------------------------------------------------------------------


def in_table(gui: WindowHarness) -> QWidget:
    return table(gui.window)


def in_notice(gui: WindowHarness) -> QWidget:
    return button(gui.window, f"{labels.RESUME}: {DENIED}")


def in_line(gui: WindowHarness) -> QWidget:
    return button(gui.window, f"{labels.HIDE}: {DENIED}")


@pytest.mark.parametrize("where", [in_table, in_notice, in_line])
def test_escape_closes_them_wherever_the_focus_is_on_the_page(
    gui: WindowHarness, where: Callable[[WindowHarness], QWidget]
) -> None:
    gui.panel()
    denied(gui)
    rows = table(gui.window)
    rows.setFocus()
    button(gui.window, f"{labels.SHOW}: {DENIED}").click()
    widget = where(gui)
    widget.setFocus()
    press(widget, Qt.Key.Key_Escape)

    assert panels(gui) == []
    assert focused() is (widget if where is in_line else rows)


def test_from_the_line_the_tab_key_leads_through_the_notices(gui: WindowHarness) -> None:
    gui.panel()
    denied(gui)
    approved(gui)
    toggle = button(gui.window, f"{labels.SHOW}: 2 things need you")
    toggle.setFocus()
    toggle.click()
    assert len(panels(gui)) == 2
    visited = []
    for _ in range(4):
        press(focused(), Qt.Key.Key_Tab)
        visited.append(accessible_name(focused()))
    assert visited == [
        f"{labels.RESUME}: {DENIED}",
        f"{labels.DISMISS}: {DENIED}",
        f"{labels.RESUME}: {READY}",
        f"{labels.DISMISS}: {READY}",
    ]


def test_closed_the_tab_key_leads_past_them(gui: WindowHarness) -> None:
    gui.panel()
    denied(gui)
    toggle = button(gui.window, f"{labels.SHOW}: {DENIED}")
    toggle.setFocus()
    press(toggle, Qt.Key.Key_Tab)
    assert not overlay(gui).isAncestorOf(focused())


def test_dismissed_by_the_keyboard_the_last_one_leaves_the_focus_on_the_page(
    gui: WindowHarness,
) -> None:
    panel = gui.panel()
    denied(gui)
    toggle = button(gui.window, f"{labels.SHOW}: {DENIED}")
    toggle.setFocus()
    toggle.click()
    dismiss = button(gui.window, f"{labels.DISMISS}: {DENIED}")
    dismiss.setFocus()
    press(dismiss, Qt.Key.Key_Space)

    assert not line(gui).isVisible()
    assert panel.isAncestorOf(focused())
    assert focused().isVisible()


def test_the_focus_that_was_in_the_list_returns_there_after_the_last_one(
    gui: WindowHarness,
) -> None:
    gui.panel()
    denied(gui)
    rows: QTableView = table(gui.window)
    rows.setFocus()
    button(gui.window, f"{labels.SHOW}: {DENIED}").click()
    dismiss = button(gui.window, f"{labels.DISMISS}: {DENIED}")
    dismiss.setFocus()
    press(dismiss, Qt.Key.Key_Space)
    assert focused() is rows


def test_the_window_that_comes_to_the_front_again_does_not_change_where_the_focus_returns(
    gui: WindowHarness,
) -> None:
    gui.panel()
    denied(gui)
    rows: QTableView = table(gui.window)
    rows.setFocus()
    button(gui.window, f"{labels.SHOW}: {DENIED}").click()
    resume = in_notice(gui)
    resume.setFocus()
    # Qt tells of no widget that had the focus before.
    resume.clearFocus()
    resume.setFocus()
    press(resume, Qt.Key.Key_Escape)
    assert focused() is rows


def test_if_what_had_the_focus_is_gone_the_focus_is_in_the_line(gui: WindowHarness) -> None:
    panel = gui.panel()
    denied(gui)
    passing = QPushButton("Passing", panel)
    passing.show()
    passing.setFocus()
    button(gui.window, f"{labels.SHOW}: {DENIED}").click()
    resume = in_notice(gui)
    resume.setFocus()
    passing.deleteLater()
    QApplication.sendPostedEvents(passing, QEvent.Type.DeferredDelete)
    press(resume, Qt.Key.Key_Escape)
    assert focused() is button(gui.window, f"{labels.SHOW}: {DENIED}")


# -- what has to be answered now ------------------------------------------------------------------


def test_an_approval_to_confirm_opens_them_and_leaves_the_focus(gui: WindowHarness) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    rows = table(gui.window)
    rows.setFocus()
    gui.harness.approve_elsewhere()

    assert [panel.title() for panel in panels(gui)] == [ABOUT + labels.DID_YOU_APPROVE]
    assert focused() is rows


def test_the_question_says_until_when_it_can_be_answered(gui: WindowHarness) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.approve_elsewhere()
    assert "Answer until 09:05: Stripe keeps an approval for five minutes." in words(overlay(gui))
    gui.harness.clock.pass_time(timedelta(minutes=5))
    gui.harness.alarm.ring()

    assert line_words(gui) == ABOUT + labels.NOT_CONFIRMED_IN_TIME
    assert labels.YES_I_APPROVED not in words(gui.window)


def test_shortly_before_the_deadline_the_question_says_that_time(gui: WindowHarness) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.clock.pass_time(timedelta(minutes=8))
    gui.harness.approve_elsewhere()
    said = words(overlay(gui))
    assert "Answer until 09:10: then the time for approval runs out." in said


def test_yes_leads_on_to_the_wizard(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel()
    credential_id = gui.harness.go("EU billing")
    gui.harness.approve_elsewhere()
    yes = f"{labels.YES_I_APPROVED}: {ABOUT}{labels.DID_YOU_APPROVE}"
    settled_button(qtbot, gui.window, yes).click()

    wizard = open_wizard()
    assert wizard is not None
    assert wizard.credential_id == credential_id
    assert labels.APPROVED in words(wizard)
    assert gui.harness.stripe.exchanged == ["ac_1"]


def test_a_question_about_a_link_that_was_sent_names_that_person(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    credential_id = gui.harness.go("EU billing")
    gui.harness.commands.make_link_to_send(credential_id)
    gui.harness.approve_elsewhere(attempt=1)
    assert [panel.title() for panel in panels(gui)] == [ABOUT + labels.HAVE_THEY_APPROVED]
    yes = f"{labels.YES_CONNECT_IT}: {ABOUT}{labels.HAVE_THEY_APPROVED}"
    settled_button(qtbot, gui.window, yes).click()
    assert len(gui.harness.stripe.exchanged) == 1


def test_what_can_wait_does_not_open_them(gui: WindowHarness) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.report_denial()
    assert panels(gui) == []
    assert line_words(gui) == ABOUT + labels.STOP_WAITING_QUESTION


def test_hidden_the_question_stays_hidden_until_there_is_another(gui: WindowHarness) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.approve_elsewhere()
    button(gui.window, f"{labels.HIDE}: {ABOUT}{labels.DID_YOU_APPROVE}").click()
    gui.harness.go("US billing")
    gui.harness.deny_in_browser(attempt=1)
    assert panels(gui) == []
    gui.harness.go("Nordics")
    gui.harness.approve_elsewhere(attempt=1)
    assert len(panels(gui)) == 3


def test_a_question_that_came_before_the_page_was_made_is_open_on_it(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    gui.harness.approve_elsewhere()
    gui.panel()
    assert [panel.title() for panel in panels(gui)] == [ABOUT + labels.DID_YOU_APPROVE]


def test_what_appears_by_itself_takes_no_press_that_was_meant_for_the_list(
    gui: WindowHarness, never_settles: Callable[[], None]
) -> None:
    """All that cannot be taken back waits, since the notices open over the list by themselves."""
    gui.panel()
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.go("Nordics")
    gui.harness.approve_in_browser()
    never_settles()
    gui.harness.go("EU billing")
    gui.harness.approve_elsewhere()
    assert len(panels(gui)) == 2
    settling = {b.text() for b in in_sight(overlay(gui), SettledButton)}
    assert settling == {"Clear", labels.YES_I_APPROVED}
    assert not any(b.isEnabled() for b in in_sight(overlay(gui), SettledButton))
    button(gui.window, "Clear").click()
    assert len(gui.harness.state.unsettled_grants) == 1


def test_what_cannot_be_taken_back_waits_in_every_notice(gui: WindowHarness) -> None:
    gui.panel()
    credential_id = gui.harness.go("US billing")
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.approve_in_browser()
    gui.harness.commands.remove(credential_id, revoke=None)
    gui.harness.stripe.fail_deauthorize = RefusedError(Detail())
    gui.harness.tasks.release_all()
    gui.harness.tasks.holding = set()
    gui.harness.stripe.fail_deauthorize = None
    revoked = gui.harness.make_active("EU billing")
    gui.harness.stripe.fail_deauthorize = UnreachableError(Detail())
    gui.harness.commands.remove(revoked, revoke=True)
    open_notices(gui.window)
    settling = {b.text() for b in in_sight(overlay(gui), SettledButton)}
    assert settling == {"Revoke access", "Clear", "Try again"}


def test_opened_by_a_press_the_confirming_button_waits_too(
    gui: WindowHarness, never_settles: Callable[[], None]
) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.report_denial()
    never_settles()
    button(gui.window, f"{labels.SHOW}: {ABOUT}{labels.STOP_WAITING_QUESTION}").click()
    (stop,) = in_sight(overlay(gui), SettledButton)
    assert not stop.isEnabled()


# -- starting again, and the rows -----------------------------------------------------------------


def test_one_that_timed_out_begins_again_with_its_name_and_system(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    credential_id = gui.harness.go("EU billing", System.STRIPE_TEST)
    gui.harness.clock.pass_time(gui.harness.time_left(gui.harness.credential(credential_id)))
    gui.harness.alarm.ring()
    wait_for_notice(qtbot, gui.window, "Choose “Start again” to begin with the same name.")
    settled_button(qtbot, gui.window, f"{labels.START_AGAIN}: “EU billing” was removed").click()

    wizard = open_wizard()
    assert wizard is not None
    page = wizard.findChild(NamePage)
    assert page is not None
    assert (page.name, page.system) == ("EU billing", System.STRIPE_TEST)
    assert page.isComplete()
    # Nothing has begun yet, and the person may cancel.
    wizard.reject()
    feed = gui.window.findChild(NoticeFeed)
    assert feed is not None
    assert "“EU billing” was removed" in feed.headline
    gui.harness.go("EU billing", System.STRIPE_TEST)
    assert feed.headline == ""


def test_a_row_is_told_what_is_said_about_its_credential(gui: WindowHarness) -> None:
    gui.panel()
    feed = gui.window.findChild(NoticeFeed)
    assert feed is not None
    ready, stopped = approved(gui), denied(gui)
    other = gui.harness.make_active("Nordics")

    def titles() -> dict[str, str]:
        return {about: notice.headline for about, notice in feed.first_notices().items()}

    assert titles() == {ready: READY, stopped: DENIED}
    assert other not in titles()
    gui.harness.commands.create(ready)
    assert titles() == {stopped: DENIED}
