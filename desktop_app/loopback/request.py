"""Parses the HTTP request of one connection, or refuses it. No I/O, no Qt."""

from dataclasses import dataclass, field

import h11

from desktop_app.core.refusal_reason import RefusalReason
from desktop_app.loopback.head_filter import HeadFilter
from desktop_app.loopback.start_page import COOKIE_PREFIX, MAX_COOKIE_BYTES

# The request line and the headers, with no cookies but ours: 180 cookies have at most 23 KiB.
MAX_HEAD_BYTES = 64 * 1024
# The same with all cookies. Browsers keep up to 180 for a host, of 4 KiB each.
MAX_RECEIVED_BYTES = 1024 * 1024

# Browsers send one of these with a prefetch or prerender (Fetch standard, and older conventions).
_SPECULATIVE_HEADERS = frozenset({b"sec-purpose", b"purpose", b"x-purpose", b"x-moz"})
_DESTINATION = b"sec-fetch-dest"


@dataclass(frozen=True, slots=True)
class Request:
    """A well-formed request, reduced to the parts that the router needs.

    `path` and `query` are the two parts of the target, not percent-decoded. The query has the code
    and the state, so it is not in the repr. `hosts` are all values of the header `Host`, and
    `cookies` those of the header `Cookie`, without the cookies of other programs. `is_speculative`
    says that the browser prefetches or prerenders. `is_navigation` is false if the browser says
    that it will not show the response as a page (Fetch metadata, `Sec-Fetch-Dest`).
    """

    method: str
    path: str
    query: str = field(repr=False)
    hosts: tuple[str, ...]
    cookies: tuple[str, ...] = field(default=(), repr=False)
    has_origin: bool = False
    has_body: bool = False
    is_speculative: bool = False
    is_navigation: bool = True

    @property
    def is_shown(self) -> bool:
        """Whether the browser shows the response as a page, to a person, now."""
        return self.is_navigation and not self.is_speculative


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the client sent is not a request, or too long."""

    reason: RefusalReason


class RequestReader:
    """Collects bytes until they are a request, or can't become one.

    The result does not depend on how the bytes are split.
    """

    def __init__(self) -> None:
        self._filter = HeadFilter(COOKIE_PREFIX.encode(), MAX_COOKIE_BYTES)
        self._parser = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD_BYTES)
        self._to_receive = MAX_RECEIVED_BYTES
        self._to_parse = MAX_HEAD_BYTES
        self._result: Request | Refusal | None = None

    def feed(self, data: bytes) -> Request | Refusal | None:
        """Add bytes. Return the result, or None while more bytes are needed. Never raises.

        The request line and the headers may have 64 KiB together, or 1 MiB with the cookies of
        other programs, which are not kept. A body is not read.
        """
        if self._result is None and data:
            self._result = self._receive(data[: self._to_receive])
        return self._result

    def _receive(self, data: bytes) -> Request | Refusal | None:
        self._to_receive -= len(data)
        # h11 limits only incomplete data, so a long head that arrives at once needs this limit.
        head = self._filter.feed(data)[: self._to_parse]
        self._to_parse -= len(head)
        # h11 takes empty data for the end of the connection.
        result = self._parse(head) if head else None
        if result is None and 0 in (self._to_receive, self._to_parse):
            return Refusal(RefusalReason.TOO_LONG)
        return result

    def _parse(self, head: bytes) -> Request | Refusal | None:
        try:
            self._parser.receive_data(head)
            event = self._parser.next_event()
        except h11.RemoteProtocolError:
            return Refusal(RefusalReason.MALFORMED)
        return _reduce(event) if isinstance(event, h11.Request) else None


def _reduce(event: h11.Request) -> Request:
    path, _, query = event.target.decode("latin-1").partition("?")
    headers = [(bytes(name), bytes(value)) for name, value in event.headers]
    names = {name for name, _ in headers}
    return Request(
        method=event.method.decode("latin-1"),
        path=path,
        query=query,
        hosts=_values(headers, b"host"),
        cookies=_values(headers, b"cookie"),
        has_origin=b"origin" in names,
        has_body=b"transfer-encoding" in names
        or any(name == b"content-length" and int(value) > 0 for name, value in headers),
        is_speculative=not names.isdisjoint(_SPECULATIVE_HEADERS),
        is_navigation=all(value == b"document" for name, value in headers if name == _DESTINATION),
    )


def _values(headers: list[tuple[bytes, bytes]], wanted: bytes) -> tuple[str, ...]:
    return tuple(value.decode("latin-1") for name, value in headers if name == wanted)
