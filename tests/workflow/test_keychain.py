"""The keychain: looked at before anything is begun, and never left with what nobody knows of."""

import pytest

from desktop_app.core.approval import Phase
from desktop_app.core.credential import SecretPlace, Stage, Status
from desktop_app.core.errors import (
    KeychainError,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
)
from desktop_app.core.outcome import Approved, SecretLost
from desktop_app.core.systems import System
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, WorkflowHarness
from tests.workflow.agreement import activity, assert_agree, assert_over, assert_safe, rows


@pytest.mark.parametrize(
    "problem",
    [KeychainLockedError("locked"), KeychainMissingError("none"), KeychainFailedError("broken")],
)
def test_a_keychain_that_cannot_be_used_blocks_before_anything_is_begun(
    harness: WorkflowHarness, problem: KeychainError
) -> None:
    harness.keychain.fail_probe = problem
    credential_id = harness.go()

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.keychain_error) == (Phase.BLOCKED, problem)
    assert harness.state.credential(credential_id) is None
    assert harness.browser.opened == []
    assert activity(harness) == []
    harness.commands.abandon(credential_id)
    assert harness.state.approval(credential_id) is None
    assert_agree(harness)


def test_a_locked_keychain_is_unlocked_and_the_approval_goes_on(harness: WorkflowHarness) -> None:
    harness.keychain.fail_probe = KeychainLockedError("locked")
    credential_id = harness.go()
    harness.commands.unlock_keychain(credential_id)

    assert harness.approval(credential_id).phase is Phase.WAITING
    assert len(harness.browser.opened) == 1
    harness.approve_in_browser()
    assert harness.credential(credential_id).secret_place is SecretPlace.KEYCHAIN
    assert_agree(harness)


def test_an_unlocking_that_is_declined_stays_blocked(harness: WorkflowHarness) -> None:
    harness.keychain.fail_probe = harness.keychain.fail_unlock = KeychainLockedError("locked")
    credential_id = harness.go()
    harness.commands.unlock_keychain(credential_id)

    approval = harness.approval(credential_id)
    assert approval.phase is Phase.BLOCKED
    assert isinstance(approval.keychain_error, KeychainLockedError)
    assert_agree(harness)


def test_a_keychain_that_does_not_answer_is_taken_for_locked(harness: WorkflowHarness) -> None:
    harness.tasks.holding = {Lane.KEYCHAIN}
    credential_id = harness.go()
    harness.tasks.time_out()

    assert isinstance(harness.approval(credential_id).keychain_error, KeychainLockedError)


def test_an_approval_abandoned_while_the_keychain_is_unlocked_is_not_begun(
    harness: WorkflowHarness,
) -> None:
    harness.keychain.fail_probe = KeychainLockedError("locked")
    credential_id = harness.go()
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.commands.unlock_keychain(credential_id)
    harness.commands.abandon(credential_id)
    harness.tasks.release_all()

    assert harness.state.approval(credential_id) is None
    assert harness.browser.opened == []
    assert_agree(harness)


def test_without_a_keychain_the_secret_can_be_kept_for_the_session(
    harness: WorkflowHarness,
) -> None:
    harness.keychain.fail_probe = KeychainMissingError("none")
    credential_id = harness.go()
    blocked = harness.approval(credential_id)
    harness.commands.go_to_stripe(blocked.system, blocked.name, SecretPlace.SESSION, credential_id)
    harness.approve_in_browser()
    harness.commands.create(credential_id)

    assert harness.credential(credential_id).status is Status.ACTIVE
    assert harness.credential(credential_id).secret_place is SecretPlace.SESSION
    assert harness.keychain.entries == {}
    assert b"sk_test_token" not in harness.database.read_bytes()
    assert_agree(harness)


@pytest.mark.parametrize("created", [True, False])
def test_a_secret_of_an_ended_session_needs_approval_again(
    harness: WorkflowHarness, created: bool
) -> None:
    credential_id = harness.go(place=SecretPlace.SESSION)
    harness.approve_in_browser()
    if created:
        harness.commands.create(credential_id)
    harness.restart()

    assert harness.credential(credential_id).status is Status.NEEDS_APPROVAL
    assert harness.credential(credential_id).secret_place is SecretPlace.LOST
    assert_agree(harness)


def test_what_was_approved_for_an_ended_session_cannot_be_created(harness: WorkflowHarness) -> None:
    credential_id = harness.go(place=SecretPlace.SESSION)
    harness.approve_in_browser()
    harness.restart()
    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.OVER, SecretLost())


