"""A desk in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A workflow that has read its empty database."""
    desk = Desk(tmp_path / "practice.sqlite3").start()
    yield desk
    desk.store.close()
