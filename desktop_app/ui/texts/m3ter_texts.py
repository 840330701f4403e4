"""m3ter in words: connecting it, and what it has."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from desktop_app.core.errors import (
    Detail,
    KeychainError,
    KeychainLockedError,
    NetworkProblem,
    NotFoundError,
    NotPermittedError,
    SecretRefusedError,
    SecretUnavailableError,
    ServiceError,
    TimeLimitError,
    UnreachableError,
)
from desktop_app.core.m3ter import Configuration, Run, RunStatus
from desktop_app.core.m3ter_key import KeyProblem
from desktop_app.ui.texts import network_texts, organization_texts, time_texts
from desktop_app.ui.texts.filling import fill, sentences
from desktop_app.ui.texts.message import Message
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.theme import Tone
from desktop_app.workflow.m3ter_ports import M3terLists, stripe_configurations
from desktop_app.workflow.m3ter_state import M3terState, RunsState

translate = QCoreApplication.translate

# -- connecting -----------------------------------------------------------------------------------


def connect_title() -> str:
    """Return the title of the dialog, which is the label of the buttons that open it, too."""
    return translate("M3ter", "Connect m3ter")


def introduction_text() -> str:
    """Return what connecting is for."""
    return translate(
        "M3ter",
        "m3ter Desktop then registers the credentials that you create with m3ter, and shows the"
        " configurations that your organization has there. It changes nothing else.",
    )


def powerful_message(host: str, *, is_stand_in: bool) -> Message:
    """Return what a person has to know before a key is stored. `host` gets the key."""
    powerful = translate(
        "M3ter",
        "It belongs to a service user with the Administrator permission: whoever has it can read"
        " and change everything that your organization has at m3ter. Ask whoever administers m3ter"
        " in your company for a service user for this program alone: then its key can be deleted"
        " at m3ter at any time.",
    )
    if is_stand_in:
        text = translate(
            "M3ter",
            "A stand-in on this computer, {host}, takes m3ter’s place, and accepts made-up keys"
            " only. A real key belongs to a service user with the Administrator permission, and is"
            " powerful.",
        )
        return Message(Tone.INFO, translate("M3ter", "This is not m3ter"), fill(text, host=host))
    sent = translate("M3ter", "It is sent to {host} only, and stored in this computer’s keychain.")
    title = translate("M3ter", "An access key is powerful")
    return Message(Tone.WARNING, title, sentences(powerful, fill(sent, host=host)))


def problem_text(problem: KeyProblem) -> str:
    """Return what is wrong with a field; empty for one that is only empty."""
    match problem:
        case KeyProblem.EMPTY:
            return ""
        case KeyProblem.NOT_AN_ID:
            return translate(
                "M3ter",
                "An organization’s ID consists of letters, digits, hyphens and underscores. Copy it"
                " from the m3ter Console.",
            )
        case KeyProblem.NOT_A_KEY_ID:
            return translate(
                "M3ter", "An access key ID has no spaces or colons. Copy it from the m3ter Console."
            )
        case KeyProblem.NOT_A_SECRET:
            return translate(
                "M3ter",
                "An API secret has at least eight characters, and no spaces. Copy it as m3ter"
                " showed it.",
            )
        case KeyProblem.STRIPE_KEY:
            return translate(
                "M3ter", "This is a Stripe key. Enter what m3ter showed for the access key."
            )
        case KeyProblem.NOT_MADE_UP:
            return translate(
                "M3ter",
                "The stand-in takes made-up secrets only, which begin with “standin_secret_”.",
            )


def missing_text(missing: Sequence[str]) -> str:
    """Return which fields are still to be filled in, by their labels."""
    if not missing:
        return ""
    return fill(translate("M3ter", "Still missing: {fields}."), fields=", ".join(missing))


def correct_text() -> str:
    """Return that something that was typed has to be corrected first."""
    return translate("M3ter", "Correct what is marked first.")


def not_started_message() -> Message:
    """Return that a stand-in did not start, so that there is nothing to connect to."""
    title = translate("M3ter", "The stand-in for m3ter could not be started")
    return Message(Tone.PROBLEM, title, organization_texts.nothing_stored_text())


def open_again_text() -> str:
    """Return what to do in a dialog that does not know where a key would be sent."""
    return translate("M3ter", "To try again, close this window and open it again.")


def discard_question() -> str:
    """Return the question before a secret that was typed is lost."""
    return translate("M3ter", "Discard the API secret that you typed?")


def discard_consequence() -> str:
    """Return what happens to a secret that was typed, if the person closes the dialog."""
    return translate("M3ter", "It has not been stored: you have to enter it again.")


def starting_text() -> str:
    """Return what is under way while a stand-in starts."""
    return translate("M3ter", "Getting ready…")


def trying_text(host: str) -> str:
    """Return what is under way while a key is being tried."""
    return fill(translate("M3ter", "Trying the key at {host}…"), host=host)


def connected_message(organization_id: str) -> Message:
    """Return the message after m3ter was connected."""
    text = translate("M3ter", "m3ter is connected: {organization}")
    return Message(Tone.SUCCESS, "", fill(text, organization=organization_id))


def connect_failed_message(error: Exception, organization_id: str, host: str) -> Message:
    """Return why m3ter was not connected, and what to do. Nothing was stored."""
    nothing = organization_texts.nothing_stored_text()
    match error:
        case ServiceError() if (told := _told_by_m3ter(error, organization_id)) is not None:
            return Message(told.tone, told.title, sentences(told.text, nothing))
        case TimeLimitError():
            title = translate("M3ter", "{host} did not answer in time")
            again = translate("M3ter", "Try again in a moment.")
            return Message(Tone.WARNING, fill(title, host=host), sentences(nothing, again))
        case UnreachableError():
            title = translate("M3ter", "m3ter could not be reached")
            text = network_texts.network_message(error.detail, network_texts.M3TER)
            return Message(Tone.WARNING, title, sentences(text, nothing))
    return organization_texts.connect_failed_message(error, None, nothing, network_texts.M3TER)


def _told_by_m3ter(error: ServiceError, organization_id: str) -> Message | None:
    """Return what an answer of m3ter's means, None if the error is no such answer."""
    match error:
        case SecretRefusedError(detail=Detail(error=NetworkProblem.NOT_A_STAND_IN_KEY)):
            return None
        case SecretRefusedError():
            return Message(
                Tone.PROBLEM,
                translate("M3ter", "m3ter did not accept the access key"),
                translate(
                    "M3ter",
                    "Check the access key ID and the API secret, and that the key was not deleted"
                    " at m3ter.",
                ),
            )
        case NotPermittedError():
            text = translate(
                "M3ter",
                "m3ter accepts the key. Is “{organization}” the ID of your organization? If it is,"
                " the key’s service user needs the Administrator permission there.",
            )
            title = translate("M3ter", "The key has no access to this organization")
            return Message(Tone.PROBLEM, title, fill(text, organization=organization_id))
        case NotFoundError():
            text = translate(
                "M3ter", "Check the ID “{organization}”: m3ter found no such organization."
            )
            title = translate("M3ter", "m3ter does not know this organization")
            return Message(Tone.PROBLEM, title, fill(text, organization=organization_id))
    return None


