"""The Configurations panel: what the organization has set up for Stripe at m3ter."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    KeychainFailedError,
    KeychainLockedError,
    NetworkProblem,
    NotPermittedError,
    SecretRefusedError,
    UnreachableError,
)
from desktop_app.core.m3ter import AccessKey, Configuration, RegisteredCredential
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.m3ter.configurations_model import Column, Role
from desktop_app.ui.widgets.chips import Chip
from desktop_app.ui.widgets.panel_tabs import PanelHeading
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.fakes import M3TER_ORGANIZATION, FakeM3ter
from tests.m3ter_steps import (
    configurations,
    connect_m3ter,
    enter,
    fill_m3ter,
    id_of,
    stripe_page,
)
from tests.ui import finding
from tests.ui.assistive import press_by_assistive_technology
from tests.ui.finding import (
    accessible_name,
    button,
    buttons,
    focused,
    in_sight,
    named,
)
from tests.ui.hands import click, press, type_text
from tests.ui.m3ter_view import (
    cell,
    column,
    dialogs,
    field,
    said,
    search,
    table,
    toasts,
    wait_for_focus,
)
from tests.ui.menu_bar import entries, entry, menu_named, possible
from tests.waiting import TIMEOUT_MS
from tests.window_harness import WindowHarness

NAMES = ["EU bills", "Nordics", "Reseller pilot", "US bills"]
HELD, NOT_HELD = "On this computer, too", "Not held on this computer"
NONE_YET = "No configurations yet"
NO_MATCH = "No configuration matches"
NOTHING_READ = "Nothing was read from m3ter yet"
NOT_READ = "Could not read from m3ter"
UNREACHABLE = UnreachableError(Detail(NetworkProblem.NAME_NOT_FOUND, host="api.m3ter.com"))
REFUSED = SecretRefusedError(Detail("", "The access key is not valid", status=401))
MANY = 5000
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def shown(gui: WindowHarness) -> WindowHarness:
    """The panel, with what an organization has."""
    fill_m3ter(gui.harness.m3ter)
    connect_m3ter(gui, gui.harness.m3ter)
    stripe_page(gui)
    return gui


def refresh(gui: WindowHarness) -> None:
    button(configurations(gui), labels.REFRESH).click()


def fail(gui: WindowHarness, error: Exception) -> None:
    """Have the next reading fail."""
    assert isinstance(error, UnreachableError | SecretRefusedError | AnswerLostError)
    gui.harness.m3ter.error = error
    refresh(gui)


def panel_says(gui: WindowHarness) -> str:
    return said(configurations(gui))


def second(gui: WindowHarness, which: Column) -> list[str]:
    rows = range(table(gui).model().rowCount())
    return [str(cell(gui, row, which).data(Role.SECOND_LINE)) for row in rows]


def spoken(gui: WindowHarness, name: str, which: Column) -> str:
    """Return what a screen reader says of a cell in the row of this name."""
    row = column(gui).index(name)
    return str(cell(gui, row, which).data(Qt.ItemDataRole.AccessibleTextRole))


def heading(gui: WindowHarness, panel: str) -> PanelHeading:
    """Return the heading of a panel, above the one that is shown."""
    return named(gui.window, PanelHeading, panel)


def current(gui: WindowHarness) -> str:
    """Return which panel is the present one, by its heading."""
    (present,) = [each for each in in_sight(gui.window, PanelHeading) if each.isChecked()]
    return present.text()


def own_buttons(gui: WindowHarness) -> list[str]:
    """Return the buttons of the panel without the headings of panels."""
    panels = (labels.CREDENTIALS, labels.CONFIGURATIONS)
    return [each for each in buttons(configurations(gui)) if each not in panels]


def tick(gui: WindowHarness) -> None:
    (ticker,) = configurations(gui).findChildren(Ticker)
    assert ticker.is_running
    ticker.ticked.emit()


def connect_new_one(gui: WindowHarness, *changes: Configuration) -> None:
    """Connect m3ter, where it has these configurations."""
    gui.harness.m3ter.known_configurations = list(changes)
    connect_m3ter(gui, gui.harness.m3ter)
    stripe_page(gui)


def never_read(gui: WindowHarness) -> None:
    """Connect m3ter, which can't be reached any more after the key was tried."""
    fill_m3ter(gui.harness.m3ter)
    gui.harness.tasks.holding.add(Lane.NETWORK)
    commands = gui.computer.workspaces.workspaces[0].commands.m3ter
    commands.connect(M3TER_ORGANIZATION, FakeM3ter.key, SecretPlace.KEYCHAIN)
    gui.harness.tasks.release()
    gui.harness.m3ter.error = UNREACHABLE
    gui.harness.tasks.release_all()
    stripe_page(gui)


