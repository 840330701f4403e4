"""What Stripe does with a request, as documented.

Sources: Connect OAuth reference (authorize, token, deauthorize, "Error codes"), API reference
("Authentication", "Errors", "The Account object"), error codes; the sentences are those that
Stripe's own libraries and their users quote. *Inferred* marks what no document says.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from tests.stripe_double.accounts import PLATFORM
from tests.stripe_double.books import Asked, Books
from tests.stripe_double.clients import Client, made_up

Form = Mapping[str, Sequence[str]]
Body = dict[str, Any]

CODE_LIFE = 300.0
"""In seconds: a code expires 5 minutes after it was given out."""
SCOPES = ("read_write", "read_only")


class RefusalError(Exception):
    """An answer that says no: its status and its body."""

    def __init__(self, status: int, body: Body) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body


def oauth_refusal(error: str, description: str, status: int = 400) -> RefusalError:
    """OAuth's errors: `error` is a string."""
    return RefusalError(status, {"error": error, "error_description": description})


def api_refusal(status: int, message: str, code: str = "") -> RefusalError:
    """The API's errors: `error` is an object."""
    error = {"type": "invalid_request_error", "message": message}
    if code:
        error |= {"code": code, "doc_url": f"https://stripe.com/docs/error-codes/{code}"}
    error["request_log_url"] = "https://dashboard.stripe.com/logs"
    return RefusalError(status, {"error": error})


def authorize(books: Books, query: Form) -> Asked:
    """GET /oauth/authorize. These refusals are shown to the person; nothing is sent back.

    Their bodies are those that people have quoted who met them. *Inferred* is their status.
    """
    client_id = _required(query, "client_id")
    client = next((c for c in books.clients.values() if c.client_id == client_id), None)
    if client is None:
        message = "No application matches the supplied client identifier"
        raise RefusalError(400, {"error": {"message": message}})
    if _required(query, "response_type") != "code":
        raise oauth_refusal("unsupported_response_type", "Only code is supported")
    # One of those registered, exactly; the first of them where none is named.
    redirect_uri = _one(query, "redirect_uri") or next(iter(client.redirect_uris), "")
    if redirect_uri not in client.redirect_uris:
        refusal = oauth_refusal(
            "invalid_redirect_uri",
            f"Invalid redirect URI '{redirect_uri}'. Ensure this uri exactly matches one of the "
            "uris specified in your application settings",
        )
        refusal.body["state"] = _one(query, "state")
        raise refusal
    scope = _one(query, "scope") or "read_only"
    if scope not in SCOPES:
        raise oauth_refusal("invalid_scope", f"Invalid scope: {scope}")
    # A prefilled value that is no good is ignored silently.
    email = (query.get("stripe_user[email]") or [""])[0]
    return Asked(
        client.mode, redirect_uri, scope, _one(query, "state"), email if "@" in email else ""
    )


def approve(books: Books, asked: Asked, account_id: str) -> str:
    """Return where the browser goes when access is approved."""
    answer = {"scope": asked.scope, "code": books.issue_code(asked, account_id)}
    return _back(asked, answer, with_state=True)


def deny(asked: Asked, *, with_state: bool) -> str:
    """Return where the browser goes when access is denied; the documented example has no state."""
    answer = {"error": "access_denied", "error_description": "The user denied your request"}
    return _back(asked, answer, with_state=with_state)


def token(books: Books, key: str, form: Form) -> Body:
    """POST /oauth/token."""
    client = _platform(books, key or _one(form, "client_secret") or "")
    grant_type = _required(form, "grant_type")
    if grant_type != "authorization_code":
        raise oauth_refusal("unsupported_grant_type", f"Unsupported grant type: {grant_type}")
    scope = _one(form, "scope")
    if scope is not None and scope not in SCOPES:
        raise oauth_refusal("invalid_scope", f"Invalid scope: {scope}")
    code = _required(form, "code")
    issued = books.codes.get(code)
    if issued is None:
        raise oauth_refusal("invalid_grant", f"Authorization code does not exist: {code}")
    if issued.mode is not client.mode:
        raise oauth_refusal(
            "invalid_grant",
            f"Authorization code {code} was issued in {issued.mode.value} mode, "
            f"and this is a {client.mode.value} mode key",
        )
    if issued.used:
        # As RFC 6749 §4.1.2 has it, and Stripe says: this ends the connection.
        books.revoke_code(code)
        raise oauth_refusal(
            "invalid_grant",
            "This authorization code has already been used. All tokens issued "
            "with this code have been revoked.",
        )
    if books.now() - issued.issued >= CODE_LIFE:
        raise oauth_refusal("invalid_grant", f"Authorization code expired: {code}")
    access_token = books.connect(code)
    return {
        "access_token": access_token,
        "livemode": issued.mode.livemode,
        "refresh_token": f"rt_{made_up(access_token)}",
        "token_type": "bearer",
        "stripe_publishable_key": f"pk_{issued.mode.value}_{made_up('publishable', access_token)}",
        "stripe_user_id": issued.account_id,
        "scope": issued.scope,
    }


