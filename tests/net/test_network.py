"""Company networks: their proxies, and whom they trust."""

import os
import socket
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
import requests

from desktop_app.core.errors import AnswerLostError, NetworkProblem, UnreachableError
from desktop_app.core.proxy import Proxy
from desktop_app.net.network import Network
from desktop_app.net.time_limits import TimeLimits
from tests.net.caller import GOOD, post
from tests.net.forward_proxy import Admission, admit_by_domain, admit_by_password, refuse
from tests.net.server import answer
from tests.net.sites import NAME, TARGET, Sites
from tests.net.test_sending_once import BROKEN

both_ways = pytest.mark.parametrize("proxied", [False, True], ids=["direct", "proxied"])


@both_ways
def test_a_certificate_of_the_companys_own_authority_is_trusted(
    sites: Sites, proxied: bool
) -> None:
    site = sites.make(answer("200 OK", GOOD), proxied=proxied)
    site.post()
    [request] = site.server.requests
    assert request.startswith(b"POST /oauth/token HTTP/1.1\r\n")
    assert b"Authorization: Basic c2tfdGVzdF9tYWRldXAxMjM0Og==" in request


@both_ways
@pytest.mark.parametrize(
    ("fault", "name", "trusted", "days"),
    [
        (NetworkProblem.CERTIFICATE_NOT_TRUSTED, "", False, 1),
        (NetworkProblem.CERTIFICATE_WRONG_HOST, "other.test", True, 1),
        (NetworkProblem.CERTIFICATE_EXPIRED, "", True, -1),
    ],
)
def test_a_server_with_a_wrong_certificate_is_sent_nothing(
    sites: Sites, proxied: bool, fault: NetworkProblem, name: str, trusted: bool, days: int
) -> None:
    site = sites.make(
        answer("200 OK", GOOD), proxied=proxied, name=name, trusted=trusted, days=days
    )
    problem = site.problem()
    assert type(problem) is UnreachableError
    assert (problem.detail.error, problem.detail.host) == (fault, site.host)
    assert site.server.requests == []


@both_ways
@pytest.mark.parametrize("speech", [b"HTTP/1.1 400 What?\r\n\r\n", b""])
def test_a_server_that_speaks_no_tls_is_sent_nothing(
    sites: Sites, proxied: bool, speech: bytes
) -> None:
    def serve(listener: socket.socket) -> None:
        with listener, listener.accept()[0] as connection, suppress(OSError):
            connection.recv(1)
            connection.sendall(speech)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4096):
                pass

    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    proxy = sites.proxy_to(port) if proxied else None
    host = TARGET if proxied else f"127.0.0.1:{port}"
    thread = threading.Thread(target=serve, args=(listener,))
    thread.start()
    network = Network(lambda _: proxy.address() if proxy else None)
    with pytest.raises(UnreachableError) as caught:
        post(f"https://{host}", network=network)
    thread.join()
    assert (caught.value.detail.error, caught.value.detail.host) == (
        NetworkProblem.TLS_FAILED,
        host,
    )


def test_trust_is_the_systems(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    # On Linux this is how OpenSSL is told where the system keeps its certificates.
    site = sites.make(answer("200 OK", GOOD), proxied=False, trusted=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(sites.ca_file))
    assert site.post().status == 200


def test_the_authorities_that_requests_brings_along_are_not_asked(
    sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = sites.make(answer("200 OK", GOOD), proxied=False, trusted=False)
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(sites.ca_file))
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(sites.ca_file))
    assert site.problem().detail.error == NetworkProblem.CERTIFICATE_NOT_TRUSTED


@pytest.mark.parametrize("content", [None, "no certificate at all"])
def test_a_file_of_certificates_that_is_no_good_is_said(
    tmp_path: Path, content: str | None
) -> None:
    ca_file = tmp_path / "company.pem"
    if content is not None:
        ca_file.write_text(content)
    with pytest.raises(UnreachableError) as caught:
        post("https://127.0.0.1:1", network=Network(ca_file=ca_file))
    assert caught.value.detail.error == NetworkProblem.CA_FILE_UNUSABLE
    assert caught.value.detail.description.startswith("company.pem could not be read")


def test_a_tunnel_is_asked_for_and_the_proxy_sees_nothing_else(sites: Sites) -> None:
    site = sites.make(answer("200 OK", GOOD), proxied=True)
    site.post()
    assert site.proxy is not None
    [head] = site.proxy.heads
    assert head.startswith(f"CONNECT {TARGET} HTTP/1.".encode())
    assert b"uthorization" not in head


def test_a_proxys_password_goes_to_the_proxy_alone(sites: Sites) -> None:
    site = sites.make(
        answer("200 OK", GOOD),
        proxied=True,
        proxy_answer=admit_by_password("ada", "pass: wörd%40"),
    )
    site.post("ada", "pass: wörd%40")
    assert b"Proxy-Authorization" not in site.server.requests[0]


