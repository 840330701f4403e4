"""What is wrong with a secret is seen before it is sent anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.platform_secret import (
    SecretProblem,
    check_secret,
    clean_secret,
    is_stand_in_key,
    is_stand_in_m3ter_secret,
    owner_of,
)
from desktop_app.core.profile import ExchangeEndpoint, Registration
from desktop_app.core.return_route import return_page
from desktop_app.core.systems import System

ROUTES = (return_page("https://pay.acme.example/return.html"),)
LIVE = Registration(System.STRIPE, "ca_AcmeLive01", ROUTES)
TEST = Registration(System.STRIPE_TEST, "ca_AcmeTest01", ROUTES)
ENDPOINT = ExchangeEndpoint("https://x.acme.example/t", "https://x.acme.example/d", True)
AT_STAND_IN = "http://127.0.0.1:4242"
LIVE_STAND_IN = Registration(System.STRIPE, "ca_AcmeLive01", ROUTES, stand_in=AT_STAND_IN)
TEST_STAND_IN = Registration(System.STRIPE_TEST, "ca_AcmeTest01", ROUTES, stand_in=AT_STAND_IN)
TOKEN = Registration(System.STRIPE, "ca_AcmeLive01", ROUTES, ENDPOINT)


@pytest.mark.parametrize(
    ("registration", "text"),
    [
        (LIVE, "sk_live_51Acme0000"),
        (LIVE, "rk_live_51Acme0000"),
        (TEST, "sk_test_51Acme0000"),
        (TEST, "rk_test_51Acme_0000"),
        (TEST, "sk_test_" + "a" * 240),
        (LIVE_STAND_IN, "standin_live_51Acme0000"),
        (TEST_STAND_IN, "standin_restricted_test_51Acme0000"),
        (TOKEN, "f3a1.c-29_88"),
        (TOKEN, "eyJhbGciOi==/+~!$"),
        (TOKEN, "my_task_test_token"),
    ],
)
def test_a_secret_of_the_right_shape_is_taken(registration: Registration, text: str) -> None:
    assert check_secret(registration, text) is None


@pytest.mark.parametrize(
    ("registration", "text", "flaw"),
    [
        (LIVE, "", SecretProblem.EMPTY),
        (TOKEN, "", SecretProblem.EMPTY),
        (TEST, "sk_live_51Acme0000", SecretProblem.LIVE_KEY_IN_TEST),
        (TEST, "rk_live_51Acme0000", SecretProblem.LIVE_KEY_IN_TEST),
        (LIVE, "sk_test_51Acme0000", SecretProblem.TEST_KEY_IN_LIVE),
        (LIVE, "pk_live_51Acme0000", SecretProblem.PUBLISHABLE),
        (TEST, "pk_test_51Acme0000", SecretProblem.PUBLISHABLE),
        (LIVE, "sk_live_short", SecretProblem.NOT_A_KEY),
        (LIVE, "sk_live_51Acme 0000", SecretProblem.NOT_A_KEY),
        (LIVE, "sk_live_51Acme0000\n", SecretProblem.NOT_A_KEY),
        (LIVE, "sk_live_51Acme…0000", SecretProblem.NOT_A_KEY),
        (LIVE, "sk_live_51Acmé00000", SecretProblem.NOT_A_KEY),
        (LIVE, "sk_live_51Acme٣٣٣٣", SecretProblem.NOT_A_KEY),
        (LIVE, "SK_LIVE_51ACME0000", SecretProblem.NOT_A_KEY),
        (LIVE, "ca_AcmeLive0000000", SecretProblem.NOT_A_KEY),
        (LIVE, "sk_org_live_51Acme0000", SecretProblem.NOT_A_KEY),
        (LIVE, '"sk_live_51Acme0000"', SecretProblem.NOT_A_KEY),
        (LIVE, "sk_live_" + "a" * 501, SecretProblem.NOT_A_KEY),
        (LIVE, "standin_live_51Acme0000", SecretProblem.NOT_A_KEY),
        (LIVE_STAND_IN, "", SecretProblem.EMPTY),
        (LIVE_STAND_IN, "standin_test_51Acme0000", SecretProblem.TEST_KEY_IN_LIVE),
        (TEST_STAND_IN, "standin_restricted_live_51Acme0000", SecretProblem.LIVE_KEY_IN_TEST),
        (TEST_STAND_IN, "standin_test_short", SecretProblem.NOT_A_STAND_IN_KEY),
        (TEST_STAND_IN, "f3a1c29_88", SecretProblem.NOT_A_STAND_IN_KEY),
        (TEST_STAND_IN, "standin_test_" + "a" * 501, SecretProblem.NOT_A_STAND_IN_KEY),
        (TOKEN, "short", SecretProblem.NOT_A_TOKEN),
        (TOKEN, "Bearer f3a1c29_88", SecretProblem.NOT_A_TOKEN),
        (TOKEN, "f3a1c29_88\r\nX-Evil: 1", SecretProblem.NOT_A_TOKEN),
        (TOKEN, "f3a1c29_88\x7f", SecretProblem.NOT_A_TOKEN),
        (TOKEN, "f3a1c29_88é", SecretProblem.NOT_A_TOKEN),
        (TOKEN, "a" * 1025, SecretProblem.NOT_A_TOKEN),
    ],
)
def test_what_is_wrong_is_told_apart(
    registration: Registration, text: str, flaw: SecretProblem
) -> None:
    assert check_secret(registration, text) is flaw


@pytest.mark.parametrize("kind", ["sk_live_", "sk_test_", "rk_live_", "rk_test_", "pk_live_"])
@pytest.mark.parametrize("around", ["{}", '"{}"', "KEY={}", "Bearer {}", "Bearer:{}", "<{}>"])
def test_a_key_of_stripes_is_never_taken_for_another_host(kind: str, around: str) -> None:
    """A token goes to the exchange endpoint, which must not see the platform's key."""
    text = around.format(f"{kind}51Acme0000")
    assert check_secret(TOKEN, text) is SecretProblem.KEY_AS_TOKEN


