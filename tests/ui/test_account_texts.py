"""What Stripe calls its wants and reasons, in words that a finance admin understands."""

import pytest

from desktop_app.core.account import Account
from desktop_app.core.credential import Credential, Stage, Status
from desktop_app.core.outcome import Approved
from desktop_app.core.systems import System
from desktop_app.ui.texts import (
    account_texts,
    connection_texts,
    credential_texts,
    outcome_texts,
    page_texts,
)
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone
from tests import labels
from tests.fakes import BEGINNING


@pytest.mark.parametrize(
    ("requirement", "words"),
    [
        ("external_account", "bank account for payouts"),
        ("tos_acceptance.date", "acceptance of Stripe’s terms"),
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
        ("settings.payments.statement_descriptor", "text on customers’ statements"),
    ],
)
def test_what_stripe_wants_is_said_in_words(requirement: str, words: str) -> None:
    assert account_texts.need_text(requirement).startswith(words)


@pytest.mark.parametrize("unknown", ["company.new_thing", "person_1.new", "whatever", "a..b"])
def test_what_nobody_knows_is_another_detail_as_stripe_names_it(unknown: str) -> None:
    assert account_texts.need_text(unknown) == f"another detail ({unknown})"
    account = Account("acct_1", currently_due=(unknown,))
    assert account_texts.listed_needs(account) == (f"Another detail ({unknown})",)


def test_a_reason_that_nobody_knows_is_a_sentence_with_stripes_name() -> None:
    reason = account_texts.reason_text("new_reason")
    assert reason == "Stripe gives a reason that is not known here (new_reason)."
    assert account_texts.reason_text("") == ""


def test_several_parts_of_one_thing_are_said_once() -> None:
    account = Account(
        "acct_1", currently_due=("tos_acceptance.date", "tos_acceptance.ip", "external_account")
    )
    assert account_texts.needs(account) == (
        "acceptance of Stripe’s terms",
        "bank account for payouts",
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, ""),
        (1, "another detail (w0)"),
        (
            4,
            "another detail (w0), another detail (w1), another detail (w2) and another detail (w3)",
        ),
        (5, "another detail (w0), another detail (w1), another detail (w2) and 2 more"),
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
        (True, True, "Takes payments and pays out"),
        (True, False, "Takes payments, but cannot pay out"),
        (False, True, "Pays out, but cannot take payments"),
        (False, False, "Can neither take payments nor pay out"),
        (None, None, "Not known: the account could not be read"),
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


DUE = ("external_account", "representative.verification.document")
NEEDS = (
    "Stripe still needs: bank account for payouts and identity document of the representative."
    " You can provide this in the Stripe Dashboard."
)
LOOK = "The account’s page in the Stripe Dashboard says what to do."


def account_of(
    charges: bool | None, payouts: bool | None, due: tuple[str, ...] = (), reason: str = ""
) -> Account:
    return Account(
        "acct_1",
        charges_enabled=charges,
        payouts_enabled=payouts,
        currently_due=due,
        disabled_reason=reason,
    )


@pytest.mark.parametrize(
    "account",
    [account_of(True, True), account_of(None, None), account_of(True, None)],
    ids=["good", "unknown", "payouts unknown"],
)
def test_nothing_is_said_to_be_wrong_that_is_not_known_to_be(account: Account) -> None:
    assert account_texts.health_message(account) is None


