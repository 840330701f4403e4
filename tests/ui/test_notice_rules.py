"""What is told after each thing that can happen: pure functions, without a window."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.approval import Approval, Phase
from desktop_app.core.credential import AffectedCredential, Credential, Revoking, SecretPlace, Stage
from desktop_app.core.deadline import APPROVAL_TTL, Moment
from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    KeychainFailedError,
    RefusedError,
    StorageError,
    StorageProblem,
)
from desktop_app.core.incident import (
    ContradictoryApprovals,
    Incident,
    LinkOpenedTwice,
    PeerRefused,
    UnconfirmedApproval,
    UnconfirmedDenial,
)
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
from desktop_app.ui.notices.inputs import Dismissed, IdCopied, IdsCopied, NoticeInput, WizardClosed
from desktop_app.ui.notices.log import Action, Button, Notice, NoticeLog
from desktop_app.ui.notices.rules import after
from desktop_app.ui.notices.view import notices
from desktop_app.ui.texts import incident_texts
from desktop_app.ui.texts.network_texts import detail_text
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
    NotChecked,
    OperationFailed,
    Reconnected,
    RemovedTogether,
    RevocationFailed,
    TabsLost,
    TimeGetsShort,
)
from desktop_app.workflow.workspace_state import WorkspaceState
from tests import labels
from tests.fakes import ACCOUNT, BEGINNING

REFUSED = RefusedError(Detail("invalid_request", "No such id", "req_1", 400))
LOST = AnswerLostError(Detail("", "Broken off"))
PAYOUTS_PAUSED = replace(ACCOUNT, payouts_enabled=False)
MINUTE = timedelta(minutes=1)
TO_CONFIRM = UnconfirmedApproval("attempt", Moment(BEGINNING, 0, "boot"))
INCIDENTS: tuple[Incident, ...] = (
    TO_CONFIRM,
    ContradictoryApprovals(),
    UnconfirmedDenial(has_state=False),
    LinkOpenedTwice(),
    PeerRefused("bob"),
)


class FakeState(WorkspaceState):
    """What a workspace knows; `others` use the account of every credential and grant, elsewhere."""

    def __init__(
        self,
        credentials: tuple[Credential, ...] = (),
        unsettled_grants: tuple[UnsettledGrant, ...] = (),
        approvals: Mapping[str, Approval] | None = None,
        others: tuple[Credential, ...] = (),
    ) -> None:
        affected = tuple(AffectedCredential(other, "Globex") for other in others)
        super().__init__(APPROVAL_TTL, lambda system, account_id: affected)
        self.load(credentials, unsettled_grants)
        for approval in (approvals or {}).values():
            self.put_approval(approval)


@dataclass
class FakeVisibility:
    """The ids of the credentials whose wizard is open, and of those that a person sees."""

    wizards: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()

    def has_wizard(self, credential_id: str) -> bool:
        return credential_id in self.wizards

    def shows_credential(self, credential_id: str) -> bool:
        return credential_id in self.seen


NOTHING_OPEN = FakeVisibility()
SEEN = FakeVisibility(seen=("EU",))


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
PAUSED = replace(CREATED, account=replace(ACCOUNT, charges_enabled=False))
CUT_OFF = replace(CREATED, secret_place=SecretPlace.REVOKED)
UNDER_WAY = replace(CREATED, revoking=Revoking.UNDER_WAY)
UNCONFIRMED = replace(CREATED, revoking=Revoking.UNCONFIRMED)


def answered(outcome: Outcome) -> FakeState:
    """Return what is known when a browser has answered for a credential."""
    return FakeState((EU,), approvals={"EU": approval("EU", Phase.STOPPED, outcome)})


def log_of(
    *events: NoticeInput,
    state: FakeState | None = None,
    visibility: FakeVisibility = NOTHING_OPEN,
    before: NoticeLog | None = None,
) -> NoticeLog:
    """Return what is told after these events."""
    log = before or NoticeLog()
    for event in events:
        log = after(log, event, state or FakeState((EU,)), visibility)
    return log


def words(log: NoticeLog, state: FakeState | None = None) -> list[str]:
    """Return the heading of each notice, or its text if there is none, from top to bottom."""
    shown = notices(log, state or FakeState((EU,)))
    return [notice.message.title or notice.message.text for notice in shown]


def on_desktop(log: NoticeLog) -> list[str]:
    return [notification.message.title for notification in log.desktop]


def toast(log: NoticeLog) -> str:
    if log.toast is None:
        return ""
    message = log.toast.message
    return f"{message.title} {message.text}".strip()


def actions(notice: Notice) -> list[Action]:
    return [button.action for button in notice.buttons]


# -- each event -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """What one event adds.

    `notice` is the beginning of the notice, empty if there is none, and `toast` that of the toast.
    `with_wizard` says whether they are there while the wizard is open. `desktop` says whether the
    desktop shows it where the person does not see the credential.
    """

    event: NoticeInput
    notice: str = ""
    buttons: tuple[Action, ...] = (Action.DISMISS,)
    toast: str = ""
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
        "“EU”: Stripe did not accept the approval",
        RESUME,
        details=True,
        with_wizard=False,
        desktop="“EU”: Stripe did not accept the approval",
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
        IncidentReported(EU, UnconfirmedDenial(has_state=False)),
        "“EU”: Did you deny access at Stripe?",
        (Action.STOP_WAITING, Action.KEEP_WAITING),
        with_wizard=False,
    ),
    "approval to confirm": Row(
        IncidentReported(EU, TO_CONFIRM),
        "“EU”: Did you just approve access at Stripe?",
        (Action.CONFIRM_APPROVAL, Action.REJECT_APPROVAL),
        with_wizard=False,
        desktop="Did you just approve access at Stripe?",
    ),
    "two approvals": Row(
        IncidentReported(EU, ContradictoryApprovals()),
        "“EU”: Two different approvals came",
        RESUME,
        with_wizard=False,
    ),
    "link opened twice": Row(
        IncidentReported(EU, LinkOpenedTwice()),
        "Your earlier browser tab can’t be used any more",
        RESUME,
        with_wizard=False,
    ),
    "another user": Row(
        IncidentReported(EU, PeerRefused("bob")),
        "“EU”: Another user of this computer (bob) tried to complete this approval",
        (Action.DISMISS,),
        with_wizard=False,
    ),
    "timed out": Row(
        CredentialGone(EU, TimedOut()),
        f"“EU” {labels.REMOVED_IN_TIME}",
        (Action.START_AGAIN, Action.DISMISS),
        with_wizard=False,
        desktop=f"“EU” {labels.REMOVED_IN_TIME}",
    ),
    "removed": Row(CredentialGone(EU, Removed()), toast="“EU” was removed.", with_wizard=False),
    "five minutes left": Row(TimeGetsShort(EU, 5 * MINUTE)),
    "two minutes left": Row(
        TimeGetsShort(EU, 2 * MINUTE), desktop="2 minutes left to approve “EU”"
    ),
    "not approved again": Row(
        NotApprovedAgain(CREATED),
        "“EU” was not approved in time",
        (Action.APPROVE_AGAIN, Action.DISMISS),
        with_wizard=False,
        desktop="“EU” was not approved in time",
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
        "Access for “EU” was not revoked",
        details=True,
    ),
    "checked": Row(Checked(CREATED), toast="“EU” is connected: Acme Ltd"),
    "checked, and payouts are paused": Row(
        Checked(replace(CREATED, account=PAYOUTS_PAUSED)),
        toast="“EU” is connected to Acme Ltd (acct_1AcmePractice), but can’t pay out.",
    ),
    "dashboard not opened": Row(
        DashboardNotOpened(CREATED, "https://dashboard.stripe.com/acct_1"),
        "“EU”: the browser could not be opened",
        (Action.COPY_ADDRESS, Action.DISMISS),
    ),
    "dashboard not opened, without an address": Row(
        DashboardNotOpened(CREATED, ""), "“EU”: the stand-in for Stripe could not be started"
    ),
    "disconnected": Row(Disconnected((CUT_OFF,)), "“EU” is disconnected"),
    "check failed": Row(CheckFailed(CREATED, REFUSED), "“EU” could not be checked", details=True),
    "check failed, keychain": Row(
        CheckFailed(CREATED, KeychainFailedError("")), "“EU” could not be checked"
    ),
    "payments paused": Row(
        GotWorse((PAUSED,)),
        "“EU”: Payments are paused",
        (Action.OPEN_IN_STRIPE, Action.DISMISS),
        desktop="“EU”: Payments are paused",
        state=FakeState((PAUSED,)),
    ),
    "disconnected, found quietly": Row(
        GotWorse((CUT_OFF,)),
        "“EU” is disconnected",
        desktop="“EU” is disconnected",
        state=FakeState((CUT_OFF,)),
    ),
    "all checked": Row(AllChecked(12), toast="12 credentials were checked. Nothing has got worse."),
    "none could be checked": Row(
        AllChecked(0, (), (NotChecked((CREATED,), LOST),)),
        "“EU” could not be checked",
        details=True,
    ),
    "names alike": Row(
        Loaded(),
        "“EU” (EU…) and “ＥＵ” (other…) count as the same name",
        state=FakeState((EU, replace(EU, id="other", name="ＥＵ"))),
    ),
    "names alike in two systems": Row(
        Loaded(), state=FakeState((EU, replace(EU, id="other", system=System.STRIPE_TEST)))
    ),
    "operation failed": Row(
        OperationFailed(ValueError()),
        "The last step failed",
        (Action.OPEN_DATA_FOLDER, Action.DISMISS),
        details=True,
    ),
    "not saved": Row(
        OperationFailed(StorageError("disk full")),
        "The last step could not be saved",
        (Action.OPEN_DATA_FOLDER, Action.DISMISS),
        details=True,
    ),
    "ID copied": Row(IdCopied(EU), toast="The ID of “EU” was copied."),
    "several IDs copied": Row(IdsCopied(3), toast="3 IDs were copied."),
    "removed together": Row(RemovedTogether((CREATED, EU)), toast="2 credentials were deleted."),
    "one was not removed with the others": Row(
        RemovedTogether((EU,), (CREATED,)), "“EU” was not deleted"
    ),
    "none of several was removed": Row(
        RemovedTogether((), (CREATED,), StorageError("disk full")), "“EU” was not deleted"
    ),
}
EVERY_ROW = pytest.mark.parametrize("row", TABLE.values(), ids=TABLE.keys())


@EVERY_ROW
def test_each_event_adds_its_notice(row: Row) -> None:
    log = log_of(row.event, state=row.state)
    shown = notices(log, row.state)
    assert len(shown) == (1 if row.notice else 0)
    for notice in shown:
        assert words(log, row.state)[0].startswith(row.notice)
        assert tuple(actions(notice)) == row.buttons
        assert (notice.detail is not None) == row.details
        # Nobody is offered to copy nothing.
        assert notice.detail is None or detail_text(notice.detail)
    assert toast(log).startswith(row.toast)
    assert bool(toast(log)) is bool(row.toast)


@EVERY_ROW
def test_with_the_wizard_open_the_wizard_tells(row: Row) -> None:
    log = log_of(row.event, state=row.state, visibility=FakeVisibility(wizards=("EU",)))
    assert bool(words(log, row.state)) is bool(row.notice and row.with_wizard)
    assert bool(toast(log)) is bool(row.toast and row.with_wizard)


@EVERY_ROW
def test_the_desktop_tells_what_nobody_sees(row: Row) -> None:
    expected = [row.desktop] if row.desktop else []
    assert on_desktop(log_of(row.event, state=row.state)) == expected


@EVERY_ROW
def test_the_desktop_tells_only_an_answer_where_the_person_sees_the_credential(row: Row) -> None:
    """Whoever has answered looks at the browser."""
    log = log_of(row.event, state=row.state, visibility=SEEN)
    expected = row.desktop and isinstance(row.event, BrowserAnswered | IncidentReported)
    assert bool(on_desktop(log)) is bool(expected)


def test_an_answer_to_the_open_wizard_is_not_told_by_the_desktop() -> None:
    visibility = FakeVisibility(wizards=("EU",))
    log = log_of(BrowserAnswered("EU"), state=answered(Denied()), visibility=visibility)
    assert on_desktop(log) == []


# -- one after the other --------------------------------------------------------------------------


def test_a_newer_notice_about_the_same_takes_the_place_of_the_older() -> None:
    log = log_of(CheckFailed(EU, LOST), TabsLost(credential("US")), CheckFailed(EU, REFUSED))
    first, last = notices(log, FakeState())
    assert (first.about, last.about) == ("US", "EU")
    assert last.detail == REFUSED.detail


def test_what_is_told_again_in_the_same_words_is_told_on_another_occasion() -> None:
    once = log_of(CheckFailed(EU, LOST))
    (first,), (second,) = once.passing, log_of(CheckFailed(EU, LOST), before=once).passing
    assert first.message == second.message
    assert first.revision != second.revision
    once = log_of(BrowserAnswered("EU"), state=answered(Denied()))
    twice = log_of(BrowserAnswered("EU"), state=answered(Denied()), before=once)
    assert once.desktop[0].revision != twice.desktop[0].revision


def test_those_that_are_removed_together_are_not_told_one_by_one() -> None:
    state = FakeState()
    state.begin_removing_together(["EU"])
    gone = CredentialGone(CREATED, Removed())
    assert log_of(gone, state=state).toast is None
    state.end_removing_together(["EU"])
    assert log_of(gone, state=state).toast is not None


def test_there_are_three_passing_ones_at_the_most() -> None:
    log = log_of(*(TabsLost(credential(name)) for name in ("One", "Two", "Three", "Four")))
    assert [notice.about for notice in log.passing] == ["Two", "Three", "Four"]


def test_a_problem_gives_way_to_nothing_less() -> None:
    names = ("One", "Two", "Three")
    log = log_of(Disconnected((CUT_OFF,)), *(TabsLost(credential(name)) for name in names))
    assert [notice.credential_ids for notice in log.passing] == [("EU",), ("Two",), ("Three",)]


def test_the_oldest_problem_gives_way_if_all_others_are_problems() -> None:
    problems = (Disconnected((named(name, CUT_OFF),)) for name in ("One", "Two", "Three"))
    log = log_of(*problems, TabsLost(EU))
    assert [notice.credential_ids for notice in log.passing] == [("Two",), ("Three",), ("EU",)]


def test_those_that_timed_out_are_told_in_one_notice_until_it_is_dismissed() -> None:
    gone = [CredentialGone(credential(name), TimedOut()) for name in ("One", "Two", "Three")]
    log = log_of(*gone[:2])
    assert words(log) == ["“One” and “Two” were removed: not approved in time"]
    assert on_desktop(log) == [f"“{each}” {labels.REMOVED_IN_TIME}" for each in ("One", "Two")]
    (notice,) = log.passing
    log = log_of(Dismissed(notice.about), gone[2], before=log)
    assert [each.name for each in log.timed_out] == ["Three"]
    assert words(log) == [f"“Three” {labels.REMOVED_IN_TIME}"]


def test_what_a_check_has_found_takes_away_what_was_told_of_it_before() -> None:
    log = log_of(CheckFailed(CREATED, LOST), Checked(CREATED))
    assert log.passing == ()


def test_names_are_not_alike_any_more_when_one_is_gone() -> None:
    twin = replace(EU, id="other", name="ＥＵ")
    before = log_of(Loaded(), state=FakeState((EU, twin)))
    for gone in (EU, twin):
        log = log_of(CredentialGone(gone, Removed()), before=before)
        assert log.passing == ()


def test_a_toast_takes_the_place_of_no_notice() -> None:
    log = log_of(*(TabsLost(credential(name)) for name in ("One", "Two", "Three")), IdCopied(EU))
    assert len(log.passing) == 3
    assert toast(log) == "The ID of “EU” was copied."


def test_an_equal_toast_is_another_one() -> None:
    once = log_of(IdCopied(EU))
    twice = log_of(IdCopied(EU), before=once)
    assert once.toast != twice.toast
    assert log_of(TabsLost(EU), before=once).toast == once.toast


def test_only_one_that_timed_out_can_be_started_again() -> None:
    gone = [CredentialGone(credential(name), TimedOut()) for name in ("One", "Two")]
    (notice,) = log_of(gone[0]).passing
    assert actions(notice) == [Action.START_AGAIN, Action.DISMISS]
    assert "Choose “Start again”" in notice.message.text
    log = log_of(*gone)
    (notice,) = log.passing
    assert actions(notice) == [Action.DISMISS]
    assert "Choose “Configure new credentials”" in notice.message.text
    # The notice may be about both by the time when the person comes from the desktop.
    assert not any("Start again" in shown.message.text for shown in log.desktop)


def test_a_person_who_dismisses_a_notice_leaves_the_others_and_the_desktop() -> None:
    log = log_of(TabsLost(credential("US")), NotApprovedAgain(EU), Dismissed("EU"))
    assert [notice.about for notice in log.passing] == ["US"]
    assert on_desktop(log) == ["“EU” was not approved in time"]


@pytest.mark.parametrize(
    "event",
    [
        ApprovalChanged(approval("EU", Phase.WAITING)),
        CredentialChanged(CREATED),
        CredentialChanged(replace(credential("EU", Stage.APPROVED), revoking=Revoking.UNDER_WAY)),
    ],
)
def test_what_is_not_the_newest_any_more_is_taken_away_everywhere(event: NoticeInput) -> None:
    before = log_of(BrowserAnswered("EU"), state=answered(Approved(ACCOUNT)))
    log = log_of(event, before=before)
    assert (log.passing, log.desktop) == ((), ())


def test_what_can_still_be_resumed_stays_told() -> None:
    before = log_of(BrowserAnswered("EU"), state=answered(Approved(ACCOUNT)))
    log = log_of(CredentialChanged(credential("EU", Stage.APPROVED)), before=before)
    assert (log.passing, log.desktop) == (before.passing, before.desktop)


def test_the_end_of_an_approval_whose_credential_is_gone_takes_nothing_away() -> None:
    over = ApprovalChanged(approval("EU", Phase.OVER, TimedOut()))
    log = log_of(CredentialGone(EU, TimedOut()), over, state=FakeState())
    assert words(log) == [f"“EU” {labels.REMOVED_IN_TIME}"]
    assert on_desktop(log) == [f"“EU” {labels.REMOVED_IN_TIME}"]


def test_one_that_a_person_removed_is_taken_off_the_desktop() -> None:
    log = log_of(BrowserAnswered("EU"), state=answered(Denied()))
    assert on_desktop(log_of(CredentialGone(EU, Removed()), before=log)) == []


def test_one_that_times_out_where_the_person_sees_it_is_taken_off_the_desktop() -> None:
    log = log_of(TimeGetsShort(EU, MINUTE))
    log = log_of(CredentialGone(EU, TimedOut()), before=log, visibility=SEEN)
    assert on_desktop(log) == []


def test_who_lost_access_with_one_that_is_gone_is_told_until_it_is_dismissed() -> None:
    cut_off = replace(credential("US", Stage.ACTIVE), secret_place=SecretPlace.REVOKED)
    log = log_of(CredentialGone(UNDER_WAY, Removed()), state=FakeState((cut_off,)))
    assert words(log)[0].startswith("“US” lost access when “EU” was deleted")
    assert toast(log) == ""
    log = log_of(ApprovalChanged(approval("EU", Phase.OVER)), before=log, state=FakeState())
    assert len(log.passing) == 1


def test_what_others_had_lost_before_is_not_told_with_one_that_is_gone() -> None:
    lost_before = replace(credential("US", Stage.ACTIVE), secret_place=SecretPlace.REVOKED)
    log = log_of(CredentialGone(CREATED, Removed()), state=FakeState((lost_before,)))
    assert log.passing == ()
    assert toast(log) == "“EU” was deleted."


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
    log = log_of(CredentialGone(UNDER_WAY, Removed()), state=FakeState((other,)))
    assert log.passing == ()
    assert toast(log).startswith("“EU” was deleted")
    assert "US" not in toast(log)


# -- checks ---------------------------------------------------------------------------------------


def named(name: str, credential: Credential) -> Credential:
    return replace(credential, id=name, name=name)


def test_what_got_worse_is_told_once_for_an_account() -> None:
    log = log_of(GotWorse((PAUSED, named("US", PAUSED))))
    assert words(log) == ["“EU” and “US”: Payments are paused"]
    (notice,) = log.passing
    assert notice.message.tone is Tone.PROBLEM
    assert notice.message.text, "what to do is said"
    assert notice.buttons[0] == Button(Action.OPEN_IN_STRIPE, "EU", "EU")


def test_what_got_worse_is_not_told_on_the_desktop_where_one_of_its_credentials_is_seen() -> None:
    log = log_of(GotWorse((named("US", PAUSED), PAUSED)), visibility=SEEN)
    assert on_desktop(log) == []


@pytest.mark.parametrize(
    ("now", "stays"),
    [
        (replace(PAUSED, checked=BEGINNING), True),
        (CREATED, False),
        (replace(CREATED, account=PAYOUTS_PAUSED), False),
        (replace(PAUSED, secret_place=SecretPlace.REVOKED), False),
        (replace(PAUSED, stage=Stage.INCOMPLETE), False),
        (named("US", CREATED), True),
    ],
)
def test_what_got_worse_is_told_as_long_as_it_is_so(now: Credential, stays: bool) -> None:
    before = log_of(GotWorse((PAUSED,)))
    assert bool(log_of(CredentialChanged(now), before=before).passing) is stays


@pytest.mark.parametrize("gone", [PAUSED, CUT_OFF])
def test_what_got_worse_is_not_told_of_one_that_is_gone(gone: Credential) -> None:
    log = log_of(GotWorse((PAUSED,)), CredentialGone(gone, Removed()))
    assert log.passing == ()


US, UK = named("US", CUT_OFF), named("UK", CUT_OFF)
NOT_CHECKED = AllChecked(1, (), (NotChecked((CREATED, named("US", CREATED)), LOST),))
NAMING_TWO: Mapping[str, tuple[NoticeInput, str]] = {
    "disconnected": (Disconnected((CUT_OFF, US)), "“EU” is disconnected"),
    "worse": (GotWorse((PAUSED, named("US", PAUSED))), "“EU”: Payments are paused"),
    "not checked": (NOT_CHECKED, "“EU” could not be checked"),
    "not removed": (RemovedTogether((UK,), (CREATED, US)), "“EU” was not deleted"),
}


@pytest.mark.parametrize("name", NAMING_TWO)
def test_a_notice_does_not_name_what_is_gone_and_is_gone_with_the_last_one(name: str) -> None:
    event, left = NAMING_TWO[name]
    before = log_of(event)
    (both,) = before.passing
    log = log_of(CredentialGone(US, Removed()), before=before)
    (notice,) = log.passing
    assert both.credential_ids == ("EU", "US")
    assert (words(log), notice.credential_ids) == ([left], ("EU",))
    assert "US" not in notice.message.text
    assert notice.revision == both.revision, "it is not announced again"
    assert log_of(CredentialGone(CUT_OFF, Removed()), before=log).passing == ()


@pytest.mark.parametrize("gone", [(), (UK,)])
def test_what_is_to_be_revoked_has_one_notice(gone: tuple[Credential, ...]) -> None:
    before = log_of(CredentialChanged(TO_DO))
    log = log_of(RemovedTogether(gone, (TO_DO,)), before=before)
    assert words(log) == ["“EU” is not deleted yet"]
    assert (log.toast is not None) is bool(gone)


def test_what_was_named_first_may_be_gone_first() -> None:
    log = log_of(NAMING_TWO["worse"][0], CredentialGone(PAUSED, Removed()))
    (notice,) = log.passing
    assert words(log) == ["“US”: Payments are paused"]
    assert notice.buttons[0] == Button(Action.OPEN_IN_STRIPE, "US", "US")


@pytest.mark.parametrize(
    ("name", "now"),
    [
        ("disconnected", replace(US, stage=Stage.INCOMPLETE)),
        ("disconnected", named("US", CREATED)),
        ("worse", named("US", CREATED)),
        ("not checked", replace(named("US", CREATED), checked=BEGINNING)),
    ],
)
def test_a_notice_does_not_name_what_it_is_not_true_of_any_more(name: str, now: Credential) -> None:
    event, left = NAMING_TWO[name]
    assert words(log_of(event, CredentialChanged(now))) == [left]


def test_those_that_lost_access_with_another_one_are_told_as_long_as_it_is_so() -> None:
    gone = named("Gone", UNDER_WAY)
    state = FakeState((CUT_OFF, US))
    before = log_of(CredentialGone(gone, Removed()), state=state)
    assert words(before) == ["“EU” and “US” lost access when “Gone” was deleted"]
    log = log_of(CredentialChanged(named("US", CREATED)), state=state, before=before)
    assert words(log) == ["“EU” lost access when “Gone” was deleted"]
    assert log_of(CredentialGone(CUT_OFF, Removed()), before=log).passing == ()


def test_those_that_lost_access_are_told_as_a_problem_as_their_status_is() -> None:
    log = log_of(CredentialGone(UNDER_WAY, Removed()), state=FakeState((named("US", CUT_OFF),)))
    (notice,) = log.passing
    assert notice.message.tone is Tone.PROBLEM


def test_a_question_stays_however_much_is_to_be_told() -> None:
    """The details lead to it, and it cannot be dismissed."""
    names = ("A", "B", "C", "D")
    state = FakeState((EU, *map(credential, names)))
    log = log_of(IncidentReported(EU, TO_CONFIRM), state=state)
    for name in names:
        log = log_of(CheckFailed(credential(name), REFUSED), before=log, state=state)
        worse = replace(named(f"{name} account", CUT_OFF))
        log = log_of(Disconnected((worse,)), before=log, state=state)

    assert "“EU”: Did you just approve access at Stripe?" in words(log, state)
    assert len(log.passing) == 3


def test_of_three_names_that_are_alike_two_are_left() -> None:
    others = (replace(EU, id="other", name="ＥＵ"), replace(EU, id="third", name="eu"))
    before = log_of(Loaded(), state=FakeState((EU, *others)))
    log = log_of(CredentialGone(EU, Removed()), before=before)
    assert words(log) == ["“ＥＵ” (other…) and “eu” (third…) count as the same name"]
    assert log_of(CredentialGone(others[0], Removed()), before=log).passing == ()


def test_what_got_worse_is_not_named_beside_what_could_not_be_checked_once_it_is_gone() -> None:
    event = replace(NOT_CHECKED, worse=((UK,),))
    log = log_of(event, CredentialGone(UK, Removed()))
    notice = next(each for each in log.passing if "could not be checked" in each.message.title)
    assert notice.credential_ids == ("EU", "US")
    assert "UK" not in notice.message.text


def test_it_is_told_that_one_is_connected_again() -> None:
    log = log_of(Reconnected(CREATED))
    assert toast(log) == f"“EU” is connected again: {ACCOUNT.name} ({ACCOUNT.id})."


def test_an_approval_that_waits_is_to_be_created_or_reconnected() -> None:
    again = replace(CREATED, stage=Stage.APPROVED)
    state = FakeState((again,), approvals={"EU": approval("EU", Phase.APPROVED, Approved(ACCOUNT))})
    (notice,) = log_of(BrowserAnswered("EU"), state=state).passing
    assert notice.message.title == "“EU” is ready to reconnect"
    assert notice.message.text.endswith("Choose “Resume”, then “Reconnect”.")


def test_a_check_of_all_tells_each_account_that_got_worse_and_the_whole() -> None:
    worse = ((PAUSED, named("US", PAUSED)), (named("UK", CUT_OFF),))
    log = log_of(AllChecked(5, worse))
    assert words(log) == ["“EU” and “US”: Payments are paused", "“UK” is disconnected"]
    assert [notice.credential_ids for notice in log.passing] == [("EU", "US"), ("UK",)]
    assert on_desktop(log) == words(log)
    assert toast(log) == "5 credentials were checked. “EU”, “UK” and “US” have got worse."


def test_one_is_said_in_the_singular() -> None:
    log = log_of(AllChecked(1, ((PAUSED,),)))
    assert toast(log) == "1 credential was checked. “EU” has got worse."


def test_a_check_of_all_that_succeeds_takes_away_what_an_earlier_one_could_not_check() -> None:
    failed = AllChecked(0, (), (NotChecked((CREATED,), LOST),))
    assert log_of(failed, AllChecked(1)).passing == ()


def test_a_check_of_all_says_what_it_could_not_check_and_why() -> None:
    us, uk = named("US", CREATED), named("UK", CREATED)
    same = AllChecked(1, (), (NotChecked((CREATED, us), LOST), NotChecked((uk,), LOST)))
    (notice,) = log_of(same).passing
    assert notice.message.title == "“EU”, “UK” and “US” could not be checked"
    assert notice.message.text.endswith(" 1 credential was checked. Nothing has got worse.")
    assert "“EU”" not in notice.message.text, "one reason is said once"
    assert notice.detail == LOST.detail
    assert notice.credential_ids == ("EU", "US", "UK")

    two = AllChecked(
        0, (), (NotChecked((CREATED,), LOST), NotChecked((us,), KeychainFailedError("")))
    )
    (notice,) = log_of(two, before=log_of(same)).passing
    first, second = notice.message.text.split("\n")
    assert first.startswith("“EU”: ")
    assert second == "“US”: The keychain did not respond correctly."


# -- the time -------------------------------------------------------------------------------------


def test_every_warning_is_announced_and_the_last_ones_at_once() -> None:
    log = log_of(TimeGetsShort(EU, 5 * MINUTE))
    first = log.announcement
    assert first is not None
    assert (first.text, first.urgent) == ("5 minutes left to approve “EU”", False)
    log = log_of(TimeGetsShort(EU, MINUTE), before=log, visibility=SEEN)
    assert log.announcement is not None
    assert log.announcement.urgent


def test_the_desktop_warns_once() -> None:
    log = log_of(TimeGetsShort(EU, 2 * MINUTE))
    (shown,) = log.desktop
    assert log_of(TimeGetsShort(EU, MINUTE), before=log).desktop == (shown,)
    # Of another credential it has not warned.
    assert len(log_of(TimeGetsShort(credential("US"), MINUTE), before=log).desktop) == 2


def test_the_desktop_warns_of_what_was_in_sight_before() -> None:
    log = log_of(TimeGetsShort(EU, 2 * MINUTE), visibility=SEEN)
    assert on_desktop(log_of(TimeGetsShort(EU, MINUTE), before=log)) == [
        "1 minute left to approve “EU”"
    ]


@pytest.mark.parametrize("end", [CredentialGone(EU, TimedOut()), NotApprovedAgain(CREATED)])
def test_the_desktop_warns_again_when_the_time_runs_another_time(end: NoticeInput) -> None:
    log = log_of(TimeGetsShort(EU, MINUTE), end, TimeGetsShort(EU, MINUTE))
    assert on_desktop(log) == ["1 minute left to approve “EU”"]


# -- questions of the wizard ----------------------------------------------------------------------


@pytest.mark.parametrize("incident", [None, *INCIDENTS])
def test_what_a_closed_wizard_told_or_asked_is_a_notice(incident: Incident | None) -> None:
    waiting = replace(approval("EU", Phase.WAITING), incident=incident)
    log = log_of(WizardClosed("EU"), state=FakeState((EU,), approvals={"EU": waiting}))
    assert bool(log.passing) is (incident is not None)


def test_after_an_approval_the_notice_asks_about_the_account() -> None:
    approved = approval("EU", Phase.APPROVED, Approved(ACCOUNT))
    approved = replace(approved, incident=LinkOpenedTwice())
    state = FakeState((EU,), approvals={"EU": approved})
    log = log_of(IncidentReported(EU, LinkOpenedTwice()), state=state)
    assert words(log, state) == ["Check that you approved access to Acme Ltd (acct_1AcmePractice)"]


def test_after_a_denial_the_notice_says_that_it_may_be_of_the_other_browser() -> None:
    denied = replace(approval("EU", Phase.STOPPED, Denied()), incident=LinkOpenedTwice())
    state = FakeState((EU,), approvals={"EU": denied})
    for event in (IncidentReported(EU, LinkOpenedTwice()), WizardClosed("EU")):
        (notice,) = notices(log_of(event, state=state), state)
        assert notice.message == incident_texts.stopped_incident_message(
            "Access was denied at Stripe", in_wizard=False
        )
        assert [button.action for button in notice.buttons] == [Action.RESUME, Action.DISMISS]


def test_after_the_creation_the_notice_asks_about_the_account() -> None:
    active = credential("EU", Stage.ACTIVE)
    state = FakeState((active,))
    log = log_of(IncidentReported(active, LinkOpenedTwice()), state=state)
    (notice,) = notices(log, state)
    assert notice.message == incident_texts.created_incident_message("EU", ACCOUNT)
    assert notice.message.title == (
        "“EU”: did you approve access to Acme Ltd (acct_1AcmePractice)?"
    )
    assert [button.action for button in notice.buttons] == [Action.APPROVED_IT, Action.DELETE]
    assert log_of(Dismissed(notice.buttons[0].target), before=log).passing == ()


def test_whose_approval_it_was_is_asked_until_it_is_answered() -> None:
    active = credential("EU", Stage.ACTIVE)
    state = FakeState((active,))
    log = log_of(IncidentReported(active, LinkOpenedTwice()), state=state)
    (asked,) = log.passing
    log = log_of(Checked(active), CredentialChanged(active), before=log, state=state)
    log = log_of(*(TabsLost(credential(name)) for name in ("1", "2", "3")), before=log)
    assert asked in log.passing

    assert asked not in log_of(CredentialGone(active, Removed()), before=log).passing


@pytest.mark.parametrize("kind", ActivityKind)
def test_what_failed_can_be_resumed_where_the_wizard_has_the_step(kind: ActivityKind) -> None:
    entry = Activity(BEGINNING, kind, "EU", "EU", System.STRIPE, "ada")
    error = StorageError("disk full", StorageProblem.FULL, entry)
    (notice,) = log_of(OperationFailed(error), state=FakeState((EU,))).passing
    in_wizard = kind in {
        ActivityKind.STARTED,
        ActivityKind.APPROVED,
        ActivityKind.CREATED,
        ActivityKind.RECONNECTED,
        ActivityKind.REJECTED,
        ActivityKind.WAIT_STOPPED,
    }
    assert (Action.RESUME in actions(notice)) is in_wizard
    assert ("Then choose “Resume”." in notice.message.text) is in_wizard


def test_a_step_that_failed_takes_no_question_away() -> None:
    state = FakeState((EU,))
    asked = log_of(IncidentReported(EU, UnconfirmedDenial(has_state=False)), state=state)
    entry = Activity(BEGINNING, ActivityKind.REMOVED, "EU", "EU", System.STRIPE, "ada")
    failed = OperationFailed(StorageError("disk full", StorageProblem.FULL, entry))
    assert len(log_of(failed, before=asked, state=state).passing) == 2


def test_a_question_of_an_approval_that_is_over_is_not_asked() -> None:
    over = replace(approval("EU", Phase.OVER), incident=UnconfirmedDenial(has_state=False))
    log = log_of(WizardClosed("EU"), state=FakeState((EU,), approvals={"EU": over}))
    assert log.passing == ()


def test_a_wizard_that_began_nothing_leaves_no_question() -> None:
    assert log_of(WizardClosed("EU"), state=FakeState()).passing == ()


# -- what stays until it is settled ---------------------------------------------------------------


def test_what_stays_is_above_what_passes_and_the_newest_on_top() -> None:
    to_do = [
        replace(credential(name, Stage.ACTIVE), revoking=Revoking.TO_DO) for name in ("One", "Two")
    ]
    state = FakeState((EU, *to_do), (grant("Three"), grant("Four")))
    log = log_of(TabsLost(EU), *(RevocationFailed(each) for each in to_do), state=state)
    assert [notice.about for notice in notices(log, state)] == [
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
    (notice,) = notices(NoticeLog(), FakeState(known, (grant("EU", account_id),)))
    assert actions(notice) == expected
    assert ("Choose “Resume”" in notice.message.text) is (Action.RESUME in expected)


def test_other_advice_about_an_unsettled_grant_is_no_other_occasion() -> None:
    (before,) = notices(NoticeLog(), FakeState((EU,), (grant("EU"),)))
    (now,) = notices(NoticeLog(), FakeState((), (grant("EU"),)))
    assert before.message != now.message
    assert before.revision == now.revision


@pytest.mark.parametrize("event", [Loaded(), CredentialChanged(TO_DO)])
def test_access_that_is_to_be_revoked_is_told(event: NoticeInput) -> None:
    log = log_of(event, state=FakeState((TO_DO,)))
    assert words(log) == ["“EU” is not deleted yet"]
    # It is known; nothing new has happened to it.
    assert log_of(Loaded(), before=log, state=FakeState((TO_DO,))).to_be_revoked == (
        log.to_be_revoked
    )


def test_what_failed_again_in_the_same_words_is_told_on_another_occasion() -> None:
    once = log_of(RevocationFailed(TO_DO, REFUSED))
    twice = log_of(RevocationFailed(TO_DO, REFUSED), before=once)
    (first,), (second,) = notices(once, FakeState()), notices(twice, FakeState())
    assert first.message == second.message
    assert first.revision != second.revision


def test_while_it_is_tried_again_it_stays_with_its_problem() -> None:
    log = log_of(RevocationFailed(TO_DO, REFUSED))
    again = log_of(CredentialChanged(UNDER_WAY), CredentialChanged(TO_DO), before=log)
    assert notices(again, FakeState()) == notices(log, FakeState())


def test_what_failed_again_is_told_again_on_top() -> None:
    other = replace(TO_DO, id="US", name="US")
    log = log_of(
        RevocationFailed(TO_DO, LOST), RevocationFailed(other), RevocationFailed(TO_DO, REFUSED)
    )
    first, second = notices(log, FakeState())
    assert (first.about, second.about) == ("to be revoked: EU", "to be revoked: US")
    assert first.detail == REFUSED.detail


def test_what_is_revoked_at_once_is_not_told_as_to_be_revoked() -> None:
    assert words(log_of(CredentialChanged(UNDER_WAY))) == []


@pytest.mark.parametrize(
    "event",
    [
        CredentialChanged(CREATED),
        CredentialChanged(credential("EU", Stage.APPROVED)),
        CredentialChanged(UNCONFIRMED),
        CredentialGone(UNDER_WAY, Removed()),
    ],
    ids=["kept", "kept, not created", "nobody knows", "gone"],
)
def test_what_is_not_to_be_revoked_any_more_is_taken_away(event: NoticeInput) -> None:
    log = log_of(RevocationFailed(TO_DO), event)
    assert log.to_be_revoked == ()


def test_another_credential_on_the_account_is_another_occasion() -> None:
    log = log_of(RevocationFailed(TO_DO, REFUSED))
    (before,) = notices(log, FakeState())
    (now,) = notices(log, FakeState(others=(EU,)))
    assert "Another credential now uses this account" in now.message.text
    assert before.revision != now.revision


def test_others_on_the_account_are_why_access_was_not_revoked() -> None:
    state = FakeState(others=(EU,))
    log = log_of(RevocationFailed(CREATED), state=state)
    assert "Another credential now uses this account" in log.passing[0].message.text
    log = log_of(GrantNotRevoked(grant("EU", "acct_1")), state=state)
    assert "uses that account" in log.passing[0].message.text


# -- on the page above ----------------------------------------------------------------------------


def test_the_headline_is_that_of_the_first() -> None:
    log = log_of(IdCopied(EU), TabsLost(EU), TabsLost(credential("US")))
    first = notices(log, FakeState())[0]
    assert first.headline.startswith("“EU”: Your earlier browser tab")
    assert first.names == ("EU",)
    assert notices(log_of(IdCopied(EU)), FakeState()) == ()


def test_a_notice_knows_the_names_in_its_heading() -> None:
    gone = replace(EU, name="Nordics")
    log = log_of(
        CredentialGone(gone, TimedOut()),
        CredentialGone(replace(EU, id="US", name="US"), TimedOut()),
        GotWorse((CREATED,)),
        DashboardNotOpened(CREATED, ""),
    )
    for notice in notices(log, FakeState()):
        assert notice.names
        assert all(f"“{name}”" in notice.headline for name in notice.names)


# -- what is advised ------------------------------------------------------------------------------


@EVERY_ROW
def test_a_notice_names_no_button_that_only_the_wizard_has(row: Row) -> None:
    log = log_of(row.event, state=row.state)
    told = [notice.message.text for notice in notices(log, row.state)]
    for text in [*told, *(shown.message.text for shown in log.desktop)]:
        assert "Open again" not in text.replace("“Resume”, then “Open again”", "")
        assert "choose “Create credential”" not in text
        assert "choose “Cancel”" not in text


def test_after_an_approval_the_notice_says_how_to_get_to_the_wizard() -> None:
    assert "choose “Resume”, then “Create credential”" in (
        incident_texts.approved_incident_message(ACCOUNT, in_wizard=False).text
    )
    denied = incident_texts.stopped_incident_message("Denied", in_wizard=False)
    assert "Choose “Resume”, then “Open again”" in denied.text


# -- which credentials a notice is about ----------------------------------------------------------


ABOUT_ONE = pytest.mark.parametrize(
    "name",
    [
        "approved",
        "approval to confirm",
        "to be revoked",
        "tabs lost",
        "check failed",
        "disconnected",
        "not approved again",
        "not revoked",
    ],
)


@ABOUT_ONE
def test_a_notice_knows_the_credential_that_it_is_about(name: str) -> None:
    row = TABLE[name]
    (notice,) = notices(log_of(row.event, state=row.state), row.state)
    assert notice.credential_ids == ("EU",)


def test_a_notice_knows_every_credential_that_it_is_about() -> None:
    both = (EU, replace(EU, id="other", name="ＥＵ"))
    (notice,) = log_of(Loaded(), state=FakeState(both)).passing
    assert notice.credential_ids == ("EU", "other")
    (notice,) = log_of(Disconnected(both)).passing
    assert notice.credential_ids == ("EU", "other")
    (notice,) = notices(NoticeLog(), FakeState((EU,), (grant("EU"),)))
    assert notice.credential_ids == ("EU",)
    (notice,) = log_of(OperationFailed(ValueError())).passing
    assert notice.credential_ids == ()


def test_buttons_of_one_label_are_told_apart() -> None:
    (notice,) = log_of(TabsLost(EU)).passing
    assert notice.buttons == (
        Button(Action.RESUME, "EU", notice.message.title),
        Button(Action.DISMISS, "EU", notice.message.title),
    )
