"""What a credential may be called."""

import unicodedata
from collections.abc import Callable, Collection
from enum import Enum, auto
from itertools import count

MAX_NAME_LENGTH = 100

# Control and format characters, line and paragraph separators, lone surrogates: none can be seen
# in a row, some make one name look like another (Unicode TR 36), and a surrogate can't be stored.
_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
# What is drawn as nothing: the fillers of Hangul, the empty Braille pattern, the grapheme joiner,
# and two vowels of Khmer that are inherent.
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# The joiners: several scripts, and emoji, are not written right without them.
_JOINERS = frozenset("\u200c\u200d")


class NameProblem(Enum):
    """Why a name cannot be taken."""

    EMPTY = auto()
    TOO_LONG = auto()
    INVISIBLE_CHARACTER = auto()
    TAKEN = auto()


def clean_name(typed: str) -> str:
    """Return the name that is stored: trimmed, in Unicode's composed form (NFC)."""
    return unicodedata.normalize("NFC", typed).strip()


def name_key(name: str) -> str:
    """Return what two names are compared by: equal keys are the same name, ignoring case."""
    folded = unicodedata.normalize("NFC", clean_name(name).casefold())
    return unicodedata.normalize("NFC", folded.casefold())


def check_name(typed: str, taken_keys: Collection[str]) -> NameProblem | None:
    """Check what was typed against the rules and the keys of the system's other names.

    Returns the first problem, or None for a good name: 1 to 100 characters after trimming, none
    that cannot be seen, unique within its system ignoring case.
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
    """Return `numbered` of the lowest number, from 1, that is free among the system's names.

    `numbered` returns another name for each number.
    """
    return next(name for name in map(numbered, count(1)) if name_key(name) not in taken_keys)


def _is_forbidden(character: str) -> bool:
    if character in _JOINERS:
        return False
    return character in _BLANK_LETTERS or unicodedata.category(character) in _FORBIDDEN_CATEGORIES
