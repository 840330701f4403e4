"""Connections that distinguish a failure to connect from a later failure, and that end in time.

Every failure while a connection is being made raises `ConnectError`: nothing of the request was
sent. So does a connection that was made too late to send the request.
"""

from functools import partial
from http.client import HTTPException, HTTPResponse
from io import BufferedReader, RawIOBase
from socket import socket
from typing import TYPE_CHECKING, Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from desktop_app.core.deadline import SecondsLeft
from desktop_app.net.connect_error import connect_error_of, too_late

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class _Incoming(RawIOBase):
    """The bytes that arrive on a connection in time; a read after that raises `TimeoutError`.

    A time limit for each read is not enough. A server may send single bytes slowly, or any number
    of interim responses and trailers (RFC 9110, 15.2; RFC 9112, 7.1.2).
    """

    def __init__(self, connection: socket, raw: RawIOBase, seconds_left: SecondsLeft) -> None:
        self._connection = connection
        self._raw = raw
        self._seconds_left = seconds_left
        self._limit = connection.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        left = self._seconds_left()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left if self._limit is None else min(left, self._limit))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        super().close()
        self._raw.close()


def _response(
    seconds_left: SecondsLeft,
    connection: socket,
    debuglevel: int = 0,
    method: str | None = None,
    url: str | None = None,
) -> HTTPResponse:
    response = HTTPResponse(connection, debuglevel, method, url)
    response.fp = BufferedReader(_Incoming(connection, response.fp.detach(), seconds_left))
    return response


class _HTTPConnection(HTTPConnection):
    """Raises `ConnectError` if it can't be made, or if no time is left to send the request."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  (urllib3's)
        seconds_left: SecondsLeft,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self._seconds_left = seconds_left
        # Responses of a proxy are read with this class, too.
        response_class = partial(_response, seconds_left)
        self.response_class = response_class  # type: ignore[assignment]  # it is called

    def connect(self) -> None:
        try:
            super().connect()
        except (OSError, HTTPException, HTTPError) as error:
            raise connect_error_of(error, self) from None

    def endheaders(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  (http.client's)
        """Send the head of the request. Raises `ConnectError` if no time is left."""
        if self.sock is None:
            self.connect()
        # Checked right before the first bytes of the request. The name service, the proxy or the
        # TLS handshake may have taken all the time. The caller may have given up by now, and a
        # request that is sent would still have an effect.
        if self._seconds_left() <= 0:
            raise too_late()
        super().endheaders(*args, **kwargs)


class _HTTPSConnection(_HTTPConnection, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


POOL_CLASSES = {"http": _HTTPPool, "https": _HTTPSPool}
"""The pools by the scheme of a URL. `conn_kw` needs `seconds_left`, a `SecondsLeft`."""