# -- the connection -------------------------------------------------------------------------------


def connection_title() -> str:
    """Return the heading of the part of the Settings page about m3ter."""
    return translate("M3ter", "Connection to m3ter")


def not_connected_text() -> str:
    """Return what can be had by connecting m3ter, where it is not connected."""
    return translate(
        "M3ter",
        "Connect m3ter to register your credentials there, and to see the configurations of your"
        " organization and which credential each uses. You need an access key for m3ter.",
    )


def registers_text(*, offers: bool) -> str:
    """Return whether credentials can be registered."""
    if offers:
        return translate("M3ter", "Registered with m3ter when they are created")
    return translate("M3ter", "Not registered: m3ter does not offer that to this key")


def disconnect_title() -> str:
    """Return the title of the question before m3ter is disconnected."""
    return translate("M3ter", "Disconnect m3ter")


def disconnect_question() -> str:
    """Return the question before m3ter is disconnected."""
    return translate("M3ter", "Disconnect m3ter?")


def disconnect_consequences(organization_id: str) -> tuple[str, ...]:
    """Return what happens when m3ter is disconnected."""
    return (
        translate(
            "M3ter",
            "The access key is deleted from this computer. It still works until it is deleted at"
            " m3ter.",
        ),
        translate("M3ter", "What was read from m3ter is deleted from this computer."),
        fill(
            translate(
                "M3ter",
                "Nothing changes at m3ter: the integrations of {organization} keep running.",
            ),
            organization=organization_id,
        ),
    )


