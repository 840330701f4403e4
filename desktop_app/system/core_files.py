"""Keeps the program's memory, which holds secrets, out of core files (core(5)).

A crash handler that the kernel pipes the memory to does not fall under the limit that is set here,
and decides itself what it stores. The process stays dumpable (PR_SET_DUMPABLE): portals and
keychains refuse a program that is not.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

if sys.platform != "win32":
    import resource

    _SOFT_LIMIT_AT_START = resource.getrlimit(resource.RLIMIT_CORE)[0]


def disable_core_files() -> None:
    """Have no core file written if this process crashes. Does nothing on Windows."""
    if sys.platform != "win32":
        _set_soft_limit(0)


@contextmanager
def core_limit_at_start() -> Iterator[None]:
    """Put back the limit of core files that this process was started with, during the block.

    A program that is launched in the block inherits that limit. A crash of this process during
    the block may write a core file. Does nothing on Windows.
    """
    if sys.platform == "win32":
        yield
    else:
        before = resource.getrlimit(resource.RLIMIT_CORE)[0]
        _set_soft_limit(_SOFT_LIMIT_AT_START)
        try:
            yield
        finally:
            _set_soft_limit(before)


def _set_soft_limit(soft: int) -> None:
    if sys.platform != "win32":
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        # A sandbox may forbid it, and the hard limit may have been lowered since the start.
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))
