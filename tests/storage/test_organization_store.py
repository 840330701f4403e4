"""The database of an organization: profile and secrets are taken over, and let go, all at once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import SecretPlace
from desktop_app.core.platform_secret import owner_of
from desktop_app.core.problems import AnotherPlatform
from desktop_app.core.profile import Platform
from desktop_app.core.systems import System
from desktop_app.storage.organization_store import SqliteOrganizationStore
from tests.storage.conftest import NOW, Shelf

LIVE, TEST = System.STRIPE, System.STRIPE_TEST
PLATFORM = Platform("ca_1", "acct_1Platform")
REPLACED = Activity(NOW.utc, ActivityKind.SECRET_REPLACED, "", "", TEST, "ada")


class Office(Shelf):
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
        assert self.store.keep_profile(text, systems, {}, ())

    def history(self) -> list[str]:
        """The tables that have anything in them, but for settings."""
        tables = ("attempts", "credentials", "unsettled_grants", "activity", "keychain_entries")
        return [table for table in tables if self.ask(f"SELECT 1 FROM {table}")]  # noqa: S608


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A store on a file that is not there yet."""
    office = Office(tmp_path / "organizations" / "org-acme.sqlite3")
    office.reopen()
    yield office
    office.store.close()


def test_a_new_database_is_connected_by_nothing_and_not_needed(office: Office) -> None:
    assert office.store.profile() is None
    assert office.store.secret_entry(LIVE) is None
    assert not office.store.knows_of_entries()
    assert not office.store.is_needed()


def test_a_profile_is_kept_with_its_secrets(office: Office) -> None:
    office.connect("[organization] …", live="entry-l", test="entry-t")
    office.reopen()

    assert office.store.profile() == "[organization] …"
    assert office.store.secret_entry(LIVE) == "entry-l"
    assert office.store.secret_entry(TEST) == "entry-t"
    assert office.store.is_needed()
    assert office.store.knows_of_entries()
    assert office.store.unfinished_entries() == ()


def test_a_secret_that_is_only_reserved_is_not_the_organization_s(office: Office) -> None:
    office.reserve("entry-l", LIVE)
    assert office.store.secret_entry(LIVE) is None
    assert office.store.knows_of_entries()
    assert office.store.is_needed()


def test_another_profile_replaces_all_secrets_even_those_that_it_does_not_need(
    office: Office,
) -> None:
    office.connect("first", live="old-l", test="old-t")
    office.connect("second", live="new-l")

    assert office.store.profile() == "second"
    assert office.store.secret_entry(LIVE) == "new-l"
    assert office.store.secret_entry(TEST) is None
    assert office.store.unfinished_entries() == ("old-l", "old-t")


def test_another_profile_does_not_touch_the_entries_of_credentials(office: Office) -> None:
    office.make_active()
    office.connect(live="entry-l")
    assert office.statuses() == {"entry-1": "whole", "entry-l": "whole"}


def test_an_entry_that_an_earlier_try_left_goes_when_another_one_succeeds(office: Office) -> None:
    office.reserve("left-l", LIVE)
    office.connect(live="entry-l")
    assert office.statuses() == {"left-l": "deleting", "entry-l": "whole"}


def test_a_secret_is_replaced_alone(office: Office) -> None:
    office.connect(live="old-l", test="old-t")
    office.reserve("new-t", TEST)
    office.store.replace_secret(TEST, "new-t", PLATFORM, REPLACED)

    assert office.statuses() == {"old-l": "whole", "old-t": "deleting", "new-t": "whole"}


def test_a_secret_of_the_session_leaves_no_entry(office: Office) -> None:
    office.connect(live="old-l")
    office.store.replace_secret(LIVE, None, PLATFORM, REPLACED)
    assert office.store.secret_entry(LIVE) is None
    assert office.store.unfinished_entries() == ("old-l",)


