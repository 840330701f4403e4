"""A person with a mouse alone, who clicks on things where they see them."""

from collections.abc import Callable

from tests.end_to_end.announcements import Announcements, hear_announcements
from tests.end_to_end.assistive_client import EDITS, PRESSABLE, AssistiveClient
from tests.end_to_end.atspi import Node, Role, State
from tests.end_to_end.virtual_desktop import VirtualDesktop

_LEFT, _RIGHT = 1, 3
_PASTE = "Paste"


class MouseUser(AssistiveClient):
    """Eyes, and a hand on the mouse of a desktop with X. Assistive technology only tells places."""

    def __init__(self, desktop: VirtualDesktop) -> None:
        super().__init__(desktop)
        self._desktop = desktop

    def close(self) -> None:
        """Go away from the desktop, and leave the pointer where nothing is."""
        self._desktop.run("xdotool", "mousemove", "--sync", "0", "0")
        super().close()

    def press(self, label: str) -> None:
        """Click on the button or link with this label as soon as it can be used."""
        self._click(lambda: self._by_label(label, PRESSABLE, enabled=True), f"“{label}”")

    def types(self, label: str, text: str) -> None:
        """Replace what a field holds by what another program has copied."""
        self._desktop.copy(text)

        def field() -> Node | None:
            return self._by_label(label, EDITS, enabled=True)

        # Selects all that the field holds.
        self._click(field, f"the field “{label}”", times=3)
        with hear_announcements(self._desktop) as heard:
            self._click(field, f"the field “{label}”", button=_RIGHT)
            self._click(lambda: self._entry(_PASTE, heard), f"“{_PASTE}”")
        self._until(lambda: self.reads(label) == text, f"“{text}” in the field “{label}”")

    def selects_row(self, text: str) -> None:
        """Click on the row that says `text`."""
        self._click(lambda: self._item(text), f"the row “{text}”")

    def _entry(self, label: str, heard: Announcements) -> Node | None:
        """Return the entry with this label of a context menu that was heard to appear.

        Such a menu belongs to no window in the accessible tree.
        """
        shown = [self._accessibility.look(*each) for each in heard.shown]
        nodes = (node for menu in shown if menu is not None for node in menu.walk())
        return next((node for node in nodes if _is_entry(node, label)), None)

    def _click(
        self, look: Callable[[], Node | None], what: str, button: int = _LEFT, times: int = 1
    ) -> None:
        """Move the pointer to the middle of a thing once the thing rests, and click."""
        places: list[tuple[int, int]] = []

        def rests() -> bool:
            node = look()
            places.append((-1, -1) if node is None else self._accessibility.centre(node))
            return node is not None and places[-2:-1] == places[-1:]

        self._until(rests, f"{what} to rest")
        x, y = places[-1]
        # Onto it from beside it, as a hand moves.
        for column in (x - 2, x):
            self._desktop.run("xdotool", "mousemove", "--sync", str(column), str(y))
        self._desktop.run("xdotool", "click", "--repeat", str(times), "--delay", "40", str(button))


def _is_entry(node: Node, label: str) -> bool:
    # Its shortcut stands behind its label.
    said, _, _ = node.name.partition("\t")
    return node.role == Role.MENU_ITEM and said == label and State.ENABLED in node.states
