"""Database, keychain and Stripe say the same about what exists."""

import json
from collections.abc import Callable, Iterator, Set

from tests.end_to_end.keychain import Entry
from tests.end_to_end.records import Database
from tests.end_to_end.workplace import Workplace
from tests.stripe_double.clients import Mode
from tests.stripe_double.double import StripeDouble
from tests.waiting import NotSeenInTimeError, until

Connection = tuple[str, str]

_MODES = {"STRIPE": "live", "STRIPE_TEST": "test"}
# Whose a keychain entry is that belongs to no credential (`core/platform_secret.py`).
_ORGANIZATION = "organization "
_M3TER = "m3ter key"


def assert_all_agree(at: Workplace, left: Set[Connection] = frozenset()) -> None:
    """Check that nothing exists anywhere that the others do not know of; in Practice.

    `left` names, by mode and account, what the person chose to leave connected at Stripe. The
    program may still be tidying up in the background, so it is looked at until all is well.
    """

    def disagreements() -> Iterator[str]:
        yield from _about_stripe(at.records, at.records.connections(), left)
        yield from _about_the_keychain(at, at.records)
        yield from _about_what_is_under_way(at.records)
        yield from _about_m3ter(at)

    _await_agreement(disagreements)
    _assert_no_file_tells(at, *at.records.practice_keys())


def assert_organization_agrees(
    at: Workplace, organization: Database, double: StripeDouble, left: Set[Connection] = frozenset()
) -> None:
    """Check the same of the workspace of an organization that keeps its secrets in the keychain.

    Stripe's side is the double, which knows too whether the kept tokens are good ones, and whether
    a code was ever sent twice.
    """

    def disagreements() -> Iterator[str]:
        connections = {(mode.value, account_id) for mode, account_id in double.connections()}
        yield from _about_stripe(organization, connections, left)
        yield from _about_the_keychain(at, organization)
        yield from _about_what_is_under_way(organization)
        yield from _about_the_secrets(at, organization, double)

    _await_agreement(disagreements)
    double.assert_no_code_was_sent_twice()
    _assert_no_file_tells(at, double.bearer, *double.access_tokens(), *_keys(double))


def _await_agreement(disagreements: Callable[[], Iterator[str]]) -> None:
    try:
        until(lambda: not list(disagreements()), "all records to agree")
    except NotSeenInTimeError as error:
        raise AssertionError("\n".join(disagreements())) from error


def _assert_no_file_tells(at: Workplace, *secrets: str) -> None:
    kept = [entry.secret for entry in at.keychain.entries()]
    files = at.records.files_with_secrets(*kept, *secrets, also=(at.program.log, at.desktop.home))
    assert files == []


def _about_stripe(
    database: Database, granted: Set[Connection], left: Set[Connection]
) -> Iterator[str]:
    credentials = database.credentials()
    # An account is stored when Stripe has granted access to it, and not before.
    named = {
        (_MODES[each.system], each.account_id)
        for each in credentials
        if each.account_id and each.secret_place != "revoked"
    }
    for connection in granted - named - left:
        yield f"Stripe grants access to {connection}, and no credential names it"
    for connection in (named | left) - granted:
        yield f"Stripe does not grant access to {connection}"
    for each in credentials:
        # One that is approved again keeps the account that it had.
        is_new = each.stage == "incomplete" and each.secret_place == "none"
        if is_new is not (each.account_id is None):
            yield f"{each} says another thing of its account than of its stage"


def _about_the_keychain(at: Workplace, database: Database) -> Iterator[str]:
    everywhere = [entry for each in at.records.databases() for entry in each.entries()]
    yield from (f"{each} is not settled" for each in everywhere if each.status != "whole")
    there = sorted(entry.attributes["username"] for entry in at.keychain.entries())
    if there != sorted(each.name for each in everywhere):
        yield f"the keychain holds {there}, the databases know {everywhere}"
    owners = sorted(each.credential_id for each in database.entries())
    kept = sorted(each.id for each in database.credentials() if each.secret_place == "keychain")
    others = (_ORGANIZATION, _M3TER)
    if kept != [owner for owner in owners if not owner.startswith(others)]:
        yield f"entries of {owners} are not one for each of {kept}"


def _about_what_is_under_way(database: Database) -> Iterator[str]:
    incomplete = {each.id for each in database.credentials() if each.stage == "incomplete"}
    for each in database.attempts():
        if each.credential_id not in incomplete or each.status != "open":
            yield f"{each} goes on without an incomplete credential, or is being exchanged"
    if database.revocations():
        yield "a revocation is under way"
    if database.unsettled_grants():
        yield "there is a grant that nobody made sure of"


def _about_m3ter(at: Workplace) -> Iterator[str]:
    entries = [each.name for each in at.records.entries() if each.credential_id == _M3TER]
    connected = at.records.m3ter_organizations()
    if len(entries) != len(connected):
        yield f"m3ter is connected with {connected}, and its key is in {entries}"
    if at.records.m3ter_lists() and not connected:
        yield "what was read from m3ter is stored, and m3ter is not connected"
    for entry in at.keychain.entries():
        if entry.attributes["username"] in entries:
            _, secret = at.records.practice_m3ter_key()
            if entry.secret != secret:
                yield f"{entry.label} is not the key of the practice m3ter"


def _about_the_secrets(at: Workplace, database: Database, double: StripeDouble) -> Iterator[str]:
    entries = {entry.attributes["username"]: entry for entry in at.keychain.entries()}
    good = double.access_tokens()
    for known in database.entries():
        entry = entries.get(known.name)
        if entry is None:
            continue  # told already
        if known.credential_id.startswith(_ORGANIZATION):
            mode = Mode(_MODES[known.credential_id.removeprefix(_ORGANIZATION)])
            wanted = {double.clients[mode].secret_key, double.bearer}
            if entry.secret not in wanted:
                yield f"{known.name} is not the organization's secret"
        elif _access_token(entry) not in good:
            yield f"the access token in {known.name} is not one that Stripe knows"


def _access_token(entry: Entry) -> str:
    return str(json.loads(entry.secret)["access_token"])


def _keys(double: StripeDouble) -> list[str]:
    return [client.secret_key for client in double.clients.values()]