@pytest.mark.parametrize(
    "change",
    [
        lambda store: store.keep_profile("second", {}, {}, ()),
        lambda store: store.forget_organization((), erase=False),
        lambda store: store.forget_organization((), erase=True),
    ],
    ids=["connect", "forget", "erase"],
)
def test_while_a_code_is_exchanged_nothing_is_replaced_or_forgotten(
    office: Office, change: Callable[[SqliteOrganizationStore], bool]
) -> None:
    office.connect("first", live="entry-l")
    office.claim()
    assert not change(office.store)

    assert office.store.profile() == "first"
    assert office.statuses() == {"entry-l": "whole"}
    assert office.ask("SELECT status FROM attempts") == [("exchanging",)]
    assert office.kinds() == ["started"]


@pytest.mark.parametrize("forget", [True, False])
def test_no_open_attempt_is_answered_under_another_profile_or_under_none(
    office: Office, forget: bool
) -> None:
    office.connect("first")
    office.begin()
    if forget:
        assert office.store.forget_organization((), erase=False)
    else:
        assert office.store.keep_profile("second", {}, {}, ())
    assert not office.store.claim("1-first")
    # The credential keeps its time, and can be gone on with.
    assert len(office.snapshot().credentials) == 1


def test_what_is_forgotten_and_kept_still_knows_what_was_done(office: Office) -> None:
    office.connect(live="entry-l")
    office.make_active()
    assert office.store.forget_organization((), erase=False)

    assert office.store.profile() is None
    assert office.statuses() == {"entry-1": "deleting", "entry-l": "deleting"}
    assert office.only_credential().secret_place is SecretPlace.LOST
    assert office.kinds() == ["started", "approved", "created"]
    assert office.store.is_needed()


@pytest.mark.parametrize("place", [SecretPlace.SESSION, SecretPlace.KEYCHAIN])
def test_every_credential_of_a_forgotten_organization_has_lost_its_secret(
    office: Office, place: SecretPlace
) -> None:
    office.connect()
    office.make_active(place=place)
    assert office.store.forget_organization((), erase=False)
    assert office.ask("SELECT secret_place FROM credentials") == [("lost",)]


@pytest.mark.parametrize("place", [SecretPlace.NONE, SecretPlace.REVOKED])
def test_one_that_had_none_to_lose_stays_as_it_is(office: Office, place: SecretPlace) -> None:
    office.connect()
    office.make_active(place=SecretPlace.NONE)
    office.ask(f"UPDATE credentials SET secret_place = '{place.value}'")  # noqa: S608
    assert office.store.forget_organization((), erase=False)
    assert office.ask("SELECT secret_place FROM credentials") == [(place.value,)]


def test_what_is_erased_is_gone_at_once_but_for_the_names_of_entries(office: Office) -> None:
    office.connect(live="entry-l")
    office.make_active()
    office.claim(2)
    assert office.lose(2)
    office.begin(3)
    assert office.store.forget_organization((), erase=True)

    assert office.history() == ["keychain_entries"]
    assert office.statuses() == {"entry-1": "deleting", "entry-l": "deleting"}
    assert b"Billing" not in office.path.read_bytes()
    for entry in office.store.unfinished_entries():
        office.store.forget_entry(entry)
    assert not office.store.is_needed()


def test_after_erasing_the_log_is_append_only_again(office: Office) -> None:
    triggers = "SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    office.connect()
    before = office.ask(triggers)
    assert office.store.forget_organization((), erase=True)
    assert office.ask(triggers) == before

    office.connect("again")
    office.write(office.activity(ActivityKind.STARTED))
    with pytest.raises(Exception, match="append-only"):
        office.ask("DELETE FROM activity")


def test_forgetting_twice_changes_nothing_more(office: Office) -> None:
    office.connect(live="entry-l")
    office.make_active()
    for _ in range(2):
        assert office.store.forget_organization((), erase=False)
    assert office.statuses() == {"entry-1": "deleting", "entry-l": "deleting"}
    assert office.kinds() == ["started", "approved", "created"]


