"""A credential's status, and the account behind it."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from desktop_app.core.account import Account, Health
from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage, Status
from desktop_app.core.deadline import APPROVAL_TTL, Deadline, Moment
from desktop_app.core.lifecycle import Step
from desktop_app.core.systems import System

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WANTED = ("tos_acceptance.date",)


DEADLINE = Deadline(Moment(NOW, 0, "boot"), APPROVAL_TTL)


def credential(stage: Stage, place: SecretPlace) -> Credential:
    """A credential that is ACTIVE, or is approved for the first time."""
    deadline = None if stage is Stage.ACTIVE else DEADLINE
    return Credential("1", System.STRIPE, "EU billing", stage, NOW, deadline, secret_place=place)


def approved_again(stage: Stage, place: SecretPlace) -> Credential:
    """A credential that was created before."""
    deadline = DEADLINE if stage is Stage.INCOMPLETE else None
    return replace(credential(stage, place), account=Account("acct_1"), deadline=deadline)


def of_account(account: Account) -> Credential:
    return replace(credential(Stage.ACTIVE, SecretPlace.KEYCHAIN), account=account)


@pytest.mark.parametrize(
    ("stage", "place", "status"),
    [
        (Stage.INCOMPLETE, SecretPlace.NONE, Status.INCOMPLETE),
        (Stage.APPROVED, SecretPlace.KEYCHAIN, Status.READY_TO_CREATE),
        (Stage.APPROVED, SecretPlace.SESSION, Status.READY_TO_CREATE),
        (Stage.APPROVED, SecretPlace.LOST, Status.NEEDS_APPROVAL),
        (Stage.ACTIVE, SecretPlace.KEYCHAIN, Status.ACTIVE),
        (Stage.ACTIVE, SecretPlace.SESSION, Status.ACTIVE),
        (Stage.ACTIVE, SecretPlace.LOST, Status.NEEDS_APPROVAL),
        (Stage.APPROVED, SecretPlace.REVOKED, Status.NEEDS_APPROVAL),
        (Stage.ACTIVE, SecretPlace.REVOKED, Status.DISCONNECTED),
        (Stage.INCOMPLETE, SecretPlace.REVOKED, Status.INCOMPLETE),
    ],
)
def test_the_status_follows_from_the_stage_and_the_place_of_the_secret(
    stage: Stage, place: SecretPlace, status: Status
) -> None:
    assert credential(stage, place).status is status


@pytest.mark.parametrize(
    ("stage", "place", "status"),
    [
        (Stage.INCOMPLETE, SecretPlace.REVOKED, Status.APPROVING_AGAIN),
        (Stage.INCOMPLETE, SecretPlace.LOST, Status.APPROVING_AGAIN),
        (Stage.APPROVED, SecretPlace.KEYCHAIN, Status.READY_TO_RECONNECT),
        (Stage.APPROVED, SecretPlace.SESSION, Status.READY_TO_RECONNECT),
        (Stage.APPROVED, SecretPlace.LOST, Status.NEEDS_APPROVAL),
        (Stage.APPROVED, SecretPlace.REVOKED, Status.DISCONNECTED),
    ],
)
def test_one_that_was_created_before_has_statuses_of_its_own(
    stage: Stage, place: SecretPlace, status: Status
) -> None:
    again = approved_again(stage, place)
    assert again.status is status
    assert again.needs_attention is (status in (Status.NEEDS_APPROVAL, Status.DISCONNECTED))


@pytest.mark.parametrize(
    ("revoking", "status"),
    [
        (Revoking.TO_DO, Status.TO_BE_REVOKED),
        (Revoking.UNDER_WAY, Status.REVOKING),
        (Revoking.UNCONFIRMED, Status.MAY_BE_REVOKED),
    ],
)
@pytest.mark.parametrize("place", [SecretPlace.KEYCHAIN, SecretPlace.LOST, SecretPlace.REVOKED])
def test_a_revocation_is_told_before_all_else(
    place: SecretPlace, revoking: Revoking, status: Status
) -> None:
    revoked = replace(credential(Stage.ACTIVE, place), revoking=revoking)
    assert revoked.status is status
    assert not revoked.allows(Step.REAUTHORIZE)
    assert not revoked.allows(Step.CHECK)
    assert not replace(revoked, stage=Stage.APPROVED).allows(Step.RESUME)


@pytest.mark.parametrize(
    ("stage", "place", "again", "checked"),
    [
        (Stage.ACTIVE, SecretPlace.KEYCHAIN, False, True),
        (Stage.ACTIVE, SecretPlace.NONE, False, True),
        (Stage.ACTIVE, SecretPlace.LOST, True, False),
        (Stage.ACTIVE, SecretPlace.REVOKED, True, False),
        (Stage.APPROVED, SecretPlace.SESSION, False, True),
        (Stage.APPROVED, SecretPlace.REVOKED, False, False),
        (Stage.INCOMPLETE, SecretPlace.REVOKED, False, False),
    ],
)
def test_what_can_be_done_follows_too(
    stage: Stage, place: SecretPlace, again: bool, checked: bool
) -> None:
    assert credential(stage, place).allows(Step.REAUTHORIZE) is again
    assert credential(stage, place).allows(Step.CHECK) is checked


@pytest.mark.parametrize("stage", Stage)
def test_one_that_was_created_before_is_told_from_one_that_never_was(stage: Stage) -> None:
    assert credential(stage, SecretPlace.NONE).was_created is (stage is Stage.ACTIVE)
    assert approved_again(stage, SecretPlace.NONE).was_created


@pytest.mark.parametrize("place", [SecretPlace.LOST, SecretPlace.REVOKED])
def test_without_its_secret_it_is_approved_again_under_its_id_if_it_was_created(
    place: SecretPlace,
) -> None:
    first, again = credential(Stage.APPROVED, place), approved_again(Stage.APPROVED, place)
    steps = (Step.RESUME, Step.REAUTHORIZE, Step.CREATE, Step.RECONNECT)
    assert [first.allows(step) for step in steps] == [True, False, True, False]
    assert [again.allows(step) for step in steps] == [False, True, False, False]


def test_credentials_are_compared_by_name_without_case() -> None:
    assert credential(Stage.ACTIVE, SecretPlace.KEYCHAIN).name_key == "eu billing"


@pytest.mark.parametrize(
    ("charges", "payouts", "due", "health", "status"),
    [
        (True, True, (), Health.GOOD, Status.ACTIVE),
        (True, True, WANTED, Health.NEEDS_INFORMATION, Status.NEEDS_INFORMATION),
        (True, False, (), Health.PAYOUTS_PAUSED, Status.PAYOUTS_PAUSED),
        (True, False, WANTED, Health.PAYOUTS_PAUSED, Status.PAYOUTS_PAUSED),
        (False, True, (), Health.PAYMENTS_PAUSED, Status.PAYMENTS_PAUSED),
        (False, False, (), Health.PAYMENTS_PAUSED, Status.PAYMENTS_PAUSED),
        (False, False, WANTED, Health.PAYMENTS_PAUSED, Status.PAYMENTS_PAUSED),
        # What could not be read is not known to be wrong.
        (None, None, (), Health.UNKNOWN, Status.DETAILS_UNKNOWN),
        (True, None, (), Health.UNKNOWN, Status.DETAILS_UNKNOWN),
        (None, True, (), Health.UNKNOWN, Status.DETAILS_UNKNOWN),
        (None, None, WANTED, Health.NEEDS_INFORMATION, Status.NEEDS_INFORMATION),
        (None, False, (), Health.PAYOUTS_PAUSED, Status.PAYOUTS_PAUSED),
    ],
)
def test_an_active_credential_is_as_healthy_as_its_account(
    charges: bool | None,
    payouts: bool | None,
    due: tuple[str, ...],
    health: Health,
    status: Status,
) -> None:
    account = Account("acct_1", charges_enabled=charges, payouts_enabled=payouts, currently_due=due)
    assert account.health is health
    assert of_account(account).status is status


@pytest.mark.parametrize(
    ("stage", "place", "revoking", "status"),
    [
        (Stage.INCOMPLETE, SecretPlace.LOST, Revoking.NO, Status.APPROVING_AGAIN),
        (Stage.ACTIVE, SecretPlace.KEYCHAIN, Revoking.UNDER_WAY, Status.REVOKING),
        (Stage.ACTIVE, SecretPlace.KEYCHAIN, Revoking.TO_DO, Status.TO_BE_REVOKED),
        (Stage.ACTIVE, SecretPlace.KEYCHAIN, Revoking.UNCONFIRMED, Status.MAY_BE_REVOKED),
        (Stage.ACTIVE, SecretPlace.REVOKED, Revoking.NO, Status.DISCONNECTED),
        (Stage.ACTIVE, SecretPlace.LOST, Revoking.NO, Status.NEEDS_APPROVAL),
        (Stage.APPROVED, SecretPlace.LOST, Revoking.NO, Status.NEEDS_APPROVAL),
        (Stage.APPROVED, SecretPlace.KEYCHAIN, Revoking.NO, Status.READY_TO_CREATE),
    ],
)
@pytest.mark.parametrize(
    "account",
    [
        Account("acct_1", charges_enabled=False, payouts_enabled=False, currently_due=WANTED),
        Account("acct_1", charges_enabled=True, payouts_enabled=False),
        Account("acct_1", charges_enabled=True, payouts_enabled=True, currently_due=WANTED),
    ],
    ids=lambda account: account.health.name,
)
def test_the_health_of_the_account_comes_after_all_else(
    account: Account, stage: Stage, place: SecretPlace, revoking: Revoking, status: Status
) -> None:
    held = replace(credential(stage, place), account=account, revoking=revoking)
    assert held.status is status


# From the worst to the best; nothing is known to be wrong with the accounts of the last row.
CONDITIONS = (
    (replace(of_account(Account("acct_1", "", "", True, True)), secret_place=SecretPlace.REVOKED),),
    (of_account(Account("acct_1", "", "", False, True)),),
    (of_account(Account("acct_1", "", "", True, False)),),
    (of_account(Account("acct_1", "", "", True, True, WANTED)),),
    (of_account(Account("acct_1", "", "", True, True)), of_account(Account("acct_1"))),
)


def test_what_is_worse_follows_from_the_health_and_disconnected_is_the_worst() -> None:
    for (rank, now), (rank_before, before) in product(enumerate(CONDITIONS), repeat=2):
        for credential_now, credential_before in product(now, before):
            is_worse = credential_now.is_worse_than(credential_before)
            assert is_worse is (rank < rank_before), (credential_now, credential_before)


def test_without_an_account_nothing_has_got_worse() -> None:
    begun = credential(Stage.INCOMPLETE, SecretPlace.NONE)
    paused = of_account(Account("acct_1", "", "", False, True))
    assert not paused.is_worse_than(begun)
    assert not begun.is_worse_than(paused)


def test_only_stripe_itself_is_live() -> None:
    assert {system: system.livemode for system in System} == {
        System.STRIPE: True,
        System.STRIPE_TEST: False,
    }


def test_systems_are_called_as_m3ter_calls_them() -> None:
    assert [system.label for system in System] == ["Stripe", "Stripe (Test Mode)"]
    assert [system.value for system in System] == ["STRIPE", "STRIPE_TEST"]
