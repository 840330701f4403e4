"""A real headless Chromium, which nothing but what a test asks for leads anywhere."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions, ChromeService

from tests.end_to_end.browser import Browser
from tests.end_to_end.virtual_desktop import VirtualDesktop

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
_BLOCK = 2  # one of the values of Chromium's content settings
_ACCEPT_NO_COOKIES = {"profile.default_content_setting_values.cookies": _BLOCK}


class ChromiumBrowser(Browser):
    """A Chromium of Debian's, driven by chromedriver.

    `switches` are Chromium's own, beside those that all tests use. Without `accepts_cookies`, no
    site can store a cookie.
    """

    _driver: Chrome

    def __init__(
        self, desktop: VirtualDesktop, *switches: str, accepts_cookies: bool = True
    ) -> None:
        folder = Path(mkdtemp(prefix="chromium-", dir=desktop.folder))
        driver = start_chromium(
            folder,
            *switches,
            preferences={} if accepts_cookies else _ACCEPT_NO_COOKIES,
            env=desktop.env,
            driver_log=desktop.log(folder.name),
        )
        super().__init__(desktop, driver)

    def _delete_cookies(self) -> None:
        self._driver.execute_cdp_cmd("Network.clearBrowserCookies", {})

    def _take_errors(self) -> list[str]:
        # Selenium leaves this one untyped.
        entries: list[dict[str, Any]] = self._driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [
            str(entry["message"])
            for entry in entries
            if entry["level"] == "SEVERE" and entry["source"] != "network"
        ]


def start_chromium(
    folder: Path,
    *switches: str,
    preferences: Mapping[str, int] | None = None,
    logs: tuple[str, ...] = ("browser",),
    env: Mapping[str, str] | None = None,
    driver_log: Path | None = None,
) -> Chrome:
    """Start a browser that keeps its things in `folder`; whoever calls quits it.

    `preferences` are what a person would set in the browser. `logs` are the kinds of which all is
    kept, `env` is the whole environment (None for this process's own), and what the driver warns
    of goes to `driver_log`.
    """
    options = ChromeOptions()
    options.binary_location = _CHROMIUM
    for switch in (*_SWITCHES, *switches, f"--user-data-dir={folder}"):
        options.add_argument(switch)
    options.add_experimental_option("prefs", dict(preferences or {}))
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
