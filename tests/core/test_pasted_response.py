"""The address at which a browser ended, as a person pastes it."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.oauth_state import new_state
from desktop_app.core.pasted_response import (
    PastedResponse,
    PasteProblem,
    PasteRefused,
    read_pasted,
)
from desktop_app.core.return_route import ANY_PORT, ReturnRoute, loopback, return_page

STATE = new_state(51234).text
FIXED = loopback("http://localhost:8080/test")
FIXED_STATE = new_state(8080).text
PAGE = return_page("https://return.acme.example/stripe")
WITH_QUERY = return_page("https://return.acme.example/?for=m3ter")
ANSWER = f"code=ac_1&scope=read_write&state={STATE}"


def why(text: str, *routes: ReturnRoute) -> PasteProblem | None:
    read = read_pasted(text, routes or (ANY_PORT,))
    return read.why if isinstance(read, PasteRefused) else None


@pytest.mark.parametrize(
    ("route", "address"),
    [
        (ANY_PORT, f"http://127.0.0.1:51234/stripe/return?{ANSWER}"),
        (PAGE, f"https://return.acme.example/stripe?{ANSWER}"),
        (PAGE, f"https://return.acme.example:443/stripe?{ANSWER}"),
        (PAGE, f"HTTPS://Return.Acme.Example/stripe?{ANSWER}"),
        (PAGE, f"https://return.acme.example/stripe?{ANSWER}#"),
        # The link of the return page, where nothing answered.
        (PAGE, f"http://127.0.0.1:51234/stripe/return?{ANSWER}"),
        (WITH_QUERY, f"https://return.acme.example/?for=m3ter&{ANSWER}"),
        (return_page("https://return.acme.example"), f"https://return.acme.example/?{ANSWER}"),
        (loopback("http://[::1]:51234"), f"http://[::1]:51234/?{ANSWER}"),
    ],
)
def test_the_page_that_stripe_returns_to_is_read(route: ReturnRoute, address: str) -> None:
    read = read_pasted(address, (FIXED, route))

    assert isinstance(read, PastedResponse)
    assert read.state == STATE
    assert read.query.values("code") == ["ac_1"]
    assert "ac_1" not in repr(read)
    assert STATE not in repr(read)


@pytest.mark.parametrize("form", [" {} ", "\n{}\r\n", "<{}>", '"{}"', " <{}>\n"])
def test_what_surrounds_an_address_in_a_message_is_ignored(form: str) -> None:
    address = f"https://return.acme.example/stripe?{ANSWER}"
    assert why(form.format(address), PAGE) is None
    # Mail breaks long lines.
    assert why(form.format(f"{address[:70]}\n{address[70:]}"), PAGE) is None


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "ac_1", STATE, "code=ac_1", "Dear Ada, I have approved it.", "https://"),
        f"return.acme.example/stripe?{ANSWER}",
        f"ftp://return.acme.example/stripe?{ANSWER}",
        f"javascript://return.acme.example/stripe?{ANSWER}",
        f"https:\\\\return.acme.example\\stripe?{ANSWER}",
        f"https://return.acme.example/stripe?{ANSWER}\u200b",
        f"https://return.acme.example/stripe?{ANSWER}\0",
        f"https://return.acme.example/stripe?{ANSWER}&more={'x' * 20_000}",
    ],
)
def test_what_is_no_address_is_told(text: str) -> None:
    assert why(text, PAGE) is PasteProblem.NOT_AN_ADDRESS


@pytest.mark.parametrize(
    "page",
    [
        "https://connect.stripe.com/oauth/authorize",
        "https://return.acme.example/",
        "https://return.acme.example/stripe/",
        "https://return.acme.example/Stripe",
        "https://return.acme.example/stripe/../stripe",
        "https://return.acme.example/%73tripe",
        "https://return.acme.example.evil.example/stripe",
        "https://return.acme.example@evil.example/stripe",
        "https://ada@return.acme.example/stripe",
        "https://return.acme.example:8443/stripe",
        "http://return.acme.example/stripe",
        "https://127.0.0.1:51234/stripe/return",
        "http://localhost:51234/stripe/return",
        "http://127.0.0.2:51234/stripe/return",
        "http://127.0.0.1:051234/stripe/return",
        "http://127.0.0.1/stripe/return",
        "http://127.0.0.1:51234/stripe/return/",
        "http://127.0.0.1:51234/done/stripe/return",
        "http://127.0.0.1:51234@evil.example/stripe/return",
    ],
)
def test_another_page_is_told_with_the_one_that_is_expected(page: str) -> None:
    assert read_pasted(f"{page}?{ANSWER}", (PAGE,)) == PasteRefused(
        PasteProblem.OTHER_PAGE, ("https://return.acme.example/stripe",)
    )


def test_each_registered_page_is_expected() -> None:
    read = read_pasted("https://example.com/", (FIXED, PAGE, ANY_PORT))
    assert read == PasteRefused(
        PasteProblem.OTHER_PAGE,
        ("http://localhost:8080/test", "https://return.acme.example/stripe", "http://127.0.0.1"),
    )


@pytest.mark.parametrize(
    "address",
    [
        f"http://localhost:8081/test?code=ac_1&state={FIXED_STATE}",
        f"http://127.0.0.1:8080/test?code=ac_1&state={FIXED_STATE}",
        f"http://localhost:8080/stripe/return?code=ac_1&state={FIXED_STATE}",
    ],
)
def test_a_registered_port_host_and_path_are_the_only_ones(address: str) -> None:
    assert why(address, FIXED) is PasteProblem.OTHER_PAGE


def test_a_query_of_the_registered_page_has_to_be_there() -> None:
    for query in (ANSWER, f"for=others&{ANSWER}", f"{ANSWER}&for=m3ter"):
        assert why(f"https://return.acme.example/?{query}", WITH_QUERY) is PasteProblem.OTHER_PAGE


@pytest.mark.parametrize("query", ["", "?", f"?state={STATE}", f"?scope=read_write&state={STATE}"])
def test_the_right_page_without_a_code_is_told(query: str) -> None:
    assert why(f"https://return.acme.example/stripe{query}", PAGE) is PasteProblem.NO_RESPONSE


def test_a_code_behind_a_fragment_does_not_count() -> None:
    address = f"https://return.acme.example/stripe#?{ANSWER}"
    assert why(address, PAGE) is PasteProblem.NO_RESPONSE


def test_a_denial_without_a_state_is_told() -> None:
    address = "https://return.acme.example/stripe?error=access_denied&error_description=no"
    assert why(address, PAGE) is PasteProblem.DENIAL_WITHOUT_STATE


@pytest.mark.parametrize(
    "query",
    [
        "code=ac_1",
        "error=server_error",
        f"{ANSWER}&state={STATE}",
        f"code=ac_1&state={new_state(51235).text}",
        "code=ac_1&state=",
    ],
)
def test_a_state_has_to_be_there_once_and_for_the_port(query: str) -> None:
    address = f"http://127.0.0.1:51234/stripe/return?{query}"
    assert why(address) is PasteProblem.UNKNOWN_STATE


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert isinstance(read_pasted(text, (FIXED, PAGE, ANY_PORT)), PasteRefused)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_code_arrives_as_it_was_sent(code: str) -> None:
    sent = quote(code, safe="")
    read = read_pasted(
        f"https://return.acme.example/stripe?code={sent}&state={STATE}", (FIXED, PAGE)
    )
    assert isinstance(read, PastedResponse)
    assert read.query.values("code") == [code]
