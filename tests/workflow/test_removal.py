"""Removing and deleting: with access revoked or not, and nothing left that nobody knows of."""

import pytest

from desktop_app.core.credential import SecretPlace, Status
from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    RefusedError,
    StorageError,
    UnreachableError,
)
from desktop_app.core.outcome import Removed, SecretLost
from desktop_app.core.systems import System
from desktop_app.storage.store import SqliteStore
from desktop_app.workflow.events import RevocationFailed
from desktop_app.workflow.ports import Lane
from tests.fakes import WorkflowHarness
from tests.workflow.agreement import CONNECTED, activity, assert_agree, assert_over


def test_an_incomplete_credential_is_removed_and_its_browsers_are_told(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    attempt_id = next(iter(harness.receiver.expected))
    harness.commands.remove(credential_id, revoke=True)

    assert_over(harness, credential_id)
    assert harness.approval(credential_id).outcome == Removed()
    assert harness.receiver.concluded == [(attempt_id, Removed())]
    assert activity(harness) == ["started", "removed"]
    assert_agree(harness)


@pytest.mark.parametrize("created", [True, False])
def test_access_is_revoked_and_the_secret_deleted(harness: WorkflowHarness, created: bool) -> None:
    credential_id = harness.go()
    harness.approve_in_browser()
    if created:
        harness.commands.create(credential_id)
    harness.commands.remove(credential_id, revoke=True)

    assert_over(harness, credential_id)
    assert harness.stripe.connected == set()
    assert harness.keychain.entries == {}
    assert activity(harness)[-2:] == ["revoked", "deleted" if created else "removed"]
    assert_agree(harness)


def test_access_may_be_left_as_it_is(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.commands.remove(credential_id, revoke=False)

    assert_over(harness, credential_id)
    assert harness.stripe.connected == {CONNECTED}
    assert harness.keychain.entries == {}
    assert "revoked" not in activity(harness)
    assert_agree(harness, left={CONNECTED})


def test_when_stripe_refuses_to_revoke_nothing_is_removed(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    problem = harness.stripe.fail_deauthorize = RefusedError(Detail("invalid_request"))
    harness.commands.remove(credential_id, revoke=True)

    credential = harness.credential(credential_id)
    assert credential.status is Status.ACTIVE
    assert harness.events[-1] == RevocationFailed(credential, problem)
    assert len(harness.keychain.entries) == 1
    assert "deleted" not in activity(harness)
    assert_agree(harness)


def test_a_revocation_whose_answer_was_lost_is_shown_until_it_is_known(
    harness: WorkflowHarness,
) -> None:
    """Access may be gone, and with it that of everybody on the account."""
    credential_id = harness.make_active()
    problem = harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    harness.commands.remove(credential_id, revoke=True)
    credential = harness.credential(credential_id)
    assert credential.status is Status.MAY_BE_REVOKED
    assert harness.events[-1] == RevocationFailed(credential, problem)
    assert_agree(harness)

    harness.stripe.fail_deauthorize = None
    harness.commands.remove(credential_id, revoke=True)
    assert harness.stripe.connected == set()
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_what_may_be_revoked_can_be_removed_without_knowing(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    harness.commands.remove(credential_id, revoke=True)
    harness.commands.remove(credential_id, revoke=False)

    assert_over(harness, credential_id)
    assert_agree(harness, left={CONNECTED})


def test_what_may_be_revoked_is_revoked_at_the_next_start(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    harness.commands.remove(credential_id, revoke=True)
    harness.stripe.fail_deauthorize = None
    harness.restart()

    assert_over(harness, credential_id)
    assert harness.stripe.connected == set()
    assert_agree(harness)


def test_a_removal_that_fails_after_the_revocation_can_be_tried_again(
    harness: WorkflowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> bool:
        raise StorageError("disk full")

    credential_id = harness.make_active()
    with monkeypatch.context() as broken:
        broken.setattr(SqliteStore, "remove", fail)
        harness.commands.remove(credential_id, revoke=True)
    credential = harness.credential(credential_id)
    assert credential.status is Status.MAY_BE_REVOKED
    harness.tasks.crashes.clear()
    harness.commands.remove(credential_id, revoke=True)

    assert harness.stripe.connected == set()
    assert_over(harness, credential_id)
    assert_agree(harness)


@pytest.mark.parametrize("method", ["record_revoked", "end_revocation"])
def test_a_revocation_that_cannot_be_noted_can_be_tried_again(
    harness: WorkflowHarness, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StorageError("disk full")

    first = harness.make_active("EU billing")
    other = harness.make_active("EU invoices")
    if method == "end_revocation":
        harness.stripe.fail_deauthorize = UnreachableError(Detail())
    with monkeypatch.context() as broken:
        broken.setattr(SqliteStore, method, fail)
        harness.commands.remove(first, revoke=True)
    (problem,) = harness.tasks.crashes
    assert isinstance(problem, StorageError)
    status = {c.id: c.status for c in harness.state.credentials}
    assert status[first] is Status.MAY_BE_REVOKED
    cut_off = method == "record_revoked"
    assert status[other] is (Status.DISCONNECTED if cut_off else Status.ACTIVE)
    harness.tasks.crashes.clear()

    harness.stripe.fail_deauthorize = None
    harness.commands.remove(first, revoke=True)
    assert_over(harness, first)
    assert_agree(harness)


def test_sharing_names_those_of_the_same_account_and_mode(harness: WorkflowHarness) -> None:
    mine = harness.make_active("EU billing", System.STRIPE)
    other = harness.make_active("EU invoices", System.STRIPE)
    harness.make_active("Sandbox", System.STRIPE_TEST)
    harness.go("Not yet", System.STRIPE)

    credential = harness.credential(mine)
    assert [c.credential.id for c in harness.state.sharing_account(credential)] == [other]
    assert_agree(harness)


def test_an_incomplete_credential_shares_nothing(harness: WorkflowHarness) -> None:
    credential = harness.state.credential(harness.go())

    assert credential is not None
    assert harness.state.sharing_account(credential) == ()


def test_what_is_gone_cannot_be_removed(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.commands.remove(credential_id, revoke=True)
    before = len(harness.events)
    harness.commands.remove(credential_id, revoke=True)

    assert len(harness.events) == before
    assert_agree(harness)


def test_the_rule_is_applied_when_it_is_confirmed_not_when_it_was_asked(
    harness: WorkflowHarness,
) -> None:
    """The question was asked of an incomplete credential; meanwhile its browser has approved."""
    credential_id = harness.go()
    harness.approve_in_browser()
    harness.commands.remove(credential_id, revoke=None)

    assert harness.stripe.connected == set()
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_by_the_rule_an_account_that_others_live_on_keeps_its_access(
    harness: WorkflowHarness,
) -> None:
    harness.make_active("EU billing")
    ready = harness.go("EU invoices")
    harness.approve_in_browser()
    harness.commands.remove(ready, revoke=None)

    assert harness.stripe.connected == {CONNECTED}
    assert_over(harness, ready)
    assert_agree(harness)


@pytest.mark.parametrize("at_stripe", [False, True], ids=["not yet sent", "done at Stripe"])
def test_a_revocation_that_was_broken_off_is_finished_at_the_next_start(
    harness: WorkflowHarness, at_stripe: bool
) -> None:
    credential_id = harness.make_active()
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.remove(credential_id, revoke=True)
    if at_stripe:
        harness.tasks.do_unheard()
    harness.restart()

    assert harness.stripe.connected == set()
    assert activity(harness) == ["started", "approved", "created", "revoked", "deleted"]
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_a_revocation_that_cannot_be_finished_at_the_next_start_is_told(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.make_active()
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.remove(credential_id, revoke=True)
    problem = harness.stripe.fail_deauthorize = UnreachableError(Detail())
    harness.restart()

    credential = harness.credential(credential_id)
    assert credential.status is Status.MAY_BE_REVOKED
    assert RevocationFailed(credential, problem) in harness.events
    assert_agree(harness)


def test_revoked_on_purpose_the_others_of_the_account_need_approval_again(
    harness: WorkflowHarness,
) -> None:
    mine = harness.make_active("EU billing")
    active = harness.make_active("EU invoices")
    ready = harness.go("EU pilot", place=SecretPlace.SESSION)
    harness.approve_in_browser()
    other_mode = harness.make_active("EU billing", System.STRIPE)
    harness.commands.remove(mine, revoke=True)

    status = {c.id: c.status for c in harness.state.credentials}
    assert status == {
        active: Status.DISCONNECTED,
        ready: Status.NEEDS_APPROVAL,
        other_mode: Status.ACTIVE,
    }
    assert isinstance(harness.approval(ready).outcome, SecretLost)
    assert len(harness.keychain.entries) == 1
    harness.commands.move_to_keychain(ready)
    assert len(harness.keychain.entries) == 1
    assert_agree(harness)


def test_the_alarm_is_off_when_nothing_waits_any_more(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    assert harness.alarm.after is not None
    harness.commands.remove(credential_id, revoke=True)

    assert harness.alarm.after is None


def test_the_name_is_free_again(harness: WorkflowHarness) -> None:
    harness.commands.remove(harness.make_active("EU billing"), revoke=True)
    credential_id = harness.make_active("EU billing")

    assert [c.id for c in harness.state.credentials] == [credential_id]
    assert_agree(harness)
