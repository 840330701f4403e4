"""A practice m3ter with a client, whose requests and answers the published document judges."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.core.m3ter import AccessKey
from desktop_app.core.secret import Secret
from desktop_app.m3ter.client import M3terClient
from desktop_app.m3ter.session import Session
from desktop_app.practice.server import Addresses, PracticeStripe
from tests.m3ter.recorder import Recorder
from tests.net.fixtures import serve_with

__all__ = ["serve_with"]


@dataclass
class PracticeM3ter:
    """A practice m3ter that serves, and a client of it."""

    at: Addresses
    client: M3terClient
    recorder: Recorder


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeM3ter]:
    server = PracticeStripe(tmp_path)
    recorder = Recorder()
    recorder.install(monkeypatch)
    try:
        at = server.start()
        yield PracticeM3ter(at, client_at(at), recorder)
    finally:
        server.stop()
    recorder.judge(at.m3ter_base)


def client_at(at: Addresses, secret: str = "", organization_id: str = "") -> M3terClient:
    key = AccessKey(at.m3ter_key.id, Secret(secret or at.m3ter_key.secret))
    session = Session(at.m3ter_base, key)
    return M3terClient(session, organization_id or at.m3ter_organization)
