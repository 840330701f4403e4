"""The main job with nothing but a keyboard; the eyes only tell where the focus is."""

from tests.end_to_end.journey import ACCOUNT, STRIPE, STRIPE_TEST, WINDOW, WIZARD
from tests.end_to_end.workplace import Workplace
from tests.waiting import until


def test_a_credential_is_created_copied_and_deleted_by_keyboard(workplace: Workplace) -> None:
    person, browser, keys = workplace.person, workplace.browser, workplace.desktop.keys

    person.sees_window(WINDOW)
    person.tabs_to(STRIPE)
    keys("Return")
    person.sees("Stripe Integrations")
    person.tabs_to("Configure new credentials")
    keys("space")

    person.sees_window(WIZARD)
    person.tabs_to("External system")
    keys("Down")
    until(lambda: person.reads("External system") == STRIPE_TEST, "the other system to be chosen")
    person.tabs_to("Name")
    keys("ctrl+a")
    workplace.desktop.type("By keyboard")
    until(lambda: person.reads("Name") == "By keyboard", "the name to be typed")
    keys("Return")
    person.sees("Stage 2, current", WIZARD)
    person.tabs_to("Go to Stripe")
    keys("space")

    browser.follow_opened_link()
    browser.press_enter_on("Log in")
    browser.choose(ACCOUNT)
    browser.press_enter_on("Approve access")
    browser.sees("Return to m3ter")
    browser.press_enter_on("Return to m3ter")

    person.sees_window(WIZARD)
    person.sees(ACCOUNT, WIZARD)
    person.awaits_enabled("Create credential")
    person.tabs_to("Create credential")
    keys("space")
    person.sees_no_window(WIZARD)
    person.sees_row("By keyboard", "Active")

    (credential,) = workplace.records.credentials()
    person.tabs_to("By keyboard")
    keys("space", "ctrl+c")
    until(lambda: workplace.desktop.clipboard() == credential.id, "the ID on the clipboard")

    person.tabs_to("Delete…")
    keys("space")
    person.sees_window("Delete")
    keys("Escape")
    person.sees_no_window("Delete")
    person.sees_row("By keyboard", "Active")
    person.tabs_to("Delete…")
    keys("space")
    person.sees_window("Delete")
    person.tabs_to("Delete")
    keys("space")
    person.sees_no_row("By keyboard")
