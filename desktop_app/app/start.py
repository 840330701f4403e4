"""The start: command line, Qt, one program a data folder, and the end."""

import argparse
import logging
import os
import sys
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QDir, QLocale
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop_app import __version__
from desktop_app.app import factories
from desktop_app.app.program import Program
from desktop_app.core.deadline import APPROVAL_TTL
from desktop_app.system import paths
from desktop_app.system.core_files import disable_core_files
from desktop_app.system.log import set_up_logging
from desktop_app.system.paths import DataPaths
from desktop_app.system.signals import GracefulShutdown
from desktop_app.system.single_instance import SingleInstance
from desktop_app.system.translations import install_translations
from desktop_app.ui.style import Look
from desktop_app.ui.texts import program_texts
from desktop_app.ui.texts.filling import without_isolates

_log = logging.getLogger(__name__)

_SHORTEST_TTL_SECONDS = 5


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="m3ter-desktop", description="Connect your company's Stripe account to m3ter."
    )
    parser.add_argument(
        "profile",
        type=Path,
        nargs="?",
        default=None,
        metavar="PROFILE",
        help="connect the organization that this connection profile is for",
    )
    parser.add_argument(
        "--data-dir",
        type=Path,
        default=None,
        metavar="DIR",
        help="keep everything in DIR instead of the platform's data folder",
    )
    parser.add_argument(
        "--approval-ttl",
        type=_ttl,
        default=APPROVAL_TTL,
        metavar="SECONDS",
        help="shorten the ten minutes for an approval, for demonstrations; Practice only",
    )
    parser.add_argument(
        "--ca-file",
        type=_ca_file,
        default=None,
        metavar="FILE",
        help="trust the certificates in FILE (PEM) too, beside those that the system trusts",
    )
    parser.add_argument(
        "--log-level",
        choices=("DEBUG", "INFO", "WARNING", "ERROR"),
        default="INFO",
        help="how much the log in the data folder says (default: INFO)",
    )
    parser.add_argument("--version", action="version", version=f"m3ter Desktop {__version__}")
    return parser.parse_args(arguments)


def _ca_file(text: str) -> Path:
    try:
        factories.check_certificates(text)
    except (OSError, ValueError):
        raise argparse.ArgumentTypeError(
            f"give a file that can be read and holds certificates as PEM, which {text} is not"
        ) from None
    return Path(text).absolute()


def _ttl(text: str) -> timedelta:
    longest = round(APPROVAL_TTL.total_seconds())
    try:
        seconds = int(text)
    except ValueError:
        seconds = 0
    if not _SHORTEST_TTL_SECONDS <= seconds <= longest:
        raise argparse.ArgumentTypeError(
            f"give whole seconds from {_SHORTEST_TTL_SECONDS} to {longest}: the ten minutes can"
            " only be shortened"
        )
    return timedelta(seconds=seconds)


def _set_up_qt(arguments: list[str]) -> tuple[QApplication, Look]:
    application = QApplication(arguments)
    application.setApplicationName("m3ter-desktop")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("m3ter-desktop")
    if QLocale().language() == QLocale.Language.C:
        # The C locale has no way of writing dates that a person would use.
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    install_translations(application, QLocale())
    look = Look(application)
    QDir.addSearchPath("icon", str(paths.resources() / "icons"))
    application.setWindowIcon(QIcon("icon:app.svg"))
    # Closing the wizard, with the main window minimized, must not end the program.
    application.setQuitOnLastWindowClosed(False)
    return application, look


def run(arguments: list[str]) -> int:
    """Run the program with its command line's arguments; return the exit status."""
    disable_core_files()
    options = _options(arguments[1:])
    # Files that are made from here on are for their owner only.
    os.umask(0o077)
    folder = (options.data_dir or paths.default_data_folder()).absolute()
    profile = None if options.profile is None else options.profile.absolute()
    application, look = _set_up_qt(arguments[:1])
    data = DataPaths(folder)
    program: Program | None = None

    def raise_window(token: str, file: str) -> None:
        if token:
            # The desktop's permission to come to the front, given to the second start.
            os.environ["XDG_ACTIVATION_TOKEN"] = token
        if program is not None:
            program.window.bring_to_front()
            if file:
                program.window.connect_organization(Path(file))

    try:
        paths.make_private(folder)
        instance = SingleInstance(data.lock, raise_window)
        is_first = instance.acquire()
        if is_first:
            set_up_logging(data.log, options.log_level)
    except OSError as error:
        reason = error.strerror or ""
        if isinstance(error, paths.SharedFolderError):
            reason = program_texts.folder_is_shared()
        return _refuse(program_texts.data_folder_unusable(folder, reason))
    if not is_first:
        if instance.raise_other(os.fspath(profile or "")):
            return 0
        return _refuse(program_texts.already_running(folder))
    _log.info("m3ter Desktop %s starts", __version__)
    program = Program(data, options.approval_ttl, options.ca_file, look)
    graceful_shutdown = GracefulShutdown(program.window.close, application)
    program.start()
    if profile is not None:
        program.window.connect_organization(profile)
    try:
        return application.exec()
    finally:
        graceful_shutdown.restore()
        program.stop()
        instance.release()


def _refuse(text: str) -> int:
    text = without_isolates(text)
    print(text, file=sys.stderr)  # noqa: T201  (the terminal may be all that is there)
    QMessageBox.critical(None, "m3ter Desktop", text)
    return 1
