"""The way out of a company's network: its proxy, and whom it trusts.

Every call has a connection of its own, made here. Whatever goes wrong while it is made is known to
have happened before anything was sent. Nothing is read from environment variables or netrc files:
proxies are those that `Network` is given, and trust is the operating system's (on Linux OpenSSL's,
which its `SSL_CERT_FILE` may move).
"""

import base64
import re
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException, HTTPResponse
from io import BufferedReader, RawIOBase
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
import truststore
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
)

from desktop_app.core.errors import NetworkProblem
from desktop_app.core.proxy import Proxy
from desktop_app.core.return_route import is_loopback_host

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_TUNNEL_REFUSED = re.compile(r"Tunnel connection failed: (\d{3})", re.ASCII)
# As OpenSSL, Windows (CERT_E_…) and macOS (errSec…) number them, for truststore passes them on.
_EXPIRED = frozenset({9, 10, 0x800B0101, -67818, -67819})
_WRONG_HOST = frozenset({62, 64, 0x800B010F, -67602})


def no_proxy(_: str) -> Proxy | None:
    """Return the proxy of a network that has none."""
    return None


@dataclass(frozen=True, slots=True)
class Network:
    """How calls leave this computer.

    `proxy_for` returns the proxy for a URL, or None; it is asked for every call, on the calling
    thread, and may block. `ca_file` holds more certificates to trust (PEM), beside the system's.
    """

    proxy_for: Callable[[str], Proxy | None] = no_proxy
    ca_file: Path | None = None


class ConnectError(Exception):
    """No connection was made, so nothing was sent. `proxy` is the proxy at fault, if it is one."""

    def __init__(self, fault: NetworkProblem, description: str, proxy: str = "") -> None:
        super().__init__(f"{fault}: {description}")
        self.fault = fault
        self.description = description
        self.proxy = proxy


def adapter_for(network: Network, url: str, ends: float) -> HTTPAdapter:
    """Return an adapter that sends one request to `url`, once, and is closed then.

    The answer has to be whole by `ends` (`time.monotonic`). It makes no retries, follows no
    redirect, and raises `ConnectError` besides what requests raises. Loopback is never reached
    through a proxy, nor is plain http, which a proxy could read.
    """
    target = urlsplit(url)
    is_direct = target.scheme != "https" or is_loopback_host(target.hostname or "")
    trust = _trust(network.ca_file)
    proxy = None if is_direct else network.proxy_for(url)
    manager = PoolManager(ssl_context=trust) if proxy is None else _through(proxy, trust)
    return _Adapter(manager, ends)


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as error:
            kind = type(error).__name__
            raise ConnectError(
                NetworkProblem.CA_FILE_UNUSABLE, f"{ca_file.name} could not be read ({kind})."
            ) from None
    return context


def _through(proxy: Proxy, trust: ssl.SSLContext) -> ProxyManager:
    if proxy.scheme != "http" or not proxy.host:
        raise ConnectError(
            NetworkProblem.PROXY_UNSUPPORTED,
            f"The proxy is of the kind “{proxy.scheme}”.",
            proxy.netloc,
        )
    headers = {}
    if proxy.user:
        # RFC 7617, with UTF-8 for what is not ASCII.
        pair = f"{proxy.user}:{proxy.password.reveal()}".encode()
        headers["Proxy-Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    try:
        return ProxyManager(f"http://{proxy.netloc}", proxy_headers=headers, ssl_context=trust)
    except HTTPError:
        raise ConnectError(
            NetworkProblem.PROXY_NOT_FOUND, "The proxy's address makes no sense.", proxy.netloc
        ) from None


class _Adapter(HTTPAdapter):
    """Sends by one manager of connections, which alone decides about proxies and trust."""

    def __init__(self, manager: PoolManager, ends: float) -> None:
        super().__init__()
        manager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
        self._manager = manager
        self._ends = ends

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, *_: object, **__: object
    ) -> HTTPConnectionPool:
        pool = self._manager.connection_from_url(request.url or "")
        pool.conn_kw["ends"] = self._ends
        return pool

    def cert_verify(self, *_: object, **__: object) -> None:
        """Leave it to the connection's context: requests would add a list of its own."""

    def close(self) -> None:
        super().close()
        self._manager.clear()


