"""Secrets do not show where they are printed by accident."""

import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.account import Grant
from desktop_app.core.authorization_response import AuthorizationCodeResponse
from desktop_app.core.errors import Detail, RefusedError
from desktop_app.core.secret import Secret

# Not a word that stands in a printed dataclass by itself, as a field's name does.
texts = st.text(st.characters(codec="utf-8"), min_size=12).map("•{}•".format)
TOKEN = "sk_test_ThisMustNotBeSeen"


@given(texts)
def test_a_secret_is_only_revealed_when_asked(text: str) -> None:
    secret = Secret(text)
    assert secret.reveal() == text
    assert "•••" in repr(secret)
    for shown in (str(secret), repr(secret), f"{secret}", f"{[secret]}", f"{ {'k': secret} }"):
        assert text not in shown


@given(texts)
def test_what_holds_a_secret_does_not_show_it_either(text: str) -> None:
    secret = Secret(text)
    grant = Grant("acct_1", False, "read_write", access_token=secret, refresh_token=secret)
    for holder in (grant, AuthorizationCodeResponse("attempt", secret)):
        assert text not in f"{holder} {holder!r}"


def test_all_secrets_look_alike() -> None:
    assert repr(Secret("short")) == repr(Secret("a much longer secret"))


def test_a_traceback_does_not_show_a_secret() -> None:
    with pytest.raises(ValueError, match="Secret") as raised:
        raise ValueError(Secret(TOKEN))
    assert TOKEN not in "".join(traceback.format_exception(raised.value))


def test_equal_secrets_are_equal() -> None:
    assert Secret("one") == Secret("one")
    assert Secret("one") != Secret("other")


def test_a_problem_tells_what_a_support_team_needs() -> None:
    problem = RefusedError(Detail("invalid_grant", "Code expired", "req_1", 400))
    assert str(problem) == "400 invalid_grant: Code expired"
    assert problem.detail.request_id == "req_1"
