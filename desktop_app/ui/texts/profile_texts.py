"""The contents of a connection profile, and its problems, in words."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desktop_app.core.names import MAX_NAME_LENGTH
from desktop_app.core.profile import (
    MAX_PREFILL_LENGTH,
    MAX_PROFILE_BYTES,
    MAX_PROFILE_LINES,
    MAX_REDIRECT_URIS,
    Host,
    HostUse,
    ProfileProblem,
    ProfileProblemKind,
)
from desktop_app.core.return_route import RETURN_PORTS
from desktop_app.core.visible_text import marked_line
from desktop_app.ui.texts.filling import fill, sentences, without_isolates
from desktop_app.ui.texts.language import list_text
from desktop_app.ui.texts.plural import Plural

translate = QCoreApplication.translate

_EXCHANGE_KEYS = (".token_url", ".deauthorize_url")
_UNOPENED = frozenset(
    {
        ProfileProblemKind.NOT_FOUND,
        ProfileProblemKind.NOT_PERMITTED,
        ProfileProblemKind.UNREADABLE,
        ProfileProblemKind.NOT_A_FILE,
    }
)
_UNPARSED = frozenset(
    {
        ProfileProblemKind.TOO_LONG,
        ProfileProblemKind.NOT_TEXT,
        ProfileProblemKind.NOT_TOML,
        ProfileProblemKind.TOO_NESTED,
    }
)
_NUMBERS = {
    "kilobytes": MAX_PROFILE_BYTES // 1024,
    "first_port": RETURN_PORTS[0],
    "last_port": RETURN_PORTS[-1],
}


def profile_problem_text(problem: ProfileProblem) -> str:
    """Return where a problem is, what was found, what was expected and what to do, on one line."""
    return fill(
        translate("Profile", "{place}: {sentence}"),
        place=_place_text(problem),
        sentence=" ".join(problem_sentence(problem).splitlines()),
    )


def problem_sentence(problem: ProfileProblem) -> str:
    """Return what was found, what was expected and what to do.

    The text holds values from the profile, so it must be shown as plain text. An example is on a
    line of its own.
    """
    sentence = _sentence(problem.kind)
    if problem.proposal and problem.kind is ProfileProblemKind.UNKNOWN_KEY:
        sentence = translate(
            "Profile", "A profile has no such entry here; did you mean {proposal}?"
        )
    elif problem.kind is ProfileProblemKind.MISSING and problem.key.endswith(_EXCHANGE_KEYS):
        sentence = translate(
            "Profile",
            "This is missing; an exchange endpoint has both token_url and deauthorize_url: add"
            " this entry, or remove the other one and bearer_token.",
        )
    return fill(
        sentence, value=problem.value, key=problem.key, proposal=problem.proposal, **_NUMBERS
    )


def problem_line(problem: ProfileProblem) -> str:
    """Return the line of a problem; empty if the problem has no line."""
    if not problem.line:
        return ""
    return fill(translate("Profile", "Line {line}"), line=problem.line)


def can_be_reported(problems: Sequence[ProfileProblem]) -> bool:
    """Return whether whoever made a profile can correct its problems.

    A file that can't be opened is not sent to anybody: it has to be looked for on this computer.
    """
    return any(problem.kind not in _UNOPENED for problem in problems)


def is_no_profile(problems: Sequence[ProfileProblem]) -> bool:
    """Return whether a file can't be parsed, so that it may be another file, chosen by mistake."""
    return any(problem.kind in _UNPARSED for problem in problems)


def report_text(path: Path, problems: Sequence[ProfileProblem]) -> str:
    """Return the problems of a profile as plain lines, to be sent to whoever made it.

    The report has the name of the file without its folder, and no secret of the file.
    """
    title = fill(
        translate("Profile", "m3ter Desktop can’t use the connection profile {file}:"),
        file=file_text(Path(path.name)),
    )
    lines = (profile_problem_text(problem) for problem in problems)
    return without_isolates("\n".join((title, *(f"- {line}" for line in lines))))


def file_text(path: Path) -> str:
    """Return the path of a profile on one line, with its invisible characters marked."""
    return marked_line(str(path))


