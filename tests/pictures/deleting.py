"""The question before a credential is deleted or removed."""

from PySide6.QtWidgets import QWidget

from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
)
from desktop_app.core.systems import System
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.ui.delete_many_dialog import DeleteManyDialog
from tests.pictures.approving_again import approve_again_in_panel, approve_again_ready
from tests.pictures.credentials import to_be_revoked
from tests.window_harness import WindowHarness


def delete_question_revoked(gui: WindowHarness) -> QWidget:
    gone = gui.harness.make_active("EU billing", System.STRIPE)
    cut_off = gui.harness.make_active("EU invoices", System.STRIPE)
    gui.harness.commands.remove(gone, revoke=True)
    return _question(gui, cut_off)


def remove_question_unsettled(gui: WindowHarness) -> QWidget:
    credential_id = gui.harness.go("US billing", System.STRIPE)
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.approve_in_browser()
    return _question(gui, credential_id)


def delete_question(gui: WindowHarness) -> QWidget:
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    return _question(gui, credential_id)


def delete_question_shared(gui: WindowHarness) -> QWidget:
    gui.harness.make_active("EU billing", System.STRIPE)
    return _question(gui, gui.harness.make_active("EU invoices", System.STRIPE))


def remove_question(gui: WindowHarness) -> QWidget:
    return _question(gui, gui.harness.go("US billing", System.STRIPE))


def _question(gui: WindowHarness, credential_id: str) -> QWidget:
    credential = gui.harness.credential(credential_id)
    dialog = DeleteDialog(gui.harness.state, credential, gui.panel().window())
    dialog.open()
    return dialog


def remove_question_ready(gui: WindowHarness) -> QWidget:
    credential_id = gui.harness.go("US billing", System.STRIPE)
    gui.harness.approve_in_browser()
    return _question(gui, credential_id)


def remove_question_again(gui: WindowHarness) -> QWidget:
    approve_again_in_panel(gui)
    return _question(gui, gui.harness.state.credentials[0].id)


def delete_question_ready_to_reconnect(gui: WindowHarness) -> QWidget:
    approve_again_ready(gui)
    return _question(gui, gui.harness.state.credentials[0].id)


def delete_question_to_be_revoked(gui: WindowHarness) -> QWidget:
    to_be_revoked(gui)
    return _question(gui, gui.harness.state.credentials[1].id)


def delete_question_several(gui: WindowHarness) -> QWidget:
    """One question about an active one, a waiting one, and one that stays."""
    gui.harness.make_active("US billing", System.STRIPE)
    to_be_revoked(gui)
    gui.harness.go("Reseller pilot")
    return _question_of_all(gui)


def delete_question_many(gui: WindowHarness) -> QWidget:
    for number in range(20):
        gui.harness.make_active(f"Cost centre {4700 + number}")
    return _question_of_all(gui)


def deleted_several(gui: WindowHarness) -> QWidget:
    gui.panel()
    ids = [gui.harness.make_active(name) for name in ("EU billing", "EU invoices", "Nordics")]
    gui.harness.commands.remove_many(ids[:2])
    return gui.window


def not_all_deleted(gui: WindowHarness) -> QWidget:
    """The disk was full from the second one on."""
    gui.panel()
    ids = [gui.harness.make_active(name) for name in ("EU billing", "EU invoices", "Nordics")]
    gui.harness.disk.fails.extend([False, True, True])
    gui.harness.commands.remove_many(ids)
    return gui.window


def _question_of_all(gui: WindowHarness) -> QWidget:
    dialog = DeleteManyDialog(
        gui.harness.state, gui.harness.state.credentials, gui.panel().window()
    )
    dialog.open()
    return dialog
