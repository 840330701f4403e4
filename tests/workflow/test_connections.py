"""Checking a connection: what Stripe says of it is taken over, and nothing else is believed."""

from dataclasses import replace

import pytest

from desktop_app.core.account import Account, Grant
from desktop_app.core.credential import SecretPlace, Stage, Status
from desktop_app.core.outcome import Approved, SecretLost
from desktop_app.core.problems import (
    AccountNotConnected,
    AnswerLost,
    Detail,
    KeychainLocked,
    SecretRefused,
    SecretUnavailable,
    StripeProblem,
    StripeRefused,
    StripeUnreachable,
)
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.events import CheckBegan, Checked, CheckFailed, Disconnected, Phase
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, Desk
from tests.workflow.agreement import activity, assert_agree

RESTRICTED = Account(
    ACCOUNT.id, "Acme Ltd", "GB", True, False, ("external_account",), "requirements.past_due"
)
GONE = AccountNotConnected(Detail("account_invalid", "No such account", "req_1", 403))


def statuses(desk: Desk) -> dict[str, Status]:
    return {credential.id: credential.status for credential in desk.workflow.credentials}


def revoked_at_stripe(desk: Desk) -> None:
    """Somebody revokes m3ter's access in the Stripe Dashboard."""
    desk.stripe.connected.clear()
    desk.stripe.fail_account = GONE


