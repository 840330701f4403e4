"""What is stored comes back, and each change is made once and whole."""

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import SecretPlace, Stage
from desktop_app.core.errors import NameTakenError, StorageError
from desktop_app.core.systems import System
from desktop_app.storage import store
from tests.storage.conftest import ACCOUNT, NOW, StoreHarness

HOUR = timedelta(hours=1)


def test_a_new_store_is_empty(harness: StoreHarness) -> None:
    snapshot = harness.snapshot()
    assert snapshot.credentials == ()
    assert snapshot.open_attempts == ()
    assert snapshot.unsettled_grants == ()
    assert harness.store.entries_to_delete() == ()
    assert snapshot.return_port is None


# Beginning.


def test_what_was_begun_comes_back_as_it_was(harness: StoreHarness) -> None:
    harness.begin()
    snapshot = harness.snapshot()
    assert snapshot.credentials == (harness.credential(),)
    assert snapshot.open_attempts == (harness.attempt(),)
    assert harness.kinds() == ["started"]


def test_credentials_come_back_in_the_order_in_which_they_were_begun(harness: StoreHarness) -> None:
    for number in (2, 3, 1):
        harness.begin(number)
    assert [each.id for each in harness.snapshot().credentials] == ["cred-1", "cred-2", "cred-3"]


def test_a_name_is_taken_whatever_its_case(harness: StoreHarness) -> None:
    harness.begin(1, "EU Straße")
    with pytest.raises(NameTakenError):
        harness.begin(2, "eu STRASSE")
    snapshot = harness.snapshot()
    assert [each.id for each in snapshot.credentials] == ["cred-1"]
    assert [each.id for each in snapshot.open_attempts] == ["1-first"]
    assert harness.kinds() == ["started"]


def test_a_name_may_be_used_once_in_each_system(harness: StoreHarness) -> None:
    harness.begin(1, "EU billing", System.STRIPE)
    harness.begin(2, "EU billing", System.STRIPE_TEST)
    assert len(harness.snapshot().credentials) == 2


def test_the_name_of_a_removed_credential_is_free_again(harness: StoreHarness) -> None:
    harness.begin(1, "EU billing")
    harness.remove(1)
    harness.begin(2, "EU billing")
    assert harness.only_credential().id == "cred-2"


def test_a_credential_without_a_deadline_is_not_begun(harness: StoreHarness) -> None:
    credential = replace(harness.credential(), deadline=None)
    with pytest.raises(ValueError, match="deadline"):
        harness.store.begin(credential, harness.attempt(), harness.activity(ActivityKind.STARTED))
    assert harness.snapshot().credentials == ()


def test_a_change_that_fails_half_way_changes_nothing(harness: StoreHarness) -> None:
    harness.begin(1)
    twin = replace(harness.attempt(2), id="1-first")  # an id that is in use
    with pytest.raises(StorageError):
        harness.store.begin(harness.credential(2), twin, harness.activity(ActivityKind.STARTED, 2))
    assert harness.only_credential().id == "cred-1"
    assert harness.kinds() == ["started"]
    harness.begin(2)


