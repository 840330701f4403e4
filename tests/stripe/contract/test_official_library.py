"""Stripe's own Python library as an outside witness: same inputs, same results as this program.

Both are let loose on the practice Stripe and on the double, which know nothing of each other. Where
this program has no way to send what the library can, its reader is given the raw answer.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import stripe
from stripe import oauth_error

from desktop_app.core.account import Grant
from desktop_app.core.deadline import no_deadline
from desktop_app.core.errors import (
    AccountNotConnectedError,
    Detail,
    RefusedError,
    SecretRefusedError,
    ServiceError,
)
from desktop_app.core.profile import M3terService, Organization, Profile, Registration
from desktop_app.core.return_route import ANY_PORT
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.net.network import Network
from desktop_app.net.response import HttpResponse
from desktop_app.stripe.gateway import OrganizationStripe
from desktop_app.stripe.reading import DEAUTHORIZE_ERRORS, TOKEN_ERRORS, read_oauth_refusal
from tests.stripe.contract.stages import Stage, approve, double_stage, practice_stage
from tests.stripe_double.clients import made_up

PREFILL = (("email", "ada@acme.example"), ("business_name", "Acme & Söhne"))
OTHER = {System.STRIPE: System.STRIPE_TEST, System.STRIPE_TEST: System.STRIPE}
SECRET_SHAPE = re.compile(r"\b(?:standin|ac)_[\w*]+")

BOTH = pytest.mark.parametrize("system", list(System))
MakeStage = Callable[[Path], AbstractContextManager[Stage]]


@pytest.fixture(params=[practice_stage, double_stage], ids=["practice", "double"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    make: MakeStage = request.param
    with make(tmp_path) as stage:
        yield stage


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform as it calls Stripe: what it takes itself for, and with which key."""

    stage: Stage
    system: System
    client_id: str
    key: str = field(repr=False)

    @property
    def official(self) -> stripe.StripeClient:
        """Stripe's library."""
        return stripe.StripeClient(
            self.key,
            client_id=self.client_id,
            base_addresses={"api": self.stage.origin, "connect": self.stage.origin},
            max_network_retries=0,
        )

    @property
    def ours(self) -> OrganizationStripe:
        """What this program uses."""
        registration = Registration(
            self.system,
            self.client_id,
            (ANY_PORT,),
            stand_in=self.stage.origin,
            prefill=PREFILL,
        )
        gateway = OrganizationStripe(
            Profile(Organization("acme", "Acme Ltd"), (registration,), M3terService("acme")),
            Network(),
        )
        gateway.take_secret(self.system, Secret(self.key))
        return gateway

    def connect(self) -> str:
        """Connect an account by other means than those that are compared; returns its id."""
        approved = approve(self.stage, self.system)
        key = self.stage.registered(self.system).key
        answer = post(self, "/oauth/token", code_form(approved.code), key)
        assert answer.status == 200
        return approved.account_id


def platform(
    stage: Stage, system: System, client_id: str | None = None, key: str | None = None
) -> Platform:
    registered = stage.registered(system)
    return Platform(stage, system, client_id or registered.client_id, key or registered.key)


def wrong_key(system: System) -> str:
    return f"standin_{'live' if system.livemode else 'test'}_{made_up('wrong key')}"


@dataclass(frozen=True, slots=True)
class Said:
    """What a client understood of a refusal; secrets in Stripe's words are replaced."""

    error: str
    status: int
    description: str

    @classmethod
    def by_the_library(cls, error: stripe.StripeError) -> "Said":
        assert (error.request_id or "").startswith("req_")
        code = error.code if isinstance(error, oauth_error.OAuthError) else _api_code(error)
        return cls(code or "", error.http_status or 0, _plain(error.user_message or ""))

    @classmethod
    def by_us(cls, detail: Detail) -> "Said":
        assert detail.request_id.startswith("req_")
        return cls(detail.error, detail.status, _plain(detail.description))


def _api_code(error: stripe.StripeError) -> str:
    told = error.error
    assert told is not None
    return told.code or told.type or ""


def _plain(text: str) -> str:
    return SECRET_SHAPE.sub("•••", text)


def code_form(code: str, **more: str) -> dict[str, str]:
    return {"grant_type": "authorization_code", "code": code, **more}


def post(platform: Platform, path: str, form: dict[str, str], key: str = "") -> HttpResponse:
    """Send a form without either client."""
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(
            f"{platform.stage.origin}{path}",
            data=form,
            headers={"Authorization": f"Bearer {key or platform.key}"},
            timeout=10,
        )
    headers = {"request-id": answer.headers["Request-Id"]}
    return HttpResponse(answer.status_code, headers, answer.content)


# The approval page ----------------------------------------------------------------------------


