"""The organization's own secrets: their labels, their problems, and where they are stored."""

from collections.abc import Sequence
from functools import reduce
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from desktop_app.core.credential import SecretPlace
from desktop_app.core.platform_secret import SecretProblem, prefix_of
from desktop_app.core.profile import Organization, Profile, Registration, SecretKind
from desktop_app.core.systems import System
from desktop_app.ui.texts.filling import fill, sentences
from desktop_app.ui.texts.plural import Plural

translate = QCoreApplication.translate


def mode_text(system: System) -> str:
    """Return the mode of a system, to stand within a sentence."""
    if system.livemode:
        return translate("Secret", "live mode")
    return translate("Secret", "test mode")


def secret_label(registration: Registration) -> str:
    """Return the label of a mode's secret, with the mode and the host that it is for."""
    if registration.exchange is None:
        return fill(translate("Secret", "Secret key, {mode}"), mode=mode_text(registration.system))
    return fill(
        translate("Secret", "Bearer token, {mode}, for {host}"),
        mode=mode_text(registration.system),
        host=_token_host(registration),
    )


def secret_kind_text(registration: Registration) -> str:
    """Return the label of a mode's secret where the mode is shown already."""
    if registration.exchange is None:
        return translate("Secret", "Secret key")
    return translate("Secret", "Bearer token")


def secret_hint(registration: Registration, others: Sequence[Registration] = ()) -> str:
    """Return what a secret looks like, or who has it, to stand below its field.

    `others` are the registrations of the profile, for whose secrets `secrets_text` says something
    above all fields. The hint does not repeat it.
    """
    if registration.exchange is not None:
        return fill(
            translate(
                "Secret",
                "This token identifies this computer to {host}. Whoever runs that endpoint, m3ter"
                " or your IT department, gives it to you.",
            ),
            host=_token_host(registration),
        )
    if registration.stand_in:
        text = translate("Secret", "It begins with “{prefix}”.")
    else:
        text = translate(
            "Secret",
            "It begins with “{prefix}”, or with “{restricted}” if it is a restricted key.",
        )
    hint = fill(text, **_prefixes(registration))
    return hint if _shared_note(others) else sentences(hint, _note(registration))


def _note(registration: Registration) -> str:
    """Return what is true of each key of this kind; empty for a bearer token."""
    if registration.exchange is not None:
        return ""
    if registration.stand_in:
        text = translate(
            "Secret",
            "A made-up key is enough. The key is sent to the stand-in at {address}, not to Stripe."
            " Real Stripe keys are refused.",
        )
        return fill(text, address=registration.stand_in)
    return translate("Secret", "A restricted key needs write access to all Connect resources.")


def _shared_note(registrations: Sequence[Registration]) -> str:
    """Return the note of all registrations that need a secret; empty if they have several."""
    notes = {_note(each) for each in registrations if each.secret_kind is not None}
    return notes.pop() if len(notes) == 1 else ""


def enter_text(registrations: Sequence[Registration]) -> str:
    """Return the request to enter the secrets; empty if the registrations need none."""
    kinds = [each.secret_kind for each in registrations if each.secret_kind is not None]
    if not kinds:
        return ""
    if SecretKind.BEARER_TOKEN not in kinds:
        return enter_keys_text(len(kinds))
    if SecretKind.STRIPE_KEY not in kinds:
        return Plural.tr("Enter the tokens", None, len(kinds))
    return translate("Secret", "Enter the key and the token")


def enter_keys_text(keys: int) -> str:
    """Return the request to enter keys, by their number."""
    return Plural.tr("Enter the keys", None, keys)


def secrets_text(profile: Profile) -> str:
    """Return which secrets a profile asks for, and what is done with them."""
    secrets = [each for each in profile.registrations if each.secret_kind is not None]
    parts = []
    if any(_is_stripes(each) for each in secrets):
        parts.append(
            translate(
                "Secret",
                "Use the keys of your platform, which is the Stripe account that all others are"
                " connected to. The keys are sent to Stripe only, and stored in your keychain.",
            )
        )
    note = _shared_note(profile.registrations)
    if note:
        parts.append(note)
    if not all(_is_stripes(each) for each in secrets):
        parts.append(
            translate("Secret", "What you enter is tried first, and then stored in your keychain.")
        )
    return reduce(sentences, parts)


def whose_text(organization: Organization, registration: Registration) -> str:
    """Return whose secret one is: the organization, and the system that it is for."""
    return fill(
        translate("Secret", "{organization} · {system}"),
        organization=organization.name,
        system=registration.system.label,
    )


def replacing_text(registration: Registration) -> str:
    """Return what becomes of the secret that is replaced, and whose the new one has to be."""
    if registration.exchange is not None:
        return translate("Secret", "The current token stays in use until the new one is accepted.")
    text = translate("Secret", "The current key stays in use until the new one is accepted.")
    if registration.stand_in:
        return text
    platform = translate(
        "Secret",
        "Use the key of your platform, which is the Stripe account that all others are connected"
        " to. It is sent to Stripe only.",
    )
    return sentences(text, platform)


def current_stays_text(registration: Registration) -> str:
    """Return that the secret that was to be replaced is still in use."""
    if registration.exchange is not None:
        return translate("Secret", "The current token stays in use.")
    return translate("Secret", "The current key stays in use.")


def no_secret_text(registration: Registration) -> str:
    """Return that a mode needs no secret, and why."""
    text = translate("Secret", "You need no key for {mode}: {host} holds it.")
    return fill(text, mode=mode_text(registration.system), host=_token_host(registration))


