"""The database of an organization: profile and secrets are taken over, and let go, all at once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import PlatformMismatchError
from desktop_app.core.platform_secret import owner_of
from desktop_app.core.profile import Platform
from desktop_app.core.systems import System
from desktop_app.storage.organization_store import SqliteOrganizationStore
from tests.storage.conftest import NOW, StoreHarness

LIVE, TEST = System.STRIPE, System.STRIPE_TEST
PLATFORM = Platform("ca_1", "acct_1Platform")
REPLACED = Activity(NOW.utc, ActivityKind.SECRET_REPLACED, "", "", TEST, "ada")


class OrganizationStoreHarness(StoreHarness):
    """A store of an organization on a file, with the same short ways."""

    store: SqliteOrganizationStore

    def reopen(self) -> None:
        self.store.close()
        self.store = SqliteOrganizationStore(self.path)

    def reserve(self, entry: str, system: System) -> None:
        self.store.reserve_entry(entry, owner_of(system))

    def connect(self, text: str = "profile", **entries: str) -> None:
        """Connect with an entry for `live` and for `test`, as they are named."""
        systems = {{"live": LIVE, "test": TEST}[mode]: entry for mode, entry in entries.items()}
        for system, entry in systems.items():
            self.reserve(entry, system)
        assert self.store.save_profile(text, systems, {}, ())

    def history(self) -> list[str]:
        """The tables that have anything in them, but for settings."""
        tables = ("attempts", "credentials", "unsettled_grants", "activity", "keychain_entries")
        return [table for table in tables if self.ask(f"SELECT 1 FROM {table}")]  # noqa: S608


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[OrganizationStoreHarness]:
    """A store on a file that is not there yet."""
    harness = OrganizationStoreHarness(tmp_path / "organizations" / "org-acme.sqlite3")
    harness.reopen()
    yield harness
    harness.store.close()


def test_a_new_database_is_connected_by_nothing_and_not_needed(
    harness: OrganizationStoreHarness,
) -> None:
    assert harness.store.profile() is None
    assert harness.store.secret_entry(LIVE) is None
    assert not harness.store.knows_of_entries()
    assert not harness.store.is_needed()


def test_a_profile_is_kept_with_its_secrets(harness: OrganizationStoreHarness) -> None:
    harness.connect("[organization] …", live="entry-l", test="entry-t")
    harness.reopen()

    assert harness.store.profile() == "[organization] …"
    assert harness.store.secret_entry(LIVE) == "entry-l"
    assert harness.store.secret_entry(TEST) == "entry-t"
    assert harness.store.is_needed()
    assert harness.store.knows_of_entries()
    assert harness.store.entries_to_delete() == ()


def test_a_secret_that_is_only_reserved_is_not_the_organization_s(
    harness: OrganizationStoreHarness,
) -> None:
    harness.reserve("entry-l", LIVE)
    assert harness.store.secret_entry(LIVE) is None
    assert harness.store.knows_of_entries()
    assert harness.store.is_needed()


def test_another_profile_replaces_all_secrets_even_those_that_it_does_not_need(
    harness: OrganizationStoreHarness,
) -> None:
    harness.connect("first", live="old-l", test="old-t")
    harness.connect("second", live="new-l")

    assert harness.store.profile() == "second"
    assert harness.store.secret_entry(LIVE) == "new-l"
    assert harness.store.secret_entry(TEST) is None
    assert harness.store.entries_to_delete() == ("old-l", "old-t")


def test_another_profile_does_not_touch_the_entries_of_credentials(
    harness: OrganizationStoreHarness,
) -> None:
    harness.make_active()
    harness.connect(live="entry-l")
    assert harness.statuses() == {"entry-1": "whole", "entry-l": "whole"}


def test_an_entry_that_an_earlier_try_left_goes_when_another_one_succeeds(
    harness: OrganizationStoreHarness,
) -> None:
    harness.reserve("left-l", LIVE)
    harness.connect(live="entry-l")
    assert harness.statuses() == {"left-l": "deleting", "entry-l": "whole"}


def test_a_secret_is_replaced_alone(harness: OrganizationStoreHarness) -> None:
    harness.connect(live="old-l", test="old-t")
    harness.reserve("new-t", TEST)
    harness.store.replace_secret(TEST, "new-t", PLATFORM, REPLACED)

    assert harness.statuses() == {"old-l": "whole", "old-t": "deleting", "new-t": "whole"}


def test_a_secret_of_the_session_leaves_no_entry(harness: OrganizationStoreHarness) -> None:
    harness.connect(live="old-l")
    harness.store.replace_secret(LIVE, None, PLATFORM, REPLACED)
    assert harness.store.secret_entry(LIVE) is None
    assert harness.store.entries_to_delete() == ("old-l",)


@pytest.mark.parametrize(
    "change",
    [
        lambda store: store.save_profile("second", {}, {}, ()),
        lambda store: store.forget_organization((), erase=False),
        lambda store: store.forget_organization((), erase=True),
    ],
    ids=["connect", "forget", "erase"],
)
def test_while_a_code_is_exchanged_nothing_is_replaced_or_forgotten(
    harness: OrganizationStoreHarness, change: Callable[[SqliteOrganizationStore], bool]
) -> None:
    harness.connect("first", live="entry-l")
    harness.claim()
    assert not change(harness.store)

    assert harness.store.profile() == "first"
    assert harness.statuses() == {"entry-l": "whole"}
    assert harness.ask("SELECT status FROM attempts") == [("exchanging",)]
    assert harness.kinds() == ["started"]


@pytest.mark.parametrize("forget", [True, False])
def test_no_open_attempt_is_answered_under_another_profile_or_under_none(
    harness: OrganizationStoreHarness, forget: bool
) -> None:
    harness.connect("first")
    harness.begin()
    if forget:
        assert harness.store.forget_organization((), erase=False)
    else:
        assert harness.store.save_profile("second", {}, {}, ())
    assert not harness.store.claim("1-first")
    # The credential keeps its time, and can be gone on with.
    assert len(harness.snapshot().credentials) == 1


def test_what_is_forgotten_and_kept_still_knows_what_was_done(
    harness: OrganizationStoreHarness,
) -> None:
    harness.connect(live="entry-l")
    harness.make_active()
    assert harness.store.forget_organization((), erase=False)

    assert harness.store.profile() is None
    assert harness.statuses() == {"entry-1": "deleting", "entry-l": "deleting"}
    assert harness.only_credential().secret_place is SecretPlace.LOST
    assert harness.kinds() == ["started", "approved", "created"]
    assert harness.store.is_needed()


@pytest.mark.parametrize("place", [SecretPlace.SESSION, SecretPlace.KEYCHAIN])
def test_every_credential_of_a_forgotten_organization_has_lost_its_secret(
    harness: OrganizationStoreHarness, place: SecretPlace
) -> None:
    harness.connect()
    harness.make_active(place=place)
    assert harness.store.forget_organization((), erase=False)
    assert harness.ask("SELECT secret_place FROM credentials") == [("lost",)]


@pytest.mark.parametrize("place", [SecretPlace.NONE, SecretPlace.REVOKED])
def test_one_that_had_none_to_lose_stays_as_it_is(
    harness: OrganizationStoreHarness, place: SecretPlace
) -> None:
    harness.connect()
    harness.make_active(place=SecretPlace.NONE)
    harness.ask(f"UPDATE credentials SET secret_place = '{place.value}'")  # noqa: S608
    assert harness.store.forget_organization((), erase=False)
    assert harness.ask("SELECT secret_place FROM credentials") == [(place.value,)]


def test_what_is_erased_is_gone_at_once_but_for_the_names_of_entries(
    harness: OrganizationStoreHarness,
) -> None:
    harness.connect(live="entry-l")
    harness.make_active()
    harness.claim(2)
    assert harness.lose(2)
    harness.begin(3)
    assert harness.store.forget_organization((), erase=True)

    assert harness.history() == ["keychain_entries"]
    assert harness.statuses() == {"entry-1": "deleting", "entry-l": "deleting"}
    assert b"Billing" not in harness.path.read_bytes()
    for entry in harness.store.entries_to_delete():
        harness.store.confirm_entry_deleted(entry)
    assert not harness.store.is_needed()


def test_after_erasing_the_log_is_append_only_again(harness: OrganizationStoreHarness) -> None:
    triggers = "SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    harness.connect()
    before = harness.ask(triggers)
    assert harness.store.forget_organization((), erase=True)
    assert harness.ask(triggers) == before

    harness.connect("again")
    harness.write(harness.activity(ActivityKind.STARTED))
    with pytest.raises(Exception, match="append-only"):
        harness.ask("DELETE FROM activity")


def test_forgetting_twice_changes_nothing_more(harness: OrganizationStoreHarness) -> None:
    harness.connect(live="entry-l")
    harness.make_active()
    for _ in range(2):
        assert harness.store.forget_organization((), erase=False)
    assert harness.statuses() == {"entry-1": "deleting", "entry-l": "deleting"}
    assert harness.kinds() == ["started", "approved", "created"]


def test_an_organization_that_is_connected_again_finds_what_it_had(
    harness: OrganizationStoreHarness,
) -> None:
    harness.connect("first", live="old-l")
    harness.make_active()
    assert harness.store.forget_organization((), erase=False)
    harness.connect("second", live="new-l")

    assert harness.only_credential().needs_approval
    assert harness.store.profile() == "second"
    assert harness.statuses() == {"entry-1": "deleting", "old-l": "deleting", "new-l": "whole"}


def test_the_port_that_was_free_is_no_reason_to_keep_a_database(
    harness: OrganizationStoreHarness,
) -> None:
    harness.connect()
    harness.store.remember_return_port(51234)
    assert harness.store.forget_organization((), erase=False)
    assert not harness.store.is_needed()


def test_the_start_of_a_run_does_not_touch_the_organization_s_secrets(
    harness: OrganizationStoreHarness,
) -> None:
    harness.connect(live="entry-l")
    harness.reserve("half-made", TEST)
    harness.reopen()
    harness.store.recover(NOW, "ada")
    assert harness.statuses() == {"entry-l": "whole", "half-made": "deleting"}


# The platform that accounts are connected to.


def test_what_happens_to_the_organization_is_in_its_log(harness: OrganizationStoreHarness) -> None:
    connected = replace(REPLACED, kind=ActivityKind.CONNECTED)
    forgotten = replace(REPLACED, kind=ActivityKind.FORGOTTEN)
    assert harness.store.save_profile("first", {}, {TEST: PLATFORM}, (connected,))
    harness.store.replace_secret(TEST, None, PLATFORM, REPLACED)
    assert harness.store.forget_organization((forgotten,), erase=False)
    assert harness.store.activities(0) == (connected, REPLACED, forgotten)


OTHER_CLIENT = Platform("ca_2", "acct_1Platform")
OTHER_ACCOUNT = Platform("ca_1", "acct_1Other")
STANDING_IN = Platform("ca_1", is_stand_in=True)


@pytest.mark.parametrize("other", [OTHER_CLIENT, OTHER_ACCOUNT, STANDING_IN])
def test_another_platform_is_refused_while_credentials_are_of_the_known_one(
    harness: OrganizationStoreHarness, other: Platform
) -> None:
    assert harness.store.save_profile("first", {}, {TEST: PLATFORM}, ())
    harness.begin()
    with pytest.raises(PlatformMismatchError):
        harness.store.save_profile("second", {}, {TEST: other}, ())
    with pytest.raises(PlatformMismatchError):
        harness.store.replace_secret(TEST, None, other, REPLACED)
    assert harness.store.profile() == "first"
    assert REPLACED not in harness.store.activities(0)
    assert harness.store.save_profile("second", {}, {LIVE: other}, ()), "the other mode is free"


def test_it_is_refused_after_the_organization_was_forgotten_too(
    harness: OrganizationStoreHarness,
) -> None:
    assert harness.store.save_profile("first", {}, {TEST: PLATFORM}, ())
    harness.begin()
    assert harness.store.forget_organization((), erase=False)
    with pytest.raises(PlatformMismatchError):
        harness.store.save_profile("second", {}, {TEST: OTHER_CLIENT}, ())


def test_without_credentials_another_platform_is_taken(harness: OrganizationStoreHarness) -> None:
    assert harness.store.save_profile("first", {}, {TEST: PLATFORM}, ())
    assert harness.store.save_profile("second", {}, {TEST: OTHER_CLIENT}, ())
    harness.begin()
    with pytest.raises(PlatformMismatchError):
        harness.store.replace_secret(TEST, None, PLATFORM, REPLACED)


def test_a_platform_whose_account_cannot_be_read_is_believed_and_the_known_one_stays(
    harness: OrganizationStoreHarness,
) -> None:
    assert harness.store.save_profile("first", {}, {TEST: PLATFORM}, ())
    harness.begin()
    harness.store.replace_secret(TEST, None, Platform("ca_1"), REPLACED)
    with pytest.raises(PlatformMismatchError):
        harness.store.replace_secret(TEST, None, OTHER_ACCOUNT, REPLACED)
