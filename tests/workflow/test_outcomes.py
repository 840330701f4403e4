"""Every way in which an approval can end, and what is left of it."""

from dataclasses import replace

import pytest

from desktop_app.core.account import Account
from desktop_app.core.approval import Phase
from desktop_app.core.authorization_response import AuthorizationErrorResponse
from desktop_app.core.credential import SecretPlace, Stage
from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    KeyMismatchError,
    RefusedError,
    ServiceError,
    UnreachableError,
)
from desktop_app.core.outcome import (
    BrowserFailed,
    Denied,
    ExchangeFailed,
    ExchangeProblem,
    LinkCopied,
    NotOpened,
    NotStarted,
    Outcome,
    OutcomeUnknown,
    PreparationProblem,
)
from desktop_app.core.receiver_event import ResponseArrived
from desktop_app.core.systems import System
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, WorkflowHarness
from tests.workflow.agreement import activity, assert_agree, rows

REFUSAL = Detail("invalid_grant", "Authorization code expired", "req_123", 400)


def still_incomplete(harness: WorkflowHarness, credential_id: str) -> bool:
    credential = harness.state.credential(credential_id)
    return credential is not None and credential.stage is Stage.INCOMPLETE


def approve_again(harness: WorkflowHarness, credential_id: str) -> None:
    harness.commands.retry(credential_id)
    harness.approve_in_browser(attempt=-1)
    assert harness.approval(credential_id).phase is Phase.APPROVED


def test_a_denial_ends_the_attempt_and_keeps_the_credential(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.deny_in_browser()

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.STOPPED, Denied())
    assert harness.receiver.expected == {}
    assert still_incomplete(harness, credential_id)
    assert activity(harness) == ["started", "denied"]
    assert_agree(harness)
    approve_again(harness, credential_id)
    assert_agree(harness)


def test_another_error_in_the_address_is_told_as_stripe_s_report(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    attempt_id = next(iter(harness.receiver.expected))
    harness.workflow.receive(
        ResponseArrived(AuthorizationErrorResponse(attempt_id, "invalid_scope", "Not that one"))
    )

    detail = Detail(error="invalid_scope", description="Not that one")
    assert harness.approval(credential_id).outcome == ExchangeFailed(
        ExchangeProblem.REPORTED, detail
    )
    assert activity(harness) == ["started", "failed"]
    assert_agree(harness)


@pytest.mark.parametrize(
    ("problem", "outcome", "kind"),
    [
        (RefusedError(REFUSAL), ExchangeFailed(ExchangeProblem.REFUSED, REFUSAL), "failed"),
        (
            KeyMismatchError(REFUSAL),
            ExchangeFailed(ExchangeProblem.KEY_MISMATCH, REFUSAL),
            "failed",
        ),
        (
            UnreachableError(Detail()),
            ExchangeFailed(ExchangeProblem.UNREACHABLE, Detail()),
            "failed",
        ),
        (AnswerLostError(Detail(status=502)), OutcomeUnknown(Detail(status=502)), "unknown"),
    ],
)
def test_an_exchange_that_fails_stops_the_approval(
    harness: WorkflowHarness, problem: ServiceError, outcome: Outcome, kind: str
) -> None:
    credential_id = harness.go()
    attempt_id = next(iter(harness.receiver.expected))
    harness.stripe.fail_exchange = problem
    harness.approve_in_browser()

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.STOPPED, outcome)
    assert harness.receiver.concluded == [(attempt_id, outcome)]
    assert still_incomplete(harness, credential_id)
    assert activity(harness) == ["started", kind]
    assert_agree(harness)
    harness.stripe.fail_exchange = None
    approve_again(harness, credential_id)
    assert_agree(harness)


