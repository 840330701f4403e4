"""The local log as CSV, for spreadsheets."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date

from PySide6.QtCore import QCoreApplication

from desktop_app.core.activity import Activity
from desktop_app.ui.texts import activity_texts

translate = QCoreApplication.translate

# Excel takes a file for UTF-8 only if it begins with this.
_BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet reads a cell that begins with one of these characters as a formula (OWASP, "CSV
# Injection"). Some spreadsheets separate cells at a semicolon, a bar or a tab.
_FORMULA = re.compile(r"(^|[;|\t])(?=\s*[=+\-@\t\r\n＝＋－＠])")

# The most characters of a workspace's name in the name of a file.
_NAME_LENGTH = 40


def activity_file_name(workspace: str, day: date) -> str:
    """Return the name of the file for the log of a workspace, as it is on `day`.

    `workspace` is the name of the workspace. Only its letters and digits are taken, since file
    systems refuse some of the other characters.
    """
    name = unicodedata.normalize("NFC", workspace).lower()
    kept = "".join(each if unicodedata.category(each)[0] in "LMN" else " " for each in name)
    parts = ("m3ter-activity", "-".join(kept[:_NAME_LENGTH].split()), day.isoformat())
    return f"{'-'.join(part for part in parts if part)}.csv"


def activity_csv(entries: Iterable[Activity], workspace: str) -> str:
    """Return the entries, in the given order, as CSV (RFC 4180) with a header row.

    Each row begins with the name of the workspace, so that nobody takes entries of Practice for
    those of real accounts. Times are UTC. An apostrophe is put before each cell that a spreadsheet
    would take for a formula, since people choose the names.
    """
    text = io.StringIO(newline="")
    text.write(_BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(_header())
    writer.writerows(map(_harmless, (workspace, *_row(entry))) for entry in entries)
    return text.getvalue()


def _header() -> tuple[str, ...]:
    return (
        translate("ActivityFile", "Workspace"),
        translate("ActivityFile", "Time (UTC)"),
        translate("ActivityFile", "What happened"),
        translate("ActivityFile", "Credential"),
        translate("ActivityFile", "Credential ID"),
        translate("ActivityFile", "Account"),
        translate("ActivityFile", "Account ID"),
        translate("ActivityFile", "System"),
        translate("ActivityFile", "By"),
        translate("ActivityFile", "Details"),
    )


def _row(entry: Activity) -> tuple[str, ...]:
    return (
        f"{entry.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        activity_texts.activity_text(entry.kind),
        entry.credential_name,
        entry.credential_id,
        entry.account_name,
        entry.account_id,
        activity_texts.system_text(entry),
        activity_texts.actor_text(entry),
        entry.detail,
    )


def _harmless(cell: str) -> str:
    return _FORMULA.sub(r"\1'", cell)
