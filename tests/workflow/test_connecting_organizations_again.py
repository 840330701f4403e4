"""Connecting again replaces profile and secrets at once, or leaves both as they were."""

import pytest

from desktop_app.core.approval import Phase
from desktop_app.core.credential import Stage
from desktop_app.core.errors import (
    KeychainFailedError,
    PlatformMismatchError,
    StorageError,
    WorkspaceBusyError,
)
from desktop_app.workflow.organizations import (
    StoringSecrets,
    TryingRegistration,
    TryingSecret,
)
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workspace import WorkspaceClosed, WorkspaceOpened
from tests.asked import OrganizationConnected
from tests.organizations import (
    ACME,
    ACME_SECRETS,
    ONLY_TEST,
    Computer,
)
from tests.workflow.organization_steps import (
    KEPT,
    NEW_KEY,
    NEW_SECRETS,
    TEST,
    Break,
    acme,
    approve,
    assert_untouched,
    begin,
    connect,
    failure,
    in_keychain,
    keychain,
    kinds,
    make_active,
    named,
    texts,
)


def test_connecting_again_replaces_profile_and_secrets_at_once(computer: Computer) -> None:
    connect(computer)
    before = computer.workflow(acme(computer))
    connect(computer, ONLY_TEST, {TEST: NEW_KEY})

    assert kinds(computer)[-6:] == [
        TryingSecret,
        TryingRegistration,
        StoringSecrets,
        WorkspaceClosed,
        WorkspaceOpened,
        OrganizationConnected,
    ]
    assert computer.stopped == [before]
    assert computer.workflow(acme(computer)) is not before
    assert acme(computer).systems == (TEST,)
    assert acme(computer).secret_places == ((TEST, KEPT),)
    assert in_keychain(computer) == [NEW_KEY.reveal()]
    assert_untouched(computer, {TEST: NEW_KEY})


def test_connecting_again_keeps_the_credentials(computer: Computer) -> None:
    connect(computer)
    make_active(computer, acme(computer))
    connect(computer, secrets=NEW_SECRETS)
    (credential,) = acme(computer).state.credentials
    assert (credential.stage, credential.secret_place) == (Stage.ACTIVE, KEPT)
    assert len(in_keychain(computer)) == 3


def test_connecting_again_ends_what_the_old_profile_has_begun(computer: Computer) -> None:
    """An old tab's code belongs to the registration that it was begun with."""
    connect(computer)
    credential_id = begin(acme(computer))
    connect(computer, secrets=NEW_SECRETS)
    assert computer.receivers["org-acme"].expected == {}
    approval = acme(computer).state.approval(credential_id)
    assert approval is not None
    assert approval.phase is Phase.STOPPED

    acme(computer).commands.retry(credential_id)
    approve(computer, acme(computer))
    assert acme(computer).state.credentials[0].stage is Stage.APPROVED


@pytest.mark.parametrize("write", [1, 2])
def test_a_failed_connecting_leaves_the_old_connection_as_it_was(
    computer: Computer, write: int
) -> None:
    connect(computer)
    before = acme(computer)
    keychain(computer).fails_at = write
    connect(computer, ONLY_TEST if write == 1 else ACME, NEW_SECRETS)
    assert isinstance(failure(computer), KeychainFailedError)
    assert acme(computer) is before
    assert computer.stopped == []
    assert_untouched(computer)


