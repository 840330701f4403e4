"""Starts a real headless Chromium, which nothing but what a test asks for leads anywhere."""

from collections.abc import Mapping
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions, ChromeService

_CHROMIUM = "/usr/bin/chromium"
_CHROMEDRIVER = "/usr/bin/chromedriver"
_SWITCHES = (
    "--headless=new",
    "--no-sandbox",  # needed where tests run as root, as in a container
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--window-size=1180,860",
)


def start_chromium(
    folder: Path,
    *switches: str,
    logs: tuple[str, ...] = ("browser",),
    env: Mapping[str, str] | None = None,
    driver_log: Path | None = None,
) -> Chrome:
    """Start a browser that keeps its things in `folder`; whoever calls quits it.

    `logs` are the kinds of which all is kept, `env` is the whole environment (None for this
    process's own), and what the driver warns of goes to `driver_log`.
    """
    options = ChromeOptions()
    options.binary_location = _CHROMIUM
    for switch in (*_SWITCHES, *switches, f"--user-data-dir={folder}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", dict.fromkeys(logs, "ALL"))
    service = ChromeService(
        _CHROMEDRIVER,
        env=env,
        log_output=None if driver_log is None else str(driver_log),
        service_args=["--log-level=WARNING"],
    )
    return Chrome(options=options, service=service)


def trusting(*key_hashes: str) -> str:
    """Return the switch to trust certificates by the hashes of their keys, and no others."""
    return f"--ignore-certificate-errors-spki-list={','.join(key_hashes)}"