class _Incoming(RawIOBase):
    """What comes in on a connection until `ends`; `TimeoutError` after that.

    A time limit of each read alone is never over for who drips, nor for who floods: interim answers
    and trailers may be any number (RFC 9110, 15.2; RFC 9112, 7.1.2).
    """

    def __init__(self, connection: socket, raw: RawIOBase, ends: float) -> None:
        self._connection = connection
        self._raw = raw
        self._ends = ends
        self._limit = connection.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left if self._limit is None else min(left, self._limit))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        super().close()
        self._raw.close()


def _response(
    ends: float,
    connection: socket,
    debuglevel: int = 0,
    method: str | None = None,
    url: str | None = None,
) -> HTTPResponse:
    response = HTTPResponse(connection, debuglevel, method, url)
    response.fp = BufferedReader(_Incoming(connection, response.fp.detach(), ends))
    return response


class _HTTPConnection(HTTPConnection):
    def __init__(self, *args: Any, ends: float, **kwargs: Any) -> None:  # noqa: ANN401  (urllib3's)
        super().__init__(*args, **kwargs)
        self._ends = ends
        # The answers of a proxy are read by it, too.
        self.response_class = partial(_response, ends)  # type: ignore[assignment]  # it is called

    def connect(self) -> None:
        with _nothing_sent(self):
            super().connect()
            if time.monotonic() >= self._ends:
                # Whoever waited has given it up: what is sent now would still have its effect.
                raise TimeoutError


class _HTTPSConnection(_HTTPConnection, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


@contextmanager
def _nothing_sent(connection: HTTPConnection) -> Iterator[None]:
    try:
        yield
    except (OSError, HTTPException, HTTPError) as error:
        problem = _problem(error, connection)
    else:
        return
    raise problem


def _problem(error: Exception, connection: HTTPConnection) -> ConnectError:
    if isinstance(error, ssl.SSLError):
        return _tls_problem(error)
    proxy = connection.proxy
    if proxy is not None:
        is_there = connection.has_connected_to_proxy
        return _proxy_problem(error, proxy.netloc or "", is_there=is_there)
    if isinstance(error, NameResolutionError):
        return ConnectError(NetworkProblem.NAME_NOT_FOUND, "There is no such name.")
    # Which is a ConnectTimeoutError, too, whatever the reason.
    if isinstance(error, NewConnectionError):
        return ConnectError(NetworkProblem.NO_CONNECTION, "No connection could be made.")
    if isinstance(error, (ConnectTimeoutError, TimeoutError)):
        return ConnectError(NetworkProblem.CONNECT_TIMEOUT, "The server did not answer the call.")
    return ConnectError(NetworkProblem.TLS_FAILED, _broke_off(error))


def _proxy_problem(error: Exception, proxy: str, *, is_there: bool) -> ConnectError:
    refused = _TUNNEL_REFUSED.match(str(error))
    if refused is not None:
        status = refused[1]
        fault = (
            NetworkProblem.PROXY_WANTS_SIGN_IN if status == "407" else NetworkProblem.PROXY_REFUSED
        )
        return ConnectError(fault, f"The proxy answered {status}.", proxy)
    if isinstance(error, NameResolutionError):
        return ConnectError(NetworkProblem.PROXY_NOT_FOUND, "There is no such name.", proxy)
    description = _broke_off(error) if is_there else "No connection could be made."
    return ConnectError(NetworkProblem.PROXY_NO_CONNECTION, description, proxy)


def _tls_problem(error: ssl.SSLError) -> ConnectError:
    if not isinstance(error, ssl.SSLCertVerificationError):
        reason = error.reason or type(error).__name__
        return ConnectError(
            NetworkProblem.TLS_FAILED, f"No secure connection could be made ({reason})."
        )
    code = getattr(error, "verify_code", None)
    if code in _EXPIRED:
        return ConnectError(
            NetworkProblem.CERTIFICATE_EXPIRED, "The certificate is not valid today."
        )
    if code in _WRONG_HOST:
        return ConnectError(
            NetworkProblem.CERTIFICATE_WRONG_HOST, "The certificate is another host's."
        )
    return ConnectError(
        NetworkProblem.CERTIFICATE_NOT_TRUSTED, "The server's certificate is not trusted."
    )


def _broke_off(error: Exception) -> str:
    return f"The connection broke off while it was made ({type(error).__name__})."
