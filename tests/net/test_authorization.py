"""Secrets as headers carry them."""

import pytest

from desktop_app.core.secret import Secret
from desktop_app.net.authorization import basic, bearer


def test_any_name_and_password_can_be_sent() -> None:
    # The example of RFC 7617, 2.1.
    assert basic("test", "123£") == "Basic dGVzdDoxMjPCow=="
    assert basic("sk_test_1") == "Basic c2tfdGVzdF8xOg=="


def test_a_token_is_sent_as_it_is() -> None:
    assert bearer(Secret("a|token-of.any~kind+/=")) == "Bearer a|token-of.any~kind+/="


@pytest.mark.parametrize("text", ["", "with a space", "zwölf", "two\r\nX-Other: lines"])
def test_a_token_that_no_header_can_carry_is_none(text: str) -> None:
    assert bearer(Secret(text)) is None
