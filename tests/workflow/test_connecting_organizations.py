"""An organization is connected: its secrets are tried, then kept, and a workspace opens."""

from desktop_app.core.approval import Phase
from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import (
    KeychainMissingError,
    SecretUnavailableError,
    WorkspaceBusyError,
)
from desktop_app.workflow.organizations import (
    ForgottenOrganization,
    OpenedProfile,
    StoringSecrets,
    TryingRegistration,
    TryingSecret,
)
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workspace import PRACTICE, WorkspaceOpened, WorkspacesLoaded
from tests.asked import OrganizationConnected, SecretReplaced
from tests.organizations import (
    ACME,
    ACME_SECRETS,
    GLOBEX,
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
    acme,
    assert_kept,
    assert_nothing_is_left,
    assert_untouched,
    begin,
    connect,
    failure,
    files,
    in_keychain,
    keychain,
    kinds,
    texts,
)


def test_an_organization_is_connected_with_its_secrets_in_the_keychain(
    computer: Computer,
) -> None:
    connect(computer)

    assert kinds(computer)[-8:] == [
        OpenedProfile,
        TryingSecret,
        TryingSecret,
        TryingRegistration,
        TryingRegistration,
        StoringSecrets,
        WorkspaceOpened,
        OrganizationConnected,
    ]
    assert computer.trial.tried == [(LIVE, LIVE_KEY), (TEST, TEST_KEY)]
    assert computer.trial.registrations_tried == [LIVE, TEST]
    assert acme(computer).profile == computer.profile().profile
    assert acme(computer).systems == (LIVE, TEST)
    assert computer.stripes["org-acme"].secrets == ACME_SECRETS
    assert_kept(computer)


def test_it_is_still_connected_after_a_restart_and_reads_no_secret(computer: Computer) -> None:
    connect(computer)
    computer.restart()
    assert kinds(computer) == [WorkspaceOpened, WorkspacesLoaded]
    assert dict(acme(computer).secret_places) == {LIVE: KEPT, TEST: KEPT}
    assert computer.stripes["org-acme"].secrets == {}
    assert acme(computer).state.loaded is not None
    assert_kept(computer)


def test_secrets_for_the_session_are_in_no_keychain_and_lost_after_it(computer: Computer) -> None:
    connect(computer, place=SESSION)
    assert dict(acme(computer).secret_places) == {LIVE: SESSION, TEST: SESSION}
    assert in_keychain(computer) == []
    assert computer.stripes["org-acme"].secrets == ACME_SECRETS

    computer.restart()
    assert dict(acme(computer).secret_places) == {LIVE: SecretPlace.LOST, TEST: SecretPlace.LOST}
    credential_id = begin(acme(computer))
    approval = acme(computer).state.approval(credential_id)
    assert approval is not None
    assert isinstance(approval.keychain_error, SecretUnavailableError)
    assert approval.keychain_error.cause is None

    computer.asks.replace_secret("org-acme", TEST, NEW_KEY, KEPT)
    assert dict(acme(computer).secret_places) == {LIVE: SecretPlace.LOST, TEST: KEPT}
    acme(computer).commands.unlock_keychain(credential_id)
    approval = acme(computer).state.approval(credential_id)
    assert approval is not None
    assert approval.phase is Phase.WAITING


def test_for_the_session_no_keychain_is_needed(computer: Computer) -> None:
    keychain(computer).fail_probe = keychain(computer).fail_unlock = KeychainMissingError("none")
    connect(computer, place=SESSION)
    assert kinds(computer)[-1] is OrganizationConnected
    computer.restart()
    computer.asks.replace_secret("org-acme", TEST, NEW_KEY, SESSION)
    assert kinds(computer)[-1] is SecretReplaced
    computer.asks.forget("org-acme", keep_history=False)
    assert kinds(computer)[-1] is ForgottenOrganization
    assert_nothing_is_left(computer)


def test_an_organization_that_needs_no_secret_is_tried_all_the_same(computer: Computer) -> None:
    connect(computer, GLOBEX.replace("bearer_token = true", ""), {})
    assert computer.trial.tried == [(TEST, None)]
    workspace = computer.workspaces.workspace("org-globex")
    assert workspace is not None
    assert workspace.secret_places == ()
    computer.restart()
    assert computer.workspaces.workspace("org-globex") is not None
    computer.asks.forget("org-globex", keep_history=False)
    assert_nothing_is_left(computer)


def test_ids_that_differ_in_case_are_one_organization(computer: Computer) -> None:
    connect(computer, ACME.replace('"org-acme"', '"Org-ACME"'))
    connect(computer, ACME, NEW_SECRETS)

    assert [workspace.id for workspace in computer.workspaces.workspaces] == [PRACTICE, "org-acme"]
    assert files(computer) == {"org-acme.sqlite3"}
    assert in_keychain(computer) == texts(NEW_SECRETS)
    computer.restart()
    assert len(computer.workspaces.workspaces) == 2


def test_ids_that_differ_in_case_are_not_taken_in_hand_twice(computer: Computer) -> None:
    upper, lower = (
        computer.profile(ACME.replace('"org-acme"', '"ORG-ACME"')),
        computer.profile(),
    )
    computer.harness.tasks.holding = {Lane.NETWORK}
    computer.asks.connect(upper, ACME_SECRETS, KEPT)
    computer.asks.connect(lower, NEW_SECRETS, KEPT)
    assert isinstance(failure(computer), WorkspaceBusyError)
    computer.harness.tasks.release_all()
    assert_untouched(computer)


def test_each_secret_is_tried_for_half_a_minute(computer: Computer) -> None:
    connect(computer)

    assert computer.trial.given == [30.0, 30.0]
