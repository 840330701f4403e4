"""Toasts: how they come, stay and go, and what they never do."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPointF, QPropertyAnimation, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import (
    QApplication,
    QProxyStyle,
    QPushButton,
    QStackedWidget,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.style import ProgramStyle
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets import toast
from desktop_app.ui.widgets.labels import ElidedLabel, TextLabel
from desktop_app.ui.widgets.toast import Toast, ToastArea, keep_clear_of_toasts
from tests import labels
from tests.pictures import credentials, notices
from tests.ui.finding import button, in_sight
from tests.ui.hands import click_at, press
from tests.window_harness import WindowHarness, press_button

COPIED = Message(Tone.SUCCESS, "", "The ID of “EU billing” was copied.")
HOUR = timedelta(hours=1)


class Scene:
    """A window with two pages, a button on each, and toasts over the pages."""

    def __init__(self) -> None:
        self.window = QWidget()
        self.window.resize(700, 400)
        self.pages = QStackedWidget()
        self.first = QPushButton("First")
        self.second = QPushButton("Second")
        for page in (self.first, self.second):
            self.pages.addWidget(page)
        column = QVBoxLayout(self.window)
        column.addWidget(self.pages)
        self.area = ToastArea(self.pages)

    def show(self, text: str, title: str = "") -> None:
        self.area.show_toast(Message(Tone.SUCCESS, title, text))

    def toasts(self) -> list[Toast]:
        """Return the toasts in sight, from top to bottom."""
        return sorted(in_sight(self.window, Toast), key=Toast.y)

    def texts(self) -> list[str]:
        return [shown.text for shown in self.toasts()]


@pytest.fixture
def scene(qtbot: QtBot) -> Scene:
    scene = Scene()
    qtbot.addWidget(scene.window)
    scene.window.show()
    scene.window.activateWindow()
    qtbot.waitUntil(scene.window.isActiveWindow)
    scene.first.setFocus()
    return scene


def staying(shown: Toast) -> QTimer:
    """Return the timer of what the toast stays for."""
    (timer,) = shown.findChildren(QTimer)
    return timer


def enter(shown: Toast) -> None:
    shown.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    QApplication.sendEvent(shown, QEnterEvent(QPointF(), QPointF(), QPointF()))


def leave(shown: Toast) -> None:
    shown.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on=False)
    QApplication.sendEvent(shown, QEvent(QEvent.Type.Leave))


def test_a_toast_is_over_the_page_at_the_bottom_where_lines_begin(scene: Scene) -> None:
    scene.show("Copied")
    (shown,) = scene.toasts()
    pages = scene.pages.geometry()
    assert shown.geometry().left() - pages.left() == theme.L + theme.M
    assert pages.center().y() < shown.geometry().top()
    assert shown.geometry().bottom() <= pages.bottom()
    scene.window.resize(900, 500)
    QApplication.processEvents()
    assert shown.geometry().bottom() <= scene.pages.geometry().bottom()
    scene.window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    scene.show("Checked")
    (_, mirrored) = scene.toasts()
    assert scene.pages.geometry().right() - mirrored.geometry().right() == theme.L + theme.M


def test_it_goes_with_its_page(scene: Scene) -> None:
    for text in ("Copied", "Checked"):
        scene.show(text)
    scene.pages.setCurrentWidget(scene.second)
    assert scene.toasts() == []
    scene.show("Copied")
    assert scene.texts() == ["Copied"]


def test_a_page_does_not_come_above_it(scene: Scene) -> None:
    scene.show("Copied")
    scene.second.show()
    scene.second.raise_()
    (shown,) = scene.toasts()
    at = scene.window.childAt(shown.geometry().center())
    assert at is not None
    assert shown in (at, at.parentWidget())


@pytest.mark.parametrize("room", [300, 700])
def test_long_words_are_broken_and_not_cut_off(scene: Scene, room: int) -> None:
    scene.window.resize(room, 400)
    scene.show("Exported to /home/ada/" + "folder/" * 12, "Exported")
    (shown,) = scene.toasts()
    assert shown.width() <= min(room, 420 + 2 * shown.contentsMargins().left())
    assert shown.height() >= shown.heightForWidth(shown.width())


def test_several_are_stacked_the_newest_lowest_and_two_at_the_most(scene: Scene) -> None:
    for text in ("One", "Two", "Three", "Four"):
        scene.show(text)
    assert scene.texts() == ["Three", "Four"]
    shown = scene.toasts()
    assert all(not a.geometry().intersects(b.geometry()) for a, b in pairwise(shown))


def test_in_a_narrow_window_only_the_newest_is_shown(scene: Scene) -> None:
    for text in ("One", "Two"):
        scene.show(text)
    scene.window.resize(699, 400)
    assert scene.texts() == ["Two"]
    scene.show("Three")
    assert scene.texts() == ["Three"]


class WithBar(QWidget):
    """A page with a bar at its lower end."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = QPushButton("Details")
        keep_clear_of_toasts(self.bar)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self.bar)


