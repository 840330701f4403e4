"""The Activity page tells a credential's whole life, and writes it into a file."""

import csv
from pathlib import Path

from tests import labels
from tests.end_to_end import journey
from tests.end_to_end.agreement import assert_all_agree
from tests.end_to_end.journey import ACCOUNT_ID
from tests.end_to_end.workplace import Workplace
from tests.waiting import until

NEWEST_FIRST = [
    labels.DELETED,
    labels.ACCESS_REVOKED,
    labels.CREATED,
    labels.APPROVED_AT_STRIPE,
    labels.DENIED_AT_STRIPE,
    labels.APPROVAL_STARTED,
]


def test_a_life_is_listed_newest_first_and_exported(workplace: Workplace, tmp_path: Path) -> None:
    at = workplace
    _live_and_end(at)

    at.person.opens_row(labels.ACTIVITY)
    at.person.sees_row("EU billing", labels.DELETED)
    heading, *rows = at.person.rows(labels.ACTIVITY)
    assert labels.TODAY in heading
    assert [_what(row) for row in rows] == NEWEST_FIRST
    assert all(any("EU billing" in words for words in row) for row in rows)
    assert any(ACCOUNT_ID in words for words in rows[3])

    file = tmp_path / "life.csv"
    at.person.press(labels.EXPORT)
    at.person.sees_window(labels.EXPORT_ACTIVITY)
    at.desktop.keys("ctrl+a")
    at.desktop.type(str(file))
    at.desktop.keys("Return")
    at.person.sees_no_window(labels.EXPORT_ACTIVITY)
    at.person.sees("Exported to")
    with file.open(encoding="utf-8-sig", newline="") as text:
        written = list(csv.DictReader(text))
    assert [entry[labels.WHAT_HAPPENED] for entry in written] == NEWEST_FIRST
    assert {entry["Credential"] for entry in written} == {"EU billing"}
    assert written[3]["Details"] == written[3]["Account ID"] == ACCOUNT_ID
    assert written[3]["Account"]
    assert_all_agree(at)


def _live_and_end(at: Workplace) -> None:
    """Begun, denied, approved, created, deleted, revoked."""
    journey.begin(at.person, at.browser, labels.STRIPE, "EU billing")
    journey.deny(at.browser)
    journey.press_open_again_and_create(at.person, at.browser, labels.STRIPE, "EU billing")
    journey.delete(at.person, "EU billing", revoke=True)
    until(lambda: not at.records.credentials(), "the credential to be deleted")


def _what(row: list[str]) -> str:
    return next((words for words in row if words in NEWEST_FIRST), f"none of them: {row}")
