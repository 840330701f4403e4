"""The keyboard's shortcuts, as the program and the user guide list them."""

from desktop_app.ui.texts.filling import translate


def shortcuts() -> tuple[tuple[str, str], ...]:
    """Return the keys of each shortcut, and what they do. The user guide has the same table."""
    return (
        (
            translate("Shortcuts", "Tab, Shift+Tab, Arrow keys"),
            translate("Shortcuts", "Move about"),
        ),
        (
            translate("Shortcuts", "Enter"),
            translate(
                "Shortcuts",
                "Open the chosen system; resume the selected credential; press the focused button",
            ),
        ),
        (
            translate("Shortcuts", "Alt+E, Alt+N"),
            translate(
                "Shortcuts",
                "Go to External system, where the arrow keys choose, and to Name",
            ),
        ),
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
        (
            translate("Shortcuts", "Esc"),
            translate(
                "Shortcuts",
                "Clear the search; close the wizard, and keep what was begun; close the notices"
                " above the list; close the dialog that connects an organization, after asking if"
                " you have typed a key",
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
