"""Reads the address at which a browser ended, as a person pastes it.

Somebody else may have approved access, on a computer whose browser can't reach this one. The
address passes the same checks as a request of a browser: here its page is compared with the
registered redirect URIs, and in the workflow its state with those of the open attempts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from desktop_app.core.redirect_query import Query
from desktop_app.core.return_route import ReturnRoute

# Much more than a code, a state and an error have together.
_MAX_LENGTH = 16 * 1024
# A URI has no characters but these (RFC 3986 §2). Other ones are percent-encoded by browsers.
_ADDRESS = re.compile(r"(https?)://([^/?#]+)([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.IGNORECASE)
_NOT_IN_ADDRESSES = re.compile(r"[^!-~]")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class PasteProblem(Enum):
    """Why a pasted address is not used. Nothing was changed by it."""

    NOT_AN_ADDRESS = auto()
    OTHER_PAGE = auto()
    """It is not the page that Stripe returns to; `PasteRefused.expected` says which one is."""
    NO_RESPONSE = auto()
    """It is the right page, without a code and without an error."""
    DAMAGED = auto()
    """It has something twice, a code beside an error, or what can't be a code."""
    DENIAL_WITHOUT_STATE = auto()
    """It reports a denial, and does not say of which approval."""
    UNKNOWN_STATE = auto()
    """Its state belongs to no attempt of this run, or is missing."""
    OTHER_CREDENTIAL = auto()
    """Its state belongs to an attempt of another credential."""
    ALREADY_USED = auto()
    """Its attempt was answered before, or the credential was approved meanwhile."""
    TIME_OVER = auto()
    """The time to approve the credential is over."""


@dataclass(frozen=True, slots=True)
class PasteRefused:
    """A pasted address was not used.

    `expected` are the beginnings of the addresses that Stripe returns to, for `OTHER_PAGE`.
    """

    why: PasteProblem
    expected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PastedResponse:
    """An address of a registered redirect URI, with a response. Its state is not verified yet."""

    state: str = field(repr=False)
    query: Query = field(repr=False)


def read_pasted(text: str, routes: Sequence[ReturnRoute]) -> PastedResponse | PasteRefused:
    """Return the response in a pasted address, or why it has none.

    `routes` are the registered redirect URIs. White space, and the delimiters that surround
    addresses in messages, are ignored (RFC 3986, appendix C).
    """
    address = "".join(text.split()).strip('<>"')
    match = _ADDRESS.fullmatch(address) if len(address) <= _MAX_LENGTH else None
    if match is None or _NOT_IN_ADDRESSES.search(address):
        return PasteRefused(PasteProblem.NOT_AN_ADDRESS)
    found = next((found for route in routes if (found := _returned(match, route))), None)
    if found is None:
        expected = tuple(route.redirect_uri or f"http://{route.host}" for route in routes)
        return PasteRefused(PasteProblem.OTHER_PAGE, expected)
    query, states = Query(found.query), Query(found.query).values("state")
    errors = query.values("error")
    if not errors and not query.values("code"):
        return PasteRefused(PasteProblem.NO_RESPONSE)
    if not states and errors == ["access_denied"]:
        return PasteRefused(PasteProblem.DENIAL_WITHOUT_STATE)
    # A state begins with the port that it was made for (`core.oauth_state`), and is accepted only
    # there.
    if len(states) != 1 or not states[0].startswith(found.state_prefix):
        return PasteRefused(PasteProblem.UNKNOWN_STATE)
    return PastedResponse(states[0], query)


@dataclass(frozen=True, slots=True)
class _Returned:
    """The query that was added to a redirect URI, and how its state has to begin."""

    query: str
    state_prefix: str


def _returned(address: re.Match[str], route: ReturnRoute) -> _Returned | None:
    """Return what was added to the redirect URI of a route; None if the page is another one.

    The page is that of the redirect URI itself, or the address on loopback to which an https page
    leads.
    """
    page, query = _page(address), address[4] or ""
    port = re.fullmatch(rf"http://{re.escape(route.host)}:([1-9][0-9]{{3,4}})(/.*)", page)
    if port and port[2] == route.path and route.port in (None, int(port[1])):
        return _Returned(query, f"{port[1]}.")
    registered = _ADDRESS.fullmatch(route.redirect_uri)
    if registered is None or registered[1] != "https" or _page(registered) != page:
        return None
    # A redirect URI may have a query of its own, which stays as it is (RFC 6749 §3.1.2).
    own = f"{registered[4]}&" if registered[4] else ""
    return _Returned(query.removeprefix(own), "") if query.startswith(own) else None


def _page(address: re.Match[str]) -> str:
    """Return an address up to its query, as browsers write it."""
    scheme, host = address[1].lower(), address[2].lower()
    return f"{scheme}://{host.removesuffix(_DEFAULT_PORTS[scheme])}{address[3] or '/'}"
