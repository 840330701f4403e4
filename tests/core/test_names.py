"""What a credential may be called."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from desktop_app.core.names import NameProblem, check_name, clean_name, name_key, suggest_name
from desktop_app.core.visible_text import without_ignorable

NOBODY: frozenset[str] = frozenset()
CONTROLS = st.characters(categories=["Cc", "Zl", "Zp"])
SURROGATES = st.characters(categories=["Cs"])
BLANK = (
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufffc\uffa0\U00013441\U00013442\U00016fe4\U0001d159"
)
UNSEEN = st.sampled_from(
    "\u202a\u202e\u2066\u2069\u200b\u200e\u2060\u00ad\ufe00\ufeff\U000e0041" + BLANK
)
SPACES = st.text(st.sampled_from(" \t\n\r\u00a0\u2003\u2028\u3000"), max_size=5)
LETTERS = st.characters(categories=["Lu", "Ll"]).filter(
    lambda letter: letter.upper().casefold() == letter.casefold()
)
SEEN = st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters=BLANK)
GOOD = (
    st.text(SEEN, min_size=1, max_size=100)
    .map(clean_name)
    .filter(lambda name: 1 <= len(name) <= 100)
)


@given(st.text())
def test_cleaning_a_clean_name_changes_nothing(typed: str) -> None:
    assert clean_name(clean_name(typed)) == clean_name(typed)


@given(st.text())
@example("\u00df")
@example("\u0390\u0345")
def test_the_key_of_a_key_is_the_key(typed: str) -> None:
    assert name_key(name_key(typed)) == name_key(typed)


@given(SPACES, GOOD, SPACES)
def test_spaces_around_a_name_are_not_part_of_it(before: str, name: str, after: str) -> None:
    assert clean_name(before + name + after) == name
    assert check_name(before + name + after, NOBODY) is None


@given(st.text(LETTERS, min_size=1, max_size=40))
@example("STRASSE")
@example("\u03a3\u03a3")
def test_names_that_differ_only_in_case_are_one_name(name: str) -> None:
    assert name_key(name.upper()) == name_key(name.lower()) == name_key(name)
    assert check_name(name.upper(), {name_key(name)}) is NameProblem.TAKEN


def test_the_sharp_s_is_a_double_s_in_another_case() -> None:
    assert name_key("Straße") == name_key("STRASSE")


@given(GOOD)
def test_names_that_differ_only_in_how_accents_are_encoded_are_one_name(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)
    assert clean_name(decomposed) == name
    assert check_name(decomposed, {name_key(name)}) is NameProblem.TAKEN


@given(GOOD)
def test_a_name_is_not_taken_by_others(name: str) -> None:
    assume(name_key(name) != name_key("another name"))
    assert check_name(name, {name_key("another name")}) is None


@pytest.mark.parametrize("typed", ["", " ", "\t\n", "\u00a0\u2003", "\u2028"])
def test_a_name_of_nothing_but_spaces_is_empty(typed: str) -> None:
    assert check_name(typed, NOBODY) is NameProblem.EMPTY


@pytest.mark.parametrize("length", [1, 2, 99, 100])
def test_a_name_has_one_to_a_hundred_characters(length: int) -> None:
    assert check_name("n" * length, NOBODY) is None


@pytest.mark.parametrize("length", [101, 200, 10_000])
def test_a_longer_name_is_too_long(length: int) -> None:
    assert check_name("n" * length, NOBODY) is NameProblem.TOO_LONG


def test_length_is_counted_after_trimming() -> None:
    assert check_name(" " * 50 + "n" * 100 + " " * 50, NOBODY) is None


def test_length_is_counted_in_composed_characters() -> None:
    assert check_name("e\u0301" * 100, NOBODY) is None
    assert check_name("e\u0301" * 101, NOBODY) is NameProblem.TOO_LONG


@given(GOOD, st.one_of(CONTROLS, SURROGATES, UNSEEN), GOOD)
def test_characters_that_cannot_be_seen_are_refused(before: str, bad: str, after: str) -> None:
    assert check_name(before + bad + after, NOBODY) is NameProblem.INVISIBLE_CHARACTER


@pytest.mark.parametrize("typed", ["\x00name", "name\x7f", "a\nb", "a\u2029b", "\x1b[31mred"])
def test_a_character_that_cannot_be_shown_is_refused_wherever_it_stands(typed: str) -> None:
    assert check_name(typed, NOBODY) is NameProblem.INVISIBLE_CHARACTER


def test_joiners_belong_to_a_name_but_make_none() -> None:
    assert check_name("می\u200cخواهم", NOBODY) is None
    assert check_name("\u200d\u200c", NOBODY) is NameProblem.INVISIBLE_CHARACTER


@pytest.mark.parametrize(
    "typed", ["Acme \u2764\ufe0f", "\U0001f469\u200d\U0001f4bb", "1\ufe0f\u20e3"]
)
def test_a_name_may_have_emoji(typed: str) -> None:
    assert check_name(typed, NOBODY) is None


@given(st.text())
@example("e\u200d\u0301")
@example("\ufb01\u0345")
def test_names_that_differ_only_in_their_form_are_one_name(name: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert name_key(unicodedata.normalize(form, name)) == name_key(name)


@given(
    st.text(), st.text(), st.sampled_from("\u00ad\u200b\u200c\u200d\u3164\ufe0f\ufeff\U000e0067")
)
def test_names_that_differ_only_in_what_is_ignored_are_one_name(
    before: str, after: str, ignored: str
) -> None:
    assert name_key(before + ignored + after) == name_key(before + after)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("EU\u00a0billing", "eu billing"),
        ("EU\u3000billing", "eu billing"),
        ("\uff25\uff35", "eu"),
        ("\ufb01nance", "finance"),
        ("\u2122", "tm"),
        ("\u1e9e", "ss"),
        ("\u200d\u2764\ufe0f", "\u2764"),
    ],
)
def test_names_are_compared_without_differences_that_are_compatible(name: str, key: str) -> None:
    assert name_key(name) == key


def test_names_that_only_look_alike_are_two_names() -> None:
    assert name_key("Acme") != name_key("\u0410cme")
    assert name_key("l") != name_key("1")


def test_the_key_of_every_character_is_its_own_key_and_has_nothing_that_is_ignored() -> None:
    for character in map(chr, range(0x110000)):
        key = name_key(character)
        assert name_key(key) == key
        assert without_ignorable(key) == key


@given(st.text(st.characters(), max_size=150))
def test_a_good_name_can_be_stored_and_shown_in_one_line(typed: str) -> None:
    if check_name(typed, NOBODY) is None:
        name = clean_name(typed)
        assert name.encode()
        assert name.splitlines() == [name]
        assert 1 <= len(name) <= 100
        assert check_name(name, NOBODY) is None


@given(st.sets(st.integers(1, 30)), st.sampled_from([str.upper, str.lower, str.title]))
def test_the_suggestion_is_the_lowest_free_number(
    taken: set[int], case: Callable[[str], str]
) -> None:
    keys = {name_key(case(f"Stripe Credential {number}")) for number in taken}
    suggestion = suggest_name("Stripe Credential {}".format, keys)
    lowest = min(set(range(1, 32)) - taken)
    assert suggestion == f"Stripe Credential {lowest}"


@given(st.sets(st.text() | st.integers(0, 20).map("Stripe Credential {}".format)))
def test_the_suggestion_is_always_free_and_good(names: set[str]) -> None:
    keys = {name_key(name) for name in names}
    assert check_name(suggest_name("Stripe Credential {}".format, keys), keys) is None
