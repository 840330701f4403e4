"""The organization's secrets: read when they are first needed, once, and never guessed at."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.core.approval import Approval, Phase
from desktop_app.core.authorization_response import AuthorizationCodeResponse
from desktop_app.core.credential import Revoking, SecretPlace, Stage
from desktop_app.core.errors import (
    Detail,
    KeychainError,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
    SecretNotSuitableError,
    SecretRefusedError,
    SecretUnavailableError,
    StorageError,
)
from desktop_app.core.outcome import ExchangeFailed, ExchangeProblem
from desktop_app.core.receiver_event import ResponseArrived
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.storage.store import SqliteStore
from desktop_app.workflow.commands import Commands
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workflow import Workflow
from desktop_app.workflow.workspace import Workspace
from desktop_app.workflow.workspace_state import ReadableState
from tests.fakes import FakeKeychain, FakeReceiver, FakeStripe
from tests.organizations import ACME_SECRETS, TEST_KEY, Computer
from tests.workflow.organization_steps import NEW_KEY

TEST = System.STRIPE_TEST


class CountingKeychain(FakeKeychain):
    """Counts how often a secret is read from it."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[str] = []

    def read(self, entry: str) -> Secret | None:
        self.reads.append(entry)
        return super().read(entry)


class OrganizationHarness:
    """A computer that was connected in an earlier run: no secret was read yet in this one."""

    def __init__(self, folder: Path) -> None:
        self.computer = Computer(folder)
        self.keychain = CountingKeychain()
        self.computer.harness.keychain = self.keychain
        # Everything is put together anew, with this keychain.
        self.computer.restart()
        self.computer.connect()
        self.computer.restart()

    @property
    def workflow(self) -> Workflow:
        return self.computer.workflow(self.workspace)

    @property
    def workspace(self) -> Workspace:
        workspace = self.computer.workspaces.workspace("org-acme")
        assert workspace is not None
        return workspace

    @property
    def state(self) -> ReadableState:
        return self.workspace.state

    @property
    def commands(self) -> Commands:
        return self.workspace.commands

    @property
    def stripe(self) -> FakeStripe:
        return self.computer.stripes["org-acme"]

    @property
    def receiver(self) -> FakeReceiver:
        return self.computer.receivers["org-acme"]

    def go(self, system: System = TEST, name: str = "EU billing") -> str:
        return self.commands.go_to_stripe(system, name, SecretPlace.KEYCHAIN)

    def approval(self, credential_id: str) -> Approval:
        approval = self.state.approval(credential_id)
        assert approval is not None
        return approval

    def approve_in_browser(self) -> str:
        attempt_id = next(iter(self.receiver.expected))
        self.workflow.receive(
            ResponseArrived(AuthorizationCodeResponse(attempt_id, Secret(f"ac_{attempt_id}")))
        )
        return attempt_id


@pytest.fixture
def organization(tmp_path: Path) -> Iterator[OrganizationHarness]:
    """An organization that was connected in an earlier run."""
    organization = OrganizationHarness(tmp_path)
    yield organization
    organization.computer.repository.close()
    organization.computer.harness.store.close()


def test_a_start_reads_no_secret_and_does_not_touch_the_keychain(
    organization: OrganizationHarness,
) -> None:
    organization.computer.restart()
    assert organization.keychain.reads == []
    assert organization.stripe.secrets == {}

    organization.computer.repository.close()
    organization.computer.harness.crash()
    organization.computer.harness.tasks.holding = {Lane.KEYCHAIN}
    organization.computer.begin_run()
    organization.computer.start()
    assert not organization.computer.harness.tasks.held


def test_the_secret_is_read_once_when_it_is_first_needed_and_kept(
    organization: OrganizationHarness,
) -> None:
    first = organization.go(name="first")
    assert organization.approval(first).phase is Phase.WAITING
    assert organization.stripe.secrets == {TEST: TEST_KEY}

    organization.approve_in_browser()
    organization.go(name="second")
    assert len(organization.keychain.reads) == 1
    assert organization.state.credentials[0].stage is Stage.APPROVED


def test_each_mode_has_its_own(organization: OrganizationHarness) -> None:
    organization.go(System.STRIPE)
    assert organization.stripe.secrets == {System.STRIPE: ACME_SECRETS[System.STRIPE]}
    organization.go(TEST)
    assert organization.stripe.secrets == ACME_SECRETS


