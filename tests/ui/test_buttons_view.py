"""What the row of buttons below Stage 2 offers, for each state of an approval."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.core.approval import Approval, Phase
from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
from desktop_app.core.deadline import Deadline, Moment
from desktop_app.core.errors import NO_DETAIL, KeychainFailedError
from desktop_app.core.incident import LinkOpenedTwice
from desktop_app.core.outcome import (
    ExchangeFailed,
    ExchangeProblem,
    NotStarted,
    Outcome,
    PreparationProblem,
    Removed,
    TimedOut,
)
from desktop_app.core.systems import System
from desktop_app.ui.texts import time_texts
from desktop_app.ui.wizard.buttons_view import ButtonsView, buttons_view
from desktop_app.ui.wizard.connect_view import NEEDING_SUPPORT
from tests.fakes import ACCOUNT, BEGINNING

TTL = timedelta(minutes=10)
END = BEGINNING + TTL
INCOMPLETE = Credential(
    "id",
    System.STRIPE,
    "EU billing",
    Stage.INCOMPLETE,
    BEGINNING,
    deadline=Deadline(Moment(BEGINNING, 0, "boot"), TTL),
)
APPROVED = replace(INCOMPLETE, stage=Stage.APPROVED, account=ACCOUNT)
APPROVED_AGAIN = replace(APPROVED, deadline=None)


def approval(phase: Phase, outcome: Outcome | None = None) -> Approval:
    place = SecretPlace.KEYCHAIN
    return Approval("id", System.STRIPE, "EU billing", place, phase, outcome=outcome)


@pytest.mark.parametrize(
    "begun",
    [
        None,
        approval(Phase.BLOCKED),
        approval(Phase.OVER, NotStarted(PreparationProblem.NAME_TAKEN)),
    ],
)
def test_before_a_browser_was_opened_the_person_may_go_back_or_cancel(
    begun: Approval | None,
) -> None:
    assert buttons_view(begun, None, None) == ButtonsView(back=True, leave="Cancel")


def test_while_the_browser_is_about_to_open_the_person_may_cancel() -> None:
    shown = buttons_view(approval(Phase.PREPARING), None, None)
    assert shown == ButtonsView(back=False, leave="Cancel")


@pytest.mark.parametrize("outcome", [TimedOut(), Removed()])
def test_what_is_over_can_only_be_closed(outcome: Outcome) -> None:
    shown = buttons_view(approval(Phase.OVER, outcome), None, None)
    assert shown == ButtonsView(back=False, leave="Close", finish=False)


@pytest.mark.parametrize("phase", [Phase.WAITING, Phase.STOPPED, Phase.FINISHING, Phase.PREPARING])
def test_what_is_begun_stays_in_the_list_and_can_be_removed(phase: Phase) -> None:
    shown = buttons_view(approval(phase), INCOMPLETE, END)
    note = f"If you close, it stays in the list until {time_texts.time_of_day_text(END)}"
    assert shown == ButtonsView(back=False, leave="Close", note=note, remove=True)


def test_what_is_approved_stays_in_the_list_for_good() -> None:
    shown = buttons_view(approval(Phase.APPROVED), APPROVED, None)
    assert shown == ButtonsView(
        back=False, leave="Close", note="If you close, it stays in the list", remove=True
    )


def test_what_was_created_before_is_not_removed_in_the_wizard() -> None:
    shown = buttons_view(approval(Phase.APPROVED), APPROVED_AGAIN, None)
    note = "If you close, the approval is kept"
    assert shown == ButtonsView(back=False, leave="Close", note=note)
    lost = replace(APPROVED_AGAIN, secret_place=SecretPlace.REVOKED)
    shown = buttons_view(approval(Phase.OVER), lost, None)
    assert shown == ButtonsView(back=False, leave="Close", finish=False)


def test_create_credential_is_not_filled_while_something_else_comes_first() -> None:
    approved = approval(Phase.APPROVED)
    assert buttons_view(approved, APPROVED, None).finish_filled
    of_whom = replace(approved, incident=LinkOpenedTwice())
    assert not buttons_view(of_whom, APPROVED, None).finish_filled
    not_stored = replace(approved, keychain_error=KeychainFailedError(""))
    assert not buttons_view(not_stored, APPROVED, None).finish_filled


@pytest.mark.parametrize("why", ExchangeProblem)
def test_create_credential_is_there_if_an_approval_can_still_succeed(why: ExchangeProblem) -> None:
    failed = approval(Phase.STOPPED, ExchangeFailed(why, NO_DETAIL))
    can_succeed = why not in NEEDING_SUPPORT
    assert buttons_view(failed, INCOMPLETE, END).finish is can_succeed


def test_what_is_being_revoked_can_not_be_removed_again() -> None:
    revoking = replace(APPROVED, revoking=Revoking.UNDER_WAY)
    assert not buttons_view(approval(Phase.APPROVED), revoking, None).remove


def test_what_was_created_before_is_not_removed_here() -> None:
    created = replace(APPROVED, stage=Stage.ACTIVE, secret_place=SecretPlace.REVOKED)
    assert buttons_view(None, created, None) == ButtonsView(back=False, leave="Cancel")
    again = replace(INCOMPLETE, account=ACCOUNT)
    note = f"If you close, it can still be approved until {time_texts.time_of_day_text(END)}"
    shown = buttons_view(approval(Phase.WAITING), again, END)
    assert shown == ButtonsView(back=False, leave="Close", note=note)
    over = approval(Phase.OVER, TimedOut(restored=True))
    shown = buttons_view(over, created, None)
    assert shown == ButtonsView(back=False, leave="Close", finish=False)
