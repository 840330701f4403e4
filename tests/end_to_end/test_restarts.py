"""The ten minutes across a restart: after a polite end, a power cut, and in mid-exchange."""

import re
from contextlib import ExitStack
from datetime import timedelta
from functools import partial

import pytest

from tests import labels
from tests.end_to_end import journey
from tests.end_to_end.agreement import assert_all_agree
from tests.end_to_end.journey import ACCOUNT_ID, ALSO_REVOKE, go
from tests.end_to_end.workplace import Workplace
from tests.ports import is_served, port_of, return_port, taken
from tests.waiting import until

_TIME_LEFT = re.compile(r"(?:(\d+) minutes? ?)?(?:(\d+) seconds? )?left")


@pytest.fixture
def approval_ttl() -> int:
    """Long enough for each of these tests, and not the ten minutes that are the default."""
    return 90


def test_after_a_power_cut_the_time_left_is_right_and_the_old_tab_still_works(
    waiting: Workplace,
) -> None:
    at = waiting
    link = at.browser.address
    at.program.kill()
    _start_again(at)
    _assert_time_left_is_right(at)
    _await_ports(link)

    # Another program may have had the port meanwhile, so the person is asked.
    journey.approve_unconfirmed(at.browser)
    at.person.sees_row("EU billing (Incomplete)", labels.TO_CONFIRM)
    assert at.records.redeemed_codes() == 0
    at.person.press(f"{labels.YES_I_APPROVED}: “EU billing”: {labels.DID_YOU_APPROVE}")
    at.person.sees_window(labels.WIZARD)
    journey.create(at.person, labels.STRIPE, "EU billing")
    assert at.records.redeemed_codes() == 1
    assert_all_agree(at)


def test_after_a_polite_end_what_waited_can_be_opened_again(waiting: Workplace) -> None:
    at = waiting
    at.desktop.keys("alt+F4")
    at.person.sees_no_window(labels.WIZARD)
    at.person.sees_window(labels.WINDOW)
    at.desktop.keys("alt+F4")
    at.person.sees_window(labels.QUIT_DIALOG)
    at.desktop.keys("Escape")
    at.person.sees_no_window(labels.QUIT_DIALOG)
    assert at.program.is_running()
    at.desktop.keys("alt+F4")
    at.person.sees("will arrive only when you start m3ter Desktop again", labels.QUIT_DIALOG)
    at.person.press(labels.QUIT)
    at.program.await_its_end()
    _start_again(at)

    journey.resume(at.person, "EU billing (Incomplete)")
    journey.press_open_again_and_create(at.person, at.browser, labels.STRIPE, "EU billing")
    assert_all_agree(at)


def test_after_a_power_cut_with_the_old_port_taken_the_old_tab_is_called_lost(
    waiting: Workplace,
) -> None:
    at = waiting
    link = at.browser.address
    at.program.kill()
    with taken(return_port(link)):
        _start_again(at)
        journey.resume(at.person, "EU billing (Incomplete)")
        at.person.sees(labels.TAB_LOST, labels.WIZARD)
        assert_all_agree(at)

        new_link = journey.press_open_again(at.person, at.browser)
        assert return_port(new_link) != return_port(link)
        go(journey.approve(at.browser))
        go(journey.return_and_create(at.person, at.browser, labels.STRIPE, "EU billing"))
        assert_all_agree(at)


@pytest.mark.parametrize("approval_ttl", [8], ids=["eight seconds"])
def test_what_ran_out_while_the_program_did_not_run_is_gone_and_a_line_says_so(
    waiting: Workplace,
) -> None:
    at = waiting
    at.program.kill()
    (credential,) = at.records.credentials()
    until(lambda: credential.time_left() < timedelta(0), "the time to be over")

    at.program.start()
    journey.sees_stripe_again(at.person)
    at.person.press(f"{labels.SHOW}: “EU billing” {labels.REMOVED_IN_TIME}")
    at.person.sees("Choose “Start again”")
    assert at.person.rows(labels.CREDENTIALS) == []
    assert at.records.credentials() == []
    assert_all_agree(at)


