"""Servers that misbehave, and proxies before them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.net.server import ServeWith, misbehaving_servers
from tests.net.sites import Sites


@pytest.fixture
def serve_with() -> Iterator[ServeWith]:
    """Starts a server that replies in the given way."""
    with misbehaving_servers() as serve:
        yield serve


@pytest.fixture
def sites(serve_with: ServeWith, tmp_path: Path) -> Iterator[Sites]:
    """Makes servers with certificates, directly reached or through a proxy."""
    with closing(Sites(serve_with, tmp_path)) as made:
        yield made
