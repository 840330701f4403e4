"""What this program is made of: versions and licences, and the end of its log."""

import os
import platform
import re
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import qVersion

from desktop_app import __version__
from desktop_app.system.log import redact
from desktop_app.workflow.ports import ShippedPackage

# The packages that the program comes with: those of requirements/runtime.txt, whatever the
# platform. `build.spec` puts their metadata into the bundle.
PACKAGES = (
    "backports.tarfile",
    "blinker",
    "certifi",
    "cffi",
    "charset-normalizer",
    "click",
    "cryptography",
    "Flask",
    "h11",
    "idna",
    "importlib_metadata",
    "itsdangerous",
    "jaraco.classes",
    "jaraco.context",
    "jaraco.functools",
    "jeepney",
    "Jinja2",
    "keyring",
    "lazy-importer",
    "MarkupSafe",
    "more-itertools",
    "platformdirs",
    "pycparser",
    "PySide6_Essentials",
    "pywin32-ctypes",
    "requests",
    "SecretStorage",
    "shiboken6",
    "truststore",
    "urllib3",
    "Werkzeug",
    "zipp",
)
# How much of the log goes to a support team.
_LOG_BYTES = 32 * 1024
_LOG_LINES = 100

_LICENCE_CLASSIFIER = re.compile(r"License :: (?:OSI Approved :: )?(.+)")


def shipped() -> tuple[str, ...]:
    """Return the names among `PACKAGES` that are installed on this platform."""
    return tuple(name for name in PACKAGES if _is_installed(name))


class InstalledProgram:
    """Implements `workflow.ports.ProgramInfo`. `log` is the path of the log."""

    def __init__(self, log: Path) -> None:
        self._log = log

    def versions(self) -> tuple[tuple[str, str], ...]:
        """See `ProgramInfo.versions`."""
        return (
            ("m3ter Desktop", __version__),
            ("Python", platform.python_version()),
            ("Qt", qVersion()),
            ("PySide6", metadata.version("PySide6_Essentials")),
            ("keyring", metadata.version("keyring")),
        )

    def platform(self) -> str:
        """See `ProgramInfo.platform`."""
        return f"{platform.platform()} ({platform.machine()})"

    def packages(self) -> tuple[ShippedPackage, ...]:
        """See `ProgramInfo.packages`."""
        return tuple(map(_package, shipped()))

    def end_of_log(self) -> str:
        """See `ProgramInfo.end_of_log`.

        The log was redacted when it was written. It is redacted again, as an earlier version of the
        program may have written it.
        """
        with self._log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            start = max(0, size - _LOG_BYTES)
            file.seek(start)
            text = file.read().decode("utf-8", "replace")
        if start:
            # The first line may begin within a secret, which could not be recognized.
            text = text.partition("\n")[2]
        return "\n".join(redact(text).splitlines()[-_LOG_LINES:])


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _package(name: str) -> ShippedPackage:
    found = metadata.metadata(name)
    return ShippedPackage(found["Name"], found["Version"], _licence(found))


def _licence(package: metadata.PackageMetadata) -> str:
    """Return a package's licence: PEP 639's field, or else what older packages name it in."""
    for field in ("License-Expression", "License"):
        # A package may have put its whole licence there.
        if field in package and "\n" not in package[field]:
            return package[field]
    classifiers = package.get_all("Classifier") or []
    named = filter(None, map(_LICENCE_CLASSIFIER.fullmatch, classifiers))
    return next((match[1] for match in named), "")
