"""The return page as the one file that a company's IT reviews and hosts."""

import base64
import hashlib
import re

import pytest

from tests.end_to_end.https_host import HEADERS
from tests.paths import ROOT

LOOPBACK = ROOT / "resources" / "loopback"
BYTES = (ROOT / "resources" / "return_page" / "index.html").read_bytes()
PAGE = BYTES.decode("utf-8")
GUIDE = (ROOT / "docs" / "return-page.md").read_text(encoding="utf-8")


def inline(element: str) -> str:
    (text,) = re.findall(f"<{element}>(.*?)</{element}>", PAGE, re.DOTALL)
    return str(text)


def source_of(element: str) -> str:
    digest = hashlib.sha256(inline(element).encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def test_the_policy_allows_the_one_script_and_the_one_style_sheet_by_their_hashes() -> None:
    policy = (
        f"default-src 'none'; script-src {source_of('script')}; style-src {source_of('style')}; "
        "base-uri 'none'; form-action 'none'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    assert meta in PAGE, f"The script or the style sheet has changed. Put this in:\n{meta}"


def test_the_policy_stands_before_what_it_is_about() -> None:
    assert PAGE.index("Content-Security-Policy") < PAGE.index("<style>") < PAGE.index("<script>")


def test_the_page_looks_like_those_of_the_program() -> None:
    style = (LOOPBACK / "page.css").read_text(encoding="utf-8")
    assert inline("style") == style, "Copy resources/loopback/page.css into the page's <style>."
    template = (LOOPBACK / "page.html").read_text(encoding="utf-8")
    marks = re.findall(r"<svg.*</svg>", PAGE)
    assert len(marks) == 2
    assert all(mark in template for mark in marks)


def test_this_computer_is_the_only_address_in_it() -> None:
    (address,) = re.findall(r"\w+://[^`]*", PAGE)
    assert address == 'http://127.0.0.1:${port}/stripe/return?${query.join("&")}'
    markup = re.sub(r"<(script|style)>.*?</\1>", "", PAGE, flags=re.DOTALL)
    assert not re.search(r"\b(src|href|action|on\w+|style)=", markup)


@pytest.mark.parametrize(
    "name",
    [
        *("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval", "Function("),
        *("cookie", "localStorage", "sessionStorage", "indexedDB", "caches", "history"),
        *("fetch", "XMLHttpRequest", "WebSocket", "EventSource", "sendBeacon", "import"),
        *("setTimeout", "setInterval", "requestAnimationFrame", "addEventListener"),
        *(".click", "window.open", "location.href", "location.assign", "location.replace"),
        *("postMessage", "opener", "parent", "serviceWorker"),
    ],
)
def test_the_script_has_no_use_for(name: str) -> None:
    assert name not in inline("script")


def test_the_page_is_small_and_its_line_ends_are_those_that_were_hashed() -> None:
    assert len(BYTES) < 12 * 1024
    assert b"\r" not in BYTES
    assert not BYTES.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(("name", "value"), HEADERS.items())
def test_the_guide_asks_for_the_headers_that_the_page_is_tested_with(name: str, value: str) -> None:
    assert f'add_header {name} "{value}" always;' in GUIDE
    assert f'Header always set {name} "{value}"' in GUIDE


def test_the_guide_quotes_what_the_page_says() -> None:
    titles = re.findall(r'title: "(.*)"', inline("script"))
    quoted = [title for title in titles if f"*{title}*" in GUIDE]
    assert len(quoted) >= 3
    (needed,) = re.findall("<h1>(.*)</h1>", PAGE)
    assert f"*{needed}*" in GUIDE
