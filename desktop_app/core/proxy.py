"""A company's proxy, as the system's settings name it."""

from dataclasses import dataclass, field

from desktop_app.core.secret import Secret


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where calls to the internet have to go first.

    `scheme` says how it is talked to (`http`, `https`, `socks5`…); `host` is without brackets.
    `user` is empty where the settings give none.
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
