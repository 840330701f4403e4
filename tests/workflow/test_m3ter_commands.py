"""m3ter is connected, read and disconnected: what a failure at any moment leaves fits together."""

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import (
    Detail,
    KeychainError,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
    NotFoundError,
    NotPermittedError,
    SecretRefusedError,
    SecretUnavailableError,
    ServiceError,
    StorageError,
    TimeLimitError,
    UnreachableError,
)
from desktop_app.core.m3ter import (
    AccessKey,
    Configuration,
    M3terConnection,
    Portion,
    RegisteredCredential,
)
from desktop_app.core.secret import Secret
from desktop_app.workflow.events import Event, Loaded, LoadFailed, M3terChanged, OperationFailed
from desktop_app.workflow.m3ter_commands import M3terCommands
from desktop_app.workflow.m3ter_ports import Proposal
from desktop_app.workflow.m3ter_state import M3terState
from desktop_app.workflow.operations import Pending
from desktop_app.workflow.ports import Lane
from tests.fakes import BEGINNING, M3TER_ORGANIZATION, FakeM3ter, WorkflowHarness
from tests.paths import ROOT
from tests.workflow.agreement import activity, rows

ORGANIZATION = M3TER_ORGANIZATION
KEY = FakeM3ter.key
NEW_KEY = AccessKey("key-2", Secret("api-secret-2"))
WRONG_KEY = AccessKey(KEY.id, Secret("another-secret"))
KEPT, SESSION = SecretPlace.KEYCHAIN, SecretPlace.SESSION
OLD = timedelta(minutes=5, seconds=1)
MOVED = datetime(2026, 11, 20, 8, 30, 0, 123456, tzinfo=UTC)
UNREACHABLE = UnreachableError(Detail("no_connection", "m3ter does not answer"))

READ = ["systems", "configurations", "credentials"]


@pytest.fixture(autouse=True)
def nothing_crashes(harness: WorkflowHarness) -> Iterator[None]:
    """A test that expects an operation to break off takes its exception out."""
    yield
    assert harness.tasks.crashes == []


def commands(harness: WorkflowHarness) -> M3terCommands:
    return harness.commands.m3ter


def m3ter(harness: WorkflowHarness) -> M3terState:
    """What is known of m3ter, which is connected."""
    state = harness.state.m3ter
    assert state is not None, "m3ter is not connected"
    return state


def connect(
    harness: WorkflowHarness,
    key: AccessKey = KEY,
    place: SecretPlace = KEPT,
    organization_id: str = ORGANIZATION,
) -> Pending[None]:
    return commands(harness).connect(organization_id, key, place)


def make_connected(
    harness: WorkflowHarness, place: SecretPlace = KEPT, key: AccessKey = KEY
) -> M3terState:
    """Connect m3ter, and read what it has."""
    harness.m3ter.key = key
    connect(harness, key, place).result()
    assert m3ter(harness).lists is not None, m3ter(harness).error
    return m3ter(harness)


def fill(harness: WorkflowHarness, configurations: int = 5, credentials: int = 3) -> None:
    """Let m3ter have something."""
    harness.m3ter.known_configurations = [
        Configuration(
            f"c-{number}", f"Bills {number}", "Bill", "STRIPE", "d-1", "cred-1",
            authorized=True, enabled=None, options='{"a": 1}', version=number, modified=MOVED,
        )
        for number in range(configurations)
    ]  # fmt: skip
    harness.m3ter.known_credentials = [
        RegisteredCredential(f"r-{number}", "Ácme", "STRIPE", "STRIPE_SIGNED_REQUEST", "d", MOVED)
        for number in range(credentials)
    ]


def restart(harness: WorkflowHarness) -> WorkflowHarness:
    """End this run, and start another, whose m3ter has no key yet."""
    harness.m3ter.drop_key()
    harness.m3ter.asked.clear()
    return harness.restart()


def named(harness: WorkflowHarness) -> dict[str, str]:
    """The keychain entries that the database names."""
    return dict(rows(harness, "SELECT name, status FROM keychain_entries"))


def error_of(result: Pending[None]) -> Exception:
    assert result.is_done
    with pytest.raises(Exception) as caught:  # noqa: PT011  (the caller says which)
        result.result()
    return caught.value


def failing_calls(harness: WorkflowHarness, error: ServiceError | None) -> None:
    harness.m3ter.error = error


def assert_not_connected(harness: WorkflowHarness) -> None:
    """Neither in sight nor in the database nor in the keychain."""
    assert harness.state.m3ter is None
    assert rows(harness, "SELECT * FROM m3ter_connection") == []
    assert rows(harness, "SELECT * FROM m3ter_lists") == []
    assert named(harness) == {}
    assert harness.keychain.entries == {}


def assert_connected_by(harness: WorkflowHarness, key: AccessKey) -> None:
    """The database names the one entry that the keychain has, and that is the key."""
    assert m3ter(harness).connection.key_id == key.id
    assert list(harness.keychain.entries.values()) == [key.secret.reveal()]
    assert named(harness) == dict.fromkeys(harness.keychain.entries, "whole")


def assert_sound(harness: WorkflowHarness, *keys: AccessKey) -> None:
    """m3ter is connected by one of these keys, which can be read, or not at all."""
    if harness.state.m3ter is None:
        assert_not_connected(harness)
        return
    key_id = m3ter(harness).connection.key_id
    (key,) = [each for each in keys if each.id == key_id]
    assert_connected_by(harness, key)
    assert m3ter(harness).key_place is KEPT
    harness.m3ter.key = key
    commands(harness).refresh()
    assert m3ter(harness).error is None
    assert harness.m3ter.taken == (ORGANIZATION, key)


