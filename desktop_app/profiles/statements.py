"""Where in a profile something is written: the standard library's TOML parser does not say.

TOML is a list of statements that each begin on a line of their own (toml.io, v1.0.0). Only strings,
comments and brackets decide where one ends, so the text is cut into statements by these, and what
is in a statement the parser says. Text that is not TOML may be cut anywhere after its first error.
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
    """The lines of one header or of one key with its value; or a line without either.

    `line` counts from 1. `is_nested` says that it has more brackets within brackets, or more dots
    outside of strings, than any profile needs: the parser would not get done with thousands.
    """

    line: int
    text: str
    is_nested: bool


def statements(text: str) -> Iterator[Statement]:
    """Return the statements of a TOML text, in order; together they are the text."""
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
                # A string without an end: the parser comes no further either.
                break
    yield _statement(line, text[begin:], deepest, dots)


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line on which each table and key of a valid TOML text is first written.

    The text has no statement that `is_nested`.
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
