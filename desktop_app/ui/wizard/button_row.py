"""The row of buttons at the foot of the wizard."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLayout, QPushButton, QStyle, QWidget, QWizard

from desktop_app.ui import theme
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import DangerButton, make_strong, paint_primary
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.wizard.buttons_view import ButtonsView, cancel_label

translate = QCoreApplication.translate

_Button = QWizard.WizardButton
_Option = QWizard.WizardOption


class ButtonRow:
    """*Remove…* and a note at the beginning of the row, the wizard's own buttons at its end.

    The note is about *Close*: it has the room between them, and ends shortly before that button.
    """

    def __init__(self, wizard: QWizard) -> None:
        self._wizard = wizard
        self.remove = DangerButton(translate("Buttons", "Remove…"))
        self._note = wrapped(style=TextStyle.SECONDARY)
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        wizard.setOption(_Option.NoBackButtonOnStartPage)
        wizard.setOption(_Option.HaveCustomButton1)
        wizard.setButton(_Button.CustomButton1, self.remove)
        wizard.setButtonText(_Button.BackButton, translate("Buttons", "Back"))
        wizard.setButtonText(_Button.NextButton, translate("Buttons", "Next"))
        wizard.setButtonText(_Button.FinishButton, translate("Buttons", "Create credential"))
        wizard.setButtonLayout(
            [
                _Button.CustomButton1,
                _Button.BackButton,
                _Button.CancelButton,
                _Button.NextButton,
                _Button.FinishButton,
            ]
        )
        self._add_note()
        self._is_finish_shown = self._is_finish_filled = True
        self.paint()
        self.show_stage_1()

    def show_reauthorization(self) -> None:
        """Name the last button for a credential that was created before."""
        self._wizard.setButtonText(_Button.FinishButton, translate("Buttons", "Reconnect"))

    def show_stage_1(self) -> None:
        """Show the buttons of Stage 1, where nothing is begun."""
        self.show(ButtonsView(back=False, leave=cancel_label()))

    def show(self, view: ButtonsView) -> None:
        """Show what Stage 2 offers. Qt shows *Next* and *Create credential* as they apply."""
        self._wizard.setOption(_Option.NoBackButtonOnLastPage, not view.back)
        self._wizard.setButtonText(_Button.CancelButton, view.leave)
        self._note.setText(view.note)
        self.remove.setVisible(view.remove)
        self._is_finish_shown = view.finish
        self._is_finish_filled = view.finish_filled
        self._fill_buttons()
        self.hide_finish_unless_wanted()

    def hide_finish_unless_wanted(self) -> None:
        """Hide *Create credential* where it can't be reached any more.

        Qt shows it anew on the last page whenever the page says that it has become complete or not.
        """
        is_last = self._wizard.currentId() != -1 and self._wizard.nextId() == -1
        self._wizard.button(_Button.FinishButton).setVisible(is_last and self._is_finish_shown)

    def paint(self) -> None:
        """Set the colours anew, after the application's palette has changed."""
        self._fill_buttons()
        # Above the buttons, Qt draws a groove of two lines in these colours. In the colour of the
        # window, the second line can't be seen. What is on the pages keeps its own colour.
        groove, pages = QPalette(), QPalette()
        colors = theme.colors(theme.application_palette())
        groove.setColor(QPalette.ColorRole.Mid, colors.hairline)
        groove.setColor(QPalette.ColorRole.Base, colors.window)
        base = theme.application_palette().color(QPalette.ColorRole.Base)
        pages.setColor(QPalette.ColorRole.Base, base)
        self._wizard.setPalette(groove)
        for number in self._wizard.pageIds():
            self._wizard.page(number).setPalette(pages)

    def _fill_buttons(self) -> None:
        """Fill *Next*, and *Create credential* unless the person first has to answer a question."""
        for which in (_Button.NextButton, _Button.FinishButton):
            button = self._wizard.button(which)
            if not isinstance(button, QPushButton):
                continue
            make_strong(button)
            # Both weights have the room of the stronger one, so the other buttons do not move.
            button.setMinimumWidth(button.sizeHint().width())
            if which is _Button.NextButton or self._is_finish_filled:
                paint_primary(button)
            else:
                button.setFont(self.remove.font())
                button.setPalette(QPalette())

    def _add_note(self) -> None:
        """Put the note after *Remove…*. By itself, Qt puts only buttons into the row.

        The frame around the pages and the row keeps the distance to the edges of the window.
        """
        frame = self.remove.parentWidget()
        row = None if frame is None else _row_with(self.remove, frame.layout())
        if frame is None or row is None:
            raise RuntimeError("QWizard has no row of buttons")
        place = row.indexOf(self.remove) + 1
        row.insertWidget(place, self._note, 1)
        row.insertSpacing(place + 1, theme.M - theme.S)
        row.setSpacing(theme.S)
        style = self._wizard.style()
        edge = theme.XL - style.pixelMetric(QStyle.PixelMetric.PM_LayoutLeftMargin)
        frame.setContentsMargins(edge, theme.S, edge, theme.XS)


def _row_with(widget: QWidget, rows: QLayout | None) -> QHBoxLayout | None:
    for place in range(0 if rows is None else rows.count()):
        item = None if rows is None else rows.itemAt(place)
        row = None if item is None else item.layout()
        if isinstance(row, QHBoxLayout) and row.indexOf(widget) >= 0:
            return row
    return None
