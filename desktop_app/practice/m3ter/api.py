"""m3ter's rules for requests and responses, without HTTP.

Source: m3ter's published OpenAPI document. Not published, and so made up here: the endpoints of
credentials (`integrationcredentials`), what is in `ConfigOptions`, and the messages of errors.
"""

import base64
import binascii
import hmac
import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from desktop_app.practice.clients import random_text
from desktop_app.practice.m3ter.ledger import (
    ORGANIZATION_ID,
    TOKEN_LIFE_SECONDS,
    Body,
    Kind,
    M3terLedger,
    Stored,
)

DESTINATIONS = {"STRIPE": "Stripe", "STRIPE_TEST": "Stripe (Test Mode)"}
# How the runs here end, of `RunStatus`.
COMPLETE, AUTH_FAILED, DISABLED = "COMPLETE", "AUTH_FAILED", "DISABLED"
_MAX_PAGE_SIZE = 200
_MAX_TEXT = 200
_MAX_LEVELS = 20
_NUMBER = re.compile(r"[0-9]{1,18}")
# JSON can have half of a surrogate pair, which no page can show.
_LONE_HALF = re.compile(r"[\ud800-\udfff]")
_BILL = "Bill"
_NAMESPACE = uuid.UUID("6f7f3a0c-52d4-4a7e-9d0f-8f0d5c1b2a11")
_SYSTEMS = (
    ("STRIPE", "Stripe", ["STRIPE_SIGNED_REQUEST"]),
    ("STRIPE_TEST", "Stripe (Test Mode)", ["STRIPE_SIGNED_REQUEST"]),
    ("NETSUITE", "NetSuite", ["NETSUITE"]),
    ("SALESFORCE", "Salesforce", ["OAUTH_CODE"]),
    ("WEBHOOK", "Webhook", ["HTTP_BASIC", "M3TER_SIGNED_REQUEST"]),
)
# The options that m3ter's guide "Configuring Stripe integrations" names.
_GLOBAL_OPTIONS = [
    {"name": "accountIds", "label": "Account ids", "type": "STRING_LIST", "required": False},
    {
        "name": "restrictedAccountIds",
        "label": "Restricted account ids",
        "type": "STRING_LIST",
        "required": False,
    },
    {
        "name": "disabledNotificationUsers",
        "label": "Integration disabled notification users",
        "type": "OPTION_LIST",
        "required": False,
    },
]
_BILL_OPTIONS = [
    {
        "name": "sendOnApproval",
        "label": "Only send bill on approval",
        "type": "BOOLEAN",
        "required": False,
        "defaultValue": False,
    },
]
_OPTION_VALUES = {
    "disabledNotificationUsers": [
        {"id": "practice-user-1", "label": "Ada Finance (made up)"},
        {"id": "practice-user-2", "label": "Bea Billing (made up)"},
    ]
}