def test_a_database_that_fails_leaves_the_old_connection_as_it_was(
    computer: Computer, fails: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(computer)
    before = acme(computer)
    fails("save_profile", "mark_entry_for_deletion")
    connect(computer, secrets=NEW_SECRETS)
    assert isinstance(failure(computer), StorageError)
    assert acme(computer) is before
    # They could not be taken back, but their names are written down.
    assert len(in_keychain(computer)) == 4
    assert set(named(computer)) == set(computer.harness.keychain.entries)
    monkeypatch.undo()
    computer.restart()
    assert in_keychain(computer) == texts(ACME_SECRETS)
    assert set(named(computer)) == set(computer.harness.keychain.entries)


def test_while_a_code_is_exchanged_nothing_is_connected_anew(computer: Computer) -> None:
    connect(computer)
    begin(acme(computer))
    opened = computer.profile()
    computer.harness.tasks.holding = {Lane.NETWORK}
    approve(computer, acme(computer))
    computer.asks.connect(opened, NEW_SECRETS, KEPT)
    # Of the two lanes of the network, the trial comes first.
    while len(computer.harness.tasks.held) > 1:
        held = computer.harness.tasks.held
        held.rotate(-1)
        computer.harness.tasks.release()
    assert isinstance(failure(computer), WorkspaceBusyError)
    computer.harness.tasks.release_all()
    assert acme(computer).state.credentials[0].stage is Stage.APPROVED
    assert acme(computer).state.unsettled_grants == ()
    assert computer.stripes["org-acme"].secrets == ACME_SECRETS


def test_while_access_is_revoked_nothing_is_connected_anew(computer: Computer) -> None:
    connect(computer)
    before = acme(computer)
    credential_id = make_active(computer, before)
    opened = computer.profile()
    tasks = computer.harness.tasks
    tasks.holding = {Lane.NETWORK}
    computer.asks.connect(opened, NEW_SECRETS, KEPT)
    for _ in range(3):
        tasks.release()
    before.commands.remove(credential_id, revoke=True)
    tasks.release()
    assert isinstance(failure(computer), WorkspaceBusyError)
    assert acme(computer) is before
    tasks.release_all()
    assert before.state.credentials == ()
    assert_untouched(computer)


def test_that_it_cannot_be_taken_back_now_does_not_hide_why_it_was_not_connected(
    computer: Computer, fails: Break
) -> None:
    connect(computer)
    begin(acme(computer))
    opened = computer.profile()
    tasks = computer.harness.tasks
    tasks.holding = {Lane.KEYCHAIN}
    computer.asks.connect(opened, NEW_SECRETS, KEPT)
    tasks.holding = {Lane.NETWORK}
    approve(computer, acme(computer))
    fails("mark_entry_for_deletion")
    while any(lane is Lane.KEYCHAIN for lane, _, _ in tasks.held):
        tasks.release(Lane.KEYCHAIN)
    assert isinstance(failure(computer), WorkspaceBusyError)
    assert set(computer.harness.keychain.entries) <= set(named(computer))


def test_an_answer_that_comes_while_the_keychain_is_unlocked_is_not_cut_off(
    computer: Computer,
) -> None:
    connect(computer)
    begin(acme(computer))
    opened = computer.profile()
    tasks = computer.harness.tasks
    tasks.holding = {Lane.KEYCHAIN}
    computer.asks.connect(opened, NEW_SECRETS, KEPT)
    tasks.holding = {Lane.NETWORK}
    approve(computer, acme(computer))
    while tasks.held[0][0] is Lane.KEYCHAIN:
        tasks.release(Lane.KEYCHAIN)
    assert isinstance(failure(computer), WorkspaceBusyError)
    tasks.release_all()
    assert acme(computer).state.credentials[0].stage is Stage.APPROVED
    assert len(in_keychain(computer)) == 3


@pytest.mark.parametrize("steps", range(9))
def test_an_answer_that_comes_at_any_moment_is_exchanged_whole_or_never_sent(
    computer: Computer, steps: int
) -> None:
    connect(computer)
    begin(acme(computer))
    opened = computer.profile()
    before, stripe = acme(computer), computer.stripes["org-acme"]
    tasks = computer.harness.tasks
    tasks.holding = {Lane.DATABASE, Lane.KEYCHAIN}
    computer.asks.connect(opened, NEW_SECRETS, KEPT)
    for _ in range(steps):
        tasks.release()
    if acme(computer) is before:
        approve(computer, before)
    tasks.release_all()

    (credential,) = acme(computer).state.credentials
    assert (credential.stage is Stage.APPROVED) is (len(stripe.exchanged) == 1)
    assert acme(computer).state.unsettled_grants == ()
    assert tasks.crashes == []
    if acme(computer) is before:
        assert isinstance(failure(computer), WorkspaceBusyError)
        assert len(in_keychain(computer)) == 3
    else:
        assert set(in_keychain(computer)) >= set(texts(NEW_SECRETS))


def test_what_is_being_connected_can_be_connected_only_once_at_a_time(computer: Computer) -> None:
    opened = computer.profile()
    computer.harness.tasks.holding = {Lane.NETWORK}
    computer.asks.connect(opened, ACME_SECRETS, KEPT)
    computer.asks.connect(opened, NEW_SECRETS, KEPT)
    assert isinstance(failure(computer), WorkspaceBusyError)
    computer.asks.replace_secret("org-acme", TEST, NEW_KEY, KEPT)
    assert isinstance(failure(computer), WorkspaceBusyError)
    computer.asks.forget("org-acme", keep_history=False)
    assert isinstance(failure(computer), WorkspaceBusyError)
    computer.harness.tasks.release_all()
    assert_untouched(computer)


def test_a_stand_in_does_not_take_over_what_was_approved_at_stripe(computer: Computer) -> None:
    computer.trial.account = None
    make_active(computer, computer.connect())
    entries = dict(computer.harness.keychain.entries)
    stand_in = ACME.replace("[stripe_test]", '[stripe_test]\nstand_in = "http://127.0.0.1:9123"')
    computer.asks.connect(computer.profile(stand_in), ACME_SECRETS, KEPT)

    assert isinstance(failure(computer), PlatformMismatchError)
    assert computer.harness.keychain.entries == entries
    assert computer.profile().known == computer.profile().profile