def configuration(
    name: str,
    destination: str = "STRIPE",
    credential_id: str = "",
    *,
    enabled: bool | None = None,
    authorized: bool | None = None,
) -> Configuration:
    return Configuration(
        f"id-{name}",
        name,
        "Bill",
        destination,
        credential_id=credential_id,
        enabled=enabled,
        authorized=authorized,
    )


# -- what is there --------------------------------------------------------------------------------


def test_without_m3ter_the_panel_says_what_can_be_had(gui: WindowHarness) -> None:
    stripe_page(gui)

    assert "m3ter is not connected" in panel_says(gui)
    assert "which credential each uses" in panel_says(gui)
    assert own_buttons(gui) == [labels.CONNECT_M3TER]
    assert focused() is button(configurations(gui), labels.CONNECT_M3TER)


def test_an_organization_without_configurations_is_told_where_they_are_made(
    gui: WindowHarness,
) -> None:
    connect_m3ter(gui, gui.harness.m3ter)
    stripe_page(gui)

    assert NONE_YET in panel_says(gui)
    assert "in the m3ter Console" in panel_says(gui)
    assert "Read from m3ter just now." in panel_says(gui)
    assert own_buttons(gui) == [labels.REFRESH]


def test_what_was_not_read_yet_is_told(gui: WindowHarness) -> None:
    never_read(gui)

    assert NOTHING_READ in panel_says(gui)
    assert NOT_READ in panel_says(gui)
    assert NONE_YET not in panel_says(gui)


def test_only_what_goes_to_stripe_is_listed(shown: WindowHarness) -> None:
    assert column(shown) == NAMES
    assert "4 configurations, 1 disabled, 1 not authorized · read from m3ter just now" in (
        panel_says(shown)
    )


def test_each_cell_says_what_m3ter_said(shown: WindowHarness) -> None:
    assert second(shown, Column.NAME) == [""] * 4
    assert column(shown, Column.SYSTEM) == ["Stripe"] * 4
    assert second(shown, Column.SYSTEM) == ["Test Mode", "", "Test Mode", ""]
    assert column(shown, Column.STATUS) == [
        labels.ENABLED,
        labels.DISABLED,
        labels.NOT_KNOWN,
        labels.NOT_AUTHORIZED,
    ]
    assert column(shown, Column.CREDENTIAL) == [
        "EU billing",
        "US billing, by Berlin",
        "None",
        "US billing, by Berlin",
    ]
    assert second(shown, Column.CREDENTIAL) == [NOT_HELD, NOT_HELD, "", NOT_HELD]
    assert column(shown, Column.CHANGED) == [
        "12 Nov 2026",
        "13 Nov 2026",
        "6 Nov 2026",
        "12 Nov 2026",
    ]
    assert second(shown, Column.CHANGED) == ["14:05"] * 4


def test_a_screen_reader_says_both_lines(shown: WindowHarness) -> None:
    assert spoken(shown, "EU bills", Column.NAME) == "EU bills"
    assert spoken(shown, "EU bills", Column.SYSTEM) == "Stripe, Test Mode"
    assert spoken(shown, "US bills", Column.STATUS) == labels.NOT_AUTHORIZED
    assert spoken(shown, "US bills", Column.CREDENTIAL) == f"US billing, by Berlin, {NOT_HELD}"
    assert spoken(shown, "Reseller pilot", Column.CREDENTIAL) == "None"
    assert spoken(shown, "Nordics", Column.CHANGED) == "13 Nov 2026, 14:05"


def test_chips_differ_by_their_shapes(shown: WindowHarness) -> None:
    chips = [cell(shown, row, Column.STATUS).data(Role.CHIP) for row in range(4)]

    assert all(isinstance(chip, Chip) for chip in chips)
    assert [chip.word for chip in chips] == column(shown, Column.STATUS)
    assert len({chip.shape for chip in chips}) == 4


def test_what_is_disabled_is_said_before_what_is_not_authorized(gui: WindowHarness) -> None:
    connect_new_one(gui, configuration("Both", enabled=False, authorized=False))

    assert column(gui, Column.STATUS) == [labels.DISABLED]
    assert "1 disabled" in panel_says(gui)
    assert "not authorized" not in panel_says(gui)


def test_what_m3ter_does_not_name_is_shown_by_its_id(gui: WindowHarness) -> None:
    connect_new_one(
        gui,
        Configuration("conf-1", "", "Statement", "STRIPE", credential_id="cred-gone"),
        configuration("Named"),
    )

    assert column(gui) == ["conf-1", "Named"]
    assert second(gui, Column.NAME) == ["Statement", ""]
    assert column(gui, Column.CREDENTIAL) == ["cred-gone", "None"]
    # Of a credential that m3ter does not list, it is not known whether it is here.
    assert second(gui, Column.CREDENTIAL) == ["", ""]
    assert column(gui, Column.CHANGED) == ["", ""]


