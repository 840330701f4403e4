"""The exported file: what a spreadsheet reads in it."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.core.account import Account, Health
from desktop_app.core.activity import Activity, ActivityKind, account_changes, health_change
from desktop_app.core.systems import System
from desktop_app.ui.activity_csv import activity_csv, activity_file_name
from desktop_app.ui.texts import activity_texts

HEADER = [
    "Workspace",
    "Time (UTC)",
    "What happened",
    "Credential",
    "Credential ID",
    "Account",
    "Account ID",
    "System",
    "By",
    "Details",
]


def entry(
    name: str = "EU billing",
    *,
    at: datetime = datetime(2026, 11, 24, 9, 5, 7, 120000, tzinfo=UTC),
    kind: ActivityKind = ActivityKind.APPROVED,
    user: str = "ada",
    detail: str = "acct_1Acme",
    account_name: str = "Acme Ltd",
) -> Activity:
    return Activity(
        at, kind, "id-1", name, System.STRIPE_TEST, user, detail, "acct_1Acme", account_name
    )


def written(entries: Iterable[Activity]) -> str:
    return activity_csv(entries, "Practice")


def read(text: str) -> list[list[str]]:
    """Read the file as a program does that knows of the byte order mark."""
    return list(csv.reader(io.StringIO(text.encode().decode("utf-8-sig"), newline="")))


def test_a_row_tells_all_that_an_entry_does() -> None:
    assert read(written([entry()])) == [
        HEADER,
        [
            "Practice",
            "2026-11-24 09:05:07",
            "Approved at Stripe",
            "EU billing",
            "id-1",
            "Acme Ltd",
            "acct_1Acme",
            "Stripe (Test Mode)",
            "ada",
            "acct_1Acme",
        ],
    ]


def test_a_workspace_is_named_in_each_row_and_harmless() -> None:
    rows = read(activity_csv([entry("A"), entry("B")], "=Globex"))
    assert [row[0] for row in rows] == ["Workspace", "'=Globex", "'=Globex"]


@pytest.mark.parametrize(
    ("workspace", "name"),
    [
        ("Practice", "m3ter-activity-practice-2026-11-30.csv"),
        ("Acme Ltd (acme-2)", "m3ter-activity-acme-ltd-acme-2-2026-11-30.csv"),
        ("Globex GmbH & Co. KG", "m3ter-activity-globex-gmbh-co-kg-2026-11-30.csv"),
        ("../CON:<Übung>|?*", "m3ter-activity-con-übung-2026-11-30.csv"),
        ("東京 हिन्दी", "m3ter-activity-東京-हिन्दी-2026-11-30.csv"),
        ("🙂", "m3ter-activity-2026-11-30.csv"),
        ("x" * 300, f"m3ter-activity-{'x' * 40}-2026-11-30.csv"),
    ],
)
def test_the_name_of_the_file_names_the_workspace(workspace: str, name: str) -> None:
    assert activity_file_name(workspace, date(2026, 11, 30)) == name


def test_times_are_utc_wherever_the_person_is() -> None:
    in_tokyo = datetime(2026, 11, 25, 8, 59, 59, tzinfo=timezone(timedelta(hours=9)))

    assert read(written([entry(at=in_tokyo)]))[1][1] == "2026-11-24 23:59:59"


def test_rows_keep_the_order_in_which_they_were_given() -> None:
    rows = read(written(entry(name) for name in ("B", "C", "A")))

    assert [row[3] for row in rows[1:]] == ["B", "C", "A"]


def test_without_entries_there_is_the_header_alone() -> None:
    assert read(written([])) == [HEADER]


def test_excel_takes_it_for_utf_8() -> None:
    assert written([entry("Größe 東京")]).encode().startswith(b"\xef\xbb\xbf")
    assert read(written([entry("Größe 東京")]))[1][3] == "Größe 東京"


def test_lines_end_as_rfc_4180_says() -> None:
    text = written([entry(), entry()])

    assert text.count("\r\n") == 3
    assert text.count("\n") == 3
    assert text.endswith("\r\n")


@pytest.mark.parametrize(
    "name", ['A, B "C"', "two\r\nlines", "semi;colon", "a=b", "a-b", "'quoted'"]
)
def test_whatever_is_in_a_name_it_comes_back_as_it_was(name: str) -> None:
    assert read(written([entry(name)]))[1][3] == name


@pytest.mark.parametrize(
    "beginning", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
)
def test_what_a_spreadsheet_would_calculate_is_made_harmless(beginning: str) -> None:
    evil = f"{beginning}HYPERLINK(1)"
    row = read(written([entry(evil, user=evil, detail=evil, account_name=evil)]))[1]

    assert [row[3], row[5], row[8], row[9]] == [f"'{evil}"] * 4


@pytest.mark.parametrize("separator", [";", "|", "\t"])
def test_a_formula_behind_what_separates_cells_elsewhere_is_made_harmless(separator: str) -> None:
    name = f"EU{separator} =HYPERLINK(1)"

    assert read(written([entry(name)]))[1][3] == f"EU{separator}' =HYPERLINK(1)"


def test_each_kind_has_words_of_its_own(qapp: QApplication) -> None:
    words = [activity_texts.activity_text(kind) for kind in ActivityKind]

    assert len(set(words)) == len(ActivityKind)
    assert [row[2] for row in read(written(entry(kind=k) for k in ActivityKind))[1:]] == words


def test_what_has_changed_of_an_account_is_a_phrase_that_stays_the_same() -> None:
    details = [health_change(Health.GOOD, health) for health in Health]
    before, after = (
        Account("acct_1", charges_enabled=True),
        Account("acct_1", charges_enabled=False),
    )
    details.append(account_changes(before, after))
    rows = read(written(entry(kind=ActivityKind.HEALTH_CHANGED, detail=d) for d in details))
    assert [row[2] for row in rows[1:]] == ["Account change found"] * len(details)
    assert [row[9] for row in rows[1:]] == [
        "from good to payments paused",
        "from good to payouts paused",
        "from good to needs information",
        "from good to good",
        "from good to unknown",
        "charges from enabled to disabled",
    ]


def test_what_a_person_has_chosen_is_told_apart() -> None:
    chosen = (ActivityKind.REJECTED, ActivityKind.WAIT_STOPPED, ActivityKind.STOPPED)
    assert [activity_texts.activity_text(kind) for kind in chosen] == [
        "Other account wanted",
        "Stopped waiting",
        "Reconnecting cancelled",
    ]
