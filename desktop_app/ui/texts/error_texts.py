"""Errors of calls to Stripe and to the keychain, in words."""

from PySide6.QtCore import QCoreApplication

from desktop_app.core.errors import (
    Detail,
    KeychainError,
    KeychainLockedError,
    ModeNotRegisteredError,
    PlatformMismatchError,
    SecretNotSuitableError,
    SecretRefusedError,
    SecretUnavailableError,
    ServiceError,
    StorageError,
    TimeLimitError,
    WorkspaceBusyError,
)
from desktop_app.core.registration_problem import RegistrationRefusedError
from desktop_app.ui.texts import network_texts

translate = QCoreApplication.translate


def service_or_keychain_error_text(error: ServiceError | KeychainError) -> str:
    """Return what happened, and what to do about it."""
    match error:
        case SecretRefusedError():
            return translate(
                "Problem", "The organization’s secret was not accepted. Replace it in Settings."
            )
        case ServiceError():
            return network_texts.network_message(error.detail)
        case SecretUnavailableError(cause=KeychainLockedError()) | KeychainLockedError():
            return translate("Problem", "Your keychain is locked. Unlock it first.")
        case SecretUnavailableError(cause=ModeNotRegisteredError()):
            return translate(
                "Problem",
                "The organization’s connection profile does not include this mode any more.",
            )
        case SecretUnavailableError(cause=SecretNotSuitableError()):
            return translate(
                "Problem",
                "The organization’s key could be one of Stripe’s, and is not sent to a stand-in."
                " Replace it in Settings.",
            )
        case SecretUnavailableError(cause=None):
            return translate(
                "Problem",
                "The organization’s secret is not stored on this computer. Enter it in Settings.",
            )
        case _:
            return translate("Problem", "The keychain did not respond correctly.")


def detail_of(error: Exception | None) -> Detail | None:
    """Return the details of an error for a support team, None if there is nothing to ask it."""
    match error:
        case ServiceError():
            return error.detail
        case RegistrationRefusedError():
            return error.problems[0].detail
        case StorageError():
            return Detail(description=str(error))
        case (
            None
            | KeychainError()
            | PlatformMismatchError()
            | TimeLimitError()
            | WorkspaceBusyError()
        ):
            return None
        case _:
            return _detail_of_bug(error)


def detail_of_failure(error: Exception) -> Detail:
    """Return the details of an error with which an operation broke off."""
    return detail_of(error) or _detail_of_bug(error)


def _detail_of_bug(error: Exception) -> Detail:
    # The words of an error that nobody expected may hold anything, secrets included.
    return Detail(type(error).__name__)
