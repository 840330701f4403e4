"""The practice Stripe's pages and endpoints, as a Flask application.

This module imports Flask, which is slow. `server.py` imports this module only when it starts.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, redirect, request, url_for
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from desktop_app.practice import protocol
from desktop_app.practice.accounts import ACCOUNTS, find_account
from desktop_app.practice.clients import Mode, random_text
from desktop_app.practice.ledger import AuthorizeRequest, Ledger, VisitPage
from desktop_app.practice.m3ter.api import PracticeApi
from desktop_app.practice.m3ter.console import AccountView, Console
from desktop_app.practice.m3ter.ledger import M3terLedger
from desktop_app.practice.m3ter.web import PREFIX, make_blueprint
from desktop_app.practice.pages import TEMPLATES, content_security_policy, page
from desktop_app.practice.protocol import ApiError, OAuthError

_MAX_FORM_BYTES = 64 * 1024
_DEFAULT_EMAIL = "finance@acme.example"
_IPV6 = re.compile(r"\[[0-9a-fA-F:.]+\]")


def make_application(
    ledger: Ledger,
    m3ter: M3terLedger,
    origin: str,
    *,
    denial_carries_state: bool,
    grants_endpoint: bool,
) -> Flask:
    """Return the application that serves both ledgers at `origin` (`http://127.0.0.1:port`).

    `denial_carries_state` says whether the redirect of a denial has the state; Stripe's documented
    example has none. `grants_endpoint` says whether `GET /practice/grants` returns the connected
    accounts.
    """
    application = guarded_application(origin)
    _add_pages(application, ledger, denial_carries_state=denial_carries_state)
    _add_dashboard(application, ledger)
    _add_endpoints(application, ledger)
    api = _practice_m3ter(ledger, m3ter, origin)
    application.register_blueprint(make_blueprint(api, Console(m3ter, api, _view_account)))
    if grants_endpoint:
        _add_grants_endpoint(application, ledger)
    return application


def guarded_application(origin: str) -> Flask:
    """Return an application without any page, for `origin` (`http://127.0.0.1:port`) only.

    It refuses requests for another host name, and forms of other sites.
    """
    application = Flask(__name__, template_folder=str(TEMPLATES), static_folder=None)
    application.config["MAX_CONTENT_LENGTH"] = _MAX_FORM_BYTES
    # An exception is left to the server, which logs it without what was sent.
    application.config["PROPAGATE_EXCEPTIONS"] = True
    # A path with two slashes is another path. Flask would redirect it.
    application.url_map.merge_slashes = False
    application.before_request(_guard(origin))
    application.before_request(_read_everything)
    application.after_request(_add_headers)
    application.register_error_handler(OAuthError, _show_error)
    application.register_error_handler(ApiError, _show_error)
    application.register_error_handler(HTTPException, _show_http_error)
    return application


def _practice_m3ter(ledger: Ledger, m3ter: M3terLedger, origin: str) -> PracticeApi:
    """Return the practice m3ter at `origin`. It reaches the accounts connected in `ledger`."""

    def newest_account(live: bool) -> str:
        of_mode = [each for mode, each in ledger.connections() if mode.livemode is live]
        return of_mode[-1] if of_mode else ""

    def is_connected(live: bool, account_id: str) -> bool:
        return ledger.is_connected(Mode.LIVE if live else Mode.TEST, account_id)

    return PracticeApi(m3ter, f"{origin}{PREFIX}", newest_account, is_connected)


def _view_account(live: bool, account_id: str) -> AccountView | None:
    account = find_account(account_id)
    if account is None:
        return None
    dashboard = "live_dashboard" if live else "test_dashboard"
    return AccountView(account.label, url_for(dashboard, account_id=account.id))


def _guard(origin: str) -> Callable[[], None]:
    host = urlsplit(origin).netloc

    def refuse_strangers() -> None:
        # A page of another site could call this server by DNS rebinding (then `Host` is that site),
        # or post a form to it (then `Origin` is that site).
        if request.headers.get("Host") != host:
            raise ApiError(400, "This server is only reached by its own address")
        if request.method == "POST" and request.headers.get("Origin", origin) != origin:
            raise ApiError(403, "Forms of other sites are not accepted")

    return refuse_strangers


def _read_everything() -> None:
    # Flask reads the parts of a request late, and raises ValueError for some that can't be read.
    # Here, that is the client's error, and not one of the page that happens to read the part.
    try:
        _ = request.authorization, request.args, request.form
    except ValueError as error:
        raise ApiError(400, "The request can't be read") from error


def _add_headers(response: Response) -> Response:
    response.headers["Request-Id"] = f"req_{random_text(14)}"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Not "no-referrer": with it, browsers send `Origin: null` with the forms of this server.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers.setdefault("Content-Security-Policy", content_security_policy())
    return response


def _show_error(error: OAuthError | ApiError) -> tuple[Response, int]:
    return jsonify(error.body), error.status


def _show_http_error(error: HTTPException) -> tuple[Response, int]:
    if isinstance(error, RequestEntityTooLarge):
        return _show_error(ApiError(413, "Request too large"))
    message = f"Unrecognized request URL ({request.method}: {request.path})."
    return _show_error(ApiError(error.code or 400, message))


def _add_pages(application: Flask, ledger: Ledger, *, denial_carries_state: bool) -> None:
    @application.get("/oauth/authorize")
    def log_in_page() -> Response:
        authorize_request = protocol.read_authorize_request(
            request.args.to_dict(flat=False), ledger
        )
        return _log_in_page(ledger, authorize_request)

    @application.post("/oauth/authorize/log-in")
    def log_in() -> AnyResponse:
        authorize_request = ledger.close_visit(VisitPage.LOG_IN, request.form.get("visit", ""))
        if authorize_request is None:
            return _over_page()
        if not request.form.get("email"):
            return _log_in_page(ledger, authorize_request, problem="Enter an email.")
        ticket = ledger.open_visit(VisitPage.DECIDE, authorize_request)
        return redirect(url_for("accounts_page", visit=ticket), 303)

    @application.get("/oauth/authorize/accounts")
    def accounts_page() -> Response:
        ticket = request.args.get("visit", "")
        authorize_request = ledger.find_visit(VisitPage.DECIDE, ticket)
        if authorize_request is None:
            return _over_page()
        return _accounts_page(ledger, authorize_request, ticket)

    @application.post("/oauth/authorize/decision")
    def decide() -> AnyResponse:
        account = find_account(request.form.get("account", ""))
        decision = request.form.get("decision")
        if decision not in {"approve", "deny"} or (decision == "approve" and account is None):
            raise OAuthError("invalid_request", "Choose an account, and approve or deny access")
        authorize_request = ledger.close_visit(VisitPage.DECIDE, request.form.get("visit", ""))
        if authorize_request is None:
            return _over_page()
        if decision == "approve" and account is not None:
            return redirect(protocol.approve(ledger, authorize_request, account.id), 302)
        return redirect(protocol.deny(authorize_request, with_state=denial_carries_state), 302)


def _add_dashboard(application: Flask, ledger: Ledger) -> None:
    @application.get("/dashboard/<account_id>")
    def live_dashboard(account_id: str) -> Response:
        return _dashboard_page(ledger, Mode.LIVE, account_id)

    @application.get("/dashboard/<account_id>/test")
    def test_dashboard(account_id: str) -> Response:
        return _dashboard_page(ledger, Mode.TEST, account_id)

    @application.post("/dashboard/<account_id>")
    def change_live_account(account_id: str) -> AnyResponse:
        return _change_account(ledger, Mode.LIVE, account_id)

    @application.post("/dashboard/<account_id>/test")
    def change_test_account(account_id: str) -> AnyResponse:
        return _change_account(ledger, Mode.TEST, account_id)


def _add_endpoints(application: Flask, ledger: Ledger) -> None:
    @application.post("/oauth/token")
    def token() -> Response:
        form = request.form.to_dict(flat=False)
        return jsonify(protocol.exchange(ledger, form, _key()))

    @application.post("/oauth/deauthorize")
    def deauthorize() -> Response:
        form = request.form.to_dict(flat=False)
        return jsonify(protocol.deauthorize(ledger, form, _key()))

    @application.get("/v1/account")
    @application.get("/v1/accounts/<account_id>")
    def account(account_id: str | None = None) -> Response:
        acting_as = request.headers.get("Stripe-Account")
        return jsonify(protocol.read_account(ledger, _key(), acting_as, account_id))


def _add_grants_endpoint(application: Flask, ledger: Ledger) -> None:
    @application.get("/practice/grants")
    def grants() -> Response:
        if protocol.mode_of_key(ledger.clients, _key() or "") is None:
            raise ApiError(401, "Send one of the secret keys as a Bearer token")
        return jsonify(
            grants=[
                {"mode": mode.value, "account_id": account_id}
                for mode, account_id in ledger.connections()
            ]
        )


def _key() -> str | None:
    authorization = request.authorization
    if authorization is None:
        return None
    return authorization.username if authorization.type == "basic" else authorization.token


def _log_in_page(
    ledger: Ledger, authorize_request: AuthorizeRequest, problem: str = ""
) -> Response:
    return page(
        "log_in.html",
        400 if problem else 200,
        visit=ledger.open_visit(VisitPage.LOG_IN, authorize_request),
        email=authorize_request.email or _DEFAULT_EMAIL,
        livemode=authorize_request.mode.livemode,
        problem=problem,
    )


def _accounts_page(ledger: Ledger, authorize_request: AuthorizeRequest, ticket: str) -> Response:
    mode = authorize_request.mode
    response = page(
        "accounts.html",
        visit=ticket,
        accounts=[protocol.account_now(ledger, mode, account.id) for account in ACCOUNTS],
        livemode=mode.livemode,
        may_write=authorize_request.scope == "read_write",
    )
    # Browsers apply `form-action` to the redirect after a form, too.
    response.headers["Content-Security-Policy"] = content_security_policy(
        _policy_source(authorize_request.redirect_uri)
    )
    return response


def _dashboard_page(ledger: Ledger, mode: Mode, account_id: str) -> Response:
    account = protocol.account_now(ledger, mode, account_id)
    if account is None:
        raise ApiError(404, "No such account")
    return page(
        "dashboard.html",
        account=account,
        connected=ledger.is_connected(mode, account.id),
        provided=ledger.is_provided(mode, account.id),
        ticket=_dashboard_ticket(ledger, mode, account.id),
        livemode=mode.livemode,
    )


def _change_account(ledger: Ledger, mode: Mode, account_id: str) -> AnyResponse:
    """Do what the owner of an account has chosen on its page, and show the page again."""
    ticket = _dashboard_ticket(ledger, mode, account_id)
    if not hmac.compare_digest(request.form.get("ticket", "").encode(), ticket.encode()):
        raise ApiError(403, "This form was not made by the page of the account")
    if find_account(account_id) is None:
        raise ApiError(404, "No such account")
    match request.form.get("change"):
        case "provide":
            ledger.provide(mode, account_id)
        case "withdraw":
            ledger.withdraw(mode, account_id)
        case "revoke":
            ledger.disconnect(mode, account_id)
        case _:
            raise ApiError(400, "There is no such change")
    return redirect(request.path, 303)


def _dashboard_ticket(ledger: Ledger, mode: Mode, account_id: str) -> str:
    """Return what a form of an account's page has to send. Other sites can't read the page."""
    key = ledger.clients[mode].secret_key.encode()
    return hmac.new(key, account_id.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _over_page() -> Response:
    return page("over.html", 400, livemode=True)


def _policy_source(redirect_uri: str) -> str:
    parts = urlsplit(redirect_uri)
    # A policy can't have IPv6 literals (CSP level 3, §2.3.1).
    if _IPV6.match(parts.netloc):
        return f"{parts.scheme}:"
    return f"{parts.scheme}://{parts.netloc}"
