"""A button that copies the details of a failure for a support team."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from desktop_app.core.errors import Detail
from desktop_app.ui.announce import announce
from desktop_app.ui.texts import network_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.widgets.buttons import set_shown


class CopyDetails(QPushButton):
    """Copies the details of one failure. It is hidden if there are no details."""

    def __init__(self, detail: Detail | None = None) -> None:
        super().__init__()
        self.setAutoDefault(False)
        self._text = ""
        self.clicked.connect(self._copy)
        self.show_detail(detail)

    def show_detail(self, detail: Detail | None) -> None:
        """Offer the details of a failure; None hides the button."""
        self._text = "" if detail is None else without_isolates(network_texts.detail_text(detail))
        self.setText(self.tr("Copy details"))
        set_shown(self, shown=bool(self._text))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.setText(self.tr("Details copied"))
        announce(self, self.tr("The details were copied."))
