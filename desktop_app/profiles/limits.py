"""How long a profile may be: reading a hostile one must end soon."""

from desktop_app.core.profile import (
    MAX_PROFILE_BYTES,
    MAX_PROFILE_LINES,
    Flaw,
    ProfileProblem,
    ProfileRefused,
)


def check_size(content: bytes) -> None:
    """Raise ProfileRefused for more bytes or lines than a profile may have."""
    lines = content.count(b"\n") + (not content.endswith(b"\n"))
    if len(content) > MAX_PROFILE_BYTES or lines > MAX_PROFILE_LINES:
        raise ProfileRefused((ProfileProblem(Flaw.TOO_LONG),))