def test_a_lost_answer_stays_visible_until_it_was_approved_again(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.stripe.fail_exchange = AnswerLostError(Detail())
    harness.approve_in_browser()

    (grant,) = harness.state.unsettled_grants
    assert (grant.credential_id, grant.credential_name) == (credential_id, "EU billing")
    assert (grant.system, grant.account_id) == (System.STRIPE_TEST, "")
    harness.restart()
    assert list(harness.state.unsettled_grants) == [grant]
    assert_agree(harness)
    harness.stripe.fail_exchange = None
    approve_again(harness, credential_id)
    assert not harness.state.unsettled_grants
    assert_agree(harness)


def test_a_lost_answer_stays_visible_when_its_credential_is_removed(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.stripe.fail_exchange = AnswerLostError(Detail())
    harness.approve_in_browser()
    harness.commands.remove(credential_id, revoke=True)

    (grant,) = harness.state.unsettled_grants
    assert_agree(harness)
    harness.commands.clear_unsettled_grant(grant.id)
    assert harness.state.unsettled_grants == ()
    assert_agree(harness, left={(System.STRIPE_TEST, ACCOUNT.id)})


def test_an_exchange_over_its_time_limit_has_an_unknown_outcome(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    late = harness.tasks.time_out()
    harness.tasks.release_all()

    assert harness.approval(credential_id).outcome == OutcomeUnknown(Detail())
    late()
    assert harness.stripe.connected == {(System.STRIPE_TEST, ACCOUNT.id)}
    assert len(harness.state.unsettled_grants) == 1
    assert still_incomplete(harness, credential_id)
    assert_agree(harness)


@pytest.mark.parametrize("system", list(System))
def test_a_grant_in_the_wrong_mode_is_given_back(harness: WorkflowHarness, system: System) -> None:
    credential_id = harness.go(system=system)
    harness.stripe.grant = replace(harness.stripe.grant, livemode=not system.livemode)
    harness.approve_in_browser()

    mode, why = "live mode", ExchangeProblem.LIVE_GRANTED
    if system.livemode:
        mode, why = "test mode", ExchangeProblem.TEST_GRANTED
    detail = Detail(description=f"Stripe granted {ACCOUNT.id} in {mode}")
    failed = ExchangeFailed(why, detail, Account(ACCOUNT.id), is_revoked=True)
    assert harness.approval(credential_id).outcome == failed
    assert harness.stripe.connected == set()
    assert harness.keychain.entries == {}
    assert still_incomplete(harness, credential_id)
    assert_agree(harness)


def test_a_grant_with_too_little_access_is_given_back(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.stripe.grant = replace(harness.stripe.grant, scope="read_only")
    harness.approve_in_browser()

    detail = Detail(description=f"Stripe granted {ACCOUNT.id} less than read_write")
    failed = ExchangeFailed(
        ExchangeProblem.WRONG_SCOPE, detail, Account(ACCOUNT.id), is_revoked=True
    )
    assert harness.approval(credential_id).outcome == failed
    assert harness.stripe.connected == set()
    assert_agree(harness)


def test_a_grant_that_cannot_be_given_back_is_not_forgotten(harness: WorkflowHarness) -> None:
    credential_id = harness.go(system=System.STRIPE_TEST)
    harness.stripe.grant = replace(harness.stripe.grant, livemode=True)
    harness.stripe.fail_deauthorize = UnreachableError(Detail())
    harness.approve_in_browser()

    (grant,) = harness.state.unsettled_grants
    assert (grant.system, grant.account_id) == (System.STRIPE, ACCOUNT.id)
    outcome = harness.approval(credential_id).outcome
    assert isinstance(outcome, ExchangeFailed)
    assert not outcome.is_revoked
    assert_agree(harness)


def test_approving_again_does_not_forget_a_grant_in_the_other_mode(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go(system=System.STRIPE_TEST)
    harness.stripe.grant = replace(harness.stripe.grant, livemode=True)
    harness.stripe.fail_deauthorize = UnreachableError(Detail())
    harness.approve_in_browser()
    harness.stripe.grant = replace(harness.stripe.grant, livemode=False)
    approve_again(harness, credential_id)

    (grant,) = harness.state.unsettled_grants
    assert (grant.system, grant.account_id) == (System.STRIPE, ACCOUNT.id)
    assert_agree(harness)
    harness.restart()
    assert len(harness.state.unsettled_grants) == 1
    assert_agree(harness)


def test_a_wrong_grant_stays_if_another_credential_lives_on_it(harness: WorkflowHarness) -> None:
    harness.make_active("EU billing", System.STRIPE)
    credential_id = harness.go("Sandbox", System.STRIPE_TEST)
    harness.stripe.grant = replace(harness.stripe.grant, livemode=True)
    harness.approve_in_browser()

    outcome = harness.approval(credential_id).outcome
    assert isinstance(outcome, ExchangeFailed)
    # The other credential knows the account's name.
    assert outcome.granted == ACCOUNT
    assert not outcome.is_revoked
    assert harness.stripe.connected == {(System.STRIPE, ACCOUNT.id)}
    assert_agree(harness)


def test_where_no_browser_opens_a_link_can_be_copied(harness: WorkflowHarness) -> None:
    harness.browser.works = False
    credential_id = harness.go()

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.WAITING, BrowserFailed())
    link = harness.commands.make_link(credential_id).result()
    assert link is not None
    assert harness.browser.opened != [link]
    harness.approve_in_browser(attempt=-1)
    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert_agree(harness)


@pytest.mark.parametrize("answer", [LinkCopied(), BrowserFailed("/opt/firefox")])
def test_a_link_that_is_not_opened_lives_as_long_as_any(
    harness: WorkflowHarness, answer: LinkCopied | BrowserFailed
) -> None:
    harness.approval_browser.answer = answer
    credential_id = harness.go()
    approval, deadline = harness.approval(credential_id), harness.credential(credential_id).deadline

    assert (approval.phase, approval.outcome) == (Phase.WAITING, answer)
    assert deadline is not None
    assert deadline.ttl == harness.ttl
    harness.commands.retry(credential_id)
    assert harness.approval(credential_id).outcome == answer
    harness.approve_in_browser(attempt=-1)
    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert_agree(harness)


def nothing_is_left(harness: WorkflowHarness) -> bool:
    tables = ("credentials", "attempts", "keychain_entries", "unsettled_grants", "activity")
    return not any(rows(harness, f"SELECT 1 FROM {table}") for table in tables)  # noqa: S608  (ours)


def test_without_a_port_nothing_is_begun(harness: WorkflowHarness) -> None:
    harness.receiver.unavailable = True
    credential_id = harness.go()

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (
        Phase.OVER,
        NotStarted(PreparationProblem.NO_PORT, Detail(description="no port")),
    )
    assert harness.browser.opened == []
    assert nothing_is_left(harness)
    assert_agree(harness)


def test_with_stripe_out_of_reach_nothing_is_begun(harness: WorkflowHarness) -> None:
    harness.stripe.fail_prepare = UnreachableError(Detail())
    credential_id = harness.go()

    approval = harness.approval(credential_id)
    unreachable = NotStarted(PreparationProblem.STRIPE_UNREACHABLE)
    assert (approval.phase, approval.outcome) == (Phase.OVER, unreachable)
    assert harness.browser.opened == []
    assert nothing_is_left(harness)
    harness.stripe.fail_prepare = None
    harness.commands.go_to_stripe(approval.system, approval.name, approval.place, credential_id)
    assert harness.approval(credential_id).phase is Phase.WAITING
    assert_agree(harness)


def test_a_preparation_over_its_time_limit_begins_nothing(harness: WorkflowHarness) -> None:
    harness.tasks.holding = {Lane.NETWORK}
    credential_id = harness.go()
    harness.tasks.time_out()

    unreachable = NotStarted(PreparationProblem.STRIPE_UNREACHABLE)
    assert harness.approval(credential_id).outcome == unreachable
    assert nothing_is_left(harness)


def test_a_name_that_was_taken_meanwhile_is_told(harness: WorkflowHarness) -> None:
    harness.tasks.holding = {Lane.NETWORK}
    first, second = harness.go("EU billing"), harness.go("eu BILLING")
    harness.tasks.release_all()

    assert harness.approval(first).phase is Phase.WAITING
    taken = NotStarted(PreparationProblem.NAME_TAKEN)
    assert (harness.approval(second).phase, harness.approval(second).outcome) == (Phase.OVER, taken)
    assert harness.state.credential(second) is None
    assert_agree(harness)


def test_one_name_may_be_used_once_in_each_system(harness: WorkflowHarness) -> None:
    harness.make_active("EU billing", System.STRIPE)
    harness.make_active("EU billing", System.STRIPE_TEST)

    assert len(harness.state.credentials) == 2
    assert_agree(harness)


@pytest.mark.parametrize("no_port", [True, False])
def test_open_again_that_cannot_be_prepared_keeps_the_credential(
    harness: WorkflowHarness, no_port: bool
) -> None:
    credential_id = harness.go()
    if no_port:
        harness.deny_in_browser()
        harness.receiver.close()
        harness.receiver.unavailable = True
    else:
        harness.stripe.fail_prepare = UnreachableError(Detail())
    harness.commands.retry(credential_id)

    approval = harness.approval(credential_id)
    assert approval.phase is Phase.STOPPED
    assert isinstance(approval.outcome, NotOpened)
    assert still_incomplete(harness, credential_id)
    assert_agree(harness)


def test_an_answer_during_a_preparation_that_fails_still_counts(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.retry(credential_id)
    (_, _, preparation) = harness.tasks.held.popleft()
    harness.tasks.holding = set()
    harness.approve_in_browser()
    preparation.fail(UnreachableError(Detail()))

    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert_agree(harness)


def test_an_approval_that_was_abandoned_before_it_was_begun_leaves_nothing(
    harness: WorkflowHarness,
) -> None:
    harness.keychain.fail_probe = None
    harness.tasks.holding = {Lane.KEYCHAIN}
    credential_id = harness.go()
    harness.commands.abandon(credential_id)
    harness.tasks.release_all()

    assert harness.state.approval(credential_id) is None
    assert harness.browser.opened == []
    assert nothing_is_left(harness)
    assert_agree(harness)


def test_an_approval_that_is_abandoned_while_it_is_stored_is_removed(
    harness: WorkflowHarness,
) -> None:
    harness.go("Another")
    harness.tasks.holding = {Lane.DATABASE}
    credential_id = harness.go()
    harness.commands.abandon(credential_id)
    harness.tasks.release_all()

    assert harness.state.credential(credential_id) is None
    assert len(harness.browser.opened) == 1
    assert activity(harness)[-2:] == ["started", "removed"]
    assert_agree(harness)


def test_closing_the_wizard_keeps_what_was_begun(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.commands.abandon(credential_id)

    assert harness.approval(credential_id).phase is Phase.WAITING
    harness.approve_in_browser()

    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert_agree(harness)


def test_the_account_that_approved_is_told(harness: WorkflowHarness) -> None:
    harness.stripe.known_account = Account(ACCOUNT.id, "Globex", "DE", True, False, ("iban",))
    credential_id = harness.go(place=SecretPlace.SESSION)
    harness.approve_in_browser()

    credential = harness.credential(credential_id)
    assert credential.account == harness.stripe.known_account
    assert_agree(harness)