@BOTH
def test_both_open_the_same_approval_page(stage: Stage, system: System) -> None:
    registered = stage.registered(system)
    here = platform(stage, system)
    theirs = here.official.oauth.authorize_url(
        params={
            "response_type": "code",
            "redirect_uri": registered.redirect_uri,
            "scope": "read_write",
            "state": "49152.state & more",
            "stripe_user": {"email": PREFILL[0][1], "business_name": PREFILL[1][1]},
        }
    )
    ours = here.ours.authorize_url(system, registered.redirect_uri, "49152.state & more")
    assert urlsplit(ours)._replace(query="") == urlsplit(theirs)._replace(query="")
    assert parse_qs(urlsplit(ours).query) == parse_qs(urlsplit(theirs).query)
    for url in (ours, theirs):
        assert approve(stage, system, url).state == "49152.state & more"


# Success --------------------------------------------------------------------------------------


@BOTH
def test_both_are_granted_the_same(stage: Stage, system: System) -> None:
    here = platform(stage, system)
    theirs = here.official.oauth.token(
        params={"grant_type": "authorization_code", "code": approve(stage, system).code}
    )
    assert theirs.livemode is system.livemode
    approved = approve(stage, system)
    ours = here.ours.exchange(system, Secret(approved.code), no_deadline)
    assert ours == Grant(
        theirs.stripe_user_id or "",
        theirs.livemode,
        theirs.scope or "",
        access_token=ours.access_token,
        refresh_token=ours.refresh_token,
    )
    assert ours.account_id == approved.account_id
    assert ours.access_token is not None
    assert ours.access_token.reveal()[:8] == (theirs.access_token or "")[:8]


@BOTH
def test_both_read_the_same_account(stage: Stage, system: System) -> None:
    here = platform(stage, system)
    account_id = here.connect()
    ours = here.ours.account(system, account_id, no_deadline)
    for theirs in (
        here.official.v1.accounts.retrieve_current(options={"stripe_account": account_id}),
        here.official.v1.accounts.retrieve(account_id),
    ):
        assert (theirs.id, theirs.country) == (ours.id, ours.country)
        assert theirs.business_profile is not None
        assert theirs.business_profile.name == ours.name
        assert theirs.charges_enabled is ours.charges_enabled
        assert theirs.payouts_enabled is ours.payouts_enabled


@BOTH
def test_both_cut_off_an_account(stage: Stage, system: System) -> None:
    here = platform(stage, system)
    account_id = here.connect()
    gone = here.official.oauth.deauthorize(params={"stripe_user_id": account_id})
    assert gone.stripe_user_id == account_id
    assert stage.connections() == set()

    here.connect()
    assert stage.connections() == {(system, account_id)}
    here.ours.deauthorize(system, account_id, no_deadline)
    assert stage.connections() == set()


# Refusals of a code ---------------------------------------------------------------------------


def unknown(stage: Stage, system: System) -> str:
    return f"ac_{made_up('unknown code')}"


def expired(stage: Stage, system: System) -> str:
    code = approve(stage, system).code
    stage.let_time_pass(300)
    return code


def used(stage: Stage, system: System) -> str:
    code = approve(stage, system).code
    assert post(platform(stage, system), "/oauth/token", code_form(code)).status == 200
    return code


def of_the_other_mode(stage: Stage, system: System) -> str:
    return approve(stage, OTHER[system]).code


@BOTH
@pytest.mark.parametrize("code", [unknown, expired, used, of_the_other_mode])
def test_both_hear_that_a_code_is_no_good(
    stage: Stage, system: System, code: Callable[[Stage, System], str]
) -> None:
    here = platform(stage, system)
    with pytest.raises(oauth_error.InvalidGrantError) as theirs:
        here.official.oauth.token(
            params={"grant_type": "authorization_code", "code": code(stage, system)}
        )
    with pytest.raises(ServiceError) as ours:
        here.ours.exchange(system, Secret(code(stage, system)), no_deadline)
    said = Said.by_the_library(theirs.value)
    assert (said.error, said.status) == ("invalid_grant", 400)
    assert Said.by_us(ours.value.detail) == said
    assert stage.connections() == set()


@BOTH
@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "authorization_code"}, oauth_error.InvalidRequestError),
        ({"code": "ac_x"}, oauth_error.InvalidRequestError),
        (
            {"grant_type": "refresh_token", "refresh_token": "rt_x"},
            oauth_error.UnsupportedGrantTypeError,
        ),
        (code_form("ac_x", scope="everything"), oauth_error.InvalidScopeError),
    ],
)
def test_both_hear_that_a_request_is_no_good(
    stage: Stage, system: System, form: dict[str, str], error: type[oauth_error.OAuthError]
) -> None:
    here = platform(stage, system)
    with pytest.raises(error) as theirs:
        here.official.oauth.token(params=form)  # type: ignore[arg-type]  # wrong on purpose
    heard = read_oauth_refusal(post(here, "/oauth/token", form), TOKEN_ERRORS, ())
    assert heard is not None
    assert Said.by_us(heard) == Said.by_the_library(theirs.value)
    assert heard.status == 400


