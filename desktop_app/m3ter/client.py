"""The calls of this program to m3ter (its published API, version 1.0)."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from desktop_app.core.deadline import SecondsLeft, no_deadline
from desktop_app.core.errors import (
    AnswerLostError,
    ConflictError,
    Detail,
    NetworkProblem,
    NotFoundError,
    NotPermittedError,
    RefusedError,
    SecretRefusedError,
    ServiceError,
)
from desktop_app.core.m3ter import (
    Configuration,
    ExternalSystem,
    Portion,
    RegisteredCredential,
    Run,
)
from desktop_app.core.systems import System
from desktop_app.m3ter import endpoints
from desktop_app.m3ter.reading import (
    distrust,
    read_configuration,
    read_credential,
    read_page,
    read_run,
    read_systems,
    refusal_of,
    rows_of,
)
from desktop_app.m3ter.session import Session
from desktop_app.net.reading import Json, json_object
from desktop_app.net.response import HttpResponse

T = TypeVar("T")

_STRIPE_TYPE = "STRIPE_SIGNED_REQUEST"

_REFUSALS: Mapping[int, type[RefusedError]] = {
    401: SecretRefusedError,
    403: NotPermittedError,
    404: NotFoundError,
    409: ConflictError,
}


class M3terClient:
    """Calls m3ter for one organization. All methods are blocking.

    Reads may be sent again; what has an effect is sent once. Raises `RefusedError` for an error of
    m3ter (`SecretRefusedError`, `NotPermittedError`, `NotFoundError`, `ConflictError`),
    `UnreachableError` if certainly nothing was sent, and `AnswerLostError` for all other failures.
    """

    def __init__(self, session: Session, organization_id: str) -> None:
        self._session = session
        self._organization_id = organization_id

    def systems(self, seconds_left: SecondsLeft = no_deadline) -> tuple[ExternalSystem, ...]:
        """Return the systems that the organization can integrate with."""
        path = endpoints.systems(self._organization_id)
        return self._expect(self._session.get(path, {}, seconds_left), read_systems)

    def configurations(
        self, seconds_left: SecondsLeft = no_deadline
    ) -> Iterator[Portion[Configuration]]:
        """Yield all configurations, page by page."""
        path = endpoints.configurations(self._organization_id)
        return self._pages(path, {}, read_configuration, seconds_left)

    def credentials(
        self, seconds_left: SecondsLeft = no_deadline
    ) -> Iterator[Portion[RegisteredCredential]]:
        """Yield all credentials, page by page. The path is inferred.

        Raises `NotFoundError` or `NotPermittedError` if the organization does not offer that.
        """
        path = endpoints.credentials(self._organization_id)
        return self._pages(path, {}, read_credential, seconds_left)

    def runs(
        self, destination_id: str, seconds_left: SecondsLeft = no_deadline
    ) -> Iterator[Portion[Run]]:
        """Yield the runs of a destination, the newest first, page by page."""
        path = endpoints.runs(self._organization_id, destination_id)
        read = partial(read_run, stand_in=self._session.stand_in)
        return self._pages(path, {"order": "DESC"}, read, seconds_left)

    def configuration(
        self, configuration_id: str, seconds_left: SecondsLeft = no_deadline
    ) -> Configuration:
        """Return a configuration as it is now."""
        path = endpoints.configuration(self._organization_id, configuration_id)
        return self._expect(self._session.get(path, {}, seconds_left), _configuration)

    def create_configuration(
        self, wanted: Configuration, seconds_left: SecondsLeft = no_deadline
    ) -> Configuration:
        """Create a configuration, and return it. Its id, version and flags are m3ter's."""
        path = endpoints.configurations(self._organization_id)
        response = self._session.write("POST", path, _request(wanted), seconds_left)
        return self._expect(response, _configuration)

    def update_configuration(
        self, wanted: Configuration, seconds_left: SecondsLeft = no_deadline
    ) -> Configuration:
        """Change a configuration, and return it. `wanted.version` is the one that was read last.

        Raises `ConflictError` if it was changed since.
        """
        path = endpoints.configuration(self._organization_id, wanted.id)
        body = {**_request(wanted), "version": wanted.version}
        return self._expect(self._session.write("PUT", path, body, seconds_left), _configuration)

    def enable_configuration(
        self, configuration_id: str, seconds_left: SecondsLeft = no_deadline
    ) -> Configuration:
        """Enable a configuration, and return it. There is no way to disable one."""
        path = endpoints.enable(self._organization_id, configuration_id)
        return self._expect(self._session.write("POST", path, None, seconds_left), _configuration)

    def delete_configuration(
        self, configuration_id: str, seconds_left: SecondsLeft = no_deadline
    ) -> None:
        """Delete a configuration. Succeeds if there is none (any more)."""
        path = endpoints.configuration(self._organization_id, configuration_id)
        response = self._session.write("DELETE", path, None, seconds_left)
        # The document has the deleted configuration in the answer. A page of a network that wants
        # a log-in is no proof.
        if response.status == 204 or _configuration(response) is not None:
            return
        error = self._error(response)
        if not isinstance(error, NotFoundError):
            raise error

    def register(
        self, name: str, system: System, seconds_left: SecondsLeft = no_deadline
    ) -> RegisteredCredential:
        """Register a credential of this name, and return it. The path is inferred."""
        path = endpoints.credentials(self._organization_id)
        # Published of this request is only its base. It is sent without any secret: `empty`.
        body = {"type": _STRIPE_TYPE, "name": name, "destination": system.value, "empty": True}
        return self._expect(self._session.write("POST", path, body, seconds_left), _credential)

    def _pages(
        self,
        path: str,
        query: Mapping[str, str],
        read: Callable[[Json], T | None],
        seconds_left: SecondsLeft,
    ) -> Iterator[Portion[T]]:
        token: str | None = None
        seen: set[str] = set()
        while True:
            asked: dict[str, str | int] = {**query, "pageSize": endpoints.PAGE_SIZE}
            if token is not None:
                asked["nextToken"] = token
            page = self._expect(self._session.get(path, asked, seconds_left), read_page)
            items = tuple(rows_of(page.rows, read))
            token = page.next_token
            yield Portion(items, len(page.rows) - len(items), is_last=token is None)
            if token is None:
                return
            if token in seen or len(seen) >= endpoints.MAX_PAGES:
                raise AnswerLostError(
                    Detail(NetworkProblem.UNEXPECTED_ANSWER, "The list of pages has no end.")
                )
            seen.add(token)

    def _expect(self, response: HttpResponse, read: Callable[[HttpResponse], T | None]) -> T:
        value = read(response)
        if value is None:
            raise self._error(response)
        return value

    def _error(self, response: HttpResponse) -> ServiceError:
        refusal = refusal_of(response, self._session.hidden)
        if refusal is None:
            return AnswerLostError(distrust(response, self._session.hidden))
        return _REFUSALS.get(response.status, RefusedError)(refusal)


def _request(wanted: Configuration) -> dict[str, object]:
    """Return the body that creates or changes a configuration (`IntegrationConfigRequest`)."""
    body: dict[str, object] = {
        "entityType": wanted.entity,
        "destination": wanted.destination,
        "name": wanted.name,
        "configData": json.loads(wanted.options),
    }
    if wanted.destination_id:
        body["destinationId"] = wanted.destination_id
    if wanted.credential_id:
        body["integrationCredentialsId"] = wanted.credential_id
    return body


def _configuration(response: HttpResponse) -> Configuration | None:
    row = _row(response)
    return None if row is None else read_configuration(row)


def _credential(response: HttpResponse) -> RegisteredCredential | None:
    row = _row(response)
    return None if row is None else read_credential(row)


def _row(response: HttpResponse) -> Json | None:
    # Some endpoints may answer 201 where the document says 200.
    return json_object(response) if response.status in {200, 201} else None
