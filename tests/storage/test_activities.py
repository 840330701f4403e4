"""The log: what is written comes back whole, in order, and is read once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.core.account import Account
from desktop_app.core.activity import ActivityKind
from desktop_app.core.errors import StorageError
from desktop_app.core.systems import System
from desktop_app.storage import database
from tests.storage.conftest import ACCOUNT, StoreHarness
from tests.storage.test_database import WITH_ACCOUNTS, become


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


# -- the account that an entry is about -----------------------------------------------------------

OTHER = Account("acct_1Globex", "Globex GmbH")


def accounts(harness: StoreHarness) -> list[tuple[str, str, str]]:
    """Return of each entry what happened, and the account that it is about."""
    return [
        (entry.kind.value, entry.account_id, entry.account_name)
        for entry in harness.store.activities(0)
    ]


def test_an_entry_keeps_its_account_whatever_becomes_of_the_credential(
    harness: StoreHarness,
) -> None:
    harness.make_active()
    checked = harness.activity(ActivityKind.HEALTH_CHANGED)
    harness.write(replace(checked, account_id=OTHER.id, account_name=OTHER.name))
    assert accounts(harness)[-1] == ("health_changed", "acct_1Globex", "Globex GmbH")
    harness.remove()
    assert ("health_changed", "acct_1Globex", "Globex GmbH") in accounts(harness)


def test_an_entry_without_an_account_takes_none_from_its_credential(harness: StoreHarness) -> None:
    harness.make_active()
    assert {(account_id, name) for _, account_id, name in accounts(harness)} == {("", "")}


def test_an_older_entry_has_the_account_that_its_credential_was_approved_for(
    harness: StoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    become(monkeypatch, known=database._MIGRATIONS[: WITH_ACCOUNTS - 1])
    harness.make_active()
    harness.begin(2)
    harness.reopen()
    monkeypatch.undo()

    present = (ACCOUNT.id, ACCOUNT.name)
    # Nothing was known of the account when the first attempt began.
    assert accounts(harness) == [
        ("started", "", ""),
        ("approved", *present),
        ("created", *present),
        ("started", "", ""),
    ]
    assert [entry.account_id for entry in harness.store.activities(2)] == [ACCOUNT.id, ""]
    harness.remove()
    assert {account_id for _, account_id, _ in accounts(harness)} == {""}


# -- who created a credential ---------------------------------------------------------------------


def test_the_log_says_who_created_a_credential_first(harness: StoreHarness) -> None:
    harness.make_active(1)
    harness.make_approved(2)
    harness.write(replace(harness.activity(ActivityKind.CREATED), os_user="bob"))
    credentials = harness.snapshot().credentials
    assert {each.id: each.created_by for each in credentials} == {"cred-1": "ada", "cred-2": ""}
