"""Asks before an organization is connected although Stripe refuses what its profile says."""

from PySide6.QtWidgets import QWidget

from desktop_app.ui.texts import registration_texts
from desktop_app.ui.widgets.question import Question


class AnywayDialog(Question):
    """Asks whether to connect anyway, and says what will not work then."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            self.tr("Connect an organization"),
            self.tr("Connect anyway"),
            parent,
            danger=False,
            risky=True,
        )
        self.show_question(
            registration_texts.anyway_question(), registration_texts.anyway_consequences()
        )
