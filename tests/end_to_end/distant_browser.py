"""The browser of somebody else: it reaches some servers of this computer, and not the program.

It runs in a network namespace of its own, whose loopback is another one. Each port that it may
reach is passed on through a socket in a folder.
"""

import json
import shutil
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.end_to_end.chromium import start_chromium
from tests.end_to_end.serving import serving
from tests.paths import ROOT
from tests.waiting import until

HAS_NAMESPACES = (
    shutil.which("unshare") is not None
    and subprocess.run(["unshare", "--map-root-user", "--net", "true"], check=False).returncode == 0
)


class DistantBrowser:
    """One Chromium in another network namespace."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def open(self, address: str) -> None:
        """Open an address."""
        self._ask("open", address)

    def press(self, label: str) -> None:
        """Press the button, or follow the link, with this text, also if it leads nowhere."""
        self._ask("press", label)

    def address(self) -> str:
        """Return what the address bar has."""
        return self._ask("address", "")

    def sees(self, text: str) -> None:
        """Wait until `text` stands on the page."""
        self._ask("sees", text)

    def _ask(self, what: str, about: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps([what, about])}\n")
        self._process.stdin.flush()
        return str(json.loads(self._process.stdout.readline()))


@contextmanager
def distant_browser(
    folder: Path, ports: tuple[int, ...], *switches: str
) -> Iterator[DistantBrowser]:
    """Run a browser that reaches only these ports of this computer. `switches` are Chromium's."""
    with ExitStack() as stack:
        for port in ports:
            stack.enter_context(serving(_PassedOn(folder / str(port), port)))
        arguments = [str(folder), ",".join(map(str, ports)), *switches]
        process = stack.enter_context(
            subprocess.Popen(
                ["unshare", "--map-root-user", "--net", sys.executable, "-m", __name__, *arguments],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        yield DistantBrowser(process)
        assert process.stdin is not None
        process.stdin.close()


class _PassedOn(socketserver.ThreadingUnixStreamServer):
    """Passes connections on from a socket in a folder to a port of this computer."""

    daemon_threads = True

    def __init__(self, path: Path, port: int) -> None:
        self.port = port
        super().__init__(str(path), _PassOn)


class _PassOn(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, _PassedOn)
        with socket.create_connection(("localhost", self.server.port)) as other:
            _connect(self.request, other)


class _Reached(socketserver.ThreadingTCPServer):
    """Passes connections on from a port of the namespace to a socket in a folder."""

    daemon_threads = True

    def __init__(self, path: Path, port: int) -> None:
        self.path = path
        super().__init__(("127.0.0.1", port), _Reach)


class _Reach(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, _Reached)
        with socket.socket(socket.AF_UNIX) as other:
            other.connect(str(self.server.path))
            _connect(self.request, other)


def _connect(one: socket.socket, other: socket.socket) -> None:
    """Pass on what comes at either end, until both have ended."""
    back = threading.Thread(target=_copy, args=(other, one), daemon=True)
    back.start()
    _copy(one, other)
    back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        # The other end has closed.
        pass


def _main(folder: Path, ports: list[int], switches: list[str]) -> None:
    """Run in the namespace: answer the commands that come by standard input."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with ExitStack() as stack:
        for port in ports:
            stack.enter_context(serving(_Reached(folder / str(port), port)))
        driver = start_chromium(folder / "chromium", *switches)
        stack.callback(driver.quit)
        for line in sys.stdin:
            what, about = json.loads(line)
            print(json.dumps(_do(driver, what, about)), flush=True)


def _do(driver: Chrome, what: str, about: str) -> str:
    match what:
        case "open":
            driver.get(about)
        case "press":
            until(lambda: _press(driver, about), f"“{about}” to be pressed")
        case "sees":
            until(lambda: about in _text(driver), f"“{about}” in the distant browser")
        case "address":
            return str(driver.current_url)
    return ""


def _press(driver: Chrome, label: str) -> bool:
    path = f"//button[.='{label}'] | //a[.='{label}'] | //input[@value='{label}']"
    # A page that is just changing counts as not there yet.
    with suppress(WebDriverException):
        for element in driver.find_elements(By.XPATH, path):
            element.click()
            return True
    return False


def _text(driver: Chrome) -> str:
    with suppress(WebDriverException):
        return str(driver.find_element(By.TAG_NAME, "body").text)
    return ""


if __name__ == "__main__":
    _main(Path(sys.argv[1]), [int(port) for port in sys.argv[2].split(",")], sys.argv[3:])
