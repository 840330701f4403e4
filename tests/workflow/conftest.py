"""A harness in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import WorkflowHarness


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[WorkflowHarness]:
    """A workflow that has read its empty database."""
    harness = WorkflowHarness(tmp_path / "practice.sqlite3").start()
    yield harness
    harness.store.close()
