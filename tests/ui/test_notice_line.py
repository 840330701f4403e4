"""The line above the list, and the notices that it opens below itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    RefusedError,
    StorageError,
    StorageProblem,
    UnreachableError,
)
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.credential_pane import CredentialPane
from desktop_app.ui.notices.column import NoticeColumn
from desktop_app.ui.notices.feed import NoticeFeed
from desktop_app.ui.notices.line import Notices
from desktop_app.ui.page_actions import PageAction
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.labels import ElidedLabel
from desktop_app.ui.widgets.panels import IconWidget, InfoPanel
from desktop_app.ui.widgets.settled_button import SettledButton
from desktop_app.ui.wizard.name_page import NamePage
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.pictures import credentials as states
from tests.pictures import notices as notice_states
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


def opened(gui: WindowHarness) -> QScrollArea:
    """Return what shows the open notices."""
    (area,) = line(gui).findChildren(QScrollArea)
    return area


def table_of(panel: QWidget) -> QTableView:
    """Return the table of credentials, in sight or not."""
    (found,) = panel.findChildren(QTableView)
    return found


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


def test_of_several_it_names_the_worst_with_its_icon_and_says_how_many(
    gui: WindowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Tone] = []

    def see(icon: IconWidget, name: str, tone: Tone) -> None:
        if line(gui).isAncestorOf(icon) and not opened(gui).isAncestorOf(icon):
            shown.append(tone)

    gui.panel()
    monkeypatch.setattr(IconWidget, "show_icon", see)
    approved(gui)
    assert shown[-1:] == [Tone.SUCCESS]
    denied(gui)
    assert line_words(gui) == f"{DENIED} · 2 notices"
    assert shown[-1:] == [Tone.WARNING]
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.go("Nordics")
    gui.harness.approve_in_browser(attempt=len(gui.harness.receiver.expected) - 1)
    granted = f"{labels.MAY_HAVE_GRANTED_ACCESS} for “Nordics”"
    assert line_words(gui) == f"{granted} · 3 notices"
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
    assert accessible_name(toggle) == f"{labels.HIDE}: 2 notices"


def test_a_long_name_is_shortened_before_what_is_said_and_whole_in_the_tool_tip(
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
    assert QLabel.text(label).startswith("“A name")
    assert QLabel.text(label).endswith("…”: Access was denied at Stripe")
    gui.window.resize(1800, 520)
    in_sight(gui.window, QPushButton)
    assert label.toolTip() == ""


def test_of_several_long_names_each_is_shortened(gui: WindowHarness) -> None:
    gui.panel()
    for name in ("First " * 12, "Second " * 10, "Third"):
        gui.harness.go(name, System.STRIPE)
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()
    gui.window.resize(760, 520)
    in_sight(gui.window, QPushButton)
    label = line(gui).findChild(ElidedLabel)
    assert label is not None
    drawn = QLabel.text(label)
    assert drawn.startswith("“First")
    assert "…”, “Second" in drawn
    assert drawn.endswith("…” and “Third” were removed: not approved in time")


def test_where_not_even_short_names_have_room_the_end_is_cut(qtbot: QtBot) -> None:
    label = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
    qtbot.addWidget(label)
    label.show_text("“A very long name indeed” was denied", ["A very long name indeed"])
    label.resize(90, 20)
    label.show()
    assert QLabel.text(label).startswith("“A ver")
    assert QLabel.text(label).endswith("…")
    assert label.toolTip() == label.text()


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


# -- open -----------------------------------------------------------------------------------------


def some_denied(gui: WindowHarness, number: int) -> None:
    """Notices about so many denials, each about a credential of its own."""
    for name in ("One", "Two", "Three")[:number]:
        gui.harness.go(name, System.STRIPE)
        gui.harness.deny_in_browser()


def test_opened_they_push_down_the_list_and_closed_they_give_its_place_back(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    approved(gui)
    in_sight(gui.window, QPushButton)
    before = place(table(gui.window))
    button(gui.window, f"{labels.SHOW}: {READY}").click()
    (panel,) = panels(gui)

    rows = place(table(gui.window))
    assert place(line(gui)).contains(place(panel))
    assert rows.top() > place(line(gui)).bottom()
    assert rows.bottom() == before.bottom()
    button(gui.window, f"{labels.HIDE}: {READY}").click()
    assert panels(gui) == []
    qtbot.waitUntil(lambda: place(table(gui.window)) == before)


def test_the_only_one_opens_in_the_line_with_its_icon_and_heading_once(gui: WindowHarness) -> None:
    gui.panel()
    denied(gui)
    button(gui.window, f"{labels.SHOW}: {DENIED}").click()
    (panel,) = panels(gui)
    assert words(line(gui)).count(DENIED) == 1
    assert len(in_sight(line(gui), IconWidget)) == 1
    assert place(panel).left() == place(line(gui)).left()
    assert place(panel).right() == place(line(gui)).right()


def test_several_have_their_icons_and_headings_in_one_list(gui: WindowHarness) -> None:
    gui.panel()
    some_denied(gui, 2)
    button(gui.window, f"{labels.SHOW}: 2 notices").click()
    first, second = panels(gui)
    assert words(line(gui)).count("2 notices") == 1
    assert len(in_sight(line(gui), IconWidget)) == 3
    assert place(second).top() == place(first).bottom() + 1
    gui.harness.commands.retry(gui.harness.state.credentials[0].id)
    assert len(panels(gui)) == 1
    assert len(in_sight(line(gui), IconWidget)) == 1


@pytest.mark.parametrize("height", range(420, 900, 40))
@pytest.mark.parametrize("number", [1, 3])
def test_below_them_are_four_whole_rows_or_nothing(
    gui: WindowHarness, number: int, height: int
) -> None:
    panel = gui.panel()
    gui.some_credentials()
    some_denied(gui, number)
    open_notices(gui.window)
    gui.window.resize(640, height)
    in_sight(gui.window, QPushButton)

    is_covered = not any(each.isVisible() for each in panel.findChildren(QTableView))
    assert line(gui).covers == is_covered
    needed = place(panels(gui)[-1]).bottom()
    if is_covered:
        assert place(line(gui)).bottom() == place(panel).bottom()
        assert place(opened(gui)).bottom() == place(panel).bottom()
        # What has more room than it needs is at the top.
        assert opened(gui).y() < 3 * theme.XL
        assert panels(gui)[0].height() == panels(gui)[0].heightForWidth(panels(gui)[0].width())
    else:
        assert needed <= place(line(gui)).bottom(), "all that is said can be read"
        rows = table(gui.window)
        least = min(4, rows.model().rowCount())
        assert rows.viewport().height() >= sum(rows.rowHeight(row) for row in range(least))


def test_several_scroll_where_the_details_beside_the_list_would_be_too_low(
    gui: WindowHarness,
) -> None:
    states.dashboard_not_opened(gui)
    gui.harness.stripe.fail_account = AnswerLostError(Detail())
    gui.harness.commands.check(gui.harness.state.credentials[0].id)
    gui.harness.workflow.operation_failed(StorageError("disk full", StorageProblem.FULL))
    open_notices(gui.window)
    gui.window.resize(1080, 760)
    QApplication.processEvents()
    area = opened(gui)
    pane = gui.panel().findChild(CredentialPane)
    assert pane is not None
    assert not line(gui).covers
    assert area.verticalScrollBar().maximum() > 0
    assert area.height() >= gui.panel().height() // 4
    check = button(pane, labels.CHECK_CONNECTION)
    assert check.visibleRegion().boundingRect() == check.rect()
    gui.window.resize(gui.window.width(), gui.window.height() + 200)
    QApplication.processEvents()

    assert area.verticalScrollBar().maximum() == 0


def test_several_are_whole_where_they_leave_more_than_half_of_the_page(
    gui: WindowHarness,
) -> None:
    notice_states.long_and_right_to_left_notices(gui)
    gui.window.resize(1080, 760)
    QApplication.processEvents()
    assert opened(gui).verticalScrollBar().maximum() == 0
    assert line(gui).height() < gui.panel().height() // 2
    assert not line(gui).covers


def test_a_short_list_needs_only_the_rows_that_it_has(gui: WindowHarness) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.approve_elsewhere()
    gui.window.resize(640, 480)
    in_sight(gui.window, QPushButton)
    (panel,) = panels(gui)
    assert place(panel).bottom() <= place(line(gui)).bottom()
    rows = table(gui.window)
    assert rows.viewport().height() >= rows.rowHeight(0)


def test_neither_a_search_nor_a_selection_hides_the_list(gui: WindowHarness) -> None:
    panel = gui.panel()
    gui.some_credentials()
    some_denied(gui, 2)
    open_notices(gui.window)
    search = panel.findChild(QLineEdit)
    assert search is not None
    for height in range(420, 900, 20):
        search.setText("one")
        table_of(panel).clearSelection()
        gui.window.resize(640, height)
        in_sight(gui.window, QPushButton)
        covers = line(gui).covers
        search.clear()
        table_of(panel).selectRow(0)
        in_sight(gui.window, QPushButton)
        assert line(gui).covers == covers
        rows = table_of(panel)
        assert covers or rows.viewport().height() >= 4 * rows.rowHeight(0)


def test_what_they_cover_gives_them_the_focus_and_gets_it_back(gui: WindowHarness) -> None:
    panel = gui.panel()
    some_denied(gui, 3)
    gui.window.resize(640, 420)
    rows = table(gui.window)
    button(gui.window, f"{labels.SHOW}: 3 notices").click()
    assert not rows.isVisible()
    panel.focus_first()
    toggle = button(gui.window, f"{labels.HIDE}: 3 notices")
    assert focused() is toggle
    gui.window.resize(640, 1000)
    in_sight(gui.window, QPushButton)
    assert not line(gui).covers
    rows.setFocus()
    gui.window.resize(640, 420)
    in_sight(gui.window, QPushButton)
    assert line(gui).covers
    assert focused() is toggle
    resume = in_sight(opened(gui), QPushButton)[0]
    resume.setFocus()
    press(resume, Qt.Key.Key_Escape)
    assert rows.isVisible()
    assert focused() is toggle


def test_a_search_closes_what_covers_the_search_field(gui: WindowHarness) -> None:
    gui.panel()
    some_denied(gui, 3)
    gui.window.resize(640, 420)
    button(gui.window, f"{labels.SHOW}: 3 notices").click()
    in_sight(gui.window, QPushButton)
    assert line(gui).covers
    gui.panel().offered.actions[PageAction.FIND].trigger()
    assert panels(gui) == []
    assert isinstance(focused(), QLineEdit)


def test_in_a_low_window_they_end_with_the_page_and_scroll(gui: WindowHarness) -> None:
    panel = gui.panel()
    for name in ("One", "Two", "Three"):
        gui.harness.go(name, System.STRIPE)
        gui.harness.deny_in_browser()
    gui.window.setMinimumSize(640, 420)
    gui.window.resize(640, 420)
    button(gui.window, f"{labels.SHOW}: 3 notices").click()
    assert len(panels(gui)) == 3
    area = opened(gui)

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
    assert place(line(gui)).contains(place(panel))
    assert place(panel).width() > 900
    # With another one they are higher.
    height = opened(gui).height()
    approved(gui)
    assert len(panels(gui)) == 2
    assert opened(gui).height() > height


def test_the_buttons_are_below_the_text_and_dismiss_is_the_last_of_them(
    gui: WindowHarness,
) -> None:
    gui.panel()
    denied(gui)
    button(gui.window, f"{labels.SHOW}: {DENIED}").click()
    (panel,) = panels(gui)
    resume = button(panel, f"{labels.RESUME}: {DENIED}")
    dismiss = button(panel, f"{labels.DISMISS}: {DENIED}")
    assert place(resume).center().y() == pytest.approx(place(dismiss).center().y(), abs=1)
    assert place(dismiss).left() >= place(resume).right() + theme.M
    dismiss.click()
    assert not line(gui).isVisible()


# -- the main button on the line ------------------------------------------------------------------


def on_line(gui: WindowHarness) -> list[str]:
    """Return the labels of the buttons on the line, from left to right."""
    found = [
        each for each in in_sight(line(gui), QPushButton) if not opened(gui).isAncestorOf(each)
    ]
    return [each.text() for each in sorted(found, key=lambda each: place(each).left())]


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
    assert on_line(gui) == [labels.HIDE]
    button(gui.window, f"{labels.HIDE}: {ABOUT}{labels.STOP_WAITING_QUESTION}").click()
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
    assert focused() is button(gui.window, f"{labels.SHOW}: 2 notices")


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
    toggle = button(gui.window, f"{labels.SHOW}: 2 notices")
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
    assert not opened(gui).isAncestorOf(focused())


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
    assert "Answer by 09:05: Stripe keeps an approval for five minutes." in words(opened(gui))
    gui.harness.clock.pass_time(timedelta(minutes=5))
    gui.harness.alarm.ring()

    assert line_words(gui) == ABOUT + labels.NOT_CONFIRMED_IN_TIME
    assert labels.YES_I_APPROVED not in words(gui.window)


def test_shortly_before_the_deadline_the_question_says_that_time(gui: WindowHarness) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.clock.pass_time(timedelta(minutes=8))
    gui.harness.approve_elsewhere()
    said = words(opened(gui))
    assert "Answer by 09:10: then the time for approval runs out." in said


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


def test_what_asks_nothing_does_not_open_them(gui: WindowHarness) -> None:
    gui.panel()
    denied(gui)
    assert panels(gui) == []
    assert line_words(gui) == DENIED


def test_a_denial_that_may_be_somebody_elses_is_a_question_that_opens_them(
    gui: WindowHarness,
) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.report_denial()
    assert [panel.title() for panel in panels(gui)] == [ABOUT + labels.STOP_WAITING_QUESTION]


@pytest.mark.parametrize("sent", [False, True])
def test_a_question_names_only_buttons_that_it_has(gui: WindowHarness, *, sent: bool) -> None:
    gui.panel()
    credential_id = gui.harness.go("EU billing")
    if sent:
        gui.harness.commands.make_link_to_send(credential_id)
    gui.harness.approve_elsewhere(attempt=int(sent))
    (panel,) = panels(gui)
    assert "If not, choose “No, discard it”; you can then try again." in words(panel)
    assert labels.RESUME not in words(panel)


def test_of_equally_bad_ones_the_line_names_the_newest(gui: WindowHarness) -> None:
    notice_states.grant_not_revoked(gui)
    assert line_words(gui) == "Access for “US billing” was not revoked · 2 notices"


def test_the_worst_is_shortened_before_the_number(gui: WindowHarness) -> None:
    notice_states.grant_not_revoked(gui)
    gui.window.resize(gui.window.minimumSize())
    (words_of_line,) = in_sight(line(gui), ElidedLabel)
    words_of_line.setFixedWidth(words_of_line.sizeHint().width() // 2)
    assert words_of_line.shown_words().endswith("… · 2 notices")


def test_a_name_that_is_cut_in_the_worst_leaves_the_number_outside_its_isolate(
    gui: WindowHarness,
) -> None:
    gui.panel()
    for name in (notice_states.RIGHT_TO_LEFT_NAME * 3, notice_states.RIGHT_TO_LEFT_NAME * 4):
        gui.harness.go(name)
        gui.harness.deny_in_browser()
    (words_of_line,) = in_sight(line(gui), ElidedLabel)
    words_of_line.setFixedWidth(words_of_line.sizeHint().width() // 2)
    drawn = words_of_line.shown_words()
    assert drawn.endswith("…\u2069 · 2 notices")
    assert drawn.count("\u2068") == drawn.count("\u2069")


def test_open_the_line_over_several_says_only_how_many(gui: WindowHarness) -> None:
    notice_states.grant_not_revoked(gui)
    open_notices(gui.window)
    assert line_words(gui) == "2 notices"


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
    """All that cannot be taken back waits, since the notices open by themselves."""
    gui.panel()
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.go("Nordics")
    gui.harness.approve_in_browser()
    never_settles()
    gui.harness.go("EU billing")
    gui.harness.approve_elsewhere()
    assert len(panels(gui)) == 2
    settling = {b.text() for b in in_sight(opened(gui), SettledButton)}
    assert settling == {"Clear this notice", labels.YES_I_APPROVED}
    assert not any(b.isEnabled() for b in in_sight(opened(gui), SettledButton))
    button(gui.window, "Clear this notice").click()
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
    settling = {b.text() for b in in_sight(opened(gui), SettledButton)}
    assert settling == {"Revoke access", "Clear this notice", "Try again"}


def test_opened_by_a_press_the_confirming_button_waits_too(
    gui: WindowHarness, never_settles: Callable[[], None]
) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.report_denial()
    button(gui.window, f"{labels.HIDE}: {ABOUT}{labels.STOP_WAITING_QUESTION}").click()
    never_settles()
    button(gui.window, f"{labels.SHOW}: {ABOUT}{labels.STOP_WAITING_QUESTION}").click()
    (stop,) = in_sight(opened(gui), SettledButton)
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
    name = f"{labels.START_AGAIN}: “EU billing” {labels.REMOVED_IN_TIME}"
    settled_button(qtbot, gui.window, name).click()

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
    assert feed.first is not None
    assert f"“EU billing” {labels.REMOVED_IN_TIME}" in feed.first.headline
    gui.harness.go("EU billing", System.STRIPE_TEST)
    assert feed.first is None


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
