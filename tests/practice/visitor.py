"""A browser without a window: opens pages and presses buttons as a person would, no more."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests


@dataclass
class Form:
    """A form of a page: where it is sent, and what is filled in."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Page:
    """One answer, and what a person could see or fill in on it.

    Buttons and links go by their accessible names: `aria-label`, or else what they say. `fields`
    has those of all forms.
    """

    response: requests.Response
    headings: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, dict[str, str]] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        return self.response.text

    @property
    def location(self) -> str:
        return self.response.headers["Location"]


class Visitor:
    """Keeps nothing between two pages, and follows redirects within the same server only."""

    def open(self, url: str, headers: dict[str, str] | None = None) -> Page:
        return _read(self._send("GET", url, headers=headers))

    def press(
        self, page: Page, button: str, headers: dict[str, str] | None = None, **changed: str
    ) -> Page:
        form = page.forms[button]
        sent = form.fields | page.buttons[button] | changed
        return _read(self._send("POST", form.action, sent, headers))

    def _send(
        self,
        method: str,
        url: str,
        form: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            response = session.request(
                method, url, data=form, headers=headers, allow_redirects=False, timeout=10
            )
            if response.status_code == 303:
                return self._send("GET", urljoin(url, response.headers["Location"]))
            return response


def _read(response: requests.Response) -> Page:
    page = Page(response)
    if response.headers["Content-Type"].startswith("text/html"):
        _PageReader(page).feed(response.text)
    return page


class _PageReader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._form = Form("")
        self._open: str = ""
        self._given: dict[str, str] = {}
        self._choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"h1", "button", "a"}:
            self._open, self._given = tag, given
        elif tag == "form":
            self._form = Form(self._url(given.get("action", "")))
        elif tag == "label":
            self._page.labels.add(given["for"])
        elif tag == "span" and given.get("class") == "name":
            self._open = "name"
        elif tag == "input":
            self._read_input(given)

    def handle_data(self, data: str) -> None:
        given, name = self._given, self._given.get("aria-label", data)
        if self._open == "h1":
            self._page.headings.append(data)
        elif self._open == "button":
            self._page.buttons[name] = {given["name"]: given["value"]} if "name" in given else {}
            self._page.forms[name] = self._form
        elif self._open == "a":
            self._page.links[name] = self._url(given["href"])
        elif self._open == "name":
            self._page.choices[data] = self._choice
        self._open = ""

    def _read_input(self, given: dict[str, str]) -> None:
        if given["type"] == "radio":
            self._choice = given["value"]
        if given["type"] != "radio" or "checked" in given:
            self._page.fields[given["name"]] = given["value"]
            self._form.fields[given["name"]] = given["value"]

    def _url(self, reference: str) -> str:
        return urljoin(self._page.response.url, reference)
