"""Every way in which an approval can end, and what is left of it."""

from dataclasses import replace

import pytest

from desktop_app.core.account import Account
from desktop_app.core.answer import ErrorAnswer
from desktop_app.core.credential import SecretPlace, Stage
from desktop_app.core.outcome import (
    BrowserFailed,
    Denied,
    ExchangeFailed,
    ExchangeFailure,
    NotOpened,
    NotStarted,
    Outcome,
    OutcomeUnknown,
    PreparationFailure,
)
from desktop_app.core.problems import (
    AnswerLost,
    Detail,
    StripeProblem,
    StripeRefused,
    StripeUnreachable,
)
from desktop_app.core.systems import System
from desktop_app.workflow.events import Phase
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, Desk
from tests.workflow.agreement import activity, assert_agree, rows

REFUSAL = Detail("invalid_grant", "Authorization code expired", "req_123", 400)


def still_incomplete(desk: Desk, credential_id: str) -> bool:
    credential = desk.workflow.credential(credential_id)
    return credential is not None and credential.stage is Stage.INCOMPLETE


def approve_again(desk: Desk, credential_id: str) -> None:
    desk.workflow.open_again(credential_id)
    desk.approve_in_browser(attempt=-1)
    assert desk.approval(credential_id).phase is Phase.APPROVED


def test_a_denial_ends_the_attempt_and_keeps_the_credential(desk: Desk) -> None:
    credential_id = desk.go()
    desk.deny_in_browser()

    approval = desk.approval(credential_id)
    assert (approval.phase, approval.link) == (Phase.STOPPED, None)
    assert approval.outcome == Denied()
    assert desk.receiver.expected == {}
    assert still_incomplete(desk, credential_id)
    assert activity(desk) == ["started", "denied"]
    assert_agree(desk)
    approve_again(desk, credential_id)
    assert_agree(desk)


def test_another_error_in_the_address_is_told_as_stripe_s_report(desk: Desk) -> None:
    credential_id = desk.go()
    attempt_id = next(iter(desk.receiver.expected))
    desk.workflow.answer_arrived(ErrorAnswer(attempt_id, "invalid_scope", "Not that one"))

    detail = Detail(error="invalid_scope", description="Not that one")
    assert desk.approval(credential_id).outcome == ExchangeFailed(ExchangeFailure.REPORTED, detail)
    assert activity(desk) == ["started", "failed"]
    assert_agree(desk)


@pytest.mark.parametrize(
    ("problem", "outcome", "kind"),
    [
        (StripeRefused(REFUSAL), ExchangeFailed(ExchangeFailure.REFUSED, REFUSAL), "failed"),
        (
            StripeUnreachable(Detail()),
            ExchangeFailed(ExchangeFailure.UNREACHABLE, Detail()),
            "failed",
        ),
        (AnswerLost(Detail(status=502)), OutcomeUnknown(Detail(status=502)), "unknown"),
    ],
)
def test_an_exchange_that_fails_stops_the_approval(
    desk: Desk, problem: StripeProblem, outcome: Outcome, kind: str
) -> None:
    credential_id = desk.go()
    attempt_id = next(iter(desk.receiver.expected))
    desk.stripe.fail_exchange = problem
    desk.approve_in_browser()

    approval = desk.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.STOPPED, outcome)
    assert desk.receiver.concluded == [(attempt_id, outcome)]
    assert still_incomplete(desk, credential_id)
    assert activity(desk) == ["started", kind]
    assert_agree(desk)
    desk.stripe.fail_exchange = None
    approve_again(desk, credential_id)
    assert_agree(desk)


def test_a_lost_answer_stays_visible_until_it_was_approved_again(desk: Desk) -> None:
    credential_id = desk.go()
    desk.stripe.fail_exchange = AnswerLost(Detail())
    desk.approve_in_browser()

    (grant,) = desk.workflow.unsettled_grants
    assert (grant.credential_id, grant.credential_name) == (credential_id, "EU billing")
    assert (grant.system, grant.account_id) == (System.STRIPE_TEST, "")
    desk.restart()
    assert list(desk.workflow.unsettled_grants) == [grant]
    assert_agree(desk)
    desk.stripe.fail_exchange = None
    approve_again(desk, credential_id)
    assert not desk.workflow.unsettled_grants
    assert_agree(desk)


def test_a_lost_answer_stays_visible_when_its_credential_is_removed(desk: Desk) -> None:
    credential_id = desk.go()
    desk.stripe.fail_exchange = AnswerLost(Detail())
    desk.approve_in_browser()
    desk.workflow.remove(credential_id, revoke=True)

    (grant,) = desk.workflow.unsettled_grants
    assert_agree(desk)
    desk.workflow.clear_unsettled_grant(grant.id)
    assert desk.workflow.unsettled_grants == ()
    assert_agree(desk, left={(System.STRIPE_TEST, ACCOUNT.id)})


