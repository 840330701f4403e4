"""Measures how soon the real answer is taken while hostile clients attack the receiver."""

import math
import time
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlsplit

from tests.fuzz.attacks import ATTACKS, under_attack
from tests.fuzz.receiver_process import Attempt, ReceiverProcess, receiver_process

_HOST = "127.0.0.1"
_TIMEOUT_SECONDS = 30
_FEW_FILES = 256


@dataclass(frozen=True)
class Scenario:
    """What goes on beside the real answers. The receiver may have `open_files` files open."""

    name: str
    attacks: tuple[str, ...] = ()
    open_files: int | None = None

    def __str__(self) -> str:
        return self.name


SCENARIOS = (
    Scenario("nothing else"),
    *(Scenario(name.replace("_", " "), (name,)) for name in ATTACKS),
    Scenario(f"stalled, {_FEW_FILES} open files", ("stalled",), _FEW_FILES),
    Scenario(f"all at once, {_FEW_FILES} open files", tuple(ATTACKS), _FEW_FILES),
)
"""The first one is what the others are compared with."""


@dataclass(frozen=True)
class Measured:
    """What came of one scenario. `seconds` has one number for each answer that was taken."""

    scenario: Scenario
    answers: int
    seconds: tuple[float, ...]
    hostile_connections: int

    def percentile(self, percent: int) -> float:
        """Return the seconds that `percent` of the answers took at most (nearest rank)."""
        ordered = sorted(self.seconds)
        return ordered[math.ceil(len(ordered) * percent / 100) - 1] if ordered else math.nan


def measure(scenario: Scenario, answers: int) -> Measured:
    """Give real answers, one after the other, while the scenario lasts."""
    seconds = []
    with receiver_process(scenario.open_files) as receiver, ExitStack() as attacks:
        made = [
            attacks.enter_context(under_attack(name, receiver.port)) for name in scenario.attacks
        ]
        for _ in range(answers):
            attempt = receiver.begin()
            began = time.monotonic()
            if is_taken(receiver, attempt):
                seconds.append(time.monotonic() - began)
        attacks.close()
    return Measured(scenario, answers, tuple(seconds), sum(map(sum, made)))


def measure_all(answers: int) -> list[Measured]:
    """Measure every scenario."""
    return [measure(scenario, answers) for scenario in SCENARIOS]


def is_taken(receiver: ReceiverProcess, attempt: Attempt) -> bool:
    """Do what the person's browser does, and return whether it was told that access was granted.

    It opens the start page, comes back with the code, and is led to the result page. Each is asked
    for once, over a connection of its own.
    """
    try:
        start, _ = _get(receiver, urlsplit(attempt.link).path)
        cookie = (start.getheader("Set-Cookie") or "").partition(";")[0]
        target = f"/stripe/return?code=ac_real&scope=read_write&state={attempt.state}"
        answer, _ = _get(receiver, target, cookie)
        result, page = _get(receiver, answer.getheader("Location") or "/", cookie)
    except (OSError, HTTPException):
        return False
    statuses = [response.status for response in (start, answer, result)]
    return statuses == [302, 303, 200] and b"Acme Ltd" in page


def _get(receiver: ReceiverProcess, target: str, cookie: str = "") -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(_HOST, receiver.port, timeout=_TIMEOUT_SECONDS)
    headers: dict[str, str] = {"Cookie": cookie} if cookie else {}
    try:
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()
