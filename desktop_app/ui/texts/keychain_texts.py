"""Messages about a keychain that does not work, or that lacks a secret."""

from PySide6.QtCore import QCoreApplication

from desktop_app.core.errors import (
    KeychainError,
    KeychainLockedError,
    KeychainMissingError,
    ModeNotRegisteredError,
    SecretNotSuitableError,
    SecretUnavailableError,
)
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate


# The keychains by the modules of the package keyring, which are their technical names.
_NAMES = {
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.libsecret": "Secret Service",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Manager",
}


def place_text(backend: str = "") -> str:
    """Return where secrets are kept; `backend` is the technical name of the keychain, if known."""
    if not backend:
        return translate("Keychain", "In this computer’s keychain")
    name = _NAMES.get(backend, backend)
    return fill(translate("Keychain", "In this computer’s keychain: {name}"), name=name)


def no_place_text(error: Exception) -> str:
    """Return where secrets are kept if the keychain has not told its name, which `error` says."""
    if isinstance(error, KeychainMissingError):
        return translate(
            "Keychain",
            "No keychain was found, so they can be kept for one session only, in memory",
        )
    return place_text()


def keychain_title(error: KeychainError) -> str:
    """Return the heading of a message about a keychain error."""
    if isinstance(error, KeychainLockedError):
        return translate("Keychain", "Your keychain is locked")
    if isinstance(error, KeychainMissingError):
        return translate("Keychain", "This computer has no keychain")
    return translate("Keychain", "The keychain did not respond correctly")


def keychain_message(error: KeychainError) -> Message:
    """Return the message when the keychain can't be used, before an approval has begun."""
    if isinstance(error, SecretUnavailableError):
        return _secret_unavailable(error)
    if isinstance(error, KeychainLockedError):
        return Message(
            Tone.WARNING,
            keychain_title(error),
            translate(
                "Keychain",
                "The credential’s secret is stored in this computer’s keychain. Unlock it,"
                " or keep the secret for this session only: you then have to approve access again"
                " after closing m3ter Desktop.",
            ),
        )
    if isinstance(error, KeychainMissingError):
        return Message(
            Tone.WARNING,
            keychain_title(error),
            translate(
                "Keychain",
                "The credential’s secret is kept in a keychain, never in a plain file. Install or"
                " start a keychain, such as GNOME Keyring or KWallet, then try again. Or keep the"
                " secret for this session only: you then have to approve access again after closing"
                " m3ter Desktop.",
            ),
        )
    return Message(
        Tone.PROBLEM,
        keychain_title(error),
        translate(
            "Keychain",
            "The credential’s secret is kept in the keychain. Try again, or keep the secret for"
            " this session only: you then have to approve access again after closing m3ter"
            " Desktop.",
        ),
    )


def _secret_unavailable(error: SecretUnavailableError) -> Message:
    if error.cause is None:
        return Message(
            Tone.WARNING,
            translate("Keychain", "The organization’s secret is not stored on this computer"),
            translate(
                "Keychain",
                "The secret was stored for an earlier session only, or was removed from the"
                " keychain. Close this window, enter the secret in Settings, and try again. No"
                " approval was started.",
            ),
        )
    if isinstance(error.cause, ModeNotRegisteredError):
        return Message(
            Tone.WARNING,
            translate("Keychain", "The organization’s profile does not include this mode any more"),
            translate(
                "Keychain",
                "The connection profile was replaced by one without this mode. Connect the"
                " organization again with a profile that includes it.",
            ),
        )
    if isinstance(error.cause, SecretNotSuitableError):
        return Message(
            Tone.WARNING,
            translate("Keychain", "The organization’s secret has to be replaced"),
            translate(
                "Keychain",
                "The key that is stored could be one of Stripe’s, and the profile leads to a"
                " stand-in for Stripe, so it is not sent. Close this window, enter the made-up key"
                " of the stand-in in Settings, and try again. No approval was started.",
            ),
        )
    if isinstance(error.cause, KeychainLockedError):
        return Message(
            Tone.WARNING,
            keychain_title(error.cause),
            translate(
                "Keychain",
                "Stripe can’t be called without the organization’s secret, which is stored in this"
                " computer’s keychain. Unlock the keychain to continue.",
            ),
        )
    return Message(
        Tone.PROBLEM,
        keychain_title(error.cause),
        translate(
            "Keychain",
            "Stripe can’t be called without the organization’s secret, which is stored in this"
            " computer’s keychain. Try again, or enter the secret again in Settings.",
        ),
    )


def kept_for_session_message(*, again: bool = False) -> Message:
    """Return the message when the keychain failed after Stripe had granted access.

    `again` says whether a credential that was created before was approved again.
    """
    if again:
        text = translate(
            "Keychain",
            "Access is approved, and the secret is stored for this session only. To keep it, choose"
            " “Try the keychain again”. If you choose “Reconnect” now, you have to approve again"
            " after closing m3ter Desktop.",
        )
    else:
        text = translate(
            "Keychain",
            "Access is approved, and the secret is stored for this session only. To keep it, choose"
            " “Try the keychain again”. If you choose “Create credential” now, you have to approve"
            " again after closing m3ter Desktop.",
        )
    return Message(
        Tone.WARNING,
        translate("Keychain", "The secret could not be stored in the keychain"),
        text,
    )
