"""Help for a person whose browser did not open, or shows an error."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.core.profile import Registration
from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.texts.filling import sentences
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import LinkButton
from desktop_app.ui.widgets.disclosure import DisclosureLink
from desktop_app.ui.widgets.fields import AddressField
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.wizard.connect_view import Help
from desktop_app.ui.wizard.stripe_errors_dialog import StripeErrorsDialog


class WaitingHelp(QWidget):
    """Advice, the link that was copied, and what Stripe's errors mean.

    It is folded until the person presses `toggle`, which stands elsewhere on the page, or copies
    the link. `unfolded` is emitted once it has its place on the page.
    """

    unfolded = Signal()

    def __init__(self) -> None:
        super().__init__()
        # It is not checkable: assistive technology would call it a check box.
        self.toggle = DisclosureLink(self.tr("Nothing opened?"))
        self.toggle.clicked.connect(self._on_toggle)
        self._registration: Registration | None = None
        self._what_to_do = wrapped(
            self.tr(
                "Paste it into the address bar of a browser on this computer. It then works in that"
                " browser only."
            )
        )
        self._link = AddressField()
        self._link.setAccessibleName(self.tr("Link to Stripe’s approval page"))
        self._advice = wrapped(style=TextStyle.SECONDARY)
        self._errors = LinkButton(self.tr("What does Stripe’s error mean?"))
        self._errors.clicked.connect(self._explain_errors)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        for widget in (self._what_to_do, self._link, self._advice, self._errors):
            column.addWidget(widget)
        self.show_link("")
        self._fold()

    def follow_toggle(self) -> None:
        """Have Tab lead from `toggle` to what it unfolds."""
        self.setTabOrder(self.toggle, self._link)
        self.setTabOrder(self._link, self._errors)

    def offer(self, help_: Help, registration: Registration | None) -> None:
        """Offer the help, or withdraw it.

        The errors are explained if there is a registration that they may be about. Without the
        advice, nothing is folded.
        """
        self._registration = registration
        self._errors.setVisible(registration is not None)
        self._advice.setVisible(help_ is Help.ALL)
        self.toggle.setVisible(help_ is Help.ALL)
        if help_ is Help.ERRORS and registration is not None:
            self.show()
        elif help_ is not Help.ALL:
            self._fold()

    def show_link(self, link: str) -> None:
        """Show the link that was copied, and unfold the help; an empty link hides it."""
        self._link.show_address(link)
        self._link.setVisible(bool(link))
        self._what_to_do.setVisible(bool(link))
        # An error that comes from the profile comes again; what it means is a link below.
        advice = self.tr("If the page was closed, choose “Open again”.")
        if not link:
            first = self.tr(
                "If no browser opened, choose “Copy link”, and open the link in a browser on this"
                " computer."
            )
            advice = sentences(first, advice)
        self._advice.setText(advice)
        if link:
            self._unfold()

    def _on_toggle(self) -> None:
        if self.isVisible():
            self._fold()
        else:
            self._unfold()
            announce(self, self._advice.text())

    def _fold(self) -> None:
        self.hide()
        self.toggle.show_unfolded(unfolded=False)

    def _unfold(self) -> None:
        self.show()
        self.toggle.show_unfolded(unfolded=True)
        QTimer.singleShot(0, self, self.unfolded.emit)

    def copied_text(self) -> str:
        """Return that the link was copied, and what to do with it."""
        return sentences(self.tr("The link was copied."), self._what_to_do.text())

    def _explain_errors(self) -> None:
        if self._registration is not None:
            dialog = StripeErrorsDialog(self._registration, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()
