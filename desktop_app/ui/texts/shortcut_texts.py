"""The keyboard's shortcuts, as the program and the user guide list them."""

from desktop_app.ui.texts.filling import translate


def shortcuts() -> tuple[tuple[str, str], ...]:
    """Return each shortcut and what it does: a row for each meaning of its key.

    The user guide has the same table.
    """
    return (
        (
            translate("Shortcuts", "Tab, Shift+Tab, Arrow keys"),
            translate("Shortcuts", "Move about"),
        ),
        (
            translate("Shortcuts", "Enter"),
            translate("Shortcuts", "Open the chosen system, or resume the selected credential"),
        ),
        (translate("Shortcuts", "Enter"), translate("Shortcuts", "Press the focused button")),
        (
            translate("Shortcuts", "Alt+E"),
            translate("Shortcuts", "Go to External system in the wizard; the arrow keys choose"),
        ),
        (translate("Shortcuts", "Alt+N"), translate("Shortcuts", "Go to Name in the wizard")),
        (
            translate("Shortcuts", "Ctrl+N"),
            translate("Shortcuts", "Configure new credentials: open the wizard"),
        ),
        (
            translate("Shortcuts", "Ctrl+F"),
            translate("Shortcuts", "Search: the credentials, the activity, or the user guide"),
        ),
        (translate("Shortcuts", "F5"), translate("Shortcuts", "Check the selected credentials")),
        (translate("Shortcuts", "Ctrl+Shift+F5"), translate("Shortcuts", "Check all credentials")),
        (
            translate("Shortcuts", "Ctrl+A"),
            translate("Shortcuts", "Select all credentials, in the list"),
        ),
        (
            translate("Shortcuts", "Ctrl+C"),
            translate(
                "Shortcuts",
                "Copy the IDs of the selected credentials, or the selected entry of the Activity"
                " page",
            ),
        ),
        (
            translate("Shortcuts", "Del"),
            translate("Shortcuts", "Delete the selected credentials, as Delete… does"),
        ),
        (
            translate("Shortcuts", "Alt+Left"),
            translate("Shortcuts", "Back to Integrations; in the guide, back to the guide"),
        ),
        (translate("Shortcuts", "Ctrl+Shift+O"), translate("Shortcuts", "Connect an organization")),
        (translate("Shortcuts", "Esc"), translate("Shortcuts", "Clear the search")),
        (translate("Shortcuts", "Esc"), translate("Shortcuts", "Close the notices above the list")),
        (
            translate("Shortcuts", "Esc"),
            translate("Shortcuts", "Close the wizard, and keep what was begun"),
        ),
        (
            translate("Shortcuts", "Esc"),
            translate(
                "Shortcuts", "Close a dialog; asks first if a secret key was typed into the dialog"
            ),
        ),
        (
            translate("Shortcuts", "F1"),
            translate("Shortcuts", "Open the user guide, at what is in front; also in dialogs"),
        ),
        (
            translate("Shortcuts", "Ctrl+Q"),
            translate("Shortcuts", "Quit; asks first if an approval waits"),
        ),
    )
