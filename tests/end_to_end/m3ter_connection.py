"""What a person does with m3ter in the Practice workspace, by the labels of things."""

from m3ter import M3ter

from tests import labels
from tests.end_to_end.assistive import Person
from tests.end_to_end.journey import go, open_stripe
from tests.end_to_end.records import Records
from tests.end_to_end.workplace import Workplace

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


def create_bills(records: Records, name: str) -> str:
    """Have a colleague set up bills for Stripe's test mode; return the status that it has."""
    made = colleague(records).integration_configurations.create(
        entity_type="Bill", destination="STRIPE_TEST", name=name, config_data={}
    )
    assert made.enabled
    return labels.ENABLED if made.authorized else labels.NOT_AUTHORIZED


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
