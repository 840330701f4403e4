"""m3ter's published OpenAPI document as a witness, with corrections that are stated one by one.

`data/m3ter-integrations.openapi.json` is the document that m3ter publishes, cut down to what
concerns integrations. `INFERRED` describes what no published page describes.
"""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openapi_core import OpenAPI

Document = dict[str, Any]

_FILE = Path(__file__).parent / "data" / "m3ter-integrations.openapi.json"
_CONFIGURATION = "/organizations/{orgId}/integrationconfigs/{id}"
_CREDENTIALS = "/organizations/{orgId}/integrationcredentials"


@dataclass(frozen=True)
class Correction:
    """Something in the document that can't be meant, and what is expected instead."""

    why: str
    correct: Callable[[Document], None]


def _one_configuration(document: Document) -> None:
    answer = document["paths"][_CONFIGURATION]["get"]["responses"]["200"]
    answer["content"]["application/json"]["schema"] = _ref("IntegrationConfigResponse")


def _option_values(document: Document) -> None:
    path = "/organizations/{orgId}/integrationconfigs/values/{systemName}/{configOption}"
    answer = document["paths"][path]["get"]["responses"]["200"]
    answer["content"]["application/json"]["schema"] = _list_of("ConfigOptionsResponse")


def _options(document: Document) -> None:
    document["components"]["schemas"]["ConfigOptions"] = {
        "type": "array",
        "items": {"type": "object"},
    }


def _form(document: Document) -> None:
    content = document["paths"]["/oauth/token"]["post"]["requestBody"]["content"]
    content["application/x-www-form-urlencoded"]["schema"] = _ref("BearerAccessTokenRequest")


def _token_security(document: Document) -> None:
    schemes = document["components"]["securitySchemes"]
    schemes["Bearer"] = {"type": "http", "scheme": "bearer"}
    schemes["Key"] = {"type": "http", "scheme": "basic"}
    document["security"] = [{"Bearer": []}]
    document["paths"]["/oauth/token"]["post"]["security"] = [{"Key": []}]


def _nullable_scope(document: Document) -> None:
    token = document["components"]["schemas"]["BearerAccessTokenResponse"]
    token["properties"]["scope"]["nullable"] = True


def _empty_values(document: Document) -> None:
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                parameter.pop("allowEmptyValue", None)


CORRECTIONS = (
    Correction("The answer for one configuration is described as a run.", _one_configuration),
    Correction("The values of an option are described as one value.", _option_values),
    Correction("`ConfigOptions` is typed as an object, and described as an array.", _options),
    Correction("The form of a token request is typed as a string.", _form),
    Correction(
        "The document names the flow that issues tokens; requests carry the token as a bearer"
        " token, and ask for it by Basic, as its examples show.",
        _token_security,
    ),
    Correction("`allowEmptyValue` is deprecated, and allows nothing here.", _empty_values),
    Correction("The example of a token has `scope: null`, which is not nullable.", _nullable_scope),
)


def _ref(schema: str) -> Document:
    return {"$ref": f"#/components/schemas/{schema}"}


def _list_of(schema: str) -> Document:
    return {"type": "array", "items": _ref(schema)}


def _answer(schema: Document) -> Document:
    return {
        "200": {"description": "", "content": {"application/json": {"schema": schema}}},
        "4XX": {"$ref": "#/components/responses/Error"},
        "5XX": {"$ref": "#/components/responses/Error"},
    }


def _parameter(name: str, place: str, schema: Document) -> Document:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def _inferred() -> Document:
    """Return the paths of credentials, as the published neighbours are."""
    organization = _parameter("orgId", "path", {"type": "string"})
    one = [organization, _parameter("id", "path", {"type": "string"})]
    page = [
        organization,
        _parameter("pageSize", "query", {"type": "integer", "minimum": 1, "maximum": 200}),
        _parameter("nextToken", "query", {"type": "string"}),
    ]
    listed = {
        "type": "object",
        "required": ["data"],
        "properties": {
            "data": _list_of("IntegrationCredentialsResponse"),
            "nextToken": {"type": "string"},
        },
    }
    request = {
        "required": True,
        "content": {"application/json": {"schema": _ref("IntegrationCredentialsRequestBase")}},
    }
    credential = _ref("IntegrationCredentialsResponse")
    return {
        _CREDENTIALS: {
            "get": {"parameters": page, "responses": _answer(listed)},
            "post": {
                "parameters": [organization],
                "requestBody": request,
                "responses": _answer(credential),
            },
        },
        f"{_CREDENTIALS}/{{id}}": {
            "get": {"parameters": one, "responses": _answer(credential)},
            "delete": {"parameters": one, "responses": _answer(credential)},
        },
    }


def published() -> Document:
    """Return the document as it is published."""
    document: Document = json.loads(_FILE.read_text(encoding="utf-8"))
    return document


def witness(server: str) -> OpenAPI:
    """Return what judges requests to `server`, and its answers."""
    document = copy.deepcopy(published())
    for correction in CORRECTIONS:
        correction.correct(document)
    document["paths"] |= _inferred()
    document["servers"] = [{"url": server}]
    return OpenAPI.from_dict(document)
