"""What a person does in the browser to approve access, as numbered steps."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.core.account import Account
from desktop_app.ui import theme
from desktop_app.ui.texts import credential_texts
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.panels import IconWidget


class BrowserSteps(QWidget):
    """Shows the steps with their numbers, or with checks once they are done."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: list[TextLabel] = []
        self._checks: list[IconWidget] = []
        rows = QGridLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(theme.S)
        rows.setVerticalSpacing(theme.S)
        rows.setColumnStretch(1, 1)
        self._choose = wrapped(self.tr("Choose the account, and approve access for m3ter"))
        steps = (
            wrapped(self.tr("Log in to Stripe as an administrator of the account")),
            self._choose,
            wrapped(self.tr("Choose “Return to m3ter”")),
        )
        for row, step in enumerate(steps):
            number = TextLabel(fill(self.tr("{number}."), number=row + 1))
            number.setMinimumWidth(theme.L)
            check = IconWidget("success", Tone.SUCCESS, theme.L)
            self._numbers.append(number)
            self._checks.append(check)
            for mark in (number, check):
                rows.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            rows.addWidget(step, row, 1)
        self.show_done(done=False)

    def name_account(self, account: Account) -> None:
        """Say which account is to be chosen, since only that one can approve access."""
        text = self.tr("Choose {account}, and approve access for m3ter")
        self._choose.setText(fill(text, account=credential_texts.account_label(account)))

    def show_done(self, *, done: bool) -> None:
        """Show that the steps are done, or still to do."""
        for number, check in zip(self._numbers, self._checks, strict=True):
            number.setHidden(done)
            check.setHidden(not done)