# -- connecting ---------------------------------------------------------------------------------


def test_a_key_that_works_connects_m3ter_and_what_is_there_is_read(
    harness: WorkflowHarness,
) -> None:
    fill(harness)
    seen: list[M3terState | None] = []
    harness.state.subscribe(
        lambda event: seen.append(harness.state.m3ter) if isinstance(event, M3terChanged) else None
    )
    result = connect(harness)

    assert result.is_done
    assert result.result() is None
    connection = M3terConnection(ORGANIZATION, KEY.id, True, BEGINNING)
    assert seen[0] == M3terState(connection, KEPT)
    assert seen[1] == M3terState(connection, KEPT, rows_read=0)
    state = m3ter(harness)
    assert (state.connection, state.key_place, state.error) == (connection, KEPT, None)
    assert state.lists is not None
    assert state.lists.read == BEGINNING
    assert state.lists.systems == harness.m3ter.known_systems
    assert list(state.lists.configurations) == harness.m3ter.known_configurations
    assert list(state.lists.credentials) == harness.m3ter.known_credentials
    assert not state.is_reading
    assert harness.m3ter.asked == ["try_key", *READ]
    assert_connected_by(harness, KEY)


def test_connecting_and_disconnecting_are_logged_without_a_system(
    harness: WorkflowHarness,
) -> None:
    make_connected(harness)
    commands(harness).disconnect().result()
    harness.commands.read_activities()

    assert [
        (each.kind.value, each.system, each.detail, each.os_user, each.at, each.credential_id)
        for each in harness.state.activities
    ] == [
        ("m3ter_connected", None, ORGANIZATION, "ada", BEGINNING, ""),
        ("m3ter_disconnected", None, ORGANIZATION, "ada", BEGINNING, ""),
    ]


