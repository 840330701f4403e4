"""The person's other browser: the journeys that all others of these tests go in Chromium."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests import labels
from tests.end_to_end import journey, organization
from tests.end_to_end.agreement import assert_all_agree, assert_organization_agrees
from tests.end_to_end.browser import Browser
from tests.end_to_end.journey import go
from tests.end_to_end.serving import serving
from tests.end_to_end.workplace import Workplace
from tests.stripe_double.accounts import READY
from tests.stripe_double.clients import Mode
from tests.stripe_double.double import StripeDouble
from tests.waiting import until


@pytest.fixture(scope="module")
def browser(firefox: Browser) -> Browser:
    """The browser of every workplace in this module."""
    return firefox


def test_the_main_job_is_done(workplace: Workplace) -> None:
    at = workplace
    go(journey.open_stripe(at.person))
    go(journey.name_credential(at.person, labels.STRIPE, "EU billing"))
    go(journey.go_to_stripe(at.person, at.browser))
    go(journey.approve(at.browser))
    assert at.browser.left_edge_of(labels.RETURN_TO_M3TER) < 400
    assert "code" not in at.browser.address
    assert "state" not in at.browser.address

    go(journey.return_and_create(at.person, at.browser, labels.STRIPE, "EU billing"))
    assert len(at.records.connections()) == 1
    assert_all_agree(at)


def test_an_organization_is_connected_and_used_by_both_ways_back(
    workplace: Workplace, double: StripeDouble, tmp_path: Path
) -> None:
    at, company = workplace, organization.direct_company(double, tmp_path)
    organization.choose_profile(at.person, company.profile)
    organization.agree_and_connect(at.person, company)
    go(journey.open_stripe(at.person))
    go(journey.create_credential(at.person, at.browser, labels.STRIPE_TEST, "EU test"))

    go(journey.name_credential(at.person, labels.STRIPE, "EU live"))
    go(journey.go_to_stripe(at.person, at.browser))
    go(journey.approve(at.browser))
    assert at.browser.address.startswith(double.return_page.uri)
    assert at.browser.left_edge_of(labels.RETURN_TO_M3TER) < 400
    go(journey.return_and_create(at.person, at.browser, labels.STRIPE, "EU live"))

    assert double.connections() == {(Mode.TEST, READY.id), (Mode.LIVE, READY.id)}
    assert_organization_agrees(at, at.records.organization(company.id), double)


# What the other tests rely on ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def page() -> Iterator[str]:
    """The address of a page that sets a cookie, says which ones came, and breaks its own policy."""
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), _Page)) as server:
        yield f"http://127.0.0.1:{server.server_port}/"


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        cookies = self.headers.get("Cookie", "none")
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "script-src 'none'")
        self.send_header("Set-Cookie", "sent=yes; SameSite=Lax; Path=/")
        self.end_headers()
        self.wfile.write(f"<p>Cookies: {cookies}.</p><script>alert(1)</script>".encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_a_browser_sends_a_cookie_back_until_it_starts_afresh(browser: Browser, page: str) -> None:
    browser.start_afresh()
    browser.visit(page)
    browser.visit(page)
    assert browser.text() == "Cookies: sent=yes."
    browser.start_afresh()
    browser.visit(page)
    assert browser.text() == "Cookies: none."


def test_a_browser_complains_of_a_broken_policy_until_it_starts_afresh(
    browser: Browser, page: str
) -> None:
    browser.start_afresh()
    browser.visit(page)
    until(browser.complaints, "a complaint")
    assert all("Content-Security-Policy" in complaint for complaint in browser.complaints())
    browser.start_afresh()
    assert browser.complaints() == []


def test_a_browser_without_cookies_stores_none(browser_without_cookies: Browser, page: str) -> None:
    browser_without_cookies.visit(page)
    browser_without_cookies.visit(page)
    assert browser_without_cookies.text() == "Cookies: none."
