"""D-Bus as the harness needs it: one connection, calls with a time limit, plain values back."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    MessageType,
    new_method_call,
)
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

CALL_LIMIT = 5.0


class DBusCallError(Exception):
    """A call was answered with an error, or not in time."""


class Bus:
    """A connection to the message bus at `address`, such as `unix:path=/run/x`."""

    def __init__(self, address: str) -> None:
        self.connection = open_dbus_connection(bus=address)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def call(
        self,
        owner: str,
        path: str,
        interface: str,
        method: str,
        signature: str | None = None,
        arguments: Sequence[object] = (),
    ) -> tuple[Any, ...]:
        """Call a method and return the values of its reply. Raises `DBusCallError`."""
        address = DBusAddress(path, bus_name=owner, interface=interface)
        message = new_method_call(address, method, signature, tuple(arguments))
        try:
            reply = self.connection.send_and_get_reply(message, timeout=CALL_LIMIT)
        except TimeoutError as error:
            raise DBusCallError(f"{owner} did not answer {method} in time") from error
        body: tuple[Any, ...] = reply.body
        if reply.header.message_type is MessageType.error:
            raise DBusCallError(f"{owner} refused {method}: {body}")
        return body

    def get(self, owner: str, path: str, interface: str, name: str) -> Any:  # noqa: ANN401
        """Return the value of a property. Raises `DBusCallError`."""
        properties = "org.freedesktop.DBus.Properties"
        (variant,) = self.call(owner, path, properties, "Get", "ss", (interface, name))
        return variant[1]

    def has_owner(self, name: str) -> bool:
        """Tell whether a program owns `name` on the bus."""
        bus = "org.freedesktop.DBus"
        (owned,) = self.call(bus, "/org/freedesktop/DBus", bus, "NameHasOwner", "s", (name,))
        return bool(owned)
