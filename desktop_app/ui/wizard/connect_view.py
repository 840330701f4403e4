"""What Stage 2 shows for each state of an approval, as a pure function."""

from dataclasses import dataclass, replace
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from desktop_app.core.account import Account
from desktop_app.core.approval import Approval, Phase
from desktop_app.core.errors import KeychainLockedError, SecretUnavailableError
from desktop_app.core.incident import (
    ContradictoryApprovals,
    Incident,
    LinkOpenedTwice,
    UnconfirmedApproval,
    UnconfirmedDenial,
)
from desktop_app.core.outcome import (
    Approved,
    BrowserFailed,
    ExchangeFailed,
    ExchangeProblem,
    LinkCopied,
    LinkToSend,
    NotStarted,
    Outcome,
    PreparationProblem,
    SecretLost,
    TimedOut,
)
from desktop_app.ui.texts import incident_texts, keychain_texts, outcome_texts
from desktop_app.ui.texts.message import Message
from desktop_app.ui.texts.time_texts import Awaited

translate = QCoreApplication.translate

# To open Stripe's page again does not help before the profile or the secret is corrected.
# The secret can be replaced in Settings.
_NEEDING_SETTINGS = frozenset({ExchangeProblem.SECRET_REFUSED, ExchangeProblem.KEY_MISMATCH})
# Somebody else has to correct the profile. No approval can succeed before.
NEEDING_SUPPORT = frozenset({ExchangeProblem.LIVE_GRANTED, ExchangeProblem.TEST_GRANTED})


class Steps(Enum):
    """How the steps in the browser are shown."""

    NONE = auto()
    TO_DO = auto()
    DONE = auto()


class Help(Enum):
    """What help there is for a browser that did not open, or that shows an error."""

    NONE = auto()
    ERRORS = auto()
    """What Stripe's errors mean, where the person opens the page, and not m3ter Desktop."""
    ALL = auto()
    """Advice, too, which can be unfolded."""


class WizardAction(Enum):
    """An action that a person can take next on Stage 2; each is a button."""

    GO = auto()
    OPEN_AGAIN = auto()
    KEEP_WAITING = auto()
    STOP_WAITING = auto()
    CONFIRM = auto()
    CONFIRM_SENT = auto()
    REJECT = auto()
    COPY_LINK = auto()
    SOMEBODY_ELSE = auto()
    SHOW_LINK = auto()
    UNLOCK = auto()
    TRY_AGAIN = auto()
    SESSION_ONLY = auto()
    TRY_KEYCHAIN = auto()
    NOT_THIS_ACCOUNT = auto()
    REJECT_ACCOUNT_AGAIN = auto()
    OPEN_SETTINGS = auto()
    CONTACT_SUPPORT = auto()
    START_AGAIN = auto()
    CHOOSE_NAME = auto()
    REMOVE = auto()


_BEGINNING = (WizardAction.GO, WizardAction.SOMEBODY_ELSE)
# After an attempt that ended without approval. Somebody else may have to approve, now as before.
_AGAIN = (WizardAction.OPEN_AGAIN, WizardAction.SOMEBODY_ELSE)
_WAITING = (WizardAction.OPEN_AGAIN, WizardAction.COPY_LINK, WizardAction.SOMEBODY_ELSE)


@dataclass(frozen=True, slots=True)
class ConnectView:
    """One state of Stage 2.

    `intro` says whether the text about Stripe's website is shown. `message` is a result or a
    problem. `busy` names work that is under way, and `busy_note` says what comes of it. `awaited`
    is what the approval waits for while the time left is shown, None if the time is not shown.
    `steps` says how the steps in the browser are shown, and `help` says what help
    there is for a browser. `actions` are the buttons, in the order of reading.
    The first button is the primary one if `primary` is true. `is_account_in_doubt` says whether
    the message asks the person to check the account.
    """

    intro: bool = False
    message: Message | None = None
    busy: str = ""
    busy_note: str = ""
    awaited: Awaited | None = None
    steps: Steps = Steps.NONE
    help: Help = Help.NONE
    actions: tuple[WizardAction, ...] = ()
    primary: bool = True
    is_account_in_doubt: bool = False

    @property
    def answers(self) -> tuple[WizardAction, ...]:
        """The actions that are about the message. Their buttons are in its panel."""
        if self.message is None:
            return ()
        return tuple(action for action in self.actions if self._is_about_message(action))

    @property
    def others(self) -> tuple[WizardAction, ...]:
        """The actions that are not about the message. Their buttons are below the cards."""
        return tuple(action for action in self.actions if action not in self.answers)

    def _is_about_message(self, action: WizardAction) -> bool:
        return action is not WizardAction.NOT_THIS_ACCOUNT or self.is_account_in_doubt


