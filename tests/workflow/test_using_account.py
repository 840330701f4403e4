"""Which credentials use an account, when that is asked between any two changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from desktop_app.core.account import Account
from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
from desktop_app.core.outcome import Removed
from desktop_app.core.systems import System
from desktop_app.workflow.ports import no_other_workspaces
from desktop_app.workflow.workspace_state import WorkspaceState

ACME, NORDICS = Account("acct_1Acme"), Account("acct_1Nordics")


def credential(name: str, account: Account | None = ACME) -> Credential:
    return Credential(
        id=name,
        system=System.STRIPE,
        name=name,
        stage=Stage.ACTIVE,
        created=datetime(2026, 11, 24, 9, tzinfo=UTC),
        deadline=None,
        account=account,
        secret_place=SecretPlace.KEYCHAIN,
        revoking=Revoking.NO,
    )


def using(state: WorkspaceState, account: Account = ACME, excluding: str = "") -> list[str]:
    return [each.id for each in state.using_account(account.id, System.STRIPE, excluding)]


def test_each_change_is_in_the_next_answer() -> None:
    state = WorkspaceState(timedelta(minutes=10), no_other_workspaces)
    assert using(state) == []

    state.load((credential("EU"), credential("US"), credential("New", None)), ())
    assert using(state) == ["EU", "US"]
    assert using(state, excluding="EU") == ["US"]
    assert state.using_account(ACME.id, System.STRIPE_TEST) == ()

    state.put(credential("New"))
    assert using(state) == ["EU", "US", "New"]

    state.put(credential("US", NORDICS))
    assert (using(state), using(state, NORDICS)) == (["EU", "New"], ["US"])

    state.put(replace(credential("EU"), secret_place=SecretPlace.REVOKED))
    assert using(state) == ["New"]

    state.remove(credential("New"), Removed())
    assert using(state) == []

    state.load((credential("EU"),), ())
    assert using(state) == ["EU"]
