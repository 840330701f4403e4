"""AT-SPI, the protocol of assistive technology, as far as a person's hands and eyes need it.

Numbers are those of the AT-SPI2 specification (`atspi-constants.h`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from tests.dbus.bus import Bus, DBusCallError
from tests.end_to_end.virtual_desktop import VirtualDesktop

_REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_NOTHING = "/org/a11y/atspi/null"
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_ACTION = "org.a11y.atspi.Action"
_COMPONENT = "org.a11y.atspi.Component"
_TABLE_CELL = "org.a11y.atspi.TableCell"
_EDITABLE_TEXT = "org.a11y.atspi.EditableText"
_TEXT = "org.a11y.atspi.Text"
_LABELLED_BY = 2
_OF_THE_SCREEN = 0


class Role(IntEnum):
    """The roles that the harness tells apart."""

    CHECK_BOX = 7
    LABEL = 29
    LIST = 31
    LIST_ITEM = 32
    MENU_ITEM = 35
    PASSWORD_TEXT = 40
    PUSH_BUTTON = 43
    RADIO_BUTTON = 44
    TABLE = 55
    TABLE_CELL = 56
    TEXT = 61
    TOGGLE_BUTTON = 62
    TREE = 65
    TREE_TABLE = 66
    LINK = 88


class State(IntEnum):
    """The states that the harness looks at."""

    ACTIVE = 1
    CHECKED = 4
    ENABLED = 8
    FOCUSED = 12
    SELECTED = 23
    SHOWING = 25


ITEM_ROLES = frozenset({Role.LIST_ITEM, Role.TABLE_CELL})
_DESCRIBED = ITEM_ROLES | {Role.LABEL}


@dataclass(slots=True)
class Node:
    """One thing on the screen, with the things in it that are visible too.

    `description` is read of list items, cells and labels only.
    """

    owner: str
    path: str
    role: int
    name: str
    states: frozenset[State]
    description: str = ""
    parent: "Node | None" = field(default=None, repr=False)
    children: "list[Node]" = field(default_factory=list, repr=False)

    def walk(self) -> "Iterator[Node]":
        """Yield this and everything visible in it, outermost first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def outline(self, depth: int = 0) -> str:
        """Return the tree as indented lines, to be read after a failure."""
        states = " ".join(sorted(state.name.lower() for state in self.states))
        said = f"{self.name!r} ({self.description})" if self.description else repr(self.name)
        lines = [f"{'  ' * depth}{_role_name(self.role)} {said} [{states}]"]
        return "\n".join([*lines, *(child.outline(depth + 1) for child in self.children)])


def bus_address(desktop: VirtualDesktop) -> str:
    """Return where a desktop's accessibility bus is found."""
    with Bus(desktop.session_bus) as session:
        (address,) = session.call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")
        return str(address)


class Accessibility:
    """The accessibility bus of a desktop."""

    def __init__(self, desktop: VirtualDesktop) -> None:
        self._bus = Bus(bus_address(desktop))

    def close(self) -> None:
        """Leave the bus."""
        self._bus.close()

    def windows(self) -> list[Node]:
        """Return the visible windows of all programs, each with all that is visible in it."""
        windows: list[Node] = []
        for application in self._children(*_REGISTRY):
            try:
                candidates = self._children(*application)
            except DBusCallError:  # it has just ended
                continue
            windows.extend(node for each in candidates if (node := self.look(*each)))
        return windows

    def look(self, owner: str, path: str, parent: Node | None = None) -> Node | None:
        """Return what a program calls `path`, with all that is visible in it; None if it is not."""
        try:
            states = self._states(owner, path)
            # What is in a hidden part may still call itself showing, so look no further.
            if State.SHOWING not in states:
                return None
            role = self._role(owner, path)
            node = Node(owner, path, role, self._name(owner, path), states, parent=parent)
            if role in _DESCRIBED:
                node.description = str(self._bus.get(owner, path, _ACCESSIBLE, "Description"))
            parts = self._children(owner, path)
        except DBusCallError:  # it has just gone
            return None
        node.children = [child for part in parts if (child := self.look(*part, node))]
        return node

    def labels(self, node: Node) -> list[str]:
        """Return what a field goes by: its name, and the labels that belong to it."""
        (relations,) = self._bus.call(node.owner, node.path, _ACCESSIBLE, "GetRelationSet")
        targets = [each for kind, ends in relations if kind == _LABELLED_BY for each in ends]
        return [node.name, *(self._name(*each) for each in targets)]

    def text(self, node: Node) -> str:
        """Return the text in a text field."""
        (text,) = self._bus.call(node.owner, node.path, _TEXT, "GetText", "ii", (0, -1))
        return str(text)

    def set_text(self, node: Node, text: str) -> None:
        """Replace the text in a text field."""
        self._bus.call(node.owner, node.path, _EDITABLE_TEXT, "SetTextContents", "s", (text,))

    def actions(self, node: Node) -> list[str]:
        """Return the names of what can be done with a node."""
        try:
            (actions,) = self._bus.call(node.owner, node.path, _ACTION, "GetActions")
        except DBusCallError:  # it has no actions at all
            return []
        return [str(name) for name, _, _ in actions]

    def act(self, node: Node, action: str) -> None:
        """Do one of a node's actions."""
        index = self.actions(node).index(action)
        self._bus.call(node.owner, node.path, _ACTION, "DoAction", "i", (index,))

    def position(self, cell: Node) -> tuple[int, int]:
        """Return the row and the column of a cell or list item, counted from 0."""
        row, column = self._bus.get(cell.owner, cell.path, _TABLE_CELL, "Position")
        return int(row), int(column)

    def centre(self, node: Node) -> tuple[int, int]:
        """Return the middle of a node, in pixels of the screen."""
        ((x, y, width, height),) = self._bus.call(
            node.owner, node.path, _COMPONENT, "GetExtents", "u", (_OF_THE_SCREEN,)
        )
        return x + width // 2, y + height // 2

    def focus(self, node: Node) -> None:
        """Give a node the keyboard focus."""
        self._bus.call(node.owner, node.path, _COMPONENT, "GrabFocus")

    def _children(self, owner: str, path: str) -> list[tuple[str, str]]:
        (children,) = self._bus.call(owner, path, _ACCESSIBLE, "GetChildren")
        return [(owner, path) for owner, path in children if path != _NOTHING]

    def _name(self, owner: str, path: str) -> str:
        return str(self._bus.get(owner, path, _ACCESSIBLE, "Name"))

    def _role(self, owner: str, path: str) -> int:
        (role,) = self._bus.call(owner, path, _ACCESSIBLE, "GetRole")
        return int(role)

    def _states(self, owner: str, path: str) -> frozenset[State]:
        ((low, high),) = self._bus.call(owner, path, _ACCESSIBLE, "GetState")
        bits = low | high << 32
        return frozenset(state for state in State if bits >> state & 1)


def _role_name(role: int) -> str:
    try:
        return Role(role).name.lower().replace("_", " ")
    except ValueError:
        return f"role {role}"
