"""Decides how to handle each request. No I/O, no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from desktop_app.core.authorization_response import (
    AuthorizationErrorResponse,
    AuthorizationResponse,
)
from desktop_app.core.outcome import Approved, Outcome
from desktop_app.core.receiver_event import (
    ApprovalsContradict,
    ApprovalUnconfirmed,
    DenialUnconfirmed,
    ReceiverEvent,
    ReturnRequested,
    StartLinkOpenedTwice,
)
from desktop_app.core.redirect_query import Query, read_response
from desktop_app.core.refusal_reason import RefusalReason
from desktop_app.loopback.expected_callbacks import (
    ExpectedCallback,
    ExpectedCallbacks,
    UnconfirmedResponse,
)
from desktop_app.loopback.page import page
from desktop_app.loopback.request import Refusal, Request
from desktop_app.loopback.response import Response, redirect
from desktop_app.loopback.return_port import ReturnPort
from desktop_app.loopback.texts import PageText, ReceiverTexts

_STATUS: Mapping[RefusalReason, HTTPStatus] = {
    RefusalReason.MALFORMED: HTTPStatus.BAD_REQUEST,
    RefusalReason.TOO_LONG: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    RefusalReason.OTHER_SITE: HTTPStatus.FORBIDDEN,
    RefusalReason.LOADED_AHEAD: HTTPStatus.FORBIDDEN,
    RefusalReason.WRONG_METHOD: HTTPStatus.METHOD_NOT_ALLOWED,
    RefusalReason.UNKNOWN_STATE: HTTPStatus.BAD_REQUEST,
    RefusalReason.INCOMPLETE: HTTPStatus.BAD_REQUEST,
    RefusalReason.UNCONFIRMED_ERROR: HTTPStatus.BAD_REQUEST,
    RefusalReason.START_LINK_USED: HTTPStatus.CONFLICT,
    RefusalReason.NOT_FOUND: HTTPStatus.NOT_FOUND,
    RefusalReason.OVER: HTTPStatus.GONE,
}


@dataclass(frozen=True, slots=True)
class Respond:
    """Send the response, then report the event, if there is one."""

    response: Response
    event: ReceiverEvent | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """The first certain response of an attempt came: let the browser wait for the outcome.

    Then send it `to_result`, the redirect to the result page.
    """

    authorization_response: AuthorizationResponse
    to_result: Response


Decision = Respond | Hold


class Router:
    """Routes requests by their path, after the checks against misuse by other pages."""

    def __init__(self, texts: ReceiverTexts, attempts: ExpectedCallbacks) -> None:
        self._texts = texts
        self._attempts = attempts

    def decide(self, request: Request | Refusal, return_port: ReturnPort) -> Decision:
        """Return how to handle a request that came to `return_port`.

        Notes in the attempt what the request changes: its start page was opened, it was answered,
        or a code is asked about or dropped.
        """
        if isinstance(request, Refusal):
            return self._refuse(request.reason)
        # Against DNS rebinding: another site can make its own host name resolve to 127.0.0.1.
        if len(request.hosts) != 1 or not return_port.is_called(request.hosts[0]):
            return self._refuse(RefusalReason.MALFORMED)
        # A browser sends Origin with requests of scripts and of forms of other sites, but not when
        # a person follows a link or a redirect.
        if request.has_origin:
            return self._refuse(RefusalReason.OTHER_SITE)
        if request.method != "GET":
            return self._refuse_method(request.method)
        if request.has_body:
            return self._refuse(RefusalReason.MALFORMED)
        if return_port.is_redirect_uri(request.hosts[0], request.path):
            return self._callback(Query(request.query), request, return_port)
        match request.path.split("/"):
            case ["", "favicon.ico"]:
                return Respond(Response(HTTPStatus.NO_CONTENT))
            case ["", "start", ticket]:
                return self._start(ticket, request)
            case ["", "done", nonce] if attempt := self._attempts.with_nonce(nonce):
                return self._show_result(attempt, request.path)
            case ["", "confirm", nonce] if attempt := self._attempts.with_unconfirmed(nonce):
                return self._show_unconfirmed(attempt, request.path)
            case ["", "done", nonce, "return"] if attempt := self._attempts.with_nonce(nonce):
                return self._raise_window(attempt, request)
            case ["", "confirm", nonce, "return"] if attempt := self._attempts.with_unconfirmed(
                nonce
            ):
                return self._raise_window(attempt, request)
            case _:
                return self._refuse(RefusalReason.NOT_FOUND)

    # -- to Stripe ----------------------------------------------------------------------------

    def _start(self, ticket: str, request: Request) -> Decision:
        # A browser that loads pages ahead must not use the link up.
        if not request.is_shown:
            return self._refuse(RefusalReason.LOADED_AHEAD)
        attempt = self._attempts.with_ticket(ticket)
        if attempt is None or attempt.start is None:
            return self._refuse(RefusalReason.OVER)
        if attempt.is_decided and not attempt.start.is_opened:
            return self._refuse(RefusalReason.OVER)
        headers = attempt.start.open(request.cookies)
        if headers is None:
            # Whether the first browser or this one is the person's, nobody knows.
            used = self._refuse(RefusalReason.START_LINK_USED)
            return Respond(used.response, StartLinkOpenedTwice(attempt.id))
        if attempt.is_decided:
            # No way to the result: the person may have confirmed another browser's answer.
            return self._show(HTTPStatus.OK, self._texts.already_handled)
        return Respond(redirect(HTTPStatus.FOUND, attempt.start.authorize_url, *headers))

    # -- back from Stripe ---------------------------------------------------------------------

    def _callback(self, query: Query, request: Request, return_port: ReturnPort) -> Decision:
        states = query.values("state")
        attempt = self._attempts.with_state(states[0]) if len(states) == 1 else None
        # A state begins with the port that it was made for (`core.oauth_state`), and is accepted
        # only there.
        if attempt is None or not states[0].startswith(f"{return_port.port}."):
            return self._unknown_state(query, states, request)
        # A browser that prefetches sends the request again when the person really comes back. And a
        # page of another local program could make the browser load this address as an image.
        if not request.is_shown:
            return self._refuse(RefusalReason.LOADED_AHEAD)
        response = read_response(query, attempt.id)
        if attempt.is_certain(request.cookies):
            return self._certain(attempt, response)
        return self._uncertain(attempt, response)

    def _certain(
        self, attempt: ExpectedCallback, response: AuthorizationResponse | None
    ) -> Decision:
        """Handle a response that certainly comes from the browser that was sent to Stripe."""
        if attempt.outcome is not None:
            return Respond(_to_result(attempt))
        if attempt.answered:
            return self._show_of(attempt, self._texts.already_handled, _result_path(attempt))
        if response is None:
            return self._refuse(RefusalReason.INCOMPLETE)
        attempt.answer()
        return Hold(response, _to_result(attempt))

    def _uncertain(
        self, attempt: ExpectedCallback, response: AuthorizationResponse | None
    ) -> Decision:
        """Handle a response that may come from another browser, and so from another person."""
        unconfirmed = attempt.unconfirmed
        if response is not None and unconfirmed is not None and unconfirmed.response == response:
            return Respond(_to_confirm(unconfirmed))
        if attempt.outcome is not None:
            return self._over(attempt.outcome)
        if attempt.answered:
            return self._show(HTTPStatus.OK, self._texts.already_handled)
        match response:
            case None:
                return self._refuse(RefusalReason.INCOMPLETE)
            case AuthorizationErrorResponse(error="access_denied"):
                return self._report_denial(attempt.id)
            case AuthorizationErrorResponse():
                return self._refuse(RefusalReason.UNCONFIRMED_ERROR)
            case _ if not attempt.asks:
                return Respond(self._not_confirmed())
            case _ if unconfirmed is not None:
                attempt.stop_asking()
                return Respond(self._not_confirmed(), ApprovalsContradict(attempt.id))
            case _:
                attempt.unconfirmed = UnconfirmedResponse(response)
                return Respond(_to_confirm(attempt.unconfirmed), ApprovalUnconfirmed(attempt.id))

    def _over(self, outcome: Outcome) -> Decision:
        """Say how an attempt ended, but not whose account it connected. Cookies end in time, too.

        The page has no link back to the program.
        """
        if isinstance(outcome, Approved):
            return self._refuse(RefusalReason.OVER)
        return self._show(HTTPStatus.GONE, self._texts.result(outcome))

    def _report_denial(self, attempt_id: str | None) -> Respond:
        response = self._page(HTTPStatus.BAD_REQUEST, self._texts.unconfirmed_denial)
        return Respond(response, DenialUnconfirmed(attempt_id))

    def _unknown_state(self, query: Query, states: list[str], request: Request) -> Decision:
        if not self._attempts.any_waiting:
            return self._refuse(RefusalReason.OVER)
        # Stripe's documented example of a denial has no state, so anyone can send one. It is
        # reported only if the browser shows the response as a page: not for an image or a prefetch.
        if request.is_shown and not states and query.values("error") == ["access_denied"]:
            return self._report_denial(None)
        return self._refuse(RefusalReason.UNKNOWN_STATE)

    # -- results ------------------------------------------------------------------------------

    def _show_result(self, attempt: ExpectedCallback, path: str) -> Decision:
        outcome = attempt.outcome
        text = self._texts.still_working if outcome is None else self._texts.result(outcome)
        return self._show_of(attempt, text, path)

    def _show_unconfirmed(self, attempt: ExpectedCallback, path: str) -> Decision:
        unconfirmed = attempt.unconfirmed
        if unconfirmed is None or unconfirmed.response is None:
            return Respond(self._not_confirmed())
        if unconfirmed.is_confirmed:
            return self._show_result(attempt, path)
        if attempt.outcome is not None:
            return self._over(attempt.outcome)
        return self._show_of(attempt, self._texts.unconfirmed, path)

    def _raise_window(self, attempt: ExpectedCallback, request: Request) -> Decision:
        # Only what a person sees may raise the window: not a prefetch, and not an image.
        if not request.is_shown:
            return self._refuse(RefusalReason.LOADED_AHEAD)
        path = request.path.removesuffix("/return")
        shown = self._show_of(attempt, self._texts.returned, path)
        return Respond(shown.response, ReturnRequested(attempt.id))

    def _not_confirmed(self) -> Response:
        return self._page(HTTPStatus.FORBIDDEN, self._texts.not_confirmed)

    # -- pages --------------------------------------------------------------------------------

    def _refuse(self, reason: RefusalReason) -> Respond:
        return self._show(_STATUS[reason], self._texts.refused(reason))

    def _refuse_method(self, method: str) -> Respond:
        status, allow = _STATUS[RefusalReason.WRONG_METHOD], ("Allow", "GET")
        if method == "HEAD":
            # RFC 9110 §9.3.2: the response to HEAD has no body.
            return Respond(Response(status, headers=(allow,)))
        text = self._texts.refused(RefusalReason.WRONG_METHOD)
        return Respond(page(status, text, self._texts.language, headers=(allow,)))

    def _show(self, status: HTTPStatus, text: PageText) -> Respond:
        return Respond(self._page(status, text))

    def _show_of(self, attempt: ExpectedCallback, text: PageText, path: str) -> Respond:
        """Show a page of an attempt, whose `path` is known to its browser alone.

        The page has the link back to the program.
        """
        link = (f"{path}/return", self._texts.return_label)
        band = self._texts.stand_in if attempt.is_at_stand_in else ""
        return Respond(page(HTTPStatus.OK, text, self._texts.language, link, band=band))

    def _page(self, status: HTTPStatus, text: PageText) -> Response:
        return page(status, text, self._texts.language)


def _result_path(attempt: ExpectedCallback) -> str:
    return f"/done/{attempt.nonce}"


def _to_result(attempt: ExpectedCallback) -> Response:
    return redirect(HTTPStatus.SEE_OTHER, _result_path(attempt))


def _to_confirm(unconfirmed: UnconfirmedResponse) -> Response:
    return redirect(HTTPStatus.SEE_OTHER, f"/confirm/{unconfirmed.nonce}")
