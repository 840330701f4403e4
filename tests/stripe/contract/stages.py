"""The two stand-ins for Stripe, seen alike: who is registered, who approves, what is connected."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

from desktop_app.core.systems import System
from desktop_app.practice.server import PracticeStripe
from tests.practice.visitor import Visitor
from tests.stripe_double.clients import Mode
from tests.stripe_double.double import StripeDouble

ACCOUNT_NAME = "Acme Ltd"
_RETURN_URI = "http://127.0.0.1:49152/stripe/return"


@dataclass(frozen=True, slots=True)
class Registered:
    """A platform's client in one mode."""

    client_id: str
    key: str = field(repr=False)
    redirect_uri: str


class Stage(Protocol):
    """A stand-in for Stripe that serves at `origin`."""

    @property
    def origin(self) -> str: ...
    def registered(self, system: System) -> Registered: ...
    def let_time_pass(self, seconds: float) -> None: ...
    def connections(self) -> set[tuple[System, str]]: ...


class PracticeStage:
    """The practice Stripe, on a clock that only tests move."""

    def __init__(self, folder: Path) -> None:
        self._now = 1_800_000_000.0
        self.practice = PracticeStripe(folder, clock=lambda: self._now)
        self.practice.register_redirect_uri(_RETURN_URI)
        self._at = self.practice.start()
        self.origin = self._at.api_base

    def registered(self, system: System) -> Registered:
        client = self._at.live if system.livemode else self._at.test
        return Registered(client.client_id, client.secret_key, _RETURN_URI)

    def let_time_pass(self, seconds: float) -> None:
        self._now += seconds

    def connections(self) -> set[tuple[System, str]]:
        return {(_system(mode.livemode), account) for mode, account in self.practice.grants()}


class DoubleStage:
    """The double."""

    def __init__(self, double: StripeDouble) -> None:
        self._double = double
        self.origin = double.origin

    def registered(self, system: System) -> Registered:
        client = self._double.clients[Mode.LIVE if system.livemode else Mode.TEST]
        return Registered(client.client_id, client.secret_key, client.redirect_uris[0])

    def let_time_pass(self, seconds: float) -> None:
        self._double.let_time_pass(seconds)

    def connections(self) -> set[tuple[System, str]]:
        return {(_system(mode.livemode), account) for mode, account in self._double.connections()}


@contextmanager
def practice_stage(folder: Path) -> Iterator[Stage]:
    stage = PracticeStage(folder)
    try:
        yield stage
    finally:
        stage.practice.stop()


@contextmanager
def double_stage(_: Path) -> Iterator[Stage]:
    with StripeDouble() as double:
        yield DoubleStage(double)


@dataclass(frozen=True, slots=True)
class Approved:
    """What a person's approval came back with, and the account that was chosen."""

    code: str
    account_id: str
    state: str


def approve(stage: Stage, system: System, url: str = "") -> Approved:
    """Go through the pages as a person does, from `url` on if it is given."""
    client = stage.registered(system)
    asked = {
        "client_id": client.client_id,
        "response_type": "code",
        "redirect_uri": client.redirect_uri,
        "scope": "read_write",
        "state": "49152.state & more",
    }
    visitor = Visitor()
    page = visitor.press(
        visitor.open(url or f"{stage.origin}/oauth/authorize?{urlencode(asked)}"), "Log in"
    )
    account_id = page.choices[ACCOUNT_NAME]
    back = visitor.press(page, "Approve access", account=account_id).location
    assert back.startswith(f"{client.redirect_uri}?")
    answer = parse_qs(urlsplit(back).query)
    return Approved(answer["code"][0], account_id, answer["state"][0])


def _system(livemode: bool) -> System:
    return System.STRIPE if livemode else System.STRIPE_TEST
