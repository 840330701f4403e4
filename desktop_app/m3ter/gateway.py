"""m3ter for the workspace of an organization."""

from collections.abc import Iterator

from desktop_app.core.deadline import SecondsLeft
from desktop_app.core.errors import (
    Detail,
    NetworkProblem,
    NotFoundError,
    NotPermittedError,
    SecretRefusedError,
)
from desktop_app.core.m3ter import (
    AccessKey,
    Configuration,
    ExternalSystem,
    Portion,
    RegisteredCredential,
    Run,
)
from desktop_app.core.platform_secret import is_stand_in_m3ter_secret
from desktop_app.core.systems import System
from desktop_app.m3ter.client import M3terClient
from desktop_app.m3ter.session import Session
from desktop_app.net.network import Network
from desktop_app.net.time_limits import TimeLimits
from desktop_app.workflow.m3ter_ports import Offer, Proposal

_NOT_A_STAND_IN_KEY = Detail(
    NetworkProblem.NOT_A_STAND_IN_KEY, "It may be one of m3ter's, and a stand-in would get it."
)


class OrganizationM3ter:
    """Implements `workflow.m3ter_ports.M3ter` at one base address.

    `is_stand_in` says that a stand-in for m3ter is there. It is sent made-up keys only.
    """

    def __init__(
        self,
        base: str,
        organization_id: str,
        network: Network | None = None,
        limits: TimeLimits | None = None,
        *,
        is_stand_in: bool,
    ) -> None:
        self._base = base
        self._organization_id = organization_id
        self._network = network
        self._limits = limits
        self._is_stand_in = is_stand_in
        self._client: M3terClient | None = None

    @property
    def has_key(self) -> bool:
        """See `M3ter.has_key`."""
        return self._client is not None

    def propose(self) -> Proposal:
        """See `M3ter.propose`."""
        return Proposal(self._organization_id)

    def try_key(self, organization_id: str, key: AccessKey, seconds_left: SecondsLeft) -> Offer:
        """See `M3ter.try_key`."""
        client = self._client_of(organization_id, key)
        systems = client.systems(seconds_left)
        try:
            next(client.credentials(seconds_left))
        except (NotFoundError, NotPermittedError):
            return Offer(systems, credentials=False)
        return Offer(systems, credentials=True)

    def take_key(self, organization_id: str, key: AccessKey) -> None:
        """See `M3ter.take_key`."""
        self._client = self._client_of(organization_id, key)

    def drop_key(self) -> None:
        """See `M3ter.drop_key`."""
        self._client = None

    def systems(self, seconds_left: SecondsLeft) -> tuple[ExternalSystem, ...]:
        """See `M3ter.systems`."""
        return self._ready().systems(seconds_left)

    def configurations(self, seconds_left: SecondsLeft) -> Iterator[Portion[Configuration]]:
        """See `M3ter.configurations`."""
        return self._ready().configurations(seconds_left)

    def credentials(self, seconds_left: SecondsLeft) -> Iterator[Portion[RegisteredCredential]]:
        """See `M3ter.credentials`."""
        return self._ready().credentials(seconds_left)

    def runs(self, destination_id: str, seconds_left: SecondsLeft) -> Iterator[Portion[Run]]:
        """See `M3ter.runs`."""
        return self._ready().runs(destination_id, seconds_left)

    def register(
        self, name: str, system: System, seconds_left: SecondsLeft
    ) -> RegisteredCredential:
        """See `M3ter.register`."""
        return self._ready().register(name, system, seconds_left)

    def _ready(self) -> M3terClient:
        if self._client is None:
            raise RuntimeError("the key comes first")
        return self._client

    def _client_of(self, organization_id: str, key: AccessKey) -> M3terClient:
        """Return a client that sends this key. Raises `SecretRefusedError` if it must not."""
        if self._is_stand_in and not is_stand_in_m3ter_secret(key.secret.reveal()):
            raise SecretRefusedError(_NOT_A_STAND_IN_KEY)
        return M3terClient(Session(self._base, key, self._network, self._limits), organization_id)
