"""A connected account in words: its country, its health, and what Stripe still needs.

Names of requirements and reasons: Stripe API reference, "The Account object" (`requirements`), and
Connect, "Required verification information".
"""

import re
from collections.abc import Collection

from PySide6.QtCore import QCoreApplication, QLocale

from desktop_app.core.account import Account, Health
from desktop_app.ui.texts.filling import fill, sentences
from desktop_app.ui.texts.language import list_text
from desktop_app.ui.texts.message import Message
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate

_FEW = 3
_PAST_DUE = "requirements.past_due"
# The reasons for which an account waits for Stripe, not for its owner.
_REVIEWS = frozenset({"requirements.pending_verification", "under_review", "listed"})


def country_text(account: Account) -> str:
    """Return the name of the account's country, or its code if Qt does not know the country."""
    territory = QLocale.codeToTerritory(account.country)
    if territory is QLocale.Country.AnyCountry:
        return account.country
    return QLocale.territoryToString(territory)


def health_text(health: Health) -> str:
    """Return whether an account works, as a heading."""
    match health:
        case Health.PAYMENTS_PAUSED:
            return translate("Account", "Payments are paused")
        case Health.PAYOUTS_PAUSED:
            return translate("Account", "Payouts are paused")
        case Health.NEEDS_INFORMATION:
            return translate("Account", "Stripe needs information")
        case Health.GOOD:
            return translate("Account", "Ready to take payments")
        case Health.UNKNOWN:
            return translate("Account", "Not known: the account could not be read")


def health_message(account: Account, *, lists_needs: bool = True) -> Message | None:
    """Return what is wrong with an account, why, and what to do; None if nothing is known to be.

    `lists_needs` says whether the message lists what Stripe still needs, or only says how much.
    """
    match account.health:
        case Health.GOOD | Health.UNKNOWN:
            return None
        case Health.PAYMENTS_PAUSED:
            tone = Tone.PROBLEM
        case Health.PAYOUTS_PAUSED | Health.NEEDS_INFORMATION:
            tone = Tone.WARNING
    text = _why_and_what_to_do(account) if lists_needs else _why_and_how_much(account)
    if account.health is Health.PAYMENTS_PAUSED and account.payouts_enabled is False:
        text = sentences(translate("Account", "Payouts are paused, too."), text)
    return Message(tone, health_text(account.health), text)


def _why_and_what_to_do(account: Account) -> str:
    if account.currently_due:
        still_needs = fill(
            translate("Account", "Stripe still needs: {needs}."), needs=few_needs_text(account)
        )
        then = sentences(
            still_needs, translate("Account", "You can provide this in the Stripe Dashboard.")
        )
    elif _is_under_review(account):
        then = _follow_it()
    else:
        then = translate("Account", "The account’s page in the Stripe Dashboard says what to do.")
    reason = reason_text(account.disabled_reason)
    return sentences(reason, then) if reason else then


def _why_and_how_much(account: Account) -> str:
    missing = len(needs(account))
    if not missing:
        return _why_and_what_to_do(account)
    if account.disabled_reason == _PAST_DUE:
        return Plural.tr("%n things are missing, and some are overdue.", None, missing)
    reason = reason_text(account.disabled_reason)
    text = Plural.tr("%n things are missing.", None, missing)
    return sentences(reason, text) if reason else text


def _is_under_review(account: Account) -> bool:
    """Return whether Stripe is reviewing the account, and needs nothing from its owner."""
    return account.disabled_reason in _REVIEWS and not account.currently_due


def _follow_it() -> str:
    return translate("Account", "You can follow it in Stripe.")


def ability_text(account: Account) -> str:
    """Return what the account can do, and why it cannot do more."""
    charges, payouts = account.charges_enabled, account.payouts_enabled
    if charges is None:
        return translate("Account", "Not known: the account could not be read")
    if charges and payouts:
        ability = translate("Account", "Takes payments and pays out")
    elif charges:
        ability = translate("Account", "Takes payments, but cannot pay out")
    elif payouts:
        ability = translate("Account", "Pays out, but cannot take payments")
    else:
        ability = translate("Account", "Can neither take payments nor pay out")
    reason = reason_text(account.disabled_reason)
    if not reason:
        return ability
    text = fill(translate("Account", "{ability}. {reason}"), ability=ability, reason=reason)
    return sentences(text, _follow_it()) if _is_under_review(account) else text


