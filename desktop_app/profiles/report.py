"""Collects the problems of a profile in a form that can be shown: short, and without secrets."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from desktop_app.core.profile import ProfileProblem, ProfileProblemKind
from desktop_app.core.visible_text import marked_line, shortened
from desktop_app.profiles.secret_shapes import hide_secrets
from desktop_app.profiles.statements import KeyPath

# A person does not read more, and a hostile file could have thousands.
_MAX_PROBLEMS = 50
_MAX_SHOWN = 80


class Report:
    """The problems that were found so far. `lines` has the line of each key."""

    def __init__(self) -> None:
        self._found: dict[ProfileProblem, None] = {}
        self.lines: Mapping[KeyPath, int] = {}

    def has(self, kind: ProfileProblemKind, path: KeyPath) -> bool:
        """Return whether the report has a problem of a kind with the key at `path`."""
        key = _shown_path(path)
        return any(item.kind is kind and item.key == key for item in self._found)

    @property
    def is_full(self) -> bool:
        """Whether the report takes no more problems."""
        return len(self._found) >= _MAX_PROBLEMS

    def add(
        self, kind: ProfileProblemKind, path: KeyPath, value: str = "", proposal: KeyPath = ()
    ) -> None:
        """Add a problem with the key at `path`. `proposal` is the path that was probably meant."""
        line = self.lines.get(path, 0)
        self._add(ProfileProblem(kind, line, _shown_path(path), shown(value), ".".join(proposal)))

    def add_missing(self, path: KeyPath, beside: KeyPath = ()) -> None:
        """Add that the key at `path` is missing.

        The problem has the line of the key `beside`, or else the line of its table.
        """
        line = self.lines.get(beside or path[:-1], 0)
        self._add(ProfileProblem(ProfileProblemKind.MISSING, line, _shown_path(path)))

    def add_at_line(self, kind: ProfileProblemKind, line: int, value: str = "") -> None:
        """Add a problem with a line. Lines count from 1."""
        self._add(ProfileProblem(kind, line, value=shown(value)))

    def problems(self) -> tuple[ProfileProblem, ...]:
        """Return the problems in the order of lines.

        For a line with a secret, only that problem is returned: the line must be removed anyway.
        A key that is missing because its name is misspelt is one problem, too.
        """
        secret = {
            item.line: item
            for item in self._found
            if item.kind is ProfileProblemKind.SECRET_IN_FILE
        }
        ordered = sorted(self._merged(), key=lambda item: item.line)
        return tuple(dict.fromkeys(secret.get(item.line, item) for item in ordered))

    def _merged(self) -> Iterator[ProfileProblem]:
        """Yield the problems, those of a missing key with those of its misspelt name."""
        missing = {item.key for item in self._found if item.kind is ProfileProblemKind.MISSING}
        misspelt = missing.intersection(item.proposal for item in self._found)
        for item in self._found:
            if item.proposal in misspelt:
                yield replace(item, kind=ProfileProblemKind.MISSPELT)
            elif item.kind is not ProfileProblemKind.MISSING or item.key not in misspelt:
                yield item

    def _add(self, problem: ProfileProblem) -> None:
        if not self.is_full:
            self._found[problem] = None


def shown(text: str) -> str:
    """Return `text` as one short line without secrets, with its invisible characters marked."""
    return shortened(marked_line(hide_secrets(text)), _MAX_SHOWN)


def _shown_path(path: KeyPath) -> str:
    return ".".join(map(shown, path))
