"""One connection of a client to the practice Stripe. Nothing here blocks."""

import socket
import time
from collections.abc import Callable
from enum import Enum, auto
from selectors import EVENT_READ, EVENT_WRITE

from desktop_app.practice.http_messages import Request, RequestReader, error_response
from desktop_app.practice.limits import Limits
from desktop_app.practice.protocol import ApiError

_READ_BYTES = 64 * 1024


class Phase(Enum):
    """The phase of a connection.

    In SENT, the response was sent, and the client has not closed yet. In ENDED, nothing is left to
    be done.
    """

    READING = auto()
    SENDING = auto()
    SENT = auto()
    ENDED = auto()


class Connection:
    """Reads one request and sends one response.

    `respond` returns the response to a request, as bytes. `deadline` is a time of
    `time.monotonic`; after it, the owner of the connection closes it.
    """

    def __init__(
        self, client: socket.socket, respond: Callable[[Request], bytes], limits: Limits
    ) -> None:
        self._client = client
        self._respond = respond
        self._send_time = limits.send_time
        self._reader = RequestReader()
        self._unsent = b""
        self.phase = Phase.READING
        self.deadline = time.monotonic() + limits.receive_time
        client.setblocking(False)

    def fileno(self) -> int:
        """Return the descriptor, for selectors."""
        return self._client.fileno()

    @property
    def awaited(self) -> int:
        """The event of `selectors` that this connection waits for."""
        return EVENT_WRITE if self.phase is Phase.SENDING else EVENT_READ

    def proceed(self) -> None:
        """Do what can be done without waiting."""
        try:
            match self.phase:
                case Phase.READING:
                    self._read()
                case Phase.SENDING:
                    self._send()
                case Phase.SENT:
                    self._discard()
        except BlockingIOError:
            pass
        except OSError:
            # The client has gone.
            self.phase = Phase.ENDED

    def close(self) -> None:
        """Close at once."""
        self.phase = Phase.ENDED
        self._client.close()

    def _read(self) -> None:
        data = self._client.recv(_READ_BYTES)
        try:
            request = self._reader.feed(data)
        except ApiError as error:
            self._begin_to_send(error_response(error))
            return
        if request is not None:
            self._begin_to_send(self._respond(request))
        elif not data:
            self.phase = Phase.ENDED

    def _begin_to_send(self, response: bytes) -> None:
        self._unsent = response
        self.phase = Phase.SENDING
        self.deadline = time.monotonic() + self._send_time
        self._send()

    def _send(self) -> None:
        self._unsent = self._unsent[self._client.send(self._unsent) :]
        if not self._unsent:
            self._client.shutdown(socket.SHUT_WR)
            self.phase = Phase.SENT

    def _discard(self) -> None:
        # A socket that is closed with unread bytes is reset, and the client may lose the response.
        if not self._client.recv(_READ_BYTES):
            self.phase = Phase.ENDED
