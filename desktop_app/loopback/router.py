"""Decides how to handle each request. No I/O, no Qt."""

from dataclasses import dataclass
from http import HTTPStatus

from desktop_app.core.authorization_response import AuthorizationResponse
from desktop_app.loopback.callback_listener import CallbackListener
from desktop_app.loopback.expected_callbacks import ExpectedCallback, ExpectedCallbacks
from desktop_app.loopback.page import page
from desktop_app.loopback.query import Query, read_response
from desktop_app.loopback.request import Refusal, Request
from desktop_app.loopback.response import Response, redirect
from desktop_app.loopback.texts import PageText, ReceiverTexts


@dataclass(frozen=True, slots=True)
class Respond:
    """Send the response."""

    response: Response


@dataclass(frozen=True, slots=True)
class Hold:
    """The first valid response of an attempt came: let the browser wait for the outcome."""

    authorization_response: AuthorizationResponse


@dataclass(frozen=True, slots=True)
class RaiseWindow:
    """The person wants to return to the program: send the response, and raise the window."""

    response: Response
    attempt_id: str


@dataclass(frozen=True, slots=True)
class ReportDenial:
    """A denial without a state came during an attempt: send the response, and report the denial."""

    response: Response


Decision = Respond | Hold | RaiseWindow | ReportDenial


class Router:
    """Routes requests by their path, after the checks against misuse by other pages."""

    def __init__(self, texts: ReceiverTexts, attempts: ExpectedCallbacks) -> None:
        self._texts = texts
        self._attempts = attempts

    def decide(self, request: Request | Refusal, listener: CallbackListener) -> Decision:
        """Return how to handle a request that came to `listener`.

        Marks an attempt as answered if the request has its first valid response.
        """
        if isinstance(request, Refusal):
            return self._refuse(request.status)
        # Against DNS rebinding: another site can make its own host name resolve to 127.0.0.1.
        if len(request.hosts) != 1 or not listener.is_called(request.hosts[0]):
            return self._refuse(HTTPStatus.BAD_REQUEST)
        # A browser sends Origin with requests of scripts and of forms of other sites, but not when
        # a person follows a link or a redirect.
        if request.has_origin:
            return self._refuse(HTTPStatus.FORBIDDEN)
        if request.method != "GET":
            return Respond(Response(HTTPStatus.METHOD_NOT_ALLOWED, headers=(("Allow", "GET"),)))
        if request.has_body:
            return self._refuse(HTTPStatus.BAD_REQUEST)
        if listener.is_redirect_uri(request.hosts[0], request.path):
            return self._callback(Query(request.query), request, listener)
        match request.path.split("/"):
            case ["", "favicon.ico"]:
                return Respond(Response(HTTPStatus.NO_CONTENT))
            case ["", "done", nonce] if attempt := self._attempts.with_nonce(nonce):
                return self._result(attempt)
            case ["", "done", nonce, "return"] if attempt := self._attempts.with_nonce(nonce):
                return self._raise_window(attempt, request)
            case _:
                return self._show(HTTPStatus.NOT_FOUND, self._texts.not_found)

    def to_result(self, attempt: ExpectedCallback) -> Response:
        """Return the redirect to the result page of an attempt."""
        return redirect(_result_path(attempt))

    def _callback(self, query: Query, request: Request, listener: CallbackListener) -> Decision:
        states = query.values("state")
        attempt = self._attempts.with_state(states[0]) if len(states) == 1 else None
        # A state begins with the port that it was made for (`core.oauth_state`), and is accepted
        # only there.
        if attempt is None or not states[0].startswith(f"{listener.port}."):
            return self._unknown_state(query, states, request)
        if attempt.outcome is not None:
            return Respond(self.to_result(attempt))
        if attempt.answered:
            return self._show(HTTPStatus.OK, self._texts.already_handled, attempt)
        # The browser prefetches. It sends the request again when the person really comes back.
        if request.is_speculative:
            return self._refuse(HTTPStatus.FORBIDDEN)
        authorization_response = read_response(query, attempt.id)
        if authorization_response is None:
            return self._refuse(HTTPStatus.BAD_REQUEST)
        attempt.answered = True
        return Hold(authorization_response)

    def _unknown_state(self, query: Query, states: list[str], request: Request) -> Decision:
        if not self._attempts.any_waiting:
            return self._show(HTTPStatus.GONE, self._texts.over)
        # Stripe's documented example of a denial has no state, so anyone can send one. It is
        # reported only if the browser shows the response as a page: not for an image or a prefetch.
        is_shown = request.is_navigation and not request.is_speculative
        if is_shown and not states and query.values("error") == ["access_denied"]:
            return ReportDenial(
                self._page(HTTPStatus.BAD_REQUEST, self._texts.denied_without_state)
            )
        return self._refuse(HTTPStatus.BAD_REQUEST)

    def _result(self, attempt: ExpectedCallback) -> Decision:
        if attempt.outcome is None:
            return self._show(HTTPStatus.OK, self._texts.still_working, attempt)
        return self._show(HTTPStatus.OK, self._texts.result(attempt.outcome), attempt)

    def _raise_window(self, attempt: ExpectedCallback, request: Request) -> Decision:
        # A browser that prefetches must not raise the window.
        if request.is_speculative:
            return self._refuse(HTTPStatus.FORBIDDEN)
        return RaiseWindow(self._page(HTTPStatus.OK, self._texts.returned, attempt), attempt.id)

    def _refuse(self, status: HTTPStatus) -> Respond:
        return self._show(status, self._texts.wrong_request)

    def _show(
        self, status: HTTPStatus, text: PageText, attempt: ExpectedCallback | None = None
    ) -> Respond:
        return Respond(self._page(status, text, attempt))

    def _page(
        self, status: HTTPStatus, text: PageText, attempt: ExpectedCallback | None = None
    ) -> Response:
        link = None
        if attempt is not None:
            link = (f"{_result_path(attempt)}/return", self._texts.return_label)
        return page(status, text, self._texts.language, link)


def _result_path(attempt: ExpectedCallback) -> str:
    return f"/done/{attempt.nonce}"
