"""The Integrations page: Stripe as a card with what is there, and the others with their guides."""

from collections.abc import Iterable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.integrations import INTEGRATIONS
from desktop_app.core.systems import System
from desktop_app.ui import integrations_page
from desktop_app.ui.widgets.labels import with_short_parts
from desktop_app.ui.widgets.panels import InfoPanel
from tests import labels
from tests.pictures import integrations
from tests.ui.assistive import press_by_assistive_technology
from tests.ui.finding import (
    accessible_description,
    button,
    focused,
    in_sight,
    wait_for_words,
    words,
)
from tests.ui.hands import click, press
from tests.window_harness import ACCOUNT_IN_WANT, WindowHarness

GUIDES = [each.name for each in INTEGRATIONS if not each.available]


def card(gui: WindowHarness) -> QPushButton:
    return button(gui.window, labels.STRIPE)


def link(gui: WindowHarness, system: str) -> QPushButton:
    return button(gui.window, f"{labels.OPEN_GUIDE}: {system}")


def line(gui: WindowHarness, system: str) -> QWidget:
    """Return the line that the link of a system is in."""
    found = link(gui, system).parentWidget()
    assert found is not None
    return found


def summary(gui: WindowHarness) -> str:
    return accessible_description(card(gui))


def test_stripe_says_what_is_there_and_that_it_opens(gui: WindowHarness) -> None:
    assert summary(gui) == "No credentials yet: create the first in two minutes. Open"
    gui.harness.make_active("EU billing", System.STRIPE)
    gui.harness.make_active("US billing", System.STRIPE)
    gui.harness.stripe.known_account = ACCOUNT_IN_WANT
    gui.harness.make_active("Nordics", System.STRIPE)
    assert summary(gui) == "2 active · 1 needs attention. Open"
    gui.harness.make_active("Sandbox", System.STRIPE)

    assert summary(gui) == "2 active · 2 need attention. Open"


