"""Why a connection could not be made."""

import re
import ssl

from urllib3.connection import HTTPConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from desktop_app.core.errors import NetworkProblem

# The message of http.client, which has no special exception for this.
_TUNNEL_REFUSED = re.compile(r"Tunnel connection failed: (\d{3})", re.ASCII)
# The error codes of OpenSSL, Windows (CERT_E_…) and macOS (errSec…). truststore passes them on.
_EXPIRED = frozenset({9, 10, 0x800B0101, -67818, -67819})
_WRONG_HOST = frozenset({62, 64, 0x800B010F, -67602})


class ConnectError(Exception):
    """No connection was made, or it was made too late, so nothing was sent.

    `description` is one English sentence without any secret. `proxy` is the host and port of the
    proxy where the problem is the proxy's, and empty otherwise. `circumstance` is as in
    `core.errors.Detail`.
    """

    def __init__(
        self, problem: NetworkProblem, description: str, proxy: str = "", circumstance: str = ""
    ) -> None:
        super().__init__(f"{problem}: {description}")
        self.problem = problem
        self.description = description
        self.proxy = proxy
        self.circumstance = circumstance


def too_late() -> ConnectError:
    """Return the ConnectError for a request that was not sent, because no time was left."""
    return ConnectError(NetworkProblem.CONNECT_TIMEOUT, "The time was over before it was sent.")


def connect_error_of(error: Exception, connection: HTTPConnection) -> ConnectError:
    """Return the ConnectError for an exception that was raised while `connection` was being made.

    `error` comes from the socket, from TLS, from http.client or from urllib3.
    """
    if isinstance(error, ssl.SSLError):
        return _tls_error(error)
    proxy = connection.proxy
    if proxy is not None:
        is_reached = connection.has_connected_to_proxy
        return _proxy_error(error, proxy.netloc or "", is_reached=is_reached)
    if isinstance(error, NameResolutionError):
        return ConnectError(NetworkProblem.NAME_NOT_FOUND, "There is no such name.")
    # Must come before ConnectTimeoutError, which it is a subclass of, whatever the reason was.
    if isinstance(error, NewConnectionError):
        return ConnectError(NetworkProblem.NO_CONNECTION, "No connection could be made.")
    if isinstance(error, (ConnectTimeoutError, TimeoutError)):
        return ConnectError(NetworkProblem.CONNECT_TIMEOUT, "The server did not answer the call.")
    return ConnectError(NetworkProblem.TLS_FAILED, _broke_off(error))


def _proxy_error(error: Exception, proxy: str, *, is_reached: bool) -> ConnectError:
    refused = _TUNNEL_REFUSED.match(str(error))
    if refused is not None:
        status = refused[1]
        problem = (
            NetworkProblem.PROXY_WANTS_SIGN_IN if status == "407" else NetworkProblem.PROXY_REFUSED
        )
        return ConnectError(problem, f"The proxy answered {status}.", proxy, status)
    if isinstance(error, NameResolutionError):
        return ConnectError(NetworkProblem.PROXY_NOT_FOUND, "There is no such name.", proxy)
    description = _broke_off(error) if is_reached else "No connection could be made."
    return ConnectError(NetworkProblem.PROXY_NO_CONNECTION, description, proxy)


def _tls_error(error: ssl.SSLError) -> ConnectError:
    if not isinstance(error, ssl.SSLCertVerificationError):
        reason = error.reason or type(error).__name__
        return ConnectError(
            NetworkProblem.TLS_FAILED, f"No secure connection could be made ({reason})."
        )
    code = getattr(error, "verify_code", None)
    if code in _EXPIRED:
        return ConnectError(
            NetworkProblem.CERTIFICATE_EXPIRED, "The certificate is not valid today."
        )
    if code in _WRONG_HOST:
        return ConnectError(
            NetworkProblem.CERTIFICATE_WRONG_HOST, "The certificate is another host's."
        )
    return ConnectError(
        NetworkProblem.CERTIFICATE_NOT_TRUSTED, "The server's certificate is not trusted."
    )


def _broke_off(error: Exception) -> str:
    return f"The connection broke off while it was made ({type(error).__name__})."
