"""One desktop and one browser of a kind for all end-to-end tests; a new data folder for each."""

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests import labels
from tests.end_to_end import journey
from tests.end_to_end.browser import Browser
from tests.end_to_end.chromium import ChromiumBrowser, trusting
from tests.end_to_end.evidence import keep_evidence
from tests.end_to_end.firefox import FirefoxBrowser
from tests.end_to_end.virtual_desktop import VirtualDesktop, open_desktop
from tests.end_to_end.workplace import Workplace, open_workplace
from tests.stripe_double.accounts import CHOICE
from tests.stripe_double.double import StripeDouble

# As a company may have made it up: with signs that look different in an address.
BEARER = "acme+token/of=the~exchange?0123456789"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep evidence of a failure while the desktop still shows it."""
    report = yield
    for at in getattr(item, "funcargs", {}).values():
        if call.when == "call" and report.failed and isinstance(at, Workplace):
            folder = keep_evidence(item.name, at)
            report.sections.append(("evidence", f"kept in {folder}"))
    return report


@pytest.fixture(scope="session")
def desktop() -> Iterator[VirtualDesktop]:
    """A desktop with a keychain that is unlocked."""
    with open_desktop() as desktop:
        yield desktop


@pytest.fixture(scope="session")
def only_double() -> Iterator[StripeDouble]:
    """One stand-in for Stripe for all tests: the browser trusts its return page's certificate."""
    with StripeDouble(bearer=BEARER) as double:
        yield double


@pytest.fixture(scope="session")
def browser(desktop: VirtualDesktop, only_double: StripeDouble) -> Iterator[Browser]:
    """The browser on that desktop: Chromium, unless a test module has another."""
    with closing(_open_chromium(desktop, only_double)) as browser:
        yield browser


@pytest.fixture(scope="module")
def firefox(desktop: VirtualDesktop, only_double: StripeDouble) -> Iterator[Browser]:
    """Firefox on the same desktop."""
    with closing(_open_firefox(desktop, only_double)) as browser:
        yield browser


def _open_chromium(
    desktop: VirtualDesktop, double: StripeDouble, *, accepts_cookies: bool = True
) -> Browser:
    trusted = trusting(double.return_page.key_hash)
    return ChromiumBrowser(desktop, trusted, accepts_cookies=accepts_cookies)


def _open_firefox(
    desktop: VirtualDesktop, double: StripeDouble, *, accepts_cookies: bool = True
) -> Browser:
    trusted = double.return_page.authority
    return FirefoxBrowser(desktop, trusted, accepts_cookies=accepts_cookies)


@pytest.fixture(scope="module", params=[_open_chromium, _open_firefox], ids=["chromium", "firefox"])
def browser_without_cookies(
    request: pytest.FixtureRequest, desktop: VirtualDesktop, only_double: StripeDouble
) -> Iterator[Browser]:
    """Each browser in turn, set so that no site can store a cookie."""
    with closing(request.param(desktop, only_double, accepts_cookies=False)) as browser:
        yield browser


@pytest.fixture
def double(only_double: StripeDouble) -> Iterator[StripeDouble]:
    """The stand-in for Stripe, its accounts as ever and not connected; no code is sent twice."""
    for mode, account_id in only_double.connections():
        only_double.cut_off(mode, account_id)
    for account in CHOICE:
        only_double.change_account(account)
    yield only_double
    only_double.assert_no_code_was_sent_twice()


@pytest.fixture
def approval_ttl() -> int | None:
    """How long an approval may take, in seconds; None leaves the ten minutes as they are."""
    return None


@pytest.fixture
def tidy_workplace(
    desktop: VirtualDesktop, browser: Browser, tmp_path: Path
) -> Iterator[Workplace]:
    """The shared desktop, tidied up, with a new data folder; the program is not started yet."""
    browser.start_afresh()
    desktop.clear_clipboard()
    with open_workplace(desktop, browser, tmp_path / "data") as workplace:
        workplace.keychain.clear()
        yield workplace
        assert workplace.program.complaints() == []
        assert browser.complaints() == []


@pytest.fixture
def workplace(tidy_workplace: Workplace, approval_ttl: int | None) -> Workplace:
    """The shared desktop, with the program running on a new data folder."""
    tidy_workplace.program.approval_ttl = approval_ttl
    tidy_workplace.program.start()
    return tidy_workplace


@pytest.fixture
def waiting(workplace: Workplace) -> Workplace:
    """A wizard that waits for approval, and a browser that stands at Stripe's page."""
    journey.begin(workplace.person, workplace.browser, labels.STRIPE, "EU billing")
    return workplace


@pytest.fixture
def workplace_without_keychain(tmp_path: Path) -> Iterator[Workplace]:
    """A desktop of its own, on which no keychain runs, with the program running."""
    with _own_workplace(tmp_path, keychain=False) as workplace:
        workplace.program.start()
        yield workplace
        assert workplace.program.complaints() == []


@pytest.fixture
def workplace_with_locked_keychain(tmp_path: Path) -> Iterator[Workplace]:
    """A desktop of its own, whose keychain is locked, with the program running."""
    with _own_workplace(tmp_path, keychain=True) as workplace:
        workplace.keychain.lock()
        workplace.program.start()
        yield workplace
        assert workplace.program.complaints() == []


@contextmanager
def _own_workplace(tmp_path: Path, keychain: bool) -> Iterator[Workplace]:
    with (
        open_desktop(keychain=keychain) as desktop,
        closing(ChromiumBrowser(desktop)) as browser,
        open_workplace(desktop, browser, tmp_path / "data") as workplace,
    ):
        yield workplace
