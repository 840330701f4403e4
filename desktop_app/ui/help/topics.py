"""Which heading of the user guide is about which page and which dialog."""

from PySide6.QtWidgets import QWidget

from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.ui.help.about_dialog import AboutDialog
from desktop_app.ui.help.shortcuts_dialog import ShortcutsDialog
from desktop_app.ui.m3ter.connect_dialog import ConnectM3terDialog
from desktop_app.ui.navigation import Page
from desktop_app.ui.organizations.connect_dialog import ConnectDialog
from desktop_app.ui.organizations.forget_dialog import ForgetDialog
from desktop_app.ui.organizations.replace_dialog import ReplaceDialog
from desktop_app.ui.quit_dialog import QuitDialog
from desktop_app.ui.wizard.create_wizard import CreateWizard
from desktop_app.ui.wizard.stripe_errors_dialog import StripeErrorsDialog

PAGES = {
    Page.INTEGRATIONS: "workspaces",
    Page.STRIPE: "the-credentials-panel",
    Page.ACTIVITY: "activity",
    Page.SETTINGS: "settings",
}
DIALOGS: dict[type[QWidget], str] = {
    CreateWizard: "create-a-credential",
    StripeErrorsDialog: "when-it-does-not-go-as-planned",
    ConnectDialog: "connect-your-organization",
    ConnectM3terDialog: "connect-m3ter",
    ReplaceDialog: "settings",
    ForgetDialog: "settings",
    DeleteDialog: "the-credentials-panel",
    QuitDialog: "when-it-does-not-go-as-planned",
    ShortcutsDialog: "by-keyboard",
    AboutDialog: "help",
}


def topic(front: QWidget | None, page: Page) -> str:
    """Return the heading, as in a link, for the window in front; `page` is behind all dialogs.

    A dialog that has no heading of its own has that of the window that opened it.
    """
    window = front
    while window is not None:
        if type(window) in DIALOGS:
            return DIALOGS[type(window)]
        window = window.parentWidget()
    return PAGES[page]
