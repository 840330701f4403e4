"""Puts values into texts. A text may be a translation, and a translation may have mistakes.

`str.format` raises for a placeholder that has no value, and reads attributes and items of a value
(`{name.__class__}`). A translation comes from outside: it must neither stop the program nor read
more than the values that it is given.
"""

import logging
import re
from functools import cache

from PySide6.QtCore import QCoreApplication

_log = logging.getLogger(__name__)

translate = QCoreApplication.translate

_PLACEHOLDER = re.compile(r"\{(\w+)\}", re.ASCII)


def fill(text: str, /, **values: object) -> str:
    """Return `text` with each placeholder, such as `{name}`, replaced by its value.

    This function never raises. A placeholder without a value stays unchanged, and the log records
    it once. Everything else in braces is plain text.
    """

    def value(placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        if name in values:
            return str(values[name])
        _report(text, name)
        return placeholder[0]

    return _PLACEHOLDER.sub(value, text)


def sentences(first: str, second: str) -> str:
    """Return two sentences, one after the other, separated as the language requires."""
    return fill(translate("Sentences", "{first} {second}"), first=first, second=second)


@cache
def _report(text: str, name: str) -> None:
    _log.warning("there is no value for {%s} in the text “%s”", name, text)
