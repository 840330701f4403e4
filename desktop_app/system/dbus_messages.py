"""Takes the messages out of what a bus sends, whoever wrote them.

Knows how D-Bus frames a message ("Message Format" in its specification), and no bus. Anyone on a
bus can send us anything, so nothing is read before it is worth reading: frames by their first 16
bytes, then the header, and values only by who expects them. Imported on Linux only, where jeepney
is.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jeepney import Header, HeaderFields, MessageType
from jeepney.low_level import parse_signature

# In bytes, header and values together: far more than anything that is expected here.
SIZE_LIMIT = 64 * 1024

_START = 16
_BYTE_ORDERS = {ord("l"): "<", ord("B"): ">"}

# What jeepney raises on bytes that it can't read.
_UNREADABLE = (
    AssertionError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


class FramingError(Exception):
    """Nobody can tell where the next message begins."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message. Its values stay as they came until somebody expects them."""

    header: Header
    body: bytes = field(repr=False)

    @property
    def kind(self) -> MessageType:
        """Whether it is a call, a return, an error or a signal."""
        return self.header.message_type

    @property
    def sender(self) -> str | None:
        """The unique name of who sent it; the bus itself sees to it that it is so."""
        return self._field(HeaderFields.sender)

    @property
    def member(self) -> str | None:
        """The name of the signal or the method."""
        return self._field(HeaderFields.member)

    @property
    def error_name(self) -> str | None:
        """The name of the error, if it is one."""
        return self._field(HeaderFields.error_name)

    @property
    def reply_serial(self) -> int:
        """The number of the call that it answers; 0, which no call has, if it answers none."""
        serial: int = self.header.fields.get(HeaderFields.reply_serial, 0)
        return serial

    def values(self, signature: str) -> tuple[Any, ...] | None:
        """Return its values if they are of this signature, and None if not."""
        if (self._field(HeaderFields.signature) or "") != signature:
            return None
        values = parse_signature(list(f"({signature})"))
        try:
            read: tuple[Any, ...] = values.parse_data(self.body, 0, self.header.endianness)[0]
        except _UNREADABLE:
            return None
        return read

    def _field(self, name: HeaderFields) -> str | None:
        value: str | None = self.header.fields.get(name)
        return value


class MessageReader:
    """Finds the messages in a stream of bytes that comes in pieces.

    A message larger than `SIZE_LIMIT` is passed over and never kept. So is one with a header of
    unknown kinds, as the specification wants it.
    """

    def __init__(self) -> None:
        self._kept = bytearray()
        # How much of a message that is too large is still to come.
        self._excess = 0

    def feed(self, data: bytes) -> Iterator[Incoming]:
        """Yield the messages that `data` completes. Raises `FramingError`; all is over then."""
        passed_over = min(self._excess, len(data))
        self._excess -= passed_over
        self._kept += data[passed_over:]
        while len(self._kept) >= _START:
            header_size, size = self._sizes()
            if size > SIZE_LIMIT:
                self._excess = max(size - len(self._kept), 0)
                del self._kept[:size]
                continue
            if len(self._kept) < size:
                return
            message = bytes(self._kept[:size])
            del self._kept[:size]
            try:
                header = Header.from_buffer(message[:header_size])[0]
            except _UNREADABLE:
                continue
            yield Incoming(header, message[header_size:])

    def _sizes(self) -> tuple[int, int]:
        """Return how long the next header is, and its whole message."""
        byte_order = _BYTE_ORDERS.get(self._kept[0])
        if byte_order is None:
            raise FramingError
        body_size, _, fields_size = struct.unpack_from(f"{byte_order}III", self._kept, 4)
        # The values begin at the next multiple of 8.
        header_size = (_START + fields_size + 7) // 8 * 8
        return header_size, header_size + body_size
