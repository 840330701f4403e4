"""The return page in a real browser, over https: it leads to this computer and nowhere else."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from selenium.webdriver.common.keys import Keys

from desktop_app.core.authorization_response import (
    AuthorizationCodeResponse,
    AuthorizationErrorResponse,
)
from desktop_app.core.oauth_state import OAuthState, new_state
from desktop_app.core.pasted_response import PastedResponse, read_pasted
from desktop_app.core.redirect_query import read_response
from desktop_app.core.return_route import return_page
from desktop_app.core.secret import Secret
from desktop_app.loopback.expected_callbacks import ExpectedCallbacks
from desktop_app.loopback.request import Request, RequestReader
from desktop_app.loopback.return_port import ReturnPort
from desktop_app.loopback.router import Decision, Router
from desktop_app.loopback.start_page import StartPage
from tests import labels
from tests.end_to_end.https_host import CARELESS_PATH, HOST_NAME, PATH, HttpsHost
from tests.end_to_end.lone_browser import LoneBrowser
from tests.end_to_end.loopback_listener import LoopbackListener
from tests.end_to_end.serving import serving
from tests.loopback.decisions import accepted
from tests.loopback.texts import TEXTS
from tests.paths import ROOT
from tests.waiting import until

PICTURES = ROOT / "build" / "return-page"
RETURN = labels.RETURN_TO_M3TER
COPY = labels.COPY_FOR_M3TER_DESKTOP
REFUSED = "This answer can't be used"
RANDOM = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE"
STATE = f"51234.{RANDOM}"
CODE = "ac_Secret9"
DENIAL = {"error": "access_denied", "error_description": "The user denied your request"}


@pytest.fixture(scope="module")
def only_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoneBrowser]:
    """One browser for all tests, since it takes longer to start than any of them."""
    with (
        serving(HttpsHost()) as host,
        closing(LoneBrowser(tmp_path_factory.mktemp("chromium"), host)) as browser,
    ):
        yield browser


@pytest.fixture
def browser(only_browser: LoneBrowser) -> LoneBrowser:
    """The browser, set as most people have it."""
    only_browser.allow_scripts(True)
    only_browser.prefer(prefers_color_scheme="light")
    only_browser.resize(1180, 860)
    return only_browser


@pytest.fixture
def listener() -> Iterator[LoopbackListener]:
    """Whoever listens on this computer."""
    with serving(LoopbackListener()) as listener:
        yield listener


def query(**parameters: str) -> str:
    """Return a query as a careful server writes it."""
    return "?" + urlencode(parameters, quote_via=quote, safe="")


def arrival(listener: LoopbackListener) -> bytes:
    """Wait for the request that the link leads to, and return it."""

    def arrived() -> list[bytes]:
        return [head for head in listener.heads if head.startswith(b"GET /stripe/return")]

    (head,) = until(arrived, "a request on loopback")
    return head


def parameters_of(head: bytes) -> dict[str, str]:
    target = head.split(b" ")[1].decode("ascii")
    pairs = parse_qsl(
        urlsplit(target).query, keep_blank_values=True, strict_parsing=True, errors="strict"
    )
    assert len(pairs) == len(dict(pairs))
    return dict(pairs)


def received(head: bytes, state: OAuthState, port: int) -> Decision:
    """Return what the program's own receiver decides about a request while it waits.

    The browser of these tests was not sent out by the program, so the cookie is added here.
    """
    request = RequestReader().feed(head)
    assert isinstance(request, Request)
    attempts = ExpectedCallbacks()
    start = StartPage("https://stripe.example/", timedelta(minutes=10))
    attempts.add("first", state.digest, start)
    ((_, cookie),) = start.open(()) or ()
    return_port = ReturnPort(port)
    return_port.admit(return_page(f"https://{HOST_NAME}{PATH}"))
    return Router(TEXTS, attempts).decide(replace(request, cookies=(cookie,)), return_port)


# What leads back ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        CODE,
        "a+b c%20d%2B%&e=f#g?h/i",
        "Zoë 東京 😀 \u202e\u0000\r\n\t",
        "'\"<script>alert(1)</script>\\`${1}",
        "x" * 512,
    ],
    ids=["plain", "reserved", "unicode", "markup", "longest"],
)
def test_an_approval_arrives_as_stripe_sent_it(
    browser: LoneBrowser, listener: LoopbackListener, code: str
) -> None:
    sent = {"scope": "read_write", "code": code, "state": new_state(listener.port).text}
    browser.open(query(**sent))
    browser.click(RETURN)
    assert parameters_of(arrival(listener)) == sent
    assert urlsplit(browser.address).netloc == f"127.0.0.1:{listener.port}"


def test_a_space_may_come_as_a_plus(browser: LoneBrowser, listener: LoopbackListener) -> None:
    state = new_state(listener.port).text
    browser.open(f"?error=access_denied&error_description=The+user+denied&state={state}")
    browser.click(RETURN)
    assert parameters_of(arrival(listener))["error_description"] == "The user denied"


def test_the_receiver_takes_an_approval_from_the_page(
    browser: LoneBrowser, listener: LoopbackListener
) -> None:
    state = new_state(listener.port)
    code = "ac_+%&=#?/'\"<>~!*()"
    browser.open(query(code=code, scope="read_write", state=state.text))
    browser.click(RETURN)
    decision = received(arrival(listener), state, listener.port)
    assert accepted(decision) == AuthorizationCodeResponse("first", Secret(code))


def test_the_receiver_takes_a_denial_from_the_page(
    browser: LoneBrowser, listener: LoopbackListener
) -> None:
    state = new_state(listener.port)
    browser.open(query(**DENIAL, state=state.text))
    assert browser.heading == labels.DENIED
    browser.click(RETURN)
    decision = received(arrival(listener), state, listener.port)
    assert accepted(decision) == AuthorizationErrorResponse("first", *DENIAL.values())


def test_another_error_of_stripe_leads_back_too(
    browser: LoneBrowser, listener: LoopbackListener
) -> None:
    state = new_state(listener.port)
    browser.open(query(error="server_error", state=state.text))
    assert browser.heading == "Stripe could not complete the approval"
    browser.click(RETURN)
    decision = received(arrival(listener), state, listener.port)
    assert accepted(decision) == AuthorizationErrorResponse("first", "server_error", "")


@pytest.mark.parametrize("path", [PATH, CARELESS_PATH])
def test_the_request_does_not_say_where_it_comes_from(
    browser: LoneBrowser, listener: LoopbackListener, path: str
) -> None:
    browser.open(query(code=CODE, state=new_state(listener.port).text), path)
    browser.click(RETURN)
    head = arrival(listener).lower()
    assert b"\r\nreferer:" not in head
    assert b"acme.example" not in head
    # The page stands for one on the internet, or these tests would prove little.
    assert b"sec-fetch-site: cross-site" in head


def test_the_link_is_reached_and_followed_by_keyboard(
    browser: LoneBrowser, listener: LoopbackListener
) -> None:
    browser.open(query(code=CODE, state=new_state(listener.port).text))
    assert browser.tab_until_focus_is_on_a_link() == RETURN
    assert browser.style_of(".return", "outline-style") == "solid"
    browser.press(Keys.ENTER)
    assert parameters_of(arrival(listener))["code"] == CODE


def test_nothing_is_followed_without_the_person(
    browser: LoneBrowser, listener: LoopbackListener
) -> None:
    address = browser.open(query(code=CODE, state=new_state(listener.port).text))
    assert browser.links().keys() == {RETURN}
    assert browser.requests() == [address]
    assert browser.address == address
    assert listener.heads == []


@pytest.mark.parametrize("port", [1024, 1025, 9999, 10000, 65534, 65535])
def test_every_port_that_the_program_may_have_is_led_to(browser: LoneBrowser, port: int) -> None:
    browser.open(query(code=CODE, state=f"{port}.{RANDOM}"))
    link = f"http://127.0.0.1:{port}/stripe/return?code={CODE}&state={port}.{RANDOM}"
    assert browser.leads() == [link]


def test_what_is_not_stripes_answer_is_left_out(browser: LoneBrowser) -> None:
    browser.open(
        query(code=CODE, state=STATE, next="https://evil.example") + "#https://evil.example"
    )
    assert browser.leads() == [f"http://127.0.0.1:51234/stripe/return?code={CODE}&state={STATE}"]


def test_a_parameter_without_a_value_counts_as_left_out(browser: LoneBrowser) -> None:
    browser.open(f"?code={CODE}&error=&error_description&state={STATE}")
    assert browser.leads() == [f"http://127.0.0.1:51234/stripe/return?code={CODE}&state={STATE}"]


# On another computer than m3ter Desktop ----------------------------------------------------------


@pytest.mark.parametrize(
    "answer", [{"code": CODE, "scope": "read_write"}, DENIAL, {"error": "server_error"}]
)
def test_the_address_is_copied_as_it_is_and_the_program_reads_it(
    browser: LoneBrowser, answer: dict[str, str]
) -> None:
    browser.allow_copying(True)
    address = browser.open(query(**answer, state=STATE))
    assert "to nobody else" in browser.text()
    browser.press_button(COPY)
    until(lambda: "The address was copied." in browser.text(), "the confirmation")
    assert browser.copied() == address
    assert CODE not in browser.text()
    assert browser.console() == []
    assert browser.requests() == [address]

    read = read_pasted(browser.copied(), (return_page(f"https://{HOST_NAME}{PATH}"),))
    assert isinstance(read, PastedResponse)
    assert read.state == STATE
    assert read_response(read.query, "first") is not None


def test_where_the_browser_does_not_copy_the_address_is_selected(browser: LoneBrowser) -> None:
    browser.allow_copying(False)
    address = browser.open(query(code=CODE, state=STATE))
    browser.press_button(COPY)
    until(lambda: browser.selected() == address, "the selected address")
    assert "press Ctrl+C" in browser.text()
    browser.screenshot(PICTURES / "approved-selected.png")
    assert browser.leads() == [f"http://127.0.0.1:51234/stripe/return?code={CODE}&state={STATE}"]
    assert browser.console() == []


@pytest.mark.parametrize("shown", [query(**DENIAL), query(code=CODE), ""])
def test_there_is_nothing_to_copy_where_nothing_leads_back(
    browser: LoneBrowser, shown: str
) -> None:
    browser.open(shown)
    assert browser.count("button, input") == 0


# What does not -----------------------------------------------------------------------------------


def test_a_denial_without_a_state_says_what_to_do(browser: LoneBrowser) -> None:
    browser.open(query(**DENIAL))
    assert browser.heading == labels.DENIAL_REPORTED
    assert "the approval ends when its time is over" in browser.text()
    assert browser.leads() == []


@pytest.mark.parametrize("nothing", ["", "?", "?utm_source=mail", "?state="])
def test_opened_by_hand_the_page_says_what_it_is_for(browser: LoneBrowser, nothing: str) -> None:
    browser.open(nothing)
    assert browser.heading == "The way back to m3ter Desktop"
    assert "choose Go to Stripe" in browser.text()
    assert browser.leads() == []


HOSTILE_STATES = [
    *(f"{port}.{RANDOM}" for port in (0, 1, 80, 443, 1023, 65536, 70000, 99999, 100000, 512340)),
    *(f"{port}.{RANDOM}" for port in ("", "051234", "+51234", "-51234", " 51234", "51234 ")),
    *(f"{port}.{RANDOM}" for port in ("5e4", "0xC822", "51_234", "51234,0", "1024.5")),
    # Digits, but not the ten of ASCII.
    *(f"{port}.{RANDOM}" for port in ("٥١٢٣٤", "５１２３４", "५१२३४", "5123\u00b2")),
    *(f"{start}.{RANDOM}" for start in ("51234@evil.example", "evil.example:51234")),
    *(f"{start}.{RANDOM}" for start in ("@evil.example", "51234#", "51234?", "51234\\", "51234/x")),
    f"127.0.0.1.{RANDOM}",
    f"127.0.0.1:51234.{RANDOM}",
    f"[::1]:51234.{RANDOM}",
    f"51234..{RANDOM}",
    f"\n51234.{RANDOM}",
    f"51234.{RANDOM}\n",
    f"51234.{RANDOM}\u0000",
    f"51234.{RANDOM[:-1]}",
    f"51234.{RANDOM}A",
    *(f"51234.{RANDOM[:-1]}{last}" for last in ("+", "/", "=", ".", " ", "é", "А", "\u200b", "😀")),
    f"51234.../../{RANDOM[:-5]}",
    "51234",
    "51234.",
    ".",
    "undefined",
    "null",
    "javascript:alert(document.domain)",
    f"javascript:alert(1)//51234.{RANDOM}",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example",
    "https://evil.example/",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "51234." + "A" * 20_000,
]


@pytest.mark.parametrize("state", HOSTILE_STATES, ids=lambda state: ascii(state)[:40])
def test_a_state_of_another_shape_is_refused(browser: LoneBrowser, state: str) -> None:
    browser.open(query(code=CODE, state=state))
    assert_refused(browser)


@pytest.mark.parametrize(
    "hostile",
    [
        f"?code={CODE}",
        f"?state={STATE}",
        f"?scope=read_write&state={STATE}",
        "?scope=read_write",
        f"?code=&state={STATE}",
        "?error=server_error",
        "?error=ACCESS_DENIED",
        "?error_description=Call+us+on+0800",
        f"?code={CODE}&error=access_denied&state={STATE}",
        f"?code={CODE}&error=access_denied",
        f"?code={CODE}&code={CODE}&state={STATE}",
        f"?code={CODE}&%63ode=other&state={STATE}",
        f"?code={CODE}&code=&state={STATE}",
        f"?code={CODE}&state={STATE}&state={STATE}",
        f"?code={CODE}&state={STATE}&stat%65=80.{RANDOM}",
        f"?code={CODE}&state={STATE}&scope=read_only&scope=read_write",
        f"?error=access_denied&state=80.{RANDOM}",
        f"?error=server_error&state=80.{RANDOM}",
        f"?error=access_denied&error=access_denied&state={STATE}",
        "?error=access_denied&error=access_denied",
        f"?error=access_denied&error_description=a&error_description=b&state={STATE}",
        f"?code={'x' * 513}&state={STATE}",
        f"?code={CODE}&scope={'x' * 65}&state={STATE}",
        f"?error={'x' * 65}&state={STATE}",
        f"?error=access_denied&error_description={'x' * 513}&state={STATE}",
        f"?CODE={CODE}&STATE={STATE}&scope=x",
        f"?code[]={CODE}&state={STATE}",
        f"?code={CODE};state={STATE}",
        f"?code={CODE}#state={STATE}",
        f"?code={CODE}&state=%ff{STATE}",
        f"?code={CODE}&state=51234%2500.{RANDOM}",
    ],
    ids=lambda hostile: hostile[:60],
)
def test_an_answer_that_is_no_answer_is_refused(browser: LoneBrowser, hostile: str) -> None:
    browser.open(hostile)
    assert_refused(browser)


def assert_refused(browser: LoneBrowser) -> None:
    text = browser.text()
    assert REFUSED in text
    assert "Go back to m3ter Desktop to try again" in text
    assert CODE not in text
    assert browser.leads() == []
    assert browser.count("script, img") == 1
    assert browser.console() == []


# What it never does ------------------------------------------------------------------------------

EVERY_PAGE = {
    "approved": query(code=CODE, scope="read_write", state=STATE),
    "denied": query(**DENIAL, state=STATE),
    "failed": query(error="server_error", state=STATE),
    "denied-without-state": query(**DENIAL),
    "refused": query(code=CODE),
    "opened": "",
}
every_page = pytest.mark.parametrize("shown", EVERY_PAGE.values(), ids=EVERY_PAGE.keys())


@every_page
def test_the_page_asks_nobody_and_breaks_no_policy(browser: LoneBrowser, shown: str) -> None:
    address = browser.open(shown)
    assert browser.requests() == [address]
    assert browser.console() == []


@every_page
def test_the_page_stores_nothing(browser: LoneBrowser, shown: str) -> None:
    browser.open(shown)
    assert browser.stored() == []


def test_neither_code_nor_foreign_words_are_shown(browser: LoneBrowser) -> None:
    browser.open(query(code=CODE, state=STATE))
    assert CODE not in browser.text() + browser.title
    assert RANDOM not in browser.text() + browser.title
    markup = "<img src=x onerror=alert(1)><b>Call 0800</b>"
    browser.open(query(error="access_denied", error_description=markup, state=STATE))
    assert "0800" not in browser.text() + browser.title
    assert browser.count("img") == browser.count("b") == 0
    assert browser.links().keys() == {RETURN}


def test_without_javascript_the_page_says_so(browser: LoneBrowser) -> None:
    browser.allow_scripts(False)
    browser.open(query(code=CODE, state=STATE))
    assert browser.heading == "This page needs JavaScript"
    assert browser.leads() == []


# How it looks ------------------------------------------------------------------------------------


@every_page
def test_title_and_heading_agree(browser: LoneBrowser, shown: str) -> None:
    browser.open(shown)
    assert browser.title == f"{browser.heading} – m3ter Desktop"
    assert browser.count("main") == browser.count("h1") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("width", "zoom"), [(1180, 1), (1180, 2), (320, 1)], ids=["100%", "200%", "320px"]
)
def test_the_page_fits_every_window(
    browser: LoneBrowser, scheme: str, width: int, zoom: float
) -> None:
    browser.prefer(prefers_color_scheme=scheme)
    browser.resize(width, 860, zoom)
    for name, shown in EVERY_PAGE.items():
        browser.open(shown)
        browser.screenshot(PICTURES / f"{name}-{scheme}-{width}-{zoom}.png")
        assert not browser.is_wider_than_its_window()
    browser.open(EVERY_PAGE["approved"])
    assert browser.left_edge_of(".return") == browser.left_edge_of(".product")


def test_with_forced_colours_the_link_still_has_an_edge(browser: LoneBrowser) -> None:
    browser.prefer(forced_colors="active")
    browser.open(EVERY_PAGE["approved"])
    browser.screenshot(PICTURES / "approved-forced-colours.png")
    edge = browser.style_of(".return", "border-top-color")
    assert re.fullmatch(r"rgba\(\d+, \d+, \d+, 1\)", edge)
