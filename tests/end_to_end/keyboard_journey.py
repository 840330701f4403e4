"""The main job with nothing but a keyboard; the eyes only tell where the focus is."""

from tests import labels
from tests.end_to_end.journey import ACCOUNT
from tests.end_to_end.workplace import Workplace
from tests.waiting import until


def create_copy_and_delete(at: Workplace) -> None:
    """Create a credential, copy its ID, and delete it, beginning at the first window."""
    person, browser, keys = at.person, at.browser, at.desktop.keys

    person.sees_window(labels.WINDOW)
    person.tabs_to(labels.STRIPE)
    keys("Return")
    person.sees(labels.STRIPE_INTEGRATIONS)
    person.tabs_to(labels.CONFIGURE_NEW_CREDENTIALS)
    keys("space")

    person.sees_window(labels.WIZARD)
    person.tabs_to(labels.STRIPE)
    keys("Down")
    person.awaits_checked(labels.STRIPE_TEST)
    person.tabs_to(labels.NAME)
    keys("ctrl+a")
    at.desktop.type("By keyboard")
    until(lambda: person.reads(labels.NAME) == "By keyboard", "the name to be typed")
    keys("Return")
    person.sees(labels.STAGE_2_CURRENT, labels.WIZARD)
    person.tabs_to(labels.GO_TO_STRIPE)
    assert browser.links_to_follow() == [], "Enter pressed more than Next"
    keys("space")

    browser.follow_opened_link()
    browser.press_enter_on(labels.LOG_IN)
    browser.choose(ACCOUNT)
    browser.press_enter_on(labels.APPROVE_ACCESS)
    browser.sees(labels.RETURN_TO_M3TER)
    browser.press_enter_on(labels.RETURN_TO_M3TER)

    person.sees_window(labels.WIZARD)
    person.sees(ACCOUNT, labels.WIZARD)
    person.awaits_enabled(labels.CREATE_CREDENTIAL)
    person.tabs_to(labels.CREATE_CREDENTIAL)
    keys("space")
    person.sees_no_window(labels.WIZARD)
    person.sees_row("By keyboard", labels.ACTIVE)

    (credential,) = at.records.credentials()
    person.tabs_to("By keyboard")
    keys("space", "ctrl+c")
    until(lambda: at.desktop.clipboard() == credential.id, "the ID on the clipboard")

    person.tabs_to(labels.DELETE_CREDENTIAL)
    keys("space")
    person.sees_window(labels.DELETE_DIALOG)
    keys("Escape")
    person.sees_no_window(labels.DELETE_DIALOG)
    person.sees_row("By keyboard", labels.ACTIVE)
    person.tabs_to(labels.DELETE_CREDENTIAL)
    keys("space")
    person.sees_window(labels.DELETE_DIALOG)
    person.tabs_to(labels.DELETE)
    keys("space")
    person.sees_no_row("By keyboard")
