"""Removing the cookies of other programs from a head, without changing anything else."""

import re
import tracemalloc
from itertools import pairwise

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.loopback.cookie import cookie_values
from desktop_app.loopback.head_filter import HeadFilter

START = b"GET / HTTP/1.1\r\nHost: h\r\n"
END = b"\r\n\r\n"


def passed(*pieces: bytes) -> bytes:
    """Return what a filter passes on of all pieces together."""
    head_filter = HeadFilter(b"our-", 1000)
    return b"".join([head_filter.feed(piece) for piece in pieces])


def parsed(message: bytes) -> tuple[bytes, bytes, list[tuple[bytes, bytes]]] | str | None:
    """Return what h11 makes of a message: a request, an error, or nothing yet."""
    parser = h11.Connection(h11.SERVER)
    parser.receive_data(message)
    try:
        event = parser.next_event()
    except h11.RemoteProtocolError:
        return "malformed"
    if not isinstance(event, h11.Request):
        return None
    return (
        event.method,
        event.target,
        [(bytes(name), bytes(value)) for name, value in event.headers],
    )


def split(message: bytes, data: st.DataObject) -> list[bytes]:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(message)), max_size=8)))
    return [message[a:b] for a, b in pairwise([0, *cuts, len(message)])]


def byte_by_byte(message: bytes) -> list[bytes]:
    return [bytes([byte]) for byte in message]


plain_pieces = (
    *(b"GET / HTTP/1.1", b"Host: h", b"X: y", b"\r\n", b"\r\n", b"\n", b"\r", b" ", b"\t", b":"),
    *(b";", b"; ", b"=", b"our-a=1", b"our-b=", b"our-", b"foo=2", b"\x00", b"\v", b"\f", b"\xa0"),
    *(b"Set-Cookie: our-a=1", b"Cookies: our-a=1", b"Cook", b"C", b"Cookie : our-a=1", END),
)
cookie_pieces = (
    *(b"Cookie: ", b"cookie:", b"COOKIE:\t", b"Cookie: our-a=1; foo=1\r\n", b"\nCookie:"),
    *(b"\r\nCookie: foo", b"\r\n our-c=3", b"\r\n\t", b"Cookie:\r\n", b"ie: our-a=2"),
)
started = st.sampled_from((START, START, b"GET / HTTP/1.1\n", b""))
ended = st.sampled_from((END, b"\n\n", b"\n\r\n", b"", END + b"Cookie: foo=1\r\n\r\n"))


def heads(pieces: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    middle = st.lists(st.sampled_from(pieces), max_size=14).map(b"".join)
    return st.tuples(started, middle, ended).map(b"".join)


without_cookies = heads(plain_pieces).filter(lambda head: b"\ncookie:" not in head.lower())
any_head = heads(plain_pieces + cookie_pieces)


@given(without_cookies, st.data())
def test_a_head_without_cookies_is_passed_on_as_it_is(head: bytes, data: st.DataObject) -> None:
    # The last bytes may be held back until it is certain what they are.
    complete = head + b"\r\n.\r\n.\r\n"
    assert passed(*split(complete, data)) == complete
    assert complete.startswith(passed(head))


@given(any_head, st.data())
def test_what_is_passed_on_does_not_depend_on_the_split(head: bytes, data: st.DataObject) -> None:
    assert passed(*split(head, data)) == passed(head)
    assert passed(*byte_by_byte(head)) == passed(head)


@given(any_head)
def test_the_request_stays_the_same_but_for_the_cookies_of_others(head: bytes) -> None:
    before, after = parsed(head), parsed(passed(head))
    if not isinstance(before, tuple) or not isinstance(after, tuple):
        assert after == before
        return
    assert after[:2] == before[:2]
    assert without_values(after[2]) == without_values(before[2])
    names = {"our-", *re.findall(r"our-[^=;]*", " ".join(cookies(before[2])))}
    for name in names:
        assert cookie_values(cookies(after[2]), name) == cookie_values(cookies(before[2]), name)
    assert "foo=2" not in [pair for header in cookies(after[2]) for pair in header.split(";")]


def without_values(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, b"" if name == b"cookie" else value) for name, value in headers]


def cookies(headers: list[tuple[bytes, bytes]]) -> list[str]:
    """Return the values of the headers `Cookie`. Blanks count as one, as a fold is one."""
    values = [value.decode("latin-1") for name, value in headers if name == b"cookie"]
    return [re.sub("[ \t]+", " ", value) for value in values]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (b"Cookie: foo=1", b"Cookie:"),
        (b"cOOkie: foo=1; our-a=1; bar=2;our-b=2", b"cOOkie:our-a=1;our-b=2;"),
        (b"Cookie: foo=our-a=1; xour-a=1; OUR-a=1", b"Cookie:"),
        (b"Cookie: foo=1\r\n our-a=1; our-b=2", b"Cookie:\r\n our-b=2;"),
        (b"Cookie: foo=1;\n\tour-a=1", b"Cookie:\r\n our-a=1;"),
        (b"X: y\r\n Cookie: foo=1", b"X: y\r\n Cookie: foo=1"),
        (b"Cookie: our-a=".ljust(1008, b"1"), b"Cookie:our-a=".ljust(1007, b"1") + b";"),
        (b"Cookie: our-a=".ljust(1009, b"1"), b"Cookie:"),
        (b"Cookie: foo\rbar", b"Cookie:\x00"),
    ],
)
def test_only_our_cookies_are_passed_on(given: bytes, expected: bytes) -> None:
    assert passed(START + given + END) == START + expected + END
    assert passed(*byte_by_byte(START + given + END)) == START + expected + END


def test_after_the_head_everything_is_passed_on() -> None:
    body = b"\r\nCookie: foo=1\r\n"
    assert passed(START + b"\r\n" + body) == START + b"\r\n" + body


@pytest.mark.parametrize("name", [b"foo=", b"our-a="])
def test_a_long_cookie_is_not_held_back(name: bytes) -> None:
    head_filter = HeadFilter(b"our-", 1000)
    head_filter.feed(START + b"Cookie: " + name)
    tracemalloc.start()
    try:
        for _ in range(64):
            head_filter.feed(b"a" * 16_384)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 4096
    assert head_filter.feed(END) == END
