"""Reads Stripe's responses, and trusts none of their content.

Every text from a response goes through `safe_text`, because Stripe's error messages repeat codes
and keys.
"""

import re
from collections.abc import Collection
from functools import partial

from desktop_app.core.account import Account, Grant
from desktop_app.core.errors import Detail
from desktop_app.core.registration_problem import RegistrationProblemKind
from desktop_app.core.secret import Secret
from desktop_app.net.reading import Json, json_object, unexpected_detail
from desktop_app.net.response import HttpResponse
from desktop_app.net.retrying import is_temporary_failure
from desktop_app.net.text import safe_text

_MAX_REQUEST_ID = 100
_MAX_LIST = 50
_ACCOUNT_ID = re.compile(r"acct_[A-Za-z0-9]{1,64}", re.ASCII)
_SECRET_SHAPE = re.compile(r"(?<![A-Za-z0-9])(?:sk|rk|ac|rt|standin)_[A-Za-z0-9_*]{4,}", re.ASCII)

TOKEN_ERRORS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)
"""The errors of a token endpoint (RFC 6749, 5.2; Connect OAuth reference, "Token")."""
DEAUTHORIZE_ERRORS = frozenset({"invalid_request", "invalid_client"})
"""The errors of the deauthorize endpoint (Connect OAuth reference, "Deauthorize")."""

_AUTHORIZE_ERRORS = {
    "invalid_redirect_uri": RegistrationProblemKind.UNREGISTERED_REDIRECT_URI,
    "invalid_client": RegistrationProblemKind.UNKNOWN_CLIENT,
    "unauthorized_client": RegistrationProblemKind.UNKNOWN_CLIENT,
    "invalid_request": RegistrationProblemKind.REFUSED,
    "invalid_scope": RegistrationProblemKind.REFUSED,
    "unsupported_response_type": RegistrationProblemKind.REFUSED,
}
# Stripe's own sentences. They decide before the error, which is not the same for all of them.
_AUTHORIZE_SENTENCES = {
    "no application matches": RegistrationProblemKind.UNKNOWN_CLIENT,
    "invalid redirect uri": RegistrationProblemKind.UNREGISTERED_REDIRECT_URI,
}
# The words of `invalid_grant` for a code of another client (Connect OAuth reference, "Token").
_OTHER_CLIENT = re.compile(
    r"\b(?:live|test|key)[ -]?mode\b|\bdoes not belong to you\b", re.IGNORECASE | re.ASCII
)

_text = partial(safe_text, secret_shape=_SECRET_SHAPE)


def is_account_id(text: object) -> bool:
    """Return whether `text` has the shape of an account's id (`acct_…`)."""
    return isinstance(text, str) and _ACCOUNT_ID.fullmatch(text) is not None


def should_retry(response: HttpResponse) -> bool:
    """Return whether a read should be sent again after this response.

    The header `Stripe-Should-Retry` decides if the response has it (as in Stripe's own libraries),
    and the status if not (API reference, "Error codes").
    """
    match response.headers.get("stripe-should-retry"):
        case "true":
            return True
        case "false":
            return False
        case _:
            return is_temporary_failure(response)


def read_oauth_refusal(
    response: HttpResponse, documented: Collection[str], hidden: Collection[str]
) -> Detail | None:
    """Return the details of a certain refusal: the request had no effect. Else return None.

    `documented` are the errors that the endpoint documents. One of them is certain with the status
    400. The status 401 is certain with any error of OAuth (RFC 6749, 5.2) or of the API (API
    reference, "Errors"): the key was refused, and nothing else was looked at.

    Any other response is no proof. It may come from a gateway that has already passed the request
    on (408, 409, 425, 429, 499), or that writes errors in a form of its own. `hidden` are texts
    that were sent and must not be shown.
    """
    body = json_object(response) or {}
    error = body.get("error")
    match response.status:
        case 400:
            is_certain = isinstance(error, str) and error in documented
        case 401:
            is_certain = (isinstance(error, str) and error != "") or _is_api_error(error)
        case _:
            is_certain = False
    return _details(response, hidden) if is_certain else None


def read_authorize_refusal(
    response: HttpResponse,
) -> tuple[RegistrationProblemKind, Detail] | None:
    """Return what the approval page refuses, with Stripe's words, or None.

    The page shows its errors as JSON (Connect OAuth reference, "Authorize"), with a 4xx. `error` is
    a string with a description, or, where the client id is unknown, an object with a message alone.
    Any other response says nothing of the registration: a page, a redirect, a server error, or an
    error in the words of a company's gateway.
    """
    details = _details(response, ())
    if details is None or not 400 <= response.status < 500:
        return None
    said = details.description.lower()
    for sentence, kind in _AUTHORIZE_SENTENCES.items():
        if sentence in said:
            return kind, details
    error = (json_object(response) or {}).get("error")
    known = _AUTHORIZE_ERRORS.get(error) if isinstance(error, str) and said else None
    return None if known is None else (known, details)