def test_what_stripe_says_of_the_account_is_kept(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.stripe.known_account = RESTRICTED
    desk.workflow.check(credential_id)

    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.account == RESTRICTED
    assert desk.events[-1] == Checked(credential)
    desk.restart()
    stored = desk.workflow.credential(credential_id)
    assert stored is not None
    assert stored.account == RESTRICTED
    assert_agree(desk)


def test_all_that_live_on_the_account_are_told_what_it_is_like(desk: Desk) -> None:
    checked, other = desk.make_active("EU billing"), desk.make_active("EU invoices")
    other_mode = desk.make_active("EU billing", System.STRIPE)
    desk.stripe.known_account = RESTRICTED
    desk.workflow.check(checked)

    accounts = {c.id: c.account for c in desk.workflow.credentials}
    assert accounts == {checked: RESTRICTED, other: RESTRICTED, other_mode: ACCOUNT}
    desk.restart()
    assert {c.id: c.account for c in desk.workflow.credentials} == accounts


def test_a_second_press_asks_nothing(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.check(credential_id)
    desk.workflow.check(credential_id)
    assert desk.workflow.is_checking(credential_id)
    assert len(desk.tasks.held) == 1
    desk.tasks.release_all()

    assert not desk.workflow.is_checking(credential_id)
    assert [type(e) for e in desk.events if isinstance(e, CheckBegan | Checked)] == [
        CheckBegan,
        Checked,
    ]


def test_an_account_that_is_not_connected_any_more_disconnects_all_that_live_on_it(
    desk: Desk,
) -> None:
    checked, other = desk.make_active("EU billing"), desk.make_active("EU invoices")
    other_mode = desk.make_active("EU billing", System.STRIPE)
    revoked_at_stripe(desk)
    desk.workflow.check(checked)

    assert statuses(desk) == {
        checked: Status.DISCONNECTED,
        other: Status.DISCONNECTED,
        other_mode: Status.ACTIVE,
    }
    told = desk.events[-1]
    assert isinstance(told, Disconnected)
    assert [credential.id for credential in told.credentials] == [checked, other]
    assert activity(desk)[-2:] == ["disconnected", "disconnected"]
    assert len(desk.keychain.entries) == 1
    assert_agree(desk)


def test_what_is_disconnected_is_not_checked(desk: Desk) -> None:
    credential_id = desk.make_active()
    revoked_at_stripe(desk)
    desk.workflow.check(credential_id)
    before = len(desk.events)
    desk.workflow.check(credential_id)

    assert len(desk.events) == before


def test_one_that_was_not_created_yet_has_to_be_approved_anew(desk: Desk) -> None:
    credential_id = desk.go()
    desk.approve_in_browser()
    assert desk.approval(credential_id).outcome == Approved(ACCOUNT)
    revoked_at_stripe(desk)
    desk.workflow.check(credential_id)

    approval = desk.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.OVER, SecretLost())
    desk.workflow.create(credential_id)
    assert_agree(desk)


@pytest.mark.parametrize(
    "problem",
    [
        StripeUnreachable(Detail("name_not_found")),
        AnswerLost(Detail("read_timeout")),
        StripeRefused(Detail("rate_limit", status=429)),
        SecretRefused(Detail("invalid_api_key", status=401)),
    ],
)
def test_whatever_else_goes_wrong_changes_nothing(desk: Desk, problem: StripeProblem) -> None:
    credential_id = desk.make_active()
    desk.stripe.fail_account = problem
    before = desk.workflow.credential(credential_id)
    desk.workflow.check(credential_id)

    assert before is not None
    assert desk.workflow.credential(credential_id) == before
    assert desk.events[-1] == CheckFailed(before, problem)
    assert not desk.workflow.is_checking(credential_id)
    assert_agree(desk)


def test_a_read_that_takes_too_long_is_given_up(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.check(credential_id)
    desk.tasks.time_out()

    failed = desk.events[-1]
    assert isinstance(failed, CheckFailed)
    assert isinstance(failed.problem, AnswerLost)


def test_one_that_was_approved_anew_meanwhile_is_not_believed_to_be_gone(desk: Desk) -> None:
    """Stripe may have answered before the approval, and the answer came after it."""
    checked = desk.make_active("EU billing")
    other = desk.go("EU invoices")
    desk.tasks.holding = {Lane.NETWORK}
    desk.stripe.fail_account = GONE
    desk.workflow.check(checked)
    desk.approve_in_browser()
    desk.tasks.release(Lane.NETWORK)
    desk.stripe.fail_account = None
    desk.tasks.release_all()

    assert statuses(desk) == {checked: Status.ACTIVE, other: Status.READY_TO_CREATE}
    assert any(isinstance(event, CheckFailed) for event in desk.events)
    assert_agree(desk)


def test_one_that_is_removed_meanwhile_is_told_of_no_more(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.check(credential_id)
    desk.workflow.remove(credential_id, revoke=False)
    revoked_at_stripe(desk)
    desk.tasks.release_all()

    assert not any(isinstance(e, Checked | CheckFailed | Disconnected) for e in desk.events)
    assert activity(desk)[-1] == "deleted"
    assert_agree(desk)


# -- what the account is read with ----------------------------------------------------------------


def test_the_platforms_key_reads_the_account_without_a_token(desk: Desk) -> None:
    desk.workflow.check(desk.make_active())
    assert desk.stripe.read_with[-1] is None


@pytest.mark.parametrize("place", [SecretPlace.KEYCHAIN, SecretPlace.SESSION])
def test_behind_an_exchange_endpoint_the_kept_access_token_reads_it(
    desk: Desk, place: SecretPlace
) -> None:
    desk.stripe.grant = Grant(ACCOUNT.id, False, "read_write", Secret("sk_test_of_the_account"))
    desk.stripe.wants_access_token = True
    credential_id = desk.go(place=place)
    desk.approve_in_browser()
    desk.workflow.create(credential_id)
    desk.workflow.check(credential_id)

    token = desk.stripe.read_with[-1]
    assert token is not None
    assert token.reveal() == "sk_test_of_the_account"
    assert isinstance(desk.events[-1], Checked)


def test_a_token_that_comes_into_the_keychain_while_it_is_unlocked_is_found_there(
    desk: Desk,
) -> None:
    desk.stripe.wants_access_token = True
    credential_id = desk.go(place=SecretPlace.SESSION)
    desk.approve_in_browser()
    desk.workflow.create(credential_id)
    desk.tasks.holding = {Lane.KEYCHAIN}
    desk.workflow.keep_in_keychain(credential_id)
    # Unlocked for that; what is to be written comes before the unlocking for the check.
    desk.tasks.release(Lane.KEYCHAIN)
    desk.workflow.check(credential_id)
    desk.tasks.release_all()

    assert isinstance(desk.events[-1], Checked)
    assert_agree(desk)


def test_without_a_kept_token_nothing_is_asked(desk: Desk) -> None:
    desk.stripe.grant = Grant(ACCOUNT.id, False, "read_write")
    desk.stripe.wants_access_token = True
    credential_id = desk.make_active()
    reads = len(desk.stripe.read_with)
    desk.workflow.check(credential_id)

    failed = desk.events[-1]
    assert isinstance(failed, CheckFailed)
    assert isinstance(failed.problem, SecretUnavailable)
    assert len(desk.stripe.read_with) == reads


def two_tokens(desk: Desk) -> tuple[str, str]:
    """Two credentials of one account, read with a token each; the first one's has ended."""
    desk.stripe.wants_access_token = True
    first = desk.make_active("EU billing")
    desk.stripe.grant = replace(desk.stripe.grant, access_token=Secret("sk_test_second"))
    second = desk.make_active("EU invoices")
    desk.stripe.ended_tokens = {"sk_test_token"}
    return first, second


def test_a_token_that_has_ended_takes_no_other_with_it(desk: Desk) -> None:
    first, second = two_tokens(desk)
    entries = dict(desk.keychain.entries)
    desk.workflow.check(first)

    failed = desk.events[-1]
    assert isinstance(failed, CheckFailed)
    assert isinstance(failed.problem, AccountNotConnected)
    assert statuses(desk) == {first: Status.ACTIVE, second: Status.ACTIVE}
    assert desk.keychain.entries == entries
    desk.workflow.check(second)
    assert isinstance(desk.events[-1], Checked)
    assert_agree(desk)


def test_where_no_token_reads_the_account_access_is_over_for_all(desk: Desk) -> None:
    first, _ = two_tokens(desk)
    desk.stripe.ended_tokens.add("sk_test_second")
    desk.stripe.connected.clear()
    desk.workflow.check(first)

    assert isinstance(desk.events[-1], Disconnected)
    assert set(statuses(desk).values()) == {Status.DISCONNECTED}
    assert desk.keychain.entries == {}
    assert_agree(desk)


def test_where_the_others_token_cannot_be_had_nothing_is_concluded(desk: Desk) -> None:
    first, second = two_tokens(desk)
    desk.stripe.connected.clear()
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.check(first)
    locked = desk.keychain.fail_read = KeychainLocked("locked")
    desk.tasks.release_all()

    failed = desk.events[-1]
    assert isinstance(failed, CheckFailed)
    assert failed.problem is locked
    assert statuses(desk) == {first: Status.ACTIVE, second: Status.ACTIVE}


def test_a_locked_keychain_is_told(desk: Desk) -> None:
    desk.stripe.wants_access_token = True
    credential_id = desk.make_active()
    locked = desk.keychain.fail_read = KeychainLocked("locked")
    desk.workflow.check(credential_id)

    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.stage is Stage.ACTIVE
    assert desk.events[-1] == CheckFailed(credential, locked)


def test_without_the_organizations_secret_nothing_is_asked(desk: Desk) -> None:
    credential_id = desk.make_active()
    desk.stripe.wants_secret = True
    reads = len(desk.stripe.read_with)
    desk.workflow.check(credential_id)

    failed = desk.events[-1]
    assert isinstance(failed, CheckFailed)
    assert isinstance(failed.problem, SecretUnavailable)
    assert len(desk.stripe.read_with) == reads
