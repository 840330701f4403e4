"""Prints the table of steps into ARCHITECTURE.md: python -m tests.print_lifecycle."""

from collections.abc import Collection, Iterable
from enum import Enum
from pathlib import Path

from desktop_app.core.credential_state import Revoking, SecretPlace, Stage
from desktop_app.core.lifecycle import TABLE, Gone, Rule

DOCUMENT = Path(__file__).parents[1] / "ARCHITECTURE.md"
BEGIN = "<!-- printed by python -m tests.print_lifecycle: begin -->"
END = "<!-- printed by python -m tests.print_lifecycle: end -->"

_HEAD = (
    "Step",
    "Stage",
    "Account",
    "Created",
    "Secret",
    "Revoking",
    "Only if",
    "Becomes",
    "Log entry",
)
_LABELS = {Stage: "", SecretPlace: "secret ", Revoking: "revoking ", Gone: ""}


def lifecycle_table() -> str:
    """Return the table of `core/lifecycle.py` as Markdown."""
    rows = [_HEAD, ("---",) * len(_HEAD), *map(_row, TABLE)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def printed_table(document: str) -> str:
    """Return the table that stands in the document."""
    return document.partition(f"{BEGIN}\n")[2].partition(END)[0]


def _row(rule: Rule) -> tuple[str, ...]:
    return (
        f"`{rule.step.name}`: {rule.step.value}",
        _some(rule.stages, Stage),
        {None: "", True: "known", False: "none"}[rule.has_account],
        {None: "", True: "yes", False: "no"}[rule.was_created],
        _some(rule.places, SecretPlace),
        _some(rule.revoking, Revoking),
        "; ".join(condition.value for condition in rule.only_if),
        "" if rule.becomes is None else f"{_LABELS[type(rule.becomes)]}{rule.becomes.name}",
        _names(rule.entries),
    )


def _some(values: Collection[Enum], every: type[Enum]) -> str:
    """Return the values by name; nothing for all of them, and a dash for none."""
    return "" if set(values) == set(every) else _names(values) or "–"


def _names(values: Iterable[Enum]) -> str:
    return ", ".join(value.name for value in values)


if __name__ == "__main__":
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(f"{BEGIN}\n")
    after = rest.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{lifecycle_table()}{END}{after}", encoding="utf-8")
