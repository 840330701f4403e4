"""What a router has decided."""

from desktop_app.core.authorization_response import AuthorizationResponse
from desktop_app.loopback.router import Decision, Hold


def accepted(decision: Decision) -> AuthorizationResponse:
    """Return the response that was accepted as the answer to its attempt."""
    assert isinstance(decision, Hold)
    return decision.authorization_response
