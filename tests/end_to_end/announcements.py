"""What a screen reader hears on a desktop's accessibility bus.

It hears announcements, descriptions that change, and what appears.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from jeepney import HeaderFields, MatchRule, Message

from tests.dbus.bus import Bus, Listener
from tests.end_to_end.atspi import bus_address
from tests.end_to_end.virtual_desktop import VirtualDesktop
from tests.waiting import until

_EVENTS = "org.a11y.atspi.Event.Object"
_SIGNALS = {
    "Announcement": "object:announcement",
    "PropertyChange": "object:property-change:accessible-description",
    "StateChanged": "object:state-changed:showing",
}
_SHOWING = "showing"
_DESCRIPTION = "accessible-description"
_REGISTRY = "org.a11y.atspi.Registry"


class Announcements:
    """All that was announced, described anew or shown since somebody listens."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, str]] = []
        self._heard: list[str] = []
        self._described: list[str] = []

    def hears(self, *texts: str) -> str:
        """Wait for an announcement that says all of these, and return it."""
        return _awaited(self._heard, "an announcement", texts)

    def hears_description(self, *texts: str) -> str:
        """Wait for a new description that says all of these, and return it."""
        return _awaited(self._described, "a description", texts)

    def hear(self, message: Message) -> None:
        """Take what has come over the bus."""
        # The AT-SPI event: detail, two numbers, and the text as a variant.
        detail, is_so, _, (_, text), *_ = message.body
        fields = message.header.fields
        match fields.get(HeaderFields.member):
            case "StateChanged" if detail == _SHOWING and is_so:
                self.shown.append((fields[HeaderFields.sender], fields[HeaderFields.path]))
            case "Announcement":
                self._heard.append(str(text))
            case "PropertyChange" if detail == _DESCRIPTION:
                self._described.append(str(text))


def _awaited(heard: list[str], what: str, texts: tuple[str, ...]) -> str:
    def found() -> str | None:
        return next((each for each in list(heard) if all(text in each for text in texts)), None)

    return until(found, f"{what} that says {', '.join(texts)}")


@contextmanager
def hear_announcements(desktop: VirtualDesktop) -> Iterator[Announcements]:
    """Listen at a desktop as a screen reader does, while the block lasts."""
    with Bus(bus_address(desktop)) as bus:
        for member, event in _SIGNALS.items():
            bus.subscribe(MatchRule(type="signal", interface=_EVENTS, member=member))
            # Programs tell only what somebody has said to listen to.
            bus.call(
                *(_REGISTRY, "/org/a11y/atspi/registry", _REGISTRY),
                *("RegisterEvent", "s", (event,)),
            )
        announcements = Announcements()
        with closing(Listener(bus, announcements.hear)):
            yield announcements
