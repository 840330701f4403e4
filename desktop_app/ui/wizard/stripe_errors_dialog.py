"""The dialog that says what an error on Stripe's page means, and whom to ask."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.errors import NO_DETAIL
from desktop_app.core.profile import Registration
from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.texts import registration_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.copy_details import CopyDetails
from desktop_app.ui.widgets.labels import TextLabel, selectable, wrapped


class StripeErrorsDialog(QDialog):
    """Explains the errors that Stripe's page shows where a registration of a profile is wrong."""

    def __init__(self, registration: Registration, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Errors on Stripe’s page"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.DIALOG_MARGINS)
        column.setSpacing(theme.S)
        column.addWidget(TextLabel(self.tr("Errors on Stripe’s page"), TextStyle.TITLE))
        column.addWidget(
            wrapped(
                self.tr(
                    "Stripe shows some errors in the browser only. They come from the"
                    " organization’s connection profile, and opening the page again does not help."
                )
            )
        )
        for page in registration_texts.error_pages(registration):
            column.addSpacing(theme.M)
            column.addWidget(wrapped(page.error, TextStyle.SECTION))
            column.addWidget(wrapped(page.meaning))
            column.addWidget(wrapped(page.where, TextStyle.SECONDARY))
            for value in page.values:
                column.addWidget(_value(page.where, value))
        column.addSpacing(theme.M)
        column.addWidget(wrapped(registration_texts.whom_to_ask_text()))
        # Nothing is known of the failure, so only the link to the support portal is there.
        column.addWidget(CopyDetails(NO_DETAIL), 0, Qt.AlignmentFlag.AlignLeft)
        # With the space between the widgets, this is the space of a dialog above its buttons.
        column.addSpacing(theme.XL - theme.S)
        self._text = registration_texts.error_pages_text(registration)
        buttons = QDialogButtonBox()
        self._copy = QPushButton(self.tr("Copy details"))
        self._copy.clicked.connect(self._copy_text)
        buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        wide = theme.XL * 22
        self.resize(wide, column.heightForWidth(wide))

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self._copy.setText(self.tr("Details copied"))
        announce(self, self.tr("The details were copied."))


def _value(where: str, value: str) -> QLabel:
    """Return a label with a value of a profile, on a line of its own."""
    label = selectable()
    label.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    label.setText(value)
    label.setAccessibleName(without_isolates(where))
    label.setAccessibleDescription(value)
    return label
