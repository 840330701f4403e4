"""Every step, asked of the real database in every state: it does what the table says.

The table is `core/lifecycle.py`. A state is put into the file past the store, so that states are
tried, too, that the steps never lead to.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from enum import Enum
from itertools import product
from pathlib import Path
from typing import assert_never

import pytest

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
from desktop_app.core.errors import NameTakenError
from desktop_app.core.lifecycle import NOT_REVOKED, Condition, Gone, Rule, Step, rules_of
from desktop_app.core.systems import System
from desktop_app.storage.organization_store import SqliteOrganizationStore
from desktop_app.storage.rows import account_column, deadline_columns
from tests.storage.conftest import ACCOUNT, NOW, StoreHarness

# What the workflow and the windows look up, and the store is not asked for.
NOT_ASKED = {
    Step.RESUME: "the wizard opens, and nothing is written",
    Step.CHECK: "its end is UPDATE_ACCOUNT or RECORD_REVOKED",
    Step.RETRY_REVOCATION: "it goes on with BEGIN_REVOCATION",
}
ASKED = tuple(step for step in Step if step not in NOT_ASKED)

# Where an approval can put the secret.
KEPT = (SecretPlace.NONE, SecretPlace.KEYCHAIN, SecretPlace.SESSION)
ACCOUNT_COLUMN = account_column(ACCOUNT)
REJECTIONS = (Step.REJECT_ACCOUNT, Step.REJECT_SHARED_ACCOUNT)
ABOUT_ATTEMPTS = (Step.ADD_ATTEMPT, Step.STOP_WAITING, Step.CLAIM)


class Statuses(Enum):
    """The attempts of a credential: the statuses of those that are there."""

    NONE = ()
    OPEN = ("open",)
    EXCHANGING = ("exchanging",)
    BOTH = ("open", "exchanging")


@dataclass(frozen=True)
class State:
    """All of a stored credential that the table speaks of, and its attempts."""

    stage: Stage
    place: SecretPlace
    revoking: Revoking
    has_account: bool
    has_deadline: bool
    attempts: Statuses

    @property
    def was_created(self) -> bool:
        """What the table calls created, from what is stored."""
        if self.stage is Stage.INCOMPLETE:
            return self.has_account
        return self.stage is Stage.ACTIVE or not self.has_deadline


@dataclass(frozen=True)
class Asked:
    """How a step is asked for, and what is so around the credential.

    `attempt` is the status of the attempt that was answered, if it is there; `place` is where an
    approval puts the secret; `other` is where the secret of another credential on the account is,
    None if there is no other; `elsewhere` says that another credential's code is being exchanged.
    """

    seen_stage: Stage
    seen_revoking: Revoking
    attempt: str = "open"
    place: SecretPlace = SecretPlace.NONE
    other: SecretPlace | None = None
    elsewhere: bool = False


@dataclass(frozen=True)
class Case:
    """One step, and what came of it.

    `after` is None if the credential is gone. `is_changed` tells of the credential's row; of its
    attempts only where the step is about them. `entries` are those of the credential.
    """

    step: Step
    before: State
    asked: Asked
    after: State | None
    answer: bool | None
    is_changed: bool
    entries: tuple[ActivityKind, ...]


def impossible(state: State) -> str:
    """Return why a credential never is in this state; empty if it can be."""
    begun = state.stage is Stage.INCOMPLETE
    if state.revoking is Revoking.UNDER_WAY:
        return "UNDER_WAY is in sight only: what is stored is UNCONFIRMED"
    if begun and state.revoking is not Revoking.NO:
        return "access is revoked from APPROVED or ACTIVE, and approved again with NO alone"
    if begun and not state.has_account and state.place is not SecretPlace.NONE:
        return "there is no secret before the first approval"
    if begun and state.has_account and state.place in KEPT:
        return "it is approved again only if its secret is lost or worthless"
    if state.has_deadline is not begun and state.stage is not Stage.APPROVED:
        return "time runs while it is INCOMPLETE, and the first approval keeps its deadline"
    if not begun and not state.has_account:
        return "an approval names the account"
    if not begun and state.attempts is not Statuses.NONE:
        return "an approval, and the end of approving again, close all attempts"
    return ""


STATES = tuple(
    State(*values)
    for values in product(Stage, SecretPlace, Revoking, (False, True), (False, True), Statuses)
)
POSSIBLE = tuple(state for state in STATES if not impossible(state))
# What cannot be is tried as well, but for what the database does not take.
STORABLE = tuple(state for state in STATES if state.revoking is not Revoking.UNDER_WAY)


def asked_in(state: State, step: Step) -> Iterator[Asked]:
    """Yield the ways in which a step can be asked for in a state, as far as they matter to it."""
    conditions = {condition for rule in rules_of(step) for condition in rule.only_if}
    stages: tuple[Stage, ...] = (state.stage,)
    revoking: tuple[Revoking, ...] = (state.revoking,)
    if Condition.STAGE_AS_SEEN in conditions:
        stages = tuple(Stage)
        revoking = (Revoking.NO, Revoking.TO_DO, Revoking.UNCONFIRMED)
    if Condition.IS_REVOKING_AS_SEEN in conditions:
        revoking = (Revoking.NO, Revoking.TO_DO, Revoking.UNCONFIRMED)
    attempts = ("open", "exchanging") if step in (Step.CLAIM, Step.APPROVE) else ("open",)
    places = KEPT if step is Step.APPROVE else KEPT[:1]
    others: tuple[SecretPlace | None, ...] = (None,)
    if Condition.ANOTHER_ON_ACCOUNT in conditions and state.has_account:
        others = (None, SecretPlace.LOST, SecretPlace.REVOKED)
    exchanges = {Condition.NO_EXCHANGE, Condition.NO_EXCHANGE_AT_ALL}
    elsewhere = (False, True) if conditions & exchanges else (False,)
    values = product(stages, revoking, attempts, places, others, elsewhere)
    return (Asked(*each) for each in values)


def holds(condition: Condition, state: State, asked: Asked) -> bool:
    """Return whether a condition of the table holds, as its words say."""
    exchanging = "exchanging" in state.attempts.value
    match condition:
        case Condition.NAME_IS_FREE:
            return False
        case Condition.HAS_ATTEMPT:
            return state.attempts is not Statuses.NONE
        case Condition.ATTEMPT_IS_OPEN:
            return asked.attempt == "open" and "open" in state.attempts.value
        case Condition.ATTEMPT_IS_CLAIMED:
            return asked.attempt == "exchanging" and exchanging
        case Condition.NO_EXCHANGE:
            return not exchanging
        case Condition.NO_EXCHANGE_AT_ALL:
            return not exchanging and not asked.elsewhere
        case Condition.STAGE_AS_SEEN:
            return asked.seen_stage is state.stage
        case Condition.REVOKING_AS_SEEN:
            return asked.seen_revoking is state.revoking
        case Condition.IS_REVOKING_AS_SEEN:
            return (asked.seen_revoking is Revoking.NO) is (state.revoking is Revoking.NO)
        case Condition.ANOTHER_ON_ACCOUNT:
            return asked.other in NOT_REVOKED
        case _:
            assert_never(condition)


def rule_for(case: Case) -> Rule | None:
    """Return the row of the table that allows a case, None if there is none."""
    state = case.before
    allowing = [
        rule
        for rule in rules_of(case.step)
        if rule.fits(
            state.stage,
            state.place,
            state.revoking,
            has_account=state.has_account,
            was_created=state.was_created,
        )
        and all(holds(condition, state, case.asked) for condition in rule.only_if)
    ]
    assert len(allowing) <= 1, "two rows of the table allow it"
    return allowing[0] if allowing else None


def becoming(case: Case, rule: Rule) -> State | None:
    """Return the state that a row of the table says; the attempts are none of its business."""
    match rule.becomes:
        case Gone.GONE:
            return None
        case Stage() as stage if case.step is Step.APPROVE:
            # It has the account that granted access, and its secret where it could be kept. The
            # first deadline stays.
            return replace(
                case.before,
                stage=stage,
                place=case.asked.place,
                has_account=True,
                has_deadline=case.before.has_deadline and not case.before.was_created,
            )
        case Stage() as stage if case.step in REJECTIONS:
            return replace(
                case.before,
                stage=stage,
                place=SecretPlace.NONE,
                revoking=Revoking.NO,
                has_account=False,
            )
        case Stage() as stage:
            return replace(case.before, stage=stage, has_deadline=stage is Stage.INCOMPLETE)
        case SecretPlace() as place:
            return replace(case.before, place=place)
        case Revoking() as revoking:
            return replace(case.before, revoking=revoking)
        case None:
            return case.before


class Walk:
    """Takes steps in a database that holds one credential in a given state, and one other."""

    def __init__(self, folder: Path) -> None:
        self._harness = StoreHarness(folder / "organization.sqlite3")
        self._store = SqliteOrganizationStore(self._harness.path)
        self._store.entries_to_delete()  # It opens the file.
        assert self._store._connection is not None
        self._file = self._store._connection
        # The power stays on: there is no need to wait for the disk 20 000 times.
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("PRAGMA journal_mode = MEMORY")

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def take(self, step: Step, before: State, asked: Asked) -> Case:
        """Put a credential into the file, ask for a step, and see what came of it."""
        self._put(before, asked)
        stored, known = self._rows(step), self._number_of_entries()
        answer = self._ask(step, before, asked)
        # UNKNOWN tells of an attempt: the exchange that was under way when the program ended.
        kinds = self._file.execute(
            "SELECT kind FROM activity WHERE id > ? AND kind <> 'unknown'", (known,)
        )
        return Case(
            step,
            before,
            asked,
            self._state(),
            answer,
            self._rows(step) != stored,
            tuple(ActivityKind(kind) for (kind,) in kinds),
        )

    def _put(self, state: State, asked: Asked) -> None:
        self._file.execute("BEGIN")
        for table in ("credentials", "attempts", "unsettled_grants", "keychain_entries"):
            self._file.execute(f"DELETE FROM {table}")  # noqa: S608  (ours)
        self._insert(self._harness.credential(1), state)
        other = State(
            Stage.ACTIVE,
            asked.other or SecretPlace.KEYCHAIN,
            Revoking.NO,
            True,
            False,
            Statuses.NONE,
        )
        if asked.elsewhere:
            other = replace(other, attempts=Statuses.EXCHANGING)
        account_id = "acct_other" if asked.other is None else ACCOUNT.id
        self._insert(self._harness.credential(2), other, account_id)
        self._file.execute("COMMIT")

    def _insert(self, credential: Credential, state: State, account_id: str = ACCOUNT.id) -> None:
        account = (account_id, ACCOUNT_COLUMN) if state.has_account else (None, None)
        deadline: tuple[str | float | None, ...] = (None,) * 4
        if state.has_deadline:
            deadline = tuple(deadline_columns(credential).values())
        self._file.execute(
            "INSERT INTO credentials (id, system, name, name_key, stage, created, secret_place,"
            " revoking, account_id, account, began_utc, began_boot_seconds, began_boot_id,"
            " ttl_seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                credential.id,
                credential.system.value,
                credential.name,
                credential.name_key,
                state.stage.value,
                credential.created.isoformat(),
                state.place.value,
                state.revoking.value,
                *account,
                *deadline,
            ),
        )
        for status in state.attempts.value:
            self._file.execute(
                "INSERT INTO attempts (id, credential_id, credential_name, system, state_digest,"
                " port, began, status) VALUES (?, ?, ?, ?, ?, 50001, ?, ?)",
                (
                    f"{credential.id} {status}",
                    credential.id,
                    credential.name,
                    credential.system.value,
                    b"state",
                    NOW.utc.isoformat(),
                    status,
                ),
            )

    def _rows(self, step: Step) -> list[tuple[object, ...]]:
        rows = self._file.execute("SELECT * FROM credentials WHERE id = 'cred-1'").fetchall()
        if step in ABOUT_ATTEMPTS:
            rows += self._file.execute("SELECT * FROM attempts WHERE credential_id = 'cred-1'")
        return [tuple(row) for row in rows]

    def _state(self) -> State | None:
        row = self._file.execute("SELECT * FROM credentials WHERE id = 'cred-1'").fetchone()
        if row is None:
            return None
        statuses = self._file.execute(
            "SELECT DISTINCT status FROM attempts WHERE credential_id = 'cred-1'"
            " ORDER BY status DESC"
        )
        return State(
            Stage(row["stage"]),
            SecretPlace(row["secret_place"]),
            Revoking(row["revoking"]),
            row["account_id"] is not None,
            row["began_utc"] is not None,
            Statuses(tuple(status for (status,) in statuses)),
        )

    def _number_of_entries(self) -> int:
        (number,) = self._file.execute("SELECT COALESCE(MAX(id), 0) FROM activity").fetchone()
        return int(number)

    def _ask(self, step: Step, state: State, asked: Asked) -> bool | None:
        """Ask for a step as the workflow does; return the answer, None if there never is one."""
        store, harness = self._store, self._harness
        kinds = [
            kind
            for rule in rules_of(step)
            if state.stage in rule.stages and rule.was_created in (None, state.was_created)
            for kind in rule.entries
        ]
        entry = harness.activity(kinds[0] if kinds else ActivityKind.FAILED)
        attempt_id = f"cred-1 {asked.attempt}"
        credential, attempt = harness.credential(), harness.attempt()
        seen, chosen = asked.seen_stage, asked.seen_revoking is not Revoking.NO
        match step:
            case Step.BEGIN:
                with suppress(NameTakenError):
                    store.begin(replace(credential, id="new"), attempt, entry)
                return None
            case Step.ADD_ATTEMPT:
                return store.add_attempt(attempt)
            case Step.STOP_WAITING:
                return store.end_attempts(entry)
            case Step.CLAIM:
                return store.claim(attempt_id)
            case Step.APPROVE:
                return store.approve(attempt_id, ACCOUNT, asked.place, entry)
            case Step.CREATE:
                return store.create(entry)
            case Step.RECONNECT:
                return store.reconnect(entry)
            case Step.REJECT_ACCOUNT:
                return store.reject_account(entry, revoking=chosen)
            case Step.REJECT_SHARED_ACCOUNT:
                return store.reject_account(entry, revoking=chosen, shared=True)
            case Step.EXPIRE:
                return store.expire(entry)
            case Step.REAUTHORIZE:
                return store.reauthorize(credential, attempt, entry)
            case Step.CANCEL_REAUTHORIZATION:
                return store.cancel_reauthorization(entry)
            case Step.MOVE_TO_KEYCHAIN:
                return store.move_to_keychain("cred-1", "entry")
            case Step.END_SESSION:
                store.recover(NOW, "ada")
                return None
            case Step.FORGET_ORGANIZATION:
                store.forget_organization((), erase=False)
                return None
            case Step.UPDATE_ACCOUNT:
                account = replace(ACCOUNT, name="Acme")
                store.update_account(System.STRIPE_TEST, account, NOW.utc, (entry,))
                return None
            case Step.RECORD_REVOKED:
                store.record_revoked((entry,), System.STRIPE_TEST, ACCOUNT.id)
                return None
            case Step.BEGIN_REVOCATION:
                return store.begin_revocation("cred-1", seen, asked.seen_revoking)
            case Step.END_REVOCATION:
                store.end_revocation("cred-1")
                return None
            case Step.POSTPONE_REVOCATION:
                store.end_revocation("cred-1", to_do=True)
                return None
            case Step.CANCEL_REVOCATION:
                return store.cancel_revocation("cred-1")
            case Step.REMOVE:
                return store.remove(entry, seen, revoking=chosen)
            case Step.REMOVE_SHARED:
                return store.remove(entry, seen, revoking=chosen, shared=True)
            case Step.RESUME | Step.CHECK | Step.RETRY_REVOCATION:
                raise AssertionError(NOT_ASKED[step])
            case _:
                assert_never(step)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, ...]:
    """Every step that the store is asked for, in every state that the database takes."""
    with closing(Walk(tmp_path_factory.mktemp("walk"))) as walk:
        return tuple(
            walk.take(step, state, asked)
            for step, state in product(ASKED, STORABLE)
            for asked in asked_in(state, step)
        )


@pytest.mark.parametrize("step", ASKED, ids=lambda step: step.name)
def test_a_step_is_taken_only_where_the_table_allows_it(
    cases: tuple[Case, ...], step: Step
) -> None:
    for case in cases:
        if case.step is step and rule_for(case) is None:
            assert not case.answer, case
            assert not case.is_changed, case
            # Access that was revoked is written down even where no credential lives on it.
            assert not case.entries or step is Step.RECORD_REVOKED, case


@pytest.mark.parametrize("step", ASKED, ids=lambda step: step.name)
def test_where_the_table_allows_it_a_step_changes_what_it_says_and_nothing_else(
    cases: tuple[Case, ...], step: Step
) -> None:
    taken = [(case, rule) for case in cases if case.step is step and (rule := rule_for(case))]
    assert taken or step is Step.BEGIN
    for case, rule in taken:
        assert case.answer is not False, case
        assert case.is_changed or case.before.revoking is rule.becomes, case
        expected = becoming(case, rule)
        if case.after is not None and expected is not None:
            expected = replace(expected, attempts=case.after.attempts)
        assert case.after == expected, case
        assert len(case.entries) == (1 if rule.entries else 0), case
        assert set(case.entries) <= set(rule.entries), case


def test_no_step_leads_to_a_state_that_cannot_be(cases: tuple[Case, ...]) -> None:
    for case in cases:
        if not impossible(case.before) and case.after is not None:
            assert not impossible(case.after), case


def test_the_steps_lead_to_every_state_that_can_be(cases: tuple[Case, ...]) -> None:
    begun = State(Stage.INCOMPLETE, SecretPlace.NONE, Revoking.NO, False, True, Statuses.OPEN)
    reached: set[State] = set()
    new = {begun}
    while new:
        reached |= new
        new = {case.after for case in cases if case.before in new and case.after} - reached
    assert reached == set(POSSIBLE)


def test_a_revocation_under_way_is_not_stored(tmp_path: Path) -> None:
    state = State(
        Stage.ACTIVE, SecretPlace.KEYCHAIN, Revoking.UNDER_WAY, True, False, Statuses.NONE
    )
    with closing(Walk(tmp_path)) as walk, pytest.raises(sqlite3.IntegrityError, match="revoking"):
        walk.take(Step.REMOVE, state, Asked(state.stage, state.revoking))


def test_what_the_store_is_not_asked_for_changes_nothing() -> None:
    for step in NOT_ASKED:
        for rule in rules_of(step):
            assert rule.becomes is None
            assert rule.entries == ()


def test_a_credential_is_begun_where_there_was_none(harness: StoreHarness) -> None:
    (rule,) = rules_of(Step.BEGIN)
    assert rule.stages == ()
    assert rule.only_if == (Condition.NAME_IS_FREE,)
    harness.begin()
    assert harness.only_credential().stage is rule.becomes
    assert harness.kinds() == [kind.value for kind in rule.entries]
    with pytest.raises(NameTakenError):
        harness.begin(2, name="Billing 1")
    assert harness.kinds() == [kind.value for kind in rule.entries]