def host_title(host: Host) -> str:
    """Return what a host is for."""
    match host.use:
        case HostUse.STRIPE:
            return translate("Profile", "Stripe’s approval page")
        case HostUse.STRIPE_API:
            return translate("Profile", "Stripe’s API")
        case HostUse.STAND_IN:
            return translate("Profile", "Stand-in for Stripe, for tests")
        case HostUse.EXCHANGE:
            return translate("Profile", "Exchange endpoint, which completes approvals")
        case HostUse.RETURN_PAGE:
            return translate("Profile", "Page that you return to from Stripe")
        case HostUse.M3TER_STAND_IN:
            return translate("Profile", "Stand-in for m3ter, for tests")


def host_name(host: Host) -> str:
    """Return the name of a host, and that it is not Stripe's or m3ter's, if it is not."""
    if host.use is HostUse.M3TER_STAND_IN:
        return fill(translate("Profile", "{host} · Not m3ter"), host=host.name)
    if host.needs_confirmation:
        return fill(translate("Profile", "{host} · Not Stripe"), host=host.name)
    return host.name


def host_reading(host: Host) -> str:
    """Return how the name of a host reads, if the name stands for other letters than a to z.

    The text is empty if the name has plain letters only, or can't be shown safely. The parts of the
    name keep their order, also where one is written from right to left.
    """
    decoded = _decoded(host)
    if not decoded:
        return ""
    parts = (fill("{part}", part=part) for part in decoded.split("."))
    return fill(translate("Profile", "Reads as: {name}"), name=".".join(parts))


def host_warning(host: Host) -> str:
    """Return that a host's name may be taken for another; empty if it has plain letters only.

    The warning names the letters that are not plain, as far as they are known.
    """
    if "xn--" not in host.name:
        return ""
    letters = dict.fromkeys(
        letter for letter in _decoded(host) if letter.isalpha() and not letter.isascii()
    )
    if letters:
        looks = fill(
            translate("Profile", "It has letters that can look like others: {letters}."),
            letters=list_text(letters),
        )
    else:
        looks = translate("Profile", "This name stands for letters that can look like others.")
    confirm = translate("Profile", "Ask whoever gave you the profile to confirm this spelling.")
    return sentences(looks, confirm)


def _decoded(host: Host) -> str:
    """Return the name of a host without its port, in the letters that "xn--" stands for.

    The name is empty if there are none, if the encoding has a mistake (RFC 3490), or if a character
    of it can't be seen.
    """
    name = host.name.partition(":")[0]
    if "xn--" not in name:
        return ""
    try:
        decoded = name.encode("ascii").decode("idna")
    except UnicodeError:
        return ""
    return decoded if marked_line(decoded) == decoded else ""


def prefill_label(field: str) -> str:
    """Return the label of a value that Stripe fills in for a new account, by its field."""
    return {
        "email": translate("Prefill", "Email"),
        "url": translate("Prefill", "Website"),
        "country": translate("Prefill", "Country"),
        "phone_number": translate("Prefill", "Phone number"),
        "business_name": translate("Prefill", "Business name"),
        "business_type": translate("Prefill", "Business type"),
        "first_name": translate("Prefill", "First name"),
        "last_name": translate("Prefill", "Last name"),
        "dob_day": translate("Prefill", "Day of birth"),
        "dob_month": translate("Prefill", "Month of birth"),
        "dob_year": translate("Prefill", "Year of birth"),
        "street_address": translate("Prefill", "Street address"),
        "city": translate("Prefill", "City"),
        "state": translate("Prefill", "State"),
        "zip": translate("Prefill", "Postal code"),
        "physical_product": translate("Prefill", "Ships goods"),
        "product_description": translate("Prefill", "Product description"),
        "currency": translate("Prefill", "Currency"),
        "gender": translate("Prefill", "Gender"),
        "first_name_kana": translate("Prefill", "First name (kana)"),
        "first_name_kanji": translate("Prefill", "First name (kanji)"),
        "last_name_kana": translate("Prefill", "Last name (kana)"),
        "last_name_kanji": translate("Prefill", "Last name (kanji)"),
        "block_kana": translate("Prefill", "Block (kana)"),
        "block_kanji": translate("Prefill", "Block (kanji)"),
        "building_kana": translate("Prefill", "Building (kana)"),
        "building_kanji": translate("Prefill", "Building (kanji)"),
    }.get(field, field)


