"""Servers with certificates of a company's own authority, with a proxy before them or without."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

from desktop_app.core.errors import ServiceError
from desktop_app.net.network import Network
from desktop_app.net.response import HttpResponse
from tests.net.caller import post, problem_of
from tests.net.forward_proxy import Admission, ForwardProxy, admit
from tests.net.server import MisbehavingServer, Reply, ServeWith

NAME = "api.service.test"
TARGET = f"{NAME}:443"


class Site:
    """A server with a certificate of `ca`, reached directly or through a proxy."""

    def __init__(
        self, server: MisbehavingServer, proxy: ForwardProxy | None, ca_file: Path | None
    ) -> None:
        self.server = server
        self.proxy = proxy
        self.ca_file = ca_file
        self.host = TARGET if proxy else server.origin.removeprefix("http://")

    @property
    def origin(self) -> str:
        return f"https://{self.host}"

    def network(self, user: str = "", password: str = "") -> Network:
        """Return the way to it; user and password are for the proxy."""
        via = self.proxy.address(user, password) if self.proxy else None
        return Network(lambda _: via, self.ca_file)

    def post(self, user: str = "", password: str = "") -> HttpResponse:
        return post(self.origin, network=self.network(user, password))

    def problem(self, user: str = "", password: str = "") -> ServiceError:
        return problem_of(self.origin, network=self.network(user, password))


class Sites:
    """Makes sites; ends their proxies."""

    def __init__(self, serve_with: ServeWith, folder: Path) -> None:
        self._serve_with = serve_with
        self._proxies: list[ForwardProxy] = []
        self.ca = trustme.CA()
        self.ca_file = folder / "company.pem"
        self.ca.cert_pem.write_to_path(str(self.ca_file))

    def make(
        self,
        reply: Reply,
        *,
        proxied: bool,
        name: str = "",
        trusted: bool = True,
        days: int = 1,
        proxy_answer: Admission = admit,
    ) -> Site:
        certificate = self.ca.issue_cert(
            name or (NAME if proxied else "127.0.0.1"),
            not_before=datetime.now(UTC) - timedelta(days=9),
            not_after=datetime.now(UTC) + timedelta(days=days),
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        server = self._serve_with(reply, context)
        port = int(server.origin.rpartition(":")[2])
        proxy = self.proxy_to(port, proxy_answer) if proxied else None
        return Site(server, proxy, self.ca_file if trusted else None)

    def proxy_to(self, port: int, proxy_answer: Admission = admit) -> ForwardProxy:
        proxy = ForwardProxy({TARGET: port}, proxy_answer)
        self._proxies.append(proxy)
        proxy.start()
        return proxy

    def close(self) -> None:
        for proxy in self._proxies:
            proxy.stop()
