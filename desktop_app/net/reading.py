"""Reads the JSON that the body of a response is expected to be."""

import json
from collections.abc import Mapping

from desktop_app.core.errors import Detail, NetworkProblem
from desktop_app.net.response import HttpResponse

Json = Mapping[str, object]
"""A JSON object, by its names."""


def json_object(response: HttpResponse) -> Json | None:
    """Return the JSON object in the body, or None if the body is anything else."""
    value = _json(response)
    return value if isinstance(value, dict) else None


def json_list(response: HttpResponse) -> list[object] | None:
    """Return the JSON array in the body, or None if the body is anything else."""
    value = _json(response)
    return value if isinstance(value, list) else None


def unexpected_detail(response: HttpResponse, request_id: str = "") -> Detail:
    """Return the details of a response that is neither what was asked for nor an error response.

    `error` is `REDIRECT`, `NOT_JSON` or `UNEXPECTED_ANSWER`. `request_id` names the request at the
    service, and must be safe to show.
    """
    if 300 <= response.status < 400:
        problem, description = NetworkProblem.REDIRECT, "The server tried to send us elsewhere."
    elif json_object(response) is None:
        problem, description = NetworkProblem.NOT_JSON, "The answer is not a JSON object."
    else:
        problem = NetworkProblem.UNEXPECTED_ANSWER
        description = "The answer lacks what was asked for."
    return Detail(problem, description, request_id, response.status)


def _json(response: HttpResponse) -> object:
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        return None
