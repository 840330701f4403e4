"""Connections to a listener of a test's own, made by a program of this user or another one."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from subprocess import Popen

from tests.system.programs import first_line, python

OWN_UID = os.geteuid()
# Root alone can start a program as another user, and an unused number needs no account.
OTHER_UIDS = [65534, 54321] if OWN_UID == 0 else []

DATA = b"GET / HTTP/1.1\r\n\r\n"

# Reads what to do, a line each, and says when it is done.
_PROGRAM = f"""
import os, socket, struct, sys

host, port, uid = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
if uid != os.geteuid():
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)
peer = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
# A port of its own, so that "listen" finds no other connection there.
peer.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
peer.bind((host, 0))
name = peer.getsockname()
peer.connect((host, port))
peer.sendall({DATA!r})
print(name[1], flush=True)
for line in sys.stdin:
    match line.strip():
        case "half-close":
            peer.shutdown(socket.SHUT_WR)
        case "close":
            peer.close()
        case "reset":
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            peer.close()
        case "listen":
            listener = socket.socket(peer.family)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(name)
            listener.listen()
    print("done", flush=True)
"""


@dataclass(frozen=True, slots=True)
class Dialled:
    """A connection that was accepted, and the program at its other end."""

    accepted: socket.socket
    peer: tuple[str, int]
    own: tuple[str, int]
    program: "Popen[str]"

    def do(self, what: str) -> None:
        """Have the other end "half-close", "close" or "reset", or "listen" on its own port."""
        assert self.program.stdin is not None
        self.program.stdin.write(f"{what}\n")
        self.program.stdin.flush()
        assert first_line(self.program) == "done"


@contextmanager
def dialled(listens: str, dials: str, uid: int = OWN_UID) -> Iterator[Dialled]:
    """Listen on the address `listens`, and have a program of user `uid` connect to `dials`."""
    family = socket.AF_INET6 if ":" in listens else socket.AF_INET
    with socket.create_server((listens, 0), family=family, dualstack_ipv6=listens == "::") as own:
        port = own.getsockname()[1]
        with python(_PROGRAM, dials, str(port), str(uid)) as program:
            accepted, peer = own.accept()
            with accepted:
                address = accepted.getsockname()
                assert first_line(program) == str(peer[1])
                yield Dialled(accepted, peer[:2], address[:2], program)
