"""What is told after each thing that can happen: pure functions, without a window."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
from desktop_app.core.errors import AnswerLostError, Detail, KeychainFailedError, RefusedError
from desktop_app.core.outcome import (
    Approved,
    Denied,
    ExchangeFailed,
    ExchangeProblem,
    Outcome,
    OutcomeUnknown,
    Removed,
    TimedOut,
)
from desktop_app.core.systems import System
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.ui.notices.happenings import Dismissed, Happening, IdCopied, WizardClosed
from desktop_app.ui.notices.rules import after
from desktop_app.ui.notices.told import Action, Button, Notice, Told
from desktop_app.ui.notices.view import headline, notices
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
from tests.fakes import ACCOUNT, BEGINNING

REFUSED = RefusedError(Detail("invalid_request", "No such id", "req_1", 400))
LOST = AnswerLostError(Detail("", "Broken off"))
MINUTE = timedelta(minutes=1)


@dataclass
class FakeState:
    """What a workspace knows; `others` live on the account of every credential and grant."""

    credentials: tuple[Credential, ...] = ()
    unsettled_grants: tuple[UnsettledGrant, ...] = ()
    approvals: dict[str, Approval] = field(default_factory=dict)
    others: tuple[Credential, ...] = ()

    def credential(self, credential_id: str) -> Credential | None:
        return next((c for c in self.credentials if c.id == credential_id), None)

    def approval(self, credential_id: str) -> Approval | None:
        return self.approvals.get(credential_id)

    def sharing_account(self, credential: Credential) -> tuple[Credential, ...]:
        return self.others

    def would_be_cut_off(self, credential: Credential) -> tuple[Credential, ...]:
        return self.others

    def affected_by_revoking(self, grant: UnsettledGrant) -> tuple[Credential, ...]:
        return self.others


@dataclass
class FakeSight:
    """The ids of the credentials whose wizard is open, and of those that a person sees."""

    wizards: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()

    def has_wizard(self, credential_id: str) -> bool:
        return credential_id in self.wizards

    def is_in_sight(self, credential_id: str) -> bool:
        return credential_id in self.seen


NOTHING_OPEN = FakeSight()


def credential(name: str, stage: Stage = Stage.INCOMPLETE) -> Credential:
    """Return a credential whose id is its name."""
    account = None if stage is Stage.INCOMPLETE else ACCOUNT
    return Credential(name, System.STRIPE, name, stage, BEGINNING, account=account)


def approval(name: str, phase: Phase, outcome: Outcome | None = None) -> Approval:
    return Approval(name, System.STRIPE, name, SecretPlace.KEYCHAIN, phase, outcome=outcome)


def grant(name: str, account_id: str = "") -> UnsettledGrant:
    return UnsettledGrant(f"{name} grant", System.STRIPE, name, name, account_id, BEGINNING)


EU = credential("EU")
CREATED = credential("EU", Stage.ACTIVE)
TO_DO = replace(CREATED, revoking=Revoking.TO_DO)
UNDER_WAY = replace(CREATED, revoking=Revoking.UNDER_WAY)
UNCONFIRMED = replace(CREATED, revoking=Revoking.UNCONFIRMED)


def answered(outcome: Outcome) -> FakeState:
    """Return what is known when a browser has answered for a credential."""
    return FakeState((EU,), approvals={"EU": approval("EU", Phase.STOPPED, outcome)})


def told_of(
    *happenings: Happening,
    state: FakeState | None = None,
    sight: FakeSight = NOTHING_OPEN,
    before: Told | None = None,
) -> Told:
    """Return what is told after these happenings."""
    told = before or Told()
    for happening in happenings:
        told = after(told, happening, state or FakeState((EU,)), sight)
    return told


def words(told: Told, state: FakeState | None = None) -> list[str]:
    """Return the heading of each notice, or its text if there is none, from top to bottom."""
    shown = notices(told, state or FakeState((EU,)))
    return [notice.message.title or notice.message.text for notice in shown]


def on_desktop(told: Told) -> list[str]:
    return [notification.message.title for notification in told.desktop]


def actions(notice: Notice) -> list[Action]:
    return [button.action for button in notice.buttons]


# -- each happening -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """What one happening adds.

    `notice` is the beginning of the notice; empty if there is none. `with_wizard` says whether it
    is told while the wizard is open. `desktop` says whether the desktop tells it out of sight.
    """

    happening: Happening
    notice: str = ""
    buttons: tuple[Action, ...] = (Action.DISMISS,)
    brief: bool = False
    details: bool = False
    with_wizard: bool = True
    desktop: str = ""
    state: FakeState = field(default_factory=lambda: FakeState((EU,)))


RESUME = (Action.RESUME, Action.DISMISS)
FAILED = ExchangeFailed(ExchangeProblem.REFUSED, REFUSED.detail)
TABLE = {
    "approved": Row(
        BrowserAnswered("EU"),
        "“EU” is ready to create",
        RESUME,
        with_wizard=False,
        desktop="“EU” is ready to create",
        state=answered(Approved(ACCOUNT)),
    ),
    "denied": Row(
        BrowserAnswered("EU"),
        "“EU”: Access was denied at Stripe",
        RESUME,
        with_wizard=False,
        desktop="“EU”: Access was denied at Stripe",
        state=answered(Denied()),
    ),
    "exchange failed": Row(
        BrowserAnswered("EU"),
        "“EU”: Stripe did not complete the connection",
        RESUME,
        details=True,
        with_wizard=False,
        desktop="“EU”: Stripe did not complete the connection",
        state=answered(FAILED),
    ),
    "unknown": Row(
        BrowserAnswered("EU"),
        desktop="“EU”: Stripe may have granted access",
        state=answered(OutcomeUnknown(Detail())),
    ),
    "answered, and gone": Row(BrowserAnswered("EU"), state=FakeState()),
    "stopped by the person": Row(
        ApprovalChanged(approval("EU", Phase.STOPPED, Denied())),
        "“EU”: Access was denied at Stripe",
        RESUME,
        with_wizard=False,
    ),
    "approved, and the browser not answered yet": Row(
        ApprovalChanged(approval("EU", Phase.APPROVED, Approved(ACCOUNT)))
    ),
    "approval moved on": Row(ApprovalChanged(approval("EU", Phase.FINISHING))),
    "tabs lost": Row(TabsLost(EU), "“EU”: Your earlier browser tab", RESUME),
    "denial reported": Row(
        DenialReported(EU),
        "Stripe reported a denial. Stop waiting?",
        (Action.STOP_WAITING, Action.DISMISS),
        with_wizard=False,
    ),
    "timed out": Row(
        CredentialGone(EU, TimedOut()),
        "“EU” was removed",
        with_wizard=False,
        desktop="“EU” was removed",
    ),
    "removed": Row(
        CredentialGone(EU, Removed()), "“EU” was removed.", brief=True, with_wizard=False
    ),
    "five minutes left": Row(TimeGetsShort(EU, 5 * MINUTE)),
    "two minutes left": Row(
        TimeGetsShort(EU, 2 * MINUTE), desktop="2 minutes left to approve “EU”"
    ),
    "not approved again": Row(
        NotApprovedAgain(CREATED),
        "“EU” was not approved again",
        with_wizard=False,
        desktop="“EU” was not approved again",
    ),
    "not revoked": Row(
        RevocationFailed(CREATED, REFUSED), "“EU” was not deleted", details=True, with_wizard=False
    ),
    "to be revoked": Row(
        RevocationFailed(TO_DO, REFUSED),
        "“EU” is not deleted yet",
        (Action.RETRY_REVOCATION, Action.CANCEL_REVOCATION),
        details=True,
        with_wizard=False,
    ),
    "grant not revoked": Row(
        GrantNotRevoked(grant("EU", "acct_1"), REFUSED),
        "Access to acct_1 was not revoked",
        details=True,
    ),
    "checked": Row(Checked(CREATED), "“EU” is connected: Acme Ltd", brief=True),
    "disconnected": Row(Disconnected((CREATED,)), "“EU” is disconnected"),
    "check failed": Row(CheckFailed(CREATED, REFUSED), "“EU” could not be checked", details=True),
    "check failed, keychain": Row(
        CheckFailed(CREATED, KeychainFailedError("")), "“EU” could not be checked"
    ),
    "operation failed": Row(OperationFailed(ValueError()), "The last step broke off"),
    "ID copied": Row(IdCopied(EU), "The ID of “EU” was copied.", brief=True),
}
EVERY_ROW = pytest.mark.parametrize("row", TABLE.values(), ids=TABLE.keys())


@EVERY_ROW
def test_each_happening_adds_its_notice(row: Row) -> None:
    told = told_of(row.happening, state=row.state)
    shown = notices(told, row.state)
    assert len(shown) == (1 if row.notice else 0)
    for notice in shown:
        assert words(told, row.state)[0].startswith(row.notice)
        assert tuple(actions(notice)) == row.buttons
        assert (notice.brief, notice.detail is not None) == (row.brief, row.details)


@EVERY_ROW
def test_with_the_wizard_open_the_wizard_tells(row: Row) -> None:
    told = told_of(row.happening, state=row.state, sight=FakeSight(wizards=("EU",)))
    assert bool(words(told, row.state)) is bool(row.notice and row.with_wizard)


@EVERY_ROW
def test_the_desktop_tells_what_nobody_sees(row: Row) -> None:
    expected = [row.desktop] if row.desktop else []
    assert on_desktop(told_of(row.happening, state=row.state)) == expected


@EVERY_ROW
def test_the_desktop_tells_only_an_answer_of_what_is_in_sight(row: Row) -> None:
    """Whoever has answered looks at the browser."""
    told = told_of(row.happening, state=row.state, sight=FakeSight(seen=("EU",)))
    expected = row.desktop and isinstance(row.happening, BrowserAnswered)
    assert bool(on_desktop(told)) is bool(expected)


def test_an_answer_to_the_open_wizard_is_not_told_by_the_desktop() -> None:
    sight = FakeSight(wizards=("EU",))
    told = told_of(BrowserAnswered("EU"), state=answered(Denied()), sight=sight)
    assert on_desktop(told) == []


# -- one after the other --------------------------------------------------------------------------


def test_a_newer_notice_about_the_same_takes_the_place_of_the_older() -> None:
    told = told_of(CheckFailed(EU, LOST), TabsLost(credential("US")), CheckFailed(EU, REFUSED))
    first, last = notices(told, FakeState())
    assert (first.about, last.about) == ("US", "EU")
    assert last.detail == REFUSED.detail


def test_what_is_told_again_in_the_same_words_is_told_on_another_occasion() -> None:
    once = told_of(CheckFailed(EU, LOST))
    (first,), (second,) = once.passing, told_of(CheckFailed(EU, LOST), before=once).passing
    assert first.message == second.message
    assert first.occasion != second.occasion
    once = told_of(BrowserAnswered("EU"), state=answered(Denied()))
    twice = told_of(BrowserAnswered("EU"), state=answered(Denied()), before=once)
    assert once.desktop[0].occasion != twice.desktop[0].occasion


def test_there_are_three_passing_ones_at_the_most() -> None:
    told = told_of(*(TabsLost(credential(name)) for name in ("One", "Two", "Three", "Four")))
    assert [notice.about for notice in told.passing] == ["Two", "Three", "Four"]


def test_a_problem_gives_way_to_nothing_less() -> None:
    names = ("One", "Two", "Three")
    told = told_of(Disconnected((CREATED,)), *(TabsLost(credential(name)) for name in names))
    assert [notice.about for notice in told.passing] == ["EU", "Two", "Three"]


def test_the_oldest_problem_gives_way_if_all_others_are_problems() -> None:
    problems = (Disconnected((credential(name),)) for name in ("One", "Two", "Three"))
    told = told_of(*problems, IdCopied(EU))
    assert [notice.about for notice in told.passing][:2] == ["Two", "Three"]
    assert told.passing[-1].brief


def test_those_that_timed_out_are_told_in_one_notice_until_it_is_dismissed() -> None:
    gone = [CredentialGone(credential(name), TimedOut()) for name in ("One", "Two", "Three")]
    told = told_of(*gone[:2])
    assert words(told) == ["“One” and “Two” were removed"]
    assert on_desktop(told) == ["“One” was removed", "“Two” was removed"]
    (notice,) = told.passing
    told = told_of(Dismissed(notice.about), gone[2], before=told)
    assert words(told) == ["“Three” was removed"]


def test_what_a_check_has_found_takes_away_what_was_told_of_it_before() -> None:
    told = told_of(CheckFailed(CREATED, LOST), Checked(CREATED))
    assert [notice.brief for notice in told.passing] == [True]


def test_what_is_brief_is_one_notice() -> None:
    told = told_of(IdCopied(credential("US")), IdCopied(EU))
    assert words(told) == ["The ID of “EU” was copied."]


def test_a_person_who_dismisses_a_notice_leaves_the_others_and_the_desktop() -> None:
    told = told_of(TabsLost(credential("US")), NotApprovedAgain(EU), Dismissed("EU"))
    assert [notice.about for notice in told.passing] == ["US"]
    assert on_desktop(told) == ["“EU” was not approved again"]


@pytest.mark.parametrize(
    "happening",
    [
        ApprovalChanged(approval("EU", Phase.WAITING)),
        CredentialChanged(CREATED),
        CredentialChanged(replace(credential("EU", Stage.APPROVED), revoking=Revoking.UNDER_WAY)),
    ],
)
def test_what_is_not_the_newest_any_more_is_taken_away_everywhere(happening: Happening) -> None:
    before = told_of(BrowserAnswered("EU"), state=answered(Approved(ACCOUNT)))
    told = told_of(happening, before=before)
    assert (told.passing, told.desktop) == ((), ())


def test_what_can_still_be_resumed_stays_told() -> None:
    before = told_of(BrowserAnswered("EU"), state=answered(Approved(ACCOUNT)))
    told = told_of(CredentialChanged(credential("EU", Stage.APPROVED)), before=before)
    assert (told.passing, told.desktop) == (before.passing, before.desktop)


def test_the_end_of_an_approval_whose_credential_is_gone_takes_nothing_away() -> None:
    over = ApprovalChanged(approval("EU", Phase.OVER, TimedOut()))
    told = told_of(CredentialGone(EU, TimedOut()), over, state=FakeState())
    assert words(told) == ["“EU” was removed"]
    assert on_desktop(told) == ["“EU” was removed"]


def test_one_that_a_person_removed_is_taken_off_the_desktop() -> None:
    told = told_of(BrowserAnswered("EU"), state=answered(Denied()))
    assert on_desktop(told_of(CredentialGone(EU, Removed()), before=told)) == []


def test_one_that_times_out_in_sight_is_taken_off_the_desktop() -> None:
    told = told_of(TimeGetsShort(EU, MINUTE))
    told = told_of(CredentialGone(EU, TimedOut()), before=told, sight=FakeSight(seen=("EU",)))
    assert on_desktop(told) == []


def test_who_lost_access_with_one_that_is_gone_is_told_until_it_is_dismissed() -> None:
    cut_off = replace(credential("US", Stage.ACTIVE), secret_place=SecretPlace.REVOKED)
    told = told_of(CredentialGone(UNDER_WAY, Removed()), state=FakeState((cut_off,)))
    assert "Without access now: “US”." in words(told)[0]
    assert [notice.brief for notice in told.passing] == [False]
    told = told_of(ApprovalChanged(approval("EU", Phase.OVER)), before=told, state=FakeState())
    assert len(told.passing) == 1


def test_what_others_had_lost_before_is_not_told_with_one_that_is_gone() -> None:
    lost_before = replace(credential("US", Stage.ACTIVE), secret_place=SecretPlace.REVOKED)
    told = told_of(CredentialGone(CREATED, Removed()), state=FakeState((lost_before,)))
    assert words(told) == ["“EU” was deleted."]
    assert told.passing[0].brief


@pytest.mark.parametrize(
    "other",
    [
        credential("US", Stage.ACTIVE),
        replace(
            credential("US", Stage.ACTIVE),
            secret_place=SecretPlace.REVOKED,
            system=System.STRIPE_TEST,
        ),
        replace(
            credential("US", Stage.ACTIVE),
            secret_place=SecretPlace.REVOKED,
            account=replace(ACCOUNT, id="acct_2"),
        ),
    ],
    ids=["has access", "in the other mode", "on another account"],
)
def test_others_have_lost_nothing_with_one_that_is_gone(other: Credential) -> None:
    told = told_of(CredentialGone(UNDER_WAY, Removed()), state=FakeState((other,)))
    assert "US" not in words(told)[0]
    assert told.passing[0].brief


# -- the time -------------------------------------------------------------------------------------


def test_every_warning_is_announced_and_the_last_ones_at_once() -> None:
    told = told_of(TimeGetsShort(EU, 5 * MINUTE))
    first = told.announcement
    assert first is not None
    assert (first.text, first.urgent) == ("5 minutes left to approve “EU”", False)
    told = told_of(TimeGetsShort(EU, MINUTE), before=told, sight=FakeSight(seen=("EU",)))
    assert told.announcement is not None
    assert told.announcement.urgent


def test_the_desktop_warns_once() -> None:
    told = told_of(TimeGetsShort(EU, 2 * MINUTE))
    (shown,) = told.desktop
    assert told_of(TimeGetsShort(EU, MINUTE), before=told).desktop == (shown,)
    # Of another credential it has not warned.
    assert len(told_of(TimeGetsShort(credential("US"), MINUTE), before=told).desktop) == 2


def test_the_desktop_warns_of_what_was_in_sight_before() -> None:
    told = told_of(TimeGetsShort(EU, 2 * MINUTE), sight=FakeSight(seen=("EU",)))
    assert on_desktop(told_of(TimeGetsShort(EU, MINUTE), before=told)) == [
        "1 minute left to approve “EU”"
    ]


@pytest.mark.parametrize("end", [CredentialGone(EU, TimedOut()), NotApprovedAgain(CREATED)])
def test_the_desktop_warns_again_when_the_time_runs_another_time(end: Happening) -> None:
    told = told_of(TimeGetsShort(EU, MINUTE), end, TimeGetsShort(EU, MINUTE))
    assert on_desktop(told) == ["1 minute left to approve “EU”"]


# -- questions of the wizard ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "reported", "asked"),
    [(Phase.WAITING, True, True), (Phase.WAITING, False, False), (Phase.STOPPED, True, False)],
)
def test_a_question_of_a_closed_wizard_is_asked_while_it_waits(
    phase: Phase, reported: bool, asked: bool
) -> None:
    standing = replace(approval("EU", phase), denial_reported=reported)
    told = told_of(WizardClosed("EU"), state=FakeState((EU,), approvals={"EU": standing}))
    assert bool(told.passing) is asked


def test_a_wizard_that_began_nothing_leaves_no_question() -> None:
    assert told_of(WizardClosed("EU"), state=FakeState()).passing == ()


# -- what stays until it is settled ---------------------------------------------------------------


def test_what_stays_is_above_what_passes_and_the_newest_on_top() -> None:
    to_do = [
        replace(credential(name, Stage.ACTIVE), revoking=Revoking.TO_DO) for name in ("One", "Two")
    ]
    state = FakeState((EU, *to_do), (grant("Three"), grant("Four")))
    told = told_of(TabsLost(EU), *(RevocationFailed(each) for each in to_do), state=state)
    assert [notice.about for notice in notices(told, state)] == [
        "unsettled: Four grant",
        "unsettled: Three grant",
        "to be revoked: Two",
        "to be revoked: One",
        "EU",
    ]


@pytest.mark.parametrize(
    ("account_id", "stored", "expected"),
    [
        ("", EU, [Action.RESUME, Action.CLEAR_GRANT]),
        ("acct_1", EU, [Action.RESUME, Action.REVOKE_GRANT, Action.CLEAR_GRANT]),
        ("acct_1", CREATED, [Action.REVOKE_GRANT, Action.CLEAR_GRANT]),
        ("", None, [Action.CLEAR_GRANT]),
    ],
)
def test_what_can_be_done_about_an_unsettled_grant(
    account_id: str, stored: Credential | None, expected: list[Action]
) -> None:
    known = () if stored is None else (stored,)
    (notice,) = notices(Told(), FakeState(known, (grant("EU", account_id),)))
    assert actions(notice) == expected
    assert ("Choose Resume" in notice.message.text) is (Action.RESUME in expected)


def test_other_advice_about_an_unsettled_grant_is_no_other_occasion() -> None:
    (before,) = notices(Told(), FakeState((EU,), (grant("EU"),)))
    (now,) = notices(Told(), FakeState((), (grant("EU"),)))
    assert before.message != now.message
    assert before.occasion == now.occasion


@pytest.mark.parametrize("happening", [Loaded(), CredentialChanged(TO_DO)])
def test_access_that_is_to_be_revoked_is_told(happening: Happening) -> None:
    told = told_of(happening, state=FakeState((TO_DO,)))
    assert words(told) == ["“EU” is not deleted yet"]
    # It is known; nothing new has happened to it.
    assert told_of(Loaded(), before=told, state=FakeState((TO_DO,))).to_be_revoked == (
        told.to_be_revoked
    )


def test_what_failed_again_in_the_same_words_is_told_on_another_occasion() -> None:
    once = told_of(RevocationFailed(TO_DO, REFUSED))
    twice = told_of(RevocationFailed(TO_DO, REFUSED), before=once)
    (first,), (second,) = notices(once, FakeState()), notices(twice, FakeState())
    assert first.message == second.message
    assert first.occasion != second.occasion


def test_while_it_is_tried_again_it_stays_with_its_problem() -> None:
    told = told_of(RevocationFailed(TO_DO, REFUSED))
    again = told_of(CredentialChanged(UNDER_WAY), CredentialChanged(TO_DO), before=told)
    assert notices(again, FakeState()) == notices(told, FakeState())


def test_what_failed_again_is_told_again_on_top() -> None:
    other = replace(TO_DO, id="US", name="US")
    told = told_of(
        RevocationFailed(TO_DO, LOST), RevocationFailed(other), RevocationFailed(TO_DO, REFUSED)
    )
    first, second = notices(told, FakeState())
    assert (first.about, second.about) == ("to be revoked: EU", "to be revoked: US")
    assert first.detail == REFUSED.detail


def test_what_is_revoked_at_once_is_not_told_as_to_be_revoked() -> None:
    assert words(told_of(CredentialChanged(UNDER_WAY))) == []


@pytest.mark.parametrize(
    "happening",
    [
        CredentialChanged(CREATED),
        CredentialChanged(credential("EU", Stage.APPROVED)),
        CredentialChanged(UNCONFIRMED),
        CredentialGone(UNDER_WAY, Removed()),
    ],
    ids=["kept", "kept, not created", "nobody knows", "gone"],
)
def test_what_is_not_to_be_revoked_any_more_is_taken_away(happening: Happening) -> None:
    told = told_of(RevocationFailed(TO_DO), happening)
    assert told.to_be_revoked == ()


def test_another_credential_on_the_account_is_another_occasion() -> None:
    told = told_of(RevocationFailed(TO_DO, REFUSED))
    (before,) = notices(told, FakeState())
    (now,) = notices(told, FakeState(others=(EU,)))
    assert "Another credential lives on its account" in now.message.text
    assert before.occasion != now.occasion


def test_others_on_the_account_are_why_access_was_not_revoked() -> None:
    state = FakeState(others=(EU,))
    told = told_of(RevocationFailed(CREATED), state=state)
    assert "Another credential has come to live" in told.passing[0].message.text
    told = told_of(GrantNotRevoked(grant("EU", "acct_1")), state=state)
    assert "lives on that account" in told.passing[0].message.text


# -- on the page above ----------------------------------------------------------------------------


def test_the_headline_is_the_first_that_is_not_brief() -> None:
    told = told_of(IdCopied(EU), TabsLost(EU))
    assert headline(notices(told, FakeState())).startswith("“EU”: Your earlier browser tab")
    assert headline(notices(told_of(IdCopied(EU)), FakeState())) == ""


def test_buttons_of_one_label_are_told_apart() -> None:
    (notice,) = told_of(TabsLost(EU)).passing
    assert notice.buttons == (
        Button(Action.RESUME, "EU", notice.message.title),
        Button(Action.DISMISS, "EU"),
    )
