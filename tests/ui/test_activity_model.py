"""The log's item model, watched by Qt's own model tester: search, order, and what comes later."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.systems import System
from desktop_app.ui.activity_model import ActivityModel, Column, Role, activity_line
from desktop_app.ui.texts import time_texts
from tests.fakes import BEGINNING, WorkflowHarness

ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
ENTRY = Activity(
    BEGINNING, ActivityKind.STARTED, "id-1", "EU billing", System.STRIPE_TEST, "ada", "acct_1Acme"
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
            BEGINNING + timedelta(seconds=choose.randrange(20)),
            choose.choice(list(ActivityKind)),
            f"id-{choose.randrange(3)}",
            choose.choice(["EU billing", "eu Invoices", "Ärger", "Zebra"]),
            choose.choice(list(System)),
            choose.choice(["ada", "Bob"]),
            choose.choice(["", "acct_1", "acct_2"]),
        )
        for _ in range(count)
    ]


def watched(model: ActivityModel) -> QAbstractItemModelTester:
    """Have Qt fail the test when the model breaks its promises. Keep what is returned."""
    return QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )


def column(model: ActivityModel, which: Column) -> list[str]:
    return [str(model.index(row, which).data()) for row in range(model.rowCount())]


def numbers(model: ActivityModel) -> list[int]:
    return [model.index(row, 0).data(Role.NUMBER) for row in range(model.rowCount())]


def test_the_newest_is_first_unless_somebody_sorts_otherwise(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.state)
    write(harness, ENTRY, replace(ENTRY, at=BEGINNING + timedelta(days=1)), ENTRY)

    assert numbers(model) == [1, 2, 0]


def test_a_model_made_late_shows_what_was_read_before(harness: WorkflowHarness) -> None:
    write(harness, ENTRY, ENTRY)

    assert numbers(ActivityModel(harness.state)) == [1, 0]


def test_times_sort_by_time_and_not_by_how_they_are_written(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.state)
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
    model = ActivityModel(harness.state)
    write(harness, *some_entries(40))
    for order in (ASCENDING, DESCENDING):
        model.sort(which, order)
        words = column(model, which)
        expected = sorted(words, key=str.casefold, reverse=order is DESCENDING)
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
    model = ActivityModel(harness.state)
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
    model = ActivityModel(harness.state)
    write(harness, *some_entries(30))
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    held = QPersistentModelIndex(model.index(7, Column.USER))
    number = held.data(Role.NUMBER)
    write(harness, *some_entries(30, seed=2))

    assert model.rowCount() == 60
    assert resets == []
    assert (held.data(Role.NUMBER), held.column()) == (number, Column.USER)


def test_sorting_keeps_hold_of_what_was_held(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.state)
    write(harness, *some_entries(30))
    held = {n: QPersistentModelIndex(model.row_of(n)) for n in (0, 7, 29)}
    for which in Column:
        model.sort(which, ASCENDING)
        assert {n: index.data(Role.NUMBER) for n, index in held.items()} == {0: 0, 7: 7, 29: 29}


@pytest.mark.parametrize(
    "searched",
    ["billing", "ID-1", "stripe (test", "ada", "ACCT_1", "approval started", " eu billing "],
)
def test_search_looks_at_all_that_an_entry_says(harness: WorkflowHarness, searched: str) -> None:
    model = ActivityModel(harness.state)
    write(harness, replace(ENTRY, kind=ActivityKind.DENIED), ENTRY)
    other = Activity(BEGINNING, ActivityKind.CREATED, "x", "Nordics", System.STRIPE, "bob")
    write(harness, other)
    model.show_only(searched, ActivityKind.STARTED)

    assert numbers(model) == [1]


def test_search_finds_by_the_date_as_it_is_written(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.state)
    later = replace(ENTRY, at=BEGINNING + timedelta(days=9))
    write(harness, ENTRY, later)
    model.show_only(time_texts.date_text(later.at), None)

    assert numbers(model) == [1]


def test_a_kind_and_a_search_must_both_be_met(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.state)
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
    model = ActivityModel(harness.state)
    write(harness, replace(ENTRY, system=System.STRIPE, kind=ActivityKind.FAILED))
    headers = [model.headerData(c, Qt.Orientation.Horizontal) for c in Column]
    assert headers == ["When", "What happened", "Credential", "System", "By", "Details"]
    spoken = [model.index(0, c).data(Qt.ItemDataRole.AccessibleTextRole) for c in Column]
    assert spoken == [
        time_texts.exact_moment_text(BEGINNING),
        "Approval failed",
        "EU billing, id-1",
        "Stripe",
        "ada",
        "acct_1Acme",
    ]


def test_the_first_cell_tells_the_whole_row(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.state)
    write(harness, replace(ENTRY, detail=""))
    whole = model.index(0, Column.WHEN).data(Qt.ItemDataRole.AccessibleDescriptionRole)

    assert whole == activity_line(replace(ENTRY, detail=""))
    assert whole.endswith("Approval started, EU billing, id-1, Stripe (Test Mode), ada")


def test_seconds_are_told_in_the_row_and_with_the_time_zone_in_its_tip(
    harness: WorkflowHarness,
) -> None:
    model = ActivityModel(harness.state)
    write(harness, replace(ENTRY, at=BEGINNING + timedelta(seconds=7)))
    when = model.index(0, Column.WHEN)

    assert ":00:07 UTC" in when.data(Qt.ItemDataRole.ToolTipRole)
    assert when.data(Role.SECOND_LINE).endswith(":00:07")


def test_what_runs_out_was_nobody_s_doing(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.state)
    write(harness, ENTRY)
    write(harness, replace(ENTRY, at=ENTRY.at + timedelta(minutes=10), kind=ActivityKind.EXPIRED))

    assert [model.index(row, Column.USER).data() for row in (0, 1)] == ["automatic", "ada"]


def test_a_tip_shows_a_name_as_text_and_never_as_markup(harness: WorkflowHarness) -> None:
    model = ActivityModel(harness.state)
    write(harness, replace(ENTRY, credential_name="<b>Bold</b>"))

    tip = model.index(0, Column.CREDENTIAL).data(Qt.ItemDataRole.ToolTipRole)
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
            "Payments changed from enabled to paused. Payouts changed from not known to enabled.",
        ),
        (
            "currently due from nothing to company.tax_id, external_account",
            "What Stripe needs changed from nothing to company tax number and"
            " bank account for payouts.",
        ),
        ("charges from enabled to disabled; more", "charges from enabled to disabled; more"),
        ("from a later version", "from a later version"),
    ],
)
def test_what_has_changed_of_an_account_is_said_in_words(
    harness: WorkflowHarness, detail: str, said: str
) -> None:
    write(harness, replace(ENTRY, kind=ActivityKind.HEALTH_CHANGED, detail=detail))
    model = ActivityModel(harness.state)
    assert model.index(0, Column.DETAILS).data() == said
    assert model.index(0, Column.USER).data() == "ada"
    model.show_only(said, ActivityKind.HEALTH_CHANGED)
    assert model.rowCount() == 1