def deauthorize(books: Books, key: str, form: Form) -> Body:
    """POST /oauth/deauthorize."""
    client = _platform(books, key or _one(form, "client_secret") or "")
    client_id = _required(form, "client_id")
    account_id = _required(form, "stripe_user_id")
    if client_id != client.client_id:
        raise oauth_refusal("invalid_client", f"No such application: {client_id}", 401)
    if not books.disconnect(client.mode, account_id):
        raise oauth_refusal(
            "invalid_client",
            "This application is not connected to stripe account "
            f"{account_id}, or that account does not exist.",
            401,
        )
    return {"stripe_user_id": account_id}


def account(books: Books, key: str, stripe_account: str | None, path_id: str | None) -> Body:
    """GET /v1/account and /v1/accounts/{id}; `stripe_account` is the header `Stripe-Account`."""
    if not key:
        raise api_refusal(
            401,
            "You did not provide an API key. You need to provide your API key in the "
            "Authorization header, using Bearer auth",
        )
    client = _client_of_key(books, key)
    issued = books.tokens.get(key)
    if client is not None:
        mode, own = client.mode, PLATFORM.id
    elif issued is not None:
        mode, own = issued.mode, issued.account_id
    elif key in books.revoked:
        # Status and code are *inferred*; the sentence is quoted by those who have met it.
        raise api_refusal(
            401,
            f"Expired API Key provided: {masked(key)}. Platform access may have been revoked.",
            "platform_api_key_expired",
        )
    else:
        raise api_refusal(401, f"Invalid API Key provided: {masked(key)}")
    acting = stripe_account or own
    wanted = path_id or acting
    for account_id in (acting, wanted):
        reachable = client is not None and (mode, account_id) in books.connections
        if account_id != own and not reachable:
            raise api_refusal(
                403,
                f"The provided key '{masked(key)}' does not have access to account "
                f"'{account_id}' (or that account does not exist). Application access may have "
                "been revoked.",
                "account_invalid",
            )
    return books.account(wanted).body()


def unknown_address(method: str, path: str) -> RefusalError:
    """Return what Stripe says to an address that it does not have."""
    return api_refusal(404, f"Unrecognized request URL ({method}: {path}).")


def masked(key: str) -> str:
    """Return a key as Stripe's sentences repeat it."""
    return f"{key[:8]}{'*' * 12}{key[-4:]}"


def _platform(books: Books, key: str) -> Client:
    if not key:
        raise oauth_refusal(
            "invalid_client",
            "No authentication was provided. Send your secret API key using the "
            "Authorization header, or as a client_secret POST parameter.",
            401,
        )
    client = _client_of_key(books, key)
    if client is None:
        raise oauth_refusal("invalid_client", f"No such API key: {masked(key)}", 401)
    return client


def _client_of_key(books: Books, key: str) -> Client | None:
    for client in books.clients.values():
        if key in (client.secret_key, client.restricted_key):
            return client
    return None


def _back(asked: Asked, answer: dict[str, str], *, with_state: bool) -> str:
    if with_state and asked.state is not None:
        answer["state"] = asked.state
    return f"{asked.redirect_uri}{'&' if '?' in asked.redirect_uri else '?'}{urlencode(answer)}"


def _one(form: Form, name: str) -> str | None:
    values = form.get(name, ())
    if len(values) > 1:
        # RFC 6749 §3.2: no parameter more than once.
        raise oauth_refusal("invalid_request", f"{name} was sent more than once")
    return values[0] if values else None


def _required(form: Form, name: str) -> str:
    value = _one(form, name)
    if not value:
        raise oauth_refusal("invalid_request", f"No {name} provided")
    return value
