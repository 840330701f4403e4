"""Reading a request from bytes."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.refusal_reason import RefusalReason
from desktop_app.loopback.request import (
    MAX_HEAD_BYTES,
    MAX_RECEIVED_BYTES,
    Refusal,
    Request,
    RequestReader,
)

PLAIN = b"GET /stripe/return?code=ac_1 HTTP/1.1\r\nHost: 127.0.0.1:5000\r\n\r\n"


def read(*pieces: bytes) -> Request | Refusal | None:
    reader = RequestReader()
    result = None
    for piece in pieces:
        result = reader.feed(piece)
    return result


def head(*headers: bytes, method: bytes = b"GET") -> bytes:
    return b"\r\n".join([method + b" /x HTTP/1.1", b"Host: h", *headers, b"", b""])


def of_length(length: int) -> bytes:
    start = b"GET / HTTP/1.1\r\nHost: h\r\nX: "
    return start + b"a" * (length - len(start) - 4) + b"\r\n\r\n"


def of_length_with_cookies(length: int) -> bytes:
    start = b"GET / HTTP/1.1\r\nHost: h\r\nCookie: "
    return start + b"a" * (length - len(start) - 4) + b"\r\n\r\n"


def a_full_jar(prefix: bytes) -> list[bytes]:
    """As many cookies of another program as browsers keep for a host, as large as can be."""
    return [(b"%b%d=" % (prefix, number)).ljust(4096, b"x") for number in range(180)]


def test_a_request_is_reduced_to_what_decides_about_it() -> None:
    assert read(PLAIN) == Request("GET", "/stripe/return", "code=ac_1", ("127.0.0.1:5000",))


def test_the_query_stays_out_of_the_repr() -> None:
    assert "ac_1" not in repr(read(PLAIN))


def test_the_cookies_stay_out_of_the_repr() -> None:
    request = read(head(b"Cookie: m3ter-desktop-a=secret"))
    assert isinstance(request, Request)
    assert request.cookies == ("m3ter-desktop-a=secret;",)
    assert "secret" not in repr(request)


def test_nothing_is_decided_before_the_head_is_complete() -> None:
    assert read(PLAIN[:-1]) is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"Origin: null", {"has_origin": True}),
        (b"Content-Length: 0", {}),
        (b"Content-Length: 1", {"has_body": True}),
        (b"Transfer-Encoding: chunked", {"has_body": True}),
        (b"Sec-Purpose: prefetch;prerender", {"is_speculative": True}),
        (b"Purpose: prefetch", {"is_speculative": True}),
        (b"Sec-Fetch-Dest: image", {"is_navigation": False}),
        (b"Sec-Fetch-Dest: document", {}),
        (b"Cookie: m3ter-desktop-a=1; b=2", {"cookies": ("m3ter-desktop-a=1;",)}),
        (b"Cookie: a=1; m3ter-desktop-b=2", {"cookies": ("m3ter-desktop-b=2;",)}),
        (b"Cookie: a=1; b=2", {"cookies": ("",)}),
    ],
)
def test_headers_that_matter_are_seen(header: bytes, expected: dict[str, Any]) -> None:
    assert read(head(header)) == Request("GET", "/x", "", ("h",), **expected)


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"nonsense\r\n\r\n",
    ],
)
def test_bytes_that_are_no_request_are_refused(data: bytes) -> None:
    assert read(data) == Refusal(RefusalReason.MALFORMED)


def test_a_head_of_64_kib_is_taken() -> None:
    assert isinstance(read(of_length(MAX_HEAD_BYTES)), Request)


def test_a_longer_head_is_refused_even_in_one_piece() -> None:
    refusal = Refusal(RefusalReason.TOO_LONG)
    assert read(of_length(MAX_HEAD_BYTES + 1)) == refusal


def test_a_head_without_end_is_refused_at_64_kib() -> None:
    reader = RequestReader()
    assert reader.feed(b"GET / HTTP/1.1\r\nX: ") is None
    assert reader.feed(b"a" * MAX_HEAD_BYTES) is not None


def test_a_head_of_1_mib_is_taken_if_most_of_it_are_cookies_of_others() -> None:
    assert isinstance(read(of_length_with_cookies(MAX_RECEIVED_BYTES)), Request)


def test_a_longer_head_is_refused_whatever_it_consists_of() -> None:
    refusal = Refusal(RefusalReason.TOO_LONG)
    assert read(of_length_with_cookies(MAX_RECEIVED_BYTES + 1)) == refusal


@pytest.mark.parametrize("prefix", [b"other", b"m3ter-desktop-"])
@pytest.mark.parametrize("separator", [b"; ", b"\r\nCookie: "])
def test_a_cookie_of_ours_is_found_in_a_full_jar(prefix: bytes, separator: bytes) -> None:
    jar = a_full_jar(prefix)
    jar.insert(100, b"m3ter-desktop-ours=1")
    request = read(head(b"Cookie: " + separator.join(jar)))
    assert isinstance(request, Request)
    assert "".join(request.cookies) == "m3ter-desktop-ours=1;"


def test_a_header_that_is_too_long_is_refused_beside_cookies() -> None:
    cookies = b"Cookie: " + b"; ".join(a_full_jar(b"other"))
    long = b"X: " + b"a" * MAX_HEAD_BYTES
    assert read(head(cookies, long)) == Refusal(RefusalReason.TOO_LONG)
    assert read(head(long, cookies)) == Refusal(RefusalReason.TOO_LONG)


@pytest.mark.parametrize("rest", [b"a", b";", b"\x00", b"\r\n ", b"\r\nCookie:", b"\r\nX"])
def test_a_head_of_cookies_without_end_is_refused(rest: bytes) -> None:
    message = b"GET / HTTP/1.1\r\nHost: h\r\nCookie: a=1" + rest * MAX_RECEIVED_BYTES
    assert read(message) == Refusal(RefusalReason.TOO_LONG)


def test_what_comes_after_the_head_changes_nothing() -> None:
    assert read(PLAIN, b"\x00 noise") == read(PLAIN)


pieces_of_requests = st.sampled_from(
    (
        *(b"GET ", b"POST ", b"/ ", b"/a?b=c ", b"HTTP/1.1", b"\r\n", b"\n", b"\r", b" ", b":"),
        *(b"Host: h", b"Host: h\r\n", b"Origin: x\r\n", b"Content-Length: 3\r\n", b"\xff"),
        *(b"Transfer-Encoding: chunked\r\n", b"a" * 3000, b"\x00", b"\x16\x03", PLAIN),
        *(b"Cookie: ", b"; ", b"m3ter-desktop-a=1", b"other=1", b"\r\n "),
    )
)
messages = st.one_of(
    st.binary(max_size=200),
    st.lists(pieces_of_requests, max_size=14).map(b"".join),
    st.integers(MAX_HEAD_BYTES - 3, MAX_HEAD_BYTES + 3).map(of_length),
    st.integers(MAX_RECEIVED_BYTES - 3, MAX_RECEIVED_BYTES + 3).map(of_length_with_cookies),
)


@given(messages, st.data())
def test_any_split_of_the_bytes_gives_the_same_result(message: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(message)), max_size=8)))
    bounds = [0, *cuts, len(message)]
    split = [message[a:b] for a, b in pairwise(bounds)]
    assert read(*split) == read(message)


@given(st.lists(st.binary(max_size=4000), max_size=6))
def test_no_bytes_ever_raise(chunks: list[bytes]) -> None:
    assert isinstance(read(*chunks), Request | Refusal | None)
