"""Results that are not known yet: delivered once, to the operation that waits for them."""

from collections.abc import Callable

import pytest

from desktop_app.workflow.operations import Gate, Pending, drive

Deliver = Callable[[Pending[str]], None]


def succeed(pending: Pending[str]) -> None:
    pending.succeed("late")


def fail(pending: Pending[str]) -> None:
    pending.fail(ValueError("late"))


@pytest.mark.parametrize("second", [succeed, fail])
def test_what_comes_after_a_time_limit_has_no_effect(second: Deliver) -> None:
    """The grant of an exchange that was given up must not reach the step after it."""
    pending: Pending[str] = Pending()
    another: Pending[str] = Pending()
    steps: list[str] = []

    async def operation() -> None:
        try:
            steps.append(await pending)
        except TimeoutError:
            steps.append("given up")
        steps.append(await another)

    drive(operation(), lambda error: steps.append(type(error).__name__))
    pending.fail(TimeoutError())
    second(pending)
    assert steps == ["given up"]
    another.succeed("next")
    assert steps == ["given up", "next"]


@pytest.mark.parametrize("second", [succeed, fail])
def test_the_first_result_stays(second: Deliver) -> None:
    pending: Pending[str] = Pending()
    pending.succeed("first")
    second(pending)
    assert pending.result() == "first"


def test_a_gate_that_is_closed_again_keeps_those_that_still_wait() -> None:
    gate = Gate(is_open=False)
    passed: list[str] = []

    async def close_behind() -> None:
        await gate.passed()
        passed.append("first")
        gate.close()

    async def wait() -> None:
        await gate.passed()
        passed.append("second")

    for operation in (close_behind(), wait()):
        drive(operation, lambda error: passed.append(type(error).__name__))
    gate.open()
    assert passed == ["first"]
    gate.open()
    assert passed == ["first", "second"]
