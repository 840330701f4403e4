"""The choice of the external system: one radio button for each, with when to take it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QRadioButton, QVBoxLayout

from desktop_app.core.profile import Profile
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.widgets.choices import ChoiceGroup, ExplainedButton
from desktop_app.ui.widgets.panels import Card
from desktop_app.workflow.workspace import Workspace


class SystemChoice(ChoiceGroup):
    """Has the person choose one of the workspace's systems. The first one is chosen at first.

    `changed` is emitted when another system is chosen.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(self.tr("External system"))
        self._radios = QButtonGroup(self)
        self._systems = [system for system in System if system in workspace.systems]
        card = Card()
        rows = QVBoxLayout(card)
        rows.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        rows.setSpacing(theme.M)
        for number, system in enumerate(self._systems):
            radio = QRadioButton(system.label)
            self._radios.addButton(radio, number)
            rows.addWidget(ExplainedButton(radio, self._advice(system, workspace.profile)))
        self._radios.button(0).setChecked(True)
        self._radios.idToggled.connect(self._on_toggled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    @property
    def system(self) -> System:
        """The chosen system."""
        return self._systems[self._radios.checkedId()]

    def choose(self, system: System) -> None:
        """Choose a system; the first one if the workspace does not have this one."""
        number = self._systems.index(system) if system in self._systems else 0
        self._radios.button(number).setChecked(True)

    @property
    def chosen(self) -> QAbstractButton:
        """The radio button of the chosen system."""
        return self._radios.button(self._radios.checkedId())

    def _on_toggled(self, _: int, checked: bool) -> None:
        # Each change untoggles one button and toggles another.
        if checked:
            self.changed.emit()

    def _advice(self, system: System, profile: Profile | None) -> str:
        if profile is None or profile.registration(system).stand_in:
            what = self.tr("Practice") if profile is None else self.tr("Stand-in for Stripe")
            advice = self.tr("{what}: a made-up account in test mode.")
            if system.livemode:
                advice = self.tr("{what}: a made-up account. No bills are sent.")
            return fill(advice, what=what)
        if not system.livemode:
            return self.tr("Authenticates with your Stripe test environment.")
        return self.tr("Connects your company’s live account, which sends real bills.")
