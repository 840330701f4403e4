"""The navigation: each entry leads to its page, and follows the page that is shown."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QDialog, QListView

from tests.ui.finding import button, named, words
from tests.ui.hands import click, press
from tests.window_harness import WindowHarness

ALT = Qt.KeyboardModifier.AltModifier


def navigation(gui: WindowHarness) -> QListView:
    return named(gui.window, QListView, "Navigation")


def entry(gui: WindowHarness, text: str) -> QModelIndex:
    model = navigation(gui).model()
    (row,) = [r for r in range(model.rowCount()) if model.index(r, 0).data() == text]
    return model.index(row, 0)


def selected(gui: WindowHarness) -> list[str]:
    return [str(index.data()) for index in navigation(gui).selectedIndexes()]


def follow(gui: WindowHarness, text: str) -> None:
    view = navigation(gui)
    click(view.viewport(), view.visualRect(entry(gui, text)).center())


def title(gui: WindowHarness) -> str:
    """Return which page is shown, by the sentence that only it says."""
    for page, sentence in {
        "Integrations": "Choose the system",
        "Stripe Integrations": "Stripe Integrations",
        "Activity": "What happened to credentials on this computer.",
        "Settings": "This is the Practice workspace",
    }.items():
        if sentence in words(gui.window):
            return page
    return ""


def test_it_opens_on_integrations(gui: WindowHarness) -> None:
    model = navigation(gui).model()

    assert [model.index(r, 0).data() for r in range(model.rowCount())] == [
        "Integrations",
        "Activity",
        "Settings",
    ]
    assert (title(gui), selected(gui)) == ("Integrations", ["Integrations"])


def test_a_click_leads_to_each_page(gui: WindowHarness) -> None:
    follow(gui, "Activity")
    assert (title(gui), selected(gui)) == ("Activity", ["Activity"])
    follow(gui, "Integrations")
    assert (title(gui), selected(gui)) == ("Integrations", ["Integrations"])


def test_the_stripe_page_belongs_to_integrations(gui: WindowHarness) -> None:
    gui.view.show_activity()
    gui.view.show_stripe()
    assert (title(gui), selected(gui)) == ("Stripe Integrations", ["Integrations"])
    follow(gui, "Integrations")
    assert (title(gui), selected(gui)) == ("Integrations", ["Integrations"])


def test_a_page_that_is_opened_in_another_way_has_its_entry_selected(gui: WindowHarness) -> None:
    gui.view.show_activity()
    assert selected(gui) == ["Activity"]
    gui.view.open_credential(gui.harness.go())
    assert (title(gui), selected(gui)) == ("Stripe Integrations", ["Integrations"])


@pytest.mark.parametrize(
    "leave", [lambda s: s.view.show_activity(), lambda s: s.view.show_stripe()]
)
def test_alt_left_leads_to_integrations(
    gui: WindowHarness, leave: Callable[[WindowHarness], object]
) -> None:
    leave(gui)
    press(gui.window, Qt.Key.Key_Left, ALT)

    assert (title(gui), selected(gui)) == ("Integrations", ["Integrations"])


def test_arrow_keys_show_the_page_and_enter_goes_into_it(gui: WindowHarness) -> None:
    gui.harness.make_active()
    view = navigation(gui)
    view.setFocus()
    press(view, Qt.Key.Key_Down)
    assert (title(gui), selected(gui)) == ("Activity", ["Activity"])
    assert QApplication.focusWidget() is view
    press(view, Qt.Key.Key_Return)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Search activity"

    view.setFocus()
    press(view, Qt.Key.Key_Up)
    assert (title(gui), selected(gui)) == ("Integrations", ["Integrations"])
    press(view, Qt.Key.Key_Return)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Integrations"


def test_the_way_back_of_the_stripe_page_leads_to_integrations(gui: WindowHarness) -> None:
    gui.view.show_stripe()
    button(gui.window, "Integrations").click()

    assert (title(gui), selected(gui)) == ("Integrations", ["Integrations"])


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_opens_a_page_and_presses_nothing_on_it(gui: WindowHarness, key: Qt.Key) -> None:
    view = navigation(gui)
    view.setCurrentIndex(entry(gui, "Settings"))
    view.setFocus()
    press(view, key)

    assert title(gui) == "Settings"
    assert QApplication.focusWidget() is not view
    assert gui.window.findChildren(QDialog) == []
