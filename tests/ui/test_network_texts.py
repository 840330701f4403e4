"""Failures on the way to Stripe: in words, and to be copied."""

import pytest

from desktop_app.core.errors import NO_DETAIL, Detail, NetworkProblem
from desktop_app.ui.texts.network_texts import detail_text, network_message

HOSTLESS = {
    NetworkProblem.CA_FILE_UNUSABLE,
    NetworkProblem.NO_ACCESS_TOKEN,
    NetworkProblem.PROXY_UNSUPPORTED,
    NetworkProblem.NOT_A_STAND_IN_KEY,
    NetworkProblem.SECRET_NOT_SENDABLE,
    NetworkProblem.REDIRECT,
    NetworkProblem.NOT_JSON,
    NetworkProblem.UNEXPECTED_ANSWER,
}


@pytest.mark.parametrize("fault", list(NetworkProblem))
def test_every_fault_is_said_in_words_and_with_what_to_do(fault: NetworkProblem) -> None:
    message = network_message(Detail(fault, "What it was.", host="api.stripe.com"))
    assert len(message) > 40
    assert message.endswith(".")
    assert fault.value not in message
    assert "{" not in message
    assert ("api.stripe.com" in message) is (fault not in HOSTLESS)
    assert any(word in message for word in ("sk ", "Try again", "Check", "Give", "log in", "Copy"))


@pytest.mark.parametrize("host", ["127.0.0.1:42355", "[::1]:4242", "localhost", "LOCALHOST:1"])
def test_it_is_said_that_a_stand_in_is_not_running(host: str) -> None:
    message = network_message(Detail(NetworkProblem.NO_CONNECTION, host=host))
    assert message == (
        "The stand-in for Stripe is not running. Start “make rehearse” again, and connect its new"
        " profile."
    )


def test_a_proxy_on_this_computer_is_no_stand_in() -> None:
    message = network_message(Detail(NetworkProblem.PROXY_NO_CONNECTION, host="127.0.0.1:3128"))
    assert "stand-in" not in message
    assert "127.0.0.1:3128" in message


def test_faults_are_told_apart() -> None:
    messages = {network_message(Detail(fault)) for fault in NetworkProblem}
    # A redirect and a page both mean that something else answered.
    assert len(messages) == len(NetworkProblem) - 1


def test_a_host_that_is_not_known_is_left_open() -> None:
    assert "the server" in network_message(Detail(NetworkProblem.NO_CONNECTION))
    assert "your company’s proxy" in network_message(Detail(NetworkProblem.PROXY_REFUSED))


@pytest.mark.parametrize("fault", [NetworkProblem.PROXY_REFUSED, NetworkProblem.PROXY_UNSUPPORTED])
def test_what_a_proxy_answered_is_repeated(fault: NetworkProblem) -> None:
    assert "The proxy answered 403." in network_message(Detail(fault, "The proxy answered 403."))


@pytest.mark.parametrize(
    ("fault", "circumstance", "sentence"),
    [
        (NetworkProblem.PROXY_REFUSED, "403", "The proxy answered 403."),
        (NetworkProblem.PROXY_UNSUPPORTED, "socks5", "The proxy is of the kind “socks5”."),
        (NetworkProblem.CA_FILE_UNUSABLE, "acme.pem", "acme.pem could not be read."),
    ],
)
def test_a_circumstance_is_worded_here_and_not_by_the_adapter(
    fault: NetworkProblem, circumstance: str, sentence: str
) -> None:
    message = network_message(Detail(fault, "An adapter’s words.", circumstance=circumstance))
    assert sentence in message
    assert "An adapter’s words." not in message


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        (Detail("rate_limit", "Slow down", "req_1", 429), "Try again in a minute"),
        (Detail("api_error", "Oh", "req_1", 503), "HTTP status 503"),
        (Detail("invalid_grant", "Expired {code}.", "req_1", 400), "“Expired {code}.”"),
        (Detail("invalid_grant", "", "req_1", 400), "“invalid_grant”"),
        (NO_DETAIL, "not known"),
    ],
)
def test_what_stripe_says_is_repeated_or_put_into_words(detail: Detail, words: str) -> None:
    assert words in network_message(detail)


def test_all_that_is_known_can_be_copied() -> None:
    assert detail_text(Detail("e", "What it was.", "req_42", 403, "api.stripe.com")) == (
        "Error: e\n"
        "Description: What it was.\n"
        "Host: api.stripe.com\n"
        "HTTP status: 403\n"
        "Request-Id: req_42"
    )


def test_what_is_not_known_has_no_line() -> None:
    assert detail_text(Detail(NetworkProblem.READ_TIMEOUT)) == "Error: read_timeout"
    assert detail_text(NO_DETAIL) == ""
