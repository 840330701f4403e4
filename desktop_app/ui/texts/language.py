"""The language of the texts. Dates and numbers follow the person's own locale instead."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QLocale

translate = QCoreApplication.translate


def language() -> str:
    """Return the tag (BCP 47) of the language that texts are shown in, such as "en-GB"."""
    return translate("Language", "en-GB", "The tag of your language (BCP 47), such as de or pt-BR")


def list_text(items: Iterable[str]) -> str:
    """Return items as a list in a sentence, "one, two and three"."""
    return QLocale(language()).createSeparatedList(list(items))
