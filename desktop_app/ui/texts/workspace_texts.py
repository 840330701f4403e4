"""Names of workspaces, and messages about connected and forgotten organizations."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop_app.core.credential import SecretPlace
from desktop_app.core.names import name_key
from desktop_app.ui.texts import credential_texts
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.texts.message import Message
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.theme import Tone
from desktop_app.workflow.organizations import ForgottenOrganization
from desktop_app.workflow.workspace import Workspace

translate = QCoreApplication.translate


def organization_name(workspace: Workspace) -> str:
    """Return the organization's name; empty in Practice."""
    return "" if workspace.profile is None else workspace.profile.organization.name


def initials(name: str) -> str:
    """Return the initials of the first and the last word of a name, in capitals.

    A word's initial is its first letter or digit. The result is empty if the name has neither.
    """
    every = [next(filter(str.isalnum, word), "") for word in name.split()]
    found = [initial for initial in every if initial]
    return "".join((*found[:1], *found[1:][-1:])).upper()


def workspace_labels(workspaces: Sequence[Workspace]) -> dict[str, str]:
    """Return the label of each workspace in the menu, by the id of the workspace.

    Equal names have the organization's id added. A name equal to that of Practice always has it.
    """
    practice = translate("Workspace", "Practice")
    names = Counter(name_key(organization_name(workspace)) for workspace in workspaces)
    names[name_key(practice)] += 1
    labels = {}
    for workspace in workspaces:
        name = organization_name(workspace)
        if workspace.profile is None:
            name = practice
        elif names[name_key(name)] > 1:
            name = fill(
                translate("Workspace", "{name} ({id})"),
                name=name,
                id=workspace.profile.organization.id,
            )
        labels[workspace.id] = without_isolates(name)
    return labels


def window_title(organization: str) -> str:
    """Return the title of the main window for an organization's name; empty is Practice."""
    program = translate("Workspace", "m3ter Desktop")
    if not organization:
        return program
    # Qt replaces "[*]" by the mark of a changed document. Written twice, it stands for itself.
    name = organization.replace("[*]", "[*][*]")
    title = translate("Workspace", "{organization} – {program}")
    return without_isolates(fill(title, organization=name, program=program))


def workspace_banner(workspace: Workspace) -> Message | None:
    """Return what a workspace in which nothing is real says at all times; None in others."""
    profile = workspace.profile
    if profile is None:
        text = translate(
            "Workspace",
            "Practice workspace: no real accounts are used. Nothing leaves this computer.",
        )
        return Message(Tone.INFO, "", text)
    if any(registration.stand_in for registration in profile.registrations):
        text = translate(
            "Workspace",
            "{organization}: a stand-in on this computer takes Stripe’s place. For tests only.",
        )
        return Message(Tone.WARNING, "", fill(text, organization=profile.organization.name))
    return None


def unreadable_message(organization_ids: Sequence[str]) -> Message:
    """Return the message about organizations whose databases can't be read."""
    return Message(
        Tone.PROBLEM,
        fill(
            Plural.tr("{organizations} can’t be opened", None, len(organization_ids)),
            organizations=credential_texts.name_list(organization_ids),
        ),
        translate(
            "Workspace",
            "What is stored on this computer can’t be read. Connect the organization again with its"
            " connection profile. If that fails, the user guide says how to go on, and the log in"
            " the data folder has the details.",
        ),
    )


def connected_message(workspace: Workspace) -> Message:
    """Return the message after an organization was connected."""
    places = {place for _, place in workspace.secret_places}
    tone = Tone.SUCCESS
    if SecretPlace.SESSION in places:
        # The person has to know it later, too.
        tone = Tone.INFO
        text = translate(
            "Workspace",
            "Its secrets are stored for this session only: after closing m3ter Desktop, enter them"
            " again in Settings.",
        )
    elif places:
        text = translate("Workspace", "Its secrets are stored in this computer’s keychain.")
    else:
        text = ""
    return Message(
        tone,
        fill(
            translate("Workspace", "{organization} is connected"),
            organization=organization_name(workspace),
        ),
        text,
    )


def forgotten_message(forgotten: ForgottenOrganization) -> Message:
    """Return the message after an organization was forgotten."""
    title = fill(
        translate("Workspace", "{organization} was forgotten"),
        organization=forgotten.profile.organization.name,
    )
    if not forgotten.is_clean:
        return Message(
            Tone.WARNING,
            title,
            translate(
                "Workspace",
                "Some of its secrets could not be deleted from the keychain yet. They are deleted"
                " the next time m3ter Desktop starts.",
            ),
        )
    if forgotten.history_kept:
        text = translate(
            "Workspace",
            "Its secrets were deleted. Its history was kept, and is restored if the organization"
            " is connected again.",
        )
    else:
        text = translate("Workspace", "Its secrets and its history were deleted.")
    return Message(Tone.SUCCESS, title, text)
