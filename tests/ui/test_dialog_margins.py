"""Small dialogs leave one and the same space around what is in them."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop_app.ui import theme
from tests.pictures import connecting, deleting, helping, quitting, settings, wizard
from tests.ui.finding import in_sight
from tests.window_harness import WindowHarness

State = Callable[[WindowHarness], QWidget]


@pytest.mark.parametrize(
    "state",
    [
        deleting.delete_question,
        quitting.quit_question,
        settings.forget_question,
        connecting.connect_discard,
        connecting.connect_anyway,
        helping.about,
        helping.shortcuts,
        wizard.stripes_errors,
        wizard.somebody_else,
        wizard.not_this_account,
    ],
    ids=lambda state: state.__name__,
)
def test_the_space_around_a_small_dialog_is_the_same_everywhere(
    gui: WindowHarness, state: State
) -> None:
    dialog = state(gui)
    inside = QRect()
    for widget in (*in_sight(dialog, QLabel), *in_sight(dialog, QPushButton)):
        inside |= QRect(widget.mapTo(dialog, QPoint()), widget.size())
    around = (inside.left(), inside.top(), dialog.height() - 1 - inside.bottom())
    left, top, _, bottom = theme.DIALOG_MARGINS
    assert around == (left, top, bottom)
