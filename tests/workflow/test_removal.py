"""Removing and deleting: with access revoked or not, and nothing left that nobody knows of."""

from dataclasses import replace

import pytest

from desktop_app.core.credential import SecretPlace, Status
from desktop_app.core.outcome import Removed, SecretLost
from desktop_app.core.problems import (
    AnswerLost,
    Detail,
    StorageFailed,
    StripeRefused,
    StripeUnreachable,
)
from desktop_app.core.systems import System
from desktop_app.storage.store import SqliteStore
from desktop_app.workflow.events import CredentialGone, Phase, RevocationFailed
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, Desk
from tests.workflow.agreement import activity, assert_agree, assert_over

CONNECTED = (System.STRIPE_TEST, ACCOUNT.id)


def test_an_incomplete_credential_is_removed_and_its_browsers_are_told(desk: Desk) -> None:
    credential_id = desk.go()
    attempt_id = next(iter(desk.receiver.expected))
    desk.workflow.remove(credential_id, revoke=True)

    assert_over(desk, credential_id)
    assert desk.approval(credential_id).outcome == Removed()
    assert desk.receiver.concluded == [(attempt_id, Removed())]
    assert activity(desk) == ["started", "removed"]
    assert_agree(desk)


@pytest.mark.parametrize("created", [True, False])
def test_access_is_revoked_and_the_secret_deleted(desk: Desk, created: bool) -> None:
    credential_id = desk.go()
    desk.approve_in_browser()
    if created:
        desk.workflow.create(credential_id)
    desk.workflow.remove(credential_id, revoke=True)

    assert_over(desk, credential_id)
    assert desk.stripe.connected == set()
    assert desk.keychain.entries == {}
    assert activity(desk)[-2:] == ["revoked", "deleted" if created else "removed"]
    assert_agree(desk)


