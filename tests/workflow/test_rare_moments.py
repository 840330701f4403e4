"""Moments that a person seldom sees: found by `test_any_life`, told here one by one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.core.account import Account
from desktop_app.core.approval import Phase
from desktop_app.core.credential import SecretPlace, Stage
from desktop_app.core.errors import (
    AccountNotConnectedError,
    AnswerLostError,
    Detail,
    KeychainFailedError,
    RefusedError,
)
from desktop_app.core.outcome import Approved, Denied, ExchangeFailed, ExchangeProblem
from desktop_app.core.systems import System
from desktop_app.workflow.events import TimeGetsShort
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, WorkflowHarness
from tests.workflow.agreement import activity, assert_agree, assert_over, rows


def test_a_warning_is_not_given_again_after_an_exchange_that_failed(
    harness: WorkflowHarness,
) -> None:
    harness.go()
    harness.clock.pass_time(timedelta(minutes=5))
    harness.alarm.ring()
    harness.stripe.fail_exchange = RefusedError(Detail())
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.commands.check_deadlines()
    harness.tasks.release_all()

    assert len([event for event in harness.events if isinstance(event, TimeGetsShort)]) == 1
    assert_agree(harness)


def test_a_browser_that_brings_a_denial_is_answered_even_if_the_disk_is_full(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    attempt_id = next(iter(harness.receiver.expected))
    harness.disk.is_full = True
    harness.deny_in_browser()

    assert harness.receiver.concluded == [(attempt_id, Denied())]
    assert harness.approval(credential_id).phase is Phase.STOPPED
    assert activity(harness) == ["started"]


def test_a_browser_whose_code_is_refused_is_answered_even_if_the_disk_is_full(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.stripe.fail_exchange = RefusedError(Detail())
    harness.tasks.holding = {Lane.NETWORK}
    answer = harness.approve_in_browser()
    harness.disk.is_full = True
    harness.tasks.release_all()

    outcome = ExchangeFailed(ExchangeProblem.REFUSED, Detail())
    assert harness.receiver.concluded == [(answer.attempt_id, outcome)]
    assert harness.approval(credential_id).outcome == outcome


def test_created_while_it_is_being_removed_its_access_is_revoked_as_was_said(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.approve_in_browser()
    harness.tasks.holding = {Lane.DATABASE}
    harness.commands.create(credential_id)
    harness.commands.remove(credential_id, revoke=None)
    harness.tasks.release_all()

    assert activity(harness) == ["started", "approved", "created", "revoked", "deleted"]
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_removed_twice_before_the_first_was_written_down_it_is_removed_once(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.make_active()
    harness.tasks.holding = {Lane.DATABASE}
    harness.commands.remove(credential_id, revoke=True)
    harness.commands.remove(credential_id, revoke=True)
    harness.tasks.release_all()

    assert activity(harness) == ["started", "approved", "created", "revoked", "deleted"]
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_removed_without_and_with_revoking_at_once_the_first_word_counts(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.make_active()
    harness.tasks.holding = {Lane.DATABASE}
    harness.commands.remove(credential_id, revoke=True)
    harness.commands.remove(credential_id, revoke=False)
    harness.tasks.release_all()

    assert harness.stripe.connected == set()
    assert activity(harness) == ["started", "approved", "created", "revoked", "deleted"]
    assert_agree(harness)


def test_stopping_a_wait_does_nothing_to_what_was_approved_meanwhile(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.commands.retry(credential_id)
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.approve_in_browser()
    harness.tasks.holding = {Lane.DATABASE}
    harness.tasks.release()
    harness.commands.stop_waiting(credential_id)
    harness.tasks.release_all()

    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert activity(harness) == ["started", "approved"]
    assert_agree(harness)


def test_a_wait_that_was_stopped_and_begun_again_before_an_old_answer_is_heard(
    harness: WorkflowHarness,
) -> None:
    """The old answer waits for a revocation to end; meanwhile its attempt was closed."""
    active = harness.make_active("EU billing")
    waiting = harness.go("US billing", place=SecretPlace.SESSION)
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.remove(active, revoke=True)
    harness.approve_in_browser()
    harness.commands.stop_waiting(waiting)
    harness.commands.retry(waiting)
    harness.tasks.holding = {Lane.KEYCHAIN}
    # Stripe is made ready before the revocation ends.
    _, preparation = harness.tasks.held
    harness.tasks.held.remove(preparation)
    harness.tasks.held.appendleft(preparation)
    harness.tasks.release_all()

    assert harness.stripe.exchanged == ["ac_1"]
    assert harness.approval(waiting).phase is Phase.STOPPED
    assert_agree(harness)


def test_a_lost_answer_that_could_not_be_noted_is_noted_before_another_code_is_sent(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.stripe.fail_exchange = AnswerLostError(Detail())
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.disk.is_full = True
    harness.tasks.release_all()
    harness.disk.mend()
    harness.stripe.fail_exchange = None
    harness.commands.retry(credential_id)
    harness.approve_in_browser()

    assert harness.stripe.exchanged == ["ac_1", "ac_2"]
    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert harness.state.unsettled_grants == ()
    assert activity(harness) == ["started", "unknown", "approved"]
    assert_agree(harness)


def test_a_lost_answer_that_could_not_be_noted_is_noted_before_another_tab_s_code_is_sent(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.commands.retry(credential_id)
    harness.stripe.fail_exchange = AnswerLostError(Detail())
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser(attempt=0)
    harness.disk.is_full = True
    harness.tasks.release_all()
    harness.disk.mend()
    harness.stripe.fail_exchange = None
    # The other tab: the first attempt is over.
    harness.approve_in_browser()

    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert activity(harness) == ["started", "unknown", "approved"]
    assert_agree(harness)


def lose_an_answer_unnoted(harness: WorkflowHarness) -> str:
    """Have an answer get lost while the database can't note it."""
    credential_id = harness.go()
    harness.stripe.fail_exchange = AnswerLostError(Detail())
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.disk.is_full = True
    harness.tasks.release_all()
    harness.disk.mend()
    return credential_id


