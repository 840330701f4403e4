"""The dialog for an approval by somebody else: the link to send, and the address to paste."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
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
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.texts import pasting_texts, time_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.buttons import PrimaryButton, keep_room_for, set_shown
from desktop_app.ui.widgets.field_note import FieldNote
from desktop_app.ui.widgets.fields import AddressField, TextField
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.panels import TitledCard
from desktop_app.ui.widgets.scrolling import GrowingArea, bring_into_sight


@dataclass(frozen=True, slots=True)
class SentLink:
    """A link that is sent to somebody else.

    `what` names the credential and its system. `end` is when the link stops working, and
    `time_left` returns the time until then.
    """

    address: str
    what: str
    end: datetime
    time_left: Callable[[], timedelta]


class SomebodyElseDialog(QDialog):
    """Offers the link of one attempt, and takes the address at which a browser ended.

    `use` uses a pasted address, and returns what is wrong with it, or None. What was pasted stays
    in its field until it was used, or until `end` is called.
    """

    def __init__(
        self,
        link: SentLink,
        registration: Registration | None,
        use: Callable[[str], PasteRefused | None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._use = use
        self.setWindowTitle(self.tr("Somebody else approves"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._link = AddressField()
        self._link.show_address(link.address)
        self._link.setAccessibleName(self.tr("Link to send"))
        self._message = ""
        if registration is not None and not pasting_texts.is_played(registration):
            self._message = pasting_texts.message_to_send(link.address, link.end, registration)
        self._copy = QPushButton()
        self._copy_message = QPushButton()
        self._copy.clicked.connect(self._on_copy)
        self._copy_message.clicked.connect(self._on_copy_message)
        keep_room_for(self._copy, self.tr("Link copied"))
        keep_room_for(self._copy_message, self.tr("Message copied"))
        self._name_copy_buttons()
        for copy in (self._copy, self._copy_message):
            copy.setAutoDefault(False)
            keep_room_for(copy, copy.text())
        self._address = TextField()
        # The address has a code that is a secret until it was used.
        self._address.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self._address.textChanged.connect(self._on_text)
        self._note = FieldNote(self._address, pasting_texts.caution_text(registration))
        self._confirm = PrimaryButton(self.tr("Use this address"))
        self._confirm.setDefault(True)
        self._confirm.setEnabled(False)
        self._confirm.clicked.connect(self._on_use)
        self._time_left = link.time_left
        self._time = TextLabel(style=TextStyle.SECTION)
        self._time.setFont(theme.tabular(self._time.font()))
        self._ticker = Ticker(self)
        self._ticker.ticked.connect(self._show_time)
        self._show_time()
        self._lay_out(link, registration)

    def _lay_out(self, link: SentLink, registration: Registration | None) -> None:
        # The content is scrolled as far as the edges of the dialog.
        left, top, right, bottom = theme.DIALOG_MARGINS
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(left, top, right, theme.XS)
        rows.setSpacing(theme.M)
        title = QHBoxLayout()
        title.setSpacing(theme.M)
        title.addWidget(wrapped(self.tr("Somebody else approves"), TextStyle.TITLE), 1)
        title.addWidget(self._time)
        head = QVBoxLayout()
        head.setSpacing(theme.XS)
        head.addLayout(title)
        head.addWidget(wrapped(link.what, TextStyle.SECONDARY))
        rows.addLayout(head)
        rows.addWidget(self._make_sending(link, registration))
        rows.addWidget(self._make_pasting(registration))
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

    def _make_sending(self, link: SentLink, registration: Registration | None) -> QWidget:
        sending = pasting_texts.sending_text(link.end, registration)
        card = TitledCard(pasting_texts.sending_heading(registration), sending)
        line = QHBoxLayout()
        line.setSpacing(theme.S)
        line.addWidget(self._link, 1)
        line.addWidget(self._copy)
        line.addWidget(self._copy_message)
        # Nobody else can open the link of a stand-in.
        set_shown(self._copy_message, shown=bool(self._message))
        card.column.addLayout(line)
        return card

    def _make_pasting(self, registration: Registration | None) -> QWidget:
        copying = pasting_texts.copying_text(registration)
        card = TitledCard(pasting_texts.pasting_heading(registration), copying)
        label = TextLabel(pasting_texts.field_label(registration))
        label.setWordWrap(True)
        label.setBuddy(self._address)
        field = QVBoxLayout()
        field.setSpacing(theme.XS)
        for widget in (label, self._address, self._note):
            field.addWidget(widget)
        card.column.addLayout(field)
        return card

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_time()
        self._ticker.set_running(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticker.set_running(False)

    def _show_time(self) -> None:
        left = self._time_left()
        self._time.setText(time_texts.time_left_text(left))
        self._time.setAccessibleName(without_isolates(time_texts.time_left_words(left)))
        self._time.set_tone(Tone.WARNING if time_texts.is_urgent(left) else None)

    def end(self) -> None:
        """Close the dialog for good, and wipe what was pasted."""
        self._wipe()
        self.reject()
        self.deleteLater()

    def _name_copy_buttons(self) -> None:
        self._copy.setText(self.tr("Copy link"))
        self._copy_message.setText(self.tr("Copy a message"))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._link.text())
        self._name_copy_buttons()
        self._copy.setText(self.tr("Link copied"))
        announce(self, self.tr("The link was copied."))

    def _on_copy_message(self) -> None:
        QGuiApplication.clipboard().setText(self._message)
        self._name_copy_buttons()
        self._copy_message.setText(self.tr("Message copied"))
        announce(
            self,
            self.tr("A message with the link and what to do was copied. Paste it into a mail."),
        )

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
        # The same address would be refused again.
        self._confirm.setEnabled(False)
        bring_into_sight(self._note)
        self._address.setFocus()

    def _wipe(self) -> None:
        # Unlike `clear`, this clears what *Undo* would bring back, too.
        self._address.setText("")


def _page_of(address: str) -> str:
    """Return an address without white space and without its query."""
    return "".join(address.split()).partition("?")[0]