def details_alone_with_toast(gui: WindowHarness) -> QWidget:
    """The details in place of the list, after the ID in them was copied."""
    window = credentials.details_alone_in_smallest_window(gui)
    press_button(window, labels.COPY_ID)
    return window


def bottom(scene: Scene, widget: QWidget) -> int:
    return widget.mapTo(scene.window, widget.rect().bottomLeft()).y()


def test_it_stands_above_the_bar_of_its_page(scene: Scene) -> None:
    page = WithBar()
    scene.pages.addWidget(page)
    scene.pages.setCurrentWidget(page)
    QApplication.processEvents()
    scene.show("Copied")
    (shown,) = scene.toasts()
    top_of_bar = page.bar.mapTo(scene.window, page.bar.rect().topLeft()).y()
    assert bottom(scene, shown) < top_of_bar
    # The bar goes, and comes again.
    page.bar.hide()
    assert bottom(scene, shown) > top_of_bar
    page.bar.show()
    assert bottom(scene, shown) < top_of_bar


@pytest.mark.parametrize(
    ("state", "below"),
    [(notices.three_toasts, labels.DETAILS), (details_alone_with_toast, labels.DELETE_CREDENTIAL)],
)
def test_the_buttons_below_the_list_and_below_the_details_are_kept_clear(
    gui: WindowHarness, state: Callable[[WindowHarness], QWidget], below: str
) -> None:
    window = state(gui)
    (shown,) = in_sight(window, Toast)
    kept_clear = button(window, below)
    lower_end = shown.mapTo(window, shown.rect().bottomLeft()).y()
    assert lower_end < kept_clear.mapTo(window, kept_clear.rect().topLeft()).y()


def test_a_bar_beside_it_leaves_it_where_it_is(scene: Scene) -> None:
    page = WithBar()
    page.bar.setFixedWidth(60)
    scene.pages.addWidget(page)
    scene.pages.setCurrentWidget(page)
    column = page.layout()
    assert column is not None
    column.setContentsMargins(600, 0, 0, 0)
    QApplication.processEvents()
    scene.show("Copied")
    (shown,) = scene.toasts()
    assert bottom(scene, shown) > page.bar.mapTo(scene.window, page.bar.rect().topLeft()).y()


def test_it_can_have_a_button_that_ends_it(scene: Scene, qtbot: QtBot) -> None:
    pressed: list[str] = []
    folder = QPushButton("Open folder")
    folder.clicked.connect(lambda: pressed.append("folder"))
    scene.area.show_toast(COPIED, folder)
    (shown,) = scene.toasts()
    assert timedelta(seconds=10) == toast.STAY_TIME_WITH_BUTTON
    assert staying(shown).interval() == 10_000
    folder.setFocus(Qt.FocusReason.TabFocusReason)
    assert not staying(shown).isActive()
    folder.click()
    assert pressed == ["folder"]
    assert scene.toasts() == []
    assert scene.first.hasFocus()


