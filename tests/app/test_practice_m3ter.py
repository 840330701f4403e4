"""The Practice workspace's m3ter: the stand-in on this computer, which is connected by its key."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from desktop_app.app import factories
from desktop_app.app.first_use import FirstUse
from desktop_app.app.practice_clients import PracticeClients
from desktop_app.core.credential import SecretPlace
from desktop_app.core.deadline import no_deadline
from desktop_app.core.errors import SecretRefusedError, UnreachableError
from desktop_app.core.m3ter import AccessKey
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.m3ter_ports import M3ter
from desktop_app.workflow.m3ter_state import M3terState
from desktop_app.workflow.workflow import Workflow
from tests.fakes import FakeTasks, WorkflowHarness


class Practice:
    """The stand-in, and m3ter as the Practice workspace reaches it; `restart` is a new run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.begin_run()

    def begin_run(self) -> None:
        self.first_use = FirstUse(lambda: PracticeClients(self._folder))
        self.m3ter: M3ter = factories.practice_m3ter(self.first_use)

    def stop(self) -> None:
        """The stand-in closes, as it does after some time without a request."""
        if self.first_use.made is not None:
            self.first_use.made.stop()

    def restart(self) -> None:
        self.stop()
        self.begin_run()

    def proposed(self) -> tuple[str, AccessKey]:
        """The organization and the key that the stand-in proposes."""
        proposal = self.m3ter.propose()
        assert proposal.key is not None
        return proposal.organization_id, proposal.key


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    practice = Practice(tmp_path / "practice")
    yield practice
    practice.stop()


def test_the_stand_in_proposes_its_organization_and_a_key_that_works(practice: Practice) -> None:
    organization_id, key = practice.proposed()
    offer = practice.m3ter.try_key(organization_id, key, no_deadline)
    assert {each.identifier for each in offer.systems} >= {each.value for each in System}
    assert offer.credentials is True
    with pytest.raises(SecretRefusedError):
        practice.m3ter.try_key(organization_id, AccessKey(key.id, Secret("typed")), no_deadline)


def test_the_key_is_the_same_in_each_run(practice: Practice) -> None:
    before = practice.proposed()
    practice.restart()
    assert practice.proposed() == before
    assert before[1].secret.reveal() not in repr(practice.m3ter.propose())


def test_whether_it_runs_is_known_without_starting_it(practice: Practice) -> None:
    running = [practice.m3ter.is_running()]
    assert practice.first_use.made is None
    practice.m3ter.propose()
    running.append(practice.m3ter.is_running())
    practice.stop()
    running.append(practice.m3ter.is_running())
    assert running == [False, True, False]


def test_a_stand_in_that_was_closed_is_started_again_for_a_call(practice: Practice) -> None:
    practice.m3ter.take_key(*practice.proposed())
    registered = practice.m3ter.register("EU billing", System.STRIPE_TEST, no_deadline)
    practice.stop()
    (credentials,) = practice.m3ter.credentials(no_deadline)
    assert credentials.items == (registered,)
    assert practice.m3ter.is_running()


def test_a_stand_in_that_had_to_take_another_port_is_found(practice: Practice) -> None:
    practice.m3ter.take_key(*practice.proposed())
    practice.m3ter.systems(no_deadline)
    base = practice.first_use.get().m3ter_base()
    port = urlsplit(base).port
    assert port is not None
    practice.stop()
    with socket.create_server(("127.0.0.1", port)):
        assert practice.m3ter.systems(no_deadline)
        assert practice.first_use.get().m3ter_base() != base


def test_a_stand_in_that_can_not_be_started_is_unreachable(tmp_path: Path) -> None:
    folder = tmp_path / "a file"
    folder.touch()
    m3ter = factories.practice_m3ter(FirstUse(lambda: PracticeClients(folder)))
    with pytest.raises(UnreachableError):
        m3ter.propose()
    m3ter.take_key("org", AccessKey("key", Secret("secret")))
    with pytest.raises(UnreachableError):
        m3ter.systems(no_deadline)
    assert not m3ter.is_running()


# -- in the workspace ---------------------------------------------------------------------------


class PracticeWorkspace:
    """The Practice workspace's workflow, with the stand-in for m3ter."""

    def __init__(self, folder: Path, practice: Practice) -> None:
        self.practice = practice
        self.harness = WorkflowHarness(folder / "practice.sqlite3")
        self._begin_run()

    def _begin_run(self) -> None:
        self.workflow = Workflow(replace(self.harness.ports, m3ter=self.practice.m3ter))
        self.workflow.start()

    def restart(self) -> None:
        self.practice.restart()
        self.harness.crash()
        self._begin_run()

    @property
    def tasks(self) -> FakeTasks:
        return self.harness.tasks

    @property
    def state(self) -> M3terState:
        state = self.workflow.state.m3ter
        assert state is not None
        return state

    def connect(self) -> None:
        """Connect by what is proposed, as a person does who changes nothing."""
        commands = self.workflow.commands.m3ter
        proposal = commands.propose().result()
        assert proposal.key is not None
        commands.connect(proposal.organization_id, proposal.key, SecretPlace.KEYCHAIN).result()


@pytest.fixture
def workspace(tmp_path: Path, practice: Practice) -> Iterator[PracticeWorkspace]:
    workspace = PracticeWorkspace(tmp_path, practice)
    yield workspace
    assert workspace.tasks.crashes == []
    workspace.harness.store.close()


def test_practice_is_connected_by_what_is_proposed(workspace: PracticeWorkspace) -> None:
    workspace.connect()
    state = workspace.state
    assert state.error is None
    assert state.connection.offers_credentials
    assert state.lists is not None
    assert {each.identifier for each in state.lists.systems} >= {each.value for each in System}
    assert (state.lists.configurations, state.lists.credentials) == ((), ())


def test_what_is_registered_there_is_read(workspace: PracticeWorkspace) -> None:
    workspace.connect()
    registered = workspace.practice.m3ter.register("EU billing", System.STRIPE, no_deadline)
    workspace.workflow.commands.m3ter.refresh()
    assert workspace.state.lists is not None
    assert workspace.state.lists.credentials == (registered,)
    before = workspace.state
    workspace.restart()
    assert workspace.state == before


def test_a_start_starts_no_stand_in_and_a_person_does(workspace: PracticeWorkspace) -> None:
    workspace.connect()
    before = workspace.state
    workspace.harness.clock.pass_time(timedelta(hours=1))
    workspace.restart()
    assert workspace.practice.first_use.made is None
    assert workspace.state == before

    workspace.workflow.commands.m3ter.refresh()
    assert workspace.practice.m3ter.is_running()
    assert workspace.state.error is None
    assert workspace.state.lists is not None
    assert before.lists is not None
    assert workspace.state.lists.read == before.lists.read + timedelta(hours=1)
