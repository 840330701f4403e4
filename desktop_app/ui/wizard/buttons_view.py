"""What the row of buttons below the wizard's Stage 2 offers, as a pure function."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from desktop_app.core.approval import Approval, Phase
from desktop_app.core.credential import Credential, Stage
from desktop_app.core.lifecycle import Step
from desktop_app.core.outcome import NotStarted
from desktop_app.ui.texts import time_texts
from desktop_app.ui.texts.filling import fill

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class ButtonsView:
    """The buttons beside *Create credential*.

    `back` says whether Stage 1 can be changed again. `leave` is the label of the button that closes
    the wizard, and `note` says what closing it keeps. `remove` says whether *Remove…* is offered.
    `finish` says whether *Create credential* is there: it is not when the approval is over, and the
    person can only begin anew. `finish_filled` says whether it is the filled button: it is not
    while the person is asked whether the approval is theirs, nor after the person has rejected the
    account.
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
    finish = back or not is_over
    if credential is None:
        is_preparing = approval is not None and approval.phase is Phase.PREPARING
        leave = cancel_label() if back or is_preparing else close_label()
        return ButtonsView(back, leave, finish=finish)
    if credential.stage is Stage.ACTIVE or credential.allows(Step.REAUTHORIZE):
        # It is approved again. Nothing is begun, or what was begun is over.
        leave = close_label() if is_over else cancel_label()
        return ButtonsView(back=False, leave=leave, finish=finish)
    return ButtonsView(
        back=False,
        leave=close_label(),
        note=_note(credential, end),
        # What was created before is deleted in the list, and not by the way.
        remove=credential.allows(Step.REMOVE) and not credential.was_created,
        finish=finish,
        finish_filled=not (is_rejected or _is_asked_whose(approval)),
    )


def cancel_label() -> str:
    """Return the label of the button that closes the wizard while nothing is kept."""
    return translate("Buttons", "Cancel")


def close_label() -> str:
    """Return the label of the button that closes the wizard, and ends nothing."""
    return translate("Buttons", "Close")


def _is_over(approval: Approval | None) -> bool:
    return approval is not None and approval.phase is Phase.OVER


def _nothing_is_begun(approval: Approval | None) -> bool:
    """Return whether no browser was opened, so that the person may go back."""
    if approval is None or approval.phase is Phase.BLOCKED:
        return True
    return approval.phase is Phase.OVER and isinstance(approval.outcome, NotStarted)


def _is_asked_whose(approval: Approval | None) -> bool:
    """Return whether the person is asked if the approval that was accepted is theirs."""
    return (
        approval is not None and approval.phase is Phase.APPROVED and approval.incident is not None
    )


def _note(credential: Credential, end: datetime | None) -> str:
    if credential.stage is not Stage.INCOMPLETE or end is None:
        if credential.was_created:
            return translate("Buttons", "Close keeps the approval")
        return translate("Buttons", "Close keeps it in the list")
    if credential.was_created:
        text = translate("Buttons", "After Close, it can still be approved until {time}")
    else:
        text = translate("Buttons", "Close keeps it in the list until {time}")
    return fill(text, time=time_texts.time_of_day_text(end))
