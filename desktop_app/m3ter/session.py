"""Sends requests to m3ter with a token, which is fetched when it is needed."""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from urllib.parse import quote_plus, urlencode, urlsplit

from desktop_app.core.deadline import SecondsLeft
from desktop_app.core.errors import (
    AnswerLostError,
    SecretRefusedError,
)
from desktop_app.core.m3ter import AccessKey
from desktop_app.core.return_route import is_loopback_host
from desktop_app.core.secret import Secret
from desktop_app.m3ter.endpoints import TOKEN
from desktop_app.m3ter.reading import distrust, read_token, refusal_of
from desktop_app.net.authorization import basic, bearer
from desktop_app.net.network import Network
from desktop_app.net.response import HttpResponse
from desktop_app.net.retrying import Pacing, get_with_retries
from desktop_app.net.sending import send
from desktop_app.net.time_limits import TimeLimits

# A token is not used in its last minute, so that it does not end on the way.
_MARGIN_SECONDS = 60.0
# A page of 200 configurations, each with options that nothing limits.
_MAX_BYTES = 4 * 1024 * 1024


class Session:
    """The requests of one access key. All methods are blocking; any thread may call them.

    A token is kept in memory until shortly before its end. If m3ter refuses it, one more is fetched
    and the request is sent again: a refused request had no effect. m3ter answers 403 to an expired
    token (its documentation, "Authentication").
    """

    def __init__(
        self,
        base: str,
        key: AccessKey,
        network: Network | None = None,
        limits: TimeLimits | None = None,
        pacing: Pacing | None = None,
    ) -> None:
        self._base = base
        self._key = key
        self._network = network or Network()
        self._limits = limits or TimeLimits()
        self._pacing = pacing or Pacing()
        self._lock = threading.Lock()
        # The token, and when it must not be used any more, by the clock of `pacing`.
        self._token: tuple[Secret, float] | None = None

    def get(
        self, path: str, query: Mapping[str, str | int], seconds_left: SecondsLeft
    ) -> HttpResponse:
        """Read, and try again after a temporary failure. Raises `ServiceError`."""
        limits = replace(self._limits, seconds_left=seconds_left)
        url = f"{self._base}{path}?{urlencode(query)}" if query else f"{self._base}{path}"

        def read(token: Secret) -> HttpResponse:
            return get_with_retries(
                lambda shortened: self._send("GET", url, token, shortened), limits, self._pacing
            )

        return self._with_token(read, limits)

    def write(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None,
        seconds_left: SecondsLeft,
    ) -> HttpResponse:
        """Send what has an effect, once. Raises `ServiceError`."""
        limits = replace(self._limits, seconds_left=seconds_left)
        return self._with_token(
            lambda token: self._send(method, f"{self._base}{path}", token, limits, body), limits
        )

    @property
    def stand_in(self) -> str:
        """The origin of the stand-in for m3ter that is called; empty for m3ter itself."""
        parts = urlsplit(self._base)
        is_here = is_loopback_host(parts.hostname or "")
        return f"{parts.scheme}://{parts.netloc}" if is_here else ""

    @property
    def hidden(self) -> Collection[str]:
        """The texts that must not be shown: the secrets, in every form in which one is sent."""
        secret = self._key.secret.reveal()
        token = self._token[0].reveal() if self._token is not None else ""
        pair = basic(self._key.id, secret).removeprefix("Basic ")
        return (secret, quote_plus(secret), pair, token)

    def _with_token(
        self, request: Callable[[Secret], HttpResponse], limits: TimeLimits
    ) -> HttpResponse:
        token = self._token_to_send(limits)
        response = request(token)
        is_refused = response.status in {401, 403} and refusal_of(response, ()) is not None
        return request(self._token_to_send(limits, refused=token)) if is_refused else response

    def _send(
        self,
        method: str,
        url: str,
        token: Secret,
        limits: TimeLimits,
        body: Mapping[str, object] | None = None,
    ) -> HttpResponse:
        headers = {"Authorization": bearer(token) or ""}
        return send(method, url, headers, None, limits, self._network, body, _MAX_BYTES)

    def _token_to_send(self, limits: TimeLimits, refused: Secret | None = None) -> Secret:
        """Return a token that is valid, and not the `refused` one."""
        with self._lock:
            now = self._pacing.now()
            if self._token is not None and self._token[0] != refused and now < self._token[1]:
                return self._token[0]
            response = get_with_retries(self._ask_for_token, limits, self._pacing)
            token = read_token(response)
            if token is None or bearer(token.secret) is None:
                raise self._token_error(response)
            self._token = (token.secret, now + token.seconds - _MARGIN_SECONDS)
            return token.secret

    def _ask_for_token(self, limits: TimeLimits) -> HttpResponse:
        """Ask for a token (RFC 6749, 4.4). Another one does no harm, so this may be sent again."""
        headers = {"Authorization": basic(self._key.id, self._key.secret.reveal())}
        form = {"grant_type": "client_credentials"}
        return send("POST", f"{self._base}{TOKEN}", headers, form, limits, self._network)

    def _token_error(self, response: HttpResponse) -> SecretRefusedError | AnswerLostError:
        refusal = refusal_of(response, self.hidden)
        if refusal is not None and response.status in {400, 401, 403}:
            return SecretRefusedError(refusal)
        return AnswerLostError(distrust(response, self.hidden))
