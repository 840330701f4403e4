"""Messages are found in whatever pieces they come, and only those that are of any use."""

from collections.abc import Callable

import pytest
from jeepney import DBusAddress, Endianness, new_signal

from desktop_app.system.dbus_messages import SIZE_LIMIT, FramingError, MessageReader
from tests.dbus import hostile

EMITTER = DBusAddress("/test", interface="test.Interface")


def signal(member: str, text: str = "", byte_order: Endianness = Endianness.little) -> bytes:
    message = new_signal(EMITTER, member, "s", (text,))
    message.header.endianness = byte_order
    data: bytes = message.serialise(1)
    return data


def of_size(size: int) -> bytes:
    return signal("Large", "x" * (size - len(signal("Large"))))


def with_header_of(size: int) -> bytes:
    message = new_signal(DBusAddress("/" + "x" * size, interface="test.Interface"), "Long")
    data: bytes = message.serialise(1)
    return data


def found(data: bytes, piece: int) -> list[tuple[object, ...]]:
    """Return member and values of what is found in `data`, `piece` bytes at a time."""
    reader = MessageReader()
    return [
        (message.member, message.values("s"))
        for start in range(0, len(data), piece)
        for message in reader.feed(data[start : start + piece])
    ]


@pytest.mark.parametrize("piece", [1, 7, 16, 100, 1_000_000])
def test_messages_are_found_in_pieces_and_large_ones_passed_over(piece: int) -> None:
    data = (
        signal("One", "1")
        + of_size(SIZE_LIMIT + 1)
        + with_header_of(3 * SIZE_LIMIT)
        + signal("Two", "2", Endianness.big)
        + signal("Three", "3")
    )
    assert found(data, piece) == [("One", ("1",)), ("Two", ("2",)), ("Three", ("3",))]


def test_the_largest_is_still_read() -> None:
    data = of_size(SIZE_LIMIT)
    assert len(data) == SIZE_LIMIT
    assert [member for member, _ in found(data, SIZE_LIMIT)] == ["Large"]


@pytest.mark.parametrize(
    "hurtful",
    [
        hostile.without_its_descriptor,
        hostile.of_an_unknown_type,
        hostile.with_an_unknown_field,
        hostile.with_a_descriptor_in_its_header,
    ],
)
def test_what_hurts_is_passed_over(hurtful: Callable[[str], bytes]) -> None:
    data = signal("One", "1") + hurtful(":1.1") + signal("Two", "2")
    read = [(member, values) for member, values in found(data, len(data)) if values is not None]
    assert read == [("One", ("1",)), ("Two", ("2",))]


def test_values_are_read_by_who_expects_them_only() -> None:
    (message,) = MessageReader().feed(signal("One", "1"))
    assert message.values("s") == ("1",)
    assert message.values("u") is None
    assert message.values("") is None


def test_values_that_are_not_what_their_signature_says_are_none() -> None:
    data = signal("One", "text")
    (message,) = MessageReader().feed(data.replace(b"text\0", b"\xff\xff\xff\xff\0"))
    assert message.values("s") is None


def test_a_message_without_values_has_none_of_them() -> None:
    (message,) = MessageReader().feed(new_signal(EMITTER, "Bare").serialise(1))
    assert message.values("") == ()
    assert (message.sender, message.error_name, message.reply_serial) == (None, None, 0)


def test_what_can_not_be_a_message_is_the_end() -> None:
    reader = MessageReader()
    with pytest.raises(FramingError):
        list(reader.feed(b"HTTP/1.1 400 Bad Request\r\n"))