@pytest.mark.parametrize(
    ("proxy_answer", "fault", "description"),
    [
        (admit_by_domain, NetworkProblem.PROXY_WANTS_SIGN_IN, "The proxy answered 407."),
        (
            admit_by_password("ada", "other"),
            NetworkProblem.PROXY_WANTS_SIGN_IN,
            "The proxy answered 407.",
        ),
        (refuse("403 Forbidden by ac_x"), NetworkProblem.PROXY_REFUSED, "The proxy answered 403."),
        (refuse("502 Bad Gateway"), NetworkProblem.PROXY_REFUSED, "The proxy answered 502."),
        (
            refuse(""),
            NetworkProblem.PROXY_NO_CONNECTION,
            "The connection broke off while it was made (RemoteDisconnected).",
        ),
        (
            refuse("nonsense"),
            NetworkProblem.PROXY_NO_CONNECTION,
            "The connection broke off while it was made (BadStatusLine).",
        ),
    ],
)
def test_a_proxy_that_opens_no_tunnel_is_named(
    sites: Sites, proxy_answer: Admission, fault: NetworkProblem, description: str
) -> None:
    site = sites.make(answer("200 OK", GOOD), proxied=True, proxy_answer=proxy_answer)
    problem = site.problem("ada", "proxy-password")
    assert type(problem) is UnreachableError
    assert (problem.detail.error, problem.detail.description) == (fault, description)
    assert site.proxy is not None
    assert problem.detail.host == f"127.0.0.1:{site.proxy.port}"
    assert "proxy-password" not in f"{problem!r} {problem.detail!r} {problem.__dict__}"
    assert problem.__cause__ is None
    assert problem.__context__ is None
    assert site.server.requests == []
    assert len(site.proxy.heads) == 1


def test_a_proxy_that_is_not_there_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    network = Network(lambda _: Proxy("http", "127.0.0.1", port))
    with pytest.raises(UnreachableError) as caught:
        post(f"https://{NAME}", network=network)
    assert caught.value.detail.error == NetworkProblem.PROXY_NO_CONNECTION
    assert caught.value.detail.host == f"127.0.0.1:{port}"


def test_a_proxy_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        network = Network(lambda _: Proxy("http", "127.0.0.1", silent.getsockname()[1]))
        limits = TimeLimits(0.05, 10.0, 10.0)
        with pytest.raises(UnreachableError) as caught:
            post(f"https://{NAME}", limits, network)
    assert caught.value.detail.error == NetworkProblem.PROXY_NO_CONNECTION


@pytest.mark.parametrize(
    ("origin", "proxy", "fault", "host"),
    [
        (f"https://{NAME}", None, NetworkProblem.NAME_NOT_FOUND, NAME),
        (
            f"https://{NAME}",
            Proxy("http", "proxy.acme.test", 3128),
            NetworkProblem.PROXY_NOT_FOUND,
            "proxy.acme.test:3128",
        ),
    ],
)
def test_a_name_that_does_not_exist_is_told_apart(
    monkeypatch: pytest.MonkeyPatch,
    origin: str,
    proxy: Proxy | None,
    fault: NetworkProblem,
    host: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(UnreachableError) as caught:
        post(origin, network=Network(lambda _: proxy))
    assert (caught.value.detail.error, caught.value.detail.host) == (fault, host)


@pytest.mark.parametrize("scheme", ["socks5", "https", "ftp", "unknown"])
def test_a_kind_of_proxy_that_is_not_supported_is_said(scheme: str) -> None:
    network = Network(lambda _: Proxy(scheme, "proxy.acme.test", 1080))
    with pytest.raises(UnreachableError) as caught:
        post(f"https://{NAME}", network=network)
    detail = caught.value.detail
    assert (detail.error, detail.host) == (NetworkProblem.PROXY_UNSUPPORTED, "proxy.acme.test:1080")
    assert scheme in detail.description


def test_this_computer_is_never_reached_through_a_proxy(sites: Sites) -> None:
    def refuse_to_say(_: str) -> Proxy | None:
        raise AssertionError("no proxy is asked for")

    site = sites.make(answer("200 OK", GOOD), proxied=False)
    network = Network(refuse_to_say, sites.ca_file)
    assert post(site.origin, network=network).status == 200


def test_the_proxy_is_asked_for_anew_for_each_call_by_the_thread_that_calls(sites: Sites) -> None:
    asked: list[tuple[str, int]] = []
    site = sites.make(answer("200 OK", GOOD), proxied=True)
    assert site.proxy is not None
    address = site.proxy.address()

    def proxy_for(url: str) -> Proxy | None:
        asked.append((url, threading.get_ident()))
        return address

    call = partial(post, site.origin, network=Network(proxy_for, sites.ca_file))
    threads = [threading.Thread(target=call) for _ in range(2)]
    idents = []
    for thread in threads:
        thread.start()
        idents.append(thread.ident)
        thread.join()
    assert asked == [(f"https://{TARGET}/oauth/token", ident) for ident in idents]


def test_proxies_of_the_environment_have_no_say(
    sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = sites.make(answer("200 OK", GOOD), proxied=True)
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setitem(os.environ, "no_proxy", NAME)
    site.post()
    assert site.proxy is not None
    assert len(site.proxy.heads) == 1


@pytest.mark.parametrize("how", list(BROKEN))
def test_through_a_proxy_too_nothing_is_sent_again(sites: Sites, how: str) -> None:
    site = sites.make(BROKEN[how], proxied=True)
    assert type(site.problem()) is AnswerLostError
    assert len(site.server.requests) == 1
    assert site.proxy is not None
    assert len(site.proxy.heads) == 1


def test_a_proxy_that_dies_while_the_answer_is_awaited_leaves_the_outcome_unknown(
    sites: Sites,
) -> None:
    def reply(connection: socket.socket) -> None:
        assert site.proxy is not None
        site.proxy.die()
        site.server.stay_silent(connection)

    site = sites.make(reply, proxied=True)
    problem = site.problem()
    assert type(problem) is AnswerLostError
    assert (problem.detail.error, problem.detail.host) == (NetworkProblem.CONNECTION_BROKEN, TARGET)
    assert len(site.server.requests) == 1
