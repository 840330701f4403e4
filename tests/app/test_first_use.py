"""What is made when it is first used: once, whichever threads use it, and not before."""

import threading
import time

import pytest

from desktop_app.app.first_use import FirstUse
from tests.waiting import TIMEOUT_MS

TIMEOUT = TIMEOUT_MS / 1000


class Adapter:
    """Counts how often it is made and called."""

    made = 0

    def __init__(self) -> None:
        type(self).made += 1
        self.greeted: list[str] = []

    def greet(self, name: str, *, loudly: bool) -> str:
        self.greeted.append(name)
        return name.upper() if loudly else name


@pytest.fixture(autouse=True)
def count_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Adapter, "made", 0)


def test_it_is_made_by_the_first_call_and_not_by_a_reference() -> None:
    first_use = FirstUse(Adapter)
    greet = first_use.lazy.greet
    assert (Adapter.made, first_use.made) == (0, None)

    assert greet("ada", loudly=True) == "ADA"
    assert first_use.lazy.greet("bob", loudly=False) == "bob"
    assert first_use.made is first_use.get()
    assert first_use.get().greeted == ["ada", "bob"]
    assert Adapter.made == 1


def test_two_threads_that_use_it_at_once_get_the_same_one() -> None:
    """Two databases on one file, or two stand-ins for Stripe, would not know of each other."""
    is_being_made = threading.Event()
    got: list[Adapter] = []

    def make() -> Adapter:
        is_being_made.set()
        # The second thread comes meanwhile; without a lock it makes one of its own.
        time.sleep(0.2)
        return Adapter()

    first_use = FirstUse(make)
    threads = [threading.Thread(target=lambda: got.append(first_use.get())) for _ in range(2)]
    threads[0].start()
    assert is_being_made.wait(TIMEOUT)
    threads[1].start()
    for thread in threads:
        thread.join(TIMEOUT)

    assert Adapter.made == 1
    assert got[0] is got[1]


def test_what_could_not_be_made_is_made_by_the_next_use() -> None:
    failures = [OSError("too many open files")]

    def make() -> Adapter:
        if failures:
            raise failures.pop()
        return Adapter()

    first_use = FirstUse(make)
    with pytest.raises(OSError, match="too many open files"):
        first_use.lazy.greet("ada", loudly=False)
    assert first_use.made is None
    assert first_use.lazy.greet("ada", loudly=False) == "ada"
