"""Names, systems, accounts and statuses in words."""

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from desktop_app.core.account import Account
from desktop_app.core.credential import AffectedCredential, Credential, SecretPlace, Status
from desktop_app.core.names import MAX_NAME_LENGTH, NameProblem, name_key
from desktop_app.core.systems import System
from desktop_app.ui.texts.filling import fill, sentences
from desktop_app.ui.texts.language import list_text
from desktop_app.ui.texts.message import Message
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate

# A longer list would not be read.
_LISTED = 5
# So many characters of an ID tell it from others, as of a commit in Git.
_ID_BEGINNING = 8


def display_name(credential: Credential) -> str:
    """Return the name of a credential as it is listed, with what is said of it in brackets.

    "(Incomplete)" is the specification's word for a credential that is not created yet, and is
    removed after ten minutes. A credential that is approved again stays, so it has another word.
    """
    match credential.status:
        case Status.INCOMPLETE:
            name = translate("Credential", "{name} (Incomplete)")
        case Status.APPROVING_AGAIN:
            name = translate("Credential", "{name} (Approving again)")
        case _:
            return credential.name
    return fill(name, name=credential.name)


def status_text(status: Status) -> str:
    """Return the status in words."""
    match status:
        case Status.ACTIVE:
            return translate("Credential", "Active")
        case Status.DETAILS_UNKNOWN:
            return translate("Credential", "Details unknown")
        case Status.PAYMENTS_PAUSED:
            return translate("Credential", "Payments paused")
        case Status.PAYOUTS_PAUSED:
            return translate("Credential", "Payouts paused")
        case Status.NEEDS_INFORMATION:
            return translate("Credential", "Needs information")
        case Status.READY_TO_CREATE:
            return translate("Credential", "Ready to create")
        case Status.READY_TO_RECONNECT:
            return translate("Credential", "Ready to reconnect")
        case Status.NEEDS_APPROVAL:
            return translate("Credential", "Needs approval again")
        case Status.INCOMPLETE:
            return translate("Credential", "Incomplete")
        case Status.APPROVING_AGAIN:
            # Short, since the time left follows; the name says that it is approved again.
            return translate("Credential", "Approving")
        case Status.DISCONNECTED:
            return translate("Credential", "Disconnected")
        case Status.REVOKING:
            return translate("Credential", "Revoking…")
        case Status.TO_BE_REVOKED:
            return translate("Credential", "To be revoked")
        case Status.MAY_BE_REVOKED:
            return translate("Credential", "Revocation unclear")


def not_checked_text() -> str:
    """Return the status of a credential that worked before its last check, which failed."""
    return translate("Credential", "Not checked")


def secret_place_text(place: SecretPlace) -> str:
    """Return where the secret of a credential is stored."""
    match place:
        case SecretPlace.KEYCHAIN:
            return translate("Credential", "In this computer’s keychain")
        case SecretPlace.SESSION:
            return translate("Credential", "For this session only")
        case SecretPlace.LOST:
            return translate("Credential", "Not stored any more: access has to be approved again")
        case SecretPlace.REVOKED:
            return translate("Credential", "Not usable")
        case SecretPlace.NONE:
            return translate("Credential", "None: Stripe issued no secret")


def summary_text(
    credentials: Sequence[Credential], needs_attention: Callable[[Credential], bool]
) -> str:
    """Return how many credentials there are of each kind; empty if there are none.

    Each is counted once: one that `needs_attention` is not counted by its status.
    """
    number = Counter(each.status for each in credentials if not needs_attention(each))
    attention = len(credentials) - number.total()
    incomplete, approving = number[Status.INCOMPLETE], number[Status.APPROVING_AGAIN]
    ready, again = number[Status.READY_TO_CREATE], number[Status.READY_TO_RECONNECT]
    revoking = number[Status.REVOKING]
    active, unknown = number[Status.ACTIVE], number[Status.DETAILS_UNKNOWN]
    parts = (
        Plural.tr("%n active", None, active) if active else "",
        Plural.tr("%n with unknown details", None, unknown) if unknown else "",
        Plural.tr("%n incomplete", None, incomplete) if incomplete else "",
        Plural.tr("%n approving again", None, approving) if approving else "",
        Plural.tr("%n ready to create", None, ready) if ready else "",
        Plural.tr("%n ready to reconnect", None, again) if again else "",
        Plural.tr("%n revoking", None, revoking) if revoking else "",
        Plural.tr("%n need attention", None, attention) if attention else "",
    )
    return " · ".join(part for part in parts if part)


