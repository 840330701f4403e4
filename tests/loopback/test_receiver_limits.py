"""The receiver has limits of time, number and memory; whoever exceeds one gives way."""

from dataclasses import replace
from datetime import timedelta
from inspect import signature
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QSocketNotifier, QTimer
from PySide6.QtNetwork import QTcpSocket

from desktop_app.core.receiver_event import ApprovalUnconfirmed
from desktop_app.core.refused_peer import RefusedPeer
from desktop_app.loopback.receiver import LoopbackReceiver
from desktop_app.loopback.texts import PageText, Tone
from tests.limits import no_descriptor_left
from tests.loopback.client import request
from tests.loopback.conftest import APPROVED, SOON, MakeHarness, ReceiverHarness
from tests.loopback.texts import TEXTS


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("hold", timedelta(seconds=20)),
        ("linger", timedelta(seconds=60)),
        ("page_limit", timedelta(minutes=30)),
        ("time_limit", timedelta(seconds=5)),
        ("max_connections", 64),
    ],
)
def test_the_program_has_these_limits(limit: str, value: timedelta | int) -> None:
    assert signature(LoopbackReceiver).parameters[limit].default == value


def test_a_request_that_does_not_arrive_in_time_is_dropped(make_harness: MakeHarness) -> None:
    harness = make_harness(time_limit=SOON)
    harness.open()
    state = harness.expect()
    silent, stalled = harness.connect(), harness.connect(b"GET /stripe/return HTTP/1.1\r\nHo")
    harness.until(lambda: silent.ended() and stalled.ended())
    assert silent.received == stalled.received == b""
    harness.until(lambda: harness.open_connections() == 0)
    harness.answer(state)


def test_bytes_that_trickle_do_not_buy_time(make_harness: MakeHarness) -> None:
    harness = make_harness(time_limit=SOON)
    harness.open()
    client = harness.connect(b"GET / HTTP/1.1\r\nX: ")

    def trickled_out() -> bool:
        client.send(b"a")
        return client.ended()

    harness.until(trickled_out)


def test_a_held_browser_is_not_hurried(make_harness: MakeHarness) -> None:
    harness = make_harness(time_limit=SOON)
    harness.open()
    held = harness.answer(harness.expect())
    silent = harness.connect()
    harness.until(silent.ended)
    assert not held.ended()


def test_idle_preconnects_do_not_delay_the_answer(harness: ReceiverHarness) -> None:
    idle = [harness.connect() for _ in range(20)]
    harness.answer(harness.expect())
    assert not any(client.ended() for client in idle)


def test_the_oldest_unfinished_connection_gives_way(make_harness: MakeHarness) -> None:
    harness = make_harness(max_connections=3)
    harness.open()
    held = harness.answer(harness.expect())
    oldest, second = harness.connect(), harness.connect()
    harness.until(lambda: harness.open_connections() == 3)
    third = harness.connect()
    harness.until(oldest.ended)
    assert not any(client.ended() for client in (held, second, third))
    assert harness.open_connections() == 3


def test_a_newcomer_is_turned_away_when_all_others_are_held(make_harness: MakeHarness) -> None:
    harness = make_harness(max_connections=2)
    harness.open()
    held = [harness.answer(harness.expect(name)) for name in ("first", "second")]
    newcomer = harness.connect()
    harness.until(newcomer.ended)
    assert not any(client.ended() for client in held)


def test_an_answer_that_has_arrived_is_read_before_its_connection_would_give_way(
    make_harness: MakeHarness,
) -> None:
    harness = make_harness(max_connections=4)
    harness.open()
    state = harness.expect()
    real = harness.begin(f"/stripe/return?code=ac_1&state={state.text}")
    crowd = [harness.connect() for _ in range(100)]
    harness.until(lambda: sum(client.ended() for client in crowd) == 97)
    assert len(harness.answers) == 1
    assert not real.ended()


# More than the operating system buffers for a client that does not read.
LONG = PageText("Not found", "long " * 4_000_000, Tone.PROBLEM)
LONG_TEXTS = replace(TEXTS, refused=lambda _: LONG)