def test_rows_that_could_not_be_read_are_counted(gui: WindowHarness) -> None:
    fill_m3ter(gui.harness.m3ter)
    gui.harness.m3ter.unreadable = 2
    connect_m3ter(gui, gui.harness.m3ter)
    stripe_page(gui)

    assert "m3ter sent 2 rows that this program can’t read" in panel_says(gui)


# -- credentials on this computer -----------------------------------------------------------------


def test_a_credential_that_is_created_here_is_on_this_computer_too(shown: WindowHarness) -> None:
    assert second(shown, Column.CREDENTIAL)[0] == NOT_HELD
    model = table(shown).model()
    heard: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda a, b: heard.append((a.row(), b.row())))
    credential_id = shown.harness.make_active("EU billing", System.STRIPE_TEST)
    assert second(shown, Column.CREDENTIAL)[0] == HELD
    assert spoken(shown, "EU bills", Column.CREDENTIAL) == f"EU billing, {HELD}"
    assert (0, 3) in heard
    heard.clear()
    shown.harness.commands.remove(credential_id, revoke=True)

    assert second(shown, Column.CREDENTIAL)[0] == NOT_HELD
    assert (0, 3) in heard


@pytest.mark.parametrize(
    ("name", "system", "is_held"),
    [
        ("EU BILLING", System.STRIPE_TEST, True),
        ("EU\u00a0billing", System.STRIPE_TEST, True),
        ("EU billing", System.STRIPE, False),
        ("EU billings", System.STRIPE_TEST, False),
    ],
)
def test_names_are_compared_by_their_keys_within_a_system(
    shown: WindowHarness, name: str, system: System, is_held: bool
) -> None:
    shown.harness.make_active(name, system)

    assert second(shown, Column.CREDENTIAL)[0] == (HELD if is_held else NOT_HELD)


# -- searching ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nordics", ["Nordics"]),
        ("  NORDICS ", ["Nordics"]),
        ("us b", ["Nordics", "US bills"]),
        ("by berlin", ["Nordics", "US bills"]),
        (id_of("EU bills").upper(), ["EU bills"]),
        ("cred-us", ["Nordics", "US bills"]),
        ("not authorized", ["US bills"]),
        ("disabled", ["Nordics"]),
        ("test mode", ["EU bills", "Reseller pilot"]),
        ("bills", ["EU bills", "US bills"]),
        ("netsuite", []),
        ("zebra", []),
        ("", NAMES),
    ],
)
def test_the_search_covers_all_that_is_said(
    shown: WindowHarness, text: str, found: list[str]
) -> None:
    search(shown).setText(text)

    if found:
        assert column(shown) == found
    else:
        assert NO_MATCH in panel_says(shown)


def test_if_nothing_matches_the_search_can_be_cleared(shown: WindowHarness) -> None:
    type_text(search(shown), "zebra")
    assert NO_MATCH in panel_says(shown)
    assert not in_sight(shown.window, QTableView)
    button(shown.window, labels.CLEAR_SEARCH).click()
    assert column(shown) == NAMES
    assert search(shown).hasFocus()
    assert NO_MATCH not in panel_says(shown)


def test_escape_clears_the_search(shown: WindowHarness) -> None:
    type_text(search(shown), "zebra")
    press(search(shown), Qt.Key.Key_Escape)

    assert column(shown) == NAMES


def test_a_search_stays_while_m3ter_is_read_again(shown: WindowHarness) -> None:
    search(shown).setText("nordics")
    shown.harness.m3ter.known_configurations.append(configuration("Nordics 2"))
    refresh(shown)
    assert column(shown) == ["Nordics", "Nordics 2"]
    shown.harness.m3ter.known_configurations = [configuration("Other")]
    refresh(shown)

    assert NO_MATCH in panel_says(shown)
    assert search(shown).text() == "nordics"


def test_the_search_follows_what_is_on_this_computer(shown: WindowHarness) -> None:
    search(shown).setText("on this computer, too")
    assert NO_MATCH in panel_says(shown)
    shown.harness.make_active("EU billing", System.STRIPE_TEST)
    search(shown).setText("on this computer, too ")

    assert column(shown) == ["EU bills"]


def test_the_search_follows_what_was_read(shown: WindowHarness) -> None:
    search(shown).setText("berlin")
    assert column(shown) == ["Nordics", "US bills"]
    credentials = shown.harness.m3ter.known_credentials
    credentials[1] = replace(credentials[1], name="US billing")
    credentials[0] = replace(credentials[0], name="Berlin")
    refresh(shown)

    assert column(shown) == ["EU bills"]


# -- sorting --------------------------------------------------------------------------------------


