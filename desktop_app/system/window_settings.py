"""What the window remembers, and the program's settings, in an INI file.

The meaning of the values is in `ui/`. It is one file, since each start reads both.

Nothing that this file may hold stops the program: a value that is not written as this module writes
it counts as not remembered.
"""

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QRect, QSettings, Qt

from desktop_app.workflow.ports import LinkTarget

T = TypeVar("T")

# More than a hundred workspaces need. A larger file was not written here.
_LARGEST = 100_000
_GEOMETRY = re.compile(r"(-?\d{1,5}) (-?\d{1,5}) (\d{1,5}) (\d{1,5})", re.ASCII)
# What is stored where nothing is hidden; it is no name.
_NOTHING = "-"
_ON, _OFF = "on", "off"
_NAME = re.compile(r"\w{1,40}", re.ASCII)
_SORTING = re.compile(r"(\w{1,40}) (ascending|descending)", re.ASCII)
_WIDTH = re.compile(r"(\w{1,40}):(\d{1,5})", re.ASCII)
_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}
_TARGETS = {
    "browser": LinkTarget.DEFAULT_BROWSER,
    "program": LinkTarget.PROGRAM,
    "clipboard": LinkTarget.CLIPBOARD,
}


class _Values:
    """The texts of a group of the file."""

    def __init__(self, file: QSettings, group: str) -> None:
        self._file = file
        self._group = group

    def text(self, key: str) -> str:
        """Return a text; empty if there is none."""
        value = self._file.value(f"{self._group}/{key}")
        # Qt makes lists and values of other types from some texts.
        return value if isinstance(value, str) else ""

    def write(self, key: str, text: str) -> None:
        """Replace a text."""
        self._file.setValue(f"{self._group}/{key}", text)

    def below(self, group: str) -> "_Values":
        """Return the texts of a group within this one."""
        return _Values(self._file, f"{self._group}/{group}")

    def remove(self) -> None:
        """Remove all texts of the group, and the groups within it."""
        self._file.remove(self._group)


class StoredTable:
    """Implements `ui.window_settings.TableSettings`."""

    def __init__(self, values: _Values) -> None:
        self._values = values

    @property
    def sorting(self) -> tuple[str, bool] | None:
        """See `TableSettings.sorting`."""
        found = _SORTING.fullmatch(self._values.text("sorting"))
        return None if found is None else (found[1], found[2] == "descending")

    def remember_sorting(self, column: str, *, descending: bool) -> None:
        """See `TableSettings.remember_sorting`."""
        self._values.write("sorting", f"{column} {'descending' if descending else 'ascending'}")

    @property
    def widths(self) -> Mapping[str, int]:
        """See `TableSettings.widths`."""
        found = map(_WIDTH.fullmatch, self._values.text("widths").split())
        return {width[1]: int(width[2]) for width in found if width is not None}

    def remember_widths(self, widths: Mapping[str, int]) -> None:
        """See `TableSettings.remember_widths`."""
        self._values.write("widths", " ".join(f"{name}:{width}" for name, width in widths.items()))

    @property
    def hidden(self) -> Collection[str] | None:
        """See `TableSettings.hidden`."""
        hidden = self._values.text("hidden")
        return frozenset(filter(_NAME.fullmatch, hidden.split())) if hidden else None

    def remember_hidden(self, columns: Collection[str]) -> None:
        """See `TableSettings.remember_hidden`."""
        self._values.write("hidden", " ".join(columns) or _NOTHING)


class StoredWorkspace:
    """Implements `ui.window_settings.WorkspaceSettings`."""

    def __init__(self, values: _Values) -> None:
        self._values = values

    @property
    def page(self) -> str:
        """See `WorkspaceSettings.page`."""
        return self._values.text("page")

    def remember_page(self, page: str) -> None:
        """See `WorkspaceSettings.remember_page`."""
        self._values.write("page", page)

    def table(self, name: str) -> StoredTable:
        """See `WorkspaceSettings.table`."""
        return StoredTable(self._values.below(name))


