"""The page that a browser is sent to first. It redirects to Stripe, once, and binds the browser.

Other users of the computer can read the address that the browser is started with (`ps`,
`/proc/PID/cmdline`). So that address has neither the state nor anything else that is of use a
second time. The cookie that the page sets has to come back with the authorization response.
"""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from desktop_app.core.oauth_state import digest, matches
from desktop_app.core.return_route import is_loopback_host
from desktop_app.loopback.cookie import cookie_values, set_cookie

_TICKET_BYTES = 32
# Each attempt has a cookie of its own: with one name for all, a browser would send the value of the
# latest attempt with the response to an earlier one.
_NAME_BYTES = 8
COOKIE_PREFIX = "m3ter-desktop-"
# Name and value have 69 bytes together. A web page of another program can set up to 180 cookies
# whose names begin in the same way. Those must not make a request too long.
MAX_COOKIE_BYTES = 128


class StartPage:
    """The start page of one attempt.

    `ticket` is 256 random bits; it is part of the address. `authorize_url` is the URL of Stripe's
    approval page. `lasts` is how long the cookie lasts. `is_opened_twice` says that more than one
    browser opened the page. Then nobody knows which of them is the person's.
    """

    def __init__(self, authorize_url: str, lasts: timedelta) -> None:
        self.ticket = secrets.token_urlsafe(_TICKET_BYTES)
        self.authorize_url = authorize_url
        self.is_opened_twice = False
        self._lasts = lasts
        self._cookie_name = f"{COOKIE_PREFIX}{secrets.token_urlsafe(_NAME_BYTES)}"
        self._cookie_digest: bytes | None = None

    @property
    def is_opened(self) -> bool:
        """Whether a browser has opened the page."""
        return self._cookie_digest is not None

    @property
    def leads_to_stand_in(self) -> bool:
        """Whether the approval page is one of this computer, and so not the real Stripe's."""
        return is_loopback_host(urlsplit(self.authorize_url).hostname or "")

    def open(self, cookies: Iterable[str]) -> tuple[tuple[str, str], ...] | None:
        """Open the page in a browser. Return the headers to set, or None if it must not be opened.

        `cookies` are the values of the headers `Cookie`. The first browser gets the cookie, and may
        open the page again. Another browser may not.
        """
        if self._cookie_digest is None:
            value = secrets.token_urlsafe(_TICKET_BYTES)
            self._cookie_digest = digest(value)
            return (set_cookie(self._cookie_name, value, self._lasts),)
        if self.has_cookie(cookies):
            return ()
        self.is_opened_twice = True
        return None

    def has_cookie(self, cookies: Iterable[str]) -> bool:
        """Return whether a request comes from the browser that opened the page first."""
        expected = self._cookie_digest
        return expected is not None and any(
            matches(value, expected) for value in cookie_values(cookies, self._cookie_name)
        )
