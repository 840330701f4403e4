"""An answer that comes when nobody waits for it any more."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.results import when_done
from desktop_app.workflow.operations import Pending


@pytest.fixture
def told() -> list[object]:
    """What the widget that asked was told."""
    return []


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    """The widget that asks."""
    return QWidget()


def test_an_answer_and_an_error_are_told_once(owner: QWidget, told: list[object]) -> None:
    answer: Pending[str] = Pending()
    refusal: Pending[str] = Pending()
    error = ValueError("no")
    when_done(owner, answer, told.append, told.append)
    when_done(owner, refusal, told.append, told.append)
    assert told == []

    answer.succeed("yes")
    answer.fail(error)
    refusal.fail(error)
    assert told == ["yes", error]


def test_an_answer_that_is_there_already_is_told_at_once(
    owner: QWidget, told: list[object]
) -> None:
    answer: Pending[str] = Pending()
    answer.succeed("yes")
    when_done(owner, answer, told.append, told.append)
    assert told == ["yes"]


def test_a_widget_that_is_destroyed_is_told_nothing(owner: QWidget, told: list[object]) -> None:
    """A dialog that was closed must not be touched: its widgets are not there any more."""
    answer: Pending[str] = Pending()
    refusal: Pending[str] = Pending()
    when_done(owner, answer, told.append, told.append)
    when_done(owner, refusal, told.append, told.append)
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    answer.succeed("yes")
    refusal.fail(ValueError("no"))
    assert told == []
