"""A virtual desktop without X: sway, a Wayland compositor, on a screen that nobody sees."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from tests.end_to_end.distant_browser import HAS_NAMESPACES
from tests.end_to_end.virtual_desktop import VirtualDesktop
from tests.waiting import until

# Windows float, in the size that their programs ask for, as under most compositors. What sway
# starts is told the name of the screen, so it can tell that name here.
_CONFIG = """
xwayland disable
output * resolution {width}x{height} position 0 0
for_window [app_id=".*"] floating enable
focus_on_window_activation focus
bindsym Alt+F4 kill
exec printenv WAYLAND_DISPLAY > '{ready}'
"""
# The sway of Debian 12 refuses to run as root, so root calls itself somebody else there.
_AS_NOBODY = ("unshare", "--map-user=65534", "--map-group=65534", "--")
_IS_ROOT = os.geteuid() == 0

CAN_RUN_SWAY = not _IS_ROOT or HAS_NAMESPACES


@dataclass(frozen=True, slots=True)
class Window:
    """A window as the compositor lists it. `program` is what the program calls itself."""

    program: str
    title: str
    focused: bool


@dataclass
class WaylandDesktop(VirtualDesktop):
    """A running desktop whose programs find no X server."""

    def start_display(self, size: tuple[int, int]) -> None:
        config, ready = self.folder / "sway.conf", self.folder / "sway-is-ready"
        width, height = size
        config.write_text(_CONFIG.format(width=width, height=height, ready=ready))
        self.env["SWAYSOCK"] = str(self.folder / "run" / "sway")
        self.env["QT_QPA_PLATFORM"] = "wayland"
        self.start(
            "screen",
            [*(_AS_NOBODY if _IS_ROOT else ()), "sway", "--config", str(config)],
            env={
                "WLR_BACKENDS": "headless",
                "WLR_RENDERER": "pixman",
                "WLR_LIBINPUT_NO_DEVICES": "1",
            },
        )
        until(lambda: ready.exists() and ready.read_text(), "the compositor")
        self.env["WAYLAND_DISPLAY"] = ready.read_text().strip()
        # Else the keyboard would come and go with each key, and the focus with the keyboard.
        self.start("keyboard", ["wtype", "-s", str(2**31 - 1)])

    def screenshot(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.run("grim", str(path))
        return path

    def clipboard(self) -> str:
        try:
            return self.run("wl-paste", "--no-newline")
        except subprocess.CalledProcessError:
            return ""

    def copy(self, text: str) -> None:
        self.start("clipboard", ["wl-copy", "--foreground"], stdin=text.encode())
        until(lambda: self.clipboard() == text, "the text on the clipboard")

    def keys(self, *keys: str) -> None:
        for key in keys:
            *modifiers, last = key.split("+")
            held = chain.from_iterable(("-M", each) for each in modifiers)
            self.run("wtype", *held, "-k", last)

    def type(self, text: str) -> None:
        self.run("wtype", "-d", "20", "--", text)

    def active_window_title(self) -> str:
        return next((each.title for each in self.windows() if each.focused), "")

    def minimise_active_window(self) -> None:
        raise NotImplementedError("sway minimises no windows")

    def windows(self) -> list[Window]:
        """Return the windows of all programs, as the compositor knows them."""
        return list(_windows(json.loads(self.run("swaymsg", "--raw", "--type", "get_tree"))))


def _windows(node: dict[str, Any]) -> Iterator[Window]:
    if node.get("app_id"):
        yield Window(node["app_id"], node["name"] or "", node["focused"])
    for each in chain(node["nodes"], node["floating_nodes"]):
        yield from _windows(each)
