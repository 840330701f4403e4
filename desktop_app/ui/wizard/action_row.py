"""The buttons of Stage 2, of which each state of an approval has its own."""

from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QLayout, QPushButton, QWidget

from desktop_app.core.integrations import SUPPORT_PORTAL
from desktop_app.ui.texts import incident_texts
from desktop_app.ui.widgets.buttons import LinkButton, PrimaryButton, keep_room_for
from desktop_app.ui.widgets.copy_details import CopyDetails, contact_support_text
from desktop_app.ui.widgets.settled_button import SettledButton
from desktop_app.ui.wizard.connect_view import WizardAction

translate = QCoreApplication.translate

# What confirms an answer that may be somebody else's.
_CONFIRMING = frozenset(
    {WizardAction.CONFIRM, WizardAction.CONFIRM_SENT, WizardAction.STOP_WAITING}
)


class ActionRow(QObject):
    """Keeps a button in the layout `places` for each action that can be taken.

    The buttons of `links` look like links, unless they are filled. The `details` of a failure, for
    a support team, stand after the buttons. `after` is what Tab leads to after all of them.

    `chosen` carries the `WizardAction` whose button was pressed.
    """

    chosen = Signal(object)

    def __init__(
        self,
        places: QLayout,
        links: frozenset[WizardAction],
        parent: QWidget,
        *,
        details: CopyDetails | None = None,
        after: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._places = places
        self._links = links
        self._details = details
        self._last = () if details is None else details.buttons
        if after is not None:
            self._last = (*self._last, after)
        self._shown: tuple[WizardAction, ...] = ()
        self._buttons: dict[WizardAction, QPushButton] = {}

    def show_actions(self, actions: tuple[WizardAction, ...], *, primary: bool) -> None:
        """Show the buttons of these actions. The first one is filled if `primary` is true."""
        for action in self._shown:
            self._places.removeWidget(self._buttons[action])
            self._buttons[action].setHidden(action not in actions)
        self._shown = actions
        shown: list[QWidget] = []
        for place, action in enumerate(actions):
            button = self._button(action, primary=primary and place == 0)
            self._places.addWidget(button)
            button.setText(self._text(action))
            button.show()
            shown.append(button)
        if self._details is not None:
            self._places.removeWidget(self._details)
            self._places.addWidget(self._details)
        if shown:
            for before, following in pairwise((*shown, *self._last)):
                QWidget.setTabOrder(before, following)

    def say_copied(self) -> None:
        """Have the button that copies the link say that it was copied."""
        button = self._buttons.get(WizardAction.COPY_LINK)
        if button is not None:
            button.setText(copied_text())

    def action_of(self, widget: QWidget | None) -> WizardAction | None:
        """Return the action whose button is `widget`, None if it is no such button."""
        return next((action for action in self._shown if self._buttons[action] is widget), None)

    def focus(self, action: WizardAction | None) -> bool:
        """Give the focus to the button of an action, and return whether there is one."""
        if action not in self._shown:
            return False
        self._buttons[action].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def focus_first(self) -> None:
        """Give the focus to the first button, if there is one."""
        self.focus(next(iter(self._shown), None))

    def _button(self, action: WizardAction, *, primary: bool) -> QPushButton:
        known = self._buttons.get(action)
        if known is not None and isinstance(known, PrimaryButton) is primary:
            return known
        if known is not None:
            known.hide()
            known.deleteLater()
        is_link = action in self._links and not primary
        button = _make_button(action, self._text(action), primary=primary, is_link=is_link)
        button.clicked.connect(lambda: self.chosen.emit(action))
        self._buttons[action] = button
        return button

    def _text(self, action: WizardAction) -> str:
        return {
            WizardAction.GO: self.tr("Go to Stripe"),
            WizardAction.OPEN_AGAIN: self.tr("Open again"),
            WizardAction.KEEP_WAITING: incident_texts.keep_waiting_label(),
            WizardAction.STOP_WAITING: incident_texts.stop_waiting_label(),
            WizardAction.CONFIRM: incident_texts.yes_label(),
            WizardAction.CONFIRM_SENT: incident_texts.yes_sent_label(),
            WizardAction.REJECT: incident_texts.no_label(),
            WizardAction.COPY_LINK: self.tr("Copy link"),
            WizardAction.SOMEBODY_ELSE: self.tr("Somebody else approves…"),
            WizardAction.SHOW_LINK: self.tr("Show the link…"),
            WizardAction.UNLOCK: self.tr("Unlock keychain"),
            WizardAction.TRY_AGAIN: self.tr("Try again"),
            WizardAction.SESSION_ONLY: self.tr("Keep for this session only"),
            WizardAction.TRY_KEYCHAIN: self.tr("Try the keychain again"),
            WizardAction.NOT_THIS_ACCOUNT: self.tr("Not this account?"),
            WizardAction.START_AGAIN: self.tr("Start again"),
            WizardAction.CHOOSE_NAME: self.tr("Choose another name"),
            WizardAction.REJECT_ACCOUNT_AGAIN: self.tr("Try again"),
            WizardAction.OPEN_SETTINGS: self.tr("Open Settings"),
            WizardAction.CONTACT_SUPPORT: contact_support_text(),
            WizardAction.REMOVE: self.tr("Start again"),
        }[action]


def copied_text() -> str:
    """Return what the button that copies the link says once it was copied."""
    return translate("Actions", "Link copied")


def _make_button(action: WizardAction, text: str, *, primary: bool, is_link: bool) -> QPushButton:
    if action in _CONFIRMING:
        return SettledButton(text)
    if is_link:
        return LinkButton(text)
    button = PrimaryButton(text) if primary else QPushButton(text)
    if action is WizardAction.CONTACT_SUPPORT:
        button.setToolTip(SUPPORT_PORTAL)
    if action is WizardAction.COPY_LINK:
        keep_room_for(button, copied_text())
        # The link that is sent to somebody else is another one.
        button.setToolTip(translate("Actions", "For a browser on this computer only"))
    return button
