"""The main job under a Wayland compositor, where there is no X server to fall back to."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests import labels
from tests.end_to_end import fronts, keyboard_journey
from tests.end_to_end.browser import Browser
from tests.end_to_end.chromium import ChromiumBrowser
from tests.end_to_end.virtual_desktop import open_desktop_of
from tests.end_to_end.wayland_desktop import CAN_RUN_SWAY, WaylandDesktop
from tests.end_to_end.workplace import Workplace

pytestmark = pytest.mark.skipif(not CAN_RUN_SWAY, reason="needs a user that sway runs for")


@pytest.fixture(scope="module")
def desktop() -> Iterator[WaylandDesktop]:
    """A desktop without X."""
    with open_desktop_of(WaylandDesktop) as desktop:
        yield desktop


@pytest.fixture(scope="module")
def browser(desktop: WaylandDesktop) -> Iterator[Browser]:
    """A browser that belongs to that desktop; it shows no window."""
    with closing(ChromiumBrowser(desktop)) as browser:
        yield browser


def test_the_window_is_the_compositor_s_and_there_is_no_x_server(
    workplace: Workplace, desktop: WaylandDesktop
) -> None:
    workplace.person.sees_window(labels.WINDOW)
    (window,) = desktop.windows()
    assert (window.program, window.title) == ("m3ter-desktop", labels.WINDOW)
    assert b"WAYLAND_DISPLAY=" in workplace.program.seen_by_others()
    assert b"\0DISPLAY=" not in workplace.program.seen_by_others()


def test_the_main_job_is_done_by_keyboard(workplace: Workplace) -> None:
    keyboard_journey.create_copy_and_delete(workplace)


def test_the_wizard_comes_to_the_front_when_stripe_answers_and_by_the_way_back(
    workplace: Workplace,
) -> None:
    fronts.wizard_comes_to_the_front(workplace)