def test_a_secret_that_was_just_entered_is_not_read_again(tmp_path: Path) -> None:
    computer = Computer(tmp_path).start()
    workspace = computer.connect()
    computer.harness.keychain.fail_read = KeychainFailedError("broken")
    credential_id = workspace.commands.go_to_stripe(TEST, "EU billing", SecretPlace.KEYCHAIN)
    approval = workspace.state.approval(credential_id)
    assert approval is not None
    assert approval.phase is Phase.WAITING
    computer.repository.close()
    computer.harness.store.close()


def test_one_that_needs_no_secret_is_not_asked_for_one(organization: OrganizationHarness) -> None:
    organization.stripe.wants_secret = False
    credential_id = organization.go()
    assert organization.approval(credential_id).phase is Phase.WAITING
    assert organization.keychain.reads == []


# What keeps it from being had.


# For the session, the credential needs no keychain; the organization's secret does.
@pytest.mark.parametrize("place", [SecretPlace.KEYCHAIN, SecretPlace.SESSION])
def test_a_locked_keychain_blocks_and_goes_on_when_it_is_unlocked(
    organization: OrganizationHarness, place: SecretPlace
) -> None:
    organization.keychain.fail_probe = KeychainLockedError("locked")
    credential_id = organization.commands.go_to_stripe(TEST, "EU billing", place)
    blocked = organization.approval(credential_id)
    assert blocked.phase is Phase.BLOCKED
    assert isinstance(blocked.keychain_error, SecretUnavailableError)
    assert isinstance(blocked.keychain_error.cause, KeychainLockedError)
    assert organization.computer.harness.browser.opened == []
    assert organization.receiver.port is None

    organization.commands.unlock_keychain(credential_id)
    assert organization.approval(credential_id).phase is Phase.WAITING
    assert organization.stripe.secrets == {TEST: TEST_KEY}


@pytest.mark.parametrize("problem", [KeychainMissingError("none"), KeychainFailedError("broken")])
def test_why_the_keychain_gives_nothing_is_told(
    organization: OrganizationHarness, problem: KeychainError
) -> None:
    organization.keychain.fail_read = problem
    credential_id = organization.go()
    blocked = organization.approval(credential_id)
    assert blocked.phase is Phase.BLOCKED
    assert isinstance(blocked.keychain_error, SecretUnavailableError)
    assert blocked.keychain_error.cause is problem
    assert organization.state.credential(credential_id) is None

    organization.keychain.fail_read = None
    organization.commands.unlock_keychain(credential_id)
    assert organization.approval(credential_id).phase is Phase.WAITING


def test_a_secret_that_must_not_be_sent_there_has_to_be_replaced(
    organization: OrganizationHarness,
) -> None:
    """A stand-in may have been connected with a key of Stripe's by an earlier version."""
    organization.stripe.unfit = {TEST_KEY}
    credential_id = organization.go()
    blocked = organization.approval(credential_id)
    assert blocked.phase is Phase.BLOCKED
    assert isinstance(blocked.keychain_error, SecretUnavailableError)
    assert isinstance(blocked.keychain_error.cause, SecretNotSuitableError)
    assert organization.computer.harness.browser.opened == []

    organization.computer.asks.replace_secret("org-acme", TEST, NEW_KEY, SecretPlace.KEYCHAIN)
    organization.commands.unlock_keychain(credential_id)
    assert organization.approval(credential_id).phase is Phase.WAITING


def test_a_secret_that_somebody_took_out_of_the_keychain_is_said_to_be_gone(
    organization: OrganizationHarness,
) -> None:
    organization.keychain.entries.clear()
    credential_id = organization.go()
    problem = organization.approval(credential_id).keychain_error
    assert isinstance(problem, SecretUnavailableError)
    assert problem.cause is None
    assert organization.stripe.secrets == {}

    organization.computer.asks.replace_secret("org-acme", TEST, NEW_KEY, SecretPlace.KEYCHAIN)
    organization.commands.unlock_keychain(credential_id)
    assert organization.approval(credential_id).phase is Phase.WAITING
    assert organization.stripe.secrets == {TEST: NEW_KEY}


