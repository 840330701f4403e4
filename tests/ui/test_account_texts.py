"""What Stripe calls its wants and reasons, in words that a finance admin understands."""

import pytest

from desktop_app.core.account import Account
from desktop_app.ui.texts import account_texts


@pytest.mark.parametrize(
    ("requirement", "words"),
    [
        ("external_account", "bank account for payouts"),
        ("tos_acceptance.date", "acceptance of Stripe's terms"),
        ("business_profile.url", "business website"),
        ("business_profile.mcc", "industry"),
        ("company.tax_id", "company tax number"),
        ("company.address.postal_code", "company address"),
        ("company.verification.document", "document about the company"),
        ("individual.first_name", "first name of the owner of the business"),
        ("representative.dob.year", "date of birth of the representative"),
        ("owners.verification.document", "identity document of an owner"),
        ("directors.address.line1", "address of a director"),
        ("person_8UayFZ0ys.relationship.title", "job title of a person of the company"),
        ("person_8UayFZ0ys.verification.additional_document", "proof of address of a person"),
        ("owners", "details of the owners"),
        ("documents.company_license.files", "company licence"),
        ("settings.payments.statement_descriptor", "text on customers' statements"),
    ],
)
def test_what_stripe_wants_is_said_in_words(requirement: str, words: str) -> None:
    assert account_texts.need_text(requirement).startswith(words)


@pytest.mark.parametrize("unknown", ["company.new_thing", "person_1.new", "whatever", "", "a..b"])
def test_what_nobody_knows_is_shown_as_stripe_names_it(unknown: str) -> None:
    assert account_texts.need_text(unknown) == unknown


def test_several_parts_of_one_thing_are_said_once() -> None:
    account = Account(
        "acct_1", currently_due=("tos_acceptance.date", "tos_acceptance.ip", "external_account")
    )
    assert account_texts.needs(account) == (
        "acceptance of Stripe's terms",
        "bank account for payouts",
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, ""),
        (1, "w0"),
        (4, "w0, w1, w2 and w3"),
        (5, "w0, w1, w2 and 2 more"),
    ],
)
def test_a_long_list_is_shortened_where_there_is_no_room(count: int, words: str) -> None:
    account = Account("acct_1", currently_due=tuple(f"w{number}" for number in range(count)))
    assert account_texts.few_needs_text(account) == words


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("requirements.past_due", "overdue"),
        ("requirements.pending_verification", "verifying"),
        ("action_required.requested_capabilities", "Dashboard"),
        ("listed", "prohibited"),
        ("under_review", "reviewing"),
        ("platform_paused", "platform"),
        ("rejected.fraud", "fraud"),
        ("rejected.something_new", "rejected"),
        ("other", "support"),
        ("unheard_of", "unheard_of"),
    ],
)
def test_why_an_account_is_disabled_is_said_in_words(reason: str, words: str) -> None:
    assert words in account_texts.reason_text(reason)


@pytest.mark.parametrize(
    ("charges", "payouts", "words"),
    [
        (True, True, "Takes payments and pays out."),
        (True, False, "Takes payments, but cannot pay out yet."),
        (False, True, "Pays out, but cannot take payments yet."),
        (False, False, "Can neither take payments nor pay out yet."),
        (None, None, "Not known: the account could not be read."),
    ],
)
def test_what_an_account_can_do_is_said_in_words(
    charges: bool | None, payouts: bool | None, words: str
) -> None:
    account = Account("acct_1", charges_enabled=charges, payouts_enabled=payouts)
    assert account_texts.ability_text(account) == words


@pytest.mark.parametrize(
    ("code", "name"), [("GB", "United Kingdom"), ("DE", "Germany"), ("", ""), ("ZZ", "ZZ")]
)
def test_a_country_is_named(code: str, name: str) -> None:
    assert account_texts.country_text(Account("acct_1", country=code)) == name
