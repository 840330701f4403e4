"""The local log in sight: what is new is read once, in order, and a failure is told."""

from pathlib import Path

import pytest

from desktop_app.core.activity import Activity
from desktop_app.core.errors import DocumentError, StorageError
from desktop_app.storage.store import SqliteStore
from desktop_app.workflow.events import (
    ActivitiesNotRead,
    ActivitiesRead,
)
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, WorkflowHarness
from tests.workflow.agreement import activity


def reads(harness: WorkflowHarness) -> list[list[str]]:
    """Return the kinds that each reading told, in order."""
    return [
        [entry.kind.value for entry in event.new]
        for event in harness.events
        if isinstance(event, ActivitiesRead)
    ]


def in_sight(harness: WorkflowHarness) -> list[str]:
    return [entry.kind.value for entry in harness.state.activities]


def test_nothing_is_read_before_somebody_asks(harness: WorkflowHarness) -> None:
    harness.make_active()

    assert reads(harness) == []
    assert harness.state.activities == ()


def test_a_reading_tells_everything_the_first_first(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.commands.read_activities()

    assert reads(harness) == [["started", "approved", "created"]]
    assert in_sight(harness) == activity(harness)
    entry = harness.state.activities[0]
    assert (entry.credential_id, entry.credential_name, entry.os_user) == (
        credential_id,
        "EU billing",
        "ada",
    )
    assert entry.at == harness.clock.now().utc


def test_entries_name_the_account_as_soon_as_it_is_known(harness: WorkflowHarness) -> None:
    harness.commands.remove(harness.make_active(), revoke=True)
    harness.commands.read_activities()
    known = (ACCOUNT.id, ACCOUNT.name)
    assert [(e.kind.value, e.account_id, e.account_name) for e in harness.state.activities] == [
        ("started", "", ""),
        ("approved", *known),
        ("created", *known),
        ("revoked", *known),
        ("deleted", *known),
    ]


def test_the_user_who_created_a_credential_is_known(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    assert harness.credential(credential_id).created_by == ""
    harness.approve_in_browser()
    harness.commands.create(credential_id)
    created = harness.credential(credential_id)
    assert created.created_by == "ada"
    harness.restart()
    assert harness.credential(credential_id) == created


def test_the_next_reading_tells_only_what_is_new(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.commands.read_activities()
    harness.commands.read_activities()
    harness.deny_in_browser()
    harness.commands.remove(credential_id, revoke=None)
    harness.commands.read_activities()

    assert reads(harness) == [["started"], [], ["denied", "removed"]]
    assert in_sight(harness) == activity(harness) == ["started", "denied", "removed"]


def test_what_earlier_runs_wrote_is_read_too(harness: WorkflowHarness) -> None:
    harness.make_active()
    harness.restart()
    harness.go("Another")
    harness.commands.read_activities()

    assert in_sight(harness) == ["started", "approved", "created", "started"]


def test_two_readings_at_once_do_not_double_what_they_read(harness: WorkflowHarness) -> None:
    harness.go()
    harness.tasks.holding = {Lane.DATABASE}
    harness.commands.read_activities()
    harness.commands.read_activities()
    assert len(harness.tasks.held) == 1
    harness.tasks.release_all()

    assert reads(harness) == [["started"], []]
    assert in_sight(harness) == ["started"]


def test_many_wishes_during_a_reading_become_one_more(harness: WorkflowHarness) -> None:
    harness.go()
    harness.tasks.holding = {Lane.DATABASE}
    for _ in range(10):
        harness.commands.read_activities()
    harness.tasks.release_all()

    assert len(reads(harness)) == 2


def test_what_is_written_during_a_reading_is_read_by_the_next(harness: WorkflowHarness) -> None:
    harness.go("First")
    harness.tasks.holding = {Lane.DATABASE}
    harness.commands.read_activities()
    harness.go("Second")
    harness.commands.read_activities()
    harness.tasks.release_all()

    assert in_sight(harness) == ["started", "started"]
    assert [e.credential_name for e in harness.state.activities] == ["First", "Second"]


def test_a_database_that_fails_is_told_and_read_again_later(
    harness: WorkflowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.go()

    def fail(self: SqliteStore, known: int) -> tuple[Activity, ...]:
        raise StorageError("disk full")

    monkeypatch.setattr(SqliteStore, "activities", fail)
    harness.commands.read_activities()
    last = harness.events[-1]
    assert isinstance(last, ActivitiesNotRead)
    assert str(last.error) == "disk full"
    assert reads(harness) == []

    monkeypatch.undo()
    harness.commands.read_activities()
    assert in_sight(harness) == ["started"]


def test_a_file_is_written_and_told(harness: WorkflowHarness) -> None:
    saving = harness.commands.save_document(Path("log.csv"), "text")

    assert harness.documents.written == {Path("log.csv"): "text"}
    assert saving.is_done
    saving.result()


def test_a_file_that_cannot_be_written_is_told_with_the_reason(harness: WorkflowHarness) -> None:
    problem = DocumentError("Permission denied")
    harness.documents.fail = problem
    saving = harness.commands.save_document(Path("log.csv"), "text")

    with pytest.raises(DocumentError) as told:
        saving.result()
    assert told.value is problem
    assert harness.tasks.crashes == []


def test_a_slow_disk_holds_nothing_else_up(harness: WorkflowHarness) -> None:
    harness.tasks.holding = {Lane.FILES}
    saving = harness.commands.save_document(Path("log.csv"), "text")
    harness.make_active()

    assert not saving.is_done
    assert len(harness.state.credentials) == 1
    harness.tasks.release_all()
    assert saving.is_done