def prefill_text(field: str, value: str) -> str:
    """Return a value that Stripe fills in for a new account, after its label."""
    text = translate("Prefill", "{label}: {value}")
    return fill(text, label=prefill_label(field), value=value)


def new_text() -> str:
    """Return the mark of a host that the profile in use does not have."""
    return translate("Profile", "New")


def host_text(host: Host, *, keys: bool, token: bool) -> str:
    """Return what is sent to a host, to stand below its title and its name.

    `keys` says whether a secret key is sent to Stripe's host, and `token` whether a bearer token is
    sent to the host of an exchange endpoint.
    """
    match host.use:
        case HostUse.STRIPE if not keys:
            return translate(
                "Profile",
                "You approve access here. The exchange endpoint completes each approval, so no key"
                " is sent here.",
            )
        case HostUse.STRIPE_API if not keys:
            return translate(
                "Profile", "The connected accounts are read here, with their own tokens."
            )
        case HostUse.STAND_IN if not keys:
            return translate(
                "Profile",
                "You approve here, and the connected accounts are read here with their own tokens.",
            )
        case HostUse.STRIPE:
            return translate(
                "Profile",
                "You approve access here, and codes of approvals are sent here with your secret"
                " key.",
            )
        case HostUse.STRIPE_API:
            return translate(
                "Profile",
                "The connected accounts are read here, with your secret key or with their own"
                " tokens.",
            )
        case HostUse.STAND_IN:
            return translate(
                "Profile",
                "You approve here, and codes, keys and tokens are sent here in place of Stripe.",
            )
        case HostUse.EXCHANGE if token:
            return translate(
                "Profile",
                "It receives the code of each approval, with your bearer token, and so gets access"
                " to the connected accounts.",
            )
        case HostUse.EXCHANGE:
            return translate(
                "Profile",
                "It receives the code of each approval, and so gets access to the connected"
                " accounts.",
            )
        case HostUse.RETURN_PAGE:
            return translate(
                "Profile",
                "Your browser comes back here, with the code of the approval in the address.",
            )
        case HostUse.M3TER_STAND_IN:
            return translate(
                "Profile",
                "It receives the access key for m3ter, and all else that m3ter would receive, in"
                " place of m3ter itself.",
            )


def _place_text(problem: ProfileProblem) -> str:
    if problem.line and problem.key:
        return fill(translate("Profile", "Line {line}, {key}"), line=problem.line, key=problem.key)
    return problem_line(problem) or problem.key or translate("Profile", "The file")


