"""A company's own accounts: connected, used, mended and forgotten, with everything real.

Stripe is the tests' own stand-in, which knows what Stripe documents and nothing of the program.
"""

import shutil
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests import labels
from tests.end_to_end import journey, organization
from tests.end_to_end.agreement import assert_organization_agrees
from tests.end_to_end.browser import Browser
from tests.end_to_end.chromium import trusting
from tests.end_to_end.distant_browser import HAS_NAMESPACES, distant_browser
from tests.end_to_end.journey import ALSO_REVOKE, go
from tests.end_to_end.keychain import Entry
from tests.end_to_end.organization import DIALOG, Company
from tests.end_to_end.records import Database
from tests.end_to_end.virtual_desktop import VirtualDesktop
from tests.end_to_end.workplace import Workplace, open_workplace
from tests.ports import is_served, port_of, return_port, taken
from tests.stripe_double.accounts import INCOMPLETE, READY
from tests.stripe_double.clients import Mode
from tests.stripe_double.double import StripeDouble
from tests.stripe_double.messages import Endpoint
from tests.waiting import until


@dataclass(frozen=True, slots=True)
class Connected:
    """What a computer holds once a company was connected, and the program ended."""

    company: Company
    data_dir: Path
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Acme:
    """The company at work: its program runs, its workspace is shown."""

    at: Workplace
    company: Company
    double: StripeDouble

    @property
    def database(self) -> Database:
        return self.at.records.organization(self.company.id)

    def assert_all_agree(self, left: frozenset[tuple[str, str]] = frozenset()) -> None:
        assert_organization_agrees(self.at, self.database, self.double, left)


@pytest.fixture(scope="module")
def connected(
    desktop: VirtualDesktop,
    browser: Browser,
    only_double: StripeDouble,
    tmp_path_factory: pytest.TempPathFactory,
) -> Connected:
    """A company that was connected by the command line, the way IT would write it down."""
    folder = tmp_path_factory.mktemp("acme")
    company = organization.direct_company(only_double, folder)
    with open_workplace(desktop, browser, folder / "data") as at:
        at.keychain.clear()
        at.program.start(str(company.profile))
        organization.agree_and_connect(at.person, company)
        at.program.close()
        return Connected(company, at.program.data_dir, at.keychain.entries())


@pytest.fixture
def acme(tidy_workplace: Workplace, connected: Connected, double: StripeDouble) -> Acme:
    """The company, with the program started anew on what the last one left."""
    at = tidy_workplace
    shutil.copytree(connected.data_dir, at.program.data_dir)
    at.keychain.restore(connected.entries)
    at.program.start()
    organization.sees_workspace(at.person, connected.company)
    return Acme(at, connected.company, double)


def approve_in_live_mode(browser: Browser, account: str = journey.ACCOUNT) -> None:
    """Approve, and see the company's return page; the way back is still to be followed."""
    go(journey.approve(browser, account))
    assert browser.address.startswith("https://")


def test_credentials_of_both_modes_go_their_whole_way(acme: Acme) -> None:
    at, europe = acme.at, str(INCOMPLETE.name)
    go(journey.open_stripe(at.person))
    go(journey.create_credential(at.person, at.browser, labels.STRIPE_TEST, "EU test"))
    go(journey.name_credential(at.person, labels.STRIPE, "EU live"))
    go(journey.go_to_stripe(at.person, at.browser))
    approve_in_live_mode(at.browser, europe)
    assert at.browser.left_edge_of(labels.RETURN_TO_M3TER) < 400
    go(
        journey.return_and_create(
            at.person,
            at.browser,
            labels.STRIPE,
            "EU live",
            europe,
            status=labels.PAYOUTS_PAUSED,
        )
    )
    assert acme.double.connections() == {(Mode.TEST, READY.id), (Mode.LIVE, INCOMPLETE.id)}
    acme.assert_all_agree()

    at.person.selects_row("EU live")
    for words in (INCOMPLETE.id, "Germany", "Bank account for payouts"):
        at.person.sees(words)
    acme.double.change_account(replace(INCOMPLETE, payouts_enabled=True, currently_due=()))
    at.person.press(labels.CHECK_CONNECTION)
    at.person.sees("“EU live” is connected")
    at.person.sees("Takes payments and pays out")

    for name in ("EU live", "EU test"):
        journey.delete(at.person, name, revoke=True)
    until(lambda: not acme.double.connections(), "access to be revoked")
    acme.assert_all_agree()


