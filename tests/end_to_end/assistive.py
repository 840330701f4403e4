"""A person who finds everything by what it says, and has a keyboard beside assistive technology."""

from contextlib import suppress
from functools import partial

from tests.end_to_end.assistive_client import EDITS, AssistiveClient, view_of
from tests.end_to_end.atspi import ITEM_ROLES, Node, State
from tests.end_to_end.virtual_desktop import VirtualDesktop
from tests.waiting import NotSeenInTimeError


class Person(AssistiveClient):
    """Hands and eyes on a desktop."""

    def __init__(self, desktop: VirtualDesktop) -> None:
        super().__init__(desktop)
        self._desktop = desktop

    def types(self, label: str, text: str) -> None:
        """Replace what a field holds, on the real keyboard (which has ASCII only)."""
        field = self._find(
            lambda: self._by_label(label, EDITS, enabled=True), f"the field “{label}”"
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
            lambda: self._by_label(label, EDITS, enabled=True), f"the field “{label}”"
        )
        self._focus(field, f"the field “{label}”")
        self._desktop.copy(text)
        self._desktop.keys("ctrl+a", "ctrl+v")
        self._until(
            lambda: len(self.reads(label)) == len(text), f"the field “{label}” to be filled in"
        )
        self._desktop.clear_clipboard()

    def selects_row(self, text: str) -> None:
        """Go to the row that says `text`, by keyboard, in its list or table."""
        item = self._find(lambda: self._item(text), f"a row that says “{text}”")
        self._focus(view_of(item), f"the list with “{text}”")
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

    # How it is done -------------------------------------------------------------------------

    def _step_towards(self, text: str) -> bool:
        """Press one key towards the row that says `text`; True once it is selected."""
        item = self._item(text)
        if item is None:
            return False
        rows = self._rows_of(view_of(item))
        goal, _ = self._accessibility.position(item)
        here = _row_with(State.FOCUSED, rows)
        if here == goal:
            if _row_with(State.SELECTED, {goal: rows[goal]}) is not None:
                return True
            self._desktop.keys("space")
        else:
            self._desktop.keys("Up" if here is not None and here > goal else "Down")
        return False

    def _has_moved_from(self, before: Node | None) -> bool:
        now = self._focused()
        return now is not None and (before is None or now.path != before.path)

    def _focus(self, node: Node, what: str) -> None:
        def has_focus() -> bool:
            self._accessibility.focus(node)
            here = self._focused()
            while here is not None and here.path != node.path:
                here = here.parent
            return here is not None

        self._until(has_focus, f"the focus on {what}")


def _row_with(state: State, rows: dict[int, list[Node]]) -> int | None:
    return next((i for i, row in rows.items() if any(state in cell.states for cell in row)), None)
