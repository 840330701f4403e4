"""A practice Stripe in a folder of its own, on a clock that only tests move."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from desktop_app.practice.clients import Client
from desktop_app.practice.server import Addresses, PracticeStripe
from tests import labels
from tests.practice.visitor import Page, Visitor

RETURN_URI = "http://127.0.0.1:49152/return"
ACME = "acct_1PracticeAcmeLtd"


class Clock:
    """Seconds since the epoch, as far as the practice Stripe knows."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class PracticeHarness:
    """A practice Stripe that serves, and what a platform and a person do with it."""

    def __init__(self, practice: PracticeStripe, clock: Clock) -> None:
        self.practice = practice
        self.clock = clock
        self.at: Addresses = practice.start()
        self.visitor = Visitor()

    def authorize_url(self, client: Client | None = None, /, **changed: str) -> str:
        asked = {
            "client_id": (client or self.at.test).client_id,
            "response_type": "code",
            "redirect_uri": RETURN_URI,
            "scope": "read_write",
            "state": "49152.state & more",
        }
        return f"{self.at.authorize_url}?{urlencode(asked | changed)}"

    def log_in(self, client: Client | None = None, /, **changed: str) -> Page:
        """Open the approval page and log in; returns the page with the accounts."""
        return self.visitor.press(
            self.visitor.open(self.authorize_url(client, **changed)), labels.LOG_IN
        )

    def approve(
        self, client: Client | None = None, /, *, account: str = ACME, **changed: str
    ) -> str:
        """Go all the way, and return the authorization code."""
        accounts = self.log_in(client, **changed)
        back = self.visitor.press(accounts, labels.APPROVE_ACCESS, account=account)
        return parse_qs(urlsplit(back.location).query)["code"][0]

    def post(
        self,
        url: str,
        key: str | None = None,
        headers: dict[str, str] | None = None,
        /,
        **form: str,
    ) -> requests.Response:
        """Send a form as a platform's server would, with its key as a bearer token."""
        return self._call("POST", url, key, headers, form)

    def get(
        self, path: str, key: str | None = None, headers: dict[str, str] | None = None
    ) -> requests.Response:
        return self._call("GET", self.at.api_base + path, key, headers, None)

    def redeem(self, code: str, client: Client | None = None) -> requests.Response:
        key = (client or self.at.test).secret_key
        return self.post(self.at.token_url, key, grant_type="authorization_code", code=code)

    def _call(
        self,
        method: str,
        url: str,
        key: str | None,
        headers: dict[str, str] | None,
        form: dict[str, str] | None,
    ) -> requests.Response:
        bearer = {"Authorization": f"Bearer {key}"} if key else {}
        with requests.Session() as session:
            session.trust_env = False
            return session.request(
                method, url, data=form, headers=bearer | (headers or {}), timeout=10
            )


MakePractice = Callable[..., PracticeStripe]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_practice(tmp_path: Path, clock: Clock) -> Iterator[MakePractice]:
    """Makes practice Stripes of one folder, and stops them all at the end."""
    made: list[PracticeStripe] = []

    def make(**options: object) -> PracticeStripe:
        practice = PracticeStripe(tmp_path / "practice", clock=clock, **options)  # type: ignore[arg-type]  # options vary
        practice.register_redirect_uri(RETURN_URI)
        made.append(practice)
        return practice

    yield make
    for practice in made:
        practice.stop()


@pytest.fixture
def harness(make_practice: MakePractice, clock: Clock) -> PracticeHarness:
    return PracticeHarness(make_practice(), clock)
