"""Speaks to a message bus from Qt's event loop, and never waits for it.

Knows where the buses are, how one is let in, and which reply is whose; `dbus_messages` knows what a
message looks like. Not QtDBus: it waits without a limit for a bus that takes the connection and
says no more, and PySide's has no way of sending an unsigned integer, which the desktop's
notifications go by. Imported on Linux only, where jeepney is.
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
    """Return the address of the session's bus, empty where there is none.

    D-Bus specification, "Well-known Message Bus Instances"; a variable that is not set is not
    made up for, since no bus is to be started here.
    """
    return os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")


def system_bus_address() -> str:
    """Return the address of the system's bus (D-Bus specification, as above)."""
    address = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS")
    return address or "unix:path=/var/run/dbus/system_bus_socket"


class MessageBus(QObject):
    """One connection to the bus at `address`, a D-Bus one, made as soon as it is built.

    `signalled` carries each signal that arrives, as an `Incoming`: anyone on the bus may have sent
    it. What is no message of any use is passed over, so that nobody can end this. `lost`, with what
    happened in a few words, comes once, and from the event loop, if there is no connection or no
    longer one; nothing else comes after it.
    """

    signalled = Signal(object)
    lost = Signal(str)

    def __init__(self, address: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._serials = count(1)
        # Who was called, by its serial, and what is to be done with the answer.
        self._calls: dict[int, tuple[str, Reply]] = {}
        self._authenticator = Authenticator()
        self._reader = MessageReader()
        self._unsent = b""
        self._closed = False
        self._socket = QLocalSocket(self)
        # However much is sent, the event loop has its turn in between.
        self._socket.setReadBufferSize(SIZE_LIMIT)
        self._socket.connected.connect(self._authenticate)
        self._socket.readyRead.connect(self._on_ready_read)
        # Queued, since an error can come while the connection is being asked for.
        queued = Qt.ConnectionType.QueuedConnection
        self._socket.errorOccurred.connect(self._on_error, queued)
        self.call(message_bus.Hello())
        self._connect(address)

    def call(self, message: Message, on_reply: Reply | None = None) -> None:
        """Send a method call; `on_reply` is given the return or the error, whenever it comes."""
        serial = next(self._serials)
        if on_reply is not None:
            self._calls[serial] = message.header.fields[HeaderFields.destination], on_reply
        data: bytes = message.serialise(serial)
        if self._authenticator.authenticated:
            self._socket.write(data)
        else:
            self._unsent += data

    def abandon_calls(self) -> None:
        """Wait no more for the replies to what has been called so far."""
        self._calls.clear()

    def subscribe(self, rule: MatchRule, on_reply: Reply | None = None) -> None:
        """Ask for the signals that fit `rule`; more may arrive, see `signalled`."""
        self.call(message_bus.AddMatch(rule), on_reply)

    def follow(self, name: str) -> None:
        """Ask for word whenever `name` changes hands: what `owner_change` reads."""
        rule = MatchRule(
            type="signal", sender=_BUS_NAME, interface=_BUS_NAME, member="NameOwnerChanged"
        )
        rule.add_arg_condition(0, name)
        self.subscribe(rule)

    def close(self) -> None:
        """Hang up. Nothing comes from the bus any more."""
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
        # On a session's bus anyone may send a reply, asked or not. A unique name tells who was
        # asked; a name that is owned does not tell by whom.
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
    """Return who owned `name` and who does now: unique names, empty for nobody.

    None if the signal is anything else than the bus's own word that `name` changed hands.
    """
    if message.sender == _BUS_NAME and message.member == "NameOwnerChanged":
        match message.values("sss"):
            case changed, str(old), str(new) if changed == name:
                return old, new
    return None


def returned(reply: Incoming, signature: str) -> tuple[Any, ...] | None:
    """Return the values of a reply, or None if it is an error or not of this signature."""
    return reply.values(signature) if reply.kind is MessageType.method_return else None


def error_name(reply: Incoming) -> str:
    """Return what a reply that is no good names as its error."""
    return reply.error_name or "an answer that makes no sense"
