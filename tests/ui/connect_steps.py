"""The parts of the dialog in which an organization is connected."""

from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QWidget

from desktop_app.ui.organizations.connect_dialog import ConnectDialog
from tests import labels
from tests.ui.finding import named

TOKEN = "Bearer token, test mode, for exchange.globex.example"


def field(dialog: QWidget, name: str = labels.LIVE_SECRET_KEY) -> QLineEdit:
    return named(dialog, QLineEdit, name)


def agree(dialog: QWidget) -> QCheckBox:
    (box,) = [b for b in dialog.findChildren(QCheckBox) if "know" in b.text()]
    return box


def is_open() -> bool:
    return any(isinstance(w, ConnectDialog) and w.isVisible() for w in QApplication.allWidgets())
