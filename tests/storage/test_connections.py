"""Connections in the database: approved again, put back, read anew, and still to be revoked."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Revoking, SecretPlace, Stage, Status
from desktop_app.core.systems import System
from desktop_app.storage import database
from desktop_app.storage.rows import account_column
from tests.storage.conftest import ACCOUNT, NOW, StoreHarness
from tests.storage.test_database import become

READY = replace(ACCOUNT, payouts_enabled=True, currently_due=(), disabled_reason="")
LATER = NOW.utc + timedelta(hours=2)


def cut_off(harness: StoreHarness, number: int = 1) -> None:
    """Make it active, and have its access revoked."""
    harness.make_active(number)
    revoked = harness.activity(ActivityKind.DISCONNECTED, number)
    harness.store.record_revoked((revoked,), System.STRIPE_TEST, ACCOUNT.id)


def reauthorize(harness: StoreHarness, number: int = 1) -> bool:
    return harness.store.reauthorize(
        harness.credential(number),
        harness.attempt(number, "second"),
        harness.activity(ActivityKind.STARTED, number),
    )


def cancel_reauthorization(harness: StoreHarness) -> bool:
    return harness.store.cancel_reauthorization(harness.activity(ActivityKind.EXPIRED))


# -- approving again ------------------------------------------------------------------------------


def test_approved_again_it_is_incomplete_and_knows_its_account(harness: StoreHarness) -> None:
    cut_off(harness)
    assert reauthorize(harness)

    credential = harness.only_credential()
    assert credential.was_created
    assert credential.account == ACCOUNT
    assert credential.deadline == harness.credential().deadline
    assert credential.secret_place is SecretPlace.REVOKED
    assert [attempt.id for attempt in harness.snapshot().open_attempts] == ["1-second"]
    assert harness.kinds()[-1] == "started"


def test_a_secret_of_the_last_session_can_be_approved_again(harness: StoreHarness) -> None:
    harness.make_active(place=SecretPlace.SESSION)
    harness.snapshot()
    assert reauthorize(harness)


def test_what_has_its_secret_is_not_approved_again(harness: StoreHarness) -> None:
    harness.make_active()
    assert not reauthorize(harness)
    assert harness.only_credential().stage is Stage.ACTIVE
    assert harness.kinds()[-1] == "created"


def test_it_is_begun_again_once(harness: StoreHarness) -> None:
    cut_off(harness)
    assert reauthorize(harness)
    assert not reauthorize(harness)


def test_what_is_to_be_revoked_is_not_approved_again(harness: StoreHarness) -> None:
    cut_off(harness)
    assert harness.store.begin_revocation("cred-1", Stage.ACTIVE, Revoking.NO)
    assert not reauthorize(harness)


def test_without_a_deadline_it_is_not_begun_again(harness: StoreHarness) -> None:
    cut_off(harness)
    with pytest.raises(ValueError, match="deadline"):
        harness.store.reauthorize(
            replace(harness.credential(), deadline=None),
            harness.attempt(1, "second"),
            harness.activity(ActivityKind.STARTED),
        )


def test_it_never_runs_out_but_is_put_back(harness: StoreHarness) -> None:
    cut_off(harness)
    before = harness.only_credential()
    reauthorize(harness)
    assert not harness.expire()
    assert cancel_reauthorization(harness)

    assert harness.only_credential() == before
    assert harness.snapshot().open_attempts == ()
    assert harness.kinds()[-1] == "expired"
    assert not cancel_reauthorization(harness)


def test_what_was_never_active_is_not_put_back(harness: StoreHarness) -> None:
    harness.begin()
    assert not cancel_reauthorization(harness)
    assert harness.only_credential().stage is Stage.INCOMPLETE


def test_a_claimed_answer_may_finish_before_it_is_put_back(harness: StoreHarness) -> None:
    cut_off(harness)
    reauthorize(harness)
    assert harness.store.claim("1-second")
    assert not cancel_reauthorization(harness)
    harness.store.record_grant("1-second", System.STRIPE_TEST, ACCOUNT.id, "again")
    assert harness.approve(which="second")
    assert harness.only_credential().stage is Stage.APPROVED


# -- what was read of an account ------------------------------------------------------------------


def test_what_was_read_is_known_of_all_that_live_on_the_account(harness: StoreHarness) -> None:
    harness.make_active(1)
    harness.make_approved(2)
    harness.store.update_account(System.STRIPE_TEST, READY, LATER)
    credentials = harness.snapshot().credentials
    assert [(c.account, c.checked) for c in credentials] == [(READY, LATER)] * 2


def test_another_mode_and_another_account_are_left_alone(harness: StoreHarness) -> None:
    harness.make_active()
    harness.store.update_account(System.STRIPE, READY, NOW.utc)
    harness.store.update_account(System.STRIPE_TEST, replace(READY, id="acct_2"), NOW.utc)
    assert harness.only_credential().account == ACCOUNT


def test_one_that_was_cut_off_keeps_what_was_known_of_it(harness: StoreHarness) -> None:
    cut_off(harness)
    entry = harness.activity(ActivityKind.HEALTH_CHANGED)
    harness.store.update_account(System.STRIPE_TEST, READY, LATER, (entry,))
    credential = harness.only_credential()
    assert (credential.account, credential.checked) == (ACCOUNT, None)
    assert "health_changed" not in harness.kinds()


def test_what_has_changed_is_logged_with_it(harness: StoreHarness) -> None:
    harness.make_active()
    entry = harness.activity(ActivityKind.HEALTH_CHANGED, detail="from payouts paused to good")
    harness.store.update_account(System.STRIPE_TEST, READY, LATER, (entry,))
    assert harness.store.activities(0)[-1] == entry


def test_the_approval_says_when_the_account_was_read(harness: StoreHarness) -> None:
    harness.claim()
    entry = harness.activity(ActivityKind.APPROVED)
    assert harness.store.approve("1-first", ACCOUNT, SecretPlace.NONE, entry, LATER)
    assert harness.only_credential().checked == LATER


def test_without_a_new_reading_the_last_one_stays_known(harness: StoreHarness) -> None:
    harness.make_active()
    assert harness.only_credential().checked is None
    harness.store.update_account(System.STRIPE_TEST, READY, LATER)
    cut_off_again = (harness.activity(ActivityKind.REVOKED),)
    harness.store.record_revoked(cut_off_again, System.STRIPE_TEST, ACCOUNT.id)
    reauthorize(harness)
    assert harness.store.claim("1-second")
    harness.store.record_grant("1-second", System.STRIPE_TEST, ACCOUNT.id, None)
    assert harness.approve(which="second", place=SecretPlace.NONE)
    assert harness.only_credential().checked == LATER


def test_a_check_that_finds_it_cut_off_was_a_reading(harness: StoreHarness) -> None:
    harness.make_active()
    entries = (harness.activity(ActivityKind.DISCONNECTED),)
    harness.store.record_revoked(entries, System.STRIPE_TEST, ACCOUNT.id, LATER)
    assert harness.only_credential().checked == LATER


def test_of_a_credential_of_version_4_no_reading_is_known(
    harness: StoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    become(monkeypatch, known=database._MIGRATIONS[:4])
    harness.begin()
    harness.ask("UPDATE credentials SET stage = 'active', account_id = 'acct_1Acme'")
    harness.ask("UPDATE credentials SET account = ?, began_utc = NULL", account_column(ACCOUNT))
    harness.reopen()
    monkeypatch.undo()

    credential = harness.only_credential()
    assert (credential.stage, credential.account) == (Stage.ACTIVE, ACCOUNT)
    assert credential.checked is None
    harness.store.update_account(System.STRIPE_TEST, READY, LATER)
    assert harness.only_credential().checked == LATER


def test_the_entry_of_a_kept_secret_is_known(harness: StoreHarness) -> None:
    harness.make_active(1)
    harness.make_active(2, SecretPlace.SESSION)
    assert harness.store.credential_entry("cred-1") == "entry-1"
    assert harness.store.credential_entry("cred-2") is None
    harness.store.mark_entry_for_deletion("entry-1")
    assert harness.store.credential_entry("cred-1") is None


# -- revocations that wait ------------------------------------------------------------------------


def test_what_could_not_be_sent_is_to_be_done_and_can_be_begun_again(harness: StoreHarness) -> None:
    harness.make_active()
    assert harness.store.begin_revocation("cred-1", Stage.ACTIVE, Revoking.NO)
    harness.store.end_revocation("cred-1", to_do=True)
    assert harness.only_credential().revoking is Revoking.TO_DO
    assert harness.store.begin_revocation("cred-1", Stage.ACTIVE, Revoking.TO_DO)
    assert harness.only_credential().revoking is Revoking.UNCONFIRMED
    assert not harness.store.begin_revocation("cred-1", Stage.ACTIVE, Revoking.TO_DO)


def test_only_what_is_to_be_done_can_be_kept(harness: StoreHarness) -> None:
    harness.make_active()
    assert not harness.store.cancel_revocation("cred-1")
    harness.store.begin_revocation("cred-1", Stage.ACTIVE, Revoking.NO)
    assert not harness.store.cancel_revocation("cred-1")
    harness.store.end_revocation("cred-1", to_do=True)
    assert harness.store.cancel_revocation("cred-1")
    assert harness.only_credential().revoking is Revoking.NO
    assert not harness.store.begin_revocation("cred-1", Stage.ACTIVE, Revoking.TO_DO)


def test_no_revocation_begins_from_another_stage_than_was_seen(harness: StoreHarness) -> None:
    harness.make_approved()
    assert not harness.store.begin_revocation("cred-1", Stage.ACTIVE, Revoking.NO)
    harness.create()
    assert not harness.store.begin_revocation("cred-1", Stage.APPROVED, Revoking.NO)
    assert harness.only_credential().revoking is Revoking.NO


def test_what_is_incomplete_is_not_revoked(harness: StoreHarness) -> None:
    harness.begin()
    assert not harness.store.begin_revocation("cred-1", Stage.INCOMPLETE, Revoking.NO)


def test_it_is_removed_only_if_the_person_who_asked_knew_of_its_revocation(
    harness: StoreHarness,
) -> None:
    harness.make_active()
    deleted = harness.activity(ActivityKind.DELETED)
    assert not harness.store.remove(deleted, Stage.ACTIVE, revoking=True)
    harness.store.begin_revocation("cred-1", Stage.ACTIVE, Revoking.NO)
    assert not harness.store.remove(deleted, Stage.ACTIVE)
    assert harness.store.remove(deleted, Stage.ACTIVE, revoking=True)


def test_an_approved_one_is_removed_only_if_who_asked_knew_of_its_revocation(
    harness: StoreHarness,
) -> None:
    harness.make_approved()
    removed = harness.activity(ActivityKind.REMOVED)
    assert not harness.store.remove(removed, Stage.APPROVED, revoking=True)
    harness.store.begin_revocation("cred-1", Stage.APPROVED, Revoking.NO)
    assert not harness.store.remove(removed, Stage.APPROVED)
    assert harness.store.remove(removed, Stage.APPROVED, revoking=True)


def test_what_is_to_be_revoked_is_not_created(harness: StoreHarness) -> None:
    harness.make_approved()
    harness.store.begin_revocation("cred-1", Stage.APPROVED, Revoking.NO)
    harness.store.end_revocation("cred-1", to_do=True)
    assert not harness.create()


@pytest.mark.parametrize(
    ("change", "revoking"),
    [
        ("UPDATE credentials SET revoking = 0", Revoking.NO),
        ("UPDATE credentials SET revoking = 1", Revoking.UNCONFIRMED),
    ],
)
def test_a_revocation_of_an_earlier_version_is_brought_along(
    harness: StoreHarness, monkeypatch: pytest.MonkeyPatch, change: str, revoking: Revoking
) -> None:
    become(monkeypatch, known=database._MIGRATIONS[:2])
    harness.begin()
    harness.ask("UPDATE credentials SET stage = 'approved', account_id = 'acct_1Acme'")
    harness.ask(change)
    harness.reopen()
    monkeypatch.undo()

    assert harness.only_credential().revoking is revoking


# -- what an earlier version stored ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "status"),
    [
        ('{"charges_enabled": true, "payouts_enabled": true}', Status.ACTIVE),
        ('{"charges_enabled": true, "payouts_enabled": false}', Status.PAYOUTS_PAUSED),
        ('{"charges_enabled": false, "payouts_enabled": false}', Status.PAYMENTS_PAUSED),
        (
            '{"charges_enabled": true, "payouts_enabled": true, "currently_due": ["owners"]}',
            Status.NEEDS_INFORMATION,
        ),
        ("{}", Status.DETAILS_UNKNOWN),
    ],
)
def test_an_account_of_an_earlier_version_has_its_status(
    harness: StoreHarness, stored: str, status: Status
) -> None:
    harness.make_active()
    form = (
        '{"id": "acct_1Acme", "name": "Acme Ltd", "country": "GB", "charges_enabled": null,'
        ' "payouts_enabled": null, "currently_due": [], "disabled_reason": ""}'
    )
    as_before = "UPDATE credentials SET account = json_patch(?, ?)"
    with closing(sqlite3.connect(harness.path)) as db, db:
        db.execute(as_before, (form, stored))
    assert harness.only_credential().status is status
