"""Keeps each request to m3ter and its answer, and lets the published document judge both."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

from desktop_app.m3ter import session
from desktop_app.net import sending
from desktop_app.net.network import Network
from desktop_app.net.response import HttpResponse
from desktop_app.net.time_limits import TimeLimits
from tests.m3ter.published import witness


@dataclass
class Asked:
    """A request, as openapi-core wants to see one."""

    method: str
    host_url: str
    path: str
    parameters: RequestParameters
    content_type: str
    body: bytes | None


@dataclass
class Answered:
    """An answer, as openapi-core wants to see one."""

    status_code: int
    headers: Headers
    content_type: str
    data: bytes


@dataclass
class Recorder:
    """What was asked and answered, in its order."""

    exchanges: list[tuple[Asked, Answered]] = field(default_factory=list)

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Keep what the client sends from now on. It is sent all the same."""
        real = sending.send

        def send(
            method: str,
            url: str,
            headers: Mapping[str, str],
            form: Mapping[str, str] | None,
            limits: TimeLimits,
            network: Network,
            json: Mapping[str, object] | None = None,
            max_bytes: int = 0,
        ) -> HttpResponse:
            response = real(method, url, headers, form, limits, network, json, max_bytes or 2**20)
            self.exchanges.append((_asked(method, url, headers, form, json), _answered(response)))
            return response

        monkeypatch.setattr(session, "send", send)

    def judge(self, server: str) -> None:
        """Raise unless each request and each answer is as published, or as inferred."""
        api = witness(server)
        for asked, answered in self.exchanges:
            api.validate_request(asked)
            api.validate_response(asked, answered)

    def paths(self) -> set[tuple[str, str]]:
        """Return the methods and paths that were asked for."""
        return {(asked.method.upper(), asked.path) for asked, _ in self.exchanges}


def _asked(
    method: str,
    url: str,
    headers: Mapping[str, str],
    form: Mapping[str, str] | None,
    body: Mapping[str, object] | None,
) -> Asked:
    parts = urlsplit(url)
    if form is not None:
        kind, sent = "application/x-www-form-urlencoded", urlencode(form).encode()
    elif body is not None:
        kind, sent = "application/json", json.dumps(body).encode()
    else:
        kind, sent = "", None
    parameters = RequestParameters(
        query=ImmutableMultiDict(parse_qsl(parts.query)), header=Headers(dict(headers))
    )
    host = f"{parts.scheme}://{parts.netloc}"
    return Asked(method.lower(), host, parts.path, parameters, kind, sent)


def _answered(response: HttpResponse) -> Answered:
    kind = response.headers.get("content-type", "")
    return Answered(response.status, Headers(dict(response.headers)), kind, response.body)
