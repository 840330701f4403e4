"""The language of the texts. Dates and numbers follow the person's own locale instead."""

from collections.abc import Iterable
from functools import cache

from PySide6.QtCore import QCoreApplication, QLocale, Qt

translate = QCoreApplication.translate


def language() -> str:
    """Return the tag (BCP 47) of the language that texts are shown in, such as "en-GB"."""
    return translate("Language", "en-GB", "The tag of your language (BCP 47), such as de or pt-BR")


def is_right_to_left() -> bool:
    """Return whether texts are shown in a language that is written from right to left."""
    return _is_right_to_left(language())


@cache
def _is_right_to_left(tag: str) -> bool:
    return QLocale(tag).textDirection() is Qt.LayoutDirection.RightToLeft


def list_text(items: Iterable[str]) -> str:
    """Return items as a list in a sentence, "one, two and three"."""
    return QLocale(language()).createSeparatedList(list(items))