class StoredProgram:
    """Implements `ui.program_settings.settings.ProgramSettings`."""

    def __init__(self, values: _Values) -> None:
        self._values = values

    @property
    def color_scheme(self) -> Qt.ColorScheme:
        """See `ProgramSettings.color_scheme`."""
        return _SCHEMES.get(self._values.text("appearance"), Qt.ColorScheme.Unknown)

    def remember_color_scheme(self, scheme: Qt.ColorScheme) -> None:
        """See `ProgramSettings.remember_color_scheme`."""
        self._values.write("appearance", _name_of(scheme, _SCHEMES))

    @property
    def notifies(self) -> bool:
        """See `ProgramSettings.notifies`."""
        return self._values.text("notifications") != _OFF

    def remember_notifies(self, *, on: bool) -> None:
        """See `ProgramSettings.remember_notifies`."""
        self._values.write("notifications", _ON if on else _OFF)

    @property
    def rechecks_quietly(self) -> bool:
        """See `ProgramSettings.rechecks_quietly`."""
        return self._values.text("quiet_checks") != _OFF

    def remember_rechecks_quietly(self, *, on: bool) -> None:
        """See `ProgramSettings.remember_rechecks_quietly`."""
        self._values.write("quiet_checks", _ON if on else _OFF)

    @property
    def link_target(self) -> LinkTarget:
        """See `ProgramSettings.link_target`."""
        return _TARGETS.get(self._values.text("approval_link"), LinkTarget.DEFAULT_BROWSER)

    def remember_link_target(self, target: LinkTarget) -> None:
        """See `ProgramSettings.remember_link_target`."""
        self._values.write("approval_link", _name_of(target, _TARGETS))

    @property
    def link_program(self) -> str:
        """See `ProgramSettings.link_program`."""
        path = self._values.text("approval_program")
        return path if Path(path).is_absolute() else ""

    def remember_link_program(self, path: str) -> None:
        """See `ProgramSettings.remember_link_program`."""
        self._values.write("approval_program", path)


def _name_of(value: T, names: Mapping[str, T]) -> str:
    return next(name for name, named in names.items() if named is value)


class StoredWindow:
    """Implements `ui.window_settings.WindowSettings` by the file at `path`."""

    def __init__(self, path: Path) -> None:
        with suppress(OSError):
            _prepare(path)
        self._file = QSettings(str(path), QSettings.Format.IniFormat)
        self._values = _Values(self._file, "window")

    @property
    def program(self) -> StoredProgram:
        """The settings of the program, in the same file."""
        return StoredProgram(_Values(self._file, "program"))

    @property
    def geometry(self) -> QRect | None:
        """See `WindowSettings.geometry`."""
        found = _GEOMETRY.fullmatch(self._values.text("geometry"))
        return None if found is None else QRect(*map(int, found.groups()))

    @property
    def is_maximized(self) -> bool:
        """See `WindowSettings.is_maximized`."""
        return self._values.text("state") == "maximized"

    def remember_geometry(self, geometry: QRect, *, is_maximized: bool) -> None:
        """See `WindowSettings.remember_geometry`."""
        numbers = (geometry.x(), geometry.y(), geometry.width(), geometry.height())
        self._values.write("geometry", " ".join(map(str, numbers)))
        self._values.write("state", "maximized" if is_maximized else "normal")
        self._file.sync()

    def workspace(self, workspace_id: str) -> StoredWorkspace:
        """See `WindowSettings.workspace`."""
        return StoredWorkspace(self._workspace_values(workspace_id))

    def forget(self, workspace_id: str) -> None:
        """See `WindowSettings.forget`."""
        self._workspace_values(workspace_id).remove()

    def _workspace_values(self, workspace_id: str) -> _Values:
        # Practice has the empty id.
        group = f"organizations/{workspace_id}" if workspace_id else "practice"
        return _Values(self._file, group)


def _prepare(path: Path) -> None:
    """Make sure that the file exists, can be read at once, and is private. Raises `OSError`."""
    if path.exists() and not (path.is_file() and path.stat().st_size <= _LARGEST):
        path.unlink()
    path.touch(mode=0o600)
    # QSettings makes a file that everybody can read, and keeps the mode of one that exists.
    path.chmod(0o600)
