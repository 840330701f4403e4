"""Reads m3ter's responses, and trusts none of their content.

A row that lacks something is read as far as it goes; one without an id is only counted, because
nothing can be done with it. Every text goes through `safe_text`.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

from desktop_app.core.errors import Detail
from desktop_app.core.m3ter import (
    Configuration,
    ExternalSystem,
    RegisteredCredential,
    Run,
)
from desktop_app.core.secret import Secret
from desktop_app.m3ter.endpoints import is_id
from desktop_app.net.reading import Json, json_list, json_object, unexpected_detail
from desktop_app.net.response import HttpResponse
from desktop_app.net.text import safe_text

T = TypeVar("T")

_MAX_REQUEST_ID = 100
_MAX_URL = 2000
_MAX_TOKEN = 16 * 1024
_MAX_LIFE_SECONDS = 24 * 3600
_MAX_SYSTEMS = 200
_NEXT_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token, and for how many seconds it is valid."""

    secret: Secret
    seconds: float


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page. `next_token` is None on the last page."""

    rows: tuple[object, ...]
    next_token: str | None


def read_token(response: HttpResponse) -> Token | None:
    """Return the token in a response (`BearerAccessTokenResponse`), or None."""
    body = json_object(response)
    if response.status != 200 or body is None:
        return None
    text, seconds = body.get("access_token"), body.get("expires_in")
    if not isinstance(text, str) or not 0 < len(text) <= _MAX_TOKEN:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        return None
    return Token(Secret(text), min(max(seconds, 0), _MAX_LIFE_SECONDS))


def read_page(response: HttpResponse) -> Page | None:
    """Return the page of a list (`{"data": […], "nextToken": …}`), or None."""
    body = json_object(response)
    if response.status != 200 or body is None:
        return None
    rows, token = body.get("data"), body.get("nextToken")
    if not isinstance(rows, list) or not _is_next_token(token):
        return None
    return Page(tuple(rows), str(token) if token else None)


def _is_next_token(token: object) -> bool:
    """Return whether a token can be sent back, in an address. There is none on the last page."""
    return not token or (isinstance(token, str) and _NEXT_TOKEN.fullmatch(token) is not None)


def read_systems(response: HttpResponse) -> tuple[ExternalSystem, ...] | None:
    """Return the systems in a response (an array of `SystemResponse`), or None."""
    rows = json_list(response)
    if response.status != 200 or rows is None:
        return None
    # No organization has so many. Each is a line in the window.
    return tuple(dict.fromkeys(rows_of(rows, read_system)))[:_MAX_SYSTEMS]


def read_system(row: Json) -> ExternalSystem | None:
    """Return the system of a row, or None if it has no identifier."""
    identifier = _text(row, "identifier")
    return (
        ExternalSystem(identifier, _text(row, "displayName") or identifier) if identifier else None
    )


def read_configuration(row: Json) -> Configuration | None:
    """Return the configuration of a row (`IntegrationConfigResponse`), or None without an id."""
    id_ = _id(row, "id")
    if not id_:
        return None
    options = row.get("configData")
    return Configuration(
        id=id_,
        name=_text(row, "name"),
        entity=_text(row, "entityType"),
        destination=_text(row, "destination"),
        destination_id=_id(row, "destinationId"),
        credential_id=_id(row, "integrationCredentialsId"),
        authorized=_flag(row, "authorized"),
        enabled=_flag(row, "enabled"),
        options=json.dumps(options) if isinstance(options, dict) else "{}",
        version=_whole_number(row, "version"),
        modified=_time(row, "dtLastModified"),
    )


def read_credential(row: Json) -> RegisteredCredential | None:
    """Return the credential of a row (`IntegrationCredentialsResponse`), or None without an id."""
    id_ = _id(row, "id")
    if not id_:
        return None
    return RegisteredCredential(
        id=id_,
        name=_text(row, "name"),
        destination=_text(row, "destination"),
        kind=_text(row, "type"),
        destination_id=_id(row, "destinationId"),
        created=_time(row, "dtCreated"),
    )


def read_run(row: Json, stand_in: str = "") -> Run | None:
    """Return the run of a row (`IntegrationRunResponse`), or None without an id.

    `stand_in` is the origin of a stand-in for m3ter, which has pages of its own.
    """
    id_ = _id(row, "id")
    if not id_:
        return None
    return Run(
        id=id_,
        entity=_text(row, "entityType"),
        entity_id=_text(row, "entityId"),
        status=_text(row, "status"),
        destination=_text(row, "destination"),
        destination_id=_id(row, "destinationId"),
        started=_time(row, "dtStarted") or _time(row, "dtCreated"),
        completed=_time(row, "dtCompleted"),
        error=_text(row, "error"),
        url=_link(row.get("url"), stand_in),
    )


def _link(value: object, stand_in: str) -> str:
    """Return an address that a browser may be led to as one of Stripe's; empty for any other."""
    if not isinstance(value, str) or safe_text(value, _MAX_URL) != value:
        return ""
    if stand_in and value.startswith(f"{stand_in}/"):
        return value
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        return ""
    is_stripes = host == "stripe.com" or host.endswith(".stripe.com")
    return value if parts.scheme == "https" and is_stripes and "@" not in parts.netloc else ""


def rows_of(rows: Iterable[object], read: Callable[[Json], T | None]) -> Iterable[T]:
    """Yield what `read` makes of each row that it can read."""
    for row in rows:
        value = read(row) if isinstance(row, dict) else None
        if value is not None:
            yield value


def refusal_of(response: HttpResponse, hidden: Collection[str]) -> Detail | None:
    """Return the details of a certain refusal: the request had no effect. Else return None.

    That is a 4xx with an error in m3ter's form, `{"message": …}`. Another form may come from
    something between, such as a company's gateway. 408 and 425 say nothing of the effect (RFC 9110,
    15.5.9; RFC 8470, 5.2). `hidden` are texts that were sent and must not be shown.
    """
    if not 400 <= response.status < 500 or response.status in {408, 425}:
        return None
    return _details(response, hidden)


def distrust(response: HttpResponse, hidden: Collection[str]) -> Detail:
    """Return the details of a response that is neither what was asked for nor a certain refusal."""
    details = None if response.status < 400 else _details(response, hidden)
    return details or unexpected_detail(response, _request_id(response, hidden))


def _details(response: HttpResponse, hidden: Collection[str]) -> Detail | None:
    body: Mapping[str, object] = json_object(response) or {}
    # The token endpoint may answer in the form of OAuth (RFC 6749, 5.2).
    said = body.get("message") or body.get("error_description") or body.get("error")
    description = safe_text(said, secrets=hidden)
    if not description:
        return None
    error = safe_text(body.get("error") or body.get("code"), secrets=hidden)
    return Detail(error, description, _request_id(response, hidden), response.status)


def _request_id(response: HttpResponse, hidden: Collection[str]) -> str:
    headers = response.headers
    found = headers.get("x-request-id") or headers.get("x-amzn-requestid")
    return safe_text(found, _MAX_REQUEST_ID, hidden)


def _text(row: Json, name: str) -> str:
    return safe_text(row.get(name))


def _id(row: Json, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) and is_id(value) else ""


def _flag(row: Json, name: str) -> bool | None:
    value = row.get(name)
    return value if isinstance(value, bool) else None


def _whole_number(row: Json, name: str) -> int | None:
    value = row.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _time(row: Json, name: str) -> datetime | None:
    """Return a time in UTC (ISO 8601), or None. One without a zone is meant in UTC."""
    value = row.get(name)
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
