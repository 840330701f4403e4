"""How a credential is registered with m3ter: once, whatever is lost on the way."""

from collections.abc import Iterator

import pytest

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import (
    AnswerLostError,
    ConflictError,
    Detail,
    KeychainLockedError,
    NotFoundError,
    SecretUnavailableError,
    ServiceError,
    UnreachableError,
)
from desktop_app.core.m3ter import RegisteredCredential, Registration, RegistrationStage
from desktop_app.core.systems import System
from desktop_app.workflow.m3ter_commands import M3terCommands
from desktop_app.workflow.m3ter_state import M3terState
from desktop_app.workflow.ports import Lane
from tests.fakes import M3TER_ORGANIZATION, FakeM3ter, WorkflowHarness
from tests.workflow.agreement import rows

UNREACHABLE = UnreachableError(Detail("no_connection", "m3ter does not answer"))
LOST = AnswerLostError(Detail("read_timeout", "no answer came"))
REGISTERED, UNKNOWN = RegistrationStage.REGISTERED, RegistrationStage.UNKNOWN


@pytest.fixture
def connected(harness: WorkflowHarness) -> Iterator[WorkflowHarness]:
    """m3ter is connected, and has no credential yet."""
    connecting = harness.commands.m3ter.connect(
        M3TER_ORGANIZATION, FakeM3ter.key, SecretPlace.KEYCHAIN
    )
    connecting.result()
    yield harness
    assert harness.tasks.crashes == []


def commands(harness: WorkflowHarness) -> M3terCommands:
    return harness.commands.m3ter


def m3ter(harness: WorkflowHarness) -> M3terState:
    state = harness.state.m3ter
    assert state is not None
    return state


def sent(harness: WorkflowHarness) -> int:
    return harness.m3ter.asked.count("register")


def kinds(harness: WorkflowHarness) -> list[str]:
    found = rows(harness, "SELECT kind FROM activity WHERE kind LIKE 'm3ter_%' ORDER BY rowid")
    return [str(kind) for (kind,) in found][1:]


def of_name(
    name: str, id_: str = "m3ter-9", system: System = System.STRIPE_TEST
) -> RegisteredCredential:
    return RegisteredCredential(id_, name, system.value)


def restart(harness: WorkflowHarness) -> None:
    harness.m3ter.drop_key()
    harness.restart()


def test_a_credential_that_is_created_is_registered_by_its_name_and_mode(
    connected: WorkflowHarness,
) -> None:
    id_ = connected.make_active("EU billing")
    (registered,) = connected.m3ter.known_credentials
    assert (registered.name, registered.destination) == ("EU billing", "STRIPE_TEST")
    assert m3ter(connected).registrations == {id_: Registration(id_, REGISTERED, registered.id)}
    assert (m3ter(connected).registering, m3ter(connected).failed) == (frozenset(), {})
    assert kinds(connected) == ["m3ter_registered"]
    restart(connected)
    assert m3ter(connected).registrations == {id_: Registration(id_, REGISTERED, registered.id)}


def test_without_m3ter_nothing_is_registered(harness: WorkflowHarness) -> None:
    harness.make_active("EU billing")
    assert harness.m3ter.asked == []


def test_where_it_is_not_offered_nothing_is_registered(harness: WorkflowHarness) -> None:
    harness.m3ter.credentials_error = NotFoundError(Detail(status=404))
    commands(harness).connect(M3TER_ORGANIZATION, FakeM3ter.key, SecretPlace.KEYCHAIN).result()
    harness.make_active("EU billing")
    assert sent(harness) == 0
    assert m3ter(harness).registrations == {}


def test_one_that_m3ter_has_already_is_not_registered_again(connected: WorkflowHarness) -> None:
    connected.m3ter.known_credentials = [
        of_name("eu BILLING"),
        of_name("EU billing", "m3ter-8", System.STRIPE),
        of_name("Other", "m3ter-7"),
    ]
    id_ = connected.make_active("EU billing")
    assert sent(connected) == 0
    assert m3ter(connected).registrations[id_].registered_id == "m3ter-9"
    assert kinds(connected) == ["m3ter_found"]


def test_of_several_the_person_chooses(connected: WorkflowHarness) -> None:
    alike = [of_name("EU billing", "m3ter-8"), of_name("EU billing", "m3ter-9")]
    connected.m3ter.known_credentials = list(alike)
    id_ = connected.make_active("EU billing")
    assert m3ter(connected).failed[id_].alike == tuple(alike)
    assert m3ter(connected).registrations == {}
    commands(connected).link(id_, alike[1])
    assert m3ter(connected).registrations[id_].registered_id == "m3ter-9"
    assert sent(connected) == 0


