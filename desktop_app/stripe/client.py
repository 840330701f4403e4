"""The calls of this program to Stripe (Connect OAuth reference, API reference)."""

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from urllib.parse import quote_plus, urlencode

from desktop_app.core.account import REQUIRED_SCOPE, Account, Grant
from desktop_app.core.deadline import SecondsLeft, no_deadline
from desktop_app.core.errors import (
    AccountNotConnectedError,
    AnswerLostError,
    Detail,
    KeyMismatchError,
    NetworkProblem,
    RefusedError,
    SecretRefusedError,
    ServiceError,
    UnreachableError,
)
from desktop_app.core.platform_secret import is_restricted_key, is_stand_in_key
from desktop_app.core.profile import SecretKind
from desktop_app.core.registration_problem import RegistrationProblemKind
from desktop_app.core.secret import Secret
from desktop_app.net.authorization import basic, bearer
from desktop_app.net.network import Network
from desktop_app.net.response import HttpResponse
from desktop_app.net.retrying import Pacing, get_with_retries
from desktop_app.net.sending import send
from desktop_app.net.time_limits import TimeLimits
from desktop_app.stripe.connection import StripeConnection
from desktop_app.stripe.reading import (
    DEAUTHORIZE_ERRORS,
    TOKEN_ERRORS,
    confirms_deauthorization,
    distrust,
    is_account_id,
    means_other_client,
    read_account,
    read_api_error,
    read_authorize_refusal,
    read_grant,
    read_oauth_refusal,
    should_retry,
)

# Returns the exception for a refusal.
_Refused = Callable[[Detail], type[RefusedError]]
# What browsers ask for: the approval page shall answer as it answers them.
_AS_A_BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
_NOT_A_STAND_IN_KEY = Detail(
    NetworkProblem.NOT_A_STAND_IN_KEY, "It may be one of Stripe's, and a stand-in would get it."
)
_NO_SUCH_CODE = Secret("ac_m3terDesktopAsksWhetherItIsKnownHere")


