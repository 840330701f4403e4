"""Stripe Connect's rules for requests and responses, without HTTP.

Source: Stripe's "OAuth reference" for Connect (authorize, token, deauthorize and their errors) and
its API reference (accounts, errors).

There is one difference: the live client may have a loopback redirect URI over http. At Stripe, the
redirect URIs of a live client must be https; here, nothing leaves this computer.
"""

import hmac
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode, urlsplit

from desktop_app.practice.accounts import (
    PLATFORM,
    PracticeAccount,
    account_body,
    find_account,
    with_everything,
)
from desktop_app.practice.clients import Clients, Mode, key_prefix, random_text
from desktop_app.practice.ledger import AuthorizeRequest, Ledger, Refusal

Parameters = Mapping[str, Sequence[str]]
Body = dict[str, object]

_SCOPES = frozenset({"read_write", "read_only"})
_LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})
_MAX_STATE_LENGTH = 2048
_MAX_EMAIL_LENGTH = 254

_REFUSALS = {
    Refusal.UNKNOWN: "Authorization code does not exist",
    Refusal.NOT_YOURS: "Authorization code provided does not belong to you, "
    "or the API key mode (live or test) does not match the mode of the code",
    Refusal.USED: "This authorization code has already been used. "
    "All tokens issued with this code have been revoked.",
    Refusal.EXPIRED: "Authorization code expired",
    Refusal.OTHER_REDIRECT_URI: "The redirect_uri does not match the one that was authorized",
}


class OAuthError(Exception):
    """An error of the OAuth endpoints: `error` is a string (RFC 6749, 5.2)."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.status = status
        self.body: Body = {"error": error, "error_description": description}


class ApiError(Exception):
    """An error of the API: `error` is an object (API reference, "Errors")."""

    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        error = {"type": "invalid_request_error", "message": message}
        if code:
            error |= {"code": code, "doc_url": f"https://stripe.com/docs/error-codes/{code}"}
        self.body: Body = {"error": error}


def check_redirect_uri(uri: str) -> None:
    """Raise ValueError unless `uri` can be registered: absolute, http or https, no fragment."""
    parts = urlsplit(uri)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "#" in uri:
        raise ValueError(f"not a redirect URI that can be registered: {uri}")


def read_authorize_request(parameters: Parameters, ledger: Ledger) -> AuthorizeRequest:
    """Return the valid request of the authorize page's parameters. Raises OAuthError."""
    client_id = _required(parameters, "client_id")
    mode = next(
        (mode for mode, client in ledger.clients.items() if client.client_id == client_id), None
    )
    if mode is None:
        raise OAuthError("invalid_request", "No application matches the supplied client identifier")
    if _required(parameters, "response_type") != "code":
        raise OAuthError("unsupported_response_type", "The only supported response_type is code")
    redirect_uri = _redirect_uri(parameters, mode, ledger.redirect_uris())
    scope = _optional(parameters, "scope") or "read_only"
    if scope not in _SCOPES:
        raise OAuthError("invalid_scope", "The scope must be read_write or read_only")
    state = _optional(parameters, "state")
    if state is not None and len(state) > _MAX_STATE_LENGTH:
        raise OAuthError("invalid_request", "The state is too long")
    # An invalid prefilled value is ignored, as at Stripe.
    email = next(iter(parameters.get("stripe_user[email]", ())), "")
    if "@" not in email or len(email) > _MAX_EMAIL_LENGTH or not email.isprintable():
        email = ""
    return AuthorizeRequest(mode, redirect_uri, scope, state, email)


def approve(ledger: Ledger, request: AuthorizeRequest, account_id: str) -> str:
    """Issue a code, and return the URL that an approval redirects the browser to."""
    code = ledger.issue_code(request, account_id)
    return _redirection(request, {"scope": request.scope, "code": code}, with_state=True)


def deny(request: AuthorizeRequest, *, with_state: bool) -> str:
    """Return the URL that a denial redirects the browser to."""
    return _redirection(
        request,
        {"error": "access_denied", "error_description": "The user denied your request"},
        with_state=with_state,
    )


def exchange(ledger: Ledger, parameters: Parameters, key: str | None) -> Body:
    """Return the response body of the token endpoint. Raises OAuthError.

    `key` is the key of the header `Authorization`, if the request has one.
    """
    mode = _authenticated(ledger.clients, key or _optional(parameters, "client_secret"))
    grant_type = _required(parameters, "grant_type")
    if grant_type != "authorization_code":
        raise OAuthError(
            "unsupported_grant_type", "The only supported grant type here is authorization_code"
        )
    scope = _optional(parameters, "scope")
    if scope is not None and scope not in _SCOPES:
        raise OAuthError("invalid_scope", "Invalid scope provided")
    access_token = f"{key_prefix(mode)}{random_text(48)}"
    redeemed = ledger.redeem(
        _required(parameters, "code"), mode, access_token, _optional(parameters, "redirect_uri")
    )
    if isinstance(redeemed, Refusal):
        raise OAuthError("invalid_grant", _REFUSALS[redeemed])
    return {
        "access_token": access_token,
        "livemode": mode.livemode,
        "refresh_token": f"rt_{random_text(48)}",
        "token_type": "bearer",
        "stripe_publishable_key": f"pk_{mode.value}_{random_text(48)}",
        "stripe_user_id": redeemed.account_id,
        "scope": redeemed.scope,
    }


