"""The navigation: each entry leads to its page, and follows the page that is shown."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QDialog, QListView
from pytestqt.qtbot import QtBot

from tests import labels
from tests.ui.assistive import select_by_assistive_technology
from tests.ui.finding import button, named, words
from tests.ui.hands import click, press
from tests.window_harness import WindowHarness

ALT = Qt.KeyboardModifier.AltModifier


def navigation(gui: WindowHarness) -> QListView:
    return named(gui.window, QListView, labels.NAVIGATION)


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
        labels.INTEGRATIONS: "Choose the system",
        labels.STRIPE_INTEGRATIONS: labels.STRIPE_INTEGRATIONS,
        labels.ACTIVITY: "What happened to credentials on this computer.",
        labels.SETTINGS: "This is the Practice workspace",
    }.items():
        if sentence in words(gui.window):
            return page
    return ""


def test_it_opens_on_integrations(gui: WindowHarness) -> None:
    model = navigation(gui).model()

    assert [model.index(r, 0).data() for r in range(model.rowCount())] == [
        labels.INTEGRATIONS,
        labels.ACTIVITY,
        labels.SETTINGS,
    ]
    assert (title(gui), selected(gui)) == (labels.INTEGRATIONS, [labels.INTEGRATIONS])


def test_a_click_leads_to_each_page(gui: WindowHarness) -> None:
    follow(gui, labels.ACTIVITY)
    assert (title(gui), selected(gui)) == (labels.ACTIVITY, [labels.ACTIVITY])
    follow(gui, labels.INTEGRATIONS)
    assert (title(gui), selected(gui)) == (labels.INTEGRATIONS, [labels.INTEGRATIONS])


def test_the_stripe_page_belongs_to_integrations(gui: WindowHarness) -> None:
    gui.view.show_activity()
    gui.view.show_stripe()
    assert (title(gui), selected(gui)) == (labels.STRIPE_INTEGRATIONS, [labels.INTEGRATIONS])
    follow(gui, labels.INTEGRATIONS)
    assert (title(gui), selected(gui)) == (labels.INTEGRATIONS, [labels.INTEGRATIONS])


def test_a_page_that_is_opened_in_another_way_has_its_entry_selected(gui: WindowHarness) -> None:
    gui.view.show_activity()
    assert selected(gui) == [labels.ACTIVITY]
    gui.view.open_credential(gui.harness.go())
    assert (title(gui), selected(gui)) == (labels.STRIPE_INTEGRATIONS, [labels.INTEGRATIONS])


@pytest.mark.parametrize(
    "leave", [lambda s: s.view.show_activity(), lambda s: s.view.show_stripe()]
)
def test_alt_left_leads_to_integrations(
    gui: WindowHarness, leave: Callable[[WindowHarness], object]
) -> None:
    leave(gui)
    press(gui.window, Qt.Key.Key_Left, ALT)

    assert (title(gui), selected(gui)) == (labels.INTEGRATIONS, [labels.INTEGRATIONS])


def test_arrow_keys_show_the_page_and_enter_goes_into_it(gui: WindowHarness) -> None:
    gui.harness.make_active()
    view = navigation(gui)
    view.setFocus()
    press(view, Qt.Key.Key_Down)
    assert (title(gui), selected(gui)) == (labels.ACTIVITY, [labels.ACTIVITY])
    assert QApplication.focusWidget() is view
    press(view, Qt.Key.Key_Return)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == labels.SEARCH_ACTIVITY

    view.setFocus()
    press(view, Qt.Key.Key_Up)
    assert (title(gui), selected(gui)) == (labels.INTEGRATIONS, [labels.INTEGRATIONS])
    press(view, Qt.Key.Key_Return)
    focused = QApplication.focusWidget()
    assert focused is button(gui.window, labels.STRIPE)


def test_the_way_back_of_the_stripe_page_leads_to_integrations(gui: WindowHarness) -> None:
    gui.view.show_stripe()
    button(gui.window, labels.INTEGRATIONS).click()

    assert (title(gui), selected(gui)) == (labels.INTEGRATIONS, [labels.INTEGRATIONS])


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_opens_a_page_and_presses_nothing_on_it(gui: WindowHarness, key: Qt.Key) -> None:
    view = navigation(gui)
    view.setCurrentIndex(entry(gui, labels.SETTINGS))
    view.setFocus()
    press(view, key)

    assert title(gui) == labels.SETTINGS
    assert QApplication.focusWidget() is not view
    assert gui.window.findChildren(QDialog) == []


def is_shown(gui: WindowHarness, page: str) -> bool:
    return title(gui) == page


def test_assistive_technology_leads_to_each_page(gui: WindowHarness, qtbot: QtBot) -> None:
    for page in (labels.ACTIVITY, labels.SETTINGS, labels.INTEGRATIONS):
        select_by_assistive_technology(navigation(gui), entry(gui, page).row())
        qtbot.waitUntil(partial(is_shown, gui, page))
        assert selected(gui) == [page]
