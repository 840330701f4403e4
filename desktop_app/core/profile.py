"""What a connection profile says: whose it is, and where its codes and secrets go.

The values are only ever made by `profiles/`, which has checked them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import urlsplit

from desktop_app.core.return_route import ReturnRoute, is_loopback_host
from desktop_app.core.systems import System

STRIPE_APPROVAL = "https://connect.stripe.com"
STRIPE_API = "https://api.stripe.com"

MAX_PROFILE_BYTES = 32 * 1024
MAX_PROFILE_LINES = 500
MAX_REDIRECT_URIS = 8
MAX_PREFILL_LENGTH = 200


class SecretKind(Enum):
    """Which secret of the organization a mode needs."""

    STRIPE_KEY = auto()
    """The platform's secret key (`sk_…`, `rk_…`)."""
    BEARER_TOKEN = auto()
    """What a token exchange endpoint knows this program by."""


@dataclass(frozen=True, slots=True)
class Organization:
    """A company at m3ter: `id` as m3ter writes it, `name` as people know it."""

    id: str
    name: str

    @property
    def key(self) -> str:
        """What its files are named by, and two organizations compared by: case is ignored."""
        return self.id.lower()


@dataclass(frozen=True, slots=True)
class ExchangeEndpoint:
    """An endpoint that holds the platform's key and answers as Stripe's own endpoints do.

    `wants_token` says that it must be sent a bearer token of its own.
    """

    token_url: str
    deauthorize_url: str
    wants_token: bool = False


@dataclass(frozen=True, slots=True)
class Registration:
    """The platform's registration at Stripe for one mode.

    `client_id` is `ca_…`; `routes` are the registered redirect URIs, the preferred one first.
    `stand_in` is the origin of a stand-in for Stripe on this computer, for tests; empty for Stripe
    itself. `prefill` are Stripe's `stripe_user` fields, as (`email`, `ada@acme.example`).
    """

    system: System
    client_id: str
    routes: tuple[ReturnRoute, ...]
    exchange: ExchangeEndpoint | None = None
    stand_in: str = ""
    prefill: tuple[tuple[str, str], ...] = ()

    @property
    def secret_kind(self) -> SecretKind | None:
        """Which secret is asked for; None where none is needed."""
        if self.exchange is None:
            return SecretKind.STRIPE_KEY
        return SecretKind.BEARER_TOKEN if self.exchange.wants_token else None

    @property
    def approval_origin(self) -> str:
        """Where the browser is sent, and codes are exchanged if there is no exchange endpoint."""
        return self.stand_in or STRIPE_APPROVAL

    @property
    def api_origin(self) -> str:
        """Where accounts are read."""
        return self.stand_in or STRIPE_API


class HostUse(Enum):
    """What is sent to a host."""

    STRIPE = auto()
    """Stripe's own: approvals, and codes with the key where there is no exchange endpoint."""
    STRIPE_API = auto()
    """Stripe's own: the key, or the access token, to read accounts with."""
    STAND_IN = auto()
    """The same two, but it is a stand-in for Stripe on this computer."""
    EXCHANGE = auto()
    """Authorization codes, and the bearer token if there is one."""
    RETURN_PAGE = auto()
    """The browser, with the authorization code in its address."""


@dataclass(frozen=True, slots=True)
class Host:
    """A host, with its port if it names one, that a profile has this program or its browser use."""

    name: str
    use: HostUse

    @property
    def needs_confirmation(self) -> bool:
        """Whether a person has to say that they know it: it is not Stripe's own."""
        return self.use not in (HostUse.STRIPE, HostUse.STRIPE_API)


