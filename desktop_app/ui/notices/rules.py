"""The rules for what is shown to the person after an event, and where, as a pure function.

Knows the workflow's events and the texts. Must not know widgets, nor how a desktop shows a
notification.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QCoreApplication

from desktop_app.core.activity import ActivityKind
from desktop_app.core.approval import Approval, Phase
from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
from desktop_app.core.errors import StorageError, StorageProblem
from desktop_app.core.incident import (
    ContradictoryApprovals,
    Incident,
    LinkOpenedTwice,
    PeerRefused,
    UnconfirmedApproval,
    UnconfirmedDenial,
)
from desktop_app.core.lifecycle import Step
from desktop_app.core.outcome import (
    AccountRejected,
    Approved,
    Denied,
    NotConfirmed,
    Outcome,
    OutcomeUnknown,
    TabLost,
    TimedOut,
    WaitStopped,
)
from desktop_app.ui.notices.groups import (
    CutOff,
    NamedAlike,
    NotAllChecked,
    NotRemoved,
    Worse,
    all_checked_message,
    condition_of,
    removed_together_message,
)
from desktop_app.ui.notices.inputs import (
    AccountIdCopied,
    Dismissed,
    IdCopied,
    IdsCopied,
    NoticeInput,
    Visibility,
    WizardClosed,
)
from desktop_app.ui.notices.log import Action, Announcement, Button, NoticeLog, failed_step_of
from desktop_app.ui.texts import (
    connection_texts,
    error_texts,
    incident_texts,
    outcome_texts,
    program_texts,
    time_texts,
)
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.texts.message import Message
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.theme import Tone
from desktop_app.workflow.events import (
    AllChecked,
    ApprovalChanged,
    BrowserAnswered,
    Checked,
    CheckFailed,
    CredentialChanged,
    CredentialGone,
    DashboardNotOpened,
    Disconnected,
    GotWorse,
    GrantNotRevoked,
    IncidentReported,
    Loaded,
    NotApprovedAgain,
    OperationFailed,
    Reconnected,
    RemovedTogether,
    RevocationFailed,
    TabsLost,
    TimeGetsShort,
)
from desktop_app.workflow.workspace_state import ReadableState

translate = QCoreApplication.translate

_TIMED_OUT = "timed out"
_FAILED = "failed"
_DASHBOARD = "dashboard"
_ALL_CHECKED = "all checked"
_REMOVED_TOGETHER = "removed together"
# The steps that the wizard has.
_IN_WIZARD = frozenset(
    {
        ActivityKind.STARTED,
        ActivityKind.APPROVED,
        ActivityKind.CREATED,
        ActivityKind.RECONNECTED,
        ActivityKind.REJECTED,
        ActivityKind.WAIT_STOPPED,
    }
)
# The outcomes that are told when no browser comes back at their end.
_TOLD = Denied | WaitStopped | NotConfirmed | AccountRejected


def after(
    log: NoticeLog, event: NoticeInput, state: ReadableState, visibility: Visibility
) -> NoticeLog:
    """Return the log after an event; `state` is the workspace's state after the event.

    While the wizard of a credential is open, no notice repeats what the wizard says.
    """
    log = replace(log, revision=log.revision + 1)
    match event:
        case Loaded():
            for credential in state.credentials:
                log = _with_revoking_of(log, credential)
            log = _with_names_alike(log, state.credentials)
        case CredentialChanged(credential):
            log = _without_started_again(_with_revoking_of(log, credential), credential)
            if not credential.allows(Step.RESUME):
                log = log.clear(credential.id)
            if credential.deadline is None:
                log = log.end_warning(credential.id)
            log = log.keep_true(credential, is_gone=False)
        case CredentialGone():
            log = _after_gone(log, event, state, visibility)
        case ApprovalChanged(approval):
            log = _after_approval(log, approval, state, visibility)
        case BrowserAnswered(credential_id) if not visibility.has_wizard(credential_id):
            log = _after_answer(log, credential_id, state)
        case TabsLost(credential):
            log = _show_outcome(log, credential, TabLost())
        case IncidentReported(credential, incident) if not visibility.has_wizard(credential.id):
            log = _show_incident(log, credential, incident, state)
            if isinstance(incident, UnconfirmedApproval):
                # As after an answer, the person is looking at the browser.
                message = incident_texts.incident_message(incident, in_wizard=False)
                log = log.notify(credential.id, message)
        case WizardClosed(credential_id):
            log = _after_wizard(log, credential_id, state)
        case TimeGetsShort(credential, left):
            log = _warn(log, credential, left, visibility)
        case Reconnected(credential):
            log = log.show_toast(connection_texts.reconnected_message(credential))
        case NotApprovedAgain(credential):
            log = _after_time_to_approve_again(log, credential, visibility)
        case RevocationFailed(credential) if not visibility.has_wizard(credential.id):
            log = _after_failed_revocation(log, event, state)
        case GrantNotRevoked(grant, error):
            others = bool(state.affected_by_revocation(grant.account_id, grant.system))
            message = connection_texts.grant_not_revoked_message(grant, error, others=others)
            detail = error_texts.detail_of(error)
            log = log.add(grant.id, message, detail=detail, names=(grant.credential_name,))
        case Checked(credential):
            message = connection_texts.checked_message(credential)
            log = log.dismiss(credential.id).show_toast(message)
        case Disconnected(credentials):
            log = log.add_group(_worse(credentials[0]), Worse(credentials))
        case CheckFailed(credential, error):
            message = connection_texts.check_failed_message(credential, error)
            log = log.add_about(credential, message, detail=error_texts.detail_of(error))
        case AllChecked():
            log = _after_all_checked(log, event, visibility)
        case GotWorse(credentials):
            log = _show_worse(log, credentials, visibility)
        case DashboardNotOpened(credential, url):
            message = connection_texts.dashboard_not_opened_message(credential, url)
            copy = [Button(Action.COPY_ADDRESS, url)] if url else []
            log = log.add(_DASHBOARD, message, *copy, names=(credential.name,))
        case OperationFailed(error):
            log = _after_failed_operation(log, error, state)
        case IdCopied(credential):
            text = translate("Notices", "The ID of “{name}” was copied.")
            log = log.show_toast(Message(Tone.SUCCESS, "", fill(text, name=credential.name)))
        case AccountIdCopied():
            text = translate("Notices", "The account’s ID was copied.")
            log = log.show_toast(Message(Tone.SUCCESS, "", text))
        case IdsCopied(number):
            text = Plural.tr("%n IDs were copied.", None, number)
            log = log.show_toast(Message(Tone.SUCCESS, "", text))
        case RemovedTogether():
            log = _after_removed_together(log, event)
        case Dismissed(about):
            log = log.dismiss(about)
    return log


def _after_failed_operation(log: NoticeLog, error: Exception, state: ReadableState) -> NoticeLog:
    """Tell which step failed. If it was a step of a listed credential, the notice is about it."""
    unsaved = error.unsaved if isinstance(error, StorageError) else None
    credential = None if unsaved is None else state.credential(unsaved.credential_id)
    open_folder = Button(Action.OPEN_DATA_FOLDER, "")
    detail = error_texts.detail_of_failure(error)
    if not isinstance(error, StorageError) or unsaved is None or credential is None:
        message = program_texts.operation_failed_message(error)
        names = () if unsaved is None else (unsaved.credential_name,)
        return log.add(_FAILED, message, open_folder, detail=detail, names=names)
    is_in_wizard = unsaved.kind in _IN_WIZARD and error.problem is not StorageProblem.CHANGED
    can_resume = credential.allows(Step.RESUME) and is_in_wizard
    message = program_texts.operation_failed_message(error, can_resume=can_resume)
    resume = [Button(Action.RESUME, credential.id, message.title)] if can_resume else []
    return log.add(
        failed_step_of(credential.id),
        message,
        *resume,
        open_folder,
        detail=detail,
        credential_ids=(credential.id,),
        names=(credential.name,),
    )


def _with_revoking_of(log: NoticeLog, credential: Credential) -> NoticeLog:
    """List a credential whose access is still to be revoked; it stays listed during a retry."""
    match credential.revoking:
        case Revoking.TO_DO if not log.is_to_be_revoked(credential.id):
            return log.list_revocation(credential)
        case Revoking.NO | Revoking.UNCONFIRMED:
            return log.unlist_revocation(credential.id)
    return log


def _with_names_alike(log: NoticeLog, credentials: Iterable[Credential]) -> NoticeLog:
    """Tell which names count as one: an earlier version of the program compared them otherwise."""
    alike = defaultdict[str, list[Credential]](list)
    for credential in credentials:
        alike[_names_alike(credential)].append(credential)
    for about, group in alike.items():
        if len(group) > 1:
            log = log.add_group(about, NamedAlike(tuple(group)))
    return log


def _names_alike(credential: Credential) -> str:
    """Return what a notice is about that tells of other names like this credential's."""
    return f"alike: {credential.system.value} {credential.name_key}"


