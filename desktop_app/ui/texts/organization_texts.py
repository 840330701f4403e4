"""Questions and messages about connecting and forgetting an organization."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop_app.core.credential import Credential, SecretPlace, Stage
from desktop_app.core.errors import (
    KeychainError,
    KeychainLockedError,
    KeychainMissingError,
    PlatformMismatchError,
    SecretRefusedError,
    ServiceError,
    StorageError,
    TimeLimitError,
    UnreachableError,
    WorkspaceBusyError,
)
from desktop_app.core.profile import (
    Organization,
    Profile,
    ProfileProblem,
    Registration,
    SecretKind,
)
from desktop_app.core.registration_problem import RegistrationRefusedError
from desktop_app.ui.texts import (
    credential_texts,
    keychain_texts,
    network_texts,
    profile_texts,
    program_texts,
    registration_texts,
    secret_texts,
)
from desktop_app.ui.texts.filling import fill, sentences
from desktop_app.ui.texts.language import list_text
from desktop_app.ui.texts.message import Message
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate

# With more accounts, the question might not fit on the screen.
_MOST_ACCOUNTS = 8


def connect_steps(profile: Profile | None) -> tuple[str, ...]:
    """Return the titles of the steps, as far as they are known; None if no profile was read."""
    enter = secret_texts.enter_keys_text(2)
    if profile is not None:
        enter = secret_texts.enter_text(profile.registrations)
    first = translate("Organization", "Choose the profile")
    return tuple(step for step in (first, check_hosts_text(), enter) if step)


def profile_explanation() -> str:
    """Return what a connection profile is."""
    return translate(
        "Organization",
        "Choose your company’s connection profile: a small file (.toml), without secrets.",
    )


def without_profile_text() -> str:
    """Return who has the connection profile, and what to do meanwhile."""
    return translate(
        "Organization",
        "Ask m3ter’s support or your IT department for it, and go on in Practice meanwhile.",
    )


def profile_refused_message(problems: Sequence[ProfileProblem]) -> Message:
    """Return what to do about the problems of a profile, to be shown above them."""
    if not profile_texts.can_be_reported(problems):
        text = translate(
            "Organization", "Choose “Read again” once it can be read, or another file."
        )
        for problem in problems[:1]:
            text = sentences(profile_texts.problem_sentence(problem), text)
        return Message(Tone.PROBLEM, translate("Organization", "This file can’t be read"), text)
    if profile_texts.is_no_profile(problems):
        return Message(
            Tone.PROBLEM,
            translate("Organization", "This is not a connection profile"),
            translate(
                "Organization",
                "Perhaps it is another file: choose the one you were given. If it is the right one,"
                " send the report to whoever gave it to you.",
            ),
        )
    return Message(
        Tone.PROBLEM,
        Plural.tr("This profile can’t be used: it has %n problems", None, len(problems)),
        translate(
            "Organization",
            "Send the report to whoever gave you the file. Nothing was sent anywhere.",
        ),
    )


def check_hosts_text() -> str:
    """Return the request to check which hosts receive data."""
    return translate("Organization", "Check the hosts")


def hosts_title(*, not_stripe: bool) -> str:
    """Return the heading of a profile's hosts; `not_stripe` says whether others than Stripe's."""
    if not_stripe:
        return translate("Organization", "Hosts to confirm")
    return translate("Organization", "Hosts that receive data")


def only_stripe_text() -> str:
    """Return that a profile names no host but Stripe's."""
    return translate("Organization", "Only Stripe’s own hosts, so there is nothing to confirm.")


def profile_read_text(profile: Profile) -> str:
    """Return what is announced when a profile was read and is shown."""
    return fill(
        translate("Organization", "The profile of {organization} was read."),
        organization=profile.organization.name,
    )


def gone_hosts_text(profile: Profile, known: Profile | None) -> str:
    """Return which hosts of the profile `known`, which is in use, are not in the new one.

    The text is empty if there are none.
    """
    hosts = () if known is None else known.hosts
    gone = dict.fromkeys(host.name for host in hosts if host not in profile.hosts)
    if not gone:
        return ""
    return fill(translate("Organization", "No longer used: {hosts}"), hosts=list_text(gone))


def known_message(profile: Profile, known: Profile) -> Message:
    """Return the message when the organization of `profile` is connected already, by `known`."""
    text = translate(
        "Organization",
        "Its credentials stay. Any whose secret is kept only for this session must be approved"
        " again.",
    )
    return Message(
        Tone.INFO,
        fill(
            translate("Organization", "{organization} is already connected"),
            organization=known.organization.name,
        ),
        sentences(_replaced_text(profile), text),
    )


