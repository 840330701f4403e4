"""A text that must not be shown: it prints as dots wherever it is printed by accident."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """Wraps a token, key or authorization code. Only `reveal()` gives the text back."""

    _text: str

    def reveal(self) -> str:
        """Return the text itself; call it only where the secret is sent or stored."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(•••)"
