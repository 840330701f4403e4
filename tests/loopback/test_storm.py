"""The storm: whatever else comes in while it waits, the real answer is taken, once."""

import json
import sys
from datetime import timedelta

from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from desktop_app.core.authorization_response import AuthorizationCodeResponse
from desktop_app.core.secret import Secret
from tests.loopback.conftest import MakeHarness


def test_the_real_answer_is_taken_once_in_the_middle_of_a_storm(
    make_harness: MakeHarness, qtbot: QtBot
) -> None:
    harness = make_harness(time_limit=timedelta(seconds=5))
    harness.open()
    state = harness.expect()
    storm = QProcess()
    with qtbot.waitSignal(storm.readyReadStandardOutput, timeout=60_000):
        storm.start(sys.executable, ["-m", "tests.loopback.storm", str(harness.port)])
    report = json.loads(bytes(storm.readAllStandardOutput().data()))
    assert report["refused"] == report["wrong_answers"] == 5_000
    assert (report["stalled"], report["noise_bytes"]) == (500, 1 << 20)
    assert harness.answers == []
    assert harness.open_connections() <= 64

    real = harness.answer(state)
    assert "Already handled" in harness.ask(f"/stripe/return?code=ac_1&state={state.text}").body
    assert harness.answers == [AuthorizationCodeResponse("first", Secret("ac_1"))]
    assert not real.ended()

    with qtbot.waitSignal(storm.finished, timeout=10_000):
        storm.closeWriteChannel()
    assert storm.exitCode() == 0
