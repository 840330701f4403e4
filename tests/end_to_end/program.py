"""The program under test, started and ended as a person or a power cut would."""

import os
import re
import resource
import signal
import subprocess
import sys
from pathlib import Path

from tests.end_to_end.virtual_desktop import VirtualDesktop
from tests.paths import ROOT
from tests.waiting import PATIENCE, until

_NAME = "program"
_FAULT = re.compile(r"Traceback|WARNING|ERROR|CRITICAL|Warning:|^Fatal|^Q\w+[:(]|^qt\.")


def _with_core_files() -> list[str]:
    """Return what starts a command where core files are written, if that may be asked for."""
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    limit = "unlimited" if hard == resource.RLIM_INFINITY else hard
    return ["prlimit", f"--core={limit}:{limit}", "--"]


class Program:
    """One data folder, and the program that is started on it, again and again if need be.

    `M3TER_DESKTOP_PROGRAM` names a frozen program to start instead of the source tree.
    """

    def __init__(self, desktop: VirtualDesktop, data_dir: Path) -> None:
        self._desktop = desktop
        self.data_dir = data_dir
        self.approval_ttl: int | None = None
        self.log_level = "INFO"
        # The desktop's earlier programs have written into the same log.
        self._log_begins = self.log.stat().st_size if self.log.exists() else 0
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """Where all starts' output is kept."""
        return self._desktop.log(_NAME)

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start the program; a second start leaves the first one running."""
        frozen = os.environ.get("M3TER_DESKTOP_PROGRAM")
        command = [frozen] if frozen else [sys.executable, "-m", "desktop_app"]
        command += ["--data-dir", str(self.data_dir), "--log-level", self.log_level]
        if self.approval_ttl is not None:
            command += ["--approval-ttl", str(self.approval_ttl)]
        started = self._desktop.start(
            _NAME,
            [*_with_core_files(), *command, *arguments],
            cwd=ROOT,
            env={"PYTHONFAULTHANDLER": "1", "PYTHONUNBUFFERED": "1"},
        )
        self._running = started if self._running is None else self._running
        return started

    def complaints(self) -> list[str]:
        """Return the lines of its output that tell of a fault, of Qt's or its own."""
        return [line for line in self._lines() if _FAULT.search(line)]

    def last_words(self) -> str:
        """Return the last line of its output."""
        return (self._lines() or ["nothing"])[-1]

    def is_running(self) -> bool:
        """Tell whether the program runs."""
        return self._running is not None and self._running.poll() is None

    def close(self) -> None:
        """Close its window politely, and wait for the program to end well."""
        if self._running is None:
            return
        self._desktop.keys("alt+F4")
        self.await_its_end()

    def await_its_end(self) -> None:
        """Wait for the program to end well: the person has quit."""
        assert self._running is not None, "it does not run"
        assert self.await_end(self._running) == 0, f"It did not end well: {self.log.read_text()}"
        self._running = None

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._running is None:
            return
        self._running.send_signal(signal.SIGKILL)
        self._running.wait()
        self._running = None

    def crash(self) -> None:
        """End it as a fault of its own would; what it says of that is no complaint."""
        assert self._running is not None, "it does not run"
        soft, _ = resource.prlimit(self._running.pid, resource.RLIMIT_CORE)
        assert soft == 0, "a core file with its memory would be written"
        self._running.send_signal(signal.SIGABRT)
        self._running.wait()
        self._running = None
        self._log_begins = self.log.stat().st_size

    def seen_by_others(self, started: "subprocess.Popen[bytes] | None" = None) -> bytes:
        """Return what other programs may see of it, or of another start: arguments and such."""
        process = started or self._running
        assert process is not None, "it does not run"
        folder = Path("/proc") / str(process.pid)
        return b"".join((folder / name).read_bytes() for name in ("cmdline", "environ"))

    def _lines(self) -> list[str]:
        if not self.log.exists():
            return []
        said = self.log.read_bytes()[self._log_begins :]
        return said.decode(errors="replace").splitlines()

    @staticmethod
    def await_end(started: "subprocess.Popen[bytes]", within: float = PATIENCE) -> int:
        """Wait for a start to end, and return its exit code."""
        until(lambda: started.poll() is not None, "the program to end", within)
        return started.returncode
