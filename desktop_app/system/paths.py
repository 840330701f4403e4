"""The paths of all files and folders of the program."""

import errno
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_APP = "m3ter-desktop"


class SharedFolderError(PermissionError):
    """A folder has files of other programs, and other users may open it."""


@dataclass(frozen=True, slots=True)
class DataPaths:
    """The files of one data folder."""

    folder: Path

    @property
    def practice_database(self) -> Path:
        """The database of the Practice workspace."""
        return self.folder / "practice.sqlite3"

    @property
    def practice_stripe(self) -> Path:
        """The folder of the practice Stripe."""
        return self.folder / "practice-stripe"

    @property
    def organizations(self) -> Path:
        """The folder of the organizations' databases."""
        return self.folder / "organizations"

    @property
    def window(self) -> Path:
        """What the window remembers: its place, and the pages and columns that are shown."""
        return self.folder / "window.ini"

    @property
    def log(self) -> Path:
        """The program's log."""
        return self.folder / "m3ter-desktop.log"

    @property
    def lock(self) -> Path:
        """The lock file of the program that uses the folder."""
        return self.folder / "m3ter-desktop.lock"


def default_data_folder() -> Path:
    """Return the platform's folder for data that stays on this computer (not roaming)."""
    return Path(platformdirs.user_data_dir(_APP, appauthor=False, roaming=False))


def resources() -> Path:
    """Return the folder of icons, pages and translations. Works in a frozen program, too."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle is not None else Path(__file__).resolve().parents[2]
    return root / "resources"


def documents() -> Path:
    """Return the folder of the user guide and its pictures. Works in a frozen program, too."""
    return resources().with_name("docs")


def make_private(folder: Path) -> None:
    """Make sure that `folder` exists and that only its owner may open it.

    Raises `OSError`. Raises `SharedFolderError` if the folder has files of other programs and other
    users may open it: their access must not end unexpectedly.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32" and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        ours = DataPaths(folder).lock.exists() or not any(folder.iterdir())
        if not ours:
            raise SharedFolderError(errno.EPERM, "it holds other files, and others may open it")
        folder.chmod(0o700)
