"""Removes the cookies of other programs from the head of a request, while it arrives.

Browsers send the cookies of all programs that use this host, whatever their port: up to 180 of
4 KiB each. An HTTP parser would have to hold all of them. No I/O, no Qt.
"""

import re
from enum import Enum, auto
from io import BytesIO

_COOKIE = b"cookie:"
_BLANKS = b" \t"
# A header must not contain these (RFC 9110 §5.5, and `\s` in the grammar of h11). CR may only be
# part of the end of a line, which is not searched.
_FORBIDDEN = re.compile(rb"[\x00\v\f\r]")


class _Place(Enum):
    """Where in the head the next byte is."""

    IN_LINE = auto()
    AT_LINE_START = auto()
    IN_COOKIES = auto()
    AFTER_COOKIES = auto()
    AFTER_HEAD = auto()


class HeadFilter:
    """Passes on the head of one request, without the cookies that are not wanted.

    A cookie is wanted if its name begins with `prefix` and it has at most `max_bytes`, name and
    value together. Only the values of the headers `Cookie` are changed. All other bytes are passed
    on as they are, and so are all bytes after the head. A head that is malformed stays malformed.

    What is passed on does not depend on how the bytes are split. At most `max_bytes` and a few more
    are held back.
    """

    def __init__(self, prefix: bytes, max_bytes: int) -> None:
        self._prefix = prefix
        self._max_bytes = max_bytes
        # The first line is the request line.
        self._place = _Place.IN_LINE
        # Bytes that can't be judged without the next one.
        self._held = b""
        # The last cookie of the header as far as it has arrived. If it is too long, only so much of
        # it that this can be seen.
        self._cookie = b""
        self._is_malformed = False

    def feed(self, data: bytes) -> bytes:
        """Add bytes. Return the bytes that can be passed on, which may be none."""
        data, self._held = self._held + data, b""
        # A line ends with LF, or with CR LF (RFC 9112 §2.2).
        return b"".join(self._pass(piece) for piece in BytesIO(data))

    def _pass(self, piece: bytes) -> bytes:
        """Return what is passed on of a line, or of a part of a line."""
        match self._place:
            case _Place.IN_LINE:
                if piece.endswith(b"\n"):
                    self._place = _Place.AT_LINE_START
                return piece
            case _Place.AT_LINE_START:
                return self._begin_line(piece)
            case _Place.IN_COOKIES:
                return self._pass_cookies(piece)
            case _Place.AFTER_COOKIES if piece[0] in _BLANKS:
                # Obsolete line folding (RFC 9112 §5.2): the line continues the header. The fold is
                # passed on, so that many folds make the head too long.
                self._place = _Place.IN_COOKIES
                return b"\r\n " + self._pass_cookies(piece)
            case _Place.AFTER_COOKIES:
                return self._end_cookies() + self._begin_line(piece)
            case _Place.AFTER_HEAD:
                return piece

    def _begin_line(self, piece: bytes) -> bytes:
        self._place = _Place.AT_LINE_START
        start = piece[: len(_COOKIE)].lower()
        if start == _COOKIE:
            self._place = _Place.IN_COOKIES
            return piece[: len(_COOKIE)] + self._pass_cookies(piece[len(_COOKIE) :])
        if piece == b"\r" or _COOKIE.startswith(start):
            self._held = piece
            return b""
        if piece in (b"\n", b"\r\n"):
            self._place = _Place.AFTER_HEAD
        elif not piece.endswith(b"\n"):
            self._place = _Place.IN_LINE
        return piece

    def _pass_cookies(self, piece: bytes) -> bytes:
        """Return the wanted cookies that end in this part of a header `Cookie`."""
        value = piece.removesuffix(b"\n").removesuffix(b"\r")
        end = piece[len(value) :]
        if end == b"\r":
            self._held = end
        elif end:
            self._place = _Place.AFTER_COOKIES
        if _FORBIDDEN.search(value):
            self._is_malformed = True
        *cookies, last = (self._cookie + value).split(b";")
        self._cookie = last.lstrip(_BLANKS)[: self._max_bytes + 1]
        return b"".join(self._if_wanted(cookie.lstrip(_BLANKS)) for cookie in cookies)

    def _end_cookies(self) -> bytes:
        """Return the end of a header `Cookie`. If its value was malformed, this is, too."""
        last, self._cookie = self._if_wanted(self._cookie), b""
        return last + (b"\x00\r\n" if self._is_malformed else b"\r\n")

    def _if_wanted(self, cookie: bytes) -> bytes:
        """Return a cookie and its separator, or nothing."""
        is_wanted = cookie.startswith(self._prefix) and len(cookie) <= self._max_bytes
        return cookie + b";" if is_wanted else b""
