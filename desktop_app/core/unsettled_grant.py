"""Grants at Stripe whose outcome is not known."""

from dataclasses import dataclass
from datetime import datetime

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import Credential
from desktop_app.core.systems import System


@dataclass(frozen=True, slots=True)
class UnsettledGrant:
    """Access that Stripe may have granted, or may still grant: the outcome is not known.

    `account_id` is empty if the account is not known. `since` is in UTC.
    """

    id: str
    system: System
    credential_id: str
    credential_name: str
    account_id: str
    since: datetime

    def is_settled_by(self, credential: Credential) -> bool:
        """Return whether the approval of `credential` covers this grant.

        It does if it is for the same credential and account. If the account of the grant is not
        known, it is taken to be the same.
        """
        account = credential.account
        return (
            account is not None
            and credential.id == self.credential_id
            and credential.system is self.system
            and self.account_id in ("", account.id)
        )

    def activity(self, kind: ActivityKind, at: datetime, os_user: str) -> Activity:
        """Return the log entry for something that happens to this grant at `at` (UTC)."""
        return Activity(
            at,
            kind,
            self.credential_id,
            self.credential_name,
            self.system,
            os_user,
            self.account_id,
            account_id=self.account_id,
        )
