"""Sends one request, once, over a connection of its own.

Nothing is ever sent a second time: an adapter of requests that is used without a session makes no
retries, follows no redirect, and has no kept connection that could turn out to be stale. Nor does
it read environment variables or netrc files, so no proxy comes between this program and loopback,
and no other key takes the place of ours.
"""

import ssl
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, ReadTimeoutError

from desktop_app.core.problems import AnswerLost, Detail, StripeProblem, StripeUnreachable

MAX_BODY_BYTES = 256 * 1024
_CHUNK_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """In seconds: to connect, to wait for the next bytes, and for the whole answer's body."""

    connect: float = 10.0
    read: float = 30.0
    body: float = 60.0


@dataclass(frozen=True, slots=True, repr=False)
class RawAnswer:
    """An answer that came back whole. Its body may hold secrets, so it has no repr."""

    status: int
    request_id: str
    body: bytes


def send(
    method: str,
    url: str,
    headers: Mapping[str, str],
    form: Mapping[str, str] | None,
    limits: TimeLimits,
) -> RawAnswer:
    """Send one request and return its answer, whatever its status.

    Raises `StripeUnreachable` when for certain nothing was sent, and `AnswerLost` for everything
    else that kept the answer from coming back whole.
    """
    # A body that is packed could unpack to any size.
    headers = {"Accept-Encoding": "identity", "Connection": "close", **headers}
    try:
        request = requests.Request(method, url, headers, data=form).prepare()
        with (
            closing(HTTPAdapter()) as adapter,
            closing(adapter.send(request, True, (limits.connect, limits.read))) as response,
        ):
            status = response.status_code
            request_id = response.headers.get("Request-Id", "")
            body = _read_body(response, limits)
    except (requests.RequestException, HTTPError, OSError) as error:
        problem = _problem(error)
    else:
        if body is not None:
            return RawAnswer(status, request_id, body)
        problem = AnswerLost(
            Detail("answer_too_long", "The answer was too long, or took too long.", status=status)
        )
    # Raised out here, so that no crash report can follow the chain of exceptions to the request.
    raise problem


def _read_body(response: requests.Response, limits: TimeLimits) -> bytes | None:
    ends = time.monotonic() + limits.body
    body = bytearray()
    # One read at a time, each with its own time limit: a server that drips can't hold us for ever.
    while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=False):
        body += chunk
        if len(body) > MAX_BODY_BYTES or time.monotonic() > ends:
            return None
    return bytes(body)


def _problem(error: Exception) -> StripeProblem:
    if isinstance(error, requests.ConnectTimeout):
        return StripeUnreachable(Detail("connect_timeout", "The server did not answer the call."))
    reason = error.args[0] if error.args else None
    if isinstance(reason, MaxRetryError):
        reason = reason.reason
    if isinstance(reason, NewConnectionError):
        return StripeUnreachable(Detail("no_connection", "No connection could be made."))
    if _is_certificate_problem(reason):
        return StripeUnreachable(
            Detail("certificate_not_trusted", "The server's certificate is not trusted.")
        )
    if isinstance(error, (requests.Timeout, ReadTimeoutError)):
        return AnswerLost(Detail("read_timeout", "The server took too long to answer."))
    kind = type(error).__name__
    return AnswerLost(Detail("connection_broken", f"The connection broke off ({kind})."))


def _is_certificate_problem(reason: object) -> bool:
    # Certificates are checked during the handshake, before anything is sent.
    cause = reason.args[0] if isinstance(reason, HTTPError) and reason.args else reason
    return isinstance(cause, ssl.SSLCertVerificationError)