def _after_all_checked(log: NoticeLog, event: AllChecked, visibility: Visibility) -> NoticeLog:
    """Show a notice about each account that has got worse, and a toast or a notice about all."""
    for credentials in event.worse:
        log = _show_worse(log, credentials, visibility)
    if not event.not_checked:
        return log.dismiss(_ALL_CHECKED).show_toast(all_checked_message(event))
    detail = error_texts.detail_of(event.not_checked[0].error)
    return log.add_group(_ALL_CHECKED, NotAllChecked(event), detail=detail)


def _show_worse(
    log: NoticeLog, credentials: tuple[Credential, ...], visibility: Visibility
) -> NoticeLog:
    """Tell that an account has got worse, in one notice for all credentials that use it."""
    worse = Worse(credentials)
    if not any(visibility.shows_credential(each.id) for each in credentials):
        log = log.notify(credentials[0].id, worse.message)
    return log.add_group(_worse(credentials[0]), worse)


def _worse(credential: Credential) -> str:
    """Return what a notice is about that tells what the account of a credential is like now."""
    return f"worse: {credential.id} {condition_of(credential)}"


def _after_gone(
    log: NoticeLog, event: CredentialGone, state: ReadableState, visibility: Visibility
) -> NoticeLog:
    credential, timed_out = event.credential, isinstance(event.why, TimedOut)
    log = log.clear(credential.id).unlist_revocation(credential.id).end_warning(credential.id)
    log = log.dismiss(_approved_by_whom(credential))
    log = log.keep_true(credential, is_gone=True)
    if timed_out and not visibility.shows_credential(credential.id):
        message = outcome_texts.timed_out_message([credential.name], can_start_again=False)
        log = log.notify(credential.id, message)
    if visibility.has_wizard(credential.id):
        return log
    if timed_out:
        return _show_timed_out(log, credential)
    if state.is_removed_together(credential.id):
        # One message tells of all of them at the end.
        return log
    return _show_removed(log, credential, state)


