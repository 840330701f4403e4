"""A text that must not be shown. If it is printed by accident, it prints as dots."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A token, key or authorization code. Only `reveal()` returns the text."""

    _text: str

    def reveal(self) -> str:
        """Return the text. Call it only where the secret is sent or stored."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(•••)"
