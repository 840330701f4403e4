"""Requests and answers, as they go over the wire."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from enum import Enum, auto
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from tests.stripe_double.rules import Body, Form


class Endpoint(Enum):
    """What faults can be set for."""

    TOKEN = auto()
    DEAUTHORIZE = auto()
    ACCOUNT = auto()
    EXCHANGE_TOKEN = auto()
    EXCHANGE_DEAUTHORIZE = auto()
    PAGE = auto()


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came; `headers` are looked up without regard to case."""

    method: str
    target: str
    headers: Message
    form: Form

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> Form:
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def authorization(self) -> str:
        return str(self.headers.get("Authorization", ""))

    @property
    def endpoint(self) -> Endpoint:
        match self.path.strip("/").split("/"):
            case ["oauth", "token"]:
                return Endpoint.TOKEN
            case ["oauth", "deauthorize"]:
                return Endpoint.DEAUTHORIZE
            case ["exchange", _, "token"]:
                return Endpoint.EXCHANGE_TOKEN
            case ["exchange", _, "deauthorize"]:
                return Endpoint.EXCHANGE_DEAUTHORIZE
            case ["v1", *_]:
                return Endpoint.ACCOUNT
            case _:
                return Endpoint.PAGE


@dataclass(frozen=True, slots=True)
class Response:
    """One response; every one has a `Request-Id`, as all of Stripe's have."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    request_id: str = field(default_factory=lambda: f"req_{secrets.token_hex(7)}")

    @property
    def data(self) -> bytes:
        """The answer as bytes."""
        headers = {
            "Content-Length": str(len(self.body)),
            "Request-Id": self.request_id,
            "Cache-Control": "no-store",
            **self.headers,
        }
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


def json_response(status: int, body: Body, **headers: str) -> Response:
    """Answer with a JSON object; `Stripe_Should_Retry="true"` names a header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(
        status, json.dumps(body, indent=2).encode(), {"Content-Type": "application/json"} | named
    )


def html_response(status: int, page: str) -> Response:
    """Answer with a page."""
    return Response(status, page.encode(), {"Content-Type": "text/html; charset=utf-8"})


def redirect(status: int, location: str) -> Response:
    """Send the browser elsewhere."""
    return Response(status, b"", {"Content-Type": "text/html", "Location": location})