@pytest.mark.parametrize("kind", ["sk_live_", "sk_test_", "rk_live_", "rk_test_", "sk_org_live_"])
@pytest.mark.parametrize(
    "around", ["{}", "standin_live_{}", "standin_test_{}", "standin_restricted_test_{}", "{}_x"]
)
def test_a_key_of_stripes_is_never_taken_for_a_stand_in(kind: str, around: str) -> None:
    """Whoever holds the stand-in's port reads it."""
    text = around.format(f"{kind}51Acme0000")
    for registration in (LIVE_STAND_IN, TEST_STAND_IN):
        assert check_secret(registration, text) is SecretProblem.NOT_A_STAND_IN_KEY


@pytest.mark.parametrize("around", ["{}", " {} ", "{}\n", "\t{}\r\n", "\u00a0{}"])
def test_white_space_around_what_was_pasted_does_not_matter(around: str) -> None:
    assert clean_secret(around.format("sk_live_51Acme0000")) == "sk_live_51Acme0000"


@given(st.text())
def test_whatever_is_typed_what_is_taken_can_be_sent_in_a_header(text: str) -> None:
    cleaned = clean_secret(text)
    for registration in (LIVE, TEST, LIVE_STAND_IN, TEST_STAND_IN, TOKEN):
        if check_secret(registration, cleaned) is None:
            assert cleaned.isascii()
            assert cleaned.isprintable()
            assert " " not in cleaned


@given(st.from_regex(r"(sk|rk|pk)_(live|test)_[A-Za-z0-9_]{8,60}", fullmatch=True))
def test_no_key_is_ever_taken_for_the_other_mode(text: str) -> None:
    live, test = check_secret(LIVE, text), check_secret(TEST, text)
    assert (live is None) == (not text.startswith("pk") and "_live_" in text[:8])
    assert (test is None) == (not text.startswith("pk") and "_test_" in text[:8])


@given(st.from_regex(r"[A-Za-z_]{0,20}(live|test)_[A-Za-z0-9_]{8,60}", fullmatch=True))
def test_no_text_is_a_key_both_for_stripe_and_for_a_stand_in(text: str) -> None:
    for at_stripe, stand_in in ((LIVE, LIVE_STAND_IN), (TEST, TEST_STAND_IN)):
        taken = [check_secret(registration, text) is None for registration in (at_stripe, stand_in)]
        assert taken != [True, True]


def test_each_system_has_its_own_secret_and_none_is_a_credential_s() -> None:
    owners = {owner_of(system) for system in System}
    assert len(owners) == len(System)
    # A credential's id is a UUID.
    assert all(" " in owner for owner in owners)


@pytest.mark.parametrize("text", ["standin_secret_Made0Up1", "standin_secret_" + "a" * 500])
def test_a_made_up_secret_for_m3ter_is_one(text: str) -> None:
    assert is_stand_in_m3ter_secret(text)
    assert not is_stand_in_key(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "standin_secret_",
        "standin_secret_short12",
        "standin_secret_" + "a" * 501,
        "standin_secret_Made0Up1\n",
        " standin_secret_Made0Up1",
        "standin_secret_Made0 Up1",
        "standin_secret_Made0_Up1",
        "standin_secret_Madé00Up1",
        "standin_secret_٣٣٣٣٣٣٣٣",
        "standin_secret_sk_live_51Acme0000",
        "STANDIN_SECRET_MADE0UP1",
        "standin_key_Made0Up1",
        "standin_live_Made0Up1",
        "xstandin_secret_Made0Up1",
        "f3a1c29d88e04b6f9a7c",
    ],
)
def test_what_may_be_a_secret_of_m3ters_is_not_made_up(text: str) -> None:
    assert not is_stand_in_m3ter_secret(text)
