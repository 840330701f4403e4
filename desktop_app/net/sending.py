"""Sends one request, once, over a connection of its own.

Nothing is ever sent a second time: an adapter of requests that is used without a session makes no
retries, follows no redirect, and has no kept connection that could turn out to be stale. Nor does
it read environment variables or netrc files, so no other key takes the place of ours.
"""

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    NetworkProblem,
    ServiceError,
    UnreachableError,
)
from desktop_app.net.network import ConnectError, Network, adapter_for

MAX_BODY_BYTES = 256 * 1024
_CHUNK_BYTES = 16 * 1024
_SHOULD_RETRY = {"true": True, "false": False}
_MAX_DIGITS = 6


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """In seconds: to connect, to wait for the next bytes, and for the whole answer's body.

    `whole` is for one request and its answer together, whatever the server sends, and as slowly as
    it likes; `total` for reading something that may be asked for more than once: all of it.
    """

    connect: float = 10.0
    read: float = 30.0
    body: float = 40.0
    total: float = 7.0
    whole: float = 50.0

    def within(self, seconds: float, whole: float) -> "TimeLimits":
        """Return these limits, no step of a request longer than `seconds`, nor it than `whole`."""
        return replace(
            self,
            connect=min(self.connect, seconds),
            read=min(self.read, seconds),
            body=min(self.body, seconds),
            whole=min(self.whole, whole),
        )


@dataclass(frozen=True, slots=True, repr=False)
class HttpResponse:
    """An answer that came back whole. Its body may hold secrets, so it has no repr.

    `should_retry` is Stripe's `Stripe-Should-Retry`, `retry_after` the header of that name in
    seconds; both None where the answer does not say.
    """

    status: int
    request_id: str
    body: bytes
    should_retry: bool | None = None
    retry_after: float | None = None


def send(
    method: str,
    url: str,
    headers: Mapping[str, str],
    form: Mapping[str, str] | None,
    limits: TimeLimits,
    network: Network,
) -> HttpResponse:
    """Send one request and return its answer, whatever its status.

    Raises `UnreachableError` when for certain nothing was sent, and `AnswerLostError` for
    everything else that kept the answer from coming back whole.
    """
    # A body that is packed could unpack to any size.
    headers = {"Accept-Encoding": "identity", "Connection": "close", **headers}
    host = urlsplit(url).netloc
    ends = time.monotonic() + limits.whole
    problem: ServiceError
    try:
        request = requests.Request(method, url, headers, data=form).prepare()
        with (
            closing(adapter_for(network, url, ends)) as adapter,
            closing(adapter.send(request, True, (limits.connect, limits.read))) as response,
        ):
            status, told = response.status_code, response.headers
            body = _read_body(response, limits)
    except ConnectError as error:
        problem = UnreachableError(Detail(error.fault, error.description, host=error.proxy or host))
    except (requests.RequestException, HTTPError, OSError) as error:
        problem = _lost(error, host)
    else:
        if body is not None:
            return HttpResponse(
                status,
                told.get("Request-Id", ""),
                body,
                _SHOULD_RETRY.get(told.get("Stripe-Should-Retry", "")),
                _seconds(told.get("Retry-After", "")),
            )
        problem = AnswerLostError(
            Detail(
                NetworkProblem.ANSWER_TOO_LONG,
                "The answer was too long, or took too long.",
                status=status,
                host=host,
            )
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


def _seconds(text: str) -> float | None:
    # A date is allowed there, too; nobody sends one for a wait that a person could sit through.
    return float(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else None


def _lost(error: Exception, host: str) -> AnswerLostError:
    if isinstance(error, (requests.Timeout, ReadTimeoutError)):
        return AnswerLostError(
            Detail(NetworkProblem.READ_TIMEOUT, "The server took too long to answer.", host=host)
        )
    kind = type(error).__name__
    return AnswerLostError(
        Detail(NetworkProblem.CONNECTION_BROKEN, f"The connection broke off ({kind}).", host=host)
    )
