"""Workspaces and organizations: whose each is, and what came of connecting and forgetting one."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from desktop_app.core.credential import Credential, SecretPlace, Stage
from desktop_app.core.problems import (
    AnotherPlatform,
    KeychainLocked,
    KeychainMissing,
    KeychainProblem,
    SecretRefused,
    StorageFailed,
    StripeProblem,
    StripeUnreachable,
    TimeLimitReached,
    WorkspaceBusy,
)
from desktop_app.core.profile import Host, HostUse, Organization, Profile, Registration
from desktop_app.core.systems import System
from desktop_app.ui.texts import credential_texts, network_texts, program_texts, secret_texts
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone
from desktop_app.workflow.workspace_events import OrganizationForgotten
from desktop_app.workflow.workspaces import Workspace

translate = QCoreApplication.translate

# A question has to fit on the screen.
_MOST_ACCOUNTS = 8


def organization_name(workspace: Workspace) -> str:
    """Return the organization's name; empty in Practice."""
    return "" if workspace.profile is None else workspace.profile.organization.name


def workspace_labels(workspaces: Sequence[Workspace]) -> dict[str, str]:
    """Return how each workspace is listed, by its id. Equal names are told apart by their ids."""
    names = Counter(organization_name(workspace) for workspace in workspaces)
    labels = {}
    for workspace in workspaces:
        name = organization_name(workspace)
        if workspace.profile is None:
            name = translate("Workspace", "Practice")
        elif names[name] > 1:
            name = translate("Workspace", "{name} ({id})").format(
                name=name, id=workspace.profile.organization.id
            )
        labels[workspace.id] = name
    return labels


def window_title(organization: str) -> str:
    """Return the main window's title, with the organization that is shown; empty is Practice."""
    program = translate("Workspace", "m3ter Desktop")
    if not organization:
        return program
    # Qt marks changed documents by this placeholder; twice, it stands for itself.
    name = organization.replace("[*]", "[*][*]")
    return translate("Workspace", "{organization} – {program}").format(
        organization=name, program=program
    )


def workspace_banner(workspace: Workspace) -> Message:
    """Return what a workspace says of itself at all times."""
    profile = workspace.profile
    if profile is None:
        text = translate(
            "Workspace",
            "Practice workspace: no real accounts are used. Nothing leaves this computer.",
        )
        return Message(Tone.INFO, "", text)
    tone = Tone.INFO
    if any(registration.stand_in for registration in profile.registrations):
        tone = Tone.WARNING
        text = translate(
            "Workspace",
            "{organization}: a stand-in on this computer takes Stripe's place. For tests only.",
        )
    elif profile.systems == (System.STRIPE,):
        text = translate("Workspace", "{organization}: live accounts of Stripe.")
    elif profile.systems == (System.STRIPE_TEST,):
        text = translate("Workspace", "{organization}: test accounts of Stripe.")
    else:
        text = translate("Workspace", "{organization}: live and test accounts of Stripe.")
    return Message(tone, "", text.format(organization=profile.organization.name))


def unreadable_message(organization_ids: Sequence[str]) -> Message:
    """Return what is said of organizations whose databases can't be read."""
    return Message(
        Tone.PROBLEM,
        translate("Workspace", "{organizations} can't be opened").format(
            organizations=credential_texts.name_list(organization_ids)
        ),
        translate(
            "Workspace",
            "The database or the profile kept in it can't be read. Connect the organization again"
            " by its connection profile. The log in the data folder has the details.",
        ),
    )


def connected_message(workspace: Workspace) -> Message:
    """Return what is said when an organization was connected."""
    places = {place for _, place in workspace.secret_places}
    if SecretPlace.SESSION in places:
        text = translate(
            "Workspace",
            "Its secrets are kept for this session only: once m3ter Desktop was closed, enter them"
            " again in Settings. Choose Stripe to create a credential.",
        )
    elif places:
        text = translate(
            "Workspace",
            "Its secrets are in this computer's keychain. Choose Stripe to create a credential.",
        )
    else:
        text = translate("Workspace", "Choose Stripe to create a credential.")
    return Message(
        Tone.SUCCESS,
        translate("Workspace", "{organization} is connected").format(
            organization=organization_name(workspace)
        ),
        text,
    )


