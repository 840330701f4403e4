"""Asks before an organization is forgotten: names what is deleted, and what stays at Stripe."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.core.profile import Organization
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import organization_texts
from desktop_app.ui.widgets.question import Question
from desktop_app.workflow.events import Event
from desktop_app.workflow.workspace_state import ReadableState


class ForgetDialog(Question):
    """Asks before an organization is forgotten.

    `confirmed` carries whether to keep the history: the credentials and the log.
    """

    confirmed = Signal(bool)

    def __init__(self, state: ReadableState, organization: Organization, parent: QWidget) -> None:
        super().__init__(self.tr("Forget this organization"), self.tr("Forget"), parent)
        self._state = state
        self._organization = organization
        self._keep = self.add_choice(self.tr("&Keep the history (credentials and activity)"))
        self._keep.setChecked(True)
        self._keep.toggled.connect(self._show_consequence)
        self._show_consequence()
        self.accepted.connect(lambda: self.confirmed.emit(self._keep.isChecked()))
        connect_until_destroyed(self, state.subscribe, self._on_event)

    def _show_consequence(self) -> None:
        self.show_question(
            organization_texts.forget_question(self._organization),
            organization_texts.forget_consequences(
                self._state.credentials,
                len(self._state.unsettled_grants),
                keeps_history=self._keep.isChecked(),
            ),
        )

    def _on_event(self, _: Event) -> None:
        # The consequences depend on the credentials, which may have changed.
        self._show_consequence()
