"""The client and the practice m3ter: what the two make of the published document."""

from dataclasses import replace

import pytest
from m3ter import M3ter

from desktop_app.core.errors import (
    ConflictError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
    SecretRefusedError,
)
from desktop_app.core.m3ter import BILL, Configuration
from desktop_app.core.systems import System
from tests.m3ter.conftest import PracticeM3ter, client_at


def bills(name: str = "Bills EU", credential_id: str = "") -> Configuration:
    return Configuration("", name, BILL, System.STRIPE_TEST.value, credential_id=credential_id)


def sdk(practice: PracticeM3ter) -> M3ter:
    at = practice.at
    return M3ter(
        api_key=at.m3ter_key.id,
        api_secret=at.m3ter_key.secret,
        org_id=at.m3ter_organization,
        base_url=at.m3ter_base,
    )


def test_a_credential_is_registered_and_used_by_a_configuration(practice: PracticeM3ter) -> None:
    client = practice.client
    registered = client.register("EU billing", System.STRIPE_TEST)
    made = client.create_configuration(bills(credential_id=registered.id))

    assert made.credential_id == registered.id
    assert made.destination_id == registered.destination_id
    assert made.version == 1
    (credentials,) = client.credentials()
    assert credentials.items == (registered,)
    (configurations,) = client.configurations()
    assert configurations.items == (made,)
    assert client.configuration(made.id) == made


def test_the_official_library_sees_the_same(practice: PracticeM3ter) -> None:
    client, official = practice.client, sdk(practice)
    registered = client.register("EU billing", System.STRIPE_TEST)
    ours = client.create_configuration(bills(credential_id=registered.id))
    (theirs,) = official.integration_configurations.list()

    assert (theirs.id, theirs.name, theirs.entity_type) == (ours.id, ours.name, ours.entity)
    assert theirs.integration_credentials_id == registered.id
    assert (theirs.authorized, theirs.enabled) == (ours.authorized, ours.enabled)
    assert theirs.version == ours.version


def test_what_the_official_library_makes_is_read(practice: PracticeM3ter) -> None:
    official = sdk(practice)
    theirs = official.integration_configurations.create(
        entity_type=BILL,
        destination="STRIPE",
        name="Theirs",
        config_data={"sendOnApproval": True},
    )
    (portion,) = practice.client.configurations()
    (ours,) = portion.items
    assert (ours.id, ours.name, ours.options) == (theirs.id, "Theirs", '{"sendOnApproval": true}')


def test_a_change_needs_the_current_version(practice: PracticeM3ter) -> None:
    client = practice.client
    first = client.create_configuration(bills())
    second = client.update_configuration(replace(first, name="Bills Nordics"))
    assert (second.name, second.version) == ("Bills Nordics", 2)

    with pytest.raises(ConflictError) as caught:
        client.update_configuration(replace(first, name="Bills DACH"))
    assert caught.value.detail.description == "The version is 2 now"
    assert client.configuration(first.id).name == "Bills Nordics"


def test_a_configuration_is_enabled_and_deleted(practice: PracticeM3ter) -> None:
    client = practice.client
    made = client.create_configuration(bills())
    assert client.enable_configuration(made.id).enabled is True
    client.delete_configuration(made.id)
    client.delete_configuration(made.id)

    with pytest.raises(NotFoundError):
        client.configuration(made.id)


def test_lists_are_read_page_by_page_to_the_end(practice: PracticeM3ter) -> None:
    client = practice.client
    for number in range(205):
        client.register(f"Credential {number}", System.STRIPE)
    portions = list(client.credentials())

    assert [len(portion.items) for portion in portions] == [200, 5]
    assert [portion.is_last for portion in portions] == [False, True]
    names = [each.name for portion in portions for each in portion.items]
    assert names == [f"Credential {number}" for number in reversed(range(205))]


def test_one_token_serves_many_requests(practice: PracticeM3ter) -> None:
    practice.client.systems()
    practice.client.systems()
    asked = [asked.path for asked, _ in practice.recorder.exchanges]
    assert sum(path.endswith("/oauth/token") for path in asked) == 1


def test_a_wrong_key_and_a_wrong_organization_are_told_apart(practice: PracticeM3ter) -> None:
    with pytest.raises(SecretRefusedError):
        client_at(practice.at, secret="standin_secret_wrong").systems()
    with pytest.raises(NotPermittedError):
        client_at(practice.at, organization_id="another").systems()


def test_what_m3ter_refuses_is_told_in_its_words(practice: PracticeM3ter) -> None:
    with pytest.raises(RefusedError) as caught:
        practice.client.create_configuration(replace(bills(), entity="Notification"))
    assert caught.value.detail.status == 422
    assert "only bills" in caught.value.detail.description