def forgotten_message(forgotten: OrganizationForgotten) -> Message:
    """Return what is said when an organization was forgotten."""
    title = translate("Workspace", "{organization} was forgotten").format(
        organization=forgotten.profile.organization.name
    )
    if not forgotten.is_clean:
        return Message(
            Tone.WARNING,
            title,
            translate(
                "Workspace",
                "The keychain did not give up all of its secrets. They are deleted when m3ter"
                " Desktop is started the next time.",
            ),
        )
    if forgotten.kept:
        text = translate(
            "Workspace",
            "Its secrets are deleted. What was done here is kept, and comes back if the"
            " organization is connected again.",
        )
    else:
        text = translate("Workspace", "Its secrets are deleted, and what was done here with them.")
    return Message(Tone.SUCCESS, title, text)


# -- connecting -------------------------------------------------------------------------------


def profile_refused_message(problems: int) -> Message:
    """Return what is said above the problems of a profile."""
    title = (
        translate("Organization", "This profile can't be used: there is a problem")
        if problems == 1
        else translate("Organization", "This profile can't be used: there are {count} problems")
    )
    return Message(
        Tone.PROBLEM,
        title.format(count=problems),
        translate(
            "Organization",
            "Mend the file in an editor and choose Read again, or ask whoever gave it to you for"
            " another. Nothing was sent anywhere.",
        ),
    )


def profile_read_text(profile: Profile) -> str:
    """Return what is announced when a good profile is shown."""
    return translate("Organization", "The profile of {organization} was read.").format(
        organization=profile.organization.name
    )


def known_message(profile: Profile, known: Profile) -> Message:
    """Return what is said when the profile's organization is connected by `known` already."""
    gone = [host.name for host in known.hosts if host not in profile.hosts]
    if gone:
        text = translate(
            "Organization",
            "Its profile and its secrets are replaced; its credentials stay. Not used any more:"
            " {hosts}.",
        ).format(hosts=", ".join(dict.fromkeys(gone)))
    else:
        text = translate(
            "Organization", "Its profile and its secrets are replaced; its credentials stay."
        )
    return Message(
        Tone.INFO,
        translate("Organization", "{organization} is connected already").format(
            organization=known.organization.name
        ),
        text,
    )


def host_title(host: Host, *, is_new: bool) -> str:
    """Return a host's name with what a person has to know of it; `is_new` compares profiles."""
    match host.use:
        case HostUse.STRIPE | HostUse.STRIPE_API:
            text = translate("Organization", "{host} · Stripe")
        case HostUse.STAND_IN:
            text = translate("Organization", "{host} · Not Stripe: a stand-in for tests")
        case _:
            text = translate("Organization", "{host} · Not Stripe")
    text = text.format(host=host.name)
    if is_new:
        text = translate("Organization", "{host} · New").format(host=text)
    return text


def agree_text(hosts: int) -> str:
    """Return what a person says of the hosts that are not Stripe's."""
    if hosts == 1:
        return translate("Organization", "I &know this host, and it may receive what is said here")
    return translate("Organization", "I &know these hosts, and they may receive what is said here")


def not_agreed_text() -> str:
    """Return that the hosts have still to be looked at."""
    return translate(
        "Organization", "Still to be said: that you know the hosts marked “Not Stripe”."
    )


def connect_failed_message(problem: Exception, tried: Registration | None) -> Message:
    """Return why an organization was not connected, or a secret not replaced, and what to do.

    `tried` is whose secret was being tried, None where that was not the matter.
    """
    match problem:
        case KeychainProblem():
            return _keychain_message(problem)
        case SecretRefused() if tried is not None:
            return _secret_refused_message(tried)
        case StripeUnreachable(detail=detail):
            return Message(
                Tone.WARNING,
                translate("Organization", "No connection, and nothing was sent"),
                network_texts.network_message(detail),
            )
        case TimeLimitReached():
            return Message(
                Tone.WARNING,
                translate("Organization", "No answer came in time"),
                translate("Organization", "Nothing was kept. Try again in a moment."),
            )
        case StripeProblem(detail=detail):
            return Message(
                Tone.PROBLEM,
                translate("Organization", "The answer was not the expected one: nothing was kept"),
                network_texts.network_message(detail),
            )
        case WorkspaceBusy():
            return busy_message()
        case AnotherPlatform(system=system):
            return Message(
                Tone.WARNING,
                translate("Organization", "This is another platform's"),
                translate(
                    "Organization",
                    "There are {system} credentials here that were approved for another platform;"
                    " with this one m3ter Desktop could neither check nor revoke their access. Use"
                    " the platform's own, or delete these credentials first. Nothing was changed.",
                ).format(system=system.label),
            )
        case StorageFailed():
            return Message(
                Tone.PROBLEM,
                translate("Organization", "It could not be saved"),
                program_texts.operation_failed_message(problem).text,
            )
    return program_texts.operation_failed_message(problem)


