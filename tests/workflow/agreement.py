"""What must always be true between the database, the keychain, Stripe, and what is in sight.

Knows the database's tables, and reads them beside the program, so that it trusts neither the store
nor the workflow.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Collection
from contextlib import closing
from typing import Any

from desktop_app.core.activity import ActivityKind
from desktop_app.core.approval import Phase
from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
from desktop_app.core.errors import StorageError
from desktop_app.core.lifecycle import TABLE, Gone
from desktop_app.core.systems import System
from tests.fakes import ACCOUNT, WorkflowHarness

Connection = tuple[System, str]
Row = tuple[Any, ...]

# What the harness's Stripe grants, unless a test says otherwise.
CONNECTED: Connection = (System.STRIPE_TEST, ACCOUNT.id)


def rows(harness: WorkflowHarness, sql: str) -> list[Row]:
    """Read the database over a connection of its own."""
    with closing(sqlite3.connect(harness.database)) as connection:
        return connection.execute(sql).fetchall()


def activity(harness: WorkflowHarness) -> list[str]:
    """Return the kinds of the entries that were written, in order."""
    return [kind for (kind,) in rows(harness, "SELECT kind FROM activity ORDER BY id")]


def connections(credentials: Collection[Credential]) -> set[Connection]:
    """Return what the credentials name at Stripe."""
    return {(c.system, c.account.id) for c in credentials if c.account is not None}


def assert_agree(harness: WorkflowHarness, *, left: Collection[Connection] = ()) -> None:
    """Nothing is under way, and all that is known anywhere fits together.

    `left` is what a person chose to leave connected at Stripe.
    """
    assert not harness.tasks.held, "something is still under way"
    assert_safe(harness)
    _assert_sight_is_the_database(harness)
    _assert_secrets_are_kept(harness)
    _assert_attempts_are_awaited(harness)
    _assert_alarm_is_set(harness)
    _assert_log_follows_the_table(harness)
    assert_nothing_is_forgotten_at_stripe(harness, left)


def assert_safe(harness: WorkflowHarness) -> None:
    """What holds at every moment, even while something is under way."""
    if not harness.disk.failures:
        assert harness.tasks.crashes == []
    assert all(isinstance(problem, StorageError) for problem in harness.tasks.crashes)
    assert len(set(harness.stripe.exchanged)) == len(harness.stripe.exchanged), (
        "a code was sent twice"
    )
    named = {name for (name,) in rows(harness, "SELECT name FROM keychain_entries")}
    assert set(harness.keychain.entries) <= named, (
        "the keychain holds an entry that nobody knows of"
    )
    keys = [(c.system, c.name_key) for c in harness.state.credentials]
    assert len(set(keys)) == len(keys), "two credentials have one name"
    for credential in harness.state.credentials:
        begun = credential.stage is Stage.INCOMPLETE
        if credential.stage is not Stage.APPROVED:
            # One that is approved for the first time keeps its deadline, until it is created.
            assert (credential.deadline is not None) is begun
        if begun:
            # It has an account only while it is approved again.
            assert credential.was_created is credential.needs_approval
            assert credential.revoking is Revoking.NO
        else:
            assert credential.account is not None


def _assert_sight_is_the_database(harness: WorkflowHarness) -> None:
    stored = rows(
        harness,
        "SELECT id, system, name, stage, secret_place, created, account_id, began_utc, revoking,"
        " checked FROM credentials",
    )
    in_sight = [
        (
            c.id,
            c.system.value,
            c.name,
            c.stage.value,
            c.secret_place.value,
            c.created.isoformat(),
            c.account.id if c.account else None,
            c.deadline.began.utc.isoformat() if c.deadline else None,
            c.revoking.value,
            c.checked.isoformat() if c.checked else None,
        )
        for c in harness.state.credentials
    ]
    assert sorted(in_sight) == sorted(stored)
    grants = {grant_id for (grant_id,) in rows(harness, "SELECT id FROM unsettled_grants")}
    assert {grant.id for grant in harness.state.unsettled_grants} == grants


def _assert_secrets_are_kept(harness: WorkflowHarness) -> None:
    entries = rows(harness, "SELECT credential_id, name, status FROM keychain_entries")
    assert not [e for e in entries if e[2] == "pending"], "an entry was never finished"
    kept_entries = [
        (credential_id, name) for credential_id, name, status in entries if status == "whole"
    ]
    whole = dict(kept_entries)
    assert len(whole) == len(kept_entries), "a credential has two secrets"
    kept = {c.id for c in harness.state.credentials if c.secret_place is SecretPlace.KEYCHAIN}
    assert set(whole) == kept
    assert set(whole.values()) <= set(harness.keychain.entries), "a secret is lost"


def _assert_attempts_are_awaited(harness: WorkflowHarness) -> None:
    attempts = rows(harness, "SELECT id, credential_id, status FROM attempts")
    incomplete = {c.id for c in harness.state.credentials if c.stage is Stage.INCOMPLETE}
    assert {credential_id for _, credential_id, _ in attempts} <= incomplete
    assert {status for _, _, status in attempts} <= {"open"}
    assert set(harness.receiver.expected) <= {attempt_id for attempt_id, _, _ in attempts}


def _assert_alarm_is_set(harness: WorkflowHarness) -> None:
    left = [harness.time_left(c) for c in harness.state.credentials if c.stage is Stage.INCOMPLETE]
    assert (harness.alarm.after is None) is (not left)


def _assert_log_follows_the_table(harness: WorkflowHarness) -> None:
    """The log tells of each credential a life that the table of steps allows, up to its end."""
    moving = [rule for rule in TABLE if isinstance(rule.becomes, Stage | Gone)]
    # Where a credential may stand after its entries; None is before the first of them.
    ends: dict[str, set[object]] = defaultdict(lambda: {None})
    for credential_id, name in rows(
        harness, "SELECT credential_id, kind FROM activity ORDER BY id"
    ):
        rules = [rule for rule in moving if ActivityKind(name) in rule.entries]
        if rules:
            ends[credential_id] = {
                rule.becomes for rule in rules if ends[credential_id] & set(rule.stages or (None,))
            }
    stages = {credential.id: credential.stage for credential in harness.state.credentials}
    for credential_id, possible in ends.items():
        assert stages.get(credential_id, Gone.GONE) in possible, "the log tells of another life"


def assert_nothing_is_forgotten_at_stripe(
    harness: WorkflowHarness, left: Collection[Connection] = ()
) -> None:
    """Every account that granted access is named by a credential, by a notice, or by a person."""
    known = connections(harness.state.credentials) | set(left)
    for system, account_id in harness.stripe.connected - known:
        assert any(
            # Nobody can know which account it was, if the answer was lost.
            not grant.account_id or (grant.account_id, grant.system) == (account_id, system)
            for grant in harness.state.unsettled_grants
        ), f"{account_id} granted access, and nobody knows of it"


def assert_over(harness: WorkflowHarness, credential_id: str) -> None:
    """Nothing of the credential is left, and its wizard says so."""
    assert harness.state.credential(credential_id) is None
    approval = harness.state.approval(credential_id)
    assert approval is None or approval.phase is Phase.OVER
    for table in ("attempts", "keychain_entries"):
        assert credential_id not in {
            owner
            for (owner,) in rows(harness, f"SELECT credential_id FROM {table}")  # noqa: S608  (ours)
        }
