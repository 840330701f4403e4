"""Texts as the pseudo-locale shows them, and back."""

import re
import string

_PLAIN = string.ascii_letters
_ACCENTED = "àƀçďéƒĝĥîĵķļɱñôþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ"
_TO_ACCENTED = str.maketrans(_PLAIN, _ACCENTED)
_TO_PLAIN = str.maketrans(_ACCENTED, _PLAIN)
# Placeholders, numbers, mnemonics, and the patterns of a file dialog's filter.
_UNTOUCHED = re.compile(r"(\{\w+\}|%L?n|&\w|\(\*(?:\.\w+)?\)|;;)")
_LONGER_BY = 0.4
_FILLER = "~~~~~~~ "
_EDGES = re.compile(r"⟦|(?: ~[~ ]*)?⟧")


def pseudo(text: str) -> str:
    """Return `text` accented, two fifths longer, and in brackets.

    Whatever stands in a window without accents was not translated; where the closing bracket is
    missing, the text was cut off.
    """
    parts = _UNTOUCHED.split(text)
    accented = "".join(
        part if number % 2 else part.translate(_TO_ACCENTED) for number, part in enumerate(parts)
    )
    missing = max(1, round(len(text) * _LONGER_BY) - 3)
    filler = (_FILLER * missing)[:missing].strip() or "~"
    return f"⟦{accented} {filler}⟧"


def plain(text: str) -> str:
    """Return the English text of what is shown: in English that is the same text."""
    return _EDGES.sub("", text).translate(_TO_PLAIN)
