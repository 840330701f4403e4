"""One port, and the redirect URIs that lead to it. No I/O, no Qt."""

from desktop_app.core.return_route import ReturnRoute


class ReturnPort:
    """A port of this computer, and the routes whose responses are accepted there.

    A response is accepted only with exactly the host and path of a registered redirect URI.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self._paths: dict[str, set[str]] = {}

    def admit(self, route: ReturnRoute) -> None:
        """Accept responses of `route` here from now on."""
        self._paths.setdefault(self._name(route), set()).add(route.path)

    def admits(self, route: ReturnRoute) -> bool:
        """Return whether responses of `route` are accepted here. Its own port is not compared."""
        return self.is_redirect_uri(self._name(route), route.path)

    def is_called(self, host: str) -> bool:
        """Return whether `host` (the header `Host` of a request) belongs to one of the routes."""
        return host in self._paths

    def is_redirect_uri(self, host: str, path: str) -> bool:
        """Return whether one of the routes has this host (the header `Host`) and path."""
        return path in self._paths.get(host, ())

    def _name(self, route: ReturnRoute) -> str:
        return f"{route.host}:{self.port}"
