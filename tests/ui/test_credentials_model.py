"""The item model, watched by Qt's own model tester through all that can happen."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop_app.core import systems
from desktop_app.core.systems import System
from desktop_app.ui.credentials_model import Column, CredentialsModel, Role, SearchedCredentials
from desktop_app.ui.texts import credential_texts
from tests import labels
from tests.fakes import WorkflowHarness


@pytest.fixture
def harness(tmp_path: Path, qapp: QApplication) -> Iterator[WorkflowHarness]:
    harness = WorkflowHarness(tmp_path / "practice.sqlite3").start()
    yield harness
    harness.store.close()


def names(model: CredentialsModel | QSortFilterProxyModel) -> list[str]:
    return [str(model.index(row, Column.NAME).data()) for row in range(model.rowCount())]


def test_inserts_changes_removals_and_resets_keep_the_model_whole(harness: WorkflowHarness) -> None:
    model = CredentialsModel(harness.workspace)
    searched = SearchedCredentials(model, lambda credential: credential.needs_attention)
    searched.sort(Column.STATUS)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(m, fatal) for m in (model, searched)]

    first = harness.make_active("B")
    harness.make_active("A", System.STRIPE)
    harness.go("C")
    assert names(model) == ["B", "A", "C (Incomplete)"]
    searched.setFilterFixedString("c (")
    assert names(searched) == ["C (Incomplete)"]
    model.tick()
    harness.approve_in_browser()
    searched.setFilterFixedString("")
    harness.commands.remove(first, revoke=False)
    assert names(model) == ["A", "C"]
    harness.go("D")
    harness.clock.pass_time(timedelta(minutes=10))
    harness.alarm.ring()
    assert names(model) == ["A", "C"]
    harness.workflow.start()
    assert sorted(names(model)) == ["A", "C"]
    assert len(testers) == 2


def test_a_model_made_late_shows_what_is_there(harness: WorkflowHarness) -> None:
    harness.make_active("A")

    assert names(CredentialsModel(harness.workspace)) == ["A"]


def test_headers_and_cells_are_told_in_words(harness: WorkflowHarness) -> None:
    harness.make_active("A", System.STRIPE)
    model = CredentialsModel(harness.workspace)
    headers = [model.headerData(c, Qt.Orientation.Horizontal) for c in Column]
    assert headers == ["Name", "System", "Status", "Account", "Created"]
    spoken = [
        model.index(0, c).data(Qt.ItemDataRole.AccessibleTextRole)
        for c in (Column.NAME, Column.SYSTEM, Column.STATUS, Column.ACCOUNT)
    ]
    assert spoken == ["A", "Stripe", labels.ACTIVE, "Acme Ltd, acct_1AcmePractice"]


def test_when_it_was_created_is_told_with_who_created_it(harness: WorkflowHarness) -> None:
    harness.make_active("A")
    harness.go("B")
    model = CredentialsModel(harness.workspace)
    created, none = (model.index(row, Column.CREATED) for row in (0, 1))
    assert (created.data(), created.data(Role.SECOND_LINE)) == ("24 Nov 2026, 09:00", "by ada")
    spoken = created.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "24 Nov 2026, 09:00 by ada"
    assert (none.data(), none.data(Role.SECOND_LINE)) == ("", "")


def test_an_empty_cell_has_no_tip(harness: WorkflowHarness) -> None:
    harness.go("A")
    model = CredentialsModel(harness.workspace)

    for column in (Column.ACCOUNT, Column.CREATED):
        assert model.index(0, column).data(Qt.ItemDataRole.ToolTipRole) == ""


def test_a_tip_shows_a_name_as_text_and_never_as_markup(harness: WorkflowHarness) -> None:
    harness.make_active("<b>Bold</b>")
    tip = (
        CredentialsModel(harness.workspace).index(0, Column.NAME).data(Qt.ItemDataRole.ToolTipRole)
    )

    assert tip == "<span>&lt;b&gt;Bold&lt;/b&gt;</span>"


def test_nothing_can_be_edited(harness: WorkflowHarness) -> None:
    harness.make_active("A")
    model = CredentialsModel(harness.workspace)

    assert model.rowCount() == 1
    for column in Column:
        assert not model.flags(model.index(0, column)) & Qt.ItemFlag.ItemIsEditable


def test_a_system_is_named_without_its_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [credential_texts.system_name(system) for system in System] == ["Stripe", "Stripe"]
    monkeypatch.setitem(systems._LABELS, System.STRIPE_TEST, "Another (Test Mode)")
    assert credential_texts.system_name(System.STRIPE_TEST) == "Another"
