"""Texts from outside are short, plain, and free of secrets."""

import re

import pytest

from desktop_app.net.text import safe_text


def test_a_plain_text_stays_as_it_is() -> None:
    assert safe_text("Söhne & Co. 株式会社") == "Söhne & Co. 株式会社"


@pytest.mark.parametrize("value", [None, 42, b"bytes", ["a"], {"a": "b"}, ""])
def test_what_is_no_text_is_empty(value: object) -> None:
    assert safe_text(value) == ""


def test_what_cannot_be_shown_becomes_a_space() -> None:
    hostile = " Pay\r\nhere\x1b[31m\x00 \u202eelbisivni\u2028now\ud800 "
    assert safe_text(hostile) == "Pay here [31m elbisivni now"


def test_what_cannot_be_seen_is_left_out() -> None:
    assert safe_text("Ac\u00adme\u200b \u2066Ltd\u3164 \u2764\ufe0f") == "Acme Ltd \u2764\ufe0f"


def test_a_secret_with_something_in_it_that_cannot_be_seen_is_hidden() -> None:
    assert safe_text("Unknown: my\u200b pass\u2060word", secrets=["my password"]) == "Unknown: •••"


def test_a_long_text_is_cut() -> None:
    assert safe_text("abcdef", 6) == "abcdef"
    assert safe_text("abcdefg", 6) == "abcde…"


def test_secrets_are_hidden_before_the_text_is_cut() -> None:
    text = "Unknown: my password, key_1234"
    assert safe_text(text, 17, ["my password", ""], re.compile("key_[0-9]+")) == "Unknown: •••, •••"
