"""The three values that, with its account, make up the state of a credential."""

from enum import Enum


class Stage(Enum):
    """Where a credential stands. One that was removed or deleted is not stored any more."""

    INCOMPLETE = "incomplete"
    APPROVED = "approved"
    ACTIVE = "active"


class SecretPlace(Enum):
    """Where the credential's secret is kept."""

    NONE = "none"
    KEYCHAIN = "keychain"
    SESSION = "session"
    LOST = "lost"
    """It was kept for a session that is over."""
    REVOKED = "revoked"
    """It is worthless: access at Stripe was revoked."""


class Revoking(Enum):
    """Whether a person has chosen to remove a credential and revoke its access at Stripe."""

    NO = "no"
    TO_DO = "to_do"
    """Nothing could be sent yet, for certain: it is to be tried again."""
    UNDER_WAY = "under_way"
    UNCONFIRMED = "unconfirmed"
    """It was sent, or was about to be, and nobody knows what Stripe did."""