def test_an_exchange_endpoint_is_used_in_live_mode_and_its_company_forgotten(
    workplace: Workplace, double: StripeDouble, tmp_path: Path
) -> None:
    at, company = workplace, organization.exchange_company(double, tmp_path)
    direct_before = double.received(Endpoint.TOKEN)
    organization.choose_profile(at.person, company.profile)
    organization.agree_and_connect(at.person, company)
    go(journey.open_stripe(at.person))
    go(journey.name_credential(at.person, labels.STRIPE, "EU live"))
    go(journey.go_to_stripe(at.person, at.browser))
    approve_in_live_mode(at.browser)
    go(journey.return_and_create(at.person, at.browser, labels.STRIPE, "EU live"))
    assert double.received(Endpoint.TOKEN) == direct_before
    exchanged = Acme(at, company, double)
    exchanged.assert_all_agree()

    organization.forget(at.person, company, keeping=READY.id)
    until(lambda: at.keychain.entries() == [], "the secrets to leave the keychain")
    until(lambda: not exchanged.database.file.exists(), "the database to be deleted")
    assert at.records.files_about(company.id) == []
    assert double.connections() == {(Mode.LIVE, READY.id)}


def test_what_is_wrong_is_told_and_nothing_is_sent_or_kept(
    tidy_workplace: Workplace, double: StripeDouble, tmp_path: Path
) -> None:
    at, company = tidy_workplace, organization.direct_company(double, tmp_path)
    asked_before = len(double.received())
    good = company.profile.read_text()
    company.profile.write_text(good.replace("client_id", "clint_id", 1))
    at.program.start(str(company.profile))
    at.person.sees_window(DIALOG)
    at.person.sees("Line 6, stripe.clint_id", DIALOG)
    at.person.sees("This should probably be stripe.client_id", DIALOG)
    company.profile.write_text(good)
    at.person.press(labels.READ_AGAIN)

    organization.confirm_hosts(at.person)
    at.person.pastes(labels.LIVE_SECRET_KEY, "sk_live_ThisCouldBeStripes00000")
    at.person.sees("This could be a key of Stripe’s, and it was not sent anywhere", DIALOG)
    at.person.pastes(labels.LIVE_SECRET_KEY, double.live.secret_key)
    at.person.pastes(labels.TEST_SECRET_KEY, double.live.secret_key)
    at.person.sees("This is a key of live mode, and was not sent anywhere", DIALOG)
    at.person.awaits_disabled(labels.CONNECT)
    assert len(double.received()) == asked_before

    at.person.pastes(labels.TEST_SECRET_KEY, "standin_test_NobodyKnowsThisOne00000")
    at.person.press(labels.CONNECT)
    at.person.sees("Stripe does not know this key", DIALOG)
    assert at.person.is_enabled(labels.CONNECT)
    assert at.keychain.entries() == []
    at.person.press(labels.CANCEL)
    at.person.sees_no_window(DIALOG)
    at.person.sees("Practice workspace")
    assert at.records.files_about(company.id) == []