def test_the_secret_of_the_key_is_in_the_keychain_and_nowhere_else(
    harness: WorkflowHarness, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fill(harness)
    said: list[str] = []
    harness.state.subscribe(lambda event: said.append(repr((event, harness.state.m3ter))))
    make_connected(harness)
    harness.m3ter.error = SecretRefusedError(Detail("", "no", status=401))
    commands(harness).refresh()
    assert error_of(connect(harness, WRONG_KEY)) is harness.m3ter.error
    restart(harness)

    secret = KEY.secret.reveal()
    assert list(harness.keychain.entries.values()) == [secret]
    assert len(said) > 5
    assert secret not in "".join(said) + caplog.text + repr(harness.state.m3ter)
    assert secret not in repr(KEY) + repr(Proposal(ORGANIZATION, "api.m3ter.com", KEY))
    for path in harness.database.parent.iterdir():
        assert secret.encode() not in path.read_bytes()
    assert KEY.id.encode() in harness.database.read_bytes(), "what is no secret is found so"


@pytest.mark.parametrize("before", [None, KEPT, SESSION])
@pytest.mark.parametrize(
    ("key", "organization_id", "fails_with", "kind"),
    [
        (WRONG_KEY, ORGANIZATION, None, SecretRefusedError),
        (NEW_KEY, "org-globex", None, NotPermittedError),
        (NEW_KEY, ORGANIZATION, UNREACHABLE, UnreachableError),
    ],
)
def test_a_key_that_does_not_work_changes_nothing(
    harness: WorkflowHarness,
    before: SecretPlace | None,
    key: AccessKey,
    organization_id: str,
    fails_with: ServiceError | None,
    kind: type[ServiceError],
) -> None:
    if before is not None:
        make_connected(harness, before)
    known, entries, names = harness.state.m3ter, dict(harness.keychain.entries), named(harness)
    written, taken = activity(harness), harness.m3ter.taken
    harness.m3ter.key = NEW_KEY
    harness.m3ter.error = fails_with
    result = connect(harness, key, organization_id=organization_id)

    assert type(error_of(result)) is kind
    assert harness.state.m3ter is known
    assert (harness.keychain.entries, named(harness)) == (entries, names)
    assert (activity(harness), harness.m3ter.taken) == (written, taken)


@pytest.mark.parametrize("is_connected", [False, True])
def test_a_key_that_is_not_tried_in_time_changes_nothing(
    harness: WorkflowHarness, is_connected: bool
) -> None:
    if is_connected:
        make_connected(harness)
    known, entries = harness.state.m3ter, dict(harness.keychain.entries)
    harness.tasks.holding = {Lane.NETWORK}
    result = connect(harness, NEW_KEY)
    harness.m3ter.key = NEW_KEY
    late = harness.tasks.time_out()
    assert isinstance(error_of(result), TimeLimitError)
    late()
    assert harness.state.m3ter is known
    assert harness.keychain.entries == entries


def lock(harness: WorkflowHarness) -> KeychainError:
    error = KeychainLockedError("locked")
    harness.keychain.fail_probe = harness.keychain.fail_unlock = error
    return error


def lose(harness: WorkflowHarness) -> KeychainError:
    error = KeychainMissingError("none")
    harness.keychain.fail_probe = harness.keychain.fail_unlock = error
    return error


def fail_write(harness: WorkflowHarness) -> KeychainError:
    error = harness.keychain.fail_write = KeychainFailedError("full")
    return error


@pytest.mark.parametrize("fail", [lock, lose, fail_write])
@pytest.mark.parametrize("is_connected", [False, True])
def test_a_keychain_that_does_not_take_the_key_changes_nothing(
    harness: WorkflowHarness, fail: Callable[[WorkflowHarness], KeychainError], is_connected: bool
) -> None:
    if is_connected:
        make_connected(harness)
    known, entries, names = harness.state.m3ter, dict(harness.keychain.entries), named(harness)
    written, taken = activity(harness), harness.m3ter.taken
    harness.m3ter.key = NEW_KEY
    error = fail(harness)

    assert error_of(connect(harness, NEW_KEY)) is error
    assert harness.state.m3ter is known
    assert (harness.keychain.entries, named(harness)) == (entries, names)
    assert (activity(harness), harness.m3ter.taken) == (written, taken)


def test_a_keychain_that_failed_is_told_even_if_the_database_fails_then(
    harness: WorkflowHarness,
) -> None:
    error = fail_write(harness)
    # The name is reserved and marked; then the marked ones are looked for.
    harness.disk.fails.extend([False, False, True])
    assert error_of(connect(harness)) is error
    assert harness.disk.failures == 1
    restart(harness)
    assert_not_connected(harness)


def test_the_person_is_asked_to_unlock_the_keychain(harness: WorkflowHarness) -> None:
    harness.keychain.fail_probe = KeychainLockedError("locked")
    make_connected(harness)
    assert harness.keychain.unlocked == 1
    assert_connected_by(harness, KEY)


def test_a_write_to_the_keychain_that_comes_too_late_leaves_no_entry(
    harness: WorkflowHarness,
) -> None:
    harness.tasks.holding = {Lane.KEYCHAIN}
    result = connect(harness)
    harness.tasks.release()
    late = harness.tasks.time_out()
    late()
    assert harness.keychain.entries != {}
    harness.tasks.release_all()
    assert isinstance(error_of(result), KeychainFailedError)
    assert_not_connected(harness)


def test_a_key_for_this_session_is_lost_at_its_end(harness: WorkflowHarness) -> None:
    fill(harness)
    lock(harness)
    before = make_connected(harness, SESSION)
    assert before.key_place is SESSION
    assert harness.keychain.entries == named(harness) == {}
    commands(harness).refresh()
    assert m3ter(harness).error is None

    harness.clock.pass_time(OLD)
    restart(harness)
    assert m3ter(harness) == replace(before, key_place=SecretPlace.LOST)
    assert harness.m3ter.asked == []
    commands(harness).refresh()
    error = m3ter(harness).error
    assert isinstance(error, SecretUnavailableError)
    assert error.cause is None
    assert m3ter(harness).lists == before.lists
    assert harness.m3ter.asked == []


def test_a_key_that_is_gone_from_the_keychain_is_told(harness: WorkflowHarness) -> None:
    make_connected(harness)
    restart(harness)
    harness.keychain.entries.clear()
    commands(harness).refresh()
    assert isinstance(m3ter(harness).error, SecretUnavailableError)
    assert harness.m3ter.taken is None


# -- a new key ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [(KEPT, KEPT), (KEPT, SESSION), (SESSION, KEPT)])
def test_connecting_again_replaces_the_key(
    harness: WorkflowHarness, first: SecretPlace, second: SecretPlace
) -> None:
    make_connected(harness, first)
    former = set(harness.keychain.entries)
    harness.clock.pass_time(timedelta(hours=1))
    state = make_connected(harness, second, NEW_KEY)

    assert state.connection.key_id == NEW_KEY.id
    assert state.connection.connected == BEGINNING + timedelta(hours=1)
    assert harness.m3ter.taken == (ORGANIZATION, NEW_KEY)
    assert not former & set(harness.keychain.entries)
    if second is KEPT:
        assert_connected_by(harness, NEW_KEY)
    else:
        assert harness.keychain.entries == named(harness) == {}
    restart(harness)
    assert m3ter(harness).connection == state.connection
    assert activity(harness) == ["m3ter_connected"] * 2


def test_a_former_key_stays_written_down_until_the_keychain_lets_it_go(
    harness: WorkflowHarness,
) -> None:
    make_connected(harness)
    (former,) = harness.keychain.entries
    harness.keychain.fail_delete = KeychainFailedError("busy")
    make_connected(harness, KEPT, NEW_KEY)
    assert named(harness)[former] == "deleting"
    assert sorted(named(harness).values()) == ["deleting", "whole"]
    harness.keychain.fail_delete = None
    restart(harness)
    assert_connected_by(harness, NEW_KEY)


# -- cancelling ---------------------------------------------------------------------------------


def test_a_key_whose_trial_was_cancelled_is_stored_nowhere(harness: WorkflowHarness) -> None:
    harness.tasks.holding = {Lane.NETWORK}
    result = connect(harness)
    commands(harness).cancel_connecting()
    harness.tasks.release_all()
    assert harness.m3ter.asked == ["try_key"]
    assert not result.is_done
    assert_not_connected(harness)
    assert activity(harness) == []


@pytest.mark.parametrize("fail", ["wrong key", "time limit"])
def test_a_trial_that_fails_after_it_was_cancelled_delivers_nothing(
    harness: WorkflowHarness, fail: str
) -> None:
    harness.tasks.holding = {Lane.NETWORK}
    result = connect(harness, WRONG_KEY)
    commands(harness).cancel_connecting()
    if fail == "time limit":
        harness.tasks.time_out()
    harness.tasks.release_all()
    assert not result.is_done
    assert_not_connected(harness)


@pytest.mark.parametrize("released", [0, 1])
def test_cancelling_while_the_keychain_is_busy_leaves_no_entry(
    harness: WorkflowHarness, released: int
) -> None:
    make_connected(harness)
    known = harness.state.m3ter
    harness.m3ter.key = NEW_KEY
    harness.tasks.holding = {Lane.KEYCHAIN}
    result = connect(harness, NEW_KEY)
    for _ in range(released):
        harness.tasks.release()
    commands(harness).cancel_connecting()
    harness.tasks.release_all()
    assert not result.is_done
    assert harness.state.m3ter is known
    assert_connected_by(harness, KEY)


def test_what_is_cancelled_while_it_is_being_stored_stays_and_delivers_nothing(
    harness: WorkflowHarness,
) -> None:
    harness.tasks.holding = {Lane.DATABASE}
    result = connect(harness, place=SESSION)
    commands(harness).cancel_connecting()
    harness.tasks.release_all()
    assert not result.is_done
    assert m3ter(harness).connection.key_id == KEY.id
    assert m3ter(harness).lists is not None


def test_of_two_keys_that_are_tried_at_once_the_later_is_stored(harness: WorkflowHarness) -> None:
    harness.tasks.holding = {Lane.NETWORK}
    first = connect(harness)
    second = connect(harness, NEW_KEY)
    harness.tasks.release()
    harness.m3ter.key = NEW_KEY
    harness.tasks.release_all()
    assert not first.is_done
    assert second.is_done
    assert_connected_by(harness, NEW_KEY)
    assert activity(harness) == ["m3ter_connected"]


# -- a database that fails, and runs that end ---------------------------------------------------


def harnesses(folder: Path, *, is_connected: bool) -> Iterator[WorkflowHarness]:
    """Ever new harnesses, before a new key is connected."""
    number = 0
    while True:
        number += 1
        assert number < 100, "there is no end of moments"
        harness = WorkflowHarness(folder / str(number) / "practice.sqlite3").start()
        fill(harness)
        if is_connected:
            make_connected(harness)
        harness.m3ter.key = NEW_KEY
        yield harness
        harness.store.close()


@pytest.mark.parametrize("is_connected", [False, True])
@pytest.mark.parametrize("failures", [1, 50])
def test_wherever_the_disk_fails_a_connection_has_a_key_or_there_is_neither(
    tmp_path: Path, failures: int, is_connected: bool
) -> None:
    outcomes: list[bool] = []
    for good, harness in enumerate(harnesses(tmp_path / "all", is_connected=is_connected)):
        known, entries = harness.state.m3ter, dict(harness.keychain.entries)
        harness.disk.fails.extend([False] * good + [True] * failures)
        result = connect(harness, NEW_KEY)
        if not harness.disk.failures:
            break
        assert result.is_done
        try:
            result.result()
        except StorageError:
            outcomes.append(False)
            assert harness.state.m3ter is known, "nothing is changed by what fails"
            if failures == 1:
                assert harness.keychain.entries == entries, "the key is taken back at once"
        else:
            outcomes.append(True)
            assert m3ter(harness).connection.key_id == NEW_KEY.id
            assert not m3ter(harness).is_reading
        assert all(isinstance(crash, StorageError) for crash in harness.tasks.crashes)
        harness.disk.mend()
        in_sight = m3ter(harness).connection if harness.state.m3ter else None
        restart(harness)
        assert (m3ter(harness).connection if harness.state.m3ter else None) == in_sight
        assert_sound(harness, KEY, NEW_KEY)
    # The name of the entry and the connection come first, then what was read.
    assert outcomes[:2] == [False, False]
    assert set(outcomes[2:]) == {True}


@pytest.mark.parametrize("is_connected", [False, True])
@pytest.mark.parametrize("is_done", [False, True], ids=["not done", "done unheard"])
def test_whenever_the_program_ends_a_connection_has_a_key_or_there_is_neither(
    tmp_path: Path, is_connected: bool, is_done: bool
) -> None:
    ended = set()
    for steps, harness in enumerate(harnesses(tmp_path / "all", is_connected=is_connected)):
        harness.tasks.holding = {Lane.NETWORK, Lane.KEYCHAIN, Lane.DATABASE}
        result = connect(harness, NEW_KEY)
        for _ in range(steps):
            if harness.tasks.held:
                harness.tasks.release()
        if not harness.tasks.held:
            assert result.is_done
            break
        if is_done:
            harness.tasks.do_unheard()
        restart(harness)
        ended.add(m3ter(harness).connection.key_id if harness.state.m3ter else None)
        assert_sound(harness, KEY, NEW_KEY)
    assert ended == {KEY.id if is_connected else None, NEW_KEY.id}


@pytest.mark.parametrize("failures", [1, 50])
def test_wherever_the_disk_fails_m3ter_is_disconnected_or_not(
    tmp_path: Path, failures: int
) -> None:
    outcomes: list[bool] = []
    for good, harness in enumerate(harnesses(tmp_path / "all", is_connected=True)):
        known = harness.state.m3ter
        harness.disk.fails.extend([False] * good + [True] * failures)
        result = commands(harness).disconnect()
        if not harness.disk.failures:
            break
        try:
            result.result()
        except StorageError:
            outcomes.append(False)
            assert harness.state.m3ter is known
        else:
            outcomes.append(True)
            assert harness.state.m3ter is None
            assert harness.m3ter.taken is None
        harness.disk.mend()
        restart(harness)
        assert (harness.state.m3ter is None) is outcomes[-1]
        assert_sound(harness, KEY)
    assert outcomes[0] is False
    assert set(outcomes[1:]) == {True}


# -- disconnecting ------------------------------------------------------------------------------


def test_disconnecting_leaves_only_the_log(harness: WorkflowHarness) -> None:
    fill(harness)
    make_connected(harness)
    result = commands(harness).disconnect()
    assert result.is_done
    assert result.result() is None
    assert harness.m3ter.taken is None
    assert_not_connected(harness)
    assert activity(harness) == ["m3ter_connected", "m3ter_disconnected"]
    restart(harness)
    assert_not_connected(harness)
    commands(harness).refresh()
    assert harness.m3ter.asked == []


def test_what_is_not_connected_is_not_disconnected(harness: WorkflowHarness) -> None:
    commands(harness).disconnect().result()
    assert activity(harness) == []


def test_a_locked_keychain_keeps_nobody_from_disconnecting(harness: WorkflowHarness) -> None:
    make_connected(harness)
    lock(harness)
    commands(harness).disconnect().result()
    assert harness.state.m3ter is None
    assert list(named(harness).values()) == ["deleting"]
    harness.keychain.fail_probe = harness.keychain.fail_unlock = None
    restart(harness)
    assert_not_connected(harness)


# -- reading ------------------------------------------------------------------------------------


def test_rows_are_counted_page_by_page(harness: WorkflowHarness) -> None:
    make_connected(harness)
    fill(harness)
    counts: list[int | None] = []
    harness.state.subscribe(lambda _: counts.append(m3ter(harness).rows_read))
    commands(harness).refresh()
    assert counts == [0, 2, 4, 5, 7, 8, None]
    assert harness.state.m3ter is not None


def test_each_page_is_a_call_of_its_own(harness: WorkflowHarness) -> None:
    make_connected(harness)
    fill(harness, 5, 0)
    harness.tasks.holding = {Lane.NETWORK}
    commands(harness).refresh()
    calls = 0
    while harness.tasks.held:
        assert m3ter(harness).is_reading
        assert len(harness.tasks.held) == 1
        harness.tasks.release()
        calls += 1
    assert calls == 1 + 3 + 1
    assert not m3ter(harness).is_reading


def test_what_is_being_read_is_not_read_twice(harness: WorkflowHarness) -> None:
    make_connected(harness)
    harness.m3ter.asked.clear()
    harness.clock.pass_time(OLD)
    harness.tasks.holding = {Lane.NETWORK}
    for read in (
        commands(harness).refresh,
        commands(harness).refresh,
        commands(harness).refresh_if_old,
        commands(harness).refresh_quietly,
    ):
        read()
    harness.tasks.release_all()
    assert harness.m3ter.asked == READ


def test_credentials_that_are_not_offered_are_not_asked_for(harness: WorkflowHarness) -> None:
    fill(harness)
    harness.m3ter.credentials_error = NotFoundError(Detail("", "no such path", status=404))
    state = make_connected(harness)
    assert not state.connection.offers_credentials
    assert state.lists is not None
    assert state.lists.credentials == ()
    assert len(state.lists.configurations) == 5
    assert harness.m3ter.asked == ["try_key", "systems", "configurations"]
    assert state.error is None


def test_rows_that_made_no_sense_are_counted_and_stored(
    harness: WorkflowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pages(_: FakeM3ter, rows: Sequence[object], __: int = 0) -> Iterator[Portion[object]]:
        yield Portion(tuple(rows), unreadable=2)
        yield Portion((), unreadable=1, is_last=True)

    monkeypatch.setattr(FakeM3ter, "_pages", pages)
    state = make_connected(harness)
    assert state.lists is not None
    assert state.lists.unreadable == 6
    restart(harness)
    assert m3ter(harness).lists == state.lists


@pytest.mark.parametrize(
    "error",
    [
        NotFoundError(Detail("", "No such path", status=404)),
        NotPermittedError(Detail("", "Forbidden", status=403)),
    ],
    ids=["404", "403"],
)
def test_credentials_that_are_not_offered_any_more_take_nothing_else_along(
    harness: WorkflowHarness, error: ServiceError
) -> None:
    fill(harness)
    make_connected(harness)
    harness.m3ter.credentials_error = error
    harness.m3ter.known_configurations.pop()
    commands(harness).refresh()
    state = m3ter(harness)
    assert state.error is None
    assert state.lists is not None
    assert len(state.lists.configurations) == 4
    assert state.lists.credentials == ()


@pytest.mark.parametrize(
    ("error", "is_read_again"),
    [
        (SecretRefusedError(Detail("", "Deleted", status=401)), False),
        (NotPermittedError(Detail("", "Forbidden", status=403)), False),
        (UNREACHABLE, True),
    ],
    ids=["401", "403", "unreachable"],
)
def test_a_key_that_was_refused_is_sent_again_only_if_the_person_asks(
    harness: WorkflowHarness, error: ServiceError, is_read_again: bool
) -> None:
    make_connected(harness)
    harness.clock.pass_time(OLD)
    harness.m3ter.error = error
    commands(harness).refresh()
    harness.m3ter.asked.clear()
    commands(harness).refresh_if_old()
    commands(harness).refresh_quietly()
    assert bool(harness.m3ter.asked) is is_read_again
    harness.m3ter.asked.clear()
    commands(harness).refresh()
    assert harness.m3ter.asked


def test_cancelling_keeps_what_was_read_before(harness: WorkflowHarness) -> None:
    fill(harness)
    before = make_connected(harness)
    fill(harness, 9, 9)
    harness.tasks.holding = {Lane.NETWORK}
    commands(harness).refresh()
    harness.tasks.release()
    harness.tasks.release()
    assert m3ter(harness).rows_read == 2
    commands(harness).cancel_reading()
    assert m3ter(harness) == before
    heard = len(harness.events)
    harness.tasks.release_all()
    assert m3ter(harness) == before
    assert len(harness.events) == heard, "a late page is not told"
    restart(harness)
    assert m3ter(harness) == before


def test_cancelling_when_nothing_is_read_does_nothing(harness: WorkflowHarness) -> None:
    commands(harness).cancel_reading()
    make_connected(harness)
    heard = len(harness.events)
    commands(harness).cancel_reading()
    assert len(harness.events) == heard


def test_a_page_of_a_cancelled_reading_does_not_count_for_the_next(
    harness: WorkflowHarness,
) -> None:
    make_connected(harness)
    fill(harness, 5, 0)
    harness.tasks.holding = {Lane.NETWORK}
    commands(harness).refresh()
    harness.tasks.release()
    commands(harness).cancel_reading()
    commands(harness).refresh()
    assert [lane for lane, _, _ in harness.tasks.held] == [Lane.NETWORK] * 2
    harness.tasks.release()
    assert m3ter(harness).rows_read == 0
    harness.tasks.release_all()
    lists = m3ter(harness).lists
    assert lists is not None
    assert list(lists.configurations) == harness.m3ter.known_configurations


@pytest.mark.parametrize("failing_page", range(5))
@pytest.mark.parametrize("cancels", [True, False], ids=["cancelled", "in time"])
def test_a_failure_keeps_what_was_read_before_and_is_told_unless_cancelled(
    harness: WorkflowHarness, failing_page: int, cancels: bool
) -> None:
    fill(harness, 3, 3)
    before = make_connected(harness)
    harness.tasks.holding = {Lane.NETWORK}
    commands(harness).refresh()
    for _ in range(failing_page):
        harness.tasks.release()
    if cancels:
        commands(harness).cancel_reading()
    harness.tasks.time_out()
    assert m3ter(harness).lists == before.lists
    assert not m3ter(harness).is_reading
    assert isinstance(m3ter(harness).error, type(None) if cancels else TimeLimitError)
    harness.tasks.release_all()
    commands(harness).refresh()
    assert m3ter(harness).error is None


@pytest.mark.parametrize(
    "error",
    [
        UNREACHABLE,
        SecretRefusedError(Detail("", "The key was deleted", status=401)),
        NotPermittedError(Detail("", "No", status=403)),
    ],
)
def test_an_error_of_m3ter_is_told_until_it_is_read_again(
    harness: WorkflowHarness, error: ServiceError
) -> None:
    fill(harness)
    before = make_connected(harness)
    failing_calls(harness, error)
    commands(harness).refresh()
    assert m3ter(harness) == replace(before, error=error)
    harness.tasks.holding = {Lane.NETWORK}
    commands(harness).refresh()
    assert (m3ter(harness).error, m3ter(harness).rows_read) == (None, 0)
    failing_calls(harness, None)
    harness.tasks.release_all()
    assert m3ter(harness) == before


def test_an_error_is_not_stored(harness: WorkflowHarness) -> None:
    before = make_connected(harness)
    failing_calls(harness, UNREACHABLE)
    commands(harness).refresh()
    restart(harness)
    assert m3ter(harness) == before


def test_a_key_that_stopped_to_work_is_replaced_by_one_that_works(
    harness: WorkflowHarness,
) -> None:
    make_connected(harness)
    failing_calls(harness, SecretRefusedError(Detail("", "The key was deleted", status=401)))
    commands(harness).refresh()
    assert isinstance(m3ter(harness).error, SecretRefusedError)
    assert harness.keychain.entries != {}, "only a person deletes the key"
    failing_calls(harness, None)
    assert make_connected(harness, KEPT, NEW_KEY).error is None
    assert_connected_by(harness, NEW_KEY)


def test_a_bug_in_reading_does_not_leave_it_reading_for_ever(
    harness: WorkflowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(harness)
    before = make_connected(harness)
    bug = RuntimeError("a bug")

    def fail(*_: object) -> None:
        raise bug

    with monkeypatch.context() as patch:
        patch.setattr(harness.m3ter, "credentials", fail)
        commands(harness).refresh()
    assert harness.tasks.crashes == [bug]
    harness.tasks.crashes.clear()
    assert m3ter(harness) == before
    commands(harness).refresh()
    assert m3ter(harness) == before


def test_what_could_not_be_stored_is_shown_all_the_same(harness: WorkflowHarness) -> None:
    before = make_connected(harness)
    fill(harness)
    harness.disk.is_full = True
    commands(harness).refresh()
    (crash,) = harness.tasks.crashes
    assert isinstance(crash, StorageError)
    harness.tasks.crashes.clear()
    lists = m3ter(harness).lists
    assert lists is not None
    assert list(lists.configurations) == harness.m3ter.known_configurations
    harness.disk.mend()
    restart(harness)
    assert m3ter(harness) == before


@pytest.mark.parametrize("rows_read", [0, 2, 5, 8])
@pytest.mark.parametrize("disconnects", [False, True])
def test_a_reading_can_be_ended_by_who_hears_of_its_progress(
    harness: WorkflowHarness, rows_read: int, disconnects: bool
) -> None:
    before = make_connected(harness)
    fill(harness)

    def listen(_: Event) -> None:
        known = harness.state.m3ter
        if known is not None and known.rows_read == rows_read:
            if disconnects:
                commands(harness).disconnect()
            else:
                commands(harness).cancel_reading()

    harness.state.subscribe(listen)
    commands(harness).refresh()
    if disconnects:
        assert_not_connected(harness)
    else:
        assert m3ter(harness) == before


# -- late answers -------------------------------------------------------------------------------


@pytest.mark.parametrize("page", range(5))
def test_a_page_that_comes_after_disconnecting_changes_nothing(
    harness: WorkflowHarness, page: int
) -> None:
    fill(harness, 3, 3)
    make_connected(harness)
    harness.tasks.holding = {Lane.NETWORK}
    commands(harness).refresh()
    for _ in range(page):
        harness.tasks.release()
    commands(harness).disconnect().result()
    heard = len(harness.events)
    harness.tasks.release_all()
    assert harness.m3ter.taken is None
    assert len(harness.events) == heard
    assert_not_connected(harness)


@pytest.mark.parametrize("page", range(5))
def test_a_page_that_comes_after_connecting_anew_changes_nothing(
    harness: WorkflowHarness, page: int
) -> None:
    fill(harness, 3, 3)
    make_connected(harness)
    harness.tasks.holding = {Lane.NETWORK}
    commands(harness).refresh()
    for _ in range(page):
        harness.tasks.release()
    # What waits, waits for the former organization.
    late = harness.tasks.held.popleft()
    harness.tasks.holding.clear()
    fill(harness, 1, 1)
    after = make_connected(harness, SESSION, NEW_KEY)
    harness.tasks.held.append(late)
    harness.tasks.release_all()
    assert m3ter(harness) == after
    restart(harness)
    assert m3ter(harness) == replace(after, key_place=SecretPlace.LOST)


def test_a_late_page_does_not_end_the_reading_of_a_new_connection(
    harness: WorkflowHarness,
) -> None:
    make_connected(harness)
    harness.tasks.holding = {Lane.NETWORK}
    commands(harness).refresh()
    late = harness.tasks.held.popleft()
    harness.m3ter.key = NEW_KEY
    connect(harness, NEW_KEY)
    harness.tasks.release()
    assert m3ter(harness).is_reading
    # As the gateway does that has no key for what it is asked.
    late[2].fail(RuntimeError("the key comes first"))
    assert m3ter(harness).is_reading
    harness.tasks.release_all()
    assert not m3ter(harness).is_reading
    assert m3ter(harness).lists is not None


def hold_key(harness: WorkflowHarness) -> None:
    """Begin a new run, in which the key is being read from the keychain."""
    make_connected(harness)
    restart(harness)
    harness.tasks.holding = {Lane.KEYCHAIN}
    commands(harness).refresh()
    # It is unlocked and probed.
    harness.tasks.release()
    harness.tasks.release()
    assert harness.m3ter.taken is None


def test_a_key_that_comes_after_disconnecting_is_not_taken(harness: WorkflowHarness) -> None:
    hold_key(harness)
    commands(harness).disconnect()
    harness.tasks.release_all()
    assert harness.m3ter.taken is None
    assert harness.m3ter.asked == []
    assert_not_connected(harness)


def test_a_key_that_comes_after_connecting_anew_is_not_taken(harness: WorkflowHarness) -> None:
    hold_key(harness)
    harness.m3ter.key = NEW_KEY
    connect(harness, NEW_KEY, SESSION)
    harness.tasks.release_all()
    assert harness.m3ter.taken == (ORGANIZATION, NEW_KEY)
    assert m3ter(harness).error is None
    assert m3ter(harness).lists is not None


def test_a_reading_that_is_cancelled_while_the_key_is_read_asks_nothing(
    harness: WorkflowHarness,
) -> None:
    hold_key(harness)
    commands(harness).cancel_reading()
    harness.tasks.release_all()
    assert harness.m3ter.asked == []
    assert not m3ter(harness).is_reading
    commands(harness).refresh()
    assert harness.m3ter.asked == READ


# -- restarts -----------------------------------------------------------------------------------


def test_a_restart_shows_what_was_read_and_reads_it_anew_if_it_is_old(
    harness: WorkflowHarness,
) -> None:
    fill(harness)
    before = make_connected(harness)
    harness.clock.pass_time(OLD)
    harness.m3ter.drop_key()
    harness.m3ter.asked.clear()
    harness.crash()
    harness.tasks.holding = {Lane.NETWORK}
    harness.start()

    assert m3ter(harness) == replace(before, rows_read=0)
    assert harness.m3ter.asked == []
    harness.tasks.release_all()
    assert harness.m3ter.asked == READ
    lists = m3ter(harness).lists
    assert lists is not None
    assert before.lists is not None
    assert lists == replace(before.lists, read=BEGINNING + OLD)
    assert lists.configurations[0].modified == MOVED


def test_a_restart_reads_nothing_anew_that_is_fresh(harness: WorkflowHarness) -> None:
    fill(harness)
    before = make_connected(harness)
    restart(harness)
    assert m3ter(harness) == before
    assert (harness.m3ter.asked, harness.m3ter.taken) == ([], None)


def test_what_was_never_read_is_read_at_the_next_start(harness: WorkflowHarness) -> None:
    harness.m3ter.page_size = 1
    harness.tasks.holding = {Lane.NETWORK}
    connect(harness)
    harness.tasks.release()
    harness.crash()
    harness.m3ter.drop_key()
    assert harness.state.m3ter is None
    harness.start()
    assert m3ter(harness).lists is not None


def ask_about_entry(harness: WorkflowHarness) -> None:
    harness.keychain.asks_about = set(harness.keychain.entries)


def lock_softly(harness: WorkflowHarness) -> None:
    harness.keychain.fail_probe = KeychainLockedError("locked")


def fail_asking(harness: WorkflowHarness) -> None:
    harness.keychain.fail_asking_beforehand = KeychainFailedError("broken")


def need_stand_in(harness: WorkflowHarness) -> None:
    harness.m3ter.runs_already = False


@pytest.mark.parametrize("prevent", [ask_about_entry, lock_softly, fail_asking, need_stand_in])
def test_a_start_and_a_quiet_reading_neither_prompt_nor_start_a_stand_in(
    harness: WorkflowHarness, prevent: Callable[[WorkflowHarness], None]
) -> None:
    before = make_connected(harness)
    harness.clock.pass_time(OLD)
    prevent(harness)
    restart(harness)
    commands(harness).refresh_quietly()
    assert (harness.m3ter.asked, harness.m3ter.taken) == ([], None)
    assert m3ter(harness) == before
    assert harness.keychain.unlocked == 1, "only to connect"

    commands(harness).refresh()
    assert harness.m3ter.asked == READ
    assert harness.keychain.unlocked == 2


def test_a_key_in_memory_is_used_quietly_whatever_the_keychain_does(
    harness: WorkflowHarness,
) -> None:
    make_connected(harness)
    lock(harness)
    harness.m3ter.asked.clear()
    harness.clock.pass_time(OLD)
    commands(harness).refresh_quietly()
    assert harness.m3ter.asked == READ
    assert m3ter(harness).error is None


def test_a_look_may_start_a_stand_in_but_unlocks_nothing(harness: WorkflowHarness) -> None:
    make_connected(harness)
    harness.clock.pass_time(OLD)
    need_stand_in(harness)
    restart(harness)
    lock_softly(harness)
    commands(harness).refresh_if_old()
    error = m3ter(harness).error
    assert isinstance(error, SecretUnavailableError)
    assert isinstance(error.cause, KeychainLockedError)
    harness.keychain.fail_probe = None
    commands(harness).refresh_if_old()
    assert harness.m3ter.asked == READ
    assert harness.keychain.unlocked == 1


def look(harness: WorkflowHarness) -> None:
    commands(harness).refresh_if_old()


def read_quietly(harness: WorkflowHarness) -> None:
    commands(harness).refresh_quietly()


def come_back(harness: WorkflowHarness) -> None:
    harness.commands.recheck_quietly()


@pytest.mark.parametrize("read", [look, read_quietly, come_back])
@pytest.mark.parametrize("direction", [1, -1])
def test_only_what_was_read_more_than_five_minutes_ago_is_read_again(
    harness: WorkflowHarness, read: Callable[[WorkflowHarness], None], direction: int
) -> None:
    make_connected(harness)
    harness.m3ter.asked.clear()
    # Coming back counts from a minute after the start on, by the clock that nobody sets.
    minutes = timedelta(minutes=2)
    harness.clock.pass_time(minutes)
    harness.clock.set_wall_clock(direction * timedelta(minutes=5) - minutes)
    read(harness)
    assert harness.m3ter.asked == []
    harness.clock.pass_time(minutes)
    harness.clock.set_wall_clock(direction * timedelta(seconds=1) - minutes)
    read(harness)
    assert harness.m3ter.asked == READ
    harness.m3ter.asked.clear()
    harness.clock.pass_time(minutes)
    read(harness)
    assert harness.m3ter.asked == []


@pytest.mark.parametrize("read", [look, read_quietly, come_back])
def test_what_is_not_connected_is_not_read(
    harness: WorkflowHarness, read: Callable[[WorkflowHarness], None]
) -> None:
    harness.clock.pass_time(OLD)
    read(harness)
    commands(harness).refresh()
    assert harness.m3ter.asked == []
    assert not any(isinstance(event, M3terChanged) for event in harness.events)


def test_a_start_that_can_not_read_what_is_stored_says_so(harness: WorkflowHarness) -> None:
    before = make_connected(harness)
    harness.crash()
    # What is recovered, and the marked keys.
    harness.disk.fails.extend([False, False, True])
    harness.start()
    assert harness.state.m3ter is None
    (failed,) = [event for event in harness.events if isinstance(event, OperationFailed)]
    assert isinstance(failed.error, StorageError)
    restart(harness)
    assert m3ter(harness) == before


def test_a_start_that_is_tried_again_takes_nothing_from_what_was_connected_meanwhile(
    harness: WorkflowHarness,
) -> None:
    harness.crash()
    harness.disk.fails.append(True)
    harness.start()
    assert isinstance(harness.state.loaded, LoadFailed)
    before = make_connected(harness, SESSION)
    harness.commands.read_again()
    assert isinstance(harness.state.loaded, Loaded)
    assert m3ter(harness) == before


# -- proposals ----------------------------------------------------------------------------------


def test_what_is_known_beforehand_is_proposed(harness: WorkflowHarness) -> None:
    harness.m3ter.proposal = Proposal(ORGANIZATION, "api.m3ter.com", KEY)
    assert commands(harness).propose().result() == Proposal(ORGANIZATION, "api.m3ter.com", KEY)
    assert_not_connected(harness)


@pytest.mark.parametrize("error", [UNREACHABLE, TimeLimitError()])
def test_a_proposal_can_fail(
    harness: WorkflowHarness, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Proposal:
        raise error

    monkeypatch.setattr(harness.m3ter, "propose", fail)
    result = commands(harness).propose()
    with pytest.raises(type(error)):
        result.result()


# -- the start of workspaces that are not connected ---------------------------------------------

SCRIPT = """
import sys
from datetime import timedelta
from pathlib import Path
from tests.fakes import WorkflowHarness

harness = WorkflowHarness(Path(sys.argv[1])).start()
harness.make_active()
harness.clock.pass_time(timedelta(minutes=10))
harness.commands.recheck_quietly()
assert harness.tasks.crashes == []
print("desktop_app.workflow.m3ter_commands" in sys.modules)
"""


@pytest.mark.parametrize("is_connected", [False, True])
def test_only_a_workspace_that_is_connected_imports_what_reads_m3ter(
    harness: WorkflowHarness, is_connected: bool
) -> None:
    if is_connected:
        make_connected(harness, SESSION)
    harness.store.close()
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(harness.database)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert run.stdout.split() == [str(is_connected)]
