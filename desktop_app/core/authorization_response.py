"""The authorization response of one attempt (RFC 6749 §4.1.2), after its state was verified."""

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
