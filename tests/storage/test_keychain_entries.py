"""A keychain entry is named in the store before it is made, and until it is gone."""

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import SecretPlace
from desktop_app.core.systems import System
from tests.storage.conftest import ACCOUNT, StoreHarness


def test_an_entry_is_written_down_before_it_is_made(harness: StoreHarness) -> None:
    harness.claim()
    harness.store.record_grant("1-first", System.STRIPE_TEST, ACCOUNT.id, "entry-1")
    assert harness.statuses() == {"entry-1": "pending"}
    assert harness.ask("SELECT account_id FROM attempts") == [(ACCOUNT.id,)]
    assert harness.store.entries_to_delete() == ()


def test_a_grant_that_makes_no_entry_writes_none_down(harness: StoreHarness) -> None:
    harness.claim()
    harness.store.record_grant("1-first", System.STRIPE_TEST, ACCOUNT.id, None)
    assert harness.statuses() == {}
    (grant,) = harness.snapshot().unsettled_grants
    assert grant.account_id == ACCOUNT.id


def test_an_entry_is_forgotten_only_when_it_was_to_be_deleted(harness: StoreHarness) -> None:
    harness.make_active()
    harness.store.confirm_entry_deleted("entry-1")
    assert harness.statuses() == {"entry-1": "whole"}
    harness.store.mark_entry_for_deletion("entry-1")
    assert harness.store.entries_to_delete() == ("entry-1",)
    harness.store.confirm_entry_deleted("entry-1")
    assert harness.statuses() == {}


def test_condemning_one_entry_leaves_the_others(harness: StoreHarness) -> None:
    harness.make_active(1)
    harness.make_active(2)
    harness.store.mark_entry_for_deletion("entry-1")
    harness.store.confirm_entry_deleted("entry-1")
    assert harness.statuses() == {"entry-2": "whole"}


def test_a_secret_of_this_session_can_be_kept_in_the_keychain_later(harness: StoreHarness) -> None:
    harness.make_active(place=SecretPlace.SESSION)
    harness.store.reserve_entry("later", "cred-1")
    assert harness.statuses() == {"later": "pending"}
    assert harness.store.move_to_keychain("cred-1", "later")
    assert harness.statuses() == {"later": "whole"}
    assert harness.only_credential().secret_place is SecretPlace.KEYCHAIN


def test_kept_twice_the_second_entry_is_to_be_deleted(harness: StoreHarness) -> None:
    harness.make_active()
    harness.store.reserve_entry("second", "cred-1")
    assert not harness.store.move_to_keychain("cred-1", "second")
    assert harness.statuses() == {"entry-1": "whole", "second": "deleting"}


def test_kept_after_the_removal_the_entry_is_to_be_deleted(harness: StoreHarness) -> None:
    harness.make_active(place=SecretPlace.SESSION)
    harness.store.reserve_entry("later", "cred-1")
    harness.remove()
    assert not harness.store.move_to_keychain("cred-1", "later")
    assert harness.store.entries_to_delete() == ("later",)


def test_the_entries_of_an_account_whose_access_was_revoked_are_to_be_deleted(
    harness: StoreHarness,
) -> None:
    harness.make_active()
    harness.claim(2)
    harness.store.record_grant("2-first", System.STRIPE_TEST, "acct_2Other", "entry-2")
    revoked = harness.activity(ActivityKind.REVOKED)
    harness.store.record_revoked((revoked,), System.STRIPE_TEST, ACCOUNT.id)
    assert harness.statuses() == {"entry-1": "deleting", "entry-2": "pending"}