def click_heading(gui: WindowHarness, which: Column) -> None:
    header = table(gui).horizontalHeader()
    middle = header.sectionViewportPosition(which) + header.sectionSize(which) // 2
    click(header.viewport(), QPoint(middle, header.height() // 2))


ASCENDING = {
    Column.NAME: NAMES,
    Column.SYSTEM: ["Nordics", "US bills", "EU bills", "Reseller pilot"],
    Column.STATUS: ["Nordics", "EU bills", "US bills", "Reseller pilot"],
    Column.CREDENTIAL: ["EU bills", "Nordics", "US bills", "Reseller pilot"],
    Column.CHANGED: ["EU bills", "US bills", "Nordics", "Reseller pilot"],
}
DESCENDING = {
    Column.NAME: NAMES[::-1],
    Column.SYSTEM: ["Reseller pilot", "EU bills", "US bills", "Nordics"],
    Column.STATUS: ["Reseller pilot", "US bills", "EU bills", "Nordics"],
    # Those without a credential, or without a time, are last all the same.
    Column.CREDENTIAL: ["US bills", "Nordics", "EU bills", "Reseller pilot"],
    Column.CHANGED: ["Nordics", "US bills", "EU bills", "Reseller pilot"],
}


@pytest.mark.parametrize("which", Column)
def test_each_column_sorts_both_ways_with_what_is_empty_last(
    gui: WindowHarness, which: Column
) -> None:
    gui.window.resize(1400, 760)
    fill_m3ter(gui.harness.m3ter)
    rows = gui.harness.m3ter.known_configurations
    gui.harness.m3ter.known_configurations = [
        replace(row, modified=None) if row.name == "Reseller pilot" else row for row in rows
    ]
    connect_m3ter(gui, gui.harness.m3ter)
    stripe_page(gui)
    QApplication.processEvents()
    other = Column.CHANGED if which is Column.NAME else Column.NAME
    click_heading(gui, other)
    click_heading(gui, which)
    assert column(gui) == ASCENDING[which]
    click_heading(gui, which)

    assert column(gui) == DESCENDING[which]


def test_a_name_is_before_those_that_begin_with_it(gui: WindowHarness) -> None:
    names = ["Nordics", "Nordics (old)", "Nordics 2"]
    connect_new_one(gui, *map(configuration, reversed(names)))

    assert column(gui) == names


def test_the_selected_row_stays_selected_where_it_is_sorted_to(shown: WindowHarness) -> None:
    table(shown).selectRow(0)
    click_heading(shown, Column.NAME)
    assert column(shown) == NAMES[::-1]
    (index,) = table(shown).selectionModel().selectedRows()

    assert index.row() == 3
    assert index.data() == "EU bills"


# -- reading --------------------------------------------------------------------------------------


def held(gui: WindowHarness) -> None:
    gui.harness.tasks.holding.add(Lane.NETWORK)


def test_refresh_and_cancel_hand_the_focus_to_each_other(shown: WindowHarness) -> None:
    held(shown)
    button(configurations(shown), labels.REFRESH).setFocus()
    press(focused(), Qt.Key.Key_Space)
    cancel = button(configurations(shown), labels.CANCEL_READING)
    assert focused() is cancel
    assert own_buttons(shown) == [labels.CANCEL]
    press(cancel, Qt.Key.Key_Space)

    assert focused() is button(configurations(shown), labels.REFRESH)
    assert own_buttons(shown) == [labels.REFRESH]


def test_the_focus_is_handed_over_while_another_window_is_active(
    shown: WindowHarness, qtbot: QtBot
) -> None:
    held(shown)
    button(configurations(shown), labels.REFRESH).setFocus()
    press(focused(), Qt.Key.Key_Space)
    other = QPushButton("Another window")
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow, timeout=TIMEOUT_MS)
    shown.harness.tasks.release_all()
    shown.window.activateWindow()

    wait_for_focus(qtbot, button(configurations(shown), labels.REFRESH))


def test_reading_leaves_the_focus_where_it_is(shown: WindowHarness) -> None:
    search(shown).setFocus()
    refresh(shown)

    assert focused() is search(shown)


def test_progress_is_said_in_rows_while_the_list_stays(shown: WindowHarness) -> None:
    tasks = shown.harness.tasks
    held(shown)
    refresh(shown)
    assert "Reading from m3ter… · shown: as read just now" in panel_says(shown)
    assert "rows so far" not in panel_says(shown)
    tasks.release()
    # The latest runs of the selected configuration are read, too.
    tasks.release()
    tasks.release()
    assert "Reading from m3ter… 2 rows so far" in panel_says(shown)
    tasks.release()
    assert "4 rows so far" in panel_says(shown)
    assert column(shown) == NAMES
    tasks.release_all()

    assert "4 configurations" in panel_says(shown)
    assert "Reading" not in panel_says(shown)


def test_the_first_reading_takes_the_place_of_the_list(gui: WindowHarness) -> None:
    never_read(gui)
    gui.harness.m3ter.error = None
    held(gui)
    refresh(gui)
    gui.harness.tasks.release()
    gui.harness.tasks.release()
    assert NOTHING_READ not in panel_says(gui)
    assert "Reading from m3ter… 2 rows so far" in panel_says(gui)
    gui.harness.tasks.release_all()

    assert column(gui) == NAMES


def test_cancelling_keeps_what_was_read_before(shown: WindowHarness) -> None:
    shown.harness.m3ter.known_configurations = [configuration("New")]
    held(shown)
    refresh(shown)
    button(configurations(shown), labels.CANCEL_READING).click()
    shown.harness.tasks.release_all()

    assert column(shown) == NAMES
    assert "read from m3ter just now" in panel_says(shown)
    refresh(shown)
    assert column(shown) == ["New"]


def test_cancelling_the_first_reading_leaves_a_way_on(gui: WindowHarness) -> None:
    never_read(gui)
    gui.harness.m3ter.error = None
    held(gui)
    refresh(gui)
    button(configurations(gui), labels.CANCEL_READING).click()

    assert NOTHING_READ in panel_says(gui)
    gui.harness.tasks.release_all()
    refresh(gui)
    assert column(gui) == NAMES


def test_the_focus_of_a_list_that_is_gone_is_where_the_person_goes_on(
    shown: WindowHarness,
) -> None:
    table(shown).setFocus()
    shown.harness.m3ter.known_configurations.clear()
    shown.computer.workspaces.workspaces[0].commands.m3ter.refresh()

    assert NONE_YET in panel_says(shown)
    assert focused() is button(configurations(shown), labels.REFRESH)


def test_a_row_that_is_gone_leaves_the_others(shown: WindowHarness) -> None:
    table(shown).selectRow(3)
    del shown.harness.m3ter.known_configurations[0]
    refresh(shown)

    assert column(shown) == NAMES[1:]


# -- what fails -----------------------------------------------------------------------------------


def test_what_was_read_before_stays_when_reading_fails(shown: WindowHarness) -> None:
    shown.harness.clock.pass_time(timedelta(hours=2))
    fail(shown, UNREACHABLE)
    assert NOT_READ in panel_says(shown)
    assert "could not find api.m3ter.com" in panel_says(shown)
    assert column(shown) == NAMES
    assert "read from m3ter today at 09:00" in panel_says(shown)
    assert labels.ENTER_ANOTHER_KEY not in buttons(configurations(shown))
    shown.harness.m3ter.error = None
    button(configurations(shown), labels.TRY_AGAIN).click()

    assert NOT_READ not in panel_says(shown)
    assert "read from m3ter just now" in panel_says(shown)


def test_a_key_that_is_refused_can_be_entered_again(shown: WindowHarness) -> None:
    fail(shown, REFUSED)
    assert "m3ter did not accept the access key" in panel_says(shown)
    assert labels.TRY_AGAIN not in buttons(configurations(shown))
    new = AccessKey("key-2", Secret("api-secret-2"))
    shown.harness.m3ter.key, shown.harness.m3ter.error = new, None
    button(configurations(shown), labels.ENTER_ANOTHER_KEY).click()
    (dialog,) = dialogs()
    assert field(dialog, labels.ORGANIZATION_ID).text() == M3TER_ORGANIZATION
    enter(dialog, M3TER_ORGANIZATION, new)
    button(dialog, labels.CONNECT).click()

    assert "did not accept" not in panel_says(shown)
    assert column(shown) == NAMES
    assert toasts(shown) == [f"m3ter is connected: {M3TER_ORGANIZATION}"]


def test_what_the_key_may_not_read_is_tried_again(shown: WindowHarness) -> None:
    shown.harness.m3ter.error = NotPermittedError(Detail("", "No access", status=403))
    refresh(shown)

    assert "The key has no access to this organization" in panel_says(shown)
    assert f"“{M3TER_ORGANIZATION}”" in panel_says(shown)
    assert labels.TRY_AGAIN in buttons(configurations(shown))


def test_the_time_limit_is_told(shown: WindowHarness) -> None:
    held(shown)
    refresh(shown)
    shown.harness.tasks.time_out()

    assert "m3ter did not answer in time" in panel_says(shown)
    assert labels.TRY_AGAIN in buttons(configurations(shown))


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (KeychainLockedError("locked"), "Your keychain is locked. Unlock it to read from m3ter."),
        (KeychainFailedError("broken"), "The keychain did not respond correctly. Try again."),
    ],
)
def test_a_keychain_that_does_not_give_the_key_is_told(
    gui: WindowHarness, error: Exception, text: str
) -> None:
    again = started_again(gui)
    again.harness.keychain.fail_probe = again.harness.keychain.fail_read = error
    again.harness.keychain.fail_unlock = error
    refresh(again)
    assert NOT_READ in panel_says(again)
    assert text in panel_says(again)
    keychain = again.harness.keychain
    keychain.fail_probe = keychain.fail_read = keychain.fail_unlock = None
    button(configurations(again), labels.TRY_AGAIN).click()

    assert NOT_READ not in panel_says(again)
    assert column(again) == NAMES


