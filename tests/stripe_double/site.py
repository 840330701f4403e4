"""Which request goes to which rule; and what was asked, how often, is kept here."""

import base64
import binascii
from collections import Counter, defaultdict, deque
from urllib.parse import unquote

from tests.stripe_double import pages, rules
from tests.stripe_double.accounts import CHOICE
from tests.stripe_double.books import Books
from tests.stripe_double.clients import Mode
from tests.stripe_double.exchange import ExchangeEndpoint
from tests.stripe_double.faults import InjectedFault, Line
from tests.stripe_double.messages import (
    Endpoint,
    Received,
    Response,
    html_response,
    json_response,
    redirect,
)
from tests.stripe_double.rules import RefusalError

_TOKEN_ENDPOINTS = (Endpoint.TOKEN, Endpoint.EXCHANGE_TOKEN)


class StripeSite:
    """All addresses of the double. A request is written down before anything else happens."""

    def __init__(self, books: Books, exchange: ExchangeEndpoint) -> None:
        self._books = books
        self._exchange = exchange
        self.denial_carries_state = True
        self.faults: defaultdict[Endpoint, deque[InjectedFault]] = defaultdict(deque)
        self.received: list[Received] = []
        self.answers: list[Response] = []
        self.codes_sent: Counter[str] = Counter()

    def __call__(self, received: Received, line: Line) -> bool:
        """Answer a request, well or badly."""
        with self._books.lock:
            self.received.append(received)
            if received.endpoint in _TOKEN_ENDPOINTS:
                self.codes_sent.update(received.form.get("code", ()))
            waiting = self.faults[received.endpoint]
            fault = waiting.popleft() if waiting else None
        if fault is not None:
            fault(line, lambda: self._act(received))
            return False
        line.send(self._act(received).data)
        return True

    def _act(self, received: Received) -> Response:
        with self._books.lock:
            try:
                answer = self._route(received)
            except RefusalError as refusal:
                answer = json_response(refusal.status, refusal.body)
            self.answers.append(answer)
        return answer

    def _route(self, received: Received) -> Response:
        match received.method, received.path.strip("/").split("/"):
            case "GET", [""]:
                return self._connected_page()
            case "POST", ["revoke"]:
                return self._revoke(received)
            case "GET", ["dashboard", account_id]:
                return self._dashboard(received, Mode.LIVE, unquote(account_id))
            case "GET", ["dashboard", account_id, "test"]:
                return self._dashboard(received, Mode.TEST, unquote(account_id))
            case "GET", ["oauth", "authorize"]:
                return self._log_in_page(received)
            case "POST", ["oauth", "authorize", "log-in"]:
                return self._decision_page(received)
            case "POST", ["oauth", "authorize", "decision"]:
                return self._decide(received)
            case "POST", ["oauth", "token"]:
                body = rules.token(self._books, _key(received), received.form)
            case "POST", ["oauth", "deauthorize"]:
                body = rules.deauthorize(self._books, _key(received), received.form)
            case "GET", ["v1", "account"]:
                body = self._account(received, None)
            case "GET", ["v1", "accounts", account_id]:
                body = self._account(received, unquote(account_id))
            case "POST", ["exchange", ("live" | "test") as mode, "token"]:
                body = self._exchange.token(Mode(mode), received.authorization, received.form)
            case "POST", ["exchange", ("live" | "test") as mode, "deauthorize"]:
                body = self._exchange.deauthorize(Mode(mode), received.authorization, received.form)
            case _:
                raise rules.unknown_address(received.method, received.path)
        return json_response(200, body)

    def _log_in_page(self, received: Received) -> Response:
        asked = rules.authorize(self._books, received.query)
        return html_response(200, pages.log_in(self._books.open_visit(asked), asked))

    def _decision_page(self, received: Received) -> Response:
        visit = _field(received, "visit")
        asked = self._books.visits.get(visit)
        if asked is None:
            return html_response(400, pages.over())
        accounts = [self._books.accounts[account.id] for account in CHOICE]
        return html_response(200, pages.decide(visit, asked, accounts))

    def _decide(self, received: Received) -> Response:
        asked = self._books.visits.pop(_field(received, "visit"), None)
        if asked is None:
            return html_response(400, pages.over())
        if _field(received, "decision") == "approve":
            return redirect(302, rules.approve(self._books, asked, _field(received, "account")))
        return redirect(302, rules.deny(asked, with_state=self.denial_carries_state))

    def _connected_page(self) -> Response:
        connections = sorted(self._books.connections, key=lambda one: (one[0].value, one[1]))
        return html_response(
            200,
            pages.connected((mode, self._books.account(account)) for mode, account in connections),
        )

    def _revoke(self, received: Received) -> Response:
        modes = {mode.value: mode for mode in Mode}
        mode = modes.get(_field(received, "mode"))
        if mode is not None:
            self._books.disconnect(mode, _field(received, "account"))
        return redirect(303, "/")

    def _dashboard(self, received: Received, mode: Mode, account_id: str) -> Response:
        account = self._books.accounts.get(account_id)
        if account is None:
            raise rules.unknown_address(received.method, received.path)
        return html_response(200, pages.dashboard(mode, account))

    def _account(self, received: Received, account_id: str | None) -> rules.Body:
        acting = received.headers.get("Stripe-Account")
        return rules.account(self._books, _key(received), acting, account_id)


def _key(received: Received) -> str:
    """Return the key, which is sent as Basic user or as Bearer (API reference)."""
    scheme, _, value = received.authorization.partition(" ")
    if scheme == "Basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return value if scheme == "Bearer" else ""


def _field(received: Received, name: str) -> str:
    return next(iter(received.form.get(name, ())), "")
