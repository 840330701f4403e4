"""An organization's workspace is connected to m3ter by itself, and forgotten with its key."""

import sqlite3
from contextlib import closing

import pytest

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import KeychainFailedError, KeychainLockedError
from desktop_app.workflow.m3ter_state import M3terState
from desktop_app.workflow.operations import Pending
from desktop_app.workflow.organizations import ForgottenOrganization
from desktop_app.workflow.ports import Lane
from tests.asked import ForgetFailed
from tests.fakes import M3TER_ORGANIZATION, FakeM3ter
from tests.organizations import ACME_SECRETS, Computer
from tests.workflow.organization_steps import (
    KEPT,
    SESSION,
    acme,
    assert_nothing_is_left,
    connect,
    files,
    in_keychain,
    keychain,
    named,
    texts,
)

ORGANIZATION, KEY = M3TER_ORGANIZATION, FakeM3ter.key
M3TER_SECRET = KEY.secret.reveal()


def begin_to_connect(computer: Computer, place: SecretPlace = KEPT) -> Pending[None]:
    """Begin to connect Acme to m3ter."""
    return acme(computer).commands.m3ter.connect(ORGANIZATION, KEY, place)


def connect_m3ter(computer: Computer, place: SecretPlace = KEPT) -> M3terState:
    """Connect Acme to m3ter."""
    begin_to_connect(computer, place).result()
    return m3ter(computer)


def m3ter(computer: Computer) -> M3terState:
    state = acme(computer).state.m3ter
    assert state is not None
    return state


def stored(computer: Computer) -> list[tuple[str, ...]]:
    """What the kept database says of m3ter, past its log."""
    path = computer.folder / "organizations" / "org-acme.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        return [
            *db.execute("SELECT organization_id FROM m3ter_connection"),
            *db.execute("SELECT lists FROM m3ter_lists"),
        ]


def logged(computer: Computer) -> list[str]:
    path = computer.folder / "organizations" / "org-acme.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        return [kind for (kind,) in db.execute("SELECT kind FROM activity ORDER BY id")]


def test_an_organization_is_connected_to_m3ter_by_itself(computer: Computer) -> None:
    connect(computer)
    before = connect_m3ter(computer)
    assert before.lists is not None
    assert in_keychain(computer) == sorted([*texts(ACME_SECRETS), M3TER_SECRET])
    assert computer.harness.state.m3ter is None
    computer.restart()
    assert m3ter(computer) == before
    assert computer.harness.state.m3ter is None


@pytest.mark.parametrize("place", [KEPT, SESSION])
def test_a_forgotten_organization_leaves_no_key_of_m3ter(
    computer: Computer, place: SecretPlace
) -> None:
    connect(computer)
    connect_m3ter(computer, place)
    computer.asks.forget("org-acme", keep_history=False)
    assert isinstance(computer.events[-1], ForgottenOrganization)
    assert_nothing_is_left(computer)
    computer.restart()
    assert_nothing_is_left(computer)


@pytest.mark.parametrize("place", [KEPT, SESSION])
def test_a_history_that_is_kept_has_no_connection_to_m3ter(
    computer: Computer, place: SecretPlace
) -> None:
    connect(computer)
    connect_m3ter(computer, place)
    computer.asks.forget("org-acme", keep_history=True)
    for _ in range(2):
        assert files(computer) == {"org-acme.sqlite3"}
        assert in_keychain(computer) == []
        assert named(computer) == {}
        assert stored(computer) == []
        assert "m3ter_connected" in logged(computer)
        computer.restart()

    connect(computer)
    assert acme(computer).state.m3ter is None
    assert in_keychain(computer) == texts(ACME_SECRETS)
    assert connect_m3ter(computer).error is None


def test_a_key_that_cannot_leave_the_keychain_keeps_the_organization(computer: Computer) -> None:
    connect(computer, place=SESSION)
    before = connect_m3ter(computer)
    problem = KeychainLockedError("locked")
    keychain(computer).fail_probe = keychain(computer).fail_unlock = problem
    computer.asks.forget("org-acme", keep_history=False)
    assert computer.events[-1] == ForgetFailed("org-acme", problem)
    assert m3ter(computer) == before
    assert in_keychain(computer) == [M3TER_SECRET]
    assert list(named(computer).values()) == ["whole"]


@pytest.mark.parametrize("keep_history", [False, True])
def test_a_key_that_could_not_be_deleted_is_deleted_at_the_next_start(
    computer: Computer, keep_history: bool
) -> None:
    connect(computer, place=SESSION)
    connect_m3ter(computer)
    keychain(computer).fail_delete = KeychainFailedError("busy")
    computer.asks.forget("org-acme", keep_history=keep_history)
    forgotten = computer.events[-1]
    assert isinstance(forgotten, ForgottenOrganization)
    assert not forgotten.is_clean
    assert in_keychain(computer) == [M3TER_SECRET]
    assert list(named(computer).values()) == ["deleting"]
    keychain(computer).fail_delete = None
    computer.restart()
    assert in_keychain(computer) == []
    assert files(computer) == ({"org-acme.sqlite3"} if keep_history else set())


@pytest.mark.parametrize("keep_history", [False, True])
@pytest.mark.parametrize("steps", range(10))
def test_an_organization_that_is_forgotten_while_m3ter_is_connected_leaves_no_key(
    computer: Computer, steps: int, keep_history: bool
) -> None:
    connect(computer, place=SESSION)
    tasks = computer.harness.tasks
    tasks.holding = {Lane.NETWORK, Lane.KEYCHAIN, Lane.DATABASE}
    begin_to_connect(computer)
    for _ in range(steps):
        if tasks.held:
            tasks.release()
    computer.asks.forget("org-acme", keep_history=keep_history)
    tasks.release_all()
    assert isinstance(computer.events[-1], ForgottenOrganization)
    assert in_keychain(computer) == []
    computer.restart()
    assert in_keychain(computer) == []
    if keep_history:
        assert named(computer) == {}
        assert stored(computer) == []
    else:
        assert_nothing_is_left(computer)


def test_a_forgotten_organization_takes_no_key_of_practice_with_it(computer: Computer) -> None:
    connect(computer)
    connect_m3ter(computer)
    computer.harness.commands.m3ter.connect(ORGANIZATION, KEY, KEPT).result()
    computer.asks.forget("org-acme", keep_history=False)
    assert in_keychain(computer) == [M3TER_SECRET]
    computer.restart()
    computer.harness.commands.m3ter.refresh()
    practice = computer.harness.state.m3ter
    assert practice is not None
    assert practice.error is None
