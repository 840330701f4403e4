"""m3ter connected in Practice, read, and disconnected, with a real keychain and browser.

A colleague uses m3ter's own library in the meantime.
"""

from datetime import timedelta

from tests import labels
from tests.end_to_end import m3ter_connection, organization
from tests.end_to_end.agreement import assert_all_agree
from tests.end_to_end.journey import ACCOUNT_ID, approve_again, create_credential, go, open_stripe
from tests.end_to_end.m3ter_connection import ORGANIZATION
from tests.end_to_end.traces import files_in, traces
from tests.end_to_end.workplace import Workplace
from tests.ports import is_served
from tests.waiting import until

OWN_SYSTEMS = ("NetSuite", "Salesforce", "Webhook")
# Only the built-in list has it.
BUILT_IN = "Xero"


def assert_secret_is_nowhere(at: Workplace, secret: str) -> None:
    """Search all that the program wrote, and what others see of it."""
    written = files_in(at.program.data_dir, at.program.log, at.desktop.home)
    # The stand-in itself has to know it, and the search finds it there.
    own = {str(at.records.practice_m3ter): written.pop(str(at.records.practice_m3ter))}
    assert traces([secret], own)
    seen = {
        "the process": at.program.seen_by_others(),
        "the screen": "\n".join(at.person.words()).encode(),
        "the clipboard": at.desktop.clipboard().encode(),
    }
    assert traces([secret], written | seen) == []


def test_what_a_colleague_sets_up_is_read_and_m3ter_disconnected_again(
    workplace: Workplace,
) -> None:
    at, person = workplace, workplace.person
    person.sees(BUILT_IN)
    m3ter_connection.open_dialog(at)
    _, secret = at.records.practice_m3ter_key()
    assert_secret_is_nowhere(at, secret)
    m3ter_connection.finish(person)
    person.sees(labels.READ_FROM_M3TER)
    for system in OWN_SYSTEMS:
        person.sees(system)
    person.sees(labels.NOT_SET_UP)
    assert not person.can_see(BUILT_IN)
    (entry,) = at.keychain.entries()
    assert entry.secret == secret
    assert_secret_is_nowhere(at, secret)

    m3ter_connection.open_configurations(person)
    person.sees("No configurations yet")
    m3ter_connection.sees_what_is_new(at, "EU bills")

    at.browser.visit(m3ter_connection.console_of(at.records))
    at.browser.press(labels.DISABLE_INTEGRATION)
    at.browser.sees(labels.DISABLED)
    person.press(labels.REFRESH)
    person.sees_row("EU bills", labels.DISABLED, labels.NO_CREDENTIAL)
    assert_all_agree(at)

    m3ter_connection.disconnect(person)
    until(lambda: at.keychain.entries() == [], "the key to leave the keychain")
    person.opens_row(labels.ACTIVITY)
    person.sees_row(labels.M3TER_CONNECTED, ORGANIZATION)
    person.sees_row(labels.M3TER_DISCONNECTED, ORGANIZATION)
    person.opens_row(labels.INTEGRATIONS)
    person.sees(BUILT_IN)
    person.sees_button(labels.CONNECT_M3TER)
    assert not person.can_see(labels.READ_FROM_M3TER)
    assert_all_agree(at)
    assert_secret_is_nowhere(at, secret)
    # Nothing changed at m3ter.
    (theirs,) = m3ter_connection.colleague(at.records).integration_configurations.list()
    assert theirs.name == "EU bills"


