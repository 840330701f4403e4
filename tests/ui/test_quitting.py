"""Quitting while an approval waits: what is asked, by which ways out, and when nothing is."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.core.credential import SecretPlace
from desktop_app.core.systems import System
from desktop_app.ui.quit_dialog import QuitDialog
from desktop_app.ui.texts import time_texts
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workspace import PRACTICE
from tests import labels
from tests.paths import ROOT
from tests.ui.finding import button, focused, open_dialog, open_wizard, words
from tests.ui.hands import press
from tests.window_harness import WindowHarness

Way = Callable[[WindowHarness], None]
CTRL = Qt.KeyboardModifier.ControlModifier
# In a process of its own, since no window can be active after this event.
END_OF_SESSION = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication
from tests.window_harness import WindowHarness

application = QApplication([])
application.setQuitOnLastWindowClosed(False)
gui = WindowHarness(Path(sys.argv[1]))
gui.begun()
if "asked" in sys.argv:
    gui.window.quit()
QTimer.singleShot(0, lambda: application.sendEvent(application, QEvent(QEvent.Type.Quit)))
QTimer.singleShot(20_000, lambda: os._exit(9))
application.exec()
print("ended" if not gui.window.isVisible() else "open")
sys.stdout.flush()
os._exit(0)
"""


