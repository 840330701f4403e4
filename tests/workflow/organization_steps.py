"""What tests of organizations do, and how they look at what is kept of one."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

from desktop_app.core.authorization_response import AuthorizationCodeResponse
from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import (
    KeychainFailedError,
)
from desktop_app.core.receiver_event import ResponseArrived
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.workspace import PRACTICE, Workspace
from tests.asked import ConnectFailed, ForgetFailed, Told
from tests.fakes import FakeKeychain
from tests.organizations import (
    ACME,
    ACME_SECRETS,
    Computer,
)

LIVE, TEST = System.STRIPE, System.STRIPE_TEST
NEW_KEY = Secret("sk_test_AcmeAcmeAcme0003")
NEW_SECRETS = {LIVE: Secret("sk_live_AcmeAcmeAcme0004"), TEST: NEW_KEY}
TOKEN = {TEST: Secret("f3a1c29_88_globex")}
KEPT, SESSION = SecretPlace.KEYCHAIN, SecretPlace.SESSION

Break = Callable[..., None]


class FailingKeychain(FakeKeychain):
    """Fails at the write that it is told to: 1 is the next one."""

    def __init__(self) -> None:
        super().__init__()
        self.fails_at = 0
        self.failure: Exception = KeychainFailedError("full")

    def write(self, entry: str, secret: Secret) -> None:
        self.fails_at -= 1
        if self.fails_at == 0:
            raise self.failure
        super().write(entry, secret)


def files(computer: Computer) -> set[str]:
    """The databases that are there."""
    folder = computer.folder / "organizations"
    return {path.name for path in folder.glob("*")} if folder.exists() else set()


def named(computer: Computer, organization_id: str = "org-acme") -> dict[str, str]:
    """The keychain entries that a database names."""
    path = computer.folder / "organizations" / f"{organization_id}.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        return dict(db.execute("SELECT name, status FROM keychain_entries"))


def in_keychain(computer: Computer) -> list[str]:
    """The secrets that are in the keychain."""
    return sorted(computer.harness.keychain.entries.values())


def texts(secrets: dict[System, Secret]) -> list[str]:
    return sorted(secret.reveal() for secret in secrets.values())


def keychain(computer: Computer) -> FailingKeychain:
    found = computer.harness.keychain
    assert isinstance(found, FailingKeychain)
    return found


def acme(computer: Computer) -> Workspace:
    workspace = computer.workspaces.workspace("org-acme")
    assert workspace is not None
    return workspace


def connect(
    computer: Computer,
    text: str = ACME,
    secrets: dict[System, Secret] = ACME_SECRETS,
    place: SecretPlace = KEPT,
) -> None:
    """Try to connect an organization."""
    computer.asks.connect(computer.profile(text), secrets, place)


def failure(computer: Computer) -> Exception:
    """Why the last thing that was asked for failed; it is the last that was told."""
    event = computer.events[-1]
    assert isinstance(event, ConnectFailed | ForgetFailed), event
    return event.error


def kinds(computer: Computer) -> list[type[Told]]:
    return [type(event) for event in computer.events]


def begin(workspace: Workspace, system: System = TEST, name: str = "EU billing") -> str:
    return workspace.commands.go_to_stripe(system, name, KEPT)


def approve(computer: Computer, workspace: Workspace) -> None:
    """The browser comes back with a code."""
    attempt_id = next(iter(computer.receivers[workspace.id].expected))
    computer.workflow(workspace).receive(
        ResponseArrived(AuthorizationCodeResponse(attempt_id, Secret(f"ac_{attempt_id}")))
    )


def make_active(computer: Computer, workspace: Workspace) -> str:
    credential_id = begin(workspace)
    approve(computer, workspace)
    workspace.commands.create(credential_id)
    return credential_id


def assert_untouched(computer: Computer, secrets: dict[System, Secret] = ACME_SECRETS) -> None:
    """Acme is connected with these secrets, in this run and in the next."""
    assert computer.stripes["org-acme"].secrets == secrets
    assert dict(acme(computer).secret_places) == dict.fromkeys(secrets, KEPT)
    assert_kept(computer, secrets)
    computer.restart()
    assert dict(acme(computer).secret_places) == dict.fromkeys(secrets, KEPT)
    assert_kept(computer, secrets)


def assert_kept(computer: Computer, secrets: dict[System, Secret] = ACME_SECRETS) -> None:
    """Acme's database and the keychain agree on these secrets, and on nothing else."""
    assert files(computer) == {"org-acme.sqlite3"}
    assert in_keychain(computer) == texts(secrets)
    assert set(named(computer)) == set(computer.harness.keychain.entries)
    assert set(named(computer).values()) == {"whole"}


def assert_nothing_is_left(computer: Computer) -> None:
    """Neither file nor entry."""
    assert [workspace.id for workspace in computer.workspaces.workspaces] == [PRACTICE]
    assert files(computer) <= {"shown"}
    assert in_keychain(computer) == []
