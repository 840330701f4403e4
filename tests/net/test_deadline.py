"""After its deadline a request is not sent, whatever has taken the time."""

import socket
import ssl
import threading
import time

import pytest
import trustme

from desktop_app.core.errors import AnswerLostError, NetworkProblem, ServiceError, UnreachableError
from desktop_app.net.network import Network
from desktop_app.net.time_limits import TimeLimits
from tests.net.caller import GOOD, post, problem_of
from tests.net.forward_proxy import admit
from tests.net.server import ServeWith, answer
from tests.net.sites import NAME, TARGET, Sites


class Deadline:
    """Passes when a test says so."""

    def __init__(self) -> None:
        self.passed = threading.Event()

    def seconds_left(self) -> float:
        return 0.0 if self.passed.is_set() else 30.0

    @property
    def limits(self) -> TimeLimits:
        return TimeLimits(10.0, 10.0, 10.0, seconds_left=self.seconds_left)


def assert_not_sent(problem: ServiceError, host: str) -> None:
    assert type(problem) is UnreachableError
    assert (problem.detail.error, problem.detail.host) == (NetworkProblem.CONNECT_TIMEOUT, host)


def host_of(origin: str) -> str:
    return origin.rpartition("/")[2]


def test_when_it_has_passed_nobody_is_even_called(
    serve_with: ServeWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[object] = []
    server = serve_with(answer("200 OK", GOOD))
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: called.append(address))
    network = Network(called.append)
    origin = server.origin.replace("127.0.0.1", "service.test")
    limits = TimeLimits(10.0, 10.0, 10.0, seconds_left=lambda: 0.0)
    for at in (origin, origin.replace("http:", "https:")):
        assert_not_sent(problem_of(at, limits, network), host_of(origin))
    assert called == []


def test_when_it_passes_in_the_name_service_nothing_is_sent(
    serve_with: ServeWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadline = Deadline()
    look_up = socket.getaddrinfo

    def getaddrinfo(*args: object, **kwargs: object) -> object:
        deadline.passed.set()
        return look_up(*args, **kwargs)  # type: ignore[arg-type]

    server = serve_with(answer("200 OK", GOOD))
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert_not_sent(problem_of(server.origin, deadline.limits), host_of(server.origin))
    assert deadline.passed.is_set()
    assert server.requests == []


@pytest.mark.parametrize("proxied", [False, True], ids=["direct", "proxied"])
def test_when_it_passes_in_the_tls_handshake_nothing_is_sent(
    serve_with: ServeWith, sites: Sites, proxied: bool
) -> None:
    deadline = Deadline()

    def pass_by(*_: object) -> None:
        deadline.passed.set()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    sites.ca.issue_cert("127.0.0.1", NAME).configure_cert(context)
    context.sni_callback = pass_by
    server = serve_with(answer("200 OK", GOOD), context)
    host = TARGET if proxied else host_of(server.origin)
    proxy = sites.proxy_to(int(server.origin.rpartition(":")[2]), admit).address()
    network = Network(lambda _: proxy if proxied else None, sites.ca_file)
    assert_not_sent(problem_of(f"https://{host}", deadline.limits, network), host)
    assert deadline.passed.is_set()
    assert server.requests == []


def test_when_it_passes_after_the_request_the_answer_is_lost(serve_with: ServeWith) -> None:
    deadline = Deadline()

    def reply(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        deadline.passed.set()
        connection.sendall(b"y" * 100_000)
        server.stay_silent(connection)

    server = serve_with(reply)
    problem = problem_of(server.origin, deadline.limits)
    assert type(problem) is AnswerLostError
    assert problem.detail.error == NetworkProblem.READ_TIMEOUT
    assert len(server.requests) == 1


def test_no_answer_is_awaited_for_longer_than_what_is_left(serve_with: ServeWith) -> None:
    def reply(connection: socket.socket) -> None:
        server.stay_silent(connection)

    server = serve_with(reply)
    ends = time.monotonic() + 0.2
    limits = TimeLimits(10.0, 600.0, 600.0, seconds_left=lambda: ends - time.monotonic())
    problem = problem_of(server.origin, limits)
    assert type(problem) is AnswerLostError
    assert problem.detail.error == NetworkProblem.READ_TIMEOUT


# The least version of TLS ---------------------------------------------------------------------


class LenientContext(ssl.SSLContext):
    """A context as some builds of Python make it: it would take old versions of TLS."""

    def __new__(cls, *args: int) -> "LenientContext":
        context = super().__new__(cls, *args)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("ALL:@SECLEVEL=0")
        return context


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2])
def test_a_server_of_an_old_version_of_tls_is_sent_nothing(
    serve_with: ServeWith,
    sites: Sites,
    monkeypatch: pytest.MonkeyPatch,
    version: ssl.TLSVersion,
) -> None:
    monkeypatch.setattr("desktop_app.net.adapter.truststore.SSLContext", LenientContext)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = version
    context.set_ciphers("ALL:@SECLEVEL=0")
    certificate: trustme.LeafCert = sites.ca.issue_cert("127.0.0.1")
    certificate.configure_cert(context)
    server = serve_with(answer("400 No", b"{}"), context)
    origin = server.origin.replace("http:", "https:")
    network = Network(ca_file=sites.ca_file)
    if version is ssl.TLSVersion.TLSv1_2:
        assert post(origin, network=network).status == 400
        return
    problem = problem_of(origin, network=network)
    assert type(problem) is UnreachableError
    assert problem.detail.error == NetworkProblem.TLS_FAILED
    assert server.requests == []
