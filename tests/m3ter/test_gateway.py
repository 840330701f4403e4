"""m3ter for one workspace: which key it uses, where, and what is found out when one is tried."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from desktop_app.core.deadline import no_deadline
from desktop_app.core.errors import (
    Detail,
    NotPermittedError,
    RefusedError,
    SecretRefusedError,
    ServiceError,
    UnreachableError,
)
from desktop_app.core.m3ter import AccessKey
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.m3ter import session
from desktop_app.m3ter.gateway import OrganizationM3ter
from desktop_app.practice.server import Addresses, PracticeStripe
from desktop_app.workflow.m3ter_ports import M3ter, Proposal
from tests.m3ter.conftest import PracticeM3ter
from tests.m3ter.double import KEY, ORGANIZATION, M3terDouble, in_json, refusal, token
from tests.net.server import Reply, ServeWith, answer, reset

SYSTEMS = f"/organizations/{ORGANIZATION}/integrationconfigs/available/systems"
CONFIGURATIONS = f"/organizations/{ORGANIZATION}/integrationconfigs"
CREDENTIALS = f"/organizations/{ORGANIZATION}/integrationcredentials"


def key_at(at: Addresses) -> AccessKey:
    return AccessKey(at.m3ter_key.id, Secret(at.m3ter_key.secret))


def key_of(practice: PracticeM3ter) -> AccessKey:
    return key_at(practice.at)


def propose_nothing() -> Proposal:
    return Proposal("", "")


def gateway_of(practice: PracticeM3ter) -> OrganizationM3ter:
    return OrganizationM3ter(lambda: practice.at.m3ter_base, propose_nothing, is_stand_in=False)


def tokens(practice: PracticeM3ter) -> int:
    """How many tokens were asked for."""
    return sum(asked.path.endswith("/oauth/token") for asked, _ in practice.recorder.exchanges)


@pytest.fixture
def double(serve_with: ServeWith, monkeypatch: pytest.MonkeyPatch) -> M3terDouble:
    double = M3terDouble(serve_with)
    # Nobody waits between the tries.
    monkeypatch.setattr(session, "Pacing", lambda: double.time.pacing)
    double.answers(SYSTEMS, in_json([{"identifier": "STRIPE"}]))
    double.answers(CONFIGURATIONS, in_json({"data": []}))
    double.answers(CREDENTIALS, in_json({"data": []}))
    return double


def gateway_to(double: M3terDouble) -> OrganizationM3ter:
    return OrganizationM3ter(lambda: double.server.origin, propose_nothing, is_stand_in=False)


def tokens_of(double: M3terDouble) -> int:
    return double.asked.count("POST /oauth/token")


# -- the practice m3ter -------------------------------------------------------------------------


def test_a_key_that_is_tried_shows_what_the_organization_offers(practice: PracticeM3ter) -> None:
    gateway: M3ter = gateway_of(practice)
    offer = gateway.try_key(practice.at.m3ter_organization, key_of(practice), no_deadline)
    assert {each.identifier for each in offer.systems} >= {each.value for each in System}
    assert offer.credentials is True
    assert {method for method, path in practice.recorder.paths() if "oauth" not in path} == {"GET"}


def test_a_key_that_is_tried_is_not_taken(practice: PracticeM3ter) -> None:
    gateway = gateway_of(practice)
    gateway.try_key(practice.at.m3ter_organization, key_of(practice), no_deadline)
    with pytest.raises(RuntimeError):
        gateway.systems(no_deadline)


def test_a_wrong_secret_and_another_organization_are_told_apart(practice: PracticeM3ter) -> None:
    gateway, key = gateway_of(practice), key_of(practice)
    with pytest.raises(SecretRefusedError):
        gateway.try_key(
            practice.at.m3ter_organization, AccessKey(key.id, Secret("wrong")), no_deadline
        )
    with pytest.raises(NotPermittedError):
        gateway.try_key("another-organization", key, no_deadline)


def test_a_trial_disturbs_no_key_that_is_used(practice: PracticeM3ter) -> None:
    gateway, key = gateway_of(practice), key_of(practice)
    gateway.take_key(practice.at.m3ter_organization, key)
    with pytest.raises(SecretRefusedError):
        gateway.try_key(
            practice.at.m3ter_organization, AccessKey(key.id, Secret("wrong")), no_deadline
        )
    assert gateway.systems(no_deadline)


def test_many_calls_are_made_with_one_token(practice: PracticeM3ter) -> None:
    gateway = gateway_of(practice)
    gateway.take_key(practice.at.m3ter_organization, key_of(practice))
    registered = gateway.register("EU billing", System.STRIPE_TEST, no_deadline)
    for _ in range(5):
        assert gateway.systems(no_deadline)
        (configurations,) = gateway.configurations(no_deadline)
        assert configurations.items == ()
        (credentials,) = gateway.credentials(no_deadline)
        assert credentials.items == (registered,)
    (runs,) = gateway.runs("destination-1", no_deadline)
    assert runs.items == ()
    assert tokens(practice) == 1


def test_a_key_that_is_taken_again_asks_for_a_token_of_its_own(practice: PracticeM3ter) -> None:
    gateway, key = gateway_of(practice), key_of(practice)
    for _ in range(2):
        gateway.take_key(practice.at.m3ter_organization, key)
        gateway.systems(no_deadline)
    assert tokens(practice) == 2
    gateway.take_key(practice.at.m3ter_organization, AccessKey(key.id, Secret("wrong")))
    with pytest.raises(SecretRefusedError):
        gateway.systems(no_deadline)


def test_a_dropped_key_is_not_used(practice: PracticeM3ter) -> None:
    gateway = gateway_of(practice)
    calls: list[Callable[[], object]] = [
        lambda: gateway.systems(no_deadline),
        lambda: list(gateway.configurations(no_deadline)),
        lambda: list(gateway.credentials(no_deadline)),
        lambda: list(gateway.runs("destination-1", no_deadline)),
        lambda: gateway.register("EU billing", System.STRIPE_TEST, no_deadline),
    ]
    gateway.take_key(practice.at.m3ter_organization, key_of(practice))
    gateway.systems(no_deadline)
    gateway.drop_key()
    sent = len(practice.recorder.exchanges)
    for call in calls:
        with pytest.raises(RuntimeError):
            call()
    assert len(practice.recorder.exchanges) == sent
    gateway.take_key(practice.at.m3ter_organization, key_of(practice))
    gateway.systems(no_deadline)


def test_no_secret_is_in_its_repr(practice: PracticeM3ter) -> None:
    gateway = gateway_of(practice)
    gateway.take_key(practice.at.m3ter_organization, key_of(practice))
    assert practice.at.m3ter_key.secret not in repr(gateway) + repr(vars(gateway))


# -- where it calls -----------------------------------------------------------------------------


@pytest.fixture
def stand_ins(tmp_path: Path) -> Iterator[list[PracticeStripe]]:
    """Two stand-ins, each with a key and a place of its own."""
    servers = [PracticeStripe(tmp_path / name) for name in ("here", "elsewhere")]
    yield servers
    for server in servers:
        server.stop()


def test_the_address_may_be_another_at_each_call(serve_with: ServeWith) -> None:
    doubles = [M3terDouble(serve_with) for _ in range(2)]
    for double in doubles:
        double.answers(SYSTEMS, in_json([]))
    first, second = (double.server.origin for double in doubles)
    bases = iter([first, first, second, second, first])
    gateway = OrganizationM3ter(lambda: next(bases), propose_nothing, is_stand_in=False)
    gateway.take_key(ORGANIZATION, KEY)
    for _ in range(4):
        gateway.systems(no_deadline)
    # A token of one place is never sent to another.
    for double in doubles:
        assert double.asked == ["POST /oauth/token", f"GET {SYSTEMS}", f"GET {SYSTEMS}"]
    gateway.systems(no_deadline)
    assert tokens_of(doubles[0]) == 2


def test_a_stand_in_that_was_started_again_is_found(stand_ins: list[PracticeStripe]) -> None:
    here, elsewhere = stand_ins
    bases = [here.start().m3ter_base]
    gateway = OrganizationM3ter(lambda: bases[-1], propose_nothing, is_stand_in=False)
    gateway.take_key(here.start().m3ter_organization, key_at(here.start()))
    gateway.systems(no_deadline)

    # Another has taken its port meanwhile.
    port = urlsplit(here.start().m3ter_base).port
    here.stop()
    with socket.create_server(("127.0.0.1", port or 0)):
        with pytest.raises(ServiceError):
            gateway.systems(lambda: 0.1)
        bases.append(here.start().m3ter_base)
        assert bases[-1] != bases[0]
        assert gateway.systems(no_deadline)

    bases.append(elsewhere.start().m3ter_base)
    with pytest.raises(SecretRefusedError):
        gateway.systems(no_deadline)
    gateway.take_key(elsewhere.start().m3ter_organization, key_at(elsewhere.start()))
    assert gateway.systems(no_deadline)


def test_a_stand_in_that_can_not_be_started_is_unreachable() -> None:
    def fail() -> str:
        raise UnreachableError(Detail(description="no port"))

    gateway = OrganizationM3ter(fail, propose_nothing, is_stand_in=False)
    gateway.take_key(ORGANIZATION, KEY)
    with pytest.raises(UnreachableError, match="no port"):
        gateway.systems(no_deadline)
    with pytest.raises(UnreachableError, match="no port"):
        gateway.try_key(ORGANIZATION, KEY, no_deadline)


def test_it_proposes_and_runs_as_it_is_told() -> None:
    def fail() -> str:
        raise AssertionError("nothing is called")

    proposal, running = Proposal(ORGANIZATION, "api.m3ter.com", KEY), [False]
    gateway = OrganizationM3ter(fail, lambda: proposal, lambda: running[-1], is_stand_in=False)
    assert gateway.propose() is proposal
    assert not gateway.is_running()
    running.append(True)
    assert gateway.is_running()
    gateway = OrganizationM3ter(fail, propose_nothing, is_stand_in=False)
    assert gateway.is_running(), "m3ter itself always runs"


# -- an m3ter that misbehaves -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "is_offered", "asked"),
    [
        (in_json({"data": []}), True, 1),
        (in_json({"data": [], "nextToken": "a"}), True, 1),
        # Another token is tried before m3ter's 403 is believed.
        (refusal("403 Forbidden"), False, 2),
        (refusal("404 Not Found"), False, 1),
    ],
    ids=["empty", "more", "403", "404"],
)
def test_credentials_are_offered_if_they_can_be_listed(
    double: M3terDouble, reply: Reply, is_offered: bool, asked: int
) -> None:
    double.answers(CREDENTIALS, reply)
    offer = gateway_to(double).try_key(ORGANIZATION, KEY, no_deadline)
    assert offer.credentials is is_offered
    assert [each.identifier for each in offer.systems] == ["STRIPE"]
    assert double.sent("POST") == 0, "nothing is changed by a trial"
    assert sum(line.startswith(f"GET {CREDENTIALS}?") for line in double.asked) == asked


@pytest.mark.parametrize(
    "reply",
    [
        refusal("400 Bad Request"),
        refusal("409 Conflict"),
        refusal("429 Too Many Requests"),
        refusal("500 Internal Server Error"),
        refusal("503 Service Unavailable"),
        answer("403 Forbidden", b"<html>Your company's proxy", "Content-Type: text/html"),
        answer("404 Not Found", b"<html>Your company's proxy", "Content-Type: text/html"),
        in_json({"rows": []}),
        reset,
    ],
    ids=["400", "409", "429", "500", "503", "proxy 403", "proxy 404", "no page", "reset"],
)
def test_whether_credentials_are_offered_is_not_guessed(double: M3terDouble, reply: Reply) -> None:
    double.answers(CREDENTIALS, reply)
    with pytest.raises(ServiceError):
        gateway_to(double).try_key(ORGANIZATION, KEY, no_deadline)
    assert double.asked[-1].startswith(f"GET {CREDENTIALS}?")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("401 Unauthorized", SecretRefusedError),
        ("403 Forbidden", NotPermittedError),
        ("400 Bad Request", RefusedError),
    ],
)
def test_a_key_that_may_not_read_the_systems_does_not_work(
    double: M3terDouble, status: str, error: type[ServiceError]
) -> None:
    double.answers(SYSTEMS, refusal(status))
    with pytest.raises(error) as caught:
        gateway_to(double).try_key(ORGANIZATION, KEY, no_deadline)
    assert type(caught.value) is error
    assert not any(CREDENTIALS in line for line in double.asked)


def test_a_key_that_gets_no_token_does_not_work(double: M3terDouble) -> None:
    double.answers("/oauth/token", refusal("401 Unauthorized", "no such key"))
    with pytest.raises(SecretRefusedError, match="no such key"):
        gateway_to(double).try_key(ORGANIZATION, KEY, no_deadline)


def test_nothing_is_tried_after_the_deadline(double: M3terDouble) -> None:
    with pytest.raises(UnreachableError):
        gateway_to(double).try_key(ORGANIZATION, KEY, lambda: 0.0)
    assert double.asked == []


def test_a_page_is_read_when_it_is_asked_for(double: M3terDouble) -> None:
    double.answers(
        CONFIGURATIONS, in_json({"data": [], "nextToken": "a"}), in_json({"data": [{"id": "c"}]})
    )
    gateway = gateway_to(double)
    gateway.take_key(ORGANIZATION, KEY)
    pages = gateway.configurations(no_deadline)
    assert double.sent("GET") == 0
    assert next(pages).is_last is False
    assert double.sent("GET") == 1
    last = next(pages)
    assert (len(last.items), last.is_last, double.sent("GET")) == (1, True, 2)
    assert next(pages, None) is None


def test_a_token_that_ends_is_asked_for_anew_once(double: M3terDouble) -> None:
    double.answers("/oauth/token", token("old"), token("new"))
    gateway = gateway_to(double)
    gateway.take_key(ORGANIZATION, KEY)
    gateway.systems(no_deadline)
    systems = in_json([])
    double.answers(SYSTEMS, refusal("403 Forbidden", "The token has expired"), systems)
    gateway.systems(no_deadline)
    gateway.systems(no_deadline)
    assert tokens_of(double) == 2
    assert b"Bearer new" in double.server.requests[-1]


def test_a_key_that_is_taken_while_a_stand_in_starts_is_the_one_that_is_used(
    practice: PracticeM3ter,
) -> None:
    other = AccessKey("key-of-another", Secret("standin_secret_OfAnother00"))
    base = practice.at.m3ter_base
    changes: list[Callable[[], None]] = []

    def start() -> str:
        while changes:
            changes.pop()()
        return base

    gateway = OrganizationM3ter(start, propose_nothing, is_stand_in=True)
    gateway.take_key("another", other)
    changes.append(lambda: gateway.take_key(practice.at.m3ter_organization, key_of(practice)))
    assert gateway.systems(no_deadline)
    assert gateway.systems(no_deadline)
    changes.append(gateway.drop_key)
    with pytest.raises(RuntimeError):
        gateway.systems(no_deadline)
    assert other.secret.reveal() not in repr(vars(gateway))
