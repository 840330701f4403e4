"""What the store makes of a run that ended without a farewell."""

from desktop_app.core.credential import SecretPlace
from desktop_app.core.systems import System
from tests.storage.conftest import ACCOUNT, NOW, StoreHarness


def test_secrets_of_the_last_session_are_lost(harness: StoreHarness) -> None:
    harness.make_active(1, SecretPlace.SESSION)
    harness.make_active(2, SecretPlace.KEYCHAIN)
    places = [each.secret_place for each in harness.snapshot().credentials]
    assert places == [SecretPlace.LOST, SecretPlace.KEYCHAIN]


def test_an_exchange_that_was_under_way_becomes_an_unsettled_grant_once(
    harness: StoreHarness,
) -> None:
    harness.claim()
    harness.store.record_grant("1-first", System.STRIPE_TEST, ACCOUNT.id, None)
    (grant,) = harness.snapshot().unsettled_grants
    assert grant.credential_id == "cred-1"
    assert grant.account_id == ACCOUNT.id
    assert grant.since == NOW.utc
    assert harness.snapshot().unsettled_grants == (grant,)
    assert harness.kinds() == ["started", "unknown"]


def test_what_was_granted_in_the_other_mode_is_remembered_so(harness: StoreHarness) -> None:
    harness.claim()
    harness.store.record_grant("1-first", System.STRIPE, ACCOUNT.id, None)
    (grant,) = harness.snapshot().unsettled_grants
    assert grant.system is System.STRIPE


def test_its_code_is_never_sent_again(harness: StoreHarness) -> None:
    harness.claim()
    assert harness.snapshot().open_attempts == ()
    assert not harness.store.claim("1-first")
    assert not harness.approve()


def test_its_credential_stays_incomplete_with_its_deadline(harness: StoreHarness) -> None:
    harness.claim()
    credential = harness.only_credential()
    assert credential == harness.credential()
    assert harness.store.add_attempt(harness.attempt(which="second"))
    assert harness.store.claim("1-second")


def test_open_attempts_stay_open_for_the_old_tab(harness: StoreHarness) -> None:
    harness.begin()
    assert harness.snapshot().open_attempts == (harness.attempt(),)
    assert harness.store.claim("1-first")


def test_an_entry_that_was_never_made_whole_is_to_be_deleted(harness: StoreHarness) -> None:
    harness.claim(1)
    harness.store.record_grant("1-first", System.STRIPE_TEST, ACCOUNT.id, "entry-1")
    harness.make_active(2)
    harness.make_active(3)
    harness.remove(3)
    harness.snapshot()
    assert harness.store.entries_to_delete() == ("entry-1", "entry-3")
    assert harness.statuses()["entry-2"] == "whole"


def test_the_port_that_the_old_tab_returns_to_is_remembered(harness: StoreHarness) -> None:
    harness.store.remember_return_port(50001)
    harness.store.remember_return_port(50002)
    assert harness.snapshot().return_port == 50002
