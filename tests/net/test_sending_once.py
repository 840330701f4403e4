"""A request is sent once, and every way in which its answer can be lost has one meaning."""

import logging
import socket
import ssl
import threading
from pathlib import Path

import pytest

from desktop_app.core.errors import AnswerLostError, UnreachableError
from desktop_app.net.sending import MAX_BODY_BYTES
from desktop_app.net.time_limits import TimeLimits
from tests.net.caller import FORM, GOOD, HEADERS, post, problem_of
from tests.net.server import Reply, ServeWith, answer, reset, say, self_signed_certificate

SHORT = TimeLimits(connect=10.0, read=0.05, body=10.0)

BROKEN: dict[str, Reply] = {
    "hangs up without a word": lambda _: None,
    "is reset": reset,
    "is cut off in the body": say(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + GOOD),
    "is a refusal that is cut off": say(b"HTTP/1.1 400 No\r\nContent-Length: 900\r\n\r\n{"),
    "is cut off between chunks": say(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{'a':\r\n"
    ),
    "is not HTTP": say(b"\x16\x03\x01 hello\r\n\r\n"),
    "is longer than any answer": answer("200 OK", b"x" * (MAX_BODY_BYTES + 1)),
}


@pytest.mark.parametrize("how", list(BROKEN))
def test_an_answer_that_does_not_come_back_whole_is_lost_and_nothing_is_sent_again(
    serve_with: ServeWith, how: str
) -> None:
    server = serve_with(BROKEN[how])
    problem = problem_of(server.origin)
    assert type(problem) is AnswerLostError
    assert problem.detail.error
    assert len(server.requests) == 1


def test_a_server_that_never_answers_is_lost_after_the_read_time_out(
    serve_with: ServeWith,
) -> None:
    def reply(connection: socket.socket) -> None:
        server.stay_silent(connection)

    server = serve_with(reply)
    problem = problem_of(server.origin, SHORT)
    assert type(problem) is AnswerLostError
    assert problem.detail.error == "read_timeout"
    assert len(server.requests) == 1


def test_a_server_that_stops_in_the_middle_is_lost_after_the_read_time_out(
    serve_with: ServeWith,
) -> None:
    def reply(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")
        server.stay_silent(connection)

    server = serve_with(reply)
    problem = problem_of(server.origin, SHORT)
    assert type(problem) is AnswerLostError
    assert problem.detail.error == "read_timeout"
    assert len(server.requests) == 1


def test_a_server_that_drips_is_lost_when_the_whole_takes_too_long(serve_with: ServeWith) -> None:
    gone = threading.Event()

    def reply(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n")
        try:
            while True:
                connection.sendall(b" ")
        except OSError:
            gone.set()

    server = serve_with(reply)
    problem = problem_of(server.origin, TimeLimits(10.0, 10.0, body=0.0))
    assert type(problem) is AnswerLostError
    assert problem.detail.error == "answer_too_long"
    assert gone.wait(20)
    assert len(server.requests) == 1


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS = {
    "headers, bit by bit": (b"HTTP/1.1 200 OK\r\nX: ", b"x", 0.01),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100, 0.0),
    "a chunk's length": (CHUNKED + b"1;", b"x", 0.01),
    "trailers": (CHUNKED + b"2\r\n{}\r\n0\r\n", b"X: y\r\n" * 100, 0.0),
}


@pytest.mark.parametrize("what", list(ENDLESS))
def test_an_answer_without_end_is_lost_at_the_time_limit_of_the_whole(
    serve_with: ServeWith, what: str
) -> None:
    beginning, endless, pause = ENDLESS[what]
    gone = threading.Event()

    def reply(connection: socket.socket) -> None:
        connection.sendall(beginning)
        try:
            while not gone.wait(pause):
                connection.sendall(endless)
        except OSError:
            gone.set()

    server = serve_with(reply)
    problem = problem_of(server.origin, TimeLimits(10.0, 10.0, 10.0, one_try=0.2))
    assert type(problem) is AnswerLostError
    assert problem.detail.error == "read_timeout"
    assert gone.wait(20)
    assert len(server.requests) == 1


def test_nothing_is_sent_once_the_time_limit_of_the_whole_has_passed(
    serve_with: ServeWith,
) -> None:
    server = serve_with(answer("200 OK", GOOD))
    problem = problem_of(server.origin, TimeLimits(10.0, 10.0, 10.0, one_try=0.0))
    assert type(problem) is UnreachableError
    assert problem.detail.error == "connect_timeout"
    assert server.requests == []


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    problem = problem_of(f"http://127.0.0.1:{port}")
    assert type(problem) is UnreachableError
    assert problem.detail.error == "no_connection"
    assert problem.detail.status == 0


def test_a_name_that_does_not_resolve_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert type(problem_of("http://service.invalid")) is UnreachableError


def test_a_server_that_takes_no_call_is_unreachable() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        try:
            for caller in waiting:
                caller.setblocking(False)
                caller.connect_ex(address)
            limits = TimeLimits(0.05, 10.0, 10.0)
            problem = problem_of(f"http://127.0.0.1:{address[1]}", limits)
        finally:
            for caller in waiting:
                caller.close()
    assert type(problem) is UnreachableError
    assert problem.detail.error == "connect_timeout"


def test_a_server_whose_certificate_is_not_trusted_is_sent_nothing(
    serve_with: ServeWith, tmp_path: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed_certificate(tmp_path))
    server = serve_with(answer("200 OK", GOOD), context)
    problem = problem_of(server.origin.replace("http:", "https:"))
    assert type(problem) is UnreachableError
    assert problem.detail.error == "certificate_not_trusted"
    assert server.requests == []


def test_neither_proxies_nor_netrc_of_the_environment_have_a_say(
    serve_with: ServeWith, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    server = serve_with(answer("200 OK", GOOD))
    post(server.origin)
    assert b"Authorization: Basic c2tfdGVzdF9tYWRldXAxMjM0Og==" in server.requests[0]


def test_each_call_has_a_connection_of_its_own(serve_with: ServeWith) -> None:
    server = serve_with(answer("200 OK", GOOD, "Connection: keep-alive"))
    for _ in range(3):
        post(server.origin)
    assert len(server.requests) == 3
    assert all(b"Connection: close" in request for request in server.requests)


def test_a_response_is_returned_whatever_its_status(serve_with: ServeWith) -> None:
    server = serve_with(answer("503 Later", b"a page", "X-Some-HEADER: its value"))
    response = post(server.origin)
    assert (response.status, response.body) == (503, b"a page")
    assert response.headers["x-some-header"] == "its value"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 There", "308 Moved"])
def test_a_redirect_is_returned_and_not_followed(serve_with: ServeWith, status: str) -> None:
    server = serve_with(answer(status, b"", "Location: /elsewhere"))
    assert post(server.origin).status == int(status[:3])
    assert len(server.requests) == 1


def test_neither_headers_nor_form_are_in_any_error_or_log(
    serve_with: ServeWith, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        problem = problem_of(serve_with(reset).origin)
    told = f"{problem} {problem!r} {problem.detail!r} {problem.__dict__} {caplog.text}"
    for secret in (HEADERS["Authorization"], FORM["code"]):
        assert secret not in told
    assert problem.__cause__ is None
    assert problem.__context__ is None