class ClosedByPerson(QCloseEvent):
    """The event of the X of a window: Qt calls those of the window system spontaneous."""

    def spontaneous(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def quits(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """How often the program was told to end."""
    quits: list[None] = []
    monkeypatch.setattr(QApplication, "quit", lambda: quits.append(None))
    return quits


def close_by_its_x(gui: WindowHarness) -> None:
    event = ClosedByPerson()
    QApplication.sendEvent(gui.window, event)
    # Qt hides the window if the event is accepted.
    gui.window.setVisible(not event.isAccepted())


def press_ctrl_q(gui: WindowHarness) -> None:
    press(gui.window, Qt.Key.Key_Q, CTRL)


def question() -> QuitDialog:
    return open_dialog(QuitDialog)


def is_asked() -> bool:
    return any(isinstance(w, QuitDialog) and w.isVisible() for w in QApplication.topLevelWidgets())


# -- what is asked --------------------------------------------------------------------------------


@pytest.mark.parametrize("leave", [close_by_its_x, press_ctrl_q])
def test_while_an_approval_waits_the_person_is_asked(
    gui: WindowHarness, quits: list[None], leave: Way
) -> None:
    gui.harness.go("EU billing")
    gui.harness.clock.pass_time(timedelta(minutes=1, seconds=48))
    leave(gui)

    said = words(question())
    end = gui.harness.clock.now().utc + timedelta(minutes=8, seconds=12)
    assert "Quit while an approval is waiting?" in said
    assert "given meanwhile will arrive only when you start m3ter Desktop again." in said
    time = time_texts.time_of_day_text(end)
    assert f"“EU billing” has to be approved by {time}, or it will be removed." in said
    assert gui.window.isVisible()
    assert quits == []


def test_the_workspace_is_named_where_there_are_several(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    gui.connect()
    gui.window.quit()
    assert "“EU billing” in Practice has to be approved by" in words(question())


def test_ctrl_q_in_the_wizard_asks_over_the_wizard(
    gui: WindowHarness, qtbot: QtBot, quits: list[None]
) -> None:
    wizard = gui.begun()
    qtbot.waitUntil(wizard.isActiveWindow)
    press(focused(), Qt.Key.Key_Q, CTRL)
    assert question().parent() is wizard
    button(question(), labels.KEEP_OPEN).click()

    assert open_wizard() is wizard
    assert quits == []

    press(wizard, Qt.Key.Key_Q, CTRL)
    button(question(), labels.QUIT).click()
    assert len(quits) == 1
    assert open_wizard() is None
    assert not gui.window.isVisible()


def test_several_approvals_are_counted(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    gui.harness.clock.pass_time(timedelta(minutes=4))
    gui.harness.go("US billing", System.STRIPE)
    close_by_its_x(gui)

    said = words(question())
    assert "Quit while 2 approvals are waiting?" in said
    assert said.index("“EU billing” has to be") < said.index("“US billing” has to be")


def test_an_approval_of_a_hidden_workspace_counts(gui: WindowHarness) -> None:
    acme = gui.connect()
    gui.window.show_workspace(PRACTICE)
    stripe = gui.computer.stripes[acme.id]
    stripe.grant = replace(stripe.grant, livemode=True)
    acme.commands.go_to_stripe(System.STRIPE, "EU billing", SecretPlace.KEYCHAIN)
    close_by_its_x(gui)

    assert is_asked()


# -- the answer -----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_to_keep_it_open_is_the_default(gui: WindowHarness, quits: list[None], key: Qt.Key) -> None:
    gui.harness.go("EU billing")
    close_by_its_x(gui)
    assert question().cancel.isDefault()
    assert question().cancel.text() == labels.KEEP_OPEN
    press(question(), key)

    assert not is_asked()
    assert gui.window.isVisible()
    assert quits == []

    close_by_its_x(gui)
    assert is_asked(), "the next time, it is asked again"


def test_after_quit_it_quits_without_another_question(
    gui: WindowHarness, quits: list[None]
) -> None:
    gui.harness.go("EU billing")
    close_by_its_x(gui)
    button(question(), labels.QUIT).click()

    assert not is_asked()
    assert not gui.window.isVisible()
    assert len(quits) == 1


# -- what changes meanwhile -----------------------------------------------------------------------


def test_the_question_closes_when_the_approval_arrives(
    gui: WindowHarness, quits: list[None]
) -> None:
    gui.harness.go("EU billing")
    close_by_its_x(gui)
    gui.harness.approve_in_browser()

    assert not is_asked()
    assert gui.window.isVisible()
    assert quits == []


def test_the_question_closes_when_the_time_has_run_out(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    close_by_its_x(gui)
    gui.harness.clock.pass_time(gui.harness.ttl)
    gui.harness.alarm.ring()

    assert not is_asked()


def test_the_question_stays_while_another_approval_waits(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    gone = gui.harness.go("US billing", System.STRIPE)
    close_by_its_x(gui)
    gui.harness.commands.remove(gone, revoke=None)

    assert "Quit while an approval is waiting?" in words(question())
    assert "US billing" not in words(question())


def test_the_question_closes_with_its_wizard_left_open(gui: WindowHarness, qtbot: QtBot) -> None:
    wizard = gui.begun()
    qtbot.waitUntil(wizard.isActiveWindow)
    press(focused(), Qt.Key.Key_Q, CTRL)
    gui.harness.approve_in_browser()

    assert not is_asked()
    assert open_wizard() is wizard
    assert labels.APPROVED in words(wizard)


# -- when nothing is asked ------------------------------------------------------------------------


def approved(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    gui.harness.approve_in_browser()


def denied(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    gui.harness.deny_in_browser()


def stopped(gui: WindowHarness) -> None:
    gui.harness.commands.stop_waiting(gui.harness.go("EU billing"))


def out_of_time(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    gui.harness.clock.pass_time(gui.harness.ttl)


def active(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")


@pytest.mark.parametrize("happen", [approved, denied, stopped, out_of_time, active])
@pytest.mark.parametrize("leave", [close_by_its_x, press_ctrl_q])
def test_nothing_is_asked_if_no_browser_can_come_back(
    gui: WindowHarness, quits: list[None], happen: Way, leave: Way
) -> None:
    happen(gui)
    leave(gui)

    assert not is_asked()
    assert len(quits) == 1


def test_nothing_is_asked_while_the_code_is_exchanged(
    gui: WindowHarness, quits: list[None]
) -> None:
    """The program waits for the end of the exchange anyway."""
    gui.harness.go("EU billing")
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.approve_in_browser()
    close_by_its_x(gui)
    assert not is_asked()
    assert quits == []

    gui.harness.tasks.release_all()
    assert len(quits) == 1


def test_nothing_is_asked_at_a_signal(gui: WindowHarness, quits: list[None]) -> None:
    """`GracefulShutdown` calls `close`."""
    gui.harness.go("EU billing")
    gui.window.close()

    assert not is_asked()
    assert not gui.window.isVisible()
    assert len(quits) == 1


@pytest.mark.parametrize("asked_before", [False, True])
def test_nothing_is_asked_at_the_end_of_the_session(tmp_path: Path, asked_before: bool) -> None:
    """Qt then sends this event to the application, which closes all windows, and ends."""
    arguments = [str(tmp_path), "asked"] if asked_before else [str(tmp_path)]
    run = subprocess.run(
        [sys.executable, "-c", END_OF_SESSION, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, "ended\n"), run.stderr
