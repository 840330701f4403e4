"""The Integrations page: Stripe as a card with what is there, and the others with their guides."""

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from desktop_app.core.systems import System
from desktop_app.ui import theme
from tests import labels
from tests.ui.finding import named, words
from tests.ui.hands import click, press
from tests.window_harness import ACCOUNT_IN_WANT, WindowHarness

DESCRIPTION = Qt.ItemDataRole.AccessibleDescriptionRole
STRIPE = 0
FIRST_GUIDE = 1


def systems(gui: WindowHarness) -> QListView:
    return named(gui.window, QListView, labels.INTEGRATIONS)


def row(gui: WindowHarness, number: int) -> QModelIndex:
    return systems(gui).model().index(number, 0)


def link(gui: WindowHarness, number: int) -> QPoint:
    """Return where the link of a row is that is managed elsewhere: where reading ends, below."""
    area = systems(gui).visualRect(row(gui, number))
    mirrored = systems(gui).layoutDirection() is Qt.LayoutDirection.RightToLeft
    return QPoint(area.left() + 40 if mirrored else area.right() - 40, area.bottom() - 10)


def other_side(gui: WindowHarness, number: int) -> QPoint:
    area = systems(gui).visualRect(row(gui, number))
    return QPoint(area.left() + area.right() - link(gui, number).x(), area.bottom() - 10)


def test_stripe_says_what_is_there_and_that_it_opens(gui: WindowHarness) -> None:
    assert row(gui, STRIPE).data() == labels.STRIPE
    nothing = "No credentials yet: create the first in two minutes. Open"
    assert row(gui, STRIPE).data(DESCRIPTION) == nothing
    gui.harness.make_active("EU billing", System.STRIPE)
    gui.harness.make_active("US billing", System.STRIPE)
    gui.harness.stripe.known_account = ACCOUNT_IN_WANT
    gui.harness.make_active("Nordics", System.STRIPE)
    said = row(gui, STRIPE).data(DESCRIPTION)
    assert said == "2 active · 1 needs attention. Open"
    gui.harness.make_active("Sandbox", System.STRIPE)

    said = row(gui, STRIPE).data(DESCRIPTION)
    assert said == "2 active · 2 need attention. Open"


def test_the_others_say_where_they_are_set_up(gui: WindowHarness) -> None:
    for number in range(FIRST_GUIDE, systems(gui).model().rowCount()):
        said = row(gui, number).data(DESCRIPTION)
        assert said == f"Set up in the m3ter Console. {labels.OPEN_GUIDE}"


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_the_card_opens_wherever_it_is_clicked(gui: WindowHarness, share: float) -> None:
    card = systems(gui).visualRect(row(gui, STRIPE))
    click(
        systems(gui).viewport(),
        QPoint(card.left() + int(card.width() * share), card.center().y()),
    )

    assert labels.STRIPE_INTEGRATIONS in words(gui.window)


@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_the_link_of_a_guide_is_where_reading_ends(
    gui: WindowHarness, direction: Qt.LayoutDirection
) -> None:
    systems(gui).setLayoutDirection(direction)
    click(systems(gui).viewport(), other_side(gui, FIRST_GUIDE))
    assert gui.harness.browser.opened == []
    click(systems(gui).viewport(), link(gui, FIRST_GUIDE))

    assert len(gui.harness.browser.opened) == 1


def test_the_mouse_shows_what_can_be_clicked(gui: WindowHarness, qtbot: QtBot) -> None:
    at = systems(gui).viewport()
    for where, shape in (
        (systems(gui).visualRect(row(gui, STRIPE)).center(), Qt.CursorShape.PointingHandCursor),
        (other_side(gui, FIRST_GUIDE), Qt.CursorShape.ArrowCursor),
        (link(gui, FIRST_GUIDE), Qt.CursorShape.PointingHandCursor),
    ):
        QTest.mouseMove(at, where)
        assert at.cursor().shape() is shape


@pytest.mark.parametrize("button", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton])
def test_only_the_left_mouse_button_opens(gui: WindowHarness, button: Qt.MouseButton) -> None:
    at = systems(gui).visualRect(row(gui, STRIPE)).center()
    QTest.mouseClick(systems(gui).viewport(), button, Qt.KeyboardModifier.NoModifier, at)
    QTest.mouseClick(
        systems(gui).viewport(), button, Qt.KeyboardModifier.NoModifier, link(gui, FIRST_GUIDE)
    )

    assert labels.STRIPE_INTEGRATIONS not in words(gui.window)
    assert gui.harness.browser.opened == []


def test_the_keyboard_opens_any_row(gui: WindowHarness) -> None:
    press(systems(gui), Qt.Key.Key_Down)
    press(systems(gui), Qt.Key.Key_Enter)
    assert len(gui.harness.browser.opened) == 1
    press(systems(gui), Qt.Key.Key_Up)
    press(systems(gui), Qt.Key.Key_Return)

    assert labels.STRIPE_INTEGRATIONS in words(gui.window)


def test_the_focus_can_be_seen_on_a_card_and_on_a_line(gui: WindowHarness) -> None:
    """From the first key on: before that, nobody looks for it."""
    QTest.keyClick(gui.window.windowHandle(), Qt.Key.Key_Down)
    for number in (STRIPE, FIRST_GUIDE):
        systems(gui).setCurrentIndex(row(gui, number))
        systems(gui).clearFocus()
        area = systems(gui).visualRect(row(gui, number))
        without = systems(gui).viewport().grab(area).toImage()
        systems(gui).setFocus()

        assert systems(gui).viewport().grab(area).toImage() != without


def test_all_rows_end_at_one_distance_from_the_edge(gui: WindowHarness) -> None:
    accent = theme.colors(systems(gui).palette()).accent
    for number in range(systems(gui).model().rowCount()):
        area = systems(gui).visualRect(row(gui, number))
        picture = systems(gui).viewport().grab(area).toImage()
        last = max(
            x
            for x in range(picture.width())
            for y in range(picture.height())
            if theme.contrast(picture.pixelColor(x, y), accent) < 1.5
        )
        assert area.width() - 1 - last == pytest.approx(theme.L, abs=1), number


def test_the_last_row_ends_the_card_without_another_line(gui: WindowHarness) -> None:
    model = systems(gui).model()
    hairline = theme.colors(systems(gui).palette()).hairline
    lines = []
    for number in range(FIRST_GUIDE, model.rowCount()):
        area = systems(gui).visualRect(row(gui, number))
        picture = systems(gui).viewport().grab(area).toImage()
        # Between the initial and the name.
        colors = [picture.pixelColor(60, y) for y in range(picture.height() - 15, area.height())]
        lines.append(colors.count(hairline))

    assert lines == [1] * len(lines)
