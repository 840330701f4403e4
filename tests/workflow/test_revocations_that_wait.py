"""Access that could not be revoked: in sight until it is, and tried again by itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from desktop_app.core.credential import Status
from desktop_app.core.errors import (
    AccountNotConnectedError,
    AnswerLostError,
    Detail,
    RefusedError,
    SecretUnavailableError,
    UnreachableError,
)
from desktop_app.core.systems import System
from desktop_app.workflow.events import GrantNotRevoked, RevocationFailed
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, WorkflowHarness
from tests.workflow.agreement import CONNECTED, activity, assert_agree, assert_over

OFFLINE = UnreachableError(Detail("name_not_found", host="connect.stripe.com"))


def status(harness: WorkflowHarness, credential_id: str) -> Status:
    credential = harness.credential(credential_id)
    return credential.status


def failures(harness: WorkflowHarness) -> list[RevocationFailed]:
    return [event for event in harness.events if isinstance(event, RevocationFailed)]


def to_be_revoked(harness: WorkflowHarness, name: str = "EU billing") -> str:
    """Deleted with revoking, while there was no network."""
    credential_id = harness.make_active(name)
    harness.stripe.fail_deauthorize = OFFLINE
    harness.commands.remove(credential_id, revoke=True)
    return credential_id


def test_what_could_not_be_sent_is_still_to_be_revoked(harness: WorkflowHarness) -> None:
    credential_id = to_be_revoked(harness)

    assert status(harness, credential_id) is Status.TO_BE_REVOKED
    assert failures(harness)[-1].error is OFFLINE
    assert harness.stripe.connected == {CONNECTED}
    assert_agree(harness)


def test_a_refusal_says_nothing_of_an_earlier_request_whose_response_was_lost(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.make_active()
    harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    harness.commands.remove(credential_id, revoke=True)
    assert status(harness, credential_id) is Status.MAY_BE_REVOKED
    harness.stripe.fail_deauthorize = RefusedError(Detail("invalid_client"))
    harness.commands.retry_revocation(credential_id)
    assert status(harness, credential_id) is Status.MAY_BE_REVOKED

    harness.restart()
    assert status(harness, credential_id) is Status.MAY_BE_REVOKED


def test_without_the_organizations_secret_it_is_still_to_be_revoked(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.make_active()
    harness.stripe.wants_secret = True
    harness.commands.remove(credential_id, revoke=True)

    assert status(harness, credential_id) is Status.TO_BE_REVOKED
    assert isinstance(failures(harness)[-1].error, SecretUnavailableError)


def test_it_is_tried_when_the_network_is_back(harness: WorkflowHarness) -> None:
    credential_id = to_be_revoked(harness)
    harness.stripe.fail_deauthorize = None
    harness.workflow.retry_revocations()

    assert_over(harness, credential_id)
    assert harness.stripe.connected == set()
    assert activity(harness)[-2:] == ["revoked", "deleted"]
    assert_agree(harness)


def test_it_is_tried_when_the_person_comes_back_once_a_minute_at_the_most(
    harness: WorkflowHarness,
) -> None:
    credential_id = to_be_revoked(harness)
    harness.clock.pass_time(timedelta(minutes=1))
    harness.commands.check_deadlines()
    harness.stripe.fail_deauthorize = None
    harness.clock.pass_time(timedelta(seconds=59))
    harness.commands.check_deadlines()
    assert status(harness, credential_id) is Status.TO_BE_REVOKED
    harness.clock.pass_time(timedelta(seconds=1))
    harness.commands.check_deadlines()

    assert_over(harness, credential_id)
    assert_agree(harness)


def test_it_is_tried_at_the_next_start(harness: WorkflowHarness) -> None:
    credential_id = to_be_revoked(harness)
    harness.restart()
    assert status(harness, credential_id) is Status.TO_BE_REVOKED
    harness.stripe.fail_deauthorize = None
    harness.restart()

    assert_over(harness, credential_id)
    assert_agree(harness)


def test_a_try_that_nobody_asked_for_and_that_changes_nothing_is_not_told(
    harness: WorkflowHarness,
) -> None:
    credential_id = to_be_revoked(harness)
    told = len(failures(harness))
    harness.workflow.retry_revocations()
    assert len(failures(harness)) == told
    harness.commands.retry_revocation(credential_id)
    assert len(failures(harness)) == told + 1


def test_a_refusal_ends_it_and_is_told_with_stripes_words(harness: WorkflowHarness) -> None:
    credential_id = to_be_revoked(harness)
    refused = harness.stripe.fail_deauthorize = RefusedError(
        Detail("invalid_request", "No", "req_7", 400)
    )
    harness.workflow.retry_revocations()

    assert status(harness, credential_id) is Status.ACTIVE
    assert failures(harness)[-1].error is refused
    assert_agree(harness)


def test_a_lost_answer_leaves_it_unconfirmed_and_that_is_tried_too(
    harness: WorkflowHarness,
) -> None:
    credential_id = to_be_revoked(harness)
    harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    harness.workflow.retry_revocations()
    assert status(harness, credential_id) is Status.MAY_BE_REVOKED
    harness.stripe.fail_deauthorize = None
    harness.workflow.retry_revocations()

    assert_over(harness, credential_id)
    assert_agree(harness)


def test_what_may_have_been_revoked_before_is_not_said_to_be_unsent(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.make_active()
    harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    harness.commands.remove(credential_id, revoke=True)
    harness.stripe.fail_deauthorize = OFFLINE
    harness.commands.retry_revocation(credential_id)

    assert status(harness, credential_id) is Status.MAY_BE_REVOKED
    assert_agree(harness)


def test_it_can_be_kept(harness: WorkflowHarness) -> None:
    credential_id = to_be_revoked(harness)
    harness.commands.cancel_revocation(credential_id)
    harness.stripe.fail_deauthorize = None
    harness.workflow.retry_revocations()

    assert status(harness, credential_id) is Status.ACTIVE
    assert harness.stripe.connected == {CONNECTED}
    assert_agree(harness)


def test_what_nobody_knows_of_cannot_be_kept(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    harness.commands.remove(credential_id, revoke=True)
    harness.commands.cancel_revocation(credential_id)

    assert status(harness, credential_id) is Status.MAY_BE_REVOKED
    assert_agree(harness)


@pytest.mark.parametrize(
    "try_it",
    [
        lambda harness: harness.workflow.retry_revocations(),
        lambda harness: harness.commands.check_deadlines(),
    ],
)
def test_what_is_being_kept_is_not_tried_any_more(
    harness: WorkflowHarness, try_it: Callable[[WorkflowHarness], None]
) -> None:
    credential_id = to_be_revoked(harness)
    harness.stripe.fail_deauthorize = None
    harness.clock.pass_time(timedelta(minutes=1))
    harness.tasks.holding = {Lane.DATABASE}
    harness.commands.cancel_revocation(credential_id)
    try_it(harness)
    harness.tasks.release_all()

    assert status(harness, credential_id) is Status.ACTIVE
    assert harness.stripe.connected == {CONNECTED}
    assert_agree(harness)


def test_deleting_it_once_more_while_it_is_being_kept_deletes_it(harness: WorkflowHarness) -> None:
    credential_id = to_be_revoked(harness)
    harness.stripe.fail_deauthorize = None
    harness.tasks.holding = {Lane.DATABASE}
    harness.commands.cancel_revocation(credential_id)
    harness.commands.remove(credential_id, revoke=True)
    harness.tasks.release_all()

    assert_over(harness, credential_id)
    assert harness.stripe.connected == set()
    assert_agree(harness)


def test_it_is_not_kept_once_it_is_sent(harness: WorkflowHarness) -> None:
    credential_id = to_be_revoked(harness)
    harness.stripe.fail_deauthorize = None
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.retry_revocation(credential_id)
    harness.commands.cancel_revocation(credential_id)
    harness.tasks.release_all()

    assert_over(harness, credential_id)
    assert_agree(harness)


def test_who_has_come_to_live_on_the_account_is_not_cut_off(harness: WorkflowHarness) -> None:
    credential_id = to_be_revoked(harness)
    other = harness.make_active("EU invoices")
    harness.stripe.fail_deauthorize = None
    harness.workflow.retry_revocations()
    harness.commands.retry_revocation(credential_id)
    harness.restart()

    assert status(harness, credential_id) is Status.TO_BE_REVOKED
    assert status(harness, other) is Status.ACTIVE
    assert failures(harness)[-1].error is None
    assert harness.stripe.connected == {CONNECTED}
    assert_agree(harness)


def test_two_that_are_both_to_be_revoked_do_not_keep_each_other(harness: WorkflowHarness) -> None:
    first, second = harness.make_active("EU billing"), harness.make_active("EU invoices")
    harness.stripe.fail_deauthorize = OFFLINE
    harness.commands.remove(first, revoke=True)
    harness.commands.remove(second, revoke=True)
    harness.stripe.fail_deauthorize = None
    harness.workflow.retry_revocations()

    assert harness.state.credentials == ()
    assert harness.stripe.connected == set()
    assert_agree(harness)


def test_while_a_code_is_out_it_waits(harness: WorkflowHarness) -> None:
    credential_id = to_be_revoked(harness)
    harness.stripe.fail_deauthorize = None
    harness.go("US billing", System.STRIPE)
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.commands.retry_revocation(credential_id)
    harness.tasks.release_all()
    assert status(harness, credential_id) is Status.TO_BE_REVOKED
    harness.workflow.retry_revocations()

    assert_over(harness, credential_id)
    assert_agree(harness)


def test_deleting_it_once_more_without_revoking_leaves_access(harness: WorkflowHarness) -> None:
    credential_id = to_be_revoked(harness)
    harness.commands.remove(credential_id, revoke=False)

    assert_over(harness, credential_id)
    assert_agree(harness, left={CONNECTED})


def test_found_disconnected_by_another_it_is_removed_all_the_same(harness: WorkflowHarness) -> None:
    other = harness.make_active("EU invoices")
    credential_id = to_be_revoked(harness)
    harness.stripe.connected.clear()
    harness.stripe.fail_account = AccountNotConnectedError(Detail())
    harness.commands.check(other)
    harness.stripe.fail_deauthorize = None
    harness.workflow.retry_revocations()

    assert_over(harness, credential_id)
    assert status(harness, other) is Status.DISCONNECTED
    assert_agree(harness)


# -- grants that nobody could make sure of --------------------------------------------------------


def unsettled(harness: WorkflowHarness) -> str:
    """A grant whose account is known, and that no credential names."""
    credential_id = harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.commands.remove(credential_id, revoke=None)
    harness.stripe.fail_deauthorize = OFFLINE
    harness.tasks.release_all()
    (grant,) = harness.state.unsettled_grants
    assert grant.account_id == ACCOUNT.id
    return grant.id


def test_such_a_grant_can_be_revoked_and_is_settled_by_that(harness: WorkflowHarness) -> None:
    grant_id = unsettled(harness)
    harness.stripe.fail_deauthorize = None
    harness.commands.revoke_grant(grant_id)

    assert harness.state.unsettled_grants == ()
    assert harness.stripe.connected == set()
    assert activity(harness)[-2:] == ["revoked", "cleared"]
    assert_agree(harness)


def test_such_a_grant_is_revoked_once_however_often_it_is_asked_for(
    harness: WorkflowHarness,
) -> None:
    grant_id = unsettled(harness)
    harness.stripe.fail_deauthorize = None
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.revoke_grant(grant_id)
    harness.commands.revoke_grant(grant_id)
    assert len(harness.tasks.held) == 1
    harness.tasks.release_all()

    assert activity(harness)[-2:] == ["revoked", "cleared"]
    assert activity(harness).count("cleared") == 1
    assert_agree(harness)


def test_a_grant_that_could_not_be_revoked_stays_and_is_told(harness: WorkflowHarness) -> None:
    grant_id = unsettled(harness)
    harness.commands.revoke_grant(grant_id)

    (grant,) = harness.state.unsettled_grants
    assert harness.events[-1] == GrantNotRevoked(grant, OFFLINE)
    assert_agree(harness)


def test_a_grant_on_an_account_that_another_lives_on_is_not_revoked(
    harness: WorkflowHarness,
) -> None:
    grant_id = unsettled(harness)
    harness.stripe.fail_deauthorize = None
    other = harness.make_active("EU invoices")
    harness.commands.revoke_grant(grant_id)

    (grant,) = harness.state.unsettled_grants
    assert harness.events[-1] == GrantNotRevoked(grant)
    assert status(harness, other) is Status.ACTIVE
    assert harness.stripe.connected == {CONNECTED}
    assert_agree(harness)


def test_a_grant_is_not_revoked_while_its_own_credential_is_approved_once_more(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.tasks.release(Lane.NETWORK)
    harness.restart()
    (grant,) = harness.state.unsettled_grants
    assert grant.account_id == ACCOUNT.id
    harness.commands.retry(credential_id)
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.commands.revoke_grant(grant.id)
    assert harness.events[-1] == GrantNotRevoked(grant)
    harness.tasks.release_all()

    assert status(harness, credential_id) is Status.READY_TO_CREATE
    assert harness.stripe.connected == {CONNECTED}
    assert harness.state.unsettled_grants == ()
    assert_agree(harness)


def test_one_that_comes_to_live_on_the_account_before_a_retry_is_sent_is_not_cut_off(
    harness: WorkflowHarness,
) -> None:
    first = to_be_revoked(harness)
    harness.stripe.fail_deauthorize = None
    other = harness.go("EU invoices")
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.approve_in_browser()
    # The other one's last step is on its way to the database, before the revocation's first.
    harness.tasks.holding = {Lane.DATABASE}
    harness.tasks.release(Lane.KEYCHAIN)
    before = len(failures(harness))
    harness.commands.retry_revocation(first)
    harness.tasks.release_all()

    assert harness.stripe.connected == {CONNECTED}
    assert status(harness, other) is Status.READY_TO_CREATE
    assert status(harness, first) is Status.TO_BE_REVOKED
    assert len(failures(harness)) == before + 1
    assert_agree(harness)
