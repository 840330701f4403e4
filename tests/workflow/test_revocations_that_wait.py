"""Access that could not be revoked: in sight until it is, and tried again by itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from desktop_app.core.credential import Status
from desktop_app.core.problems import (
    AccountNotConnected,
    AnswerLost,
    Detail,
    SecretUnavailable,
    StripeRefused,
    StripeUnreachable,
)
from desktop_app.core.systems import System
from desktop_app.workflow.events import GrantNotRevoked, RevocationFailed
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.service import Workflow
from tests.fakes import ACCOUNT, Desk
from tests.workflow.agreement import activity, assert_agree, assert_over

CONNECTED = (System.STRIPE_TEST, ACCOUNT.id)
OFFLINE = StripeUnreachable(Detail("name_not_found", host="connect.stripe.com"))


def status(desk: Desk, credential_id: str) -> Status:
    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    return credential.status


def failures(desk: Desk) -> list[RevocationFailed]:
    return [event for event in desk.events if isinstance(event, RevocationFailed)]


def to_be_revoked(desk: Desk, name: str = "EU billing") -> str:
    """Deleted with revoking, while there was no network."""
    credential_id = desk.make_active(name)
    desk.stripe.fail_deauthorize = OFFLINE
    desk.workflow.remove(credential_id, revoke=True)
    return credential_id


def test_what_could_not_be_sent_is_still_to_be_revoked(desk: Desk) -> None:
    credential_id = to_be_revoked(desk)

    assert status(desk, credential_id) is Status.TO_BE_REVOKED
    assert failures(desk)[-1].problem is OFFLINE
    assert desk.stripe.connected == {CONNECTED}
    assert_agree(desk)


def test_without_the_organizations_secret_it_is_still_to_be_revoked(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.stripe.wants_secret = True
    desk.workflow.remove(credential_id, revoke=True)

    assert status(desk, credential_id) is Status.TO_BE_REVOKED
    assert isinstance(failures(desk)[-1].problem, SecretUnavailable)


def test_it_is_tried_when_the_network_is_back(desk: Desk) -> None:
    credential_id = to_be_revoked(desk)
    desk.stripe.fail_deauthorize = None
    desk.workflow.try_revocations()

    assert_over(desk, credential_id)
    assert desk.stripe.connected == set()
    assert activity(desk)[-2:] == ["revoked", "deleted"]
    assert_agree(desk)


def test_it_is_tried_when_the_person_comes_back_once_a_minute_at_the_most(desk: Desk) -> None:
    credential_id = to_be_revoked(desk)
    desk.clock.pass_time(timedelta(minutes=1))
    desk.workflow.check_deadlines()
    desk.stripe.fail_deauthorize = None
    desk.clock.pass_time(timedelta(seconds=59))
    desk.workflow.check_deadlines()
    assert status(desk, credential_id) is Status.TO_BE_REVOKED
    desk.clock.pass_time(timedelta(seconds=1))
    desk.workflow.check_deadlines()

    assert_over(desk, credential_id)
    assert_agree(desk)


def test_it_is_tried_at_the_next_start(desk: Desk) -> None:
    credential_id = to_be_revoked(desk)
    desk.restart()
    assert status(desk, credential_id) is Status.TO_BE_REVOKED
    desk.stripe.fail_deauthorize = None
    desk.restart()

    assert_over(desk, credential_id)
    assert_agree(desk)


def test_a_try_that_nobody_asked_for_and_that_changes_nothing_is_not_told(desk: Desk) -> None:
    credential_id = to_be_revoked(desk)
    told = len(failures(desk))
    desk.workflow.try_revocations()
    assert len(failures(desk)) == told
    desk.workflow.try_revocation(credential_id)
    assert len(failures(desk)) == told + 1


def test_a_refusal_ends_it_and_is_told_with_stripes_words(desk: Desk) -> None:
    credential_id = to_be_revoked(desk)
    refused = desk.stripe.fail_deauthorize = StripeRefused(
        Detail("invalid_request", "No", "req_7", 400)
    )
    desk.workflow.try_revocations()

    assert status(desk, credential_id) is Status.ACTIVE
    assert failures(desk)[-1].problem is refused
    assert_agree(desk)


def test_a_lost_answer_leaves_it_unconfirmed_and_that_is_tried_too(desk: Desk) -> None:
    credential_id = to_be_revoked(desk)
    desk.stripe.fail_deauthorize = AnswerLost(Detail())
    desk.workflow.try_revocations()
    assert status(desk, credential_id) is Status.MAY_BE_REVOKED
    desk.stripe.fail_deauthorize = None
    desk.workflow.try_revocations()

    assert_over(desk, credential_id)
    assert_agree(desk)


def test_what_may_have_been_revoked_before_is_not_said_to_be_unsent(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.stripe.fail_deauthorize = AnswerLost(Detail())
    desk.workflow.remove(credential_id, revoke=True)
    desk.stripe.fail_deauthorize = OFFLINE
    desk.workflow.try_revocation(credential_id)

    assert status(desk, credential_id) is Status.MAY_BE_REVOKED
    assert_agree(desk)


def test_it_can_be_kept(desk: Desk) -> None:
    credential_id = to_be_revoked(desk)
    desk.workflow.keep(credential_id)
    desk.stripe.fail_deauthorize = None
    desk.workflow.try_revocations()

    assert status(desk, credential_id) is Status.ACTIVE
    assert desk.stripe.connected == {CONNECTED}
    assert_agree(desk)


def test_what_nobody_knows_of_cannot_be_kept(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.stripe.fail_deauthorize = AnswerLost(Detail())
    desk.workflow.remove(credential_id, revoke=True)
    desk.workflow.keep(credential_id)

    assert status(desk, credential_id) is Status.MAY_BE_REVOKED
    assert_agree(desk)


@pytest.mark.parametrize("try_it", [Workflow.try_revocations, Workflow.check_deadlines])
def test_what_is_being_kept_is_not_tried_any_more(
    desk: Desk, try_it: Callable[[Workflow], None]
) -> None:
    credential_id = to_be_revoked(desk)
    desk.stripe.fail_deauthorize = None
    desk.clock.pass_time(timedelta(minutes=1))
    desk.tasks.holding = {Lane.DATABASE}
    desk.workflow.keep(credential_id)
    try_it(desk.workflow)
    desk.tasks.release_all()

    assert status(desk, credential_id) is Status.ACTIVE
    assert desk.stripe.connected == {CONNECTED}
    assert_agree(desk)


def test_deleting_it_once_more_while_it_is_being_kept_deletes_it(desk: Desk) -> None:
    credential_id = to_be_revoked(desk)
    desk.stripe.fail_deauthorize = None
    desk.tasks.holding = {Lane.DATABASE}
    desk.workflow.keep(credential_id)
    desk.workflow.remove(credential_id, revoke=True)
    desk.tasks.release_all()

    assert_over(desk, credential_id)
    assert desk.stripe.connected == set()
    assert_agree(desk)


def test_it_is_not_kept_once_it_is_sent(desk: Desk) -> None:
    credential_id = to_be_revoked(desk)
    desk.stripe.fail_deauthorize = None
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.try_revocation(credential_id)
    desk.workflow.keep(credential_id)
    desk.tasks.release_all()

    assert_over(desk, credential_id)
    assert_agree(desk)


def test_who_has_come_to_live_on_the_account_is_not_cut_off(desk: Desk) -> None:
    credential_id = to_be_revoked(desk)
    other = desk.make_active("EU invoices")
    desk.stripe.fail_deauthorize = None
    desk.workflow.try_revocations()
    desk.workflow.try_revocation(credential_id)
    desk.restart()

    assert status(desk, credential_id) is Status.TO_BE_REVOKED
    assert status(desk, other) is Status.ACTIVE
    assert failures(desk)[-1].problem is None
    assert desk.stripe.connected == {CONNECTED}
    assert_agree(desk)


def test_two_that_are_both_to_be_revoked_do_not_keep_each_other(desk: Desk) -> None:
    first, second = desk.make_active("EU billing"), desk.make_active("EU invoices")
    desk.stripe.fail_deauthorize = OFFLINE
    desk.workflow.remove(first, revoke=True)
    desk.workflow.remove(second, revoke=True)
    desk.stripe.fail_deauthorize = None
    desk.workflow.try_revocations()

    assert desk.workflow.credentials == ()
    assert desk.stripe.connected == set()
    assert_agree(desk)


def test_while_a_code_is_out_it_waits(desk: Desk) -> None:
    credential_id = to_be_revoked(desk)
    desk.stripe.fail_deauthorize = None
    desk.go("US billing", System.STRIPE)
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.workflow.try_revocation(credential_id)
    desk.tasks.release_all()
    assert status(desk, credential_id) is Status.TO_BE_REVOKED
    desk.workflow.try_revocations()

    assert_over(desk, credential_id)
    assert_agree(desk)


def test_deleting_it_once_more_without_revoking_leaves_access(desk: Desk) -> None:
    credential_id = to_be_revoked(desk)
    desk.workflow.remove(credential_id, revoke=False)

    assert_over(desk, credential_id)
    assert_agree(desk, left={CONNECTED})


def test_found_disconnected_by_another_it_is_removed_all_the_same(desk: Desk) -> None:
    other = desk.make_active("EU invoices")
    credential_id = to_be_revoked(desk)
    desk.stripe.connected.clear()
    desk.stripe.fail_account = AccountNotConnected(Detail())
    desk.workflow.check(other)
    desk.stripe.fail_deauthorize = None
    desk.workflow.try_revocations()

    assert_over(desk, credential_id)
    assert status(desk, other) is Status.DISCONNECTED
    assert_agree(desk)


# -- grants that nobody could make sure of --------------------------------------------------------


def unsettled(desk: Desk) -> str:
    """A grant whose account is known, and that no credential names."""
    credential_id = desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.workflow.remove(credential_id, revoke=None)
    desk.stripe.fail_deauthorize = OFFLINE
    desk.tasks.release_all()
    (grant,) = desk.workflow.unsettled_grants
    assert grant.account_id == ACCOUNT.id
    return grant.id


def test_such_a_grant_can_be_revoked_and_is_settled_by_that(desk: Desk) -> None:
    grant_id = unsettled(desk)
    desk.stripe.fail_deauthorize = None
    desk.workflow.revoke_grant(grant_id)

    assert desk.workflow.unsettled_grants == ()
    assert desk.stripe.connected == set()
    assert activity(desk)[-2:] == ["revoked", "cleared"]
    assert_agree(desk)


def test_a_grant_that_could_not_be_revoked_stays_and_is_told(desk: Desk) -> None:
    grant_id = unsettled(desk)
    desk.workflow.revoke_grant(grant_id)

    (grant,) = desk.workflow.unsettled_grants
    assert desk.events[-1] == GrantNotRevoked(grant, OFFLINE)
    assert_agree(desk)


def test_a_grant_on_an_account_that_another_lives_on_is_not_revoked(desk: Desk) -> None:
    grant_id = unsettled(desk)
    desk.stripe.fail_deauthorize = None
    other = desk.make_active("EU invoices")
    desk.workflow.revoke_grant(grant_id)

    (grant,) = desk.workflow.unsettled_grants
    assert desk.events[-1] == GrantNotRevoked(grant)
    assert status(desk, other) is Status.ACTIVE
    assert desk.stripe.connected == {CONNECTED}
    assert_agree(desk)


def test_a_grant_is_not_revoked_while_its_own_credential_is_approved_once_more(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.tasks.release(Lane.NETWORK)
    desk.restart()
    (grant,) = desk.workflow.unsettled_grants
    assert grant.account_id == ACCOUNT.id
    desk.workflow.open_again(credential_id)
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.workflow.revoke_grant(grant.id)
    assert desk.events[-1] == GrantNotRevoked(grant)
    desk.tasks.release_all()

    assert status(desk, credential_id) is Status.READY_TO_CREATE
    assert desk.stripe.connected == {CONNECTED}
    assert desk.workflow.unsettled_grants == ()
    assert_agree(desk)
