"""The OAuth `state` of one attempt: the return port and 256 random bits.

RFC 8252 §8.9 and RFC 9700 §2.1 ask for an unguessable, one-time state bound to the attempt. The
state includes the port because an https return page must learn where this program listens.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

_RANDOM_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class OAuthState:
    """A state that is sent to Stripe. Only its `digest` is stored."""

    text: str

    def __repr__(self) -> str:
        return "OAuthState(•••)"

    @property
    def digest(self) -> bytes:
        """The SHA-256 hash that is stored and compared."""
        return digest(self.text)


def new_state(port: int) -> OAuthState:
    """Return a new state for a receiver that listens on `port`.

    Raises ValueError unless the port is between 1024 and 65535.
    """
    if not 1024 <= port <= 65535:
        raise ValueError(f"a return port is between 1024 and 65535, not {port}")
    return OAuthState(f"{port}.{secrets.token_urlsafe(_RANDOM_BYTES)}")


def digest(text: str) -> bytes:
    """Return the SHA-256 hash of a state. Accepts any text, since a browser can send any."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def matches(text: str, expected_digest: bytes) -> bool:
    """Return whether a received state has the stored hash. Compares in constant time."""
    return hmac.compare_digest(digest(text), expected_digest)
