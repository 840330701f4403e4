"""A real headless Firefox, which reaches nothing but this computer."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from ssl import PEM_cert_to_DER_cert
from tempfile import mkdtemp

from selenium.webdriver import FirefoxOptions, Remote
from selenium.webdriver.remote.webdriver import WebDriver

from tests.end_to_end.browser import Browser
from tests.end_to_end.marionette import SET_CONTEXT, MarionetteConnection
from tests.end_to_end.virtual_desktop import VirtualDesktop, end
from tests.waiting import until

_FIREFOX = "/usr/bin/firefox-esr"
_SWITCHES = (
    "--headless",
    "--no-remote",
    "--marionette",
    # Scripts may run in Firefox itself, too: for cookies, certificates and the console.
    "--remote-allow-system-access",
    "--width=1180",
    "--height=860",
)
# Firefox ends itself rather than connect to another computer.
_ENV = {"MOZ_DISABLE_NONLOCAL_CONNECTIONS": "1", "MOZ_CRASHREPORTER_DISABLE": "1"}
# With Marionette, Firefox sets what Mozilla's own tests need: no updates, telemetry, safe browsing,
# remote settings nor captive portals (RecommendedPreferences.sys.mjs). These come on top.
_PREFERENCES: Mapping[str, bool | int] = {
    "marionette.port": 0,  # any that is free
    "network.dns.disabled": True,  # no name but localhost is found
    "network.trr.mode": 5,  # nor over HTTPS
    "network.proxy.type": 0,  # no proxy
    "media.gmp-manager.updateEnabled": False,  # Firefox looks for no codecs
}
_ACCEPT_NO_COOKIES: Mapping[str, bool | int] = {"network.cookie.cookieBehavior": 2}

_TRUST = """
const certificates = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB);
certificates.addCertFromBase64(arguments[0], "C,,");
"""
_DELETE_COOKIES = "Services.cookies.removeAll();"
# Errors of pages alone: Firefox's own scripts have other addresses.
_TAKE_ERRORS = """
const messages = Services.console.getMessageArray();
Services.console.reset();
return messages
  .filter((message) => message instanceof Ci.nsIScriptError)
  .filter((error) => error.logLevel === Ci.nsIConsoleMessage.error)
  .filter((error) => /^(https?|data|blob):/.test(error.sourceName))
  .map((error) => error.message);
"""


class FirefoxBrowser(Browser):
    """A Firefox of Debian's, driven by Marionette.

    `authorities` are certificates (PEM) of authorities that Firefox trusts besides the usual ones.
    Without `accepts_cookies`, no site can store a cookie.
    """

    def __init__(
        self, desktop: VirtualDesktop, *authorities: bytes, accepts_cookies: bool = True
    ) -> None:
        folder = Path(mkdtemp(prefix="firefox-", dir=desktop.folder))
        preferences = _PREFERENCES if accepts_cookies else {**_PREFERENCES, **_ACCEPT_NO_COOKIES}
        _write_preferences(folder, preferences)
        self._process = desktop.start(
            folder.name, [_FIREFOX, *_SWITCHES, "--profile", str(folder)], env=_ENV
        )
        super().__init__(desktop, _connect(folder))
        for authority in authorities:
            self._trust(authority)

    def close(self) -> None:
        super().close()
        end(self._process)

    def _delete_cookies(self) -> None:
        with self._in_firefox() as driver:
            driver.execute_script(_DELETE_COOKIES)

    def _take_errors(self) -> list[str]:
        with self._in_firefox() as driver:
            return list(driver.execute_script(_TAKE_ERRORS))

    def _trust(self, authority: bytes) -> None:
        certificate = PEM_cert_to_DER_cert(authority.decode("ascii"))
        with self._in_firefox() as driver:
            driver.execute_script(_TRUST, b64encode(certificate).decode("ascii"))

    @contextmanager
    def _in_firefox(self) -> Iterator[WebDriver]:
        """In the block, scripts run with the rights of Firefox itself, and not of a page."""
        self._driver.execute(SET_CONTEXT, {"value": "chrome"})
        try:
            yield self._driver
        finally:
            self._driver.execute(SET_CONTEXT, {"value": "content"})


def _write_preferences(folder: Path, preferences: Mapping[str, bool | int]) -> None:
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in preferences.items())
    (folder / "user.js").write_text("".join(lines), encoding="utf-8")


def _connect(folder: Path) -> WebDriver:
    """Wait until Firefox listens, and return what drives it."""
    port_file = folder / "MarionetteActivePort"
    port = until(
        lambda: port_file.exists() and int(port_file.read_text() or 0),
        "Firefox to listen",
        within=60,
    )
    options = FirefoxOptions()
    options.accept_insecure_certs = False
    return Remote(MarionetteConnection(port), options=options)
