"""The four things that this program asks of Stripe (Connect OAuth reference, API reference)."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from desktop_app.core.account import REQUIRED_SCOPE, Account, Grant
from desktop_app.core.errors import (
    AccountNotConnectedError,
    AnswerLostError,
    Detail,
    NetworkProblem,
    RefusedError,
    SecretRefusedError,
    ServiceError,
    UnreachableError,
)
from desktop_app.core.profile import SecretKind
from desktop_app.core.secret import Secret
from desktop_app.net.authorization import basic, bearer
from desktop_app.net.network import Network
from desktop_app.net.response import HttpResponse
from desktop_app.net.retrying import Pacing, get_with_retries
from desktop_app.net.sending import send
from desktop_app.net.time_limits import TimeLimits
from desktop_app.stripe.connection import StripeConnection
from desktop_app.stripe.reading import (
    confirms_deauthorization,
    distrust,
    is_account_id,
    is_api_error,
    read_account,
    read_grant,
    read_refusal,
    should_retry,
)

# What a refusal means, by its HTTP status and error.
_Refused = Callable[[int, str], type[RefusedError]]
_NO_SUCH_CODE = Secret("ac_m3terDesktopAsksWhetherItIsKnownHere")


class StripeClient:
    """Talks to one mode of one Stripe. All methods but the first three are blocking.

    `exchange` and `deauthorize` are sent once, whatever happens; `account` and `try_secret` may
    read again. They raise `RefusedError` for a documented error (`SecretRefusedError` where it is
    the secret that is not accepted), `UnreachableError` when for certain nothing was sent, and
    `AnswerLostError` for everything between the two. The secret may be taken on one thread while
    another one calls.
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
        """Whether `take_secret` comes first."""
        return self._connection.secret_kind is not None and self._secret is None

    def take_secret(self, secret: Secret) -> None:
        """From now on call with this secret; where none is wanted, none is sent."""
        self._secret = secret

    def authorize_url(self, redirect_uri: str, state: str) -> str:
        """Return the address of Stripe's approval page."""
        query = {
            "client_id": self._connection.client_id,
            "response_type": "code",
            "redirect_uri": redirect_uri,
            "scope": REQUIRED_SCOPE,
            "state": state,
            **{f"stripe_user[{field}]": value for field, value in self._connection.prefill},
        }
        return f"{self._connection.authorize_url}?{urlencode(query)}"

    def exchange(self, code: Secret) -> Grant:
        """Exchange an authorization code.

        It is sent once, whatever happens: Stripe revokes the connection of a code that is sent
        twice. After `AnswerLostError` the outcome is unknown.
        """
        secret = self._secret_to_send()
        answer = self._post_code(code, secret)
        grant = read_grant(answer)
        if grant is None:
            raise self._endpoint_problem(answer, self._token_refused, secret, code)
        return grant

    def account(self, account_id: str, access_token: Secret | None = None) -> Account:
        """Read a connected account (`acct_…`).

        Where an exchange endpoint holds the platform's key, it is read with the `access_token`
        that was granted. Raises `AccountNotConnectedError` where access was revoked.
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
            secret, headers = access_token, _bearer(access_token, RefusedError)
        answer = self._get_account(headers)
        account = read_account(answer, account_id)
        if account is None and not is_api_error(answer):
            raise AnswerLostError(distrust(answer, _hidden(secret)))
        if account is None:
            raise _problem(answer, self._account_refused, secret)
        return account

    def deauthorize(self, account_id: str) -> None:
        """Revoke access to an account; one that is not connected counts as done."""
        _check(account_id)
        secret = self._secret_to_send()
        form = {"client_id": self._connection.client_id, "stripe_user_id": account_id}
        answer = self._post(self._connection.deauthorize_url, secret, form)
        if not confirms_deauthorization(answer, account_id):
            raise self._endpoint_problem(answer, self._deauthorization_refused, secret)

    def try_secret(self) -> Account | None:
        """Find out whether the secret is accepted, at no cost and with no effect.

        Stripe is asked for the platform's own account: None where a restricted key may not read
        it. An exchange endpoint is sent a code that does not exist, and has to say so. Every other
        answer is raised as `RefusedError`.
        """
        secret = self._secret_to_send()
        if self._holds_key:
            return self._try_key(secret)
        self._try_endpoint(secret)
        return None

    def _try_key(self, key: Secret | None) -> Account | None:
        answer = self._get_account(self._authorization(key))
        account = read_account(answer)
        if account is not None:
            return account
        hidden = _hidden(key)
        refusal = read_refusal(answer, hidden)
        if refusal is None or not is_api_error(answer):
            raise RefusedError(distrust(answer, hidden))
        # Restricted keys are refused with 403 what they were not allowed (API reference, "Errors").
        if answer.status == 403 and key and key.reveal().startswith("rk_"):
            return None
        raise SecretRefusedError(refusal) if answer.status == 401 else RefusedError(refusal)

    def _try_endpoint(self, token: Secret | None) -> None:
        answer = self._post_code(_NO_SUCH_CODE, token)
        hidden = _hidden(token)
        refusal = read_refusal(answer, hidden)
        if refusal is not None and refusal.error == "invalid_grant":
            return
        detail = refusal or distrust(answer, hidden)
        is_secret = answer.status in {401, 403} or detail.error == "invalid_client"
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
        return self._secret

    def _authorization(self, secret: Secret | None) -> dict[str, str]:
        if secret is None:
            return {}
        if self._holds_key:
            # A bearer token would have to fit into a header as it is; any text can be a user name.
            return {"Authorization": basic(secret.reveal())}
        return _bearer(secret, SecretRefusedError)

    def _post_code(self, code: Secret, secret: Secret | None) -> HttpResponse:
        form = {"grant_type": "authorization_code", "code": code.reveal()}
        return self._post(self._connection.token_url, secret, form)

    def _post(self, url: str, secret: Secret | None, form: Mapping[str, str]) -> HttpResponse:
        return send("POST", url, self._authorization(secret), form, self._limits, self._network)

    def _get_account(self, headers: Mapping[str, str]) -> HttpResponse:
        url = f"{self._connection.api_origin}/v1/account"
        return get_with_retries(
            lambda limits: send("GET", url, headers, None, limits, self._network),
            self._limits,
            self._pacing,
            should_retry,
        )

    def _endpoint_problem(
        self,
        answer: HttpResponse,
        refused: _Refused,
        *sent: Secret | None,
    ) -> ServiceError:
        if answer.status == 401 and not self._holds_key:
            # What stands before an exchange endpoint refuses tokens in words of its own; with 401
            # nothing was done (RFC 9110, 15.5.2).
            hidden = _hidden(*sent)
            refusal = read_refusal(answer, hidden) or distrust(answer, hidden)
            return refused(answer.status, refusal.error)(refusal)
        return _problem(answer, refused, *sent)

    def _token_refused(self, status: int, error: str) -> type[RefusedError]:
        # No client id is sent with a code, so `invalid_client` speaks of the key, too.
        is_secret = status == 401 or error == "invalid_client"
        return SecretRefusedError if is_secret and not self._is_open else RefusedError

    def _account_refused(self, status: int, error: str) -> type[RefusedError]:
        # Stripe's API asks for 403 here, and versions before 2016-10-19 for 401: the code counts.
        if error == "account_invalid":
            return AccountNotConnectedError
        if status != 401:
            return RefusedError
        # An access token is the account's own, and ends when access is revoked.
        return SecretRefusedError if self._holds_key else AccountNotConnectedError

    def _deauthorization_refused(self, status: int, error: str) -> type[RefusedError]:
        # Here `invalid_client` speaks of the client id or the account (Connect OAuth reference).
        is_secret = status == 401 and error != "invalid_client"
        return SecretRefusedError if is_secret and not self._is_open else RefusedError


def _bearer(token: Secret, refused: type[RefusedError]) -> dict[str, str]:
    value = bearer(token)
    if value is None:
        raise refused(
            Detail(NetworkProblem.SECRET_NOT_SENDABLE, "It has characters that can't be sent.")
        )
    return {"Authorization": value}


def _problem(answer: HttpResponse, refused: _Refused, *sent: Secret | None) -> ServiceError:
    hidden = _hidden(*sent)
    refusal = read_refusal(answer, hidden)
    if refusal is None:
        return AnswerLostError(distrust(answer, hidden))
    return refused(answer.status, refusal.error)(refusal)


def _check(account_id: str) -> None:
    if not is_account_id(account_id):
        raise ValueError("not an account id")


def _hidden(*secrets: Secret | None) -> list[str]:
    return [secret.reveal() for secret in secrets if secret is not None]
