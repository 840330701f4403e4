"""What the start imports before the window is painted: it is paid by everybody, at each start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

# Ends the program at the moment when it would go on after the first paint.
SCRIPT = """
import json, sys
from PySide6.QtWidgets import QApplication
from desktop_app.app import program, start

def report(self):
    print(json.dumps(sorted(sys.modules)))
    QApplication.quit()

program.Program._start_workspaces = report
sys.exit(start.run(["m3ter-desktop", "--data-dir", sys.argv[1]]))
"""
# What is made when it is first used: these, and all below them.
LATER = (
    "requests", "urllib3", "charset_normalizer", "truststore", "ssl", "http.client",
    "keyring", "secretstorage", "cryptography", "jeepney", "sqlite3", "h11", "tomllib",
    "flask", "werkzeug", "jinja2", "asyncio", "PySide6.QtTest",
    "desktop_app.net", "desktop_app.stripe", "desktop_app.loopback", "desktop_app.storage",
    "desktop_app.profiles", "desktop_app.practice",
    "desktop_app.app.practice_clients", "desktop_app.app.receiver_texts",
    "desktop_app.m3ter", "desktop_app.core.m3ter", "desktop_app.workflow.m3ter_commands",
    "desktop_app.workflow.m3ter_ports", "desktop_app.workflow.m3ter_state",
    "importlib.metadata", "desktop_app.workflow.support",
    "desktop_app.system.approval_browser", "desktop_app.system.documents",
    "desktop_app.system.file_manager",
    "desktop_app.system.program_info", "desktop_app.system.notifications",
    "desktop_app.system.freedesktop_notifications", "desktop_app.system.proxies",
    "desktop_app.system.peers", "desktop_app.system.reachability", "desktop_app.system.resume",
    "desktop_app.system.logind",
    "desktop_app.ui.activity_page", "desktop_app.ui.credentials_panel",
    "desktop_app.ui.delete_dialog", "desktop_app.ui.quit_dialog", "desktop_app.ui.settings_page",
    "desktop_app.ui.stripe_page", "desktop_app.ui.views", "desktop_app.ui.widgets.columns",
    "desktop_app.ui.window_settings", "desktop_app.ui.program_settings",
    "desktop_app.ui.widgets.choices",
    "desktop_app.ui.help", "desktop_app.ui.notices", "desktop_app.ui.wizard",
    "desktop_app.ui.organizations",
)  # fmt: skip


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The modules that are there when the window is painted for the first time."""
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path_factory.mktemp("data"))],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    modules = json.loads(run.stdout)
    assert "desktop_app.ui.integrations_page" in modules, "the window was not made"
    return [str(module) for module in modules]


@pytest.mark.parametrize("later", LATER)
def test_nothing_is_imported_that_the_first_page_does_not_need(
    imported: list[str], later: str
) -> None:
    assert [m for m in imported if m == later or m.startswith(f"{later}.")] == []


def test_the_first_page_is_made_of_this_many_modules_of_ours(imported: list[str]) -> None:
    ours = [module for module in imported if module.split(".")[0] == "desktop_app"]
    assert len(ours) <= 100, "a module more on the start path is paid by everybody"


def test_every_name_in_the_list_can_be_imported() -> None:
    """A module that was renamed would leave the list without effect."""
    missing = [
        name
        for name in LATER
        if name.startswith("desktop_app.")
        and not (ROOT / Path(*name.split("."))).with_suffix(".py").is_file()
        and not (ROOT / Path(*name.split(".")) / "__init__.py").is_file()
    ]
    assert missing == []
