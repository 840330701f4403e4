"""Asks before an organization is forgotten: names what is deleted, and what stays at Stripe."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget

from desktop_app.core.profile import Organization
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import organization_texts
from desktop_app.ui.widgets.labels import name_words
from desktop_app.workflow.events import Event
from desktop_app.workflow.workspace_state import ReadableState


class ForgetDialog(QMessageBox):
    """A question with Cancel as the default.

    `confirmed` carries whether to keep the history: the credentials and the log.
    """

    confirmed = Signal(bool)

    def __init__(self, state: ReadableState, organization: Organization, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = state
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle(self.tr("Forget this organization"))
        # Names come from outside: they are text, never markup.
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(organization_texts.forget_question(organization))
        self._keep = QCheckBox(self.tr("&Keep the history (credentials and activity)"))
        self.setCheckBox(self._keep)
        self._confirm = self.addButton(self.tr("Forget"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = self.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(cancel)
        self.setEscapeButton(cancel)
        self._show_consequence()
        self.buttonClicked.connect(self._on_button)
        connect_until_destroyed(self, state.subscribe, self._on_event)

    def _show_consequence(self) -> None:
        self.setInformativeText(
            organization_texts.forget_consequence(
                self._state.credentials, len(self._state.unsettled_grants)
            )
        )
        name_words(self)

    def _on_event(self, _: Event) -> None:
        # The consequence depends on the credentials, which may have changed.
        self._show_consequence()

    def _on_button(self) -> None:
        if self.clickedButton() is self._confirm:
            self.confirmed.emit(self._keep.isChecked())