def test_a_lost_answer_that_could_not_be_noted_does_not_outlive_the_deadline(
    harness: WorkflowHarness,
) -> None:
    credential_id = lose_an_answer_unnoted(harness)
    harness.clock.pass_time(harness.ttl)
    harness.commands.retry(credential_id)

    assert len(harness.browser.opened) == 1
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_a_lost_answer_that_was_cleared_before_it_was_noted_stays_cleared(
    harness: WorkflowHarness,
) -> None:
    lose_an_answer_unnoted(harness)
    (grant,) = harness.state.unsettled_grants
    harness.commands.clear_unsettled_grant(grant.id)
    harness.restart()

    assert harness.state.unsettled_grants == ()
    assert activity(harness) == ["started", "unknown", "cleared"]


def test_an_answer_in_time_that_waits_for_a_revocation_may_finish_after_the_deadline(
    harness: WorkflowHarness,
) -> None:
    active = harness.make_active("EU billing")
    waiting = harness.go("US billing")
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.remove(active, revoke=True)
    harness.clock.pass_time(harness.ttl - timedelta(seconds=1))
    harness.approve_in_browser()
    harness.clock.pass_time(timedelta(seconds=20))
    harness.commands.check_deadlines()
    harness.tasks.release_all()

    assert harness.approval(waiting).phase is Phase.APPROVED
    assert_agree(harness)


def test_an_account_that_is_not_read_in_time_is_approved_by_its_id(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.tasks.release()
    harness.tasks.time_out()

    assert harness.approval(credential_id).outcome == Approved(Account(ACCOUNT.id))
    assert_agree(harness)


def test_what_is_approved_is_not_sent_to_the_browser_again(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.approve_in_browser()
    harness.commands.retry(credential_id)

    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert len(harness.browser.opened) == 1
    assert_agree(harness)


def test_another_account_s_approval_settles_nothing_of_the_first(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    # The account is written down; then the program ends.
    harness.tasks.release()
    harness.restart()
    harness.stripe.grant = replace(harness.stripe.grant, account_id="acct_2")
    harness.stripe.known_account = replace(ACCOUNT, id="acct_2")
    harness.commands.retry(credential_id)
    harness.approve_in_browser()

    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert [grant.account_id for grant in harness.state.unsettled_grants] == [ACCOUNT.id]
    assert_agree(harness)


def test_created_while_its_secret_is_being_kept_it_stays_created(harness: WorkflowHarness) -> None:
    credential_id = harness.go(place=SecretPlace.SESSION)
    harness.approve_in_browser()
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.commands.move_to_keychain(credential_id)
    harness.commands.create(credential_id)
    harness.tasks.release_all()

    credential = harness.credential(credential_id)
    assert (credential.stage, credential.secret_place) == (Stage.ACTIVE, SecretPlace.KEYCHAIN)
    assert_agree(harness)


def test_a_secret_that_is_in_the_keychain_is_not_kept_for_the_session_any_more(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go(place=SecretPlace.SESSION)
    harness.approve_in_browser()
    harness.commands.move_to_keychain(credential_id)
    harness.keychain.fail_unlock = KeychainFailedError("broken")
    harness.commands.move_to_keychain(credential_id)

    assert harness.approval(credential_id).keychain_error is None
    assert_agree(harness)


def test_the_secret_of_an_account_that_is_not_connected_any_more_is_not_kept_for_the_session(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go(place=SecretPlace.SESSION)
    harness.approve_in_browser()
    harness.stripe.fail_account = AccountNotConnectedError(Detail())
    harness.commands.check(credential_id)
    harness.keychain.fail_unlock = KeychainFailedError("broken")
    harness.commands.move_to_keychain(credential_id)

    assert harness.credential(credential_id).secret_place is SecretPlace.REVOKED
    assert harness.approval(credential_id).keychain_error is None
    assert_agree(harness)


def test_a_secret_that_was_never_used_does_not_stay_beside_the_next_one(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.approve_in_browser()
    # The secret is kept, and then the disk does not take that it is approved.
    harness.disk.fails.append(True)
    harness.tasks.release_all()
    harness.commands.retry(credential_id)
    harness.approve_in_browser()

    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert len(harness.keychain.entries) == 1
    assert rows(harness, "SELECT status FROM keychain_entries") == [("whole",)]


@pytest.mark.parametrize("fails", [[True], [False, True]], ids=["not noted", "not given back"])
def test_a_grant_in_the_wrong_mode_is_remembered_in_the_mode_it_was_granted_in(
    harness: WorkflowHarness, fails: list[bool]
) -> None:
    harness.go("EU billing", System.STRIPE)
    harness.stripe.grant = replace(harness.stripe.grant, livemode=False)
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.disk.fails.extend(fails)
    harness.tasks.release_all()

    (grant,) = harness.state.unsettled_grants
    assert (grant.system, grant.account_id) == (System.STRIPE_TEST, ACCOUNT.id)