def _replaced_text(profile: Profile) -> str:
    """Return what a profile replaces if its organization is connected already."""
    kinds = [each.secret_kind for each in profile.registrations if each.secret_kind is not None]
    if not kinds:
        return translate("Organization", "Its profile will be replaced.")
    if SecretKind.BEARER_TOKEN not in kinds:
        return Plural.tr("Its profile and keys will be replaced.", None, len(kinds))
    if SecretKind.STRIPE_KEY not in kinds:
        return Plural.tr("Its profile and tokens will be replaced.", None, len(kinds))
    return translate("Organization", "Its profile, key and token will be replaced.")


def agree_text(hosts: int) -> str:
    """Return the label of the check box about hosts that are not Stripe's, by their number."""
    return Plural.tr(
        "I &know these hosts, and they may receive what is described here", None, hosts
    )


def not_agreed_text() -> str:
    """Return that the person has not confirmed the hosts yet."""
    return translate("Organization", "Confirm above to go on.")


def see_above_text() -> str:
    """Return why the main button is off while a failure, further up, has buttons of its own."""
    return translate("Organization", "Nothing is stored yet: see above.")


def nothing_stored_text() -> str:
    """Return what is left as it was after an organization was not connected."""
    return translate("Organization", "Nothing was stored.")


def connect_failed_message(
    error: Exception,
    tried: Registration | None,
    unchanged: str,
    service: str = network_texts.STRIPE,
) -> Message:
    """Return why an organization was not connected, or a secret not replaced, and what to do.

    `tried` is the registration whose secret was being tried, None if no trial failed. `unchanged`
    says what was left as it was after a trial that failed. `service` is what was called.
    """
    match error:
        case KeychainError():
            return _keychain_message(error)
        case SecretRefusedError() if tried is not None:
            return _secret_refused_message(tried, unchanged)
        case RegistrationRefusedError(problems=problems):
            return registration_texts.refused_message(problems)
        case UnreachableError(detail=detail):
            if network_texts.is_about_certificate(detail):
                title = translate("Organization", "The connection is not trusted")
            else:
                title = translate("Organization", "No connection")
            text = network_texts.network_message(detail, service)
            return Message(Tone.WARNING, title, sentences(text, unchanged))
        case TimeLimitError() if tried is not None:
            title = fill(
                translate("Organization", "{host} did not answer in time"),
                host=secret_texts.host_of(tried),
            )
            again = translate("Organization", "Try again in a moment.")
            return Message(Tone.WARNING, title, sentences(unchanged, again))
        case ServiceError(detail=detail):
            return Message(
                Tone.PROBLEM,
                translate("Organization", "No usable answer came"),
                sentences(network_texts.network_message(detail, service), unchanged),
            )
        case WorkspaceBusyError():
            return busy_message()
        case PlatformMismatchError(system=system):
            return Message(
                Tone.WARNING,
                translate("Organization", "The profile or the secret belongs to another platform"),
                fill(
                    translate(
                        "Organization",
                        "Some {system} credentials of this organization were approved for another"
                        " platform. With this profile and secret, m3ter Desktop could neither"
                        " check nor revoke their access. Use those of the other platform, or"
                        " delete these credentials first. Nothing was changed.",
                    ),
                    system=system.label,
                ),
            )
        case StorageError():
            return Message(
                Tone.PROBLEM,
                translate("Organization", "The change could not be saved"),
                program_texts.operation_failed_message(error).text,
            )
    return program_texts.operation_failed_message(error)


def busy_message() -> Message:
    """Return the message when another operation in the workspace has to end first."""
    return Message(
        Tone.WARNING,
        translate("Organization", "Another operation is under way in this workspace"),
        translate(
            "Organization",
            "An approval is being completed, or access is being revoked. Try again in a moment.",
        ),
    )


def _secret_refused_message(tried: Registration, unchanged: str) -> Message:
    if tried.exchange is None:
        title = translate("Organization", "Stripe does not know this key")
        text = translate(
            "Organization",
            "Copy the whole key again from the account that the profile belongs to. The key may"
            " have been rolled or deleted.",
        )
    elif tried.secret_kind is None:
        title = translate("Organization", "The exchange endpoint refused this program")
        text = translate(
            "Organization", "Ask whoever runs it whether the profile is the newest one."
        )
    else:
        title = translate("Organization", "The exchange endpoint does not know this token")
        text = translate(
            "Organization", "Copy it again, or ask whoever runs the endpoint for another."
        )
    return Message(Tone.PROBLEM, title, sentences(text, unchanged))


