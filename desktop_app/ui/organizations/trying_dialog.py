"""The common part of the dialogs in which something secret is entered, tried, and then stored."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.credential import SecretPlace
from desktop_app.ui.announce import announce
from desktop_app.ui.organizations.busy_line import BusyLine
from desktop_app.ui.organizations.failure_panel import FailurePanel
from desktop_app.ui.organizations.footer import Footer
from desktop_app.ui.texts import organization_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.widgets.buttons import PrimaryButton
from desktop_app.ui.widgets.question import Question
from desktop_app.ui.widgets.scrolling import bring_into_sight


class TryingDialog(QDialog):
    """Shows a body, and below it the buttons, with what is missing beside them.

    The dialog can't be closed while something is being stored. Esc and the window's own button ask
    before something secret that was typed is lost; *Cancel* does not ask. Closing clears it.
    """

    def __init__(self, title: str, action: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_busy = False
        self._question: Question | None = None
        # Where the secrets were to be stored when they were last submitted.
        self.place = SecretPlace.KEYCHAIN
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.busy = BusyLine()
        self.failure = FailurePanel()
        self.failure.unlock_wanted.connect(self.unlock_and_try)
        self.failure.again_wanted.connect(lambda: self.try_and_store(self.place))
        self.failure.session_wanted.connect(lambda: self.try_and_store(SecretPlace.SESSION))
        self.confirm = PrimaryButton(action)
        self.confirm.clicked.connect(lambda: self.try_and_store(SecretPlace.KEYCHAIN))
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.clicked.connect(self._leave)
        self.footer = Footer()
        self.footer.add_at_end(self._cancel)
        self.footer.add_at_end(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.body, 1)
        column.addWidget(self.footer)
        # Only now it belongs to this dialog, which otherwise takes its first button.
        self.confirm.setDefault(True)

    def size_for(self, lines: int) -> None:
        """Set the size: as wide as the wizard, and as high as `lines` lines of text.

        The size is never larger than the screen.
        """
        line = self.fontMetrics().height()
        wanted = QSize(max(640, line * 37), line * lines)
        self.resize(wanted.boundedTo(self.screen().availableSize()))

    # -- provided by each dialog --------------------------------------------------------------

    def missing(self) -> str:
        """Return what the person has still to do, in words; empty if nothing is missing."""
        raise NotImplementedError

    def submit(self, place: SecretPlace) -> None:
        """Have what was entered tried, and then stored in `place`."""
        raise NotImplementedError

    def cancel_trial(self) -> None:
        """Cancel what `submit` has begun. It is not called while something is being stored."""
        raise NotImplementedError

    def unlock_and_try(self) -> None:
        """Have the person unlock the keychain, and submit what was entered once more."""
        raise NotImplementedError

    def show_busy(self, line: BusyLine | None) -> None:
        """Turn the fields off, and put `line` where the result of what is under way will be.

        None turns the fields on again.
        """
        raise NotImplementedError

    def discard_question(self) -> Question | None:
        """Return the question before what was typed is lost, None if nothing would be."""
        raise NotImplementedError

    def wipe(self) -> None:
        """Clear what is secret from the fields."""
        raise NotImplementedError

    # -- showing ------------------------------------------------------------------------------

    def note(self) -> str:
        """Return what is shown beside the buttons while nothing is under way."""
        return self.missing()

    def show_missing(self) -> None:
        """Show what the person has still to do, and turn the button on if nothing is missing.

        While a failure has buttons of its own for how to go on, the person goes on with those.
        """
        missing = self.missing()
        self.failure.allow_choices(allowed=not missing)
        has_choices = self.failure.has_choices
        note = self.note()
        if has_choices and not missing and not self.confirm.isHidden():
            note = organization_texts.see_above_text()
        self.footer.show_note("" if self._is_busy else note)
        self.confirm.setEnabled(not (self._is_busy or missing or has_choices))
        why_off = missing or (self.failure.title() if has_choices else "")
        self.confirm.setAccessibleDescription(without_isolates(why_off))

    def try_and_store(self, place: SecretPlace) -> None:
        """Submit what was entered, unless something is missing or under way."""
        if self._is_busy or self.missing():
            return
        self.place = place
        self.failure.hide()
        self.show_working(self.tr("Getting ready…"))
        self.submit(place)

    def show_working(self, text: str, *, can_be_cancelled: bool = False) -> None:
        """Show what is under way."""
        # Otherwise Qt gives the focus to a button, which the next press of a key would press.
        takes_focus = not self._is_busy or self.busy.hasFocus()
        self._is_busy = True
        self._cancel.setEnabled(can_be_cancelled)
        self.busy.show_work(text)
        self.show_busy(self.busy)
        bring_into_sight(self.busy)
        if takes_focus:
            self.busy.setFocus()
        self.show_missing()
        announce(self, text)

    def show_idle(self) -> None:
        """Show that nothing is under way any more."""
        self._is_busy = False
        self._cancel.setEnabled(True)
        self.busy.hide()
        self.show_busy(None)
        self.show_missing()

    # -- closing ------------------------------------------------------------------------------

    def unless_typed(self, discarded: Callable[[], None]) -> None:
        """Call `discarded`, but first ask if something secret that was typed is lost by it."""
        if self._question is not None:
            return
        question = self.discard_question()
        if question is None:
            discarded()
            return
        self._question = question
        question.accepted.connect(discarded)
        question.finished.connect(self._forget_question)
        question.open()

    def _forget_question(self) -> None:
        if self._question is not None:
            self._question.deleteLater()
            self._question = None

    def reject(self) -> None:
        # What is being stored can't be cancelled, and this dialog has to show how it ended.
        if self._cancel.isEnabled():
            self.unless_typed(self._leave)

    def _leave(self) -> None:
        """Close the dialog, unless something is being stored."""
        if self._cancel.isEnabled():
            if self._is_busy:
                self.cancel_trial()
            super().reject()

    def done(self, result: int) -> None:
        if self._question is not None:
            # What was typed has been stored meanwhile.
            self._question.reject()
        self.wipe()
        super().done(result)
