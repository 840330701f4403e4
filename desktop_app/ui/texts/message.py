"""A message to the person."""

from dataclasses import dataclass

from desktop_app.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class Message:
    """A heading, a text below it, and the tone of both. The heading may be empty."""

    tone: Tone
    title: str
    text: str
