"""Every state of every page, as it is drawn: words and outlines stand out from what is behind them.

The least contrasts are those of WCAG 2.2: 4.5 for text (1.4.3), 3 for the outline of a control
(1.4.11). The window of a state is made once. Then its palette is changed, so that colours which a
widget has kept from the palette before are found as well.
"""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage, QPalette, QRegion
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from desktop_app.ui import theme
from desktop_app.ui.sidebar import WorkspaceSwitch
from desktop_app.ui.widgets.buttons import LinkButton
from desktop_app.ui.widgets.filters import FilterButton
from desktop_app.ui.widgets.scrolling import EndFade
from tests import palettes
from tests.palettes import platform_palette
from tests.pictures.states import STATES
from tests.window_harness import WindowHarness

Words = QLabel | QAbstractButton | QLineEdit | QComboBox


def high_contrast_palette() -> QPalette:
    """Return a palette like those of systems that are set to high contrast."""
    palette = QPalette(QColor("black"), QColor("black"))
    for role in (QPalette.ColorRole.Accent, QPalette.ColorRole.Highlight):
        palette.setColor(role, QColor("#0000ff"))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor("white"))
    return palette


PALETTES = {
    "light": theme.palette_of(theme.LIGHT),
    "dark": theme.palette_of(theme.DARK),
    "high contrast": high_contrast_palette(),
    **{name: platform_palette(name) for name in palettes.PALETTES},
}
# A line of text that is scrolled out of sight but for a few pixels has no background to measure.
LEAST_HEIGHT = 8


