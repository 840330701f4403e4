"""A private virtual desktop: screen, window manager, message buses, keychain, and a way to look.

Every process is started here and ended here by its own id; folders, buses and keychain are the
desktop's own, so that nothing of the real user is touched.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.dbus.bus import Bus, DBusCallError
from tests.waiting import until

KEYCHAIN_PASSWORD = b"desktop"
_END_LIMIT = 10.0

# No service folder: a desktop without a keychain must not get one by D-Bus activation.
_SESSION_BUS = """<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

_WINDOW_MANAGER = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><raiseOnFocus>yes</raiseOnFocus></focus>
  <placement><policy>Smart</policy><center>yes</center></placement>
  <theme><name>Clearlooks</name><titleLayout>LC</titleLayout></theme>
  <desktops><number>1</number></desktops>
  <keyboard>
    <keybind key="A-F4"><action name="Close"/></keybind>
  </keyboard>
</openbox_config>
"""

# Stands where the person's own browser would be, and hands the link over. It keeps besides what
# anybody on the computer could see of it, and of what started it.
_LINK_TAKER = """#!/bin/sh
cat /proc/$$/environ /proc/$PPID/environ >> '{launches}' 2> /dev/null
printf '%s\\n' "$1" >> '{links}'
"""
_LINK_TAKER_ENTRY = """[Desktop Entry]
Type=Application
Name=Link taker
Exec={taker} %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;
"""
_DEFAULT_PROGRAMS = """[Default Applications]
x-scheme-handler/http=link-taker.desktop
x-scheme-handler/https=link-taker.desktop
"""


@dataclass
class VirtualDesktop:
    """A running desktop. `env` is the whole environment for programs that are started on it."""

    folder: Path
    env: dict[str, str]
    session_bus: str
    links: Path
    launches: Path
    keychain: "subprocess.Popen[bytes] | None" = None
    _children: ExitStack = field(default_factory=ExitStack, repr=False)

    def start_display(self, size: tuple[int, int]) -> None:
        """Start what shows windows on a screen of `size` pixels, and what arranges them."""
        self._start_screen(size)
        self._start_window_manager()
        self.env["QT_QPA_PLATFORM"] = "xcb"

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        stdin: bytes | None = None,
        pass_fds: Sequence[int] = (),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> "subprocess.Popen[bytes]":
        """Start a program on the desktop; what it says goes to `log(name)`. The desktop ends it."""
        with self.log(name).open("ab") as log:
            child = subprocess.Popen(
                # Ends with the harness, even if that is killed.
                ["setpriv", "--pdeathsig", "TERM", "--", *command],
                stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**self.env, **(env or {})},
                cwd=cwd or self.folder,
                pass_fds=pass_fds,
                start_new_session=True,
            )
        self._children.callback(end, child)
        if stdin is not None and child.stdin is not None:
            child.stdin.write(stdin)
            child.stdin.close()
        return child

    def log(self, name: str) -> Path:
        """Return where the output of the program that was started as `name` is kept."""
        return self.folder / f"{name}.log"

    def run(self, *command: str, stdin: str | None = None) -> str:
        """Run a short command on the desktop and return what it printed."""
        done = subprocess.run(
            command,
            env=self.env,
            cwd=self.folder,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            check=True,
            timeout=_END_LIMIT,
        )
        return done.stdout

    def screenshot(self, path: Path) -> Path:
        """Write a PNG of the whole screen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.run("import", "-silent", "-window", "root", str(path))
        return path

    def clipboard(self) -> str:
        """Return the text on the clipboard; empty if nothing was copied."""
        try:
            return self.run("xclip", "-selection", "clipboard", "-out")
        except subprocess.CalledProcessError:
            return ""

    def copy(self, text: str) -> None:
        """Put a text on the clipboard, as from another program."""
        # In the foreground ("quiet"), to be ended with the desktop; it ends when others copy.
        command = ["xclip", "-selection", "clipboard", "-in", "-quiet"]
        self.start("clipboard", command, stdin=text.encode())
        until(lambda: self.clipboard() == text, "the text on the clipboard")

    def clear_clipboard(self) -> None:
        """Put a blank on the clipboard, so that what is found there later was put there later."""
        self.copy(" ")

    def keys(self, *keys: str) -> None:
        """Press and release real keys, one after another, such as `Tab` or `ctrl+c`."""
        self.run("xdotool", "key", "--clearmodifiers", "--delay", "20", *keys)

    def type(self, text: str) -> None:
        """Type text on the real keyboard."""
        self.run("xdotool", "type", "--clearmodifiers", "--delay", "20", text)

    def active_window_title(self) -> str:
        """Return the title of the window that has the keyboard; empty if none has."""
        try:
            return self.run("xdotool", "getactivewindow", "getwindowname").strip()
        except subprocess.CalledProcessError:
            return ""

    def minimise_active_window(self) -> None:
        """Put the window that has the keyboard out of sight."""
        self.run("xdotool", "getactivewindow", "windowminimize")

    @contextmanager
    def keychain_is_stuck(self) -> Iterator[None]:
        """Keep the keychain from answering anyone while the block lasts."""
        assert self.keychain is not None, "this desktop has no keychain"
        self.keychain.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.keychain.send_signal(signal.SIGCONT)

    def let_keychain_work_for_a_moment(self) -> None:
        """Within `keychain_is_stuck`: have the keychain do a little of what it was asked for."""
        assert self.keychain is not None, "this desktop has no keychain"
        self.keychain.send_signal(signal.SIGCONT)
        self.keychain.send_signal(signal.SIGSTOP)

    @property
    def home(self) -> Path:
        """The home folder of whoever works at the desktop."""
        return Path(self.env["HOME"])

    def _start_screen(self, size: tuple[int, int]) -> None:
        read_end, write_end = os.pipe()
        with os.fdopen(read_end) as answer:
            width, height = size
            try:
                self.start(
                    "screen",
                    [
                        *("Xvfb", "-displayfd", str(write_end)),
                        *("-nolisten", "tcp", "-noreset", "-wr"),
                        *("-screen", "0", f"{width}x{height}x24", "-dpi", "96"),
                    ],
                    pass_fds=[write_end],
                )
            finally:
                os.close(write_end)
            number = answer.readline().strip()
        if not number:
            raise RuntimeError(
                f"The virtual screen did not start: {self.log('screen').read_text()}"
            )
        self.env["DISPLAY"] = f":{number}"

    def _start_window_manager(self) -> None:
        config = self.folder / "window-manager.xml"
        config.write_text(_WINDOW_MANAGER)
        ready = self.folder / "window-manager-is-ready"
        self.start(
            "window-manager",
            ["openbox", "--config-file", str(config), "--startup", f"touch {ready}"],
        )
        until(ready.exists, "the window manager")

    def close(self) -> None:
        """End every program that was started on the desktop, the last first."""
        self._children.close()


