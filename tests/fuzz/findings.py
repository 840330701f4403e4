"""Keeps the inputs that break a promise: one for each place where one broke, and made short."""

import hashlib
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.paths import ROOT

FOUND = "FOUND"
"""The first word of each line that tells of a broken promise."""

_MAX_TRIES = 400

Fuzz = Callable[[bytes], None]


def place(error: BaseException) -> str:
    """Return the kind of an exception, and the line of the repository where it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(ROOT)]
    at = ours[-1] if ours else frames[-1]
    return f"{type(error).__name__} at {Path(at.filename).name}:{at.lineno}"


def broken_at(fuzz: Fuzz, data: bytes) -> str | None:
    """Return the place where a promise breaks for this input, or None if none does."""
    try:
        fuzz(data)
    except Exception as error:  # noqa: BLE001  (each one is a finding)
        return place(error)
    return None


def minimized(fuzz: Fuzz, data: bytes, where: str) -> bytes:
    """Return a shorter input that breaks the same promise, made by leaving out pieces of `data`."""
    tries, length = 0, len(data) // 2
    while length:
        start = 0
        while start < len(data) and tries < _MAX_TRIES:
            shorter = data[:start] + data[start + length :]
            tries += 1
            if broken_at(fuzz, shorter) == where:
                data = shorter
            else:
                start += length
        length //= 2
    return data


class Findings:
    """The broken promises of one target. Their inputs are written into `folder`."""

    def __init__(self, fuzz: Fuzz, folder: Path) -> None:
        self._fuzz = fuzz
        self._folder = folder
        self._known: set[str] = set()

    def try_out(self, data: bytes) -> None:
        """Take one input, and keep it if it breaks a promise at a place that is not known yet."""
        where = broken_at(self._fuzz, data)
        if where is None or where in self._known:
            return
        self._known.add(where)
        smallest = minimized(self._fuzz, data, where)
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / hashlib.sha256(smallest).hexdigest()[:16]
        path.write_bytes(smallest)
        print(f"{FOUND} {where}: {path}", file=sys.stderr, flush=True)