def disconnected_message() -> Message:
    """Return the message after m3ter was disconnected."""
    return Message(Tone.SUCCESS, "", translate("M3ter", "m3ter is disconnected."))


# -- registering ----------------------------------------------------------------------------------


def registration_message(known: M3terState, credential_id: str) -> Message:
    """Return whether m3ter has a credential of this computer, and what to do."""
    failed = known.failed.get(credential_id)
    registration = known.registrations.get(credential_id)
    if credential_id in known.registering:
        return Message(Tone.INFO, translate("M3ter", "Registering with m3ter…"), "")
    if registration is not None and known.is_registered(credential_id):
        text = translate(
            "M3ter",
            "On this computer and at m3ter, where its ID is {id}. It is not used before a"
            " configuration has it.",
        )
        title = translate("M3ter", "Registered with m3ter")
        return Message(Tone.SUCCESS, title, fill(text, id=registration.registered_id))
    if failed is not None and failed.alike:
        return Message(
            Tone.WARNING,
            translate("M3ter", "m3ter has several credentials of this name"),
            translate("M3ter", "Choose which of them is this one. Nothing was sent."),
        )
    if registration is not None:
        return Message(
            Tone.WARNING,
            translate("M3ter", "It is not clear whether m3ter has this credential"),
            translate(
                "M3ter",
                "It was sent, no answer came, and m3ter does not list it. Look again in a minute."
                " If you register it again, m3ter may have it twice.",
            ),
        )
    title = translate("M3ter", "On this computer only")
    if failed is not None and failed.error is not None:
        organization_id = known.connection.organization_id
        why = not_read_message(failed.error, organization_id).text
        not_yet = translate("M3ter", "It could not be registered with m3ter.")
        return Message(Tone.WARNING, title, sentences(not_yet, why) if why else not_yet)
    if not known.connection.offers_credentials:
        return Message(
            Tone.INFO,
            title,
            translate(
                "M3ter",
                "m3ter does not offer this key to register credentials. Create it in the m3ter"
                " Console, with the same name.",
            ),
        )
    text = translate("M3ter", "Register it, so that a configuration at m3ter can use it.")
    return Message(Tone.INFO, title, text)


# -- what was read --------------------------------------------------------------------------------


def reading_text(rows: int) -> str:
    """Return that m3ter is being read, and how many rows were read so far."""
    if not rows:
        return translate("M3ter", "Reading from m3ter…")
    return Plural.tr("Reading from m3ter… %n rows so far", None, rows)


def age_text(read: datetime, now: datetime) -> str:
    """Return how old what was read from m3ter is, to stand behind a number."""
    when = time_texts.last_checked_text(read, now)
    return fill(translate("M3ter", "read from m3ter {when}"), when=when)


def shown_age_text(read: datetime, now: datetime) -> str:
    """Return how old what is shown is, while m3ter is being read anew."""
    when = time_texts.last_checked_text(read, now)
    return fill(translate("M3ter", "shown: as read {when}"), when=when)


def not_opened_message(address: str) -> Message:
    """Return the message after the browser could not be opened at what m3ter has sent."""
    text = translate("M3ter", "It is at {address}")
    title = translate("M3ter", "The browser could not be opened")
    return Message(Tone.WARNING, title, fill(text, address=address), address)


def age_sentence(read: datetime, now: datetime) -> str:
    """Return how old what was read from m3ter is, as a sentence."""
    when = time_texts.last_checked_text(read, now)
    return fill(translate("M3ter", "Read from m3ter {when}."), when=when)


def nothing_read_text() -> str:
    """Return that nothing was read from m3ter yet."""
    return translate("M3ter", "Nothing was read from m3ter yet.")


def unreadable_text(rows: int) -> str:
    """Return that m3ter sent rows that this program could not read; empty for none."""
    if not rows:
        return ""
    return Plural.tr("m3ter sent %n rows that this program can’t read", None, rows)


