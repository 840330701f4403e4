"""Whatever hostile clients do, the real answer is taken. How soon decides nothing."""

from collections.abc import Iterator

import pytest

from tests.fuzz.attacks import under_attack
from tests.fuzz.hostile import SCENARIOS, Scenario, is_taken
from tests.fuzz.receiver_process import ReceiverProcess, receiver_process


@pytest.fixture(scope="module")
def receiver() -> Iterator[ReceiverProcess]:
    """A receiver that all scenarios attack, one after the other, with few files to open."""
    with receiver_process(open_files=256) as process:
        yield process


@pytest.mark.parametrize(
    "scenario", [s for s in SCENARIOS if len(s.attacks) == 1 and not s.open_files], ids=str
)
def test_the_real_answer_is_taken_under_attack(
    receiver: ReceiverProcess, scenario: Scenario
) -> None:
    (attack,) = scenario.attacks
    with under_attack(attack, receiver.port) as made:
        assert is_taken(receiver, receiver.begin())
    assert sum(made) > 0
