"""Check boxes, each of which turns something on or off at once."""

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox

from desktop_app.ui.program_settings.settings import ProgramSettings
from desktop_app.ui.widgets.choices import ExplainedButton


class _Switch(ExplainedButton):
    """`is_on` returns what is set, and `remember` sets it."""

    def __init__(
        self,
        words: str,
        advice: str,
        is_on: Callable[[], bool],
        remember: Callable[[bool], None],
    ) -> None:
        super().__init__(QCheckBox(words), advice)
        self._is_on = is_on
        self.button.clicked.connect(remember)

    def refresh(self) -> None:
        """Show what is set."""
        self.button.setChecked(self._is_on())


class NotificationsSwitch(_Switch):
    """Turns the notifications on the desktop on or off."""

    def __init__(self, settings: ProgramSettings) -> None:
        super().__init__(
            self.tr("Show notifications on the desktop"),
            self.tr(
                "While you are in another program, they tell you that an approval needs you, that"
                " its time runs out, or that a connection has got worse. With this turned off, you"
                " see it only in m3ter Desktop’s window."
            ),
            lambda: settings.notifies,
            lambda on: settings.remember_notifies(on=on),
        )


class QuietChecksSwitch(_Switch):
    """Turns the quiet checks of connections on or off."""

    def __init__(self, settings: ProgramSettings) -> None:
        super().__init__(
            self.tr("Check connections when you come back to m3ter Desktop"),
            self.tr(
                "Accounts that were not checked in the last hour are checked again. You are told"
                " only if one has got worse. Accounts whose secrets are in a locked keychain are"
                " skipped, so you are never asked for its password."
            ),
            lambda: settings.rechecks_quietly,
            lambda on: settings.remember_rechecks_quietly(on=on),
        )