def test_a_key_that_is_gone_has_to_be_entered_again(gui: WindowHarness) -> None:
    again = started_again(gui)
    again.harness.keychain.entries.clear()
    refresh(again)

    assert "The access key is not on this computer any more." in panel_says(again)
    assert labels.ENTER_ANOTHER_KEY in buttons(configurations(again))
    assert labels.TRY_AGAIN not in buttons(configurations(again))


def started_again(gui: WindowHarness) -> WindowHarness:
    """Connect m3ter, and start the program again; the panel is shown."""
    fill_m3ter(gui.harness.m3ter)
    connect_m3ter(gui, gui.harness.m3ter)
    gui.window.close()
    gui.window.deleteLater()
    gui.computer.restart()
    gui.open_window()
    gui.computer.start()
    stripe_page(gui)
    assert column(gui) == NAMES
    return gui


def test_a_notice_that_was_dismissed_does_not_come_back_for_the_same_error(
    shown: WindowHarness,
) -> None:
    fail(shown, UNREACHABLE)
    button(configurations(shown), f"{labels.DISMISS}: {NOT_READ}").click()
    assert NOT_READ not in panel_says(shown)
    shown.harness.make_active("EU billing")
    tick(shown)
    search(shown).setText("bills")
    shown.view.show_settings()
    shown.view.show_stripe()
    assert NOT_READ not in panel_says(shown)
    fail(shown, UnreachableError(Detail(NetworkProblem.NO_CONNECTION, host="api.m3ter.com")))

    assert NOT_READ in panel_says(shown)
    assert "could not connect to api.m3ter.com" in panel_says(shown)


