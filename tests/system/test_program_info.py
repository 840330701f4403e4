"""What the program is made of, and the end of its log."""

import re
from pathlib import Path

import pytest

from desktop_app import __version__
from desktop_app.system import program_info
from desktop_app.system.program_info import PACKAGES, InstalledProgram, shipped
from desktop_app.workflow.ports import ShippedPackage
from tests.paths import ROOT
from tests.system.test_log import SECRETS

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ]+)(?: ; (.*?))? \\$", re.MULTILINE)


def normal(name: str) -> str:
    """Return the name of a package as PyPI compares names (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, str]:
    text = (ROOT / "requirements" / "runtime.txt").read_text()
    return {normal(name): version for name, version, _ in PINNED.findall(text)}


@pytest.fixture
def program(tmp_path: Path) -> InstalledProgram:
    return InstalledProgram(tmp_path / "m3ter-desktop.log")


def test_the_packages_are_those_that_are_pinned() -> None:
    assert sorted(map(normal, PACKAGES)) == sorted(pins())


def test_every_package_has_its_version_and_a_short_licence(program: InstalledProgram) -> None:
    packages = program.packages()

    assert {normal(each.name) for each in packages} == set(map(normal, shipped()))
    assert {"h11", "keyring", "pyside6-essentials"} <= {normal(each.name) for each in packages}
    for each in packages:
        assert each.version == pins()[normal(each.name)]
        assert 0 < len(each.licence) < 60, each


def test_a_package_of_another_platform_is_left_out(
    program: InstalledProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_info, "PACKAGES", ("h11", "no-such-package"))

    (only,) = program.packages()
    assert (only.name, only.licence) == ("h11", "MIT")


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        ("License-Expression: MIT\nLicense: something else", "MIT"),
        ("License: MPL-2.0", "MPL-2.0"),
        ("License: The whole licence\n        over lines\nClassifier: License :: Public", "Public"),
        (
            "Classifier: Topic :: X\nClassifier: License :: OSI Approved :: MIT License",
            "MIT License",
        ),
        ("Summary: nothing said", ""),
    ],
)
def test_a_licence_is_read_from_the_field_that_names_it(
    program: InstalledProgram,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    metadata: str,
    licence: str,
) -> None:
    folder = tmp_path / "made_up-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Name: made-up\nVersion: 1.0\n{metadata}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(program_info, "PACKAGES", ("made-up",))

    assert program.packages() == (ShippedPackage("made-up", "1.0", licence),)


def test_the_versions_begin_with_the_programs(program: InstalledProgram) -> None:
    names = [name for name, _ in program.versions()]

    assert program.versions()[0] == ("m3ter Desktop", __version__)
    assert names == ["m3ter Desktop", "Python", "Qt", "PySide6", "keyring"]
    assert all(version for _, version in program.versions())


def test_the_end_of_a_short_log_is_all_of_it(tmp_path: Path, program: InstalledProgram) -> None:
    (tmp_path / "m3ter-desktop.log").write_text("first\nsecond\n")

    assert program.end_of_log() == "first\nsecond"


def test_of_a_long_log_the_last_lines_are_returned(
    tmp_path: Path, program: InstalledProgram
) -> None:
    lines = [f"line {number}" for number in range(20_000)]
    (tmp_path / "m3ter-desktop.log").write_text("\n".join(lines))

    assert program.end_of_log().splitlines() == lines[-100:]


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_secret_in_the_log_is_not_returned(
    tmp_path: Path, program: InstalledProgram, secret: str
) -> None:
    (tmp_path / "m3ter-desktop.log").write_text(f"before\nsent {secret}, sorry\nafter")

    assert program.end_of_log() == "before\nsent •••, sorry\nafter"


def test_a_secret_that_the_reading_cuts_is_not_returned(
    tmp_path: Path, program: InstalledProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_info, "_LOG_BYTES", 20)
    (tmp_path / "m3ter-desktop.log").write_text("sk_live_51AbCdEfGhIjKlMn\nafter")

    assert program.end_of_log() == "after"


def test_bytes_that_are_no_text_do_not_hide_the_log(
    tmp_path: Path, program: InstalledProgram
) -> None:
    (tmp_path / "m3ter-desktop.log").write_bytes(b"before\n\xff\xfe\nafter")

    assert program.end_of_log().splitlines()[-1] == "after"


def test_a_log_that_is_not_there_is_an_error(program: InstalledProgram) -> None:
    with pytest.raises(FileNotFoundError):
        program.end_of_log()
