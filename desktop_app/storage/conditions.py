"""Turns the table of steps (`core/lifecycle.py`) into SQL: the conditions, and the changes."""

import sqlite3
from collections.abc import Collection, Mapping
from enum import Enum

from desktop_app.core.credential_state import Revoking, SecretPlace, Stage
from desktop_app.core.lifecycle import NOT_REVOKED, Condition, Gone, Rule, Step, rules_of

Values = Mapping[str, str | float | None]

_COLUMNS: Mapping[type[Enum], str] = {
    Stage: "stage",
    SecretPlace: "secret_place",
    Revoking: "revoking",
}


def _one_of(column: str, values: Collection[Enum]) -> str:
    """Return the SQL that is true if a column has one of the values."""
    return f"{column} IN ({', '.join(repr(value.value) for value in values)})"


# The caller of `take` passes the parameters: `attempt_id`, and the values that it saw (`seen_…`).
_CONDITIONS: Mapping[Condition, str] = {
    Condition.HAS_ATTEMPT: "credentials.id IN (SELECT credential_id FROM attempts)",
    Condition.ATTEMPT_IS_OPEN: "credentials.id IN (SELECT credential_id FROM attempts"
    " WHERE id = :attempt_id AND status = 'open')",
    Condition.ATTEMPT_IS_CLAIMED: "credentials.id IN (SELECT credential_id FROM attempts"
    " WHERE id = :attempt_id AND status = 'exchanging')",
    Condition.NO_EXCHANGE: "credentials.id NOT IN (SELECT credential_id FROM attempts"
    " WHERE status = 'exchanging')",
    Condition.NO_EXCHANGE_AT_ALL: "NOT EXISTS (SELECT 1 FROM attempts WHERE status = 'exchanging')",
    Condition.STAGE_AS_SEEN: "stage = :seen_stage",
    Condition.REVOKING_AS_SEEN: "revoking = :seen_revoking",
    Condition.IS_REVOKING_AS_SEEN: f"({_one_of('revoking', (Revoking.NO,))})"
    " = (NOT :seen_is_revoking)",
    Condition.ANOTHER_ON_ACCOUNT: "EXISTS (SELECT 1 FROM credentials AS other"  # noqa: S608  (no input)
    " WHERE other.id <> credentials.id AND other.system = credentials.system"
    " AND other.account_id = credentials.account_id"
    f" AND {_one_of('other.secret_place', NOT_REVOKED)})",
}


# See `Credential.was_created`.
_WAS_CREATED = (
    "CASE stage WHEN 'incomplete' THEN account_id IS NOT NULL"
    " WHEN 'approved' THEN began_utc IS NULL ELSE TRUE END"
)


def condition(step: Step) -> str:
    """Return the SQL that is true for the rows of `credentials` that may take a step."""
    return f"({' OR '.join(map(_condition, rules_of(step)))})"


def _condition(rule: Rule) -> str:
    parts = [
        _one_of(_COLUMNS[kind], values)
        for kind, values in (
            (Stage, rule.stages),
            (SecretPlace, rule.places),
            (Revoking, rule.revoking),
        )
        if set(values) != set(kind)
    ]
    parts += [_CONDITIONS[each] for each in rule.only_if]
    if rule.has_account is not None:
        parts.append(f"account_id IS {'NOT ' if rule.has_account else ''}NULL")
    if rule.was_created is not None:
        parts.append(f"{'' if rule.was_created else 'NOT '}({_WAS_CREATED})")
    return f"({' AND '.join(parts) or 'TRUE'})"


def take(
    db: sqlite3.Connection, step: Step, which: str, values: Values, *, also_set: str = ""
) -> bool:
    """Take a step with all selected credentials that may take it. Return whether there were any.

    `which` is the SQL condition that selects the credentials. `also_set` is SQL for columns that
    are set in addition to the step's own change. `values` are the parameters of both, and of the
    step's conditions.
    """
    (becomes,) = {rule.becomes for rule in rules_of(step)}
    where = f"WHERE {which} AND {condition(step)}"
    if isinstance(becomes, Gone):
        sql = f"DELETE FROM credentials {where}"  # noqa: S608  (no input)
        return db.execute(sql, values).rowcount > 0
    changes = [also_set] if also_set else []
    if becomes is not None:
        changes.append(f"{_COLUMNS[type(becomes)]} = {becomes.value!r}")
    sql = f"UPDATE credentials SET {', '.join(changes)} {where}"  # noqa: S608  (no input)
    return db.execute(sql, values).rowcount > 0
