"""What each property test does with tasks: it holds lanes, lets tasks go, and limits pass."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from desktop_app.core.errors import KeychainError, NameTakenError, ServiceError, StorageError
from desktop_app.workflow.operations import Pending
from desktop_app.workflow.ports import Lane
from tests.fakes import WorkflowHarness

T = TypeVar("T")

numbers = st.integers(0, 5)
_lanes = st.sampled_from([Lane.DATABASE, Lane.KEYCHAIN, Lane.NETWORK])


def some(of: Sequence[T], number: int) -> T:
    """Choose one."""
    return of[number % len(of)]


class HeldTasks(RuleBasedStateMachine):
    """The rules for the tasks of a harness."""

    harness: WorkflowHarness

    @rule(lane=_lanes)
    def hold(self, lane: Lane) -> None:
        self.harness.tasks.holding.add(lane)

    @precondition(lambda self: self.harness.tasks.held)
    @rule(number=numbers)
    def release_one(self, number: int) -> None:
        self.harness.tasks.release(some([lane for lane, _, _ in self.harness.tasks.held], number))

    @precondition(lambda self: self.harness.tasks.holding)
    @rule()
    def release_all(self) -> None:
        self.harness.tasks.release_all()

    @precondition(lambda self: self.harness.tasks.held)
    @rule()
    def time_out(self) -> None:
        lane, _, pending = self.harness.tasks.held[0]
        if lane is not Lane.DATABASE and pending not in self.harness.tasks.unlimited:
            late = self.harness.tasks.time_out()
            # It still holds up its lane, and may still succeed.
            self.harness.tasks.held.appendleft((lane, late, Pending()))

    @precondition(lambda self: self.harness.tasks.held)
    @rule(chosen=st.lists(numbers, min_size=1, max_size=3))
    def crash_before_it_is_heard(self, chosen: list[int]) -> None:
        """The outside has done its work; the program ends before it knows."""
        for number in chosen:
            if self.harness.tasks.held:
                lane = some([lane for lane, _, _ in self.harness.tasks.held], number)
                with suppress(ServiceError, KeychainError, StorageError, NameTakenError):
                    self.harness.tasks.do_unheard(lane)
        self.start_again()

    def start_again(self) -> None:
        """Start another run, after one that ended without a farewell."""
        raise NotImplementedError
