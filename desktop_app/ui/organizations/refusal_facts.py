"""What Stripe refuses in a profile, as labels and values, and who can correct it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.core.registration_problem import RegistrationProblem
from desktop_app.ui import theme
from desktop_app.ui.texts import registration_texts
from desktop_app.ui.widgets.facts import Facts
from desktop_app.ui.widgets.labels import wrapped


class RefusalFacts(QWidget):
    """Lists what Stripe refuses, to be shown below a sentence that says that it does."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.XS, 0, 0)
        self._column.setSpacing(theme.S)

    def show_problems(self, problems: Sequence[RegistrationProblem]) -> None:
        """Show other problems; there is at least one."""
        while (item := self._column.takeAt(0)) is not None:
            shown = item.widget()
            if shown is not None:
                shown.hide()
                shown.deleteLater()
        for refusal in registration_texts.refusals(problems):
            facts = Facts(on_tint=True)
            for label, value in refusal:
                facts.add(label, value)
            self._column.addWidget(facts)
        for paragraph in registration_texts.correction_text(problems).splitlines():
            self._column.addWidget(wrapped(paragraph))
