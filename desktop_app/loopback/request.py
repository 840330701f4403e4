"""Reads one HTTP request from the bytes of one connection, or refuses them. No I/O, no Qt."""

from dataclasses import dataclass, field
from http import HTTPStatus

import h11

MAX_HEAD_BYTES = 8 * 1024

# Browsers announce a prefetch or prerender with one of these (Fetch standard, and older habits).
_SPECULATIVE_HEADERS = frozenset({b"sec-purpose", b"purpose", b"x-purpose", b"x-moz"})
_DESTINATION = b"sec-fetch-dest"


@dataclass(frozen=True, slots=True)
class Request:
    """A well-formed request, reduced to what decides about it.

    `path` and `query` are the two parts of the target, not percent-decoded; the query carries the
    code and the state, so it is kept out of the repr. `hosts` are all values of `Host`.
    `is_navigation` is false where the browser says that it is not about to show the answer as a
    page (Fetch metadata, `Sec-Fetch-Dest`); one that says nothing is believed.
    """

    method: str
    path: str
    query: str = field(repr=False)
    hosts: tuple[str, ...]
    has_origin: bool = False
    has_body: bool = False
    is_speculative: bool = False
    is_navigation: bool = True


@dataclass(frozen=True, slots=True)
class Refusal:
    """Bytes that are no request, or too many of them."""

    status: HTTPStatus


class RequestReader:
    """Collects bytes until they are a request or can't become one.

    The result does not depend on how the bytes were split.
    """

    def __init__(self) -> None:
        self._parser = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD_BYTES)
        self._allowance = MAX_HEAD_BYTES
        self._result: Request | Refusal | None = None

    def feed(self, data: bytes) -> Request | Refusal | None:
        """Take more bytes; return the result once there is one, None while more are needed.

        Request line and headers may take 8 KiB. What follows them is not looked at. Never raises.
        """
        if self._result is None and data:
            self._result = self._parse(data[: self._allowance])
        return self._result

    def _parse(self, data: bytes) -> Request | Refusal | None:
        # h11 limits only what is incomplete; a longer head that comes in one piece would pass.
        self._allowance -= len(data)
        try:
            self._parser.receive_data(data)
            event = self._parser.next_event()
        except h11.RemoteProtocolError:
            return Refusal(HTTPStatus.BAD_REQUEST)
        if isinstance(event, h11.Request):
            return _reduce(event)
        if self._allowance == 0:
            return Refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        return None


def _reduce(event: h11.Request) -> Request:
    path, _, query = event.target.decode("latin-1").partition("?")
    headers = [(bytes(name), bytes(value)) for name, value in event.headers]
    names = {name for name, _ in headers}
    return Request(
        method=event.method.decode("latin-1"),
        path=path,
        query=query,
        hosts=tuple(value.decode("latin-1") for name, value in headers if name == b"host"),
        has_origin=b"origin" in names,
        has_body=b"transfer-encoding" in names
        or any(name == b"content-length" and int(value) > 0 for name, value in headers),
        is_speculative=not names.isdisjoint(_SPECULATIVE_HEADERS),
        is_navigation=all(value == b"document" for name, value in headers if name == _DESTINATION),
    )
