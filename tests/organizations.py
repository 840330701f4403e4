"""A computer with several workspaces: what tests and pictures of them are made with."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

from desktop_app.core.account import Account
from desktop_app.core.credential import SecretPlace
from desktop_app.core.deadline import SecondsLeft
from desktop_app.core.errors import Detail
from desktop_app.core.profile import Profile, Registration
from desktop_app.core.registration_problem import RegistrationProblem, RegistrationProblemKind
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.profiles.files import read_profile_file
from desktop_app.profiles.reading import parse_profile
from desktop_app.storage.m3ter_store import SqliteM3terStore
from desktop_app.storage.organization_repository import SqliteOrganizationRepository
from desktop_app.storage.organization_store import SqliteOrganizationStore
from desktop_app.storage.store import SqliteStore
from desktop_app.system.tasks import QtTasks, TasksShare
from desktop_app.workflow.organizations import OpenedProfile, OrganizationPorts, Organizations
from desktop_app.workflow.ports import OrganizationStore, StripeGateway
from desktop_app.workflow.workflow import Workflow
from desktop_app.workflow.workspace import Workspace
from desktop_app.workflow.workspaces import Running, WorkspacePorts, Workspaces
from tests.asked import Asking, Told
from tests.fakes import (
    Disk,
    FakeAlarm,
    FakeM3ter,
    FakeReceiver,
    FakeStripe,
    StoreOnDisk,
    WorkflowHarness,
)

ACME = """\
[organization]
id = "org-acme"
name = "Acme Ltd"

[stripe]
client_id = "ca_LiveAcme000000000"
redirect_uri = "https://pay.acme.example/m3ter/return.html"

[stripe_test]
client_id = "ca_TestAcme000000000"
redirect_uri = "http://localhost:8765/stripe/return"
"""
ONLY_TEST = ACME.replace(ACME[ACME.index("[stripe]") : ACME.index("[stripe_test]")], "")
GLOBEX = """\
[organization]
id = "org-globex"
name = "Globex GmbH"

[stripe_test]
client_id = "ca_TestGlobex0000000"
redirect_uri = "https://pay.globex.example/return.html"
token_url = "https://exchange.globex.example/token"
deauthorize_url = "https://exchange.globex.example/deauthorize"
bearer_token = true
"""
STAND_IN = """\
[organization]
id = "org-stand-in"
name = "Acme rehearsal"

[stripe]
client_id = "ca_LiveAcme000000000"
redirect_uri = "https://127.0.0.1:9443/return.html"
stand_in = "http://127.0.0.1:9123"

[stripe_test]
client_id = "ca_TestAcme000000000"
redirect_uri = ["http://localhost:8765/stripe/return", "http://localhost:8766/stripe/return"]
stand_in = "http://127.0.0.1:9123"
"""
M3TER_STAND_IN = """
[m3ter]
organization = "org-acme-at-m3ter"
stand_in = "http://127.0.0.1:9124/m3ter"
"""
BAD_PROFILE = """\
[organization]
name = "Acme <b>Ltd</b>"

[stripe]
client_id = "ca_1"
redirect_url = "https://pay.acme.example/m3ter/return.html"
secret_key = "sk_live_AcmeAcmeAcme0001"

[stripe_test]
client_id = "ca_TestAcme000000000"
redirect_uri = "http://localhost/stripe/return"
token_url = "https://connect.stripe.com/oauth/token"
"""
LONG_NAME = (
    "Acme <b>Ltd</b> & Sons Verwaltungsgesellschaft für Beteiligungen in Übersee, Niederlassung Ost"
)
LIVE_KEY = Secret("sk_live_AcmeAcmeAcme0001")
TEST_KEY = Secret("sk_test_AcmeAcmeAcme0002")
ACME_SECRETS = {System.STRIPE: LIVE_KEY, System.STRIPE_TEST: TEST_KEY}
GLOBEX_TOKEN = Secret("token-of-globex-0003")
GLOBEX_SECRETS = {System.STRIPE_TEST: GLOBEX_TOKEN}
PLATFORM = Account("acct_1Platform", "m3ter", "GB", charges_enabled=True, payouts_enabled=True)


class Trial:
    """Tries secrets, and finds them as it is told to."""

    def __init__(self) -> None:
        self.tried: list[tuple[System, Secret | None]] = []
        # The seconds that each trial was given.
        self.given: list[float] = []
        self.fail: Exception | None = None
        self.account: Account | None = PLATFORM
        self.registrations_tried: list[System] = []
        # What the approval page refuses, for each system.
        self.refused: dict[System, list[tuple[RegistrationProblemKind, Detail]]] = {}
        self.fail_registration: Exception | None = None

    def try_registration(
        self, registration: Registration, seconds_left: SecondsLeft
    ) -> tuple[RegistrationProblem, ...]:
        self.registrations_tried.append(registration.system)
        if self.fail_registration is not None:
            raise self.fail_registration
        return tuple(
            RegistrationProblem(kind, registration, registration.routes[0].redirect_uri, detail)
            for kind, detail in self.refused.get(registration.system, ())
        )

    def try_secret(
        self, registration: Registration, secret: Secret | None, seconds_left: SecondsLeft
    ) -> Account | None:
        self.given.append(seconds_left())
        self.tried.append((registration.system, secret))
        if self.fail is not None:
            raise self.fail
        return self.account


class OrganizationStoreOnDisk(SqliteOrganizationStore, StoreOnDisk):
    """The real store on a disk that may fail."""


class RepositoryOnDisk(SqliteOrganizationRepository):
    """The real repository; writing into its databases may fail."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        super().__init__(folder)
        self._disk = disk

    def store(self, organization_id: str) -> SqliteOrganizationStore:
        path = self._path(organization_id)
        return self._stores.setdefault(organization_id, OrganizationStoreOnDisk(path, self._disk))


