"""What a person does with m3ter in the Practice workspace, by the labels of things."""

from typing import Any

from m3ter import M3ter, omit

from tests import labels
from tests.end_to_end.assistive import Person
from tests.end_to_end.journey import go, open_stripe
from tests.end_to_end.records import Records
from tests.end_to_end.workplace import Workplace
from tests.waiting import until

ORGANIZATION = "practice-organization"


def colleague(records: Records) -> M3ter:
    """Return m3ter's own library, as somebody else uses it who has the same access key."""
    key_id, secret = records.practice_m3ter_key()
    return M3ter(
        api_key=key_id,
        api_secret=secret,
        org_id=ORGANIZATION,
        base_url=f"http://127.0.0.1:{records.practice_port()}/m3ter",
    )


def create_bills(records: Records, name: str, credential_id: str = "") -> str:
    """Have a colleague set up bills for Stripe's test mode; return the status that it has.

    `credential_id` is m3ter's id of the credential to use; none if it is empty.
    """
    made = colleague(records).integration_configurations.create(
        entity_type="Bill",
        destination="STRIPE_TEST",
        name=name,
        config_data={},
        integration_credentials_id=credential_id or omit,
    )
    assert made.enabled
    return labels.ENABLED if made.authorized else labels.NOT_AUTHORIZED


def registered(records: Records, name: str) -> str:
    """Return m3ter's id of the one credential of this name, as a colleague sees it."""
    path = f"/organizations/{ORGANIZATION}/integrationcredentials"
    page: Any = colleague(records).get(path, cast_to=object)
    (found,) = [each for each in page["data"] if each["name"] == name]
    return str(found["id"])


def statuses(records: Records) -> list[str]:
    """Return the statuses of the runs of the one destination, the newest first."""
    theirs = colleague(records)
    (configuration,) = theirs.integration_configurations.list()
    made: Any = theirs.get(
        f"/organizations/{ORGANIZATION}/integrationconfigs/{configuration.id}", cast_to=object
    )
    path = f"/organizations/{ORGANIZATION}/integrationruns/destinations/{made['destinationId']}"
    page: Any = theirs.get(f"{path}?order=DESC", cast_to=object)
    return [str(each["status"]) for each in page["data"]]


def send_a_bill(at: Workplace) -> None:
    """Have m3ter send a bill by the one configuration, on the page in place of its Console."""
    before = len(statuses(at.records))
    at.browser.visit(console_of(at.records))
    at.browser.press(labels.SEND_A_BILL)
    until(lambda: len(statuses(at.records)) == before + 1, "the bill to be sent")


def dashboard_of(records: Records, account_id: str) -> str:
    """Return the address of an account's page at the stand-in for Stripe, in test mode."""
    return f"http://127.0.0.1:{records.practice_port()}/dashboard/{account_id}/test"


def console_of(records: Records) -> str:
    """Return the address of the page that stands in for m3ter's Console."""
    return f"http://127.0.0.1:{records.practice_port()}/m3ter/console"


def open_dialog(at: Workplace) -> None:
    """Come from the Integrations page to the dialog, with the stand-in's key filled in."""
    person = at.person
    person.press(labels.CONNECT_M3TER)
    person.sees_window(labels.CONNECT_M3TER_DIALOG)
    person.sees("This is not m3ter", labels.CONNECT_M3TER_DIALOG)
    person.awaits_enabled(labels.CONNECT)
    key_id, secret = at.records.practice_m3ter_key()
    assert person.reads(labels.ORGANIZATION_ID) == ORGANIZATION
    assert person.reads(labels.ACCESS_KEY_ID) == key_id
    masked = person.reads(labels.API_SECRET)
    assert len(masked) == len(secret)
    assert masked != secret


def connect(at: Workplace) -> None:
    """Connect m3ter from the Integrations page, with what is filled in."""
    open_dialog(at)
    finish(at.person)


def finish(person: Person) -> None:
    """Have the key tried and stored, and see what m3ter has."""
    person.press(labels.CONNECT)
    person.sees_no_window(labels.CONNECT_M3TER_DIALOG)
    person.sees(f"m3ter is connected: {ORGANIZATION}")


def open_configurations(person: Person) -> None:
    """Go from the Integrations page to what is set up for Stripe."""
    go(open_stripe(person))
    person.press(labels.CONFIGURATIONS)
    person.sees_button(labels.REFRESH)


def sees_what_is_new(at: Workplace, name: str) -> None:
    """Have a colleague set up bills, and see them in the Configurations panel, which is shown."""
    status = create_bills(at.records, name)
    at.person.press(labels.REFRESH)
    at.person.sees_row(name, labels.STRIPE, status, labels.NO_CREDENTIAL)


def disconnect(person: Person) -> None:
    """Disconnect m3ter on the Settings page."""
    person.opens_row(labels.SETTINGS)
    person.press(labels.DISCONNECT_M3TER)
    person.sees_window(labels.DISCONNECT_M3TER_DIALOG)
    person.sees("Disconnect m3ter?")
    assert person.focused() == labels.CANCEL
    person.press(labels.DISCONNECT)
    person.sees_no_window(labels.DISCONNECT_M3TER_DIALOG)
    person.sees("m3ter is disconnected")
