"""How badly an answer can come back. A fault decides too whether Stripe does what it was asked.

Each is given the line to the caller, and a function that has Stripe act and returns its answer.
Those that call it are the dangerous ones: something happened at Stripe, and nobody hears of it.
"""

import json
import select
import socket
import struct
from collections.abc import Callable

from tests.stripe_double.messages import Response, html_response, json_response, redirect
from tests.stripe_double.rules import Body

Act = Callable[[], Response]
MISSING = object()
"""In `altered`: the field is not there at all."""


class Line:
    """The connection to a caller."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def reset(self) -> None:
        """Break off without a goodbye (RST)."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()

    def is_gone_within(self, seconds: float) -> bool:
        """Return whether the caller hangs up within this time."""
        return bool(select.select([self._connection], [], [], seconds)[0])

    def hold(self) -> None:
        """Say nothing until the caller hangs up, or the double stops."""
        self._connection.recv(1)


InjectedFault = Callable[[Line, Act], None]


def instead(answer: Response) -> InjectedFault:
    """Nothing happens at Stripe; this is answered."""
    return lambda line, _: line.send(answer.data)


def server_error(line: Line, _: Act) -> None:
    """500, as Stripe words it."""
    error = {"type": "api_error", "message": "An unknown error occurred"}
    line.send(json_response(500, {"error": error}).data)


def server_error_afterwards(line: Line, act: Act) -> None:
    """500, though it was done."""
    act()
    server_error(line, act)


def bad_gateway(line: Line, act: Act) -> None:
    """502 with a page: something before Stripe lost the answer of what was done."""
    act()
    line.send(html_response(502, "<html><h1>502 Bad Gateway</h1></html>").data)


def too_many(should_retry: str = "") -> InjectedFault:
    """429; `should_retry` is the value of `Stripe-Should-Retry`, empty for no such header."""
    body: Body = {
        "error": {
            "type": "invalid_request_error",
            "code": "rate_limit",
            "message": "Request rate limit exceeded.",
            "doc_url": "https://stripe.com/docs/error-codes/rate-limit",
        }
    }
    headers = {"Stripe_Should_Retry": should_retry} if should_retry else {}
    return instead(json_response(429, body, **headers))


def unavailable(should_retry: str) -> InjectedFault:
    """503 with `Stripe-Should-Retry`."""
    error = {"type": "api_error", "message": "Try again later"}
    return instead(json_response(503, {"error": error}, Stripe_Should_Retry=should_retry))


def gave_up(status: int) -> InjectedFault:
    """A 4xx, though it was done: a gateway had passed the request on, and did not wait."""

    def play(line: Line, act: Act) -> None:
        act()
        body = {"error": "gave_up", "error_description": "The upstream took too long"}
        line.send(json_response(status, body).data)

    return play


def no_answer(line: Line, act: Act) -> None:
    """It was done, and no word comes back."""
    act()
    line.hold()


def reset_before_answer(line: Line, act: Act) -> None:
    """It was done, and the connection breaks."""
    act()
    line.reset()


def reset_in_answer(line: Line, act: Act) -> None:
    """The connection breaks in the middle of the body."""
    line.send(_cut(act().data))
    line.reset()


def truncated(line: Line, act: Act) -> None:
    """The answer ends politely, but too early."""
    line.send(_cut(act().data))


def hang_up(line: Line, act: Act) -> None:
    """The connection is closed without a word."""
    act()


def slow_drip(line: Line, act: Act) -> None:
    """The answer comes a byte at a time, without an end; ends when the caller has hung up."""
    answer = act()
    line.send(Response(200, b"", {"Content-Length": "200000"}, answer.request_id).data)
    while not line.is_gone_within(0.01):
        line.send(b" ")


def oversized(line: Line, act: Act) -> None:
    """The answer is right, and fills a megabyte."""
    answer = act()
    body = json.loads(answer.body) | {"filling": "x" * 1_000_000}
    line.send(json_response(answer.status, body).data)


def redirected(status: int, location: str) -> InjectedFault:
    """The caller is sent elsewhere."""
    return instead(redirect(status, location))


def altered(**fields: object) -> InjectedFault:
    """It was done, but the answer says something else in these fields."""

    def play(line: Line, act: Act) -> None:
        answer = act()
        body = {
            name: value
            for name, value in (json.loads(answer.body) | fields).items()
            if value is not MISSING
        }
        line.send(json_response(answer.status, body).data)

    return play


def ok_with(body: str) -> InjectedFault:
    """200, and this for a body, whatever was asked."""
    return instead(Response(200, body.encode(), {"Content-Type": "application/json"}))


def lacks_permission(line: Line, _: Act) -> None:
    """What Stripe's API says to a restricted key that may not do this."""
    error = {
        "type": "invalid_request_error",
        "code": "more_permissions_required",
        "message": "The provided key 'rk_test_*********1234' does not have the required "
        "permissions for this endpoint.",
    }
    line.send(json_response(403, {"error": error}).data)


def _cut(data: bytes) -> bytes:
    return data[: -(len(data.partition(b"\r\n\r\n")[2]) // 2)]
