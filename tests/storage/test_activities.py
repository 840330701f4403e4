"""The log: what is written comes back whole, in order, and is read once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.core.activity import ActivityKind
from desktop_app.core.errors import StorageError
from desktop_app.core.systems import System
from tests.storage.conftest import ACCOUNT, StoreHarness


def test_an_activity_tells_what_happened_when_to_which_and_by_whom(harness: StoreHarness) -> None:
    revoked = harness.activity(ActivityKind.REVOKED, detail="at Stripe")
    harness.store.record_revoked((revoked,), System.STRIPE_TEST, ACCOUNT.id)
    assert harness.ask(
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


def test_the_log_is_read_in_the_order_in_which_it_was_written(harness: StoreHarness) -> None:
    later = harness.activity(ActivityKind.STARTED, detail="written first")
    earlier = replace(
        later, at=later.at - timedelta(hours=1), detail="written second", system=System.STRIPE
    )
    harness.write(later)
    harness.write(earlier)

    assert harness.store.activities(0) == (later, earlier)


def test_every_kind_comes_back_as_it_was(harness: StoreHarness) -> None:
    written = tuple(harness.activity(kind) for kind in ActivityKind)
    for activity in written:
        harness.write(activity)
    harness.reopen()

    assert harness.store.activities(0) == written


def test_what_is_known_of_the_log_is_not_read_again(harness: StoreHarness) -> None:
    written = [harness.activity(ActivityKind.STARTED, number) for number in (1, 2, 3)]
    for activity in written:
        harness.write(activity)

    assert harness.store.activities(2) == (written[2],)
    assert harness.store.activities(3) == ()
    assert harness.store.activities(4) == ()


def test_a_log_entry_that_cannot_be_read_is_a_failure_and_not_left_out(
    harness: StoreHarness,
) -> None:
    harness.write(harness.activity(ActivityKind.STARTED))
    harness.ask(
        "INSERT INTO activity (at, kind, credential_id, credential_name, system, os_user, detail)"
        " VALUES ('2026-11-24T10:00:00+00:00', 'sung', 'cred-1', 'Billing 1', 'STRIPE', 'ada', '')"
    )
    with pytest.raises(StorageError):
        harness.store.activities(0)
