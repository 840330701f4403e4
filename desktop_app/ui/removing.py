"""Asks whether credentials are to be removed or deleted, and does it if the answer is yes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.core.credential import Credential
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.workflow.events import Event
from desktop_app.workflow.workspace_state import ReadableState

if TYPE_CHECKING:
    from desktop_app.ui.delete_dialog import DeleteDialog
    from desktop_app.ui.delete_many_dialog import DeleteManyDialog

MakeDeleteDialog = Callable[[ReadableState, Credential, QWidget], "DeleteDialog"]


def ask_to_remove(
    dialog: "DeleteDialog", state: ReadableState, remove: Callable[[bool | None], None]
) -> None:
    """Open a dialog that asks, and call `remove` if the person confirms.

    `remove` takes whether access at Stripe is to be revoked, None if the person was not asked. The
    dialog closes by itself when the credential, or another one on its account, has changed.
    """
    ask_while_true(dialog, state, lambda: remove(dialog.revoke))


def ask_while_true(
    dialog: "DeleteDialog | DeleteManyDialog", state: ReadableState, do: Callable[[], None]
) -> None:
    """Open a dialog that asks, and call `do` if the person confirms.

    The dialog closes by itself when what it says is not true any more.
    """
    answered = False

    def close_if_outdated(_: Event) -> None:
        if not answered and not dialog.is_still_true():
            dialog.reject()

    def on_answer() -> None:
        nonlocal answered
        answered = True
        do()

    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    connect_until_destroyed(dialog, state.subscribe, close_if_outdated)
    dialog.accepted.connect(on_answer)
    dialog.open()
