"""Reads the query that Stripe adds to a redirect URI (RFC 6749 §4.1.2).

The state is read first, the rest when the state was verified. The receiver reads the requests of
browsers with it, and the workflow the addresses that a person pastes.
"""

import re
from urllib.parse import unquote_plus

from desktop_app.core.authorization_response import (
    AuthorizationCodeResponse,
    AuthorizationErrorResponse,
    AuthorizationResponse,
)
from desktop_app.core.secret import Secret
from desktop_app.core.visible_text import shortened, visible_line

_CODE = re.compile(r"[\x21-\x7e]{1,512}")
_MAX_ERROR_LENGTH = 64
_MAX_DESCRIPTION_LENGTH = 300


class Query:
    """The parameters of one redirect. A parameter is decoded only when it is read."""

    def __init__(self, text: str) -> None:
        self._pairs = [pair.partition("=") for pair in text.split("&")]

    def values(self, name: str) -> list[str]:
        """Return all values of the parameter `name`. Bytes that are not UTF-8 become U+FFFD."""
        return [unquote_plus(value) for key, _, value in self._pairs if unquote_plus(key) == name]


def read_response(query: Query, attempt_id: str) -> AuthorizationResponse | None:
    """Return the authorization response of a query whose state was verified, or None.

    None if a parameter is given twice (RFC 6749 §3.1), if there is a code and an error, or if there
    is neither. Other parameters are ignored.
    """
    codes = query.values("code")
    errors = query.values("error")
    descriptions = query.values("error_description")
    if len(codes) + len(errors) != 1 or len(descriptions) > 1:
        return None
    if codes:
        if _CODE.fullmatch(codes[0]) is None:
            return None
        return AuthorizationCodeResponse(attempt_id, Secret(codes[0]))
    error = _shown(errors[0], _MAX_ERROR_LENGTH)
    if not error:
        return None
    description = _shown("".join(descriptions), _MAX_DESCRIPTION_LENGTH)
    return AuthorizationErrorResponse(attempt_id, error, description)


def _shown(text: str, limit: int) -> str:
    return shortened(visible_line(text), limit)
