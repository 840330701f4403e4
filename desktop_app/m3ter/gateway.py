"""m3ter for one workspace."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

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


def always() -> bool:
    """Return True: m3ter itself always runs."""
    return True


@dataclass(frozen=True, slots=True)
class _ReadyClient:
    """The client for the key that was taken, and the address that it calls."""

    base: str
    client: M3terClient


class OrganizationM3ter:
    """Implements `workflow.m3ter_ports.M3ter`.

    `base` returns the base address of the API, and `propose` what a person need not type. Both are
    blocking, and may start a stand-in, which may have another address each time. They raise
    `UnreachableError`. `is_running` says whether they start none. `is_stand_in` says that a
    stand-in takes m3ter's place. It is sent made-up keys only.
    """

    def __init__(
        self,
        base: Callable[[], str],
        propose: Callable[[], Proposal],
        is_running: Callable[[], bool] = always,
        network: Network | None = None,
        limits: TimeLimits | None = None,
        *,
        is_stand_in: bool,
    ) -> None:
        self._base = base
        self._propose = propose
        self._is_running = is_running
        self._network = network
        self._limits = limits
        self._is_stand_in = is_stand_in
        self._lock = threading.Lock()
        self._key: tuple[str, AccessKey] | None = None
        self._ready_client: _ReadyClient | None = None

    def is_running(self) -> bool:
        """See `M3ter.is_running`."""
        return self._is_running()

    def propose(self) -> Proposal:
        """See `M3ter.propose`."""
        return self._propose()

    def try_key(self, organization_id: str, key: AccessKey, seconds_left: SecondsLeft) -> Offer:
        """See `M3ter.try_key`."""
        client = self._client_at(self._base(), organization_id, key)
        systems = client.systems(seconds_left)
        try:
            next(client.credentials(seconds_left))
        except (NotFoundError, NotPermittedError):
            return Offer(systems, credentials=False)
        return Offer(systems, credentials=True)

    def take_key(self, organization_id: str, key: AccessKey) -> None:
        """See `M3ter.take_key`."""
        with self._lock:
            self._key, self._ready_client = (organization_id, key), None

    def drop_key(self) -> None:
        """See `M3ter.drop_key`."""
        with self._lock:
            self._key = self._ready_client = None

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
        # It may start a stand-in, and another key may be taken meanwhile.
        base = self._base()
        with self._lock:
            if self._key is None:
                raise RuntimeError("the key comes first")
            ready = self._ready_client
            # A client has the token, so it is kept as long as it calls the right address.
            if ready is None or ready.base != base:
                ready = _ReadyClient(base, self._client_at(base, *self._key))
                self._ready_client = ready
            return ready.client

    def _client_at(self, base: str, organization_id: str, key: AccessKey) -> M3terClient:
        """Return a client that sends this key. Raises `SecretRefusedError` if it must not."""
        if self._is_stand_in and not is_stand_in_m3ter_secret(key.secret.reveal()):
            raise SecretRefusedError(_NOT_A_STAND_IN_KEY)
        return M3terClient(Session(base, key, self._network, self._limits), organization_id)
