"""Lines are found for any way to write TOML."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.profiles.statements import key_lines, statements

ODD = '''\
# [comment] "with a quote
top = 1
[a."b.c"]  # a header
one = [
  "]", # ]
  'x"',
]
two = """
[not.a.header]
three = "not a key"
\\"""\\"""""
four.five = \'\'\'
[nor.this]\'\'\'\'
"six [" = { seven = "}", "eight" = [1,
2] }

[[list]]
nine = """a"""
'''

FRAGMENTS = st.sampled_from(
    ["a", "b.c", " = ", "=", "1", '"', "'", '"""', "\'\'\'", "[", "]", "[[", "]]", "{", "}", ",",
     "#", "\n", "\r\n", ".", "\\", "\\\"", " ", "x", "[t]\n", "k = 1\n", 'k = """', "k = [\n"]
)  # fmt: skip


def test_each_key_has_the_line_that_it_is_written_on() -> None:
    tomllib.loads(ODD)
    assert key_lines(ODD) == {
        ("top",): 2,
        ("a",): 3,
        ("a", "b.c"): 3,
        ("a", "b.c", "one"): 4,
        ("a", "b.c", "two"): 8,
        ("a", "b.c", "four"): 12,
        ("a", "b.c", "four", "five"): 12,
        ("a", "b.c", "six ["): 14,
        ("a", "b.c", "six [", "seven"): 14,
        ("a", "b.c", "six [", "eight"): 14,
        ("list",): 17,
        ("list", "nine"): 18,
    }


@given(st.lists(FRAGMENTS, max_size=30).map("".join))
def test_statements_are_the_text_and_begin_where_they_say(text: str) -> None:
    found = list(statements(text))
    assert "".join(statement.text for statement in found) == text
    before = ""
    for statement in found:
        assert statement.line == before.count("\n") + 1
        before += statement.text


@given(st.lists(FRAGMENTS, max_size=30).map("".join))
def test_every_key_of_whatever_is_toml_has_the_line_where_it_comes_to_be(text: str) -> None:
    """The parser is the witness: up to that line it knows the key, and before not."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = key_lines(text)
    assert {path[0] for path in lines} == document.keys()
    for path, line in lines.items():
        before = tomllib.loads("".join(text.splitlines(keepends=True)[: line - 1]))
        for key in path[:-1]:
            before = before.get(key, {})
            if isinstance(before, list):
                before = before[-1]
        assert path[-1] not in before


@pytest.mark.timeout(20)
def test_nothing_is_looked_for_after_a_string_without_an_end() -> None:
    assert [statement.line for statement in statements('\na = "' + '\\"' * 400_000)] == [1, 2]
