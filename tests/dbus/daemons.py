"""Message buses of a test's own: one that is real and private, and one that never says a word."""

import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.waiting import PATIENCE

# As permissive as the session bus of a real desktop is.
_CONFIG = """<busconfig>
  <type>session</type>
  <listen>{listen}</listen>
  <auth>{auth}</auth>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="max_match_rules_per_connection">{rules}</limit>
</busconfig>
"""


@dataclass
class PrivateBus:
    """A running dbus-daemon and the address that it is reached at.

    Its folder of services that can be started by asking for them, read anew each time, is empty.
    """

    address: str
    services: Path
    daemon: "subprocess.Popen[str]" = field(repr=False)

    def end(self) -> None:
        """End the daemon; whoever is connected is cut off."""
        self.daemon.terminate()
        self.daemon.wait(PATIENCE)


@contextmanager
def private_bus(
    listen: str | None = None, auth: str = "EXTERNAL", rules: int = 100
) -> Iterator[PrivateBus]:
    """Run a dbus-daemon that listens on a D-Bus address; on a socket of its own if none is given.

    `auth` is how it lets others in: all the programs here know EXTERNAL only. `rules` is how many
    sorts of signals a program may ask for.
    """
    with tempfile.TemporaryDirectory(prefix="m3ter-bus-") as folder:
        services = Path(folder) / "services"
        services.mkdir()
        config = Path(folder) / "bus.conf"
        listen = listen or f"unix:path={folder}/socket"
        config.write_text(_CONFIG.format(listen=listen, auth=auth, services=services, rules=rules))
        with subprocess.Popen(
            ["dbus-daemon", "--nofork", "--print-address", "--config-file", str(config)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as daemon:
            assert daemon.stdout is not None
            bus = PrivateBus(daemon.stdout.readline().strip(), services, daemon)
            try:
                yield bus
            finally:
                bus.end()


@dataclass(frozen=True, slots=True)
class MuteBus:
    """A bus that takes every connection and never says a word."""

    address: str
    listener: socket.socket = field(repr=False)

    @contextmanager
    def somebody(self) -> Iterator[None]:
        """Wait until a program has connected and spoken; it stays connected within the block."""
        connection, _ = self.listener.accept()
        with connection:
            connection.settimeout(PATIENCE)
            assert connection.recv(64).startswith(b"\0AUTH EXTERNAL ")
            yield


@contextmanager
def mute_bus() -> Iterator[MuteBus]:
    """Run a bus that never answers."""
    with (
        tempfile.TemporaryDirectory(prefix="m3ter-bus-") as folder,
        socket.socket(socket.AF_UNIX) as listener,
    ):
        listener.bind(f"{folder}/socket")
        listener.listen()
        listener.settimeout(PATIENCE)
        yield MuteBus(f"unix:path={folder}/socket", listener)