def _keychain_message(error: KeychainError) -> Message:
    if isinstance(error, KeychainLockedError):
        text = translate(
            "Organization",
            "Unlock it to store the secrets there. Or keep them for this session only: you then"
            " have to enter them again after closing m3ter Desktop.",
        )
    elif isinstance(error, KeychainMissingError):
        text = translate(
            "Organization",
            "Secrets are never written to a plain file. Install or start a keychain, such as GNOME"
            " Keyring or KWallet, and try again. Or keep the secrets for this session only: you"
            " then have to enter them again after closing m3ter Desktop.",
        )
    else:
        text = translate(
            "Organization",
            "Nothing was stored. Try again, or keep the secrets for this session only: you then"
            " have to enter them again after closing m3ter Desktop.",
        )
    return Message(Tone.WARNING, keychain_texts.keychain_title(error), text)


def forget_failed_message(organization: Organization, error: Exception) -> Message:
    """Return that an organization was not forgotten, why, and what to do."""
    title = fill(
        translate("Organization", "{organization} was not forgotten"),
        organization=organization.name,
    )
    if isinstance(error, KeychainLockedError):
        text = translate(
            "Organization",
            "Your keychain is locked, so nothing was changed. You are asked once more before"
            " anything is deleted.",
        )
        return Message(Tone.WARNING, title, text)
    if isinstance(error, KeychainError):
        text = translate(
            "Organization",
            "The organization’s secrets could not be deleted from the keychain. Nothing was"
            " changed.",
        )
        cause = Message(Tone.WARNING, keychain_texts.keychain_title(error), text)
    elif isinstance(error, WorkspaceBusyError):
        cause = busy_message()
    else:
        return Message(Tone.PROBLEM, title, program_texts.operation_failed_message(error).text)
    why = fill(translate("Organization", "{cause}."), cause=cause.title)
    return Message(cause.tone, title, sentences(why, cause.text))


def replaced_message(registration: Registration) -> Message:
    """Return the message after the secret of a registration was replaced."""
    if registration.exchange is None:
        text = translate("Organization", "The secret key for {mode} was replaced.")
    else:
        text = translate("Organization", "The bearer token for {mode} was replaced.")
    return Message(Tone.SUCCESS, "", fill(text, mode=secret_texts.mode_text(registration.system)))


def forget_question(organization: Organization) -> str:
    """Return the question before an organization is forgotten."""
    return fill(
        translate("Organization", "Forget “{organization}”?"), organization=organization.name
    )


def forget_consequences(
    credentials: Sequence[Credential], unsettled: int, *, keeps_history: bool
) -> tuple[str, ...]:
    """Return the consequences of forgetting an organization with these credentials.

    `unsettled` is the number of its unsettled grants. `keeps_history` says whether the person keeps
    the history, which the check box says by itself.
    """
    parts = [
        translate(
            "Organization",
            "Its secrets, and those of its credentials, will be deleted from this computer. This"
            " can’t be undone.",
        )
    ]
    if not keeps_history:
        parts.append(translate("Organization", "The credentials and the activity will be deleted."))
    connected = _connected_accounts(credentials)
    if connected:
        text = Plural.tr(
            "m3ter keeps its access to %n accounts at Stripe: {accounts}. To end it, delete the"
            " credentials first and revoke access with them.",
            None,
            len(connected),
        )
        parts.append(fill(text, accounts=_short_list(connected)))
    if unsettled:
        text = translate(
            "Organization",
            "m3ter may have access to other accounts: see the notices on the Stripe page, and"
            " settle them first.",
        )
        if not keeps_history:
            then = translate("Organization", "These notices will be deleted, too.")
            text = sentences(text, then)
        parts.append(text)
    if any(credential.stage is Stage.INCOMPLETE for credential in credentials):
        parts.append(
            translate("Organization", "Approvals of incomplete credentials will be stopped.")
        )
    return tuple(parts)


def _connected_accounts(credentials: Sequence[Credential]) -> list[str]:
    """Return the labels of the accounts that m3ter has access to, once for each mode."""
    accounts = {
        (credential.system, credential.account.id): credential_texts.account_label(
            credential.account
        )
        for credential in credentials
        if credential.account is not None and credential.secret_place is not SecretPlace.REVOKED
    }
    return list(accounts.values())


def _short_list(names: Sequence[str]) -> str:
    shown = list(names[:_MOST_ACCOUNTS])
    if len(names) > _MOST_ACCOUNTS:
        shown.append(Plural.tr("%n more", "accounts", len(names) - len(shown)))
    return list_text(shown)
