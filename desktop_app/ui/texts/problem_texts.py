"""What went wrong when Stripe or the keychain was asked, in words."""

from PySide6.QtCore import QCoreApplication

from desktop_app.core.problems import (
    Detail,
    KeychainLocked,
    KeychainProblem,
    ModeNotRegistered,
    SecretRefused,
    SecretUnavailable,
    StripeProblem,
)
from desktop_app.ui.texts import network_texts

translate = QCoreApplication.translate


def problem_text(problem: StripeProblem | KeychainProblem) -> str:
    """Return what happened, and what to do about it."""
    match problem:
        case SecretRefused():
            return translate(
                "Problem", "The organization's secret was not accepted: replace it in Settings."
            )
        case StripeProblem():
            return network_texts.network_message(problem.detail)
        case SecretUnavailable(cause=KeychainLocked()) | KeychainLocked():
            return translate("Problem", "Your keychain is locked: unlock it first.")
        case SecretUnavailable(cause=ModeNotRegistered()):
            return translate(
                "Problem",
                "The organization's connection profile does not cover this mode any more.",
            )
        case SecretUnavailable(cause=None):
            return translate(
                "Problem", "The secret that is needed for it is not kept on this computer."
            )
        case _:
            return translate("Problem", "The keychain did not answer as it should.")


def detail_of(problem: Exception | None) -> Detail | None:
    """Return what can be told to a support team, None if there is nothing."""
    return problem.detail if isinstance(problem, StripeProblem) else None