def test_an_organization_that_is_connected_again_finds_what_it_had(office: Office) -> None:
    office.connect("first", live="old-l")
    office.make_active()
    assert office.store.forget_organization((), erase=False)
    office.connect("second", live="new-l")

    assert office.only_credential().needs_approval
    assert office.store.profile() == "second"
    assert office.statuses() == {"entry-1": "deleting", "old-l": "deleting", "new-l": "whole"}


def test_the_port_that_was_free_is_no_reason_to_keep_a_database(office: Office) -> None:
    office.connect()
    office.store.remember_return_port(51234)
    assert office.store.forget_organization((), erase=False)
    assert not office.store.is_needed()


def test_the_start_of_a_run_does_not_touch_the_organization_s_secrets(office: Office) -> None:
    office.connect(live="entry-l")
    office.reserve("half-made", TEST)
    office.reopen()
    office.store.recover(NOW, "ada")
    assert office.statuses() == {"entry-l": "whole", "half-made": "deleting"}


# The platform that accounts are connected to.


def test_what_happens_to_the_organization_is_in_its_log(office: Office) -> None:
    connected = replace(REPLACED, kind=ActivityKind.CONNECTED)
    forgotten = replace(REPLACED, kind=ActivityKind.FORGOTTEN)
    assert office.store.keep_profile("first", {}, {TEST: PLATFORM}, (connected,))
    office.store.replace_secret(TEST, None, PLATFORM, REPLACED)
    assert office.store.forget_organization((forgotten,), erase=False)
    assert office.store.activities(0) == (connected, REPLACED, forgotten)


OTHER_CLIENT = Platform("ca_2", "acct_1Platform")
OTHER_ACCOUNT = Platform("ca_1", "acct_1Other")
STANDING_IN = Platform("ca_1", is_stand_in=True)


@pytest.mark.parametrize("other", [OTHER_CLIENT, OTHER_ACCOUNT, STANDING_IN])
def test_another_platform_is_refused_while_credentials_are_of_the_known_one(
    office: Office, other: Platform
) -> None:
    assert office.store.keep_profile("first", {}, {TEST: PLATFORM}, ())
    office.begin()
    with pytest.raises(AnotherPlatform):
        office.store.keep_profile("second", {}, {TEST: other}, ())
    with pytest.raises(AnotherPlatform):
        office.store.replace_secret(TEST, None, other, REPLACED)
    assert office.store.profile() == "first"
    assert REPLACED not in office.store.activities(0)
    assert office.store.keep_profile("second", {}, {LIVE: other}, ()), "the other mode is free"


def test_it_is_refused_after_the_organization_was_forgotten_too(office: Office) -> None:
    assert office.store.keep_profile("first", {}, {TEST: PLATFORM}, ())
    office.begin()
    assert office.store.forget_organization((), erase=False)
    with pytest.raises(AnotherPlatform):
        office.store.keep_profile("second", {}, {TEST: OTHER_CLIENT}, ())


def test_without_credentials_another_platform_is_taken(office: Office) -> None:
    assert office.store.keep_profile("first", {}, {TEST: PLATFORM}, ())
    assert office.store.keep_profile("second", {}, {TEST: OTHER_CLIENT}, ())
    office.begin()
    with pytest.raises(AnotherPlatform):
        office.store.replace_secret(TEST, None, PLATFORM, REPLACED)


def test_a_platform_whose_account_cannot_be_read_is_believed_and_the_known_one_stays(
    office: Office,
) -> None:
    assert office.store.keep_profile("first", {}, {TEST: PLATFORM}, ())
    office.begin()
    office.store.replace_secret(TEST, None, Platform("ca_1"), REPLACED)
    with pytest.raises(AnotherPlatform):
        office.store.replace_secret(TEST, None, OTHER_ACCOUNT, REPLACED)
