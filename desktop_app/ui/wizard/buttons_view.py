"""What the row of buttons below the wizard's Stage 2 offers, as a pure function."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from desktop_app.core.approval import Approval, Phase
from desktop_app.core.credential import Credential, Stage
from desktop_app.core.incident import UnconfirmedApproval
from desktop_app.core.lifecycle import Step
from desktop_app.core.outcome import ExchangeFailed, NotStarted
from desktop_app.ui.texts import time_texts
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.wizard.connect_view import NEEDING_SUPPORT

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class ButtonsView:
    """The buttons beside *Create credential*.

    `back` says whether Stage 1 can be changed again. `leave` is the label of the button that closes
    the wizard, and `note` says what closing it keeps. `remove` says whether *Remove…* is offered.
    `finish` says whether *Create credential* is there: it is not when the approval is over or can't
    succeed, and the person can only begin anew. `finish_filled` says whether it is the filled
    button: it is not while something else is to be done first, as to check whose approval it is, to
    store the secret, or to reject the account.
    """

    back: bool
    leave: str
    note: str = ""
    remove: bool = False
    finish: bool = True
    finish_filled: bool = True


def buttons_view(
    approval: Approval | None,
    credential: Credential | None,
    end: datetime | None,
    *,
    is_rejected: bool = False,
) -> ButtonsView:
    """Return the buttons for an approval, None before *Go to Stripe*.

    `credential` is None if it is not stored. `end` is when an incomplete credential's time runs
    out. `is_rejected` says whether the person has rejected the account, without success.
    """
    back, is_over = _nothing_is_begun(approval), _is_over(approval)
    finish = back or not (is_over or _is_hopeless(approval))
    filled = not (is_rejected or _has_something_else_first(approval))
    if credential is None:
        is_preparing = approval is not None and approval.phase is Phase.PREPARING
        leave = cancel_label() if back or is_preparing else close_label()
        return ButtonsView(back, leave, finish=finish)
    if credential.stage is Stage.ACTIVE or credential.allows(Step.REAUTHORIZE):
        # It is approved again. Nothing is begun, or what was begun is over.
        leave = close_label() if is_over else cancel_label()
        return ButtonsView(back=False, leave=leave, finish=finish, finish_filled=filled)
    return ButtonsView(
        back=False,
        leave=close_label(),
        note=_note(credential, approval, end),
        # What was created before is deleted in the list, and not by the way.
        remove=credential.allows(Step.REMOVE) and not credential.was_created,
        finish=finish,
        finish_filled=filled,
    )


def cancel_label() -> str:
    """Return the label of the button that closes the wizard while nothing is kept."""
    return translate("Buttons", "Cancel")


def close_label() -> str:
    """Return the label of the button that closes the wizard, and ends nothing."""
    return translate("Buttons", "Close")


def _is_over(approval: Approval | None) -> bool:
    return approval is not None and approval.phase is Phase.OVER


def _is_hopeless(approval: Approval | None) -> bool:
    """Return whether no approval can succeed before somebody else has corrected the profile."""
    outcome = None if approval is None else approval.outcome
    return isinstance(outcome, ExchangeFailed) and outcome.why in NEEDING_SUPPORT


def _nothing_is_begun(approval: Approval | None) -> bool:
    """Return whether no browser was opened, so that the person may go back."""
    if approval is None or approval.phase is Phase.BLOCKED:
        return True
    return approval.phase is Phase.OVER and isinstance(approval.outcome, NotStarted)


def _has_something_else_first(approval: Approval | None) -> bool:
    """Return whether an approval may be somebody else's, or its secret is not stored."""
    return (
        approval is not None
        and approval.phase is Phase.APPROVED
        and (approval.incident is not None or approval.keychain_error is not None)
    )


def _note(credential: Credential, approval: Approval | None, end: datetime | None) -> str:
    incident = None if approval is None else approval.incident
    if isinstance(incident, UnconfirmedApproval) and incident.ends_with_code:
        # Another time than that until which the credential stays.
        text = translate("Buttons", "If you close, answer in the list by {time}")
        return fill(text, time=time_texts.time_of_day_text(incident.answer_by))
    if credential.stage is not Stage.INCOMPLETE or end is None:
        if credential.was_created:
            return translate("Buttons", "If you close, the approval is kept")
        return translate("Buttons", "If you close, it stays in the list")
    if credential.was_created:
        text = translate("Buttons", "If you close, it can still be approved until {time}")
    else:
        text = translate("Buttons", "If you close, it stays in the list until {time}")
    return fill(text, time=time_texts.time_of_day_text(end))
