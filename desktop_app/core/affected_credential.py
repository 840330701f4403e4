"""Credentials that a revocation affects beside the one that it was asked for."""

from dataclasses import dataclass

from desktop_app.core.credential import Credential


@dataclass(frozen=True, slots=True)
class AffectedCredential:
    """A credential that loses access when access to its account is revoked at Stripe.

    `organization` is the name of the organization whose workspace has the credential. It is empty
    if that is the workspace in which the person asked for the revocation.
    """

    credential: Credential
    organization: str = ""
