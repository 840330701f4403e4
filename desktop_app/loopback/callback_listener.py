"""One port, and what is answered there. No I/O, no Qt."""

from desktop_app.core.return_route import ReturnRoute


class CallbackListener:
    """A port of this computer, and the routes whose answers are awaited at it.

    What browsers call it is exact: an answer counts only under the name, and at the path, that is
    registered.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self._paths: dict[str, set[str]] = {}

    def admit(self, route: ReturnRoute) -> None:
        """From now on answers of `route` are awaited here, too."""
        self._paths.setdefault(self._name(route), set()).add(route.path)

    def admits(self, route: ReturnRoute) -> bool:
        """Return whether answers of `route`, if it came to this port, are awaited here."""
        return self.is_way_back(self._name(route), route.path)

    def is_called(self, host: str) -> bool:
        """Return whether `host`, as in an HTTP request's `Host`, is a name of this door."""
        return host in self._paths

    def is_way_back(self, host: str, path: str) -> bool:
        """Return whether browsers come back from Stripe to this path under this name."""
        return path in self._paths.get(host, ())

    def _name(self, route: ReturnRoute) -> str:
        return f"{route.host}:{self.port}"
