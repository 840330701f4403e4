"""Two organizations of one platform, as those are that use m3ter's own, share its accounts."""

import pytest

from desktop_app.core.credential import AffectedCredential
from desktop_app.workflow.workspace import Workspace
from tests.organizations import (
    ACME,
    Computer,
)
from tests.workflow.organization_steps import (
    make_active,
)

TWIN = ACME.replace("org-acme", "org-twin").replace("Acme Ltd", "Acme Sandbox")


@pytest.fixture
def twins(computer: Computer) -> tuple[Workspace, Workspace]:
    """The same account, connected in both."""
    both = computer.connect(), computer.connect(TWIN)
    for workspace in both:
        make_active(computer, workspace)
    return both


def test_who_shares_the_account_in_another_workspace_is_named_and_not_cut_off(
    computer: Computer, twins: tuple[Workspace, Workspace]
) -> None:
    acme_workspace, twin = twins
    (credential,) = acme_workspace.state.credentials
    assert acme_workspace.state.sharing_account(credential) == (
        AffectedCredential(twin.state.credentials[0], "Acme Sandbox"),
    )
    acme_workspace.commands.remove(credential.id, revoke=None)
    assert acme_workspace.state.credentials == ()
    assert computer.stripes["org-acme"].connected, "the other one lives on it"


def test_a_person_can_have_it_revoked_all_the_same(
    computer: Computer, twins: tuple[Workspace, Workspace]
) -> None:
    acme_workspace, _ = twins
    acme_workspace.commands.remove(acme_workspace.state.credentials[0].id, revoke=True)
    assert acme_workspace.state.credentials == ()
    assert computer.stripes["org-acme"].connected == set()


def test_another_platform_s_credentials_share_nothing(computer: Computer) -> None:
    other = computer.connect(TWIN.replace("ca_TestAcme", "ca_TestTwin"))
    make_active(computer, other)
    workspace = computer.connect()
    make_active(computer, workspace)
    assert workspace.state.sharing_account(workspace.state.credentials[0]) == ()


def test_once_the_other_is_forgotten_nobody_shares_it(
    computer: Computer, twins: tuple[Workspace, Workspace]
) -> None:
    acme_workspace, _ = twins
    (credential,) = acme_workspace.state.credentials
    assert len(acme_workspace.state.sharing_account(credential)) == 1
    computer.asks.forget("org-twin", keep_history=True)
    assert acme_workspace.state.sharing_account(credential) == ()