def test_a_power_cut_while_the_code_is_being_exchanged_is_settled_by_another_approval(
    waiting: Workplace,
) -> None:
    at = waiting
    at.browser.press(labels.LOG_IN)
    with ExitStack() as stuck, at.browser.pressing(labels.APPROVE_ACCESS):
        # Stripe has to get stuck between giving the code out and redeeming it.
        with at.records.database_is_busy():
            until(lambda: at.records.issued_codes() == 1, "Stripe to give a code out")
            stuck.enter_context(at.records.stripe_is_stuck())
        until(lambda: _attempts(at) == ["exchanging"], "the code to be sent")
        at.program.kill()
    assert at.records.redeemed_codes() == 0
    _start_again(at)

    at.person.sees(labels.MAY_HAVE_GRANTED_ACCESS)
    journey.resume(at.person, "EU billing (Incomplete)")
    at.person.sees(labels.MAY_HAVE_GRANTED_ACCESS, labels.WIZARD)
    journey.press_open_again_and_create(at.person, at.browser, labels.STRIPE, "EU billing")
    assert_all_agree(at)
    assert not at.person.can_see(labels.MAY_HAVE_GRANTED_ACCESS)
    assert at.records.redeemed_codes() == 1


def test_a_power_cut_while_the_secret_is_being_kept_is_settled_by_another_approval(
    waiting: Workplace,
) -> None:
    at = waiting
    at.browser.press(labels.LOG_IN)
    with at.browser.pressing(labels.APPROVE_ACCESS), at.desktop.keychain_is_stuck():
        until(lambda: _entries(at) == ["pending"], "the secret to be on its way")
        at.program.kill()
    assert len(at.records.connections()) == 1
    _start_again(at)

    at.person.press(f"{labels.SHOW}: {labels.MAY_HAVE_GRANTED_ACCESS} for “EU billing”")
    at.person.sees(ACCOUNT_ID)
    journey.resume(at.person, "EU billing (Incomplete)")
    at.person.sees(labels.MAY_HAVE_GRANTED_ACCESS, labels.WIZARD)
    journey.press_open_again_and_create(at.person, at.browser, labels.STRIPE, "EU billing")
    assert_all_agree(at)
    assert not at.person.can_see(labels.MAY_HAVE_GRANTED_ACCESS)


def test_a_revocation_that_a_power_cut_has_interrupted_is_gone_on_with(waiting: Workplace) -> None:
    at = waiting
    go(journey.approve(at.browser))
    go(journey.return_and_create(at.person, at.browser, labels.STRIPE, "EU billing"))
    journey.ask_to_delete(at.person, "EU billing")
    at.person.press(ALSO_REVOKE)
    with at.records.stripe_is_stuck():
        at.person.press(labels.DELETE)
        at.person.sees_row("EU billing", labels.REVOKING)
        at.program.kill()
    assert len(at.records.connections()) == 1

    at.program.start()
    journey.sees_stripe_again(at.person)
    at.person.sees_no_row("EU billing")
    until(lambda: not at.records.credentials(), "the credential to be removed")
    assert at.records.connections() == set()
    assert_all_agree(at)


def _start_again(at: Workplace) -> None:
    at.program.start()
    journey.sees_stripe_again(at.person)
    at.person.sees_row("EU billing (Incomplete)", "left")


def _await_ports(link: str) -> None:
    """Wait until the practice Stripe and the way back are where they were."""
    for port in (port_of(link), return_port(link)):
        until(partial(is_served, port), f"port {port} to be served again")


def _assert_time_left_is_right(at: Workplace) -> None:
    (credential,) = at.records.credentials()
    most = credential.time_left()
    shown = _shown_time_left(at)
    least = credential.time_left()
    # Begun seconds are shown as whole ones, and the row is painted once a second.
    second = timedelta(seconds=1)
    assert least - second <= shown <= most + second


def _shown_time_left(at: Workplace) -> timedelta:
    words = " ".join(at.person.sees_row("EU billing (Incomplete)", "left"))
    found = _TIME_LEFT.search(words)
    assert found is not None, words
    minutes, seconds = found.groups(default="0")
    return timedelta(minutes=int(minutes), seconds=int(seconds))


def _attempts(at: Workplace) -> list[str]:
    return [attempt.status for attempt in at.records.attempts()]


def _entries(at: Workplace) -> list[str]:
    return [entry.status for entry in at.records.entries()]