def test_what_was_read_is_shown_at_the_next_start_and_read_again_with_the_key_in_the_keychain(
    workplace: Workplace,
) -> None:
    at, person = workplace, workplace.person
    m3ter_connection.connect(at)
    m3ter_connection.open_configurations(person)
    m3ter_connection.sees_what_is_new(at, "EU bills")
    m3ter_connection.create_bills(at.records, "US bills")
    until(lambda: "EU bills" in at.records.m3ter_lists(), "what was read to be stored")
    person.opens_row(labels.INTEGRATIONS)
    person.sees(labels.NOT_SET_UP)
    at.program.close()
    at.records.make_m3ter_lists_older(timedelta(days=3))

    at.program.start()
    person.sees(f"{labels.READ_FROM_M3TER} 3 days ago")
    for system in OWN_SYSTEMS:
        person.sees(system)
    # The key was not read yet, and nobody was asked.
    assert not is_served(at.records.practice_port())
    entries = at.keychain.entries()
    at.keychain.clear()
    person.press(labels.REFRESH_M3TER)
    person.sees("The access key is not on this computer any more")
    person.sees(f"{labels.READ_FROM_M3TER} 3 days ago")
    m3ter_connection.open_configurations(person)
    person.sees_row("EU bills")
    person.sees("read from m3ter 3 days ago")
    assert not person.can_see("US bills")

    at.keychain.restore(entries)
    person.press(labels.REFRESH)
    person.sees_row("US bills")
    person.sees("read from m3ter just now")
    assert_all_agree(at)


def test_after_a_power_cut_nothing_dangles_and_m3ter_is_connected_or_not(
    workplace: Workplace,
) -> None:
    at, person = workplace, workplace.person
    m3ter_connection.open_dialog(at)
    with organization.connecting_stands_still(at, at.records):
        until(at.keychain.entries, "the key to be kept")
        at.program.kill()

    at.program.start()
    person.sees(BUILT_IN)
    until(lambda: at.keychain.entries() == [], "the key to leave the keychain")
    assert at.records.activities() == []
    assert_all_agree(at)

    m3ter_connection.connect(at)
    at.program.kill()
    at.program.start()
    person.press(labels.REFRESH_M3TER)
    until(lambda: is_served(at.records.practice_port()), "m3ter to be asked")
    m3ter_connection.open_configurations(person)
    m3ter_connection.sees_what_is_new(at, "EU bills")
    assert at.records.m3ter_organizations() == [ORGANIZATION]
    assert_all_agree(at)


def test_a_credential_arrives_where_it_is_needed_and_comes_back_after_access_was_revoked(
    workplace: Workplace,
) -> None:
    at, person = workplace, workplace.person
    m3ter_connection.connect(at)
    go(open_stripe(person))
    go(create_credential(person, at.browser, labels.STRIPE_TEST, "EU billing"))
    person.sees("Registered with m3ter")
    registered_id = m3ter_connection.registered(at.records, "EU billing")
    assert registered_id in " ".join(person.words())

    m3ter_connection.create_bills(at.records, "EU bills", registered_id)
    person.press(labels.CONFIGURATIONS)
    person.press(labels.REFRESH)
    person.sees_row("EU bills", labels.STRIPE, labels.ENABLED, "EU billing")
    m3ter_connection.send_a_bill(at)
    person.press(labels.REFRESH)
    person.sees("Sent")
    assert m3ter_connection.statuses(at.records) == ["COMPLETE"]

    at.browser.visit(m3ter_connection.dashboard_of(at.records, ACCOUNT_ID))
    at.browser.press(labels.REVOKE_M3TERS_ACCESS)
    m3ter_connection.send_a_bill(at)
    person.press(labels.REFRESH)
    person.sees("Access was refused")
    person.sees_row("EU bills", labels.NOT_AUTHORIZED)
    assert m3ter_connection.statuses(at.records) == ["AUTH_FAILED", "COMPLETE"]
    person.press(labels.SHOW_THE_CREDENTIAL)
    person.press(labels.CHECK_CONNECTION)
    person.sees_row("EU billing", labels.DISCONNECTED)
    approve_again(person, at.browser, labels.STRIPE_TEST, "EU billing")

    m3ter_connection.send_a_bill(at)
    person.press(labels.CONFIGURATIONS)
    person.press(labels.REFRESH)
    person.sees_row("EU bills", labels.ENABLED)
    assert m3ter_connection.statuses(at.records) == ["COMPLETE", "AUTH_FAILED", "COMPLETE"]
    assert_all_agree(at)
