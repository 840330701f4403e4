"""Sends a form with a secret, as an OAuth client does."""

import pytest

from desktop_app.core.errors import ServiceError
from desktop_app.net.network import Network
from desktop_app.net.response import HttpResponse
from desktop_app.net.sending import send
from desktop_app.net.time_limits import TimeLimits

HEADERS = {"Authorization": "Basic c2tfdGVzdF9tYWRldXAxMjM0Og=="}
FORM = {"grant_type": "authorization_code", "code": "ac_TheCodeOfThisTest"}
GOOD = b'{"access_token": "sk_test_accesstoken"}'
_LIMITS = TimeLimits(10.0, 10.0, 10.0)


def post(
    origin: str, limits: TimeLimits | None = None, network: Network | None = None
) -> HttpResponse:
    """Send the form, and return the response."""
    url = f"{origin}/oauth/token"
    return send("POST", url, HEADERS, FORM, limits or _LIMITS, network or Network())


def problem_of(
    origin: str, limits: TimeLimits | None = None, network: Network | None = None
) -> ServiceError:
    """Send the form, and return the failure."""
    with pytest.raises(ServiceError) as caught:
        post(origin, limits, network)
    return caught.value
