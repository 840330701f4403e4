"""What a screen reader hears beside the focus: the announcements on a desk's accessibility bus."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from threading import Lock, Thread

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    message_bus,
    new_method_call,
)
from jeepney.io.threading import (  # type: ignore[import-untyped]
    DBusConnection,
    DBusRouter,
    Proxy,
    ReceiveStopped,
    open_dbus_connection,
)

from tests.end_to_end.atspi import bus_address
from tests.end_to_end.dbus import CALL_LIMIT
from tests.end_to_end.desk import Desk
from tests.end_to_end.waiting import until

_EVENTS = "org.a11y.atspi.Event.Object"
_MEMBER = "Announcement"
_REGISTRY = DBusAddress(
    "/org/a11y/atspi/registry",
    bus_name="org.a11y.atspi.Registry",
    interface="org.a11y.atspi.Registry",
)


class Announcements:
    """All that was announced since somebody listens."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection
        self._lock = Lock()
        self._heard: list[str] = []

    def hears(self, *texts: str) -> str:
        """Wait for an announcement that says all of these, and return it."""

        def found() -> str | None:
            with self._lock:
                return next((each for each in self._heard if all(t in each for t in texts)), None)

        return until(found, f"an announcement that says {', '.join(texts)}")

    def listen(self) -> None:
        """Hear what is announced until the connection is interrupted."""
        with suppress(ReceiveStopped):
            while True:
                self._hear(self._connection.receive())

    def _hear(self, message: Message) -> None:
        fields = message.header.fields
        if fields.get(HeaderFields.member) == _MEMBER:
            # The AT-SPI event: detail, two numbers, and the text as a variant.
            with self._lock:
                self._heard.append(str(message.body[3][1]))


@contextmanager
def hear_announcements(desk: Desk) -> Iterator[Announcements]:
    """Listen at a desk as a screen reader does, while the block lasts."""
    with closing(open_dbus_connection(bus_address(desk))) as connection:
        with DBusRouter(connection) as router:
            rule = MatchRule(type="signal", interface=_EVENTS, member=_MEMBER)
            Proxy(message_bus, router, timeout=CALL_LIMIT).AddMatch(rule)
            # Programs announce only what somebody has said to listen to.
            register = new_method_call(_REGISTRY, "RegisterEvent", "s", ("object:announcement",))
            router.send_and_get_reply(register, timeout=CALL_LIMIT)
        announcements = Announcements(connection)
        listening = Thread(target=announcements.listen, name="announcements")
        listening.start()
        try:
            yield announcements
        finally:
            connection.interrupt()
            listening.join()
