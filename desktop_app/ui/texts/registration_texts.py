"""What Stripe's approval page refuses in a profile: which line is wrong, and whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from desktop_app.core.profile import Registration
from desktop_app.core.registration_problem import RegistrationProblem, RegistrationProblemKind
from desktop_app.core.systems import System
from desktop_app.ui.texts import secret_texts
from desktop_app.ui.texts.filling import fill, sentences, without_isolates
from desktop_app.ui.texts.message import Message
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate


def trying_text(registration: Registration) -> str:
    """Return that a registration is being tried, and where."""
    return fill(
        translate("Registration", "Trying the client ID and redirect URIs of {mode} at {host}…"),
        mode=secret_texts.mode_text(registration.system),
        host=urlsplit(registration.approval_origin).netloc,
    )


def refused_message(problems: Sequence[RegistrationProblem]) -> Message:
    """Return the warning that Stripe refuses what a profile says; `problems` has at least one."""
    return Message(
        Tone.WARNING,
        _refused_title(problems),
        "\n".join(_problem_text(group[0]) for group in _alike(problems)),
    )


def _refused_title(problems: Sequence[RegistrationProblem]) -> str:
    """Return what Stripe refuses, if it is one thing."""
    kinds = {problem.kind for problem in problems}
    match kinds.pop():
        case RegistrationProblemKind.UNKNOWN_CLIENT if not kinds:
            modes = len({problem.registration.system for problem in problems})
            return Plural.tr("Stripe rejects this profile’s client IDs", None, modes)
        case RegistrationProblemKind.UNREGISTERED_REDIRECT_URI if not kinds:
            return Plural.tr("Stripe rejects this profile’s redirect URIs", None, len(problems))
    return translate("Registration", "Stripe rejects this profile")


def refusals(problems: Sequence[RegistrationProblem]) -> list[list[tuple[str, str]]]:
    """Return what Stripe refuses, as labels and values; problems that are alike are one list."""
    return [_facts(group) for group in _alike(problems)]


def correction_text(problems: Sequence[RegistrationProblem]) -> str:
    """Return how to correct what Stripe refuses, and whom to ask, in paragraphs of one line."""
    text = sentences(whom_to_ask_text(), translate("Registration", "Nothing was stored."))
    if all(each.kind is not RegistrationProblemKind.UNREGISTERED_REDIRECT_URI for each in problems):
        return text
    how = translate(
        "Registration",
        "The redirect URI may be missing in Stripe’s Connect settings. Or the profile has a wrong"
        " redirect URI. Or it has the client ID of the other mode.",
    )
    return f"{how}\n{text}"


def anyway_question() -> str:
    """Return the question before an organization is connected although Stripe refuses it."""
    return translate("Registration", "Connect anyway?")


def anyway_consequences() -> tuple[str, ...]:
    """Return what connecting means while Stripe refuses what the profile says."""
    return (
        translate(
            "Registration",
            "Until this is corrected, approving will end on an error page at Stripe.",
        ),
        translate(
            "Registration",
            "If the profile is corrected, connect the organization again with the new file.",
        ),
    )


def whom_to_ask_text() -> str:
    """Return who can correct a profile."""
    return translate(
        "Registration",
        "Ask whoever gave you the connection profile, or the support team of m3ter, to correct it.",
    )


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """An error that Stripe's page may show.

    `meaning` says what it means. `where` names the entry of the profile whose `values` are wrong.
    """

    error: str
    meaning: str
    where: str
    values: tuple[str, ...]


def error_pages(registration: Registration) -> list[ErrorPage]:
    """Return the errors that Stripe's page may show for a registration."""
    in_profile = translate("Registration", "In the profile: {key}")
    client_id = fill(in_profile, key=_key(registration, "client_id"))
    redirect_uri = fill(in_profile, key=_key(registration, "redirect_uri"))
    system = registration.system
    other = next(each for each in System if each is not system)
    modes = {"mode": secret_texts.mode_text(system), "other": secret_texts.mode_text(other)}
    wrong_uri = translate(
        "Registration",
        "Stripe’s Connect settings do not list this redirect URI, which must be there exactly as"
        " below. Or the profile has the client ID for {other} in place of the one for {mode}.",
    )
    wrong_mode = translate(
        "Registration",
        "The client ID may be for {other}. A credential of {mode} needs the one for {mode}.",
    )
    return [
        ErrorPage(
            translate("Registration", "No application matches the supplied client identifier"),
            translate("Registration", "Stripe does not know the client ID."),
            client_id,
            (registration.client_id,),
        ),
        ErrorPage(
            translate("Registration", "Invalid redirect URI"),
            fill(wrong_uri, **modes),
            redirect_uri,
            tuple(route.redirect_uri for route in registration.routes),
        ),
        ErrorPage(
            translate("Registration", "An error about live mode or test mode"),
            fill(wrong_mode, **modes),
            client_id,
            (registration.client_id,),
        ),
    ]


def error_pages_text(registration: Registration) -> str:
    """Return the errors that Stripe's page may show, to forward them to whoever can correct them.

    Lines of one error are together, and an empty line is between two errors.
    """
    parts = (
        "\n".join((page.error, page.meaning, page.where, *page.values))
        for page in error_pages(registration)
    )
    return without_isolates("\n\n".join(parts))


def _alike(problems: Sequence[RegistrationProblem]) -> list[list[RegistrationProblem]]:
    """Return the problems in groups: each of one registration, and of one kind."""
    groups = groupby(problems, lambda problem: (problem.registration, problem.kind))
    return [list(group) for _, group in groups]


def _problem_text(problem: RegistrationProblem) -> str:
    match problem.kind:
        case RegistrationProblemKind.UNKNOWN_CLIENT:
            text = translate(
                "Registration", "Stripe knows no application with the client ID of {mode}."
            )
        case RegistrationProblemKind.UNREGISTERED_REDIRECT_URI:
            text = translate(
                "Registration", "Stripe does not know the redirect URI of {mode} for its client ID."
            )
        case RegistrationProblemKind.REFUSED:
            text = translate("Registration", "Stripe’s approval page does not open for {mode}.")
    return fill(text, mode=secret_texts.mode_text(problem.registration.system))


def _facts(problems: Sequence[RegistrationProblem]) -> list[tuple[str, str]]:
    """Return labels and values of problems that are alike."""
    problem = problems[0]
    is_uri = problem.kind is RegistrationProblemKind.UNREGISTERED_REDIRECT_URI
    entry = _key(problem.registration, "redirect_uri" if is_uri else "client_id")
    facts = [(translate("Registration", "In the profile"), entry)]
    if is_uri:
        uris = [each.redirect_uri for each in problems]
        facts.append((Plural.tr("Redirect URIs", None, len(uris)), "\n".join(uris)))
    facts.append((translate("Registration", "Client ID"), problem.registration.client_id))
    if problem.detail.description:
        facts.append((translate("Registration", "Stripe says"), problem.detail.description))
    return facts


def _key(registration: Registration, name: str) -> str:
    """Return an entry of a profile as it is written where a profile's other problems are shown."""
    return f"{'stripe' if registration.system.livemode else 'stripe_test'}.{name}"
