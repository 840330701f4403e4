"""The dialog that says what an error on Stripe's page means, and whom to ask."""

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.errors import NO_DETAIL
from desktop_app.core.profile import Registration
from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.texts import registration_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.texts.registration_texts import ErrorPage
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import keep_room_for
from desktop_app.ui.widgets.copy_details import CopyDetails
from desktop_app.ui.widgets.labels import selectable, wrapped
from desktop_app.ui.widgets.panels import Card
from desktop_app.ui.widgets.scrolling import GrowingArea


class StripeErrorsDialog(QDialog):
    """Explains the errors that Stripe's page shows where a registration of a profile is wrong."""

    def __init__(self, registration: Registration, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Errors on Stripe’s page"))
        self._text = registration_texts.error_pages_text(registration)
        # The content is scrolled as far as the edges of the dialog.
        left, top, right, bottom = theme.DIALOG_MARGINS
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(left, top, right, theme.XS)
        rows.setSpacing(theme.M)
        rows.addWidget(wrapped(self.tr("Errors on Stripe’s page"), TextStyle.TITLE))
        rows.addWidget(
            wrapped(
                self.tr(
                    "If Stripe’s page shows one of these errors, the organization’s connection"
                    " profile and Stripe’s settings do not agree. Opening the page again does not"
                    " help."
                )
            )
        )
        rows.addWidget(wrapped(registration_texts.whom_to_ask_text()))
        for page in registration_texts.error_pages(registration):
            rows.addWidget(_make_card(page))
        rows.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addWidget(GrowingArea(content), 1)
        buttons = self._make_buttons()
        buttons.setContentsMargins(left, 0, right, bottom)
        column.addLayout(buttons)
        self.resize(theme.XL * 22, self.minimumSizeHint().height())

    def _make_buttons(self) -> QHBoxLayout:
        self._copy = QPushButton(self.tr("Copy details"))
        keep_room_for(self._copy, self.tr("Details copied"))
        self._copy.clicked.connect(self._copy_text)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        # Nothing is known of the failure, so only the link to the support portal is there.
        buttons.addWidget(CopyDetails(NO_DETAIL))
        buttons.addStretch(1)
        buttons.addWidget(self._copy)
        buttons.addWidget(close)
        return buttons

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self._copy.setText(self.tr("Details copied"))
        announce(self, self.tr("The details were copied."))


def _make_card(page: ErrorPage) -> Card:
    """Return a card with an error, what it means, and the values that it comes from."""
    card = Card()
    column = QVBoxLayout(card)
    column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
    column.setSpacing(theme.XS)
    column.addWidget(wrapped(page.error, TextStyle.SECTION))
    column.addWidget(wrapped(page.meaning))
    column.addSpacing(theme.XS)
    column.addWidget(wrapped(page.where, TextStyle.SECONDARY))
    for value in page.values:
        column.addWidget(_value(page.where, value))
    return card


def _value(where: str, value: str) -> QLabel:
    """Return a label with a value of a profile, on a line of its own."""
    label = selectable()
    label.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    label.setText(value)
    label.setAccessibleName(without_isolates(where))
    label.setAccessibleDescription(value)
    return label