# Refusals of a platform -----------------------------------------------------------------------


@BOTH
def test_both_hear_that_a_key_is_no_good(stage: Stage, system: System) -> None:
    here = platform(stage, system, key=wrong_key(system))
    code = approve(stage, system).code
    with pytest.raises(oauth_error.InvalidClientError) as theirs:
        here.official.oauth.token(params={"grant_type": "authorization_code", "code": code})
    with pytest.raises(SecretRefusedError) as ours:
        here.ours.exchange(system, Secret(code), no_deadline)
    said = Said.by_the_library(theirs.value)
    assert (said.error, said.status) == ("invalid_client", 401)
    assert Said.by_us(ours.value.detail) == said


@BOTH
def test_both_hear_of_a_bad_key_when_they_cut_off_an_account(stage: Stage, system: System) -> None:
    account_id = platform(stage, system).connect()
    here = platform(stage, system, key=wrong_key(system))
    with pytest.raises(oauth_error.InvalidClientError) as theirs:
        here.official.oauth.deauthorize(params={"stripe_user_id": account_id})
    with pytest.raises(RefusedError) as ours:
        here.ours.deauthorize(system, account_id, no_deadline)
    assert Said.by_us(ours.value.detail) == Said.by_the_library(theirs.value)
    assert stage.connections() == {(system, account_id)}


@BOTH
def test_both_hear_that_a_client_is_not_the_keys_own(stage: Stage, system: System) -> None:
    account_id = platform(stage, system).connect()
    here = platform(stage, system, client_id=stage.registered(OTHER[system]).client_id)
    with pytest.raises(oauth_error.InvalidClientError) as theirs:
        here.official.oauth.deauthorize(params={"stripe_user_id": account_id})
    with pytest.raises(ServiceError) as ours:
        here.ours.deauthorize(system, account_id, no_deadline)
    assert Said.by_us(ours.value.detail) == Said.by_the_library(theirs.value)
    assert stage.connections() == {(system, account_id)}


@BOTH
def test_what_the_library_calls_an_error_is_done_here_for_an_account_that_is_not_connected(
    stage: Stage, system: System
) -> None:
    here = platform(stage, system)
    account_id = here.connect()
    form = {"client_id": here.client_id, "stripe_user_id": account_id}
    here.ours.deauthorize(system, account_id, no_deadline)
    with pytest.raises(oauth_error.InvalidClientError) as theirs:
        here.official.oauth.deauthorize(params={"stripe_user_id": account_id})
    heard = read_oauth_refusal(post(here, "/oauth/deauthorize", form), DEAUTHORIZE_ERRORS, ())
    assert heard is not None
    assert Said.by_us(heard) == Said.by_the_library(theirs.value)
    here.ours.deauthorize(system, account_id, no_deadline)


# Refusals of the API --------------------------------------------------------------------------


@BOTH
def test_both_hear_that_an_account_is_not_connected(stage: Stage, system: System) -> None:
    here = platform(stage, system)
    account_id = here.connect()
    here.ours.deauthorize(system, account_id, no_deadline)
    with pytest.raises(stripe.PermissionError) as theirs:
        here.official.v1.accounts.retrieve_current(options={"stripe_account": account_id})
    with pytest.raises(AccountNotConnectedError) as ours:
        here.ours.account(system, account_id, no_deadline)
    said = Said.by_the_library(theirs.value)
    assert (said.error, said.status) == ("account_invalid", 403)
    assert Said.by_us(ours.value.detail) == said


@BOTH
def test_both_hear_of_a_bad_key_when_they_read_an_account(stage: Stage, system: System) -> None:
    account_id = platform(stage, system).connect()
    here = platform(stage, system, key=wrong_key(system))
    with pytest.raises(stripe.AuthenticationError) as theirs:
        here.official.v1.accounts.retrieve_current(options={"stripe_account": account_id})
    with pytest.raises(SecretRefusedError) as ours:
        here.ours.account(system, account_id, no_deadline)
    said = Said.by_the_library(theirs.value)
    assert (said.error, said.status) == ("invalid_request_error", 401)
    assert Said.by_us(ours.value.detail) == said


@BOTH
def test_the_library_knows_an_address_that_is_not_there(stage: Stage, system: System) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        platform(stage, system).official.v1.customers.list()