@pytest.mark.parametrize("room", [300, 700])
def test_beside_a_button_long_words_are_not_cut_off(scene: Scene, room: int) -> None:
    scene.window.resize(room, 400)
    message = Message(Tone.SUCCESS, "", "Exported to /home/ada/" + "folder/" * 12)
    scene.area.show_toast(message, QPushButton("Open folder"))
    (shown,) = scene.toasts()
    assert shown.width() <= room
    assert shown.height() >= shown.heightForWidth(shown.width())


@pytest.mark.parametrize(("height", "is_line"), [(479, True), (480, False)])
def test_in_a_low_window_what_can_be_said_briefly_is_one_line(
    scene: Scene, height: int, is_line: bool
) -> None:
    scene.window.resize(600, height)
    path = "/home/ada/Documents/" + "m3ter-activity-" * 6 + ".csv"
    brief = f"Exported to {path.rpartition('/')[2]}"
    text = f"Exported to {path}"
    message = Message(Tone.SUCCESS, "", text, brief=brief)
    scene.area.show_toast(message, QPushButton("Open folder"))
    (shown,) = scene.toasts()
    (label,) = in_sight(shown, TextLabel)
    assert label.text() == (brief if is_line else text)
    is_at_the_edge = shown.geometry().bottom() >= scene.pages.geometry().bottom() - 1
    assert is_at_the_edge is is_line
    assert all(shown.rect().contains(each.geometry()) for each in in_sight(shown, QWidget))
    if is_line:
        assert isinstance(label, ElidedLabel)
        assert label.shown_words().startswith("Exported to m3ter-")
        assert label.shown_words().endswith(".csv")
        assert "…" in label.shown_words()
        assert label.toolTip() == text
        assert label.height() < 2 * label.fontMetrics().height()


def test_in_a_low_window_other_words_are_all_there(scene: Scene) -> None:
    scene.window.resize(400, 300)
    scene.show("All of what has to be said. " * 6)
    (shown,) = scene.toasts()
    (label,) = in_sight(shown, TextLabel)
    assert label.height() > 2 * label.fontMetrics().height()


def test_when_one_goes_the_others_take_its_place(scene: Scene) -> None:
    for text in ("One", "Two"):
        scene.show(text)
    upper, lower = scene.toasts()
    bottom = lower.geometry().bottom()
    lower.go()
    assert scene.toasts() == [upper]
    assert upper.geometry().bottom() == bottom


def test_an_equal_one_is_replaced(scene: Scene) -> None:
    for text in ("One", "Two", "One"):
        scene.show(text)
    assert scene.texts() == ["Two", "One"]


def test_it_goes_by_itself_after_four_seconds(scene: Scene, qtbot: QtBot) -> None:
    assert timedelta(seconds=4) == toast.STAY_TIME
    scene.show("Copied")
    (shown,) = scene.toasts()
    assert staying(shown).isActive()
    assert staying(shown).interval() == 4000
    # Nobody waits for its seconds.
    staying(shown).setInterval(0)
    qtbot.waitUntil(lambda: scene.toasts() == [])


def test_it_stays_while_the_mouse_is_over_it(scene: Scene) -> None:
    scene.show("Copied")
    (shown,) = scene.toasts()
    enter(shown)
    assert not staying(shown).isActive()
    leave(shown)
    assert staying(shown).isActive()


def test_it_stays_while_it_has_the_focus(scene: Scene) -> None:
    scene.show("Copied")
    (shown,) = scene.toasts()
    dismiss = button(shown, labels.DISMISS)
    dismiss.setFocus(Qt.FocusReason.TabFocusReason)
    assert not staying(shown).isActive()
    # The mouse leaves, and the focus is still there.
    enter(shown)
    leave(shown)
    assert not staying(shown).isActive()
    scene.first.setFocus()
    assert staying(shown).isActive()


