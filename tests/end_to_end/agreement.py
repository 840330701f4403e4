"""Database, keychain and practice Stripe say the same about what exists."""

from collections.abc import Iterator, Set

from tests.end_to_end.records import CredentialRecord
from tests.end_to_end.workplace import Workplace
from tests.waiting import NotSeenInTimeError, until

Connection = tuple[str, str]

_MODES = {"STRIPE": "live", "STRIPE_TEST": "test"}


def assert_all_agree(at: Workplace, left: Set[Connection] = frozenset()) -> None:
    """Check that nothing exists anywhere that the others do not know of.

    `left` names, by mode and account, what the person chose to leave connected at Stripe. The
    program may still be tidying up in the background, so it is looked at until all is well.
    """
    try:
        until(lambda: not list(_disagreements(at, left)), "all records to agree")
    except NotSeenInTimeError as error:
        raise AssertionError("\n".join(_disagreements(at, left))) from error
    secrets = [entry.secret for entry in at.keychain.entries()]
    files = at.records.files_with_secrets(
        *secrets, *at.records.practice_keys(), also=(at.program.log, at.desk.home)
    )
    assert files == []


def _disagreements(at: Workplace, left: Set[Connection]) -> Iterator[str]:
    credentials = at.records.credentials()
    yield from _about_stripe(at, credentials, left)
    yield from _about_the_keychain(at, credentials)
    yield from _about_what_is_under_way(at, credentials)


def _about_stripe(
    at: Workplace, credentials: list[CredentialRecord], left: Set[Connection]
) -> Iterator[str]:
    granted = at.records.connections()
    # An account is stored when Stripe has granted access to it, and not before.
    named = {(_MODES[each.system], each.account_id) for each in credentials if each.account_id}
    for connection in granted - named - left:
        yield f"Stripe grants access to {connection}, and no credential names it"
    for connection in (named | left) - granted:
        yield f"Stripe does not grant access to {connection}"
    for each in credentials:
        if (each.stage == "incomplete") is not (each.account_id is None):
            yield f"{each} says another thing of its account than of its stage"


def _about_the_keychain(at: Workplace, credentials: list[CredentialRecord]) -> Iterator[str]:
    known = at.records.entries()
    yield from (f"{each} is not settled" for each in known if each.status != "whole")
    there = sorted(entry.attributes["username"] for entry in at.keychain.entries())
    if there != sorted(each.name for each in known):
        yield f"the keychain holds {there}, the database knows {known}"
    kept = sorted(each.id for each in credentials if each.secret_place == "keychain")
    if kept != sorted(each.credential_id for each in known):
        yield f"{known} are not one for each of {kept}"


def _about_what_is_under_way(at: Workplace, credentials: list[CredentialRecord]) -> Iterator[str]:
    incomplete = {each.id for each in credentials if each.stage == "incomplete"}
    for each in at.records.attempts():
        if each.credential_id not in incomplete or each.status != "open":
            yield f"{each} goes on without an incomplete credential, or is being exchanged"
    if at.records.revocations():
        yield "a revocation is under way"
    if at.records.unsettled_grants():
        yield "there is a grant that nobody made sure of"
