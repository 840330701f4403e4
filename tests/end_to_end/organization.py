"""What a person does with an organization, step by step, by the labels of things."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests import labels
from tests.end_to_end.assistive import Person
from tests.end_to_end.records import Database
from tests.end_to_end.workplace import Workplace
from tests.stripe_double.double import StripeDouble
from tests.stripe_double.profile_files import direct_profile, exchange_profile
from tests.waiting import until

DIALOG = "Connect an organization"
KNOWN_HOSTS = "I know these hosts, and they may receive what is described here"


@dataclass(frozen=True, slots=True)
class Company:
    """What a person is handed: a connection profile, and the secrets that it asks for, by label.

    `stripe` is the host that stands in for Stripe, and `return_page` that of the return page.
    """

    id: str
    name: str
    stripe: str
    return_page: str
    profile: Path
    secrets: Mapping[str, str] = field(repr=False)


def direct_company(double: StripeDouble, folder: Path) -> Company:
    """Return a company with the platform's own keys; its profile is written into `folder`."""
    profile = folder / "acme.toml"
    profile.write_text(direct_profile(double), encoding="utf-8")
    secrets = {
        labels.LIVE_SECRET_KEY: double.live.secret_key,
        labels.TEST_SECRET_KEY: double.test.secret_key,
    }
    return Company(
        "stand-in",
        "Acme (stand-in)",
        _host_of(double.origin),
        _host_of(double.return_page.uri),
        profile,
        secrets,
    )


def exchange_company(double: StripeDouble, folder: Path) -> Company:
    """Return a company with an exchange endpoint, which wants a bearer token in each mode."""
    profile = folder / "exchange.toml"
    profile.write_text(exchange_profile(double), encoding="utf-8")
    host, page = _host_of(double.origin), _host_of(double.return_page.uri)
    secrets = {f"Bearer token, {mode} mode, for {host}": double.bearer for mode in ("live", "test")}
    name = "Acme (stand-in, exchange endpoint)"
    return Company("stand-in-exchange", name, host, page, profile, secrets)


def _host_of(address: str) -> str:
    return urlsplit(address).netloc


def choose_profile(person: Person, profile: Path) -> None:
    """Begin to connect an organization, from the menu to the page that shows its hosts."""
    person.choose_from_menu(labels.WORKSPACE, labels.CONNECT_AN_ORGANIZATION)
    person.sees_window(DIALOG)
    person.press(labels.CHOOSE_A_FILE)
    person.sees_window("Choose a connection profile")
    person.types("File name:", str(profile))
    person.press("Open")
    person.sees_no_window("Choose a connection profile")


def agree(person: Person, company: Company) -> None:
    """Confirm the hosts, and enter the secrets, so that only *Connect* is left to be pressed."""
    person.sees_window(DIALOG)
    person.sees(company.name, DIALOG)
    person.sees(f"{company.stripe} · Not Stripe", DIALOG)
    person.sees(f"{company.return_page} · Not Stripe", DIALOG)
    person.awaits_disabled(labels.NEXT)
    confirm_hosts(person)
    person.awaits_disabled(labels.CONNECT)
    for label, secret in company.secrets.items():
        person.pastes(label, secret)
    person.awaits_enabled(labels.CONNECT)


def confirm_hosts(person: Person) -> None:
    """Say that the hosts are known, and go on to the secrets."""
    person.press(KNOWN_HOSTS)
    person.press(labels.NEXT)


def agree_and_connect(person: Person, company: Company) -> None:
    """Go through the dialog, and see the new workspace."""
    agree(person, company)
    connect(person, company)


def connect(person: Person, company: Company) -> None:
    """Have what was entered tried, and see the new workspace."""
    person.press(labels.CONNECT)
    person.sees_no_window(DIALOG)
    sees_workspace(person, company)
    person.sees(f"{company.name} is connected")


@contextmanager
def connecting_stands_still(at: Workplace, database: Database) -> Iterator[None]:
    """Press *Connect*; in the block the first secret gets kept, and nothing that comes after it.

    The program goes no further than the keychain or its database lets it, so the keychain is
    given no more than a moment at a time until the program has written down in `database` what it
    will keep.
    """
    with ExitStack() as held:
        with at.desktop.keychain_is_stuck():
            at.person.press(labels.CONNECT)

            def is_written_down() -> bool:
                at.desktop.let_keychain_work_for_a_moment()
                # The file is made before its tables are.
                with suppress(sqlite3.OperationalError):
                    return bool(database.entries())
                return False

            until(is_written_down, "the program to write down what it will keep")
            held.enter_context(database.database_is_busy())
        yield


def sees_workspace(person: Person, company: Company) -> None:
    """Wait for the company's workspace to be shown, with its banner."""
    person.sees_window(f"{company.name} – {labels.WINDOW}")
    person.sees(f"{company.name}: a stand-in on this computer takes Stripe’s place")


def switch(person: Person, label: str) -> None:
    """Show another workspace."""
    person.choose_from_menu(labels.SWITCH, label)


def replace_secret(person: Person, label: str, secret: str) -> None:
    """Give the company that is shown another secret in place of the one with this label."""
    person.opens_row(labels.SETTINGS)
    person.press(f"Replace…: {label}")
    person.sees_window("Replace a secret")
    person.pastes(label, secret)
    person.press(labels.REPLACE)
    person.sees_no_window("Replace a secret")
    person.sees("was replaced.")


def forget(person: Person, company: Company, keeping: str) -> None:
    """Forget the company that is shown, and its history.

    The question names the access that m3ter keeps.
    """
    person.opens_row(labels.SETTINGS)
    person.press(labels.FORGET_THIS_ORGANIZATION)
    person.sees_window("Forget this organization")
    person.sees(f"Forget “{company.name}”?")
    person.sees(keeping)
    assert person.focused() == labels.CANCEL
    person.press(labels.KEEP_THE_HISTORY)
    person.sees("The credentials and the activity will be deleted")
    person.press(labels.FORGET)
    person.sees(f"{company.name} was forgotten")
    person.sees("Practice workspace")
