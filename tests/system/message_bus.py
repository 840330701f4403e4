"""A private message bus, and services on it that tests play themselves."""

import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    DBusNameFlags,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)

from tests.end_to_end.dbus import Bus

_LIMIT = 10.0
# What RequestName returns to who now owns the name.
_OWNER = 1

_CONFIG = """<busconfig>
  <type>session</type>
  <listen>{listen}</listen>
  <auth>{auth}</auth>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
  <limit name="max_match_rules_per_connection">{rules}</limit>
</busconfig>
"""

Values = tuple[object, ...]


@dataclass
class PrivateBus:
    """A running dbus-daemon and the address that it is reached at.

    Its folder of services that can be started by asking for them, read anew each time, is empty.
    """

    address: str
    services: Path
    daemon: "subprocess.Popen[str]" = field(repr=False)

    def end(self) -> None:
        """End the daemon; whoever is connected is cut off."""
        self.daemon.terminate()
        self.daemon.wait(_LIMIT)


@contextmanager
def private_bus(
    listen: str | None = None, auth: str = "EXTERNAL", rules: int = 100
) -> Iterator[PrivateBus]:
    """Run a dbus-daemon that listens on a D-Bus address; on a socket of its own if none is given.

    `auth` is how it lets others in: all the programs here know EXTERNAL only. `rules` is how many
    sorts of signals a program may ask for.
    """
    with tempfile.TemporaryDirectory(prefix="m3ter-bus-") as folder:
        services = Path(folder) / "services"
        services.mkdir()
        config = Path(folder) / "bus.conf"
        listen = listen or f"unix:path={folder}/socket"
        config.write_text(_CONFIG.format(listen=listen, auth=auth, services=services, rules=rules))
        with subprocess.Popen(
            ["dbus-daemon", "--nofork", "--print-address", "--config-file", str(config)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as daemon:
            assert daemon.stdout is not None
            bus = PrivateBus(daemon.stdout.readline().strip(), services, daemon)
            try:
                yield bus
            finally:
                bus.end()


@dataclass(frozen=True, slots=True)
class MuteBus:
    """A bus that takes every connection and never says a word."""

    address: str
    listener: socket.socket = field(repr=False)

    @contextmanager
    def somebody(self) -> Iterator[None]:
        """Wait until a program has connected and spoken; it stays connected within the block."""
        connection, _ = self.listener.accept()
        with connection:
            connection.settimeout(_LIMIT)
            assert connection.recv(64).startswith(b"\0AUTH EXTERNAL ")
            yield


@contextmanager
def mute_bus() -> Iterator[MuteBus]:
    """Run a bus that never answers."""
    with (
        tempfile.TemporaryDirectory(prefix="m3ter-bus-") as folder,
        socket.socket(socket.AF_UNIX) as listener,
    ):
        listener.bind(f"{folder}/socket")
        listener.listen()
        listener.settimeout(_LIMIT)
        yield MuteBus(f"unix:path={folder}/socket", listener)


@dataclass(frozen=True, slots=True)
class Call:
    """A method call as it came over the wire."""

    method: str
    signature: str
    arguments: tuple[Any, ...]
    message: Message = field(repr=False)

    @property
    def sender(self) -> str:
        """The unique name of whoever called."""
        name: str = self.message.header.fields[HeaderFields.sender]
        return name


def send_signal(
    bus: Bus,
    emitter: DBusAddress,
    member: str,
    signature: str,
    values: Values,
    to: str | None = None,
) -> None:
    """Send a signal over `bus`: to all, or to the one program whose unique name is `to`."""
    signal = new_signal(emitter, member, signature, values)
    if to is not None:
        signal.header.fields[HeaderFields.destination] = to
    bus.connection.send(signal)


Answer = Callable[[Call], tuple[str, Values] | None]


class Service:
    """Owns a name on a bus and answers what is called there, from a thread of its own.

    `answer` returns a reply's signature and values, or None for a call that is refused. While
    `holding` is set nothing is answered; `release` answers what was held.
    """

    def __init__(self, address: str, name: str, path: str, answer: Answer) -> None:
        self.calls: list[Call] = []
        self.holding = False
        self._name = name
        self._answer = answer
        self._held: list[Call] = []
        # A signal that follows from an answer is sent after the answer.
        self._lock = threading.Lock()
        self._emitter = DBusAddress(path, bus_name=name, interface=name)
        self._bus = Bus(address)
        self._named = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        # Not by a call that waits: what was waiting for the service comes before its answer.
        self._bus.connection.send(message_bus.RequestName(name, DBusNameFlags.do_not_queue))
        assert self._named.wait(_LIMIT)

    @property
    def unique_name(self) -> str:
        """The name that the bus gave the service."""
        name: str = self._bus.connection.unique_name
        return name

    def methods(self) -> list[str]:
        """Return the names of the methods called so far, in order."""
        return [call.method for call in self.calls]

    def release(self) -> None:
        """Answer what was held, in order, and hold no longer."""
        self.holding = False
        while self._held:
            self._reply(self._held.pop(0))

    def emit(
        self,
        member: str,
        signature: str,
        values: Values,
        interface: str | None = None,
        to: str | None = None,
    ) -> None:
        """As `send_signal`; of the service's own interface unless it names another."""
        emitter = self._emitter if interface is None else self._emitter.with_interface(interface)
        with self._lock:
            send_signal(self._bus, emitter, member, signature, values, to)

    def give_name_up(self) -> None:
        """Be nobody any more, but stay on the bus."""
        with self._lock:
            self._bus.connection.send(message_bus.ReleaseName(self._name))

    def end(self) -> None:
        """Leave the bus."""
        # What is being answered still may be.
        self._bus.connection.sock.shutdown(socket.SHUT_RD)
        self._thread.join(_LIMIT)
        assert not self._thread.is_alive()
        self._bus.close()

    def _serve(self) -> None:
        # Until either side hangs up.
        with suppress(OSError):
            while True:
                self._take(self._bus.connection.receive())

    def _take(self, message: Message) -> None:
        if message.header.message_type is MessageType.method_call:
            fields = message.header.fields
            call = Call(
                fields[HeaderFields.member],
                fields.get(HeaderFields.signature, ""),
                message.body,
                message,
            )
            if self.holding:
                self._held.append(call)
            else:
                self._reply(call)
            # Last: whoever waits for the call may then release it.
            self.calls.append(call)
        elif message.body == (_OWNER,):
            self._named.set()

    def _reply(self, call: Call) -> None:
        with self._lock:
            answer = self._answer(call)
            reply = (
                new_error(call.message, "org.freedesktop.DBus.Error.Failed")
                if answer is None
                else new_method_return(call.message, *answer)
            )
            self._bus.connection.send(reply)
