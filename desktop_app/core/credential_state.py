"""The three enums that, together with the account, make up the state of a credential."""

from enum import Enum


class Stage(Enum):
    """The stage of a credential. There is none for removed credentials: they are not stored."""

    INCOMPLETE = "incomplete"
    APPROVED = "approved"
    ACTIVE = "active"


class SecretPlace(Enum):
    """Where the secret of a credential is stored."""

    NONE = "none"
    """There is no secret: Stripe issued no token, or there was no approval yet."""
    KEYCHAIN = "keychain"
    SESSION = "session"
    LOST = "lost"
    """The secret was in memory and the program has ended, or the organization was forgotten."""
    REVOKED = "revoked"
    """Access at Stripe was revoked, so the secret is worthless."""


class Revoking(Enum):
    """Whether a person has chosen to remove a credential and revoke its access at Stripe."""

    NO = "no"
    TO_DO = "to_do"
    """The request was certainly not sent. It will be tried again."""
    UNDER_WAY = "under_way"
    """The request is being sent. Only in memory: the database says UNCONFIRMED meanwhile."""
    UNCONFIRMED = "unconfirmed"
    """The request was sent, or was about to be sent. Its effect is not known."""