@dataclass(frozen=True, slots=True)
class Profile:
    """One organization, and its registrations: at least one, at most one a system."""

    organization: Organization
    registrations: tuple[Registration, ...]

    @property
    def systems(self) -> tuple[System, ...]:
        """The systems that credentials can be created for."""
        return tuple(registration.system for registration in self.registrations)

    def registration(self, system: System) -> Registration:
        """Return the registration for a system. Raises KeyError for one that has none."""
        for registration in self.registrations:
            if registration.system is system:
                return registration
        raise KeyError(system)

    def shares_platform(self, other: Registration) -> bool:
        """Return whether accounts are connected to the same platform here, in the other's mode."""
        return any(
            (ours.system, ours.client_id, ours.stand_in)
            == (other.system, other.client_id, other.stand_in)
            for ours in self.registrations
        )

    @property
    def hosts(self) -> tuple[Host, ...]:
        """Every host that is talked to, each use of it once."""
        return tuple(dict.fromkeys(self._hosts()))

    def _hosts(self) -> Iterator[Host]:
        for registration in self.registrations:
            stands_in = bool(registration.stand_in)
            approval = HostUse.STAND_IN if stands_in else HostUse.STRIPE
            api = HostUse.STAND_IN if stands_in else HostUse.STRIPE_API
            yield Host(_host(registration.approval_origin), approval)
            yield Host(_host(registration.api_origin), api)
            if registration.exchange is not None:
                yield Host(_host(registration.exchange.token_url), HostUse.EXCHANGE)
                yield Host(_host(registration.exchange.deauthorize_url), HostUse.EXCHANGE)
            for route in registration.routes:
                if not is_loopback_host(urlsplit(route.redirect_uri).hostname or ""):
                    yield Host(_host(route.redirect_uri), HostUse.RETURN_PAGE)


@dataclass(frozen=True, slots=True)
class Platform:
    """The platform that accounts are connected to in one mode: whoever approves, approves it.

    `account_id` is the platform's own account, empty where it could not be read. `is_stand_in`
    says that it is no platform of Stripe's, whatever it is called: nothing is checked or revoked
    there that was approved at Stripe.
    """

    client_id: str
    account_id: str = ""
    is_stand_in: bool = False

    def is_another_than(self, known: "Platform") -> bool:
        """Return whether the two are certainly not one platform."""
        if (self.client_id, self.is_stand_in) != (known.client_id, known.is_stand_in):
            return True
        return bool(self.account_id and known.account_id and self.account_id != known.account_id)


@dataclass(frozen=True, slots=True)
class ProfileProblem:
    """One thing that is wrong with a profile, or with a secret that was typed.

    `line` counts from 1, and is 0 where there is no line; what is missing has the line of its
    table, if that is there. `key` is written as `stripe.client_id`; it is empty for the whole file.
    `value` is what was found, shortened; never shown for what may be a secret. `proposal` is the
    key that was probably meant, written like `key`.
    """

    flaw: "ProfileProblemKind"
    line: int = 0
    key: str = ""
    value: str = ""
    proposal: str = ""


class ProfileError(Exception):
    """A profile cannot be used: `problems` says why, in the order of the lines. Safe to log."""

    def __init__(self, problems: tuple[ProfileProblem, ...]) -> None:
        super().__init__(
            "; ".join(f"{item.flaw.name} in line {item.line}, {item.key!r}" for item in problems)
        )
        self.problems = problems


class ProfileProblemKind(Enum):
    """What is wrong; what was expected instead is said in `ui/texts/profile_texts.py`."""

    UNREADABLE = auto()
    """The file can't be opened; `value` is the system's reason."""
    NOT_A_FILE = auto()
    """It is a folder, a pipe or a device."""
    TOO_LONG = auto()
    NOT_TEXT = auto()
    NOT_TOML = auto()
    """`value` is the parser's reason."""
    TOO_NESTED = auto()
    """Tables within tables, or names of many parts, as no profile has."""
    UNKNOWN_KEY = auto()
    MISSING = auto()
    NOT_A_TEXT_VALUE = auto()
    NOT_TEXT_VALUES = auto()
    """Neither a text nor a list of texts."""
    NOT_A_TRUTH_VALUE = auto()
    NOT_A_TABLE = auto()
    NO_MODE = auto()
    """Neither `[stripe]` nor `[stripe_test]` is there."""
    ORGANIZATION_NAME = auto()
    ORGANIZATION_ID = auto()
    CLIENT_ID = auto()
    SECRET_IN_FILE = auto()
    """Something in the file looks like a secret; its value is not repeated."""
    REDIRECT_URI = auto()
    REDIRECT_URI_LIVE = auto()
    """Live mode takes https only."""
    REDIRECT_URI_TWICE = auto()
    REDIRECT_URI_COUNT = auto()
    """None, or too many."""
    ENDPOINT = auto()
    """`token_url` or `deauthorize_url` is not an https address."""
    ENDPOINT_AT_STRIPE = auto()
    """They name a host of Stripe's, which is used without them."""
    STAND_IN = auto()
    PREFILL = auto()


def _host(address: str) -> str:
    return urlsplit(address).netloc
