"""The dialog that says what an error on Stripe's page means, and whom to ask."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desktop_app.core.errors import NO_DETAIL
from desktop_app.core.profile import Registration
from desktop_app.ui import theme
from desktop_app.ui.texts import registration_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.copy_details import CopyDetails
from desktop_app.ui.widgets.labels import TextLabel, selectable, wrapped


class StripeErrorsDialog(QDialog):
    """Explains the errors that Stripe's page shows where a registration of a profile is wrong."""

    def __init__(self, registration: Registration, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Errors on Stripe's page"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.DIALOG_MARGINS)
        column.setSpacing(theme.S)
        column.addWidget(TextLabel(self.tr("Errors on Stripe's page"), TextStyle.TITLE))
        column.addWidget(
            wrapped(
                self.tr(
                    "Stripe shows some errors in the browser only. They come from the"
                    " organization's connection profile, and opening the page again does not help."
                )
            )
        )
        for error, meaning in registration_texts.error_page_explanations(registration):
            column.addSpacing(theme.XS)
            heading = TextLabel(error, TextStyle.SECTION)
            heading.setWordWrap(True)
            column.addWidget(heading)
            text = selectable()
            text.setText(meaning)
            text.setAccessibleName(error)
            text.setAccessibleDescription(without_isolates(meaning))
            column.addWidget(text)
        column.addSpacing(theme.XS)
        column.addWidget(wrapped(registration_texts.whom_to_ask_text()))
        # Nothing is known of the failure, so only the link to the support portal is there.
        column.addWidget(CopyDetails(NO_DETAIL), 0, Qt.AlignmentFlag.AlignLeft)
        # With the space between the widgets, this is the space of a dialog above its buttons.
        column.addSpacing(theme.XL - theme.S)
        close = QDialogButtonBox()
        close.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.rejected.connect(self.reject)
        column.addWidget(close)
        wide = theme.XL * 22
        self.resize(wide, column.heightForWidth(wide))
