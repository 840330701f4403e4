"""Puts values into texts. A text may be a translation, and a translation may have mistakes.

`str.format` raises for a placeholder that has no value, and reads attributes and items of a value
(`{name.__class__}`). A translation comes from outside: it must neither stop the program nor read
more than the values that it is given.

A value that is written from right to left would change the order of the words around it. Such a
value is isolated (Unicode Bidirectional Algorithm, UAX #9): it stands between U+2068 and U+2069.
These two are for sentences only. Cells, accessible names, the clipboard and files have texts
`without_isolates`.
"""

import logging
import re
import unicodedata
from functools import cache

from PySide6.QtCore import QCoreApplication

from desktop_app.ui.texts.language import is_right_to_left

_log = logging.getLogger(__name__)

translate = QCoreApplication.translate

_PLACEHOLDER = re.compile(r"\{(\w+)\}", re.ASCII)
_ISOLATES = re.compile("[\u2068\u2069]")
_ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")
# The bidirectional classes of what is written from right to left: Hebrew and other letters, Arabic
# letters, Arabic numbers.
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def fill(text: str, /, **values: object) -> str:
    """Return `text` with each placeholder, such as `{name}`, replaced by its value.

    A value is isolated if it holds a character that is written from right to left, outside its
    parts that are isolated already. In a language that is written so, every value is isolated.

    This function never raises. A placeholder without a value stays unchanged, and the log records
    it once. Everything else in braces is plain text.
    """
    isolate_all = is_right_to_left()

    def value(placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        if name in values:
            filled = str(values[name])
            isolate = isolate_all or _holds_right_to_left(filled)
            return f"\u2068{filled}\u2069" if isolate else filled
        _report(text, name)
        return placeholder[0]

    return _PLACEHOLDER.sub(value, text)


def without_isolates(text: str) -> str:
    """Return a text without the characters that isolate a part of it."""
    return _ISOLATES.sub("", text)


def sentences(first: str, second: str) -> str:
    """Return two sentences, one after the other, separated as the language requires."""
    return fill(translate("Sentences", "{first} {second}"), first=first, second=second)


def _holds_right_to_left(text: str) -> bool:
    """Return whether a character outside the isolated parts is written from right to left."""
    return not text.isascii() and any(
        unicodedata.bidirectional(character) in _RIGHT_TO_LEFT
        for character in _ISOLATED.sub("", text)
    )


@cache
def _report(text: str, name: str) -> None:
    _log.warning("there is no value for {%s} in the text “%s”", name, text)
