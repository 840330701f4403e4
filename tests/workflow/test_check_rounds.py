"""Checking every connection at once, and quietly those that were not checked for an hour."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.core.account import Account, Grant
from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Credential, SecretPlace, Status
from desktop_app.core.deadline import SecondsLeft
from desktop_app.core.errors import (
    AccountNotConnectedError,
    AnswerLostError,
    Detail,
    KeychainLockedError,
    RefusedError,
    SecretRefusedError,
    SecretUnavailableError,
    StorageError,
    UnreachableError,
)
from desktop_app.core.lifecycle import Step
from desktop_app.core.platform_secret import owner_of
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.events import (
    AllChecked,
    CheckBegan,
    Checked,
    CheckEnded,
    CheckFailed,
    CredentialChanged,
    Disconnected,
    Event,
    GotWorse,
    NotChecked,
    OperationFailed,
)
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workflow import Workflow
from tests.fakes import ACCOUNT, BEGINNING, FakeStripe, WorkflowHarness
from tests.organizations import Computer
from tests.workflow.agreement import assert_agree
from tests.workflow.organization_steps import approve

GONE = AccountNotConnectedError(Detail("account_invalid", "No such account", "req_1", 403))
UNREACHABLE = UnreachableError(Detail("name_not_found"))
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
TOLD = AllChecked | GotWorse | Checked | CheckFailed | Disconnected | OperationFailed


class StripeOfAccounts(FakeStripe):
    """Has an answer for each account, and remembers which were read."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, Account | Exception] = {}
        self.read: list[str] = []

    def account(
        self,
        system: System,
        account_id: str,
        seconds_left: SecondsLeft,
        access_token: Secret | None = None,
    ) -> Account:
        super().account(system, account_id, seconds_left, access_token)
        self.read.append(account_id)
        answer = self.answers[account_id]
        if isinstance(answer, Exception):
            raise answer
        return answer


def account(name: str) -> Account:
    return replace(ACCOUNT, id=f"acct_{name}", name=name)


def paused(name: str) -> Account:
    return replace(account(name), charges_enabled=False)


class Accounts:
    """A workspace whose credentials have the names of their accounts, and share them by a dot."""

    def __init__(self, folder: Path) -> None:
        self.stripe = StripeOfAccounts()
        self.harness = WorkflowHarness(folder / "practice.sqlite3", stripe=self.stripe)
        self.harness.start()
        self.ids: dict[str, str] = {}

    def add(self, *names: str, place: SecretPlace = SecretPlace.KEYCHAIN) -> None:
        """Make active credentials, a second apart: "US" and "US.2" use one account."""
        for name in names:
            of = account(name.partition(".")[0])
            self.stripe.answers[of.id] = of
            self.stripe.grant = Grant(of.id, False, "read_write", Secret(f"sk_test_{name}"))
            self.ids[name] = self.harness.go(name, place=place)
            self.harness.approve_in_browser()
            self.harness.commands.create(self.ids[name])
            self.harness.clock.pass_time(timedelta(seconds=1))
        self.forget_events()

    def forget_events(self) -> None:
        self.harness.events.clear()
        self.stripe.read.clear()

    def answer(self, name: str, answer: Account | Exception) -> None:
        self.stripe.answers[f"acct_{name}"] = answer

    def now(self, name: str) -> Credential:
        return self.harness.credential(self.ids[name])

    def told(self) -> list[Event]:
        return [event for event in self.harness.events if isinstance(event, TOLD)]

    def all_checked(self) -> AllChecked:
        """Return the one thing that was told."""
        (event,) = self.told()
        assert isinstance(event, AllChecked)
        return event

    def logged(self) -> list[tuple[str, str]]:
        """Return what has changed of which credential, as the log has it."""
        return [
            (entry.credential_name, entry.detail)
            for entry in self.harness.store.activities(0)
            if entry.kind is ActivityKind.HEALTH_CHANGED
        ]

    def shown_as_checking(self, name: str) -> list[bool]:
        """Return a list that gets, for each event of a credential, whether it is being checked."""
        shown: list[bool] = []
        state, credential_id = self.harness.state, self.ids[name]

        def note(event: Event) -> None:
            match event:
                case CheckBegan(of) | CheckEnded(of) | CredentialChanged(of):
                    if of.id == credential_id:
                        shown.append(state.is_checking(credential_id))

        state.subscribe(note)
        return shown

    def come_back(self, after: timedelta = HOUR + MINUTE) -> None:
        """Time passes, and the window comes to the front."""
        self.harness.clock.pass_time(after)
        self.harness.commands.recheck_quietly()


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path)


