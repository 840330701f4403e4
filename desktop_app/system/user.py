"""The operating-system user, for the activity log."""

import getpass
import os
import sys


def os_user() -> str:
    """Return the login name, or "unknown" if the system has none.

    On POSIX, the name comes from the password database: anyone can set the variable LOGNAME.
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
