"""What of all that happens a person is told, where, and what to do about it: a pure function.

Knows the workflow's events and the texts; must not know widgets, or how a desktop shows something.
"""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QCoreApplication

from desktop_app.core.credential import Credential, Revoking, SecretPlace
from desktop_app.core.outcome import Denied, Outcome, OutcomeUnknown, TabLost, TimedOut
from desktop_app.ui.notices.happenings import (
    Dismissed,
    Happening,
    IdCopied,
    Sight,
    State,
    WizardClosed,
)
from desktop_app.ui.notices.told import Action, Announcement, Button, Told
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
        case CredentialGone():
            told = _after_gone(told, happening, state, sight)
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
        case RevocationFailed(credential) if not sight.has_wizard(credential.id):
            told = _after_failed_revocation(told, happening, state)
        case GrantNotRevoked(grant, problem):
            others = bool(state.affected_by_revoking(grant))
            message = connection_texts.grant_not_revoked_message(grant, problem, others=others)
            told = told.tell(grant.id, message, detail=error_texts.detail_of(problem))
        case Checked(credential):
            message = connection_texts.checked_message(credential)
            told = told.dismiss(credential.id).tell(_BRIEF, message, brief=True)
        case Disconnected(credentials):
            message = connection_texts.disconnected_message(credentials)
            told = told.tell(credentials[0].id, message)
        case CheckFailed(credential, problem):
            message = connection_texts.check_failed_message(credential, problem)
            told = told.tell(credential.id, message, detail=error_texts.detail_of(problem))
        case OperationFailed(problem):
            told = told.tell(_FAILED, program_texts.operation_failed_message(problem))
        case IdCopied(credential):
            text = translate("Notices", "The ID of “{name}” was copied.")
            message = Message(Tone.SUCCESS, "", text.format(name=credential.name))
            told = told.tell(_BRIEF, message, brief=True)
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


def _after_gone(told: Told, event: CredentialGone, state: State, sight: Sight) -> Told:
    credential, timed_out = event.credential, isinstance(event.why, TimedOut)
    told = told.outdate(credential.id).end_revocation(credential.id).end_warning(credential.id)
    if timed_out and not sight.is_in_sight(credential.id):
        told = told.notify(credential.id, outcome_texts.timed_out_message([credential.name]))
    if sight.has_wizard(credential.id):
        return told
    if timed_out:
        return _tell_timed_out(told, credential)
    return _tell_removed(told, credential, state)


def _tell_timed_out(told: Told, credential: Credential) -> Told:
    """Tell of all that have timed out in one notice, as long as nobody has dismissed it."""
    is_told = any(notice.about == _TIMED_OUT for notice in told.passing)
    names = (*(told.timed_out if is_told else ()), credential.name)
    told = replace(told, timed_out=names)
    return told.tell(_TIMED_OUT, outcome_texts.timed_out_message(names))


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
        return told.tell(credential.id, message)
    return told.tell(_BRIEF, message, brief=True)


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
    resume = Button(Action.RESUME, credential.id, message.title)
    detail = outcome_texts.outcome_detail(outcome)
    return told.tell(credential.id, message, resume, detail=detail)


def _ask_whether_denied(told: Told, credential: Credential) -> Told:
    message = outcome_texts.denial_reported_message()
    text = translate("Notices", "“{name}” is waiting. {text}").format(
        name=credential.name, text=message.text
    )
    stop = Button(Action.STOP_WAITING, credential.id, message.title)
    return told.tell(credential.id, replace(message, text=text), stop)


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
    """Announce that the time gets short. The desktop says so once: each minute is a nuisance."""
    message = time_texts.time_gets_short_message(credential, left)
    urgent = time_texts.is_urgent(left)
    told = replace(told, announcement=Announcement(told.occasion, message.title, urgent))
    if not urgent or credential.id in told.warned or sight.is_in_sight(credential.id):
        return told
    told = told.notify(credential.id, message)
    return replace(told, warned=told.warned | {credential.id})


def _after_time_to_approve_again(told: Told, credential: Credential, sight: Sight) -> Told:
    told = told.end_warning(credential.id)
    message = connection_texts.not_approved_again_message(credential)
    if not sight.is_in_sight(credential.id):
        told = told.notify(credential.id, message)
    return told if sight.has_wizard(credential.id) else told.tell(credential.id, message)


def _after_failed_revocation(told: Told, event: RevocationFailed, state: State) -> Told:
    credential, problem = event.credential, event.problem
    if credential.revoking is Revoking.TO_DO:
        return told.expect_revocation(credential, problem)
    others = bool(state.sharing_account(credential))
    message = connection_texts.revocation_failed_message(credential, problem, others=others)
    return told.tell(credential.id, message, detail=error_texts.detail_of(problem))
