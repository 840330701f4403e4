"""A database that fails in the middle: said at once, and nothing that was granted is forgotten."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from desktop_app.core.activity import Activity
from desktop_app.core.approval import Phase
from desktop_app.core.credential import Revoking, SecretPlace, Stage
from desktop_app.core.errors import (
    AccountNotConnectedError,
    Detail,
    StateMismatchError,
    StorageError,
    UnreachableError,
)
from desktop_app.core.outcome import (
    ExchangeFailed,
    ExchangeProblem,
    NotOpened,
    NotStarted,
    OutcomeUnknown,
    PreparationProblem,
)
from desktop_app.storage.store import SqliteStore
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, WorkflowHarness
from tests.workflow.organization_steps import Break


@pytest.mark.parametrize("method", ["begin", "remember_return_port"])
def test_what_cannot_be_stored_is_not_begun(
    harness: WorkflowHarness, fails: Break, method: str
) -> None:
    fails(method)
    credential_id = harness.go()

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (
        Phase.OVER,
        NotStarted(PreparationProblem.NOT_SAVED),
    )
    assert harness.browser.opened == []
    assert len(harness.tasks.crashes) == 1


def test_an_attempt_that_cannot_be_stored_is_not_opened(
    harness: WorkflowHarness, fails: Break
) -> None:
    credential_id = harness.go()
    fails("add_attempt")
    harness.commands.retry(credential_id)

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (
        Phase.STOPPED,
        NotOpened(PreparationProblem.NOT_SAVED),
    )
    assert len(harness.browser.opened) == 1


def test_a_code_that_cannot_be_claimed_is_not_sent(harness: WorkflowHarness, fails: Break) -> None:
    credential_id = harness.go()
    fails("claim")
    answer = harness.approve_in_browser()

    outcome = ExchangeFailed(ExchangeProblem.NOT_SAVED, Detail())
    assert harness.approval(credential_id).outcome == outcome
    assert harness.receiver.concluded == [(answer.attempt_id, outcome)]
    assert harness.stripe.exchanged == []


@pytest.mark.parametrize("methods", [("record_grant",), ("record_grant", "lose_attempt")])
def test_a_grant_that_cannot_be_stored_is_in_sight(
    harness: WorkflowHarness, fails: Break, methods: tuple[str, ...]
) -> None:
    credential_id = harness.go()
    fails(*methods)
    answer = harness.approve_in_browser()

    assert harness.approval(credential_id).outcome == OutcomeUnknown(Detail())
    assert harness.receiver.concluded == [(answer.attempt_id, OutcomeUnknown(Detail()))]
    (grant,) = harness.state.unsettled_grants
    assert (grant.credential_id, grant.account_id) == (credential_id, ACCOUNT.id)


def test_after_a_restart_it_is_still_in_sight(
    harness: WorkflowHarness, fails: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential_id = harness.go()
    fails("record_grant", "lose_attempt")
    harness.approve_in_browser()
    monkeypatch.undo()
    harness.restart()

    (grant,) = harness.state.unsettled_grants
    assert grant.credential_id == credential_id
    assert harness.approval(credential_id).outcome == OutcomeUnknown(Detail())


def test_no_other_code_is_sent_before_a_lost_answer_is_stored(
    harness: WorkflowHarness, fails: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.go("first")
    second = harness.go("second")
    fails("record_grant", "lose_attempt")
    harness.approve_in_browser()
    assert len(harness.stripe.exchanged) == 1

    harness.approve_in_browser()
    assert len(harness.stripe.exchanged) == 1
    outcome = ExchangeFailed(ExchangeProblem.NOT_SAVED, Detail())
    assert harness.approval(second).outcome == outcome

    monkeypatch.undo()
    harness.commands.retry(second)
    harness.approve_in_browser()
    assert len(harness.stripe.exchanged) == 2


def test_what_the_database_will_not_remove_does_not_ring_for_ever(
    harness: WorkflowHarness, fails: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential_id = harness.go()
    fails("record_grant", "lose_attempt")
    harness.approve_in_browser()
    monkeypatch.undo()
    harness.clock.pass_time(harness.ttl)
    harness.alarm.ring()

    # Its claim is still written down: only the next start can tell what became of it.
    assert harness.alarm.after is None
    credential = harness.credential(credential_id)
    assert credential.stage is Stage.INCOMPLETE


def test_what_has_run_out_and_cannot_be_removed_is_not_opened_again(
    harness: WorkflowHarness, fails: Break
) -> None:
    credential_id = harness.go()
    fails("record_grant", "lose_attempt")
    harness.approve_in_browser()
    harness.clock.pass_time(harness.ttl)
    harness.commands.retry(credential_id)

    assert harness.credential(credential_id).stage is Stage.INCOMPLETE
    assert len(harness.browser.opened) == 1


def test_one_that_cannot_be_removed_does_not_keep_the_others(
    harness: WorkflowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = harness.go("first"), harness.go("second")
    expire = SqliteStore.expire

    def fail_for_first(self: SqliteStore, activity: Activity) -> bool:
        if activity.credential_id == first:
            raise StorageError("disk full")
        return expire(self, activity)

    monkeypatch.setattr(SqliteStore, "expire", fail_for_first)
    harness.clock.pass_time(harness.ttl)
    harness.alarm.ring()
    assert harness.state.credential(first) is not None
    assert harness.state.credential(second) is None

    monkeypatch.undo()
    harness.commands.check_deadlines()
    assert harness.state.credential(first) is None


def test_a_credential_that_the_database_knows_otherwise_is_not_looked_at_for_ever(
    harness: WorkflowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential_id = harness.make_active()
    monkeypatch.setattr(SqliteStore, "remove", lambda *_, **__: False)
    harness.commands.remove(credential_id, revoke=False)

    (problem,) = harness.tasks.crashes
    assert isinstance(problem, StorageError)
    assert harness.state.credential(credential_id) is not None


def ready_to_create(harness: WorkflowHarness) -> str:
    credential_id = harness.go()
    harness.approve_in_browser()
    return credential_id


def ready_to_reconnect(harness: WorkflowHarness) -> str:
    credential_id = harness.make_active()
    harness.stripe.fail_account = AccountNotConnectedError(Detail())
    harness.commands.check(credential_id)
    harness.stripe.fail_account = None
    credential = harness.credential(credential_id)
    harness.commands.go_to_stripe(
        credential.system, credential.name, SecretPlace.KEYCHAIN, credential_id
    )
    harness.approve_in_browser()
    return credential_id


def take_out(harness: WorkflowHarness, credential_id: str) -> None:
    """Remove a credential from the database, as another program may."""
    with closing(sqlite3.connect(harness.database)) as db, db:
        db.execute("DELETE FROM credentials WHERE id = ?", (credential_id,))


@pytest.mark.parametrize("ready", [ready_to_create, ready_to_reconnect])
def test_one_that_something_else_has_removed_is_not_created_in_silence(
    harness: WorkflowHarness, ready: Callable[[WorkflowHarness], str]
) -> None:
    credential_id = ready(harness)
    take_out(harness, credential_id)
    harness.commands.create(credential_id)

    (problem,) = harness.tasks.crashes
    assert isinstance(problem, StateMismatchError)
    assert harness.credential(credential_id).stage is Stage.APPROVED


def test_what_is_created_twice_at_once_is_no_failure(harness: WorkflowHarness) -> None:
    credential_id = ready_to_create(harness)
    harness.tasks.holding = {Lane.DATABASE}
    harness.commands.create(credential_id)
    harness.commands.create(credential_id)
    harness.tasks.release_all()

    assert harness.tasks.crashes == []
    assert harness.credential(credential_id).stage is Stage.ACTIVE


@pytest.mark.parametrize("command", ["retry_revocation", "cancel_revocation"])
def test_a_revocation_of_one_that_something_else_has_removed_is_not_ended_in_silence(
    harness: WorkflowHarness, command: str
) -> None:
    credential_id = harness.make_active()
    harness.stripe.fail_deauthorize = UnreachableError(Detail())
    harness.commands.remove(credential_id, revoke=True)
    assert harness.credential(credential_id).revoking is Revoking.TO_DO
    take_out(harness, credential_id)
    getattr(harness.commands, command)(credential_id)

    (problem,) = harness.tasks.crashes
    assert isinstance(problem, StateMismatchError)
