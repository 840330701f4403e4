"""The operating-system user, as the activity log names them."""

import getpass


def os_user() -> str:
    """Return the login name, or "unknown" where the system names none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