def test_it_stays_while_the_mouse_is_over_it_and_the_focus_leaves(scene: Scene) -> None:
    scene.show("Copied")
    (shown,) = scene.toasts()
    button(shown, labels.DISMISS).setFocus()
    enter(shown)
    scene.first.setFocus()
    assert not staying(shown).isActive()


def test_it_does_not_take_the_focus(scene: Scene) -> None:
    scene.show("Copied")
    (shown,) = scene.toasts()
    assert scene.first.hasFocus()
    click_at(button(shown, labels.DISMISS))
    assert scene.toasts() == []
    assert scene.first.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Escape])
def test_dismissed_by_the_keyboard_it_gives_the_focus_back(scene: Scene, key: Qt.Key) -> None:
    scene.show("Copied")
    scene.show("Checked")
    (shown, below) = scene.toasts()
    press(scene.first, Qt.Key.Key_Tab)
    dismiss = button(shown, labels.DISMISS)
    assert dismiss.hasFocus()
    press(dismiss, key)
    assert scene.toasts() == [below]
    assert scene.first.hasFocus()


def test_it_is_announced(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    def hear(event: QAccessibleAnnouncementEvent) -> None:
        heard.append(event.message())

    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    scene.show("Its secrets were deleted.", "Acme Ltd was forgotten")
    assert heard == ["Acme Ltd was forgotten Its secrets were deleted."]


# -- motion ---------------------------------------------------------------------------------------


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fades, fades so slowly that a test sees it."""
    monkeypatch.setattr(toast, "FADE_TIME", HOUR)


def fading(shown: Toast) -> QPropertyAnimation:
    (animation,) = shown.findChildren(QPropertyAnimation)
    return animation


def is_fading(shown: Toast) -> bool:
    return fading(shown).state() is QPropertyAnimation.State.Running


def test_it_fades_for_a_moment(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
    monkeypatch.undo()
    assert timedelta(milliseconds=120) == toast.FADE_TIME
    scene.show("Copied")
    (shown,) = scene.toasts()
    assert fading(shown).duration() == 120


def test_it_fades_away(slow: None, scene: Scene) -> None:
    scene.show("Copied")
    (shown,) = scene.toasts()
    assert is_fading(shown)
    shown.go()
    assert is_fading(shown)
    assert fading(shown).endValue() == 0
    # A second press, while it goes, is nothing new.
    halfway = fading(shown).duration() // 2
    fading(shown).setCurrentTime(halfway)
    shown.go()
    assert fading(shown).currentTime() >= halfway
    fading(shown).setCurrentTime(fading(shown).duration())
    assert scene.toasts() == []


class CalmStyle(QProxyStyle):
    """A style of a system that asks for no motion."""

    def styleHint(  # noqa: N802  (Qt's name)
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        data: QStyleHintReturn | None = None,
    ) -> int:
        if hint is QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, data)


@pytest.fixture
def calm(qapp: QApplication) -> Iterator[None]:
    qapp.setStyle(CalmStyle("fusion"))
    yield
    qapp.setStyle(ProgramStyle())


def test_nothing_fades_where_the_system_asks_for_less_motion(
    slow: None, calm: None, scene: Scene
) -> None:
    scene.show("Copied")
    (shown,) = scene.toasts()
    assert not is_fading(shown)
    shown.go()
    assert scene.toasts() == []


def test_nothing_fades_in_a_hidden_window(slow: None, scene: Scene) -> None:
    scene.show("Copied")
    (shown,) = scene.toasts()
    scene.window.hide()
    shown.go()
    scene.show("Checked")
    hidden = scene.window.findChildren(Toast)
    assert hidden
    assert not any(is_fading(each) for each in hidden)
    scene.window.show()
    assert scene.texts() == ["Checked"]


def test_nothing_fades_in_a_minimized_window(slow: None, scene: Scene) -> None:
    scene.window.showMinimized()
    scene.show("Copied")
    assert not any(is_fading(each) for each in scene.window.findChildren(Toast))