def test_a_mistake_in_the_profile_is_told_when_connecting_and_explained_while_waiting(
    tidy_workplace: Workplace, double: StripeDouble, tmp_path: Path
) -> None:
    at, company = tidy_workplace, organization.direct_company(double, tmp_path)
    registered, wrong = double.return_uris[0], f"{double.return_uris[0]}/moved"
    text = company.profile.read_text()
    company.profile.write_text(text.replace(f'"{registered}"', f'"{wrong}"'))
    at.program.start(str(company.profile))
    organization.agree(at.person, company)
    at.person.press(labels.CONNECT)
    at.person.sees("Stripe does not know the redirect URI of test mode", DIALOG)
    at.person.sees("stripe_test.redirect_uri", DIALOG)
    at.person.sees(wrong, DIALOG)
    assert at.keychain.entries() == []
    at.person.press(labels.CONNECT_ANYWAY)
    at.person.press(labels.CONNECT_ANYWAY_CONFIRMED)
    at.person.sees_no_window(DIALOG)
    organization.sees_workspace(at.person, company)

    go(journey.open_stripe(at.person))
    go(journey.name_credential(at.person, labels.STRIPE_TEST, "EU test"))
    go(journey.go_to_stripe(at.person, at.browser))
    at.browser.sees("Invalid redirect URI")
    at.person.press(labels.NOTHING_OPENED)
    at.person.press(labels.STRIPES_ERROR)
    at.person.sees("In the profile: stripe_test.redirect_uri", "Errors on Stripe’s page")


def test_a_power_cut_while_connecting_leaves_nothing(
    tidy_workplace: Workplace, double: StripeDouble, tmp_path: Path
) -> None:
    at, company = tidy_workplace, organization.direct_company(double, tmp_path)
    at.program.start(str(company.profile))
    organization.agree(at.person, company)
    with organization.connecting_stands_still(at, at.records.organization(company.id)):
        until(at.keychain.entries, "a secret to be kept")
        at.program.kill()

    at.program.start()
    at.person.sees("Practice workspace")
    until(lambda: at.keychain.entries() == [], "the secrets to leave the keychain")
    until(lambda: at.records.files_about(company.id) == [], "the database to be deleted")
    at.person.choose_from_menu(labels.WORKSPACE, labels.PRACTICE)
    assert not at.person.can_see(company.name)


def test_a_port_in_use_is_said_first_and_an_answer_comes_home_to_a_hidden_workspace(
    acme: Acme,
) -> None:
    at = acme.at
    ports = [port_of(uri) for uri in acme.double.return_uris]
    go(journey.open_stripe(at.person))
    go(journey.name_credential(at.person, labels.STRIPE_TEST, "EU test"))
    at.browser.ignore_links_so_far()
    with taken(ports[0]), taken(ports[1]):
        at.person.press(labels.GO_TO_STRIPE)
        at.person.sees(f"one of the ports {ports[0]}, {ports[1]} of this computer", labels.WIZARD)
        assert at.browser.links_to_follow() == []
    at.person.press(labels.TRY_AGAIN)
    assert port_of(at.browser.follow_opened_link()) == ports[0]
    assert return_port(at.browser.address) == ports[0]

    journey.close_wizard(at.person)
    organization.switch(at.person, labels.PRACTICE)
    at.person.sees("Practice workspace")
    go(journey.approve(at.browser))
    at.browser.sees(labels.APPROVED)
    at.person.sees("Practice workspace")
    assert at.records.credentials() == []

    at.browser.press(labels.RETURN_TO_M3TER)
    organization.sees_workspace(at.person, acme.company)
    at.person.sees_row("EU test", journey.ACCOUNT, labels.READY_TO_CREATE)
    journey.resume(at.person, "EU test")
    journey.create(at.person, labels.STRIPE_TEST, "EU test")
    acme.assert_all_agree()


def test_after_a_power_cut_the_old_tab_comes_back_by_the_return_page(acme: Acme) -> None:
    at = acme.at
    journey.begin(at.person, at.browser, labels.STRIPE, "EU live")
    (state,) = parse_qs(urlsplit(at.browser.address).query)["state"]
    at.program.kill()
    at.program.start()
    organization.sees_workspace(at.person, acme.company)
    until(partial(is_served, int(state.partition(".")[0])), "the way back to be there again")

    approve_in_live_mode(at.browser)
    at.browser.press(labels.RETURN_TO_M3TER)
    at.browser.sees(labels.CONFIRM_IN_M3TER)
    journey.sees_stripe_again(at.person)
    at.person.press(f"{labels.YES_I_APPROVED}: “EU live”: {labels.DID_YOU_APPROVE}")
    at.person.sees_window(labels.WIZARD)
    journey.create(at.person, labels.STRIPE, "EU live")
    acme.assert_all_agree()