def test_dismissing_leaves_the_focus_in_the_panel(shown: WindowHarness) -> None:
    fail(shown, UNREACHABLE)
    dismiss = button(configurations(shown), f"{labels.DISMISS}: {NOT_READ}")
    dismiss.setFocus()
    press(dismiss, Qt.Key.Key_Space)

    assert configurations(shown).isAncestorOf(focused())
    assert focused().isVisible()


def test_trying_again_leaves_the_focus_in_the_panel(shown: WindowHarness) -> None:
    fail(shown, UNREACHABLE)
    shown.harness.m3ter.error = None
    again = button(configurations(shown), labels.TRY_AGAIN)
    again.setFocus()
    press(again, Qt.Key.Key_Space)

    assert NOT_READ not in panel_says(shown)
    assert configurations(shown).isAncestorOf(focused())
    assert focused().isVisible()


# -- time -----------------------------------------------------------------------------------------


def test_the_age_follows_the_clock(shown: WindowHarness) -> None:
    assert "read from m3ter just now" in panel_says(shown)
    shown.harness.clock.pass_time(timedelta(minutes=4))
    tick(shown)
    assert "read from m3ter 4 minutes ago" in panel_says(shown)
    shown.harness.clock.pass_time(timedelta(hours=2))
    tick(shown)

    assert "read from m3ter today at 09:00" in panel_says(shown)


def test_the_clock_does_not_tick_out_of_sight(shown: WindowHarness) -> None:
    (ticker,) = configurations(shown).findChildren(Ticker)
    shown.view.show_settings()

    assert not ticker.is_running


@pytest.mark.parametrize(
    ("passed", "is_read"),
    [(timedelta(minutes=4, seconds=59), False), (timedelta(minutes=5, seconds=1), True)],
)
def test_showing_the_panel_reads_again_what_is_old(
    shown: WindowHarness, passed: timedelta, is_read: bool
) -> None:
    shown.view.show_integrations()
    shown.harness.clock.pass_time(passed)
    shown.harness.m3ter.asked.clear()
    shown.harness.m3ter.known_configurations = [configuration("New")]
    shown.view.show_stripe()

    assert ("configurations" in shown.harness.m3ter.asked) is is_read
    assert column(shown) == (["New"] if is_read else NAMES)


# -- columns --------------------------------------------------------------------------------------


def columns_of_view(gui: WindowHarness) -> QMenu:
    menu = entry(gui, labels.VIEW, labels.COLUMNS).menu()
    assert isinstance(menu, QMenu)
    return menu


def opened_again(gui: WindowHarness) -> None:
    gui.window.close()
    gui.window.deleteLater()
    gui.open_window()
    stripe_page(gui)
    QApplication.processEvents()


