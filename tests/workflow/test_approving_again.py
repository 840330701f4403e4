"""Approving again what was created: a time of its own, and nothing is lost if it runs out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.core.account import Account
from desktop_app.core.credential import Credential, SecretPlace, Stage, Status
from desktop_app.core.outcome import (
    Approved,
    Denied,
    ExchangeFailed,
    ExchangeFailure,
    NotStarted,
    PreparationFailure,
    Removed,
    TimedOut,
)
from desktop_app.core.problems import AccountNotConnected, Detail, KeychainLocked, StorageFailed
from desktop_app.core.systems import System
from desktop_app.workflow.events import CredentialGone, NotApprovedAgain, Phase, RevocationFailed
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, Desk
from tests.workflow.agreement import activity, assert_agree, assert_over, rows

CONNECTED = (System.STRIPE_TEST, ACCOUNT.id)
OTHER = Account("acct_1GlobexPractice", "Globex GmbH", "DE", True, True)


def disconnected(desk: Desk, name: str = "EU billing") -> str:
    """A credential whose access was revoked at Stripe, and was found so."""
    credential_id = desk.make_active(name)
    desk.stripe.connected.clear()
    desk.stripe.fail_account = AccountNotConnected(Detail())
    desk.workflow.check(credential_id)
    desk.stripe.fail_account = None
    return credential_id


def lost(desk: Desk) -> str:
    """A credential whose secret was for an earlier session only; its access stands."""
    credential_id = desk.go(place=SecretPlace.SESSION)
    desk.approve_in_browser()
    desk.workflow.create(credential_id)
    desk.restart()
    return credential_id


def approve_again(desk: Desk, credential_id: str) -> None:
    credential = known(desk, credential_id)
    desk.workflow.go_to_stripe(
        credential.system, credential.name, SecretPlace.KEYCHAIN, credential_id
    )


def known(desk: Desk, credential_id: str) -> Credential:
    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    return credential


@pytest.mark.parametrize("make", [disconnected, lost])
def test_it_is_incomplete_with_its_earlier_account_and_ten_minutes(
    desk: Desk, make: object
) -> None:
    assert callable(make)
    credential_id = make(desk)
    desk.clock.pass_time(timedelta(hours=5))
    approve_again(desk, credential_id)

    credential = known(desk, credential_id)
    assert credential.stage is Stage.INCOMPLETE
    assert credential.was_active
    assert credential.account == ACCOUNT
    assert desk.workflow.time_left(credential) == timedelta(minutes=10)
    assert desk.approval(credential_id).phase is Phase.WAITING
    assert len(desk.browser.opened) == (2 if make is disconnected else 1)
    assert activity(desk)[-1] == "started"
    assert_agree(desk)


def test_approved_and_created_it_is_active_again_under_its_id_and_name(desk: Desk) -> None:
    credential_id = disconnected(desk)
    approve_again(desk, credential_id)
    desk.approve_in_browser()
    assert desk.approval(credential_id).outcome == Approved(ACCOUNT)
    assert known(desk, credential_id).status is Status.READY_TO_CREATE
    desk.workflow.create(credential_id)

    (credential,) = desk.workflow.credentials
    assert (credential.id, credential.name) == (credential_id, "EU billing")
    assert credential.status is Status.ACTIVE
    assert len(desk.keychain.entries) == 1
    assert activity(desk)[-3:] == ["started", "approved", "created"]
    assert_agree(desk)


@pytest.mark.parametrize("make", [disconnected, lost])
def test_when_the_time_is_over_it_is_as_it_was_before(desk: Desk, make: object) -> None:
    assert callable(make)
    credential_id = make(desk)
    before = known(desk, credential_id)
    approve_again(desk, credential_id)
    attempt_id = next(iter(desk.receiver.expected))
    desk.clock.pass_time(timedelta(minutes=10))
    desk.alarm.ring()

    assert known(desk, credential_id) == before
    assert desk.receiver.concluded[-1] == (attempt_id, TimedOut(kept=True))
    approval = desk.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.OVER, TimedOut(kept=True))
    assert any(isinstance(event, NotApprovedAgain) for event in desk.events)
    assert not any(isinstance(event, CredentialGone) for event in desk.events)
    assert activity(desk)[-1] == "expired"
    assert_agree(desk)


def test_when_the_time_is_over_it_can_be_begun_once_more(desk: Desk) -> None:
    credential_id = disconnected(desk)
    for _ in range(2):
        approve_again(desk, credential_id)
        desk.clock.pass_time(timedelta(minutes=10))
        desk.alarm.ring()
    approve_again(desk, credential_id)
    desk.approve_in_browser()

    assert known(desk, credential_id).stage is Stage.APPROVED
    assert_agree(desk)


def test_a_time_that_ran_out_while_the_program_was_off_is_over_at_the_next_start(
    desk: Desk,
) -> None:
    credential_id = disconnected(desk)
    approve_again(desk, credential_id)
    desk.clock.pass_time(timedelta(minutes=11))
    desk.restart()

    assert known(desk, credential_id).status is Status.DISCONNECTED
    assert any(isinstance(event, NotApprovedAgain) for event in desk.events)
    assert_agree(desk)


def test_after_a_restart_within_the_time_its_tab_still_works(desk: Desk) -> None:
    credential_id = disconnected(desk)
    approve_again(desk, credential_id)
    desk.restart()
    desk.approve_in_browser()

    assert known(desk, credential_id).stage is Stage.APPROVED
    assert_agree(desk)


def test_a_denial_leaves_it_incomplete_until_its_time_is_over(desk: Desk) -> None:
    credential_id = disconnected(desk)
    approve_again(desk, credential_id)
    desk.deny_in_browser()
    assert desk.approval(credential_id).outcome == Denied()
    desk.workflow.open_again(credential_id)
    desk.approve_in_browser()

    assert known(desk, credential_id).stage is Stage.APPROVED
    assert_agree(desk)


def test_nothing_is_written_before_the_browser_can_be_opened(desk: Desk) -> None:
    credential_id = disconnected(desk)
    before = known(desk, credential_id), rows(desk, "SELECT * FROM activity")
    desk.keychain.fail_probe = KeychainLocked("locked")
    approve_again(desk, credential_id)

    assert desk.approval(credential_id).phase is Phase.BLOCKED
    assert (known(desk, credential_id), rows(desk, "SELECT * FROM activity")) == before
    assert_agree(desk)
    desk.workflow.unlock_keychain(credential_id)
    assert desk.approval(credential_id).phase is Phase.WAITING
    assert known(desk, credential_id).stage is Stage.INCOMPLETE
    assert_agree(desk)


def test_where_it_could_not_be_begun_the_wizard_says_so_and_it_can_be_tried_again(
    desk: Desk,
) -> None:
    credential_id = disconnected(desk)
    desk.disk.is_full = True
    approve_again(desk, credential_id)

    outcome = desk.approval(credential_id).outcome
    assert outcome == NotStarted(PreparationFailure.NOT_SAVED)
    assert all(isinstance(crash, StorageFailed) for crash in desk.tasks.crashes)
    desk.disk.mend()
    desk.disk.failures = 0
    desk.tasks.crashes.clear()
    approve_again(desk, credential_id)
    assert desk.approval(credential_id).phase is Phase.WAITING
    assert_agree(desk)


def test_abandoned_while_it_is_written_down_it_is_as_before_and_no_browser_opens(
    desk: Desk,
) -> None:
    credential_id = disconnected(desk)
    before, opened = known(desk, credential_id), len(desk.browser.opened)
    desk.tasks.holding = {Lane.DATABASE}
    approve_again(desk, credential_id)
    desk.workflow.abandon(credential_id)
    desk.tasks.release_all()

    assert known(desk, credential_id) == before
    assert len(desk.browser.opened) == opened
    assert activity(desk)[-2:] == ["started", "stopped"]
    assert_agree(desk)


def test_what_is_connected_cannot_be_approved_again(desk: Desk) -> None:
    credential_id = desk.make_active()
    approve_again(desk, credential_id)

    assert known(desk, credential_id).status is Status.ACTIVE
    assert len(desk.browser.opened) == 1


# -- another account than before ------------------------------------------------------------------


def approve_as_other(desk: Desk) -> None:
    desk.stripe.grant = replace(desk.stripe.grant, account_id=OTHER.id)
    desk.stripe.known_account = OTHER
    desk.approve_in_browser()


def test_another_account_than_before_is_refused_and_given_back(desk: Desk) -> None:
    credential_id = disconnected(desk)
    approve_again(desk, credential_id)
    approve_as_other(desk)

    wrong = ExchangeFailed(ExchangeFailure.WRONG_ACCOUNT, Detail())
    assert desk.approval(credential_id).outcome == wrong
    assert known(desk, credential_id).account == ACCOUNT
    assert desk.stripe.connected == set()
    assert desk.workflow.unsettled_grants == ()
    assert_agree(desk)


def test_the_right_account_is_taken_after_a_wrong_one(desk: Desk) -> None:
    credential_id = disconnected(desk)
    approve_again(desk, credential_id)
    approve_as_other(desk)
    desk.workflow.open_again(credential_id)
    desk.stripe.grant = replace(desk.stripe.grant, account_id=ACCOUNT.id)
    desk.stripe.known_account = ACCOUNT
    desk.approve_in_browser()

    assert desk.approval(credential_id).outcome == Approved(ACCOUNT)
    assert_agree(desk)


def test_a_wrong_account_that_another_credential_lives_on_keeps_its_access(desk: Desk) -> None:
    credential_id = disconnected(desk)
    desk.stripe.grant = replace(desk.stripe.grant, account_id=OTHER.id)
    desk.stripe.known_account = OTHER
    desk.make_active("Other")
    approve_again(desk, credential_id)
    approve_as_other(desk)

    assert desk.stripe.connected == {(System.STRIPE_TEST, OTHER.id)}
    assert_agree(desk)


# -- removing it meanwhile ------------------------------------------------------------------------


def test_a_disconnected_one_is_just_removed(desk: Desk) -> None:
    credential_id = disconnected(desk)
    approve_again(desk, credential_id)
    attempt_id = next(iter(desk.receiver.expected))
    desk.workflow.remove(credential_id, revoke=None)

    assert_over(desk, credential_id)
    assert desk.receiver.concluded[-1] == (attempt_id, Removed())
    assert activity(desk)[-1] == "removed"
    assert_agree(desk)


@pytest.mark.parametrize("revoke", [True, None])
def test_access_that_still_stands_is_revoked_first(desk: Desk, revoke: bool | None) -> None:
    credential_id = lost(desk)
    approve_again(desk, credential_id)
    desk.workflow.remove(credential_id, revoke=revoke)

    assert_over(desk, credential_id)
    assert desk.stripe.connected == set()
    assert activity(desk)[-3:] == ["stopped", "revoked", "deleted"]
    assert_agree(desk)


def test_access_that_still_stands_may_be_left(desk: Desk) -> None:
    credential_id = lost(desk)
    approve_again(desk, credential_id)
    desk.workflow.remove(credential_id, revoke=False)

    assert_over(desk, credential_id)
    assert_agree(desk, left={CONNECTED})


def test_its_access_is_not_revoked_while_its_own_code_is_out(desk: Desk) -> None:
    credential_id = lost(desk)
    approve_again(desk, credential_id)
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.workflow.remove(credential_id, revoke=True)
    assert any(isinstance(event, RevocationFailed) for event in desk.events)
    desk.tasks.release_all()

    assert desk.stripe.connected == {CONNECTED}
    assert known(desk, credential_id).stage is Stage.APPROVED
    assert_agree(desk)


def test_it_keeps_the_day_on_which_it_was_created(desk: Desk) -> None:
    credential_id = disconnected(desk)
    first = known(desk, credential_id).created
    desk.clock.pass_time(timedelta(days=3))
    approve_again(desk, credential_id)
    desk.approve_in_browser()
    desk.workflow.create(credential_id)

    assert known(desk, credential_id).status is Status.ACTIVE
    assert known(desk, credential_id).created == first
    assert_agree(desk)
    desk.restart()
    assert known(desk, credential_id).created == first
