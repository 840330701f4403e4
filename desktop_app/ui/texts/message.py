"""A message to the person."""

from dataclasses import dataclass

from desktop_app.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class Message:
    """A heading, a text below it, and the tone of both. The heading may be empty.

    `address` is the address of a web page that the text tells the person to open, to be copied.
    `path` is the path of the program that the text is about, which is shown on a line of its own.
    `brief` says the same as the text in a few words, for where there is room for one line only.
    """

    tone: Tone
    title: str
    text: str
    address: str = ""
    path: str = ""
    brief: str = ""
