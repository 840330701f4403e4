"""What is said about something."""

from dataclasses import dataclass

from desktop_app.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class Message:
    """What is said about something: a heading, a sentence, and how it feels."""

    tone: Tone
    title: str
    text: str
