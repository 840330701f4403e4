"""The organization's secrets: read when they are first needed, once, and never guessed at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.core.answer import CodeAnswer
from desktop_app.core.credential import Revoking, SecretPlace, Stage
from desktop_app.core.outcome import ExchangeFailed, ExchangeFailure
from desktop_app.core.problems import (
    Detail,
    KeychainFailed,
    KeychainLocked,
    KeychainMissing,
    KeychainProblem,
    SecretRefused,
    SecretUnavailable,
)
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.events import Approval, Phase
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.service import Workflow
from tests.fakes import FakeKeychain, FakeReceiver, FakeStripe
from tests.organizations import ACME_SECRETS, TEST_KEY, Computer

TEST = System.STRIPE_TEST
NEW_KEY = Secret("sk_test_AcmeAcmeAcme0003")


class CountingKeychain(FakeKeychain):
    """Counts how often a secret is read from it."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[str] = []

    def read(self, entry: str) -> Secret | None:
        self.reads.append(entry)
        return super().read(entry)


class Office:
    """A computer that was connected in an earlier run: no secret was read yet in this one."""

    def __init__(self, folder: Path) -> None:
        self.computer = Computer(folder)
        self.keychain = CountingKeychain()
        self.computer.desk.keychain = self.keychain
        # Everything is put together anew, with this keychain.
        self.computer.restart()
        self.computer.connect()
        self.computer.restart()

    @property
    def workflow(self) -> Workflow:
        workspace = self.computer.workspaces.workspace("org-acme")
        assert workspace is not None
        return workspace.workflow

    @property
    def stripe(self) -> FakeStripe:
        return self.computer.stripes["org-acme"]

    @property
    def receiver(self) -> FakeReceiver:
        return self.computer.receivers["org-acme"]

    def go(self, system: System = TEST, name: str = "EU billing") -> str:
        return self.workflow.go_to_stripe(system, name, SecretPlace.KEYCHAIN)

    def approval(self, credential_id: str) -> Approval:
        approval = self.workflow.approval(credential_id)
        assert approval is not None
        return approval

    def approve_in_browser(self) -> str:
        attempt_id = next(iter(self.receiver.expected))
        self.workflow.answer_arrived(CodeAnswer(attempt_id, Secret(f"ac_{attempt_id}")))
        return attempt_id


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An organization that was connected in an earlier run."""
    office = Office(tmp_path)
    yield office
    office.computer.shelf.close()
    office.computer.desk.store.close()


def test_a_start_reads_no_secret_and_does_not_touch_the_keychain(office: Office) -> None:
    office.computer.restart()
    assert office.keychain.reads == []
    assert office.stripe.secrets == {}

    office.computer.shelf.close()
    office.computer.desk.crash()
    office.computer.desk.tasks.holding = {Lane.KEYCHAIN}
    office.computer.begin_run()
    office.computer.start()
    assert not office.computer.desk.tasks.held


def test_the_secret_is_read_once_when_it_is_first_needed_and_kept(office: Office) -> None:
    first = office.go(name="first")
    assert office.approval(first).phase is Phase.WAITING
    assert office.stripe.secrets == {TEST: TEST_KEY}

    office.approve_in_browser()
    office.go(name="second")
    assert len(office.keychain.reads) == 1
    assert office.workflow.credentials[0].stage is Stage.APPROVED


def test_each_mode_has_its_own(office: Office) -> None:
    office.go(System.STRIPE)
    assert office.stripe.secrets == {System.STRIPE: ACME_SECRETS[System.STRIPE]}
    office.go(TEST)
    assert office.stripe.secrets == ACME_SECRETS


def test_a_secret_that_was_just_entered_is_not_read_again(tmp_path: Path) -> None:
    computer = Computer(tmp_path).start()
    workspace = computer.connect()
    computer.desk.keychain.fail_read = KeychainFailed("broken")
    credential_id = workspace.workflow.go_to_stripe(TEST, "EU billing", SecretPlace.KEYCHAIN)
    approval = workspace.workflow.approval(credential_id)
    assert approval is not None
    assert approval.phase is Phase.WAITING
    computer.shelf.close()
    computer.desk.store.close()


def test_one_that_needs_no_secret_is_not_asked_for_one(office: Office) -> None:
    office.stripe.wants_secret = False
    credential_id = office.go()
    assert office.approval(credential_id).phase is Phase.WAITING
    assert office.keychain.reads == []


# What keeps it from being had.


# For the session, the credential needs no keychain; the organization's secret does.
@pytest.mark.parametrize("place", [SecretPlace.KEYCHAIN, SecretPlace.SESSION])
def test_a_locked_keychain_blocks_and_goes_on_when_it_is_unlocked(
    office: Office, place: SecretPlace
) -> None:
    office.keychain.fail_probe = KeychainLocked("locked")
    credential_id = office.workflow.go_to_stripe(TEST, "EU billing", place)
    blocked = office.approval(credential_id)
    assert blocked.phase is Phase.BLOCKED
    assert isinstance(blocked.keychain_problem, SecretUnavailable)
    assert isinstance(blocked.keychain_problem.cause, KeychainLocked)
    assert office.computer.desk.browser.opened == []
    assert office.receiver.port is None

    office.workflow.unlock_keychain(credential_id)
    assert office.approval(credential_id).phase is Phase.WAITING
    assert office.stripe.secrets == {TEST: TEST_KEY}


@pytest.mark.parametrize("problem", [KeychainMissing("none"), KeychainFailed("broken")])
def test_why_the_keychain_gives_nothing_is_told(office: Office, problem: KeychainProblem) -> None:
    office.keychain.fail_read = problem
    credential_id = office.go()
    blocked = office.approval(credential_id)
    assert blocked.phase is Phase.BLOCKED
    assert isinstance(blocked.keychain_problem, SecretUnavailable)
    assert blocked.keychain_problem.cause is problem
    assert office.workflow.credential(credential_id) is None

    office.keychain.fail_read = None
    office.workflow.unlock_keychain(credential_id)
    assert office.approval(credential_id).phase is Phase.WAITING


def test_a_secret_that_somebody_took_out_of_the_keychain_is_said_to_be_gone(
    office: Office,
) -> None:
    office.keychain.entries.clear()
    credential_id = office.go()
    problem = office.approval(credential_id).keychain_problem
    assert isinstance(problem, SecretUnavailable)
    assert problem.cause is None
    assert office.stripe.secrets == {}

    office.computer.workspaces.replace_secret("org-acme", TEST, NEW_KEY, SecretPlace.KEYCHAIN)
    office.workflow.unlock_keychain(credential_id)
    assert office.approval(credential_id).phase is Phase.WAITING
    assert office.stripe.secrets == {TEST: NEW_KEY}


def test_a_keychain_that_hangs_blocks_and_does_not_wait_for_ever(office: Office) -> None:
    office.computer.desk.tasks.holding = {Lane.KEYCHAIN}
    credential_id = office.workflow.go_to_stripe(TEST, "EU billing", SecretPlace.SESSION)
    office.computer.desk.tasks.time_out()
    problem = office.approval(credential_id).keychain_problem
    assert isinstance(problem, SecretUnavailable)
    assert isinstance(problem.cause, KeychainLocked)


def test_a_reading_that_hangs_blocks_as_well(office: Office) -> None:
    tasks = office.computer.desk.tasks
    tasks.holding = {Lane.KEYCHAIN}
    credential_id = office.workflow.go_to_stripe(TEST, "EU billing", SecretPlace.SESSION)
    tasks.release()
    tasks.time_out()
    problem = office.approval(credential_id).keychain_problem
    assert isinstance(problem, SecretUnavailable)
    assert isinstance(problem.cause, KeychainFailed)
    assert office.stripe.secrets == {}


def test_a_secret_that_is_read_too_late_does_not_replace_a_newer_one(office: Office) -> None:
    tasks = office.computer.desk.tasks
    tasks.holding = {Lane.KEYCHAIN}
    credential_id = office.workflow.go_to_stripe(TEST, "EU billing", SecretPlace.SESSION)
    tasks.release()
    # While the old one is being read, another is given for this session.
    office.computer.workspaces.replace_secret("org-acme", TEST, NEW_KEY, SecretPlace.SESSION)
    tasks.release_all()
    assert office.stripe.secrets == {TEST: NEW_KEY}
    assert office.approval(credential_id).phase is Phase.WAITING


def test_a_secret_that_is_replaced_while_the_old_one_is_looked_for_is_not_said_to_be_gone(
    office: Office,
) -> None:
    tasks = office.computer.desk.tasks
    tasks.holding = {Lane.KEYCHAIN}
    credential_id = office.workflow.go_to_stripe(TEST, "EU billing", SecretPlace.SESSION)
    office.keychain.entries.clear()
    office.computer.workspaces.replace_secret("org-acme", TEST, NEW_KEY, SecretPlace.SESSION)
    tasks.release_all()
    assert office.stripe.secrets == {TEST: NEW_KEY}
    assert office.approval(credential_id).phase is Phase.WAITING


# The browser comes back after a restart.


@pytest.mark.parametrize(
    "problem", [KeychainLocked("locked"), KeychainMissing("none"), KeychainFailed("broken")]
)
def test_a_code_that_comes_while_the_secret_cannot_be_had_is_never_sent(
    office: Office, problem: KeychainProblem
) -> None:
    credential_id = office.go()
    office.computer.restart()
    assert office.approval(credential_id).phase is Phase.WAITING
    office.keychain.fail_probe = problem
    attempt_id = office.approve_in_browser()

    approval = office.approval(credential_id)
    assert approval.phase is Phase.STOPPED
    assert isinstance(approval.outcome, ExchangeFailed)
    assert approval.outcome.why is ExchangeFailure.NO_SECRET
    assert office.receiver.concluded == [(attempt_id, approval.outcome)]
    assert office.stripe.exchanged == []
    assert office.workflow.unsettled_grants == ()

    # The attempt is over: not even another restart waits for it.
    office.keychain.fail_probe = None
    office.computer.restart()
    assert office.receiver.expected == {}
    office.workflow.open_again(credential_id)
    office.approve_in_browser()
    assert office.workflow.credentials[0].stage is Stage.APPROVED


def test_a_code_that_comes_after_a_restart_is_sent_with_the_secret_from_the_keychain(
    office: Office,
) -> None:
    office.go()
    office.computer.restart()
    assert office.stripe.secrets == {}
    office.approve_in_browser()
    assert office.stripe.secrets == {TEST: TEST_KEY}
    assert len(office.stripe.exchanged) == 1
    assert office.workflow.credentials[0].stage is Stage.APPROVED


def test_while_the_keychain_is_asked_the_time_may_run_out_and_the_answer_still_counts(
    office: Office,
) -> None:
    """It came before the deadline: it may finish its exchange after it."""
    office.go()
    office.computer.restart()
    tasks = office.computer.desk.tasks
    tasks.holding = {Lane.KEYCHAIN}
    office.approve_in_browser()
    office.computer.desk.clock.pass_time(office.computer.desk.ttl)
    office.computer.alarms["org-acme"].ring()
    assert len(office.workflow.credentials) == 1
    tasks.release_all()
    assert office.workflow.credentials[0].stage is Stage.APPROVED


def test_a_secret_that_stripe_does_not_take_is_told_as_such(office: Office) -> None:
    credential_id = office.go()
    refused = SecretRefused(Detail("invalid_client", "No such API key", "req_1", 401))
    office.stripe.fail_exchange = refused
    office.approve_in_browser()
    outcome = office.approval(credential_id).outcome
    assert outcome == ExchangeFailed(ExchangeFailure.SECRET_REFUSED, refused.detail)
    assert office.workflow.unsettled_grants == ()


def test_secrets_are_not_shown_by_what_is_told(office: Office) -> None:
    office.keychain.fail_read = KeychainFailed("broken")
    credential_id = office.go()
    shown = repr(office.approval(credential_id)) + repr(office.computer.events)
    assert all(secret.reveal() not in shown for secret in ACME_SECRETS.values())


# What a person asks for may ask them for the keychain's password.


def in_a_new_run_with_a_locked_keychain(office: Office) -> str:
    """An active credential; the organization's secret has not been read yet."""
    credential_id = office.go()
    office.approve_in_browser()
    office.workflow.create(credential_id)
    office.computer.restart()
    office.keychain.fail_probe = KeychainLocked("locked")
    return credential_id


