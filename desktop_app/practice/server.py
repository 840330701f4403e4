"""Starts and stops the practice Stripe and m3ter on 127.0.0.1, on a thread of their own."""

import logging
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from desktop_app.practice.clients import Client, Mode
from desktop_app.practice.http_server import HttpServer, MayConnect
from desktop_app.practice.ledger import Ledger
from desktop_app.practice.limits import Limits
from desktop_app.practice.m3ter.ledger import ORGANIZATION_ID, AccessKey, M3terLedger
from desktop_app.practice.protocol import check_redirect_uri

_HOST = "127.0.0.1"
# While the queue is full, the kernel drops connections, and browsers try again only after seconds.
_BACKLOG = 4096
_DEFAULT_LIMITS = Limits()

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The URLs of a running practice Stripe, its two clients, and the practice m3ter.

    `api_base` has no path, like `https://api.stripe.com`. `m3ter_base` is used like
    `https://api.m3ter.com`. `m3ter_console` is the page that stands in for m3ter's Console. No key
    is in the repr.
    """

    authorize_url: str
    token_url: str
    deauthorize_url: str
    api_base: str
    live: Client
    test: Client
    m3ter_base: str
    m3ter_organization: str
    m3ter_key: AccessKey
    m3ter_console: str


def anyone(client: tuple[str, int], server: tuple[str, int]) -> bool:
    """Let every user of this computer connect. See `MayConnect`."""
    return True


class PracticeStripe:
    """A stand-in for Stripe that stores in `folder` what it granted.

    If `port` is None, the server tries the last port of the folder, and then takes a free one. With
    the same port, a page that is open in a browser still works after a restart. `may_connect` says
    of each connection whether it is accepted; see `HttpServer`. `clock` returns seconds since the
    epoch; codes expire by it. `denial_carries_state` and `grants_endpoint` are those of
    `web.make_application`. All methods are blocking and may be called on any thread.

    The server closes after `limits.idle_time` without a call of `start` or a whole request. The
    next call of `start` opens it again.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        denial_carries_state: bool = True,
        grants_endpoint: bool = False,
        may_connect: MayConnect = anyone,
        limits: Limits = _DEFAULT_LIMITS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._port = port
        self._denial_carries_state = denial_carries_state
        self._grants_endpoint = grants_endpoint
        self._may_connect = may_connect
        self._limits = limits
        self._clock = clock
        self._lock = threading.RLock()
        self._ledger: Ledger | None = None
        self._m3ter: M3terLedger | None = None
        self._running: tuple[HttpServer, Addresses] | None = None

    def start(self) -> Addresses:
        """Start the server, if it is not running, and return its addresses.

        They may be others than at the last call, if the server was closed meanwhile.

        Raises OSError if the port can't be opened, OverflowError if `port` is not a port number,
        and OSError or sqlite3.Error if the folder can't be used.
        """
        with self._lock:
            if self._running is None or not self._running[0].keep_open():
                self._running = self._start()
            return self._running[1]

    @property
    def is_running(self) -> bool:
        """Whether the server is open. Unlike the methods, this does not block."""
        # The lock is held while the server starts, so it is not taken here.
        running = self._running
        return running is not None and running[0].is_open

    def stop(self) -> None:
        """Stop the server, and close all connections. The granted access stays in the folder."""
        with self._lock:
            running, self._running = self._running, None
        if running is not None:
            running[0].stop()

    def register_redirect_uri(self, uri: str) -> None:
        """Register a redirect URI for both clients. Raises ValueError if it can't be registered."""
        check_redirect_uri(uri)
        self._open_ledger().register_redirect_uri(uri)

    def grants(self) -> list[tuple[Mode, str]]:
        """Return every connected account (`acct_…`) with its mode."""
        return self._open_ledger().connections()

    def _open_ledger(self) -> Ledger:
        with self._lock:
            if self._ledger is None:
                self._ledger = Ledger(self._folder, self._clock)
            return self._ledger

    def _open_m3ter(self) -> M3terLedger:
        with self._lock:
            if self._m3ter is None:
                self._m3ter = M3terLedger(self._folder, self._clock)
            return self._m3ter

    def _start(self) -> tuple[HttpServer, Addresses]:
        # Importing Flask is slow, and most runs of the program do not need it.
        from desktop_app.practice.web import make_application
        from desktop_app.practice.wsgi import responder

        ledger, m3ter = self._open_ledger(), self._open_m3ter()
        with ExitStack() as on_failure:
            listener = on_failure.enter_context(self._listen(ledger))
            port = listener.getsockname()[1]
            ledger.remember_port(port)
            origin = f"http://{_HOST}:{port}"
            application = make_application(
                ledger,
                m3ter,
                origin,
                denial_carries_state=self._denial_carries_state,
                grants_endpoint=self._grants_endpoint,
            )
            respond = responder(application, (_HOST, port))
            server = HttpServer(listener, respond, self._may_connect, self._limits)
            on_failure.pop_all()
        _log.info("practice Stripe serves port %d", port)
        return server, _addresses(origin, ledger, m3ter)

    def _listen(self, ledger: Ledger) -> socket.socket:
        if self._port is not None:
            return bound(self._port)
        remembered = ledger.remembered_port()
        if remembered is not None:
            with suppress(OSError):
                return bound(remembered)
        return bound(0)


def _addresses(origin: str, ledger: Ledger, m3ter: M3terLedger) -> Addresses:
    return Addresses(
        authorize_url=f"{origin}/oauth/authorize",
        token_url=f"{origin}/oauth/token",
        deauthorize_url=f"{origin}/oauth/deauthorize",
        api_base=origin,
        live=ledger.clients[Mode.LIVE],
        test=ledger.clients[Mode.TEST],
        m3ter_base=f"{origin}/m3ter",
        m3ter_organization=ORGANIZATION_ID,
        m3ter_key=m3ter.key,
        m3ter_console=f"{origin}/m3ter/console",
    )


def bound(port: int) -> socket.socket:
    """Listen on this port of 127.0.0.1, or on a free one if it is 0.

    Raises OSError if the port can't be had, and OverflowError if it is not a port number.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # On Windows, SO_REUSEADDR would let another program use the same port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_HOST, port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError):
        listener.close()
        raise
    return listener
