"""The dialog for an approval by somebody else: the link to send, and the address to paste."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.pasted_response import PasteRefused
from desktop_app.core.profile import Registration
from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.texts import pasting_texts
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import PrimaryButton
from desktop_app.ui.widgets.field_note import FieldNote
from desktop_app.ui.widgets.fields import AddressField, TextField
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.panels import DoneLine
from desktop_app.ui.widgets.scrolling import GrowingArea, bring_into_sight


class SomebodyElseDialog(QDialog):
    """Offers the link of one attempt, and takes the address at which a browser ended.

    `use` uses a pasted address, and returns what is wrong with it, or None. What was pasted stays
    in its field until it was used, or until `end` is called. `end` is when the link stops working.
    """

    def __init__(
        self,
        link: str,
        end: datetime,
        registration: Registration | None,
        use: Callable[[str], PasteRefused | None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._use = use
        self.setWindowTitle(self.tr("Somebody else approves"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._link = AddressField()
        self._link.show_address(link)
        self._link.setAccessibleName(self.tr("Link to send"))
        self._message = pasting_texts.message_to_send(link, end, registration)
        self._copy = QPushButton(self.tr("Copy link"))
        self._copy.setAutoDefault(False)
        self._copy.clicked.connect(self._on_copy)
        self._copy_message = QPushButton(self.tr("Copy a message"))
        self._copy_message.setAutoDefault(False)
        self._copy_message.clicked.connect(self._on_copy_message)
        self._copied = DoneLine(self.tr("The link was copied."))
        self._message_copied = DoneLine(
            self.tr("A message with the link and what to do was copied. Paste it into a mail.")
        )
        self._copied.hide()
        self._message_copied.hide()
        self._address = TextField()
        # The address has a code that is a secret until it was used.
        self._address.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self._address.textChanged.connect(self._on_text)
        self._note = FieldNote(self._address, pasting_texts.caution_text())
        self._confirm = PrimaryButton(self.tr("Use this address"))
        self._confirm.setDefault(True)
        self._confirm.setEnabled(False)
        self._confirm.clicked.connect(self._on_use)
        self._lay_out(
            pasting_texts.sending_text(end, registration), pasting_texts.copying_text(registration)
        )

    def _lay_out(self, sending: str, copying: str) -> None:
        # The content is scrolled as far as the edges of the dialog.
        left, top, right, bottom = theme.DIALOG_MARGINS
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(left, top, right, theme.XS)
        rows.setSpacing(theme.S)
        rows.addWidget(TextLabel(self.tr("1. Send the link"), TextStyle.SECTION))
        rows.addWidget(wrapped(sending))
        link = QHBoxLayout()
        link.setSpacing(theme.S)
        link.addWidget(self._link, 1)
        link.addWidget(self._copy)
        link.addWidget(self._copy_message)
        rows.addLayout(link)
        rows.addWidget(self._copied)
        rows.addWidget(self._message_copied)
        rows.addSpacing(theme.M)
        rows.addWidget(TextLabel(self.tr("2. Paste what they send back"), TextStyle.SECTION))
        rows.addWidget(wrapped(copying))
        rows.addSpacing(theme.XS)
        label = TextLabel(self.tr("&Paste the address at which their browser ended"))
        label.setWordWrap(True)
        label.setBuddy(self._address)
        rows.addWidget(label)
        rows.addWidget(self._address)
        rows.addWidget(self._note)
        rows.addStretch(1)
        area = GrowingArea(content)
        close = QPushButton(self.tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(left, 0, right, bottom)
        buttons.setSpacing(theme.S)
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(self._confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addWidget(area, 1)
        column.addLayout(buttons)
        self._copy.setFocus()
        # The area makes it as high as the words need.
        self.resize(theme.XL * 24, self.minimumSizeHint().height())

    def end(self) -> None:
        """Close the dialog for good, and wipe what was pasted."""
        self._wipe()
        self.reject()
        self.deleteLater()

    def _on_copy(self) -> None:
        self._copy_text(self._link.text(), self._copied)

    def _on_copy_message(self) -> None:
        self._copy_text(self._message, self._message_copied)

    def _copy_text(self, text: str, done: DoneLine) -> None:
        QGuiApplication.clipboard().setText(text)
        for line in (self._copied, self._message_copied):
            line.setVisible(line is done)
        announce(self, done.text())

    def _on_text(self, text: str) -> None:
        self._confirm.setEnabled(bool(text.strip()))
        self._note.show_problem("")

    def _on_use(self) -> None:
        refused = self._use(self._address.text())
        if refused is None:
            self._wipe()
            self.accept()
            return
        is_link = _page_of(self._address.text()) == _page_of(self._link.text())
        self._note.show_problem(pasting_texts.problem_text(refused, is_link=is_link))
        bring_into_sight(self._note)
        self._address.setFocus()

    def _wipe(self) -> None:
        # Unlike `clear`, this clears what *Undo* would bring back, too.
        self._address.setText("")


def _page_of(address: str) -> str:
    """Return an address without white space and without its query."""
    return "".join(address.split()).partition("?")[0]
