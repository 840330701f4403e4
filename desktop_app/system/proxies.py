"""The proxy that the system's settings name for a URL.

Windows and macOS are asked by Qt, proxy scripts (PAC) included, which may take as long as a script
takes to be fetched. On Linux it is the environment, as everywhere there (`https_proxy`,
`HTTPS_PROXY`, `all_proxy`, `no_proxy`…): the Qt that PySide6 brings knows no desktop's settings
either, and reads fewer of the variables.
"""

import sys
import threading
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from PySide6.QtCore import QUrl
from PySide6.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

from desktop_app.core.proxy import Proxy
from desktop_app.core.secret import Secret

_SCHEMES = {
    QNetworkProxy.ProxyType.HttpProxy: "http",
    QNetworkProxy.ProxyType.HttpCachingProxy: "http",
    QNetworkProxy.ProxyType.Socks5Proxy: "socks5",
    QNetworkProxy.ProxyType.FtpCachingProxy: "ftp",
}
# Qt does not say that several threads may ask at once.
_one_at_a_time = threading.Lock()


def system_proxy(url: str) -> Proxy | None:
    """Return the proxy to take to `url` by the system's settings, None for the direct way.

    May block: not for the UI thread.
    """
    return environment_proxy(url) if sys.platform == "linux" else desktop_proxy(url)


def environment_proxy(url: str) -> Proxy | None:
    """Return the proxy that environment variables name for `url` (on Linux)."""
    target = urlsplit(url)
    named = getproxies()
    address = named.get(target.scheme) or named.get("all")
    if not address or proxy_bypass(target.hostname or ""):
        return None
    parts = _split(address)
    try:
        port = parts.port or 80
    except ValueError:
        port = 0
    return Proxy(
        parts.scheme,
        parts.hostname or "",
        port,
        unquote(parts.username or ""),
        Secret(unquote(parts.password or "")),
    )


def desktop_proxy(url: str) -> Proxy | None:
    """Return the proxy that Qt names for `url`: of several, the first that can be used."""
    with _one_at_a_time:
        offered = QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(QUrl(url)))
    usable = [proxy for proxy in offered if _is_usable(proxy)]
    [chosen] = (usable or offered or [QNetworkProxy(QNetworkProxy.ProxyType.NoProxy)])[:1]
    if chosen.type() is QNetworkProxy.ProxyType.NoProxy:
        return None
    return Proxy(
        _SCHEMES.get(chosen.type(), "unknown"),
        chosen.hostName(),
        chosen.port(),
        chosen.user(),
        Secret(chosen.password()),
    )


def _is_usable(proxy: QNetworkProxy) -> bool:
    kind = proxy.type()
    return kind is QNetworkProxy.ProxyType.NoProxy or _SCHEMES.get(kind) == "http"


def _split(address: str) -> SplitResult:
    # Commonly written without a scheme, as “proxy.acme.example:3128”.
    try:
        return urlsplit(address if "://" in address else f"http://{address}")
    except ValueError:
        # Brackets around what is no IPv6 address: a proxy is wanted, and can't be had.
        return urlsplit("http://")
