"""What comes while a credential is being removed: nothing is cut off or left unseen."""

from dataclasses import replace

import pytest

from desktop_app.core.approval import Phase
from desktop_app.core.credential import Status
from desktop_app.core.errors import (
    Detail,
    RefusedError,
    UnreachableError,
)
from desktop_app.core.outcome import Removed
from desktop_app.core.systems import System
from desktop_app.workflow.events import CredentialGone, RevocationFailed
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, WorkflowHarness
from tests.workflow.agreement import CONNECTED, activity, assert_agree, assert_over


def test_removed_during_the_exchange_the_grant_is_given_back(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.commands.remove(credential_id, revoke=True)
    assert_over_but_for_the_exchange(harness, credential_id)
    harness.tasks.release_all()

    assert len(harness.stripe.exchanged) == 1
    assert harness.stripe.connected == set()
    assert harness.keychain.entries == {}
    assert harness.approval(credential_id).outcome == Removed()
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_removed_during_the_keychain_s_write_nothing_is_left(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.approve_in_browser()
    harness.commands.remove(credential_id, revoke=True)
    harness.tasks.release_all()

    assert harness.stripe.connected == set()
    assert harness.keychain.entries == {}
    assert_over(harness, credential_id)
    assert_agree(harness)


@pytest.mark.parametrize("problem", [RefusedError(Detail()), UnreachableError(Detail())])
def test_removed_during_an_exchange_that_fails_it_stays_removed(
    harness: WorkflowHarness, problem: RefusedError | UnreachableError
) -> None:
    credential_id = harness.go()
    harness.stripe.fail_exchange = problem
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.commands.remove(credential_id, revoke=True)
    harness.tasks.release_all()

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.OVER, Removed())
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_removed_during_the_exchange_but_another_lives_on_the_account(
    harness: WorkflowHarness,
) -> None:
    harness.make_active("EU billing")
    credential_id = harness.go("EU invoices")
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.commands.remove(credential_id, revoke=True)
    harness.tasks.release_all()

    assert harness.stripe.connected == {CONNECTED}
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_removed_during_the_exchange_the_same_account_in_the_other_mode_saves_nothing(
    harness: WorkflowHarness,
) -> None:
    harness.make_active("EU billing", System.STRIPE)
    credential_id = harness.go("EU billing", System.STRIPE_TEST)
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.commands.remove(credential_id, revoke=True)
    harness.tasks.release_all()

    assert harness.stripe.connected == {(System.STRIPE, ACCOUNT.id)}
    assert_agree(harness)


def test_a_grant_of_a_removed_credential_that_cannot_be_given_back_stays_visible(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.stripe.fail_deauthorize = UnreachableError(Detail())
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.commands.remove(credential_id, revoke=True)
    harness.tasks.release_all()

    (grant,) = harness.state.unsettled_grants
    assert (grant.credential_id, grant.account_id) == (credential_id, ACCOUNT.id)
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_removing_twice_at_once_is_removing_once(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.remove(credential_id, revoke=True)
    harness.commands.remove(credential_id, revoke=True)
    harness.tasks.release_all()

    assert len([e for e in harness.events if isinstance(e, CredentialGone)]) == 1
    assert activity(harness).count("deleted") == 1
    assert_agree(harness)


def test_created_while_it_is_being_removed_it_is_gone(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.approve_in_browser()
    harness.tasks.holding = {Lane.DATABASE}
    harness.commands.remove(credential_id, revoke=False)
    harness.commands.create(credential_id)
    harness.tasks.release_all()

    assert_over(harness, credential_id)
    assert_agree(harness, left={CONNECTED})


@pytest.mark.parametrize("revoke", [True, None])
def test_approved_while_it_is_being_removed_its_grant_is_given_back(
    harness: WorkflowHarness, revoke: bool | None
) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.tasks.release()
    harness.tasks.holding = {Lane.DATABASE}
    harness.tasks.release()
    harness.commands.remove(credential_id, revoke=revoke)
    harness.tasks.release_all()

    assert activity(harness) == ["started", "approved", "revoked", "removed"]
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_nothing_is_revoked_while_another_code_is_out(harness: WorkflowHarness) -> None:
    """The other code may be for the same account, which would then be cut off unseen."""
    first = harness.make_active("EU billing")
    harness.go("EU invoices")
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.approve_in_browser()
    harness.commands.remove(first, revoke=True)
    harness.tasks.release_all()

    assert harness.state.credential(first) is not None
    assert any(isinstance(event, RevocationFailed) for event in harness.events)
    assert harness.stripe.connected == {CONNECTED}
    assert_agree(harness)


def test_while_access_is_revoked_the_credential_says_so_and_nothing_else_is_done(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.approve_in_browser()
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.remove(credential_id, revoke=None)
    credential = harness.credential(credential_id)
    assert credential.status is Status.REVOKING
    harness.commands.create(credential_id)
    harness.commands.remove(credential_id, revoke=False)
    assert harness.state.credential(credential_id) == credential
    harness.tasks.release_all()

    assert activity(harness) == ["started", "approved", "revoked", "removed"]
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_a_revocation_is_never_given_up_while_it_may_still_arrive(harness: WorkflowHarness) -> None:
    """Arriving late, it would cut off what was approved meanwhile."""
    first = harness.make_active("EU billing")
    other = harness.go("EU invoices")
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.remove(first, revoke=True)
    ((_, _, deauthorize),) = harness.tasks.held
    assert deauthorize in harness.tasks.unlimited
    harness.approve_in_browser()
    harness.tasks.release_all()

    assert harness.stripe.connected == {CONNECTED}
    assert harness.approval(other).phase is Phase.APPROVED
    assert_agree(harness)


@pytest.mark.parametrize("revoke", [True, None])
def test_one_that_comes_to_live_on_the_account_meanwhile_is_not_cut_off(
    harness: WorkflowHarness, revoke: bool | None
) -> None:
    ready = harness.go("EU billing")
    harness.approve_in_browser()
    other = harness.go("EU invoices")
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.approve_in_browser()
    # The other one's last step is on its way to the database, before the revocation's first.
    harness.tasks.holding = {Lane.DATABASE}
    harness.tasks.release(Lane.KEYCHAIN)
    harness.commands.remove(ready, revoke=revoke)
    harness.tasks.release_all()

    assert harness.stripe.connected == {CONNECTED}
    assert harness.approval(other).phase is Phase.APPROVED
    stays = revoke is True
    assert (harness.state.credential(ready) is not None) is stays
    assert any(isinstance(event, RevocationFailed) for event in harness.events) is stays
    assert_agree(harness)


def test_one_that_comes_to_live_on_the_account_while_a_password_is_typed_is_not_cut_off(
    harness: WorkflowHarness,
) -> None:
    first = harness.make_active("EU billing")
    harness.stripe.wants_access_token = True
    harness.stripe.grant = replace(harness.stripe.grant, access_token=None)
    other = harness.go("EU invoices")
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.commands.remove(first, revoke=True)
    harness.approve_in_browser()
    assert harness.approval(other).phase is Phase.APPROVED
    harness.tasks.release_all()

    assert harness.stripe.connected == {CONNECTED}
    credential = harness.credential(first)
    assert RevocationFailed(credential) in harness.events
    assert_agree(harness)

    # Asked again, the person knows whom it cuts off.
    harness.commands.remove(first, revoke=True)
    assert harness.stripe.connected == set()
    assert harness.state.credential(first) is None
    assert_agree(harness)


def test_a_revocation_of_an_earlier_run_does_not_cut_off_who_came_meanwhile(
    harness: WorkflowHarness,
) -> None:
    """The program died after the other was approved, before it could look once more."""
    first = harness.go("EU billing")
    harness.approve_in_browser()
    other = harness.go("EU invoices")
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.approve_in_browser()
    harness.tasks.holding = {Lane.DATABASE}
    harness.tasks.release(Lane.KEYCHAIN)
    harness.commands.remove(first, revoke=True)
    harness.tasks.do_unheard()
    harness.tasks.do_unheard()
    harness.restart()

    status = {c.id: c.status for c in harness.state.credentials}
    assert status == {first: Status.MAY_BE_REVOKED, other: Status.READY_TO_CREATE}
    assert harness.stripe.connected == {CONNECTED}
    assert any(isinstance(event, RevocationFailed) for event in harness.events)


def test_a_code_that_comes_while_access_is_revoked_is_sent_after_it(
    harness: WorkflowHarness,
) -> None:
    """Sent at the same time, nobody would know which of the two Stripe did last."""
    first = harness.make_active("EU billing")
    other = harness.go("EU invoices")
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.remove(first, revoke=True)
    harness.approve_in_browser()
    assert len(harness.tasks.held) == 1
    harness.tasks.release_all()

    assert harness.stripe.connected == {CONNECTED}
    assert harness.approval(other).phase is Phase.APPROVED
    assert_over(harness, first)
    assert_agree(harness)


def test_a_code_waits_for_all_revocations_that_are_under_way(harness: WorkflowHarness) -> None:
    """Not only for the first of them to end."""
    in_the_other_mode = harness.make_active("EU billing", System.STRIPE)
    first = harness.make_active("EU billing")
    other = harness.go("EU invoices")
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.remove(in_the_other_mode, revoke=True)
    harness.commands.remove(first, revoke=True)
    harness.approve_in_browser()
    sent = len(harness.stripe.exchanged)
    harness.tasks.release(Lane.NETWORK)
    assert_over(harness, in_the_other_mode)
    assert harness.approval(other).phase is Phase.FINISHING
    assert [lane for lane, _, _ in harness.tasks.held] == [Lane.NETWORK]
    harness.tasks.release_all()

    assert len(harness.stripe.exchanged) == sent + 1
    assert harness.approval(other).phase is Phase.APPROVED
    assert_over(harness, first)
    assert_agree(harness)


def test_of_two_that_rely_on_each_other_the_last_to_go_takes_access_with_it(
    harness: WorkflowHarness,
) -> None:
    """Neither is revoked while the other lives on the account; removed at once, nobody would."""
    in_the_other_mode = harness.make_active("EU billing", System.STRIPE)
    first, second = harness.go("EU billing"), harness.go("EU invoices")
    harness.approve_in_browser()
    harness.approve_in_browser()
    harness.tasks.holding = {Lane.DATABASE}
    harness.commands.remove(first, revoke=None)
    harness.commands.remove(second, revoke=None)
    harness.tasks.release_all()

    assert [c.id for c in harness.state.credentials] == [in_the_other_mode]
    assert harness.stripe.connected == {(System.STRIPE, ACCOUNT.id)}
    assert_agree(harness)


def assert_over_but_for_the_exchange(harness: WorkflowHarness, credential_id: str) -> None:
    assert harness.state.credential(credential_id) is None
    assert harness.approval(credential_id).phase is Phase.OVER
    assert harness.receiver.expected == {}
