"""What finds everything by what it says, and uses it, through assistive technology alone.

Only what is visible counts. Labels are compared whole; the text in a row may also be a part of
what the row says. Every look and every act is repeated until it succeeds or patience ends.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from tests.dbus.bus import DBusCallError
from tests.end_to_end.atspi import ITEM_ROLES, Accessibility, Node, Role, State
from tests.end_to_end.virtual_desktop import VirtualDesktop
from tests.waiting import PATIENCE, until

T = TypeVar("T")

PRESSABLE = frozenset(
    {
        Role.PUSH_BUTTON,
        Role.TOGGLE_BUTTON,
        Role.RADIO_BUTTON,
        Role.CHECK_BOX,
        Role.MENU_ITEM,
        Role.LINK,
    }
)
EDITS = frozenset({Role.TEXT, Role.PASSWORD_TEXT})
_VIEWS = frozenset({Role.LIST, Role.TABLE, Role.TREE, Role.TREE_TABLE})


class AssistiveClient:
    """Assistive technology on a desktop: it has neither a keyboard nor a mouse."""

    def __init__(self, desktop: VirtualDesktop) -> None:
        self._accessibility = Accessibility(desktop)

    def close(self) -> None:
        """Go away from the desktop."""
        self._accessibility.close()

    # What is seen ---------------------------------------------------------------------------

    def window_titles(self) -> list[str]:
        """Return the titles of the visible windows."""
        return [window.name for window in self._windows()]

    def can_see(self, text: str, window: str = "") -> bool:
        """Tell whether `text` stands somewhere now, in windows with `window` in their title."""
        return any(text in words for words in self._all_words(window))

    def words(self) -> list[str]:
        """Return all that stands on the screen, and what fields hold."""
        return [words for words in self._all_words("") if words]

    def sees(self, text: str, window: str = "", within: float = PATIENCE) -> None:
        """Wait until `text` stands somewhere, in windows with `window` in their title."""
        self._until(lambda: self.can_see(text, window), f"“{text}” on the screen", within)

    def sees_window(self, title: str) -> None:
        """Wait for a window with `title` in its title that has the keyboard."""
        self._until(lambda: title in self._active_title(), f"a window “{title}” at the front")

    def sees_no_window(self, title: str) -> None:
        """Wait until no window has `title` in its title."""
        self._until(
            lambda: all(title not in each for each in self.window_titles()),
            f"the window “{title}” to close",
        )

    def sees_button(self, label: str) -> None:
        """Wait for a button or link with this label."""
        self._find(lambda: self._by_label(label, PRESSABLE), f"the button “{label}”")

    def states(self, label: str) -> frozenset[State]:
        """Return the states of the button or field with this label."""
        return self._control(label).states

    def is_enabled(self, label: str) -> bool:
        """Tell whether the button or field with this label can be used."""
        return State.ENABLED in self.states(label)

    def is_checked(self, label: str) -> bool:
        """Tell whether the check box or radio button with this label is checked."""
        return State.CHECKED in self.states(label)

    def awaits_checked(self, label: str) -> None:
        """Wait until the check box or radio button with this label is checked."""
        self._until(lambda: self.is_checked(label), f"“{label}” to be chosen")

    def awaits_enabled(self, label: str) -> None:
        """Wait until the button or field with this label can be used."""
        self._until(lambda: self.is_enabled(label), f"“{label}” to become usable")

    def awaits_disabled(self, label: str) -> None:
        """Wait until the button or field with this label can't be used."""
        self._until(lambda: not self.is_enabled(label), f"“{label}” to become unusable")

    def reads(self, label: str) -> str:
        """Return the text that a field holds."""
        node = self._find(lambda: self._by_label(label, EDITS), f"the field “{label}”")
        return self._accessibility.text(node)

    def rows(self, view: str = "") -> list[list[str]]:
        """Return the texts of each row of the visible table or list (of the one named `view`)."""
        return [
            [cell.name for cell in row]
            for each in self._views()
            if view in each.name
            for row in self._rows_of(each).values()
        ]

    def sees_row(self, *texts: str, within: float = PATIENCE) -> list[str]:
        """Wait for a row that says all of these, and return all that it says."""

        def row_with_all() -> list[str] | None:
            for words in self.rows():
                if all(any(text in word for word in words) for text in texts):
                    return words
            return None

        return self._until(row_with_all, f"a row that says {', '.join(texts)}", within)

    def sees_no_row(self, text: str, within: float = PATIENCE) -> None:
        """Wait until no row says `text`."""
        self._until(lambda: self._item(text) is None, f"the row “{text}” to go", within)

    def focused(self) -> str:
        """Return what the thing with the keyboard focus says; for a row, its first text."""
        node = self._focused()
        if node is None:
            return ""
        return node.name

    def outline(self) -> str:
        """Return all that is visible as indented lines, to be read after a failure."""
        return "\n".join(window.outline() for window in self._windows())

    # What is done ---------------------------------------------------------------------------

    def press(self, label: str) -> None:
        """Press the button, or follow the link, with this label as soon as it can be."""

        def pressed() -> bool:
            node = self._by_label(label, PRESSABLE, enabled=True)
            if node is None:
                return False
            actions = self._accessibility.actions(node)
            for action in ("Press", "Toggle", "Jump", "ShowMenu"):
                if action in actions:
                    self._accessibility.act(node, action)
                    return True
            return False

        self._until(pressed, f"“{label}” to be pressed")

    def choose_from_menu(self, menu: str, choice: str) -> None:
        """Open the menu with this label, and choose from it."""
        self.press(menu)
        self.press(choice)

    def dictates(self, label: str, text: str) -> None:
        """Replace what a field holds without a keyboard, in any script."""
        field = self._find(
            lambda: self._by_label(label, EDITS, enabled=True), f"the field “{label}”"
        )
        self._accessibility.set_text(field, text)

    def types(self, label: str, text: str) -> None:
        """Replace what a field holds, and see it there."""
        self.dictates(label, text)
        self._until(lambda: self.reads(label) == text, f"“{text}” in the field “{label}”")

    def selects_row(self, text: str) -> None:
        """Select the row that says `text`, in its list or table."""

        def selected() -> bool:
            item = self._item(text)
            if item is None:
                return False
            if State.SELECTED not in item.states:
                self._accessibility.act(item, "Toggle")
            return State.SELECTED in item.states

        self._until(selected, f"the row “{text}” to be selected")

    # How it is found ------------------------------------------------------------------------

    def _windows(self) -> list[Node]:
        """The visible windows, the one with the keyboard first."""
        windows = self._accessibility.windows()
        return sorted(windows, key=lambda window: State.ACTIVE not in window.states)

    def _active_title(self) -> str:
        return next((each.name for each in self._windows() if State.ACTIVE in each.states), "")

    def _nodes(self, window: str = "") -> Iterator[Node]:
        for each in self._windows():
            if window in each.name:
                yield from each.walk()

    def _views(self) -> Iterator[Node]:
        return (node for node in self._nodes() if node.role in _VIEWS)

    def _all_words(self, window: str) -> Iterator[str]:
        for node in self._nodes(window):
            yield node.name
            yield node.description
            if node.role in EDITS:
                try:
                    yield self._accessibility.text(node)
                except DBusCallError:  # it has just gone
                    continue

    def _by_label(self, label: str, roles: Iterable[int], enabled: bool = False) -> Node | None:
        roles = frozenset(roles)
        for node in self._nodes():
            if node.role not in roles or (enabled and State.ENABLED not in node.states):
                continue
            if node.role in EDITS:
                if label in self._accessibility.labels(node):
                    return node
            elif node.name == label:
                return node
        return None

    def _item(self, text: str) -> Node | None:
        items = [node for node in self._nodes() if node.role in ITEM_ROLES]
        whole = (node for node in items if node.name == text)
        part = (node for node in items if text in node.name)
        return next(whole, None) or next(part, None)

    def _rows_of(self, view: Node) -> dict[int, list[Node]]:
        rows: dict[int, list[Node]] = {}
        for node in view.walk():
            if node.role in ITEM_ROLES:
                rows.setdefault(self._accessibility.position(node)[0], []).append(node)
        return rows

    def _focused(self) -> Node | None:
        focused = None
        for window in self._windows():
            if State.ACTIVE not in window.states:
                continue
            for node in window.walk():
                if State.FOCUSED not in node.states:
                    continue
                # A list's current item calls itself focused even when the list is not.
                if node.role in ITEM_ROLES and State.FOCUSED not in view_of(node).states:
                    continue
                focused = node
        return focused

    def _control(self, label: str) -> Node:
        return self._find(lambda: self._by_label(label, PRESSABLE | EDITS), f"“{label}”")

    def _find(self, look: Callable[[], Node | None], what: str) -> Node:
        return self._until(look, what)

    def _until(self, attempt: Callable[[], T | None], what: str, within: float = PATIENCE) -> T:
        """Wait for a condition; what vanishes while it is looked at counts as not there yet."""

        def patiently() -> T | None:
            try:
                return attempt()
            except DBusCallError:
                return None

        return until(patiently, what, within)


def view_of(item: Node) -> Node:
    """Return the list or table that an item is in."""
    node = item
    while node.role not in _VIEWS and node.parent is not None:
        node = node.parent
    return node
