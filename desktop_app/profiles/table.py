"""One table of a profile: returns its values by type, and reports values of other types."""

from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches

from desktop_app.core.profile import ProfileProblemKind
from desktop_app.profiles.report import Report
from desktop_app.profiles.secret_shapes import has_secret, names_secret
from desktop_app.profiles.statements import KeyPath

Check = Callable[[str], ProfileProblemKind | None]
"""Returns what is wrong with a string, or None."""

# Longer keys take long to compare, and resemble no known key.
_MAX_COMPARED = 40


class Table:
    """A table at `path`. A missing value, or one of another type, is reported and read as empty."""

    def __init__(self, values: Mapping[str, object], path: KeyPath, report: Report) -> None:
        self._values = values
        self._path = path
        self._report = report

    def __contains__(self, key: str) -> bool:
        return key in self._values

    @property
    def keys(self) -> Collection[str]:
        """The keys of the table."""
        return self._values.keys()

    def allow_only(self, known: Collection[str]) -> None:
        """Report every key that is not in `known`, with the known key that it resembles."""
        for key in self._values:
            if self._report.is_full:
                return
            if key in known:
                continue
            if names_secret(key) and isinstance(self._values[key], str):
                self.report_problem(key, ProfileProblemKind.SECRET_IN_FILE)
                continue
            similar = get_close_matches(key[:_MAX_COMPARED], known, n=1)
            proposal = (*self._path, *similar) if similar else ()
            self._report.add(ProfileProblemKind.UNKNOWN_KEY, (*self._path, key), proposal=proposal)

    def table(self, key: str) -> "Table | None":
        """Return the table at `key`. If there is none, report that and return None."""
        value = self._values.get(key)
        path = (*self._path, key)
        if value is None:
            self.report_missing(key)
        elif isinstance(value, dict):
            return Table(value, path, self._report)
        else:
            self._report.add(ProfileProblemKind.NOT_A_TABLE, path)
        return None

    def string(self, key: str, check: Check) -> str:
        """Return the string at `key`. If it is missing or not good, report that and return ""."""
        value = self._values.get(key)
        if value is None:
            self.report_missing(key)
        elif not isinstance(value, str):
            self.report_problem(key, ProfileProblemKind.NOT_A_STRING)
        elif self.is_good(key, value, check):
            return value
        return ""

    def strings(self, key: str) -> tuple[str, ...] | None:
        """Return the strings at `key`, which may be one string or an array. They are not checked.

        If there are none, report that and return None.
        """
        value = self._values.get(key)
        items = value if isinstance(value, list) else [value]
        if value is None:
            self.report_missing(key)
        elif not all(isinstance(item, str) for item in items):
            self.report_problem(key, ProfileProblemKind.NOT_STRINGS)
        else:
            return tuple(items)
        return None

    def boolean(self, key: str) -> bool:
        """Return the boolean at `key`; False if there is none. Report another type."""
        value = self._values.get(key, False)
        if isinstance(value, bool):
            return value
        is_secret = isinstance(value, str) and value.lower() not in {"true", "false"}
        self.report_problem(
            key,
            ProfileProblemKind.SECRET_IN_FILE if is_secret else ProfileProblemKind.NOT_A_BOOLEAN,
        )
        return False

    def is_good(self, key: str, value: str, check: Check) -> bool:
        """Return whether a string at `key` has no problem. Report the problem if it has one."""
        # Secrets are searched for again: in the text of a line, an escape sequence can hide one.
        kind = ProfileProblemKind.SECRET_IN_FILE if has_secret(value) else check(value)
        if kind is not None:
            self.report_problem(key, kind, value)
        return kind is None

    def report_problem(self, key: str, kind: ProfileProblemKind, value: str = "") -> None:
        """Report a problem of the value at `key`. A secret is not repeated."""
        value = "" if kind is ProfileProblemKind.SECRET_IN_FILE else value
        self._report.add(kind, (*self._path, key), value)

    def has_problem(self, key: str, kind: ProfileProblemKind) -> bool:
        """Return whether a problem of a kind was reported with the value at `key`."""
        return self._report.has(kind, (*self._path, key))

    def report_missing(self, key: str, beside: str = "") -> None:
        """Report that `key` is missing. `beside` is the key that requires it, if there is one."""
        self._report.add_missing((*self._path, key), (*self._path, beside) if beside else ())