def test_where_a_notice_is_too_long_for_the_card_the_name_in_it_is_shortened(
    gui: WindowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def see(text: str, parts: Iterable[str], metrics: QFontMetrics, room: int) -> str:
        drawn.append(with_short_parts(text, parts, metrics, room))
        return drawn[-1]

    monkeypatch.setattr(integrations_page, "with_short_parts", see)
    gui.window.resize(gui.window.minimumSize())
    gui.harness.go("A name that is as long as it may be " * 2)
    gui.harness.deny_in_browser()
    card(gui).grab()
    assert drawn[-1].startswith("“A name")
    assert drawn[-1].endswith("…”: Access was denied at Stripe")


def test_the_others_say_where_they_are_set_up(gui: WindowHarness) -> None:
    assert "Set up in the m3ter Console" in words(gui.window)
    for system in GUIDES:
        assert system in words(line(gui, system))


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_the_card_opens_wherever_it_is_clicked(gui: WindowHarness, share: float) -> None:
    area = card(gui).rect()
    click(card(gui), QPoint(int(area.width() * share), area.center().y()))

    assert labels.STRIPE_INTEGRATIONS in words(gui.window)


@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_the_link_of_a_guide_is_where_reading_ends(
    gui: WindowHarness, direction: Qt.LayoutDirection
) -> None:
    gui.window.setLayoutDirection(direction)
    QApplication.processEvents()
    system, *_ = GUIDES
    whole, end = line(gui, system), 40
    left, right = (QPoint(x, whole.height() // 2) for x in (end, whole.width() - end))
    mirrored = direction is Qt.LayoutDirection.RightToLeft
    click_on_line(whole, right if mirrored else left)
    assert gui.harness.browser.opened == []
    click_on_line(whole, left if mirrored else right)

    assert len(gui.harness.browser.opened) == 1


def click_on_line(whole: QWidget, where: QPoint) -> None:
    """Click at a point of a line, on whatever is there."""
    target = whole.childAt(where) or whole
    click(target, target.mapFrom(whole, where))


def test_the_mouse_shows_what_can_be_clicked(gui: WindowHarness) -> None:
    system, *_ = GUIDES
    assert card(gui).cursor().shape() is Qt.CursorShape.PointingHandCursor
    assert link(gui, system).cursor().shape() is Qt.CursorShape.PointingHandCursor
    assert line(gui, system).cursor().shape() is Qt.CursorShape.ArrowCursor


@pytest.mark.parametrize("mouse", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton])
def test_only_the_left_mouse_button_opens(gui: WindowHarness, mouse: Qt.MouseButton) -> None:
    for target in (card(gui), link(gui, GUIDES[0])):
        QTest.mouseClick(target, mouse)

    assert labels.STRIPE_INTEGRATIONS not in words(gui.window)
    assert gui.harness.browser.opened == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_the_keyboard_opens_any_system(gui: WindowHarness, key: Qt.Key) -> None:
    card(gui).setFocus()
    press(focused(), Qt.Key.Key_Down)
    assert focused() is button(gui.window, labels.CONNECT_M3TER)
    press(focused(), Qt.Key.Key_Down)
    assert focused() is link(gui, GUIDES[0])
    press(focused(), key)
    assert len(gui.harness.browser.opened) == 1
    press(focused(), Qt.Key.Key_Up)
    press(focused(), Qt.Key.Key_Up)
    press(focused(), key)

    assert labels.STRIPE_INTEGRATIONS in words(gui.window)


def test_assistive_technology_opens_any_system(gui: WindowHarness, qtbot: QtBot) -> None:
    opened = gui.harness.browser.opened
    for system in GUIDES:
        press_by_assistive_technology(link(gui, system))
    qtbot.waitUntil(lambda: len(opened) == len(GUIDES))
    press_by_assistive_technology(card(gui))

    wait_for_words(qtbot, gui.window, labels.STRIPE_INTEGRATIONS)


def test_the_focus_can_be_seen_on_a_card_and_on_a_link(gui: WindowHarness) -> None:
    """From the first key on: before that, nobody looks for it."""
    QTest.keyClick(gui.window.windowHandle(), Qt.Key.Key_Down)
    for target in (card(gui), link(gui, GUIDES[0])):
        target.clearFocus()
        without = target.grab().toImage()
        target.setFocus()

        assert target.grab().toImage() != without


def test_a_notice_is_as_wide_as_the_cards_and_scrolls_with_them(gui: WindowHarness) -> None:
    gui.window.resize(gui.window.minimumSize())
    (area,) = in_sight(gui.window, QScrollArea)
    place = card(gui).y()
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    integrations.guide_not_opened(gui)
    (notice,) = [each for each in in_sight(gui.window, InfoPanel) if each.title()]
    assert not notice.visibleRegion().isEmpty()
    start, start_of_card = (each.mapTo(gui.window, QPoint()) for each in (notice, card(gui)))
    assert start.x() == start_of_card.x()
    assert notice.width() == card(gui).width()
    assert notice.parent() is card(gui).parent()
    button(notice, f"{labels.DISMISS}: {notice.title()}").click()
    in_sight(gui.window, QPushButton)
    assert card(gui).y() == place


def test_the_page_scrolls_to_the_edges_of_the_window(gui: WindowHarness) -> None:
    gui.window.resize(gui.window.minimumSize())
    (area,) = in_sight(gui.window, QScrollArea)
    corner = area.mapTo(gui.window, area.rect().bottomRight())

    assert area.verticalScrollBar().maximum() > 0
    assert corner == gui.window.rect().bottomRight()


def test_the_focus_is_scrolled_into_sight(gui: WindowHarness) -> None:
    gui.window.resize(gui.window.minimumSizeHint())
    button(gui.window, labels.CONNECT_M3TER).setFocus()
    for system in GUIDES:
        press(focused(), Qt.Key.Key_Tab)
        assert focused() is link(gui, system)
        assert not focused().visibleRegion().isEmpty()
