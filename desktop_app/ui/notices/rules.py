"""Which happenings a person is told of, where, and with what to do about them: pure functions.

Knows the workflow's events and the texts; must not know widgets, or how a desktop shows something.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from PySide6.QtCore import QCoreApplication

from desktop_app.core.credential import Credential, Revoking, SecretPlace
from desktop_app.core.errors import Detail, SecretUnavailableError, ServiceError
from desktop_app.core.outcome import Denied, Outcome, OutcomeUnknown, Removed, TabLost, TimedOut
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.ui.notices.told import Action, Announcement, Button, Notice, ToBeRevoked, Told
from desktop_app.ui.texts import (
    connection_texts,
    error_texts,
    outcome_texts,
    program_texts,
    time_texts,
)
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone
from desktop_app.workflow.events import (
    Approval,
    ApprovalChanged,
    BrowserAnswered,
    Checked,
    CheckFailed,
    CredentialChanged,
    CredentialGone,
    DenialReported,
    Disconnected,
    Event,
    GrantNotRevoked,
    Loaded,
    NotApprovedAgain,
    OperationFailed,
    Phase,
    RevocationFailed,
    TabsLost,
    TimeGetsShort,
)

translate = QCoreApplication.translate

_BRIEF = "brief"
_TIMED_OUT = "timed out"
_FAILED = "failed"


@dataclass(frozen=True, slots=True)
class IdCopied:
    """A person has copied the ID of a credential."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class WizardClosed:
    """The wizard of a credential was closed; a question that it showed stays to be answered."""

    credential_id: str


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A person is done with the passing notice about something."""

    about: str


Happening = Event | IdCopied | WizardClosed | Dismissed


class State(Protocol):
    """What is read of a workspace: a part of the workflow."""

    @property
    def credentials(self) -> tuple[Credential, ...]: ...
    @property
    def unsettled_grants(self) -> tuple[UnsettledGrant, ...]: ...
    def credential(self, credential_id: str) -> Credential | None: ...
    def approval(self, credential_id: str) -> Approval | None: ...
    def sharing_account(self, credential: Credential) -> tuple[Credential, ...]: ...
    def would_be_cut_off(self, credential: Credential) -> tuple[Credential, ...]: ...
    def affected_by_revoking(self, grant: UnsettledGrant) -> tuple[Credential, ...]: ...


class Sight(Protocol):
    """What a person sees."""

    def has_wizard(self, credential_id: str) -> bool:
        """Return whether the wizard of a credential is open: it tells what happens itself."""

    def is_in_sight(self, credential_id: str) -> bool:
        """Return whether a person sees a credential, in its wizard or in the list."""


# -- what there is to be told -----------------------------------------------------------------


def notices(told: Told, state: State) -> tuple[Notice, ...]:
    """Return the notices, from top to bottom: what stays until it is settled comes first."""
    return (
        *(_unsettled_grant(grant, state) for grant in reversed(state.unsettled_grants)),
        *(_to_be_revoked(each, state) for each in reversed(told.to_be_revoked)),
        *told.passing,
    )


def headline(shown: Sequence[Notice]) -> str:
    """Return the heading of the first notice that stays; empty if there is none."""
    return next((notice.message.title for notice in shown if not notice.brief), "")


def _unsettled_grant(grant: UnsettledGrant, state: State) -> Notice:
    credential = state.credential(grant.credential_id)
    can_resume = credential is not None and credential.can_be_resumed
    buttons = [Button(Action.CLEAR_GRANT, grant.id, translate("Notices", "Clear"))]
    if grant.account_id:
        revoke = translate("Notices", "Revoke access")
        buttons.insert(0, _button(Action.REVOKE_GRANT, grant.id, revoke, grant.account_id))
    if can_resume:
        resume = Button(
            Action.RESUME,
            grant.credential_id,
            translate("Notices", "Resume"),
            translate("Notices", "Resume: “{name}”").format(name=grant.credential_name),
        )
        buttons.insert(0, resume)
    message = outcome_texts.unsettled_grant_message(grant, can_resume=can_resume)
    return Notice(f"unsettled: {grant.id}", None, message, tuple(buttons))


def _to_be_revoked(told: ToBeRevoked, state: State) -> Notice:
    credential = told.credential
    others = bool(state.would_be_cut_off(credential))
    again, keep = translate("Notices", "Try again"), translate("Notices", "Keep it")
    return Notice(
        f"to be revoked: {credential.id}",
        (told.occasion, others),
        connection_texts.to_be_revoked_message(credential, told.problem, others=others),
        (
            _button(Action.RETRY_REVOCATION, credential.id, again, credential.name),
            _button(Action.CANCEL_REVOCATION, credential.id, keep, credential.name),
        ),
        error_texts.detail_of(told.problem),
    )


# -- what happens -----------------------------------------------------------------------------


def after(told: Told, happening: Happening, state: State, sight: Sight) -> Told:
    """Return what is told after something has happened; `state` is what is known by then.

    Where the wizard of a credential is open, no notice tells what the wizard tells.
    """
    told = replace(told, occasion=told.occasion + 1)
    match happening:
        case Loaded():
            for credential in state.credentials:
                told = _with_revoking_of(told, credential)
        case CredentialChanged(credential):
            told = _with_revoking_of(told, credential)
            if not credential.can_be_resumed:
                told = told.outdate(credential.id)
        case CredentialGone(credential, why):
            told = _after_gone(told, credential, why, state, sight)
        case ApprovalChanged(approval):
            told = _after_approval(told, approval, state, sight)
        case BrowserAnswered(credential_id) if not sight.has_wizard(credential_id):
            told = _after_answer(told, credential_id, state)
        case TabsLost(credential):
            told = _tell_outcome(told, credential, TabLost())
        case DenialReported(credential) if not sight.has_wizard(credential.id):
            told = _ask_whether_denied(told, credential)
        case WizardClosed(credential_id):
            told = _after_wizard(told, credential_id, state)
        case TimeGetsShort(credential, left):
            told = _warn(told, credential, left, sight)
        case NotApprovedAgain(credential):
            told = _after_time_to_approve_again(told, credential, sight)
        case RevocationFailed(credential, problem) if not sight.has_wizard(credential.id):
            told = _after_failed_revocation(told, credential, problem, state)
        case GrantNotRevoked(grant, problem):
            others = bool(state.affected_by_revoking(grant))
            message = connection_texts.grant_not_revoked_message(grant, problem, others=others)
            told = _tell(told, grant.id, message, detail=error_texts.detail_of(problem))
        case Checked(credential):
            told = told.dismiss(credential.id)
            told = _tell_briefly(told, connection_texts.checked_message(credential))
        case Disconnected(credentials):
            message = connection_texts.disconnected_message(credentials)
            told = _tell(told, credentials[0].id, message)
        case CheckFailed(credential, problem):
            message = connection_texts.check_failed_message(credential, problem)
            told = _tell(told, credential.id, message, detail=error_texts.detail_of(problem))
        case OperationFailed(problem):
            told = _tell(told, _FAILED, program_texts.operation_failed_message(problem))
        case IdCopied(credential):
            text = translate("Notices", "The ID of “{name}” was copied.")
            message = Message(Tone.SUCCESS, "", text.format(name=credential.name))
            told = _tell_briefly(told, message)
        case Dismissed(about):
            told = told.dismiss(about)
    return told


def _with_revoking_of(told: Told, credential: Credential) -> Told:
    """Tell of access that is still to be revoked; while it is tried again, that stays told."""
    match credential.revoking:
        case Revoking.TO_DO if not told.is_to_be_revoked(credential.id):
            return told.expect_revocation(credential)
        case Revoking.NO | Revoking.UNCONFIRMED:
            return told.end_revocation(credential.id)
    return told


def _after_gone(
    told: Told, credential: Credential, why: TimedOut | Removed, state: State, sight: Sight
) -> Told:
    told = _without_warning(told.outdate(credential.id).end_revocation(credential.id), credential)
    timed_out = isinstance(why, TimedOut)
    if timed_out and not sight.is_in_sight(credential.id):
        told = told.notify(credential.id, outcome_texts.timed_out_message([credential.name]))
    if sight.has_wizard(credential.id):
        return told
    return _tell_timed_out(told, credential) if timed_out else _tell_removed(told, credential, state)


def _tell_timed_out(told: Told, credential: Credential) -> Told:
    """Tell of all that have timed out in one notice, as long as nobody has dismissed it."""
    is_told = any(notice.about == _TIMED_OUT for notice in told.passing)
    names = (*(told.timed_out if is_told else ()), credential.name)
    told = replace(told, timed_out=names)
    return _tell(told, _TIMED_OUT, outcome_texts.timed_out_message(names))


def _tell_removed(told: Told, credential: Credential, state: State) -> Told:
    cut_off = [
        other.name
        for other in state.credentials
        if other.secret_place is SecretPlace.REVOKED
        and other.system is credential.system
        and (other.account and other.account.id) == (credential.account and credential.account.id)
    ]
    message = outcome_texts.gone_message(credential, cut_off)
    if cut_off and credential.revoking is Revoking.UNDER_WAY:
        return _tell(told, credential.id, message)
    return _tell_briefly(told, message)


def _after_approval(told: Told, approval: Approval, state: State, sight: Sight) -> Told:
    credential = state.credential(approval.credential_id)
    if credential is None:
        # It was not begun yet, or it is gone, and that has been told.
        return told
    told = told.outdate(credential.id)
    if approval.outcome == Denied() and not sight.has_wizard(credential.id):
        return _tell_outcome(told, credential, Denied())
    return told


def _after_answer(told: Told, credential_id: str, state: State) -> Told:
    credential = state.credential(credential_id)
    approval = state.approval(credential_id)
    if credential is None or approval is None or approval.outcome is None:
        # It is gone, and that has been told.
        return told
    message = outcome_texts.answered_message(credential, approval.outcome)
    told = told.notify(credential.id, message)
    if isinstance(approval.outcome, OutcomeUnknown):
        # The notice of the unsettled grant tells of it.
        return told
    return _tell_outcome(told, credential, approval.outcome)


def _tell_outcome(told: Told, credential: Credential, outcome: Outcome) -> Told:
    message = outcome_texts.answered_message(credential, outcome)
    resume = translate("Notices", "Resume")
    return _tell(
        told,
        credential.id,
        message,
        _button(Action.RESUME, credential.id, resume, message.title),
        detail=outcome_texts.outcome_detail(outcome),
    )


def _ask_whether_denied(told: Told, credential: Credential) -> Told:
    message = outcome_texts.denial_reported_message()
    text = translate("Notices", "“{name}” is waiting. {text}").format(
        name=credential.name, text=message.text
    )
    stop = translate("Notices", "Stop waiting")
    button = _button(Action.STOP_WAITING, credential.id, stop, message.title)
    return _tell(told, credential.id, replace(message, text=text), button)


def _after_wizard(told: Told, credential_id: str, state: State) -> Told:
    credential = state.credential(credential_id)
    approval = state.approval(credential_id)
    if (
        credential is not None
        and approval is not None
        and approval.phase is Phase.WAITING
        and approval.denial_reported
    ):
        return _ask_whether_denied(told, credential)
    return told


def _warn(told: Told, credential: Credential, left: timedelta, sight: Sight) -> Told:
    """Announce that the time gets short; the desktop warns once, each minute would be a nuisance."""
    message = time_texts.time_gets_short_message(credential, left)
    urgent = time_texts.is_urgent(left)
    told = replace(told, announcement=Announcement(told.occasion, message.title, urgent))
    if not urgent or credential.id in told.warned or sight.is_in_sight(credential.id):
        return told
    return replace(told.notify(credential.id, message), warned=told.warned | {credential.id})


def _without_warning(told: Told, credential: Credential) -> Told:
    return replace(told, warned=told.warned - {credential.id})


def _after_time_to_approve_again(told: Told, credential: Credential, sight: Sight) -> Told:
    told = _without_warning(told, credential)
    message = connection_texts.not_approved_again_message(credential)
    if not sight.is_in_sight(credential.id):
        told = told.notify(credential.id, message)
    return told if sight.has_wizard(credential.id) else _tell(told, credential.id, message)


def _after_failed_revocation(
    told: Told,
    credential: Credential,
    problem: ServiceError | SecretUnavailableError | None,
    state: State,
) -> Told:
    if credential.revoking is Revoking.TO_DO:
        return told.expect_revocation(credential, problem)
    others = bool(state.sharing_account(credential))
    message = connection_texts.revocation_failed_message(credential, problem, others=others)
    return _tell(told, credential.id, message, detail=error_texts.detail_of(problem))


# -- how it is told ---------------------------------------------------------------------------


def _tell(
    told: Told,
    about: str,
    message: Message,
    *buttons: Button,
    detail: Detail | None = None,
    brief: bool = False,
) -> Told:
    dismiss = Button(Action.DISMISS, about, translate("Notices", "Dismiss"))
    return told.tell(Notice(about, told.occasion, message, (*buttons, dismiss), detail, brief))


def _tell_briefly(told: Told, message: Message) -> Told:
    return _tell(told, _BRIEF, message, brief=True)


def _button(action: Action, target: str, label: str, what: str) -> Button:
    """Return a button whose name says what it is about: others have the same label."""
    name = translate("Notices", "{action}: {what}").format(action=label, what=what)
    return Button(action, target, label, name)
