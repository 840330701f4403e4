"""The wrong account approved: access is given back, and the approval goes on until its deadline."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.core.account import Account
from desktop_app.core.approval import Phase
from desktop_app.core.credential import AffectedCredential, Revoking, SecretPlace, Stage
from desktop_app.core.errors import AnswerLostError, Detail, RefusedError, UnreachableError
from desktop_app.core.lifecycle import Step
from desktop_app.core.outcome import AccountRejected, Approved, TimedOut
from desktop_app.core.systems import System
from desktop_app.workflow.events import RevocationFailed, TimeGetsShort
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, WorkflowHarness
from tests.workflow.agreement import CONNECTED, activity, assert_agree, assert_over, rows
from tests.workflow.organization_steps import Break

OTHER = Account("acct_1GlobexPractice", "Globex GmbH", "DE", True, True)


def approved(harness: WorkflowHarness, name: str = "EU billing") -> str:
    credential_id = harness.go(name)
    harness.approve_in_browser()
    return credential_id


def grant_from(harness: WorkflowHarness, account: Account) -> None:
    harness.stripe.grant = replace(harness.stripe.grant, account_id=account.id)
    harness.stripe.known_account = account


def failures(harness: WorkflowHarness) -> list[RevocationFailed]:
    return [event for event in harness.events if isinstance(event, RevocationFailed)]


def test_access_is_revoked_and_the_approval_goes_on_until_the_first_deadline(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    deadline = harness.credential(credential_id).deadline
    harness.clock.pass_time(timedelta(minutes=3))
    harness.approve_in_browser()
    harness.clock.pass_time(timedelta(minutes=2))
    harness.commands.reject_account(credential_id)

    assert harness.stripe.connected == set()
    assert harness.keychain.entries == {}
    credential = harness.credential(credential_id)
    assert (credential.stage, credential.account) == (Stage.INCOMPLETE, None)
    assert (credential.secret_place, credential.revoking) == (SecretPlace.NONE, Revoking.NO)
    assert credential.deadline == deadline
    assert harness.time_left(credential) == timedelta(minutes=5)
    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.STOPPED, AccountRejected(ACCOUNT))
    assert activity(harness) == ["started", "approved", "revoked", "rejected"]
    assert_agree(harness)


def test_another_account_can_approve_then(harness: WorkflowHarness) -> None:
    credential_id = approved(harness)
    harness.commands.reject_account(credential_id)
    grant_from(harness, OTHER)
    harness.commands.retry(credential_id)
    harness.approve_in_browser()
    harness.commands.create(credential_id)

    credential = harness.credential(credential_id)
    assert (credential.stage, credential.account) == (Stage.ACTIVE, OTHER)
    assert credential.deadline is None
    assert harness.stripe.connected == {(System.STRIPE_TEST, OTHER.id)}
    assert_agree(harness)


def test_the_same_account_can_be_rejected_again_and_again(harness: WorkflowHarness) -> None:
    credential_id = approved(harness)
    for _ in range(3):
        harness.commands.reject_account(credential_id)
        harness.clock.pass_time(timedelta(minutes=2))
        harness.commands.retry(credential_id)
        harness.approve_in_browser()

    assert len(harness.stripe.exchanged) == 4
    harness.commands.reject_account(credential_id)
    assert harness.time_left(harness.credential(credential_id)) == timedelta(minutes=4)
    assert_agree(harness)


@pytest.mark.parametrize("after", [timedelta(minutes=10), timedelta(days=3)])
def test_after_the_deadline_it_is_over(harness: WorkflowHarness, after: timedelta) -> None:
    credential_id = approved(harness)
    harness.clock.pass_time(after)
    harness.commands.reject_account(credential_id)

    assert harness.stripe.connected == set()
    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.OVER, TimedOut())
    assert activity(harness) == ["started", "approved", "revoked", "rejected", "expired"]
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_neither_a_restart_nor_the_clock_lengthens_the_deadline(harness: WorkflowHarness) -> None:
    credential_id = approved(harness)
    harness.clock.pass_time(timedelta(minutes=4))
    harness.clock.set_wall_clock(-timedelta(minutes=4))
    harness.restart()
    assert harness.state.approval(credential_id) is not None
    harness.clock.pass_time(timedelta(minutes=4))
    harness.commands.reject_account(credential_id)

    assert harness.time_left(harness.credential(credential_id)) == timedelta(minutes=2)
    assert_agree(harness)


def test_a_warning_that_was_given_is_not_given_again(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.clock.pass_time(timedelta(minutes=6))
    harness.commands.check_deadlines()
    harness.approve_in_browser()
    harness.commands.check_deadlines()
    harness.commands.reject_account(credential_id)

    warnings = [event for event in harness.events if isinstance(event, TimeGetsShort)]
    assert len(warnings) == 1
    assert_agree(harness)


def test_access_stays_if_another_credential_uses_the_account(harness: WorkflowHarness) -> None:
    other = harness.make_active("EU invoices")
    credential_id = approved(harness)
    harness.commands.reject_account(credential_id)

    assert harness.stripe.connected == {CONNECTED}
    assert len(harness.keychain.entries) == 1
    sharing = (AffectedCredential(harness.credential(other)),)
    assert harness.approval(credential_id).outcome == AccountRejected(ACCOUNT, sharing)
    assert harness.credential(credential_id).stage is Stage.INCOMPLETE
    assert "revoked" not in activity(harness)
    assert_agree(harness)


def test_the_same_account_in_the_other_mode_saves_nothing(harness: WorkflowHarness) -> None:
    harness.make_active("EU invoices", System.STRIPE)
    credential_id = approved(harness)
    harness.commands.reject_account(credential_id)

    assert harness.stripe.connected == {(System.STRIPE, ACCOUNT.id)}
    assert_agree(harness)


def test_of_two_that_are_rejected_at_once_the_last_one_s_access_is_revoked(
    harness: WorkflowHarness,
) -> None:
    first, second = approved(harness, "EU billing"), approved(harness, "EU invoices")
    harness.tasks.holding = {Lane.DATABASE}
    harness.commands.reject_account(first)
    harness.commands.reject_account(second)
    harness.tasks.release_all()

    assert harness.stripe.connected == set()
    assert_agree(harness)


def test_one_that_comes_to_use_the_account_meanwhile_keeps_its_access(
    harness: WorkflowHarness,
) -> None:
    credential_id = approved(harness)
    other = harness.go("EU invoices")
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    # The exchange has ended, and the account is being read.
    harness.tasks.release(Lane.NETWORK)
    harness.tasks.holding = {Lane.DATABASE}
    harness.tasks.release(Lane.NETWORK)
    # It is stored that the other one is approved, then that access is about to be revoked.
    harness.commands.reject_account(credential_id)
    harness.tasks.release_all()

    assert harness.stripe.connected == {CONNECTED}
    assert harness.credential(other).secret_place is SecretPlace.KEYCHAIN
    sharing = (AffectedCredential(harness.credential(other)),)
    assert harness.approval(credential_id).outcome == AccountRejected(ACCOUNT, sharing)
    assert_agree(harness)


@pytest.mark.parametrize("error", [RefusedError(Detail()), UnreachableError(Detail())])
def test_access_that_certainly_was_not_revoked_leaves_it_as_it_was(
    harness: WorkflowHarness, error: RefusedError | UnreachableError
) -> None:
    credential_id = approved(harness)
    harness.stripe.fail_deauthorize = error
    harness.commands.reject_account(credential_id)

    assert failures(harness) == [
        RevocationFailed(harness.credential(credential_id), error, is_rejection=True)
    ]
    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.APPROVED, Approved(ACCOUNT))
    assert harness.credential(credential_id).revoking is Revoking.NO
    assert_agree(harness)
    harness.stripe.fail_deauthorize = None
    harness.commands.reject_account(credential_id)
    assert harness.credential(credential_id).stage is Stage.INCOMPLETE
    assert_agree(harness)


def test_after_a_lost_answer_it_can_be_rejected_again(harness: WorkflowHarness) -> None:
    credential_id = approved(harness)
    harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    harness.commands.reject_account(credential_id)
    assert harness.credential(credential_id).revoking is Revoking.UNCONFIRMED
    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert len(failures(harness)) == 1
    harness.stripe.fail_deauthorize = None
    harness.commands.reject_account(credential_id)

    assert harness.credential(credential_id).stage is Stage.INCOMPLETE
    assert harness.stripe.connected == set()
    assert_agree(harness)


def test_after_a_lost_answer_nothing_is_removed_by_itself(harness: WorkflowHarness) -> None:
    credential_id = approved(harness)
    harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    harness.commands.reject_account(credential_id)
    harness.stripe.fail_deauthorize = None
    harness.clock.pass_time(timedelta(minutes=2))
    harness.commands.check_deadlines()
    harness.workflow.retry_revocations()

    assert harness.credential(credential_id).stage is Stage.APPROVED
    harness.restart()
    assert_over(harness, credential_id)


@pytest.mark.parametrize("method", ["entries_to_delete", "confirm_entry_deleted"])
def test_a_database_that_fails_after_the_rejection_undoes_nothing(
    harness: WorkflowHarness, fails: Break, method: str
) -> None:
    credential_id = approved(harness)
    fails(method)
    harness.commands.reject_account(credential_id)

    credential = harness.credential(credential_id)
    assert (credential.stage, credential.revoking) == (Stage.INCOMPLETE, Revoking.NO)
    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.STOPPED, AccountRejected(ACCOUNT))
    assert activity(harness)[-2:] == ["revoked", "rejected"]


def test_it_is_written_down_before_it_is_sent(harness: WorkflowHarness) -> None:
    credential_id = approved(harness)
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.reject_account(credential_id)
    assert rows(harness, "SELECT stage, revoking FROM credentials") == [("approved", "unconfirmed")]
    assert harness.approval(credential_id).phase is Phase.REJECTING
    harness.tasks.release_all()
    assert_agree(harness)


@pytest.mark.parametrize("heard", [False, True])
def test_if_the_program_ends_meanwhile_the_next_run_gives_the_access_back(
    harness: WorkflowHarness, heard: bool
) -> None:
    credential_id = approved(harness)
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.reject_account(credential_id)
    if heard:
        harness.tasks.do_unheard(Lane.NETWORK)
    harness.restart()

    assert harness.stripe.connected == set()
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_while_it_is_under_way_it_is_neither_created_nor_removed(harness: WorkflowHarness) -> None:
    credential_id = approved(harness)
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.reject_account(credential_id)
    harness.commands.create(credential_id)
    harness.commands.remove(credential_id, revoke=None)
    harness.commands.reject_account(credential_id)
    harness.tasks.release_all()

    assert harness.credential(credential_id).stage is Stage.INCOMPLETE
    assert activity(harness) == ["started", "approved", "revoked", "rejected"]
    assert_agree(harness)


def test_one_that_was_created_before_can_not_be_rejected(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.commands.reject_account(credential_id)
    assert harness.credential(credential_id).stage is Stage.ACTIVE
    harness.commands.remove(harness.make_active("EU invoices"), revoke=True)
    assert harness.credential(credential_id).secret_place is SecretPlace.REVOKED
    harness.commands.go_to_stripe(
        System.STRIPE_TEST, "EU billing", SecretPlace.KEYCHAIN, credential_id
    )
    harness.approve_in_browser()
    again = harness.credential(credential_id)
    assert (again.stage, again.allows(Step.REJECT_ACCOUNT)) == (Stage.APPROVED, False)
    harness.commands.reject_account(credential_id)

    assert harness.credential(credential_id) == again
    assert harness.approval(credential_id).deadline is None
    assert_agree(harness)


def test_a_database_that_fails_says_so_and_the_next_run_goes_on(harness: WorkflowHarness) -> None:
    credential_id = approved(harness)
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.reject_account(credential_id)
    harness.disk.is_full = True
    harness.tasks.release_all()
    credential = harness.credential(credential_id)
    assert credential.revoking is Revoking.UNCONFIRMED
    assert harness.approval(credential_id).phase is Phase.APPROVED
    harness.disk.mend()
    harness.restart()

    assert_over(harness, credential_id)
    assert harness.stripe.connected == set()
