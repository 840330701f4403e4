"""Programs that tests start beside themselves."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def python(script: str, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Run a script in a Python of its own; it ends with the block at the latest."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def first_line(process: subprocess.Popen[str]) -> str:
    """Wait for the first line that the program prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()
