"""The size limits of a profile, so that reading a hostile one ends soon."""

from desktop_app.core.profile import (
    MAX_PROFILE_BYTES,
    MAX_PROFILE_LINES,
    ProfileError,
    ProfileProblem,
    ProfileProblemKind,
)


def check_size(content: bytes) -> None:
    """Raise ProfileError if `content` has more bytes or lines than a profile may have."""
    lines = content.count(b"\n") + (not content.endswith(b"\n"))
    if len(content) > MAX_PROFILE_BYTES or lines > MAX_PROFILE_LINES:
        raise ProfileError((ProfileProblem(ProfileProblemKind.TOO_LONG),))
