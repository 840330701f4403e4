"""The keychain: looked at before anything is begun, and never left with what nobody knows of."""

import pytest

from desktop_app.core.credential import Credential, SecretPlace, Stage, Status
from desktop_app.core.outcome import Approved, SecretLost
from desktop_app.core.problems import (
    KeychainFailed,
    KeychainLocked,
    KeychainMissing,
    KeychainProblem,
)
from desktop_app.core.systems import System
from desktop_app.workflow.events import Phase
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, Desk
from tests.workflow.agreement import activity, assert_agree, assert_over, assert_safe, rows


def known(desk: Desk, credential_id: str) -> Credential:
    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    return credential


@pytest.mark.parametrize(
    "problem", [KeychainLocked("locked"), KeychainMissing("none"), KeychainFailed("broken")]
)
def test_a_keychain_that_cannot_be_used_blocks_before_anything_is_begun(
    desk: Desk, problem: KeychainProblem
) -> None:
    desk.keychain.fail_probe = problem
    credential_id = desk.go()

    approval = desk.approval(credential_id)
    assert (approval.phase, approval.keychain_problem) == (Phase.BLOCKED, problem)
    assert desk.workflow.credential(credential_id) is None
    assert desk.browser.opened == []
    assert activity(desk) == []
    desk.workflow.abandon(credential_id)
    assert desk.workflow.approval(credential_id) is None
    assert_agree(desk)


def test_a_locked_keychain_is_unlocked_and_the_approval_goes_on(desk: Desk) -> None:
    desk.keychain.fail_probe = KeychainLocked("locked")
    credential_id = desk.go()
    desk.workflow.unlock_keychain(credential_id)

    assert desk.approval(credential_id).phase is Phase.WAITING
    assert len(desk.browser.opened) == 1
    desk.approve_in_browser()
    assert known(desk, credential_id).secret_place is SecretPlace.KEYCHAIN
    assert_agree(desk)


def test_an_unlocking_that_is_declined_stays_blocked(desk: Desk) -> None:
    desk.keychain.fail_probe = desk.keychain.fail_unlock = KeychainLocked("locked")
    credential_id = desk.go()
    desk.workflow.unlock_keychain(credential_id)

    approval = desk.approval(credential_id)
    assert approval.phase is Phase.BLOCKED
    assert isinstance(approval.keychain_problem, KeychainLocked)
    assert_agree(desk)


def test_a_keychain_that_does_not_answer_is_taken_for_locked(desk: Desk) -> None:
    desk.tasks.holding = {Lane.KEYCHAIN}
    credential_id = desk.go()
    desk.tasks.time_out()

    assert isinstance(desk.approval(credential_id).keychain_problem, KeychainLocked)


def test_an_approval_abandoned_while_the_keychain_is_unlocked_is_not_begun(desk: Desk) -> None:
    desk.keychain.fail_probe = KeychainLocked("locked")
    credential_id = desk.go()
    desk.tasks.holding = {Lane.KEYCHAIN}
    desk.workflow.unlock_keychain(credential_id)
    desk.workflow.abandon(credential_id)
    desk.tasks.release_all()

    assert desk.workflow.approval(credential_id) is None
    assert desk.browser.opened == []
    assert_agree(desk)


def test_without_a_keychain_the_secret_can_be_kept_for_the_session(desk: Desk) -> None:
    desk.keychain.fail_probe = KeychainMissing("none")
    credential_id = desk.go()
    blocked = desk.approval(credential_id)
    desk.workflow.go_to_stripe(blocked.system, blocked.name, SecretPlace.SESSION, credential_id)
    desk.approve_in_browser()
    desk.workflow.create(credential_id)

    assert known(desk, credential_id).status is Status.ACTIVE
    assert known(desk, credential_id).secret_place is SecretPlace.SESSION
    assert desk.keychain.entries == {}
    assert b"sk_test_token" not in desk.database.read_bytes()
    assert_agree(desk)


@pytest.mark.parametrize("created", [True, False])
def test_a_secret_of_an_ended_session_needs_approval_again(desk: Desk, created: bool) -> None:
    credential_id = desk.go(place=SecretPlace.SESSION)
    desk.approve_in_browser()
    if created:
        desk.workflow.create(credential_id)
    desk.restart()

    assert known(desk, credential_id).status is Status.NEEDS_APPROVAL
    assert known(desk, credential_id).secret_place is SecretPlace.LOST
    assert_agree(desk)


def test_what_was_approved_for_an_ended_session_cannot_be_created(desk: Desk) -> None:
    credential_id = desk.go(place=SecretPlace.SESSION)
    desk.approve_in_browser()
    desk.restart()
    approval = desk.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.OVER, SecretLost())


def test_the_keychain_is_asked_before_every_browser(desk: Desk) -> None:
    credential_id = desk.go()
    desk.keychain.fail_probe = KeychainLocked("locked")
    desk.workflow.open_again(credential_id)
    assert desk.approval(credential_id).phase is Phase.BLOCKED
    assert len(desk.browser.opened) == 1

    desk.workflow.unlock_keychain(credential_id)
    assert desk.approval(credential_id).phase is Phase.WAITING
    assert len(desk.browser.opened) == 2
    assert_agree(desk)


def test_a_begun_approval_can_go_on_for_the_session_only(desk: Desk) -> None:
    credential_id = desk.go()
    desk.keychain.fail_probe = KeychainMissing("none")
    desk.workflow.open_again(credential_id)
    desk.workflow.go_to_stripe(System.STRIPE_TEST, "EU billing", SecretPlace.SESSION, credential_id)
    desk.approve_in_browser(attempt=1)
    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.secret_place is SecretPlace.SESSION
    assert_agree(desk)