def discard_question(typed: Sequence[Registration]) -> str:
    """Return the question before secrets are lost that were typed for these registrations."""
    if any(registration.exchange is not None for registration in typed):
        return translate("Secret", "Discard what you typed?")
    return translate("Secret", "Discard the typed keys?")


def discard_consequence() -> str:
    """Return what discarding the secrets means."""
    return translate("Secret", "What you typed is not stored, so you have to enter it again.")


def missing_text(registrations: Sequence[Registration]) -> str:
    """Return which secrets have still to be entered; empty if there are no `registrations`."""
    kinds = {registration.secret_kind for registration in registrations}
    match len(registrations), kinds:
        case 0, _:
            return ""
        case 1, _ if SecretKind.BEARER_TOKEN in kinds:
            return translate("Secret", "Enter the token to go on.")
        case 1, _:
            return translate("Secret", "Enter the key to go on.")
        case _ if kinds == {SecretKind.STRIPE_KEY}:
            return translate("Secret", "Enter both keys to go on.")
        case _ if kinds == {SecretKind.BEARER_TOKEN}:
            return translate("Secret", "Enter both tokens to go on.")
    return translate("Secret", "Enter the key and the token to go on.")


def correct_text() -> str:
    """Return that something that was typed is not a secret that can be used."""
    return translate("Secret", "To go on, correct the marked fields.")


def secret_problem_text(problem: SecretProblem, registration: Registration) -> str:
    """Return what is wrong with a secret that was typed, and what was expected.

    The text never holds a part of the secret. It is empty for `SecretProblem.EMPTY`, since the
    person has made no mistake yet.
    """
    match problem:
        case SecretProblem.EMPTY:
            return ""
        case SecretProblem.NOT_A_KEY:
            text = translate(
                "Secret",
                "This is not a whole secret key. A secret key begins with {beginning} and has"
                " letters and digits after that, but no spaces and no quotation marks.",
            )
        case SecretProblem.PUBLISHABLE:
            text = translate(
                "Secret",
                "This is a publishable key. Enter the secret key, which begins with {beginning}.",
            )
        case SecretProblem.LIVE_KEY_IN_TEST:
            text = translate(
                "Secret",
                "This is a key of live mode, and was not sent anywhere. Enter the one that begins"
                " with {beginning}.",
            )
        case SecretProblem.TEST_KEY_IN_LIVE:
            text = translate(
                "Secret",
                "This is a key of test mode, and was not sent anywhere. Enter the one that begins"
                " with {beginning}.",
            )
        case SecretProblem.NOT_A_STAND_IN_KEY:
            text = translate(
                "Secret",
                "This could be a key of Stripe’s, and it was not sent anywhere: this profile leads"
                " to a stand-in for Stripe. Enter the made-up key of the stand-in: it begins with"
                " {beginning}, and only letters and digits come after that.",
            )
        case SecretProblem.NOT_A_TOKEN:
            text = translate(
                "Secret",
                "This is not a bearer token. A bearer token has at least 8 characters, and neither"
                " spaces nor accents.",
            )
        case SecretProblem.KEY_AS_TOKEN:
            text = translate(
                "Secret",
                "This is a Stripe key, and it was not sent anywhere: {host} must not receive it."
                " Enter the bearer token for {host} instead.",
            )
    return fill(text, beginning=_beginning(registration), host=_token_host(registration))


def host_of(registration: Registration) -> str:
    """Return the host at which the secret of a registration is tried."""
    return _token_host(registration) or urlsplit(registration.api_origin).netloc


def place_text(place: SecretPlace) -> str:
    """Return where one of the organization's secrets is stored."""
    match place:
        case SecretPlace.KEYCHAIN:
            return translate("Secret", "In this computer’s keychain")
        case SecretPlace.SESSION:
            return translate("Secret", "For this session only")
        case _:
            return translate("Secret", "Not stored: enter it again")


def keeping_text() -> str:
    """Return what is shown while the secrets are being stored, after they were accepted."""
    return translate("Secret", "Storing what you entered…")


def trying_text(registration: Registration) -> str:
    """Return which secret is being tried, and at which host."""
    if registration.secret_kind is None:
        return fill(
            translate("Secret", "Trying {host}, {mode}…"),
            host=_token_host(registration),
            mode=mode_text(registration.system),
        )
    if registration.exchange is not None:
        return fill(
            translate("Secret", "Trying the bearer token of {mode} at {host}…"),
            host=_token_host(registration),
            mode=mode_text(registration.system),
        )
    return fill(
        translate("Secret", "Trying the secret key of {mode} at {host}…"),
        host=host_of(registration),
        mode=mode_text(registration.system),
    )


def _beginning(registration: Registration) -> str:
    """Return what the secret key of a mode begins with, restricted or not, within a sentence."""
    if registration.stand_in:
        text = translate("Secret", "“{prefix}”")
    else:
        text = translate("Secret", "“{prefix}” or “{restricted}”")
    return fill(text, **_prefixes(registration))


def _prefixes(registration: Registration) -> dict[str, str]:
    prefix = prefix_of(registration)
    return {"prefix": prefix, "restricted": prefix.replace("sk_", "rk_")}


def _is_stripes(registration: Registration) -> bool:
    """Return whether the secret of a registration is a key of an account at Stripe."""
    return registration.exchange is None and not registration.stand_in


def _token_host(registration: Registration) -> str:
    if registration.exchange is None:
        return ""
    return urlsplit(registration.exchange.token_url).netloc
