"""Texts whose words depend on a number."""

from PySide6.QtCore import QCoreApplication


class Plural:
    """The context of all texts whose words depend on a number.

    A class, since `pyside6-lupdate` finds the number in `Plural.tr(text, comment, number)`, and
    takes the name before the dot for the context. In a call of `translate` it does not find it.
    """

    @staticmethod
    def tr(text: str, comment: str | None, number: int) -> str:
        """Return the form of `text` for `number`, which takes the place of `%n`, if that is there.

        The source has the form for several; m3ter-desktop_en.ts has the one for a single thing.
        `comment` tells the translator what a short text is about, and tells equal texts apart.
        """
        return QCoreApplication.translate("Plural", text, comment, number)
