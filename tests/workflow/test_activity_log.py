"""The local log in sight: what is new is read once, in order, and a failure is told."""

from pathlib import Path

import pytest

from desktop_app.core.activity import Activity
from desktop_app.core.problems import DocumentNotWritten, StorageFailed
from desktop_app.storage.store import SqliteStore
from desktop_app.workflow.events import (
    ActivitiesNotRead,
    ActivitiesRead,
    DocumentNotSaved,
    DocumentSaved,
)
from desktop_app.workflow.ports import Lane
from tests.fakes import Desk
from tests.workflow.agreement import activity


def reads(desk: Desk) -> list[list[str]]:
    """Return the kinds that each reading told, in order."""
    return [
        [entry.kind.value for entry in event.new]
        for event in desk.events
        if isinstance(event, ActivitiesRead)
    ]


def in_sight(desk: Desk) -> list[str]:
    return [entry.kind.value for entry in desk.workflow.activities]


def test_nothing_is_read_before_somebody_asks(desk: Desk) -> None:
    desk.make_active()

    assert reads(desk) == []
    assert desk.workflow.activities == ()


def test_a_reading_tells_everything_the_first_first(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.workflow.read_activities()

    assert reads(desk) == [["started", "approved", "created"]]
    assert in_sight(desk) == activity(desk)
    entry = desk.workflow.activities[0]
    assert (entry.credential_id, entry.credential_name, entry.os_user) == (
        credential_id,
        "EU billing",
        "ada",
    )
    assert entry.at == desk.clock.now().utc


def test_the_next_reading_tells_only_what_is_new(desk: Desk) -> None:
    credential_id = desk.go()
    desk.workflow.read_activities()
    desk.workflow.read_activities()
    desk.deny_in_browser()
    desk.workflow.remove(credential_id, revoke=None)
    desk.workflow.read_activities()

    assert reads(desk) == [["started"], [], ["denied", "removed"]]
    assert in_sight(desk) == activity(desk) == ["started", "denied", "removed"]


def test_what_earlier_runs_wrote_is_read_too(desk: Desk) -> None:
    desk.make_active()
    desk.restart()
    desk.go("Another")
    desk.workflow.read_activities()

    assert in_sight(desk) == ["started", "approved", "created", "started"]


def test_two_readings_at_once_do_not_double_what_they_read(desk: Desk) -> None:
    desk.go()
    desk.tasks.holding = {Lane.DATABASE}
    desk.workflow.read_activities()
    desk.workflow.read_activities()
    assert len(desk.tasks.held) == 1
    desk.tasks.release_all()

    assert reads(desk) == [["started"], []]
    assert in_sight(desk) == ["started"]


def test_many_wishes_during_a_reading_become_one_more(desk: Desk) -> None:
    desk.go()
    desk.tasks.holding = {Lane.DATABASE}
    for _ in range(10):
        desk.workflow.read_activities()
    desk.tasks.release_all()

    assert len(reads(desk)) == 2


def test_what_is_written_during_a_reading_is_read_by_the_next(desk: Desk) -> None:
    desk.go("First")
    desk.tasks.holding = {Lane.DATABASE}
    desk.workflow.read_activities()
    desk.go("Second")
    desk.workflow.read_activities()
    desk.tasks.release_all()

    assert in_sight(desk) == ["started", "started"]
    assert [e.credential_name for e in desk.workflow.activities] == ["First", "Second"]


def test_a_database_that_fails_is_told_and_read_again_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.go()

    def fail(self: SqliteStore, known: int) -> tuple[Activity, ...]:
        raise StorageFailed("disk full")

    monkeypatch.setattr(SqliteStore, "activities", fail)
    desk.workflow.read_activities()
    last = desk.events[-1]
    assert isinstance(last, ActivitiesNotRead)
    assert str(last.problem) == "disk full"
    assert reads(desk) == []

    monkeypatch.undo()
    desk.workflow.read_activities()
    assert in_sight(desk) == ["started"]


def test_a_file_is_written_and_told(desk: Desk) -> None:
    desk.workflow.save_document(Path("log.csv"), "text")

    assert desk.documents.written == {Path("log.csv"): "text"}
    assert desk.events[-1] == DocumentSaved(Path("log.csv"))


def test_a_file_that_cannot_be_written_is_told_with_the_reason(desk: Desk) -> None:
    problem = DocumentNotWritten("Permission denied")
    desk.documents.fail = problem
    desk.workflow.save_document(Path("log.csv"), "text")

    assert desk.events[-1] == DocumentNotSaved(Path("log.csv"), problem)
    assert desk.tasks.crashes == []


def test_a_slow_disk_holds_nothing_else_up(desk: Desk) -> None:
    desk.tasks.holding = {Lane.FILES}
    desk.workflow.save_document(Path("log.csv"), "text")
    desk.make_active()

    assert DocumentSaved(Path("log.csv")) not in desk.events
    assert len(desk.workflow.credentials) == 1
    desk.tasks.release_all()
    assert desk.events[-1] == DocumentSaved(Path("log.csv"))
