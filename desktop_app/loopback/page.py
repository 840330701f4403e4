"""Makes the pages that a person sees in the browser: one template, one style sheet, no script.

A text can have parts that are isolated, between U+2068 and U+2069. They become the element that
HTML has for this, `<bdi>`.
"""

import base64
import hashlib
from functools import cache
from html import escape
from http import HTTPStatus
from pathlib import Path
from string import Template

from desktop_app.loopback.response import Response
from desktop_app.loopback.texts import PageText

_ISOLATE, _END = "\u2068", "\u2069"

_RESOURCES = Path(__file__).resolve().parents[2] / "resources" / "loopback"


def page(
    status: HTTPStatus,
    text: PageText,
    language: str,
    link: tuple[str, str] | None = None,
    headers: tuple[tuple[str, str], ...] = (),
    band: str = "",
) -> Response:
    """Return a page that shows `text`, with at most one link (its path and its label).

    All texts are escaped. `language` is a BCP 47 tag. `headers` are added to those of a page.
    `band` is a sentence for the strip above the page, which stays in sight; empty for none.
    """
    template, style, style_source = _assets()
    action = ""
    if link is not None:
        path, label = link
        action = f'<a class="return" href="{escape(path)}">{_markup(label)}</a>'
    strip = f'<p class="band" role="note">{_markup(band)}</p>' if band else ""
    html = template.substitute(
        language=escape(language),
        style=style,
        tone=text.tone.value,
        band=strip,
        # A title is plain text.
        title=escape(text.title.replace(_ISOLATE, "").replace(_END, "")),
        heading=_markup(text.title),
        message=_markup(text.message),
        action=action,
    )
    return Response(
        status,
        headers=(("Content-Type", "text/html; charset=utf-8"), *headers),
        body=html.encode("utf-8", "replace"),
        style_source=style_source,
    )


def _markup(text: str) -> str:
    return escape(text).replace(_ISOLATE, "<bdi>").replace(_END, "</bdi>")


@cache
def _assets() -> tuple[Template, str, str]:
    template = (_RESOURCES / "page.html").read_text(encoding="utf-8")
    style = (_RESOURCES / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return Template(template), style, f"'sha256-{digest}'"
