"""Where the window goes, on made-up screens."""

import pytest
from PySide6.QtCore import QMargins, QRect, QSize

from desktop_app.ui.window_place import FRAME, MINIMUM_SIZE, window_place

FULL_HD = QRect(0, 0, 1920, 1080)
# 1920×1080 at 200 %, with a panel of 30 at the top.
SCALED = QRect(0, 30, 960, 510)
BESIDE = QRect(1920, 0, 1920, 1080)
NO_FRAME = QMargins()


def test_at_the_first_start_it_is_in_the_middle_of_the_primary_screen() -> None:
    place = window_place(None, [FULL_HD, BESIDE], NO_FRAME)
    assert place.size() == QSize(1080, 760)
    assert abs(place.center().x() - FULL_HD.center().x()) <= 1
    assert abs(place.center().y() - FULL_HD.center().y()) <= 1


def test_at_the_first_start_it_fits_a_small_screen_with_its_frame() -> None:
    place = window_place(None, [SCALED], FRAME)
    assert SCALED.contains(place.marginsAdded(FRAME))
    assert place.width() >= MINIMUM_SIZE.width()
    assert place.height() >= MINIMUM_SIZE.height()


@pytest.mark.parametrize(
    "remembered",
    [
        QRect(100, 100, 1080, 760),
        QRect(2000, 200, 800, 600),
        QRect(8, 40, 640, 420),
        FULL_HD.marginsRemoved(FRAME),
    ],
)
def test_a_place_that_fits_is_taken_as_it_was(remembered: QRect) -> None:
    assert window_place(remembered, [FULL_HD, BESIDE], FRAME) == remembered


@pytest.mark.parametrize(
    ("remembered", "place"),
    [
        (QRect(2000, 200, 800, 600), QRect(1120, 200, 800, 600)),
        (QRect(-500, -500, 800, 600), QRect(0, 0, 800, 600)),
        (QRect(1800, 1000, 800, 600), QRect(1120, 480, 800, 600)),
        (QRect(0, 0, 3840, 2160), FULL_HD),
        (QRect(100, 100, 0, 0), QRect(100, 100, 640, 420)),
        (QRect(99999, 99999, 99999, 99999), FULL_HD),
        (QRect(-99999, -99999, 99999, 99999), FULL_HD),
    ],
)
def test_a_place_that_does_not_fit_any_more_is_moved_and_made_smaller(
    remembered: QRect, place: QRect
) -> None:
    assert window_place(remembered, [FULL_HD], NO_FRAME) == place


def test_the_frame_stays_within_the_screen() -> None:
    place = window_place(QRect(0, 0, 1920, 1080), [FULL_HD], FRAME)
    assert place.marginsAdded(FRAME) == FULL_HD


def test_it_stays_on_the_screen_of_which_it_covers_most() -> None:
    place = window_place(QRect(1700, 100, 800, 600), [FULL_HD, BESIDE], NO_FRAME)
    assert place == QRect(1920, 100, 800, 600)
