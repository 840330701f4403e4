"""The names of users of the operating system."""

import getpass
import os
import sys

if sys.platform != "win32":
    import pwd


def os_user() -> str:
    """Return the login name of the user who runs the program, or "unknown" if there is none.

    On POSIX, the name comes from the password database: anyone can set the variable LOGNAME.
    """
    try:
        if sys.platform == "win32":
            return _shown(getpass.getuser())
        else:
            return _shown(pwd.getpwuid(os.getuid()).pw_name)
    except (OSError, KeyError, ImportError):
        return "unknown"


def login_name(user: str) -> str:
    """Return the login name of the user with a number, or `user` itself if there is none.

    `user` is that of a `RefusedPeer`. The name may come from a server, which can take seconds
    (nsswitch.conf(5)). On Windows, it is not asked for: `user` is a security identifier.
    """
    if sys.platform == "win32":
        return user
    else:
        try:
            return _shown(pwd.getpwuid(int(user)).pw_name)
        except (OSError, KeyError, ValueError, OverflowError):
            return user


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")