def test_a_keychain_that_hangs_blocks_and_does_not_wait_for_ever(
    organization: OrganizationHarness,
) -> None:
    organization.computer.harness.tasks.holding = {Lane.KEYCHAIN}
    credential_id = organization.commands.go_to_stripe(TEST, "EU billing", SecretPlace.SESSION)
    organization.computer.harness.tasks.time_out()
    problem = organization.approval(credential_id).keychain_error
    assert isinstance(problem, SecretUnavailableError)
    assert isinstance(problem.cause, KeychainLockedError)


def test_a_reading_that_hangs_blocks_as_well(organization: OrganizationHarness) -> None:
    tasks = organization.computer.harness.tasks
    tasks.holding = {Lane.KEYCHAIN}
    credential_id = organization.commands.go_to_stripe(TEST, "EU billing", SecretPlace.SESSION)
    tasks.release()
    tasks.time_out()
    problem = organization.approval(credential_id).keychain_error
    assert isinstance(problem, SecretUnavailableError)
    assert isinstance(problem.cause, KeychainFailedError)
    assert organization.stripe.secrets == {}


def test_a_secret_that_is_read_too_late_does_not_replace_a_newer_one(
    organization: OrganizationHarness,
) -> None:
    tasks = organization.computer.harness.tasks
    tasks.holding = {Lane.KEYCHAIN}
    credential_id = organization.commands.go_to_stripe(TEST, "EU billing", SecretPlace.SESSION)
    tasks.release()
    # While the old one is being read, another is given for this session.
    organization.computer.asks.replace_secret("org-acme", TEST, NEW_KEY, SecretPlace.SESSION)
    tasks.release_all()
    assert organization.stripe.secrets == {TEST: NEW_KEY}
    assert organization.approval(credential_id).phase is Phase.WAITING


def test_a_secret_that_is_replaced_while_the_old_one_is_looked_for_is_not_said_to_be_gone(
    organization: OrganizationHarness,
) -> None:
    tasks = organization.computer.harness.tasks
    tasks.holding = {Lane.KEYCHAIN}
    credential_id = organization.commands.go_to_stripe(TEST, "EU billing", SecretPlace.SESSION)
    organization.keychain.entries.clear()
    organization.computer.asks.replace_secret("org-acme", TEST, NEW_KEY, SecretPlace.SESSION)
    tasks.release_all()
    assert organization.stripe.secrets == {TEST: NEW_KEY}
    assert organization.approval(credential_id).phase is Phase.WAITING


# The browser comes back after a restart.


@pytest.mark.parametrize(
    "problem",
    [KeychainLockedError("locked"), KeychainMissingError("none"), KeychainFailedError("broken")],
)
def test_a_code_that_comes_while_the_secret_cannot_be_had_is_never_sent(
    organization: OrganizationHarness, problem: KeychainError
) -> None:
    credential_id = organization.go()
    organization.computer.restart()
    assert organization.approval(credential_id).phase is Phase.WAITING
    organization.keychain.fail_probe = problem
    attempt_id = organization.approve_in_browser()

    approval = organization.approval(credential_id)
    assert approval.phase is Phase.STOPPED
    assert isinstance(approval.outcome, ExchangeFailed)
    assert approval.outcome.why is ExchangeProblem.NO_SECRET
    assert organization.receiver.concluded == [(attempt_id, approval.outcome)]
    assert organization.stripe.exchanged == []
    assert organization.state.unsettled_grants == ()

    # The attempt is over: not even another restart waits for it.
    organization.keychain.fail_probe = None
    organization.computer.restart()
    assert organization.receiver.expected == {}
    organization.commands.retry(credential_id)
    organization.approve_in_browser()
    assert organization.state.credentials[0].stage is Stage.APPROVED


def test_a_code_that_comes_after_a_restart_is_sent_with_the_secret_from_the_keychain(
    organization: OrganizationHarness,
) -> None:
    organization.go()
    organization.computer.restart()
    assert organization.stripe.secrets == {}
    organization.approve_in_browser()
    assert organization.stripe.secrets == {TEST: TEST_KEY}
    assert len(organization.stripe.exchanged) == 1
    assert organization.state.credentials[0].stage is Stage.APPROVED