def test_an_exchange_over_its_time_limit_has_an_unknown_outcome(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    late = desk.tasks.time_out()
    desk.tasks.release_all()

    assert desk.approval(credential_id).outcome == OutcomeUnknown(Detail())
    late()
    assert desk.stripe.connected == {(System.STRIPE_TEST, ACCOUNT.id)}
    assert len(desk.workflow.unsettled_grants) == 1
    assert still_incomplete(desk, credential_id)
    assert_agree(desk)


@pytest.mark.parametrize("system", list(System))
def test_a_grant_in_the_wrong_mode_is_given_back(desk: Desk, system: System) -> None:
    credential_id = desk.go(system=system)
    desk.stripe.grant = replace(desk.stripe.grant, livemode=not system.livemode)
    desk.approve_in_browser()

    failed = ExchangeFailed(ExchangeFailure.WRONG_MODE, Detail())
    assert desk.approval(credential_id).outcome == failed
    assert desk.stripe.connected == set()
    assert desk.keychain.entries == {}
    assert still_incomplete(desk, credential_id)
    assert_agree(desk)


def test_a_grant_with_too_little_access_is_given_back(desk: Desk) -> None:
    credential_id = desk.go()
    desk.stripe.grant = replace(desk.stripe.grant, scope="read_only")
    desk.approve_in_browser()

    failed = ExchangeFailed(ExchangeFailure.WRONG_SCOPE, Detail())
    assert desk.approval(credential_id).outcome == failed
    assert desk.stripe.connected == set()
    assert_agree(desk)


def test_a_grant_that_cannot_be_given_back_is_not_forgotten(desk: Desk) -> None:
    credential_id = desk.go(system=System.STRIPE_TEST)
    desk.stripe.grant = replace(desk.stripe.grant, livemode=True)
    desk.stripe.fail_deauthorize = StripeUnreachable(Detail())
    desk.approve_in_browser()

    (grant,) = desk.workflow.unsettled_grants
    assert (grant.system, grant.account_id) == (System.STRIPE, ACCOUNT.id)
    assert isinstance(desk.approval(credential_id).outcome, ExchangeFailed | OutcomeUnknown)
    assert_agree(desk)


def test_approving_again_does_not_forget_a_grant_in_the_other_mode(desk: Desk) -> None:
    credential_id = desk.go(system=System.STRIPE_TEST)
    desk.stripe.grant = replace(desk.stripe.grant, livemode=True)
    desk.stripe.fail_deauthorize = StripeUnreachable(Detail())
    desk.approve_in_browser()
    desk.stripe.grant = replace(desk.stripe.grant, livemode=False)
    approve_again(desk, credential_id)

    (grant,) = desk.workflow.unsettled_grants
    assert (grant.system, grant.account_id) == (System.STRIPE, ACCOUNT.id)
    assert_agree(desk)
    desk.restart()
    assert len(desk.workflow.unsettled_grants) == 1
    assert_agree(desk)


def test_a_wrong_grant_stays_if_another_credential_lives_on_it(desk: Desk) -> None:
    desk.make_active("EU billing", System.STRIPE)
    desk.go("Sandbox", System.STRIPE_TEST)
    desk.stripe.grant = replace(desk.stripe.grant, livemode=True)
    desk.approve_in_browser()

    assert desk.stripe.connected == {(System.STRIPE, ACCOUNT.id)}
    assert_agree(desk)


def test_a_browser_that_does_not_open_leaves_the_link(desk: Desk) -> None:
    desk.browser.works = False
    credential_id = desk.go()

    approval = desk.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.WAITING, BrowserFailed())
    assert approval.link == desk.browser.opened[0]
    desk.approve_in_browser()
    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert_agree(desk)


def nothing_is_left(desk: Desk) -> bool:
    tables = ("credentials", "attempts", "keychain_entries", "unsettled_grants", "activity")
    return not any(rows(desk, f"SELECT 1 FROM {table}") for table in tables)  # noqa: S608  (ours)


def test_without_a_port_nothing_is_begun(desk: Desk) -> None:
    desk.receiver.unavailable = True
    credential_id = desk.go()

    approval = desk.approval(credential_id)
    assert (approval.phase, approval.outcome) == (
        Phase.OVER,
        NotStarted(PreparationFailure.NO_PORT),
    )
    assert desk.browser.opened == []
    assert nothing_is_left(desk)
    assert_agree(desk)


