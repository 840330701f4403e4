"""One running program on one data folder: its workspaces, and the window that shows them."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop_app.app import factories
from desktop_app.app.first_use import FirstUse
from desktop_app.app.practice_gateway import PracticeGateway
from desktop_app.app.shared_receiver import SharedReceiver
from desktop_app.app.views import FirstUseViews
from desktop_app.app.workspace_scope import WorkspaceScope
from desktop_app.core.credential import AffectedCredential
from desktop_app.core.deadline import APPROVAL_TTL
from desktop_app.core.profile import Profile
from desktop_app.core.systems import System
from desktop_app.system.browser import DesktopBrowser
from desktop_app.system.clock import SystemClock
from desktop_app.system.paths import DataPaths
from desktop_app.system.tasks import QtTasks
from desktop_app.system.user import login_name, os_user
from desktop_app.system.window_settings import StoredWindow
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.style import Look
from desktop_app.workflow.organizations import OrganizationPorts, Organizations
from desktop_app.workflow.ports import OrganizationStore, Ports, Store, StripeGateway
from desktop_app.workflow.workspace import PRACTICE
from desktop_app.workflow.workspaces import Running, WorkspacePorts, Workspaces

if TYPE_CHECKING:
    from desktop_app.workflow.m3ter_ports import M3ter

# How often the deadlines are checked where nothing announces a resume from sleep. A deadline may be
# noticed this much too late. No answer is accepted too late: each is checked against the clock.
_CHECK_INTERVAL = timedelta(seconds=20)
# The databases are read after this time, even if the window is minimized and so is not painted.
_LATEST_START = timedelta(seconds=1)


class Program(QObject):
    """Everything that runs.

    `ca_file` names certificates that are trusted beside the system's. `look` gets the colours that
    the person has set, before the window is made.
    """

    def __init__(
        self, data: DataPaths, approval_ttl: timedelta, ca_file: Path | None, look: Look
    ) -> None:
        super().__init__()
        remembered = StoredWindow(data.window)
        self._settings = remembered.program
        look.show_scheme(self._settings.color_scheme)
        self._practice_store = FirstUse(partial(factories.practice_store, data.practice_database))
        self._practice = FirstUse(partial(factories.practice_clients, data.practice_stripe))
        self._repository = FirstUse(partial(factories.organization_repository, data.organizations))
        self._keychain = FirstUse(factories.keychain).lazy
        self._documents = FirstUse(factories.documents).lazy
        self._tasks = QtTasks(self._on_crash, self)
        self._receiver = SharedReceiver(partial(factories.receiver, parent=self))
        self._browser = DesktopBrowser()
        self._approval_browser = FirstUse(
            partial(factories.approval_browser, self._browser, self._settings)
        ).lazy
        self._scopes: list[WorkspaceScope] = []
        self._check_interval: timedelta | None = None
        self._is_started = False
        practice = self._make_workflow(
            PRACTICE,
            self._practice_store.lazy,
            PracticeGateway(self._practice),
            FirstUse(partial(factories.practice_m3ter, self._practice)).lazy,
            approval_ttl,
        )
        make_stripe = partial(factories.organization_stripe, ca_file=ca_file)
        self.workspaces = Workspaces(
            WorkspacePorts(
                tasks=self._tasks,
                clock=SystemClock(),
                repository=self._repository.lazy,
                parse_profile=factories.parse_profile,
                make_stripe=make_stripe,
                make_workflow=partial(self._make_organization_workflow, ca_file),
            ),
            practice.workflow,
        )
        self._organizations = Organizations(
            OrganizationPorts(
                tasks=self._tasks,
                keychain=self._keychain,
                clock=SystemClock(),
                os_user=os_user(),
                repository=self._repository.lazy,
                read_profile=factories.read_profile,
                parse_profile=factories.parse_profile,
                make_stripe=make_stripe,
                try_secret=partial(factories.try_secret, ca_file=ca_file),
                try_registration=partial(factories.try_registration, ca_file=ca_file),
            ),
            self.workspaces,
        )
        self.window = MainWindow(
            self.workspaces,
            self._organizations,
            self._browser,
            FirstUse(partial(factories.notifications, self._notifies, self)).lazy,
            FirstUseViews(
                partial(factories.help_ports, data.log, self._tasks, self._keychain),
                partial(
                    factories.settings_ports,
                    self._settings,
                    look.show_scheme,
                    data,
                    self._tasks,
                    self._keychain,
                ),
                factories.file_manager,
            ),
            remembered,
        )

    def start(self) -> None:
        """Show the window; once it is painted, read the databases and listen to the system."""
        self.window.first_painted.connect(self._start_workspaces)
        QTimer.singleShot(_LATEST_START // timedelta(milliseconds=1), self._start_workspaces)
        self.window.show()

    def _start_workspaces(self) -> None:
        if self._is_started:
            return
        self._is_started = True
        self.workspaces.start()
        self._organizations.start()
        factories.resume_signal(self._check_deadlines, self._check_at_intervals, self).start()
        factories.reachability(self._retry_revocations, self).start()

    def stop(self) -> None:
        """End everything that was started; what is unfinished is settled at the next start."""
        self._is_started = True
        self._receiver.close()
        self._tasks.stop(self._close_databases)
        if self._practice.made is not None:
            self._practice.made.stop()

    def _close_databases(self) -> None:
        for database in (self._practice_store.made, self._repository.made):
            if database is not None:
                database.close()

    def _make_organization_workflow(
        self,
        ca_file: Path | None,
        profile: Profile,
        store: OrganizationStore,
        stripe: StripeGateway,
    ) -> Running:
        m3ter = FirstUse(partial(factories.organization_m3ter, profile, ca_file)).lazy
        return self._make_workflow(profile.organization.key, store, stripe, m3ter, APPROVAL_TTL)

    def _make_workflow(
        self,
        workspace_id: str,
        store: Store,
        stripe: StripeGateway,
        m3ter: "M3ter",
        approval_ttl: timedelta,
    ) -> Running:
        """Make a workspace's workflow, with an alarm of its own and shares of the common parts."""
        on_return = partial(self._on_return, workspace_id)
        scope = WorkspaceScope(self._tasks, self._receiver, on_return, self)
        if self._check_interval is not None:
            scope.alarm.ring_within(self._check_interval)
        workflow = scope.make_workflow(
            Ports(
                store=store,
                m3ter_store=FirstUse(partial(factories.m3ter_store, store)).lazy,
                keychain=self._keychain,
                stripe=stripe,
                m3ter=m3ter,
                receiver=scope.receiver,
                browser=self._browser,
                approval_browser=self._approval_browser,
                documents=self._documents,
                alarm=scope.alarm,
                clock=SystemClock(),
                tasks=scope.tasks,
                os_user=os_user(),
                login_name=login_name,
                approval_ttl=approval_ttl,
                using_account_elsewhere=partial(self._using_account_elsewhere, workspace_id),
                rechecks_quietly=self._rechecks_quietly,
            )
        )
        self._scopes.append(scope)

        def stop() -> None:
            self._scopes.remove(scope)
            scope.close()

        return Running(workflow, stop)

    def _check_deadlines(self) -> None:
        for workspace in self.workspaces.workspaces:
            workspace.commands.check_deadlines()

    def _retry_revocations(self) -> None:
        for workflow in self.workspaces.workflows:
            workflow.retry_revocations()

    def _check_at_intervals(self) -> None:
        self._check_interval = _CHECK_INTERVAL
        for scope in self._scopes:
            scope.alarm.ring_within(_CHECK_INTERVAL)

    def _notifies(self) -> bool:
        return self._settings.notifies

    def _rechecks_quietly(self) -> bool:
        return self._settings.rechecks_quietly

    # What calls these methods is made before `workspaces` and `window`, so they look both up late.

    def _using_account_elsewhere(
        self, workspace_id: str, account_id: str, system: System
    ) -> tuple[AffectedCredential, ...]:
        return self.workspaces.using_account_elsewhere(workspace_id, account_id, system)

    def _on_return(self, workspace_id: str) -> None:
        self.window.return_from_browser(workspace_id)

    def _on_crash(self, error: Exception) -> None:
        # The operation belongs to no workspace: their operations have handlers of their own.
        self.workspaces.workflows[0].operation_failed(error)
