"""The main job, step by step, with the labels that people find things by.

Tests and the demo go the same way: each part is a generator that yields every step when it has
been done and its effect has been seen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tests import labels
from tests.end_to_end.assistive import Person
from tests.end_to_end.assistive_client import AssistiveClient
from tests.end_to_end.browser import Browser

ACCOUNT = "Acme Ltd"
ACCOUNT_ID = "acct_1PracticeAcmeLtd"
ALSO_REVOKE = "Also revoke m3ter’s access at Stripe"


class Place(Enum):
    """Where the effect of a step is seen."""

    DESK = "desktop"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was done. `number` counts as the design's main job does."""

    number: int
    title: str
    words: str
    place: Place = Place.DESK


def go(steps: Iterable[Step]) -> None:
    """Go through steps to their end."""
    for _ in steps:
        pass


def open_stripe(person: AssistiveClient) -> Iterator[Step]:
    """Steps 1 and 2: from the first window to the Credentials panel."""
    person.sees_window(labels.WINDOW)
    person.sees_button(labels.STRIPE)
    person.sees("NetSuite")
    yield Step(1, "integrations", "Integrations opens: Stripe is available here.")

    person.press(labels.STRIPE)
    person.sees(labels.STRIPE_INTEGRATIONS)
    person.sees(labels.CREDENTIALS)
    yield Step(2, "stripe", "Stripe opens the Stripe Integrations page.")


def sees_stripe_again(person: AssistiveClient) -> None:
    """Wait for the Credentials panel after a restart: the window opens at the page that it left."""
    person.sees(labels.STRIPE_INTEGRATIONS)
    person.sees(labels.CREDENTIALS)


def name_credential(person: AssistiveClient, system: str, name: str) -> Iterator[Step]:
    """Steps 3 to 5: from the Credentials panel to the wizard's Stage 2."""
    person.press(labels.CONFIGURE_NEW_CREDENTIALS)
    person.sees_window(labels.WIZARD)
    person.sees(labels.SELECT_A_SYSTEM_AND_NAME, labels.WIZARD)
    person.sees(labels.STAGE_1_CURRENT, labels.WIZARD)
    person.sees(labels.CREDENTIAL_DETAILS, labels.WIZARD)
    person.sees(labels.EXTERNAL_SYSTEM, labels.WIZARD)
    assert person.is_checked(labels.STRIPE)
    yield Step(3, "wizard", "Configure new credentials opens the wizard at Stage 1.")

    if system != labels.STRIPE:
        person.press(system)
        person.awaits_checked(system)
    person.types(labels.NAME, name)
    yield Step(4, "named", f"External system is {system}, Name is {name}.")

    person.press(labels.NEXT)
    person.sees(labels.CONFIGURE_AND_CREATE, labels.WIZARD)
    person.sees(labels.STAGE_1_COMPLETED, labels.WIZARD)
    person.sees(labels.STAGE_2_CURRENT, labels.WIZARD)
    person.sees(labels.STRIPE_CONNECTION, labels.WIZARD)
    person.sees("do not approve access within", labels.WIZARD)
    person.awaits_enabled(labels.GO_TO_STRIPE)
    yield Step(5, "stage-2", "Next checks off Stage 1 and leads to Stage 2.")


def go_to_stripe(person: AssistiveClient, browser: Browser) -> Iterator[Step]:
    """Step 6, its first half: the browser stands at Stripe's approval page."""
    browser.ignore_links_so_far()
    person.press(labels.GO_TO_STRIPE)
    person.sees_button(labels.COPY_LINK)
    browser.follow_opened_link()
    yield Step(6, "waiting", "Go to Stripe opens the browser; the wizard waits.")


def approve(browser: Browser, account: str = ACCOUNT) -> Iterator[Step]:
    """Step 6, its second half: log in and approve access, in the browser's current tab."""
    browser.sees("Get started with Stripe")
    yield Step(6, "log-in", "Stripe says: Get started with Stripe.", Place.BROWSER)

    browser.press(labels.LOG_IN)
    browser.choose(account)
    yield Step(6, "approve", f"Logged in; {account} is chosen.", Place.BROWSER)

    browser.press(labels.APPROVE_ACCESS)
    browser.sees(labels.RETURN_TO_M3TER)
    yield Step(6, "approved", "Access is approved; the page says so.", Place.BROWSER)


def return_and_create(
    person: AssistiveClient,
    browser: Browser,
    system: str,
    name: str,
    account: str = ACCOUNT,
    wizard: str = labels.WIZARD,
    status: str = labels.ACTIVE,
    finish: str = labels.CREATE_CREDENTIAL,
) -> Iterator[Step]:
    """Steps 7 and 8: back to the wizard, and the credential is created."""
    browser.press(labels.RETURN_TO_M3TER)
    person.sees_window(wizard)
    person.sees(account, wizard)
    yield Step(7, "returned", f"Return to m3ter raises the wizard; it names {account}.")

    person.press(finish)
    person.sees_no_window(wizard)
    person.sees_row(name, system, account, status)
    yield Step(8, "created", f"{finish}: {name} stands in the Credentials panel.")


