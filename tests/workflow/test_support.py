"""The facts that a support team asks for are collected, whatever does not answer."""

from pathlib import Path

import pytest

from desktop_app.core.errors import KeychainMissingError
from desktop_app.workflow.operations import Pending
from desktop_app.workflow.ports import Lane, ShippedPackage
from desktop_app.workflow.support import Diagnostics, Support
from tests.fakes import WorkflowHarness


class Program:
    """A program whose log may be unreadable."""

    def __init__(self) -> None:
        self.fail_log: Exception | None = None

    def versions(self) -> tuple[tuple[str, str], ...]:
        return (("m3ter Desktop", "1.0"),)

    def platform(self) -> str:
        return "Linux"

    def packages(self) -> tuple[ShippedPackage, ...]:
        return ()

    def end_of_log(self) -> str:
        if self.fail_log is not None:
            raise self.fail_log
        return "the last line"


class Asked:
    """What the support is asked about, and its answer."""

    def __init__(self, folder: Path) -> None:
        self.harness = WorkflowHarness(folder / "practice.sqlite3")
        self.program = Program()
        self.support = Support(self.harness.tasks, self.harness.keychain, self.program)

    def collect(self) -> Pending[Diagnostics]:
        return self.support.collect()


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(tmp_path)


def test_all_facts_are_collected(asked: Asked) -> None:
    assert asked.collect().result() == Diagnostics(
        (("m3ter Desktop", "1.0"),), "Linux", "keychain.in_memory", "the last line"
    )


def test_a_keychain_that_is_missing_is_named(asked: Asked) -> None:
    asked.harness.keychain.fail_probe = KeychainMissingError("no system keychain was found")

    assert asked.collect().result().keychain == "not known (no system keychain was found)"


def test_the_name_of_the_keychain_can_be_asked_for_alone(asked: Asked) -> None:
    assert asked.support.keychain_backend().result() == "keychain.in_memory"
    asked.harness.keychain.fail_probe = KeychainMissingError("no system keychain was found")
    with pytest.raises(KeychainMissingError):
        asked.support.keychain_backend().result()


def test_a_log_that_cannot_be_read_is_named(asked: Asked) -> None:
    asked.program.fail_log = PermissionError(13, "Permission denied")

    found = asked.collect().result()
    assert found.log == "not known ([Errno 13] Permission denied)"
    assert found.keychain == "keychain.in_memory"


@pytest.mark.parametrize("lane", [Lane.KEYCHAIN, Lane.FILES])
def test_what_does_not_answer_is_left_out_in_time(asked: Asked, lane: Lane) -> None:
    asked.harness.tasks.holding = {lane}
    pending = asked.collect()
    assert not pending.is_done
    asked.harness.tasks.time_out()

    found = pending.result()
    unknown = found.keychain if lane is Lane.KEYCHAIN else found.log
    assert unknown.startswith("not known")
