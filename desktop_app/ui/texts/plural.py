"""Texts whose words depend on a number."""

from PySide6.QtCore import QCoreApplication


class Plural:
    """The context of all texts whose words depend on a number.

    This is a class because of `pyside6-lupdate`. It finds the number in a call of
    `Plural.tr(text, comment, number)`, but not in a call of `translate`, and it takes the name
    before the dot as the context.
    """

    @staticmethod
    def tr(text: str, comment: str | None, number: int) -> str:
        """Return the form of `text` for `number`, with `%n` replaced by the number.

        The source has the plural form, and m3ter-desktop_en.ts the singular. `comment` explains a
        short text to the translator, and distinguishes equal texts.
        """
        return QCoreApplication.translate("Plural", text, comment, number)
