"""The content of a connection profile: its organization, and where codes and secrets are sent.

Only `profiles/` makes these values, after it has checked them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import urlsplit

from desktop_app.core.return_route import ReturnRoute
from desktop_app.core.systems import System

STRIPE_APPROVAL = "https://connect.stripe.com"
STRIPE_API = "https://api.stripe.com"
M3TER_API = "https://api.m3ter.com"

MAX_PROFILE_BYTES = 32 * 1024
MAX_PROFILE_LINES = 500
MAX_REDIRECT_URIS = 8
MAX_PREFILL_LENGTH = 200


class SecretKind(Enum):
    """Which secret of the organization a mode needs."""

    STRIPE_KEY = auto()
    """The platform's secret key (`sk_…`, `rk_…`), or a stand-in's made-up key (`standin_…`)."""
    BEARER_TOKEN = auto()
    """The token that authenticates this program to an exchange endpoint (RFC 6750)."""


@dataclass(frozen=True, slots=True)
class Organization:
    """A company at m3ter: `id` as m3ter writes it, `name` as people know it."""

    id: str
    name: str

    @property
    def key(self) -> str:
        """The id in lower case. It names the organization's files and identifies it."""
        return self.id.lower()


@dataclass(frozen=True, slots=True)
class ExchangeEndpoint:
    """An endpoint that has the platform's key and responds like Stripe's OAuth endpoints.

    `wants_token` says whether requests to it need a bearer token.
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
        """The kind of secret that a person has to enter, or None if no secret is needed."""
        if self.exchange is None:
            return SecretKind.STRIPE_KEY
        return SecretKind.BEARER_TOKEN if self.exchange.wants_token else None

    @property
    def approval_origin(self) -> str:
        """The origin of the approval page and, without an exchange endpoint, of the token URL."""
        return self.stand_in or STRIPE_APPROVAL

    @property
    def api_origin(self) -> str:
        """The origin of the API that accounts are read from."""
        return self.stand_in or STRIPE_API


@dataclass(frozen=True, slots=True)
class M3terService:
    """Where the organization is at m3ter.

    `organization_id` is its id there. `stand_in` is the base address of a stand-in for m3ter on
    this computer, for tests; it may have a path, without a slash at its end. It is empty for m3ter
    itself.
    """

    organization_id: str
    stand_in: str = ""

    @property
    def api_base(self) -> str:
        """The base address of the API. The paths of its endpoints are appended."""
        return self.stand_in or M3TER_API


class HostUse(Enum):
    """What is sent to a host."""

    STRIPE = auto()
    """Stripe's host for approvals. Without an exchange endpoint, it gets codes and the key, too."""
    STRIPE_API = auto()
    """Stripe's API host. It gets the key or the access token, to read accounts."""
    STAND_IN = auto()
    """A stand-in for both hosts of Stripe, on this computer."""
    EXCHANGE = auto()
    """Authorization codes, and the bearer token if there is one."""
    RETURN_PAGE = auto()
    """The browser, with the authorization code in its address."""
    M3TER_STAND_IN = auto()
    """A stand-in for m3ter, on this computer. It gets the access key for m3ter."""


@dataclass(frozen=True, slots=True)
class Host:
    """A host that this program or its browser contacts because of a profile.

    `name` includes the port if the profile gives one.
    """

    name: str
    use: HostUse

    @property
    def needs_confirmation(self) -> bool:
        """Whether a person has to confirm that they know the host, since it is not Stripe's."""
        return self.use not in (HostUse.STRIPE, HostUse.STRIPE_API)


@dataclass(frozen=True, slots=True)
class Profile:
    """One organization and its registrations: at least one, and at most one for each system.

    `m3ter` says where the organization is at m3ter, whether or not the profile's file says so.
    """

    organization: Organization
    registrations: tuple[Registration, ...]
    m3ter: M3terService

    @property
    def systems(self) -> tuple[System, ...]:
        """The systems that credentials can be created for."""
        return tuple(registration.system for registration in self.registrations)

    def registration(self, system: System) -> Registration:
        """Return the registration for a system. Raises KeyError if there is none."""
        for registration in self.registrations:
            if registration.system is system:
                return registration
        raise KeyError(system)

    def shares_platform(self, other: Registration) -> bool:
        """Return whether one of the registrations is for the same platform and mode as `other`."""
        return any(
            (ours.system, ours.client_id, ours.stand_in)
            == (other.system, other.client_id, other.stand_in)
            for ours in self.registrations
        )

    @property
    def hosts(self) -> tuple[Host, ...]:
        """Every host that is contacted, once for each use.

        m3ter's own is not among them: it is contacted only after a person has connected m3ter.
        """
        return tuple(dict.fromkeys(self._hosts()))

    def sends_key_to(self, host: Host) -> bool:
        """Return whether a secret key is sent to one of the hosts.

        A mode with an exchange endpoint has no key, so none is sent to Stripe for it.
        """
        return any(
            registration.secret_kind is SecretKind.STRIPE_KEY
            and host in _stripe_hosts(registration)
            for registration in self.registrations
        )

    def sends_token_to(self, host: Host) -> bool:
        """Return whether a bearer token is sent to one of the hosts."""
        return any(
            registration.secret_kind is SecretKind.BEARER_TOKEN
            and host in _exchange_hosts(registration)
            for registration in self.registrations
        )

    def _hosts(self) -> Iterator[Host]:
        for registration in self.registrations:
            yield from _stripe_hosts(registration)
            yield from _exchange_hosts(registration)
            for route in registration.routes:
                # At any other redirect URI, this program itself listens (`core/return_route.py`).
                if urlsplit(route.redirect_uri).scheme == "https":
                    yield Host(_host(route.redirect_uri), HostUse.RETURN_PAGE)
        if self.m3ter.stand_in:
            yield Host(_host(self.m3ter.stand_in), HostUse.M3TER_STAND_IN)