def test_a_check_has_the_keychain_unlocked(office: Office) -> None:
    credential_id = in_a_new_run_with_a_locked_keychain(office)
    office.workflow.check(credential_id)
    assert office.keychain.fail_probe is None
    assert office.stripe.secrets == {TEST: TEST_KEY}


def test_deleting_with_revoking_has_the_keychain_unlocked(office: Office) -> None:
    credential_id = in_a_new_run_with_a_locked_keychain(office)
    office.workflow.remove(credential_id, revoke=True)
    assert office.workflow.credentials == ()
    assert office.stripe.connected == set()


def test_one_that_stays_locked_leaves_it_to_be_revoked_until_it_is_tried_again(
    office: Office,
) -> None:
    credential_id = in_a_new_run_with_a_locked_keychain(office)
    office.keychain.fail_unlock = KeychainLocked("no password was given")
    office.workflow.remove(credential_id, revoke=True)
    assert office.workflow.credentials[0].revoking is Revoking.TO_DO

    office.workflow.try_revocations()
    assert office.workflow.credentials[0].revoking is Revoking.TO_DO, "nobody was asked"

    office.keychain.fail_unlock = None
    office.workflow.try_revocation(credential_id)
    assert office.workflow.credentials == ()


def test_deleting_without_revoking_asks_for_no_password(office: Office) -> None:
    credential_id = in_a_new_run_with_a_locked_keychain(office)
    office.workflow.remove(credential_id, revoke=False)
    assert office.keychain.fail_probe is not None
    assert office.workflow.credentials == ()
