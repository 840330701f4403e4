"""The person's browser: a real one without a window, driven by what stands on its pages."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement

from tests.end_to_end.virtual_desktop import VirtualDesktop
from tests.waiting import PATIENCE, until

T = TypeVar("T")

# Buttons and links by their text; a choice by the text of its label.
_PRESSABLE = "//button | //a | //input[@type='submit']"
_LABELS = "//label"


class Browser(ABC):
    """One browser on a desktop, which takes the links that programs on the desktop open.

    Each kind of browser starts its own `driver`, and does what WebDriver has no command for.
    """

    def __init__(self, desktop: VirtualDesktop, driver: WebDriver) -> None:
        self._desktop = desktop
        self._links_taken = 0
        self._complaints: list[str] = []
        self._driver = driver
        self._driver.set_page_load_timeout(60)

    def close(self) -> None:
        """Close the browser and all its tabs."""
        self._driver.quit()

    # Links and tabs -------------------------------------------------------------------------

    def opened_link(self, within: float = PATIENCE) -> str:
        """Wait for the next link that a program opens, and return it."""
        links = until(self.links_to_follow, "a link to be opened in the browser", within)
        self._links_taken += 1
        return links[0]

    def links_to_follow(self) -> list[str]:
        """Return the links that programs have opened, and that nobody has followed yet."""
        return self._desktop.links.read_text().splitlines()[self._links_taken :]

    def follow_opened_link(self) -> str:
        """Wait for the next link that a program opens, and open it in a new tab."""
        link = self.opened_link()
        self.visit(link)
        return link

    def ignore_links_so_far(self) -> None:
        """Forget links that were opened and not followed."""
        self._links_taken = len(self._desktop.links.read_text().splitlines())

    def visit(self, url: str) -> None:
        """Open an address in a new tab."""
        self._driver.switch_to.new_window("tab")
        self._driver.get(url)

    @property
    def tab(self) -> str:
        """The current tab, to come back to with `turn_to`."""
        return self._driver.current_window_handle

    def turn_to(self, tab: str) -> None:
        """Go on in another tab."""
        self._driver.switch_to.window(tab)

    def start_afresh(self) -> None:
        """Close all tabs but an empty one, and forget cookies and complaints."""
        self._driver.switch_to.new_window("tab")
        fresh = self._driver.current_window_handle
        for tab in self._driver.window_handles:
            if tab != fresh:
                self._driver.switch_to.window(tab)
                self._driver.close()
        self._driver.switch_to.window(fresh)
        self._delete_cookies()
        self._take_errors()
        self._complaints.clear()
        self.ignore_links_so_far()

    # What is seen ---------------------------------------------------------------------------

    @property
    def address(self) -> str:
        """The address of the page in the current tab."""
        return str(self._driver.current_url)

    def text(self) -> str:
        """Return what can be read on the page."""
        return str(self._driver.find_element(By.TAG_NAME, "body").text)

    def sees(self, text: str, within: float = PATIENCE) -> None:
        """Wait until `text` stands on the page."""
        self._until(lambda: text in self.text(), f"“{text}” in the browser", within)

    def left_edge_of(self, label: str) -> float:
        """Return how far from the left the link or button with this label begins, in pixels."""
        element = self._until(lambda: self._element(_PRESSABLE, label), f"“{label}”")
        return float(element.rect["x"])

    def complaints(self) -> list[str]:
        """Return what the browser's console complained of: scripts and content security policy.

        That a page was answered with an error status is not a complaint.
        """
        self._complaints += self._take_errors()
        return list(self._complaints)

    def screenshot(self, path: Path) -> Path:
        """Write a PNG of the page."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._driver.save_screenshot(str(path))
        return path

    # What is done ---------------------------------------------------------------------------

    def press(self, label: str) -> None:
        """Press the button, or follow the link, with this text."""
        self._until(
            lambda: self._click(_PRESSABLE, label), f"“{label}” to be pressed in the browser"
        )

    @contextmanager
    def pressing(self, label: str) -> Iterator[None]:
        """Press it, and let the block go on while the browser waits for the page it leads to."""
        with ThreadPoolExecutor(1) as hand:
            pressed = hand.submit(self.press, label)
            yield
            pressed.result()

    def choose(self, label: str) -> None:
        """Choose the option whose label says this."""
        self._until(lambda: self._click(_LABELS, label, whole=False), f"“{label}” in the browser")

    def press_enter_on(self, label: str) -> None:
        """Follow the link or press the button with this text by keyboard."""
        element = self._until(lambda: self._element(_PRESSABLE, label), f"“{label}”")
        element.send_keys("\ue007")

    # How it is found ------------------------------------------------------------------------

    def _element(self, path: str, label: str, whole: bool = True) -> WebElement | None:
        for element in self._driver.find_elements(By.XPATH, path):
            words = element.text or element.get_attribute("value") or ""
            if element.is_displayed() and (
                words.strip() == label or (not whole and label in words)
            ):
                return element
        return None

    def _click(self, path: str, label: str, whole: bool = True) -> bool:
        element = self._element(path, label, whole)
        if element is None or not element.is_enabled():
            return False
        element.click()
        return True

    def _until(self, attempt: Callable[[], T | None], what: str, within: float = PATIENCE) -> T:
        """Wait for a condition; a page that is just changing counts as not there yet."""

        def patiently() -> T | None:
            try:
                return attempt()
            except WebDriverException:
                return None

        return until(patiently, what, within)

    # What each kind of browser does in its own way ------------------------------------------

    @abstractmethod
    def _delete_cookies(self) -> None:
        """Delete the cookies of all sites."""

    @abstractmethod
    def _take_errors(self) -> list[str]:
        """Return the errors of pages that the console has shown since this was last asked."""
