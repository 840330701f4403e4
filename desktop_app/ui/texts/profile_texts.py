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
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.texts.plural import Plural

translate = QCoreApplication.translate

_EXCHANGE_KEYS = (".token_url", ".deauthorize_url")
_NUMBERS = {
    "kilobytes": MAX_PROFILE_BYTES // 1024,
    "first_port": RETURN_PORTS[0],
    "last_port": RETURN_PORTS[-1],
}


def profile_problem_text(problem: ProfileProblem) -> str:
    """Return where a problem is, what was found, what was expected and what to do.

    The text holds values from the profile, so it must be shown as plain text.
    """
    sentence = _sentence(problem.kind)
    if problem.proposal:
        sentence = translate(
            "Profile", "a profile has no such entry here; did you mean {proposal}?"
        )
    elif problem.kind is ProfileProblemKind.MISSING and problem.key.endswith(_EXCHANGE_KEYS):
        sentence = translate(
            "Profile",
            "this is missing; an exchange endpoint has both token_url and deauthorize_url: add"
            " this entry, or remove the other one and bearer_token.",
        )
    return fill(
        translate("Profile", "{place}: {sentence}"),
        place=_place_text(problem),
        sentence=fill(
            sentence, value=problem.value, key=problem.key, proposal=problem.proposal, **_NUMBERS
        ),
    )


def can_be_reported(problems: Sequence[ProfileProblem]) -> bool:
    """Return whether whoever made a profile can correct its problems.

    A file that can't be opened is not sent to anybody: it has to be looked for on this computer.
    """
    unopened = (ProfileProblemKind.UNREADABLE, ProfileProblemKind.NOT_A_FILE)
    return any(problem.kind not in unopened for problem in problems)


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


def host_title(host: Host, *, is_new: bool) -> str:
    """Return a host's name, and whether it is Stripe's; `is_new` marks it as new in a profile."""
    match host.use:
        case HostUse.STRIPE | HostUse.STRIPE_API:
            text = translate("Profile", "{host} · Stripe")
        case HostUse.STAND_IN:
            text = translate("Profile", "{host} · Not Stripe: a stand-in for tests")
        case _:
            text = translate("Profile", "{host} · Not Stripe")
    text = fill(text, host=host.name)
    if is_new:
        text = fill(translate("Profile", "{host} · New"), host=text)
    return text


def host_text(host: Host, *, keys: bool) -> str:
    """Return what is sent to a host, to stand below its title, which names the host.

    `keys` says whether a secret key is sent to Stripe's host.
    """
    text = _host_sentence(host.use, keys=keys)
    if "xn--" in host.name:
        note = translate(
            "Profile",
            "Its name is a code for letters outside a to z. Compare it, letter by letter, with the"
            " name that you were given.",
        )
        return fill(translate("Profile", "{text} {note}"), text=text, note=note)
    return text


def _host_sentence(use: HostUse, *, keys: bool) -> str:
    match use:
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
                "It stands in for Stripe on this computer, for tests. You approve here, and the"
                " connected accounts are read here with their own tokens.",
            )
        case HostUse.STRIPE:
            return translate(
                "Profile",
                "You approve access here. The code of each approval is sent here with your secret"
                " key, unless an exchange endpoint completes the approval.",
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
                "It stands in for Stripe on this computer, for tests. You approve here, and codes,"
                " keys and tokens are sent here in place of Stripe.",
            )
        case HostUse.EXCHANGE:
            return translate(
                "Profile",
                "It completes your approvals. It receives the code of each approval, with the"
                " bearer token if it requires one, and so gets access to the connected accounts.",
            )
        case HostUse.RETURN_PAGE:
            return translate(
                "Profile",
                "It has the page that your browser returns to from Stripe. The page’s address then"
                " holds the code of the approval.",
            )


def _place_text(problem: ProfileProblem) -> str:
    if problem.line and problem.key:
        return fill(translate("Profile", "Line {line}, {key}"), line=problem.line, key=problem.key)
    if problem.line:
        return fill(translate("Profile", "Line {line}"), line=problem.line)
    return problem.key or translate("Profile", "The file")


