"""A receiver in a process of its own, as the program makes it, which approves every answer:

    python -m tests.fuzz.receiver_process [LIMIT_OF_OPEN_FILES]

It prints its port. For each line that it reads, it begins an attempt and prints one JSON line. It
ends when its standard input ends.
"""

import contextlib
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import count
from typing import IO

from PySide6.QtCore import QCoreApplication, QSocketNotifier

from desktop_app.app.factories import receiver as make_receiver
from desktop_app.core.account import Account
from desktop_app.core.oauth_state import new_state
from desktop_app.core.outcome import Approved
from desktop_app.core.receiver_event import ReceiverEvent, ResponseArrived
from desktop_app.core.return_route import ANY_PORT
from tests.paths import ROOT

_LASTS = timedelta(minutes=10)
_APPROVED = Approved(Account("acct_1", "Acme Ltd"))
_STRIPE = "https://stripe.example/oauth/authorize"
_LINES_BYTES = 4096


@dataclass(frozen=True)
class Attempt:
    """What the person's browser is given: the link of the start page, and later the state."""

    link: str
    state: str


class ReceiverProcess:
    """The process, for who started it."""

    def __init__(self, commands: IO[str], answers: IO[str]) -> None:
        self._commands = commands
        self._answers = answers
        self.port = int(answers.readline())

    def begin(self) -> Attempt:
        """Begin an attempt."""
        self._commands.write("\n")
        self._commands.flush()
        return Attempt(**json.loads(self._answers.readline()))


@contextlib.contextmanager
def receiver_process(open_files: int | None = None) -> Iterator[ReceiverProcess]:
    """Run the process in the block. It may have at most `open_files` files open."""
    limit = [] if open_files is None else [str(open_files)]
    command = [sys.executable, "-m", "tests.fuzz.receiver_process", *limit]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.closing(process.stdin):
            yield ReceiverProcess(process.stdin, process.stdout)


def main() -> None:
    """Serve until the standard input ends."""
    if len(sys.argv) > 1:
        limit = int(sys.argv[1])
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    application = QCoreApplication(sys.argv)

    def approve(event: ReceiverEvent) -> None:
        if isinstance(event, ResponseArrived):
            receiver.conclude(event.attempt_id, _APPROVED)

    receiver = make_receiver(approve, application)
    address = receiver.open((ANY_PORT,), None)
    numbers = count()

    def take_commands() -> None:
        commands = os.read(sys.stdin.fileno(), _LINES_BYTES)
        for _ in range(commands.count(b"\n")):
            state = new_state(address.port)
            attempt_id = f"attempt {next(numbers)}"
            link = receiver.begin(attempt_id, state.digest, address, _STRIPE, _LASTS)
            print(json.dumps(asdict(Attempt(link, state.text))), flush=True)
        if not commands:
            application.quit()

    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, application)
    notifier.activated.connect(take_commands)
    print(address.port, flush=True)
    application.exec()
    receiver.close()


if __name__ == "__main__":
    main()
