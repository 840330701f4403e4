"""What the pages carry."""

import base64
import hashlib
import re
from http import HTTPStatus

from desktop_app.loopback.page import page
from desktop_app.loopback.texts import PageText, Tone

TEXT = PageText("Connected", "All is well.", Tone.SUCCESS)


def html(text: PageText = TEXT, link: tuple[str, str] | None = None, language: str = "en") -> str:
    return page(HTTPStatus.OK, text, language, link).body.decode()


def test_everything_that_is_put_in_is_escaped() -> None:
    evil = """<script>"'&$style"""
    body = html(PageText(evil, evil, Tone.INFO), (evil, evil), evil)
    assert "<script" not in body
    assert body.count("&lt;script&gt;&quot;&#x27;&amp;$style") == 6


def test_the_policy_allows_the_style_sheet_by_its_hash_and_nothing_else() -> None:
    response = page(HTTPStatus.OK, TEXT, "en")
    found = re.search("<style>(.*)</style>", response.body.decode(), re.DOTALL)
    assert found is not None
    digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
    assert response.style_source == f"'sha256-{digest}'"
    assert (
        f"Content-Security-Policy: default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
    ).encode() in response.to_bytes()


def test_a_page_refers_to_nothing_outside_itself() -> None:
    body = html(link=("/done/x/return", "Return to m3ter"))
    assert re.findall(r'(?:href|src)="([^"]*)"', body) == ["/done/x/return"]
    assert "url(" not in body
    assert "@import" not in body


def test_a_page_names_its_language_and_its_tone() -> None:
    body = html(language="de")
    assert '<html lang="de">' in body
    assert '<body class="success">' in body


def test_there_is_no_link_unless_one_is_given() -> None:
    assert "<a " not in html()


def test_what_is_isolated_in_a_text_is_an_element_and_plain_in_the_title() -> None:
    text = PageText("\u2068<שלום>\u2069 is connected", "To \u2068שלום\u2069.", Tone.SUCCESS)
    body = html(text, ("/done/x/return", "To \u2068שלום\u2069"))
    assert "<title>&lt;שלום&gt; is connected – " in body
    assert "<h1><bdi>&lt;שלום&gt;</bdi> is connected</h1>" in body
    assert '<p class="message">To <bdi>שלום</bdi>.</p>' in body
    assert ">To <bdi>שלום</bdi></a>" in body
    assert "\u2068" not in body
    assert "\u2069" not in body


def test_a_text_that_is_not_valid_unicode_does_not_raise() -> None:
    assert "Connected" in html(PageText("Connected", "\ud800", Tone.INFO))