def _after_removed_together(log: NoticeLog, event: RemovedTogether) -> NoticeLog:
    # A notice of its own says of the others that they are not deleted yet.
    left = tuple(each for each in event.not_removed if not log.is_to_be_revoked(each.id))
    if left:
        return log.add_group(_REMOVED_TOGETHER, NotRemoved(replace(event, not_removed=left)))
    log = log.dismiss(_REMOVED_TOGETHER)
    if not event.removed:
        return log
    return log.show_toast(removed_together_message(replace(event, not_removed=())))


def _show_timed_out(log: NoticeLog, credential: Credential) -> NoticeLog:
    """Show one notice of all credentials that timed out since the person dismissed the last one."""
    is_listed = any(notice.about == _TIMED_OUT for notice in log.passing)
    gone = (*(log.timed_out if is_listed else ()), credential)
    log = replace(log, timed_out=gone)
    is_only_one = len(gone) == 1
    names = tuple(each.name for each in gone)
    message = outcome_texts.timed_out_message(names, can_start_again=is_only_one)
    start_again = Button(Action.START_AGAIN, _TIMED_OUT, message.title)
    return log.add(_TIMED_OUT, message, *([start_again] if is_only_one else []), names=names)


def _without_started_again(log: NoticeLog, begun: Credential) -> NoticeLog:
    """Drop the notice of the one credential that timed out, once `begun` has its name again."""
    if begun.stage is not Stage.INCOMPLETE or len(log.timed_out) != 1:
        return log
    (gone,) = log.timed_out
    is_same = (begun.system, begun.name_key) == (gone.system, gone.name_key)
    return log.dismiss(_TIMED_OUT) if is_same else log


def _show_removed(log: NoticeLog, credential: Credential, state: ReadableState) -> NoticeLog:
    cut_off = tuple(
        other
        for other in state.credentials
        if other.secret_place is SecretPlace.REVOKED
        and other.system is credential.system
        and (other.account and other.account.id) == (credential.account and credential.account.id)
    )
    if cut_off and credential.revoking is Revoking.UNDER_WAY:
        # Too much to be read while a toast stays.
        return log.add_group(credential.id, CutOff(credential, cut_off))
    return log.show_toast(outcome_texts.gone_message(credential, ()))


def _after_approval(
    log: NoticeLog, approval: Approval, state: ReadableState, visibility: Visibility
) -> NoticeLog:
    credential = state.credential(approval.credential_id)
    if credential is None:
        # The credential is not stored yet, or it is gone and a notice says so.
        return log
    log = log.clear(credential.id)
    outcome = approval.outcome
    if isinstance(outcome, _TOLD) and not visibility.has_wizard(credential.id):
        return _show_outcome(log, credential, outcome)
    return log


def _after_answer(log: NoticeLog, credential_id: str, state: ReadableState) -> NoticeLog:
    credential = state.credential(credential_id)
    approval = state.approval(credential_id)
    if credential is None or approval is None or approval.outcome is None:
        # The credential is gone, and a notice says so.
        return log
    message = outcome_texts.answered_message(credential, approval.outcome)
    log = log.notify(credential.id, message)
    if isinstance(approval.outcome, OutcomeUnknown):
        # The notice about the unsettled grant shows this outcome.
        return log
    return _show_outcome(log, credential, approval.outcome)


