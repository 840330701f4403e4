"""Stripe's own Python library as an outside witness: it takes the practice Stripe for Stripe."""

from collections.abc import Callable

import pytest
import stripe
from stripe import oauth_error

from desktop_app.practice.clients import Client, Mode
from tests.practice.conftest import ACME, World


def library(world: World, client: Client, key: str | None = None) -> stripe.StripeClient:
    return stripe.StripeClient(
        key or client.secret_key,
        client_id=client.client_id,
        base_addresses={"api": world.at.api_base, "connect": world.at.api_base},
        max_network_retries=0,
    )


def redeem(world: World, code: str) -> stripe.OAuth.OAuthToken:
    return library(world, world.at.test).oauth.token(
        params={"grant_type": "authorization_code", "code": code}
    )


def test_its_authorize_address_opens_the_approval_page(world: World) -> None:
    url = library(world, world.at.test).oauth.authorize_url(
        params={"scope": "read_write", "state": "s", "stripe_user": {"email": "a@acme.example"}}
    )
    page = world.visitor.open(url)
    assert page.headings == ["Get started with Stripe"]
    assert page.fields["email"] == "a@acme.example"


@pytest.mark.parametrize("mode", list(Mode))
def test_it_exchanges_reads_and_deauthorizes(world: World, mode: Mode) -> None:
    client = world.at.live if mode is Mode.LIVE else world.at.test
    official = library(world, client)
    granted = official.oauth.token(
        params={"grant_type": "authorization_code", "code": world.approve(client)}
    )
    assert granted.stripe_user_id == ACME
    assert granted.livemode is mode.livemode
    assert granted.scope == "read_write"

    for account in (
        official.v1.accounts.retrieve_current(options={"stripe_account": ACME}),
        official.v1.accounts.retrieve(ACME),
    ):
        assert account.id == ACME
        assert account.charges_enabled is True
        assert account.business_profile is not None
        assert account.business_profile.name == "Acme Ltd"

    gone = official.oauth.deauthorize(params={"stripe_user_id": ACME})
    assert gone.stripe_user_id == ACME
    assert world.practice.grants() == []


def test_it_sees_a_used_code_as_an_invalid_grant(world: World) -> None:
    code = world.approve()
    redeem(world, code)
    with pytest.raises(oauth_error.InvalidGrantError, match="already been used"):
        redeem(world, code)
    assert world.practice.grants() == []


def unknown_code(world: World) -> None:
    redeem(world, "ac_unknown")


def expired_code(world: World) -> None:
    code = world.approve()
    world.clock.now += 300
    redeem(world, code)


def code_of_the_other_mode(world: World) -> None:
    redeem(world, world.approve(world.at.live))


def no_code(world: World) -> None:
    library(world, world.at.test).oauth.token(params={"grant_type": "authorization_code"})


def other_grant_type(world: World) -> None:
    library(world, world.at.test).oauth.token(
        params={"grant_type": "refresh_token", "refresh_token": "rt_x"}
    )


def other_scope(world: World) -> None:
    library(world, world.at.test).oauth.token(
        params={"grant_type": "authorization_code", "code": "ac_x", "scope": "all"}
    )


def wrong_key(world: World) -> None:
    library(world, world.at.test, "sk_test_wrong").oauth.token(
        params={"grant_type": "authorization_code", "code": "ac_x"}
    )


def deauthorize_what_is_not_connected(world: World) -> None:
    library(world, world.at.test).oauth.deauthorize(params={"stripe_user_id": ACME})


def deauthorize_with_the_other_client(world: World) -> None:
    library(world, world.at.test).oauth.deauthorize(
        params={"stripe_user_id": ACME, "client_id": world.at.live.client_id}
    )


@pytest.mark.parametrize(
    ("do", "error", "status"),
    [
        (unknown_code, oauth_error.InvalidGrantError, 400),
        (expired_code, oauth_error.InvalidGrantError, 400),
        (code_of_the_other_mode, oauth_error.InvalidGrantError, 400),
        (no_code, oauth_error.InvalidRequestError, 400),
        (other_grant_type, oauth_error.UnsupportedGrantTypeError, 400),
        (other_scope, oauth_error.InvalidScopeError, 400),
        (wrong_key, oauth_error.InvalidClientError, 401),
        (deauthorize_what_is_not_connected, oauth_error.InvalidClientError, 401),
        (deauthorize_with_the_other_client, oauth_error.InvalidClientError, 401),
    ],
)
def test_it_recognises_every_oauth_error(
    world: World, do: Callable[[World], None], error: type[oauth_error.OAuthError], status: int
) -> None:
    with pytest.raises(error) as caught:
        do(world)
    assert caught.value.http_status == status
    assert (caught.value.request_id or "").startswith("req_")


def test_it_recognises_the_errors_of_the_api(world: World) -> None:
    with pytest.raises(stripe.AuthenticationError):
        library(world, world.at.test, "sk_test_wrong").v1.accounts.retrieve_current()
    with pytest.raises(stripe.PermissionError, match="does not have access") as caught:
        library(world, world.at.test).v1.accounts.retrieve(ACME)
    assert caught.value.error is not None
    assert caught.value.error.code == "account_invalid"
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        library(world, world.at.test).v1.customers.list()
