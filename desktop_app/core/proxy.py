"""A proxy from the settings of the operating system."""

from dataclasses import dataclass, field

from desktop_app.core.secret import Secret


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that requests to the internet go through.

    `scheme` is the protocol of the proxy (`http`, `https`, `socks5`…). `host` is without brackets.
    `user` is empty if the settings have none.
    """

    scheme: str
    host: str
    port: int
    user: str = ""
    password: Secret = field(default=Secret(""))

    @property
    def netloc(self) -> str:
        """The host, in brackets if it is an IPv6 address, and the port."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
