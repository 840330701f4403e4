"""Makes texts from outside safe to show."""

import re
from collections.abc import Collection

from desktop_app.core.visible_text import shortened, visible_line

_MAX_LENGTH = 300
_HIDDEN = "•••"


def safe_text(
    value: object,
    limit: int = _MAX_LENGTH,
    secrets: Collection[str] = (),
    secret_shape: re.Pattern[str] | None = None,
) -> str:
    """Return a text from outside as one short line that can be shown.

    The line has no characters that can't be seen (see `visible_line`). Each of `secrets`, and
    whatever matches `secret_shape`, becomes `•••`: services repeat in their error messages what
    they were sent. The line is cut to `limit` characters. Returns "" for a value that is no text.
    """
    if not isinstance(value, str):
        return ""
    line = visible_line(value)
    for secret in filter(None, secrets):
        line = line.replace(secret, _HIDDEN)
    if secret_shape is not None:
        line = secret_shape.sub(_HIDDEN, line)
    return shortened(line, limit)
