"""A database that fails in the middle: said at once, and nothing that was granted is forgotten."""

from collections.abc import Callable

import pytest

from desktop_app.core.activity import Activity
from desktop_app.core.credential import Stage
from desktop_app.core.outcome import (
    ExchangeFailed,
    ExchangeFailure,
    NotOpened,
    NotStarted,
    OutcomeUnknown,
    PreparationFailure,
)
from desktop_app.core.problems import Detail, StorageFailed
from desktop_app.storage.store import SqliteStore
from desktop_app.workflow.events import Phase
from tests.fakes import ACCOUNT, Desk

Break = Callable[..., None]


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Make one method of the store fail, as with a full disk."""

    def fail(self: SqliteStore, *_: object) -> None:
        raise StorageFailed("disk full")

    def break_store(*methods: str) -> None:
        for method in methods:
            monkeypatch.setattr(SqliteStore, method, fail)

    return break_store


@pytest.mark.parametrize("method", ["begin", "remember_return_port"])
def test_what_cannot_be_stored_is_not_begun(desk: Desk, fails: Break, method: str) -> None:
    fails(method)
    credential_id = desk.go()

    approval = desk.approval(credential_id)
    assert (approval.phase, approval.outcome) == (
        Phase.OVER,
        NotStarted(PreparationFailure.NOT_SAVED),
    )
    assert desk.browser.opened == []
    assert len(desk.tasks.crashes) == 1


def test_an_attempt_that_cannot_be_stored_is_not_opened(desk: Desk, fails: Break) -> None:
    credential_id = desk.go()
    fails("add_attempt")
    desk.workflow.open_again(credential_id)

    approval = desk.approval(credential_id)
    assert (approval.phase, approval.outcome) == (
        Phase.STOPPED,
        NotOpened(PreparationFailure.NOT_SAVED),
    )
    assert len(desk.browser.opened) == 1


def test_a_code_that_cannot_be_claimed_is_not_sent(desk: Desk, fails: Break) -> None:
    credential_id = desk.go()
    fails("claim")
    answer = desk.approve_in_browser()

    outcome = ExchangeFailed(ExchangeFailure.NOT_SAVED, Detail())
    assert desk.approval(credential_id).outcome == outcome
    assert desk.receiver.concluded == [(answer.attempt_id, outcome)]
    assert desk.stripe.exchanged == []


@pytest.mark.parametrize("methods", [("record_grant",), ("record_grant", "lose_attempt")])
def test_a_grant_that_cannot_be_stored_is_in_sight(
    desk: Desk, fails: Break, methods: tuple[str, ...]
) -> None:
    credential_id = desk.go()
    fails(*methods)
    answer = desk.approve_in_browser()

    assert desk.approval(credential_id).outcome == OutcomeUnknown(Detail())
    assert desk.receiver.concluded == [(answer.attempt_id, OutcomeUnknown(Detail()))]
    (grant,) = desk.workflow.unsettled_grants
    assert (grant.credential_id, grant.account_id) == (credential_id, ACCOUNT.id)


def test_after_a_restart_it_is_still_in_sight(
    desk: Desk, fails: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential_id = desk.go()
    fails("record_grant", "lose_attempt")
    desk.approve_in_browser()
    monkeypatch.undo()
    desk.restart()

    (grant,) = desk.workflow.unsettled_grants
    assert grant.credential_id == credential_id
    assert desk.approval(credential_id).outcome == OutcomeUnknown(Detail())


def test_what_the_database_will_not_remove_does_not_ring_for_ever(
    desk: Desk, fails: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential_id = desk.go()
    fails("record_grant", "lose_attempt")
    desk.approve_in_browser()
    monkeypatch.undo()
    desk.clock.pass_time(desk.ttl)
    desk.alarm.ring()

    # Its claim is still written down: only the next start can tell what became of it.
    assert desk.alarm.after is None
    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.stage is Stage.INCOMPLETE


def test_one_that_cannot_be_removed_does_not_keep_the_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = desk.go("first"), desk.go("second")
    expire = SqliteStore.expire

    def fail_for_first(self: SqliteStore, activity: Activity) -> bool:
        if activity.credential_id == first:
            raise StorageFailed("disk full")
        return expire(self, activity)

    monkeypatch.setattr(SqliteStore, "expire", fail_for_first)
    desk.clock.pass_time(desk.ttl)
    desk.alarm.ring()
    assert desk.workflow.credential(first) is not None
    assert desk.workflow.credential(second) is None

    monkeypatch.undo()
    desk.workflow.check_deadlines()
    assert desk.workflow.credential(first) is None


def test_a_credential_that_the_database_knows_otherwise_is_not_looked_at_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential_id = desk.make_active()
    monkeypatch.setattr(SqliteStore, "remove", lambda *_, **__: False)
    desk.workflow.remove(credential_id, revoke=False)

    (problem,) = desk.tasks.crashes
    assert isinstance(problem, StorageFailed)
    assert desk.workflow.credential(credential_id) is not None
