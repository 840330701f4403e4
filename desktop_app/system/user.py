"""The operating-system user, as the activity log names them."""

import getpass
import os
import sys


def os_user() -> str:
    """Return the login name, or "unknown" where the system names none.

    On POSIX the system's own word counts: what LOGNAME says, anybody can set.
    """
    try:
        if sys.platform == "win32":
            name = getpass.getuser()
        else:
            import pwd

            name = pwd.getpwuid(os.getuid()).pw_name
    except (OSError, KeyError, ImportError):
        return "unknown"
    return name.encode("utf-8", "replace").decode("utf-8")
