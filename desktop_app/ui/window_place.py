"""Where the window goes, on the screens that there are."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QRect, QSize

MINIMUM_SIZE = QSize(640, 420)
_FIRST_SIZE = QSize(1080, 760)
# Qt knows the window's frame only once the window is shown. The usual frames are thinner than this.
FRAME = QMargins(8, 40, 8, 8)


def window_place(remembered: QRect | None, screens: Sequence[QRect], frame: QMargins) -> QRect:
    """Return the place of the window without its frame.

    At the first start, nothing is `remembered`, and the window is centred on the primary screen.
    `screens` are the areas of the screens that windows may cover, the primary screen first. The
    window is moved and made smaller until it is, with its `frame`, within the screen of which it
    covers most.
    """
    areas = [screen.marginsRemoved(frame) for screen in screens]
    if remembered is None:
        place = QRect(areas[0].topLeft(), _FIRST_SIZE.boundedTo(areas[0].size()))
        place.moveCenter(areas[0].center())
        return place
    area = max(areas, key=lambda area: _size_of(area.intersected(remembered)))
    size = remembered.size().expandedTo(MINIMUM_SIZE).boundedTo(area.size())
    return QRect(
        _between(area.left(), remembered.left(), area.right() + 1 - size.width()),
        _between(area.top(), remembered.top(), area.bottom() + 1 - size.height()),
        size.width(),
        size.height(),
    )


def _size_of(area: QRect) -> int:
    return max(area.width(), 0) * max(area.height(), 0)


def _between(least: int, value: int, most: int) -> int:
    return max(least, min(value, most))
