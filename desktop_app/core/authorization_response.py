"""What came back from the browser for one attempt, once its state was found to be right."""

from dataclasses import dataclass

from desktop_app.core.secret import Secret


@dataclass(frozen=True, slots=True)
class AuthorizationCodeResponse:
    """The person approved: `code` is Stripe's authorization code (single use, five minutes)."""

    attempt_id: str
    code: Secret


@dataclass(frozen=True, slots=True)
class AuthorizationErrorResponse:
    """Stripe sent the person back with an error; `access_denied` means that they declined.

    `error` and `description` come from the address and are untrusted text.
    """

    attempt_id: str
    error: str
    description: str


AuthorizationResponse = AuthorizationCodeResponse | AuthorizationErrorResponse