def test_what_was_not_saved_is_named_by_its_log_entry(
    harness: StoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    harness.claim()
    monkeypatch.setattr(store, "write_activity", fail)
    entry = harness.activity(ActivityKind.DENIED)
    with pytest.raises(StorageError) as raised:
        harness.store.end_attempt("1-first", entry)
    assert raised.value.unsaved == entry
    with pytest.raises(StorageError) as raised:
        harness.store.record((entry, harness.activity(ActivityKind.FAILED)))
    assert raised.value.unsaved == entry
    monkeypatch.setattr(store, "write_setting", fail)
    with pytest.raises(StorageError) as raised:
        harness.store.remember_return_port(50001)
    assert raised.value.unsaved is None


# Attempts.


def test_a_credential_can_have_several_attempts_with_one_deadline(harness: StoreHarness) -> None:
    harness.begin()
    assert harness.store.add_attempt(harness.attempt(which="second"))
    snapshot = harness.snapshot()
    assert {each.id for each in snapshot.open_attempts} == {"1-first", "1-second"}
    assert snapshot.credentials[0].deadline == harness.credential().deadline


def test_only_the_hash_of_a_state_is_in_the_file(harness: StoreHarness) -> None:
    harness.begin()
    content = harness.path.read_bytes()
    assert b"state of 1-first" not in content
    assert harness.attempt().state_digest in content


def test_no_attempt_is_added_to_an_approved_credential(harness: StoreHarness) -> None:
    harness.make_approved()
    assert not harness.store.add_attempt(harness.attempt(which="second"))
    assert harness.snapshot().open_attempts == ()


def test_no_attempt_is_added_to_a_credential_that_is_gone(harness: StoreHarness) -> None:
    harness.begin()
    harness.remove()
    assert not harness.store.add_attempt(harness.attempt(which="second"))


def test_a_denied_attempt_ends_and_the_credential_stays(harness: StoreHarness) -> None:
    harness.begin()
    assert harness.store.end_attempt("1-first", harness.activity(ActivityKind.DENIED))
    assert not harness.store.end_attempt("1-first", harness.activity(ActivityKind.DENIED))
    snapshot = harness.snapshot()
    assert snapshot.open_attempts == ()
    assert len(snapshot.credentials) == 1
    assert harness.kinds() == ["started", "denied"]


def test_an_attempt_can_end_without_a_word(harness: StoreHarness) -> None:
    harness.begin()
    assert harness.store.end_attempt("1-first", None)
    assert harness.kinds() == ["started"]


def test_all_attempts_are_closed_at_once_unless_a_code_is_out(harness: StoreHarness) -> None:
    harness.begin()
    harness.store.add_attempt(harness.attempt(which="second"))
    harness.store.claim("1-first")
    denied = harness.activity(ActivityKind.DENIED)
    assert not harness.store.end_attempts(denied)
    harness.store.end_attempt("1-first", None)
    assert harness.store.end_attempts(denied)
    assert not harness.store.end_attempts(denied)
    assert harness.snapshot().open_attempts == ()
    assert harness.kinds() == ["started", "denied"]


# Claiming: the right to send a code.


def test_a_code_is_claimed_once(harness: StoreHarness) -> None:
    harness.begin()
    assert harness.store.claim("1-first")
    assert not harness.store.claim("1-first")


def test_of_two_attempts_of_one_credential_only_one_is_claimed(harness: StoreHarness) -> None:
    harness.begin()
    harness.store.add_attempt(harness.attempt(which="second"))
    assert harness.store.claim("1-second")
    assert not harness.store.claim("1-first")


def test_an_attempt_can_be_claimed_while_another_credential_exchanges(
    harness: StoreHarness,
) -> None:
    harness.claim(1)
    harness.begin(2)
    assert harness.store.claim("2-first")


def test_when_the_first_exchange_failed_the_second_attempt_can_be_claimed(
    harness: StoreHarness,
) -> None:
    harness.begin()
    harness.store.add_attempt(harness.attempt(which="second"))
    harness.store.claim("1-first")
    harness.store.end_attempt("1-first", harness.activity(ActivityKind.FAILED))
    assert harness.store.claim("1-second")


def test_an_attempt_that_ended_is_not_claimed(harness: StoreHarness) -> None:
    harness.begin()
    harness.store.end_attempt("1-first", None)
    assert not harness.store.claim("1-first")


def test_an_attempt_that_nobody_knows_is_not_claimed(harness: StoreHarness) -> None:
    assert not harness.store.claim("unknown")


def test_after_the_deadline_took_it_nothing_is_claimed(harness: StoreHarness) -> None:
    harness.begin()
    assert harness.expire()
    assert not harness.store.claim("1-first")


def test_after_it_was_removed_nothing_is_claimed(harness: StoreHarness) -> None:
    harness.begin()
    assert harness.remove()
    assert not harness.store.claim("1-first")


def test_a_tab_that_was_left_open_is_not_claimed_once_it_is_approved(harness: StoreHarness) -> None:
    harness.make_approved(1)
    harness.begin(2)
    # As no method leaves it: the last defence is in the claim itself.
    harness.ask("UPDATE attempts SET credential_id = 'cred-1' WHERE id = '2-first'")
    assert not harness.store.claim("2-first")


# Approving.


def test_an_approved_credential_knows_its_account_and_keeps_its_deadline_until_it_is_created(
    harness: StoreHarness,
) -> None:
    harness.make_approved()
    credential = harness.only_credential()
    assert credential.stage is Stage.APPROVED
    assert credential.account == ACCOUNT
    assert credential.deadline == harness.credential().deadline
    assert credential.secret_place is SecretPlace.KEYCHAIN
    assert credential.created == harness.credential().created
    assert harness.kinds() == ["started", "approved"]
    assert harness.statuses() == {"entry-1": "whole"}


def test_a_credential_that_was_created_has_no_deadline_also_when_it_is_approved_again(
    harness: StoreHarness,
) -> None:
    harness.make_active()
    assert harness.only_credential().deadline is None
    entry = harness.activity(ActivityKind.REVOKED)
    harness.store.record_revoked((entry,), System.STRIPE_TEST, ACCOUNT.id)
    attempt = harness.attempt(which="second")
    entry = harness.activity(ActivityKind.STARTED)
    assert harness.store.reauthorize(harness.credential(), attempt, entry)
    assert harness.only_credential().deadline == harness.credential().deadline
    assert harness.store.claim(attempt.id)
    harness.store.record_grant(attempt.id, System.STRIPE_TEST, ACCOUNT.id, None)
    entry = harness.activity(ActivityKind.APPROVED)
    assert harness.store.approve(attempt.id, ACCOUNT, SecretPlace.NONE, entry)
    assert harness.only_credential().stage is Stage.APPROVED
    assert harness.only_credential().deadline is None
    assert not harness.store.reject_account(harness.activity(ActivityKind.REJECTED))


def test_a_rejected_account_leaves_nothing_but_the_first_deadline(harness: StoreHarness) -> None:
    harness.make_approved()
    assert harness.store.reject_account(harness.activity(ActivityKind.REJECTED))
    assert harness.only_credential() == harness.credential()
    assert harness.statuses() == {"entry-1": "deleting"}
    assert harness.kinds() == ["started", "approved", "rejected"]
    assert harness.store.add_attempt(harness.attempt(which="second"))


def test_approving_closes_all_attempts_of_that_credential_alone(harness: StoreHarness) -> None:
    harness.claim()
    harness.begin(2)
    harness.store.add_attempt(harness.attempt(which="second"))
    assert harness.approve()
    assert [each.id for each in harness.snapshot().open_attempts] == ["2-first"]


def test_what_was_not_claimed_is_not_approved(harness: StoreHarness) -> None:
    harness.begin()
    assert not harness.approve()
    assert harness.only_credential().stage is Stage.INCOMPLETE
    assert harness.kinds() == ["started"]


def test_of_two_approvals_the_first_counts(harness: StoreHarness) -> None:
    harness.make_approved()
    assert not harness.approve()
    assert harness.kinds() == ["started", "approved"]
    assert harness.statuses() == {"entry-1": "whole"}


def test_approving_one_leaves_the_others_alone(harness: StoreHarness) -> None:
    harness.claim(1)
    harness.claim(2)
    harness.store.record_grant("1-first", System.STRIPE_TEST, "acct_1", "entry-1")
    harness.store.record_grant("2-first", System.STRIPE_TEST, "acct_2", "entry-2")
    assert harness.approve(1)
    assert harness.ask("SELECT id FROM credentials WHERE stage = 'incomplete'") == [("cred-2",)]
    assert harness.statuses() == {"entry-1": "whole", "entry-2": "pending"}


def test_an_approval_after_the_removal_comes_too_late(harness: StoreHarness) -> None:
    harness.claim()
    harness.store.record_grant("1-first", System.STRIPE_TEST, ACCOUNT.id, "entry-1")
    assert harness.remove()
    assert not harness.approve()
    assert harness.store.entries_to_delete() == ("entry-1",)
    assert harness.kinds() == ["started", "removed"]


def test_a_grant_that_comes_after_the_removal_leaves_no_entry_unknown(
    harness: StoreHarness,
) -> None:
    harness.claim()
    assert harness.remove()
    harness.store.record_grant("1-first", System.STRIPE_TEST, ACCOUNT.id, "entry-1")
    assert harness.statuses() == {"entry-1": "pending"}
    assert not harness.approve()
    assert harness.store.entries_to_delete() == ("entry-1",)


@pytest.mark.parametrize("entry", ["entry-1", None])
def test_a_grant_of_an_attempt_that_is_not_stored_is_an_error_and_stores_nothing(
    harness: StoreHarness, entry: str | None
) -> None:
    harness.claim()
    with pytest.raises(StorageError):
        harness.store.record_grant("unknown", System.STRIPE_TEST, ACCOUNT.id, entry)
    assert harness.statuses() == {}
    assert harness.ask("SELECT id, account_id FROM attempts") == [("1-first", "")]


def test_approved_for_this_session_only_nothing_is_kept_in_the_keychain(
    harness: StoreHarness,
) -> None:
    harness.claim()
    harness.store.record_grant("1-first", System.STRIPE_TEST, ACCOUNT.id, "entry-1")
    assert harness.approve(place=SecretPlace.SESSION)
    assert harness.statuses() == {"entry-1": "deleting"}


# Creating.


def test_creating_makes_it_active_from_that_time_on(harness: StoreHarness) -> None:
    harness.make_active()
    credential = harness.only_credential()
    assert credential.stage is Stage.ACTIVE
    assert credential.created == NOW.utc + HOUR
    assert harness.kinds() == ["started", "approved", "created"]


def test_it_is_created_once(harness: StoreHarness) -> None:
    harness.make_active()
    assert not harness.create()
    assert harness.kinds().count("created") == 1


def test_what_is_incomplete_is_not_created(harness: StoreHarness) -> None:
    harness.begin()
    assert not harness.create()
    assert harness.kinds() == ["started"]


# Expiring.


def test_when_time_is_up_the_credential_goes_with_its_attempts(harness: StoreHarness) -> None:
    harness.begin()
    harness.begin(2)
    assert harness.expire()
    assert not harness.expire()
    snapshot = harness.snapshot()
    assert [each.id for each in snapshot.credentials] == ["cred-2"]
    assert [each.id for each in snapshot.open_attempts] == ["2-first"]
    assert harness.kinds() == ["started", "started", "expired"]


def test_an_answer_that_was_claimed_in_time_may_finish_its_exchange(harness: StoreHarness) -> None:
    harness.claim()
    assert not harness.expire()
    assert harness.approve()


def test_the_exchange_of_another_credential_does_not_stop_the_deadline(
    harness: StoreHarness,
) -> None:
    harness.claim(1)
    harness.begin(2)
    assert harness.expire(2)


def test_an_approved_credential_does_not_run_out(harness: StoreHarness) -> None:
    harness.make_approved()
    assert not harness.expire()
    assert len(harness.snapshot().credentials) == 1


# Removing.


@pytest.mark.parametrize(
    "bring", [StoreHarness.begin, StoreHarness.claim, StoreHarness.make_approved]
)
def test_it_can_be_removed_at_any_time_and_once(
    harness: StoreHarness, bring: Callable[[StoreHarness], None]
) -> None:
    bring(harness)
    assert harness.remove()
    assert not harness.remove()
    assert harness.snapshot().credentials == ()
    assert harness.kinds().count("removed") == 1


def test_with_a_stage_it_is_removed_only_if_it_still_stands_there(harness: StoreHarness) -> None:
    harness.make_approved()
    removed = harness.activity(ActivityKind.REMOVED)
    assert not harness.store.remove(removed, Stage.INCOMPLETE)
    assert harness.statuses() == {"entry-1": "whole"}
    assert harness.store.remove(removed, Stage.APPROVED)
    assert harness.kinds().count("removed") == 1


def test_with_it_go_its_attempts_and_its_entry_is_condemned(harness: StoreHarness) -> None:
    harness.make_active(1)
    harness.make_active(2)
    harness.begin(3)
    harness.remove(1)
    assert harness.statuses() == {"entry-1": "deleting", "entry-2": "whole"}
    harness.remove(3)
    assert harness.snapshot().open_attempts == ()


def test_an_exchange_under_way_is_not_forgotten_with_its_credential(harness: StoreHarness) -> None:
    harness.claim()
    harness.remove()
    (grant,) = harness.snapshot().unsettled_grants
    assert grant.credential_name == "Billing 1"
    assert grant.system is System.STRIPE_TEST


# Lost answers.


def test_a_lost_answer_is_kept_as_an_unsettled_grant(harness: StoreHarness) -> None:
    harness.claim()
    assert harness.lose()
    assert not harness.lose()
    snapshot = harness.snapshot()
    assert snapshot.unsettled_grants == (harness.grant(),)
    assert len(snapshot.credentials) == 1
    assert harness.kinds() == ["started", "unknown"]


def test_after_a_lost_answer_the_person_can_approve_again_which_settles_it(
    harness: StoreHarness,
) -> None:
    harness.claim(1)
    harness.claim(2)
    harness.lose(1)
    harness.lose(2)
    assert harness.store.add_attempt(harness.attempt(which="second"))
    assert harness.store.claim("1-second")
    assert harness.approve(which="second")
    assert harness.snapshot().unsettled_grants == (harness.grant(2),)


@pytest.mark.parametrize(
    ("account_id", "system", "settled"),
    [
        ("", System.STRIPE_TEST, True),
        (ACCOUNT.id, System.STRIPE_TEST, True),
        ("acct_another", System.STRIPE_TEST, False),
        (ACCOUNT.id, System.STRIPE, False),
    ],
)
def test_approving_settles_only_what_can_be_the_same_grant(
    harness: StoreHarness, account_id: str, system: System, settled: bool
) -> None:
    harness.claim()
    grant = replace(harness.grant(), account_id=account_id, system=system)
    harness.store.lose_attempt("1-first", grant, harness.activity(ActivityKind.UNKNOWN))
    harness.store.add_attempt(harness.attempt(which="second"))
    harness.store.claim("1-second")
    assert harness.approve(which="second")
    assert harness.snapshot().unsettled_grants == (() if settled else (grant,))


def test_an_approval_that_came_too_late_settles_nothing(harness: StoreHarness) -> None:
    harness.claim()
    harness.lose()
    harness.store.add_attempt(harness.attempt(which="second"))
    harness.store.claim("1-second")
    harness.remove()
    assert not harness.approve(which="second")
    assert harness.grant() in harness.snapshot().unsettled_grants


def test_a_person_clears_an_unsettled_grant_once(harness: StoreHarness) -> None:
    harness.claim()
    harness.lose()
    cleared = harness.activity(ActivityKind.CLEARED)
    assert harness.store.settle_grant("grant-1", cleared)
    assert not harness.store.settle_grant("grant-1", cleared)
    assert harness.snapshot().unsettled_grants == ()
    assert harness.kinds() == ["started", "unknown", "cleared"]


# Threads.


def test_another_thread_may_not_use_the_store(harness: StoreHarness) -> None:
    harness.begin()
    problems: list[Exception] = []

    def use() -> None:
        try:
            harness.store.remember_return_port(50001)
        except StorageError as problem:
            problems.append(problem)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(problems) == 1
    assert harness.snapshot().return_port is None


def test_the_thread_that_first_uses_it_need_not_be_the_one_that_made_it(
    harness: StoreHarness,
) -> None:
    done: list[bool] = []

    def use() -> None:
        harness.begin()
        done.append(harness.store.claim("1-first"))
        harness.store.close()

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert done == [True]


def test_closed_is_closed_for_good(harness: StoreHarness) -> None:
    harness.begin()
    harness.store.close()
    harness.store.close()
    with pytest.raises(StorageError, match="closed"):
        harness.begin(2)
