"""The choice of the external system: one radio button for each, with when to take it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QGroupBox,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.profile import Profile
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.panels import Card
from desktop_app.workflow.workspace import Workspace


class _Choice(QWidget):
    """A radio button, and a line below it. A click anywhere chooses."""

    def __init__(self, system: System, advice: str) -> None:
        super().__init__()
        self.radio = QRadioButton(system.label)
        self.radio.setAccessibleDescription(without_isolates(advice))
        self._advice = wrapped(advice, TextStyle.SECONDARY)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self.radio)
        self._column.addWidget(self._advice)
        option = QStyleOptionButton()
        self.radio.initStyleOption(option)
        option.direction = Qt.LayoutDirection.LeftToRight
        label = QStyle.SubElement.SE_RadioButtonContents
        self._advice.setIndent(self.style().subElementRect(label, option, self.radio).x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.radio.setFocus(Qt.FocusReason.MouseFocusReason)
            self.radio.click()


class SystemChoice(QGroupBox):
    """Has the person choose one of the workspace's systems. The first one is chosen at first.

    `changed` is emitted when another system is chosen.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("External system"))
        self._radios = QButtonGroup(self)
        self._systems = [system for system in System if system in workspace.systems]
        card = Card()
        rows = QVBoxLayout(card)
        rows.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        rows.setSpacing(theme.M)
        for number, system in enumerate(self._systems):
            choice = _Choice(system, self._advice(system, workspace.profile))
            self._radios.addButton(choice.radio, number)
            rows.addWidget(choice)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Qt has just reserved room for a frame and a title.
        self.setContentsMargins(0, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw nothing: the card is the frame. Only the role of a group is wanted."""

    def _on_toggled(self, _: int, checked: bool) -> None:
        # Each change untoggles one button and toggles another.
        if checked:
            self.changed.emit()

    def _advice(self, system: System, profile: Profile | None) -> str:
        if not system.livemode:
            return self.tr("Authenticates with your Stripe test environment.")
        if profile is None:
            return self.tr("Connects your company's live account. In Practice, nothing is real.")
        if profile.registration(system).stand_in:
            return self.tr(
                "Connects your company's live account. With a stand-in for Stripe, nothing is real."
            )
        return self.tr("Connects your company's live account, which sends real bills.")
