"""What a response says is read as far as it makes sense."""

import pytest

from desktop_app.core.errors import NetworkProblem
from desktop_app.net.reading import json_object, unexpected_detail
from desktop_app.net.response import HttpResponse


def response(status: int, body: bytes = b"") -> HttpResponse:
    return HttpResponse(status, {}, body)


def test_an_object_is_read() -> None:
    assert json_object(response(200, b'{"a": [1]}')) == {"a": [1]}


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"<html>", b"\xff\xfe", b"[" * 100_000])
def test_any_other_body_is_none(body: bytes) -> None:
    assert json_object(response(200, body)) is None


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (302, b"{}", NetworkProblem.REDIRECT),
        (302, b"", NetworkProblem.REDIRECT),
        (200, b"<html>", NetworkProblem.NOT_JSON),
        (502, b"", NetworkProblem.NOT_JSON),
        (200, b"{}", NetworkProblem.UNEXPECTED_ANSWER),
    ],
)
def test_a_response_that_is_not_what_was_asked_for_is_told(
    status: int, body: bytes, error: NetworkProblem
) -> None:
    detail = unexpected_detail(response(status, body), "req_42")
    assert (detail.error, detail.status, detail.request_id) == (error, status, "req_42")
    assert detail.description


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("1234567", None),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_a_wait_is_a_number_of_seconds(header: str, seconds: float | None) -> None:
    assert HttpResponse(429, {"retry-after": header}, b"").retry_after == seconds


def test_without_the_header_no_wait_is_asked_for() -> None:
    assert response(429).retry_after is None


def test_a_response_shows_no_body() -> None:
    assert "secret" not in repr(response(200, b"a secret"))
