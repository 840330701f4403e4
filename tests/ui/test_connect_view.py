"""What Stage 2 shows for each state of an approval."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.core.account import Account
from desktop_app.core.approval import Approval, Phase
from desktop_app.core.credential import AffectedCredential, Credential, SecretPlace, Stage
from desktop_app.core.deadline import APPROVAL_TTL, Deadline, Moment
from desktop_app.core.errors import (
    NO_DETAIL,
    Detail,
    KeychainError,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
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
    AccountRejected,
    Approved,
    BrowserFailed,
    Denied,
    ExchangeFailed,
    ExchangeProblem,
    LinkCopied,
    LinkToSend,
    NotConfirmed,
    NotOpened,
    NotStarted,
    Outcome,
    OutcomeUnknown,
    PreparationProblem,
    Removed,
    SecretLost,
    Superseded,
    TimedOut,
    WaitStopped,
)
from desktop_app.core.systems import System
from desktop_app.ui.texts import incident_texts, keychain_texts, outcome_texts
from desktop_app.ui.texts.time_texts import Awaited
from desktop_app.ui.theme import Tone
from desktop_app.ui.wizard.connect_view import (
    NEEDING_SUPPORT,
    ConnectView,
    Help,
    Steps,
    WizardAction,
    connect_view,
)
from tests.fakes import ACCOUNT, BEGINNING

SHARING = AffectedCredential(
    Credential("1", System.STRIPE_TEST, "EU billing", Stage.ACTIVE, BEGINNING, account=ACCOUNT)
)
OUTCOMES: tuple[Outcome, ...] = (
    Approved(ACCOUNT),
    Denied(),
    WaitStopped(),
    AccountRejected(ACCOUNT),
    AccountRejected(ACCOUNT, (SHARING,)),
    TimedOut(),
    Removed(),
    Superseded(),
    LinkCopied(),
    LinkToSend("https://connect.stripe.com/oauth/authorize?state=a.b"),
    NotConfirmed(),
    BrowserFailed(),
    BrowserFailed("/usr/bin/firefox"),
    BrowserFailed(is_path_lost=True),
    *(ExchangeFailed(why, Detail()) for why in ExchangeProblem),
    OutcomeUnknown(Detail()),
    *(NotStarted(why) for why in PreparationProblem),
)


AGAIN = (WizardAction.OPEN_AGAIN, WizardAction.SOMEBODY_ELSE)
WAITING = (WizardAction.OPEN_AGAIN, WizardAction.COPY_LINK, WizardAction.SOMEBODY_ELSE)


def view(
    phase: Phase,
    outcome: Outcome | None = None,
    incident: Incident | None = None,
    problem: KeychainError | None = None,
    deadline: Deadline | None = None,
    before: Account | None = None,
) -> ConnectView:
    return connect_view(
        Approval(
            "id",
            System.STRIPE,
            "EU billing",
            SecretPlace.KEYCHAIN,
            phase,
            deadline=deadline,
            outcome=outcome,
            keychain_error=problem,
            incident=incident,
        ),
        before,
    )


def test_before_go_to_stripe_there_is_the_information_and_who_approves() -> None:
    assert connect_view(None) == ConnectView(
        intro=True, steps=Steps.TO_DO, actions=(WizardAction.GO, WizardAction.SOMEBODY_ELSE)
    )


def test_without_a_browser_the_link_to_send_comes_first() -> None:
    shown = view(Phase.WAITING, LinkToSend("https://connect.stripe.com/oauth/authorize"))
    assert shown.message is not None
    assert (shown.actions, shown.primary) == ((WizardAction.SHOW_LINK, WizardAction.GO), True)
    assert (shown.awaited, shown.help) == (Awaited.BROWSER, Help.NONE)


def test_what_was_not_confirmed_in_time_can_be_approved_again_by_both() -> None:
    shown = view(Phase.STOPPED, NotConfirmed())
    assert shown.message is not None
    assert shown.message.title == "The approval was not confirmed in time"
    assert shown.message.text.endswith("Choose “Open again”.")
    assert shown.actions == AGAIN
    assert shown.awaited is Awaited.ATTEMPT


def test_while_preparing_nothing_can_be_chosen() -> None:
    shown = view(Phase.PREPARING)
    assert shown.busy == "Getting ready…"
    assert shown.actions == ()


@pytest.mark.parametrize(
    ("problem", "first"),
    [
        (KeychainLockedError(""), WizardAction.UNLOCK),
        (KeychainMissingError(""), WizardAction.TRY_AGAIN),
        (KeychainFailedError(""), WizardAction.TRY_AGAIN),
    ],
)
def test_a_keychain_that_cannot_be_used_leaves_a_choice(
    problem: KeychainError, first: WizardAction
) -> None:
    shown = view(Phase.BLOCKED, problem=problem)
    assert shown.actions == (first, WizardAction.SESSION_ONLY)
    assert shown.message == keychain_texts.keychain_message(problem)


def test_waiting_shows_the_time_and_offers_a_link() -> None:
    shown = view(Phase.WAITING)
    assert (shown.awaited, shown.steps, shown.help) == (Awaited.BROWSER, Steps.TO_DO, Help.ALL)
    assert shown.actions == WAITING
    assert not shown.primary


def test_a_browser_that_failed_makes_copy_link_the_first_choice() -> None:
    shown = view(Phase.WAITING, BrowserFailed())
    assert shown.actions == (
        WizardAction.COPY_LINK,
        WizardAction.OPEN_AGAIN,
        WizardAction.SOMEBODY_ELSE,
    )
    # The message says itself that nothing opened.
    assert (shown.awaited, shown.steps, shown.help) == (Awaited.BROWSER, Steps.NONE, Help.NONE)
    assert shown.primary


def test_a_link_that_was_copied_says_so_and_can_be_copied_again() -> None:
    shown = view(Phase.WAITING, LinkCopied())
    assert shown.actions == (WizardAction.COPY_LINK, WizardAction.SOMEBODY_ELSE)
    # Nothing was meant to open.
    assert (shown.awaited, shown.steps, shown.help) == (Awaited.BROWSER, Steps.TO_DO, Help.ERRORS)
    assert shown.message is not None
    assert shown.message.title == "The link is copied"


def test_a_program_that_is_gone_is_named_with_what_to_do() -> None:
    shown = view(Phase.WAITING, BrowserFailed("/opt/firefox"))
    assert shown.actions[:2] == (WizardAction.COPY_LINK, WizardAction.OPEN_SETTINGS)
    assert shown.message is not None
    assert shown.message.path == "/opt/firefox"
    assert "Copy link" in shown.message.text
    assert "Settings" in shown.message.text


def test_a_program_that_is_not_known_any_more_is_no_default_browser() -> None:
    shown = view(Phase.WAITING, BrowserFailed(is_path_lost=True))
    assert shown.actions[0] is WizardAction.COPY_LINK
    assert shown.message is not None
    assert shown.message.title == "The program that opens the link is not known any more"
    assert "choose the program again in Settings" in shown.message.text


def test_finishing_lets_nothing_be_chosen() -> None:
    shown = view(Phase.FINISHING)
    assert shown.busy == "Completing the connection…"
    assert (shown.actions, shown.steps) == ((), Steps.DONE)


@pytest.mark.parametrize("outcome", [Denied(), OutcomeUnknown(Detail()), None])
def test_what_was_stopped_can_be_opened_again_in_its_time(outcome: Outcome | None) -> None:
    shown = view(Phase.STOPPED, outcome)
    assert shown.actions == AGAIN
    assert (shown.awaited, shown.steps, shown.help) == (Awaited.ATTEMPT, Steps.NONE, Help.NONE)
    assert (shown.message is None) is (outcome is None)


@pytest.mark.parametrize("phase", [Phase.WAITING, Phase.STOPPED, Phase.OVER])
@pytest.mark.parametrize("outcome", [None, *OUTCOMES], ids=str)
def test_wherever_stripe_can_be_opened_somebody_else_may_approve(
    outcome: Outcome | None, phase: Phase
) -> None:
    for before in (None, ACCOUNT):
        actions = view(phase, outcome, before=before).actions
        has_setting_first = WizardAction.OPEN_SETTINGS in actions
        if {WizardAction.GO, WizardAction.OPEN_AGAIN} & set(actions) and not has_setting_first:
            assert {WizardAction.SOMEBODY_ELSE, WizardAction.SHOW_LINK} & set(actions)


@pytest.mark.parametrize("why", ExchangeProblem)
def test_the_first_button_after_a_failure_is_the_filled_one(why: ExchangeProblem) -> None:
    assert view(Phase.STOPPED, ExchangeFailed(why, Detail())).primary


@pytest.mark.parametrize("why", ExchangeProblem)
def test_the_time_left_is_shown_if_an_approval_can_succeed_in_it(why: ExchangeProblem) -> None:
    shown = view(Phase.STOPPED, ExchangeFailed(why, Detail()))
    can_succeed = why not in NEEDING_SUPPORT
    assert (shown.awaited is Awaited.ATTEMPT) is can_succeed
    assert (WizardAction.OPEN_AGAIN in shown.actions) is can_succeed


@pytest.mark.parametrize("why", ExchangeProblem)
def test_what_has_to_be_done_before_the_page_is_opened_again_is_the_first_button(
    why: ExchangeProblem,
) -> None:
    failed = ExchangeFailed(why, Detail())
    text = outcome_texts.outcome_message(failed).text
    first = WizardAction.OPEN_AGAIN
    if "Settings" in text:
        first = WizardAction.OPEN_SETTINGS
    elif "each approval ends like this" in text:
        first = WizardAction.CONTACT_SUPPORT
    assert view(Phase.STOPPED, failed).actions[0] is first


@pytest.mark.parametrize("why", [ExchangeProblem.LIVE_GRANTED, ExchangeProblem.TEST_GRANTED])
def test_a_profile_for_the_other_mode_needs_the_support_team_first(why: ExchangeProblem) -> None:
    failed = ExchangeFailed(why, Detail())
    assert view(Phase.STOPPED, failed).actions == (WizardAction.CONTACT_SUPPORT,)
    text = outcome_texts.outcome_message(failed).text
    assert "Then connect the organization again with the corrected profile" in text
    assert "Open again" not in text


@pytest.mark.parametrize("why", ExchangeProblem)
def test_where_the_support_team_is_named_it_can_be_asked(why: ExchangeProblem) -> None:
    failed = ExchangeFailed(why, Detail())
    named = "support team" in outcome_texts.outcome_message(failed).text
    assert (outcome_texts.outcome_detail(failed) is not None) is named


def test_what_is_approved_again_is_reconnected_and_another_account_is_named() -> None:
    approved = outcome_texts.outcome_message(Approved(ACCOUNT), ACCOUNT)
    assert approved.text == "Choose “Reconnect” to finish."
    granted = Account("acct_other", "Globex")
    other = ExchangeFailed(ExchangeProblem.WRONG_ACCOUNT, NO_DETAIL, granted)
    text = outcome_texts.outcome_message(other, ACCOUNT).text
    assert "Globex (acct_other) approved" in text
    assert f"connected to {ACCOUNT.name} ({ACCOUNT.id})" in text
    assert outcome_texts.outcome_detail(other) is None


@pytest.mark.parametrize("is_revoked", [False, True])
def test_that_access_was_revoked_is_said_only_if_it_is_certain(is_revoked: bool) -> None:
    for why in (ExchangeProblem.LIVE_GRANTED, ExchangeProblem.WRONG_SCOPE):
        failed = ExchangeFailed(why, NO_DETAIL, ACCOUNT, is_revoked)
        text = outcome_texts.outcome_message(failed).text
        assert ("The access that it gave was revoked at once." in text) is is_revoked


def test_approved_leaves_only_create_credential() -> None:
    shown = view(Phase.APPROVED, Approved(ACCOUNT))
    assert shown.actions == ()
    assert shown.message == outcome_texts.outcome_message(Approved(ACCOUNT))


def test_what_was_never_created_can_have_another_account() -> None:
    deadline = Deadline(Moment(BEGINNING, 0, "boot"), APPROVAL_TTL)
    shown = view(Phase.APPROVED, Approved(ACCOUNT), deadline=deadline)
    assert shown.actions == (WizardAction.NOT_THIS_ACCOUNT,)
    problem = KeychainFailedError("")
    shown = view(Phase.APPROVED, Approved(ACCOUNT), problem=problem, deadline=deadline)
    assert shown.actions == (WizardAction.TRY_KEYCHAIN, WizardAction.NOT_THIS_ACCOUNT)


def test_while_access_is_given_back_nothing_can_be_chosen() -> None:
    shown = view(Phase.REJECTING)
    assert shown.busy == "Revoking access at Stripe…"
    assert shown.actions == ()


@pytest.mark.parametrize(
    ("charges", "payouts", "due", "tone", "title"),
    [
        (True, True, (), Tone.SUCCESS, "Access is approved"),
        (None, None, (), Tone.SUCCESS, "Access is approved"),
        (
            True,
            True,
            ("external_account",),
            Tone.WARNING,
            "Access is approved, but Stripe needs information",
        ),
        (True, False, (), Tone.WARNING, "Access is approved, but payouts are paused"),
        (False, False, (), Tone.WARNING, "Access is approved, but payments are paused"),
    ],
)
def test_approved_says_at_once_how_the_account_is(
    charges: bool | None, payouts: bool | None, due: tuple[str, ...], tone: Tone, title: str
) -> None:
    account = replace(ACCOUNT, charges_enabled=charges, payouts_enabled=payouts, currently_due=due)
    message = view(Phase.APPROVED, Approved(account)).message
    assert message is not None
    assert (message.tone, message.title) == (tone, title)
    assert message.text.startswith("Choose “Create credential” to finish.")
    # What is wrong there does not stop the person.
    is_good = tone is Tone.SUCCESS
    assert ("settle the rest with Stripe soon" in message.text) is not is_good


def test_approved_with_a_keychain_that_failed_offers_it_again() -> None:
    shown = view(Phase.APPROVED, Approved(ACCOUNT), problem=KeychainFailedError(""))
    assert shown.actions == (WizardAction.TRY_KEYCHAIN,)
    assert shown.primary


@pytest.mark.parametrize(
    ("outcome", "action"),
    [
        (TimedOut(), WizardAction.START_AGAIN),
        (Removed(), WizardAction.START_AGAIN),
        (NotStarted(PreparationProblem.NO_PORT), WizardAction.TRY_AGAIN),
        (NotStarted(PreparationProblem.STRIPE_UNREACHABLE), WizardAction.TRY_AGAIN),
        (NotStarted(PreparationProblem.NOT_SAVED), WizardAction.TRY_AGAIN),
        (NotStarted(PreparationProblem.NAME_TAKEN), WizardAction.CHOOSE_NAME),
    ],
)
def test_what_is_over_can_be_begun_anew(outcome: Outcome, action: WizardAction) -> None:
    assert view(Phase.OVER, outcome).actions == (action,)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_has_a_heading_and_says_what_to_do_next(outcome: Outcome) -> None:
    message = outcome_texts.outcome_message(outcome)
    assert message.title
    assert not message.title.endswith(".")
    assert any(
        action in message.text
        for action in ("Choose", "choose", "Try again", "try again", "Go back", "Ask ")
    )
    assert "{" not in message.title + message.text


def test_no_two_outcomes_say_the_same() -> None:
    said = [outcome_texts.outcome_message(outcome) for outcome in OUTCOMES]
    assert len({message.text for message in said}) == len(said)


def test_each_failure_of_an_exchange_has_a_title_that_says_the_cause() -> None:
    failures = [ExchangeFailed(why, Detail()) for why in ExchangeProblem]
    titles = {outcome_texts.outcome_message(failure).title for failure in failures}
    assert len(titles) == len(failures)


def test_what_stopped_an_approval_may_be_the_doing_of_whoever_opened_its_link_first() -> None:
    shown = view(Phase.STOPPED, Denied(), incident=LinkOpenedTwice())
    assert shown.message == incident_texts.stopped_incident_message(
        "Access was denied at Stripe", in_wizard=True
    )
    assert shown.actions == AGAIN


@pytest.mark.parametrize(
    ("incident", "actions"),
    [
        (
            UnconfirmedApproval("attempt", Moment(BEGINNING, 0, "boot")),
            (WizardAction.REJECT, WizardAction.CONFIRM),
        ),
        (
            UnconfirmedApproval("attempt", Moment(BEGINNING, 0, "boot"), is_by_sent_link=True),
            (WizardAction.REJECT, WizardAction.CONFIRM_SENT),
        ),
        (ContradictoryApprovals(), WAITING),
        # The place to paste at is back once the question is answered.
        (
            UnconfirmedDenial(has_state=False),
            (WizardAction.KEEP_WAITING, WizardAction.STOP_WAITING),
        ),
        (LinkOpenedTwice(), WAITING),
        (PeerRefused("bob"), WAITING),
    ],
)
def test_an_incident_is_told_while_the_time_runs_on(
    incident: Incident, actions: tuple[WizardAction, ...]
) -> None:
    shown = view(Phase.WAITING, incident=incident)
    assert shown.message == incident_texts.incident_message(incident, in_wizard=True)
    assert (shown.actions, shown.steps) == (actions, Steps.NONE)
    # Only of these, the text says that opening the page again is the remedy.
    assert shown.primary is isinstance(incident, ContradictoryApprovals | LinkOpenedTwice)
    is_asked = isinstance(incident, UnconfirmedApproval)
    assert shown.awaited is (Awaited.EARLY_ANSWER if is_asked else Awaited.BROWSER)


def test_shortly_before_the_deadline_the_question_has_the_time_of_the_approval() -> None:
    asked = UnconfirmedApproval("attempt", Moment(BEGINNING, 0, "boot"), timedelta(minutes=4))
    assert view(Phase.WAITING, incident=asked).awaited is Awaited.ANSWER


def test_a_keychain_that_failed_does_not_hide_the_question_about_the_account() -> None:
    shown = view(
        Phase.APPROVED,
        Approved(ACCOUNT),
        incident=LinkOpenedTwice(),
        problem=KeychainFailedError(""),
    )
    assert shown.message == incident_texts.approved_incident_message(ACCOUNT, in_wizard=True)
    assert shown.actions == (WizardAction.TRY_KEYCHAIN,)


def test_an_approval_of_a_link_that_was_opened_twice_is_asked_about() -> None:
    shown = view(Phase.APPROVED, Approved(ACCOUNT), incident=LinkOpenedTwice())
    assert shown.message == incident_texts.approved_incident_message(ACCOUNT, in_wizard=True)
    # Both ways on are named, and only one of them is in the panel: so the heading asks nothing.
    assert not shown.message.title.endswith("?")
    assert "“Create credential”" in shown.message.text
    assert "“Not this account?”" in shown.message.text


def test_whoever_opened_the_link_twice_goes_on_where_it_was_opened_first() -> None:
    message = view(Phase.WAITING, incident=LinkOpenedTwice()).message
    assert message is not None
    # The other browser did not get to Stripe.
    assert "opened it twice yourself, go on in the first browser" in message.text
    assert "opened it only once" in message.text


def test_without_a_port_the_it_department_is_asked_and_the_reason_can_be_copied() -> None:
    reason = Detail(description="Permission denied")
    for outcome in (
        NotStarted(PreparationProblem.NO_PORT, reason),
        NotOpened(PreparationProblem.NO_PORT, reason),
    ):
        assert "ask your IT department" in outcome_texts.outcome_message(outcome).text
        assert outcome_texts.outcome_detail(outcome) == reason


def test_what_a_message_asks_for_is_answered_in_its_panel() -> None:
    shown = view(Phase.STOPPED, Denied())
    assert (shown.answers, shown.others) == (shown.actions, ())
    shown = view(Phase.WAITING)
    assert (shown.answers, shown.others) == ((), WAITING)


def test_another_account_is_chosen_below_the_account_unless_it_is_in_doubt() -> None:
    deadline = Deadline(Moment(BEGINNING, 0, "boot"), APPROVAL_TTL)
    problem = KeychainFailedError("")
    shown = view(Phase.APPROVED, Approved(ACCOUNT), problem=problem, deadline=deadline)
    assert shown.answers == (WizardAction.TRY_KEYCHAIN,)
    assert shown.others == (WizardAction.NOT_THIS_ACCOUNT,)
    asked = view(Phase.APPROVED, Approved(ACCOUNT), incident=LinkOpenedTwice(), deadline=deadline)
    assert (asked.answers, asked.others) == ((WizardAction.NOT_THIS_ACCOUNT,), ())


@pytest.mark.parametrize(
    ("phase", "outcome"),
    [
        (Phase.BLOCKED, None),
        (Phase.OVER, NotStarted(PreparationProblem.NO_PORT)),
        (Phase.OVER, TimedOut()),
        (Phase.OVER, TimedOut(restored=True)),
        (Phase.OVER, SecretLost()),
    ],
)
def test_where_the_steps_are_still_to_be_taken_they_stay_in_sight(
    phase: Phase, outcome: Outcome | None
) -> None:
    problem = KeychainFailedError("") if phase is Phase.BLOCKED else None
    assert view(phase, outcome, problem=problem).steps is Steps.TO_DO


@pytest.mark.parametrize("phase", [Phase.PREPARING, Phase.FINISHING, Phase.REJECTING])
def test_what_is_under_way_says_what_comes_of_it(phase: Phase) -> None:
    assert view(phase).busy_note


def test_a_denial_of_a_link_that_was_opened_twice_is_a_denial_first() -> None:
    message = view(Phase.STOPPED, Denied(), incident=LinkOpenedTwice()).message
    assert message is not None
    assert message.title == "Access was denied at Stripe"
    assert "opened in two browsers" in message.text
