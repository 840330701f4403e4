"""Parses the messages in the bytes from a message bus, and trusts no sender.

Knows the format of D-Bus messages ("Message Format" in the specification), but no bus. Anyone on a
bus can send anything, so each part is parsed only when it is needed: the first 16 bytes for the
size, then the header, and the values only when a caller expects them. Import this module on Linux
only: it needs jeepney.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jeepney import Header, HeaderFields, MessageType
from jeepney.low_level import parse_signature

# In bytes, for header and values together. All expected messages are much smaller.
SIZE_LIMIT = 64 * 1024

_START = 16
_BYTE_ORDERS = {ord("l"): "<", ord("B"): ">"}

# The exceptions that jeepney raises for bytes that it can't read.
_UNREADABLE = (
    AssertionError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


class FramingError(Exception):
    """The bytes are not a D-Bus message, so the beginning of the next message is not known."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message. Its values are parsed only by `values`."""

    header: Header
    body: bytes = field(repr=False)

    @property
    def kind(self) -> MessageType:
        """The type: a call, a return, an error or a signal."""
        return self.header.message_type

    @property
    def sender(self) -> str | None:
        """The unique name of the sender. The bus sets it, so it can be trusted."""
        return self._field(HeaderFields.sender)

    @property
    def member(self) -> str | None:
        """The name of the signal or the method."""
        return self._field(HeaderFields.member)

    @property
    def error_name(self) -> str | None:
        """The name of the error, or None if the message is not an error."""
        return self._field(HeaderFields.error_name)

    @property
    def reply_serial(self) -> int:
        """The serial of the call that this message replies to; 0, which no call has, if none."""
        serial: int = self.header.fields.get(HeaderFields.reply_serial, 0)
        return serial

    def values(self, signature: str) -> tuple[Any, ...] | None:
        """Return the values, or None if they have another signature or can't be read."""
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
    """Finds the messages in a stream of bytes.

    A message larger than `SIZE_LIMIT` is skipped and not stored. A message with a header of unknown
    type is skipped, too, as the specification requires.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        # The bytes of a skipped message that have not arrived yet.
        self._excess = 0

    def feed(self, data: bytes) -> Iterator[Incoming]:
        """Yield the messages that `data` completes.

        Raises `FramingError`; after that, the stream can't be read any more.
        """
        skipped = min(self._excess, len(data))
        self._excess -= skipped
        self._buffer += data[skipped:]
        while len(self._buffer) >= _START:
            header_size, size = self._sizes()
            if size > SIZE_LIMIT:
                self._excess = max(size - len(self._buffer), 0)
                del self._buffer[:size]
                continue
            if len(self._buffer) < size:
                return
            message = bytes(self._buffer[:size])
            del self._buffer[:size]
            try:
                header = Header.from_buffer(message[:header_size])[0]
            except _UNREADABLE:
                continue
            yield Incoming(header, message[header_size:])

    def _sizes(self) -> tuple[int, int]:
        """Return the size of the next header and of its whole message, in bytes."""
        byte_order = _BYTE_ORDERS.get(self._buffer[0])
        if byte_order is None:
            raise FramingError
        body_size, _, fields_size = struct.unpack_from(f"{byte_order}III", self._buffer, 4)
        # The values begin at the next multiple of 8.
        header_size = (_START + fields_size + 7) // 8 * 8
        return header_size, header_size + body_size
