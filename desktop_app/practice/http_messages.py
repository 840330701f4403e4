"""HTTP's messages as bytes: reads one request, and writes one response. No I/O."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus

import h11

from desktop_app.practice.protocol import ApiError

MAX_REQUEST_BYTES = 128 * 1024

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """A well-formed request.

    `path` and `query` are the two parts of the target, not percent-decoded. Header names are in
    lower case. The query, the headers and the body can have secrets, so they are not in the repr.
    """

    method: str
    path: str
    query: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)


class RequestReader:
    """Collects bytes until they are a request. What comes after it is not read."""

    def __init__(self) -> None:
        self._parser = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_REQUEST_BYTES)
        self._allowance = MAX_REQUEST_BYTES
        self._head: h11.Request | None = None
        self._body = bytearray()

    def feed(self, data: bytes) -> Request | None:
        """Add bytes; none mean that the client sends no more. Return the request once it is whole.

        Raises `ApiError` (400, 413 or 431) if the bytes can't become a request. A request may have
        128 KiB, since a browser sends the cookies of all servers on this host, too.
        """
        self._allowance -= len(data)
        if self._allowance < 0:
            status = (
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                if self._head is None
                else HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            )
            raise ApiError(status, "Request too large")
        try:
            self._parser.receive_data(data)
            return self._next()
        except h11.RemoteProtocolError as error:
            raise ApiError(HTTPStatus.BAD_REQUEST, "This is not an HTTP request") from error

    def _next(self) -> Request | None:
        while True:
            match self._parser.next_event():
                case h11.Request() as head:
                    self._head = head
                case h11.Data(data=data):
                    self._body += data
                case h11.EndOfMessage() if self._head is not None:
                    return _request(self._head, bytes(self._body))
                case _:
                    return None


def _request(head: h11.Request, body: bytes) -> Request:
    path, _, query = head.target.decode("ascii").partition("?")
    if not path.startswith("/"):
        raise ApiError(HTTPStatus.BAD_REQUEST, "The request target must be a path")
    headers = tuple((name.decode("ascii"), value.decode("latin-1")) for name, value in head.headers)
    return Request(head.method.decode("ascii"), path, query, headers, body)


def response(status: int, headers: Headers, body: bytes) -> bytes:
    """Return a response as bytes. It says that the connection will be closed."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += (f"{name}: {value}" for name, value in headers)
    lines += ["Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def error_response(error: ApiError) -> bytes:
    """Return the response to what never reached the application, or failed there."""
    body = json.dumps(error.body).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    return response(error.status, headers, body)
