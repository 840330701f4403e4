"""Makes texts from outside safe to show."""

import re
import unicodedata
from collections.abc import Collection

_MAX_LENGTH = 300
_HIDDEN = "•••"
# Characters of Cc and Cs can't be shown, and those of Zl and Zp break lines. The listed characters
# of Cf change the reading direction.
_UNWANTED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_UNWANTED_CHARACTERS = frozenset(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def safe_text(
    value: object,
    limit: int = _MAX_LENGTH,
    secrets: Collection[str] = (),
    secret_shape: re.Pattern[str] | None = None,
) -> str:
    """Return a text from outside as one short line that can be shown.

    Control characters and line breaks become spaces. Each of `secrets`, and whatever matches
    `secret_shape`, becomes `•••`: services repeat in their error messages what they were sent. The
    line is cut to `limit` characters. Returns "" for a value that is no text.
    """
    if not isinstance(value, str):
        return ""
    shown = "".join(" " if _is_unwanted(character) else character for character in value)
    line = " ".join(shown.split())
    for secret in filter(None, secrets):
        line = line.replace(secret, _HIDDEN)
    if secret_shape is not None:
        line = secret_shape.sub(_HIDDEN, line)
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _is_unwanted(character: str) -> bool:
    return (
        character in _UNWANTED_CHARACTERS or unicodedata.category(character) in _UNWANTED_CATEGORIES
    )
