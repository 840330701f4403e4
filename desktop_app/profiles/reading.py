"""Parses the text of a profile, and finds everything that is wrong with it.

docs/connection-profile.md describes the format.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping

from desktop_app.core.names import check_name, clean_name
from desktop_app.core.profile import (
    MAX_PREFILL_LENGTH,
    MAX_REDIRECT_URIS,
    ExchangeEndpoint,
    M3terService,
    Organization,
    Profile,
    ProfileError,
    ProfileProblem,
    ProfileProblemKind,
    Registration,
)
from desktop_app.core.return_route import RETURN_PORTS, ReturnRoute, loopback, return_page
from desktop_app.core.systems import System
from desktop_app.core.visible_text import has_invisible, without_invisible
from desktop_app.profiles.addresses import Address, read_address
from desktop_app.profiles.limits import check_size
from desktop_app.profiles.prefill import PREFILL_FIELDS
from desktop_app.profiles.report import Report
from desktop_app.profiles.secret_shapes import has_secret
from desktop_app.profiles.statements import key_lines, statements
from desktop_app.profiles.table import Check, Table

ORGANIZATION_KEYS = ("id", "name")
MODES = {"stripe": System.STRIPE, "stripe_test": System.STRIPE_TEST}
MODE_KEYS = (
    "client_id", "redirect_uri", "token_url", "deauthorize_url", "bearer_token", "stripe_user",
    "stand_in",
)  # fmt: skip
M3TER_KEYS = ("organization", "stand_in")

_ORGANIZATION_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_CLIENT_ID = re.compile(r"ca_[A-Za-z0-9_]{8,255}")
_PARSER_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)\Z")


def parse_profile(text: str) -> Profile:
    """Return the profile of a TOML text.

    Raises ProfileError with everything that is wrong. The exception has no secret of the text. No
    text makes it raise any other exception.
    """
    _check_text(text)
    report = Report()
    for number, line in enumerate(text.split("\n"), start=1):
        if has_secret(line):
            report.add_at_line(ProfileProblemKind.SECRET_IN_FILE, number)
    document = _document(text, report)
    profile = _profile(Table(document, (), report), report) if document is not None else None
    problems = report.problems()
    if profile is None or problems:
        raise ProfileError(problems)
    return profile


def _check_text(text: str) -> None:
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise ProfileError((ProfileProblem(ProfileProblemKind.NOT_TEXT, line),)) from None
    check_size(content)


def _document(text: str, report: Report) -> Mapping[str, object] | None:
    nested = [statement.line for statement in statements(text) if statement.is_nested]
    if nested:
        report.add_at_line(ProfileProblemKind.TOO_NESTED, nested[0])
        return None
    try:
        document = tomllib.loads(text)
    # The parser raises TOMLDecodeError, a ValueError, and lets a ValueError of `int` pass.
    except ValueError as error:
        reason = str(error)
        place = _PARSER_PLACE.search(reason)
        line = int(place[1]) if place and place[1] else _first_wrong_line(text)
        report.add_at_line(ProfileProblemKind.NOT_TOML, line, _PARSER_PLACE.sub("", reason))
        return None
    report.lines = key_lines(text)
    return document


def _first_wrong_line(text: str) -> int:
    """Return the first line of the statement that is not TOML, for an error without a line.

    For example, the parser gives no line for a string without an end.
    """
    return next((item.line for item in statements(text) if not _is_toml(item.text)), 0)


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except ValueError:
        return False
    return True


def _profile(root: Table, report: Report) -> Profile:
    """Return the profile. It is not valid if problems were reported."""
    root.allow_only(("organization", *MODES, "m3ter"))
    organization = _organization(root.table("organization"))
    tables = {system: root.table(key) for key, system in MODES.items() if key in root}
    if not tables:
        report.add(ProfileProblemKind.NO_MODE, ())
    registrations = (_registration(table, system) for system, table in tables.items() if table)
    return Profile(organization, tuple(registrations), _m3ter(root, organization))


def _organization(table: Table | None) -> Organization:
    if table is None:
        return Organization("", "")
    table.allow_only(ORGANIZATION_KEYS)
    return Organization(
        table.string("id", _organization_id_problem),
        clean_name(without_invisible(table.string("name", _organization_name_problem))),
    )


def _registration(table: Table, system: System) -> Registration:
    table.allow_only(MODE_KEYS)
    return Registration(
        system,
        table.string("client_id", _client_id_problem),
        _routes(table, system),
        _exchange(table),
        _optional(table, "stand_in", _stand_in_problem).removesuffix("/"),
        tuple(_prefill(table)),
    )


def _m3ter(root: Table, organization: Organization) -> M3terService:
    table = root.table("m3ter") if "m3ter" in root else None
    if table is None:
        return M3terService(organization.id)
    table.allow_only(M3TER_KEYS)
    return M3terService(
        _optional(table, "organization", _organization_id_problem) or organization.id,
        _optional(table, "stand_in", _m3ter_stand_in_problem).removesuffix("/"),
    )


def _optional(table: Table, key: str, check: Check) -> str:
    """Return the string at `key`, or "" if there is none. If it is not good, report that."""
    return table.string(key, check) if key in table else ""


def _routes(table: Table, system: System) -> tuple[ReturnRoute, ...]:
    key = "redirect_uri"
    addresses = table.strings(key)
    if addresses is None:
        return ()
    if not 1 <= len(addresses) <= MAX_REDIRECT_URIS:
        table.report_problem(key, ProfileProblemKind.REDIRECT_URI_COUNT)
        return ()
    check = _live_redirect_uri_problem if system.livemode else _redirect_uri_problem
    good = [address for address in addresses if table.is_good(key, address, check)]
    for address in good:
        if good.count(address) > 1:
            table.report_problem(key, ProfileProblemKind.REDIRECT_URI_TWICE, address)
    return tuple(map(_route, good))


def _route(redirect_uri: str) -> ReturnRoute:
    is_page = redirect_uri.startswith("https:")
    return return_page(redirect_uri) if is_page else loopback(redirect_uri)


def _exchange(table: Table) -> ExchangeEndpoint | None:
    keys = ("token_url", "deauthorize_url")
    wants_token = table.boolean("bearer_token")
    given = [key for key in (*keys, "bearer_token") if key in table]
    if not given:
        return None
    token_url, deauthorize_url = (
        table.string(key, _endpoint_problem) if key in table else "" for key in keys
    )
    # Without an exchange endpoint, which Stripe is none of, neither key is needed.
    if not any(table.has_problem(key, ProfileProblemKind.ENDPOINT_AT_STRIPE) for key in keys):
        for key in keys:
            if key not in table:
                table.report_missing(key, beside=given[0])
    return ExchangeEndpoint(token_url, deauthorize_url, wants_token)


def _prefill(table: Table) -> Iterator[tuple[str, str]]:
    user = table.table("stripe_user") if "stripe_user" in table else None
    if user is None:
        return
    user.allow_only(PREFILL_FIELDS)
    for field in user.keys:
        if field in PREFILL_FIELDS:
            yield field, user.string(field, _prefill_problem)


def _organization_id_problem(value: str) -> ProfileProblemKind | None:
    return None if _ORGANIZATION_ID.fullmatch(value) else ProfileProblemKind.ORGANIZATION_ID


def _organization_name_problem(value: str) -> ProfileProblemKind | None:
    name = without_invisible(value)
    if has_secret(name):
        return ProfileProblemKind.SECRET_IN_FILE
    return ProfileProblemKind.ORGANIZATION_NAME if check_name(name, ()) else None


def _client_id_problem(value: str) -> ProfileProblemKind | None:
    return None if _CLIENT_ID.fullmatch(value) else ProfileProblemKind.CLIENT_ID


def _redirect_uri_problem(value: str) -> ProfileProblemKind | None:
    address = read_address(value)
    if address is None or not (address.is_encrypted or address.port in RETURN_PORTS):
        return ProfileProblemKind.REDIRECT_URI
    return None


def _live_redirect_uri_problem(value: str) -> ProfileProblemKind | None:
    if value.startswith("http:"):
        return ProfileProblemKind.REDIRECT_URI_LIVE
    return _redirect_uri_problem(value)


def _endpoint_problem(value: str) -> ProfileProblemKind | None:
    address = read_address(value)
    if address is None:
        return ProfileProblemKind.ENDPOINT
    return ProfileProblemKind.ENDPOINT_AT_STRIPE if address.is_at_stripe else None


def _stand_in_problem(value: str) -> ProfileProblemKind | None:
    address = _stand_in_address(value)
    is_origin = address is not None and address.path in {"", "/"}
    return None if is_origin else ProfileProblemKind.STAND_IN


def _m3ter_stand_in_problem(value: str) -> ProfileProblemKind | None:
    return None if _stand_in_address(value) else ProfileProblemKind.M3TER_STAND_IN


def _stand_in_address(value: str) -> Address | None:
    """Return the address of a stand-in, or None if `value` can't be one.

    Every stand-in is on this computer and has a port; it may have a path.
    """
    address = read_address(value)
    if address is None or not address.is_plain_loopback or address.port is None:
        return None
    return address


def _prefill_problem(value: str) -> ProfileProblemKind | None:
    return (
        None
        if 1 <= len(value) <= MAX_PREFILL_LENGTH and not has_invisible(value)
        else ProfileProblemKind.PREFILL
    )
