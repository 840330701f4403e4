"""Time for retries that nobody waits for."""

from dataclasses import dataclass, field

from desktop_app.net.retrying import Pacing


@dataclass
class FakeTime:
    """A clock that only moves when somebody waits."""

    now: float = 1000.0
    chance: float = 1.0
    waits: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    @property
    def pacing(self) -> Pacing:
        return Pacing(lambda: self.now, self.sleep, lambda: self.chance)
