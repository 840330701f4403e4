"""The page that stands in for m3ter's Console: what it lists, and what a person does there."""

from html.parser import HTMLParser

import pytest

from desktop_app.core.m3ter import BILL, Configuration, RegisteredCredential, Run
from desktop_app.core.systems import System
from desktop_app.m3ter.client import M3terClient
from tests import labels
from tests.m3ter.conftest import client_at
from tests.practice.conftest import ACME, MakePractice, PracticeHarness
from tests.practice.visitor import Page

HOSTILE = """<b>"Bills" & 'more'</b><script>alert(1)</script>"""


class Facts(HTMLParser):
    """What the parts of a page say: by the heading of the part, and then by the term."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.parts: dict[str, dict[str, str]] = {}
        self._tag, self._heading, self._term = "", "", ""
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"h3", "dt", "dd"}:
            self._tag = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._tag:
            self._tag = ""

    def handle_data(self, data: str) -> None:
        if self._tag == "h3":
            self._heading = data
            self.parts[data] = {}
        elif self._tag == "dt":
            self._term = data
        elif self._tag == "dd":
            part = self.parts[self._heading]
            part[self._term] = f"{part[self._term]} {data}" if self._term in part else data


def facts(page: Page) -> dict[str, dict[str, str]]:
    return Facts(page).parts


def console(harness: PracticeHarness) -> Page:
    return harness.visitor.open(harness.at.m3ter_console)


def client(harness: PracticeHarness) -> M3terClient:
    return client_at(harness.at)


def register(harness: PracticeHarness, name: str = "EU billing") -> RegisteredCredential:
    return client(harness).register(name, System.STRIPE_TEST)


def configure(
    harness: PracticeHarness, name: str = "Bills EU", credential_id: str = ""
) -> Configuration:
    wanted = Configuration("", name, BILL, System.STRIPE_TEST.value, credential_id=credential_id)
    return client(harness).create_configuration(wanted)


def configure_connected(harness: PracticeHarness, name: str = "Bills EU") -> Configuration:
    """Connect an account at the made-up Stripe, register it, and configure its bills."""
    harness.redeem(harness.approve())
    return configure(harness, name, register(harness).id)


def press(harness: PracticeHarness, label: str, name: str = "Bills EU") -> Page:
    return harness.visitor.press(console(harness), f"{label}: {name}")


def revoke(harness: PracticeHarness) -> None:
    account = harness.visitor.open(f"{harness.at.api_base}/dashboard/{ACME}/test")
    harness.visitor.press(account, labels.REVOKE_M3TERS_ACCESS)


def runs(harness: PracticeHarness, configuration: Configuration) -> list[Run]:
    portions = client(harness).runs(configuration.destination_id)
    return [run for portion in portions for run in portion.items]


def test_without_anything_it_says_where_to_make_it(harness: PracticeHarness) -> None:
    page = console(harness)
    assert page.status == 200
    assert page.headings == ["Practice m3ter: integrations"]
    assert "Practice: not the real m3ter." in page.text
    assert "stands in for the m3ter Console" in page.text
    assert "There is no configuration yet. Make one in m3ter Desktop" in page.text
    assert "No credential is registered yet. Register one in m3ter Desktop" in page.text
    assert page.buttons == {}


def test_it_lists_configurations_and_credentials_in_words(harness: PracticeHarness) -> None:
    configure_connected(harness)
    live = Configuration("", "Bills of all", BILL, System.STRIPE.value)
    client(harness).create_configuration(live)
    page = console(harness)
    assert facts(page) == {
        "Bills of all": {
            "Destination": labels.STRIPE,
            "Credential": "No credential",
            "State": "Enabled",
            "Authorization": "Not authorized",
            "Latest run": "Not known: without a credential it has no destination",
        },
        "Bills EU": {
            "Destination": labels.STRIPE_TEST,
            "Credential": "EU billing",
            "State": "Enabled",
            "Authorization": "Authorized",
            "Latest run": "No bill was sent yet",
        },
        "EU billing": {
            "Destination": labels.STRIPE_TEST,
            "Account": "Acme Ltd",
            "m3ter’s access": "Connected",
        },
    }
    assert list(page.buttons) == [
        "Send a bill: Bills of all",
        "Disable: Bills of all",
        "Send a bill: Bills EU",
        "Disable: Bills EU",
    ]
    assert page.links["Acme Ltd"] == f"{harness.at.api_base}/dashboard/{ACME}/test"


def test_a_credential_that_was_registered_without_an_account_reaches_none(
    harness: PracticeHarness,
) -> None:
    register(harness)
    part = facts(console(harness))["EU billing"]
    assert (part["Account"], part["m3ter’s access"]) == ("No account", "Not connected")


def test_the_newest_come_first_and_two_hundred_are_shown(harness: PracticeHarness) -> None:
    for number in range(201):
        configure(harness, f"Bills {number}")
    page = console(harness)
    assert list(facts(page)) == [f"Bills {number}" for number in range(200, 0, -1)]
    assert page.text.count("The newest 200 are shown.") == 1


def test_a_bill_is_sent_while_the_account_is_connected(harness: PracticeHarness) -> None:
    configuration = configure_connected(harness)
    page = press(harness, labels.SEND_A_BILL)
    assert page.response.url == harness.at.m3ter_console
    assert facts(page)["Bills EU"]["Latest run"] == "Sent to Stripe Show the bill"

    (run,) = runs(harness, configuration)
    assert (run.status, run.error) == ("COMPLETE", "")
    assert run.url == page.links[f"{labels.SHOW_THE_BILL}: Bills EU"]
    bill = harness.visitor.open(run.url)
    assert bill.status == 200
    assert "as Stripe would show it. It is made up." in bill.text
    assert "Acme Ltd" in bill.text
    assert run.entity_id in bill.text
    assert "Test mode" in bill.text


def test_a_bill_fails_after_the_owner_has_revoked_access(harness: PracticeHarness) -> None:
    configuration = configure_connected(harness)
    press(harness, labels.SEND_A_BILL)
    revoke(harness)
    assert facts(console(harness))["EU billing"]["m3ter’s access"] == "Not connected"
    assert facts(console(harness))["Bills EU"]["Authorization"] == "Authorized"

    part = facts(press(harness, labels.SEND_A_BILL))["Bills EU"]
    assert part["Latest run"].startswith("Not sent: Stripe refused access Stripe refused")
    assert part["Authorization"] == "Not authorized"
    newest, oldest = runs(harness, configuration)
    assert (newest.status, newest.url) == ("AUTH_FAILED", "")
    assert newest.error
    assert (oldest.status, bool(oldest.url)) == ("COMPLETE", True)
    assert harness.visitor.open(oldest.url.replace(oldest.id, newest.id)).status == 404
    assert client(harness).configuration(configuration.id).authorized is False


def test_the_next_bill_succeeds_once_the_account_is_connected_again(
    harness: PracticeHarness,
) -> None:
    configuration = configure_connected(harness)
    revoke(harness)
    press(harness, labels.SEND_A_BILL)
    harness.redeem(harness.approve())
    press(harness, labels.SEND_A_BILL)
    assert [run.status for run in runs(harness, configuration)] == ["COMPLETE", "AUTH_FAILED"]
    assert client(harness).configuration(configuration.id).authorized is True


def test_a_configuration_is_disabled_and_sends_nothing_then(harness: PracticeHarness) -> None:
    configuration = configure_connected(harness)
    configure(harness, "Bills US")
    page = press(harness, labels.DISABLE_INTEGRATION)
    assert facts(page)["Bills EU"]["State"] == "Disabled"
    assert facts(page)["Bills US"]["State"] == "Enabled"
    assert f"{labels.DISABLE_INTEGRATION}: Bills EU" not in page.buttons
    assert client(harness).configuration(configuration.id).enabled is False

    part = facts(press(harness, labels.SEND_A_BILL))["Bills EU"]
    assert part["Latest run"].startswith("Not sent: the integration is disabled ")
    assert [run.status for run in runs(harness, configuration)] == ["DISABLED"]
    client(harness).enable_configuration(configuration.id)
    assert facts(console(harness))["Bills EU"]["State"] == "Enabled"


def test_a_run_of_another_destination_is_not_shown(harness: PracticeHarness) -> None:
    configure_connected(harness)
    harness.redeem(harness.approve(account="acct_1PracticeAcmeNordics"))
    configure(harness, "Bills Nordics", register(harness, "Nordics").id)
    page = press(harness, labels.SEND_A_BILL, "Bills Nordics")
    assert facts(page)["Bills EU"]["Latest run"] == "No bill was sent yet"


def test_bills_keep_their_addresses_after_a_move_to_another_port(
    harness: PracticeHarness, make_practice: MakePractice
) -> None:
    configuration = configure_connected(harness)
    press(harness, labels.SEND_A_BILL)
    (before,) = runs(harness, configuration)
    harness.at = make_practice(port=0).start()
    (after,) = runs(harness, configuration)
    assert after.url == before.url.replace(before.url.split("/m3ter/")[0], harness.at.api_base)
    assert after.url != before.url
    assert harness.visitor.open(after.url).status == 200


@pytest.mark.parametrize(
    ("headers", "changed", "status"),
    [
        ({"Origin": "https://evil.example"}, {}, 403),
        ({"Host": "rebound.example"}, {}, 400),
        ({}, {"ticket": ""}, 403),
        ({}, {"ticket": "0" * 64}, 403),
        ({}, {"change": "everything"}, 400),
        ({}, {"change": ""}, 400),
    ],
)
@pytest.mark.parametrize("label", [labels.SEND_A_BILL, labels.DISABLE_INTEGRATION])
def test_nobody_else_changes_a_configuration(
    harness: PracticeHarness,
    label: str,
    headers: dict[str, str],
    changed: dict[str, str],
    status: int,
) -> None:
    configuration = configure_connected(harness)
    page = console(harness)
    pressed = harness.visitor.press(page, f"{label}: Bills EU", headers, **changed)
    assert pressed.status == status
    assert runs(harness, configuration) == []
    assert client(harness).configuration(configuration.id) == configuration


def test_the_form_of_one_configuration_does_not_change_another(harness: PracticeHarness) -> None:
    other, one = configure(harness, "Bills US"), configure_connected(harness)
    ticket = console(harness).forms[f"{labels.DISABLE_INTEGRATION}: Bills US"].fields["ticket"]
    for id_, status in ((one.id, 403), (other.id, 200)):
        url = f"{harness.at.m3ter_console}/{id_}"
        assert harness.post(url, ticket=ticket, change="disable").status_code == status
    assert client(harness).configuration(one.id).enabled is True
    assert client(harness).configuration(other.id).enabled is False


def test_a_configuration_that_was_deleted_meanwhile_is_not_found(harness: PracticeHarness) -> None:
    configuration = configure_connected(harness)
    page = console(harness)
    client(harness).delete_configuration(configuration.id)
    for label in (labels.SEND_A_BILL, labels.DISABLE_INTEGRATION):
        assert harness.visitor.press(page, f"{label}: Bills EU").status == 404
    assert runs(harness, configuration) == []


def test_a_name_is_a_name_and_no_html(harness: PracticeHarness) -> None:
    harness.redeem(harness.approve())
    configure(harness, HOSTILE, register(harness, f"{HOSTILE} of a credential").id)
    page = press(harness, labels.SEND_A_BILL, HOSTILE)
    assert "<script" not in page.text
    assert "<b>" not in page.text
    parts = facts(page)
    assert list(parts) == [HOSTILE, f"{HOSTILE} of a credential"]
    assert parts[HOSTILE]["Credential"] == f"{HOSTILE} of a credential"
    assert f"{labels.SHOW_THE_BILL}: {HOSTILE}" in page.links


def test_the_page_is_not_kept_and_loads_nothing_from_elsewhere(harness: PracticeHarness) -> None:
    configure(harness)
    page = console(harness)
    assert page.response.headers["Cache-Control"] == "no-store"
    policy = page.response.headers["Content-Security-Policy"]
    assert "default-src 'none'; style-src 'sha256-" in policy
    assert "form-action 'self';" in policy
    assert "src=" not in page.text
    assert harness.at.m3ter_key.secret not in page.text


@pytest.mark.parametrize("path", ["unknown", ""])
def test_no_other_bill_has_a_page(harness: PracticeHarness, path: str) -> None:
    configuration = configure(harness)
    for id_ in (path, configuration.id):
        assert harness.get(f"/m3ter/bills/{id_}").status_code == 404