def _exchange_hosts(registration: Registration) -> Iterator[Host]:
    """Yield the hosts of the exchange endpoint, if there is one."""
    if registration.exchange is not None:
        yield Host(_host(registration.exchange.token_url), HostUse.EXCHANGE)
        yield Host(_host(registration.exchange.deauthorize_url), HostUse.EXCHANGE)


def _stripe_hosts(registration: Registration) -> tuple[Host, Host]:
    """Return the hosts of the approval page and of the API: Stripe's, or the stand-in's."""
    stands_in = bool(registration.stand_in)
    return (
        Host(
            _host(registration.approval_origin), HostUse.STAND_IN if stands_in else HostUse.STRIPE
        ),
        Host(_host(registration.api_origin), HostUse.STAND_IN if stands_in else HostUse.STRIPE_API),
    )


@dataclass(frozen=True, slots=True)
class Platform:
    """The platform that accounts are connected to in one mode.

    `account_id` is the platform's own account, empty if it could not be read. `is_stand_in` says
    that the platform is on a stand-in for Stripe. Such a platform is never the same as one at
    Stripe, even with the same `client_id`.
    """

    client_id: str
    account_id: str = ""
    is_stand_in: bool = False

    def differs_from(self, known: "Platform") -> bool:
        """Return whether the two are certainly different platforms."""
        if (self.client_id, self.is_stand_in) != (known.client_id, known.is_stand_in):
            return True
        return bool(self.account_id and known.account_id and self.account_id != known.account_id)


@dataclass(frozen=True, slots=True)
class ProfileProblem:
    """One thing that is wrong with a profile.

    `line` counts from 1; it is 0 if the problem has no line. A missing key has the line of its
    table, if the table is there. `key` is written as `stripe.client_id`; it is empty for the whole
    file. `value` is the value that was found, shortened; it is empty if it may be a secret.
    `proposal` is the key that was probably meant, written like `key`.
    """

    kind: "ProfileProblemKind"
    line: int = 0
    key: str = ""
    value: str = ""
    proposal: str = ""


class ProfileError(Exception):
    """A profile cannot be used. The message is safe to log.

    `problems` are all reasons, in the order of their lines.
    """

    def __init__(self, problems: tuple[ProfileProblem, ...]) -> None:
        super().__init__(
            "; ".join(f"{item.kind.name} in line {item.line}, {item.key!r}" for item in problems)
        )
        self.problems = problems


class ProfileProblemKind(Enum):
    """What is wrong. `ui/texts/profile_texts.py` says what was expected instead."""

    NOT_FOUND = auto()
    """There is no file at the path."""
    NOT_PERMITTED = auto()
    """The system does not let the user read the file."""
    UNREADABLE = auto()
    """The file can't be opened for another reason; `value` is the system's reason."""
    NOT_A_FILE = auto()
    """It is a folder, a pipe or a device."""
    TOO_LONG = auto()
    NOT_TEXT = auto()
    NOT_TOML = auto()
    """`value` is the parser's reason."""
    TOO_NESTED = auto()
    """Tables or keys are nested more deeply than in any valid profile."""
    UNKNOWN_KEY = auto()
    MISSPELT = auto()
    """An unknown key that resembles one that is missing, which is `proposal`."""
    MISSING = auto()
    NOT_A_STRING = auto()
    NOT_STRINGS = auto()
    """Neither a string nor an array of strings."""
    NOT_A_BOOLEAN = auto()
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
    """`token_url` or `deauthorize_url` is at Stripe, which needs no exchange endpoint."""
    STAND_IN = auto()
    M3TER_STAND_IN = auto()
    PREFILL = auto()


def _host(address: str) -> str:
    return urlsplit(address).netloc
