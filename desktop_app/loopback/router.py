"""Decides what becomes of a request. No I/O, no Qt: a request goes in, a decision comes out."""

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
    """Send this."""

    response: Response


@dataclass(frozen=True, slots=True)
class Hold:
    """A valid answer, the first of its attempt: let the browser wait for what comes of it."""

    answer: AuthorizationResponse


@dataclass(frozen=True, slots=True)
class RaiseWindow:
    """The person wants to go back to the program: send this, and raise the window."""

    response: Response
    attempt_id: str


@dataclass(frozen=True, slots=True)
class ReportDenial:
    """A denial without a state, while something waits: send this, and tell the program."""

    response: Response


Decision = Respond | Hold | RaiseWindow | ReportDenial


class Router:
    """Knows the paths, the checks and their order."""

    def __init__(self, texts: ReceiverTexts, attempts: ExpectedCallbacks) -> None:
        self._texts = texts
        self._attempts = attempts

    def decide(self, request: Request | Refusal, listener: CallbackListener) -> Decision:
        """Decide about a request that came to `listener`. Sets the latch of an attempt answered."""
        if isinstance(request, Refusal):
            return self._refuse(request.status)
        # Defence against DNS rebinding: a page elsewhere can make its own name mean 127.0.0.1.
        if len(request.hosts) != 1 or not listener.is_called(request.hosts[0]):
            return self._refuse(HTTPStatus.BAD_REQUEST)
        # A browser sends Origin with scripted and cross-site form requests, never with a link or
        # a redirect that a person follows.
        if request.has_origin:
            return self._refuse(HTTPStatus.FORBIDDEN)
        if request.method != "GET":
            return Respond(Response(HTTPStatus.METHOD_NOT_ALLOWED, headers=(("Allow", "GET"),)))
        if request.has_body:
            return self._refuse(HTTPStatus.BAD_REQUEST)
        if listener.is_way_back(request.hosts[0], request.path):
            return self._answer(Query(request.query), request, listener)
        match request.path.split("/"):
            case ["", "favicon.ico"]:
                return Respond(Response(HTTPStatus.NO_CONTENT))
            case ["", "done", nonce] if attempt := self._attempts.with_nonce(nonce):
                return self._result(attempt)
            case ["", "done", nonce, "return"] if attempt := self._attempts.with_nonce(nonce):
                return self._raise_window(attempt, request)
            case _:
                return self._say(HTTPStatus.NOT_FOUND, self._texts.not_found)

    def to_result(self, attempt: ExpectedCallback) -> Response:
        """Return the redirect to the attempt's result page."""
        return redirect(_result_path(attempt))

    def _answer(self, query: Query, request: Request, listener: CallbackListener) -> Decision:
        states = query.values("state")
        attempt = self._attempts.with_state(states[0]) if len(states) == 1 else None
        # A state begins with the port that it was made for (`core.oauth_state`): its answer
        # counts there only.
        if attempt is None or not states[0].startswith(f"{listener.port}."):
            return self._not_ours(query, states, request)
        if attempt.outcome is not None:
            return Respond(self.to_result(attempt))
        if attempt.answered:
            return self._say(HTTPStatus.OK, self._texts.already_handled, attempt)
        # A browser that guesses the next click has not come back: it asks again when a person has.
        if request.is_speculative:
            return self._refuse(HTTPStatus.FORBIDDEN)
        answer = read_response(query, attempt.id)
        if answer is None:
            return self._refuse(HTTPStatus.BAD_REQUEST)
        attempt.answered = True
        return Hold(answer)

    def _not_ours(self, query: Query, states: list[str], request: Request) -> Decision:
        if not self._attempts.any_waiting:
            return self._say(HTTPStatus.GONE, self._texts.over)
        # Stripe's documented example of a denial carries no state; anyone can send that one. What
        # a page loads as an image, or a browser ahead of a click, is not even reported.
        is_shown = request.is_navigation and not request.is_speculative
        if is_shown and not states and query.values("error") == ["access_denied"]:
            return ReportDenial(
                self._page(HTTPStatus.BAD_REQUEST, self._texts.denied_without_state)
            )
        return self._refuse(HTTPStatus.BAD_REQUEST)

    def _result(self, attempt: ExpectedCallback) -> Decision:
        if attempt.outcome is None:
            return self._say(HTTPStatus.OK, self._texts.still_working, attempt)
        return self._say(HTTPStatus.OK, self._texts.result(attempt.outcome), attempt)

    def _raise_window(self, attempt: ExpectedCallback, request: Request) -> Decision:
        # A browser that guesses the next click must not raise the window.
        if request.is_speculative:
            return self._refuse(HTTPStatus.FORBIDDEN)
        return RaiseWindow(self._page(HTTPStatus.OK, self._texts.returned, attempt), attempt.id)

    def _refuse(self, status: HTTPStatus) -> Respond:
        return self._say(status, self._texts.wrong_request)

    def _say(
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
