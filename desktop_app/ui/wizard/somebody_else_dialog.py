"""The dialog for an approval by somebody else: the link to send, and the address to paste."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
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
from desktop_app.ui.widgets.fields import TextField
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.ui.widgets.scrolling import ScrollingArea


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
        self._link = TextField()
        self._link.setText(link)
        self._link.setReadOnly(True)
        self._link.setCursorPosition(0)
        self._link.setAccessibleName(self.tr("Link to send"))
        self._copy = QPushButton(self.tr("Copy link"))
        self._copy.setAutoDefault(False)
        self._copy.clicked.connect(self._on_copy)
        self._copied = wrapped(self.tr("The link was copied."), TextStyle.SECONDARY)
        self._copied.hide()
        self._address = TextField()
        # The address has a code that is a secret until it was used.
        self._address.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self._address.textChanged.connect(self._on_text)
        self._problem = InfoPanel()
        self._problem.hide()
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
        rows.addLayout(link)
        rows.addWidget(self._copied)
        rows.addSpacing(theme.M)
        rows.addWidget(TextLabel(self.tr("2. Paste what they send back"), TextStyle.SECTION))
        rows.addWidget(wrapped(copying))
        rows.addSpacing(theme.XS)
        label = QLabel(self.tr("&Paste the address at which their browser ended"))
        label.setWordWrap(True)
        label.setBuddy(self._address)
        rows.addWidget(label)
        rows.addWidget(self._address)
        rows.addWidget(wrapped(pasting_texts.caution_text(), TextStyle.SECONDARY))
        rows.addWidget(self._problem)
        rows.addStretch(1)
        self._area = ScrollingArea(content)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
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
        column.addWidget(self._area, 1)
        column.addLayout(buttons)
        self._copy.setFocus()
        self._make_room()

    def end(self) -> None:
        """Close the dialog for good, and wipe what was pasted."""
        self._wipe()
        self.reject()
        self.deleteLater()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._link.text())
        self._copied.show()
        self._make_room()
        announce(self, self._copied.text())

    def _on_text(self, text: str) -> None:
        self._confirm.setEnabled(bool(text.strip()))
        self._problem.hide()

    def _on_use(self) -> None:
        refused = self._use(self._address.text())
        if refused is None:
            self._wipe()
            self.accept()
            return
        message = pasting_texts.problem_message(refused)
        self._problem.show_message(message.tone, message.title, message.text)
        self._problem.show()
        self._make_room()
        self._area.ensureWidgetVisible(self._problem)
        self._address.setFocus()
        announce(self, self._problem.text())

    def _wipe(self) -> None:
        # Unlike `clear`, this clears what *Undo* would bring back, too.
        self._address.setText("")

    def _make_room(self) -> None:
        """Grow until all words have room, up to the height of the screen."""
        layout, content = self.layout(), self._area.widget()
        if layout is None or content is None:
            return
        wide = max(self.width(), theme.XL * 24) if self.isVisible() else theme.XL * 24
        *_, bottom = theme.DIALOG_MARGINS
        below = self._confirm.sizeHint().height() + theme.M + bottom
        tall = content.heightForWidth(wide) + below
        tall = max(self.height(), tall) if self.isVisible() else tall
        self.resize(QSize(wide, tall).boundedTo(self.screen().availableSize()))
