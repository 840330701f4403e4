"""D-Bus as tests need it: one connection, calls with a time limit, plain values back."""

import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import Any, Self

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    new_method_call,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection

from tests.waiting import PATIENCE

_CALL_LIMIT = 5.0
_DAEMON = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")

Values = tuple[object, ...]


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
            reply = self.connection.send_and_get_reply(message, timeout=_CALL_LIMIT)
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

    def others(self) -> list[str]:
        """Return the unique names of all the other programs on the bus."""
        (names,) = self.call(*_DAEMON, "ListNames")
        ours = self.connection.unique_name
        return [name for name in names if name.startswith(":") and name != ours]

    def has_owner(self, name: str) -> bool:
        """Tell whether a program owns `name` on the bus."""
        (owned,) = self.call(*_DAEMON, "NameHasOwner", "s", (name,))
        return bool(owned)

    def subscribe(self, rule: MatchRule) -> None:
        """Ask for the signals that fit `rule`; a `Listener` hears them."""
        self.call(*_DAEMON, "AddMatch", "s", (rule.serialise(),))

    def send_signal(
        self,
        emitter: DBusAddress,
        member: str,
        signature: str,
        values: Values,
        to: str | None = None,
    ) -> None:
        """Send a signal: to all, or to the one program whose unique name is `to`."""
        signal = new_signal(emitter, member, signature, values)
        if to is not None:
            signal.header.fields[HeaderFields.destination] = to
        self.connection.send(signal)

    def send_bytes(self, data: bytes) -> None:
        """Send what may be no message that anyone would write, or no whole one."""
        self.connection.sock.sendall(data)


class Listener:
    """Calls `hear` with whatever arrives over `bus`, on a thread of its own, until it is closed.

    Nobody may wait for a reply over the same bus meanwhile.
    """

    def __init__(self, bus: Bus, hear: Callable[[Message], None]) -> None:
        self._bus = bus
        self._hear = hear
        self._thread = Thread(target=self._listen, name="listener", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hear no more; what was heard may still be answered."""
        self._bus.connection.sock.shutdown(socket.SHUT_RD)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def _listen(self) -> None:
        # Until either side hangs up.
        with suppress(OSError):
            while True:
                self._hear(self._bus.connection.receive())