class StripeClient:
    """Calls Stripe, or a stand-in, in one mode.

    `exchange`, `account`, `deauthorize` and `try_secret` are blocking. `exchange` and `deauthorize`
    send one request, whatever happens; `account` and `try_secret` may retry. They raise
    `RefusedError` for a documented error with its documented status (`SecretRefusedError` if the
    secret is not accepted), `UnreachableError` if certainly nothing was sent, and `AnswerLostError`
    for all other failures. They send nothing after a deadline, `seconds_left` or that of `limits`,
    and never a key or an access token to a stand-in that may be one of Stripe's.
    `take_secret` may be called on one thread while another one sends.
    """

    def __init__(
        self,
        connection: StripeConnection,
        network: Network | None = None,
        limits: TimeLimits | None = None,
        pacing: Pacing | None = None,
    ) -> None:
        self._connection = connection
        self._network = network or Network()
        self._limits = limits or TimeLimits()
        self._pacing = pacing or Pacing()
        self._secret: Secret | None = None

    @property
    def needs_secret(self) -> bool:
        """Whether `take_secret` must be called, with a fit secret, before the blocking methods."""
        if self._is_open:
            return False
        return self._secret is None or (self._holds_key and not self._may_have(self._secret))

    def take_secret(self, secret: Secret) -> None:
        """Use this secret in later calls. It is not sent if the connection needs none."""
        self._secret = secret

    def authorize_url(self, redirect_uri: str, state: str) -> str:
        """Return the URL of Stripe's approval page (Connect OAuth reference, "Authorize")."""
        prefill = {f"stripe_user[{field}]": value for field, value in self._connection.prefill}
        return self._authorize_url(redirect_uri, state, prefill)

    def _authorize_url(self, redirect_uri: str, state: str, prefill: Mapping[str, str]) -> str:
        query = {
            "client_id": self._connection.client_id,
            "response_type": "code",
            "redirect_uri": redirect_uri,
            "scope": REQUIRED_SCOPE,
            "state": state,
            **prefill,
        }
        return f"{self._connection.authorize_url}?{urlencode(query)}"

    def exchange(self, code: Secret, seconds_left: SecondsLeft = no_deadline) -> Grant:
        """Exchange an authorization code.

        The code is sent once, whatever happens: Stripe revokes the connection if a code is sent
        twice. After `AnswerLostError`, the outcome is not known.
        """
        secret = self._secret_to_send()
        response = self._post_code(code, secret, self._limits_until(seconds_left))
        grant = read_grant(response)
        if grant is None:
            raise self._endpoint_error(response, TOKEN_ERRORS, self._token_refused, secret, code)
        return grant

    def account(
        self,
        account_id: str,
        seconds_left: SecondsLeft = no_deadline,
        access_token: Secret | None = None,
    ) -> Account:
        """Read a connected account (`acct_…`).

        If an exchange endpoint has the platform's key, the account is read with the granted
        `access_token`. Raises `AccountNotConnectedError` if access was revoked, and ValueError for
        an id of another shape.
        """
        _check(account_id)
        if self._holds_key:
            secret = self._secret_to_send()
            headers = {**self._authorization(secret), "Stripe-Account": account_id}
        elif access_token is None:
            raise UnreachableError(
                Detail(NetworkProblem.NO_ACCESS_TOKEN, "There is no access token.")
            )
        else:
            if not self._may_have(access_token):
                raise RefusedError(_NOT_A_STAND_IN_KEY)
            secret, headers = access_token, _bearer(access_token, RefusedError)
        response = self._get_account(headers, self._limits_until(seconds_left))
        account = read_account(response, account_id)
        if account is not None:
            return account
        hidden = _hidden(secret)
        refusal = read_api_error(response, hidden)
        if refusal is None:
            raise AnswerLostError(distrust(response, hidden))
        raise self._account_refused(response.status, refusal.error)(refusal)

    def deauthorize(self, account_id: str, seconds_left: SecondsLeft = no_deadline) -> None:
        """Revoke access to an account (`acct_…`). Succeeds if it is not connected (any more).

        Raises ValueError for an id of another shape.
        """
        _check(account_id)
        secret = self._secret_to_send()
        form = {"client_id": self._connection.client_id, "stripe_user_id": account_id}
        limits = self._limits_until(seconds_left)
        response = self._post(self._connection.deauthorize_url, secret, form, limits)
        if not confirms_deauthorization(response, account_id):
            raise self._endpoint_error(
                response, DEAUTHORIZE_ERRORS, self._deauthorization_refused, secret
            )

    def try_secret(self) -> Account | None:
        """Find out whether the secret is accepted. This changes nothing.

        From Stripe, the platform's own account is read and returned; None if a restricted key may
        not read it. An exchange endpoint is sent a code that does not exist and must refuse it with
        `invalid_grant`; then None is returned. Any other response raises `RefusedError`.
        """
        secret = self._secret_to_send()
        if self._holds_key:
            return self._try_key(secret)
        self._try_endpoint(secret)
        return None

    def try_redirect_uri(self, redirect_uri: str) -> tuple[RegistrationProblemKind, Detail] | None:
        """Return what the approval page refuses with a redirect URI, and Stripe's words, or None.

        One request is sent, without a secret, and no redirect is followed. Nobody logs in, so
        nothing is approved. Raises `UnreachableError` or `AnswerLostError`.
        """
        # No approval has this state, so nothing that comes back with it is accepted.
        url = self._authorize_url(redirect_uri, secrets.token_urlsafe(32), {})
        response = send("GET", url, _AS_A_BROWSER, None, self._limits, self._network)
        return read_authorize_refusal(response)

    def _try_key(self, key: Secret | None) -> Account | None:
        response = self._get_account(self._authorization(key), self._limits)
        account = read_account(response)
        if account is not None:
            return account
        hidden = _hidden(key)
        refusal = read_api_error(response, hidden)
        if refusal is None:
            raise RefusedError(distrust(response, hidden))
        # A restricted key gets 403 for what it may not do (API reference, "Errors").
        if response.status == 403 and key and is_restricted_key(key.reveal()):
            return None
        raise SecretRefusedError(refusal) if response.status == 401 else RefusedError(refusal)

    def _try_endpoint(self, token: Secret | None) -> None:
        response = self._post_code(_NO_SUCH_CODE, token, self._limits)
        hidden = _hidden(token)
        refusal = read_oauth_refusal(response, TOKEN_ERRORS, hidden)
        if refusal is not None and (refusal.status, refusal.error) == (400, "invalid_grant"):
            return
        detail = refusal or distrust(response, hidden)
        is_secret = response.status in {401, 403} or detail.error == "invalid_client"
        raise SecretRefusedError(detail) if token and is_secret else RefusedError(detail)

    @property
    def _holds_key(self) -> bool:
        return self._connection.secret_kind is SecretKind.STRIPE_KEY

    @property
    def _is_open(self) -> bool:
        return self._connection.secret_kind is None

    def _secret_to_send(self) -> Secret | None:
        if self._is_open:
            return None
        if self._secret is None:
            raise RuntimeError("the secret comes first")
        if self._holds_key and not self._may_have(self._secret):
            raise SecretRefusedError(_NOT_A_STAND_IN_KEY)
        return self._secret

    def _may_have(self, secret: Secret) -> bool:
        """Return whether Stripe, or what takes its place, may have this key or access token."""
        return not self._connection.is_stand_in or is_stand_in_key(secret.reveal())

    def _authorization(self, secret: Secret | None) -> dict[str, str]:
        if secret is None:
            return {}
        if self._holds_key:
            # Basic encodes the key, so that any text can be sent. A bearer token is not encoded.
            return {"Authorization": basic(secret.reveal())}
        return _bearer(secret, SecretRefusedError)

    def _limits_until(self, seconds_left: SecondsLeft) -> TimeLimits:
        return replace(self._limits, seconds_left=seconds_left)

    def _post_code(self, code: Secret, secret: Secret | None, limits: TimeLimits) -> HttpResponse:
        form = {"grant_type": "authorization_code", "code": code.reveal()}
        return self._post(self._connection.token_url, secret, form, limits)

    def _post(
        self, url: str, secret: Secret | None, form: Mapping[str, str], limits: TimeLimits
    ) -> HttpResponse:
        return send("POST", url, self._authorization(secret), form, limits, self._network)

    def _get_account(self, headers: Mapping[str, str], limits: TimeLimits) -> HttpResponse:
        url = f"{self._connection.api_origin}/v1/account"
        return get_with_retries(
            lambda shortened: send("GET", url, headers, None, shortened, self._network),
            limits,
            self._pacing,
            should_retry,
        )

    def _endpoint_error(
        self,
        response: HttpResponse,
        documented: Collection[str],
        refused: _Refused,
        *sent: Secret | None,
    ) -> ServiceError:
        """Return the exception for a response that is not a success.

        `documented` are the errors of the endpoint. `sent` are the secrets in the request.
        """
        hidden = _hidden(*sent)
        refusal = read_oauth_refusal(response, documented, hidden)
        if refusal is None and response.status == 401 and not self._holds_key:
            # By RFC 9110, 15.5.2, the status 401 means that the request has not been applied. An
            # organization's endpoint, or a gateway before it, checks the token before it passes the
            # code on, and no document says in which form it answers. Stripe's own 401 has a
            # documented form, so Stripe did not write a 401 in another form.
            refusal = distrust(response, hidden)
        if refusal is None:
            return AnswerLostError(distrust(response, hidden))
        return refused(refusal)(refusal)

    def _token_refused(self, refusal: Detail) -> type[RefusedError]:
        if means_other_client(refusal.error, refusal.description):
            return KeyMismatchError
        # No client id is sent with a code, so `invalid_client` means the key, too.
        is_secret = refusal.status == 401 or refusal.error == "invalid_client"
        return SecretRefusedError if is_secret and not self._is_open else RefusedError

    def _account_refused(self, status: int, error: str) -> type[RefusedError]:
        # The status is 403, or 401 in API versions before 2016-10-19. So the error code decides.
        if error == "account_invalid" and status in {401, 403}:
            return AccountNotConnectedError
        if status != 401:
            return RefusedError
        # An access token belongs to the account, and becomes invalid when access is revoked.
        return SecretRefusedError if self._holds_key else AccountNotConnectedError

    def _deauthorization_refused(self, refusal: Detail) -> type[RefusedError]:
        # Here `invalid_client` means the client id or the account (Connect OAuth reference).
        is_secret = refusal.status == 401 and refusal.error != "invalid_client"
        return SecretRefusedError if is_secret and not self._is_open else RefusedError


def _bearer(token: Secret, refused: type[RefusedError]) -> dict[str, str]:
    value = bearer(token)
    if value is None:
        raise refused(
            Detail(NetworkProblem.SECRET_NOT_SENDABLE, "It has characters that can't be sent.")
        )
    return {"Authorization": value}


def _check(account_id: str) -> None:
    if not is_account_id(account_id):
        raise ValueError("not an account id")


def _hidden(*secrets: Secret | None) -> list[str]:
    """Return the texts that must not be shown: the secrets, in every form in which one is sent."""
    texts = [secret.reveal() for secret in secrets if secret is not None]
    in_headers = [basic(text).removeprefix("Basic ") for text in texts]
    in_forms = [quote_plus(text) for text in texts]
    return [*texts, *in_headers, *in_forms]