def test_access_that_was_revoked_is_approved_again_and_revoked_once_stripe_is_back(
    acme: Acme,
) -> None:
    at = acme.at
    go(journey.open_stripe(at.person))
    go(journey.create_credential(at.person, at.browser, labels.STRIPE_TEST, "EU test"))
    (created,) = acme.database.credentials()

    acme.double.cut_off(Mode.TEST)
    at.person.selects_row("EU test")
    at.person.press(labels.CHECK_CONNECTION)
    at.person.sees_row("EU test", labels.DISCONNECTED)
    acme.assert_all_agree()
    journey.approve_again(at.person, at.browser, labels.STRIPE_TEST, "EU test")
    assert [each.id for each in acme.database.credentials()] == [created.id]
    acme.assert_all_agree()

    with acme.double.offline():
        journey.ask_to_delete(at.person, "EU test")
        at.person.press(ALSO_REVOKE)
        at.person.press(labels.DELETE)
        at.person.sees_row("EU test", labels.TO_BE_REVOKED)
        at.person.press(f"{labels.SHOW}: “EU test” is not deleted yet")
        at.person.sees("m3ter’s access at Stripe has not been revoked yet")
    assert acme.double.connections() == {(Mode.TEST, READY.id)}
    at.person.press("Try again: EU test")
    at.person.sees_no_row("EU test")
    assert acme.double.connections() == set()
    acme.assert_all_agree()


# Somebody else approves, on a computer whose browser can't reach this one.


def wait_for_somebody_else(acme: Acme, system: str) -> str:
    """Begin an approval, and return the link that is to be sent."""
    person = acme.at.person
    go(journey.open_stripe(person))
    go(journey.name_credential(person, system, "EU billing"))
    acme.at.browser.ignore_links_so_far()
    person.press(labels.GO_TO_STRIPE)
    # Before that, another link with these words begins the approval itself.
    person.sees(labels.OPEN_AGAIN)
    person.press(labels.SOMEBODY_ELSE_APPROVES)
    person.sees_window(labels.SOMEBODY_ELSE_DIALOG)
    return person.reads(labels.LINK_TO_SEND)


@pytest.mark.skipif(not HAS_NAMESPACES, reason="needs network namespaces")
@pytest.mark.parametrize(
    ("system", "follows_the_link"),
    [(labels.STRIPE, False), (labels.STRIPE, True), (labels.STRIPE_TEST, False)],
    ids=["return page", "dead link of the return page", "dead loopback address"],
)
def test_somebody_else_approves_where_the_program_can_not_be_reached(
    acme: Acme, tmp_path: Path, system: str, follows_the_link: bool
) -> None:
    person, page = acme.at.person, acme.double.return_page
    link = wait_for_somebody_else(acme, system)
    ports = (port_of(acme.double.origin), port_of(page.uri))
    with distant_browser(tmp_path, ports, trusting(page.key_hash)) as browser:
        browser.open(link)
        browser.press(labels.LOG_IN)
        browser.press(labels.APPROVE_ACCESS)
        if system == labels.STRIPE:
            browser.sees(labels.COPY_FOR_M3TER_DESKTOP)
        if follows_the_link:
            browser.press(labels.RETURN_TO_M3TER)
        if follows_the_link or system == labels.STRIPE_TEST:
            browser.sees("ERR_CONNECTION_REFUSED")
        address = browser.address()
    has_return_page = system == labels.STRIPE
    field = labels.PASTE_COPIED_ADDRESS if has_return_page else labels.PASTE_ADDRESS
    person.pastes(field, address)
    person.press(labels.USE_THIS_ADDRESS)
    person.sees_no_window(labels.SOMEBODY_ELSE_DIALOG)
    journey.create(person, system, "EU billing")
    acme.assert_all_agree()
