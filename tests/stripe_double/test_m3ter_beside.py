"""The m3ter beside the double: whom it reaches, and whom it lets in."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from desktop_app.core.deadline import no_deadline
from desktop_app.core.errors import NotPermittedError, SecretRefusedError
from desktop_app.core.m3ter import BILL, AccessKey, Configuration, RegisteredCredential, Run
from desktop_app.core.profile import Profile
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.m3ter.client import M3terClient
from desktop_app.m3ter.gateway import OrganizationM3ter
from desktop_app.m3ter.session import Session
from desktop_app.profiles.reading import parse_profile
from desktop_app.workflow.m3ter_ports import Proposal
from tests import labels
from tests.practice.visitor import Page, Visitor
from tests.stripe_double.accounts import INCOMPLETE, READY, Account
from tests.stripe_double.clients import Mode
from tests.stripe_double.double import StripeDouble
from tests.stripe_double.m3ter_beside import M3terBeside
from tests.stripe_double.profile_files import direct_profile, exchange_profile
from tests.stripe_double.test_double import redeem

NAME = "Bills EU"
SYSTEMS = {Mode.LIVE: System.STRIPE, Mode.TEST: System.STRIPE_TEST}
BOTH = pytest.mark.parametrize("mode", list(Mode))


@pytest.fixture
def m3ter(double: StripeDouble, tmp_path: Path) -> Iterator[M3terBeside]:
    with M3terBeside(double, tmp_path / "m3ter") as m3ter:
        yield m3ter


def key_of(m3ter: M3terBeside, secret: str = "") -> AccessKey:
    return AccessKey(m3ter.key.id, Secret(secret or m3ter.key.secret))


def client(m3ter: M3terBeside) -> M3terClient:
    return M3terClient(Session(m3ter.base, key_of(m3ter)), m3ter.organization)


def gateway_of(profile: Profile) -> OrganizationM3ter:
    service = profile.m3ter
    host = urlsplit(service.api_base).netloc
    return OrganizationM3ter(
        lambda: service.api_base,
        lambda: Proposal(service.organization_id, host),
        is_stand_in=bool(service.stand_in),
    )


def connect(double: StripeDouble, mode: Mode, account: Account = READY) -> None:
    redeem(double, double.approve(mode, account.id), double.clients[mode].secret_key)


def configure(
    m3ter: M3terBeside, mode: Mode, name: str = NAME
) -> tuple[RegisteredCredential, Configuration]:
    """Register a credential, and configure bills that go by it."""
    registered = client(m3ter).register(f"Credential of {name}", SYSTEMS[mode])
    system = SYSTEMS[mode].value
    wanted = Configuration("", name, BILL, system, credential_id=registered.id)
    return registered, client(m3ter).create_configuration(wanted)


def console(m3ter: M3terBeside) -> Page:
    return Visitor().open(m3ter.console)


def send_a_bill(m3ter: M3terBeside, configuration: Configuration) -> Run:
    """Send a bill as a person does in the Console's page, and return its run."""
    button = f"{labels.SEND_A_BILL}: {configuration.name}"
    assert Visitor().press(console(m3ter), button).status == 200
    newest, *_ = next(client(m3ter).runs(configuration.destination_id)).items
    return newest


@pytest.mark.parametrize("written", [direct_profile, exchange_profile])
def test_the_profiles_lead_to_it_and_its_key_works(
    double: StripeDouble, m3ter: M3terBeside, written: Callable[[StripeDouble, M3terBeside], str]
) -> None:
    profile = parse_profile(written(double, m3ter))
    assert profile.m3ter.stand_in == m3ter.base
    gateway = gateway_of(profile)
    offer = gateway.try_key(profile.m3ter.organization_id, key_of(m3ter), no_deadline)
    assert offer.credentials
    gateway.take_key(profile.m3ter.organization_id, key_of(m3ter))
    assert gateway.systems(no_deadline) == offer.systems
    assert {each.identifier for each in offer.systems} >= {system.value for system in System}


def test_without_it_a_profile_does_not_name_m3ter(double: StripeDouble) -> None:
    for text in (direct_profile(double), exchange_profile(double)):
        assert "[m3ter]" not in text
        assert not parse_profile(text).m3ter.stand_in


def test_another_key_and_another_organization_are_refused(
    double: StripeDouble, m3ter: M3terBeside
) -> None:
    profile = parse_profile(direct_profile(double, m3ter))
    gateway = gateway_of(profile)
    wrong = key_of(m3ter, "standin_secret_" + "0" * 40)
    with pytest.raises(SecretRefusedError) as refused:
        gateway.try_key(profile.m3ter.organization_id, wrong, no_deadline)
    assert refused.value.detail.status == 401
    with pytest.raises(NotPermittedError):
        gateway.try_key(profile.organization.id, key_of(m3ter), no_deadline)


@BOTH
def test_a_bill_arrives_until_access_is_revoked_at_the_double(
    double: StripeDouble, m3ter: M3terBeside, mode: Mode
) -> None:
    connect(double, mode)
    _, configuration = configure(m3ter, mode)
    assert configuration.authorized is True
    sent = send_a_bill(m3ter, configuration)
    assert (sent.status, sent.error) == ("COMPLETE", "")
    bill = Visitor().open(sent.url)
    assert bill.status == 200
    assert "Acme Ltd" in bill.text

    visitor = Visitor()
    visitor.press(visitor.open(f"{double.origin}/"), "Revoke access")
    refused = send_a_bill(m3ter, configuration)
    assert (refused.status, refused.url) == ("AUTH_FAILED", "")
    assert client(m3ter).configuration(configuration.id).authorized is False

    connect(double, mode)
    assert send_a_bill(m3ter, configuration).status == "COMPLETE"


