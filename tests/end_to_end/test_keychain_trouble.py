"""No keychain, or a locked one: said before the browser opens, and never a plain file instead."""

import pytest

from tests.end_to_end import journey
from tests.end_to_end.journey import ACCOUNT, STRIPE, WIZARD, go
from tests.end_to_end.workplace import Workplace


@pytest.mark.parametrize(
    "troubled", ["workplace_without_keychain", "workplace_with_locked_keychain"]
)
def test_a_credential_can_be_kept_for_the_session_only(
    troubled: str, request: pytest.FixtureRequest
) -> None:
    at: Workplace = request.getfixturevalue(troubled)
    go(journey.open_stripe(at.person))
    go(journey.name_credential(at.person, STRIPE, "EU billing"))

    at.person.press("Go to Stripe")
    at.person.sees("keychain", WIZARD)
    assert at.desktop.links.read_text() == ""
    at.person.press("Keep for this session only")
    at.browser.follow_opened_link()
    go(journey.approve(at.browser))
    go(journey.return_and_create(at.person, at.browser, STRIPE, "EU billing"))

    (credential,) = at.records.credentials()
    assert credential.secret_place == "session"
    assert at.records.entries() == []

    at.program.close()
    secrets_on_disk = at.records.files_with_secrets(
        *at.records.practice_keys(), also=(at.program.log, at.desktop.home)
    )
    assert secrets_on_disk == []

    at.program.start()
    go(journey.open_stripe(at.person))
    at.person.sees_row("EU billing", STRIPE, ACCOUNT, "Needs approval again")


def test_a_keychain_that_is_unlocked_meanwhile_is_used(
    workplace_with_locked_keychain: Workplace,
) -> None:
    at = workplace_with_locked_keychain
    go(journey.open_stripe(at.person))
    go(journey.name_credential(at.person, STRIPE, "EU billing"))
    at.person.press("Go to Stripe")
    at.person.sees_button("Keep for this session only")

    at.keychain.unlock()
    at.person.press("Unlock keychain")
    at.browser.follow_opened_link()
    go(journey.approve(at.browser))
    go(journey.return_and_create(at.person, at.browser, STRIPE, "EU billing"))
    assert len(at.keychain.entries()) == 1
