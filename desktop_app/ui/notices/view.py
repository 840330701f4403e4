"""The notices from top to bottom, as a pure function of the log and of the state.

Knows which notices stay until their subject is settled, and their buttons. Must not know events.
"""

from desktop_app.core.lifecycle import Step
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.ui.notices.log import Action, Button, Notice, NoticeLog, ToBeRevoked
from desktop_app.ui.texts import connection_texts, credential_texts, error_texts, outcome_texts
from desktop_app.workflow.workspace_state import ReadableState


def notices(log: NoticeLog, state: ReadableState) -> tuple[Notice, ...]:
    """Return the notices: unsettled grants, access still to be revoked, then the passing ones."""
    return (
        *(_unsettled_grant(grant, state) for grant in reversed(state.unsettled_grants)),
        *(_to_be_revoked(each, state) for each in reversed(log.to_be_revoked)),
        *log.passing,
    )


def _unsettled_grant(grant: UnsettledGrant, state: ReadableState) -> Notice:
    credential = state.credential(grant.credential_id)
    can_resume = credential is not None and credential.allows(Step.RESUME)
    buttons: list[Button] = []
    if can_resume:
        name = credential_texts.name_list([grant.credential_name])
        buttons.append(Button(Action.RESUME, grant.credential_id, name))
    if grant.account_id:
        buttons.append(Button(Action.REVOKE_GRANT, grant.id, grant.account_id))
    buttons.append(Button(Action.CLEAR_GRANT, grant.id))
    return Notice(
        f"unsettled: {grant.id}",
        None,
        outcome_texts.unsettled_grant_message(grant, can_resume=can_resume),
        tuple(buttons),
        credential_ids=(grant.credential_id,),
        names=(grant.credential_name,),
    )


def _to_be_revoked(listed: ToBeRevoked, state: ReadableState) -> Notice:
    credential = listed.credential
    others = bool(state.would_be_cut_off(credential))
    return Notice(
        f"to be revoked: {credential.id}",
        (listed.revision, others),
        connection_texts.to_be_revoked_message(credential, listed.error, others=others),
        (
            Button(Action.RETRY_REVOCATION, credential.id, credential.name),
            Button(Action.CANCEL_REVOCATION, credential.id, credential.name),
        ),
        error_texts.detail_of(listed.error),
        (credential.id,),
        (credential.name,),
    )