def names_alike_message(credentials: Sequence[Credential]) -> Message:
    """Return the message about credentials of one system whose names count as the same."""
    return Message(
        Tone.INFO,
        fill(
            translate("Credential", "{names} count as the same name"),
            names=list_text([quoted_name(each, alike=True) for each in credentials]),
        ),
        translate(
            "Credential",
            "The names differ only in capital letters, spaces, invisible characters or the form of"
            " letters. Both credentials work as before. To have different"
            " names, configure a new credential with another name, then delete the one that it"
            " replaces.",
        ),
    )


def id_beginning(credential: Credential) -> str:
    """Return so much of the ID of a credential as tells it from one whose name looks the same."""
    return fill(translate("Credential", "{id}…"), id=credential.id[:_ID_BEGINNING])


def quoted_name(credential: Credential, *, alike: bool) -> str:
    """Return a name in quotation marks; if it is like another, with the beginning of the ID."""
    if not alike:
        return fill(translate("Credential", "“{name}”"), name=credential.name)
    text = translate("Credential", "“{name}” ({id})")
    return fill(text, name=credential.name, id=id_beginning(credential))


def suggested_name(number: int) -> str:
    """Return a suggested name. It is a label of the specification, and so is not translated."""
    return f"Stripe Credential {number}"


def affected_name(affected: AffectedCredential) -> str:
    """Return the name of a credential that would lose access, with its organization if known."""
    if not affected.organization:
        return affected.credential.name
    return fill(
        translate("Credential", "{name} ({organization})"),
        name=affected.credential.name,
        organization=affected.organization,
    )


def name_list(names: Sequence[str]) -> str:
    """Return names in quotation marks, as a list in a sentence, in the order of the table."""
    return list_text(_quoted(names))


def short_name_list(names: Sequence[str], most: int = _LISTED) -> str:
    """Return names as `name_list` does; of more than `most`, the first ones, and how many more."""
    return short_list(_quoted(names), most)


def _quoted(names: Sequence[str]) -> list[str]:
    text = translate("Credential", "“{name}”")
    return [fill(text, name=name) for name in sorted(names, key=name_key)]


def short_list(items: Sequence[str], most: int = _LISTED) -> str:
    """Return a list in a sentence; of more than `most`, the first ones, and how many more."""
    more = len(items) - most
    if more <= 0:
        return list_text(items)
    return list_text([*items[:most], Plural.tr("%n more", None, more)])


def selected_text(number: int) -> str:
    """Return how many credentials are selected."""
    return Plural.tr("%n credentials are selected", None, number)


def removed_together_message(removed: int, not_removed: Sequence[str], *, failed: bool) -> Message:
    """Return the message after several credentials were deleted by one question.

    `removed` is the number of those that were, `not_removed` are the names of the others. `failed`
    says that the database could not be written.
    """
    done = Plural.tr("%n credentials were deleted.", None, removed)
    if not not_removed:
        return Message(Tone.SUCCESS, "", done)
    if failed:
        why = translate(
            "Credential",
            "The program’s database could not be written. Check that the disk is not full, then try"
            " again.",
        )
    else:
        why = translate(
            "Credential", "Something has changed since you were asked. Delete each by itself."
        )
    title = Plural.tr("{names} were not deleted", None, len(not_removed))
    return Message(
        Tone.WARNING,
        fill(title, names=short_name_list(not_removed)),
        sentences(why, done) if removed else why,
    )


def name_problem_text(problem: NameProblem, system: System, *, counts_as: str = "") -> str:
    """Return why a name cannot be used, and what to enter instead.

    `counts_as` is the name that is taken, if it is written in another way.
    """
    match problem:
        case NameProblem.EMPTY:
            return translate("Name", "Enter a name for the credential.")
        case NameProblem.TOO_LONG:
            return Plural.tr("Use %n characters at the most.", None, MAX_NAME_LENGTH)
        case NameProblem.INVISIBLE_CHARACTER:
            return translate(
                "Name",
                "The name contains an invisible character, such as a tab or a line break. Remove"
                " the character.",
            )
        case NameProblem.TAKEN if counts_as:
            return fill(
                translate(
                    "Name",
                    "This counts as the same name as “{name}”, another {system} credential. Choose"
                    " another name.",
                ),
                name=counts_as,
                system=system.label,
            )
        case NameProblem.TAKEN:
            return fill(
                translate(
                    "Name", "A {system} credential already has this name. Choose another name."
                ),
                system=system.label,
            )


def system_name(system: System) -> str:
    """Return a system's name without its mode, for which there is `mode_text`."""
    return system.label.partition(" (")[0]


def mode_text(system: System) -> str:
    """Return the mode below a system's name; empty if it is the live mode."""
    return "" if system.livemode else translate("Credential", "Test Mode")


def account_label(account: Account) -> str:
    """Return the account's name and id, or its id alone if it has no name."""
    if account.name:
        return fill(translate("Credential", "{name} ({id})"), name=account.name, id=account.id)
    return account.id