def busy_message() -> Message:
    """Return what is said when something has to come to its end first."""
    return Message(
        Tone.WARNING,
        translate("Organization", "Something is under way in this workspace"),
        translate(
            "Organization",
            "An approval is being completed, or access revoked. Try again when that is done.",
        ),
    )


def _secret_refused_message(tried: Registration) -> Message:
    title = translate("Organization", "Not accepted: {secret}").format(
        secret=secret_texts.secret_label(tried)
    )
    if tried.exchange is None:
        text = translate(
            "Organization",
            "Stripe does not know this key. Copy it once more, whole, from the account that the"
            " profile belongs to; it may have been rolled or deleted since.",
        )
    elif tried.secret_kind is None:
        text = translate(
            "Organization",
            "The exchange endpoint refused this program. Ask whoever runs it whether the profile is"
            " the newest one.",
        )
    else:
        text = translate(
            "Organization",
            "The exchange endpoint does not know this token. Copy it once more, or ask whoever runs"
            " the endpoint for another.",
        )
    return Message(Tone.PROBLEM, title, text)


def _keychain_message(problem: KeychainProblem) -> Message:
    session = translate(
        "Organization",
        "Or keep the secrets for this session only: then they have to be entered again once m3ter"
        " Desktop was closed.",
    )
    if isinstance(problem, KeychainLocked):
        title = translate("Organization", "Your keychain is locked")
        text = translate("Organization", "Unlock it and try again.")
    elif isinstance(problem, KeychainMissing):
        title = translate("Organization", "This computer has no keychain")
        text = translate(
            "Organization",
            "Secrets belong in the system's keychain, and none was found; they are never written to"
            " a plain file.",
        )
    else:
        title = translate("Organization", "The keychain did not answer as it should")
        text = translate("Organization", "Nothing was kept. Try again.")
    return Message(Tone.WARNING, title, f"{text} {session}")


def forget_failed_message(problem: Exception) -> Message:
    """Return why an organization was not forgotten, and what to do."""
    if isinstance(problem, KeychainLocked):
        return Message(
            Tone.WARNING,
            translate("Organization", "Your keychain is locked"),
            translate(
                "Organization",
                "Its secrets have to leave the keychain. Unlock it and try again. Nothing was"
                " changed.",
            ),
        )
    if isinstance(problem, KeychainProblem):
        return Message(
            Tone.WARNING,
            translate("Organization", "The keychain did not answer as it should"),
            translate(
                "Organization", "Its secrets have to leave the keychain. Nothing was changed."
            ),
        )
    if isinstance(problem, WorkspaceBusy):
        return busy_message()
    return Message(
        Tone.PROBLEM,
        translate("Organization", "It could not be forgotten"),
        program_texts.operation_failed_message(problem).text,
    )


def replaced_message(secret: str) -> Message:
    """Return what is said when a secret was replaced; `secret` is what it is called."""
    return Message(
        Tone.SUCCESS,
        translate("Organization", "Replaced: {secret}").format(secret=secret),
        translate("Organization", "It was tried, and is used from now on."),
    )


def forget_question(organization: Organization) -> str:
    """Return the question before an organization is forgotten."""
    return translate("Organization", "Forget “{organization}”?").format(
        organization=organization.name
    )


def forget_consequence(credentials: Sequence[Credential]) -> str:
    """Return what follows from forgetting an organization with these credentials."""
    parts = [
        translate(
            "Organization",
            "Its secrets, and those of its credentials, are deleted from this computer; so is what"
            " was done here, unless you keep it.",
        )
    ]
    connected = _connected_accounts(credentials)
    if len(connected) == 1:
        parts.append(
            translate(
                "Organization",
                "m3ter keeps its access to {accounts} at Stripe. To end it, delete the credential"
                " first and revoke access with it.",
            ).format(accounts=connected[0])
        )
    elif connected:
        parts.append(
            translate(
                "Organization",
                "m3ter keeps its access to {count} accounts at Stripe: {accounts}. To end it,"
                " delete the credentials first and revoke access with them.",
            ).format(count=len(connected), accounts=_short_list(connected))
        )
    if any(credential.stage is Stage.INCOMPLETE for credential in credentials):
        parts.append(translate("Organization", "Credentials that are incomplete end here, too."))
    return "\n\n".join(parts)


def _connected_accounts(credentials: Sequence[Credential]) -> list[str]:
    """Return the accounts that m3ter has access to, each once in a mode."""
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
        more = translate("Organization", "{count} more").format(count=len(names) - len(shown))
        shown.append(more)
    return QLocale().createSeparatedList(shown)
