"""The main job: from Go to Stripe to an active credential."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from desktop_app.core.account import Account
from desktop_app.core.approval_state import digest
from desktop_app.core.credential import SecretPlace, Stage, Status
from desktop_app.core.outcome import Approved
from desktop_app.core.problems import Detail, StripeUnreachable
from desktop_app.core.systems import System
from desktop_app.workflow.events import (
    CredentialChanged,
    Loaded,
    Phase,
)
from tests.fakes import ACCOUNT, BEGINNING, Desk
from tests.workflow.agreement import activity, assert_agree

BOTH_SYSTEMS = pytest.mark.parametrize("system", list(System))


@BOTH_SYSTEMS
def test_the_main_job_makes_an_active_credential(desk: Desk, system: System) -> None:
    credential_id = desk.go("EU billing", system)
    desk.approve_in_browser()
    desk.clock.pass_time(timedelta(seconds=30))
    desk.workflow.create(credential_id)

    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert (credential.name, credential.system) == ("EU billing", system)
    assert credential.status is Status.ACTIVE
    assert credential.account == ACCOUNT
    assert credential.created == BEGINNING + timedelta(seconds=30)
    assert credential.secret_place is SecretPlace.KEYCHAIN
    assert list(desk.keychain.entries.values()) == ['{"access_token":"sk_test_token"}']
    assert desk.workflow.approval(credential_id) is None
    assert activity(desk) == ["started", "approved", "created"]
    assert_agree(desk)


def test_go_to_stripe_opens_the_browser_at_the_link_that_is_shown(desk: Desk) -> None:
    credential_id = desk.go()

    approval = desk.approval(credential_id)
    assert approval.phase is Phase.WAITING
    assert desk.browser.opened == [approval.link]
    assert approval.deadline is not None
    assert approval.deadline.time_left(desk.clock.now()) == timedelta(minutes=10)
    assert_agree(desk)


def test_only_the_hash_of_the_state_is_kept(desk: Desk) -> None:
    desk.go()

    (state,) = parse_qs(urlsplit(desk.browser.opened[0]).query)["state"]
    assert list(desk.receiver.expected.values()) == [digest(state)]
    assert state.encode() not in desk.database.read_bytes()


def test_a_name_is_stored_as_it_was_cleaned(desk: Desk) -> None:
    credential_id = desk.go("  EU billing ")

    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.name == "EU billing"


def test_an_approved_credential_is_ready_and_does_not_run_out(desk: Desk) -> None:
    credential_id = desk.go()
    desk.approve_in_browser()
    desk.clock.pass_time(timedelta(days=3))
    desk.workflow.check_deadlines()

    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert desk.approval(credential_id).outcome == Approved(ACCOUNT)
    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.status is Status.READY_TO_CREATE
    assert_agree(desk)


def test_an_account_that_cannot_be_read_is_known_by_its_id(desk: Desk) -> None:
    desk.stripe.fail_account = StripeUnreachable(Detail())
    credential_id = desk.make_active()

    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.account == Account(ACCOUNT.id)
    assert_agree(desk)


def test_a_grant_without_a_secret_needs_no_keychain_entry(desk: Desk) -> None:
    desk.stripe.grant = replace(desk.stripe.grant, access_token=None)
    credential_id = desk.make_active()

    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.stage is Stage.ACTIVE
    assert credential.secret_place is SecretPlace.NONE
    assert desk.keychain.entries == {}
    assert_agree(desk)


def test_creating_twice_is_creating_once(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.workflow.create(credential_id)

    assert activity(desk).count("created") == 1
    assert_agree(desk)


def test_what_is_not_approved_cannot_be_created(desk: Desk) -> None:
    credential_id = desk.go()
    desk.workflow.create(credential_id)

    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.stage is Stage.INCOMPLETE
    assert_agree(desk)


def test_each_event_carries_the_new_value(desk: Desk) -> None:
    desk.make_active()

    stages = [e.credential.stage for e in desk.events if isinstance(e, CredentialChanged)]
    assert stages == [Stage.INCOMPLETE, Stage.APPROVED, Stage.ACTIVE]
    assert desk.events[0] == Loaded()


def test_who_unsubscribes_is_not_told_any_more(desk: Desk) -> None:
    told: list[object] = []
    desk.workflow.subscribe(told.append)()
    desk.go()

    assert told == []


def test_all_is_there_after_a_restart(desk: Desk) -> None:
    credential_id = desk.make_active()
    before = desk.workflow.credential(credential_id)
    desk.restart()

    assert desk.workflow.credential(credential_id) == before
    assert_agree(desk)
