"""What Stage 2 shows for each state of an approval: a pure function, and the list of all states."""

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from desktop_app.core.errors import KeychainLockedError, SecretUnavailableError
from desktop_app.core.outcome import (
    BrowserFailed,
    NotStarted,
    Outcome,
    PreparationProblem,
    SecretLost,
    TimedOut,
)
from desktop_app.ui.texts import keychain_texts, outcome_texts
from desktop_app.ui.texts.message import Message
from desktop_app.workflow.approval import Approval, Phase

translate = QCoreApplication.translate


class WizardAction(Enum):
    """What a person can do next on Stage 2."""

    GO = auto()
    OPEN_AGAIN = auto()
    STOP_WAITING = auto()
    COPY_LINK = auto()
    UNLOCK = auto()
    TRY_AGAIN = auto()
    SESSION_ONLY = auto()
    TRY_KEYCHAIN = auto()
    START_AGAIN = auto()
    REMOVE = auto()


@dataclass(frozen=True, slots=True)
class ConnectView:
    """One state of Stage 2.

    `intro` shows the information about Stripe's website; `message` a result or a problem; `busy`
    names work that is under way; `waiting` shows the time left, `hint` what to do when the browser
    shows something else; the first of `actions` is primary where `primary` says so.
    """

    intro: bool = False
    message: Message | None = None
    busy: str = ""
    waiting: bool = False
    hint: bool = False
    link: str = ""
    actions: tuple[WizardAction, ...] = ()
    primary: bool = True


def connect_view(approval: Approval | None) -> ConnectView:
    """Return what Stage 2 shows; None is before *Go to Stripe*."""
    if approval is None:
        return ConnectView(intro=True, actions=(WizardAction.GO,))
    outcome = approval.outcome
    message = None if outcome is None else outcome_texts.outcome_message(outcome)
    match approval.phase:
        case Phase.PREPARING:
            return ConnectView(intro=True, busy=translate("Connect", "Getting ready…"))
        case Phase.BLOCKED:
            return _blocked(approval)
        case Phase.WAITING:
            link = approval.link or ""
            actions = (
                (WizardAction.OPEN_AGAIN, WizardAction.COPY_LINK)
                if link
                else (WizardAction.OPEN_AGAIN,)
            )
            if isinstance(outcome, BrowserFailed):
                actions = (WizardAction.COPY_LINK, WizardAction.OPEN_AGAIN)
            if approval.denial_reported:
                return ConnectView(
                    message=outcome_texts.denial_reported_message(),
                    waiting=True,
                    link=link,
                    actions=(*actions, WizardAction.STOP_WAITING),
                    primary=False,
                )
            return ConnectView(
                intro=message is None,
                message=message,
                waiting=True,
                hint=True,
                link=link,
                actions=actions,
                primary=message is not None,
            )
        case Phase.FINISHING:
            return ConnectView(
                busy=translate("Connect", "Stripe has answered. Completing the connection…")
            )
        case Phase.STOPPED:
            return ConnectView(
                intro=message is None,
                message=message,
                waiting=True,
                actions=(WizardAction.OPEN_AGAIN,),
            )
        case Phase.APPROVED:
            if approval.keychain_problem is not None:
                return ConnectView(
                    message=keychain_texts.kept_for_session_message(),
                    actions=(WizardAction.TRY_KEYCHAIN,),
                    primary=False,
                )
            return ConnectView(message=message)
        case Phase.OVER:
            if outcome == TimedOut(kept=True):
                return ConnectView(message=message, actions=(WizardAction.GO,))
            if isinstance(outcome, SecretLost):
                return ConnectView(message=message, actions=(WizardAction.REMOVE,))
            return ConnectView(message=message, actions=(_retry(outcome),))


def _retry(outcome: Outcome | None) -> WizardAction:
    """Return whether the same can be tried again, or something has to be chosen anew."""
    if isinstance(outcome, NotStarted) and outcome.why is not PreparationProblem.NAME_TAKEN:
        return WizardAction.TRY_AGAIN
    return WizardAction.START_AGAIN


def _blocked(approval: Approval) -> ConnectView:
    error = approval.keychain_problem
    if error is None:
        raise ValueError("a blocked approval says what is wrong with the keychain")
    if isinstance(error, SecretUnavailableError):
        # Without the organization's secret nothing can be done here, wherever its own is kept.
        action = (
            WizardAction.UNLOCK
            if isinstance(error.cause, KeychainLockedError)
            else WizardAction.TRY_AGAIN
        )
        return ConnectView(message=keychain_texts.keychain_message(error), actions=(action,))
    first = (
        WizardAction.UNLOCK if isinstance(error, KeychainLockedError) else WizardAction.TRY_AGAIN
    )
    return ConnectView(
        message=keychain_texts.keychain_message(error), actions=(first, WizardAction.SESSION_ONLY)
    )
