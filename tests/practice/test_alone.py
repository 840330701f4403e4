"""The practice Stripe as a program of its own: `python -m desktop_app.practice`."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from desktop_app.core.m3ter import AccessKey
from desktop_app.core.secret import Secret
from desktop_app.m3ter.client import M3terClient
from desktop_app.m3ter.session import Session
from tests.practice.conftest import RETURN_URI

COMMAND = [sys.executable, "-W", "error", "-m", "desktop_app.practice"]


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """Run it, and read its line of JSON."""
    program = subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert program.stdout is not None
        yield program, json.loads(program.stdout.readline())
    finally:
        program.kill()
        program.communicate()


def get(
    url: str, params: dict[str, str] | None = None, headers: dict[str, str] | None = None
) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, params=params, headers=headers, timeout=10)


def test_it_prints_where_it_is_and_serves(tmp_path: Path) -> None:
    with running("--data-dir", str(tmp_path), "--redirect-uri", RETURN_URI) as (_, at):
        page = get(
            at["authorize_url"],
            params={
                "client_id": at["live"]["client_id"],
                "response_type": "code",
                "redirect_uri": RETURN_URI,
                "scope": "read_write",
            },
        )
        assert page.status_code == 200
        bearer = {"Authorization": f"Bearer {at['test']['secret_key']}"}
        assert get(f"{at['api_base']}/v1/account", headers=bearer).status_code == 200
        assert get(f"{at['api_base']}/practice/grants", headers=bearer).json() == {"grants": []}
        assert set(at) == {
            "authorize_url",
            "token_url",
            "deauthorize_url",
            "api_base",
            "live",
            "test",
            "m3ter_base",
            "m3ter_organization",
            "m3ter_key",
            "m3ter_console",
        }


def test_the_m3ter_that_it_prints_is_served() -> None:
    with running() as (_, at):
        assert get(at["m3ter_console"]).status_code == 200
        key = AccessKey(at["m3ter_key"]["id"], Secret(at["m3ter_key"]["secret"]))
        client = M3terClient(Session(at["m3ter_base"], key), at["m3ter_organization"])
        assert client.systems()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_to_and_says_nothing(number: signal.Signals) -> None:
    with running() as (program, at):
        get(f"{at['authorize_url']}?state=secretstate")
        program.send_signal(number)
        out, err = program.communicate(timeout=20)
    assert (program.returncode, out, err) == (0, "", "")


def test_it_serves_the_port_that_it_is_given() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with running("--port", str(port)) as (_, at):
        assert at["api_base"] == f"http://127.0.0.1:{port}"


def test_it_says_so_when_it_cannot_start() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for arguments in (["--port", port], ["--redirect-uri", "nonsense"], ["--port", "70000"]):
            ended = subprocess.run(
                [*COMMAND, *arguments], capture_output=True, text=True, check=False
            )
            assert ended.returncode == 1
            assert ended.stdout == ""
            assert len(ended.stderr.splitlines()) == 1


def test_the_program_that_only_imports_it_does_not_import_flask() -> None:
    check = "import sys, desktop_app.practice.server; print('flask' in sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", check],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    assert ended.stdout.strip() == "False"
