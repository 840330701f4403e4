"""What the window remembers for the next start. `system/window_settings.py` stores it.

Columns and pages are remembered by their names in the code, so that a later version may have
others. The stored values may be damaged: a name may be unknown, and a number may be of any size.
"""

from collections.abc import Collection, Mapping
from typing import Protocol

from PySide6.QtCore import QRect


class TableSettings(Protocol):
    """What is remembered about one table."""

    @property
    def sorting(self) -> tuple[str, bool] | None:
        """The column to sort by, and whether the order is descending; None if neither is known."""
        ...

    def remember_sorting(self, column: str, *, descending: bool) -> None:
        """Remember the column to sort by, and the order."""
        ...

    @property
    def widths(self) -> Mapping[str, int]:
        """The widths that the person gave to columns, in pixels."""
        ...

    def remember_widths(self, widths: Mapping[str, int]) -> None:
        """Remember the widths of columns, in pixels, in place of those that were remembered."""
        ...

    @property
    def hidden(self) -> Collection[str] | None:
        """The columns that are hidden; None if the person has neither hidden nor shown any."""
        ...

    def remember_hidden(self, columns: Collection[str]) -> None:
        """Remember which columns are hidden."""
        ...


class WorkspaceSettings(Protocol):
    """What is remembered about one workspace."""

    @property
    def page(self) -> str:
        """The page that was shown last; empty if it is not known."""
        ...

    def remember_page(self, page: str) -> None:
        """Remember the page that is shown."""
        ...

    def table(self, name: str) -> TableSettings:
        """Return what is remembered about the table with this name."""
        ...


class WindowSettings(Protocol):
    """What is remembered about the window and its workspaces."""

    @property
    def geometry(self) -> QRect | None:
        """Where the window was, without its frame, while it was not maximized; None at first."""
        ...

    @property
    def is_maximized(self) -> bool:
        """Whether the window was maximized."""
        ...

    def remember_geometry(self, geometry: QRect, *, is_maximized: bool) -> None:
        """Remember where the window is, and write everything to the disk: the program ends."""
        ...

    def workspace(self, workspace_id: str) -> WorkspaceSettings:
        """Return what is remembered about a workspace."""
        ...

    def forget(self, workspace_id: str) -> None:
        """Forget everything about a workspace, since its organization was forgotten."""
        ...