def create_credential(
    person: AssistiveClient, browser: Browser, system: str, name: str, account: str = ACCOUNT
) -> Iterator[Step]:
    """Steps 3 to 8."""
    yield from name_credential(person, system, name)
    yield from go_to_stripe(person, browser)
    yield from approve(browser, account)
    yield from return_and_create(person, browser, system, name, account)


# Other ways than the straight one; the demo does not go them.


def begin(person: AssistiveClient, browser: Browser, system: str, name: str) -> None:
    """Go from the first window to a wizard that waits, with the browser at Stripe's page."""
    go(open_stripe(person))
    go(name_credential(person, system, name))
    go(go_to_stripe(person, browser))


def close_wizard(person: AssistiveClient) -> None:
    """Put the wizard away; what was begun is kept."""
    person.press(labels.CLOSE)
    person.sees_no_window(labels.WIZARD)
    person.sees_window(labels.WINDOW)


def resume(person: AssistiveClient, name: str) -> None:
    """Go on with a credential that stands in the Credentials panel."""
    person.selects_row(name)
    person.press(labels.RESUME)
    person.sees_window(labels.WIZARD)
    person.sees(labels.STAGE_2_CURRENT, labels.WIZARD)


def create(person: AssistiveClient, system: str, name: str, account: str = ACCOUNT) -> None:
    """Create what Stripe has approved, in the wizard."""
    person.sees(account, labels.WIZARD)
    person.press(labels.CREATE_CREDENTIAL)
    person.sees_no_window(labels.WIZARD)
    person.sees_row(name, system, account, labels.ACTIVE)


def deny(browser: Browser) -> None:
    """Log in and deny access, in the browser's current tab."""
    browser.press(labels.LOG_IN)
    browser.press(labels.DENY_ACCESS)
    browser.sees(labels.DENIED)


def press_open_again(person: AssistiveClient, browser: Browser) -> str:
    """Go to Stripe once more, from a wizard that did so before; return Stripe's address."""
    person.press(labels.OPEN_AGAIN)
    browser.follow_opened_link()
    browser.sees("Get started with Stripe")
    return browser.address


def approve_unconfirmed(browser: Browser) -> None:
    """Approve in the browser's current tab, which the program does not take for its own."""
    browser.press(labels.LOG_IN)
    browser.press(labels.APPROVE_ACCESS)
    browser.sees(labels.CONFIRM_IN_M3TER)


def press_open_again_and_create(
    person: AssistiveClient, browser: Browser, system: str, name: str
) -> None:
    """Go to Stripe once more, and from there to the end of the main job."""
    press_open_again(person, browser)
    go(approve(browser))
    go(return_and_create(person, browser, system, name))


def approve_again(person: AssistiveClient, browser: Browser, system: str, name: str) -> None:
    """Approve anew what is disconnected, from its row in the Credentials panel to the end."""
    person.selects_row(name)
    person.press(labels.APPROVE_AGAIN)
    person.sees_window(labels.APPROVE_AGAIN)
    go(go_to_stripe(person, browser))
    go(approve(browser))
    again, finish = labels.APPROVE_AGAIN, labels.RECONNECT
    go(return_and_create(person, browser, system, name, wizard=again, finish=finish))


def ask_to_delete(person: AssistiveClient, name: str) -> None:
    """Come to the question whether a credential is to be deleted."""
    person.selects_row(name)
    person.press(labels.DELETE_CREDENTIAL)
    person.sees_window(labels.DELETE_DIALOG)
    person.sees(name, labels.DELETE_DIALOG)
    assert not person.is_checked(ALSO_REVOKE)


def confirm_to_delete(person: AssistiveClient, name: str) -> None:
    """Answer that question with yes; the credential goes."""
    person.press(labels.DELETE)
    person.sees_no_window(labels.DELETE_DIALOG)
    person.sees_no_row(name)


def delete(person: AssistiveClient, name: str, *, revoke: bool) -> None:
    """Delete a credential, and revoke m3ter's access at Stripe or not."""
    ask_to_delete(person, name)
    if revoke:
        person.press(ALSO_REVOKE)
    confirm_to_delete(person, name)


def export_activity(person: Person, file: Path) -> None:
    """Write all that happened in the workspace into a file."""
    person.opens_row(labels.ACTIVITY)
    person.press(labels.EXPORT)
    person.sees_window(labels.EXPORT_ACTIVITY)
    person.types("File name:", str(file))
    person.press("Save")
    person.sees_no_window(labels.EXPORT_ACTIVITY)
    person.sees("Exported to")