def test_a_client_that_never_reads_does_not_keep_its_place(make_harness: MakeHarness) -> None:
    harness = make_harness(LONG_TEXTS, time_limit=SOON)
    harness.open()
    harness.begin("/none")
    harness.until(lambda: harness.open_connections() == 1)
    harness.until(lambda: harness.open_connections() == 0)


def test_a_client_that_never_reads_gives_way(make_harness: MakeHarness) -> None:
    harness = make_harness(LONG_TEXTS, max_connections=1)
    harness.open()
    state = harness.expect()
    harness.begin("/none")
    harness.until(lambda: harness.open_connections() == 1)
    harness.answer(state)
    assert harness.open_connections() == 1


def test_what_a_held_browser_sends_on_is_not_kept(harness: ReceiverHarness) -> None:
    client = harness.answer(harness.expect())
    client.send(b"x" * 500_000)
    sockets = harness.receiver.findChildren(QTcpSocket)
    harness.receiver.conclude("first", APPROVED)
    harness.until(client.ended)
    assert [child.readBufferSize() for child in sockets] == [16 * 1024]


def test_what_a_held_browser_sends_on_does_not_end_its_wait(harness: ReceiverHarness) -> None:
    client = harness.answer(harness.expect())
    (socket,) = harness.receiver.findChildren(QTcpSocket)
    with harness.qtbot.waitSignal(socket.readyRead):
        client.send(b"x")
    harness.receiver.conclude("first", APPROVED)
    assert harness.finish(client).location.startswith("/done/")


def test_it_accepts_again_after_the_process_ran_out_of_descriptors(
    harness: ReceiverHarness,
) -> None:
    state = harness.begin_attempt()
    notifier = harness.receiver.findChild(QSocketNotifier)
    assert notifier is not None
    harness.begin(f"/stripe/return?code=ac_1&state={state.text}")
    with no_descriptor_left():
        # It must not turn in circles meanwhile.
        while notifier.isEnabled():
            QCoreApplication.processEvents()
    harness.until(lambda: harness.events == [ApprovalUnconfirmed("first")])


def test_a_flood_leaves_time_for_everything_else(make_harness: MakeHarness) -> None:
    asked: list[tuple[str, int]] = []

    def check(peer: tuple[str, int], _own: tuple[str, int]) -> RefusedPeer:
        asked.append(peer)
        return RefusedPeer("bob")

    harness = make_harness(check_peer=check)
    harness.open()
    # They wait where the kernel keeps them, so none of them has to try again.
    crowd = [harness.connect() for _ in range(300)]
    asked_at_each_turn = [0]
    turns = QTimer()
    turns.timeout.connect(lambda: asked_at_each_turn.append(len(asked)))
    turns.start(0)
    harness.until(lambda: all(client.ended() for client in crowd))
    assert len(asked) == len(crowd)
    assert all(now - before <= 16 for before, now in pairwise(asked_at_each_turn))


def test_a_connection_is_not_taken_if_making_room_closed_the_receiver(
    make_harness: MakeHarness,
) -> None:
    def close(_: object) -> None:
        harness.receiver.close()

    harness: ReceiverHarness = make_harness(max_connections=1, then=close)
    harness.open()
    state = harness.expect()
    first = harness.connect()
    harness.until(lambda: harness.open_connections() == 1)
    answer = request(
        harness.port,
        f"/stripe/return?code=ac_1&state={state.text}",
        f"Cookie: {'; '.join(harness.cookies)}",
    )
    # Both are there when the receiver looks next: the request is read to make room.
    second = harness.connect()
    first.send(answer)
    harness.until(lambda: first.ended() and second.ended())
    assert len(harness.answers) == 1
    assert second.received == b""
    assert harness.open_connections() == 0


def test_no_more_is_accepted_once_a_connection_has_closed_the_receiver(
    make_harness: MakeHarness,
) -> None:
    asked: list[tuple[str, int]] = []

    def check(peer: tuple[str, int], _own: tuple[str, int]) -> RefusedPeer:
        asked.append(peer)
        harness.receiver.close()
        return RefusedPeer("bob")

    harness = make_harness(check_peer=check)
    harness.open()
    crowd = [harness.connect() for _ in range(3)]
    harness.until(lambda: all(client.ended() for client in crowd))
    assert len(asked) == 1