def test_while_the_keychain_is_asked_the_time_may_run_out_and_the_answer_still_counts(
    organization: OrganizationHarness,
) -> None:
    """It came before the deadline: it may finish its exchange after it."""
    organization.go()
    organization.computer.restart()
    harness, tasks = organization.computer.harness, organization.computer.harness.tasks
    harness.clock.pass_time(harness.ttl - timedelta(minutes=1))
    tasks.holding = {Lane.KEYCHAIN}
    organization.approve_in_browser()
    harness.clock.pass_time(timedelta(minutes=1))
    organization.computer.alarms["org-acme"].ring()
    assert len(organization.state.credentials) == 1
    tasks.release_all()
    assert organization.state.credentials[0].stage is Stage.APPROVED


def test_without_the_database_a_secret_is_not_read_and_the_approval_says_so(
    organization: OrganizationHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StorageError("disk I/O error")

    credential_id = organization.go()
    organization.computer.restart()
    monkeypatch.setattr(SqliteStore, "secret_entry", fail)
    organization.approve_in_browser()

    approval = organization.state.approval(credential_id)
    assert approval is not None
    assert (approval.phase, approval.outcome) == (
        Phase.STOPPED,
        ExchangeFailed(ExchangeProblem.NOT_SAVED, Detail()),
    )
    assert organization.stripe.exchanged == []


def test_a_secret_that_stripe_does_not_take_is_told_as_such(
    organization: OrganizationHarness,
) -> None:
    credential_id = organization.go()
    refused = SecretRefusedError(Detail("invalid_client", "No such API key", "req_1", 401))
    organization.stripe.fail_exchange = refused
    organization.approve_in_browser()
    outcome = organization.approval(credential_id).outcome
    assert outcome == ExchangeFailed(ExchangeProblem.SECRET_REFUSED, refused.detail)
    assert organization.state.unsettled_grants == ()


def test_secrets_are_not_shown_by_what_is_told(organization: OrganizationHarness) -> None:
    organization.keychain.fail_read = KeychainFailedError("broken")
    credential_id = organization.go()
    shown = repr(organization.approval(credential_id)) + repr(organization.computer.events)
    assert all(secret.reveal() not in shown for secret in ACME_SECRETS.values())


# What a person asks for may ask them for the keychain's password.


def in_a_new_run_with_a_locked_keychain(organization: OrganizationHarness) -> str:
    """An active credential; the organization's secret has not been read yet."""
    credential_id = organization.go()
    organization.approve_in_browser()
    organization.commands.create(credential_id)
    organization.computer.restart()
    organization.keychain.fail_probe = KeychainLockedError("locked")
    return credential_id


def test_a_check_has_the_keychain_unlocked(organization: OrganizationHarness) -> None:
    credential_id = in_a_new_run_with_a_locked_keychain(organization)
    organization.commands.check(credential_id)
    assert organization.keychain.fail_probe is None
    assert organization.stripe.secrets == {TEST: TEST_KEY}


def test_deleting_with_revoking_has_the_keychain_unlocked(
    organization: OrganizationHarness,
) -> None:
    credential_id = in_a_new_run_with_a_locked_keychain(organization)
    organization.commands.remove(credential_id, revoke=True)
    assert organization.state.credentials == ()
    assert organization.stripe.connected == set()


def test_one_that_stays_locked_leaves_it_to_be_revoked_until_it_is_tried_again(
    organization: OrganizationHarness,
) -> None:
    credential_id = in_a_new_run_with_a_locked_keychain(organization)
    organization.keychain.fail_unlock = KeychainLockedError("no password was given")
    organization.commands.remove(credential_id, revoke=True)
    assert organization.state.credentials[0].revoking is Revoking.TO_DO

    organization.workflow.retry_revocations()
    assert organization.state.credentials[0].revoking is Revoking.TO_DO, "nobody was asked"

    organization.keychain.fail_unlock = None
    organization.commands.retry_revocation(credential_id)
    assert organization.state.credentials == ()


def test_deleting_without_revoking_asks_for_no_password(organization: OrganizationHarness) -> None:
    credential_id = in_a_new_run_with_a_locked_keychain(organization)
    organization.commands.remove(credential_id, revoke=False)
    assert organization.keychain.fail_probe is not None
    assert organization.state.credentials == ()
