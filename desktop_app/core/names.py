"""The rules for the names of credentials."""

import unicodedata
from collections.abc import Callable, Collection
from enum import Enum, auto
from itertools import count

from desktop_app.core.visible_text import has_invisible, without_ignorable

MAX_NAME_LENGTH = 100


class NameProblem(Enum):
    """Why a name cannot be used."""

    EMPTY = auto()
    TOO_LONG = auto()
    INVISIBLE_CHARACTER = auto()
    TAKEN = auto()


def clean_name(typed: str) -> str:
    """Return the name that is stored: trimmed, in Unicode's composed form (NFC)."""
    return unicodedata.normalize("NFC", typed).strip()


def name_key(name: str) -> str:
    """Return the key that names are compared by: NFKC_Casefold (Unicode 16, 3.13), trimmed.

    The key ignores case, default-ignorable characters, and differences that are compatible, such as
    a no-break space for a space. Names that only look alike have different keys.
    """
    decomposed = unicodedata.normalize("NFD", without_ignorable(name))
    folded = unicodedata.normalize("NFKC", decomposed.casefold())
    return unicodedata.normalize("NFKC", folded.casefold()).strip()


def check_name(typed: str, taken_keys: Collection[str]) -> NameProblem | None:
    """Return the first problem of a name that a person typed, or None for a good name.

    A good name has 1 to 100 characters after trimming, no invisible character, and a key that is
    not in `taken_keys`, the keys of the system's other names.
    """
    name = clean_name(typed)
    if not name:
        return NameProblem.EMPTY
    if has_invisible(name):
        return NameProblem.INVISIBLE_CHARACTER
    if len(name) > MAX_NAME_LENGTH:
        return NameProblem.TOO_LONG
    if name_key(name) in taken_keys:
        return NameProblem.TAKEN
    return None


def suggest_name(numbered: Callable[[int], str], taken_keys: Collection[str]) -> str:
    """Return the first of `numbered(1)`, `numbered(2)` and so on that is not taken.

    `numbered` must return a different name for each number. `taken_keys` are the keys of the
    system's names.
    """
    return next(name for name in map(numbered, count(1)) if name_key(name) not in taken_keys)
