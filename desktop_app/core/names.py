"""The rules for the names of credentials."""

import unicodedata
from collections.abc import Callable, Collection
from enum import Enum, auto
from itertools import count

MAX_NAME_LENGTH = 100

# Control and format characters, line and paragraph separators, and lone surrogates. They are not
# visible in a list, some make one name look like another (Unicode TR 36), and surrogates can't be
# stored.
_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
# Letters and symbols that are drawn as nothing: the fillers of Hangul, the empty Braille pattern,
# the grapheme joiner, and the two inherent vowels of Khmer.
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# The zero-width joiners: several scripts, and emoji, need them.
_JOINERS = frozenset("\u200c\u200d")


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
    """Return the key that names are compared by. It ignores case."""
    folded = unicodedata.normalize("NFC", clean_name(name).casefold())
    return unicodedata.normalize("NFC", folded.casefold())


def check_name(typed: str, taken_keys: Collection[str]) -> NameProblem | None:
    """Return the first problem of a name that a person typed, or None for a good name.

    A good name has 1 to 100 characters after trimming, no invisible character, and a key that is
    not in `taken_keys`, the keys of the system's other names.
    """
    if any(_is_forbidden(character) for character in typed.strip()):
        return NameProblem.INVISIBLE_CHARACTER
    name = clean_name(typed)
    if not name.strip("".join(_JOINERS)):
        return NameProblem.EMPTY
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


def _is_forbidden(character: str) -> bool:
    if character in _JOINERS:
        return False
    return character in _BLANK_LETTERS or unicodedata.category(character) in _FORBIDDEN_CATEGORIES