def test_a_write_that_fails_after_the_approval_is_kept_for_the_session(desk: Desk) -> None:
    credential_id = desk.go()
    desk.keychain.fail_write = KeychainFailed("broken")
    desk.approve_in_browser()

    approval = desk.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.APPROVED, Approved(ACCOUNT))
    assert isinstance(approval.keychain_problem, KeychainFailed)
    assert known(desk, credential_id).secret_place is SecretPlace.SESSION
    assert desk.keychain.entries == {}
    assert_agree(desk)


def test_a_session_s_secret_can_be_kept_in_the_keychain_later(desk: Desk) -> None:
    credential_id = desk.go()
    desk.keychain.fail_write = KeychainFailed("broken")
    desk.approve_in_browser()
    desk.workflow.keep_in_keychain(credential_id)
    assert isinstance(desk.approval(credential_id).keychain_problem, KeychainFailed)
    assert known(desk, credential_id).secret_place is SecretPlace.SESSION
    assert_agree(desk)

    desk.keychain.fail_write = None
    desk.workflow.keep_in_keychain(credential_id)
    assert desk.approval(credential_id).keychain_problem is None
    assert known(desk, credential_id).secret_place is SecretPlace.KEYCHAIN
    assert list(desk.keychain.entries.values()) == ['{"access_token":"sk_test_token"}']
    assert_agree(desk)
    desk.restart()
    assert known(desk, credential_id).status is Status.READY_TO_CREATE
    assert_agree(desk)


def test_keeping_twice_at_once_keeps_one_entry(desk: Desk) -> None:
    credential_id = desk.go(place=SecretPlace.SESSION)
    desk.approve_in_browser()
    desk.tasks.holding = {Lane.KEYCHAIN}
    desk.workflow.keep_in_keychain(credential_id)
    desk.workflow.keep_in_keychain(credential_id)
    desk.tasks.release_all()

    assert len(desk.keychain.entries) == 1
    assert_agree(desk)


def test_creating_while_the_secret_is_being_kept_does_not_forget_where_it_is(desk: Desk) -> None:
    credential_id = desk.go(place=SecretPlace.SESSION)
    desk.approve_in_browser()
    desk.tasks.holding = {Lane.DATABASE}
    desk.workflow.keep_in_keychain(credential_id)
    desk.tasks.release()
    desk.workflow.create(credential_id)
    desk.tasks.release_all()

    assert known(desk, credential_id).stage is Stage.ACTIVE
    assert known(desk, credential_id).secret_place is SecretPlace.KEYCHAIN
    assert_agree(desk)


def test_a_secret_that_is_gone_with_its_session_cannot_be_kept(desk: Desk) -> None:
    credential_id = desk.go(place=SecretPlace.SESSION)
    desk.approve_in_browser()
    desk.restart()
    desk.workflow.keep_in_keychain(credential_id)

    assert known(desk, credential_id).secret_place is SecretPlace.LOST
    assert desk.keychain.entries == {}
    assert_agree(desk)


def test_a_write_that_times_out_and_succeeds_late_is_undone(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.KEYCHAIN}
    desk.approve_in_browser()
    late = desk.tasks.time_out()
    assert known(desk, credential_id).secret_place is SecretPlace.SESSION

    late()
    assert len(desk.keychain.entries) == 1
    assert_safe(desk)
    desk.tasks.release_all()
    assert desk.keychain.entries == {}
    assert rows(desk, "SELECT * FROM keychain_entries") == []
    assert_agree(desk)


def test_an_entry_is_named_in_the_database_before_it_is_made(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.KEYCHAIN}
    desk.approve_in_browser()

    ((owner, status),) = rows(desk, "SELECT credential_id, status FROM keychain_entries")
    assert (owner, status) == (credential_id, "pending")
    desk.tasks.release_all()
    assert_agree(desk)


def test_an_entry_that_was_not_made_whole_before_a_crash_is_deleted(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.KEYCHAIN}
    desk.approve_in_browser()
    (_, write, _) = desk.tasks.held[0]
    write()
    desk.restart()

    assert desk.keychain.entries == {}
    (grant,) = desk.workflow.unsettled_grants
    assert (grant.credential_id, grant.account_id) == (credential_id, ACCOUNT.id)
    assert_agree(desk)


def test_an_entry_that_cannot_be_deleted_is_deleted_another_time(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.keychain.fail_delete = KeychainFailed("busy")
    desk.workflow.remove(credential_id, revoke=True)
    assert len(desk.keychain.entries) == 1
    assert_agree(desk)

    desk.keychain.fail_delete = None
    desk.restart()
    assert desk.keychain.entries == {}
    assert_over(desk, credential_id)
    assert_agree(desk)


def test_a_locked_keychain_is_not_asked_to_delete(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.keychain.fail_probe = KeychainLocked("locked")
    desk.workflow.remove(credential_id, revoke=True)

    assert len(desk.keychain.entries) == 1
    assert_agree(desk)


def test_a_start_reads_no_secret_and_does_not_touch_the_keychain(desk: Desk) -> None:
    desk.make_active()
    desk.crash().tasks.holding = {Lane.KEYCHAIN}
    desk.start()

    assert not desk.tasks.held
    assert_agree(desk)


def test_an_unlocking_that_takes_long_does_not_undo_an_answer(desk: Desk) -> None:
    credential_id = desk.go()
    desk.keychain.fail_probe = KeychainLocked("locked")
    desk.workflow.open_again(credential_id)
    desk.tasks.holding = {Lane.KEYCHAIN}
    desk.workflow.unlock_keychain(credential_id)
    desk.deny_in_browser()
    assert desk.approval(credential_id).phase is Phase.STOPPED

    desk.tasks.release_all()
    assert desk.approval(credential_id).phase is Phase.STOPPED
    assert len(desk.browser.opened) == 1
    assert_agree(desk)
