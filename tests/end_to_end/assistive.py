"""A person who finds everything by what it says, through assistive technology.

Only what is visible counts. Labels are compared whole; the text in a row may also be a part of
what the row says. Every look and every act is repeated until it succeeds or patience ends.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import TypeVar

from tests.dbus.bus import DBusCallError
from tests.end_to_end.atspi import ITEM_ROLES, Accessibility, Node, Role, State
from tests.end_to_end.virtual_desktop import VirtualDesktop
from tests.waiting import PATIENCE, NotSeenInTimeError, until

T = TypeVar("T")

_PRESSABLE = frozenset(
    {
        Role.PUSH_BUTTON,
        Role.TOGGLE_BUTTON,
        Role.RADIO_BUTTON,
        Role.CHECK_BOX,
        Role.MENU_ITEM,
        Role.LINK,
    }
)
_EDITS = frozenset({Role.TEXT, Role.PASSWORD_TEXT})
_VIEWS = frozenset({Role.LIST, Role.TABLE, Role.TREE, Role.TREE_TABLE})


class Person:
    """Hands and eyes on a desktop."""

    def __init__(self, desktop: VirtualDesktop) -> None:
        self._desktop = desktop
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
        self._find(lambda: self._by_label(label, _PRESSABLE), f"the button “{label}”")

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
        node = self._find(lambda: self._by_label(label, _EDITS), f"the field “{label}”")
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
            node = self._by_label(label, _PRESSABLE, enabled=True)
            if node is None:
                return False
            actions = self._accessibility.actions(node)
            for action in ("Press", "Toggle", "Jump", "ShowMenu"):
                if action in actions:
                    self._accessibility.act(node, action)
                    return True
            return False

        self._until(pressed, f"“{label}” to be pressed")

    def types(self, label: str, text: str) -> None:
        """Replace what a field holds, on the real keyboard (which has ASCII only)."""
        field = self._find(
            lambda: self._by_label(label, _EDITS, enabled=True), f"the field “{label}”"
        )
        self._focus(field, f"the field “{label}”")
        self._desktop.keys("ctrl+a", "BackSpace")
        if text:
            self._desktop.type(text)
        self._until(lambda: self.reads(label) == text, f"“{text}” in the field “{label}”")

    def pastes(self, label: str, text: str) -> None:
        """Replace what a field holds by the clipboard's text; a masked field tells how long it is.

        Afterwards the clipboard is blank: whoever copies a secret had better do the same.
        """
        field = self._find(
            lambda: self._by_label(label, _EDITS, enabled=True), f"the field “{label}”"
        )
        self._focus(field, f"the field “{label}”")
        self._desktop.copy(text)
        self._desktop.keys("ctrl+a", "ctrl+v")
        self._until(
            lambda: len(self.reads(label)) == len(text), f"the field “{label}” to be filled in"
        )
        self._desktop.clear_clipboard()

    def choose_from_menu(self, menu: str, choice: str) -> None:
        """Open the menu with this label, and choose from it."""
        self.press(menu)
        self.press(choice)

    def dictates(self, label: str, text: str) -> None:
        """Replace what a field holds without a keyboard, in any script."""
        field = self._find(
            lambda: self._by_label(label, _EDITS, enabled=True), f"the field “{label}”"
        )
        self._accessibility.set_text(field, text)

    def selects_row(self, text: str) -> None:
        """Go to the row that says `text`, by keyboard, in its list or table."""
        item = self._find(lambda: self._item(text), f"a row that says “{text}”")
        self._focus(_view_of(item), f"the list with “{text}”")
        self._until(lambda: self._step_towards(text), f"the row “{text}” to be selected")

    def opens_row(self, text: str) -> None:
        """Go to the row that says `text`, and press Enter."""
        self.selects_row(text)
        self._desktop.keys("Return")

    def tabs_to(self, label: str) -> None:
        """Press Tab until the focus is on the thing with this label, or on a row that says it."""
        seen: list[str] = []
        for _ in range(40):
            here = self._focused()
            said = self.focused()
            if said == label or (here and here.role in ITEM_ROLES and label in said):
                return
            seen.append(said)
            self._desktop.keys("Tab")
            # A text with several links keeps the focus for more than one Tab.
            with suppress(NotSeenInTimeError):
                self._until(partial(self._has_moved_from, here), "the focus to move", within=1)
        raise AssertionError(f"Tab never came to “{label}”, only to {seen}")

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
            if node.role in _EDITS:
                try:
                    yield self._accessibility.text(node)
                except DBusCallError:  # it has just gone
                    continue

    def _by_label(self, label: str, roles: Iterable[int], enabled: bool = False) -> Node | None:
        roles = frozenset(roles)
        for node in self._nodes():
            if node.role not in roles or (enabled and State.ENABLED not in node.states):
                continue
            if node.role in _EDITS:
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

    def _step_towards(self, text: str) -> bool:
        """Press one key towards the row that says `text`; True once it is selected."""
        item = self._item(text)
        if item is None:
            return False
        rows = self._rows_of(_view_of(item))
        goal, _ = self._accessibility.position(item)
        here = _row_with(State.FOCUSED, rows)
        if here == goal:
            if _row_with(State.SELECTED, {goal: rows[goal]}) is not None:
                return True
            self._desktop.keys("space")
        else:
            self._desktop.keys("Up" if here is not None and here > goal else "Down")
        return False

    def _focused(self) -> Node | None:
        focused = None
        for window in self._windows():
            if State.ACTIVE not in window.states:
                continue
            for node in window.walk():
                if State.FOCUSED not in node.states:
                    continue
                # A list's current item calls itself focused even when the list is not.
                if node.role in ITEM_ROLES and State.FOCUSED not in _view_of(node).states:
                    continue
                focused = node
        return focused

    def _has_moved_from(self, before: Node | None) -> bool:
        now = self._focused()
        return now is not None and (before is None or now.path != before.path)

    def _control(self, label: str) -> Node:
        return self._find(lambda: self._by_label(label, _PRESSABLE | _EDITS), f"“{label}”")

    def _find(self, look: Callable[[], Node | None], what: str) -> Node:
        return self._until(look, what)

    def _focus(self, node: Node, what: str) -> None:
        def has_focus() -> bool:
            self._accessibility.focus(node)
            here = self._focused()
            while here is not None and here.path != node.path:
                here = here.parent
            return here is not None

        self._until(has_focus, f"the focus on {what}")

    def _until(self, attempt: Callable[[], T | None], what: str, within: float = PATIENCE) -> T:
        """Wait for a condition; what vanishes while it is looked at counts as not there yet."""

        def patiently() -> T | None:
            try:
                return attempt()
            except DBusCallError:
                return None

        return until(patiently, what, within)


def _view_of(item: Node) -> Node:
    node = item
    while node.role not in _VIEWS and node.parent is not None:
        node = node.parent
    return node


def _row_with(state: State, rows: dict[int, list[Node]]) -> int | None:
    return next((i for i, row in rows.items() if any(state in cell.states for cell in row)), None)
