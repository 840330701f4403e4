"""The dialog that asks before something is done that can't be taken back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.widgets.buttons import DangerButton, PrimaryButton
from desktop_app.ui.widgets.question import Question
from tests import labels
from tests.ui.finding import accessible_description, in_sight, words
from tests.ui.hands import press

QUESTION = "Delete “EU billing”?"
CONSEQUENCES = ("Its secret is removed.", "m3ter keeps its access.")


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    return parent


@pytest.fixture
def question(qtbot: QtBot, parent: QWidget) -> Question:
    question = Question("Delete credential", labels.DELETE, parent)
    question.show_question(QUESTION, CONSEQUENCES)
    question.open()
    question.activateWindow()
    qtbot.waitUntil(question.isActiveWindow)
    return question


def answers(question: Question) -> list[bool]:
    given: list[bool] = []
    question.finished.connect(lambda result: given.append(bool(result)))
    return given


def test_it_begins_at_cancel_which_is_the_default(question: Question) -> None:
    given = answers(question)

    assert question.cancel.hasFocus()
    assert question.cancel.isDefault()
    assert not question.confirm.isDefault()
    press(question, Qt.Key.Key_Return)
    assert given == [False]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_what_a_person_presses_by_mistake_does_no_harm(question: Question, key: Qt.Key) -> None:
    given = answers(question)
    press(question.cancel, key)

    assert given == [False]
    assert not question.isVisible()


@pytest.mark.parametrize("danger", [True, False])
def test_what_destroys_is_filled_or_else_what_is_the_default(
    parent: QWidget, *, danger: bool
) -> None:
    question = Question("Quit", labels.QUIT, parent, refusal=labels.KEEP_OPEN, danger=danger)

    assert isinstance(question.cancel, PrimaryButton) is not danger
    assert isinstance(question.confirm, DangerButton) is danger
    assert question.cancel.isDefault()
    question.adjustSize()
    filled_is_last = question.confirm.x() > question.cancel.x()
    assert filled_is_last is danger


def test_nothing_is_filled_where_the_program_advises_against_the_verb(parent: QWidget) -> None:
    question = Question("Connect", labels.CONNECT, parent, danger=False, risky=True)

    assert not isinstance(question.cancel, PrimaryButton)
    assert not isinstance(question.confirm, PrimaryButton | DangerButton)
    assert question.cancel.isDefault()
    question.adjustSize()
    assert question.confirm.x() > question.cancel.x()


def test_the_verb_alone_accepts(question: Question) -> None:
    given = answers(question)
    assert (question.cancel.text(), question.confirm.text()) == (labels.CANCEL, labels.DELETE)
    question.confirm.click()

    assert given == [True]


def test_it_says_the_question_and_each_consequence_in_a_list(question: Question) -> None:
    said = words(question).splitlines()

    assert said == [QUESTION, "•", CONSEQUENCES[0], "•", CONSEQUENCES[1]]
    assert accessible_description(question) == " ".join(CONSEQUENCES)


def test_one_consequence_is_a_sentence_and_no_list(question: Question) -> None:
    question.show_question(QUESTION, CONSEQUENCES[:1])

    assert words(question).splitlines() == [QUESTION, CONSEQUENCES[0]]


def test_consequences_that_have_changed_take_the_place_of_the_others(question: Question) -> None:
    question.show_question("Remove it?", ("Nothing is lost.",))

    assert words(question).splitlines() == ["Remove it?", "Nothing is lost."]
    assert accessible_description(question) == "Nothing is lost."


def test_names_are_text_and_never_markup_and_are_not_isolated_when_read(
    question: Question,
) -> None:
    question.show_question("Delete “<b>\u2068Bold\u2069</b>”?", ("<img src=x> & \u2068more\u2069",))

    said = [label for label in in_sight(question, QLabel) if label.text()]
    assert {label.textFormat() for label in said} == {Qt.TextFormat.PlainText}
    assert "<b>\u2068Bold\u2069</b>" in words(question)
    assert accessible_description(question) == "<img src=x> & more"


def test_a_choice_is_not_made_for_the_person(question: Question) -> None:
    choice = question.add_choice("&Keep the history")

    assert in_sight(question, QCheckBox) == [choice]
    assert not choice.isChecked()
    assert question.cancel.isDefault()
