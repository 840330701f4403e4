"""What Stripe's approval page refuses in a profile: which line is wrong, and whom to ask."""

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from desktop_app.core.profile import Registration
from desktop_app.core.registration_problem import RegistrationProblem, RegistrationProblemKind
from desktop_app.ui.texts import secret_texts
from desktop_app.ui.texts.filling import fill, sentences
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
        " administrator of the platform's Stripe account.",
    )


def error_page_explanations(registration: Registration) -> list[tuple[str, str]]:
    """Return the errors that Stripe's page may show for a registration, each with its meaning."""
    client_key, uri_key = _key(registration, "client_id"), _key(registration, "redirect_uri")
    uris = "\n".join(route.redirect_uri for route in registration.routes)
    return [
        (
            translate("Registration", "No application matches the supplied client identifier"),
            fill(
                translate(
                    "Registration",
                    "Stripe does not know the client ID. In the profile, {client_key} is wrong:"
                    " {client_id}",
                ),
                client_key=client_key,
                client_id=registration.client_id,
            ),
        ),
        (
            translate("Registration", "Invalid redirect URI"),
            fill(
                translate(
                    "Registration",
                    "The address that the browser returns to is not registered at Stripe for this"
                    " client ID. In the profile, {uri_key} is wrong, or it is missing in Stripe's"
                    " Connect settings; or {client_key} is that of the other mode. It must"
                    " match exactly:\n{uris}",
                ),
                uri_key=uri_key,
                client_key=client_key,
                uris=uris,
            ),
        ),
        (
            translate("Registration", "An error about live mode or test mode"),
            fill(
                translate(
                    "Registration",
                    "The client ID and what it is used with belong to different modes. In the"
                    " profile, {client_key} has to be that of {mode}.",
                ),
                client_key=client_key,
                mode=secret_texts.mode_text(registration.system),
            ),
        ),
    ]


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
                " to be added in Stripe's Connect settings, or corrected in the profile; or the"
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
