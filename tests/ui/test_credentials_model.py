"""The item model, watched by Qt's own model tester through all that can happen."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop_app.core.systems import System
from desktop_app.ui.credentials_model import Column, CredentialsModel, SearchedCredentials
from tests.fakes import Desk


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    desk = Desk(tmp_path / "practice.sqlite3").start()
    yield desk
    desk.store.close()


def names(model: CredentialsModel | QSortFilterProxyModel) -> list[str]:
    return [str(model.index(row, Column.NAME).data()) for row in range(model.rowCount())]


def test_inserts_changes_removals_and_resets_keep_the_model_whole(desk: Desk) -> None:
    model = CredentialsModel(desk.workflow)
    searched = SearchedCredentials(model)
    searched.sort(Column.STATUS)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(m, fatal) for m in (model, searched)]

    first = desk.make_active("B")
    desk.make_active("A", System.STRIPE)
    desk.go("C")
    assert names(model) == ["B", "A", "C (Incomplete)"]
    searched.setFilterFixedString("c (")
    assert names(searched) == ["C (Incomplete)"]
    model.tick()
    desk.approve_in_browser()
    searched.setFilterFixedString("")
    desk.workflow.remove(first, revoke=False)
    assert names(model) == ["A", "C"]
    desk.go("D")
    desk.clock.pass_time(timedelta(minutes=10))
    desk.alarm.ring()
    assert names(model) == ["A", "C"]
    desk.workflow.start()
    assert sorted(names(model)) == ["A", "C"]
    assert len(testers) == 2


def test_a_model_made_late_shows_what_is_there(desk: Desk) -> None:
    desk.make_active("A")

    assert names(CredentialsModel(desk.workflow)) == ["A"]


def test_headers_and_cells_are_told_in_words(desk: Desk) -> None:
    desk.make_active("A", System.STRIPE)
    model = CredentialsModel(desk.workflow)
    headers = [model.headerData(c, Qt.Orientation.Horizontal) for c in Column]
    assert headers == ["Name", "System", "Status", "Account", "Created"]
    spoken = [
        model.index(0, c).data(Qt.ItemDataRole.AccessibleTextRole)
        for c in (Column.NAME, Column.SYSTEM, Column.STATUS, Column.ACCOUNT)
    ]
    assert spoken == ["A", "Stripe, Live mode", "Active", "Acme Ltd, acct_1AcmePractice"]


def test_a_tip_shows_a_name_as_text_and_never_as_markup(desk: Desk) -> None:
    desk.make_active("<b>Bold</b>")
    tip = CredentialsModel(desk.workflow).index(0, Column.NAME).data(Qt.ItemDataRole.ToolTipRole)

    assert tip == "<span>&lt;b&gt;Bold&lt;/b&gt;</span>"


def test_nothing_can_be_edited(desk: Desk) -> None:
    desk.make_active("A")
    model = CredentialsModel(desk.workflow)

    for column in Column:
        assert not model.flags(model.index(0, column)) & Qt.ItemFlag.ItemIsEditable