def test_hidden_columns_and_sorting_are_remembered(shown: WindowHarness) -> None:
    QApplication.processEvents()
    click_heading(shown, Column.STATUS)
    (choice,) = [a for a in columns_of_view(shown).actions() if a.text() == "System"]
    choice.trigger()
    assert table(shown).isColumnHidden(Column.SYSTEM)
    opened_again(shown)

    assert table(shown).isColumnHidden(Column.SYSTEM)
    assert not table(shown).isColumnHidden(Column.CREDENTIAL)
    assert column(shown) == ["Nordics", "EU bills", "US bills", "Reseller pilot"]
    assert shown.settings.workspace("").table("credentials").hidden is None


def test_widths_are_remembered(shown: WindowHarness) -> None:
    QApplication.processEvents()
    before = table(shown).columnWidth(Column.STATUS)
    viewport = table(shown).horizontalHeader().viewport()
    edge = QPoint(table(shown).columnViewportPosition(Column.STATUS) + before - 1, 8)
    QTest.mousePress(viewport, LEFT, NONE, edge)
    end = edge + QPoint(31, 0)
    there = QPointF(viewport.mapToGlobal(end))
    move = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(end), there, Qt.MouseButton.NoButton, LEFT, NONE
    )
    QApplication.sendEvent(viewport, move)
    QTest.mouseRelease(viewport, LEFT, NONE, end)
    assert table(shown).columnWidth(Column.STATUS) == before + 31
    opened_again(shown)

    assert table(shown).columnWidth(Column.STATUS) == before + 31


def test_a_narrow_table_leaves_out_when_a_configuration_changed(shown: WindowHarness) -> None:
    shown.window.setGeometry(QRect(8, 40, 1400, 760))
    QApplication.processEvents()
    assert not table(shown).isColumnHidden(Column.CHANGED)
    shown.window.resize(shown.window.minimumSize())
    QApplication.processEvents()

    assert table(shown).isColumnHidden(Column.CHANGED)
    assert not table(shown).isColumnHidden(Column.NAME)


# -- tabs -----------------------------------------------------------------------------------------


def test_tabs_say_which_panel_is_shown(shown: WindowHarness) -> None:
    words = [each.text() for each in in_sight(shown.window, PanelHeading)]
    assert words == [labels.CREDENTIALS, labels.CONFIGURATIONS]
    assert current(shown) == labels.CONFIGURATIONS
    heading(shown, labels.CREDENTIALS).click()
    assert current(shown) == labels.CREDENTIALS
    assert not in_sight(shown.window, type(configurations_of(shown)))
    heading(shown, labels.CONFIGURATIONS).click()

    assert current(shown) == labels.CONFIGURATIONS
    assert column(shown) == NAMES


def configurations_of(gui: WindowHarness) -> QTableView:
    """The table of configurations, in sight or not."""
    (found,) = [
        w
        for w in gui.window.findChildren(QTableView)
        if w.accessibleName() == labels.CONFIGURATIONS
    ]
    return found


def test_the_keyboard_goes_from_panel_to_panel_and_keeps_the_focus(shown: WindowHarness) -> None:
    heading(shown, labels.CREDENTIALS).setFocus()
    press(focused(), Qt.Key.Key_Space)
    assert current(shown) == labels.CREDENTIALS
    assert focused() is heading(shown, labels.CREDENTIALS)
    press(focused(), Qt.Key.Key_Space)
    assert current(shown) == labels.CREDENTIALS
    heading(shown, labels.CONFIGURATIONS).setFocus()
    press(focused(), Qt.Key.Key_Return)

    assert current(shown) == labels.CONFIGURATIONS
    assert focused() is heading(shown, labels.CONFIGURATIONS)


def test_assistive_technology_goes_from_panel_to_panel(shown: WindowHarness, qtbot: QtBot) -> None:
    def is_checked(panel: str) -> bool:
        return bool(QAccessible.queryAccessibleInterface(heading(shown, panel)).state().checked)

    assert is_checked(labels.CONFIGURATIONS)
    press_by_assistive_technology(heading(shown, labels.CREDENTIALS))
    qtbot.waitUntil(lambda: current(shown) == labels.CREDENTIALS, timeout=TIMEOUT_MS)
    assert is_checked(labels.CREDENTIALS)
    assert not is_checked(labels.CONFIGURATIONS)
    press_by_assistive_technology(heading(shown, labels.CONFIGURATIONS))
    qtbot.waitUntil(lambda: current(shown) == labels.CONFIGURATIONS, timeout=TIMEOUT_MS)

    assert column(shown) == NAMES


def test_the_wizard_opens_over_the_credentials(shown: WindowHarness) -> None:
    entry(shown, labels.FILE, labels.NEW_CREDENTIAL).trigger()
    wizard = finding.open_wizard()
    assert wizard is not None
    assert current(shown) == labels.CREDENTIALS
    wizard.reject()


