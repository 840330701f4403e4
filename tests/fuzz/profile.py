"""Fuzzes the reader of connection profiles: the text of a file that anybody may have written."""

import re
from urllib.parse import urlsplit

from desktop_app.core.profile import (
    M3TER_API,
    MAX_PROFILE_BYTES,
    MAX_PROFILE_LINES,
    STRIPE_API,
    STRIPE_APPROVAL,
    HostUse,
    Profile,
    ProfileError,
)
from desktop_app.core.return_route import is_loopback_host
from desktop_app.profiles.reading import parse_profile
from tests.fuzz.inputs import LONG, Values, fill

SECRET = "sk_live_51TopSecretKey"
# Stripe's keys, written as no code of the program writes them.
SECRET_SHAPE = re.compile(r"(?<![a-zA-Z0-9])[sr]k_(?:org_)?(?:live|test)_[a-zA-Z0-9]{4}")
MAX_PROBLEMS = 50
MAX_SHOWN = 80
# Bytes that are not UTF-8 are tried after this byte only, since each of them ends the reading.
AS_IT_IS = b"\xff"

WORDS = (
    b"{secret}", b"{pad}", b"{flood}", b"[organization]\n", b"[stripe]\n", b"[stripe_test]\n",
    b"[stripe.stripe_user]\n", b"id = ", b"name = ", b"client_id = ", b"redirect_uri = ",
    b"token_url = ", b"deauthorize_url = ", b"bearer_token = ", b"stripe_user = ", b"stand_in = ",
    b"email = ", b"secret_key = ", b"true", b"false", b'"', b'"""', b"'''", b"\\u0073k_live_",
    b"\\U0000202e", b"[[", b"]]", b"{ ", b" }", b"= [", b"]", b"#", b".", b"\n", b"\r\n", b"1e400",
    b"2026-13-40", b"0x", b"'https://connect.stripe.com@x.example/'", b"https://", b"http://",
    b"127.0.0.1:4242", b"[::1]:4242", b"localhost:53682", b".stripe.com", b"acme.example", b"ca_",
    b"[m3ter]\n", b"organization = ", b"127.0.0.1:4242/m3ter", b"standin_secret_abcdefgh",
    b"\xe2\x80\xae", b"\xc2\xa0", b"\xef\xbb\xbf", b"whsec_abcdef", b"Bearer 0123456789abcdef",
)  # fmt: skip

_VALUES: Values = {**LONG, "secret": SECRET.encode}


def fuzz(data: bytes) -> None:
    """See `Target`."""
    content = fill(data, _VALUES)
    if content.startswith(AS_IT_IS):
        text = content[1:].decode("utf-8", "surrogateescape")
    else:
        text = content.decode("utf-8", "replace")
    try:
        profile = parse_profile(text)
    except ProfileError as error:
        _check_refusal(error, text)
    else:
        _check_profile(profile, text)


def _check_refusal(error: ProfileError, text: str) -> None:
    told = f"{error} {error.problems!r}"
    assert SECRET_SHAPE.search(told) is None, "a message repeats a secret"
    assert 1 <= len(error.problems) <= MAX_PROBLEMS
    lines = [problem.line for problem in error.problems]
    assert lines == sorted(lines)
    assert lines[-1] <= text.count("\n") + 1, "a problem after the end of the file"
    for problem in error.problems:
        assert len(problem.value) <= MAX_SHOWN
        assert f"{problem.value}{problem.key}{problem.proposal}".isprintable()


def _check_profile(profile: Profile, text: str) -> None:
    assert len(text.encode()) <= MAX_PROFILE_BYTES
    assert text.count("\n") <= MAX_PROFILE_LINES
    assert SECRET_SHAPE.search(f"{profile!r}") is None, "a profile has a secret"
    assert profile.registrations
    for registration in profile.registrations:
        stripes = (STRIPE_APPROVAL, STRIPE_API)
        origins = (registration.approval_origin, registration.api_origin)
        assert origins == stripes or all(map(_is_plain_loopback, origins)), "keys go elsewhere"
        for route in registration.routes:
            is_page = route.redirect_uri.startswith("https://")
            assert is_page or (
                _is_plain_loopback(route.redirect_uri) and not registration.system.livemode
            ), "a browser comes back over plain http"
        if registration.exchange is not None:
            for url in (registration.exchange.token_url, registration.exchange.deauthorize_url):
                assert url.startswith("https://") or _is_plain_loopback(url), "codes go in clear"
                assert not f".{urlsplit(url).hostname}".endswith(".stripe.com")
    base = profile.m3ter.api_base
    assert base == M3TER_API or _is_plain_loopback(base), "m3ter's key goes elsewhere"
    assert not base.endswith("/")
    for host in profile.hosts:
        is_stripe = f"https://{host.name}" in {STRIPE_APPROVAL, STRIPE_API}
        assert is_stripe is (host.use in {HostUse.STRIPE, HostUse.STRIPE_API})


def _is_plain_loopback(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "http" and is_loopback_host(parts.hostname or "")
