"""What Stripe's approval page refuses in a profile: which line is wrong, and whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from desktop_app.core.profile import Registration
from desktop_app.core.registration_problem import RegistrationProblem, RegistrationProblemKind
from desktop_app.ui.texts import secret_texts
from desktop_app.ui.texts.filling import fill, sentences, without_isolates
from desktop_app.ui.texts.message import Message
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
    alike = groupby(problems, lambda problem: (problem.registration, problem.kind))
    parts = [
        *(_problem_text(list(group)) for _, group in alike),
        sentences(whom_to_ask_text(), translate("Registration", "Nothing was stored.")),
    ]
    return Message(
        Tone.WARNING,
        translate("Registration", "Stripe refuses what this profile says"),
        "\n".join(parts),
    )


def anyway_question() -> str:
    """Return the question before an organization is connected although Stripe refuses it."""
    return translate("Registration", "Connect anyway?")


def anyway_consequences() -> tuple[str, ...]:
    """Return what connecting means while Stripe refuses what the profile says."""
    return (
        translate(
            "Registration",
            "Until this is corrected, approving ends on an error page at Stripe.",
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
        "Ask whoever made the connection profile to correct it: the support team of m3ter, or the"
        " administrator of the platform’s Stripe account.",
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
    other_mode = translate(
        "Registration",
        "The client ID and what it is used with belong to different modes: the client ID has to be"
        " that of {mode}.",
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
            translate(
                "Registration",
                "Stripe’s Connect settings have no such redirect URI for this client ID; it must"
                " match exactly. Or the client ID is that of the other mode.",
            ),
            redirect_uri,
            tuple(route.redirect_uri for route in registration.routes),
        ),
        ErrorPage(
            translate("Registration", "An error about live mode or test mode"),
            fill(other_mode, mode=secret_texts.mode_text(registration.system)),
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


def _problem_text(problems: Sequence[RegistrationProblem]) -> str:
    """Return what is wrong; `problems` are of one kind, and of one registration."""
    problem = problems[0]
    match problem.kind:
        case RegistrationProblemKind.UNKNOWN_CLIENT:
            text = translate(
                "Registration",
                "{client_key}: Stripe knows no application with the client ID {client_id}.",
            )
        case RegistrationProblemKind.UNREGISTERED_REDIRECT_URI:
            text = translate(
                "Registration",
                "{uri_key}: Stripe does not know this address for the client ID {client_id}. It has"
                " to be added in Stripe’s Connect settings, or corrected in the profile; or the"
                " client ID belongs to the other mode.\n{uris}",
            )
        case RegistrationProblemKind.REFUSED:
            text = translate("Registration", "{client_key}: Stripe answers “{said}”.")
    return fill(
        text,
        client_key=_key(problem.registration, "client_id"),
        uri_key=_key(problem.registration, "redirect_uri"),
        client_id=problem.registration.client_id,
        uris="\n".join(each.redirect_uri for each in problems),
        said=problem.detail.description,
    )


def _key(registration: Registration, name: str) -> str:
    """Return an entry of a profile as it is written where a profile's other problems are shown."""
    return f"{'stripe' if registration.system.livemode else 'stripe_test'}.{name}"