def _sentence(kind: ProfileProblemKind) -> str:
    """Return the sentence about a kind of problem, with placeholders for its values."""
    match kind:
        case ProfileProblemKind.UNREADABLE:
            return translate(
                "Profile",
                "it cannot be opened ({value}); check that it is there and that you may read it.",
            )
        case ProfileProblemKind.NOT_A_FILE:
            return translate(
                "Profile", "this is a folder, a pipe or a device; choose the profile’s file itself."
            )
        case ProfileProblemKind.TOO_LONG:
            return Plural.tr(
                "it is longer than a profile may be, which is {kilobytes} KiB and %n lines;"
                " check that it is the right file.",
                None,
                MAX_PROFILE_LINES,
            )
        case ProfileProblemKind.NOT_TEXT:
            return translate(
                "Profile",
                "this is not UTF-8 text; check that it is the right file, or save it as UTF-8.",
            )
        case ProfileProblemKind.NOT_TOML:
            return translate(
                "Profile",
                'this is not TOML ({value}); write a [table], or a line such as key = "value".',
            )
        case ProfileProblemKind.TOO_NESTED:
            return translate(
                "Profile", "this is nested more deeply than a profile allows; remove it."
            )
        case ProfileProblemKind.UNKNOWN_KEY:
            return translate(
                "Profile", "a profile has no such entry here; correct its name, or remove it."
            )
        case ProfileProblemKind.MISSING:
            return translate("Profile", "this is missing; add it.")
        case ProfileProblemKind.NOT_A_STRING:
            return translate(
                "Profile", 'the value is not a text; write it in quotation marks, as in "value".'
            )
        case ProfileProblemKind.NOT_STRINGS:
            return translate(
                "Profile",
                "the value is neither a text nor a list of texts; write it in quotation marks, as"
                ' in "value", or as ["first", "second"].',
            )
        case ProfileProblemKind.NOT_A_BOOLEAN:
            return translate(
                "Profile",
                "the value is neither true nor false; write one of them, without quotation marks.",
            )
        case ProfileProblemKind.NOT_A_TABLE:
            return translate(
                "Profile",
                "this is not a table; write [{key}] on a line of its own, and its entries below"
                " it.",
            )
        case ProfileProblemKind.NO_MODE:
            return translate(
                "Profile",
                "it has neither [stripe] nor [stripe_test]; add the one that is to be connected,"
                " or both.",
            )
        case ProfileProblemKind.SECRET_IN_FILE:
            return translate(
                "Profile",
                "this looks like a secret; remove it, since m3ter Desktop asks for secrets itself,"
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
                "“{value}” is not a client ID; copy the one of this mode from Stripe’s Connect"
                " settings: ca_ and 8 to 255 letters, digits or underscores.",
            )
        case ProfileProblemKind.REDIRECT_URI:
            return translate(
                "Profile",
                "“{value}” is not a redirect URI that can be used; write the one that is registered"
                " at Stripe, in small letters up to its path and with neither “?” nor “%”, as in"
                " https://www.acme.example/stripe/return; test mode also takes"
                " http://localhost:PORT/… with a port from {first_port} to {last_port}.",
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
                "this lists none, or more than %n; write 1 to %n.",
                "redirect URIs",
                MAX_REDIRECT_URIS,
            )
        case ProfileProblemKind.ENDPOINT:
            return translate(
                "Profile",
                "“{value}” is not an address that secrets may be sent to; write one that begins"
                " with https://, in small letters up to its path and with neither “?” nor “%”, as"
                " in https://connect.acme.example/token.",
            )
        case ProfileProblemKind.ENDPOINT_AT_STRIPE:
            return translate(
                "Profile",
                "“{value}” is at Stripe, which is used without an exchange endpoint; remove"
                " token_url, deauthorize_url and bearer_token, or write your own endpoint’s"
                " addresses.",
            )
        case ProfileProblemKind.STAND_IN:
            return translate(
                "Profile",
                "“{value}” is not a stand-in for Stripe on this computer; remove it, or write"
                " http://127.0.0.1:PORT.",
            )
        case ProfileProblemKind.PREFILL:
            return Plural.tr(
                "“{value}” cannot be filled in at Stripe; write 1 to %n characters on one line,"
                " none of them invisible.",
                None,
                MAX_PREFILL_LENGTH,
            )
