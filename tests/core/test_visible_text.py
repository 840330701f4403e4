"""Which characters can be seen, and where those that can't are needed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.visible_text import (
    has_invisible,
    marked_line,
    shortened,
    visible_line,
    without_ignorable,
    without_invisible,
)

IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u202a\u202e\u2060\u2066\u2069"
    "\u3164\ufe00\ufe0f\ufeff\uffa0\ufff0\U0001bca0\U0001d173\U000e0001\U000e0100"
)
BLANK = "\u2800\ufff9\ufffa\ufffb\ufffc\U00013441\U00013442\U00016fe4\U0001d159"
BREAKING = "\x00\t\n\r\x1b\x7f\x85\u2028\u2029\ud800"
# The characters that sequences are made of, to meet them side by side.
PIECES = st.sampled_from(
    "a1#\u0627\u0628\u0915\u094d\u093c\u09b0\u09cd\u2764\U0001f469\U0001f3fd\U0001f3f4\u200c\u200d"
    "\ufe0e\ufe0f\u20e3\u200b\u2800\n \U000e0067\U000e0062\U000e007f"
)
TEXTS = st.text() | st.lists(PIECES, max_size=12).map("".join)

EMOJI = [
    "\u2764\ufe0f",
    "\u2620\ufe0e",
    "#\ufe0f\u20e3",
    "\U0001f469\U0001f3fd\u200d\U0001f4bb",
    "\U0001f3f3\ufe0f\u200d\U0001f308",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f3f4\u200d\u2620\ufe0f",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
]
WORDS = [
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian
    "\u0915\u094d\u200d\u0937",  # Devanagari: a half form
    "\u0915\u094d\u200c\u0937",  # Devanagari: a visible virama
    "\u0dc1\u0dca\u200d\u0dbb\u0dd3",  # Sinhala
    "\u0d28\u0d4d\u200d",  # Malayalam: a chillu at the end of a word
    "\u09b0\u200d\u09cd\u09af\u09be\u09ac",  # Bengali: a joiner before a virama
]


@pytest.mark.parametrize("character", [*IGNORABLE, *BLANK, *BREAKING])
def test_a_character_that_cannot_be_seen_is_found_and_left_out(character: str) -> None:
    assert has_invisible(f"a{character}b")
    assert visible_line(f"a{character}b") == ("a b" if character in BREAKING else "ab")
    assert marked_line(f"a{character}b") == "a\ufffdb"


def test_every_format_character_cannot_be_seen_but_those_that_are_drawn() -> None:
    """The drawn ones are signs of Arabic, Syriac and Kaithi, and the controls of Egyptian."""
    drawn = {
        character
        for character in map(chr, range(0x110000))
        if unicodedata.category(character) == "Cf" and not has_invisible(character)
    }
    assert drawn == set(
        "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
    ) | {chr(point) for point in range(0x13430, 0x13439)}


def test_there_are_as_many_ignorable_characters_as_the_standard_lists() -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert len(everything) - len(without_ignorable(everything)) == 4174


@pytest.mark.parametrize("text", [*EMOJI, *WORDS])
def test_what_an_emoji_or_a_script_needs_stays(text: str) -> None:
    assert not has_invisible(f"Acme {text} Ltd")
    assert visible_line(f"Acme {text} Ltd") == f"Acme {text} Ltd"


@pytest.mark.parametrize(
    "text",
    [
        "a\ufe0f",
        "1\ufe0f",
        "a\u200cb",
        "a\u200db",
        "\u0627\u200db",
        "\u0628\u200c",
        "\u200c\u0628",
        "\u0915\u200c\u0937",
        "\u0915\u094d\u200c",
        "\u094d\u200c\ufe00",
        "\u2764\u200d",
        "\u2764\ufe0f\ufe0f",
        "\U0001f469\u200c\U0001f469",
        "\u0628\U0001f600\u200c\u0628",
        "\U0001f600\U000e0067\U000e0062\U000e0065\U000e007f",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065",
        "\U0001f3f4" + "\U000e0061" * 7 + "\U000e007f",
    ],
)
def test_elsewhere_it_is_left_out(text: str) -> None:
    assert has_invisible(text)
    assert has_invisible(f"Acme {text} Ltd")


@given(TEXTS)
def test_what_was_left_out_is_gone(text: str) -> None:
    shown = without_invisible(text)
    assert not has_invisible(shown)
    assert without_invisible(shown) == shown
    assert visible_line(visible_line(text)) == visible_line(text)
    assert has_invisible(text) == (shown != text)


@given(TEXTS)
def test_a_line_is_one_line_without_spaces_at_its_ends(text: str) -> None:
    line = visible_line(text)
    assert line.splitlines() in ([], [line])
    assert line == " ".join(line.split())


@given(TEXTS)
def test_a_marked_line_has_every_character_in_its_place(text: str) -> None:
    marked = marked_line(text)
    assert len(marked) == len(text)
    assert marked.isprintable()
    assert all(ours in (theirs, "\ufffd") for ours, theirs in zip(marked, text, strict=True))


@pytest.mark.parametrize(("limit", "line"), [(6, "abcdef"), (7, "abcdef"), (5, "abcd…")])
def test_a_long_line_is_shortened(limit: int, line: str) -> None:
    assert shortened("abcdef", limit) == line
