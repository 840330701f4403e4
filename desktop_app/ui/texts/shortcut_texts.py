"""The keyboard's shortcuts, as the program and the user guide list them."""

from desktop_app.ui.texts.filling import translate


def shortcuts() -> tuple[tuple[str, str, str], ...]:
    """Return where each shortcut works, its key, and what it does: a row for each meaning of a key.

    The rows of one place follow each other. The user guide has the same table.
    """
    return tuple(
        (where, key, does)
        for where, rows in (
            (translate("Shortcuts", "Everywhere"), _everywhere()),
            (translate("Shortcuts", "Credentials"), _in_credentials()),
            (translate("Shortcuts", "Activity"), _in_activity()),
            (translate("Shortcuts", "Wizard"), _in_wizard()),
            (translate("Shortcuts", "Other dialogs"), _in_dialogs()),
            (translate("Shortcuts", "User guide"), _in_guide()),
        )
        for key, does in rows
    )


def _everywhere() -> tuple[tuple[str, str], ...]:
    return (
        (
            translate("Shortcuts", "Tab, Shift+Tab, Arrow keys"),
            translate("Shortcuts", "Move about"),
        ),
        (
            translate("Shortcuts", "Enter"),
            translate("Shortcuts", "Press the focused button, or open the focused system"),
        ),
        (translate("Shortcuts", "Ctrl+N"), translate("Shortcuts", "Configure new credentials")),
        (translate("Shortcuts", "Ctrl+Shift+O"), translate("Shortcuts", "Connect an organization")),
        (
            translate("Shortcuts", "Ctrl+F"),
            translate("Shortcuts", "Search the credentials, the activity or the user guide"),
        ),
        (translate("Shortcuts", "Esc"), translate("Shortcuts", "Clear the search")),
        (translate("Shortcuts", "Alt+Left"), translate("Shortcuts", "Go back to Integrations")),
        (
            translate("Shortcuts", "F1"),
            translate("Shortcuts", "Open the user guide at the part about what you see"),
        ),
        (
            translate("Shortcuts", "Ctrl+Q"),
            translate("Shortcuts", "Quit; asks first if an approval waits"),
        ),
    )


def _in_credentials() -> tuple[tuple[str, str], ...]:
    return (
        (translate("Shortcuts", "Enter"), translate("Shortcuts", "Resume the selected credential")),
        (translate("Shortcuts", "F5"), translate("Shortcuts", "Check the selected credentials")),
        (translate("Shortcuts", "Ctrl+Shift+F5"), translate("Shortcuts", "Check all credentials")),
        (translate("Shortcuts", "Ctrl+A"), translate("Shortcuts", "Select all credentials")),
        (
            translate("Shortcuts", "Ctrl+C"),
            translate("Shortcuts", "Copy the IDs of the selected credentials"),
        ),
        (
            translate("Shortcuts", "Del"),
            translate("Shortcuts", "Delete the selected credentials, as Delete… does"),
        ),
        (translate("Shortcuts", "Esc"), translate("Shortcuts", "Close the notices above the list")),
    )


def _in_activity() -> tuple[tuple[str, str], ...]:
    return ((translate("Shortcuts", "Ctrl+C"), translate("Shortcuts", "Copy the selected entry")),)


def _in_wizard() -> tuple[tuple[str, str], ...]:
    return (
        (
            translate("Shortcuts", "Alt+E"),
            translate("Shortcuts", "Go to External system; the arrow keys choose"),
        ),
        (translate("Shortcuts", "Alt+N"), translate("Shortcuts", "Go to Name")),
        (
            translate("Shortcuts", "Esc"),
            translate("Shortcuts", "Close the wizard, and keep what was begun"),
        ),
    )


def _in_dialogs() -> tuple[tuple[str, str], ...]:
    return (
        (
            translate("Shortcuts", "Esc"),
            translate("Shortcuts", "Close the dialog; asks first if a secret key was typed"),
        ),
    )


def _in_guide() -> tuple[tuple[str, str], ...]:
    return (
        (
            translate("Shortcuts", "Alt+Left"),
            translate("Shortcuts", "Go back to the user guide from another document"),
        ),
    )
