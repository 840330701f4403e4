"""Sends one request, once, over a new connection.

Nothing is ever sent a second time: an adapter of requests that is used without a session makes no
retries, follows no redirect, and reuses no connection that the server may have closed. Nor does
it read environment variables or netrc files, so no other secret replaces the given one.
"""

import time
from collections.abc import Mapping
from contextlib import closing
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from desktop_app import __version__
from desktop_app.core.deadline import SecondsLeft
from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    NetworkProblem,
    ServiceError,
    UnreachableError,
)
from desktop_app.net.adapter import adapter_for
from desktop_app.net.connect_error import ConnectError, too_late
from desktop_app.net.network import Network
from desktop_app.net.response import HttpResponse
from desktop_app.net.time_limits import TimeLimits

MAX_BODY_BYTES = 256 * 1024
"""A longer body is not read to its end."""
_CHUNK_BYTES = 16 * 1024
_HEADERS = {
    "Accept": "application/json",
    # A compressed body could decompress to any size.
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": f"m3ter-desktop/{__version__}",
}


def send(
    method: str,
    url: str,
    headers: Mapping[str, str],
    form: Mapping[str, str] | None,
    limits: TimeLimits,
    network: Network,
    json: Mapping[str, object] | None = None,
    max_bytes: int = MAX_BODY_BYTES,
) -> HttpResponse:
    """Send one request and return its response, whatever the status. Blocking.

    `headers` are sent beside those that every request has. `form` is sent as
    `application/x-www-form-urlencoded`, `json` as `application/json`; None sends no body. A body
    of the response that is longer than `max_bytes` is not read to its end.

    Raises `UnreachableError` if certainly nothing was sent, and `AnswerLostError` for every other
    reason why no complete response came. Nothing is sent when no time is left within `limits`.
    """
    host = urlsplit(url).netloc
    seconds_left = _countdown(limits)
    left = seconds_left()
    failure: ServiceError
    try:
        if left <= 0:
            raise too_late()
        unsent = requests.Request(method, url, {**_HEADERS, **headers}, data=form, json=json)
        request = unsent.prepare()
        timeout = (min(limits.connect, left), min(limits.read, left))
        with (
            closing(adapter_for(network, url, seconds_left)) as adapter,
            closing(adapter.send(request, stream=True, timeout=timeout)) as response,
        ):
            body = _read_body(response, limits, max_bytes)
    except ConnectError as error:
        detail = Detail(
            error.problem,
            error.description,
            host=error.proxy or host,
            circumstance=error.circumstance,
        )
        failure = UnreachableError(detail)
    except (requests.RequestException, HTTPError, OSError) as error:
        failure = _lost(error, host)
    else:
        status = response.status_code
        if body is not None:
            named = {name.lower(): value for name, value in response.headers.items()}
            return HttpResponse(status, named, body)
        failure = AnswerLostError(
            Detail(
                NetworkProblem.ANSWER_TOO_LONG,
                "The answer was too long, or took too long.",
                status=status,
                host=host,
            )
        )
    # Raised outside of `except`, so that no crash report shows the request by a chained exception.
    raise failure


def _countdown(limits: TimeLimits) -> SecondsLeft:
    """Return how many seconds are left for a request that begins now."""
    began = time.monotonic()

    def seconds_left() -> float:
        return min(limits.one_try - (time.monotonic() - began), limits.seconds_left())

    return seconds_left


def _read_body(response: requests.Response, limits: TimeLimits, max_bytes: int) -> bytes | None:
    ends = time.monotonic() + limits.body
    body = bytearray()
    # One read at a time, each with its own time limit, so that a slow server can't block for ever.
    while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=False):
        body += chunk
        if len(body) > max_bytes or time.monotonic() > ends:
            return None
    return bytes(body)


def _lost(error: Exception, host: str) -> AnswerLostError:
    if isinstance(error, (requests.Timeout, ReadTimeoutError)):
        return AnswerLostError(
            Detail(NetworkProblem.READ_TIMEOUT, "The server took too long to answer.", host=host)
        )
    kind = type(error).__name__
    return AnswerLostError(
        Detail(NetworkProblem.CONNECTION_BROKEN, f"The connection broke off ({kind}).", host=host)
    )
