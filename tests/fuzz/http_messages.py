"""Reads HTTP messages for the checks of the targets, and shares no code with the program."""

import re
from urllib.parse import parse_qs

import h11


class SentRequest:
    """The parts of a request that promises depend on. It need not be well-formed."""

    def __init__(self, data: bytes) -> None:
        first, *lines = re.split(rb"\r?\n", re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0])
        words = first.split(b" ")
        self.method = words[0]
        target = words[1] if len(words) > 1 else b""
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


def check_response(data: bytes, method: bytes = b"GET") -> h11.Response:
    """Check that `data` is exactly one well-formed response to a request of this method.

    Return its head.
    """
    client = h11.Connection(h11.CLIENT)
    known = {b"GET", b"POST", b"HEAD", b"PUT", b"OPTIONS"}
    method = method if method in known else b"GET"
    client.send(h11.Request(method=method, target=b"/", headers=[(b"Host", b"x")]))
    client.send(h11.EndOfMessage())
    client.receive_data(data)
    client.receive_data(b"")
    head = client.next_event()
    assert isinstance(head, h11.Response), f"the response begins with {head!r}"
    while not isinstance(event := client.next_event(), h11.EndOfMessage):
        assert isinstance(event, h11.Data), f"the response goes on with {event!r}"
    assert client.trailing_data[0] == b"", "more than one response was sent"
    return head