class Computer:
    """A harness for Practice, and what the workspaces of organizations are made of.

    Organizations share the harness's keychain, disk, clock, tasks and browser; each has a receiver,
    an alarm and a Stripe of its own, by the id of its workspace. `restart` is a new run on the same
    folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.harness = WorkflowHarness(folder / "practice.sqlite3")
        self.trial = Trial()
        self.begin_run()

    def begin_run(self) -> None:
        """Make what is new in each run; Practice has the harness's workflow."""
        self.repository = RepositoryOnDisk(self.folder / "organizations", self.harness.disk)
        self.stripes: dict[str, FakeStripe] = {}
        self.m3ters: dict[str, FakeM3ter] = {}
        self.receivers: dict[str, FakeReceiver] = {}
        self.alarms: dict[str, FakeAlarm] = {}
        self.stopped: list[Workflow] = []
        self.events: list[Told] = []
        self.listeners: list[Callable[[Told], None]] = []
        self.workspaces = Workspaces(
            WorkspacePorts(
                tasks=self.harness.tasks,
                clock=self.harness.clock,
                repository=self.repository,
                parse_profile=parse_profile,
                make_stripe=self._make_stripe,
                make_workflow=self._make_workflow,
            ),
            self.harness.workflow,
        )
        self.organizations = Organizations(
            OrganizationPorts(
                tasks=self.harness.tasks,
                keychain=self.harness.keychain,
                clock=self.harness.clock,
                os_user="ada",
                repository=self.repository,
                read_profile=read_profile_file,
                parse_profile=parse_profile,
                make_stripe=self._make_stripe,
                try_secret=self.trial.try_secret,
                try_registration=self.trial.try_registration,
            ),
            self.workspaces,
        )
        self.asks = Asking(self.organizations, self.tell)
        self.workspaces.subscribe(self.tell)

    def tell(self, told: Told) -> None:
        """Remember an event or an answer, and tell it to the listeners of this run."""
        self.events.append(told)
        for listener in tuple(self.listeners):
            listener(told)

    def start(self) -> "Computer":
        """Open everything that is kept."""
        self.workspaces.start()
        self.organizations.start()
        return self

    def restart(self) -> "Computer":
        """End this run as a crash does, and start another."""
        self.repository.close()
        self.harness.crash()
        self.begin_run()
        return self.start()

    def profile(self, text: str = ACME) -> OpenedProfile:
        """Open a connection profile that holds `text`; it has to be a good one."""
        path = self.folder / "profile.toml"
        path.write_text(text, encoding="utf-8")
        self.asks.open_profile(path)
        opened = self.events[-1]
        assert isinstance(opened, OpenedProfile), opened
        return opened

    def connect(
        self,
        text: str = ACME,
        secrets: dict[System, Secret] = ACME_SECRETS,
        place: SecretPlace = SecretPlace.KEYCHAIN,
    ) -> Workspace:
        """Connect an organization."""
        opened = self.profile(text)
        self.asks.connect(opened, secrets, place)
        workspace = self.workspaces.workspace(opened.profile.organization.key)
        assert workspace is not None, self.events[-1]
        return workspace

    def workflow(self, workspace: Workspace) -> Workflow:
        """Return the workflow of a workspace that is open."""
        organization = self.workspaces.organization(workspace.id)
        return self.harness.workflow if organization is None else organization.running.workflow

    def _make_stripe(self, profile: Profile) -> FakeStripe:
        stripe = FakeStripe()
        stripe.known_systems = profile.systems
        stripe.wants_secret = any(r.secret_kind is not None for r in profile.registrations)
        return stripe

    def _make_workflow(
        self, profile: Profile, store: OrganizationStore, stripe: StripeGateway
    ) -> Running:
        assert isinstance(stripe, FakeStripe)
        assert isinstance(store, SqliteStore)
        workspace_id = profile.organization.key
        receiver, alarm = FakeReceiver(), FakeAlarm()
        self.stripes[workspace_id] = stripe
        self.m3ters[workspace_id] = FakeM3ter(profile.m3ter.organization_id)
        self.receivers[workspace_id], self.alarms[workspace_id] = receiver, alarm
        # A share can be had of anything that runs tasks.
        tasks = TasksShare(cast(QtTasks, self.harness.tasks), self.harness.tasks.crashes.append)
        workflow = Workflow(
            replace(
                self.harness.ports,
                store=store,
                m3ter_store=SqliteM3terStore(store),
                stripe=stripe,
                m3ter=self.m3ters[workspace_id],
                receiver=receiver,
                alarm=alarm,
                tasks=tasks,
                using_account_elsewhere=partial(
                    self.workspaces.using_account_elsewhere, workspace_id
                ),
            )
        )

        def stop() -> None:
            tasks.end()
            alarm.cancel()
            receiver.close()
            self.stopped.append(workflow)

        return Running(workflow, stop)
