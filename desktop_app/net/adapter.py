"""The adapter that sends one request: directly or through a proxy, to a host that is trusted.

Nothing is read from environment variables or netrc files. Proxies come from `Network`. Trust comes
from the operating system; on Linux that is OpenSSL's default, which `SSL_CERT_FILE` can change.
"""

import ssl
from pathlib import Path
from urllib.parse import urlsplit

import requests
import truststore
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, PoolManager, ProxyManager
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from desktop_app.core.deadline import SecondsLeft
from desktop_app.core.errors import NetworkProblem
from desktop_app.core.proxy import Proxy
from desktop_app.core.return_route import is_loopback_host
from desktop_app.net.authorization import basic
from desktop_app.net.connect_error import ConnectError
from desktop_app.net.connection import POOL_CLASSES
from desktop_app.net.network import Network


def adapter_for(network: Network, url: str, seconds_left: SecondsLeft) -> HTTPAdapter:
    """Return an adapter that sends one request to `url`, once; the caller closes it.

    `seconds_left` says how soon the response has to be complete. When no time is left before the
    request is sent, it is not sent. The adapter makes no retries and follows no redirect. It raises
    `ConnectError` where no connection can be made in time, and otherwise what requests raises. A
    plain http URL is always reached directly, because a proxy could read the request; so is a
    loopback address.

    Raises `ConnectError` if `network` has a proxy or a file of certificates that can't be used.
    """
    target = urlsplit(url)
    is_direct = target.scheme != "https" or is_loopback_host(target.hostname or "")
    trust = _trust(network.ca_file)
    proxy = None if is_direct else network.proxy_for(url)
    manager = PoolManager(ssl_context=trust) if proxy is None else _through(proxy, trust)
    return _Adapter(manager, seconds_left)


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as error:
            kind = type(error).__name__
            raise ConnectError(
                NetworkProblem.CA_FILE_UNUSABLE,
                f"{ca_file.name} could not be read ({kind}).",
                circumstance=ca_file.name,
            ) from None
    return context


def _through(proxy: Proxy, trust: ssl.SSLContext) -> ProxyManager:
    if proxy.scheme != "http" or not proxy.host:
        raise ConnectError(
            NetworkProblem.PROXY_UNSUPPORTED,
            f"The proxy is of the kind “{proxy.scheme}”.",
            proxy.netloc,
            proxy.scheme,
        )
    headers = {}
    if proxy.user:
        headers["Proxy-Authorization"] = basic(proxy.user, proxy.password.reveal())
    try:
        return ProxyManager(f"http://{proxy.netloc}", proxy_headers=headers, ssl_context=trust)
    except HTTPError:
        raise ConnectError(
            NetworkProblem.PROXY_NOT_FOUND, "The proxy's address makes no sense.", proxy.netloc
        ) from None


class _Adapter(HTTPAdapter):
    """Sends over the connections of one manager, which alone decides about proxies and trust."""

    def __init__(self, manager: PoolManager, seconds_left: SecondsLeft) -> None:
        super().__init__()
        manager.pool_classes_by_scheme = POOL_CLASSES
        self.poolmanager = manager
        self._seconds_left = seconds_left

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, *_: object, **__: object
    ) -> HTTPConnectionPool:
        pool: HTTPConnectionPool = self.poolmanager.connection_from_url(request.url or "")
        pool.conn_kw["seconds_left"] = self._seconds_left
        return pool

    def build_response(
        self, req: requests.PreparedRequest, resp: BaseHTTPResponse
    ) -> requests.Response:
        """Return the response without its cookies, which nobody reads.

        A hostile one makes Python's parser of cookies write a traceback to the standard error.
        """
        original = getattr(resp, "_original_response", None)
        if original is not None:
            for name in ("Set-Cookie", "Set-Cookie2"):
                del original.msg[name]
        return super().build_response(req, resp)

    def cert_verify(self, *_: object, **__: object) -> None:
        """Do nothing: requests would add its own authorities to those of the context."""