Desktop = TypeVar("Desktop", bound=VirtualDesktop)


def end(child: "subprocess.Popen[bytes]") -> None:
    """End a process that was started here, politely first."""
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(_END_LIMIT)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait(_END_LIMIT)


def open_desktop(
    size: tuple[int, int] = (1280, 900), *, keychain: bool = True
) -> AbstractContextManager[VirtualDesktop]:
    """Open a desktop with a screen of `size` pixels; `keychain=False` leaves the keychain out."""
    return open_desktop_of(VirtualDesktop, size, keychain=keychain)


@contextmanager
def open_desktop_of(
    kind: type[Desktop], size: tuple[int, int] = (1280, 900), *, keychain: bool = True
) -> Iterator[Desktop]:
    """Open a desktop of another kind."""
    folder = Path(tempfile.mkdtemp(prefix="m3ter-desk-"))
    desktop = kind(
        folder,
        _environment(folder),
        session_bus=f"unix:path={folder / 'run' / 'bus'}",
        links=folder / "links",
        launches=folder / "launches",
    )
    try:
        _lay_out_link_taker(desktop)
        desktop.start_display(size)
        _start_session_bus(desktop)
        if keychain:
            _start_keychain(desktop)
        _start_accessibility(desktop)
        yield desktop
    finally:
        desktop.close()
        shutil.rmtree(folder)


def _environment(folder: Path) -> dict[str, str]:
    env = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOME": str(folder / "home"),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "XDG_CONFIG_HOME": str(folder / "home" / ".config"),
        "XDG_DATA_HOME": str(folder / "home" / ".local" / "share"),
        "XDG_STATE_HOME": str(folder / "home" / ".local" / "state"),
        "XDG_CACHE_HOME": str(folder / "home" / ".cache"),
        "TMPDIR": str(folder / "tmp"),
        # None: whether the real machine sleeps is nothing to the desktop.
        "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder / 'no-system-bus'}",
        "GSETTINGS_BACKEND": "memory",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    }
    for name in ("home", "run", "tmp"):
        (folder / name).mkdir(mode=0o700)
    for name in ("QT_SCALE_FACTOR", "VIRTUAL_ENV"):
        if name in os.environ:
            env[name] = os.environ[name]
    return env


def _lay_out_link_taker(desktop: VirtualDesktop) -> None:
    """Make a small script the desktop's default browser, in the way that xdg-open looks for it."""
    taker = desktop.folder / "link-taker"
    taker.write_text(_LINK_TAKER.format(links=desktop.links, launches=desktop.launches))
    taker.chmod(0o700)
    applications = Path(desktop.env["XDG_DATA_HOME"]) / "applications"
    config = Path(desktop.env["XDG_CONFIG_HOME"])
    for folder in (applications, config):
        folder.mkdir(parents=True)
    (applications / "link-taker.desktop").write_text(_LINK_TAKER_ENTRY.format(taker=taker))
    (config / "mimeapps.list").write_text(_DEFAULT_PROGRAMS)
    desktop.links.touch()
    desktop.launches.touch()


def _start_session_bus(desktop: VirtualDesktop) -> None:
    socket = desktop.folder / "run" / "bus"
    config = desktop.folder / "session-bus.conf"
    config.write_text(_SESSION_BUS.format(socket=socket))
    desktop.env["DBUS_SESSION_BUS_ADDRESS"] = desktop.session_bus
    desktop.start("session-bus", ["dbus-daemon", "--nofork", "--config-file", str(config)])
    until(socket.exists, "the session bus")


def _start_keychain(desktop: VirtualDesktop) -> None:
    desktop.keychain = desktop.start(
        "keychain",
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        stdin=KEYCHAIN_PASSWORD,
    )
    _await_service(desktop, "org.freedesktop.secrets")


def _start_accessibility(desktop: VirtualDesktop) -> None:
    desktop.start("accessibility", ["/usr/libexec/at-spi-bus-launcher", "--launch-immediately"])
    _await_service(desktop, "org.a11y.Bus")


def _await_service(desktop: VirtualDesktop, name: str) -> None:
    def owned() -> bool:
        try:
            with Bus(desktop.session_bus) as bus:
                return bus.has_owner(name)
        except (OSError, DBusCallError):
            return False

    until(owned, f"{name} on the session bus")
