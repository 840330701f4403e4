"""A response, and what HTTP says about it."""

from collections.abc import Mapping
from dataclasses import dataclass

_MAX_DIGITS = 6


@dataclass(frozen=True, slots=True, repr=False)
class HttpResponse:
    """A complete response, whatever its status.

    The keys of `headers` are the names in lower case. The body may hold secrets, so there is no
    repr.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> float | None:
        """The seconds to wait before a retry, as `Retry-After` says (RFC 9110, 10.2.3), or None.

        None for a date, too: no service sends one for a wait as short as a person's patience.
        """
        text = self.headers.get("retry-after", "")
        is_number = text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS
        return float(text) if is_number else None
