"""The navigation: each entry leads to its page, and follows the page that is shown."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QDialog, QListView

from tests.studio import Studio
from tests.ui.finding import button, named, words
from tests.ui.hands import click, press

ALT = Qt.KeyboardModifier.AltModifier


def navigation(studio: Studio) -> QListView:
    return named(studio.window, QListView, "Navigation")


def entry(studio: Studio, text: str) -> QModelIndex:
    model = navigation(studio).model()
    (row,) = [r for r in range(model.rowCount()) if model.index(r, 0).data() == text]
    return model.index(row, 0)


def selected(studio: Studio) -> list[str]:
    return [str(index.data()) for index in navigation(studio).selectedIndexes()]


def follow(studio: Studio, text: str) -> None:
    view = navigation(studio)
    click(view.viewport(), view.visualRect(entry(studio, text)).center())


def title(studio: Studio) -> str:
    """Return which page is shown, by the sentence that only it says."""
    for page, sentence in {
        "Integrations": "Choose the system",
        "Stripe Integrations": "Stripe Integrations",
        "Activity": "What happened to credentials on this computer.",
        "Settings": "This is the Practice workspace",
    }.items():
        if sentence in words(studio.window):
            return page
    return ""


def test_it_opens_on_integrations(studio: Studio) -> None:
    model = navigation(studio).model()

    assert [model.index(r, 0).data() for r in range(model.rowCount())] == [
        "Integrations",
        "Activity",
        "Settings",
    ]
    assert (title(studio), selected(studio)) == ("Integrations", ["Integrations"])


def test_a_click_leads_to_each_page(studio: Studio) -> None:
    follow(studio, "Activity")
    assert (title(studio), selected(studio)) == ("Activity", ["Activity"])
    follow(studio, "Integrations")
    assert (title(studio), selected(studio)) == ("Integrations", ["Integrations"])


def test_the_stripe_page_belongs_to_integrations(studio: Studio) -> None:
    studio.view.show_activity()
    studio.view.show_stripe()
    assert (title(studio), selected(studio)) == ("Stripe Integrations", ["Integrations"])
    follow(studio, "Integrations")
    assert (title(studio), selected(studio)) == ("Integrations", ["Integrations"])


def test_a_page_that_is_opened_in_another_way_has_its_entry_selected(studio: Studio) -> None:
    studio.view.show_activity()
    assert selected(studio) == ["Activity"]
    studio.view.open_credential(studio.desk.go())
    assert (title(studio), selected(studio)) == ("Stripe Integrations", ["Integrations"])


@pytest.mark.parametrize(
    "leave", [lambda s: s.view.show_activity(), lambda s: s.view.show_stripe()]
)
def test_alt_left_leads_to_integrations(studio: Studio, leave: Callable[[Studio], object]) -> None:
    leave(studio)
    press(studio.window, Qt.Key.Key_Left, ALT)

    assert (title(studio), selected(studio)) == ("Integrations", ["Integrations"])


def test_arrow_keys_show_the_page_and_enter_goes_into_it(studio: Studio) -> None:
    studio.desk.make_active()
    view = navigation(studio)
    view.setFocus()
    press(view, Qt.Key.Key_Down)
    assert (title(studio), selected(studio)) == ("Activity", ["Activity"])
    assert QApplication.focusWidget() is view
    press(view, Qt.Key.Key_Return)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Search activity"

    view.setFocus()
    press(view, Qt.Key.Key_Up)
    assert (title(studio), selected(studio)) == ("Integrations", ["Integrations"])
    press(view, Qt.Key.Key_Return)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Integrations"


def test_the_way_back_of_the_stripe_page_leads_to_integrations(studio: Studio) -> None:
    studio.view.show_stripe()
    button(studio.window, "Integrations").click()

    assert (title(studio), selected(studio)) == ("Integrations", ["Integrations"])


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_opens_a_page_and_presses_nothing_on_it(studio: Studio, key: Qt.Key) -> None:
    view = navigation(studio)
    view.setCurrentIndex(entry(studio, "Settings"))
    view.setFocus()
    press(view, key)

    assert title(studio) == "Settings"
    assert QApplication.focusWidget() is not view
    assert studio.window.findChildren(QDialog) == []
