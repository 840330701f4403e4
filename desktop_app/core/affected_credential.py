"""Whom a revocation at Stripe affects besides the credential that it was asked for."""

from dataclasses import dataclass

from desktop_app.core.credential import Credential


@dataclass(frozen=True, slots=True)
class AffectedCredential:
    """A credential that loses access when access to its account is revoked at Stripe.

    `organization` is the name of the organization whose workspace holds the credential; it is empty
    where that is the workspace in which revoking was asked for.
    """

    credential: Credential
    organization: str = ""
