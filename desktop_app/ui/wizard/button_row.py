"""The row of buttons at the foot of the wizard."""

from PySide6.QtCore import QCoreApplication
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

    The note has the room between them.
    """

    def __init__(self, wizard: QWizard) -> None:
        self._wizard = wizard
        self.remove = DangerButton(translate("Buttons", "Remove…"))
        self._note = wrapped(style=TextStyle.SECONDARY)
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
        for button in self._filled():
            make_strong(button)
        self.paint()
        self.show_stage_1()

    def show_stage_1(self) -> None:
        """Show the buttons of Stage 1, where nothing is begun."""
        self.show(ButtonsView(back=False, leave=cancel_label()))

    def show(self, view: ButtonsView) -> None:
        """Show what Stage 2 offers. Qt shows *Next* and *Create credential* as they apply."""
        self._wizard.setOption(_Option.NoBackButtonOnLastPage, not view.back)
        self._wizard.setButtonText(_Button.CancelButton, view.leave)
        self._note.setText(view.note)
        self.remove.setVisible(view.remove)

    def paint(self) -> None:
        """Set the colours anew, after the application's palette has changed."""
        for button in self._filled():
            paint_primary(button)
        # Qt draws the line above the buttons in this colour.
        palette = QPalette()
        colors = theme.colors(theme.application_palette())
        palette.setColor(QPalette.ColorRole.Mid, colors.hairline)
        self._wizard.setPalette(palette)

    def _filled(self) -> list[QPushButton]:
        buttons = map(self._wizard.button, (_Button.NextButton, _Button.FinishButton))
        return [button for button in buttons if isinstance(button, QPushButton)]

    def _add_note(self) -> None:
        """Put the note after *Remove…*. By itself, Qt puts only buttons into the row.

        The frame around the pages and the row keeps the distance to the edges of the window.
        """
        frame = self.remove.parentWidget()
        row = None if frame is None else _row_with(self.remove, frame.layout())
        if frame is None or row is None:
            raise RuntimeError("QWizard has no row of buttons")
        row.insertWidget(row.indexOf(self.remove) + 1, self._note, 1)
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