def means_other_client(error: str, description: str) -> bool:
    """Return whether a token endpoint's refusal says that the code and the key do not match.

    `error` and `description` are those of the response. The code was then issued to a client of the
    other mode, or of another platform.
    """
    return error == "invalid_grant" and _OTHER_CLIENT.search(description) is not None


def read_api_error(response: HttpResponse, hidden: Collection[str]) -> Detail | None:
    """Return the details of an error of Stripe's API (API reference, "Errors"), or None.

    That is a 4xx whose `error` is an object with a type and a message. An error in another form may
    come from something between, such as a company's gateway. `hidden` are texts that were sent and
    must not be shown.
    """
    error = (json_object(response) or {}).get("error")
    if not 400 <= response.status < 500 or not _is_api_error(error):
        return None
    return _details(response, hidden)


def distrust(response: HttpResponse, hidden: Collection[str]) -> Detail:
    """Return the details of a response that is neither a success nor a documented error.

    The details have the error of the response. If the response has no error or is a redirect, they
    have a `NetworkProblem`. `hidden` are texts that were sent and must not be shown.
    """
    details = None if 300 <= response.status < 400 else _details(response, hidden)
    return details or unexpected_detail(response, _request_id(response, hidden))


def read_grant(response: HttpResponse) -> Grant | None:
    """Return the grant of a token endpoint, or None if the response is not a grant.

    The fields are those of the Connect OAuth reference; Stripe has deprecated the two tokens, so
    they may be absent.
    """
    body = json_object(response)
    if response.status != 200 or body is None or "error" in body:
        return None
    account_id, livemode, scope = (body.get(n) for n in ("stripe_user_id", "livemode", "scope"))
    if not (
        isinstance(account_id, str)
        and is_account_id(account_id)
        and isinstance(livemode, bool)
        and isinstance(scope, str)
    ):
        return None
    return Grant(
        account_id,
        livemode,
        _text(scope),
        access_token=_secret(body.get("access_token")),
        refresh_token=_secret(body.get("refresh_token")),
    )


def read_account(response: HttpResponse, account_id: str | None = None) -> Account | None:
    """Return the account in a response (API reference, "The Account object").

    None if the response is not an account, or not the account `account_id` (`acct_…`). If
    `account_id` is None, it may be any account.
    """
    body = json_object(response)
    found = body.get("id") if body is not None else None
    if (
        response.status != 200
        or body is None
        or not (isinstance(found, str) and is_account_id(found))
    ):
        return None
    if account_id is not None and found != account_id:
        return None
    requirements = _object(body.get("requirements"))
    # Stripe lists what is past due in `currently_due`, too. The account needs both in any case.
    due = (
        *_texts(requirements.get("currently_due")),
        *_texts(requirements.get("past_due")),
    )
    names = (
        _object(body.get("business_profile")).get("name"),
        _object(_object(body.get("settings")).get("dashboard")).get("display_name"),
        body.get("email"),
    )
    return Account(
        found,
        name=next(filter(None, map(_text, names)), ""),
        country=_text(body.get("country")),
        charges_enabled=_flag(body.get("charges_enabled")),
        payouts_enabled=_flag(body.get("payouts_enabled")),
        currently_due=tuple(dict.fromkeys(due)),
        disabled_reason=_text(requirements.get("disabled_reason")),
    )


def confirms_deauthorization(response: HttpResponse, account_id: str) -> bool:
    """Return whether a deauthorize endpoint says that the account is not connected (any more).

    `account_id` is `acct_…`. Stripe says `invalid_client` for an account that is not connected, and
    also for a wrong client id or key (Connect OAuth reference). Only the description differs.
    """
    body = json_object(response)
    if body is None:
        return False
    if response.status == 200:
        return body.get("stripe_user_id") == account_id
    description = body.get("error_description")
    return (
        response.status in {400, 401}
        and body.get("error") == "invalid_client"
        and isinstance(description, str)
        and "not connected" in description
        and account_id in description
    )


def _is_api_error(error: object) -> bool:
    return isinstance(error, dict) and all(
        isinstance(error.get(name), str) for name in ("type", "message")
    )


def _details(response: HttpResponse, hidden: Collection[str]) -> Detail | None:
    """Return the details of a response that has an error of any form, or None."""
    body = json_object(response) or {}
    # OAuth errors have a string as `error`, API errors an object.
    match body.get("error"):
        case str(code) if code:
            words: tuple[object, object] = code, body.get("error_description")
        case dict() as error:
            words = error.get("code") or error.get("type"), error.get("message")
        case _:
            return None
    error_text, description = (_text(word, secrets=hidden) for word in words)
    return Detail(
        error_text,
        description,
        _request_id(response, hidden),
        response.status,
    )


def _request_id(response: HttpResponse, hidden: Collection[str]) -> str:
    return _text(response.headers.get("request-id"), _MAX_REQUEST_ID, hidden)


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(filter(None, map(_text, value[:_MAX_LIST])))


def _secret(value: object) -> Secret | None:
    return Secret(value) if isinstance(value, str) and value else None
