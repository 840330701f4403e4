"""A service on a message bus that a test plays itself."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jeepney import (
    DBusAddress,
    DBusNameFlags,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
)

from tests.dbus.bus import Bus, Listener, Values
from tests.waiting import PATIENCE

# What RequestName returns to who now owns the name.
_OWNER = 1


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


Handler = Callable[[Call], tuple[str, Values] | None]


class Service:
    """Owns a name on a bus and answers what is called there, from a thread of its own.

    `answer` returns a reply's signature and values, or None for a call that is refused. While
    `holding` is set nothing is answered; `release` answers what was held.
    """

    def __init__(self, address: str, name: str, path: str, answer: Handler) -> None:
        self._calls: list[Call] = []
        self.holding = False
        self._name = name
        self._answer = answer
        self._held: list[Call] = []
        # A signal that follows from an answer is sent after the answer, unless answering sends it.
        # Whoever sees what an answer did finds its call in `calls`.
        self._lock = threading.RLock()
        self._emitter = DBusAddress(path, bus_name=name, interface=name)
        self._bus = Bus(address)
        self._named = threading.Event()
        self._listener = Listener(self._bus, self._take)
        # Not by a call that waits: what was waiting for the service comes before its answer.
        self._bus.connection.send(message_bus.RequestName(name, DBusNameFlags.do_not_queue))
        assert self._named.wait(PATIENCE)

    @property
    def unique_name(self) -> str:
        """The name that the bus gave the service."""
        name: str = self._bus.connection.unique_name
        return name

    @property
    def calls(self) -> list[Call]:
        """The calls so far, in order."""
        with self._lock:
            return list(self._calls)

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
        """As `Bus.send_signal`; of the service's own interface unless it names another."""
        emitter = self._emitter if interface is None else self._emitter.with_interface(interface)
        with self._lock:
            self._bus.send_signal(emitter, member, signature, values, to)

    def give_name_up(self) -> None:
        """Be nobody any more, but stay on the bus."""
        with self._lock:
            self._bus.connection.send(message_bus.ReleaseName(self._name))

    def end(self) -> None:
        """Leave the bus."""
        self._listener.close()
        self._bus.close()

    def _take(self, message: Message) -> None:
        if message.header.message_type is MessageType.method_call:
            fields = message.header.fields
            call = Call(
                fields[HeaderFields.member],
                fields.get(HeaderFields.signature, ""),
                message.body,
                message,
            )
            with self._lock:
                if self.holding:
                    self._held.append(call)
                else:
                    self._reply(call)
                # Last: whoever waits for the call may then release it.
                self._calls.append(call)
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
