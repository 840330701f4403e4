"""Nothing that reaches the port while it waits keeps the real answer out."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests import labels
from tests.end_to_end import journey
from tests.end_to_end.journey import go
from tests.end_to_end.workplace import Workplace
from tests.paths import ROOT
from tests.ports import return_port


def test_the_real_answer_is_taken_once_in_the_middle_of_a_storm(workplace: Workplace) -> None:
    at = workplace
    go(journey.open_stripe(at.person))
    go(journey.name_credential(at.person, labels.STRIPE, "EU billing"))
    go(journey.go_to_stripe(at.person, at.browser))
    with _storm(return_port(at.browser.address)) as report:
        assert report == {
            "wrong_answers": 5_000,
            "refused": 5_000,
            "stalled": 500,
            "noise_bytes": 1 << 20,
        }
        go(journey.approve(at.browser))
    go(journey.return_and_create(at.person, at.browser, labels.STRIPE, "EU billing"))

    assert at.records.redeemed_codes() == 1
    assert len(at.records.connections()) == 1
    assert len(at.keychain.entries()) == 1
    assert at.records.activities().count("approved") == 1


@contextmanager
def _storm(port: int) -> Iterator[dict[str, int]]:
    """Run the receiver's own storm in a process of its own; it stalls until the block ends."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.loopback.storm", str(port)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as storm:
        assert storm.stdout is not None
        yield json.loads(storm.stdout.readline())
        storm.communicate()
    assert storm.returncode == 0
