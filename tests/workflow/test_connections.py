"""Checking a connection: what Stripe says of it is taken over, and nothing else is believed."""

from dataclasses import replace

import pytest

from desktop_app.core.account import Account, Grant
from desktop_app.core.approval import Phase
from desktop_app.core.credential import SecretPlace, Stage, Status
from desktop_app.core.errors import (
    AccountNotConnectedError,
    AnswerLostError,
    Detail,
    KeychainLockedError,
    RefusedError,
    SecretRefusedError,
    SecretUnavailableError,
    ServiceError,
    UnreachableError,
)
from desktop_app.core.outcome import Approved, SecretLost
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.events import (
    ApprovalChanged,
    CheckBegan,
    Checked,
    CheckFailed,
    DashboardNotOpened,
    Disconnected,
)
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, WorkflowHarness
from tests.workflow.agreement import activity, assert_agree

RESTRICTED = Account(
    ACCOUNT.id, "Acme Ltd", "GB", True, False, ("external_account",), "requirements.past_due"
)
GONE = AccountNotConnectedError(Detail("account_invalid", "No such account", "req_1", 403))


def statuses(harness: WorkflowHarness) -> dict[str, Status]:
    return {credential.id: credential.status for credential in harness.state.credentials}


def revoked_at_stripe(harness: WorkflowHarness) -> None:
    """Somebody revokes m3ter's access in the Stripe Dashboard."""
    harness.stripe.connected.clear()
    harness.stripe.fail_account = GONE