@pytest.mark.parametrize("error", [UNREACHABLE, ConflictError(Detail("", "No", status=409))])
def test_what_certainly_had_no_effect_can_be_tried_again(
    connected: WorkflowHarness, error: ServiceError
) -> None:
    connected.m3ter.register_error = error
    id_ = connected.make_active("EU billing")
    assert m3ter(connected).failed[id_].error is error
    assert m3ter(connected).registrations == {}
    assert rows(connected, "SELECT * FROM m3ter_registrations") == []
    connected.m3ter.register_error = None
    commands(connected).register(id_)
    assert m3ter(connected).registrations[id_].stage is REGISTERED
    assert m3ter(connected).failed == {}
    assert connected.credential(id_).name == "EU billing"


def test_a_lost_answer_is_looked_up_and_not_repeated(connected: WorkflowHarness) -> None:
    connected.m3ter.loses_answers = True
    id_ = connected.make_active("EU billing")
    assert sent(connected) == 1
    assert m3ter(connected).registrations[id_].stage is REGISTERED
    assert len(connected.m3ter.known_credentials) == 1


def test_a_request_that_got_lost_is_sent_again_only_if_the_person_asks(
    connected: WorkflowHarness,
) -> None:
    connected.m3ter.register_error = LOST
    id_ = connected.make_active("EU billing")
    assert m3ter(connected).registrations[id_].stage is UNKNOWN
    assert m3ter(connected).failed[id_].is_unclear
    assert kinds(connected) == ["m3ter_unclear"]
    connected.m3ter.register_error = None
    commands(connected).register(id_)
    assert sent(connected) == 1
    assert m3ter(connected).failed[id_].is_unclear
    commands(connected).register(id_, again=True)
    assert sent(connected) == 2
    assert m3ter(connected).registrations[id_].stage is REGISTERED


@pytest.mark.parametrize("arrives", [False, True])
def test_an_end_between_the_request_and_its_answer_doubles_nothing(
    connected: WorkflowHarness, arrives: bool
) -> None:
    id_ = connected.go()
    connected.approve_in_browser()
    connected.tasks.holding.add(Lane.NETWORK)
    connected.commands.create(id_)
    # The list is read, then the credential is sent.
    connected.tasks.release(Lane.NETWORK)
    assert len(connected.tasks.held) == 1
    if arrives:
        connected.tasks.do_unheard(Lane.NETWORK)
    connected.tasks.held.clear()
    connected.tasks.holding.clear()
    restart(connected)
    assert m3ter(connected).registrations[id_].stage is UNKNOWN
    commands(connected).register(id_)
    assert len(connected.m3ter.known_credentials) == int(arrives)
    assert m3ter(connected).registrations[id_].stage is (REGISTERED if arrives else UNKNOWN)


def test_a_removed_credential_has_no_registration(connected: WorkflowHarness) -> None:
    id_ = connected.make_active("EU billing")
    connected.commands.remove(id_, revoke=False)
    restart(connected)
    assert m3ter(connected).registrations == {}
    assert len(connected.m3ter.known_credentials) == 1, "it stays at m3ter"


def test_a_locked_keychain_is_opened_only_if_the_person_asks(connected: WorkflowHarness) -> None:
    connected.m3ter.runs_already = False
    restart(connected)
    connected.keychain.asks_about = set(connected.keychain.entries)
    id_ = connected.go(place=SecretPlace.SESSION)
    connected.approve_in_browser()
    connected.keychain.fail_probe = KeychainLockedError("locked")
    unlocked = connected.keychain.unlocked
    connected.commands.create(id_)
    assert isinstance(m3ter(connected).failed[id_].error, SecretUnavailableError)
    assert connected.keychain.unlocked == unlocked
    commands(connected).register(id_, asking=True)
    assert connected.keychain.unlocked == unlocked + 1
    assert m3ter(connected).registrations[id_].stage is REGISTERED


def test_what_is_repeated_never_reaches_another_connection(connected: WorkflowHarness) -> None:
    connected.m3ter.register_error = LOST
    id_ = connected.make_active("EU billing")
    connected.m3ter.register_error = None
    connected.tasks.holding.add(Lane.DATABASE)
    commands(connected).register(id_, again=True)
    assert len(connected.tasks.held) == 1
    connecting = commands(connected).connect(M3TER_ORGANIZATION, FakeM3ter.key, SecretPlace.SESSION)
    begin = connected.tasks.held.popleft()
    connected.tasks.holding.clear()
    connected.tasks.release_all()
    assert connecting.is_done
    connected.tasks.held.append(begin)
    connected.tasks.release_all()
    assert sent(connected) == 1
