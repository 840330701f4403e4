"""The table of all steps: it is in the documents as it is in the code, and reads one way."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from desktop_app.core.account import Account
from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
from desktop_app.core.lifecycle import Step, entry_of, rules_of
from desktop_app.core.systems import System
from tests.print_lifecycle import DOCUMENT, lifecycle_table, printed_table

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CREDENTIAL = Credential(
    "1",
    System.STRIPE,
    "EU billing",
    Stage.ACTIVE,
    NOW,
    account=Account("acct_1"),
    secret_place=SecretPlace.KEYCHAIN,
)


def test_the_document_shows_the_table_as_it_is() -> None:
    printed = printed_table(DOCUMENT.read_text(encoding="utf-8"))
    assert printed == lifecycle_table(), "print it anew: python -m tests.print_lifecycle"


@pytest.mark.parametrize("step", Step, ids=lambda step: step.name)
def test_every_step_has_its_rows_and_one_of_them_at_the_most_fits(step: Step) -> None:
    assert rules_of(step)
    assert len({rule.becomes for rule in rules_of(step)}) == 1
    for state in product(Stage, SecretPlace, Revoking):
        for has_account, was_created in product((False, True), repeat=2):
            fitting = [
                rule
                for rule in rules_of(step)
                if rule.fits(*state, has_account=has_account, was_created=was_created)
            ]
            assert len(fitting) <= 1


def test_what_was_created_is_deleted_and_all_else_is_removed() -> None:
    assert entry_of(Step.REMOVE, was_created=False) is ActivityKind.REMOVED
    assert entry_of(Step.REMOVE, was_created=True) is ActivityKind.DELETED


@pytest.mark.parametrize(
    ("stage", "revoking", "steps"),
    [
        (Stage.INCOMPLETE, Revoking.NO, {Step.RESUME, Step.REMOVE}),
        (Stage.APPROVED, Revoking.NO, {Step.RESUME, Step.CHECK, Step.REMOVE}),
        (Stage.APPROVED, Revoking.TO_DO, {Step.RETRY_REVOCATION, Step.REMOVE}),
        (Stage.ACTIVE, Revoking.NO, {Step.CHECK, Step.REMOVE}),
        (Stage.ACTIVE, Revoking.UNCONFIRMED, {Step.RETRY_REVOCATION, Step.REMOVE}),
        (Stage.ACTIVE, Revoking.UNDER_WAY, set()),
    ],
)
def test_what_a_person_may_ask_for_follows_from_the_stage_and_from_a_revocation(
    stage: Stage, revoking: Revoking, steps: set[Step]
) -> None:
    credential = replace(CREDENTIAL, stage=stage, revoking=revoking)
    asked = (Step.RESUME, Step.CHECK, Step.RETRY_REVOCATION, Step.REMOVE)
    assert {step for step in asked if credential.allows(step)} == steps


def test_by_its_time_only_what_was_never_active_is_removed() -> None:
    again = replace(CREDENTIAL, stage=Stage.INCOMPLETE, secret_place=SecretPlace.LOST)
    first = replace(again, account=None, secret_place=SecretPlace.NONE)
    assert [each.allows(Step.EXPIRE) for each in (first, again)] == [True, False]
    assert [each.allows(Step.CANCEL_REAUTHORIZATION) for each in (first, again)] == [False, True]
