"""What is stored of m3ter comes back as it was, is forgotten whole, and never loses a key."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.errors import StorageError, StorageProblem
from desktop_app.core.m3ter import (
    Configuration,
    ExternalSystem,
    M3terConnection,
    RegisteredCredential,
    Registration,
    RegistrationStage,
)
from desktop_app.core.platform_secret import M3TER_KEY_OWNER, owner_of
from desktop_app.core.systems import System
from desktop_app.storage import database
from desktop_app.storage.m3ter_store import SqliteM3terStore
from desktop_app.storage.organization_store import SqliteOrganizationStore
from desktop_app.workflow.m3ter_ports import M3terLists, StoredM3ter
from tests.storage.conftest import NOW, StoreHarness

CONNECTION = M3terConnection("org-1", "key-1", True, NOW.utc)
OTHER = M3terConnection("org-2", "key-2", False, NOW.utc + timedelta(seconds=0.000001))
CONNECTED = Activity(NOW.utc, ActivityKind.M3TER_CONNECTED, "", "", None, "ada", "org-1")
DISCONNECTED = replace(CONNECTED, kind=ActivityKind.M3TER_DISCONNECTED)
FORGOTTEN = Activity(NOW.utc, ActivityKind.FORGOTTEN, "", "", System.STRIPE_TEST, "ada")
LISTS = M3terLists(
    NOW.utc + timedelta(microseconds=7),
    (ExternalSystem("STRIPE", "Stripe"), ExternalSystem("MARS", "")),
    (
        Configuration("c-1", "Bills", "Bill", "STRIPE"),
        Configuration(
            "c-2", "“Ácme” \x00 \U0001f4b8", "Bill", "STRIPE_TEST", "d-1", "r-1",
            authorized=False, enabled=True, options='{"a": ["\\u00e9", {"b": null}]}', version=7,
            modified=datetime(2026, 11, 20, 8, 30, 0, 1, tzinfo=UTC),
        ),
    ),
    (
        RegisteredCredential("r-1", "EU", "STRIPE"),
        RegisteredCredential(
            "r-2", "US", "STRIPE", "STRIPE_SIGNED_REQUEST", "d-2",
            datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
        ),
    ),
    unreadable=3,
)  # fmt: skip


class M3terHarness(StoreHarness):
    """A store of an organization on a file, and what it stores of m3ter."""

    store: SqliteOrganizationStore

    def __post_init__(self) -> None:
        self.store = SqliteOrganizationStore(self.path)

    def reopen(self) -> None:
        self.store.close()
        self.store = SqliteOrganizationStore(self.path)

    @property
    def m3ter(self) -> SqliteM3terStore:
        return SqliteM3terStore(self.store)

    def connect(
        self, connection: M3terConnection = CONNECTION, entry: str | None = "m3ter 1"
    ) -> None:
        """Connect by a key that is in the keychain."""
        if entry is not None:
            self.store.reserve_entry(entry, M3TER_KEY_OWNER)
        self.m3ter.connect(connection, entry, replace(CONNECTED, detail=connection.organization_id))

    def stored(self) -> StoredM3ter | None:
        """What the next run finds."""
        self.reopen()
        return self.m3ter.load()

    def is_known(self) -> bool:
        """Whether the next run is told that m3ter is connected."""
        return self.snapshot().is_m3ter_connected


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[M3terHarness]:
    """A store on a file that is not there yet."""
    harness = M3terHarness(tmp_path / "organizations" / "org-acme.sqlite3")
    yield harness
    harness.store.close()


def test_a_new_database_is_not_connected_to_m3ter(harness: M3terHarness) -> None:
    assert harness.m3ter.load() is None
    assert not harness.is_known()


@pytest.mark.parametrize("connection", [CONNECTION, OTHER])
def test_a_connection_comes_back_with_the_name_of_its_entry(
    harness: M3terHarness, connection: M3terConnection
) -> None:
    harness.connect(connection)
    assert harness.m3ter.load() == harness.stored() == StoredM3ter(connection, "m3ter 1")
    assert harness.is_known()
    assert harness.statuses() == {"m3ter 1": "whole"}
    assert harness.stored() == StoredM3ter(connection, "m3ter 1"), "recovering changes nothing"


def test_a_key_that_is_in_memory_has_no_entry(harness: M3terHarness) -> None:
    harness.connect(entry=None)
    assert harness.stored() == StoredM3ter(CONNECTION, None)
    assert harness.statuses() == {}


def test_an_entry_that_was_only_reserved_is_deleted_after_a_restart(harness: M3terHarness) -> None:
    harness.connect(entry=None)
    harness.store.reserve_entry("m3ter 2", M3TER_KEY_OWNER)
    assert harness.stored() == StoredM3ter(CONNECTION, None)
    assert harness.is_known()
    assert harness.store.entries_to_delete() == ("m3ter 2",)


def test_what_was_read_comes_back_as_it_was(harness: M3terHarness) -> None:
    harness.connect()
    harness.m3ter.save(CONNECTION, LISTS)
    assert harness.stored() == StoredM3ter(CONNECTION, "m3ter 1", LISTS)
    later = M3terLists(NOW.utc + timedelta(days=1))
    harness.m3ter.save(CONNECTION, later)
    assert harness.stored() == StoredM3ter(CONNECTION, "m3ter 1", later)
    assert len(harness.ask("SELECT * FROM m3ter_lists")) == 1


def test_five_thousand_configurations_come_back(harness: M3terHarness) -> None:
    (_, configuration) = LISTS.configurations
    many = tuple(
        replace(configuration, id=f"c-{number}", version=number, options=f'{{"n": {number}}}')
        for number in range(5000)
    )
    lists = replace(LISTS, configurations=many)
    harness.connect()
    harness.m3ter.save(CONNECTION, lists)
    stored = harness.stored()
    assert stored is not None
    assert stored.lists == lists


@pytest.mark.parametrize(
    "other",
    [
        OTHER,
        replace(CONNECTION, organization_id="org-2"),
        replace(CONNECTION, key_id="key-2"),
        replace(CONNECTION, offers_credentials=False),
        replace(CONNECTION, connected=NOW.utc + timedelta(microseconds=1)),
    ],
)
def test_what_was_read_from_another_connection_is_not_stored(
    harness: M3terHarness, other: M3terConnection
) -> None:
    harness.connect()
    harness.m3ter.save(other, LISTS)
    assert harness.stored() == StoredM3ter(CONNECTION, "m3ter 1")
    harness.m3ter.save(CONNECTION, LISTS)
    harness.m3ter.save(other, M3terLists(NOW.utc))
    assert harness.stored() == StoredM3ter(CONNECTION, "m3ter 1", LISTS)


def test_what_was_read_is_not_stored_after_disconnecting(harness: M3terHarness) -> None:
    harness.connect()
    harness.m3ter.disconnect(DISCONNECTED)
    harness.m3ter.save(CONNECTION, LISTS)
    assert harness.ask("SELECT * FROM m3ter_lists") == []


def test_disconnecting_leaves_the_key_to_be_deleted(harness: M3terHarness) -> None:
    harness.connect()
    harness.m3ter.save(CONNECTION, LISTS)
    harness.m3ter.disconnect(DISCONNECTED)
    assert harness.stored() is None
    assert not harness.is_known()
    assert harness.store.entries_to_delete() == ("m3ter 1",)
    assert harness.ask("SELECT * FROM m3ter_connection") == []
    assert harness.ask("SELECT * FROM m3ter_lists") == []


def test_connecting_anew_leaves_the_former_key_to_be_deleted(harness: M3terHarness) -> None:
    harness.connect()
    harness.m3ter.save(CONNECTION, LISTS)
    harness.connect(OTHER, "m3ter 2")
    assert harness.stored() == StoredM3ter(OTHER, "m3ter 2")
    assert harness.statuses() == {"m3ter 1": "deleting", "m3ter 2": "whole"}
    harness.connect(CONNECTION, None)
    assert harness.stored() == StoredM3ter(CONNECTION, None)
    assert harness.statuses() == {"m3ter 1": "deleting", "m3ter 2": "deleting"}


def test_other_entries_are_left_alone(harness: M3terHarness) -> None:
    harness.make_active()
    harness.store.reserve_entry("secret-t", owner_of(System.STRIPE_TEST))
    assert harness.store.save_profile("profile", {System.STRIPE_TEST: "secret-t"}, {}, ())
    harness.connect()
    harness.connect(OTHER, "m3ter 2")
    harness.m3ter.disconnect(DISCONNECTED)
    assert harness.statuses() == {
        "entry-1": "whole",
        "secret-t": "whole",
        "m3ter 1": "deleting",
        "m3ter 2": "deleting",
    }


def test_a_secret_of_the_organization_that_is_replaced_leaves_the_key_alone(
    harness: M3terHarness,
) -> None:
    harness.connect()
    assert harness.store.save_profile("profile", {}, {}, ())
    assert harness.stored() == StoredM3ter(CONNECTION, "m3ter 1")


def test_connections_are_logged_without_a_system(harness: M3terHarness) -> None:
    harness.connect()
    harness.m3ter.disconnect(DISCONNECTED)
    harness.reopen()
    assert harness.store.activities(0) == (CONNECTED, DISCONNECTED)
    assert harness.ask("SELECT system FROM activity") == [("",), ("",)]


@pytest.mark.parametrize(
    ("step", "unsaved"),
    [
        (lambda m3ter: m3ter.connect(OTHER, "m3ter 2", CONNECTED), CONNECTED),
        (lambda m3ter: m3ter.disconnect(DISCONNECTED), DISCONNECTED),
    ],
    ids=["connect", "disconnect"],
)
def test_what_fails_is_undone_whole_and_names_its_entry(
    harness: M3terHarness,
    monkeypatch: pytest.MonkeyPatch,
    step: Callable[[SqliteM3terStore], None],
    unsaved: Activity,
) -> None:
    harness.connect()
    harness.m3ter.save(CONNECTION, LISTS)
    harness.store.reserve_entry("m3ter 2", M3TER_KEY_OWNER)

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk full")

    # The log entry is the last that a step writes.
    with monkeypatch.context() as patch:
        patch.setattr("desktop_app.storage.m3ter_store.write_activity", fail)
        with pytest.raises(StorageError) as caught:
            step(harness.m3ter)
    assert caught.value.unsaved == unsaved
    assert harness.stored() == StoredM3ter(CONNECTION, "m3ter 1", LISTS)
    assert harness.statuses() == {"m3ter 1": "whole", "m3ter 2": "pending"}
    assert harness.kinds() == ["m3ter_connected"]


def test_a_connection_that_makes_no_sense_is_told_as_a_damaged_database(
    harness: M3terHarness,
) -> None:
    harness.connect()
    harness.ask("UPDATE m3ter_connection SET connected = 'yesterday'")
    with pytest.raises(StorageError) as caught:
        harness.stored()
    assert caught.value.problem is StorageProblem.DAMAGED
    # Connecting anew replaces all of it.
    harness.connect(OTHER, "m3ter 2")
    assert harness.stored() == StoredM3ter(OTHER, "m3ter 2")


@pytest.mark.parametrize(
    "lists",
    [
        "",
        "{",
        "{}",
        "[]",
        "null",
        "7",
        "[" * 100_000,
        '{"systems": 7, "configurations": [], "credentials": [], "unreadable": 0}',
        '{"systems": ["STRIPE"], "configurations": [], "credentials": [], "unreadable": 0}',
        '{"systems": [], "configurations": [{"id": "c-1"}], "credentials": [], "unreadable": 0}',
        '{"systems": [{"identifier": "STRIPE", "name": null}], "configurations": [],'
        ' "credentials": [], "unreadable": 0}',
        '{"systems": [{"identifier": "STRIPE", "name": "Stripe", "of_a_later_version": 1}],'
        ' "configurations": [], "credentials": [], "unreadable": 0}',
        '{"systems": [], "configurations": [], "unreadable": 0,'
        ' "credentials": [{"id": "r", "name": "n", "destination": "d", "created": "yesterday"}]}',
        '{"systems": [], "configurations": [], "credentials": [], "unreadable": null}',
    ],
)
def test_lists_that_make_no_sense_are_read_anew_and_harm_nothing(
    harness: M3terHarness, lists: str
) -> None:
    harness.connect()
    harness.m3ter.save(CONNECTION, LISTS)
    with closing(sqlite3.connect(harness.path)) as opened, opened:
        opened.execute("UPDATE m3ter_lists SET lists = ?", (lists,))
    assert harness.stored() == StoredM3ter(CONNECTION, "m3ter 1")
    harness.m3ter.save(CONNECTION, LISTS)
    assert harness.stored() == StoredM3ter(CONNECTION, "m3ter 1", LISTS)


def test_a_time_of_reading_that_makes_no_sense_harms_nothing(harness: M3terHarness) -> None:
    harness.connect()
    harness.m3ter.save(CONNECTION, LISTS)
    harness.ask("UPDATE m3ter_lists SET read = ''")
    assert harness.stored() == StoredM3ter(CONNECTION, "m3ter 1")


# -- registrations ------------------------------------------------------------------------------


def registered(harness: M3terHarness) -> tuple[Registration, ...]:
    stored = harness.stored()
    assert stored is not None
    return stored.registrations


def of(credential_id: str, kind: ActivityKind = ActivityKind.M3TER_REGISTERED) -> Activity:
    return Activity(NOW.utc, kind, credential_id, "Billing", System.STRIPE, "ada", "m3ter-1")


def test_a_registration_is_unclear_until_it_is_recorded_or_ended(harness: M3terHarness) -> None:
    harness.connect()
    harness.begin()
    id_ = harness.credential().id
    assert harness.m3ter.begin_registration(CONNECTION, id_)
    assert registered(harness) == (Registration(id_, RegistrationStage.UNKNOWN),)
    assert not harness.m3ter.begin_registration(CONNECTION, id_), "it has one"
    harness.m3ter.end_registration(id_)
    assert registered(harness) == ()
    assert harness.m3ter.begin_registration(CONNECTION, id_)
    assert harness.m3ter.record_registered(CONNECTION, "m3ter-1", of(id_))
    done = Registration(id_, RegistrationStage.REGISTERED, "m3ter-1")
    assert registered(harness) == (done,)
    harness.m3ter.end_registration(id_)
    assert registered(harness) == (done,), "what is certain stays"
    assert harness.kinds()[-1] == "m3ter_registered"


def test_nothing_is_recorded_for_another_connection(harness: M3terHarness) -> None:
    harness.connect()
    harness.begin()
    id_ = harness.credential().id
    assert not harness.m3ter.begin_registration(OTHER, id_)
    assert not harness.m3ter.record_registered(OTHER, "m3ter-1", of(id_))
    assert registered(harness) == ()
    assert "m3ter_registered" not in harness.kinds()


def test_connecting_anew_forgets_what_was_registered(harness: M3terHarness) -> None:
    harness.connect()
    harness.begin()
    id_ = harness.credential().id
    assert harness.m3ter.record_registered(CONNECTION, "m3ter-1", of(id_))
    harness.connect(OTHER, "m3ter 2")
    assert registered(harness) == ()


def test_a_credential_that_is_gone_has_no_registration(harness: M3terHarness) -> None:
    harness.connect()
    assert harness.m3ter.begin_registration(CONNECTION, "gone")
    assert registered(harness) == ()


# -- organizations ------------------------------------------------------------------------------


@pytest.mark.parametrize("erase", [False, True])
@pytest.mark.parametrize("entry", ["m3ter 1", None])
def test_a_forgotten_organization_is_not_connected_to_m3ter(
    harness: M3terHarness, entry: str | None, erase: bool
) -> None:
    assert harness.store.save_profile("profile", {}, {}, ())
    harness.connect(entry=entry)
    harness.m3ter.save(CONNECTION, LISTS)
    assert harness.store.forget_organization((FORGOTTEN,), erase=erase)

    assert harness.stored() is None
    assert not harness.is_known()
    assert harness.ask("SELECT * FROM m3ter_connection") == []
    assert harness.ask("SELECT * FROM m3ter_lists") == []
    assert harness.store.entries_to_delete() == (() if entry is None else (entry,))
    assert harness.kinds() == ([] if erase else ["m3ter_connected", "forgotten"])
    # The file stays as long as it has the name of an entry, or the log.
    assert harness.store.is_needed() is (entry is not None or not erase)
    if entry is not None:
        harness.store.confirm_entry_deleted(entry)
    assert harness.store.is_needed() is not erase


@pytest.mark.parametrize("erase", [False, True])
def test_an_organization_that_is_busy_stays_connected_to_m3ter(
    harness: M3terHarness, erase: bool
) -> None:
    harness.connect()
    harness.m3ter.save(CONNECTION, LISTS)
    harness.claim()
    assert not harness.store.forget_organization((FORGOTTEN,), erase=erase)
    assert harness.stored() == StoredM3ter(CONNECTION, "m3ter 1", LISTS)
    assert harness.statuses() == {"m3ter 1": "whole"}


# -- earlier versions ---------------------------------------------------------------------------


def test_the_database_of_version_7_is_not_connected_and_can_be(
    harness: M3terHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As the program of version 7 does.
    with monkeypatch.context() as patch:
        patch.setattr(database, "_MIGRATIONS", database._MIGRATIONS[:7])
        patch.setattr(database, "SCHEMA_VERSION", 7)
        harness.make_active()
    assert harness.ask("PRAGMA user_version") == [(7,)]
    assert harness.ask("SELECT name FROM sqlite_master WHERE name LIKE 'm3ter%'") == []

    (credential,) = harness.snapshot().credentials
    assert credential.id == "cred-1"
    assert harness.ask("PRAGMA user_version") == [(database.SCHEMA_VERSION,)]
    assert not harness.is_known()
    backup = harness.path.with_name(f"{harness.path.name}.v7.bak")
    with closing(sqlite3.connect(backup)) as db:
        assert db.execute("SELECT id FROM credentials").fetchall() == [("cred-1",)]

    harness.connect()
    harness.m3ter.save(CONNECTION, LISTS)
    assert harness.stored() == StoredM3ter(CONNECTION, "m3ter 1", LISTS)
    assert harness.only_credential() == credential


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO m3ter_connection VALUES (2, 'org-1', 'key-1', 1, '2026-11-24')",
        "INSERT INTO m3ter_connection VALUES (1, 'org-1', 'key-1', 2, '2026-11-24')",
        "INSERT INTO m3ter_lists VALUES (2, '2026-11-24', '{}')",
    ],
)
def test_there_is_one_connection_at_most(harness: M3terHarness, statement: str) -> None:
    harness.m3ter.load()
    with pytest.raises(sqlite3.IntegrityError):
        harness.ask(statement)
