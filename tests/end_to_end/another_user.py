"""A program of another user of the same computer, which tries to answer in the person's place."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# Root alone can start a program as another user. Else it is another program of the same user.
UID = 65534 if os.geteuid() == 0 else os.geteuid()
IS_OTHER = os.geteuid() != UID

_LIMIT = 20
# Imports come first: the other user may not be able to read Python's own files.
_BECOME = f"""
import os, socket, sys
if {UID} != os.geteuid():
    os.setgroups([])
    os.setgid({UID})
    os.setuid({UID})
"""
_ASK = f"""{_BECOME}
host, port, ending = sys.argv[1], int(sys.argv[2]), sys.argv[3]
peer = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
peer.settimeout({_LIMIT})
peer.connect((host, port))
try:
    peer.sendall(sys.stdin.buffer.read())
    if ending == "half-closed":
        peer.shutdown(socket.SHUT_WR)
    while ending != "closed" and (data := peer.recv(65536)):
        sys.stdout.buffer.write(data)
except TimeoutError:
    raise
except OSError:
    # It was refused, and closed at the other end.
    pass
peer.close()
"""
# Takes the first request, stops listening, and sends that browser on when it is told to.
_LIE_IN_WAIT = f"""{_BECOME}
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
    print("listens", flush=True)
    browser, _ = listener.accept()
head = browser.recv(65536).decode("latin-1")
print(head.split()[1], flush=True)
for location in sys.stdin:
    answer = f"HTTP/1.1 303 See Other\\r\\nLocation: {{location.strip()}}\\r\\n"
    browser.sendall(f"{{answer}}Connection: close\\r\\nContent-Length: 0\\r\\n\\r\\n".encode())
    browser.close()
"""


def ask(port: int, target: str, *, dials: str = "127.0.0.1", ending: str = "open") -> bytes:
    """Send a request as a browser would, and return all that comes back.

    `ending` says what is done with the socket then: it stays "open", or is "half-closed" or
    "closed".
    """
    request = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
    done = subprocess.run(
        [sys.executable, "-c", _ASK, dials, str(port), ending],
        input=request.encode(),
        stdout=subprocess.PIPE,
        check=True,
        timeout=_LIMIT,
    )
    return done.stdout


class Ambush:
    """A listener of the other user, on a port that a browser comes back to."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def target(self) -> str:
        """Wait for the browser, stop listening, and return what it asked for."""
        return self._line()

    def send_on(self, location: str) -> None:
        """Send that browser on to another address."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{location}\n")
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def ambush(port: int) -> Iterator[Ambush]:
    """Listen on a port as the other user, while the block lasts."""
    with subprocess.Popen(
        [sys.executable, "-c", _LIE_IN_WAIT, str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "listens\n"
        try:
            yield Ambush(process)
        finally:
            process.kill()
