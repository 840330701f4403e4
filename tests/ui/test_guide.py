"""The user guide's window: what it shows, where, its links, and its search."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.help.guide_window import GuideWindow
from desktop_app.ui.help.markdown_view import MarkdownView, anchor
from desktop_app.ui.help.topics import DIALOGS, PAGES
from desktop_app.ui.navigation import Page
from desktop_app.ui.widgets.buttons import IconButton
from tests import labels
from tests.organizations import ACME
from tests.paths import ROOT
from tests.pictures.deleting import delete_question
from tests.pictures.helping import about, choose, opened_guide, shortcuts
from tests.pictures.m3ter import m3ter_to_connect
from tests.pictures.quitting import quit_question
from tests.pictures.wizard import stripes_errors
from tests.ui.assistive import select_by_assistive_technology
from tests.ui.finding import button, buttons, in_sight, named, words
from tests.ui.hands import press, type_text
from tests.window_harness import WindowHarness

DOCUMENTS = ("user-guide.md", "connection-profile.md", "return-page.md", "security.md")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def view(guide: GuideWindow) -> MarkdownView:
    found = guide.findChild(MarkdownView)
    assert found is not None
    return found


def contents(guide: GuideWindow) -> QListWidget:
    return named(guide, QListWidget, "Headings")


def title(guide: GuideWindow) -> str:
    return view(guide).title


def current(guide: GuideWindow) -> str:
    return contents(guide).currentItem().text()


def search(guide: GuideWindow) -> QLineEdit:
    return named(guide, QLineEdit, "Search the guide")


def top_text(guide: GuideWindow) -> str:
    """Return the words at the top of the view."""
    return view(guide).cursorForPosition(QPoint(theme.XL + 2, theme.XL)).block().text()


def press_f1(qtbot: QtBot, front: QWidget) -> GuideWindow:
    """Press F1 in a window, once it is active, and return the guide."""
    front.activateWindow()
    qtbot.waitUntil(front.isActiveWindow)
    press(QApplication.focusWidget() or front, Qt.Key.Key_F1)
    (guide,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, GuideWindow)]
    qtbot.waitUntil(guide.isVisible)
    return guide


def follow(guide: GuideWindow, link: str) -> None:
    """Choose a link of the document that is shown."""
    view(guide).anchorClicked.emit(QUrl(link))


def marked(guide: GuideWindow) -> list[str]:
    """Return what is tinted in the text."""
    tint = theme.colors(guide.palette()).warning_tint
    found = []
    block = view(guide).document().begin()
    while block.isValid():
        for part in block.layout().formats():
            if part.format.background().color() == tint:
                found.append(block.text()[part.start : part.start + part.length].lower())
        block = block.next()
    return found


def formats(guide: GuideWindow) -> Iterator[QTextCharFormat]:
    """Return the format of each part of the text."""
    block = view(guide).document().begin()
    while block.isValid():
        part = block.begin()
        while not part.atEnd():
            yield part.fragment().charFormat()
            part += 1
        block = block.next()


def test_the_search_is_above_the_headings_and_its_places_between_them(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    guide = opened_guide(gui)
    assert isinstance(guide, GuideWindow)
    search(guide).setText("keychain")
    (count,) = [each for each in in_sight(guide, QLabel) if " of " in each.text()]
    down = named(guide, IconButton, "Next place (Enter)")
    qtbot.waitUntil(lambda: count.height() > 0 and down.height() > 0)
    order = (search(guide), down, contents(guide))
    tops = [each.mapTo(guide, QPoint(0, 0)).y() for each in order]
    assert tops == sorted(tops)
    side = {each.parentWidget() for each in (search(guide), contents(guide))}
    assert len(side) == 1
    search(guide).clear()
    assert not count.isVisible()


# -- the right place ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "heading"),
    [
        (Page.INTEGRATIONS, "Workspaces"),
        (Page.STRIPE, "The Credentials panel"),
        (Page.ACTIVITY, "Activity"),
        (Page.SETTINGS, "Settings"),
    ],
)
def test_f1_opens_the_guide_at_the_page_in_front(
    gui: WindowHarness, qtbot: QtBot, page: Page, heading: str
) -> None:
    match page:
        case Page.INTEGRATIONS:
            gui.view.show_integrations()
        case Page.STRIPE:
            gui.view.show_stripe()
        case Page.ACTIVITY:
            gui.view.show_activity()
        case Page.SETTINGS:
            gui.view.show_settings()
    guide = press_f1(qtbot, gui.window)

    qtbot.waitUntil(lambda: current(guide) == heading)
    assert top_text(guide) == heading


def create_wizard(gui: WindowHarness) -> QWidget:
    return gui.wizard()


def connect_dialog(gui: WindowHarness) -> QWidget:
    return gui.connect_dialog(ACME)


def replace_dialog(gui: WindowHarness) -> QWidget:
    gui.connect()
    return gui.replace_dialog()


def forget_dialog(gui: WindowHarness) -> QWidget:
    gui.connect()
    return gui.forget_dialog()


OPENED = (
    create_wizard,
    stripes_errors,
    connect_dialog,
    m3ter_to_connect,
    replace_dialog,
    forget_dialog,
    delete_question,
    quit_question,
    shortcuts,
    about,
)


@pytest.mark.parametrize("open_one", OPENED)
def test_f1_works_in_every_dialog_and_opens_the_guide_at_it(
    gui: WindowHarness, qtbot: QtBot, open_one: Callable[[WindowHarness], QWidget]
) -> None:
    dialog = open_one(gui)
    guide = press_f1(qtbot, dialog)

    topic = DIALOGS[type(dialog)]
    heading = next(each.text for each in view(guide).headings if each.anchor == topic)
    qtbot.waitUntil(lambda: current(guide) == heading)
    assert dialog.isVisible()


def test_every_dialog_with_a_topic_is_tried_above() -> None:
    assert len(OPENED) == len(DIALOGS)


def test_the_guide_can_be_used_while_a_dialog_blocks_its_window(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.wizard()
    assert QApplication.activeModalWidget() is wizard
    guide = press_f1(qtbot, wizard)
    (other,) = contents(guide).findItems("Your keychain", Qt.MatchFlag.MatchExactly)
    place = contents(guide).visualItemRect(other).center()
    # Clicked in the window: if a dialog blocked it, the click would be lost.
    QTest.mouseClick(
        guide.windowHandle(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        contents(guide).viewport().mapTo(guide, place),
    )

    qtbot.waitUntil(lambda: top_text(guide) == "Your keychain")
    assert wizard.isVisible()


def test_one_guide_is_opened_and_comes_back(gui: WindowHarness, qtbot: QtBot) -> None:
    guide = press_f1(qtbot, gui.window)
    follow(guide, "connection-profile.md")
    guide.close()
    gui.view.show_activity()

    assert press_f1(qtbot, gui.window) is guide
    qtbot.waitUntil(lambda: current(guide) == "Activity")


def test_every_topic_is_a_heading_of_the_guide(gui: WindowHarness) -> None:
    headings = {heading.anchor for heading in view(opened_guide(gui)).headings}

    assert set(PAGES) == set(Page)
    assert {*PAGES.values(), *DIALOGS.values()} <= headings


# -- links ----------------------------------------------------------------------------------------


def test_every_link_of_the_documents_leads_somewhere(gui: WindowHarness) -> None:
    guide = opened_guide(gui)
    anchors: dict[Path, set[str]] = {}
    for name in DOCUMENTS:
        view(guide).show_document(ROOT / "docs" / name)
        anchors[ROOT / "docs" / name] = {heading.anchor for heading in view(guide).headings}
    for path in anchors:
        for link in LINK.findall(path.read_text(encoding="utf-8")):
            if link.startswith("https://"):
                continue
            name, _, heading = link.partition("#")
            target = (path.parent / name).resolve() if name else path
            assert target.is_file(), (path, link)
            assert not heading or heading in anchors[target], (path, link)


def test_every_linked_file_is_in_the_bundle() -> None:
    recipe = (ROOT / "build.spec").read_text(encoding="utf-8")
    for name in DOCUMENTS:
        path = ROOT / "docs" / name
        for link in LINK.findall(path.read_text(encoding="utf-8")):
            if not link.startswith(("https://", "#")):
                target = (path.parent / link.partition("#")[0]).resolve()
                top = target.relative_to(ROOT).parts[0]
                assert f'("{top}", ' in recipe, (path, link)


def test_a_link_to_another_document_is_followed_in_the_window(gui: WindowHarness) -> None:
    guide = opened_guide(gui)
    assert labels.BACK_TO_GUIDE not in buttons(guide)
    follow(guide, "connection-profile.md")

    first_line = (ROOT / "docs" / "connection-profile.md").read_text().partition("\n")[0]
    assert title(guide) == first_line.removeprefix("# ")
    assert title(guide) in words(guide)
    assert gui.harness.browser.opened == []
    button(guide, labels.BACK_TO_GUIDE).click()
    assert title(guide) == "User guide"
    assert labels.BACK_TO_GUIDE not in buttons(guide)


def test_alt_left_leads_back_to_the_guide(gui: WindowHarness, qtbot: QtBot) -> None:
    guide = opened_guide(gui)
    follow(guide, "security.md")
    qtbot.waitUntil(guide.isActiveWindow)
    press(view(guide), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)

    assert title(guide) == "User guide"


def test_a_link_to_a_heading_scrolls_to_it(gui: WindowHarness, qtbot: QtBot) -> None:
    guide = opened_guide(gui)
    follow(guide, "#your-keychain")

    qtbot.waitUntil(lambda: current(guide) == "Your keychain")
    assert top_text(guide) == "Your keychain"


def test_a_link_to_the_web_goes_to_the_browser(gui: WindowHarness) -> None:
    guide = opened_guide(gui)
    follow(guide, "https://docs.stripe.com/connect/oauth-reference")

    assert gui.harness.browser.opened == ["https://docs.stripe.com/connect/oauth-reference"]
    assert title(guide) == "User guide"


def test_of_a_file_that_is_no_document_the_folder_is_shown(gui: WindowHarness) -> None:
    guide = opened_guide(gui)
    follow(guide, "return-page.md")
    follow(guide, "../resources/return_page/index.html")

    assert gui.harness.file_manager.opened == [ROOT / "resources" / "return_page"]


@pytest.mark.parametrize("link", ["missing.md", "../../other.md", "/etc/passwd", "mailto:a@b.c"])
def test_a_link_to_elsewhere_does_nothing(gui: WindowHarness, link: str) -> None:
    guide = opened_guide(gui)
    follow(guide, link)

    assert title(guide) == "User guide"
    assert gui.harness.browser.opened == []
    assert gui.harness.file_manager.opened == []


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("The Credentials panel", "the-credentials-panel"),
        ("From Go to Stripe, to Active", "from-go-to-stripe-to-active"),
        ("window.ini: Ctrl-C & more", "windowini-ctrl-c--more"),
    ],
)
def test_an_anchor_is_what_github_makes_of_a_heading(heading: str, expected: str) -> None:
    assert anchor(heading) == expected


# -- headings, pictures, colours ------------------------------------------------------------------


def test_a_chosen_heading_is_scrolled_to_and_scrolling_chooses_a_heading(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    guide = opened_guide(gui)
    contents(guide).setFocus()
    press(contents(guide), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: top_text(guide) == "Connect your organization")
    assert current(guide) == "Connect your organization"
    bar = view(guide).verticalScrollBar()
    bar.setValue(0)
    assert current(guide) == "Workspaces"
    bar.setValue(bar.maximum())

    assert contents(guide).currentRow() > contents(guide).count() - 5


def test_every_heading_in_turn_can_be_chosen_by_the_keyboard(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    guide = opened_guide(gui)
    contents(guide).setFocus()
    press(contents(guide), Qt.Key.Key_Home)
    for row in range(contents(guide).count()):
        assert contents(guide).currentRow() == row
        press(contents(guide), Qt.Key.Key_Down)


def test_assistive_technology_chooses_a_heading(gui: WindowHarness, qtbot: QtBot) -> None:
    guide = opened_guide(gui)
    select_by_assistive_technology(contents(guide), 3)

    heading = contents(guide).item(3).text()
    qtbot.waitUntil(lambda: top_text(guide) == heading)
    assert current(guide) == heading


def test_a_heading_near_the_end_stays_chosen(gui: WindowHarness) -> None:
    guide = opened_guide(gui)
    guide.resize(960, 2400)
    QApplication.processEvents()
    last = contents(guide).count() - 1
    contents(guide).setCurrentRow(last)

    assert contents(guide).currentRow() == last


def test_a_heading_that_is_jumped_to_has_room_above_it(gui: WindowHarness) -> None:
    guide = opened_guide(gui)
    for row in range(3):
        contents(guide).setCurrentRow(row + 1)
        heading = view(guide).headings[row + 1]
        block = view(guide).document().findBlockByNumber(heading.block)
        assert view(guide).cursorRect(QTextCursor(block)).top() == theme.L


@pytest.mark.parametrize(("width", "is_narrower"), [(1600, True), (900, False)])
def test_lines_are_no_longer_than_can_be_read_well(
    gui: WindowHarness, qtbot: QtBot, width: int, is_narrower: bool
) -> None:
    guide = opened_guide(gui)
    guide.resize(width, 700)
    text = view(guide).document().size().width() - 2 * theme.XL
    room = view(guide).viewport().width() - 2 * theme.XL

    assert (text < room) is is_narrower
    assert text <= 100 * view(guide).fontMetrics().averageCharWidth()
    # A long document is laid out part by part.
    qtbot.waitUntil(lambda: view(guide).horizontalScrollBar().maximum() == 0)


def test_alt_left_does_nothing_in_the_guide_itself(gui: WindowHarness, qtbot: QtBot) -> None:
    guide = opened_guide(gui)
    qtbot.waitUntil(guide.isActiveWindow)
    bar = view(guide).verticalScrollBar()
    bar.setValue(bar.maximum())
    press(view(guide), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)

    assert bar.value() == bar.maximum()


def test_a_guide_that_is_missing_is_told(gui: WindowHarness, tmp_path: Path) -> None:
    gui.documents = tmp_path / "docs"
    choose(gui, labels.USER_GUIDE)

    assert "The user guide could not be opened" in words(gui.window)


def test_pictures_are_shown_and_fit_into_the_window(gui: WindowHarness) -> None:
    guide = opened_guide(gui)
    images = [each.toImageFormat().name() for each in formats(guide) if each.isImageFormat()]

    assert images == ["images/configurations.png", "images/settings.png", "images/activity.png"]
    kind = QTextDocument.ResourceType.ImageResource.value
    for name in images:
        image = view(guide).document().resource(kind, QUrl(name))
        assert isinstance(image, QImage)
        width = image.width() / image.devicePixelRatio()
        assert 300 < width <= view(guide).viewport().width() - 2 * theme.XL


def test_pictures_follow_the_palette(gui: WindowHarness) -> None:
    guide = opened_guide(gui)
    names = [each.toImageFormat().name() for each in formats(guide) if each.isImageFormat()]
    before = QGuiApplication.palette()
    kind = QTextDocument.ResourceType.ImageResource.value
    try:
        for scheme in (theme.DARK, theme.LIGHT):
            QApplication.setPalette(theme.palette_of(scheme))
            QApplication.processEvents()
            for name in names:
                image = view(guide).document().resource(kind, QUrl(name))
                assert isinstance(image, QImage)
                corner = image.pixelColor(image.width() - 1, image.height() - 1)
                assert (corner.lightness() < 128) is (scheme is theme.DARK)
    finally:
        QApplication.setPalette(before)


def test_a_picture_without_a_dark_one_is_shown_in_a_dark_palette(
    gui: WindowHarness, tmp_path: Path
) -> None:
    guide = opened_guide(gui)
    picture = QImage(400, 20, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    picture.save(str(tmp_path / "alone.png"))
    document = tmp_path / "guide.md"
    document.write_text("# Guide\n\n![Alone](alone.png)\n", encoding="utf-8")
    view(guide).setPalette(theme.palette_of(theme.DARK))
    view(guide).show_document(document)

    kind = QTextDocument.ResourceType.ImageResource.value
    image = view(guide).document().resource(kind, QUrl("alone.png"))
    assert isinstance(image, QImage)
    assert image.pixelColor(0, 0).lightness() == 255


def test_the_cells_of_tables_begin_with_capitals_and_point_to_no_other_row() -> None:
    text = (ROOT / "docs" / "user-guide.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    cells = [cell.strip(" *") for row in rows for cell in row if not set(cell) <= set("-")]
    # The names of programs and files are what they are.
    wrong = [each for each in cells if each[0].islower() and not each.startswith("m3ter")]

    assert wrong == []
    assert [each for each in cells if each.lower().startswith("the same")] == []


def test_links_follow_the_palette(gui: WindowHarness) -> None:
    guide = opened_guide(gui)
    before = QGuiApplication.palette()
    try:
        for scheme in (theme.DARK, theme.LIGHT):
            QApplication.setPalette(theme.palette_of(scheme))
            QApplication.processEvents()
            links = [each for each in formats(guide) if each.anchorHref()]
            assert {each.foreground().color().name() for each in links} == {scheme.accent.name()}
    finally:
        QApplication.setPalette(before)


# -- searching ------------------------------------------------------------------------------------


def test_ctrl_f_searches_and_enter_goes_on(gui: WindowHarness, qtbot: QtBot) -> None:
    guide = opened_guide(gui)
    qtbot.waitUntil(guide.isActiveWindow)
    press(view(guide), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert search(guide).hasFocus()
    type_text(search(guide), "keychain")
    found = view(guide).toPlainText().lower().count("keychain")

    assert f"1 of {found}" in words(guide).splitlines()
    assert view(guide).textCursor().selectedText().lower() == "keychain"
    first = view(guide).textCursor().position()
    press(search(guide), Qt.Key.Key_Return)
    assert f"2 of {found}" in words(guide).splitlines()
    assert view(guide).textCursor().position() > first
    press(search(guide), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert f"1 of {found}" in words(guide).splitlines()
    press(search(guide), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert f"{found} of {found}" in words(guide).splitlines()


def test_one_place_is_one_place(gui: WindowHarness) -> None:
    guide = opened_guide(gui)
    search(guide).setText("they must be HTTP proxies")

    assert "1 of 1" in words(guide).splitlines()


def test_all_places_are_tinted_and_the_buttons_step_through_them(gui: WindowHarness) -> None:
    guide = opened_guide(gui)
    assert in_sight(guide, IconButton) == []
    search(guide).setText("keychain")
    found = view(guide).matches
    assert found > 5
    assert marked(guide) == ["keychain"] * found
    button(guide, "Next place (Enter)").click()
    assert f"2 of {found}" in words(guide).splitlines()
    button(guide, "Previous place (Shift+Enter)").click()
    assert f"1 of {found}" in words(guide).splitlines()
    search(guide).clear()

    assert marked(guide) == []
    assert in_sight(guide, IconButton) == []


def test_a_place_is_shown_with_its_surroundings_and_its_heading(gui: WindowHarness) -> None:
    guide = opened_guide(gui)
    search(guide).setText("keychain")
    shown = set()
    for _ in range(view(guide).matches):
        cursor = view(guide).textCursor()
        block = cursor.block()
        while block.blockFormat().headingLevel() != 2:
            block = block.previous()
        assert current(guide) == block.text()
        third = view(guide).viewport().height() // 3
        bar = view(guide).verticalScrollBar()
        ends = (bar.minimum(), bar.maximum())
        assert view(guide).cursorRect(cursor).top() == third or bar.value() in ends
        shown.add(block.text())
        press(search(guide), Qt.Key.Key_Return)

    assert len(shown) > 3


def test_what_is_not_found_is_told_and_escape_ends_the_search(gui: WindowHarness) -> None:
    guide = opened_guide(gui)
    search(guide).setText("no such words")
    assert "Not found" in words(guide)
    press(search(guide), Qt.Key.Key_Return)
    press(search(guide), Qt.Key.Key_Escape)

    assert search(guide).text() == ""
    assert "Not found" not in words(guide)
    assert guide.isVisible()
    press(search(guide), Qt.Key.Key_Escape)
    assert not guide.isVisible()


def test_nothing_is_remembered(gui: WindowHarness, qtbot: QtBot) -> None:
    def files() -> dict[Path, bytes]:
        found = gui.computer.folder.rglob("*")
        return {path: path.read_bytes() for path in found if path.is_file()}

    before = files()
    guide = press_f1(qtbot, gui.window)
    guide.resize(700, 500)
    search(guide).setText("keychain")
    guide.close()

    assert files() == before