@pytest.mark.parametrize(
    ("account", "tone", "title", "text"),
    [
        (account_of(True, True, DUE), Tone.WARNING, "Stripe needs information", NEEDS),
        (account_of(True, False, DUE), Tone.WARNING, "Payouts are paused", NEEDS),
        (account_of(True, False), Tone.WARNING, "Payouts are paused", LOOK),
        (account_of(False, True, DUE), Tone.PROBLEM, "Payments are paused", NEEDS),
        (
            account_of(False, False, DUE, "requirements.past_due"),
            Tone.PROBLEM,
            "Payments are paused",
            f"Payouts are paused, too. Information that Stripe needs is overdue. {NEEDS}",
        ),
        (
            account_of(False, True, (), "rejected.fraud"),
            Tone.PROBLEM,
            "Payments are paused",
            f"Stripe has rejected the account on suspicion of fraud. {LOOK}",
        ),
        (
            account_of(True, False, (), "requirements.pending_verification"),
            Tone.WARNING,
            "Payouts are paused",
            "Stripe is verifying the information. You can follow it in Stripe.",
        ),
        (
            account_of(False, True, (), "under_review"),
            Tone.PROBLEM,
            "Payments are paused",
            "Stripe is reviewing the account. You can follow it in Stripe.",
        ),
        (
            account_of(False, True, DUE, "under_review"),
            Tone.PROBLEM,
            "Payments are paused",
            f"Stripe is reviewing the account. {NEEDS}",
        ),
    ],
)
def test_what_is_wrong_with_an_account_is_told_with_what_to_do(
    account: Account, tone: Tone, title: str, text: str
) -> None:
    assert account_texts.health_message(account) == Message(tone, title, text)


@pytest.mark.parametrize("reason", ["requirements.pending_verification", "under_review", "listed"])
def test_while_stripe_only_reviews_nothing_is_to_be_done(reason: str) -> None:
    nothing_to_do = "You can follow it in Stripe."
    assert account_texts.ability_text(account_of(False, True, (), reason)).endswith(nothing_to_do)
    assert nothing_to_do not in account_texts.ability_text(account_of(False, True, DUE, reason))


@pytest.mark.parametrize(
    ("account", "tone", "connected", "title"),
    [
        (account_of(True, True), Tone.SUCCESS, ": acct_1.", ""),
        (account_of(None, None), Tone.SUCCESS, ": acct_1.", ""),
        (
            account_of(True, True, DUE),
            Tone.WARNING,
            " to acct_1, but Stripe needs information.",
            "Stripe needs information",
        ),
        (
            account_of(True, False),
            Tone.WARNING,
            " to acct_1, but can’t pay out.",
            "Payouts are paused",
        ),
        (
            account_of(False, False),
            Tone.PROBLEM,
            " to acct_1, but can’t take payments.",
            "Payments are paused",
        ),
    ],
)
def test_no_check_and_no_answer_is_a_success_while_something_is_wrong(
    account: Account, tone: Tone, connected: str, title: str
) -> None:
    credential = Credential(
        "1", System.STRIPE, "EU billing", Stage.ACTIVE, BEGINNING, account=account
    )
    checked = connection_texts.checked_message(credential)
    assert checked == Message(tone, "", f"“EU billing” is connected{connected}")
    answered = outcome_texts.answered_message(credential, Approved(account))
    # The approval itself has succeeded.
    assert answered.tone is (Tone.SUCCESS if tone is Tone.SUCCESS else Tone.WARNING)
    assert title in answered.text
    page = page_texts.page_result(Approved(account))
    assert page.tone is (Tone.SUCCESS if tone is Tone.SUCCESS else Tone.INFO)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.PAYMENTS_PAUSED, labels.PAYMENTS_PAUSED),
        (Status.PAYOUTS_PAUSED, labels.PAYOUTS_PAUSED),
        (Status.NEEDS_INFORMATION, labels.NEEDS_INFORMATION),
    ],
)
def test_a_status_says_what_is_paused(status: Status, words: str) -> None:
    assert credential_texts.status_text(status) == words


def test_an_address_that_no_browser_opened_can_be_copied() -> None:
    credential = Credential("1", System.STRIPE, "EU billing", Stage.ACTIVE, BEGINNING)
    url = "https://dashboard.stripe.com/acct_1"
    assert connection_texts.dashboard_not_opened_message(credential, url).text.endswith(f" {url}")
    not_started = connection_texts.dashboard_not_opened_message(credential, "")
    assert not_started.title == "“EU billing”: the stand-in for Stripe could not be started"
