"""Moments that a person seldom sees: found by `test_any_life`, told here one by one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.core.account import Account
from desktop_app.core.credential import SecretPlace, Stage
from desktop_app.core.outcome import Approved, Denied, ExchangeFailed, ExchangeFailure
from desktop_app.core.problems import AnswerLost, Detail, KeychainFailed, StripeRefused
from desktop_app.core.systems import System
from desktop_app.workflow.events import Phase, TimeGetsShort
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, Desk
from tests.workflow.agreement import activity, assert_agree, assert_over, rows


def test_a_warning_is_not_given_again_after_an_exchange_that_failed(desk: Desk) -> None:
    desk.go()
    desk.clock.pass_time(timedelta(minutes=5))
    desk.alarm.ring()
    desk.stripe.fail_exchange = StripeRefused(Detail())
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.workflow.check_deadlines()
    desk.tasks.release_all()

    assert len([event for event in desk.events if isinstance(event, TimeGetsShort)]) == 1
    assert_agree(desk)


def test_a_browser_that_brings_a_denial_is_answered_even_if_the_disk_is_full(desk: Desk) -> None:
    credential_id = desk.go()
    attempt_id = next(iter(desk.receiver.expected))
    desk.disk.is_full = True
    desk.deny_in_browser()

    assert desk.receiver.concluded == [(attempt_id, Denied())]
    assert desk.approval(credential_id).phase is Phase.STOPPED
    assert activity(desk) == ["started"]


def test_a_browser_whose_code_is_refused_is_answered_even_if_the_disk_is_full(desk: Desk) -> None:
    credential_id = desk.go()
    desk.stripe.fail_exchange = StripeRefused(Detail())
    desk.tasks.holding = {Lane.NETWORK}
    answer = desk.approve_in_browser()
    desk.disk.is_full = True
    desk.tasks.release_all()

    outcome = ExchangeFailed(ExchangeFailure.REFUSED, Detail())
    assert desk.receiver.concluded == [(answer.attempt_id, outcome)]
    assert desk.approval(credential_id).outcome == outcome


def test_created_while_it_is_being_removed_its_access_is_revoked_as_was_said(desk: Desk) -> None:
    credential_id = desk.go()
    desk.approve_in_browser()
    desk.tasks.holding = {Lane.DATABASE}
    desk.workflow.create(credential_id)
    desk.workflow.remove(credential_id, revoke=None)
    desk.tasks.release_all()

    assert activity(desk) == ["started", "approved", "created", "revoked", "deleted"]
    assert_over(desk, credential_id)
    assert_agree(desk)


def test_removed_twice_before_the_first_was_written_down_it_is_removed_once(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.tasks.holding = {Lane.DATABASE}
    desk.workflow.remove(credential_id, revoke=True)
    desk.workflow.remove(credential_id, revoke=True)
    desk.tasks.release_all()

    assert activity(desk) == ["started", "approved", "created", "revoked", "deleted"]
    assert_over(desk, credential_id)
    assert_agree(desk)


def test_removed_without_and_with_revoking_at_once_the_first_word_counts(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.tasks.holding = {Lane.DATABASE}
    desk.workflow.remove(credential_id, revoke=True)
    desk.workflow.remove(credential_id, revoke=False)
    desk.tasks.release_all()

    assert desk.stripe.connected == set()
    assert activity(desk) == ["started", "approved", "created", "revoked", "deleted"]
    assert_agree(desk)


def test_stopping_a_wait_does_nothing_to_what_was_approved_meanwhile(desk: Desk) -> None:
    credential_id = desk.go()
    desk.workflow.open_again(credential_id)
    desk.tasks.holding = {Lane.KEYCHAIN}
    desk.approve_in_browser()
    desk.tasks.holding = {Lane.DATABASE}
    desk.tasks.release()
    desk.workflow.stop_waiting(credential_id)
    desk.tasks.release_all()

    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert activity(desk) == ["started", "approved"]
    assert_agree(desk)


def test_a_wait_that_was_stopped_and_begun_again_before_an_old_answer_is_heard(desk: Desk) -> None:
    """The old answer waits for a revocation to end; meanwhile its attempt was closed."""
    active = desk.make_active("EU billing")
    waiting = desk.go("US billing", place=SecretPlace.SESSION)
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.remove(active, revoke=True)
    desk.approve_in_browser()
    desk.workflow.stop_waiting(waiting)
    desk.workflow.open_again(waiting)
    desk.tasks.holding = {Lane.KEYCHAIN}
    # Stripe is made ready before the revocation ends.
    _, preparation = desk.tasks.held
    desk.tasks.held.remove(preparation)
    desk.tasks.held.appendleft(preparation)
    desk.tasks.release_all()

    assert desk.stripe.exchanged == ["ac_1"]
    assert desk.approval(waiting).phase is Phase.STOPPED
    assert_agree(desk)


def test_a_lost_answer_that_could_not_be_noted_is_noted_before_another_code_is_sent(
    desk: Desk,
) -> None:
    credential_id = desk.go()
    desk.stripe.fail_exchange = AnswerLost(Detail())
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.disk.is_full = True
    desk.tasks.release_all()
    desk.disk.mend()
    desk.stripe.fail_exchange = None
    desk.workflow.open_again(credential_id)
    desk.approve_in_browser()

    assert desk.stripe.exchanged == ["ac_1", "ac_2"]
    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert desk.workflow.unsettled_grants == ()
    assert activity(desk) == ["started", "unknown", "approved"]
    assert_agree(desk)


def lose_an_answer_unnoted(desk: Desk) -> str:
    """Have an answer get lost while the database can't note it."""
    credential_id = desk.go()
    desk.stripe.fail_exchange = AnswerLost(Detail())
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.disk.is_full = True
    desk.tasks.release_all()
    desk.disk.mend()
    return credential_id


