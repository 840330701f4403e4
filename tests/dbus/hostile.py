"""Signals that a bus may pass on, and that hurt whoever reads them without care.

Each is called "Hurt", goes to one program by its unique name, and comes as the bytes to send.
"""

import struct

from jeepney import DBusAddress, HeaderFields, new_signal

_EMITTER = DBusAddress("/hostile", interface="test.Hostile")
_SERIAL = 1000
# The fields' size stands before the fields; they are followed by the values at a multiple of 8.
_FIELDS_SIZE_AT, _FIELDS_AT = 12, 16
# Not among the types that the specification knows, nor among the header fields.
_UNKNOWN_TYPE = 9
_UNKNOWN_FIELD = 200


def without_its_descriptor(to: str) -> bytes:
    """Return one whose value is the first of no file descriptors."""
    return _signal(to, "u", (0,)).replace(b"\x01u\0", b"\x01h\0", 1)


def of_an_unknown_type(to: str) -> bytes:
    """Return one that is no call, return, error or signal."""
    signal = _signal(to)
    return signal[:1] + bytes([_UNKNOWN_TYPE]) + signal[2:]


def with_an_unknown_field(to: str) -> bytes:
    """Return one with a word in its header that no specification knows."""
    return _with_field(to, b"\x01s\0" + struct.pack("<I", 2) + b"hi\0")


def with_a_descriptor_in_its_header(to: str) -> bytes:
    """Return one whose header has the first of no file descriptors."""
    return _with_field(to, b"\x01h\0" + struct.pack("<I", 0))


def enormous(to: str) -> bytes:
    """Return one of 8 MB: four million signatures, each of them empty."""
    return _signal(to, "ay", (bytes(8_000_000),)).replace(b"\x02ay\0", b"\x02ag\0", 1)


def _signal(to: str, signature: str | None = None, values: tuple[object, ...] = ()) -> bytes:
    signal = new_signal(_EMITTER, "Hurt", signature, values)
    signal.header.fields[HeaderFields.destination] = to
    data: bytes = signal.serialise(_SERIAL)
    return data


def _with_field(to: str, value: bytes) -> bytes:
    signal = _signal(to)
    (size,) = struct.unpack_from("<I", signal, _FIELDS_SIZE_AT)
    fields = _padded(signal[_FIELDS_AT : _FIELDS_AT + size]) + bytes([_UNKNOWN_FIELD]) + value
    return signal[:_FIELDS_SIZE_AT] + struct.pack("<I", len(fields)) + _padded(fields)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 8)
