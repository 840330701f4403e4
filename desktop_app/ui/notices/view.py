"""Which notices there are, from top to bottom: a pure function of what was told and what is known.

Knows what stays until it is settled, and with which buttons; must not know what has happened.
"""

from collections.abc import Sequence

from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.ui.notices.happenings import State
from desktop_app.ui.notices.told import Action, Button, Notice, ToBeRevoked, Told
from desktop_app.ui.texts import connection_texts, credential_texts, error_texts, outcome_texts


def notices(told: Told, state: State) -> tuple[Notice, ...]:
    """Return the notices: unsettled grants, access that is still to be revoked, passing ones."""
    return (
        *(_unsettled_grant(grant, state) for grant in reversed(state.unsettled_grants)),
        *(_to_be_revoked(each, state) for each in reversed(told.to_be_revoked)),
        *told.passing,
    )


def headline(shown: Sequence[Notice]) -> str:
    """Return the heading of the first notice that is not brief; empty if there is none."""
    return next((notice.message.title for notice in shown if not notice.brief), "")


def _unsettled_grant(grant: UnsettledGrant, state: State) -> Notice:
    credential = state.credential(grant.credential_id)
    can_resume = credential is not None and credential.can_be_resumed
    buttons = [Button(Action.CLEAR_GRANT, grant.id)]
    if grant.account_id:
        buttons.insert(0, Button(Action.REVOKE_GRANT, grant.id, grant.account_id))
    if can_resume:
        name = credential_texts.name_list([grant.credential_name])
        buttons.insert(0, Button(Action.RESUME, grant.credential_id, name))
    return Notice(
        f"unsettled: {grant.id}",
        None,
        outcome_texts.unsettled_grant_message(grant, can_resume=can_resume),
        tuple(buttons),
    )


def _to_be_revoked(told: ToBeRevoked, state: State) -> Notice:
    credential = told.credential
    others = bool(state.would_be_cut_off(credential))
    return Notice(
        f"to be revoked: {credential.id}",
        (told.occasion, others),
        connection_texts.to_be_revoked_message(credential, told.problem, others=others),
        (
            Button(Action.RETRY_REVOCATION, credential.id, credential.name),
            Button(Action.CANCEL_REVOCATION, credential.id, credential.name),
        ),
        error_texts.detail_of(told.problem),
    )
