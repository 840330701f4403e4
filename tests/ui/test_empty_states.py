"""What a page shows in place of a list, with equal room between its parts."""

from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.widgets.panels import EmptyState

SENTENCE = "A sentence that is so long that it is broken into two lines, or into three of them."


def test_the_room_above_the_steps_is_that_above_the_button(qtbot: QtBot) -> None:
    button = QPushButton("Begin")
    state = EmptyState("key", "Nothing yet", SENTENCE, button, ("First", "Second"))
    qtbot.addWidget(state)
    state.resize(800, 600)
    state.show()
    QApplication.processEvents()
    (sentence,) = [w for w in state.findChildren(QLabel) if w.text() == SENTENCE]
    (first,) = [w for w in state.findChildren(QLabel) if w.text() == "First"]
    steps = first.parentWidget()
    assert steps is not None

    assert sentence.height() == sentence.heightForWidth(sentence.width())
    first_top = steps.y() + steps.childrenRect().top()
    assert first_top - sentence.geometry().bottom() - 1 == theme.XL
    assert button.geometry().top() - steps.geometry().bottom() - 1 == theme.XL
