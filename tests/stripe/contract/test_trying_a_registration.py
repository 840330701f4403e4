"""Both stand-ins refuse, on their approval pages, what a profile may have wrong."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.core.profile import Registration
from desktop_app.core.registration_problem import RegistrationProblemKind as Kind
from desktop_app.core.return_route import loopback, return_page
from desktop_app.core.systems import System
from desktop_app.net.network import Network
from desktop_app.stripe.gateway import try_registration
from tests.stripe.contract.company import PATIENT, Company, Way
from tests.stripe.contract.stages import Stage, double_stage, practice_stage
from tests.stripe_double.clients import Mode
from tests.stripe_double.double import StripeDouble
from tests.stripe_double.messages import Endpoint

ELSEWHERE = loopback("http://localhost:51234/nowhere")


@pytest.fixture(params=[practice_stage, double_stage], ids=["practice", "double"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    make: Callable[[Path], AbstractContextManager[Stage]] = request.param
    with make(tmp_path) as stage:
        yield stage


def registered_at(stage: Stage) -> Registration:
    client = stage.registered(System.STRIPE_TEST)
    route = loopback(client.redirect_uri)
    return Registration(System.STRIPE_TEST, client.client_id, (route,), stand_in=stage.origin)


def kinds(registration: Registration) -> list[Kind]:
    return [problem.kind for problem in try_registration(registration, Network(), PATIENT)]


def test_a_good_registration_is_not_refused(stage: Stage) -> None:
    assert kinds(registered_at(stage)) == []


def test_an_unknown_client_is_refused(stage: Stage) -> None:
    wrong = replace(registered_at(stage), client_id="ca_NobodyKnowsThisOne")
    assert kinds(wrong) == [Kind.UNKNOWN_CLIENT]


def test_a_redirect_uri_that_is_not_registered_is_refused(stage: Stage) -> None:
    good = registered_at(stage)
    wrong = replace(good, routes=(*good.routes, ELSEWHERE))
    (problem,) = try_registration(wrong, Network(), PATIENT)
    assert problem.kind is Kind.UNREGISTERED_REDIRECT_URI
    assert problem.redirect_uri == ELSEWHERE.redirect_uri


def test_the_client_of_the_other_mode_is_refused_by_its_redirect_uris(
    double: StripeDouble,
) -> None:
    """Each mode has redirect URIs of its own. Stripe's page says nothing else of the mode."""
    test = Company(double, Mode.TEST, Way.DIRECT).profile.registration(System.STRIPE_TEST)
    assert kinds(replace(test, client_id=double.live.client_id)) == [
        Kind.UNREGISTERED_REDIRECT_URI
    ] * len(test.routes)
    live = replace(test, client_id=double.live.client_id)
    page = return_page(double.live.redirect_uris[0])
    assert kinds(replace(live, routes=(page,))) == []


def test_nothing_happens_at_stripe(company: Company) -> None:
    registration = company.profile.registration(company.system)
    assert kinds(registration) == []
    received = company.double.received()
    assert {request.endpoint for request in received} == {Endpoint.PAGE}
    assert not [request for request in received if request.authorization]
    assert company.double.connections() == set()
