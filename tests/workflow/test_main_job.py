"""The main job: from Go to Stripe to an active credential."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from desktop_app.core.account import Account
from desktop_app.core.approval import Phase
from desktop_app.core.credential import SecretPlace, Stage, Status
from desktop_app.core.errors import Detail, UnreachableError
from desktop_app.core.oauth_state import digest
from desktop_app.core.outcome import Approved
from desktop_app.core.systems import System
from desktop_app.workflow.events import CredentialChanged, Loaded
from tests.fakes import ACCOUNT, BEGINNING, WorkflowHarness
from tests.workflow.agreement import activity, assert_agree

BOTH_SYSTEMS = pytest.mark.parametrize("system", list(System))


@BOTH_SYSTEMS
def test_the_main_job_makes_an_active_credential(harness: WorkflowHarness, system: System) -> None:
    credential_id = harness.go("EU billing", system)
    harness.approve_in_browser()
    harness.clock.pass_time(timedelta(seconds=30))
    harness.commands.create(credential_id)

    credential = harness.credential(credential_id)
    assert (credential.name, credential.system) == ("EU billing", system)
    assert credential.status is Status.ACTIVE
    assert credential.account == ACCOUNT
    assert credential.created == BEGINNING + timedelta(seconds=30)
    assert credential.secret_place is SecretPlace.KEYCHAIN
    assert list(harness.keychain.entries.values()) == ['{"access_token":"sk_test_token"}']
    assert harness.state.approval(credential_id) is None
    assert activity(harness) == ["started", "approved", "created"]
    assert_agree(harness)


def test_go_to_stripe_gives_the_browser_a_link_that_leads_on_to_stripe(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()

    approval = harness.approval(credential_id)
    assert approval.phase is Phase.WAITING
    ((attempt_id, (url, lasts)),) = harness.receiver.targets.items()
    assert harness.browser.opened == [f"http://127.0.0.1:51234/start/{attempt_id}"]
    assert url.startswith("https://stripe.example/oauth/authorize?")
    assert lasts == timedelta(minutes=10)
    assert approval.deadline is not None
    assert approval.deadline.time_left(harness.clock.now()) == timedelta(minutes=10)
    assert_agree(harness)


def test_only_the_hash_of_the_state_is_kept(harness: WorkflowHarness) -> None:
    harness.go()

    (state,) = parse_qs(urlsplit(harness.stripe_link()).query)["state"]
    assert list(harness.receiver.expected.values()) == [digest(state)]
    assert state.encode() not in harness.database.read_bytes()


def test_a_name_is_stored_as_it_was_cleaned(harness: WorkflowHarness) -> None:
    credential_id = harness.go("  EU billing ")

    credential = harness.credential(credential_id)
    assert credential.name == "EU billing"


def test_an_approved_credential_is_ready_and_does_not_run_out(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.approve_in_browser()
    harness.clock.pass_time(timedelta(days=3))
    harness.commands.check_deadlines()

    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert harness.approval(credential_id).outcome == Approved(ACCOUNT)
    credential = harness.credential(credential_id)
    assert credential.status is Status.READY_TO_CREATE
    assert_agree(harness)


def test_an_account_that_cannot_be_read_is_known_by_its_id(harness: WorkflowHarness) -> None:
    harness.stripe.fail_account = UnreachableError(Detail())
    credential_id = harness.make_active()

    credential = harness.credential(credential_id)
    assert credential.account == Account(ACCOUNT.id)
    assert_agree(harness)


def test_a_grant_without_a_secret_needs_no_keychain_entry(harness: WorkflowHarness) -> None:
    harness.stripe.grant = replace(harness.stripe.grant, access_token=None)
    credential_id = harness.make_active()

    credential = harness.credential(credential_id)
    assert credential.stage is Stage.ACTIVE
    assert credential.secret_place is SecretPlace.NONE
    assert harness.keychain.entries == {}
    assert_agree(harness)


def test_creating_twice_is_creating_once(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.commands.create(credential_id)

    assert activity(harness).count("created") == 1
    assert_agree(harness)


def test_what_is_not_approved_cannot_be_created(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.commands.create(credential_id)

    credential = harness.credential(credential_id)
    assert credential.stage is Stage.INCOMPLETE
    assert_agree(harness)


def test_each_event_carries_the_new_value(harness: WorkflowHarness) -> None:
    harness.make_active()

    stages = [e.credential.stage for e in harness.events if isinstance(e, CredentialChanged)]
    assert stages == [Stage.INCOMPLETE, Stage.APPROVED, Stage.ACTIVE]
    assert harness.events[0] == Loaded()


def test_who_unsubscribes_is_not_told_any_more(harness: WorkflowHarness) -> None:
    told: list[object] = []
    harness.state.subscribe(told.append)()
    harness.go()

    assert told == []


def test_all_is_there_after_a_restart(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    before = harness.state.credential(credential_id)
    harness.restart()

    assert harness.state.credential(credential_id) == before
    assert_agree(harness)
