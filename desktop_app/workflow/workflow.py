"""One workspace's workflow: its state, its commands, and its calls from outside.

The user interface reads the state and calls the commands. The composition root starts the workflow,
and passes on the calls of the receiver and the operating system.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from desktop_app.core.errors import StorageError
from desktop_app.core.receiver_event import (
    ApprovalsContradict,
    ApprovalUnconfirmed,
    ConnectionRefused,
    DenialUnconfirmed,
    ReceiverEvent,
    ResponseArrived,
    StartLinkOpenedTwice,
)
from desktop_app.workflow.approvals import Approvals
from desktop_app.workflow.code_exchange import CodeExchange
from desktop_app.workflow.commands import Commands
from desktop_app.workflow.events import LoadFailed, OperationFailed
from desktop_app.workflow.incidents import Incidents
from desktop_app.workflow.ports import Lane, Ports
from desktop_app.workflow.removal import Removal
from desktop_app.workflow.services import make_services
from desktop_app.workflow.unsettled_grants import UnsettledGrants
from desktop_app.workflow.workspace_state import ReadableState


class Workflow:
    """The workflow of one workspace. It reaches the outside through `ports`."""

    def __init__(self, ports: Ports) -> None:
        services = make_services(ports)
        unsettled_grants = UnsettledGrants(services)
        self._ports = ports
        self._state = services.state
        self._keychain_entries = services.keychain_entries
        self._deadlines = services.deadlines
        self._approvals = Approvals(services)
        self._code_exchange = CodeExchange(services, unsettled_grants)
        self._incidents = Incidents(services)
        self._removal = Removal(services)
        self._commands = Commands(
            services,
            self._approvals,
            self._code_exchange,
            self._incidents,
            self._removal,
            unsettled_grants,
            self._load,
        )

    @property
    def state(self) -> ReadableState:
        """The state of the workspace, to read and to subscribe to."""
        return self._state

    @property
    def commands(self) -> Commands:
        """The commands of the workspace."""
        return self._commands

    def start(self) -> None:
        """Read the database, and continue what an earlier run did not finish.

        Publishes `Loaded` or `LoadFailed`.
        """
        self._ports.tasks.start(self._load())

    # -- calls from outside -------------------------------------------------------------------

    def receive(self, event: ReceiverEvent) -> None:
        """Handle what the receiver reports."""
        match event:
            case ResponseArrived(response):
                self._ports.tasks.start(self._code_exchange.handle(response))
            case ApprovalUnconfirmed(attempt_id):
                self._incidents.ask_to_confirm(attempt_id)
            case ApprovalsContradict(attempt_id):
                self._incidents.drop_contradictory(attempt_id)
            case StartLinkOpenedTwice(attempt_id):
                self._incidents.report_opened_twice(attempt_id)
            case DenialUnconfirmed(attempt_or_none):
                self._incidents.report_denial(attempt_or_none)
            case ConnectionRefused(peer):
                self._ports.tasks.start(self._incidents.report_peer(peer))

    def retry_revocations(self) -> None:
        """Retry all unfinished revocations: the network is back."""
        self._removal.retry_all()

    def operation_failed(self, error: Exception) -> None:
        """Publish that an operation raised an exception."""
        self._state.publish(OperationFailed(error))

    # -- operations ---------------------------------------------------------------------------

    async def _load(self) -> None:
        store, now = self._ports.store, self._ports.clock.now()
        try:
            snapshot = await self._ports.tasks.run(
                Lane.DATABASE, lambda: store.recover(now, self._ports.os_user)
            )
        except StorageError as error:
            self._state.load_failed(LoadFailed(error))
            return
        self._state.load(snapshot.credentials, snapshot.unsettled_grants)
        self._removal.resume()
        await_again = partial(
            self._approvals.await_again, snapshot.open_attempts, snapshot.return_port
        )
        steps: list[Callable[[], Awaitable[None]]] = [
            self._deadlines.check,
            await_again,
            self._keychain_entries.delete_marked,
        ]
        if snapshot.is_m3ter_connected:
            steps.append(self._commands.m3ter.load)
        for step in steps:
            try:
                await step()
            except StorageError as error:
                # The other steps must be taken all the same.
                self.operation_failed(error)