def test_the_keychain_is_asked_before_every_browser(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.keychain.fail_probe = KeychainLockedError("locked")
    harness.commands.retry(credential_id)
    assert harness.approval(credential_id).phase is Phase.BLOCKED
    assert len(harness.browser.opened) == 1

    harness.commands.unlock_keychain(credential_id)
    assert harness.approval(credential_id).phase is Phase.WAITING
    assert len(harness.browser.opened) == 2
    assert_agree(harness)


def test_a_begun_approval_can_go_on_for_the_session_only(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.keychain.fail_probe = KeychainMissingError("none")
    harness.commands.retry(credential_id)
    harness.commands.go_to_stripe(
        System.STRIPE_TEST, "EU billing", SecretPlace.SESSION, credential_id
    )
    harness.approve_in_browser(attempt=1)
    credential = harness.credential(credential_id)
    assert credential.secret_place is SecretPlace.SESSION
    assert_agree(harness)


def test_a_write_that_fails_after_the_approval_is_kept_for_the_session(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.keychain.fail_write = KeychainFailedError("broken")
    harness.approve_in_browser()

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.APPROVED, Approved(ACCOUNT))
    assert isinstance(approval.keychain_error, KeychainFailedError)
    assert harness.credential(credential_id).secret_place is SecretPlace.SESSION
    assert harness.keychain.entries == {}
    assert_agree(harness)


def test_a_session_s_secret_can_be_kept_in_the_keychain_later(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.keychain.fail_write = KeychainFailedError("broken")
    harness.approve_in_browser()
    harness.commands.move_to_keychain(credential_id)
    assert isinstance(harness.approval(credential_id).keychain_error, KeychainFailedError)
    assert harness.credential(credential_id).secret_place is SecretPlace.SESSION
    assert_agree(harness)

    harness.keychain.fail_write = None
    harness.commands.move_to_keychain(credential_id)
    assert harness.approval(credential_id).keychain_error is None
    assert harness.credential(credential_id).secret_place is SecretPlace.KEYCHAIN
    assert list(harness.keychain.entries.values()) == ['{"access_token":"sk_test_token"}']
    assert_agree(harness)
    harness.restart()
    assert harness.credential(credential_id).status is Status.READY_TO_CREATE
    assert_agree(harness)


def test_keeping_twice_at_once_keeps_one_entry(harness: WorkflowHarness) -> None:
    credential_id = harness.go(place=SecretPlace.SESSION)
    harness.approve_in_browser()
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.commands.move_to_keychain(credential_id)
    harness.commands.move_to_keychain(credential_id)
    harness.tasks.release_all()

    assert len(harness.keychain.entries) == 1
    assert_agree(harness)


def test_creating_while_the_secret_is_being_kept_does_not_forget_where_it_is(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go(place=SecretPlace.SESSION)
    harness.approve_in_browser()
    harness.tasks.holding = {Lane.DATABASE}
    harness.commands.move_to_keychain(credential_id)
    harness.tasks.release()
    harness.commands.create(credential_id)
    harness.tasks.release_all()

    assert harness.credential(credential_id).stage is Stage.ACTIVE
    assert harness.credential(credential_id).secret_place is SecretPlace.KEYCHAIN
    assert_agree(harness)


def test_a_secret_that_is_gone_with_its_session_cannot_be_kept(harness: WorkflowHarness) -> None:
    credential_id = harness.go(place=SecretPlace.SESSION)
    harness.approve_in_browser()
    harness.restart()
    harness.commands.move_to_keychain(credential_id)

    assert harness.credential(credential_id).secret_place is SecretPlace.LOST
    assert harness.keychain.entries == {}
    assert_agree(harness)


def test_a_write_that_times_out_and_succeeds_late_is_undone(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.approve_in_browser()
    late = harness.tasks.time_out()
    assert harness.credential(credential_id).secret_place is SecretPlace.SESSION

    late()
    assert len(harness.keychain.entries) == 1
    assert_safe(harness)
    harness.tasks.release_all()
    assert harness.keychain.entries == {}
    assert rows(harness, "SELECT * FROM keychain_entries") == []
    assert_agree(harness)


def test_an_entry_is_named_in_the_database_before_it_is_made(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.approve_in_browser()

    ((owner, status),) = rows(harness, "SELECT credential_id, status FROM keychain_entries")
    assert (owner, status) == (credential_id, "pending")
    harness.tasks.release_all()
    assert_agree(harness)


def test_an_entry_that_was_not_made_whole_before_a_crash_is_deleted(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.approve_in_browser()
    (_, write, _) = harness.tasks.held[0]
    write()
    harness.restart()

    assert harness.keychain.entries == {}
    (grant,) = harness.state.unsettled_grants
    assert (grant.credential_id, grant.account_id) == (credential_id, ACCOUNT.id)
    assert_agree(harness)


def test_an_entry_that_cannot_be_deleted_is_deleted_another_time(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.keychain.fail_delete = KeychainFailedError("busy")
    harness.commands.remove(credential_id, revoke=True)
    assert len(harness.keychain.entries) == 1
    assert_agree(harness)

    harness.keychain.fail_delete = None
    harness.restart()
    assert harness.keychain.entries == {}
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_a_locked_keychain_is_not_asked_to_delete(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.keychain.fail_probe = KeychainLockedError("locked")
    harness.commands.remove(credential_id, revoke=True)

    assert len(harness.keychain.entries) == 1
    assert_agree(harness)


def test_a_start_reads_no_secret_and_does_not_touch_the_keychain(harness: WorkflowHarness) -> None:
    harness.make_active()
    harness.crash().tasks.holding = {Lane.KEYCHAIN}
    harness.start()

    assert not harness.tasks.held
    assert_agree(harness)


def test_an_unlocking_that_takes_long_does_not_undo_an_answer(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.keychain.fail_probe = KeychainLockedError("locked")
    harness.commands.retry(credential_id)
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.commands.unlock_keychain(credential_id)
    harness.deny_in_browser()
    assert harness.approval(credential_id).phase is Phase.STOPPED

    harness.tasks.release_all()
    assert harness.approval(credential_id).phase is Phase.STOPPED
    assert len(harness.browser.opened) == 1
    assert_agree(harness)
