"""A real headless Firefox, which reaches nothing but this computer."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path
from ssl import PEM_cert_to_DER_cert
from tempfile import mkdtemp
from typing import Any

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
# With Marionette Firefox sets preferences of its own for tests (RecommendedPreferences.sys.mjs),
# once it has started. These are set before.
_PREFERENCES: Mapping[str, bool | int | str] = {
    "marionette.port": 0,  # any that is free
    "network.dns.disabled": True,  # addresses are reached, and names are not, save localhost
    "network.proxy.type": 0,
    "network.trr.mode": 5,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.prefetch-next": False,
    "network.http.speculative-parallel-limit": 0,
    "app.update.auto": False,
    "app.normandy.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.startup.page": 0,
    "browser.newtabpage.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.connection.enabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "services.settings.server": "data:,#none",
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "data:,",
}
_ACCEPT_NO_COOKIES = {"network.cookie.cookieBehavior": 2}

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
  .filter((error) => !(error.flags & Ci.nsIScriptError.warningFlag))
  .filter((error) => /^(https?|data|blob):/.test(error.sourceName))
  .map((error) => error.message);
"""


class FirefoxBrowser(Browser):
    """A Firefox of Debian's, driven by Marionette.

    `authorities` are certificates (PEM) of those whose certificates Firefox trusts besides the
    usual ones. Without `accepts_cookies`, no site can store a cookie.
    """

    def __init__(
        self,
        desktop: VirtualDesktop,
        *,
        authorities: Iterable[bytes] = (),
        accepts_cookies: bool = True,
    ) -> None:
        folder = Path(mkdtemp(prefix="firefox-", dir=desktop.folder))
        preferences = _PREFERENCES if accepts_cookies else _PREFERENCES | _ACCEPT_NO_COOKIES
        _write_preferences(folder, preferences)
        self._process = desktop.start(
            folder.name, [_FIREFOX, *_SWITCHES, "--profile", str(folder)], env=_ENV
        )
        super().__init__(desktop, _connect(folder))
        for authority in authorities:
            certificate = PEM_cert_to_DER_cert(authority.decode("ascii"))
            self._in_firefox(_TRUST, b64encode(certificate).decode("ascii"))

    def close(self) -> None:
        super().close()
        end(self._process)

    def _delete_cookies(self) -> None:
        self._in_firefox(_DELETE_COOKIES)

    def _take_errors(self) -> list[str]:
        return [str(message) for message in self._in_firefox(_TAKE_ERRORS)]

    def _in_firefox(self, script: str, *arguments: object) -> Any:
        """Run a script with the rights of Firefox itself, and return what it returns."""
        self._driver.execute(SET_CONTEXT, {"value": "chrome"})
        try:
            return self._driver.execute_script(script, *arguments)
        finally:
            self._driver.execute(SET_CONTEXT, {"value": "content"})


def _write_preferences(folder: Path, preferences: Mapping[str, bool | int | str]) -> None:
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in preferences.items())
    (folder / "user.js").write_text("".join(lines), encoding="utf-8")


def _connect(folder: Path) -> WebDriver:
    """Wait until Firefox listens, and return what drives it."""
    port_file = folder / "MarionetteActivePort"
    port = until(lambda: port_file.exists() and port_file.read_text(), "Firefox to listen")
    options = FirefoxOptions()
    options.accept_insecure_certs = False
    return Remote(MarionetteConnection(int(port)), options=options)
