"""The pages of both stand-ins: their look, and what a browser may do with them.

This module imports Flask, which is slow. `web.py` imports it.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path

from flask import Response, render_template

TEMPLATES = Path(__file__).parent / "templates"


def page(template: str, status: int = 200, **values: object) -> Response:
    """Return the page that a template makes of `values`."""
    # The style sheet is inside the page, so that the page loads nothing else.
    return Response(render_template(template, style=_style(), **values), status)


@cache
def _style() -> str:
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


@cache
def _style_hash() -> str:
    return base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()


def content_security_policy(form_target: str = "") -> str:
    """Return the policy of a page: no scripts, and forms to this server and `form_target` only."""
    return (
        f"default-src 'none'; style-src 'sha256-{_style_hash()}'; "
        f"form-action 'self' {form_target}".rstrip()
        + "; base-uri 'none'; frame-ancestors 'none'"
    )
