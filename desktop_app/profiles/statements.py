"""Finds the lines of the keys of a profile, since the standard library's TOML parser has no lines.

TOML is a list of statements that each begin on a new line (toml.io, v1.0.0). Only strings, comments
and brackets decide where a statement ends. So this module splits the text by these, and the parser
reads each statement. Text that is not TOML may be split anywhere after its first error.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

KeyPath = tuple[str, ...]

_TOKEN = re.compile(
    r"""
      (?P<text>    \"{3} (?: \\. | [^\\] )*? \"{3,5}
                 | '{3} .*? '{3,5}
                 | "(?: \\. | [^"\\\n] )*"
                 | '[^'\n]*'
                 | \#[^\n]* )
    | (?P<stray>   ["'] )
    | (?P<open>    [\[{] )
    | (?P<close>   [\]}] )
    | (?P<dot>     \. )
    | (?P<end>     \n )
    """,
    re.VERBOSE | re.DOTALL,
)
_MAX_DEPTH = 8
_MAX_DOTS = 32


@dataclass(frozen=True, slots=True)
class Statement:
    """The lines of one table header, or of one key with its value, or a line without either.

    `line` counts from 1. `is_nested` says that the statement has more nested brackets, or more dots
    outside of strings, than a profile needs. The parser would take too long for thousands.
    """

    line: int
    text: str
    is_nested: bool


def statements(text: str) -> Iterator[Statement]:
    """Yield the statements of a TOML text, in order. Joined, they are the whole text."""
    line, begin, depth, deepest, dots = 1, 0, 0, 0, 0
    for token in _TOKEN.finditer(text):
        match token.lastgroup:
            case "open":
                depth += 1
                deepest = max(deepest, depth)
            case "close":
                depth -= 1
            case "dot":
                dots += 1
            case "end" if depth <= 0:
                end = token.end()
                yield _statement(line, text[begin:end], deepest, dots)
                line += text.count("\n", begin, end)
                begin, depth, deepest, dots = end, 0, 0, 0
            case "stray":
                # A string without an end: the parser stops here, too.
                break
    yield _statement(line, text[begin:], deepest, dots)


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the first line of each table and key of a TOML text.

    The text must be valid, and must have no statement that `is_nested`.
    """
    lines: dict[KeyPath, int] = {}
    table: KeyPath = ()
    for statement in statements(text):
        paths = list(_paths(tomllib.loads(statement.text)))
        if statement.text.lstrip(" \t").startswith("["):
            table = paths[-1]
        else:
            paths = [table + path for path in paths]
        for path in paths:
            lines.setdefault(path, statement.line)
    return lines


def _statement(line: int, text: str, deepest: int, dots: int) -> Statement:
    return Statement(line, text, deepest > _MAX_DEPTH or dots > _MAX_DOTS)


def _paths(values: Mapping[str, object], above: KeyPath = ()) -> Iterator[KeyPath]:
    for key, value in values.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from _paths(value, (*above, key))
