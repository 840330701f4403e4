"""What m3ter holds of an organization's integrations, as its API publishes it.

Words that m3ter may add to, such as the status of a run, stay text: an unknown one is shown as it
is. `docs/m3ter.md` says what is published, and what is inferred.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import Generic, TypeVar

from desktop_app.core.secret import Secret

T = TypeVar("T")

BILL = "Bill"
"""The entity of a configuration that sends bills."""


@dataclass(frozen=True, slots=True)
class AccessKey:
    """The access key of a service user: its ID, and its API secret."""

    id: str
    secret: Secret


@dataclass(frozen=True, slots=True)
class M3terConnection:
    """The organization at m3ter that a workspace is connected to, and the key that it uses.

    `offers_credentials` says whether credentials can be registered there. `connected` is UTC.
    """

    organization_id: str
    key_id: str
    offers_credentials: bool
    connected: datetime


@dataclass(frozen=True, slots=True)
class ExternalSystem:
    """A system that the organization can integrate with (`SystemResponse`)."""

    identifier: str
    name: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """A configuration of an integration (`IntegrationConfigResponse`).

    `entity` is what is sent (as `Bill`). `destination` is m3ter's word for the system (as
    `STRIPE_TEST`), and `destination_id` the destination itself; without it, no runs can be found.
    `credential_id` is empty if no credential was chosen. `authorized` and `enabled` are None if
    m3ter does not say. `options` is `configData` as JSON, since its content is not published.
    `version` is needed for the next update.
    """

    id: str
    name: str
    entity: str
    destination: str
    destination_id: str = ""
    credential_id: str = ""
    authorized: bool | None = None
    enabled: bool | None = None
    options: str = "{}"
    version: int | None = None
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class RegisteredCredential:
    """A credential as m3ter holds it (`IntegrationCredentialsResponse`). It has no secret.

    `kind` is m3ter's type (as `STRIPE_SIGNED_REQUEST`).
    """

    id: str
    name: str
    destination: str
    kind: str = ""
    destination_id: str = ""
    created: datetime | None = None


class RegistrationStage(Enum):
    """How far the registration of a credential has come. The database has the values."""

    UNKNOWN = "unknown"
    """It may have been sent, and no answer came. m3ter's list says more."""
    REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class Registration:
    """What is known of a credential of this computer at m3ter.

    `registered_id` is m3ter's id of it, empty while that is not known.
    """

    credential_id: str
    stage: RegistrationStage
    registered_id: str = ""


class RunStatus(StrEnum):
    """The published statuses of a run (`RunStatus`)."""

    WAITING = "WAITING"
    STARTED = "STARTED"
    COMPLETE = "COMPLETE"
    ERROR = "ERROR"
    AWAITING_RETRY = "AWAITING_RETRY"
    AUTH_FAILED = "AUTH_FAILED"
    ACCOUNTING_PERIOD_CLOSED = "ACCOUNTING_PERIOD_CLOSED"
    INVOICE_ALREADY_PAID = "INVOICE_ALREADY_PAID"
    DISABLED = "DISABLED"
    TIMEOUT_LIMIT_EXCEEDED = "TIMEOUT_LIMIT_EXCEEDED"
    RATE_LIMIT_RETRY = "RATE_LIMIT_RETRY"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of an integration (`IntegrationRunResponse`).

    A run names no configuration: those with the same `destination_id` share its runs. `status` is a
    `RunStatus` or a word that is not published. `error` is m3ter's own. `url` is the address of
    what was sent in the destination, if m3ter gives one.
    """

    id: str
    entity: str
    entity_id: str
    status: str
    destination: str
    destination_id: str = ""
    started: datetime | None = None
    completed: datetime | None = None
    error: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Portion(Generic[T]):
    """A part of a list, as one page brings it. `unreadable` counts the rows that have no id."""

    items: tuple[T, ...]
    unreadable: int = 0
    is_last: bool = False