class Picture:
    """What a window looks like."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._image: QImage = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)

    def in_sight(self, widget: QWidget) -> QRect:
        """Return the part of the window in which a widget can be seen.

        What fades out at an end is scrolled out of sight.
        """
        seen = widget.visibleRegion()
        origin = widget.mapTo(self._window, QPoint())
        for fade in self._window.findChildren(EndFade):
            around = fade.parentWidget()
            if fade.isVisible() and around is not None and around.isAncestorOf(widget):
                # Below it is at most the outline of a card.
                faded = self._placed(fade, fade.rect().adjusted(-1, 0, 1, 1))
                seen -= QRegion(faded.translated(-origin))
        return self._placed(widget, seen.boundingRect())

    def behind(self, area: QRect) -> QColor:
        """Return the most frequent colour of a part of the window."""
        # The variable keeps the pixels alive: PySide deletes them with the image.
        part = self._image.copy(area)
        ((color, _),) = Counter(memoryview(part.constBits()).cast("I")).most_common(1)
        return QColor.fromRgb(color)

    def contrast_of_edge(self, widget: QWidget, shape: QRect) -> float:
        """Return the greatest contrast where the left edge of `shape` is crossed."""
        edge = self._placed(widget, shape)
        outside = QPoint(edge.left() - 2, edge.center().y())
        line = [self._color(outside + QPoint(step, 0)) for step in range(6)]
        return max(theme.contrast(line[0], color) for color in line)

    def has(self, widget: QWidget, shape: QRect) -> bool:
        """Return whether the left edge of `shape` can be seen, with what is beside it."""
        edge = self._placed(widget, shape)
        where = QPoint(edge.left() - 2, edge.center().y())
        seen = self.in_sight(widget).adjusted(-2, 0, 0, 0)
        return seen.contains(where + QPoint(2, 0)) and self._image.rect().contains(where)

    def _placed(self, widget: QWidget, area: QRect) -> QRect:
        return area.translated(widget.mapTo(self._window, QPoint()))

    def _color(self, where: QPoint) -> QColor:
        return self._image.pixelColor(where)


def color_of_words(widget: Words) -> QColor:
    """Return the colour in which a widget writes its words."""
    palette = widget.palette()
    if isinstance(widget, LinkButton) or (
        isinstance(widget, FilterButton) and not widget.isChecked()
    ):
        return theme.colors(palette).accent
    if isinstance(widget, QLineEdit) and not widget.text():
        return palette.color(QPalette.ColorRole.PlaceholderText)
    return palette.color(widget.foregroundRole())


def seen_on(behind: QColor, color: QColor) -> QColor:
    """Return what a colour, which may be transparent, looks like on the one behind it."""
    return theme.mix(behind, QColor(color.rgb()), color.alphaF())


def words_of(widget: Words) -> str:
    """Return the words that a widget shows."""
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QLineEdit):
        return widget.text() or widget.placeholderText()
    return widget.text()


def outline_of(widget: QWidget) -> QRect | None:
    """Return the shape that a control draws around itself, None if it draws none."""
    if isinstance(widget, LinkButton | WorkspaceSwitch):
        return widget.rect() if isinstance(widget, WorkspaceSwitch) else None
    if isinstance(widget, FilterButton):
        return widget.rect() if widget.isChecked() else None
    if isinstance(widget, QPushButton):
        return None if widget.isFlat() else widget.rect()
    if isinstance(widget, QLineEdit):
        return widget.rect() if widget.hasFrame() else None
    if isinstance(widget, QComboBox):
        return widget.rect()
    if isinstance(widget, QCheckBox | QRadioButton):
        option = QStyleOptionButton()
        option.initFrom(widget)
        is_box = isinstance(widget, QCheckBox)
        part = (
            QStyle.SubElement.SE_CheckBoxIndicator
            if is_box
            else QStyle.SubElement.SE_RadioButtonIndicator
        )
        return widget.style().subElementRect(part, option, widget)
    return None


def is_covered(window: QWidget, widget: QWidget) -> bool:
    """Return whether something lies over a part of a widget, such as a toast."""
    area = widget.rect().adjusted(1, 1, -1, -1)
    middle = area.center()
    points = (
        middle,
        QPoint(area.left(), middle.y()),
        QPoint(area.right(), middle.y()),
        QPoint(middle.x(), area.top()),
        QPoint(middle.x(), area.bottom()),
    )
    for point in points:
        top = window.childAt(widget.mapTo(window, point))
        if top is not None and top is not widget and not widget.isAncestorOf(top):
            return not top.isAncestorOf(widget)
    return False


def faint_words(window: QWidget, picture: Picture) -> Iterator[str]:
    """Find the words that do not stand out enough from what is behind them."""
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, QLabel | QAbstractButton | QLineEdit | QComboBox):
            continue
        area = picture.in_sight(widget)
        if not (widget.isVisible() and widget.isEnabled() and words_of(widget)):
            continue
        if is_covered(window, widget):
            continue
        if area.height() < LEAST_HEIGHT or area.isEmpty():
            continue
        behind = picture.behind(area)
        words = seen_on(behind, color_of_words(widget))
        contrast = theme.contrast(words, behind)
        if contrast < theme.TEXT_CONTRAST:
            yield f"{words_of(widget)!r}: {words.name()} on {behind.name()} is {contrast:.2f}"


def faint_outlines(window: QWidget, picture: Picture) -> Iterator[str]:
    """Find the controls whose outlines do not stand out enough from what is outside them."""
    for widget in window.findChildren(QWidget):
        shape = outline_of(widget)
        if shape is None or not (widget.isVisible() and widget.isEnabled()):
            continue
        if is_covered(window, widget):
            continue
        if picture.has(widget, shape):
            contrast = picture.contrast_of_edge(widget, shape)
            if contrast < theme.OUTLINE_CONTRAST:
                name = widget.accessibleName() or getattr(widget, "text", str)()
                yield f"the outline of {type(widget).__name__} {name!r} is {contrast:.2f}"


@pytest.fixture
def palette_is_restored(qapp: QApplication) -> Iterator[None]:
    """The application has its own palette again after the test."""
    before = QPalette(qapp.palette())
    yield
    qapp.setPalette(before)


@pytest.mark.usefixtures("palette_is_restored")
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_words_and_outlines_stand_out_in_every_palette(
    gui: WindowHarness, qapp: QApplication, state: Callable[[WindowHarness], QWidget]
) -> None:
    shown = state(gui)
    QApplication.processEvents()
    faults = []
    for name, palette in PALETTES.items():
        qapp.setPalette(palette)
        QApplication.processEvents()
        picture = Picture(shown)
        found = [*faint_words(shown, picture), *faint_outlines(shown, picture)]
        faults += [f"{name}: {fault}" for fault in found]
        measured = [w for w in shown.findChildren(QLabel) if w.isVisible() and w.text()]
        assert measured or isinstance(shown, QMenu)
    assert faults == []