def not_read_message(error: Exception, organization_id: str) -> Message:
    """Return why m3ter could not be read. What was read before is still shown."""
    title = translate("M3ter", "Could not read from m3ter")
    match error:
        case ServiceError() if (told := _told_by_m3ter(error, organization_id)) is not None:
            return told
        case ServiceError():
            text = network_texts.network_message(error.detail, network_texts.M3TER)
            return Message(Tone.WARNING, title, text)
        case TimeLimitError():
            text = translate("M3ter", "m3ter did not answer in time. Try again in a moment.")
            return Message(Tone.WARNING, title, text)
        case SecretUnavailableError(cause=KeychainLockedError()):
            text = translate("M3ter", "Your keychain is locked. Unlock it to read from m3ter.")
            return Message(Tone.WARNING, title, text)
        case SecretUnavailableError(cause=None):
            text = translate("M3ter", "The access key is not on this computer any more.")
            again = translate("M3ter", "Enter it again.")
            return Message(Tone.WARNING, title, sentences(text, again))
        case KeychainError():
            text = translate("M3ter", "The keychain did not respond correctly. Try again.")
            return Message(Tone.WARNING, title, text)
    return Message(Tone.PROBLEM, title, "")


def needs_key(error: Exception) -> bool:
    """Return whether a person has to enter the key again after this error."""
    match error:
        case SecretRefusedError() | SecretUnavailableError(cause=None):
            return True
    return False


def run_message(status: str) -> tuple[str, Tone]:
    """Return the status of a run in words, and how grave it is.

    A word that m3ter has not published is shown as it is.
    """
    match status:
        case RunStatus.WAITING:
            return translate("M3ter", "Waiting"), Tone.QUIET
        case RunStatus.STARTED:
            return translate("M3ter", "Being sent"), Tone.INFO
        case RunStatus.COMPLETE:
            return translate("M3ter", "Sent"), Tone.SUCCESS
        case RunStatus.ERROR:
            return translate("M3ter", "Failed"), Tone.PROBLEM
        case RunStatus.AWAITING_RETRY:
            return translate("M3ter", "Failed, and will be tried again"), Tone.WARNING
        case RunStatus.AUTH_FAILED:
            return translate("M3ter", "Access was refused"), Tone.PROBLEM
        case RunStatus.ACCOUNTING_PERIOD_CLOSED:
            return translate("M3ter", "The accounting period is closed"), Tone.WARNING
        case RunStatus.INVOICE_ALREADY_PAID:
            return translate("M3ter", "The invoice was already paid"), Tone.WARNING
        case RunStatus.DISABLED:
            return translate("M3ter", "Not sent: the configuration is disabled"), Tone.WARNING
        case RunStatus.TIMEOUT_LIMIT_EXCEEDED:
            return translate("M3ter", "It took too long"), Tone.PROBLEM
        case RunStatus.RATE_LIMIT_RETRY:
            return translate("M3ter", "Too many requests: will be tried again"), Tone.WARNING
    return status or translate("M3ter", "Status not known"), Tone.QUIET


def runs_heading() -> str:
    """Return the heading of the runs of a configuration."""
    return translate("M3ter", "Latest runs")


def runs_note(runs: RunsState, *, has_destination: bool, sharing: int, now: datetime) -> str:
    """Return what is to be known of the runs that are shown, or why there are none.

    `sharing` counts the configurations that have the same destination, this one among them.
    """
    if not has_destination:
        return translate(
            "M3ter",
            "m3ter lists runs by destination, and this configuration has none: choose its"
            " credential in the m3ter Console first.",
        )
    if runs.is_reading and runs.read is None:
        return reading_text(0)
    if runs.read is None:
        return translate("M3ter", "The runs were not read yet.")
    age = age_sentence(runs.read, now)
    if not runs.runs and runs.unreadable:
        return Plural.tr("m3ter sent %n runs that this program can’t read.", None, runs.unreadable)
    if not runs.runs:
        return sentences(translate("M3ter", "Nothing was sent yet."), age)
    if sharing > 1:
        shared = translate(
            "M3ter",
            "m3ter lists runs by destination: these are of all configurations that have the same"
            " one.",
        )
        return sentences(shared, age)
    return age


