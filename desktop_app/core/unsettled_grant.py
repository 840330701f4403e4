"""What Stripe may have granted, or still grants, and nobody could make sure of."""

from dataclasses import dataclass
from datetime import datetime

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import Credential
from desktop_app.core.systems import System


@dataclass(frozen=True, slots=True)
class UnsettledGrant:
    """Stripe may have granted access, or still grants it, and nobody could make sure."""

    id: str
    system: System
    credential_id: str
    credential_name: str
    account_id: str
    since: datetime

    def is_settled_by(self, credential: Credential) -> bool:
        """Return whether its credential, once approved, names what may have been granted.

        Where the account is not known, approving again is taken to name the same one.
        """
        account = credential.account
        return (
            account is not None
            and credential.id == self.credential_id
            and credential.system is self.system
            and self.account_id in ("", account.id)
        )

    def activity(self, kind: ActivityKind, at: datetime, os_user: str) -> Activity:
        """Return the log entry for something that happens to it."""
        return Activity(
            at,
            kind,
            self.credential_id,
            self.credential_name,
            self.system,
            os_user,
            self.account_id,
        )
