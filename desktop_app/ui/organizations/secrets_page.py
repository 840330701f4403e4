"""The page that asks for the organization's secrets, each in a card."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.core.profile import Registration
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.organizations.busy_line import BusyLine
from desktop_app.ui.organizations.dialog_page import DialogPage
from desktop_app.ui.organizations.secret_card import SecretCard
from desktop_app.ui.texts import secret_texts
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.scrolling import bring_into_sight
from desktop_app.ui.wizard.stepper import Stepper
from desktop_app.workflow.ports import Browser


class SecretsPage(DialogPage):
    """Has a card for the secret of each of `registrations` that needs one.

    `subtitle` and `intro` are shown below the title. `hint` returns what is said below the field
    of a registration. `changed` is emitted when a secret was typed.
    """

    changed = Signal()

    def __init__(
        self,
        title: str,
        intro: str,
        registrations: Iterable[Registration],
        browser: Browser,
        stepper: Stepper | None = None,
        *,
        subtitle: str = "",
        hint: Callable[[Registration], str],
    ) -> None:
        super().__init__(title, stepper, subtitle)
        self.column.setSpacing(theme.S)
        self._intro = wrapped(intro)
        self.column.addWidget(self._intro)
        self._is_intro_read = False
        self._cards: dict[System, SecretCard] = {}
        for registration in registrations:
            if registration.secret_kind is None:
                self.column.addWidget(wrapped(secret_texts.no_secret_text(registration)))
                continue
            card = SecretCard(registration, browser, hint(registration))
            card.changed.connect(self.changed)
            self.column.addWidget(card)
            self._cards[registration.system] = card
        self.column.addStretch(1)

    @property
    def missing(self) -> str:
        """What the person has still to do, in words; empty if nothing is missing."""
        wanting = [card for card in self._cards.values() if card.secret is None]
        if any(card.is_typed for card in wanting):
            return secret_texts.correct_text()
        return secret_texts.missing_text([card.registration for card in wanting])

    @property
    def typed(self) -> tuple[Registration, ...]:
        """The registrations for whose secrets something was typed."""
        return tuple(card.registration for card in self._cards.values() if card.is_typed)

    @property
    def secrets(self) -> dict[System, Secret]:
        """The valid secrets that were entered, by their systems."""
        return {
            system: card.secret for system, card in self._cards.items() if card.secret is not None
        }

    def focus_first(self) -> None:
        """Give the focus to the first field that has no valid secret, else to the first field."""
        cards = list(self._cards.values())
        wanting = [card for card in cards if card.secret is None]
        next(iter(wanting or cards)).setFocus()

    def show_failure(self, panel: QWidget, system: System | None, refused: str) -> None:
        """Show why a trial failed: in the card of `system`, or below the title.

        The field gets the focus, and is marked if `refused` says that its secret was refused. The
        introduction was read by now, and makes room.
        """
        self._is_intro_read = True
        self._intro.hide()
        card = None if system is None else self._cards.get(system)
        if card is None:
            self.show_below_title(panel)
        else:
            card.show_below_hint(panel)
            card.mark_refused(refused)
            card.setFocus()
        bring_into_sight(panel)

    def show_busy(self, line: BusyLine | None, system: System | None) -> None:
        """Turn the fields off, and show what is under way where its result will be.

        That is in the card of `system`, or below the title. None instead of a line turns the
        fields on again.
        """
        tried = None if system is None else self._cards.get(system)
        for card in self._cards.values():
            card.show_busy(line is not None, line if card is tried else None)
        self._intro.setHidden(self._is_intro_read)
        if line is not None and tried is None:
            line.stand_in_for(self._intro, self.column)

    def wipe(self) -> None:
        """Clear the secrets from their fields."""
        for card in self._cards.values():
            card.wipe()
