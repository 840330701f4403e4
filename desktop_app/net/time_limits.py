"""How long a request may take."""

from dataclasses import dataclass, replace

from desktop_app.core.deadline import SecondsLeft, no_deadline


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """The time limits of a request, all in seconds."""

    connect: float = 10.0
    """To connect to the server or to the proxy."""
    read: float = 30.0
    """To wait for the next bytes of the response."""
    body: float = 40.0
    """To receive the whole body of the response."""
    total: float = 7.0
    """For a read with its retries: all tries and the waits between them."""
    one_try: float = 50.0
    """For one request and its response together, however slowly the server sends."""
    seconds_left: SecondsLeft = no_deadline
    """The deadline of the call: no request is sent after it, and no response is awaited."""

    def within(self, seconds: float, one_try: float) -> "TimeLimits":
        """Return these limits, shortened.

        `connect`, `read` and `body` become `seconds` at most, and `one_try` becomes the given
        `one_try` at most. `total` and the deadline stay.
        """
        return replace(
            self,
            connect=min(self.connect, seconds),
            read=min(self.read, seconds),
            body=min(self.body, seconds),
            one_try=min(self.one_try, one_try),
        )
