"""The main job, word for word, by someone who knows only the labels, with everything real."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests import labels
from tests.end_to_end import fronts, journey
from tests.end_to_end.announcements import hear_announcements
from tests.end_to_end.another_program import another_program
from tests.end_to_end.journey import ACCOUNT, go
from tests.end_to_end.workplace import Workplace
from tests.waiting import until


@pytest.mark.parametrize(
    ("system", "identifier", "mode"),
    [(labels.STRIPE, "STRIPE", "live"), (labels.STRIPE_TEST, "STRIPE_TEST", "test")],
)
def test_a_credential_is_created_and_every_record_agrees(
    workplace: Workplace, system: str, identifier: str, mode: str
) -> None:
    at = workplace
    go(journey.open_stripe(at.person))
    go(journey.create_credential(at.person, at.browser, system, "EU billing"))

    (credential,) = at.records.credentials()
    assert (credential.system, credential.name) == (identifier, "EU billing")
    assert (credential.stage, credential.secret_place) == ("active", "keychain")
    assert at.records.attempts() == []

    (known,) = at.records.entries()
    assert (known.credential_id, known.status) == (credential.id, "whole")
    (entry,) = at.keychain.entries()
    assert entry.attributes["username"] == known.name
    assert entry.secret

    assert at.records.connections() == {(mode, credential.account_id)}
    assert at.records.redeemed_codes() == 1


def test_both_systems_have_a_credential_of_the_same_name(workplace: Workplace) -> None:
    at = workplace
    go(journey.open_stripe(at.person))
    go(journey.create_credential(at.person, at.browser, labels.STRIPE, "Billing"))
    go(journey.create_credential(at.person, at.browser, labels.STRIPE_TEST, "Billing"))

    assert [each.system for each in at.records.credentials()] == ["STRIPE", "STRIPE_TEST"]
    known = sorted(entry.name for entry in at.records.entries())
    assert known == sorted(entry.attributes["username"] for entry in at.keychain.entries())
    assert len(known) == 2
    assert {mode for mode, _ in at.records.connections()} == {"live", "test"}


def test_the_way_back_stands_at_the_left_of_a_page_without_the_code(workplace: Workplace) -> None:
    at = workplace
    go(journey.open_stripe(at.person))
    go(journey.name_credential(at.person, labels.STRIPE, "EU billing"))
    go(journey.go_to_stripe(at.person, at.browser))
    go(journey.approve(at.browser))

    assert at.browser.left_edge_of(labels.RETURN_TO_M3TER) < 400
    assert "code" not in at.browser.address
    assert "state" not in at.browser.address


def test_no_secret_is_written_but_in_the_keychain(workplace: Workplace) -> None:
    at = workplace
    go(journey.open_stripe(at.person))
    go(journey.name_credential(at.person, labels.STRIPE, "EU billing"))
    go(journey.go_to_stripe(at.person, at.browser))
    (state,) = parse_qs(urlsplit(at.browser.address).query)["state"]
    go(journey.approve(at.browser))
    go(journey.return_and_create(at.person, at.browser, labels.STRIPE, "EU billing"))

    (entry,) = at.keychain.entries()
    at.program.close()
    assert (
        at.records.files_with_secrets(
            entry.secret,
            state,
            *at.records.practice_keys(),
            also=(at.program.log, at.desktop.home),
        )
        == []
    )


def test_the_id_is_copied_by_button_and_by_keyboard(workplace: Workplace) -> None:
    at = workplace
    go(journey.open_stripe(at.person))
    go(journey.create_credential(at.person, at.browser, labels.STRIPE, "EU billing"))
    (credential,) = at.records.credentials()

    at.person.selects_row("EU billing")
    at.person.press(labels.COPY_ID)
    until(lambda: at.desktop.clipboard() == credential.id, "the ID on the clipboard")

    at.desktop.clear_clipboard()
    at.person.selects_row("EU billing")
    at.desktop.keys("ctrl+c")
    until(lambda: at.desktop.clipboard() == credential.id, "the ID on the clipboard again")


def test_the_wizard_comes_to_the_front_when_stripe_answers_and_by_the_way_back(
    workplace: Workplace,
) -> None:
    fronts.wizard_comes_to_the_front(workplace)


def test_a_second_start_raises_the_first_window_and_ends(workplace: Workplace) -> None:
    at = workplace
    at.person.sees_window(labels.WINDOW)
    with another_program(at.desktop):
        second = at.program.start()
        assert at.program.await_end(second) == 0
        until(
            lambda: labels.WINDOW in at.desktop.active_window_title(),
            "the first window at the front",
        )
    assert at.program.is_running()


def test_a_second_start_brings_back_a_window_that_was_put_out_of_sight(
    workplace: Workplace,
) -> None:
    at = workplace
    at.person.sees_window(labels.WINDOW)
    at.desktop.minimise_active_window()
    until(lambda: not at.desktop.active_window_title(), "the window to be out of sight")
    assert at.program.await_end(at.program.start()) == 0
    until(
        lambda: labels.WINDOW in at.desktop.active_window_title(), "the first window at the front"
    )


def test_what_was_created_is_there_after_a_restart(workplace: Workplace) -> None:
    at = workplace
    go(journey.open_stripe(at.person))
    go(journey.create_credential(at.person, at.browser, labels.STRIPE_TEST, "Sandbox"))
    at.program.close()

    at.program.start()
    journey.sees_stripe_again(at.person)
    at.person.sees_row("Sandbox", labels.STRIPE_TEST, ACCOUNT, labels.ACTIVE)


def test_a_name_that_is_taken_disables_next_and_says_why(workplace: Workplace) -> None:
    at = workplace
    go(journey.open_stripe(at.person))
    go(journey.create_credential(at.person, at.browser, labels.STRIPE, "EU billing"))

    at.person.press(labels.CONFIGURE_NEW_CREDENTIALS)
    at.person.sees_window(labels.WIZARD)
    at.person.types(labels.NAME, "eu BILLING ")
    at.person.awaits_disabled(labels.NEXT)
    at.person.sees("This counts as the same name as “EU billing”", labels.WIZARD)
    at.person.press(labels.STRIPE_TEST)
    at.person.awaits_enabled(labels.NEXT)


def test_what_changes_away_from_the_focus_is_said_to_every_screen_reader(
    workplace: Workplace,
) -> None:
    at = workplace
    go(journey.open_stripe(at.person))
    with hear_announcements(at.desktop) as announcements:
        go(journey.name_credential(at.person, labels.STRIPE, "EU billing"))
        for hears in (announcements.hears, announcements.hears_description):
            hears(labels.STAGE_2_CURRENT, labels.CONFIGURE_AND_CREATE, labels.STRIPE)
        go(journey.go_to_stripe(at.person, at.browser))
        for hears in (announcements.hears, announcements.hears_description):
            hears("Waiting for approval in your browser. 10 minutes left.")


def test_other_systems_lead_to_their_guide(workplace: Workplace) -> None:
    at = workplace
    at.person.sees_window(labels.WINDOW)
    at.person.press(f"{labels.OPEN_GUIDE}: NetSuite")
    assert "configuring-netsuite-integrations" in at.browser.opened_link()


def test_a_name_may_be_in_any_script(workplace: Workplace) -> None:
    at = workplace
    go(journey.open_stripe(at.person))
    at.person.press(labels.CONFIGURE_NEW_CREDENTIALS)
    at.person.sees_window(labels.WIZARD)
    at.person.dictates(labels.NAME, "Zürich 請求")
    at.person.press(labels.NEXT)
    at.person.sees(labels.STAGE_2_CURRENT, labels.WIZARD)
    at.person.sees("Zürich 請求", labels.WIZARD)