def runs_not_read_text(error: Exception, organization_id: str) -> str:
    """Return why the runs could not be read."""
    match error:
        case NotFoundError():
            text = translate("M3ter", "m3ter does not know this destination any more.")
        case NotPermittedError():
            text = translate("M3ter", "m3ter does not let this key read them.")
        case _:
            text = not_read_message(error, organization_id).text
    return sentences(translate("M3ter", "The runs could not be read."), text)


def status_message(configuration: Configuration, newest: Run | None) -> Message | None:
    """Return what a status means and what to do, None if there is nothing to do.

    `newest` is the newest run of the configuration's destination, None if there is none.
    """
    if configuration.enabled is False:
        return Message(
            Tone.WARNING,
            translate("M3ter", "m3ter sends nothing"),
            translate(
                "M3ter",
                "The configuration is disabled. m3ter may have disabled it after errors. Enable it"
                " in the m3ter Console.",
            ),
        )
    if configuration.authorized is False and not configuration.credential_id:
        return Message(
            Tone.PROBLEM,
            translate("M3ter", "No credential is chosen"),
            translate(
                "M3ter",
                "m3ter can’t send bills to Stripe without one. Choose one for this configuration in"
                " the m3ter Console.",
            ),
        )
    check = translate(
        "M3ter",
        "Check the connection of its credential, and approve access again if it was revoked.",
    )
    if configuration.authorized is False:
        title = translate("M3ter", "m3ter is not authorized at Stripe")
        return Message(Tone.PROBLEM, title, check)
    if newest is not None and newest.status == RunStatus.AUTH_FAILED:
        title = translate("M3ter", "Stripe refused access at the latest run")
        return Message(Tone.PROBLEM, title, check)
    return None


def enabled_text() -> str:
    """Return the status of a configuration that sends bills, as far as m3ter says."""
    return translate("M3ter", "Enabled")


def disabled_text() -> str:
    """Return the status of a configuration that is disabled."""
    return translate("M3ter", "Disabled")


def unauthorized_text() -> str:
    """Return the status of a configuration that its destination does not let in."""
    return translate("M3ter", "Not authorized")


def status_unknown_text() -> str:
    """Return the status of a configuration of which m3ter does not say whether it is enabled."""
    return translate("M3ter", "Not known")


def no_credential_text() -> str:
    """Return what is shown of a configuration for which no credential was chosen."""
    return translate("M3ter", "None")


def held_text(*, is_held: bool) -> str:
    """Return whether a credential that m3ter has is on this computer, too."""
    if is_held:
        return translate("M3ter", "On this computer, too")
    return translate("M3ter", "Not held on this computer")


def entity_text(entity: str) -> str:
    """Return what a configuration sends. m3ter's own word stays where it is not known here."""
    return translate("M3ter", "Bills") if entity == "Bill" else entity


def system_summary(configurations: Sequence[Configuration]) -> str:
    """Return what is set up for a system, by its configurations."""
    return summary_text(configurations) or translate("M3ter", "Not set up")


def with_configurations(summary: str, lists: M3terLists | None) -> str:
    """Return what there is for Stripe: `summary` of its credentials, and its configurations."""
    if lists is None:
        return summary
    parts = (summary, summary_text(stripe_configurations(lists)))
    return " · ".join(part for part in parts if part)


def needs_attention(lists: M3terLists | None) -> bool:
    """Return whether a configuration for Stripe sends nothing."""
    return lists is not None and any(
        each.enabled is False or each.authorized is False for each in stripe_configurations(lists)
    )


def summary_text(configurations: Sequence[Configuration]) -> str:
    """Return how many configurations there are, and how many of them send nothing."""
    number = len(configurations)
    disabled = sum(each.enabled is False for each in configurations)
    unauthorized = sum(
        each.enabled is not False and each.authorized is False for each in configurations
    )
    parts = [Plural.tr("%n configurations", None, number)] if number else []
    if disabled:
        parts.append(Plural.tr("%n disabled", "configurations", disabled))
    if unauthorized:
        parts.append(Plural.tr("%n not authorized", "configurations", unauthorized))
    return ", ".join(parts)