def connect_view(approval: Approval | None, before: Account | None = None) -> ConnectView:
    """Return what Stage 2 shows for an approval, None before *Go to Stripe*.

    `before` is the account of a credential that was created before and is approved again.
    """
    if approval is None:
        return ConnectView(intro=True, steps=Steps.TO_DO, actions=_BEGINNING)
    outcome = approval.outcome
    message = None if outcome is None else outcome_texts.outcome_message(outcome, before)
    match approval.phase:
        case Phase.PREPARING:
            return ConnectView(
                intro=True,
                busy=translate("Connect", "Getting ready…"),
                busy_note=translate("Connect", "Then Stripe opens in your browser."),
                steps=Steps.TO_DO,
            )
        case Phase.BLOCKED:
            return _blocked(approval)
        case Phase.WAITING:
            return _waiting(approval, message)
        case Phase.FINISHING:
            return ConnectView(
                busy=translate("Connect", "Completing the connection…"),
                busy_note=translate("Connect", "Stripe has answered. This takes a few seconds."),
                steps=Steps.DONE,
            )
        case Phase.STOPPED:
            if approval.incident is None and isinstance(outcome, ExchangeFailed):
                return _exchange_failed(outcome.why, message)
            if message is not None and approval.incident is not None:
                message = incident_texts.stopped_incident_message(message.title, in_wizard=True)
            return ConnectView(
                message=message,
                awaited=Awaited.ATTEMPT,
                actions=_AGAIN,
            )
        case Phase.APPROVED:
            return _approved(approval, message, again=before is not None)
        case Phase.REJECTING:
            return ConnectView(
                busy=translate("Connect", "Revoking access at Stripe…"),
                busy_note=translate("Connect", "Then you can approve with a different account."),
            )
        case Phase.OVER:
            if outcome == TimedOut(restored=True):
                return ConnectView(message=message, steps=Steps.TO_DO, actions=_BEGINNING)
            if isinstance(outcome, SecretLost):
                actions = (WizardAction.REMOVE,) if before is None else _BEGINNING
                return ConnectView(message=message, steps=Steps.TO_DO, actions=actions)
            return ConnectView(message=message, steps=Steps.TO_DO, actions=(_retry(outcome),))


def failed_rejection_view(view: ConnectView, message: Message) -> ConnectView:
    """Return what is shown after the account that approved could not be rejected.

    `view` is what is shown while it can be rejected, and `message` says why it could not.
    """
    kept = (each for each in view.actions if each is not WizardAction.NOT_THIS_ACCOUNT)
    return replace(
        view,
        message=message,
        actions=(WizardAction.REJECT_ACCOUNT_AGAIN, *kept),
        primary=True,
    )


def _exchange_failed(why: ExchangeProblem, message: Message | None) -> ConnectView:
    if why in NEEDING_SUPPORT:
        return ConnectView(message=message, actions=(WizardAction.CONTACT_SUPPORT,))
    actions = _AGAIN
    if why in _NEEDING_SETTINGS:
        # Before that, nobody's approval helps.
        actions = (WizardAction.OPEN_SETTINGS, WizardAction.OPEN_AGAIN)
    return ConnectView(message=message, awaited=Awaited.ATTEMPT, actions=actions)


def _approved(approval: Approval, message: Message | None, *, again: bool) -> ConnectView:
    outcome, is_kept = approval.outcome, approval.keychain_error is None
    is_in_doubt = approval.incident is not None and isinstance(outcome, Approved)
    if approval.incident is not None and isinstance(outcome, Approved):
        message = incident_texts.approved_incident_message(
            outcome.account, in_wizard=True, again=again
        )
    elif not is_kept:
        message = keychain_texts.kept_for_session_message(again=again)
    actions: tuple[WizardAction, ...] = () if is_kept else (WizardAction.TRY_KEYCHAIN,)
    # Without the deadline, the credential was created before, and only its account can approve.
    if approval.deadline is not None:
        actions = (*actions, WizardAction.NOT_THIS_ACCOUNT)
    return ConnectView(
        message=message,
        actions=actions,
        primary=not (is_kept or is_in_doubt),
        is_account_in_doubt=is_in_doubt,
    )


