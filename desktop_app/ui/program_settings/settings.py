"""The settings of the program, and what their cards need. `system/window_settings.py` stores them.

They are remembered for the person, not for a workspace. The stored values may be damaged: such a
value counts as not set.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt

from desktop_app.workflow.operations import Pending
from desktop_app.workflow.ports import FileManager, LinkTarget


class ProgramSettings(Protocol):
    """What the person has set. A change counts from the next use of the value."""

    @property
    def color_scheme(self) -> Qt.ColorScheme:
        """The colours of the program; `Unknown` follows the system, and is the default."""
        ...

    def remember_color_scheme(self, scheme: Qt.ColorScheme) -> None:
        """Remember the colours of the program."""
        ...

    @property
    def notifies(self) -> bool:
        """Whether notifications are shown on the desktop; True by default."""
        ...

    def remember_notifies(self, *, on: bool) -> None:
        """Remember whether notifications are shown on the desktop."""
        ...

    @property
    def rechecks_quietly(self) -> bool:
        """Whether accounts are read at Stripe without being asked for; True by default."""
        ...

    def remember_rechecks_quietly(self, *, on: bool) -> None:
        """Remember whether accounts are read at Stripe without being asked for."""
        ...

    @property
    def link_target(self) -> LinkTarget:
        """What the link of an approval is given to; the default browser by default.

        It is `PROGRAM` even if the path of the program can't be read any more: no other browser
        gets the link then.
        """
        ...

    def remember_link_target(self, target: LinkTarget) -> None:
        """Remember what the link of an approval is given to."""
        ...

    @property
    def link_program(self) -> str:
        """The absolute path of the program that the person has chosen; empty if none is known.

        The program may not be there any more.
        """
        ...

    def remember_link_program(self, path: str) -> None:
        """Remember the program that the person has chosen."""
        ...


@dataclass(frozen=True, slots=True)
class SettingsPorts:
    """What the cards of the program's settings need.

    `show_scheme` has the program use colours at once. `can_start` says whether a path is that of a
    program that can be started. For `keychain_backend`, see `Support.keychain_backend`.
    `data_folder` is where everything but the secrets is kept.
    """

    settings: ProgramSettings
    show_scheme: Callable[[Qt.ColorScheme], None]
    can_start: Callable[[str], bool]
    file_manager: FileManager
    keychain_backend: Callable[[], Pending[str]]
    data_folder: Path
