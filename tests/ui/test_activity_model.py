"""The log's item model, watched by Qt's own model tester: search, order, and what comes later."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.systems import System
from desktop_app.ui.activity_model import ActivityModel, Column, Role, activity_line
from desktop_app.ui.texts import time_texts
from tests.fakes import BEGINNING, WorkflowHarness

ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
ENTRY = Activity(
    BEGINNING,
    ActivityKind.STARTED,
    "id-1",
    "EU billing",
    System.STRIPE_TEST,
    "ada",
    "acct_1Acme",
    "acct_1Acme",
    "Acme Ltd",
)


@pytest.fixture
def harness(tmp_path: Path, qapp: QApplication) -> Iterator[WorkflowHarness]:
    harness = WorkflowHarness(tmp_path / "practice.sqlite3").start()
    yield harness
    harness.store.close()


def write(harness: WorkflowHarness, *entries: Activity) -> None:
    """Write entries into the log, and read what is new."""
    for entry in entries:
        harness.write(entry)
    harness.commands.read_activities()


def some_entries(count: int, seed: int = 1) -> list[Activity]:
    """Entries with few different values, so that many are alike in each column."""
    choose = random.Random(seed)  # noqa: S311  (the same ones each time)
    return [
        Activity(
            BEGINNING + timedelta(seconds=choose.randrange(20), days=choose.randrange(3)),
            choose.choice(list(ActivityKind)),
            f"id-{choose.randrange(3)}",
            choose.choice(["EU billing", "eu Invoices", "Ärger", "Zebra"]),
            choose.choice(list(System)),
            choose.choice(["ada", "Bob"]),
            account_id=choose.choice(["", "acct_1", "acct_2"]),
        )
        for _ in range(count)
    ]


def watched(model: ActivityModel) -> QAbstractItemModelTester:
    """Have Qt fail the test when the model breaks its promises. Keep what is returned."""
    return QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )


def column(model: ActivityModel, which: Column) -> list[str]:
    """Return what the entries say in one column, from top to bottom."""
    return [str(model.row_of(number).siblingAtColumn(which).data()) for number in numbers(model)]


def numbers(model: ActivityModel) -> list[int]:
    found = [model.index(row, 0).data(Role.NUMBER) for row in range(model.rowCount())]
    return [number for number in found if number is not None]


def listed(model: ActivityModel) -> list[int | str]:
    """Return the headings and the numbers of the entries, from top to bottom."""
    cells = [model.index(row, 0) for row in range(model.rowCount())]
    return [cell.data(Role.DAY) or cell.data(Role.NUMBER) for cell in cells]


def cell(model: ActivityModel, which: Column, number: int = 0) -> QModelIndex:
    """Return a cell of an entry."""
    return model.row_of(number).siblingAtColumn(which)


def test_the_newest_is_first_unless_somebody_sorts_otherwise(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.workspace)
    write(harness, ENTRY, replace(ENTRY, at=BEGINNING + timedelta(days=1)), ENTRY)

    assert numbers(model) == [1, 2, 0]


def test_a_model_made_late_shows_what_was_read_before(harness: WorkflowHarness) -> None:
    write(harness, ENTRY, ENTRY)

    assert numbers(ActivityModel(harness.workspace)) == [1, 0]


def test_times_sort_by_time_and_not_by_how_they_are_written(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.workspace)
    days = [timedelta(days=d, microseconds=m) for d, m in ((8, 0), (0, 0), (40, 0), (8, 5))]
    write(harness, *(replace(ENTRY, at=BEGINNING + time) for time in days))
    model.sort(Column.WHEN, ASCENDING)
    assert numbers(model) == [1, 0, 3, 2]
    model.sort(Column.WHEN, DESCENDING)
    assert numbers(model) == [2, 3, 0, 1]


@pytest.mark.parametrize("which", [c for c in Column if c is not Column.WHEN])
def test_every_column_can_be_sorted_by_and_what_is_alike_has_the_newest_first(
    harness: WorkflowHarness, which: Column
) -> None:
    model = ActivityModel(harness.workspace)
    write(harness, *some_entries(40))
    for order in (ASCENDING, DESCENDING):
        model.sort(which, order)
        words = column(model, which)
        # What is empty is last in both directions.
        expected = sorted(filter(None, words), key=str.casefold, reverse=order is DESCENDING)
        expected += [""] * words.count("")
        assert [w.casefold() for w in words] == [w.casefold() for w in expected]
        for row in range(1, len(words)):
            one, other = model.shown()[row - 1], model.shown()[row]
            # A second line sorts too: the mode of a system, and the ID.
            if words[row] == words[row - 1] and one.system is other.system:
                assert numbers(model)[row] < numbers(model)[row - 1]


@pytest.mark.parametrize("order", [ASCENDING, DESCENDING])
@pytest.mark.parametrize("which", list(Column))
@pytest.mark.parametrize("searched", ["", "eu"])
def test_what_comes_later_is_put_where_sorting_anew_would_put_it(
    harness: WorkflowHarness, which: Column, order: Qt.SortOrder, searched: str
) -> None:
    entries = some_entries(36)
    model = ActivityModel(harness.workspace)
    tester = watched(model)
    model.show_only(searched, None)
    model.sort(which, order)
    for first, last in ((0, 16), (16, 17), (17, 19), (19, 36)):
        write(harness, *entries[first:last])
    arrived = numbers(model)
    model.sort(which, order)

    assert arrived == numbers(model)
    found = [n for n, e in enumerate(entries) if searched in e.credential_name.casefold()]
    assert sorted(arrived) == found
    assert tester.model() is model


def test_new_entries_reset_nothing(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.workspace)
    write(harness, *some_entries(30))
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    held = QPersistentModelIndex(model.index(7, Column.SYSTEM))
    number = held.data(Role.NUMBER)
    write(harness, *some_entries(30, seed=2))

    assert len(numbers(model)) == 60
    assert resets == []
    assert (held.data(Role.NUMBER), held.column()) == (number, Column.SYSTEM)


def test_sorting_keeps_hold_of_what_was_held(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.workspace)
    write(harness, *some_entries(30))
    held = {n: QPersistentModelIndex(model.row_of(n)) for n in (0, 7, 29)}
    for which in Column:
        model.sort(which, ASCENDING)
        assert {n: index.data(Role.NUMBER) for n, index in held.items()} == {0: 0, 7: 7, 29: 29}


@pytest.mark.parametrize(
    "searched",
    [
        "billing",
        "ID-1",
        "stripe (test",
        "ada",
        "ACCT_1",
        "acme ltd",
        "approval started",
        " eu billing ",
    ],
)
def test_search_looks_at_all_that_an_entry_says(harness: WorkflowHarness, searched: str) -> None:
    model = ActivityModel(harness.workspace)
    write(harness, replace(ENTRY, kind=ActivityKind.DENIED), ENTRY)
    other = Activity(BEGINNING, ActivityKind.CREATED, "x", "Nordics", System.STRIPE, "bob")
    write(harness, other)
    model.show_only(searched, ActivityKind.STARTED)

    assert numbers(model) == [1]


def test_search_finds_by_the_date_as_it_is_written(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.workspace)
    later = replace(ENTRY, at=BEGINNING + timedelta(days=9))
    write(harness, ENTRY, later)
    model.show_only(time_texts.date_text(later.at), None)

    assert numbers(model) == [1]


def test_a_kind_and_a_search_must_both_be_met(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.workspace)
    denied = replace(ENTRY, kind=ActivityKind.DENIED)
    write(harness, ENTRY, denied, replace(denied, credential_name="Nordics"))
    model.show_only("", ActivityKind.DENIED)
    assert numbers(model) == [2, 1]
    model.show_only("nord", ActivityKind.DENIED)
    assert numbers(model) == [2]
    write(harness, replace(ENTRY, credential_name="Nordics"), denied)
    assert numbers(model) == [2]
    model.show_only("", None)
    assert numbers(model) == [4, 3, 2, 1, 0]


def test_headers_and_cells_are_told_in_words(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.workspace)
    write(
        harness,
        replace(ENTRY, system=System.STRIPE, kind=ActivityKind.FAILED, detail="card_declined"),
    )
    headers = [model.headerData(c, Qt.Orientation.Horizontal) for c in Column]
    assert headers == ["When", "What happened", "Credential", "Account", "System", "Details"]
    spoken = [cell(model, c).data(Qt.ItemDataRole.AccessibleTextRole) for c in Column]
    assert spoken == [
        f"{time_texts.exact_moment_text(BEGINNING)}, by ada",
        "Approval failed",
        "EU billing, id-1",
        "Acme Ltd, acct_1Acme",
        "Stripe",
        "card_declined",
    ]


def test_the_first_cell_tells_the_whole_row(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.workspace)
    write(harness, replace(ENTRY, detail=""))
    whole = cell(model, Column.WHEN).data(Qt.ItemDataRole.AccessibleDescriptionRole)

    assert whole == activity_line(replace(ENTRY, detail=""))
    assert whole.endswith(
        "by ada, Approval started, EU billing, id-1, Acme Ltd, acct_1Acme, Stripe (Test Mode)"
    )


def test_seconds_are_told_in_the_row_and_with_the_time_zone_in_its_tip(
    harness: WorkflowHarness,
) -> None:
    model = ActivityModel(harness.workspace)
    write(harness, replace(ENTRY, at=BEGINNING + timedelta(seconds=7)))
    when = cell(model, Column.WHEN)

    assert ":00:07 UTC" in when.data(Qt.ItemDataRole.ToolTipRole)
    assert when.data().endswith(":00:07")


def test_what_runs_out_was_nobody_s_doing(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.workspace)
    write(harness, ENTRY)
    write(harness, replace(ENTRY, at=ENTRY.at + timedelta(minutes=10), kind=ActivityKind.EXPIRED))

    by = [cell(model, Column.WHEN, number).data(Role.SECOND_LINE) for number in (0, 1)]
    assert by == ["by ada", "automatic"]


def test_a_cell_has_a_tip_exactly_if_it_has_words(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.workspace)
    write(harness, replace(ENTRY, credential_name="", credential_id="", account_id="", detail=""))

    for column in Column:
        what = cell(model, column)
        said = what.data(Qt.ItemDataRole.AccessibleTextRole)
        assert bool(what.data(Qt.ItemDataRole.ToolTipRole)) is bool(said)
    assert cell(model, Column.DETAILS).data(Qt.ItemDataRole.ToolTipRole) == ""


def test_a_tip_shows_a_name_as_text_and_never_as_markup(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.workspace)
    write(harness, replace(ENTRY, credential_name="<b>Bold</b>"))

    tip = cell(model, Column.CREDENTIAL).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "<span>&lt;b&gt;Bold&lt;/b&gt;, id-1</span>"


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        (
            "from good to payments paused",
            "Payments are paused. Before: Ready to take payments.",
        ),
        (
            "from needs information to good",
            "Ready to take payments. Before: Stripe needs information.",
        ),
        (
            "charges from enabled to disabled; payouts from unknown to enabled",
            "Payments: enabled → paused.\nPayouts: not known → enabled.",
        ),
        (
            "currently due from nothing to company.tax_id, external_account",
            "Stripe needs: nothing → company tax number and bank account for payouts.",
        ),
        ("charges from enabled to disabled; more", "charges from enabled to disabled; more"),
        ("from a later version", "from a later version"),
    ],
)
def test_what_has_changed_of_an_account_is_said_in_words(
    harness: WorkflowHarness, detail: str, said: str
) -> None:
    write(harness, replace(ENTRY, kind=ActivityKind.HEALTH_CHANGED, detail=detail))
    model = ActivityModel(harness.workspace)
    assert cell(model, Column.DETAILS).data() == said
    assert cell(model, Column.WHEN).data(Role.SECOND_LINE) == "by ada"
    one_line = " ".join(said.splitlines())
    assert one_line in activity_line(harness.state.activities[-1])
    model.show_only(one_line, ActivityKind.HEALTH_CHANGED)
    assert numbers(model) == [0]


# -- days -----------------------------------------------------------------------------------------

DAY = timedelta(days=1)


def over_days(*days: int) -> list[Activity]:
    """Return an entry for each number of days since the beginning."""
    return [replace(ENTRY, at=BEGINNING + days_since * DAY) for days_since in days]


def test_each_day_has_a_heading_above_its_entries(harness: WorkflowHarness) -> None:
    harness.clock.pass_time(9 * DAY)
    model = ActivityModel(harness.workspace)
    tester = watched(model)
    write(harness, *over_days(0, 0, 8, 9))
    assert listed(model) == ["Today", 3, "Yesterday", 2, "24 Nov 2026", 1, 0]
    assert numbers(ActivityModel(harness.workspace)) == [3, 2, 1, 0]
    write(harness, *over_days(8, 4))
    assert listed(model) == [
        "Today", 3, "Yesterday", 4, 2, "28 Nov 2026", 5, "24 Nov 2026", 1, 0,
    ]  # fmt: skip
    assert tester.model() is model


def test_the_oldest_day_can_be_the_first(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.workspace)
    write(harness, *over_days(0, 1, 1))
    model.sort(Column.WHEN, ASCENDING)
    assert listed(model) == ["Today", 0, "25 Nov 2026", 1, 2]


@pytest.mark.parametrize("which", [c for c in Column if c is not Column.WHEN])
def test_sorted_by_another_column_there_are_no_headings_and_each_entry_has_its_date(
    harness: WorkflowHarness, which: Column
) -> None:
    model = ActivityModel(harness.workspace)
    tester = watched(model)
    write(harness, *over_days(0, 1))
    before = listed(model)
    held = QPersistentModelIndex(model.row_of(0))
    heading = QPersistentModelIndex(model.index(0, Column.WHEN))
    model.sort(which, ASCENDING)
    assert listed(model) == [1, 0]
    assert column(model, Column.WHEN) == ["25 Nov 2026, 09:00", "24 Nov 2026, 09:00"]
    assert (held.data(Role.NUMBER), heading.isValid()) == (0, False)
    model.sort(Column.WHEN, DESCENDING)
    assert listed(model) == before
    assert held.data(Role.NUMBER) == 0
    assert tester.model() is model


def test_a_search_hides_the_days_on_which_nothing_matches(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.workspace)
    first, second = over_days(0, 1)
    write(harness, first, replace(second, credential_name="Nordics"))
    model.show_only("nordics", None)
    assert listed(model) == ["25 Nov 2026", 1]
    model.show_only("", ActivityKind.DENIED)
    assert listed(model) == []
    model.show_only("24 nov 2026", None)
    assert listed(model) == ["Today", 0]


def test_a_heading_is_text_that_can_not_be_selected(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.workspace)
    write(harness, ENTRY)
    heading, *others = (model.index(0, c) for c in Column)
    assert heading.data() == heading.data(Qt.ItemDataRole.AccessibleTextRole) == "Today"
    assert [other.data() for other in others] == [None] * len(others)
    for index in (heading, *others):
        assert not model.flags(index) & Qt.ItemFlag.ItemIsSelectable
        assert index.data(Role.NUMBER) is None
    assert model.flags(model.row_of(0)) & Qt.ItemFlag.ItemIsSelectable


# -- accounts -------------------------------------------------------------------------------------


def test_an_entry_names_its_account_and_does_not_repeat_the_id(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.workspace)
    write(harness, ENTRY, replace(ENTRY, account_name=""), replace(ENTRY, account_id="acct_2"))
    accounts = [cell(model, Column.ACCOUNT, number) for number in (0, 1)]
    assert [(each.data(), each.data(Role.SECOND_LINE)) for each in accounts] == [
        ("Acme Ltd", "acct_1Acme"),
        ("acct_1Acme", ""),
    ]
    details = [cell(model, Column.DETAILS, number).data() for number in (0, 1, 2)]
    assert details == ["", "", "acct_1Acme"]


def test_names_from_right_to_left_are_found_and_shown_as_they_are(
    harness: WorkflowHarness,
) -> None:
    model = ActivityModel(harness.workspace)
    write(harness, replace(ENTRY, account_name="עדה בע״מ", os_user="עדה"))
    model.show_only("by עדה", None)
    assert listed(model) == ["Today", 0]
    assert cell(model, Column.ACCOUNT).data() == "עדה בע״מ"
    assert cell(model, Column.WHEN).data(Role.SECOND_LINE) == "by עדה"
