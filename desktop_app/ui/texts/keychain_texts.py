"""Messages about a keychain that does not work, or that lacks a secret."""

from PySide6.QtCore import QCoreApplication

from desktop_app.core.errors import (
    KeychainError,
    KeychainLockedError,
    KeychainMissingError,
    ModeNotRegisteredError,
    SecretUnavailableError,
)
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate


def keychain_title(error: KeychainError) -> str:
    """Return the heading of a message about a keychain error."""
    if isinstance(error, KeychainLockedError):
        return translate("Keychain", "Your keychain is locked")
    if isinstance(error, KeychainMissingError):
        return translate("Keychain", "This computer has no keychain")
    return translate("Keychain", "The keychain did not answer as it should")


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
                "The credential's secret belongs in this computer's keychain. Unlock it, or keep"
                " the secret for this session only: then access has to be approved anew once m3ter"
                " Desktop was closed.",
            ),
        )
    if isinstance(error, KeychainMissingError):
        return Message(
            Tone.WARNING,
            keychain_title(error),
            translate(
                "Keychain",
                "The credential's secret belongs in the system's keychain, and none was found. You"
                " can keep the secret for this session only: then access has to be approved anew"
                " once m3ter Desktop was closed. It is never written to a plain file.",
            ),
        )
    return Message(
        Tone.PROBLEM,
        keychain_title(error),
        translate(
            "Keychain",
            "Try again. Or keep the secret for this session only: then access has to be approved"
            " anew once m3ter Desktop was closed.",
        ),
    )


def _secret_unavailable(error: SecretUnavailableError) -> Message:
    if error.cause is None:
        return Message(
            Tone.WARNING,
            translate("Keychain", "The organization's secret is not kept on this computer"),
            translate(
                "Keychain",
                "It was for an earlier session only, or was taken out of the keychain. Close this"
                " window, enter it in Settings, and come back. Nothing was begun.",
            ),
        )
    if isinstance(error.cause, ModeNotRegisteredError):
        return Message(
            Tone.WARNING,
            translate("Keychain", "This mode is not in the organization's profile any more"),
            translate(
                "Keychain",
                "The connection profile was replaced by one that does not cover it. Connect the"
                " organization again with a profile that does.",
            ),
        )
    if isinstance(error.cause, KeychainLockedError):
        return Message(
            Tone.WARNING,
            keychain_title(error.cause),
            translate(
                "Keychain",
                "The organization's secret is in this computer's keychain, and Stripe can't be"
                " called without it. Unlock the keychain to go on.",
            ),
        )
    return Message(
        Tone.PROBLEM,
        keychain_title(error.cause),
        translate(
            "Keychain",
            "The organization's secret is in this computer's keychain, and Stripe can't be called"
            " without it. Try again, or enter the secret anew in Settings.",
        ),
    )


def kept_for_session_message() -> Message:
    """Return the message when the keychain failed after Stripe had granted access."""
    return Message(
        Tone.WARNING,
        translate("Keychain", "The keychain did not take the secret"),
        translate(
            "Keychain",
            "Stripe approved access, and the secret is kept for this session only. Try the"
            " keychain again, or create the credential: then access has to be approved anew once"
            " m3ter Desktop was closed.",
        ),
    )
