"""Calls a WSGI application (PEP 3333) for a request.

This module imports werkzeug, which is slow, so it is imported only when the server starts.
"""

import io
import logging
import sys
import traceback
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from werkzeug.wrappers import Response

from desktop_app.practice.http_messages import Request, error_response, response
from desktop_app.practice.protocol import ApiError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

_MAX_LOGGED_PATH = 100
_FOLDER = Path(__file__).parent
# The body has arrived as a whole, so how it was sent does not matter to the application.
_HEADERS_OF_THE_CONNECTION = frozenset({"content-length", "transfer-encoding"})

_log = logging.getLogger(__name__)


def responder(
    application: "WSGIApplication", address: tuple[str, int]
) -> Callable[[Request], bytes]:
    """Return the function that has `application` respond to a request. It never raises.

    `address` is the server's own. An exception of the application becomes one line in the log and
    a response with the status 500.
    """

    def respond(request: Request) -> bytes:
        try:
            answer = Response.from_app(application, _environment(request, address), buffered=True)
            return response(answer.status_code, answer.headers.items(), answer.get_data())
        except Exception as error:  # noqa: BLE001  (logged, by its type and place)
            # Neither its message nor its traceback: they could repeat what was sent.
            path = request.path[:_MAX_LOGGED_PATH]
            _log.error("Exception on %s: %s in %s", path, type(error).__name__, _place(error))
            return error_response(
                ApiError(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here")
            )

    return respond


def _environment(request: Request, address: tuple[str, int]) -> "WSGIEnvironment":
    environment: WSGIEnvironment = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.path).decode("latin-1"),
        "QUERY_STRING": request.query,
        "SERVER_NAME": address[0],
        "SERVER_PORT": str(address[1]),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers:
        # "A_B" would have the same key as "A-B".
        if name in _HEADERS_OF_THE_CONNECTION or "_" in name:
            continue
        key = name.upper().replace("-", "_")
        if key != "CONTENT_TYPE":
            key = f"HTTP_{key}"
        environment[key] = f"{environment[key]},{value}" if key in environment else value
    return environment


def _place(error: Exception) -> str:
    """Return the file and line of this package where an exception came through last."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).parent == _FOLDER]
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