def test_access_may_be_left_as_it_is(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.workflow.remove(credential_id, revoke=False)

    assert_over(desk, credential_id)
    assert desk.stripe.connected == {CONNECTED}
    assert desk.keychain.entries == {}
    assert "revoked" not in activity(desk)
    assert_agree(desk, left={CONNECTED})


def test_when_stripe_refuses_to_revoke_nothing_is_removed(desk: Desk) -> None:
    credential_id = desk.make_active()
    problem = desk.stripe.fail_deauthorize = StripeRefused(Detail("invalid_request"))
    desk.workflow.remove(credential_id, revoke=True)

    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.status is Status.ACTIVE
    assert desk.events[-1] == RevocationFailed(credential, problem)
    assert len(desk.keychain.entries) == 1
    assert "deleted" not in activity(desk)
    assert_agree(desk)


def test_a_revocation_whose_answer_was_lost_is_shown_until_it_is_known(desk: Desk) -> None:
    """Access may be gone, and with it that of everybody on the account."""
    credential_id = desk.make_active()
    problem = desk.stripe.fail_deauthorize = AnswerLost(Detail())
    desk.workflow.remove(credential_id, revoke=True)
    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.status is Status.MAY_BE_REVOKED
    assert desk.events[-1] == RevocationFailed(credential, problem)
    assert_agree(desk)

    desk.stripe.fail_deauthorize = None
    desk.workflow.remove(credential_id, revoke=True)
    assert desk.stripe.connected == set()
    assert_over(desk, credential_id)
    assert_agree(desk)


def test_what_may_be_revoked_can_be_removed_without_knowing(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.stripe.fail_deauthorize = AnswerLost(Detail())
    desk.workflow.remove(credential_id, revoke=True)
    desk.workflow.remove(credential_id, revoke=False)

    assert_over(desk, credential_id)
    assert_agree(desk, left={CONNECTED})


def test_what_may_be_revoked_is_revoked_at_the_next_start(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.stripe.fail_deauthorize = AnswerLost(Detail())
    desk.workflow.remove(credential_id, revoke=True)
    desk.stripe.fail_deauthorize = None
    desk.restart()

    assert_over(desk, credential_id)
    assert desk.stripe.connected == set()
    assert_agree(desk)


def test_a_revocation_is_never_given_up_while_it_may_still_arrive(desk: Desk) -> None:
    """Arriving late, it would cut off what was approved meanwhile."""
    first = desk.make_active("EU billing")
    other = desk.go("EU invoices")
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.remove(first, revoke=True)
    ((_, _, deauthorize),) = desk.tasks.held
    assert deauthorize in desk.tasks.unlimited
    desk.approve_in_browser()
    desk.tasks.release_all()

    assert desk.stripe.connected == {CONNECTED}
    assert desk.approval(other).phase is Phase.APPROVED
    assert_agree(desk)


def test_a_removal_that_fails_after_the_revocation_can_be_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> bool:
        raise StorageFailed("disk full")

    credential_id = desk.make_active()
    with monkeypatch.context() as broken:
        broken.setattr(SqliteStore, "remove", fail)
        desk.workflow.remove(credential_id, revoke=True)
    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.status is Status.MAY_BE_REVOKED
    desk.tasks.crashes.clear()
    desk.workflow.remove(credential_id, revoke=True)

    assert desk.stripe.connected == set()
    assert_over(desk, credential_id)
    assert_agree(desk)


@pytest.mark.parametrize("method", ["record_revoked", "end_revocation"])
def test_a_revocation_that_cannot_be_noted_can_be_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StorageFailed("disk full")

    first = desk.make_active("EU billing")
    other = desk.make_active("EU invoices")
    if method == "end_revocation":
        desk.stripe.fail_deauthorize = StripeUnreachable(Detail())
    with monkeypatch.context() as broken:
        broken.setattr(SqliteStore, method, fail)
        desk.workflow.remove(first, revoke=True)
    (problem,) = desk.tasks.crashes
    assert isinstance(problem, StorageFailed)
    status = {c.id: c.status for c in desk.workflow.credentials}
    assert status[first] is Status.MAY_BE_REVOKED
    cut_off = method == "record_revoked"
    assert status[other] is (Status.DISCONNECTED if cut_off else Status.ACTIVE)
    desk.tasks.crashes.clear()

    desk.stripe.fail_deauthorize = None
    desk.workflow.remove(first, revoke=True)
    assert_over(desk, first)
    assert_agree(desk)


def test_a_revocation_of_an_earlier_run_does_not_cut_off_who_came_meanwhile(desk: Desk) -> None:
    """The program died after the other was approved, before it could look once more."""
    first = desk.go("EU billing")
    desk.approve_in_browser()
    other = desk.go("EU invoices")
    desk.tasks.holding = {Lane.KEYCHAIN}
    desk.approve_in_browser()
    desk.tasks.holding = {Lane.DATABASE}
    desk.tasks.release(Lane.KEYCHAIN)
    desk.workflow.remove(first, revoke=True)
    desk.tasks.do_unheard()
    desk.tasks.do_unheard()
    desk.restart()

    status = {c.id: c.status for c in desk.workflow.credentials}
    assert status == {first: Status.MAY_BE_REVOKED, other: Status.READY_TO_CREATE}
    assert desk.stripe.connected == {CONNECTED}
    assert any(isinstance(event, RevocationFailed) for event in desk.events)


def test_sharing_names_those_of_the_same_account_and_mode(desk: Desk) -> None:
    mine = desk.make_active("EU billing", System.STRIPE)
    other = desk.make_active("EU invoices", System.STRIPE)
    desk.make_active("Sandbox", System.STRIPE_TEST)
    desk.go("Not yet", System.STRIPE)

    credential = desk.workflow.credential(mine)
    assert credential is not None
    assert [c.id for c in desk.workflow.sharing(credential)] == [other]
    assert_agree(desk)


def test_an_incomplete_credential_shares_nothing(desk: Desk) -> None:
    credential = desk.workflow.credential(desk.go())

    assert credential is not None
    assert desk.workflow.sharing(credential) == ()


def test_removed_during_the_exchange_the_grant_is_given_back(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.workflow.remove(credential_id, revoke=True)
    assert_over_but_for_the_exchange(desk, credential_id)
    desk.tasks.release_all()

    assert len(desk.stripe.exchanged) == 1
    assert desk.stripe.connected == set()
    assert desk.keychain.entries == {}
    assert desk.approval(credential_id).outcome == Removed()
    assert_over(desk, credential_id)
    assert_agree(desk)


def test_removed_during_the_keychain_s_write_nothing_is_left(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.KEYCHAIN}
    desk.approve_in_browser()
    desk.workflow.remove(credential_id, revoke=True)
    desk.tasks.release_all()

    assert desk.stripe.connected == set()
    assert desk.keychain.entries == {}
    assert_over(desk, credential_id)
    assert_agree(desk)


@pytest.mark.parametrize("problem", [StripeRefused(Detail()), StripeUnreachable(Detail())])
def test_removed_during_an_exchange_that_fails_it_stays_removed(
    desk: Desk, problem: StripeRefused | StripeUnreachable
) -> None:
    credential_id = desk.go()
    desk.stripe.fail_exchange = problem
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.workflow.remove(credential_id, revoke=True)
    desk.tasks.release_all()

    approval = desk.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.OVER, Removed())
    assert_over(desk, credential_id)
    assert_agree(desk)


def test_removed_during_the_exchange_but_another_lives_on_the_account(desk: Desk) -> None:
    desk.make_active("EU billing")
    credential_id = desk.go("EU invoices")
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.workflow.remove(credential_id, revoke=True)
    desk.tasks.release_all()

    assert desk.stripe.connected == {CONNECTED}
    assert_over(desk, credential_id)
    assert_agree(desk)


def test_removed_during_the_exchange_the_same_account_in_the_other_mode_saves_nothing(
    desk: Desk,
) -> None:
    desk.make_active("EU billing", System.STRIPE)
    credential_id = desk.go("EU billing", System.STRIPE_TEST)
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.workflow.remove(credential_id, revoke=True)
    desk.tasks.release_all()

    assert desk.stripe.connected == {(System.STRIPE, ACCOUNT.id)}
    assert_agree(desk)


def test_a_grant_of_a_removed_credential_that_cannot_be_given_back_stays_visible(
    desk: Desk,
) -> None:
    credential_id = desk.go()
    desk.stripe.fail_deauthorize = StripeUnreachable(Detail())
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.workflow.remove(credential_id, revoke=True)
    desk.tasks.release_all()

    (grant,) = desk.workflow.unsettled_grants
    assert (grant.credential_id, grant.account_id) == (credential_id, ACCOUNT.id)
    assert_over(desk, credential_id)
    assert_agree(desk)


def test_removing_twice_at_once_is_removing_once(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.remove(credential_id, revoke=True)
    desk.workflow.remove(credential_id, revoke=True)
    desk.tasks.release_all()

    assert len([e for e in desk.events if isinstance(e, CredentialGone)]) == 1
    assert activity(desk).count("deleted") == 1
    assert_agree(desk)


def test_what_is_gone_cannot_be_removed(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.workflow.remove(credential_id, revoke=True)
    before = len(desk.events)
    desk.workflow.remove(credential_id, revoke=True)

    assert len(desk.events) == before
    assert_agree(desk)


def test_created_while_it_is_being_removed_it_is_gone(desk: Desk) -> None:
    credential_id = desk.go()
    desk.approve_in_browser()
    desk.tasks.holding = {Lane.DATABASE}
    desk.workflow.remove(credential_id, revoke=False)
    desk.workflow.create(credential_id)
    desk.tasks.release_all()

    assert_over(desk, credential_id)
    assert_agree(desk, left={CONNECTED})


@pytest.mark.parametrize("revoke", [True, None])
def test_approved_while_it_is_being_removed_its_grant_is_given_back(
    desk: Desk, revoke: bool | None
) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.tasks.release()
    desk.tasks.holding = {Lane.DATABASE}
    desk.tasks.release()
    desk.workflow.remove(credential_id, revoke=revoke)
    desk.tasks.release_all()

    assert activity(desk) == ["started", "approved", "revoked", "removed"]
    assert_over(desk, credential_id)
    assert_agree(desk)


def test_the_rule_is_applied_when_it_is_confirmed_not_when_it_was_asked(desk: Desk) -> None:
    """The question was asked of an incomplete credential; meanwhile its browser has approved."""
    credential_id = desk.go()
    desk.approve_in_browser()
    desk.workflow.remove(credential_id, revoke=None)

    assert desk.stripe.connected == set()
    assert_over(desk, credential_id)
    assert_agree(desk)


def test_by_the_rule_an_account_that_others_live_on_keeps_its_access(desk: Desk) -> None:
    desk.make_active("EU billing")
    ready = desk.go("EU invoices")
    desk.approve_in_browser()
    desk.workflow.remove(ready, revoke=None)

    assert desk.stripe.connected == {(System.STRIPE_TEST, ACCOUNT.id)}
    assert_over(desk, ready)
    assert_agree(desk)


def test_nothing_is_revoked_while_another_code_is_out(desk: Desk) -> None:
    """The other code may be for the same account, which would then be cut off unseen."""
    first = desk.make_active("EU billing")
    desk.go("EU invoices")
    desk.tasks.holding = {Lane.KEYCHAIN}
    desk.approve_in_browser()
    desk.workflow.remove(first, revoke=True)
    desk.tasks.release_all()

    assert desk.workflow.credential(first) is not None
    assert any(isinstance(event, RevocationFailed) for event in desk.events)
    assert desk.stripe.connected == {(System.STRIPE_TEST, ACCOUNT.id)}
    assert_agree(desk)


def test_while_access_is_revoked_the_credential_says_so_and_nothing_else_is_done(
    desk: Desk,
) -> None:
    credential_id = desk.go()
    desk.approve_in_browser()
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.remove(credential_id, revoke=None)
    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.status is Status.REVOKING
    desk.workflow.create(credential_id)
    desk.workflow.remove(credential_id, revoke=False)
    assert desk.workflow.credential(credential_id) == credential
    desk.tasks.release_all()

    assert activity(desk) == ["started", "approved", "revoked", "removed"]
    assert_over(desk, credential_id)
    assert_agree(desk)


@pytest.mark.parametrize("at_stripe", [False, True], ids=["not yet sent", "done at Stripe"])
def test_a_revocation_that_was_broken_off_is_finished_at_the_next_start(
    desk: Desk, at_stripe: bool
) -> None:
    credential_id = desk.make_active()
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.remove(credential_id, revoke=True)
    if at_stripe:
        desk.tasks.do_unheard()
    desk.restart()

    assert desk.stripe.connected == set()
    assert activity(desk) == ["started", "approved", "created", "revoked", "deleted"]
    assert_over(desk, credential_id)
    assert_agree(desk)


def test_a_revocation_that_cannot_be_finished_at_the_next_start_is_told(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.remove(credential_id, revoke=True)
    problem = desk.stripe.fail_deauthorize = StripeUnreachable(Detail())
    desk.restart()

    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.status is Status.MAY_BE_REVOKED
    assert RevocationFailed(credential, problem) in desk.events
    assert_agree(desk)


@pytest.mark.parametrize("revoke", [True, None])
def test_one_that_comes_to_live_on_the_account_meanwhile_is_not_cut_off(
    desk: Desk, revoke: bool | None
) -> None:
    ready = desk.go("EU billing")
    desk.approve_in_browser()
    other = desk.go("EU invoices")
    desk.tasks.holding = {Lane.KEYCHAIN}
    desk.approve_in_browser()
    # The other one's last step is on its way to the database, before the revocation's first.
    desk.tasks.holding = {Lane.DATABASE}
    desk.tasks.release(Lane.KEYCHAIN)
    desk.workflow.remove(ready, revoke=revoke)
    desk.tasks.release_all()

    assert desk.stripe.connected == {CONNECTED}
    assert desk.approval(other).phase is Phase.APPROVED
    stays = revoke is True
    assert (desk.workflow.credential(ready) is not None) is stays
    assert any(isinstance(event, RevocationFailed) for event in desk.events) is stays
    assert_agree(desk)


def test_one_that_comes_to_live_on_the_account_while_a_password_is_typed_is_not_cut_off(
    desk: Desk,
) -> None:
    first = desk.make_active("EU billing")
    desk.stripe.wants_access_token = True
    desk.stripe.grant = replace(desk.stripe.grant, access_token=None)
    other = desk.go("EU invoices")
    desk.tasks.holding = {Lane.KEYCHAIN}
    desk.workflow.remove(first, revoke=True)
    desk.approve_in_browser()
    assert desk.approval(other).phase is Phase.APPROVED
    desk.tasks.release_all()

    assert desk.stripe.connected == {CONNECTED}
    credential = desk.workflow.credential(first)
    assert credential is not None
    assert RevocationFailed(credential) in desk.events
    assert_agree(desk)

    # Asked again, the person knows whom it cuts off.
    desk.workflow.remove(first, revoke=True)
    assert desk.stripe.connected == set()
    assert desk.workflow.credential(first) is None
    assert_agree(desk)


def test_a_code_that_comes_while_access_is_revoked_is_sent_after_it(desk: Desk) -> None:
    """Sent at the same time, nobody would know which of the two Stripe did last."""
    first = desk.make_active("EU billing")
    other = desk.go("EU invoices")
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.remove(first, revoke=True)
    desk.approve_in_browser()
    assert len(desk.tasks.held) == 1
    desk.tasks.release_all()

    assert desk.stripe.connected == {CONNECTED}
    assert desk.approval(other).phase is Phase.APPROVED
    assert_over(desk, first)
    assert_agree(desk)


def test_revoked_on_purpose_the_others_of_the_account_need_approval_again(desk: Desk) -> None:
    mine = desk.make_active("EU billing")
    active = desk.make_active("EU invoices")
    ready = desk.go("EU pilot", place=SecretPlace.SESSION)
    desk.approve_in_browser()
    other_mode = desk.make_active("EU billing", System.STRIPE)
    desk.workflow.remove(mine, revoke=True)

    status = {c.id: c.status for c in desk.workflow.credentials}
    assert status == {
        active: Status.DISCONNECTED,
        ready: Status.NEEDS_APPROVAL,
        other_mode: Status.ACTIVE,
    }
    assert isinstance(desk.approval(ready).outcome, SecretLost)
    assert len(desk.keychain.entries) == 1
    desk.workflow.keep_in_keychain(ready)
    assert len(desk.keychain.entries) == 1
    assert_agree(desk)


def test_of_two_that_rely_on_each_other_the_last_to_go_takes_access_with_it(desk: Desk) -> None:
    """Neither is revoked while the other lives on the account; removed at once, nobody would."""
    in_the_other_mode = desk.make_active("EU billing", System.STRIPE)
    first, second = desk.go("EU billing"), desk.go("EU invoices")
    desk.approve_in_browser()
    desk.approve_in_browser()
    desk.tasks.holding = {Lane.DATABASE}
    desk.workflow.remove(first, revoke=None)
    desk.workflow.remove(second, revoke=None)
    desk.tasks.release_all()

    assert [c.id for c in desk.workflow.credentials] == [in_the_other_mode]
    assert desk.stripe.connected == {(System.STRIPE, ACCOUNT.id)}
    assert_agree(desk)


def test_the_alarm_is_off_when_nothing_waits_any_more(desk: Desk) -> None:
    desk.workflow.remove(desk.go(), revoke=True)

    assert desk.alarm.after is None


def test_the_name_is_free_again(desk: Desk) -> None:
    desk.workflow.remove(desk.make_active("EU billing"), revoke=True)
    credential_id = desk.make_active("EU billing")

    assert [c.id for c in desk.workflow.credentials] == [credential_id]
    assert_agree(desk)


def assert_over_but_for_the_exchange(desk: Desk, credential_id: str) -> None:
    assert desk.workflow.credential(credential_id) is None
    assert desk.approval(credential_id).phase is Phase.OVER
    assert desk.receiver.expected == {}
