"""What inputs are made of: steps, and placeholders for values that differ from run to run.

An input with `{state}` in it reaches code that no guess of a fuzzer ever would.
"""

import re
from collections.abc import Callable, Mapping
from itertools import islice

STEP = b"\n%%\n"
"""What stands between two steps of an input."""

_PLACEHOLDER = re.compile(rb"\{([a-z_]+)\}")
_MAX_STEPS = 12
_MAX_BYTES = 256 * 1024

Values = Mapping[str, Callable[[], bytes]]
"""The placeholders of a target, and the functions that return what each one stands for."""

LONG: Values = {"pad": lambda: b"x" * 3500, "flood": lambda: b"x" * 70_000}
"""Placeholders for what is too long to be in an input."""


def steps(data: bytes) -> list[bytes]:
    """Return the first steps of an input."""
    return list(islice(data.split(STEP), _MAX_STEPS))


def fill(data: bytes, values: Values) -> bytes:
    """Return `data` with the values in place of their placeholders. Other braces stay.

    `{length}` stands for the length of what follows the first blank line, which is a body in HTTP.
    """

    def value(match: re.Match[bytes]) -> bytes:
        known = values.get(match[1].decode("ascii"))
        return match[0] if known is None else known()

    filled = _PLACEHOLDER.sub(value, data)[:_MAX_BYTES]
    body = filled.partition(b"\r\n\r\n")[2]
    return filled.replace(b"{length}", b"%d" % len(body))