def test_what_stripe_says_of_the_account_is_kept(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.stripe.known_account = RESTRICTED
    harness.commands.check(credential_id)

    credential = harness.credential(credential_id)
    assert credential.account == RESTRICTED
    assert harness.events[-1] == Checked(credential)
    harness.restart()
    stored = harness.credential(credential_id)
    assert stored.account == RESTRICTED
    assert_agree(harness)


def test_all_that_live_on_the_account_are_told_what_it_is_like(harness: WorkflowHarness) -> None:
    checked, other = harness.make_active("EU billing"), harness.make_active("EU invoices")
    other_mode = harness.make_active("EU billing", System.STRIPE)
    harness.stripe.known_account = RESTRICTED
    harness.commands.check(checked)

    accounts = {c.id: c.account for c in harness.state.credentials}
    assert accounts == {checked: RESTRICTED, other: RESTRICTED, other_mode: ACCOUNT}
    harness.restart()
    assert {c.id: c.account for c in harness.state.credentials} == accounts


def test_a_second_press_asks_nothing(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.check(credential_id)
    harness.commands.check(credential_id)
    assert harness.state.is_checking(credential_id)
    assert len(harness.tasks.held) == 1
    harness.tasks.release_all()

    assert not harness.state.is_checking(credential_id)
    assert [type(e) for e in harness.events if isinstance(e, CheckBegan | Checked)] == [
        CheckBegan,
        Checked,
    ]


def test_an_account_that_is_not_connected_any_more_disconnects_all_that_live_on_it(
    harness: WorkflowHarness,
) -> None:
    checked, other = harness.make_active("EU billing"), harness.make_active("EU invoices")
    other_mode = harness.make_active("EU billing", System.STRIPE)
    revoked_at_stripe(harness)
    harness.commands.check(checked)

    assert statuses(harness) == {
        checked: Status.DISCONNECTED,
        other: Status.DISCONNECTED,
        other_mode: Status.ACTIVE,
    }
    told = harness.events[-1]
    assert isinstance(told, Disconnected)
    assert [credential.id for credential in told.credentials] == [checked, other]
    assert activity(harness)[-2:] == ["disconnected", "disconnected"]
    assert len(harness.keychain.entries) == 1
    assert_agree(harness)


def test_what_is_disconnected_is_not_checked(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    revoked_at_stripe(harness)
    harness.commands.check(credential_id)
    events, reads = len(harness.events), len(harness.stripe.read_with)
    harness.commands.check(credential_id)

    assert len(harness.events) == events
    assert len(harness.stripe.read_with) == reads


def test_one_that_was_not_created_yet_has_to_be_approved_anew(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.approve_in_browser()
    assert harness.approval(credential_id).outcome == Approved(ACCOUNT)
    revoked_at_stripe(harness)
    harness.commands.check(credential_id)

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.OVER, SecretLost())
    harness.commands.create(credential_id)
    assert_agree(harness)


@pytest.mark.parametrize(
    "problem",
    [
        UnreachableError(Detail("name_not_found")),
        AnswerLostError(Detail("read_timeout")),
        RefusedError(Detail("rate_limit", status=429)),
        SecretRefusedError(Detail("invalid_api_key", status=401)),
    ],
)
def test_whatever_else_goes_wrong_changes_nothing(
    harness: WorkflowHarness, problem: ServiceError
) -> None:
    credential_id = harness.make_active()
    harness.stripe.fail_account = problem
    before = harness.state.credential(credential_id)
    harness.commands.check(credential_id)

    assert before is not None
    assert harness.state.credential(credential_id) == before
    assert harness.events[-1] == CheckFailed(before, problem)
    assert not harness.state.is_checking(credential_id)
    assert_agree(harness)


def test_a_read_that_takes_too_long_is_given_up(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.check(credential_id)
    harness.tasks.time_out()

    failed = harness.events[-1]
    assert isinstance(failed, CheckFailed)
    assert isinstance(failed.error, AnswerLostError)


def test_one_that_was_approved_anew_meanwhile_is_not_believed_to_be_gone(
    harness: WorkflowHarness,
) -> None:
    """Stripe may have answered before the approval, and the answer came after it."""
    checked = harness.make_active("EU billing")
    other = harness.go("EU invoices")
    harness.tasks.holding = {Lane.NETWORK}
    harness.stripe.fail_account = GONE
    harness.commands.check(checked)
    harness.approve_in_browser()
    harness.tasks.release(Lane.NETWORK)
    harness.stripe.fail_account = None
    harness.tasks.release_all()

    assert statuses(harness) == {checked: Status.ACTIVE, other: Status.READY_TO_CREATE}
    assert any(isinstance(event, CheckFailed) for event in harness.events)
    assert_agree(harness)


@pytest.mark.parametrize("exchange_ends_first", [False, True])
def test_nor_whether_the_exchange_began_before_the_check_or_ended_before_its_response(
    harness: WorkflowHarness, *, exchange_ends_first: bool
) -> None:
    checked = harness.make_active("EU billing")
    other = harness.go("EU invoices")
    tasks = harness.tasks
    tasks.holding = {Lane.NETWORK}
    # The two requests are under way at once, and the later one is heard first.
    if exchange_ends_first:
        harness.commands.check(checked)
        harness.approve_in_browser()
    else:
        harness.approve_in_browser()
        harness.commands.check(checked)
    tasks.held.rotate(1)
    if exchange_ends_first:
        while harness.approval(other).phase is not Phase.APPROVED:
            tasks.release(Lane.NETWORK)
            tasks.held.rotate(1)
    harness.stripe.fail_account = GONE
    tasks.release(Lane.NETWORK)
    harness.stripe.fail_account = None
    tasks.release_all()

    assert statuses(harness) == {checked: Status.ACTIVE, other: Status.READY_TO_CREATE}
    assert any(isinstance(event, CheckFailed) for event in harness.events)
    assert_agree(harness)


def test_one_that_is_removed_meanwhile_is_told_of_no_more(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.check(credential_id)
    harness.commands.remove(credential_id, revoke=False)
    revoked_at_stripe(harness)
    harness.tasks.release_all()

    assert not any(isinstance(e, Checked | CheckFailed | Disconnected) for e in harness.events)
    assert activity(harness)[-1] == "deleted"
    assert_agree(harness)


# -- what the account is read with ----------------------------------------------------------------


def test_the_platforms_key_reads_the_account_without_a_token(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.stripe.read_with.clear()
    harness.commands.check(credential_id)
    assert harness.stripe.read_with == [None]


@pytest.mark.parametrize("place", [SecretPlace.KEYCHAIN, SecretPlace.SESSION])
def test_behind_an_exchange_endpoint_the_kept_access_token_reads_it(
    harness: WorkflowHarness, place: SecretPlace
) -> None:
    harness.stripe.grant = Grant(ACCOUNT.id, False, "read_write", Secret("sk_test_of_the_account"))
    harness.stripe.wants_access_token = True
    credential_id = harness.go(place=place)
    harness.approve_in_browser()
    harness.commands.create(credential_id)
    harness.commands.check(credential_id)

    token = harness.stripe.read_with[-1]
    assert token is not None
    assert token.reveal() == "sk_test_of_the_account"
    assert isinstance(harness.events[-1], Checked)


def test_a_token_that_comes_into_the_keychain_while_it_is_unlocked_is_found_there(
    harness: WorkflowHarness,
) -> None:
    harness.stripe.wants_access_token = True
    credential_id = harness.go(place=SecretPlace.SESSION)
    harness.approve_in_browser()
    harness.commands.create(credential_id)
    harness.tasks.holding = {Lane.KEYCHAIN}
    harness.commands.move_to_keychain(credential_id)
    # Unlocked for that; what is to be written comes before the unlocking for the check.
    harness.tasks.release(Lane.KEYCHAIN)
    harness.commands.check(credential_id)
    harness.tasks.release_all()

    assert isinstance(harness.events[-1], Checked)
    assert_agree(harness)


def test_without_a_kept_token_nothing_is_asked(harness: WorkflowHarness) -> None:
    harness.stripe.grant = Grant(ACCOUNT.id, False, "read_write")
    harness.stripe.wants_access_token = True
    credential_id = harness.make_active()
    reads = len(harness.stripe.read_with)
    harness.commands.check(credential_id)

    failed = harness.events[-1]
    assert isinstance(failed, CheckFailed)
    assert isinstance(failed.error, SecretUnavailableError)
    assert len(harness.stripe.read_with) == reads


def two_tokens(harness: WorkflowHarness) -> tuple[str, str]:
    """Two credentials of one account, read with a token each; the first one's has ended."""
    harness.stripe.wants_access_token = True
    first = harness.make_active("EU billing")
    harness.stripe.grant = replace(harness.stripe.grant, access_token=Secret("sk_test_second"))
    second = harness.make_active("EU invoices")
    harness.stripe.ended_tokens = {"sk_test_token"}
    return first, second


def test_a_token_that_has_ended_takes_no_other_with_it(harness: WorkflowHarness) -> None:
    first, second = two_tokens(harness)
    entries = dict(harness.keychain.entries)
    harness.commands.check(first)

    failed = harness.events[-1]
    assert isinstance(failed, CheckFailed)
    assert isinstance(failed.error, AccountNotConnectedError)
    assert statuses(harness) == {first: Status.ACTIVE, second: Status.ACTIVE}
    assert harness.keychain.entries == entries
    harness.commands.check(second)
    assert isinstance(harness.events[-1], Checked)
    assert_agree(harness)


def test_where_no_token_reads_the_account_access_is_over_for_all(harness: WorkflowHarness) -> None:
    first, _ = two_tokens(harness)
    harness.stripe.ended_tokens.add("sk_test_second")
    harness.stripe.connected.clear()
    harness.commands.check(first)

    assert isinstance(harness.events[-1], Disconnected)
    assert set(statuses(harness).values()) == {Status.DISCONNECTED}
    assert harness.keychain.entries == {}
    assert_agree(harness)


def test_where_the_others_token_cannot_be_had_nothing_is_concluded(
    harness: WorkflowHarness,
) -> None:
    first, second = two_tokens(harness)
    harness.stripe.connected.clear()
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.check(first)
    locked = harness.keychain.fail_read = KeychainLockedError("locked")
    harness.tasks.release_all()

    failed = harness.events[-1]
    assert isinstance(failed, CheckFailed)
    assert failed.error is locked
    assert statuses(harness) == {first: Status.ACTIVE, second: Status.ACTIVE}


def test_a_locked_keychain_is_told(harness: WorkflowHarness) -> None:
    harness.stripe.wants_access_token = True
    credential_id = harness.make_active()
    locked = harness.keychain.fail_read = KeychainLockedError("locked")
    harness.commands.check(credential_id)

    credential = harness.credential(credential_id)
    assert credential.stage is Stage.ACTIVE
    assert harness.events[-1] == CheckFailed(credential, locked)


def test_without_the_organizations_secret_nothing_is_asked(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.stripe.wants_secret = True
    reads = len(harness.stripe.read_with)
    harness.commands.check(credential_id)

    failed = harness.events[-1]
    assert isinstance(failed, CheckFailed)
    assert isinstance(failed.error, SecretUnavailableError)
    assert len(harness.stripe.read_with) == reads


@pytest.mark.parametrize(
    ("account", "status"),
    [
        (ACCOUNT, Status.ACTIVE),
        (replace(RESTRICTED, charges_enabled=False), Status.PAYMENTS_PAUSED),
        (RESTRICTED, Status.PAYOUTS_PAUSED),
        (replace(RESTRICTED, payouts_enabled=True), Status.NEEDS_INFORMATION),
        (Account(ACCOUNT.id), Status.DETAILS_UNKNOWN),
    ],
)
def test_a_check_changes_the_status_to_what_the_account_is_like(
    harness: WorkflowHarness, account: Account, status: Status
) -> None:
    checked, other = harness.make_active("EU billing"), harness.make_active("EU invoices")
    harness.stripe.known_account = account
    harness.commands.check(checked)
    assert statuses(harness) == {checked: status, other: status}
    harness.restart()
    assert statuses(harness) == {checked: status, other: status}


def test_an_approval_tells_what_the_account_is_like_now(harness: WorkflowHarness) -> None:
    harness.stripe.known_account = RESTRICTED
    credential_id = harness.go()
    harness.approve_in_browser()
    assert harness.approval(credential_id).outcome == Approved(RESTRICTED)

    harness.stripe.known_account = ACCOUNT
    harness.commands.check(credential_id)
    assert harness.approval(credential_id).outcome == Approved(ACCOUNT)
    changed = ApprovalChanged(harness.approval(credential_id))
    assert changed in harness.events
    harness.commands.check(credential_id)
    assert harness.events.count(changed) == 1


# -- the Stripe Dashboard -------------------------------------------------------------------------


def test_open_in_stripe_opens_the_page_of_the_account(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active(system=System.STRIPE)
    before = len(harness.events)
    harness.commands.open_in_stripe(credential_id)
    url = harness.stripe.dashboard_url(System.STRIPE, ACCOUNT.id)
    assert harness.browser.opened[-1] == url
    assert harness.events[before:] == []


def test_a_browser_that_does_not_open_leaves_the_address(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.browser.works = False
    harness.commands.open_in_stripe(credential_id)
    url = harness.stripe.dashboard_url(System.STRIPE_TEST, ACCOUNT.id)
    assert harness.events[-1] == DashboardNotOpened(harness.credential(credential_id), url)


def test_a_stand_in_that_does_not_start_is_told(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    opened = list(harness.browser.opened)
    harness.stripe.fail_dashboard = UnreachableError(Detail(description="OSError"))
    harness.commands.open_in_stripe(credential_id)
    not_opened = DashboardNotOpened(harness.credential(credential_id), "")
    assert harness.events[-1] == not_opened
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.open_in_stripe(credential_id)
    harness.tasks.time_out()
    assert harness.events[-2:] == [not_opened, not_opened]
    assert harness.browser.opened == opened


def test_without_an_account_there_is_no_page_to_open(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    opened, before = list(harness.browser.opened), len(harness.events)
    harness.commands.open_in_stripe(credential_id)
    harness.commands.open_in_stripe("unknown")
    assert harness.browser.opened == opened
    assert harness.events[before:] == []