def deauthorize(ledger: Ledger, parameters: Parameters, key: str | None) -> Body:
    """Return the response body of the deauthorize endpoint. Raises OAuthError.

    `key` is the key of the header `Authorization`, if the request has one.
    """
    mode = _authenticated(ledger.clients, key or _optional(parameters, "client_secret"))
    client_id = _required(parameters, "client_id")
    account_id = _required(parameters, "stripe_user_id")
    if ledger.clients[mode].client_id != client_id:
        raise OAuthError(
            "invalid_client",
            "The client_id does not belong to you, or the API key mode (live or test) "
            "does not match its mode",
            401,
        )
    if not ledger.disconnect(mode, account_id):
        raise OAuthError(
            "invalid_client",
            f"This application is not connected to stripe account {account_id}, "
            "or that account does not exist.",
            401,
        )
    return {"stripe_user_id": account_id}


def read_account(
    ledger: Ledger, key: str | None, stripe_account: str | None, account_id: str | None
) -> Body:
    """Return the response body of `GET /v1/account` and `GET /v1/accounts/{id}`. Raises ApiError.

    `stripe_account` is the header `Stripe-Account`. `account_id` is the id in the path.
    """
    if not key:
        raise ApiError(401, "You did not provide an API key.")
    platform_mode = mode_of_key(ledger.clients, key)
    owner = (platform_mode, PLATFORM.id) if platform_mode else ledger.connection_of_token(key)
    if owner is None:
        raise ApiError(401, "Invalid API Key provided")
    mode, own = owner
    wanted = account_id or stripe_account or own
    reachable = wanted == own or (
        platform_mode is not None and ledger.is_connected(platform_mode, wanted)
    )
    if not reachable or stripe_account not in (None, wanted):
        raise ApiError(
            403,
            f"The provided key does not have access to account '{wanted}' "
            "(or that account does not exist). Application access may have been revoked.",
            "account_invalid",
        )
    return account_body(account_now(ledger, mode, wanted) or PLATFORM)


def account_now(ledger: Ledger, mode: Mode, account_id: str) -> PracticeAccount | None:
    """Return the account with this id as it is now in `mode`, or None."""
    account = find_account(account_id)
    if account is None or not ledger.is_provided(mode, account_id):
        return account
    return with_everything(account)


def mode_of_key(clients: Clients, key: str) -> Mode | None:
    """Return the mode of a platform key, or None if `key` is not one."""
    found = None
    for mode, client in clients.items():
        if hmac.compare_digest(key.encode("utf-8", "replace"), client.secret_key.encode()):
            found = mode
    return found


def _authenticated(clients: Clients, key: str | None) -> Mode:
    if not key:
        raise OAuthError(
            "invalid_client",
            "No authentication was provided. Send your secret API key using the Authorization "
            "header, or as a client_secret POST parameter.",
            401,
        )
    mode = mode_of_key(clients, key)
    if mode is None:
        raise OAuthError("invalid_client", "No such API key", 401)
    return mode


def _redirect_uri(parameters: Parameters, mode: Mode, registered: Sequence[str]) -> str:
    uri = _optional(parameters, "redirect_uri")
    if uri is None and registered:
        return registered[0]
    if uri not in registered or uri is None:
        raise OAuthError(
            "invalid_redirect_uri", "The redirect_uri is not one that is registered, exactly"
        )
    parts = urlsplit(uri)
    if mode is Mode.LIVE and parts.scheme != "https" and parts.hostname not in _LOOPBACK_HOSTS:
        raise OAuthError("invalid_redirect_uri", "In live mode redirect URIs must use https")
    return uri


def _redirection(request: AuthorizeRequest, response: dict[str, str], *, with_state: bool) -> str:
    if with_state and request.state is not None:
        response["state"] = request.state
    joint = "&" if "?" in request.redirect_uri else "?"
    return f"{request.redirect_uri}{joint}{urlencode(response)}"


def _optional(parameters: Parameters, name: str) -> str | None:
    values = parameters.get(name, ())
    if len(values) > 1:
        # RFC 6749 §3.1: parameters must not be sent more than once.
        raise OAuthError("invalid_request", f"The parameter {name} was sent more than once")
    return values[0] if values else None


def _required(parameters: Parameters, name: str) -> str:
    value = _optional(parameters, name)
    if not value:
        raise OAuthError("invalid_request", f"No {name} was provided")
    return value
