"""Several credentials checked or removed at a person's one request."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.core.credential import Credential, SecretPlace
from desktop_app.core.deadline import APPROVAL_TTL
from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    NetworkProblem,
    StorageError,
    UnreachableError,
)
from desktop_app.core.outcome import Removed
from desktop_app.core.systems import System
from desktop_app.storage.store import SqliteStore
from desktop_app.workflow.events import AllChecked, CredentialGone, Event, RemovedTogether
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workspace_state import WorkspaceState
from tests.fakes import ACCOUNT, WorkflowHarness
from tests.workflow.agreement import CONNECTED, activity, assert_agree, assert_over
from tests.workflow.organization_steps import Break


def told(harness: WorkflowHarness) -> Event:
    """The last event that tells of several."""
    return next(
        each for each in reversed(harness.events) if isinstance(each, AllChecked | RemovedTogether)
    )


def agreed(harness: WorkflowHarness, *credential_ids: str) -> tuple[Credential, ...]:
    return tuple(harness.credential(each) for each in credential_ids)


# -- checking --------------------------------------------------------------------------------------


def test_only_the_chosen_ones_are_checked(harness: WorkflowHarness) -> None:
    chosen = [harness.make_active("EU"), harness.make_active("EU invoices")]
    other = replace(ACCOUNT, id="acct_other")
    harness.stripe.known_account = other
    harness.stripe.grant = replace(harness.stripe.grant, account_id=other.id)
    left_out = harness.make_active("US")
    harness.stripe.known_account = ACCOUNT
    before = harness.credential(left_out).checked
    harness.clock.pass_time(timedelta(hours=2))
    harness.commands.check_many(chosen)

    assert told(harness) == AllChecked(2)
    now = harness.clock.now().utc
    assert [harness.credential(each).checked for each in chosen] == [now, now]
    assert harness.credential(left_out).checked == before


def test_what_can_not_be_checked_is_left_out(harness: WorkflowHarness) -> None:
    active = harness.make_active("EU")
    incomplete = harness.go("US")
    harness.commands.check_many([active, incomplete, "gone"])

    assert told(harness) == AllChecked(1)


def test_nothing_is_told_of_a_check_of_nothing(harness: WorkflowHarness) -> None:
    harness.commands.check_many([harness.go("US")])

    assert not any(isinstance(event, AllChecked) for event in harness.events)
    assert not harness.state.is_checking_all


# -- removing --------------------------------------------------------------------------------------


def test_all_stages_are_removed_and_no_access_is_revoked(harness: WorkflowHarness) -> None:
    active = harness.make_active("EU")
    ready = harness.go("US")
    harness.approve_in_browser()
    waiting = harness.go("UK")
    (attempt_id,) = harness.receiver.expected
    chosen = agreed(harness, active, ready, waiting)
    harness.commands.remove_many([active, ready, waiting])

    assert told(harness) == RemovedTogether(chosen)
    for each in (active, ready, waiting):
        assert_over(harness, each)
    assert harness.receiver.concluded[-1] == (attempt_id, Removed())
    assert harness.stripe.connected == {CONNECTED}
    assert harness.keychain.entries == {}
    assert activity(harness)[-3:] == ["deleted", "removed", "removed"]
    assert_agree(harness, left={CONNECTED})


def test_one_whose_code_is_exchanged_stays(harness: WorkflowHarness) -> None:
    """Its approval would grant access that the question has not named."""
    active = harness.make_active("EU")
    finishing = harness.go("US")
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    chosen = agreed(harness, active, finishing)
    harness.commands.remove_many([active, finishing])

    assert told(harness) == RemovedTogether(chosen[:1], chosen[1:])
    assert_over(harness, active)
    harness.tasks.release_all()
    assert harness.credential(finishing).account is not None


@pytest.mark.parametrize(
    "failure",
    [
        UnreachableError(Detail(NetworkProblem.NO_CONNECTION)),
        AnswerLostError(Detail()),
    ],
)
def test_one_whose_access_is_to_be_revoked_stays(
    harness: WorkflowHarness, failure: Exception
) -> None:
    """Whether the revocation is given up is a question of its own."""
    revoking = harness.make_active("EU")
    other = harness.make_active("US", System.STRIPE)
    harness.stripe.fail_deauthorize = failure
    harness.commands.remove(revoking, revoke=True)
    chosen = agreed(harness, revoking, other)
    harness.commands.remove_many([revoking, other])

    assert told(harness) == RemovedTogether(chosen[1:], chosen[:1])
    assert harness.credential(revoking) == chosen[0]


def test_one_that_changes_after_the_answer_stays(harness: WorkflowHarness) -> None:
    """The browser comes back while the first is removed: nobody agreed to keep this access."""
    active = harness.make_active("EU")
    waiting = harness.go("US")
    chosen = agreed(harness, active, waiting)
    harness.tasks.holding = {Lane.DATABASE}
    harness.commands.remove_many([active, waiting])
    harness.tasks.holding = set()
    harness.approve_in_browser()
    harness.tasks.release_all()

    assert told(harness) == RemovedTogether(chosen[:1], chosen[1:])
    assert harness.credential(waiting).account is not None
    assert_agree(harness)


def test_those_before_and_after_a_failure_are_removed(
    harness: WorkflowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [harness.make_active(name) for name in ("EU", "US", "UK")]
    chosen = agreed(harness, *ids)
    whole = SqliteStore.remove

    def fail_for_us(self: SqliteStore, activity: object, *args: object, **more: object) -> bool:
        if getattr(activity, "credential_id", "") == ids[1]:
            raise StorageError("disk full")
        return whole(self, activity, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(SqliteStore, "remove", fail_for_us)
    harness.commands.remove_many(ids)

    event = told(harness)
    assert isinstance(event, RemovedTogether)
    assert event.removed == (chosen[0], chosen[2])
    assert event.not_removed == (chosen[1],)
    assert isinstance(event.error, StorageError)
    assert harness.state.credentials == (chosen[1],)
    assert_agree(harness)


def test_while_they_are_removed_the_state_says_so(harness: WorkflowHarness) -> None:
    """So that one message tells of all, and not one of each."""
    ids = [harness.make_active(name) for name in ("EU", "US")]
    said: list[bool] = []

    def note(event: Event) -> None:
        if isinstance(event, CredentialGone):
            said.append(harness.state.is_removed_together(event.credential.id))

    harness.state.subscribe(note)
    harness.commands.remove_many(ids)

    assert said == [True, True]
    assert not any(harness.state.is_removed_together(each) for each in ids)


def test_nothing_is_left_in_memory_of_those_for_one_session(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU", place=SecretPlace.SESSION)
    harness.approve_in_browser()
    harness.commands.create(credential_id)
    harness.commands.remove_many([credential_id])

    assert_over(harness, credential_id)
    assert_agree(harness, left={CONNECTED})


def test_what_fails_after_a_removal_does_not_make_it_undone(
    harness: WorkflowHarness, fails: Break
) -> None:
    ids = [harness.make_active(name) for name in ("EU", "US")]
    chosen = agreed(harness, *ids)
    fails("entries_to_delete")
    harness.commands.remove_many(ids)

    event = told(harness)
    assert isinstance(event, RemovedTogether)
    assert (event.removed, event.not_removed) == (chosen, ())
    assert isinstance(event.error, StorageError)


def test_the_end_of_one_round_does_not_end_another() -> None:
    state = WorkspaceState(APPROVAL_TTL, lambda *_: ())
    state.begin_removing_together(["EU"])
    state.begin_removing_together(["US"])
    state.end_removing_together(["US"])

    assert state.is_removed_together("EU")
    assert not state.is_removed_together("US")
