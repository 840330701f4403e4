"""Connections in the database: approved again, put back, read anew, and still to be revoked."""

from dataclasses import replace

import pytest

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Revoking, SecretPlace, Stage
from desktop_app.core.systems import System
from desktop_app.storage import database
from tests.storage.conftest import ACCOUNT, Shelf
from tests.storage.test_database import become

READY = replace(ACCOUNT, payouts_enabled=True, currently_due=(), disabled_reason="")


def cut_off(shelf: Shelf, number: int = 1) -> None:
    """Make it active, and have its access revoked."""
    shelf.make_active(number)
    revoked = shelf.activity(ActivityKind.DISCONNECTED, number)
    shelf.store.record_revoked((revoked,), System.STRIPE_TEST, ACCOUNT.id)


def begin_again(shelf: Shelf, number: int = 1) -> bool:
    return shelf.store.begin_again(
        shelf.credential(number),
        shelf.attempt(number, "second"),
        shelf.activity(ActivityKind.STARTED, number),
    )


def put_back(shelf: Shelf) -> bool:
    return shelf.store.put_back(shelf.activity(ActivityKind.EXPIRED))


# -- approving again ------------------------------------------------------------------------------


def test_approved_again_it_is_incomplete_and_knows_its_account(shelf: Shelf) -> None:
    cut_off(shelf)
    assert begin_again(shelf)

    credential = shelf.only_credential()
    assert credential.was_active
    assert credential.account == ACCOUNT
    assert credential.deadline == shelf.credential().deadline
    assert credential.secret_place is SecretPlace.REVOKED
    assert [attempt.id for attempt in shelf.snapshot().open_attempts] == ["1-second"]
    assert shelf.kinds()[-1] == "started"


def test_a_secret_of_the_last_session_can_be_approved_again(shelf: Shelf) -> None:
    shelf.make_active(place=SecretPlace.SESSION)
    shelf.snapshot()
    assert begin_again(shelf)


def test_what_has_its_secret_is_not_approved_again(shelf: Shelf) -> None:
    shelf.make_active()
    assert not begin_again(shelf)
    assert shelf.only_credential().stage is Stage.ACTIVE
    assert shelf.kinds()[-1] == "created"


def test_it_is_begun_again_once(shelf: Shelf) -> None:
    cut_off(shelf)
    assert begin_again(shelf)
    assert not begin_again(shelf)


def test_what_is_to_be_revoked_is_not_approved_again(shelf: Shelf) -> None:
    cut_off(shelf)
    assert shelf.store.begin_revocation("cred-1", Stage.ACTIVE, Revoking.NO)
    assert not begin_again(shelf)


def test_without_a_deadline_it_is_not_begun_again(shelf: Shelf) -> None:
    cut_off(shelf)
    with pytest.raises(ValueError, match="deadline"):
        shelf.store.begin_again(
            replace(shelf.credential(), deadline=None),
            shelf.attempt(1, "second"),
            shelf.activity(ActivityKind.STARTED),
        )


def test_it_never_runs_out_but_is_put_back(shelf: Shelf) -> None:
    cut_off(shelf)
    before = shelf.only_credential()
    begin_again(shelf)
    assert not shelf.expire()
    assert put_back(shelf)

    assert shelf.only_credential() == before
    assert shelf.snapshot().open_attempts == ()
    assert shelf.kinds()[-1] == "expired"
    assert not put_back(shelf)


def test_what_was_never_active_is_not_put_back(shelf: Shelf) -> None:
    shelf.begin()
    assert not put_back(shelf)
    assert shelf.only_credential().stage is Stage.INCOMPLETE


def test_a_claimed_answer_may_finish_before_it_is_put_back(shelf: Shelf) -> None:
    cut_off(shelf)
    begin_again(shelf)
    assert shelf.store.claim("1-second")
    assert not put_back(shelf)
    shelf.store.record_grant("1-second", System.STRIPE_TEST, ACCOUNT.id, "again")
    assert shelf.approve(which="second")
    assert shelf.only_credential().stage is Stage.APPROVED


# -- what was read of an account ------------------------------------------------------------------


def test_what_was_read_is_known_of_all_that_live_on_the_account(shelf: Shelf) -> None:
    shelf.make_active(1)
    shelf.make_approved(2)
    shelf.store.update_account(System.STRIPE_TEST, READY)
    assert [c.account for c in shelf.snapshot().credentials] == [READY, READY]


def test_another_mode_and_another_account_are_left_alone(shelf: Shelf) -> None:
    shelf.make_active()
    shelf.store.update_account(System.STRIPE, READY)
    shelf.store.update_account(System.STRIPE_TEST, replace(READY, id="acct_2"))
    assert shelf.only_credential().account == ACCOUNT


def test_one_that_was_cut_off_keeps_what_was_known_of_it(shelf: Shelf) -> None:
    cut_off(shelf)
    shelf.store.update_account(System.STRIPE_TEST, READY)
    assert shelf.only_credential().account == ACCOUNT


def test_the_entry_of_a_kept_secret_is_known(shelf: Shelf) -> None:
    shelf.make_active(1)
    shelf.make_active(2, SecretPlace.SESSION)
    assert shelf.store.whole_entry("cred-1") == "entry-1"
    assert shelf.store.whole_entry("cred-2") is None
    shelf.store.condemn_entry("entry-1")
    assert shelf.store.whole_entry("cred-1") is None


# -- revocations that wait ------------------------------------------------------------------------


def test_what_could_not_be_sent_is_to_be_done_and_can_be_begun_again(shelf: Shelf) -> None:
    shelf.make_active()
    assert shelf.store.begin_revocation("cred-1", Stage.ACTIVE, Revoking.NO)
    shelf.store.end_revocation("cred-1", to_do=True)
    assert shelf.only_credential().revoking is Revoking.TO_DO
    assert shelf.store.begin_revocation("cred-1", Stage.ACTIVE, Revoking.TO_DO)
    assert shelf.only_credential().revoking is Revoking.UNCONFIRMED
    assert not shelf.store.begin_revocation("cred-1", Stage.ACTIVE, Revoking.TO_DO)


def test_only_what_is_to_be_done_can_be_kept(shelf: Shelf) -> None:
    shelf.make_active()
    assert not shelf.store.keep("cred-1")
    shelf.store.begin_revocation("cred-1", Stage.ACTIVE, Revoking.NO)
    assert not shelf.store.keep("cred-1")
    shelf.store.end_revocation("cred-1", to_do=True)
    assert shelf.store.keep("cred-1")
    assert shelf.only_credential().revoking is Revoking.NO
    assert not shelf.store.begin_revocation("cred-1", Stage.ACTIVE, Revoking.TO_DO)


def test_what_is_to_be_revoked_is_not_created(shelf: Shelf) -> None:
    shelf.make_approved()
    shelf.store.begin_revocation("cred-1", Stage.APPROVED, Revoking.NO)
    shelf.store.end_revocation("cred-1", to_do=True)
    assert not shelf.create()


@pytest.mark.parametrize(
    ("change", "revoking"),
    [
        ("UPDATE credentials SET revoking = 0", Revoking.NO),
        ("UPDATE credentials SET revoking = 1", Revoking.UNCONFIRMED),
    ],
)
def test_a_revocation_of_an_earlier_version_is_brought_along(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, change: str, revoking: Revoking
) -> None:
    become(monkeypatch, known=database._MIGRATIONS[:2])
    shelf.make_approved()
    shelf.ask(change)
    shelf.reopen()
    monkeypatch.undo()

    assert shelf.only_credential().revoking is revoking
