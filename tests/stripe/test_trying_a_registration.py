"""What Stripe's approval page refuses is found out at set-up; anything else says nothing."""

from urllib.parse import parse_qs, urlsplit

import pytest

from desktop_app.core.profile import ExchangeEndpoint, Registration
from desktop_app.core.registration_problem import RegistrationProblemKind as Kind
from desktop_app.core.return_route import loopback, return_page
from desktop_app.core.systems import System
from desktop_app.net.network import Network
from desktop_app.net.time_limits import TimeLimits
from desktop_app.stripe.gateway import try_registration
from tests.net.server import MisbehavingServer, ServeWith, answer, reset

LIMITS = TimeLimits(10.0, 10.0, 10.0)
ROUTES = (return_page("https://acme.example/return"), loopback("http://localhost:51000/a"))
UNKNOWN = b'{"error": {"message": "No application matches the supplied client identifier"}}'
UNREGISTERED = (
    b'{"error": "invalid_redirect_uri", "state": "s", "error_description": "Invalid redirect URI'
    b" 'https://acme.example/return'. Ensure this uri exactly matches one of the uris specified in"
    b' your application settings"}'
)


def registration(origin: str, exchange: ExchangeEndpoint | None = None) -> Registration:
    prefill = (("email", "ada@acme.example"),)
    return Registration(System.STRIPE_TEST, "ca_AcmeTest01", ROUTES, exchange, origin, prefill)


def kinds(server: MisbehavingServer) -> list[Kind]:
    problems = try_registration(registration(server.origin), Network(), LIMITS)
    return [problem.kind for problem in problems]


@pytest.mark.parametrize(
    ("status", "body", "kind", "requests"),
    [
        ("400 No", UNKNOWN, Kind.UNKNOWN_CLIENT, 1),
        ("404 No", UNKNOWN, Kind.UNKNOWN_CLIENT, 1),
        (
            "400 No",
            b'{"error": "invalid_request", "error_description": "No application matches it"}',
            Kind.UNKNOWN_CLIENT,
            1,
        ),
        (
            "401 No",
            b'{"error": "invalid_client", "error_description": "No such client"}',
            Kind.UNKNOWN_CLIENT,
            1,
        ),
        ("400 No", UNREGISTERED, Kind.UNREGISTERED_REDIRECT_URI, 2),
        (
            "400 No",
            b'{"error": {"message": "Invalid redirect URI"}}',
            Kind.UNREGISTERED_REDIRECT_URI,
            2,
        ),
        (
            "400 No",
            b'{"error": "invalid_scope", "error_description": "Not read_write"}',
            Kind.REFUSED,
            1,
        ),
    ],
)
def test_what_stripe_refuses_is_told_by_the_line_of_the_profile(
    serve_with: ServeWith, status: str, body: bytes, kind: Kind, requests: int
) -> None:
    """Each redirect URI is tried, unless the reason is another one."""
    server = serve_with(answer(status, body))
    here = registration(server.origin)
    problems = try_registration(here, Network(), LIMITS)
    assert [problem.kind for problem in problems] == [kind] * requests
    assert [problem.redirect_uri for problem in problems] == [
        route.redirect_uri for route in ROUTES[:requests]
    ]
    assert all(problem.registration is here for problem in problems)
    assert all(problem.detail.status == int(status[:3]) for problem in problems)
    assert all(problem.detail.description for problem in problems)
    assert len(server.requests) == requests


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("200 OK", b"<html>Log in to Stripe</html>"),
        ("200 OK", UNREGISTERED),
        ("302 Found", UNREGISTERED),
        ("500 Oh", UNREGISTERED),
        ("502 Oh", UNKNOWN),
        ("400 No", b"<html>Invalid redirect URI</html>"),
        ("403 No", b"<html>Blocked by Acme IT</html>"),
        ("403 No", b'{"error": "blocked", "error_description": "Ask Acme IT"}'),
        ("403 No", b'{"error": "invalid_request"}'),
        ("403 No", b'{"error": {"message": "Gated access", "code": "forbidden"}}'),
        ("403 No", b'{"error": ["invalid_redirect_uri"], "error_description": "No"}'),
        ("407 No", b'{"error": "access_denied", "error_description": "Log in to the proxy"}'),
        ("400 No", b'["invalid_redirect_uri"]'),
        ("400 No", b"null"),
        ("400 No", b""),
        ("429 Slow", b'{"error": {"type": "invalid_request_error", "message": "Too many"}}'),
    ],
)
def test_any_other_answer_says_nothing(serve_with: ServeWith, status: str, body: bytes) -> None:
    assert kinds(serve_with(answer(status, body))) == []


def test_where_no_answer_comes_nothing_is_said_and_nothing_more_is_tried(
    serve_with: ServeWith,
) -> None:
    server = serve_with(reset)
    assert kinds(server) == []
    assert len(server.requests) == 1
    gone = registration("http://127.0.0.1:1")
    assert try_registration(gone, Network(), LIMITS) == ()


def test_nothing_is_sent_after_the_deadline(serve_with: ServeWith) -> None:
    server = serve_with(answer("400 No", UNREGISTERED))
    limits = TimeLimits(seconds_left=lambda: 0.0)
    assert try_registration(registration(server.origin), Network(), limits) == ()
    assert server.requests == []


def test_no_secret_and_nothing_about_the_company_is_sent(serve_with: ServeWith) -> None:
    server = serve_with(answer("200 OK", b"<html>"))
    # The endpoint is not asked: only Stripe's page is.
    exchange = ExchangeEndpoint("https://acme.example/t", "https://acme.example/d", True)
    for _ in range(2):
        try_registration(registration(server.origin, exchange), Network(), LIMITS)
    states = set()
    for request in server.requests:
        head, _, body = request.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        method, target, _ = lines[0].split(" ")
        query = parse_qs(urlsplit(target).query)
        states.update(query.pop("state"))
        assert method == "GET"
        assert urlsplit(target).path == "/oauth/authorize"
        assert query.pop("redirect_uri")[0] in {route.redirect_uri for route in ROUTES}
        assert query == {
            "client_id": ["ca_AcmeTest01"],
            "response_type": ["code"],
            "scope": ["read_write"],
        }
        assert not [line for line in lines if line.lower().startswith(("authorization", "cookie"))]
        assert any(line.startswith("Accept: text/html") for line in lines)
        assert body == b""
    assert len(states) == len(server.requests) == 4