def test_with_stripe_out_of_reach_nothing_is_begun(desk: Desk) -> None:
    desk.stripe.fail_prepare = StripeUnreachable(Detail())
    credential_id = desk.go()

    approval = desk.approval(credential_id)
    unreachable = NotStarted(PreparationFailure.STRIPE_UNREACHABLE)
    assert (approval.phase, approval.outcome) == (Phase.OVER, unreachable)
    assert desk.browser.opened == []
    assert nothing_is_left(desk)
    desk.stripe.fail_prepare = None
    desk.workflow.go_to_stripe(approval.system, approval.name, approval.place, credential_id)
    assert desk.approval(credential_id).phase is Phase.WAITING
    assert_agree(desk)


def test_a_preparation_over_its_time_limit_begins_nothing(desk: Desk) -> None:
    desk.tasks.holding = {Lane.NETWORK}
    credential_id = desk.go()
    desk.tasks.time_out()

    unreachable = NotStarted(PreparationFailure.STRIPE_UNREACHABLE)
    assert desk.approval(credential_id).outcome == unreachable
    assert nothing_is_left(desk)


def test_a_name_that_was_taken_meanwhile_is_told(desk: Desk) -> None:
    desk.tasks.holding = {Lane.NETWORK}
    first, second = desk.go("EU billing"), desk.go("eu BILLING")
    desk.tasks.release_all()

    assert desk.approval(first).phase is Phase.WAITING
    taken = NotStarted(PreparationFailure.NAME_TAKEN)
    assert (desk.approval(second).phase, desk.approval(second).outcome) == (Phase.OVER, taken)
    assert desk.workflow.credential(second) is None
    assert_agree(desk)


def test_one_name_may_be_used_once_in_each_system(desk: Desk) -> None:
    desk.make_active("EU billing", System.STRIPE)
    desk.make_active("EU billing", System.STRIPE_TEST)

    assert len(desk.workflow.credentials) == 2
    assert_agree(desk)


@pytest.mark.parametrize("no_port", [True, False])
def test_open_again_that_cannot_be_prepared_keeps_the_credential(desk: Desk, no_port: bool) -> None:
    credential_id = desk.go()
    if no_port:
        desk.deny_in_browser()
        desk.receiver.close()
        desk.receiver.unavailable = True
    else:
        desk.stripe.fail_prepare = StripeUnreachable(Detail())
    desk.workflow.open_again(credential_id)

    approval = desk.approval(credential_id)
    assert approval.phase is Phase.STOPPED
    assert isinstance(approval.outcome, NotOpened)
    assert still_incomplete(desk, credential_id)
    assert_agree(desk)


def test_an_answer_during_a_preparation_that_fails_still_counts(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.open_again(credential_id)
    (_, _, preparation) = desk.tasks.held.popleft()
    desk.tasks.holding = set()
    desk.approve_in_browser()
    preparation.fail(StripeUnreachable(Detail()))

    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert_agree(desk)


def test_an_approval_that_was_abandoned_before_it_was_begun_leaves_nothing(desk: Desk) -> None:
    desk.keychain.fail_probe = None
    desk.tasks.holding = {Lane.KEYCHAIN}
    credential_id = desk.go()
    desk.workflow.abandon(credential_id)
    desk.tasks.release_all()

    assert desk.workflow.approval(credential_id) is None
    assert desk.browser.opened == []
    assert nothing_is_left(desk)
    assert_agree(desk)


def test_an_approval_that_is_abandoned_while_it_is_stored_is_removed(desk: Desk) -> None:
    desk.go("Another")
    desk.tasks.holding = {Lane.DATABASE}
    credential_id = desk.go()
    desk.workflow.abandon(credential_id)
    desk.tasks.release_all()

    assert desk.workflow.credential(credential_id) is None
    assert len(desk.browser.opened) == 1
    assert activity(desk)[-2:] == ["started", "removed"]
    assert_agree(desk)


def test_closing_the_wizard_keeps_what_was_begun(desk: Desk) -> None:
    credential_id = desk.go()
    desk.workflow.abandon(credential_id)

    assert desk.approval(credential_id).link == desk.browser.opened[0]
    desk.approve_in_browser()

    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert_agree(desk)


def test_the_account_that_approved_is_told(desk: Desk) -> None:
    desk.stripe.known_account = Account(ACCOUNT.id, "Globex", "DE", True, False, ("iban",))
    credential_id = desk.go(place=SecretPlace.SESSION)
    desk.approve_in_browser()

    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.account == desk.stripe.known_account
    assert_agree(desk)