def _waiting(approval: Approval, message: Message | None) -> ConnectView:
    if approval.incident is not None:
        return ConnectView(
            message=incident_texts.incident_message(approval.incident, in_wizard=True),
            awaited=_awaited_after(approval.incident),
            actions=_incident_actions(approval.incident),
            # Of these two, the text says that opening the page again is the remedy.
            primary=isinstance(approval.incident, ContradictoryApprovals | LinkOpenedTwice),
        )
    actions: tuple[WizardAction, ...] = _WAITING
    if isinstance(approval.outcome, LinkToSend):
        return ConnectView(
            message=message,
            awaited=Awaited.BROWSER,
            actions=(WizardAction.SHOW_LINK, WizardAction.GO),
        )
    if isinstance(approval.outcome, LinkCopied):
        # To open it again would copy it again: one button is enough.
        return ConnectView(
            message=message,
            awaited=Awaited.BROWSER,
            steps=Steps.TO_DO,
            help=Help.ERRORS,
            actions=(WizardAction.COPY_LINK, WizardAction.SOMEBODY_ELSE),
            primary=False,
        )
    if isinstance(approval.outcome, BrowserFailed):
        # Another program is chosen in Settings.
        settings = (WizardAction.OPEN_SETTINGS,) if approval.outcome.program else ()
        actions = (
            WizardAction.COPY_LINK,
            *settings,
            WizardAction.OPEN_AGAIN,
            WizardAction.SOMEBODY_ELSE,
        )
    return ConnectView(
        message=message,
        awaited=Awaited.BROWSER,
        steps=Steps.TO_DO if message is None else Steps.NONE,
        # The message itself says that no page was opened, and what to do.
        help=Help.ALL if message is None else Help.NONE,
        actions=actions,
        primary=message is not None,
    )


def _awaited_after(incident: Incident) -> Awaited:
    """Return what is awaited after an incident. A question expects nothing of the browser."""
    match incident:
        case UnconfirmedApproval(ends_with_code=True):
            return Awaited.EARLY_ANSWER
        case UnconfirmedApproval():
            return Awaited.ANSWER
        case _:
            return Awaited.BROWSER


def _incident_actions(incident: Incident) -> tuple[WizardAction, ...]:
    match incident:
        case UnconfirmedApproval(is_by_sent_link=is_sent):
            # The harmless one comes first: it has the focus, and is where *Open again* was, which
            # the person may be about to press.
            yes = WizardAction.CONFIRM_SENT if is_sent else WizardAction.CONFIRM
            return (WizardAction.REJECT, yes)
        case UnconfirmedDenial():
            return (WizardAction.KEEP_WAITING, WizardAction.STOP_WAITING)
        case _:
            return _WAITING


def _retry(outcome: Outcome | None) -> WizardAction:
    """Return the action after an approval is over: try the same again, or start again."""
    match outcome:
        case NotStarted(PreparationProblem.NAME_TAKEN):
            return WizardAction.CHOOSE_NAME
        case NotStarted():
            return WizardAction.TRY_AGAIN
    return WizardAction.START_AGAIN


def _blocked(approval: Approval) -> ConnectView:
    error = approval.keychain_error
    if error is None:
        raise ValueError("a blocked approval says what is wrong with the keychain")
    cause: Exception | None = error
    others: tuple[WizardAction, ...] = (WizardAction.SESSION_ONLY,)
    if isinstance(error, SecretUnavailableError):
        # Stripe needs the organization's secret, wherever the credential's own secret is stored.
        cause, others = error.cause, ()
    first = (
        WizardAction.UNLOCK if isinstance(cause, KeychainLockedError) else WizardAction.TRY_AGAIN
    )
    return ConnectView(
        message=keychain_texts.keychain_message(error),
        steps=Steps.TO_DO,
        actions=(first, *others),
    )