def _sentence(kind: ProfileProblemKind) -> str:
    """Return the sentence about a kind of problem, with placeholders for its values."""
    match kind:
        case ProfileProblemKind.NOT_FOUND:
            return translate(
                "Profile",
                "There is no file at this place; it may have been moved, renamed or deleted.",
            )
        case ProfileProblemKind.NOT_PERMITTED:
            return translate(
                "Profile",
                "You may not open it; ask its owner, or whoever looks after this computer, to let"
                " you read it.",
            )
        case ProfileProblemKind.UNREADABLE:
            return translate(
                "Profile",
                "It cannot be opened ({value}); check that it is there and that you may read it.",
            )
        case ProfileProblemKind.NOT_A_FILE:
            return translate(
                "Profile", "This is a folder, a pipe or a device; choose the profile’s file itself."
            )
        case ProfileProblemKind.TOO_LONG:
            return Plural.tr(
                "It is longer than a profile may be, which is {kilobytes} KiB and %n lines;"
                " check that it is the right file.",
                None,
                MAX_PROFILE_LINES,
            )
        case ProfileProblemKind.NOT_TEXT:
            return translate(
                "Profile",
                "This is not UTF-8 text; check that it is the right file, or save it as UTF-8.",
            )
        case ProfileProblemKind.NOT_TOML:
            return translate(
                "Profile",
                'This is not TOML ({value}); write a [table], or a line such as key = "value".',
            )
        case ProfileProblemKind.TOO_NESTED:
            return translate(
                "Profile", "This is nested more deeply than a profile allows; remove it."
            )
        case ProfileProblemKind.UNKNOWN_KEY:
            return translate(
                "Profile", "A profile has no such entry here; correct its name, or remove it."
            )
        case ProfileProblemKind.MISSPELT:
            return translate(
                "Profile",
                "This should probably be {proposal}, which is missing; correct its name.",
            )
        case ProfileProblemKind.MISSING:
            return translate("Profile", "This is missing; add it.")
        case ProfileProblemKind.NOT_A_STRING:
            return translate(
                "Profile", 'The value is not a text; write it in quotation marks, as in "value".'
            )
        case ProfileProblemKind.NOT_STRINGS:
            return translate(
                "Profile",
                "The value is neither a text nor a list of texts; write it in quotation marks, as"
                ' in "value", or as ["first", "second"].',
            )
        case ProfileProblemKind.NOT_A_BOOLEAN:
            return translate(
                "Profile",
                "The value is neither true nor false; write one of them, without quotation marks.",
            )
        case ProfileProblemKind.NOT_A_TABLE:
            return translate(
                "Profile",
                "This is not a table; write [{key}] on a line of its own, and its entries below"
                " it.",
            )
        case ProfileProblemKind.NO_MODE:
            return translate(
                "Profile",
                "It has neither [stripe] nor [stripe_test]; add the one that is to be connected,"
                " or both.",
            )
        case ProfileProblemKind.SECRET_IN_FILE:
            return translate(
                "Profile",
                "This looks like a secret; remove it, since m3ter Desktop asks for secrets itself,"
                " and replace the secret if others have received the file.",
            )
        case ProfileProblemKind.ORGANIZATION_NAME:
            return Plural.tr(
                "“{value}” cannot be the name; write 1 to %n characters on one line, none of them"
                " invisible.",
                None,
                MAX_NAME_LENGTH,
            )
        case ProfileProblemKind.ORGANIZATION_ID:
            return translate(
                "Profile",
                "“{value}” is not an organization’s ID; write the one that m3ter shows: 1 to 64"
                " letters, digits, hyphens or underscores.",
            )
        case ProfileProblemKind.CLIENT_ID:
            return translate(
                "Profile",
                "“{value}” is not a client ID. Copy the one of this mode from Stripe’s Connect"
                " settings: it begins with ca_, and 8 to 255 letters, digits or underscores"
                " follow.",
            )
        case ProfileProblemKind.REDIRECT_URI:
            return translate(
                "Profile",
                "“{value}” is not a redirect URI that can be used. Write the one that is registered"
                " at Stripe: in small letters up to its path, and with neither “?” nor “%”. Test"
                " mode also takes http://localhost:PORT/… with a port from {first_port} to"
                " {last_port}.\nExample: https://www.acme.example/stripe/return",
            )
        case ProfileProblemKind.REDIRECT_URI_LIVE:
            return translate(
                "Profile",
                "“{value}” does not begin with https://, which Stripe’s live mode requires; write"
                " the address of the return page that is registered at Stripe.",
            )
        case ProfileProblemKind.REDIRECT_URI_TWICE:
            return translate("Profile", "“{value}” is listed more than once; remove one.")
        case ProfileProblemKind.REDIRECT_URI_COUNT:
            return Plural.tr(
                "This lists none, or more than %n; write 1 to %n.",
                "redirect URIs",
                MAX_REDIRECT_URIS,
            )
        case ProfileProblemKind.ENDPOINT:
            return translate(
                "Profile",
                "“{value}” is not an address that secrets may be sent to. Write one that begins"
                " with https://, in small letters up to its path, and with neither “?” nor"
                " “%”.\nExample: https://connect.acme.example/token",
            )
        case ProfileProblemKind.ENDPOINT_AT_STRIPE:
            return translate(
                "Profile",
                "“{value}” is Stripe’s own address. Remove token_url, deauthorize_url and"
                " bearer_token, or enter the addresses of your own exchange endpoint.",
            )
        case ProfileProblemKind.STAND_IN:
            return translate(
                "Profile",
                "“{value}” is not a stand-in for Stripe on this computer; remove it, or write"
                " http://127.0.0.1:PORT.",
            )
        case ProfileProblemKind.M3TER_STAND_IN:
            return translate(
                "Profile",
                "“{value}” is not a stand-in for m3ter on this computer; remove it, or write"
                " http://127.0.0.1:PORT and perhaps a path, with neither “?” nor “%”.",
            )
        case ProfileProblemKind.PREFILL:
            return Plural.tr(
                "“{value}” cannot be filled in at Stripe; write 1 to %n characters on one line,"
                " none of them invisible.",
                None,
                MAX_PREFILL_LENGTH,
            )
