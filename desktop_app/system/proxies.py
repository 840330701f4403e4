"""Finds the proxy for a URL in the settings of the operating system.

On Windows and macOS, Qt reads the settings, including proxy scripts (PAC); to fetch a script may
take long. On Linux, the environment variables are read (`https_proxy`, `HTTPS_PROXY`, `all_proxy`,
`no_proxy`…). Qt is not used there: PySide6's Qt does not read the settings of Linux desktops, and
reads fewer of the variables.
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
# Qt's documentation does not say that the query is thread-safe.
_one_at_a_time = threading.Lock()


def system_proxy(url: str) -> Proxy | None:
    """Return the proxy for `url` from the system's settings, or None for a direct connection.

    May block: do not call it on the UI thread.
    """
    return environment_proxy(url) if sys.platform == "linux" else desktop_proxy(url)


def environment_proxy(url: str) -> Proxy | None:
    """Return the proxy for `url` from the environment variables (on Linux), or None."""
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
    """Return the first usable proxy for `url` that Qt finds, or None for a direct connection.

    If none is usable, return the first one.
    """
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
    # The scheme is often left out, as in “proxy.acme.example:3128”.
    try:
        return urlsplit(address if "://" in address else f"http://{address}")
    except ValueError:
        # Brackets without an IPv6 address. An empty host makes the request fail: it must not be
        # sent directly if a proxy is set.
        return urlsplit("http://")
