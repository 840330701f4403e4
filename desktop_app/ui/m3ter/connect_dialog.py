"""The dialog that connects m3ter, after trying the access key."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.core.credential import SecretPlace
from desktop_app.ui.m3ter.key_fields import KeyFields
from desktop_app.ui.organizations.busy_line import BusyLine
from desktop_app.ui.organizations.dialog_page import DialogPage
from desktop_app.ui.organizations.trying_dialog import TryingDialog
from desktop_app.ui.results import when_done
from desktop_app.ui.texts import m3ter_texts
from desktop_app.ui.texts.message import Message
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.ui.widgets.question import Question
from desktop_app.ui.widgets.scrolling import bring_into_sight
from desktop_app.workflow.m3ter_commands import M3terCommands
from desktop_app.workflow.m3ter_ports import Proposal


class ConnectM3terDialog(TryingDialog):
    """Asks for an organization and its key. `connected` carries the organization's ID.

    `proposed_id` takes the place of what m3ter's port proposes: the organization that is connected
    already, whose key is entered anew.
    """

    connected = Signal(str)

    def __init__(self, commands: M3terCommands, proposed_id: str, parent: QWidget) -> None:
        super().__init__(m3ter_texts.connect_title(), self.tr("Connect"), parent)
        self._commands = commands
        self._proposed_id = proposed_id
        self._proposal: Proposal | None = None
        self._is_starting = True
        self._is_closed = False
        self._is_filled_in = False
        self._is_read = False
        self._page = DialogPage(m3ter_texts.connect_title())
        self._powerful = InfoPanel()
        self._intro = wrapped(m3ter_texts.introduction_text())
        self._fields = KeyFields()
        for widget in (self._intro, self._powerful, self._fields):
            self._page.column.addWidget(widget)
        self._page.column.addStretch(1)
        self._powerful.hide()
        self._fields.changed.connect(self.show_missing)
        self.body.addWidget(self._page)
        self.size_for(lines=30)
        self._begin()

    def _begin(self) -> None:
        self.show_working(m3ter_texts.starting_text(), can_be_cancelled=True)
        when_done(self, self._commands.propose(), self._on_proposal, self._on_no_proposal)

    def _on_proposal(self, proposal: Proposal) -> None:
        if self._is_closed:
            return
        self._is_starting = False
        self._proposal = proposal
        message = m3ter_texts.powerful_message(proposal.host, is_stand_in=proposal.is_stand_in)
        self._powerful.show_message(message.tone, message.title, message.text)
        self._powerful.show()
        self._fields.fill_in(
            self._proposed_id or proposal.organization_id,
            proposal.key,
            is_stand_in=proposal.is_stand_in,
        )
        self._is_filled_in = proposal.key is not None
        self.show_idle()
        if self.missing():
            self._fields.focus_first()
        else:
            self.confirm.setFocus()

    def _on_no_proposal(self, error: Exception) -> None:
        # Only a stand-in has to be started, so nothing can be connected.
        self._is_starting = False
        self.show_idle()
        self._show_failure(error, m3ter_texts.not_started_message())
        self._fields.setEnabled(False)

    # -- see `TryingDialog` -------------------------------------------------------------------

    def missing(self) -> str:
        # Until there is a proposal, the person was not told where the key would be sent.
        if self._is_starting:
            return m3ter_texts.starting_text()
        return m3ter_texts.open_again_text() if self._proposal is None else self._fields.missing

    def submit(self, place: SecretPlace) -> None:
        self.show_working(m3ter_texts.trying_text(self._host), can_be_cancelled=True)
        organization_id = self._fields.organization_id
        connecting = self._commands.connect(organization_id, self._fields.key, place)
        when_done(
            self,
            connecting,
            lambda _: self._on_connected(organization_id),
            self._on_not_connected,
        )

    def cancel_trial(self) -> None:
        self._commands.cancel_connecting()

    def unlock_and_try(self) -> None:
        # Connecting asks the person to unlock the keychain.
        self.try_and_store(SecretPlace.KEYCHAIN)

    def show_busy(self, line: BusyLine | None) -> None:
        self._fields.setEnabled(line is None)
        self._intro.setHidden(self._is_read)
        if line is not None:
            line.stand_in_for(self._intro, self._page.column)

    def discard_question(self) -> Question | None:
        if self._is_filled_in or not self._fields.is_secret_typed:
            return None
        question = Question(
            self.windowTitle(),
            self.tr("Discard"),
            self,
            refusal=self.tr("Go on typing"),
            danger=True,
        )
        question.show_question(m3ter_texts.discard_question(), (m3ter_texts.discard_consequence(),))
        return question

    def wipe(self) -> None:
        self._fields.wipe()

    def done(self, result: int) -> None:
        self._is_closed = True
        super().done(result)

    # -- what happens -------------------------------------------------------------------------

    @property
    def _host(self) -> str:
        return "" if self._proposal is None else self._proposal.host

    def _on_connected(self, organization_id: str) -> None:
        self.connected.emit(organization_id)
        self.accept()

    def _on_not_connected(self, error: Exception) -> None:
        self.show_idle()
        self.confirm.setFocus()
        organization_id = self._fields.organization_id
        message = m3ter_texts.connect_failed_message(error, organization_id, self._host)
        self._show_failure(error, message)

    def _show_failure(self, error: Exception, message: Message) -> None:
        # Both were read by now, and make room.
        self._is_read = True
        self._intro.hide()
        self._powerful.hide()
        self._page.show_below_title(self.failure)
        self.failure.show_failure(error, message)
        bring_into_sight(self.failure)
        self.failure.focus_first_choice()
        self.show_missing()
