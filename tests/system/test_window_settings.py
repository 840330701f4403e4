"""What the window remembers, in a real file: written, read again, damaged, and private."""

import os
import stat
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt

from desktop_app.system.window_settings import StoredProgram, StoredWindow
from desktop_app.workflow.ports import LinkTarget

PLACE = QRect(-120, 40, 1080, 760)
# Among them what Qt reads as lists and as values of other types.
DAMAGED = [
    "",
    "1 2 3",
    "1 2 3 4 5",
    "1 2 3 -4",
    "1.5 2 3 4",
    "100000 2 3 4",
    "1, 2, 3, 4",
    "\u0661 2 3 4",
    "@Rect(1 2 3 4)",
    "@Invalid()",
    "@Variant(\\0\\0\\0\\x2\\0\\0\\0\\x5)",
    "@ByteArray(\\xff\\xff)",
    "@Point(",
    '"1 2',
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "window.ini"


def written(path: Path, text: str) -> StoredWindow:
    """Return what is remembered by a file that holds `text`."""
    path.write_text(text, encoding="utf-8")
    return StoredWindow(path)


def program_values(program: StoredProgram) -> tuple[object, ...]:
    """Return all settings of the program."""
    return (
        program.color_scheme,
        program.notifies,
        program.rechecks_quietly,
        program.link_target,
        program.link_program,
    )


DEFAULTS = (Qt.ColorScheme.Unknown, True, True, LinkTarget.DEFAULT_BROWSER, "")


def save(window: StoredWindow) -> None:
    """Write everything to the disk, as at the end of the program."""
    window.remember_geometry(PLACE, is_maximized=False)


def test_at_first_nothing_is_remembered(path: Path) -> None:
    window = StoredWindow(path)
    table = window.workspace("").table("credentials")
    assert window.geometry is None
    assert not window.is_maximized
    assert window.workspace("").page == ""
    assert table.sorting is None
    assert dict(table.widths) == {}
    assert table.hidden is None


@pytest.mark.parametrize("is_maximized", [True, False])
def test_the_place_is_remembered(path: Path, is_maximized: bool) -> None:
    before = StoredWindow(path)
    before.remember_geometry(PLACE, is_maximized=is_maximized)
    assert "1080" in path.read_text(encoding="utf-8"), "it is not on the disk at once"

    window = StoredWindow(path)
    assert window.geometry == PLACE
    assert window.is_maximized == is_maximized


@pytest.mark.parametrize("workspace", ["", "org-acme", "practice", "a" * 64])
def test_everything_about_a_workspace_is_remembered(path: Path, workspace: str) -> None:
    window = StoredWindow(path)
    window.workspace(workspace).remember_page("STRIPE")
    table = window.workspace(workspace).table("credentials")
    table.remember_sorting("CREATED", descending=True)
    table.remember_widths({"NAME": 240, "SYSTEM": 99})
    table.remember_hidden(["ACCOUNT", "STATUS"])
    save(window)

    again = StoredWindow(path).workspace(workspace)
    assert again.page == "STRIPE"
    assert again.table("credentials").sorting == ("CREATED", True)
    assert dict(again.table("credentials").widths) == {"NAME": 240, "SYSTEM": 99}
    assert again.table("credentials").hidden == {"ACCOUNT", "STATUS"}
    assert again.table("activity").sorting is None


def test_what_is_reset_is_not_remembered_any_more(path: Path) -> None:
    table = StoredWindow(path).workspace("").table("credentials")
    table.remember_widths({"NAME": 240})
    table.remember_widths({})
    table.remember_hidden(["ACCOUNT"])
    table.remember_hidden([])
    assert dict(table.widths) == {}
    assert table.hidden == set()


def test_a_forgotten_workspace_leaves_nothing_in_the_file(path: Path) -> None:
    window = StoredWindow(path)
    for workspace in ("org-a", "org-ab"):
        window.workspace(workspace).remember_page("ACTIVITY")
        window.workspace(workspace).table("activity").remember_widths({"WHEN": 90})
    window.forget("org-a")
    save(window)

    text = path.read_text(encoding="utf-8")
    assert "org-a\\" not in text
    assert StoredWindow(path).workspace("org-ab").page == "ACTIVITY"


@pytest.mark.parametrize("value", DAMAGED)
def test_a_damaged_value_counts_as_not_remembered(path: Path, value: str) -> None:
    window = written(
        path,
        f"[window]\ngeometry={value}\nstate={value}\n"
        f"[practice]\ncredentials\\sorting={value}\ncredentials\\widths={value}\n",
    )
    assert window.geometry is None
    assert not window.is_maximized
    assert window.workspace("").table("credentials").sorting is None
    assert dict(window.workspace("").table("credentials").widths) == {}

    save(window)
    assert StoredWindow(path).geometry == PLACE


def test_good_parts_of_a_damaged_list_are_kept(path: Path) -> None:
    window = written(
        path,
        "[practice]\ncredentials\\widths=NAME:240 SYSTEM:-1 STATUS:1000000 ACCOUNT CREATED:7\n"
        "credentials\\hidden=NAME a/b ACCOUNT\n",
    )
    table = window.workspace("").table("credentials")
    assert dict(table.widths) == {"NAME": 240, "CREATED": 7}
    assert table.hidden == {"NAME", "ACCOUNT"}


@pytest.mark.parametrize(
    "content",
    [
        b"\0\xff\xfe" * 100,
        b"[window\ngeometry",
        b"=\n[]\n%=%\n",
        b"[window]\ngeometry=1 2 3 4\n" + b"x" * 200_000,
    ],
    ids=["bytes", "cut off", "empty names", "large"],
)
def test_a_file_that_is_not_ours_is_replaced(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    window = StoredWindow(path)
    assert window.geometry is None
    save(window)
    assert StoredWindow(path).geometry == PLACE


def test_a_folder_in_its_place_does_no_harm(path: Path) -> None:
    path.mkdir()
    window = StoredWindow(path)
    assert window.geometry is None
    save(window)
    assert StoredWindow(path.parent / "other.ini").geometry is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_what_would_be_read_for_ever_is_replaced(path: Path) -> None:
    os.mkfifo(path)
    save(StoredWindow(path))
    assert StoredWindow(path).geometry == PLACE


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("exists", [True, False])
def test_the_file_is_for_its_owner_only(path: Path, exists: bool) -> None:
    before = os.umask(0)
    try:
        if exists:
            path.touch(mode=0o666)
        save(StoredWindow(path))
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]


# -- the settings of the program ------------------------------------------------------------------


def test_at_first_the_program_has_its_defaults(path: Path) -> None:
    assert program_values(StoredWindow(path).program) == DEFAULTS


@pytest.mark.parametrize("scheme", Qt.ColorScheme)
@pytest.mark.parametrize("target", LinkTarget)
@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize("program", ["/usr/bin/firefox", "/opt/a b, c;d/ä@%=\\x"])
def test_all_settings_of_the_program_are_remembered(
    path: Path, scheme: Qt.ColorScheme, target: LinkTarget, on: bool, program: str
) -> None:
    window = StoredWindow(path)
    window.program.remember_color_scheme(scheme)
    window.program.remember_notifies(on=on)
    window.program.remember_rechecks_quietly(on=not on)
    window.program.remember_link_target(target)
    window.program.remember_link_program(program)
    save(window)

    again = StoredWindow(path)
    assert program_values(again.program) == (scheme, on, not on, target, program)
    assert again.geometry == PLACE


@pytest.mark.parametrize("value", [*DAMAGED, "ON", "bin/firefox"])
def test_a_damaged_setting_of_the_program_counts_as_not_set(path: Path, value: str) -> None:
    names = ("appearance", "notifications", "quiet_checks", "approval_link", "approval_program")
    window = written(path, "[program]\n" + "".join(f"{name}={value}\n" for name in names))
    assert program_values(window.program) == DEFAULTS

    window.program.remember_color_scheme(Qt.ColorScheme.Dark)
    save(window)
    assert StoredWindow(path).program.color_scheme is Qt.ColorScheme.Dark


@pytest.mark.parametrize(
    "program", [*DAMAGED, "bin/firefox", "", "/usr/bin/first, /usr/bin/second"]
)
def test_a_program_whose_path_is_damaged_leaves_the_link_to_no_other(
    path: Path, program: str
) -> None:
    text = f"[program]\napproval_link=program\napproval_program={program}\n"
    window = written(path, text)
    assert window.program.link_target is LinkTarget.PROGRAM
    assert window.program.link_program == ""


def test_the_settings_of_the_program_are_not_those_of_a_workspace(path: Path) -> None:
    window = StoredWindow(path)
    window.program.remember_notifies(on=False)
    for workspace in ("", "program", "org-acme"):
        window.workspace(workspace).remember_page("SETTINGS")
        window.forget(workspace)
    assert not window.program.notifies