def test_a_lost_answer_that_could_not_be_noted_does_not_outlive_the_deadline(desk: Desk) -> None:
    credential_id = lose_an_answer_unnoted(desk)
    desk.clock.pass_time(desk.ttl)
    desk.workflow.open_again(credential_id)

    assert len(desk.browser.opened) == 1
    assert_over(desk, credential_id)
    assert_agree(desk)


def test_a_lost_answer_that_was_cleared_before_it_was_noted_stays_cleared(desk: Desk) -> None:
    lose_an_answer_unnoted(desk)
    (grant,) = desk.workflow.unsettled_grants
    desk.workflow.clear_unsettled_grant(grant.id)
    desk.restart()

    assert desk.workflow.unsettled_grants == ()
    assert activity(desk) == ["started", "unknown", "cleared"]


def test_an_answer_in_time_that_waits_for_a_revocation_may_finish_after_the_deadline(
    desk: Desk,
) -> None:
    active = desk.make_active("EU billing")
    waiting = desk.go("US billing")
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.remove(active, revoke=True)
    desk.clock.pass_time(desk.ttl - timedelta(seconds=1))
    desk.approve_in_browser()
    desk.clock.pass_time(timedelta(seconds=20))
    desk.workflow.check_deadlines()
    desk.tasks.release_all()

    assert desk.approval(waiting).phase is Phase.APPROVED
    assert_agree(desk)


def test_an_account_that_is_not_read_in_time_is_approved_by_its_id(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.tasks.release()
    desk.tasks.time_out()

    assert desk.approval(credential_id).outcome == Approved(Account(ACCOUNT.id))
    assert_agree(desk)


def test_what_is_approved_is_not_sent_to_the_browser_again(desk: Desk) -> None:
    credential_id = desk.go()
    desk.approve_in_browser()
    desk.workflow.open_again(credential_id)

    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert len(desk.browser.opened) == 1
    assert_agree(desk)


def test_another_account_s_approval_settles_nothing_of_the_first(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    # The account is written down; then the program ends.
    desk.tasks.release()
    desk.restart()
    desk.stripe.grant = replace(desk.stripe.grant, account_id="acct_2")
    desk.stripe.known_account = replace(ACCOUNT, id="acct_2")
    desk.workflow.open_again(credential_id)
    desk.approve_in_browser()

    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert [grant.account_id for grant in desk.workflow.unsettled_grants] == [ACCOUNT.id]
    assert_agree(desk)


def test_created_while_its_secret_is_being_kept_it_stays_created(desk: Desk) -> None:
    credential_id = desk.go(place=SecretPlace.SESSION)
    desk.approve_in_browser()
    desk.tasks.holding = {Lane.KEYCHAIN}
    desk.workflow.keep_in_keychain(credential_id)
    desk.workflow.create(credential_id)
    desk.tasks.release_all()

    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert (credential.stage, credential.secret_place) == (Stage.ACTIVE, SecretPlace.KEYCHAIN)
    assert_agree(desk)


def test_a_secret_that_is_in_the_keychain_is_not_kept_for_the_session_any_more(desk: Desk) -> None:
    credential_id = desk.go(place=SecretPlace.SESSION)
    desk.approve_in_browser()
    desk.workflow.keep_in_keychain(credential_id)
    desk.keychain.fail_unlock = KeychainFailed("broken")
    desk.workflow.keep_in_keychain(credential_id)

    assert desk.approval(credential_id).keychain_problem is None
    assert_agree(desk)


def test_a_secret_that_was_never_used_does_not_stay_beside_the_next_one(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.KEYCHAIN}
    desk.approve_in_browser()
    # The secret is kept, and then the disk does not take that it is approved.
    desk.disk.fails.append(True)
    desk.tasks.release_all()
    desk.workflow.open_again(credential_id)
    desk.approve_in_browser()

    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert len(desk.keychain.entries) == 1
    assert rows(desk, "SELECT status FROM keychain_entries") == [("whole",)]


@pytest.mark.parametrize("fails", [[True], [False, True]], ids=["not noted", "not given back"])
def test_a_grant_in_the_wrong_mode_is_remembered_in_the_mode_it_was_granted_in(
    desk: Desk, fails: list[bool]
) -> None:
    desk.go("EU billing", System.STRIPE)
    desk.stripe.grant = replace(desk.stripe.grant, livemode=False)
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.disk.fails.extend(fails)
    desk.tasks.release_all()

    (grant,) = desk.workflow.unsettled_grants
    assert (grant.system, grant.account_id) == (System.STRIPE_TEST, ACCOUNT.id)
