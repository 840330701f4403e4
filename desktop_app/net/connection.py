"""Connections that distinguish a failure to connect from a later failure, and that end in time.

Every failure while a connection is being made raises `ConnectError`: nothing of the request was
sent.
"""

import time
from functools import partial
from http.client import HTTPException, HTTPResponse
from io import BufferedReader, RawIOBase
from socket import socket
from typing import TYPE_CHECKING, Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from desktop_app.net.connect_error import connect_error_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class _Incoming(RawIOBase):
    """The bytes that arrive on a connection until `ends`; a read after that raises `TimeoutError`.

    A time limit for each read is not enough. A server may send single bytes slowly, or any number
    of interim responses and trailers (RFC 9110, 15.2; RFC 9112, 7.1.2).
    """

    def __init__(self, connection: socket, raw: RawIOBase, ends: float) -> None:
        self._connection = connection
        self._raw = raw
        self._ends = ends
        self._limit = connection.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left if self._limit is None else min(left, self._limit))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        super().close()
        self._raw.close()


def _response(
    ends: float,
    connection: socket,
    debuglevel: int = 0,
    method: str | None = None,
    url: str | None = None,
) -> HTTPResponse:
    response = HTTPResponse(connection, debuglevel, method, url)
    response.fp = BufferedReader(_Incoming(connection, response.fp.detach(), ends))
    return response


class _HTTPConnection(HTTPConnection):
    """Raises `ConnectError` if it can't be made; `ends` is when the response has to be complete."""

    def __init__(self, *args: Any, ends: float, **kwargs: Any) -> None:  # noqa: ANN401  (urllib3's)
        super().__init__(*args, **kwargs)
        self._ends = ends
        # Responses of a proxy are read with this class, too.
        self.response_class = partial(_response, ends)  # type: ignore[assignment]  # it is called

    def connect(self) -> None:
        try:
            super().connect()
            if time.monotonic() >= self._ends:
                # The caller has given up by now. A request that is sent would still have an effect.
                raise TimeoutError
        except (OSError, HTTPException, HTTPError) as error:
            raise connect_error_of(error, self) from None


class _HTTPSConnection(_HTTPConnection, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


POOL_CLASSES = {"http": _HTTPPool, "https": _HTTPSPool}
"""The pools by the scheme of a URL. `conn_kw` needs `ends`, a time of `time.monotonic`."""
