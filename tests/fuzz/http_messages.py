"""Reads HTTP messages for the checks of the targets, and shares no code with the program."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

_STATUS_LINE = re.compile(r"HTTP/1\.1 ([1-5][0-9]{2}) [ -~]*")
_FIELD = re.compile(r"([A-Za-z-]+): ([ -~]*)")


class SentRequest:
    """The parts of a request that promises depend on. It need not be well-formed."""

    def __init__(self, data: bytes) -> None:
        first, *lines = re.split(rb"\r?\n", re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0])
        words = first.split(b" ")
        self.method = words[0]
        target = words[1] if len(words) > 1 else b""
        self.path: bytes
        self.query: bytes
        self.path, _, self.query = target.partition(b"?")
        unfolded = re.sub(rb"\n[ \t]+", b" ", b"\n".join(lines)).split(b"\n")
        pairs = [line.partition(b":") for line in unfolded]
        self._headers = [(name.lower(), value.strip(b" \t")) for name, _, value in pairs]

    def headers(self, name: bytes) -> list[bytes]:
        """Return all values of a header."""
        return [value for known, value in self._headers if known == name]

    def has(self, *names: bytes) -> bool:
        """Return whether the request has one of these headers."""
        return any(self.headers(name) for name in names)

    def parameters(self, name: str) -> list[str]:
        """Return all values of a parameter of the query, decoded."""
        return parse_qs(self.query.decode("latin-1"), keep_blank_values=True).get(name, [])


@dataclass(frozen=True)
class ReceivedResponse:
    """A response that is well-formed. The names of `headers` are in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """Return the value of a header that is there at most once; "" if there is none."""
        values = [value for known, value in self.headers if known == name]
        assert len(values) <= 1, f"there are several headers {name}"
        return "".join(values)


def read_response(data: bytes) -> ReceivedResponse:
    """Check that `data` is exactly one response that ends the connection, and return it."""
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    status = _STATUS_LINE.fullmatch(first)
    assert status is not None, f"the response begins with {first!r}"
    fields = [_FIELD.fullmatch(line) for line in lines]
    headers = tuple((field[1].lower(), field[2]) for field in fields if field is not None)
    assert len(headers) == len(lines), "a header is not well-formed"
    response = ReceivedResponse(int(status[1]), headers, body)
    assert response.header("connection") == "close"
    length = response.header("content-length")
    if response.status == 204:
        assert length == "", "RFC 9110 §8.6: a 204 has no Content-Length"
    else:
        assert body == b"" or int(length) == len(body), "the length of the body is wrong"
    return response
