"""No keychain, or a locked one: said before the browser opens, and never a plain file instead."""

import pytest

from tests import labels
from tests.end_to_end import journey
from tests.end_to_end.journey import ACCOUNT, go
from tests.end_to_end.workplace import Workplace


@pytest.mark.parametrize(
    "troubled", ["workplace_without_keychain", "workplace_with_locked_keychain"]
)
def test_a_credential_can_be_kept_for_the_session_only(
    troubled: str, request: pytest.FixtureRequest
) -> None:
    at: Workplace = request.getfixturevalue(troubled)
    go(journey.open_stripe(at.person))
    go(journey.name_credential(at.person, labels.STRIPE, "EU billing"))

    at.person.press(labels.GO_TO_STRIPE)
    at.person.sees("keychain", labels.WIZARD)
    assert at.desktop.links.read_text() == ""
    at.person.press(labels.KEEP_FOR_SESSION)
    at.browser.follow_opened_link()
    go(journey.approve(at.browser))
    go(journey.return_and_create(at.person, at.browser, labels.STRIPE, "EU billing"))

    (credential,) = at.records.credentials()
    assert credential.secret_place == "session"
    assert at.records.entries() == []

    at.program.close()
    secrets_on_disk = at.records.files_with_secrets(
        *at.records.practice_keys(), also=(at.program.log, at.desktop.home)
    )
    assert secrets_on_disk == []

    at.program.start()
    journey.sees_stripe_again(at.person)
    at.person.sees_row("EU billing", labels.STRIPE, ACCOUNT, labels.NEEDS_APPROVAL_AGAIN)


def test_a_keychain_that_is_unlocked_meanwhile_is_used(
    workplace_with_locked_keychain: Workplace,
) -> None:
    at = workplace_with_locked_keychain
    go(journey.open_stripe(at.person))
    go(journey.name_credential(at.person, labels.STRIPE, "EU billing"))
    at.person.press(labels.GO_TO_STRIPE)
    at.person.sees_button(labels.KEEP_FOR_SESSION)

    at.keychain.unlock()
    at.person.press(labels.UNLOCK_KEYCHAIN)
    at.browser.follow_opened_link()
    go(journey.approve(at.browser))
    go(journey.return_and_create(at.person, at.browser, labels.STRIPE, "EU billing"))
    assert len(at.keychain.entries()) == 1