class ApiError(Exception):
    """An error of the API (`{"message": …}`)."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"message": message}


class PracticeApi:
    """The API of one made-up organization.

    `base` is its base address; the pages of bills are below it. `newest_account` takes `live` and
    returns the account that was connected last in that mode, or "". `is_connected` takes `live` and
    an account.
    """

    def __init__(
        self,
        ledger: M3terLedger,
        base: str,
        newest_account: Callable[[bool], str],
        is_connected: Callable[[bool, str], bool],
    ) -> None:
        self._ledger = ledger
        self._base = base
        self._newest_account = newest_account
        self.is_connected = is_connected

    # -- who asks -----------------------------------------------------------------------------

    def token(self, authorization: str | None, grant_type: object) -> Body:
        """Return a token (`BearerAccessTokenResponse`). Raises ApiError."""
        key = self._ledger.key
        if not hmac.compare_digest(_pair(authorization), f"{key.id}:{key.secret}".encode()):
            raise ApiError(401, "The access key id or the api secret is not valid")
        if grant_type != "client_credentials":
            raise ApiError(400, "The grant_type has to be client_credentials")
        return {
            "token_type": "bearer",
            "access_token": self._ledger.issue_token(),
            "expires_in": TOKEN_LIFE_SECONDS,
            "scope": None,
        }

    def check(self, authorization: str | None, organization_id: str) -> None:
        """Raise ApiError unless a request has a valid token for the organization."""
        kind, _, token = (authorization or "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise ApiError(401, "Unauthorized")
        if not self._ledger.is_valid(token):
            # As m3ter does with an expired token.
            raise ApiError(403, "The token has expired or is not valid")
        if organization_id != ORGANIZATION_ID:
            raise ApiError(403, "This user has no access to the organization")

    # -- what is there ------------------------------------------------------------------------

    def systems(self) -> list[Body]:
        """Return the systems (an array of `SystemResponse`)."""
        return [
            {
                "identifier": identifier,
                "displayName": name,
                "validationSupported": False,
                "supportedAuthTypes": kinds,
            }
            for identifier, name, kinds in _SYSTEMS
        ]

    def entities(self, system: str) -> list[Body]:
        """Return the entities that can be sent to a system. What is in one is not published."""
        self._system(system)
        return [{"identifier": _BILL, "displayName": "Bill"}] if system in DESTINATIONS else []

    def available(self) -> Body:
        """Return the options of configurations (`AvailableConfigurationResponse`)."""
        destinations = [
            {
                "apiName": name,
                "destination": name,
                "displayName": label,
                "destinationConfigOptions": [],
                "authConfigOptions": [],
                "released": True,
                "authType": "STRIPE_SIGNED_REQUEST",
                "categories": ["BILLING"],
            }
            for name, label in DESTINATIONS.items()
        ]
        bill = {
            "readableName": "Bill",
            "destinations": destinations,
            "entityConfigurationOptions": _BILL_OPTIONS,
            "released": True,
        }
        return {
            "supportedEntities": {_BILL: bill},
            "selectedConfigurations": {},
            "globalConfigurationOptions": _GLOBAL_OPTIONS,
        }

    def option_values(self, system: str, option: str) -> list[Body]:
        """Return the values of an option (`ConfigOptionsResponse`)."""
        self._system(system)
        values = _OPTION_VALUES.get(option)
        if values is None:
            raise ApiError(404, f"There are no values for the option {option}")
        return list(values)

    # -- credentials --------------------------------------------------------------------------

    def credentials(self, parameters: Mapping[str, str]) -> Body:
        """Return a page of the credentials."""
        return self._page(Kind.CREDENTIAL, parameters)

    def credential(self, id_: str) -> Body:
        """Return a credential."""
        return self._found(Kind.CREDENTIAL, id_).body

    def register(self, request: object) -> Body:
        """Register a credential (`IntegrationCredentialsRequestBase`), and return it."""
        body = _object(request)
        kind, name = _text(body, "type"), _text(body, "name")
        destination = _text(body, "destination")
        if kind != "STRIPE_SIGNED_REQUEST" or destination not in DESTINATIONS:
            raise ApiError(422, "Here, only credentials for Stripe can be registered")
        account_id = self._newest_account(destination == "STRIPE")
        added = self._ledger.add(
            Kind.CREDENTIAL,
            {
                "type": kind,
                "name": name,
                "destination": destination,
                "destinationId": _destination_id(destination, account_id or name),
            },
            {"account_id": account_id},
        )
        return added.body

    def delete_credential(self, id_: str) -> Body:
        """Delete a credential that no configuration uses, and return it."""
        found = self._found(Kind.CREDENTIAL, id_)
        uses = self._ledger.page(Kind.CONFIGURATION, 1, where={"integrationCredentialsId": id_})
        if uses:
            raise ApiError(409, f"The credentials are used by {uses[0].body['name']}")
        self._ledger.delete(Kind.CREDENTIAL, id_)
        return found.body

    # -- configurations -----------------------------------------------------------------------

    def configurations(self, parameters: Mapping[str, str]) -> Body:
        """Return a page of the configurations (`PaginatedIntegrationConfigResponseData`)."""
        wanted = parameters.get("destinationId")
        where = {"destinationId": wanted} if wanted else None
        return self._page(Kind.CONFIGURATION, parameters, where=where)

    def configuration(self, id_: str) -> Body:
        """Return a configuration (`IntegrationConfigResponse`)."""
        return self._found(Kind.CONFIGURATION, id_).body

    def create_configuration(self, request: object) -> Body:
        """Create a configuration (`IntegrationConfigRequest`), and return it."""
        body = _object(request)
        if "version" in body:
            raise ApiError(400, "A new configuration has no version")
        return self._ledger.add(
            Kind.CONFIGURATION, {**self._content(body), "enabled": True}, {}
        ).body

    def update_configuration(self, id_: str, request: object) -> Body:
        """Change a configuration whose current version is sent, and return it."""
        body = _object(request)
        found = self._found(Kind.CONFIGURATION, id_)
        if body.get("version") != found.version:
            raise ApiError(409, f"The version is {found.version} now")
        content = {**self._content(body), "enabled": found.body["enabled"]}
        return self._replaced(found, content)

    def enable(self, id_: str) -> Body:
        """Enable a configuration, and return it."""
        found = self._found(Kind.CONFIGURATION, id_)
        return self._replaced(found, {**found.body, "enabled": True})

    def delete_configuration(self, id_: str) -> Body:
        """Delete a configuration, and return it."""
        found = self._found(Kind.CONFIGURATION, id_)
        self._ledger.delete(Kind.CONFIGURATION, id_)
        return found.body

    # -- runs ---------------------------------------------------------------------------------

    def runs(self, destination_id: str, parameters: Mapping[str, str]) -> Body:
        """Return a page of the runs of a destination (`PaginatedIntegrationRunResponseData`)."""
        where = {"destinationId": destination_id}
        if "status" in parameters:
            where["status"] = parameters["status"]
        oldest_first = parameters.get("order") == "ASC"
        return self._page(Kind.RUN, parameters, oldest_first=oldest_first, where=where)

    def run(self, id_: str) -> Body:
        """Return a run (`IntegrationRunResponse`)."""
        return self._told(self._found(Kind.RUN, id_))

    def _content(self, body: Body) -> dict[str, Any]:
        """Return what a request sets. A configuration is authorized if its account is connected."""
        entity, destination = _text(body, "entityType"), _text(body, "destination")
        if entity != _BILL or destination not in DESTINATIONS:
            raise ApiError(422, "Here, only bills can be configured, and only for Stripe")
        data = body.get("configData") or {}
        if not isinstance(data, dict) or not _has_levels(data, _MAX_LEVELS):
            raise ApiError(422, f"The configData has to be an object, {_MAX_LEVELS} levels at most")
        content = {
            "entityType": entity,
            "destination": destination,
            "name": _text(body, "name"),
            "configData": data,
            "authorized": False,
        }
        if body.get("integrationCredentialsId") is None:
            return content
        credential = self._found(Kind.CREDENTIAL, _text(body, "integrationCredentialsId"), 422)
        if credential.body["destination"] != destination:
            raise ApiError(422, "The credentials are for another destination")
        return {
            **content,
            "integrationCredentialsId": credential.id,
            "destinationId": credential.body["destinationId"],
            "authorized": self._reaches(credential),
        }

    def _reaches(self, credential: Stored) -> bool:
        account_id = str(credential.private["account_id"])
        live = credential.body["destination"] == "STRIPE"
        return bool(account_id) and self.is_connected(live, account_id)

    def _replaced(self, found: Stored, content: Body) -> Body:
        replaced = self._ledger.replace(Kind.CONFIGURATION, found, content, found.private)
        if replaced is None:
            raise ApiError(409, "The configuration was changed meanwhile")
        return replaced.body

    def _page(
        self,
        kind: Kind,
        parameters: Mapping[str, str],
        *,
        oldest_first: bool = False,
        where: Mapping[str, str] | None = None,
    ) -> Body:
        """Return the page that `pageSize` and `nextToken` ask for."""
        size, after = _asked(parameters)
        # One more than is asked for: whether it is there tells whether there is a next page.
        found = self._ledger.page(kind, size + 1, after, oldest_first=oldest_first, where=where)
        page: dict[str, Any] = {"data": [self._told(each) for each in found[:size]]}
        return {**page, "nextToken": str(found[size - 1].number)} if len(found) > size else page

    def _told(self, stored: Stored) -> Body:
        """Return an object as the API returns it: a bill at Stripe has an address there."""
        if stored.body.get("status") != COMPLETE:
            return stored.body
        # Not stored: the port may be another one after a restart.
        return {**stored.body, "url": f"{self._base}/bills/{stored.id}"}

    def _found(self, kind: Kind, id_: str, status: int = 404) -> Stored:
        found = self._ledger.find(kind, id_)
        if found is None:
            raise ApiError(status, f"There is no {kind.value} with the id {id_}")
        return found

    def _system(self, system: str) -> None:
        if system not in {identifier for identifier, *_ in _SYSTEMS}:
            raise ApiError(404, f"There is no system {system}")

    # -- what happens in the made-up Console --------------------------------------------------

    def send_bill(self, configuration_id: str) -> Body:
        """Send a made-up bill by a configuration, and return its run."""
        found = self._found(Kind.CONFIGURATION, configuration_id)
        credential_id = str(found.body.get("integrationCredentialsId", ""))
        credential = self._ledger.find(Kind.CREDENTIAL, credential_id)
        reaches = credential is not None and self._reaches(credential)
        run: dict[str, Any] = {
            "entityType": _BILL,
            "entityId": str(uuid.uuid4()),
            "destination": found.body["destination"],
        }
        if "destinationId" in found.body:
            run["destinationId"] = found.body["destinationId"]
        if not found.body["enabled"]:
            run |= {"status": DISABLED, "error": "The integration configuration is disabled"}
        elif not reaches:
            why = "Stripe refused the request: the platform has no access to the account"
            run |= {"status": AUTH_FAILED, "error": why}
        else:
            run |= {"status": COMPLETE, "externalId": f"in_practice{random_text(14)}"}
        if bool(found.body["authorized"]) is not reaches:
            self._replaced(found, {**found.body, "authorized": reaches})
        account_id = credential.private["account_id"] if credential else ""
        return self._told(self._ledger.add(Kind.RUN, run, {"account_id": account_id}))

    def disable(self, configuration_id: str) -> Body:
        """Disable a configuration, as m3ter itself may do. The API has no endpoint for it."""
        found = self._found(Kind.CONFIGURATION, configuration_id)
        return self._replaced(found, {**found.body, "enabled": False})


def _pair(authorization: str | None) -> bytes:
    """Return what a header `Authorization` of the kind Basic encodes, or nothing."""
    kind, _, encoded = (authorization or "").partition(" ")
    try:
        return base64.b64decode(encoded, validate=True) if kind.lower() == "basic" else b""
    except (binascii.Error, ValueError):
        return b""


def _destination_id(destination: str, what: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{destination} {what}"))


def _object(request: object) -> Body:
    if not isinstance(request, dict):
        raise ApiError(400, "The request has to be a JSON object")
    return request


def _text(body: Body, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= _MAX_TEXT or _LONE_HALF.search(value):
        raise ApiError(422, f"{name} has to be a text of 1 to {_MAX_TEXT} characters")
    return value


def _has_levels(value: object, levels: int) -> bool:
    """Return whether a value from JSON has this many levels at most."""
    if isinstance(value, dict):
        return levels > 0 and all(_has_levels(each, levels - 1) for each in value.values())
    if isinstance(value, list):
        return levels > 0 and all(_has_levels(each, levels - 1) for each in value)
    return True


def _asked(parameters: Mapping[str, str]) -> tuple[int, int | None]:
    """Return `pageSize`, and the number of the object that `nextToken` says to go on after."""
    size, token = parameters.get("pageSize", "10"), parameters.get("nextToken")
    if not (_NUMBER.fullmatch(size) and 1 <= int(size) <= _MAX_PAGE_SIZE):
        raise ApiError(400, f"pageSize has to be a number from 1 to {_MAX_PAGE_SIZE}")
    if token is None:
        return int(size), None
    if not _NUMBER.fullmatch(token):
        raise ApiError(400, "The nextToken is not valid")
    return int(size), int(token)
