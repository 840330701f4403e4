"""A real headless Chromium without a desktop, to look closely at one page of a web server."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.end_to_end.chromium import start_chromium, trusting
from tests.end_to_end.https_host import HOST_NAME, PATH, HttpsHost

# Every attribute by which an element can lead, load or send anywhere.
_LEADING_ATTRIBUTES = """
return [...document.querySelectorAll("*")].flatMap((element) =>
  ["href", "src", "srcset", "action", "formaction", "data", "ping", "poster", "background"]
    .filter((name) => element.hasAttribute(name))
    .map((name) => element.getAttribute(name)));
"""
_STORED = """
const done = arguments[0];
Promise.all([indexedDB.databases(), caches.keys()]).then(([databases, cached]) => done([
  ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...databases, ...cached,
  ...document.cookie ? [document.cookie] : [], ...history.state === null ? [] : [history.state],
]));
"""


class LoneBrowser:
    """One tab. The host's name leads to `host`, as if on the internet; others lead nowhere.

    Its certificate is trusted by its key, so that nothing else is overlooked.
    """

    def __init__(self, folder: Path, host: HttpsHost) -> None:
        address = f"127.0.0.1:{host.port}"
        self._driver = start_chromium(
            folder,
            trusting(host.key_hash),
            f"--host-resolver-rules=MAP {HOST_NAME} {address}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            # Else the page would itself count as one of this computer, which may do more.
            f"--ip-address-space-overrides={address}=public",
            logs=("browser", "performance"),
        )
        self._driver.set_page_load_timeout(20)

    def close(self) -> None:
        """Close the browser."""
        self._driver.quit()

    # The page -------------------------------------------------------------------------------

    def open(self, query: str = "", path: str = PATH) -> str:
        """Open the return page as Stripe's redirect would, forget the past, return the address."""
        for kind in ("browser", "performance"):
            self._log(kind)
        self._driver.get(f"https://{HOST_NAME}{path}{query}")
        return self.address

    @property
    def address(self) -> str:
        return str(self._driver.current_url)

    @property
    def title(self) -> str:
        return str(self._driver.title)

    @property
    def heading(self) -> str:
        return self._driver.find_element(By.TAG_NAME, "h1").text

    def text(self) -> str:
        """Return what can be read on the page."""
        return self._driver.find_element(By.TAG_NAME, "body").text

    def links(self) -> dict[str, str]:
        """Return where each link leads, by its words."""
        found = self._driver.find_elements(By.TAG_NAME, "a")
        return {link.text: str(link.get_attribute("href")) for link in found}

    def leads(self) -> list[str]:
        """Return every address that an element of the page leads to, loads or sends to."""
        return list(self._driver.execute_script(_LEADING_ATTRIBUTES))

    def count(self, selector: str) -> int:
        """Return how many elements there are that a CSS selector finds."""
        return len(self._driver.find_elements(By.CSS_SELECTOR, selector))

    def style_of(self, selector: str, name: str) -> str:
        """Return a computed style, as the browser writes it."""
        return self._driver.find_element(By.CSS_SELECTOR, selector).value_of_css_property(name)

    def left_edge_of(self, selector: str) -> float:
        """Return how far from the left an element begins, in CSS pixels."""
        return float(self._driver.find_element(By.CSS_SELECTOR, selector).rect["x"])

    def is_wider_than_its_window(self) -> bool:
        """Tell whether the page has to be scrolled sideways."""
        return bool(
            self._driver.execute_script("return document.documentElement.scrollWidth > innerWidth")
        )

    # What it did ----------------------------------------------------------------------------

    def console(self) -> list[str]:
        """Return all that the console has said since the page was opened."""
        return [str(entry["message"]) for entry in self._log("browser")]

    def requests(self) -> list[str]:
        """Return the address of every request since the page was opened."""
        messages = [json.loads(entry["message"])["message"] for entry in self._log("performance")]
        return [
            str(message["params"]["request"]["url"])
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]

    def stored(self) -> list[object]:
        """Return what is kept for the page's origin, cookies and the history's state included."""
        kept: list[object] = self._driver.execute_async_script(_STORED)
        return [*kept, *self._driver.get_cookies()]

    # The person, and their settings ---------------------------------------------------------

    def click(self, label: str) -> None:
        """Follow a link with the mouse."""
        self._driver.find_element(By.LINK_TEXT, label).click()

    def press_button(self, label: str) -> None:
        """Press a button with the mouse."""
        self._driver.find_element(By.XPATH, f"//button[.='{label}']").click()

    def allow_copying(self, allowed: bool) -> None:
        """Let pages write to the clipboard, or not."""
        setting = "granted" if allowed else "denied"
        for name in ("clipboard-write", "clipboard-read"):
            self._command(
                "Browser.setPermission", {"permission": {"name": name}, "setting": setting}
            )

    def copied(self) -> str:
        """Return the text on the clipboard."""
        script = "navigator.clipboard.readText().then(arguments[0])"
        return str(self._driver.execute_async_script(script))

    def selected(self) -> str:
        """Return the text that is selected in the field that has the focus."""
        script = (
            "const field = document.activeElement;"
            "return field.value.slice(field.selectionStart, field.selectionEnd)"
        )
        return str(self._driver.execute_script(script))

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        ActionChains(self._driver).send_keys(*keys).perform()

    def tab_until_focus_is_on_a_link(self, most: int = 5) -> str:
        """Press Tab until a link has the focus, and return its words; empty if none gets it."""
        for _ in range(most):
            self.press(Keys.TAB)
            focused = self._driver.switch_to.active_element
            if focused.tag_name == "a":
                return focused.text
        return ""

    def prefer(self, **features: str) -> None:
        """Set media features for pages to come, such as `prefers_color_scheme="dark"`."""
        values = [{"name": n.replace("_", "-"), "value": v} for n, v in features.items()]
        self._command("Emulation.setEmulatedMedia", {"features": values})

    def resize(self, width: int, height: int, zoom: float = 1) -> None:
        """Give the page a window of so many device pixels, zoomed in by `zoom`."""
        self._command(
            "Emulation.setDeviceMetricsOverride",
            {
                "width": round(width / zoom),
                "height": round(height / zoom),
                "deviceScaleFactor": zoom,
                "mobile": False,
            },
        )

    def allow_scripts(self, allowed: bool) -> None:
        """Switch JavaScript on or off for pages to come."""
        self._command("Emulation.setScriptExecutionDisabled", {"value": not allowed})

    def screenshot(self, path: Path) -> None:
        """Write a PNG of the page."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._driver.save_screenshot(str(path))

    def _log(self, kind: str) -> Sequence[dict[str, Any]]:
        # Selenium leaves this one untyped.
        entries: list[dict[str, Any]] = self._driver.get_log(kind)  # type: ignore[no-untyped-call]
        return entries

    def _command(self, name: str, parameters: dict[str, object]) -> None:
        self._driver.execute_cdp_cmd(name, parameters)
