"""A connection to a D-Bus message bus on Qt's event loop. It never blocks.

Knows the addresses of the buses, the authentication, and which reply belongs to which call;
`dbus_messages` knows the format of messages. QtDBus is not used, for two reasons. It waits without
a limit for a bus that accepts the connection and does not respond. In PySide, it can't send an
unsigned integer, which notifications need. Import this module on Linux only: it needs jeepney.
"""

import os
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

from jeepney import (
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    message_bus,
)
from jeepney.auth import AuthenticationError, Authenticator
from jeepney.bus import get_connectable_addresses
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtNetwork import QLocalSocket

from desktop_app.system.dbus_messages import SIZE_LIMIT, FramingError, Incoming, MessageReader

Reply = Callable[[Incoming], None]

_BUS_NAME = "org.freedesktop.DBus"


def session_bus_address() -> str:
    """Return the address of the session bus, or "" if there is none.

    See the D-Bus specification, "Well-known Message Bus Instances". If the variable is not set,
    there is no other lookup, since that could start a bus.
    """
    return os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")


def system_bus_address() -> str:
    """Return the address of the system bus (see the same section of the specification)."""
    address = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS")
    return address or "unix:path=/var/run/dbus/system_bus_socket"


class MessageBus(QObject):
    """One connection to the bus at `address` (a D-Bus address). Connects when it is constructed.

    `signalled` is emitted with each D-Bus signal that arrives, as an `Incoming`. Anyone on the bus
    may have sent it. Messages that can't be read are skipped, so that no sender can break the
    connection. `lost` is emitted with a short reason if the connection can't be made or is lost. It
    is emitted once, from the event loop, and nothing is emitted after it.
    """

    signalled = Signal(object)
    lost = Signal(str)

    def __init__(self, address: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._serials = count(1)
        # The destination and the reply callback of each call, by its serial.
        self._calls: dict[int, tuple[str, Reply]] = {}
        self._authenticator = Authenticator()
        self._reader = MessageReader()
        self._unsent = b""
        self._closed = False
        self._socket = QLocalSocket(self)
        # Limits what is read at once, so that a sender of much data can't block the event loop.
        self._socket.setReadBufferSize(SIZE_LIMIT)
        self._socket.connected.connect(self._authenticate)
        self._socket.readyRead.connect(self._on_ready_read)
        # Queued, since an error can be emitted during `connectToServer`.
        queued = Qt.ConnectionType.QueuedConnection
        self._socket.errorOccurred.connect(self._on_error, queued)
        self.call(message_bus.Hello())
        self._connect(address)

    def call(self, message: Message, on_reply: Reply | None = None) -> None:
        """Send a method call. `on_reply` is called with the method return or the error."""
        serial = next(self._serials)
        if on_reply is not None:
            self._calls[serial] = message.header.fields[HeaderFields.destination], on_reply
        data: bytes = message.serialise(serial)
        if self._authenticator.authenticated:
            self._socket.write(data)
        else:
            self._unsent += data

    def abandon_calls(self) -> None:
        """Ignore the replies to all calls that were sent before."""
        self._calls.clear()

    def subscribe(self, rule: MatchRule, on_reply: Reply | None = None) -> None:
        """Ask the bus for the signals that match `rule`. Others may arrive (see `signalled`)."""
        self.call(message_bus.AddMatch(rule), on_reply)

    def follow(self, name: str) -> None:
        """Ask the bus for a signal when the owner of `name` changes; `owner_change` reads it."""
        rule = MatchRule(
            type="signal", sender=_BUS_NAME, interface=_BUS_NAME, member="NameOwnerChanged"
        )
        rule.add_arg_condition(0, name)
        self.subscribe(rule)

    def close(self) -> None:
        """Close the connection. Nothing is emitted any more."""
        self._closed = True
        self._socket.abort()

    def _connect(self, address: str) -> None:
        try:
            place: str = next(get_connectable_addresses(address))
        except (RuntimeError, ValueError):
            QTimer.singleShot(0, self, partial(self._lose, "no address of a message bus"))
            return
        if place.startswith("\0"):
            self._socket.setSocketOptions(QLocalSocket.SocketOption.AbstractNamespaceOption)
        self._socket.connectToServer(place.removeprefix("\0"))

    def _authenticate(self) -> None:
        self._socket.write(self._authenticator.data_to_send())

    def _on_ready_read(self) -> None:
        data = bytes(self._socket.readAll().data())
        if not self._authenticator.authenticated:
            try:
                self._authenticator.feed(data)
            except AuthenticationError:
                self._lose("the message bus refused the connection")
                return
            if self._authenticator.authenticated:
                self._socket.write(b"BEGIN\r\n" + self._unsent)
            return
        try:
            for message in self._reader.feed(data):
                if not self._closed:
                    self._dispatch(message)
        except FramingError:
            self._lose("the message bus makes no sense")

    def _dispatch(self, message: Incoming) -> None:
        match message.kind:
            case MessageType.signal:
                self.signalled.emit(message)
            case MessageType.method_return | MessageType.error:
                self._take_reply(message)

    def _take_reply(self, reply: Incoming) -> None:
        called, on_reply = self._calls.get(reply.reply_serial, ("", None))
        # On a session bus, anyone may send a reply to anything. If a unique name was called, only
        # that sender is accepted. If a well-known name was called, its owner is not known here.
        if called.startswith(":") and reply.sender not in (called, _BUS_NAME):
            return
        if on_reply is not None:
            del self._calls[reply.reply_serial]
            on_reply(reply)

    def _on_error(self, error: QLocalSocket.LocalSocketError) -> None:
        self._lose(f"no message bus ({error.name})")

    def _lose(self, reason: str) -> None:
        if not self._closed:
            self.close()
            self.lost.emit(reason)


def owner_change(message: Incoming, name: str) -> tuple[str, str] | None:
    """Return the old and the new owner of `name`: unique names, or "" for no owner.

    None if the signal is not the bus's own signal that the owner of `name` has changed.
    """
    if message.sender == _BUS_NAME and message.member == "NameOwnerChanged":
        match message.values("sss"):
            case changed, str(old), str(new) if changed == name:
                return old, new
    return None


def returned(reply: Incoming, signature: str) -> tuple[Any, ...] | None:
    """Return the values of a reply, or None if it is an error or has another signature."""
    return reply.values(signature) if reply.kind is MessageType.method_return else None


def error_name(reply: Incoming) -> str:
    """Return the error name of a reply, or a text for a reply that can't be read."""
    return reply.error_name or "an answer that makes no sense"
