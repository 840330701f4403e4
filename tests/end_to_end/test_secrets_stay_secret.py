"""No secret is written anywhere but into the keychain: all that the program wrote is searched."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests import labels
from tests.end_to_end import journey, m3ter_connection, organization
from tests.end_to_end.journey import go
from tests.end_to_end.notifications import Notifications, show_notifications
from tests.end_to_end.organization import DIALOG
from tests.end_to_end.traces import files_in, traces
from tests.end_to_end.workplace import Workplace
from tests.stripe_double.double import StripeDouble
from tests.waiting import until

REFUSED_KEY = "standin_test_NobodyKnowsThisOne00000"


@dataclass(slots=True)
class Watch:
    """What was secret in a run, and what was seen beside the files."""

    at: Workplace
    double: StripeDouble
    notifications: Notifications
    secrets: set[str]
    states: set[str] = field(default_factory=set)
    seen: dict[str, bytes] = field(default_factory=dict)
    _asked_before: int = 0

    def __post_init__(self) -> None:
        self._asked_before = len(self.double.received())

    def look(self, when: str) -> None:
        """Keep what stands on the screen and on the clipboard, and what others see of processes."""
        self.seen[f"the screen, {when}"] = "\n".join(self.at.person.words()).encode()
        self.seen[f"the clipboard, {when}"] = self.at.desktop.clipboard().encode()
        self.seen[f"the process, {when}"] = self.at.program.seen_by_others()
        self.secrets.update(self._in_the_keychain())

    def go_to_stripe(self, name: str, system: str) -> None:
        """Send the browser to Stripe for a new credential, and note the state in its address."""
        go(journey.name_credential(self.at.person, system, name))
        go(journey.go_to_stripe(self.at.person, self.at.browser))
        self.states.update(parse_qs(urlsplit(self.at.browser.address).query)["state"])

    def codes(self) -> set[str]:
        """Return the codes that were sent to be exchanged, or only to be tried."""
        requests = self.double.received()[self._asked_before :]
        return {code for request in requests for code in request.form.get("code", ())}

    def all_secrets(self) -> set[str]:
        """Return everything but the states."""
        return self.secrets | self.codes()

    def places(self, *written: Path) -> dict[str, bytes]:
        """Return all that was written, and all that was seen; not the links."""
        desktop, program = self.at.desktop, self.at.program
        told = {
            f"a notification, {each.number}": repr(each).encode()
            for each in self.notifications.ever_shown()
        }
        files = files_in(
            program.data_dir,
            program.log,
            desktop.home,
            desktop.folder / "tmp",
            desktop.launches,
            *written,
        )
        # The stand-in itself has to know its key.
        files.pop(str(self.at.records.practice_m3ter), None)
        return files | told | self.seen

    def _in_the_keychain(self) -> Iterator[str]:
        for entry in self.at.keychain.entries():
            yield entry.secret
            if entry.secret.startswith("{"):
                yield from json.loads(entry.secret).values()


@pytest.fixture
def watch(tidy_workplace: Workplace, double: StripeDouble) -> Iterator[Watch]:
    """A desktop on which everything is watched; the program is not started yet."""
    keys = {double.live.secret_key, double.test.secret_key, double.live.restricted_key}
    tidy_workplace.desktop.links.write_bytes(b"")
    tidy_workplace.desktop.launches.write_bytes(b"")
    tidy_workplace.browser.ignore_links_so_far()
    with show_notifications(tidy_workplace.desktop) as notifications:
        yield Watch(tidy_workplace, double, notifications, {*keys, double.bearer, REFUSED_KEY})


def test_no_secret_is_written_but_in_the_keychain(watch: Watch, tmp_path: Path) -> None:
    at, program = watch.at, watch.at.program
    program.log_level = "DEBUG"
    _work_with_the_platforms_keys(watch, tmp_path)
    _work_with_an_exchange_endpoint(watch, tmp_path)
    exported = tmp_path / "activity.csv"
    journey.export_activity(at.person, exported)
    _work_with_m3ter(watch)
    assert program.complaints() == []
    # So that what a crash leaves behind is searched, too.
    program.crash()

    states, secrets, places = watch.states, watch.all_secrets(), watch.places(exported)
    assert len(watch.codes()) >= 2
    assert len(states) == 2
    assert any(secret.startswith("rt_") for secret in secrets)
    assert any(secret.startswith("standin_secret_") for secret in secrets)
    assert traces(secrets | states, places) == []
    assert traces(secrets | states, files_in(at.desktop.links)) == []

    # The same search finds each that is planted.
    for secret in secrets | states:
        with (program.data_dir / "m3ter-desktop.log").open("ab") as log:
            log.write(base64.b64encode(f"x{secret}y".encode()))
        assert traces([secret], watch.places())


def _work_with_the_platforms_keys(watch: Watch, folder: Path) -> None:
    at = watch.at
    company = organization.direct_company(watch.double, folder)
    at.program.start(str(company.profile))
    organization.agree(at.person, company)
    at.person.pastes(labels.TEST_SECRET_KEY, REFUSED_KEY)
    watch.look("with secrets typed")
    at.person.press(labels.CONNECT)
    at.person.sees("Stripe does not know this key", DIALOG)
    at.person.press(labels.COPY_DETAILS)
    until(lambda: at.desktop.clipboard().strip(), "details on the clipboard")
    watch.look("with a key refused")
    at.person.pastes(labels.TEST_SECRET_KEY, company.secrets[labels.TEST_SECRET_KEY])
    organization.connect(at.person, company)

    go(journey.open_stripe(at.person))
    watch.go_to_stripe("EU test", labels.STRIPE_TEST)
    go(journey.approve(at.browser))
    go(journey.return_and_create(at.person, at.browser, labels.STRIPE_TEST, "EU test"))
    at.person.selects_row("EU test")
    at.person.press(labels.CHECK_CONNECTION)
    at.person.sees("“EU test” is connected")
    organization.replace_secret(at.person, labels.LIVE_SECRET_KEY, watch.double.live.restricted_key)
    watch.look("with a secret replaced")


def _work_with_an_exchange_endpoint(watch: Watch, folder: Path) -> None:
    at = watch.at
    company = organization.exchange_company(watch.double, folder)
    second = at.program.start(str(company.profile))
    watch.seen["another start"] = at.program.seen_by_others(second)
    organization.agree(at.person, company)
    assert at.program.await_end(second) == 0
    organization.connect(at.person, company)

    go(journey.open_stripe(at.person))
    watch.go_to_stripe("EU live", labels.STRIPE)
    journey.close_wizard(at.person)
    go(journey.approve(at.browser))
    at.browser.press(labels.RETURN_TO_M3TER)
    watch.notifications.sees("EU live", "ready to create")
    journey.resume(at.person, "EU live")
    journey.create(at.person, labels.STRIPE, "EU live")
    watch.look("with a credential created")
    journey.delete(at.person, "EU live", revoke=True)


def _work_with_m3ter(watch: Watch) -> None:
    at = watch.at
    organization.switch(at.person, labels.PRACTICE)
    at.person.sees("Practice workspace")
    m3ter_connection.open_dialog(at)
    watch.look("with the key of m3ter filled in")
    m3ter_connection.finish(at.person)
    m3ter_connection.open_configurations(at.person)
    m3ter_connection.sees_what_is_new(at, "EU bills")
    watch.look("with m3ter connected")
