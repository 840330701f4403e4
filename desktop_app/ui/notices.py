"""Notices above the list: what happened meanwhile and what to do about it, where it happened."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.core.credential import Credential, Stage
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.ui import texts, theme
from desktop_app.ui.announce import announce
from desktop_app.ui.parts.panels import InfoPanel
from desktop_app.ui.theme import Tone
from desktop_app.workflow.events import (
    Event,
    Loaded,
    OperationFailed,
    RevocationFailed,
    UnsettledGrantsChanged,
)
from desktop_app.workflow.service import Workflow

_BRIEF_MILLISECONDS = 4000


class Notices(QWidget):
    """A column of notices: unsettled grants until they are settled, one passing notice at most."""

    def __init__(self, workflow: Workflow) -> None:
        super().__init__()
        self._workflow = workflow
        self._grants: dict[str, InfoPanel] = {}
        self._passing: InfoPanel | None = None
        self._brief = QTimer(self)
        self._brief.setSingleShot(True)
        self._brief.setInterval(_BRIEF_MILLISECONDS)
        self._brief.timeout.connect(self._dismiss)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.S)
        workflow.subscribe(self._on_event)
        self._show_grants(workflow.unsettled_grants)

    def tell_timed_out(self, credential: Credential) -> None:
        """A credential was removed because its time was over."""
        self._tell(
            Tone.WARNING,
            self.tr("“{name}” was removed").format(name=credential.name),
            self.tr(
                "Authentication with Stripe was not completed in time. Choose Configure new"
                " credentials to start again."
            ),
        )

    def tell_removed(self, credential: Credential) -> None:
        """A person has removed or deleted a credential."""
        if credential.stage is Stage.ACTIVE:
            text = self.tr("“{name}” was deleted.")
        else:
            text = self.tr("“{name}” was removed.")
        self._tell(Tone.SUCCESS, "", text.format(name=credential.name), brief=True)

    def tell_copied(self, credential: Credential) -> None:
        """A credential's ID was copied."""
        self._tell(
            Tone.SUCCESS,
            "",
            self.tr("The ID of “{name}” was copied.").format(name=credential.name),
            brief=True,
        )

    def _on_event(self, event: Event) -> None:
        match event:
            case Loaded():
                self._show_grants(self._workflow.unsettled_grants)
            case UnsettledGrantsChanged(grants):
                self._show_grants(grants)
            case RevocationFailed(credential):
                self._tell(
                    Tone.PROBLEM,
                    self.tr("“{name}” was not removed").format(name=credential.name),
                    self.tr(
                        "Stripe did not confirm that its access was revoked. Try again later, or"
                        " delete it without revoking."
                    ),
                )
            case OperationFailed(problem):
                message = texts.operation_failed_message(problem)
                self._tell(message.tone, message.title, message.text)

    def _show_grants(self, grants: tuple[UnsettledGrant, ...]) -> None:
        for grant_id in self._grants.keys() - {grant.id for grant in grants}:
            self._take_away(self._grants.pop(grant_id))
        for grant in grants:
            if grant.id not in self._grants:
                self._grants[grant.id] = self._grant_panel(grant)
                self._column.insertWidget(0, self._grants[grant.id])
                announce(self, self._grants[grant.id].text())

    def _grant_panel(self, grant: UnsettledGrant) -> InfoPanel:
        panel = InfoPanel()
        if grant.account_id:
            text = self.tr(
                "“{name}”, {time}: it is not known whether m3ter has access to {account}. Approve"
                " again, or look in the Stripe Dashboard; then clear this notice."
            )
        else:
            text = self.tr(
                "“{name}”, {time}: Stripe's answer got lost. Approve again, or look in the Stripe"
                " Dashboard whether m3ter has access; then clear this notice."
            )
        panel.show_message(
            Tone.PROBLEM,
            self.tr("Stripe may have granted access"),
            text.format(
                name=grant.credential_name,
                time=texts.moment_text(grant.since),
                account=grant.account_id,
            ),
        )
        clear = QPushButton(self.tr("Clear"))
        clear.clicked.connect(lambda: self._workflow.clear_unsettled_grant(grant.id))
        panel.buttons.addWidget(clear)
        return panel

    def _tell(self, tone: Tone, title: str, text: str, *, brief: bool = False) -> None:
        self._dismiss()
        panel = InfoPanel()
        panel.show_message(tone, title, text)
        dismiss = QPushButton(self.tr("Dismiss"))
        dismiss.clicked.connect(self._dismiss)
        panel.buttons.addWidget(dismiss)
        self._passing = panel
        self._column.addWidget(panel)
        announce(self, panel.text())
        if brief:
            self._brief.start()

    def _dismiss(self) -> None:
        self._brief.stop()
        if self._passing is not None:
            self._take_away(self._passing)
            self._passing = None

    def _take_away(self, panel: InfoPanel) -> None:
        panel.hide()
        self._column.removeWidget(panel)
        panel.deleteLater()