def names(credentials: Sequence[Credential]) -> list[str]:
    return [credential.name for credential in credentials]


# -- the last check -------------------------------------------------------------------------------


def test_an_approval_reads_the_account(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    assert harness.credential(credential_id).checked is None
    harness.clock.pass_time(MINUTE)
    harness.approve_in_browser()
    assert harness.credential(credential_id).checked == BEGINNING + MINUTE
    harness.restart()
    assert harness.credential(credential_id).checked == BEGINNING + MINUTE


def test_an_approval_that_can_not_read_the_account_says_so(harness: WorkflowHarness) -> None:
    harness.stripe.fail_account = UNREACHABLE
    credential_id = harness.make_active()
    assert harness.credential(credential_id).checked is None
    assert_agree(harness)


def test_another_approval_that_can_not_read_it_leaves_the_last_reading(accounts: Accounts) -> None:
    accounts.add("US")
    accounts.answer("US", GONE)
    accounts.harness.stripe.connected.clear()
    accounts.harness.commands.check(accounts.ids["US"])
    checked = accounts.now("US").checked
    assert checked is not None
    accounts.harness.clock.pass_time(MINUTE)
    accounts.stripe.fail_account = UNREACHABLE
    accounts.harness.commands.go_to_stripe(
        System.STRIPE_TEST, "US", SecretPlace.KEYCHAIN, accounts.ids["US"]
    )
    accounts.harness.approve_in_browser()
    assert accounts.now("US").account == Account("acct_US")
    assert accounts.now("US").checked == checked
    assert_agree(accounts.harness)


def test_a_check_is_a_reading_for_all_that_use_the_account(accounts: Accounts) -> None:
    accounts.add("US", "US.2", "EU")
    accounts.harness.clock.pass_time(MINUTE)
    now = accounts.harness.clock.now().utc
    before = accounts.now("EU").checked
    accounts.harness.commands.check(accounts.ids["US"])
    assert [accounts.now(name).checked for name in ("US", "US.2", "EU")] == [now, now, before]
    accounts.harness.restart()
    assert [accounts.now(name).checked for name in ("US", "US.2", "EU")] == [now, now, before]


def test_a_check_that_finds_it_disconnected_is_a_reading(accounts: Accounts) -> None:
    accounts.add("US", "US.2")
    accounts.answer("US", GONE)
    accounts.harness.stripe.connected.clear()
    accounts.harness.clock.pass_time(MINUTE)
    now = accounts.harness.clock.now().utc
    accounts.harness.commands.check(accounts.ids["US"])
    assert [accounts.now(name).checked for name in ("US", "US.2")] == [now, now]
    assert_agree(accounts.harness)


def test_a_check_that_fails_is_no_reading(accounts: Accounts) -> None:
    accounts.add("US")
    before = accounts.now("US").checked
    accounts.answer("US", UNREACHABLE)
    accounts.harness.clock.pass_time(MINUTE)
    accounts.harness.commands.check(accounts.ids["US"])
    assert accounts.now("US").checked == before


# -- what has changed is logged -------------------------------------------------------------------


def test_a_check_logs_what_it_finds_changed_for_all_that_use_the_account(
    accounts: Accounts,
) -> None:
    accounts.add("US", "US.2", "EU")
    for answer in (account("US"), paused("US"), paused("US"), account("US")):
        accounts.answer("US", answer)
        accounts.harness.commands.check(accounts.ids["US"])
    worse, better = "charges from enabled to disabled", "charges from disabled to enabled"
    assert accounts.logged() == [("US", worse), ("US.2", worse), ("US", better), ("US.2", better)]
    assert_agree(accounts.harness)


def test_what_becomes_known_of_an_account_is_a_change(accounts: Accounts) -> None:
    accounts.stripe.fail_account = UNREACHABLE
    accounts.add("US")
    accounts.stripe.fail_account = None
    accounts.harness.commands.check(accounts.ids["US"])
    known = "charges from unknown to enabled; payouts from unknown to enabled"
    assert accounts.logged() == [("US", known)]


@pytest.mark.parametrize(
    ("change", "logged"),
    [
        ({"charges_enabled": False}, "charges from enabled to disabled"),
        ({"payouts_enabled": False}, "payouts from enabled to disabled"),
        (
            {"currently_due": ("company.tax_id", "external_account")},
            "currently due from nothing to company.tax_id, external_account",
        ),
        (
            {"charges_enabled": False, "payouts_enabled": None},
            "charges from enabled to disabled; payouts from enabled to unknown",
        ),
    ],
)
def test_a_check_logs_what_it_found_changed_by_whom_and_when(
    accounts: Accounts, change: dict[str, Any], logged: str
) -> None:
    accounts.add("US")
    accounts.harness.clock.pass_time(HOUR)
    accounts.answer("US", replace(account("US"), **change))
    accounts.harness.commands.check(accounts.ids["US"])
    entry = accounts.harness.store.activities(0)[-1]
    assert (entry.kind, entry.detail) == (ActivityKind.HEALTH_CHANGED, logged)
    assert (entry.os_user, entry.at) == ("ada", accounts.harness.clock.now().utc)
    assert (entry.account_id, entry.account_name) == (account("US").id, account("US").name)


def test_other_requirements_are_a_change_though_the_status_stays(accounts: Accounts) -> None:
    accounts.add("US")
    for due in (("external_account",), ("company.tax_id",)):
        accounts.answer("US", replace(account("US"), currently_due=due))
        accounts.harness.commands.check(accounts.ids["US"])
    assert accounts.logged()[-1] == (
        "US",
        "currently due from external_account to company.tax_id",
    )


def test_a_check_that_finds_nothing_changed_logs_nothing(accounts: Accounts) -> None:
    due = ("external_account", "company.tax_id")
    accounts.add("US")
    accounts.answer("US", replace(account("US"), currently_due=due))
    accounts.harness.commands.check(accounts.ids["US"])
    before = accounts.harness.store.activities(0)
    accounts.answer("US", replace(account("US"), name="Renamed", currently_due=due[::-1]))
    accounts.harness.commands.check(accounts.ids["US"])
    assert accounts.harness.store.activities(0) == before
    assert accounts.now("US").account == replace(
        account("US"), name="Renamed", currently_due=due[::-1]
    )


def test_a_check_that_finds_it_disconnected_is_logged(accounts: Accounts) -> None:
    accounts.add("US")
    accounts.harness.clock.pass_time(HOUR)
    accounts.answer("US", GONE)
    accounts.harness.stripe.connected.remove((System.STRIPE_TEST, account("US").id))
    accounts.harness.commands.check(accounts.ids["US"])
    entry = accounts.harness.store.activities(0)[-1]
    assert (entry.kind, entry.os_user) == (ActivityKind.DISCONNECTED, "ada")
    assert entry.at == accounts.harness.clock.now().utc
    assert (entry.account_id, entry.account_name) == (account("US").id, account("US").name)


# -- check all ------------------------------------------------------------------------------------


def test_every_account_is_read_once_and_all_is_told_at_the_end(accounts: Accounts) -> None:
    accounts.add("US", "EU", "US.2")
    accounts.harness.commands.check_all()
    assert accounts.stripe.read == ["acct_US", "acct_EU"]
    assert accounts.all_checked() == AllChecked(checked=3)


def test_the_mode_belongs_to_the_account(accounts: Accounts) -> None:
    accounts.add("US")
    accounts.ids["live"] = accounts.harness.make_active("live", System.STRIPE)
    accounts.forget_events()
    accounts.harness.commands.check_all()
    assert accounts.stripe.read == ["acct_US", "acct_US"]


def test_what_was_not_checked_for_longest_comes_first(accounts: Accounts) -> None:
    accounts.add("US", "EU", "UK")
    accounts.harness.commands.check(accounts.ids["US"])
    accounts.harness.clock.pass_time(MINUTE)
    accounts.stripe.fail_account = UNREACHABLE
    accounts.add("DE")
    accounts.stripe.fail_account = None
    accounts.harness.commands.check_all()
    assert accounts.stripe.read == ["acct_DE", "acct_EU", "acct_UK", "acct_US"]


def test_one_account_after_the_other_and_each_is_shown_meanwhile(accounts: Accounts) -> None:
    accounts.add("US", "EU", "US.2")
    harness = accounts.harness
    harness.tasks.holding = {Lane.NETWORK}

    def shown() -> tuple[bool, list[str], int]:
        checking = [c.name for c in harness.state.credentials if harness.state.is_checking(c.id)]
        return harness.state.is_checking_all, checking, len(harness.tasks.held)

    harness.commands.check_all()
    assert shown() == (True, ["US", "US.2"], 1)
    harness.tasks.release()
    assert shown() == (True, ["EU"], 1)
    harness.tasks.release()
    assert shown() == (False, [], 0)
    begun = [e.credential.name for e in harness.events if isinstance(e, CheckBegan)]
    ended = [e.credential.name for e in harness.events if isinstance(e, CheckEnded)]
    assert begun == ended == ["US", "US.2", "EU"]


def test_one_that_could_not_be_checked_is_not_shown_as_being_checked(accounts: Accounts) -> None:
    accounts.add("US")
    accounts.answer("US", UNREACHABLE)
    shown = accounts.shown_as_checking("US")
    accounts.harness.commands.check_all()
    assert shown == [True, False]


def test_what_is_new_of_an_account_is_shown_without_the_check(accounts: Accounts) -> None:
    accounts.add("US", "US.2")
    shown = accounts.shown_as_checking("US.2")
    accounts.harness.commands.check_all()
    assert shown == [True, False, False]


def test_a_second_press_does_nothing(accounts: Accounts) -> None:
    accounts.add("US")
    accounts.harness.tasks.holding = {Lane.NETWORK}
    accounts.harness.commands.check_all()
    accounts.harness.commands.check_all()
    accounts.harness.tasks.release_all()
    assert accounts.stripe.read == ["acct_US"]
    accounts.all_checked()
    accounts.harness.commands.check_all()
    assert accounts.stripe.read == ["acct_US", "acct_US"]


def test_one_that_is_being_checked_already_tells_its_own_result(accounts: Accounts) -> None:
    accounts.add("US", "EU")
    accounts.harness.tasks.holding = {Lane.NETWORK}
    accounts.harness.commands.check(accounts.ids["US"])
    accounts.harness.commands.check_all()
    accounts.harness.tasks.release_all()
    assert accounts.stripe.read == ["acct_US", "acct_EU"]
    assert accounts.told() == [Checked(accounts.now("US")), AllChecked(checked=1)]


def test_without_a_connection_nothing_is_told(accounts: Accounts) -> None:
    accounts.harness.go("US")
    accounts.harness.commands.check_all()
    assert accounts.told() == []
    assert not accounts.harness.state.is_checking_all


def test_only_what_can_be_checked_is(accounts: Accounts) -> None:
    accounts.add("US", "EU")
    accounts.answer("US", GONE)
    accounts.harness.commands.check(accounts.ids["US"])
    assert not accounts.now("US").allows(Step.CHECK)
    accounts.forget_events()
    accounts.harness.commands.check_all()
    assert accounts.stripe.read == ["acct_EU"]
    assert accounts.all_checked().checked == 1


def test_what_got_worse_is_told_by_account_and_what_got_better_is_not(
    accounts: Accounts,
) -> None:
    accounts.add("US", "EU", "UK", "US.2", "EU.2", "DE")
    accounts.answer("UK", paused("UK"))
    accounts.harness.commands.check(accounts.ids["UK"])
    accounts.forget_events()
    accounts.answer("US", paused("US"))
    accounts.answer("UK", account("UK"))
    accounts.answer("EU", GONE)
    accounts.harness.stripe.connected.remove((System.STRIPE_TEST, "acct_EU"))
    accounts.harness.commands.check_all()

    told = accounts.all_checked()
    assert [names(each) for each in told.worse] == [["US", "US.2"], ["EU", "EU.2"]]
    assert all(each.status is Status.PAYMENTS_PAUSED for each in told.worse[0])
    assert all(each.status is Status.DISCONNECTED for each in told.worse[1])
    assert (told.checked, told.not_checked) == (6, ())
    assert ("UK", "charges from disabled to enabled") in accounts.logged()
    assert len(accounts.harness.keychain.entries) == 4, "two secrets are worthless"
    assert_agree(accounts.harness)


def test_one_account_that_can_not_be_read_stops_no_other(accounts: Accounts) -> None:
    accounts.add("US", "EU", "US.2")
    lost = AnswerLostError(Detail("read_timeout"))
    accounts.answer("US", lost)
    accounts.harness.commands.check_all()
    failed = NotChecked((accounts.now("US"), accounts.now("US.2")), lost)
    assert accounts.all_checked() == AllChecked(1, (), (failed,))


def test_where_stripe_can_not_be_reached_the_first_is_the_last(accounts: Accounts) -> None:
    accounts.add("US", "EU")
    accounts.ids["live"] = accounts.harness.make_active("live", System.STRIPE)
    accounts.forget_events()
    accounts.answer("US", UNREACHABLE)
    accounts.harness.commands.check_all()
    assert accounts.stripe.read == ["acct_US"]
    told = accounts.all_checked()
    assert told.checked == 0
    assert [names(each.credentials) for each in told.not_checked] == [["US"], ["EU"], ["live"]]
    assert {each.error for each in told.not_checked} == {UNREACHABLE}


def test_a_secret_that_stripe_refuses_is_sent_once(accounts: Accounts) -> None:
    accounts.add("US", "EU")
    accounts.answer("US", SecretRefusedError(Detail("invalid_api_key", status=401)))
    accounts.harness.commands.check_all()
    assert accounts.stripe.read == ["acct_US"]
    assert len(accounts.all_checked().not_checked) == 2


def test_another_refusal_concerns_one_account(accounts: Accounts) -> None:
    accounts.add("US", "EU")
    accounts.answer("US", RefusedError(Detail("rate_limit", status=429)))
    accounts.harness.commands.check_all()
    assert accounts.stripe.read == ["acct_US", "acct_EU"]


def test_the_person_is_asked_for_the_keychains_password_once(accounts: Accounts) -> None:
    accounts.stripe.wants_access_token = True
    accounts.add("US", "EU")
    keychain = accounts.harness.keychain
    keychain.fail_probe = KeychainLockedError("locked")
    keychain.unlocked = 0
    accounts.harness.commands.check_all()
    assert keychain.unlocked == 1
    assert accounts.all_checked().checked == 2


def test_a_keychain_that_stays_locked_is_read_once(accounts: Accounts) -> None:
    accounts.stripe.wants_access_token = True
    accounts.add("US", "EU")
    locked = KeychainLockedError("locked")
    keychain = accounts.harness.keychain
    keychain.fail_unlock = keychain.fail_read = locked
    accounts.harness.commands.check_all()
    told = accounts.all_checked()
    assert [each.error for each in told.not_checked] == [locked, locked]
    assert accounts.stripe.read == []


def test_one_without_a_token_stops_no_other(accounts: Accounts) -> None:
    accounts.add("US", "EU")
    accounts.stripe.wants_access_token = True
    (first, _) = accounts.harness.keychain.entries
    del accounts.harness.keychain.entries[first]
    accounts.harness.commands.check_all()
    told = accounts.all_checked()
    assert (told.checked, [names(each.credentials) for each in told.not_checked]) == (1, [["US"]])
    assert isinstance(told.not_checked[0].error, SecretUnavailableError)


def test_one_that_is_removed_meanwhile_is_left_out(accounts: Accounts) -> None:
    accounts.add("US", "EU", "UK")
    accounts.harness.tasks.holding = {Lane.NETWORK}
    accounts.harness.commands.check_all()
    accounts.harness.commands.remove(accounts.ids["EU"], revoke=False)
    accounts.harness.commands.remove(accounts.ids["US"], revoke=False)
    accounts.harness.tasks.release_all()
    assert accounts.stripe.read == ["acct_US", "acct_UK"]
    assert accounts.all_checked().checked == 1


def test_one_that_is_removed_while_it_is_read_was_not_missed(accounts: Accounts) -> None:
    accounts.add("US", "EU")
    accounts.answer("US", UNREACHABLE)
    accounts.harness.tasks.holding = {Lane.NETWORK}
    accounts.harness.commands.check_all()
    accounts.harness.commands.remove(accounts.ids["US"], revoke=False)
    accounts.harness.tasks.release_all()
    (not_checked,) = accounts.all_checked().not_checked
    assert names(not_checked.credentials) == ["EU"]


def test_a_database_that_fails_ends_it_and_it_can_begin_again(accounts: Accounts) -> None:
    accounts.add("US")
    accounts.harness.disk.is_full = True
    accounts.harness.commands.check_all()
    assert isinstance(accounts.harness.tasks.crashes[-1], StorageError)
    assert accounts.told() == []
    assert not accounts.harness.state.is_checking_all
    accounts.harness.disk.mend()
    accounts.harness.commands.check_all()
    assert accounts.all_checked().checked == 1


@pytest.mark.parametrize("quietly", [False, True])
def test_it_ends_with_the_workspace(computer: Computer, quietly: bool) -> None:
    acme, stripe = computer.connect(), computer.stripes["org-acme"]
    for name in ("US", "EU"):
        stripe.known_account = account(name)
        stripe.grant = Grant(f"acct_{name}", False, "read_write")
        credential_id = acme.commands.go_to_stripe(System.STRIPE_TEST, name, SecretPlace.KEYCHAIN)
        approve(computer, acme)
        acme.commands.create(credential_id)
    events: list[Event] = []
    acme.state.subscribe(events.append)
    reads = len(stripe.read_with)
    tasks = computer.harness.tasks
    tasks.holding = {Lane.NETWORK}
    computer.harness.clock.pass_time(HOUR + MINUTE)
    if quietly:
        acme.commands.recheck_quietly()
    else:
        acme.commands.check_all()
    computer.workspaces.close(acme.id)
    events.clear()
    tasks.release_all()
    assert len(stripe.read_with) == reads + 1, "what was under way is not taken back"
    assert events == []
    assert tasks.crashes == []


# -- quietly --------------------------------------------------------------------------------------


def test_what_was_not_checked_for_an_hour_is_read_and_nothing_is_told(accounts: Accounts) -> None:
    accounts.add("US", "EU", "US.2")
    accounts.harness.clock.pass_time(HOUR)
    accounts.harness.commands.check(accounts.ids["EU"])
    accounts.forget_events()
    accounts.come_back(MINUTE)
    assert accounts.stripe.read == ["acct_US"]
    assert accounts.told() == []
    assert not any(isinstance(e, CheckBegan | CheckEnded) for e in accounts.harness.events)
    assert accounts.now("US.2").checked == accounts.harness.clock.now().utc


def test_of_what_is_not_created_yet_nothing_is_read(accounts: Accounts) -> None:
    accounts.stripe.answers[ACCOUNT.id] = ACCOUNT
    accounts.harness.go("US")
    accounts.harness.approve_in_browser()
    accounts.forget_events()
    accounts.come_back()
    assert accounts.stripe.read == []


def test_what_was_never_read_is_read(accounts: Accounts) -> None:
    accounts.stripe.fail_account = UNREACHABLE
    accounts.add("US")
    accounts.stripe.fail_account = None
    accounts.come_back(MINUTE)
    assert accounts.stripe.read == ["acct_US"]


def test_a_clock_that_was_set_back_does_not_end_it(accounts: Accounts) -> None:
    accounts.add("US")
    accounts.harness.clock.set_wall_clock(-2 * HOUR)
    accounts.come_back(MINUTE)
    assert accounts.stripe.read == ["acct_US"]


def test_what_got_worse_is_told_for_each_account(accounts: Accounts) -> None:
    accounts.add("US", "EU", "US.2", "UK")
    accounts.answer("US", paused("US"))
    accounts.answer("EU", GONE)
    accounts.harness.stripe.connected.remove((System.STRIPE_TEST, "acct_EU"))
    accounts.come_back()
    assert accounts.told() == [
        GotWorse((accounts.now("US"), accounts.now("US.2"))),
        GotWorse((accounts.now("EU"),)),
    ]
    paused_now = "charges from enabled to disabled"
    assert accounts.logged() == [(name, paused_now) for name in ("US", "US.2")]
    assert len(accounts.harness.keychain.entries) == 3, "one secret is worthless"
    assert_agree(accounts.harness)


def test_what_got_better_is_logged_alone(accounts: Accounts) -> None:
    accounts.add("US")
    accounts.answer("US", paused("US"))
    accounts.harness.commands.check(accounts.ids["US"])
    accounts.forget_events()
    accounts.answer("US", account("US"))
    accounts.come_back()
    assert accounts.told() == []
    assert accounts.logged()[-1] == ("US", "charges from disabled to enabled")


def test_what_can_not_be_read_is_told_to_nobody(accounts: Accounts) -> None:
    accounts.add("US", "EU", "UK")
    accounts.answer("US", AnswerLostError(Detail("read_timeout")))
    accounts.answer("EU", UNREACHABLE)
    before = accounts.now("US").checked
    accounts.come_back()
    # Where Stripe can't be reached, the next one is not tried.
    assert accounts.stripe.read == ["acct_US", "acct_EU"]
    assert accounts.told() == []
    assert accounts.now("US").checked == before


def test_it_does_not_begin_in_the_first_minute_nor_twice_in_a_minute(accounts: Accounts) -> None:
    accounts.add("US")
    harness = accounts.harness
    harness.clock.pass_time(HOUR)
    harness.restart()
    accounts.stripe.read.clear()
    accounts.come_back(MINUTE - timedelta(seconds=1))
    assert accounts.stripe.read == []
    accounts.answer("US", AnswerLostError(Detail("read_timeout")))
    for after in (timedelta(seconds=1), timedelta(seconds=59), timedelta(seconds=1)):
        accounts.come_back(after)
    assert accounts.stripe.read == ["acct_US", "acct_US"]


def test_before_the_database_was_read_nothing_is_checked(accounts: Accounts) -> None:
    accounts.add("US")
    harness = accounts.harness.crash()
    harness.tasks.holding = {Lane.DATABASE}
    harness.start()
    accounts.come_back()
    harness.tasks.release_all()
    assert accounts.stripe.read == []
    accounts.come_back(timedelta(0))
    assert accounts.stripe.read == ["acct_US"]


def test_it_can_be_turned_off(accounts: Accounts) -> None:
    accounts.add("US")
    harness = accounts.harness
    wanted = [False]
    workflow = Workflow(replace(harness.ports, rechecks_quietly=lambda: wanted[0]))
    workflow.start()
    for is_wanted in (False, True):
        wanted[0] = is_wanted
        harness.clock.pass_time(2 * HOUR)
        workflow.commands.recheck_quietly()
        assert accounts.stripe.read == (["acct_US"] if is_wanted else [])


def test_a_stand_in_is_not_started_for_it(accounts: Accounts) -> None:
    accounts.add("US")
    accounts.stripe.is_running = False
    accounts.come_back()
    assert accounts.stripe.read == []
    accounts.stripe.is_running = True
    accounts.come_back()
    assert accounts.stripe.read == ["acct_US"]


def test_a_check_of_all_is_enough(accounts: Accounts) -> None:
    accounts.add("US", "EU")
    accounts.harness.clock.pass_time(2 * HOUR)
    accounts.harness.tasks.holding = {Lane.NETWORK}
    accounts.harness.commands.check_all()
    accounts.harness.commands.recheck_quietly()
    accounts.harness.tasks.release_all()
    assert accounts.stripe.read == ["acct_US", "acct_EU"]


def test_one_that_was_checked_meanwhile_is_not_read_again(accounts: Accounts) -> None:
    accounts.add("US", "EU")
    accounts.harness.tasks.holding = {Lane.NETWORK}
    accounts.come_back()
    accounts.harness.commands.check(accounts.ids["EU"])
    # The check came second, and is done first.
    accounts.harness.tasks.held.rotate(1)
    accounts.harness.tasks.release_all()
    assert accounts.stripe.read == ["acct_EU", "acct_US"]


def test_a_check_that_a_person_asks_for_meanwhile_is_answered(accounts: Accounts) -> None:
    accounts.add("US")
    accounts.harness.tasks.holding = {Lane.NETWORK}
    accounts.come_back()
    accounts.harness.commands.check(accounts.ids["US"])
    accounts.harness.tasks.release_all()
    assert accounts.told() == [Checked(accounts.now("US"))]


def test_another_one_does_not_begin_meanwhile(accounts: Accounts) -> None:
    accounts.add("US")
    accounts.harness.tasks.holding = {Lane.NETWORK}
    accounts.come_back()
    accounts.come_back(2 * MINUTE)
    accounts.harness.tasks.release_all()
    assert accounts.stripe.read == ["acct_US"]


# -- without asking -------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [SecretPlace.KEYCHAIN, SecretPlace.SESSION])
def test_a_token_is_read_only_where_the_person_is_certainly_not_asked(
    accounts: Accounts, place: SecretPlace
) -> None:
    accounts.stripe.wants_access_token = True
    accounts.add("US", place=place)
    keychain = accounts.harness.keychain
    keychain.fail_probe = KeychainLockedError("locked")
    keychain.unlocked = 0
    accounts.come_back()
    in_memory = place is SecretPlace.SESSION
    assert accounts.stripe.read == (["acct_US"] if in_memory else [])
    assert keychain.unlocked == 0
    keychain.fail_probe = None
    accounts.forget_events()
    accounts.come_back()
    assert accounts.stripe.read == ["acct_US"]
    assert accounts.told() == []


def test_a_token_that_the_keychain_asks_about_keeps_its_account_alone_from_being_read(
    accounts: Accounts,
) -> None:
    accounts.stripe.wants_access_token = True
    accounts.add("US", "EU")
    first, _ = accounts.harness.keychain.entries
    accounts.harness.keychain.asks_about = {first}
    accounts.come_back()
    assert accounts.stripe.read == ["acct_EU"]


def test_the_tokens_of_the_accounts_other_credentials_count_too(accounts: Accounts) -> None:
    """They are read where the first one has ended."""
    accounts.stripe.wants_access_token = True
    accounts.add("US", "US.2")
    _, second = accounts.harness.keychain.entries
    accounts.harness.keychain.asks_about = {second}
    accounts.come_back()
    assert accounts.stripe.read == []


def test_a_keychain_that_does_not_answer_is_not_read(accounts: Accounts) -> None:
    accounts.stripe.wants_access_token = True
    accounts.add("US")
    accounts.harness.tasks.holding = {Lane.KEYCHAIN}
    accounts.come_back()
    accounts.harness.tasks.time_out()
    accounts.harness.tasks.release_all()
    assert accounts.stripe.read == []
    assert accounts.told() == []


def test_the_organizations_secret_is_read_only_where_the_person_is_not_asked(
    accounts: Accounts,
) -> None:
    accounts.add("US")
    harness = accounts.harness
    harness.store.reserve_entry("platform", owner_of(System.STRIPE_TEST))
    harness.keychain.write("platform", Secret("sk_test_platform"))
    make_whole(harness, "platform")
    accounts.stripe.wants_secret = True
    harness.keychain.asks_about = {"platform"}
    accounts.come_back()
    assert accounts.stripe.read == []
    harness.keychain.asks_about = set()
    accounts.come_back()
    assert accounts.stripe.read == ["acct_US"]
    # From now on it is in memory.
    harness.keychain.fail_probe = KeychainLockedError("locked")
    accounts.come_back()
    assert accounts.stripe.read == ["acct_US", "acct_US"]


def test_a_mode_that_is_not_registered_any_more_is_not_asked_about(accounts: Accounts) -> None:
    accounts.add("US")
    accounts.stripe.known_systems = (System.STRIPE,)
    accounts.come_back()
    assert accounts.stripe.read == []
    assert accounts.told() == []


def make_whole(harness: WorkflowHarness, entry: str) -> None:
    """Have the database use an entry, as connecting an organization does."""
    with harness.store.transaction() as db:
        db.execute("UPDATE keychain_entries SET status = 'whole' WHERE name = ?", (entry,))
