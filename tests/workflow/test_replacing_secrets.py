"""A secret is replaced by one that works, or the old one goes on working."""

from dataclasses import replace

import pytest

from desktop_app.core.account import Account
from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import (
    Detail,
    KeychainFailedError,
    KeychainLockedError,
    PlatformMismatchError,
    SecretRefusedError,
)
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.organizations import StoringSecrets, TryingSecret
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workspace import WorkspaceChanged
from tests.asked import ConnectFailed, OrganizationConnected, SecretReplaced
from tests.organizations import (
    ACME_SECRETS,
    LIVE_KEY,
    TEST_KEY,
    Computer,
)
from tests.workflow.organization_steps import (
    KEPT,
    LIVE,
    NEW_KEY,
    NEW_SECRETS,
    SESSION,
    TEST,
    Break,
    acme,
    assert_untouched,
    connect,
    in_keychain,
    keychain,
    kinds,
    named,
    texts,
)


@pytest.mark.parametrize("old", [KEPT, SESSION])
@pytest.mark.parametrize("new", [KEPT, SESSION])
def test_a_secret_is_replaced_and_the_old_one_leaves_the_keychain(
    computer: Computer, old: SecretPlace, new: SecretPlace
) -> None:
    connect(computer, place=old)
    before = acme(computer)
    computer.asks.replace_secret("org-acme", TEST, NEW_KEY, new)

    changed = acme(computer)
    assert kinds(computer)[-4:] == [
        TryingSecret,
        StoringSecrets,
        WorkspaceChanged,
        SecretReplaced,
    ]
    assert computer.events[-2:] == [WorkspaceChanged(changed), SecretReplaced("org-acme", TEST)]
    assert changed.commands is before.commands
    assert dict(changed.secret_places) == {LIVE: old, TEST: new}
    assert computer.trial.tried[-1] == (TEST, NEW_KEY)
    assert computer.stripes["org-acme"].secrets == {LIVE: LIVE_KEY, TEST: NEW_KEY}
    kept = [LIVE_KEY.reveal()] * (old is KEPT) + [NEW_KEY.reveal()] * (new is KEPT)
    assert in_keychain(computer) == sorted(kept)
    computer.restart()
    assert in_keychain(computer) == sorted(kept)
    after = {KEPT: KEPT, SESSION: SecretPlace.LOST}
    assert dict(acme(computer).secret_places) == {LIVE: after[old], TEST: after[new]}


@pytest.mark.parametrize("trouble", ["refused", "keychain", "locked", "database", "reserving"])
def test_a_failed_replacing_leaves_the_old_secret_working_and_kept(
    computer: Computer, fails: Break, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    connect(computer)
    before = acme(computer)
    match trouble:
        case "refused":
            computer.trial.fail = SecretRefusedError(Detail("invalid_client"))
        case "keychain":
            keychain(computer).fails_at = 1
        case "locked":
            keychain(computer).fail_unlock = KeychainLockedError("locked")
        case "database":
            fails("replace_secret")
        case "reserving":
            fails("reserve_entry")
    computer.asks.replace_secret("org-acme", TEST, NEW_KEY, KEPT)

    event = computer.events[-1]
    assert isinstance(event, ConnectFailed)
    assert event.system is TEST
    assert acme(computer) is before
    monkeypatch.undo()
    assert_untouched(computer)


def test_a_secret_that_cannot_be_taken_out_now_is_at_the_next_start(computer: Computer) -> None:
    connect(computer)
    keychain(computer).fail_delete = KeychainFailedError("busy")
    computer.asks.replace_secret("org-acme", TEST, NEW_KEY, KEPT)
    assert kinds(computer)[-1] is SecretReplaced
    assert TEST_KEY.reveal() in in_keychain(computer)
    keychain(computer).fail_delete = None
    computer.restart()
    assert in_keychain(computer) == texts({LIVE: LIVE_KEY, TEST: NEW_KEY})


def test_a_database_that_fails_after_the_replacing_is_no_failed_replacing(
    computer: Computer, fails: Break
) -> None:
    connect(computer)
    fails("entries_to_delete")
    computer.asks.replace_secret("org-acme", TEST, NEW_KEY, KEPT)
    assert kinds(computer)[-1] is SecretReplaced
    connect(computer, secrets=NEW_SECRETS)
    assert kinds(computer)[-1] is OrganizationConnected


def test_a_key_of_another_platform_is_refused_while_there_are_credentials(
    computer: Computer,
) -> None:
    workspace = computer.connect()
    computer.stripes["org-acme"].grant = replace(computer.stripes["org-acme"].grant, livemode=True)
    workspace.commands.go_to_stripe(System.STRIPE, "EU billing", SecretPlace.KEYCHAIN)
    entries = dict(computer.harness.keychain.entries)
    computer.trial.account = Account("acct_1Other", "Somebody else")
    secret = Secret("sk_live_SomebodyElse0001")
    computer.asks.replace_secret("org-acme", System.STRIPE, secret, SecretPlace.KEYCHAIN)
    failed = computer.events[-1]
    assert isinstance(failed, ConnectFailed)
    assert isinstance(failed.error, PlatformMismatchError)
    assert computer.harness.keychain.entries == entries, "the one that works is kept, and no other"

    computer.asks.replace_secret(
        "org-acme", System.STRIPE_TEST, Secret("sk_test_SomebodyElse0001"), SecretPlace.KEYCHAIN
    )
    assert isinstance(computer.events[-1], SecretReplaced), "that mode has no credential"


@pytest.mark.parametrize("lane", [Lane.DATABASE, Lane.KEYCHAIN])
@pytest.mark.parametrize("steps", range(4))
def test_a_crash_while_a_secret_is_replaced_leaves_the_old_or_the_new(
    computer: Computer, lane: Lane, steps: int
) -> None:
    connect(computer)
    tasks = computer.harness.tasks
    tasks.holding = {lane}
    computer.asks.replace_secret("org-acme", TEST, NEW_KEY, KEPT)
    for _ in range(min(steps, len(tasks.held))):
        tasks.release()
    computer.restart()

    assert in_keychain(computer) in (
        texts(ACME_SECRETS),
        texts({LIVE: LIVE_KEY, TEST: NEW_KEY}),
    )
    assert set(named(computer)) == set(computer.harness.keychain.entries)
    assert set(named(computer).values()) == {"whole"}
