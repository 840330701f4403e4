"""One table of a profile: hands out its values in the type that is wanted, and reports the rest."""

from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches

from desktop_app.core.profile import ProfileProblemKind
from desktop_app.profiles.report import Report
from desktop_app.profiles.secret_shapes import has_secret, names_secret
from desktop_app.profiles.statements import KeyPath

Check = Callable[[str], ProfileProblemKind | None]
"""Says what is wrong with a text, if anything."""

# Comparing longer ones takes long, and finds nothing.
_MAX_COMPARED = 40


class Table:
    """A table at `path`. What is missing or of another type is reported, and read as empty."""

    def __init__(self, values: Mapping[str, object], path: KeyPath, report: Report) -> None:
        self._values = values
        self._path = path
        self._report = report

    def __contains__(self, key: str) -> bool:
        return key in self._values

    @property
    def keys(self) -> Collection[str]:
        """The keys that are there."""
        return self._values.keys()

    def allow_only(self, known: Collection[str]) -> None:
        """Report every other key, with the known one that it resembles."""
        for key in self._values:
            if self._report.is_full:
                return
            if key in known:
                continue
            if names_secret(key) and isinstance(self._values[key], str):
                self.refuse(key, ProfileProblemKind.SECRET_IN_FILE)
                continue
            similar = get_close_matches(key[:_MAX_COMPARED], known, n=1)
            proposal = (*self._path, *similar) if similar else ()
            self._report.add(ProfileProblemKind.UNKNOWN_KEY, (*self._path, key), proposal=proposal)

    def table(self, key: str) -> "Table | None":
        """Return the table at `key`, or None where there is none, which is reported."""
        value = self._values.get(key)
        path = (*self._path, key)
        if value is None:
            self.miss(key)
        elif isinstance(value, dict):
            return Table(value, path, self._report)
        else:
            self._report.add(ProfileProblemKind.NOT_A_TABLE, path)
        return None

    def text(self, key: str, check: Check) -> str:
        """Return the text at `key`, which must be there, and must have no flaw."""
        value = self._values.get(key)
        if value is None:
            self.miss(key)
        elif not isinstance(value, str):
            self.refuse(key, ProfileProblemKind.NOT_A_TEXT_VALUE)
        elif self.is_good(key, value, check):
            return value
        return ""

    def texts(self, key: str) -> tuple[str, ...] | None:
        """Return the texts at `key`, one or a list, unchecked; None if there is neither."""
        value = self._values.get(key)
        items = value if isinstance(value, list) else [value]
        if value is None:
            self.miss(key)
        elif not all(isinstance(item, str) for item in items):
            self.refuse(key, ProfileProblemKind.NOT_TEXT_VALUES)
        else:
            return tuple(items)
        return None

    def truth(self, key: str) -> bool:
        """Return whether `key` is there and true."""
        value = self._values.get(key, False)
        if isinstance(value, bool):
            return value
        is_secret = isinstance(value, str) and value.lower() not in {"true", "false"}
        self.refuse(
            key,
            ProfileProblemKind.SECRET_IN_FILE
            if is_secret
            else ProfileProblemKind.NOT_A_TRUTH_VALUE,
        )
        return False

    def is_good(self, key: str, value: str, check: Check) -> bool:
        """Return whether a text at `key` has no flaw; the flaw is reported."""
        # Secrets are looked for here too: an escape hides them from who reads the text by lines.
        flaw = ProfileProblemKind.SECRET_IN_FILE if has_secret(value) else check(value)
        if flaw is not None:
            self.refuse(key, flaw, value)
        return flaw is None

    def refuse(self, key: str, flaw: ProfileProblemKind, value: str = "") -> None:
        """Report a flaw of the value at `key`; a secret is not repeated."""
        value = "" if flaw is ProfileProblemKind.SECRET_IN_FILE else value
        self._report.add(flaw, (*self._path, key), value)

    def miss(self, key: str, beside: str = "") -> None:
        """Report that `key` is missing, which `beside` asks for if it is given."""
        self._report.add_missing((*self._path, key), (*self._path, beside) if beside else ())