def test_selecting_a_credential_shows_the_credentials(shown: WindowHarness) -> None:
    credential_id = shown.harness.make_active("EU billing")
    assert current(shown) == labels.CONFIGURATIONS
    shown.view.open_credential(credential_id)

    assert current(shown) == labels.CREDENTIALS
    assert finding.column(shown.window) == ["EU billing"]
    selected = finding.table(shown.window).selectionModel().selectedRows()
    assert [index.data() for index in selected] == ["EU billing"]


def test_the_panel_is_still_there_after_another_page_was_shown(shown: WindowHarness) -> None:
    shown.view.show_activity()
    shown.view.show_stripe()

    assert current(shown) == labels.CONFIGURATIONS
    assert table(shown).hasFocus()


# -- menus ----------------------------------------------------------------------------------------


def test_the_menus_follow_the_panel(shown: WindowHarness) -> None:
    assert entries(columns_of_view(shown))[:5] == [
        "Name",
        "System",
        "Status",
        "Credential",
        "Changed",
    ]
    assert labels.FIND in possible(menu_named(shown, labels.VIEW))
    entry(shown, labels.VIEW, labels.FIND).trigger()
    assert focused() is search(shown)
    assert labels.CHECK_ALL not in possible(menu_named(shown, labels.CREDENTIAL))
    heading(shown, labels.CREDENTIALS).click()

    assert entries(columns_of_view(shown))[:3] == ["Name", "System", "Status"]


def test_there_is_nothing_to_find_in_an_empty_panel(gui: WindowHarness) -> None:
    stripe_page(gui)

    assert labels.FIND not in possible(menu_named(gui, labels.VIEW))


def test_ctrl_f_searches_the_configurations(shown: WindowHarness) -> None:
    search(shown).setText("bills")
    table(shown).setFocus()
    press(table(shown), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)

    assert focused() is search(shown)
    assert search(shown).selectedText() == "bills"


# -- assistive technology -------------------------------------------------------------------------


def test_controls_have_names(shown: WindowHarness) -> None:
    panel = configurations(shown)
    assert accessible_name(table(shown)) == labels.CONFIGURATIONS
    assert all(accessible_name(each) for each in in_sight(panel, QPushButton))


def test_a_row_can_be_selected_by_assistive_technology(shown: WindowHarness) -> None:
    selection = table(shown).selectionModel()
    selection.clear()
    interface = QAccessible.queryAccessibleInterface(table(shown))
    cells = [interface.child(place) for place in range(interface.childCount())]
    (name,) = [each for each in cells if each.text(QAccessible.Text.Name) == "Nordics"]
    assert name.role() == QAccessible.Role.Cell
    name.actionInterface().doAction("Toggle")

    assert [index.data() for index in selection.selectedRows()] == ["Nordics"]


# -- many -----------------------------------------------------------------------------------------


def many(m3ter: FakeM3ter) -> None:
    """Have 5,000 configurations and as many credentials, in pages of 200."""
    systems = ("STRIPE", "STRIPE_TEST")
    m3ter.page_size = 200
    m3ter.known_credentials = [
        RegisteredCredential(f"cred-{n}", f"Billing {n:04}", systems[n % 2]) for n in range(MANY)
    ]
    m3ter.known_configurations = [
        configuration(
            f"Bills {n:04}",
            destination=systems[n % 2],
            credential_id=f"cred-{MANY - 1 - n}" if n % 10 else "",
            enabled=n % 3 != 0,
            authorized=n % 5 != 0,
        )
        for n in range(MANY)
    ]


def test_five_thousand_are_searched_and_sorted(gui: WindowHarness) -> None:
    many(gui.harness.m3ter)
    connect_m3ter(gui, gui.harness.m3ter)
    stripe_page(gui)
    names = [f"Bills {n:04}" for n in range(MANY)]
    assert column(gui) == names
    assert "5000 configurations" in panel_says(gui)
    click_heading(gui, Column.NAME)
    assert column(gui) == names[::-1]
    search(gui).setText("bills 49")
    assert column(gui) == [f"Bills {n:04}" for n in range(4999, 4899, -1)]
    search(gui).setText("cred-77")
    found = [n for n in range(MANY) if n % 10 and str(MANY - 1 - n).startswith("77")]
    assert column(gui) == [f"Bills {n:04}" for n in reversed(found)]
    click_heading(gui, Column.CREDENTIAL)
    # By the names of the credentials, which are numbered from the other end.
    assert column(gui) == [f"Bills {n:04}" for n in reversed(found)]
    search(gui).clear()
    assert table(gui).model().rowCount() == MANY
    assert column(gui)[-1] == "Bills 4990"
    assert column(gui, Column.CREDENTIAL)[-MANY // 10 :] == ["None"] * (MANY // 10)
