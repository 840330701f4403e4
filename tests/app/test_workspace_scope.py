"""A workspace that is closed: nothing of it goes on."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from desktop_app.app.shared_receiver import SharedReceiver
from desktop_app.app.workspace_scope import WorkspaceScope
from desktop_app.core.oauth_state import new_state
from desktop_app.core.outcome import Removed
from desktop_app.core.return_route import ANY_PORT
from desktop_app.loopback.receiver import LoopbackReceiver
from desktop_app.system.tasks import QtTasks
from tests.fakes import FakeReceiver, WorkflowHarness


@pytest.fixture
def receiver() -> FakeReceiver:
    """The receiver that all workspaces share."""
    return FakeReceiver()


@pytest.fixture
def scope(qtbot: QtBot, tmp_path: Path, receiver: FakeReceiver) -> Iterator[WorkspaceScope]:
    """A scope with a workflow that has begun nothing yet."""
    harness = WorkflowHarness(tmp_path / "acme.sqlite3")
    tasks = QtTasks(harness.tasks.crashes.append)
    shared = SharedReceiver(lambda *_: cast(LoopbackReceiver, receiver))
    scope = WorkspaceScope(tasks, shared, lambda: None)
    scope.make_workflow(
        replace(harness.ports, tasks=scope.tasks, alarm=scope.alarm, receiver=scope.receiver)
    )
    yield scope
    tasks.stop(harness.store.close)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_no_operation_begins_any_more(scope: WorkspaceScope) -> None:
    begun: list[bool] = []

    async def begin() -> None:
        begun.append(True)

    scope.close()
    scope.tasks.start(begin())
    assert begun == []


def test_browsers_that_are_awaited_are_told_that_it_is_over(
    scope: WorkspaceScope, receiver: FakeReceiver
) -> None:
    scope.receiver.open((ANY_PORT,), None)
    scope.receiver.await_again("attempt", new_state(4000).digest)
    scope.close()
    assert receiver.concluded == [("attempt", Removed())]
    assert scope.receiver.inbox is None
