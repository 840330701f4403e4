"""Asks before secrets that a person has typed are lost."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop_app.core.profile import Registration
from desktop_app.ui.texts import secret_texts
from desktop_app.ui.widgets.question import Question


class DiscardDialog(Question):
    """Asks whether to discard what was typed for `typed`. To go on typing is the default."""

    def __init__(self, title: str, typed: Sequence[Registration], parent: QWidget) -> None:
        super().__init__(
            title, self.tr("Discard"), parent, refusal=self.tr("Go on typing"), danger=True
        )
        self.show_question(
            secret_texts.discard_question(typed), (secret_texts.discard_consequence(),)
        )
