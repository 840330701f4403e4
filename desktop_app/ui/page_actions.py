"""The actions of pages that the menu bar has entries for: their texts and their shortcuts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from desktop_app.ui import theme

translate = QCoreApplication.translate


class PageAction(Enum):
    """What the menu bar offers, and a page does."""

    NEW_CREDENTIAL = auto()
    EXPORT = auto()
    RESUME = auto()
    APPROVE_AGAIN = auto()
    CHECK = auto()
    CHECK_ALL = auto()
    OPEN_IN_STRIPE = auto()
    COPY_ID = auto()
    SELECT_ALL = auto()
    REMOVE = auto()
    FIND = auto()


_SHORTCUTS: Mapping[PageAction, QKeySequence.StandardKey | str] = {
    PageAction.NEW_CREDENTIAL: QKeySequence.StandardKey.New,
    PageAction.CHECK: "F5",
    PageAction.CHECK_ALL: "Ctrl+Shift+F5",
    PageAction.COPY_ID: QKeySequence.StandardKey.Copy,
    PageAction.SELECT_ALL: QKeySequence.StandardKey.SelectAll,
    PageAction.REMOVE: QKeySequence.StandardKey.Delete,
    PageAction.FIND: QKeySequence.StandardKey.Find,
}


@dataclass(frozen=True, slots=True)
class PageActions:
    """What a page offers to the menu bar, and the menu of its table's columns, if it has one."""

    actions: Mapping[PageAction, QAction] = field(default_factory=dict)
    columns: QMenu | None = None


def make_action(which: PageAction, parent: QObject) -> QAction:
    """Return a new action with its text, which has a mnemonic, and its shortcut.

    The shortcut works where the action is added to a widget that can be seen.
    """
    action = QAction(action_text(which), parent)
    action.setProperty(theme.DESTROYS, which is PageAction.REMOVE)
    shortcut = _SHORTCUTS.get(which)
    if shortcut is not None:
        action.setShortcut(QKeySequence(shortcut))
    return action


def action_text(which: PageAction) -> str:
    """Return the text of an action, with its mnemonic."""
    match which:
        case PageAction.NEW_CREDENTIAL:
            return translate("PageAction", "&New credential…")
        case PageAction.EXPORT:
            return translate("PageAction", "&Export activity…")
        case PageAction.RESUME:
            return translate("PageAction", "&Resume")
        case PageAction.APPROVE_AGAIN:
            return translate("PageAction", "&Approve again")
        case PageAction.CHECK:
            return translate("PageAction", "&Check connection")
        case PageAction.CHECK_ALL:
            return translate("PageAction", "Check a&ll")
        case PageAction.OPEN_IN_STRIPE:
            return translate("PageAction", "&Open in Stripe")
        case PageAction.COPY_ID:
            return translate("PageAction", "Copy &ID")
        case PageAction.SELECT_ALL:
            return translate("PageAction", "&Select all")
        case PageAction.REMOVE:
            return translate("PageAction", "&Delete…")
        case PageAction.FIND:
            return translate("PageAction", "&Find")