def _show_outcome(log: NoticeLog, credential: Credential, outcome: Outcome) -> NoticeLog:
    message = outcome_texts.answered_message(credential, outcome)
    resume = Button(Action.RESUME, credential.id, message.title)
    detail = outcome_texts.outcome_detail(outcome)
    # What says that the credential is ready has no other heading in the details.
    approved = isinstance(outcome, Approved)
    title = "" if approved else outcome_texts.outcome_message(outcome).title
    return log.add_about(credential, message, resume, detail=detail, title=title)


def _show_incident(
    log: NoticeLog, credential: Credential, incident: Incident, state: ReadableState
) -> NoticeLog:
    if credential.stage is Stage.ACTIVE and credential.account is not None:
        message = incident_texts.created_incident_message(credential.name, credential.account)
        title = incident_texts.created_incident_title(credential.account)
        # It stays whatever a check finds, until it is answered or the credential is gone.
        about = _approved_by_whom(credential)
        return log.add(
            about,
            message,
            Button(Action.APPROVED_IT, about, message.title),
            Button(Action.DELETE, credential.id, message.title),
            credential_ids=(credential.id,),
            names=(credential.name,),
            title=title,
        )
    title = ""
    match incident, state.approval(credential.id):
        case LinkOpenedTwice(), Approval(phase=Phase.APPROVED, outcome=Approved(account)):
            message = incident_texts.approved_incident_message(
                account, in_wizard=False, again=credential.was_created
            )
        case LinkOpenedTwice(), Approval(phase=Phase.STOPPED, outcome=outcome) if outcome:
            title = outcome_texts.outcome_message(outcome).title
            message = incident_texts.stopped_incident_message(title, in_wizard=False)
        case _:
            message = incident_texts.waiting_incident_message(credential.name, incident)
            title = incident_texts.incident_message(incident, in_wizard=False).title
    buttons = (
        Button(action, credential.id, message.title) for action in _incident_actions(incident)
    )
    return log.add_about(credential, message, *buttons, title=title)


def _approved_by_whom(credential: Credential) -> str:
    """Return what a notice is about that asks whether the person has approved the account."""
    return f"approved by whom: {credential.id}"


def _incident_actions(incident: Incident) -> tuple[Action, ...]:
    match incident:
        case UnconfirmedApproval(is_by_sent_link=is_sent):
            yes = Action.CONFIRM_SENT if is_sent else Action.CONFIRM_APPROVAL
            return (yes, Action.REJECT_APPROVAL)
        case UnconfirmedDenial():
            return (Action.STOP_WAITING,)
        case ContradictoryApprovals() | LinkOpenedTwice():
            return (Action.RESUME,)
        case PeerRefused():
            return ()


def _after_wizard(log: NoticeLog, credential_id: str, state: ReadableState) -> NoticeLog:
    credential = state.credential(credential_id)
    incident = state.incident(credential_id)
    if credential is None or incident is None:
        return log
    return _show_incident(log, credential, incident, state)


def _warn(
    log: NoticeLog, credential: Credential, left: timedelta, visibility: Visibility
) -> NoticeLog:
    """Announce every warning about the time left. The desktop shows only the first urgent one."""
    message = time_texts.time_gets_short_message(credential, left)
    urgent = time_texts.is_urgent(left)
    log = replace(log, announcement=Announcement(log.revision, message.title, urgent))
    if not urgent or credential.id in log.warned or visibility.shows_credential(credential.id):
        return log
    log = log.notify(credential.id, message)
    return replace(log, warned=log.warned | {credential.id})


def _after_time_to_approve_again(
    log: NoticeLog, credential: Credential, visibility: Visibility
) -> NoticeLog:
    log = log.end_warning(credential.id)
    message = connection_texts.not_approved_again_message(credential)
    if not visibility.shows_credential(credential.id):
        log = log.notify(credential.id, message)
    if visibility.has_wizard(credential.id):
        return log
    return log.add_about(
        credential,
        message,
        Button(Action.APPROVE_AGAIN, credential.id, message.title),
        title=connection_texts.not_approved_again_title(),
    )


def _after_failed_revocation(
    log: NoticeLog, event: RevocationFailed, state: ReadableState
) -> NoticeLog:
    credential, error = event.credential, event.error
    if credential.revoking is Revoking.TO_DO:
        return log.list_revocation(credential, error)
    others = bool(state.sharing_account(credential))
    message = connection_texts.revocation_failed_message(
        credential, error, others=others, is_rejection=event.is_rejection
    )
    return log.add_about(credential, message, detail=error_texts.detail_of(error))
