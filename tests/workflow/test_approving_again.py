"""Approving again what was created: a time of its own, and nothing is lost if it runs out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.core.account import Account
from desktop_app.core.approval import Phase
from desktop_app.core.credential import SecretPlace, Stage, Status
from desktop_app.core.errors import (
    NO_DETAIL,
    AccountNotConnectedError,
    Detail,
    KeychainLockedError,
    StorageError,
)
from desktop_app.core.outcome import (
    Approved,
    Denied,
    ExchangeFailed,
    ExchangeProblem,
    NotOpened,
    NotStarted,
    PreparationProblem,
    Removed,
    SecretLost,
    TimedOut,
)
from desktop_app.core.systems import System
from desktop_app.workflow.events import (
    CredentialGone,
    NotApprovedAgain,
    Reconnected,
    RevocationFailed,
)
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, WorkflowHarness
from tests.workflow.agreement import CONNECTED, activity, assert_agree, assert_over, rows

OTHER = Account("acct_1GlobexPractice", "Globex GmbH", "DE", True, True)


def disconnected(harness: WorkflowHarness, name: str = "EU billing") -> str:
    """A credential whose access was revoked at Stripe, and was found so."""
    credential_id = harness.make_active(name)
    harness.stripe.connected.clear()
    harness.stripe.fail_account = AccountNotConnectedError(Detail())
    harness.commands.check(credential_id)
    harness.stripe.fail_account = None
    return credential_id


def lost(harness: WorkflowHarness) -> str:
    """A credential whose secret was for an earlier session only; its access stands."""
    credential_id = harness.go(place=SecretPlace.SESSION)
    harness.approve_in_browser()
    harness.commands.create(credential_id)
    harness.restart()
    return credential_id


def approve_again(harness: WorkflowHarness, credential_id: str) -> None:
    credential = harness.credential(credential_id)
    harness.commands.go_to_stripe(
        credential.system, credential.name, SecretPlace.KEYCHAIN, credential_id
    )


@pytest.mark.parametrize("make", [disconnected, lost])
def test_it_is_incomplete_with_its_earlier_account_and_ten_minutes(
    harness: WorkflowHarness, make: object
) -> None:
    assert callable(make)
    credential_id = make(harness)
    harness.clock.pass_time(timedelta(hours=5))
    approve_again(harness, credential_id)

    credential = harness.credential(credential_id)
    assert credential.stage is Stage.INCOMPLETE
    assert credential.was_created
    assert credential.account == ACCOUNT
    assert harness.time_left(credential) == timedelta(minutes=10)
    assert harness.approval(credential_id).phase is Phase.WAITING
    assert len(harness.browser.opened) == (2 if make is disconnected else 1)
    assert activity(harness)[-1] == "started"
    assert_agree(harness)


def test_approved_and_created_it_is_active_again_under_its_id_and_name(
    harness: WorkflowHarness,
) -> None:
    credential_id = disconnected(harness)
    approve_again(harness, credential_id)
    harness.approve_in_browser()
    assert harness.approval(credential_id).outcome == Approved(ACCOUNT)
    assert harness.credential(credential_id).status is Status.READY_TO_RECONNECT
    harness.commands.create(credential_id)

    (credential,) = harness.state.credentials
    assert (credential.id, credential.name) == (credential_id, "EU billing")
    assert credential.status is Status.ACTIVE
    assert len(harness.keychain.entries) == 1
    assert activity(harness)[-3:] == ["started", "approved", "reconnected"]
    assert_agree(harness)


@pytest.mark.parametrize("make", [disconnected, lost])
def test_when_the_time_is_over_it_is_as_it_was_before(
    harness: WorkflowHarness, make: object
) -> None:
    assert callable(make)
    credential_id = make(harness)
    before = harness.credential(credential_id)
    approve_again(harness, credential_id)
    attempt_id = next(iter(harness.receiver.expected))
    harness.clock.pass_time(timedelta(minutes=10))
    harness.alarm.ring()

    assert harness.credential(credential_id) == before
    assert harness.receiver.concluded[-1] == (attempt_id, TimedOut(restored=True))
    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.OVER, TimedOut(restored=True))
    assert any(isinstance(event, NotApprovedAgain) for event in harness.events)
    assert not any(isinstance(event, CredentialGone) for event in harness.events)
    assert activity(harness)[-1] == "expired"
    assert_agree(harness)


def test_when_the_time_is_over_it_can_be_begun_once_more(harness: WorkflowHarness) -> None:
    credential_id = disconnected(harness)
    for _ in range(2):
        approve_again(harness, credential_id)
        harness.clock.pass_time(timedelta(minutes=10))
        harness.alarm.ring()
    approve_again(harness, credential_id)
    harness.approve_in_browser()

    assert harness.credential(credential_id).stage is Stage.APPROVED
    assert_agree(harness)


def test_a_time_that_ran_out_while_the_program_was_off_is_over_at_the_next_start(
    harness: WorkflowHarness,
) -> None:
    credential_id = disconnected(harness)
    approve_again(harness, credential_id)
    harness.clock.pass_time(timedelta(minutes=11))
    harness.restart()

    assert harness.credential(credential_id).status is Status.DISCONNECTED
    assert any(isinstance(event, NotApprovedAgain) for event in harness.events)
    assert_agree(harness)


def test_after_a_restart_within_the_time_its_tab_still_works(harness: WorkflowHarness) -> None:
    credential_id = disconnected(harness)
    approve_again(harness, credential_id)
    harness.restart()
    harness.approve_in_browser()

    assert harness.credential(credential_id).stage is Stage.APPROVED
    assert_agree(harness)


def test_a_denial_leaves_it_incomplete_until_its_time_is_over(harness: WorkflowHarness) -> None:
    credential_id = disconnected(harness)
    approve_again(harness, credential_id)
    harness.deny_in_browser()
    assert harness.approval(credential_id).outcome == Denied()
    harness.commands.retry(credential_id)
    harness.approve_in_browser()

    assert harness.credential(credential_id).stage is Stage.APPROVED
    assert_agree(harness)


def test_nothing_is_written_before_the_browser_can_be_opened(harness: WorkflowHarness) -> None:
    credential_id = disconnected(harness)
    before = harness.credential(credential_id), rows(harness, "SELECT * FROM activity")
    harness.keychain.fail_probe = KeychainLockedError("locked")
    approve_again(harness, credential_id)

    assert harness.approval(credential_id).phase is Phase.BLOCKED
    assert (harness.credential(credential_id), rows(harness, "SELECT * FROM activity")) == before
    assert_agree(harness)
    harness.commands.unlock_keychain(credential_id)
    assert harness.approval(credential_id).phase is Phase.WAITING
    assert harness.credential(credential_id).stage is Stage.INCOMPLETE
    assert_agree(harness)


def test_where_it_could_not_be_begun_the_wizard_says_so_and_it_can_be_tried_again(
    harness: WorkflowHarness,
) -> None:
    credential_id = disconnected(harness)
    harness.disk.is_full = True
    approve_again(harness, credential_id)

    outcome = harness.approval(credential_id).outcome
    assert outcome == NotStarted(PreparationProblem.NOT_SAVED)
    assert all(isinstance(crash, StorageError) for crash in harness.tasks.crashes)
    harness.disk.mend()
    harness.disk.failures = 0
    harness.tasks.crashes.clear()
    approve_again(harness, credential_id)
    assert harness.approval(credential_id).phase is Phase.WAITING
    assert_agree(harness)


def test_abandoned_before_it_is_written_down_it_leaves_nothing(harness: WorkflowHarness) -> None:
    credential_id = disconnected(harness)
    before, entries = harness.credential(credential_id), activity(harness)
    harness.tasks.holding = {Lane.KEYCHAIN}
    approve_again(harness, credential_id)
    harness.commands.abandon(credential_id)
    harness.tasks.release_all()

    assert harness.credential(credential_id) == before
    assert activity(harness) == entries
    assert_agree(harness)


def test_abandoned_while_it_is_written_down_it_is_as_before_and_no_browser_opens(
    harness: WorkflowHarness,
) -> None:
    credential_id = disconnected(harness)
    before, opened = harness.credential(credential_id), len(harness.browser.opened)
    harness.tasks.holding = {Lane.DATABASE}
    approve_again(harness, credential_id)
    harness.commands.abandon(credential_id)
    harness.tasks.release_all()

    assert harness.credential(credential_id) == before
    assert len(harness.browser.opened) == opened
    assert activity(harness)[-2:] == ["started", "stopped"]
    assert_agree(harness)


def approved_again(harness: WorkflowHarness) -> str:
    """A credential that was created before, and is approved again but not reconnected."""
    credential_id = disconnected(harness)
    approve_again(harness, credential_id)
    harness.approve_in_browser()
    return credential_id


def test_an_approval_that_waits_is_known_as_another_one_after_a_restart_too(
    harness: WorkflowHarness,
) -> None:
    credential_id = approved_again(harness)
    harness.restart()
    credential = harness.credential(credential_id)
    assert (credential.was_created, credential.status) == (True, Status.READY_TO_RECONNECT)
    harness.commands.create(credential_id)

    assert harness.credential(credential_id).status is Status.ACTIVE
    assert activity(harness).count("created") == 1
    assert activity(harness)[-1] == "reconnected"
    assert isinstance(harness.events[-1], Reconnected)
    assert_agree(harness)


def test_removed_before_it_is_reconnected_it_is_logged_as_deleted(
    harness: WorkflowHarness,
) -> None:
    credential_id = approved_again(harness)
    harness.commands.remove(credential_id, revoke=True)

    assert_over(harness, credential_id)
    assert harness.stripe.connected == set()
    assert activity(harness)[-2:] == ["revoked", "deleted"]
    assert_agree(harness)


def test_its_account_cannot_be_rejected(harness: WorkflowHarness) -> None:
    credential_id = approved_again(harness)
    before = harness.credential(credential_id)
    harness.commands.reject_account(credential_id)

    assert harness.credential(credential_id) == before
    assert harness.stripe.connected == {CONNECTED}
    assert_agree(harness)


def revoked_at_stripe(harness: WorkflowHarness, credential_id: str) -> None:
    harness.stripe.connected.clear()
    harness.stripe.fail_account = AccountNotConnectedError(Detail())
    harness.commands.check(credential_id)
    harness.stripe.fail_account = None


@pytest.mark.parametrize("restarts", [False, True])
def test_what_lost_its_access_before_it_was_reconnected_is_approved_once_more(
    harness: WorkflowHarness, restarts: bool
) -> None:
    credential_id = approved_again(harness)
    revoked_at_stripe(harness, credential_id)
    if restarts:
        harness.restart()
    assert harness.credential(credential_id).status is Status.DISCONNECTED
    harness.commands.create(credential_id)
    assert harness.credential(credential_id).stage is Stage.APPROVED
    approve_again(harness, credential_id)
    assert harness.approval(credential_id).phase is Phase.WAITING
    harness.approve_in_browser()
    harness.commands.create(credential_id)

    assert harness.credential(credential_id).status is Status.ACTIVE
    assert activity(harness).count("created") == 1
    assert_agree(harness)


def test_what_lost_its_access_before_it_was_reconnected_stays_if_the_time_runs_out(
    harness: WorkflowHarness,
) -> None:
    credential_id = approved_again(harness)
    revoked_at_stripe(harness, credential_id)
    approve_again(harness, credential_id)
    harness.clock.pass_time(timedelta(minutes=10))
    harness.alarm.ring()

    credential = harness.credential(credential_id)
    assert (credential.stage, credential.status) == (Stage.ACTIVE, Status.DISCONNECTED)
    assert_agree(harness)


def test_abandoned_before_it_begins_once_more_it_can_be_tried_again(
    harness: WorkflowHarness,
) -> None:
    credential_id = approved_again(harness)
    revoked_at_stripe(harness, credential_id)
    harness.keychain.fail_probe = KeychainLockedError("locked")
    approve_again(harness, credential_id)
    assert harness.approval(credential_id).phase is Phase.BLOCKED
    harness.commands.abandon(credential_id)

    assert harness.approval(credential_id).outcome == SecretLost()
    harness.keychain.fail_probe = None
    approve_again(harness, credential_id)
    assert harness.approval(credential_id).phase is Phase.WAITING
    assert_agree(harness)


def test_what_is_connected_cannot_be_approved_again(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    approve_again(harness, credential_id)

    assert harness.credential(credential_id).status is Status.ACTIVE
    assert len(harness.browser.opened) == 1


# -- another account than before ------------------------------------------------------------------


def approve_as_other(harness: WorkflowHarness) -> None:
    harness.stripe.grant = replace(harness.stripe.grant, account_id=OTHER.id)
    harness.stripe.known_account = OTHER
    harness.approve_in_browser()


def test_another_account_than_before_is_refused_and_given_back(harness: WorkflowHarness) -> None:
    credential_id = disconnected(harness)
    approve_again(harness, credential_id)
    approve_as_other(harness)

    wrong = ExchangeFailed(
        ExchangeProblem.WRONG_ACCOUNT, NO_DETAIL, Account(OTHER.id), is_revoked=True
    )
    assert harness.approval(credential_id).outcome == wrong
    assert harness.credential(credential_id).account == ACCOUNT
    assert harness.stripe.connected == set()
    assert harness.state.unsettled_grants == ()
    assert_agree(harness)


def test_the_right_account_is_taken_after_a_wrong_one(harness: WorkflowHarness) -> None:
    credential_id = disconnected(harness)
    approve_again(harness, credential_id)
    approve_as_other(harness)
    harness.commands.retry(credential_id)
    harness.stripe.grant = replace(harness.stripe.grant, account_id=ACCOUNT.id)
    harness.stripe.known_account = ACCOUNT
    harness.approve_in_browser()

    assert harness.approval(credential_id).outcome == Approved(ACCOUNT)
    assert_agree(harness)


def test_a_wrong_account_that_another_credential_lives_on_keeps_its_access(
    harness: WorkflowHarness,
) -> None:
    credential_id = disconnected(harness)
    harness.stripe.grant = replace(harness.stripe.grant, account_id=OTHER.id)
    harness.stripe.known_account = OTHER
    harness.make_active("Other")
    approve_again(harness, credential_id)
    approve_as_other(harness)

    assert harness.stripe.connected == {(System.STRIPE_TEST, OTHER.id)}
    assert_agree(harness)


# -- removing it meanwhile ------------------------------------------------------------------------


def test_a_disconnected_one_is_just_removed(harness: WorkflowHarness) -> None:
    credential_id = disconnected(harness)
    approve_again(harness, credential_id)
    attempt_id = next(iter(harness.receiver.expected))
    harness.commands.remove(credential_id, revoke=None)

    assert_over(harness, credential_id)
    assert harness.receiver.concluded[-1] == (attempt_id, Removed())
    assert activity(harness)[-1] == "deleted"
    assert_agree(harness)


@pytest.mark.parametrize("revoke", [True, None])
def test_access_that_still_stands_is_revoked_first(
    harness: WorkflowHarness, revoke: bool | None
) -> None:
    credential_id = lost(harness)
    approve_again(harness, credential_id)
    harness.commands.remove(credential_id, revoke=revoke)

    assert_over(harness, credential_id)
    assert harness.stripe.connected == set()
    assert activity(harness)[-3:] == ["stopped", "revoked", "deleted"]
    assert_agree(harness)


def test_access_that_still_stands_may_be_left(harness: WorkflowHarness) -> None:
    credential_id = lost(harness)
    approve_again(harness, credential_id)
    harness.commands.remove(credential_id, revoke=False)

    assert_over(harness, credential_id)
    assert_agree(harness, left={CONNECTED})


def test_its_access_is_not_revoked_while_its_own_code_is_out(harness: WorkflowHarness) -> None:
    credential_id = lost(harness)
    approve_again(harness, credential_id)
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.commands.remove(credential_id, revoke=True)
    assert any(isinstance(event, RevocationFailed) for event in harness.events)
    harness.tasks.release_all()

    assert harness.stripe.connected == {CONNECTED}
    assert harness.credential(credential_id).stage is Stage.APPROVED
    assert_agree(harness)


def test_it_keeps_the_day_on_which_it_was_created(harness: WorkflowHarness) -> None:
    credential_id = disconnected(harness)
    first = harness.credential(credential_id).created
    harness.clock.pass_time(timedelta(days=3))
    approve_again(harness, credential_id)
    harness.approve_in_browser()
    harness.commands.create(credential_id)

    assert harness.credential(credential_id).status is Status.ACTIVE
    assert harness.credential(credential_id).created == first
    assert_agree(harness)
    harness.restart()
    assert harness.credential(credential_id).created == first


def test_a_receiver_that_closed_in_between_is_said(
    harness: WorkflowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential_id = disconnected(harness)
    monkeypatch.setattr(harness.stripe, "prepare", lambda *_: harness.receiver.close())
    approve_again(harness, credential_id)

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (
        Phase.STOPPED,
        NotOpened(PreparationProblem.NO_PORT, Detail(description="the receiver is not open")),
    )
    assert len(harness.browser.opened) == 1
    assert_agree(harness)
