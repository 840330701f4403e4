"""How requests leave this computer: by which proxy, and whom they trust."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop_app.core.proxy import Proxy


def no_proxy(_: str) -> Proxy | None:
    """Return None for every URL: no proxy is used."""
    return None


@dataclass(frozen=True, slots=True)
class Network:
    """The settings of the network that this computer is on.

    `proxy_for` takes the URL of a request and returns the proxy to use, or None for a direct
    connection. It is called for every request, on the thread that sends the request, and may block.
    `ca_file` is a PEM file with certificates to trust in addition to those that the operating
    system trusts.
    """

    proxy_for: Callable[[str], Proxy | None] = no_proxy
    ca_file: Path | None = None
