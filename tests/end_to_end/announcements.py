"""What a screen reader hears beside the focus: announcements on a desktop's accessibility bus."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from jeepney import HeaderFields, MatchRule, Message

from tests.dbus.bus import Bus, Listener
from tests.end_to_end.atspi import bus_address
from tests.end_to_end.virtual_desktop import VirtualDesktop
from tests.waiting import until

_EVENTS = "org.a11y.atspi.Event.Object"
_MEMBER = "Announcement"
_REGISTRY = "org.a11y.atspi.Registry"


class Announcements:
    """All that was announced since somebody listens."""

    def __init__(self) -> None:
        self._heard: list[str] = []

    def hears(self, *texts: str) -> str:
        """Wait for an announcement that says all of these, and return it."""

        def found() -> str | None:
            heard = list(self._heard)
            return next((each for each in heard if all(text in each for text in texts)), None)

        return until(found, f"an announcement that says {', '.join(texts)}")

    def hear(self, message: Message) -> None:
        """Take what has come over the bus."""
        if message.header.fields.get(HeaderFields.member) == _MEMBER:
            # The AT-SPI event: detail, two numbers, and the text as a variant.
            self._heard.append(str(message.body[3][1]))


@contextmanager
def hear_announcements(desktop: VirtualDesktop) -> Iterator[Announcements]:
    """Listen at a desktop as a screen reader does, while the block lasts."""
    with Bus(bus_address(desktop)) as bus:
        bus.subscribe(MatchRule(type="signal", interface=_EVENTS, member=_MEMBER))
        # Programs announce only what somebody has said to listen to.
        bus.call(
            *(_REGISTRY, "/org/a11y/atspi/registry", _REGISTRY),
            *("RegisterEvent", "s", ("object:announcement",)),
        )
        announcements = Announcements()
        with closing(Listener(bus, announcements.hear)):
            yield announcements