def reason_text(reason: str) -> str:
    """Return why Stripe has disabled an account, as a sentence; empty if Stripe gives no reason.

    An unknown reason is named as Stripe names it.
    """
    name = _known(reason, _reasons())
    if name:
        return _reasons()[name]
    text = translate("Account", "Stripe gives a reason that is not known here ({reason}).")
    return fill(text, reason=reason) if reason else ""


def needs(account: Account) -> tuple[str, ...]:
    """Return what Stripe still needs for an account, without repetitions, in Stripe's order."""
    return tuple(dict.fromkeys(need_text(requirement) for requirement in account.currently_due))


def listed_needs(account: Account) -> tuple[str, ...]:
    """Return what Stripe still needs as the items of a list; each begins with a capital letter."""
    return tuple(need[:1].upper() + need[1:] for need in needs(account))


def few_listed_needs(account: Account, most: int) -> tuple[str, ...]:
    """Return the first items of `listed_needs`, `most` of them, and how many others."""
    return _few(listed_needs(account), most)


def few_needs_text(account: Account) -> str:
    """Return the first details that Stripe still needs, in a sentence, and how many others."""
    return list_text(_few(needs(account), _FEW))


def _few(wanted: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Return the first `most`, and how many others; a single other one is named itself."""
    if len(wanted) <= most + 1:
        return wanted
    more = Plural.tr("%n more", "details that Stripe needs", len(wanted) - most)
    return (*wanted[:most], more)


def need_text(requirement: str) -> str:
    """Return one requirement in words. An unknown one is "another detail", with Stripe's name."""
    whole = _known(requirement, _of_the_business())
    who, _, what = requirement.partition(".")
    who = "person" if re.fullmatch(r"person_\w+", who) else who
    if who in _people() and what:
        name = _known(what, _of_a_person())
        if not name:
            return _unknown_need_text(requirement)
        return fill(
            translate("Account", "{what} of {whom}"), what=_of_a_person()[name], whom=_people()[who]
        )
    return _of_the_business()[whole] if whole else _unknown_need_text(requirement)


def _unknown_need_text(requirement: str) -> str:
    return fill(translate("Account", "another detail ({name})"), name=requirement)


def _known(name: str, texts: Collection[str]) -> str:
    """Return the longest beginning of a dotted name that has a text, empty if none has."""
    while name and name not in texts:
        name = name.rpartition(".")[0]
    return name


def _people() -> dict[str, str]:
    """Return the words for each kind of person. Stripe may name one by an id, `person_8UayFZ…`."""
    return {
        "individual": translate("Account", "the owner of the business"),
        "representative": translate("Account", "the representative"),
        "owners": translate("Account", "an owner"),
        "directors": translate("Account", "a director"),
        "executives": translate("Account", "an executive"),
        "authorizer": translate("Account", "the payments and risk executive"),
        "legal_guardian": translate("Account", "the legal guardian"),
        "person": translate("Account", "a person of the company"),
    }


def _of_a_person() -> dict[str, str]:
    """Return the words for each detail of a person that Stripe may need."""
    return {
        "first_name": translate("Account", "first name"),
        "last_name": translate("Account", "last name"),
        "full_name_aliases": translate("Account", "other names"),
        "dob": translate("Account", "date of birth"),
        "address": translate("Account", "address"),
        "registered_address": translate("Account", "registered address"),
        "email": translate("Account", "email address"),
        "phone": translate("Account", "phone number"),
        "id_number": translate("Account", "identity number"),
        "ssn_last_4": translate("Account", "last 4 digits of the social security number"),
        "nationality": translate("Account", "nationality"),
        "political_exposure": translate("Account", "political exposure"),
        "relationship.title": translate("Account", "job title"),
        "relationship.percent_ownership": translate("Account", "share of ownership"),
        "relationship": translate("Account", "role in the company"),
        "verification.document": translate("Account", "identity document"),
        "verification.additional_document": translate("Account", "proof of address"),
        "verification.proof_of_liveness": translate("Account", "selfie for verification"),
        "documents.passport": translate("Account", "passport"),
        "documents.visa": translate("Account", "visa"),
        "documents.company_authorization": translate("Account", "authorization by the company"),
    }


def _of_the_business() -> dict[str, str]:
    """Return the words for each detail of the business that Stripe may need."""
    return {
        "business_type": translate("Account", "type of business"),
        "business_profile.mcc": translate("Account", "industry"),
        "business_profile.name": translate("Account", "business name"),
        "business_profile.url": translate("Account", "business website"),
        "business_profile.product_description": translate("Account", "description of the products"),
        "business_profile.support_address": translate("Account", "support address"),
        "business_profile.support_email": translate("Account", "support email address"),
        "business_profile.support_phone": translate("Account", "support phone number"),
        "business_profile.support_url": translate("Account", "support website"),
        "business_profile.annual_revenue": translate("Account", "annual revenue"),
        "business_profile.estimated_worker_count": translate("Account", "number of workers"),
        "company.name": translate("Account", "company name"),
        "company.address": translate("Account", "company address"),
        "company.phone": translate("Account", "company phone number"),
        "company.tax_id": translate("Account", "company tax number"),
        "company.vat_id": translate("Account", "company VAT number"),
        "company.registration_number": translate("Account", "company registration number"),
        "company.registration_date": translate("Account", "company registration date"),
        "company.structure": translate("Account", "legal structure of the company"),
        "company.directors_provided": translate("Account", "list of directors"),
        "company.executives_provided": translate("Account", "list of executives"),
        "company.owners_provided": translate("Account", "list of owners"),
        "company.ownership_declaration": translate("Account", "declaration of ownership"),
        "company.verification.document": translate("Account", "document about the company"),
        "external_account": translate("Account", "bank account for payouts"),
        "tos_acceptance": translate("Account", "acceptance of Stripe’s terms"),
        "settings.payments.statement_descriptor": translate(
            "Account", "text on customers’ statements"
        ),
        "documents.bank_account_ownership_verification": translate(
            "Account", "proof of who owns the bank account"
        ),
        "documents.company_license": translate("Account", "company licence"),
        "documents.company_memorandum_of_association": translate(
            "Account", "memorandum of association"
        ),
        "documents.company_ministerial_decree": translate("Account", "ministerial decree"),
        "documents.company_registration_verification": translate(
            "Account", "proof of the company’s registration"
        ),
        "documents.company_tax_id_verification": translate(
            "Account", "proof of the company’s tax number"
        ),
        "documents.proof_of_registration": translate("Account", "proof of registration"),
        "documents.proof_of_address": translate("Account", "proof of address"),
        # `individual`, `owners` … without a detail: Stripe needs to know who they are.
        "individual": translate("Account", "details of the owner of the business"),
        "representative": translate("Account", "details of the representative"),
        "owners": translate("Account", "details of the owners"),
        "directors": translate("Account", "details of the directors"),
        "executives": translate("Account", "details of the executives"),
    }


def _reasons() -> dict[str, str]:
    """Return the words for each reason for which Stripe may have disabled an account."""
    return {
        "requirements.past_due": translate("Account", "Information that Stripe needs is overdue."),
        "requirements.pending_verification": translate(
            "Account", "Stripe is verifying the information."
        ),
        "action_required": translate(
            "Account", "Requested capabilities need an action in the Stripe Dashboard."
        ),
        "listed": translate(
            "Account", "Stripe is checking whether the account is on a list of prohibited persons."
        ),
        "under_review": translate("Account", "Stripe is reviewing the account."),
        "platform_paused": translate("Account", "The platform has paused the account."),
        "rejected.fraud": translate(
            "Account", "Stripe has rejected the account on suspicion of fraud."
        ),
        "rejected.incomplete_verification": translate(
            "Account", "Stripe has rejected the account, since it could not be verified in time."
        ),
        "rejected.listed": translate(
            "Account", "Stripe has rejected the account: it is on a list of prohibited persons."
        ),
        "rejected.platform_fraud": translate(
            "Account", "The platform has rejected the account on suspicion of fraud."
        ),
        "rejected.platform_other": translate("Account", "The platform has rejected the account."),
        "rejected.platform_terms_of_service": translate(
            "Account", "The platform has rejected the account for breaking its terms of service."
        ),
        "rejected.terms_of_service": translate(
            "Account", "Stripe has rejected the account for breaking its terms of service."
        ),
        "rejected": translate("Account", "The account was rejected."),
        "other": translate("Account", "Stripe gives no reason. Ask Stripe’s support."),
    }
