"""Which characters of a text can be seen, and texts without the others.

A character that can't be seen makes two texts look alike, or breaks a line (Unicode TR 36). Some
scripts and emoji need such characters. There, they belong to the text.
"""

import re
import unicodedata
from collections.abc import Iterator

# Default_Ignorable_Code_Point of the Unicode Character Database, version 16
# (DerivedCoreProperties.txt), as ranges. Code points that are not assigned yet are included.
_DEFAULT_IGNORABLE = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
# These are drawn as nothing and are not ignorable: the empty Braille pattern, the marks of an
# annotation, the place of an embedded object, the blanks of Egyptian, the filler of Khitan, and the
# null note head.
_BLANK = (
    (0x2800, 0x2800),
    (0xFFF9, 0xFFFC),
    (0x13441, 0x13442),
    (0x16FE4, 0x16FE4),
    (0x1D159, 0x1D159),
)
# Control characters, the separators of lines and paragraphs, and lone surrogates.
_BREAKING = ((0x00, 0x1F), (0x7F, 0x9F), (0x2028, 0x2029), (0xD800, 0xDFFF))


def _all_of(*ranges: tuple[int, int]) -> frozenset[str]:
    return frozenset(chr(point) for first, last in ranges for point in range(first, last + 1))


_IGNORABLE = _all_of(*_DEFAULT_IGNORABLE)
_BREAKS = _all_of(*_BREAKING)
_INVISIBLE = _all_of(*_BLANK) | _IGNORABLE | _BREAKS

# An emoji sequence after the grammar of UTS #51, ED-17 and section 1.4.9, over the blocks of emoji
# in place of the exact list: pictures with a tone of skin and a presentation, joined or not; the
# flag of a region; a keycap. It is compiled when it is first used, not when the program starts.
_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe"
    "\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
    "[\U0001f3fb-\U0001f3ff]?[\ufe0e\ufe0f]?"
)
_EMOJI_SEQUENCE = (
    "\U0001f3f4[\U000e0061-\U000e007a]{2}[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,4}"
    "\U000e007f"
    f"|{_PICTURE}(?:\u200d{_PICTURE})*"
    "|[#*0-9]\ufe0f\u20e3"
)

_NON_JOINER = "\u200c"
_JOINER = "\u200d"
_VIRAMA = 9  # The canonical combining class of the sign that takes a consonant's vowel away.
# The blocks of the scripts whose letters join: Arabic, Syriac, N'Ko, Mandaic, Mongolian, Phags-pa,
# Manichaean, Psalter Pahlavi, Hanifi Rohingya, Sogdian, Old Uyghur, Chorasmian, Adlam.
_JOINING_SCRIPTS = _all_of(
    (0x0600, 0x077F),
    (0x07C0, 0x07FF),
    (0x0840, 0x08FF),
    (0x1800, 0x18AF),
    (0xA840, 0xA87F),
    (0x10AC0, 0x10AFF),
    (0x10B80, 0x10BAF),
    (0x10D00, 0x10D3F),
    (0x10F30, 0x10FDF),
    (0x1E900, 0x1E95F),
)


def has_invisible(text: str) -> bool:
    """Return whether a character of `text` can't be seen, and is not needed where it stands."""
    return not all(is_seen for _, is_seen in _characters(text))


def without_invisible(text: str) -> str:
    """Return `text` without characters that can't be seen, unless emoji or a script need them.

    Control characters and line breaks become spaces.
    """
    return "".join(
        character if is_seen else " " if character in _BREAKS else ""
        for character, is_seen in _characters(text)
    )


def visible_line(text: str) -> str:
    """Return `text` in one line without characters that can't be seen; several spaces become one.

    For texts from outside (see `without_invisible`).
    """
    return " ".join(without_invisible(text).split())


def marked_line(text: str) -> str:
    """Return `text` with U+FFFD for each character that can't be seen or has no fixed shape.

    For texts in which every character matters, such as a wrong value or the path of a file.
    """
    return "".join(
        character if character.isprintable() and character not in _INVISIBLE else "�"
        for character in text
    )


def shortened(line: str, limit: int) -> str:
    """Return `line` with at most `limit` characters; the last one is "…" if some are missing."""
    return line if len(line) <= limit else line[: limit - 1] + "…"


def without_ignorable(text: str) -> str:
    """Return `text` without its default-ignorable characters, needed or not."""
    if text.isascii():
        return text
    return "".join(character for character in text if character not in _IGNORABLE)


def _characters(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each character, and whether it can be seen or is needed where it stands."""
    plain = re.sub(_EMOJI_SEQUENCE, lambda sequence: "☺" * len(sequence[0]), text)
    places = zip(text, " " + plain, plain, plain[1:] + " ", strict=False)
    for character, before, here, after in places:
        yield character, here not in _INVISIBLE or _is_needed(before, here, after)


def _is_needed(before: str, character: str, after: str) -> bool:
    """Return whether a script needs a joiner between two characters.

    UAX #31, 2.3, with the rules A1, A2 and B in a simple form, and a joiner before a virama, as
    Bengali and Kannada need it. Left out are joiners that force a shape at the edge of an Arabic
    word, those before a register shifter of Khmer, and the variation selectors of Mongolian.
    """
    if character == _JOINER:
        return _VIRAMA in (unicodedata.combining(before), unicodedata.combining(after))
    if character == _NON_JOINER and _is_letter_or_mark(before) and _is_letter_or_mark(after):
        joins = before in _JOINING_SCRIPTS and after in _JOINING_SCRIPTS
        return joins or unicodedata.combining(before) == _VIRAMA
    return False


def _is_letter_or_mark(character: str) -> bool:
    # Variation selectors are marks, and are left out themselves.
    return character not in _INVISIBLE and unicodedata.category(character)[0] in "LM"