def test_a_credential_reaches_the_account_that_was_connected_last_in_its_mode(
    double: StripeDouble, m3ter: M3terBeside
) -> None:
    connect(double, Mode.TEST)
    first, _ = configure(m3ter, Mode.TEST, "Bills UK")
    connect(double, Mode.TEST, INCOMPLETE)
    connect(double, Mode.LIVE)
    second, _ = configure(m3ter, Mode.TEST, "Bills DE")
    assert first.destination_id != second.destination_id
    page = console(m3ter)
    assert page.links["Acme Ltd"] == f"{double.origin}/dashboard/{READY.id}/test"
    assert page.links["Acme Europe GmbH"] == f"{double.origin}/dashboard/{INCOMPLETE.id}/test"
    assert Visitor().open(page.links["Acme Ltd"]).status == 200

    double.cut_off(Mode.TEST, INCOMPLETE.id)
    third, _ = configure(m3ter, Mode.TEST, "Bills again")
    assert third.destination_id == first.destination_id
    live, _ = configure(m3ter, Mode.LIVE, "Bills live")
    assert live.destination_id != first.destination_id
    assert console(m3ter).text.count(f'/dashboard/{READY.id}"') == 1


def test_a_credential_without_an_account_reaches_none(
    double: StripeDouble, m3ter: M3terBeside
) -> None:
    _, configuration = configure(m3ter, Mode.TEST)
    assert "No account" in console(m3ter).text
    connect(double, Mode.TEST)
    assert send_a_bill(m3ter, configuration).status == "AUTH_FAILED"


def test_an_account_without_a_name_is_named_by_its_email(
    double: StripeDouble, m3ter: M3terBeside
) -> None:
    double.change_account(replace(READY, name=None))
    connect(double, Mode.TEST)
    configure(m3ter, Mode.TEST)
    assert READY.email in console(m3ter).links


def test_after_a_restart_the_key_is_the_same_and_what_was_made_is_there(
    double: StripeDouble, tmp_path: Path
) -> None:
    with M3terBeside(double, tmp_path) as before:
        connect(double, Mode.TEST)
        _, configuration = configure(before, Mode.TEST)
    # As if both had ended: the new double knows of no approval.
    with StripeDouble() as other, M3terBeside(other, tmp_path) as after:
        assert after.key == before.key
        assert send_a_bill(after, configuration).status == "AUTH_FAILED"
        connect(other, Mode.TEST)
        assert send_a_bill(after, configuration).status == "COMPLETE"


def test_it_is_reached_by_its_own_address_only(m3ter: M3terBeside) -> None:
    assert urlsplit(m3ter.base).hostname == "127.0.0.1"
    port = urlsplit(m3ter.base).port
    for host in ("rebound.example", f"rebound.example:{port}", f"localhost:{port}"):
        page = Visitor().open(m3ter.console, {"Host": host})
        assert (page.status, page.headings) == (400, [])
        assert token_status(m3ter, {"Host": host}) == 400
    assert token_status(m3ter, {}) == 200


def test_other_sites_send_no_bill_and_get_no_token(
    double: StripeDouble, m3ter: M3terBeside
) -> None:
    connect(double, Mode.TEST)
    _, configuration = configure(m3ter, Mode.TEST)
    page = console(m3ter)
    button = f"{labels.SEND_A_BILL}: {NAME}"
    for origin in ("https://evil.example", double.origin, "null"):
        assert Visitor().press(page, button, {"Origin": origin}).status == 403
        assert token_status(m3ter, {"Origin": origin}) == 403
    assert Visitor().press(page, button, ticket="0" * 64).status == 403
    assert next(client(m3ter).runs(configuration.destination_id)).items == ()


def test_it_serves_nothing_of_the_stripe_that_practice_has(m3ter: M3terBeside) -> None:
    origin = m3ter.base.removesuffix("/m3ter")
    for path in ("/", "/oauth/authorize", "/v1/account", f"/dashboard/{READY.id}"):
        assert Visitor().open(f"{origin}{path}").status == 404


def test_a_port_that_is_taken_is_said_at_once(
    double: StripeDouble, m3ter: M3terBeside, tmp_path: Path
) -> None:
    taken = urlsplit(m3ter.base).port or 0
    with pytest.raises(OSError, match="in use"):
        M3terBeside(double, tmp_path / "other", taken)


def test_its_secret_is_in_no_page_and_in_no_repr(m3ter: M3terBeside) -> None:
    assert m3ter.key.secret not in console(m3ter).text
    assert m3ter.key.secret not in repr(m3ter.key)


def token_status(m3ter: M3terBeside, headers: dict[str, str]) -> int:
    """Ask for a token with the right key, and return the status of the answer."""
    with requests.Session() as session:
        session.trust_env = False
        return session.post(
            f"{m3ter.base}/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(m3ter.key.id, m3ter.key.secret),
            headers=headers,
            timeout=10,
        ).status_code
