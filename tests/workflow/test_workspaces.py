"""Workspaces keep apart from each other, tell no secret, and write down what was done with them."""

import pytest

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import SecretPlace
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workspace import PRACTICE, WorkspaceEvent
from tests.organizations import (
    ACME_SECRETS,
    GLOBEX,
    Computer,
)
from tests.workflow.organization_steps import (
    KEPT,
    LIVE,
    NEW_KEY,
    NEW_SECRETS,
    TEST,
    TOKEN,
    acme,
    assert_nothing_is_left,
    connect,
    failure,
    files,
    in_keychain,
    keychain,
    make_active,
    named,
    texts,
)


def test_two_organizations_do_not_touch_each_other(computer: Computer) -> None:
    connect(computer)
    connect(computer, GLOBEX, TOKEN)
    assert in_keychain(computer) == sorted([*texts(ACME_SECRETS), *texts(TOKEN)])
    assert set(named(computer)) & set(named(computer, "org-globex")) == set()

    make_active(computer, acme(computer))
    globex = computer.workspaces.workspace("org-globex")
    assert globex is not None
    assert globex.state.credentials == ()
    computer.asks.forget("org-globex", keep_history=False)
    assert acme(computer).state.credentials != ()
    assert files(computer) == {"org-acme.sqlite3"}
    assert all(
        f"organization {acme(computer).id} " in e or "credential" in e for e in named(computer)
    )
    assert set(named(computer)) == set(computer.harness.keychain.entries)


def test_while_one_is_being_connected_another_can_be(computer: Computer) -> None:
    first, second = computer.profile(), computer.profile(GLOBEX)
    computer.harness.tasks.holding = {Lane.NETWORK}
    computer.asks.connect(first, ACME_SECRETS, KEPT)
    computer.asks.connect(second, TOKEN, KEPT)
    computer.harness.tasks.release_all()
    assert {w.id for w in computer.workspaces.workspaces} == {PRACTICE, "org-acme", "org-globex"}


@pytest.mark.parametrize("workspace_id", [PRACTICE, "org-nobody"])
def test_what_is_no_organization_s_is_a_mistake_and_changes_nothing(
    computer: Computer, workspace_id: str
) -> None:
    computer.asks.replace_secret(workspace_id, TEST, NEW_KEY, KEPT)
    assert isinstance(failure(computer), KeyError)
    computer.asks.forget(workspace_id, keep_history=False)
    assert isinstance(failure(computer), KeyError)
    assert len(computer.harness.tasks.crashes) == 2
    assert_nothing_is_left(computer)


def test_a_listener_can_be_taken_away(computer: Computer) -> None:
    told: list[WorkspaceEvent] = []
    unsubscribe = computer.workspaces.subscribe(told.append)
    connect(computer)
    unsubscribe()
    unsubscribe()
    connect(computer, GLOBEX, TOKEN)
    assert len(told) == 1


def test_no_secret_is_in_what_is_told_or_in_a_database(computer: Computer) -> None:
    connect(computer)
    computer.asks.replace_secret("org-acme", TEST, NEW_KEY, KEPT)
    keychain(computer).fails_at = 1
    computer.asks.replace_secret("org-acme", LIVE, NEW_SECRETS[LIVE], KEPT)
    secrets = [*texts(ACME_SECRETS), *texts(NEW_SECRETS)]
    shown = repr(computer.events)
    written = (computer.folder / "organizations" / "org-acme.sqlite3").read_bytes()
    for secret in secrets:
        assert secret not in shown
        assert secret.encode() not in written
        assert all(secret not in name for name in computer.harness.keychain.entries)


def test_connecting_replacing_and_forgetting_stand_in_the_log(computer: Computer) -> None:
    workspace = computer.connect()
    computer.asks.replace_secret(
        "org-acme", System.STRIPE, Secret("sk_live_AcmeAcmeAcme0009"), SecretPlace.KEYCHAIN
    )
    computer.asks.forget("org-acme", keep_history=True)
    workspace = computer.connect()
    workspace.commands.read_activities()
    assert [(entry.kind, entry.system) for entry in workspace.state.activities] == [
        (ActivityKind.CONNECTED, System.STRIPE),
        (ActivityKind.CONNECTED, System.STRIPE_TEST),
        (ActivityKind.SECRET_REPLACED, System.STRIPE),
        (ActivityKind.FORGOTTEN, System.STRIPE),
        (ActivityKind.FORGOTTEN, System.STRIPE_TEST),
        (ActivityKind.CONNECTED, System.STRIPE),
        (ActivityKind.CONNECTED, System.STRIPE_TEST),
    ]
    assert {entry.os_user for entry in workspace.state.activities} == {"ada"}
