"""Has the person choose the colours of the program."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget

from desktop_app.ui import theme
from desktop_app.ui.program_settings.settings import ProgramSettings
from desktop_app.ui.widgets.choices import ChoiceGroup
from desktop_app.ui.widgets.flow import FlowLayout
from desktop_app.ui.widgets.labels import TextLabel


class AppearanceRow(QWidget):
    """Offers the system's colours, light ones and dark ones. A choice is shown at once."""

    def __init__(
        self, settings: ProgramSettings, show_scheme: Callable[[Qt.ColorScheme], None]
    ) -> None:
        super().__init__()
        self._settings = settings
        self._show_scheme = show_scheme
        group = ChoiceGroup(self.tr("Appearance"))
        choices = FlowLayout()
        group.setLayout(choices)
        choices.setContentsMargins(0, 0, 0, 0)
        choices.setSpacing(theme.XL)
        self._radios = QButtonGroup(self)
        self._schemes = (Qt.ColorScheme.Unknown, Qt.ColorScheme.Light, Qt.ColorScheme.Dark)
        for number, words in enumerate((self.tr("System"), self.tr("Light"), self.tr("Dark"))):
            radio = QRadioButton(words)
            self._radios.addButton(radio, number)
            choices.addWidget(radio)
        self._radios.idClicked.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.XL)
        row.addWidget(TextLabel(self.tr("Appearance")), 1)
        row.addWidget(group)

    def refresh(self) -> None:
        """Show what is set."""
        self._radios.button(self._schemes.index(self._settings.color_scheme)).setChecked(True)

    def _choose(self, number: int) -> None:
        self._settings.remember_color_scheme(self._schemes[number])
        self._show_scheme(self._schemes[number])
