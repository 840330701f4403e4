"""What is stored comes back, and each change is made once and whole."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import SecretPlace, Stage
from desktop_app.core.problems import NameTaken, StorageFailed
from desktop_app.core.systems import System
from tests.storage.conftest import ACCOUNT, NOW, Shelf

HOUR = timedelta(hours=1)


def test_a_new_store_is_empty(shelf: Shelf) -> None:
    snapshot = shelf.snapshot()
    assert snapshot.credentials == ()
    assert snapshot.open_attempts == ()
    assert snapshot.unsettled_grants == ()
    assert shelf.store.unfinished_entries() == ()
    assert snapshot.return_port is None


# Beginning.


def test_what_was_begun_comes_back_as_it_was(shelf: Shelf) -> None:
    shelf.begin()
    snapshot = shelf.snapshot()
    assert snapshot.credentials == (shelf.credential(),)
    assert snapshot.open_attempts == (shelf.attempt(),)
    assert shelf.kinds() == ["started"]


def test_credentials_come_back_in_the_order_in_which_they_were_begun(shelf: Shelf) -> None:
    for number in (2, 3, 1):
        shelf.begin(number)
    assert [each.id for each in shelf.snapshot().credentials] == ["cred-1", "cred-2", "cred-3"]


def test_a_name_is_taken_whatever_its_case(shelf: Shelf) -> None:
    shelf.begin(1, "EU Straße")
    with pytest.raises(NameTaken):
        shelf.begin(2, "eu STRASSE")
    snapshot = shelf.snapshot()
    assert [each.id for each in snapshot.credentials] == ["cred-1"]
    assert [each.id for each in snapshot.open_attempts] == ["1-first"]
    assert shelf.kinds() == ["started"]


def test_a_name_may_be_used_once_in_each_system(shelf: Shelf) -> None:
    shelf.begin(1, "EU billing", System.STRIPE)
    shelf.begin(2, "EU billing", System.STRIPE_TEST)
    assert len(shelf.snapshot().credentials) == 2


def test_the_name_of_a_removed_credential_is_free_again(shelf: Shelf) -> None:
    shelf.begin(1, "EU billing")
    shelf.remove(1)
    shelf.begin(2, "EU billing")
    assert shelf.only_credential().id == "cred-2"


def test_a_credential_without_a_deadline_is_not_begun(shelf: Shelf) -> None:
    credential = replace(shelf.credential(), deadline=None)
    with pytest.raises(ValueError, match="deadline"):
        shelf.store.begin(credential, shelf.attempt(), shelf.activity(ActivityKind.STARTED))
    assert shelf.snapshot().credentials == ()


def test_a_change_that_fails_half_way_changes_nothing(shelf: Shelf) -> None:
    shelf.begin(1)
    twin = replace(shelf.attempt(2), id="1-first")  # an id that is in use
    with pytest.raises(StorageFailed):
        shelf.store.begin(shelf.credential(2), twin, shelf.activity(ActivityKind.STARTED, 2))
    assert shelf.only_credential().id == "cred-1"
    assert shelf.kinds() == ["started"]
    shelf.begin(2)


# Attempts.


def test_a_credential_can_have_several_attempts_with_one_deadline(shelf: Shelf) -> None:
    shelf.begin()
    assert shelf.store.add_attempt(shelf.attempt(which="second"))
    snapshot = shelf.snapshot()
    assert {each.id for each in snapshot.open_attempts} == {"1-first", "1-second"}
    assert snapshot.credentials[0].deadline == shelf.credential().deadline


def test_only_the_hash_of_a_state_is_in_the_file(shelf: Shelf) -> None:
    shelf.begin()
    content = shelf.path.read_bytes()
    assert b"state of 1-first" not in content
    assert shelf.attempt().state_digest in content


def test_no_attempt_is_added_to_an_approved_credential(shelf: Shelf) -> None:
    shelf.make_approved()
    assert not shelf.store.add_attempt(shelf.attempt(which="second"))
    assert shelf.snapshot().open_attempts == ()


def test_no_attempt_is_added_to_a_credential_that_is_gone(shelf: Shelf) -> None:
    shelf.begin()
    shelf.remove()
    assert not shelf.store.add_attempt(shelf.attempt(which="second"))


def test_a_denied_attempt_ends_and_the_credential_stays(shelf: Shelf) -> None:
    shelf.begin()
    assert shelf.store.end_attempt("1-first", shelf.activity(ActivityKind.DENIED))
    assert not shelf.store.end_attempt("1-first", shelf.activity(ActivityKind.DENIED))
    snapshot = shelf.snapshot()
    assert snapshot.open_attempts == ()
    assert len(snapshot.credentials) == 1
    assert shelf.kinds() == ["started", "denied"]


def test_an_attempt_can_end_without_a_word(shelf: Shelf) -> None:
    shelf.begin()
    assert shelf.store.end_attempt("1-first", None)
    assert shelf.kinds() == ["started"]


# Claiming: the right to send a code.


def test_a_code_is_claimed_once(shelf: Shelf) -> None:
    shelf.begin()
    assert shelf.store.claim("1-first")
    assert not shelf.store.claim("1-first")


def test_of_two_attempts_of_one_credential_only_one_is_claimed(shelf: Shelf) -> None:
    shelf.begin()
    shelf.store.add_attempt(shelf.attempt(which="second"))
    assert shelf.store.claim("1-second")
    assert not shelf.store.claim("1-first")


def test_an_attempt_can_be_claimed_while_another_credential_exchanges(shelf: Shelf) -> None:
    shelf.claim(1)
    shelf.claim(2)


def test_when_the_first_exchange_failed_the_second_attempt_can_be_claimed(shelf: Shelf) -> None:
    shelf.begin()
    shelf.store.add_attempt(shelf.attempt(which="second"))
    shelf.store.claim("1-first")
    shelf.store.end_attempt("1-first", shelf.activity(ActivityKind.FAILED))
    assert shelf.store.claim("1-second")


def test_an_attempt_that_ended_is_not_claimed(shelf: Shelf) -> None:
    shelf.begin()
    shelf.store.end_attempt("1-first", None)
    assert not shelf.store.claim("1-first")


def test_an_attempt_that_nobody_knows_is_not_claimed(shelf: Shelf) -> None:
    assert not shelf.store.claim("unknown")


def test_after_the_deadline_took_it_nothing_is_claimed(shelf: Shelf) -> None:
    shelf.begin()
    assert shelf.expire()
    assert not shelf.store.claim("1-first")


def test_after_it_was_removed_nothing_is_claimed(shelf: Shelf) -> None:
    shelf.begin()
    assert shelf.remove()
    assert not shelf.store.claim("1-first")


def test_a_tab_that_was_left_open_is_not_claimed_once_it_is_approved(shelf: Shelf) -> None:
    shelf.make_approved(1)
    shelf.begin(2)
    # As no method leaves it: the last defence is in the claim itself.
    shelf.ask("UPDATE attempts SET credential_id = 'cred-1' WHERE id = '2-first'")
    assert not shelf.store.claim("2-first")


# Approving.


def test_an_approved_credential_knows_its_account_and_has_no_deadline(shelf: Shelf) -> None:
    shelf.make_approved()
    credential = shelf.only_credential()
    assert credential.stage is Stage.APPROVED
    assert credential.account == ACCOUNT
    assert credential.deadline is None
    assert credential.secret_place is SecretPlace.KEYCHAIN
    assert credential.created == shelf.credential().created
    assert shelf.kinds() == ["started", "approved"]
    assert shelf.statuses() == {"entry-1": "whole"}


def test_approving_closes_all_attempts_of_that_credential_alone(shelf: Shelf) -> None:
    shelf.claim()
    shelf.begin(2)
    shelf.store.add_attempt(shelf.attempt(which="second"))
    assert shelf.approve()
    assert [each.id for each in shelf.snapshot().open_attempts] == ["2-first"]


def test_what_was_not_claimed_is_not_approved(shelf: Shelf) -> None:
    shelf.begin()
    assert not shelf.approve()
    assert shelf.only_credential().stage is Stage.INCOMPLETE
    assert shelf.kinds() == ["started"]


def test_of_two_approvals_the_first_counts(shelf: Shelf) -> None:
    shelf.make_approved()
    assert not shelf.approve()
    assert shelf.kinds() == ["started", "approved"]
    assert shelf.statuses() == {"entry-1": "whole"}


def test_approving_one_leaves_the_others_alone(shelf: Shelf) -> None:
    shelf.claim(1)
    shelf.claim(2)
    shelf.store.record_grant("1-first", System.STRIPE_TEST, "acct_1", "entry-1")
    shelf.store.record_grant("2-first", System.STRIPE_TEST, "acct_2", "entry-2")
    assert shelf.approve(1)
    assert shelf.ask("SELECT id FROM credentials WHERE stage = 'incomplete'") == [("cred-2",)]
    assert shelf.statuses() == {"entry-1": "whole", "entry-2": "pending"}


def test_an_approval_after_the_removal_comes_too_late(shelf: Shelf) -> None:
    shelf.claim()
    shelf.store.record_grant("1-first", System.STRIPE_TEST, ACCOUNT.id, "entry-1")
    assert shelf.remove()
    assert not shelf.approve()
    assert shelf.store.unfinished_entries() == ("entry-1",)
    assert shelf.kinds() == ["started", "removed"]


def test_a_grant_that_comes_after_the_removal_leaves_no_entry_unknown(shelf: Shelf) -> None:
    shelf.claim()
    assert shelf.remove()
    shelf.store.record_grant("1-first", System.STRIPE_TEST, ACCOUNT.id, "entry-1")
    assert shelf.statuses() == {"entry-1": "pending"}
    assert not shelf.approve()
    assert shelf.store.unfinished_entries() == ("entry-1",)


def test_approved_for_this_session_only_nothing_is_kept_in_the_keychain(shelf: Shelf) -> None:
    shelf.claim()
    shelf.store.record_grant("1-first", System.STRIPE_TEST, ACCOUNT.id, "entry-1")
    assert shelf.approve(place=SecretPlace.SESSION)
    assert shelf.statuses() == {"entry-1": "deleting"}


# Creating.


def test_creating_makes_it_active_from_that_time_on(shelf: Shelf) -> None:
    shelf.make_active()
    credential = shelf.only_credential()
    assert credential.stage is Stage.ACTIVE
    assert credential.created == NOW.utc + HOUR
    assert shelf.kinds() == ["started", "approved", "created"]


def test_it_is_created_once(shelf: Shelf) -> None:
    shelf.make_active()
    assert not shelf.create()
    assert shelf.kinds().count("created") == 1


def test_what_is_incomplete_is_not_created(shelf: Shelf) -> None:
    shelf.begin()
    assert not shelf.create()
    assert shelf.kinds() == ["started"]


# Expiring.


def test_when_time_is_up_the_credential_goes_with_its_attempts(shelf: Shelf) -> None:
    shelf.begin()
    shelf.begin(2)
    assert shelf.expire()
    assert not shelf.expire()
    snapshot = shelf.snapshot()
    assert [each.id for each in snapshot.credentials] == ["cred-2"]
    assert [each.id for each in snapshot.open_attempts] == ["2-first"]
    assert shelf.kinds() == ["started", "started", "expired"]


def test_an_answer_that_was_claimed_in_time_may_finish_its_exchange(shelf: Shelf) -> None:
    shelf.claim()
    assert not shelf.expire()
    assert shelf.approve()


def test_the_exchange_of_another_credential_does_not_stop_the_deadline(shelf: Shelf) -> None:
    shelf.claim(1)
    shelf.begin(2)
    assert shelf.expire(2)


def test_an_approved_credential_does_not_run_out(shelf: Shelf) -> None:
    shelf.make_approved()
    assert not shelf.expire()
    assert len(shelf.snapshot().credentials) == 1


# Removing.


@pytest.mark.parametrize("bring", [Shelf.begin, Shelf.claim, Shelf.make_approved])
def test_it_can_be_removed_at_any_time_and_once(
    shelf: Shelf, bring: Callable[[Shelf], None]
) -> None:
    bring(shelf)
    assert shelf.remove()
    assert not shelf.remove()
    assert shelf.snapshot().credentials == ()
    assert shelf.kinds().count("removed") == 1


def test_with_a_stage_it_is_removed_only_if_it_still_stands_there(shelf: Shelf) -> None:
    shelf.make_approved()
    removed = shelf.activity(ActivityKind.REMOVED)
    assert not shelf.store.remove(removed, Stage.INCOMPLETE)
    assert shelf.statuses() == {"entry-1": "whole"}
    assert shelf.store.remove(removed, Stage.APPROVED)
    assert shelf.kinds().count("removed") == 1


def test_with_it_go_its_attempts_and_its_entry_is_condemned(shelf: Shelf) -> None:
    shelf.make_active(1)
    shelf.make_active(2)
    shelf.begin(3)
    shelf.remove(1)
    assert shelf.statuses() == {"entry-1": "deleting", "entry-2": "whole"}
    shelf.remove(3)
    assert shelf.snapshot().open_attempts == ()


def test_an_exchange_under_way_is_not_forgotten_with_its_credential(shelf: Shelf) -> None:
    shelf.claim()
    shelf.remove()
    (grant,) = shelf.snapshot().unsettled_grants
    assert grant.credential_name == "Billing 1"
    assert grant.system is System.STRIPE_TEST


# Lost answers.


def test_a_lost_answer_is_kept_as_an_unsettled_grant(shelf: Shelf) -> None:
    shelf.claim()
    assert shelf.lose()
    assert not shelf.lose()
    snapshot = shelf.snapshot()
    assert snapshot.unsettled_grants == (shelf.grant(),)
    assert len(snapshot.credentials) == 1
    assert shelf.kinds() == ["started", "unknown"]


def test_after_a_lost_answer_the_person_can_approve_again_which_settles_it(shelf: Shelf) -> None:
    shelf.claim(1)
    shelf.claim(2)
    shelf.lose(1)
    shelf.lose(2)
    assert shelf.store.add_attempt(shelf.attempt(which="second"))
    assert shelf.store.claim("1-second")
    assert shelf.approve(which="second")
    assert shelf.snapshot().unsettled_grants == (shelf.grant(2),)


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
    shelf: Shelf, account_id: str, system: System, settled: bool
) -> None:
    shelf.claim()
    grant = replace(shelf.grant(), account_id=account_id, system=system)
    shelf.store.lose_attempt("1-first", grant, shelf.activity(ActivityKind.UNKNOWN))
    shelf.store.add_attempt(shelf.attempt(which="second"))
    shelf.store.claim("1-second")
    assert shelf.approve(which="second")
    assert shelf.snapshot().unsettled_grants == (() if settled else (grant,))


def test_an_approval_that_came_too_late_settles_nothing(shelf: Shelf) -> None:
    shelf.claim()
    shelf.lose()
    shelf.store.add_attempt(shelf.attempt(which="second"))
    shelf.store.claim("1-second")
    shelf.remove()
    assert not shelf.approve(which="second")
    assert shelf.grant() in shelf.snapshot().unsettled_grants


def test_a_person_clears_an_unsettled_grant_once(shelf: Shelf) -> None:
    shelf.claim()
    shelf.lose()
    cleared = shelf.activity(ActivityKind.CLEARED)
    assert shelf.store.settle_grant("grant-1", cleared)
    assert not shelf.store.settle_grant("grant-1", cleared)
    assert shelf.snapshot().unsettled_grants == ()
    assert shelf.kinds() == ["started", "unknown", "cleared"]


# Keychain entries.


def test_an_entry_is_written_down_before_it_is_made(shelf: Shelf) -> None:
    shelf.claim()
    shelf.store.record_grant("1-first", System.STRIPE_TEST, ACCOUNT.id, "entry-1")
    assert shelf.statuses() == {"entry-1": "pending"}
    assert shelf.ask("SELECT account_id FROM attempts") == [(ACCOUNT.id,)]
    assert shelf.store.unfinished_entries() == ()


def test_a_grant_that_makes_no_entry_writes_none_down(shelf: Shelf) -> None:
    shelf.claim()
    shelf.store.record_grant("1-first", System.STRIPE_TEST, ACCOUNT.id, None)
    assert shelf.statuses() == {}


def test_an_entry_is_forgotten_only_when_it_was_to_be_deleted(shelf: Shelf) -> None:
    shelf.make_active()
    shelf.store.forget_entry("entry-1")
    assert shelf.statuses() == {"entry-1": "whole"}
    shelf.store.condemn_entry("entry-1")
    assert shelf.store.unfinished_entries() == ("entry-1",)
    shelf.store.forget_entry("entry-1")
    assert shelf.statuses() == {}


def test_condemning_one_entry_leaves_the_others(shelf: Shelf) -> None:
    shelf.make_active(1)
    shelf.make_active(2)
    shelf.store.condemn_entry("entry-1")
    shelf.store.forget_entry("entry-1")
    assert shelf.statuses() == {"entry-2": "whole"}


def test_a_secret_of_this_session_can_be_kept_in_the_keychain_later(shelf: Shelf) -> None:
    shelf.make_active(place=SecretPlace.SESSION)
    shelf.store.reserve_entry("later", "cred-1")
    assert shelf.statuses() == {"later": "pending"}
    assert shelf.store.keep_in_keychain("cred-1", "later")
    assert shelf.statuses() == {"later": "whole"}
    assert shelf.only_credential().secret_place is SecretPlace.KEYCHAIN


def test_kept_twice_the_second_entry_is_to_be_deleted(shelf: Shelf) -> None:
    shelf.make_active()
    shelf.store.reserve_entry("second", "cred-1")
    assert not shelf.store.keep_in_keychain("cred-1", "second")
    assert shelf.statuses() == {"entry-1": "whole", "second": "deleting"}


def test_kept_after_the_removal_the_entry_is_to_be_deleted(shelf: Shelf) -> None:
    shelf.make_active(place=SecretPlace.SESSION)
    shelf.store.reserve_entry("later", "cred-1")
    shelf.remove()
    assert not shelf.store.keep_in_keychain("cred-1", "later")
    assert shelf.store.unfinished_entries() == ("later",)


# After a crash.


def test_secrets_of_the_last_session_are_lost(shelf: Shelf) -> None:
    shelf.make_active(1, SecretPlace.SESSION)
    shelf.make_active(2, SecretPlace.KEYCHAIN)
    places = [each.secret_place for each in shelf.snapshot().credentials]
    assert places == [SecretPlace.LOST, SecretPlace.KEYCHAIN]


def test_an_exchange_that_was_under_way_becomes_an_unsettled_grant_once(shelf: Shelf) -> None:
    shelf.claim()
    shelf.store.record_grant("1-first", System.STRIPE_TEST, ACCOUNT.id, None)
    (grant,) = shelf.snapshot().unsettled_grants
    assert grant.credential_id == "cred-1"
    assert grant.account_id == ACCOUNT.id
    assert grant.since == NOW.utc
    assert shelf.snapshot().unsettled_grants == (grant,)
    assert shelf.kinds() == ["started", "unknown"]


def test_what_was_granted_in_the_other_mode_is_remembered_so(shelf: Shelf) -> None:
    shelf.claim()
    shelf.store.record_grant("1-first", System.STRIPE, ACCOUNT.id, None)
    (grant,) = shelf.snapshot().unsettled_grants
    assert grant.system is System.STRIPE


def test_its_code_is_never_sent_again(shelf: Shelf) -> None:
    shelf.claim()
    assert shelf.snapshot().open_attempts == ()
    assert not shelf.store.claim("1-first")
    assert not shelf.approve()


def test_its_credential_stays_incomplete_with_its_deadline(shelf: Shelf) -> None:
    shelf.claim()
    credential = shelf.only_credential()
    assert credential == shelf.credential()
    assert shelf.store.add_attempt(shelf.attempt(which="second"))
    assert shelf.store.claim("1-second")


def test_open_attempts_stay_open_for_the_old_tab(shelf: Shelf) -> None:
    shelf.begin()
    assert shelf.snapshot().open_attempts == (shelf.attempt(),)
    assert shelf.store.claim("1-first")


def test_an_entry_that_was_never_made_whole_is_to_be_deleted(shelf: Shelf) -> None:
    shelf.claim(1)
    shelf.store.record_grant("1-first", System.STRIPE_TEST, ACCOUNT.id, "entry-1")
    shelf.make_active(2)
    shelf.make_active(3)
    shelf.remove(3)
    shelf.snapshot()
    assert shelf.store.unfinished_entries() == ("entry-1", "entry-3")
    assert shelf.statuses()["entry-2"] == "whole"


def test_the_port_that_the_old_tab_returns_to_is_remembered(shelf: Shelf) -> None:
    shelf.store.remember_return_port(50001)
    shelf.store.remember_return_port(50002)
    assert shelf.snapshot().return_port == 50002


# Activity.


def test_an_activity_tells_what_happened_when_to_which_and_by_whom(shelf: Shelf) -> None:
    revoked = shelf.activity(ActivityKind.REVOKED, detail="at Stripe")
    shelf.store.record_revoked((revoked,), System.STRIPE_TEST, ACCOUNT.id)
    assert shelf.ask(
        "SELECT at, kind, credential_id, credential_name, system, os_user, detail FROM activity"
    ) == [
        (
            "2026-11-24T10:00:00+00:00",
            "revoked",
            "cred-1",
            "Billing 1",
            "STRIPE_TEST",
            "ada",
            "at Stripe",
        )
    ]


def test_the_log_is_read_in_the_order_in_which_it_was_written(shelf: Shelf) -> None:
    later = shelf.activity(ActivityKind.STARTED, detail="written first")
    earlier = replace(later, at=later.at - HOUR, detail="written second", system=System.STRIPE)
    shelf.write(later)
    shelf.write(earlier)

    assert shelf.store.activities(0) == (later, earlier)


def test_every_kind_comes_back_as_it_was(shelf: Shelf) -> None:
    written = tuple(shelf.activity(kind) for kind in ActivityKind)
    for activity in written:
        shelf.write(activity)
    shelf.reopen()

    assert shelf.store.activities(0) == written


def test_what_is_known_of_the_log_is_not_read_again(shelf: Shelf) -> None:
    written = [shelf.activity(ActivityKind.STARTED, number) for number in (1, 2, 3)]
    for activity in written:
        shelf.write(activity)

    assert shelf.store.activities(2) == (written[2],)
    assert shelf.store.activities(3) == ()
    assert shelf.store.activities(4) == ()


def test_a_log_entry_that_cannot_be_read_is_a_failure_and_not_left_out(shelf: Shelf) -> None:
    shelf.write(shelf.activity(ActivityKind.STARTED))
    shelf.ask(
        "INSERT INTO activity (at, kind, credential_id, credential_name, system, os_user, detail)"
        " VALUES ('2026-11-24T10:00:00+00:00', 'sung', 'cred-1', 'Billing 1', 'STRIPE', 'ada', '')"
    )
    with pytest.raises(StorageFailed):
        shelf.store.activities(0)


# Threads.


def test_another_thread_may_not_use_the_store(shelf: Shelf) -> None:
    shelf.begin()
    problems: list[Exception] = []

    def use() -> None:
        try:
            shelf.store.remember_return_port(50001)
        except StorageFailed as problem:
            problems.append(problem)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(problems) == 1
    assert shelf.snapshot().return_port is None


def test_the_thread_that_first_uses_it_need_not_be_the_one_that_made_it(shelf: Shelf) -> None:
    done: list[bool] = []

    def use() -> None:
        shelf.begin()
        done.append(shelf.store.claim("1-first"))
        shelf.store.close()

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert done == [True]


def test_closed_is_closed_for_good(shelf: Shelf) -> None:
    shelf.begin()
    shelf.store.close()
    shelf.store.close()
    with pytest.raises(StorageFailed, match="closed"):
        shelf.begin(2)
