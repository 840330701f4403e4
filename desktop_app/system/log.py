"""The program's log: one private file, and nothing secret in it."""

import logging
import logging.handlers
import re
from pathlib import Path

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_MAX_BYTES = 1_000_000
_BACKUPS = 2

# Stripe's key, token and code shapes, OAuth parameters, and bearer or basic credentials.
_SECRETS = re.compile(
    r"\b(?:[sr]k_(?:live|test)_|ac_|rt_|pk_(?:live|test)_)[A-Za-z0-9_-]+"
    r"|(?i:\b(?:code|state|client_secret|access_token|refresh_token)(?:=|%3D|\"?:\s*\")[^\s&\"']+)"
    r"|(?i:\b(?:bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,})"
)


def redact(text: str) -> str:
    """Return `text` with everything that looks like a secret replaced by dots."""
    return _SECRETS.sub("•••", text)


class RedactingFormatter(logging.Formatter):
    """Formats a record, traceback included, and then redacts it.

    The second line of defence: the first is that no secret is ever given to a logger.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's redacted line or lines."""
        return redact(super().format(record))


def set_up_logging(file: Path, level: str) -> None:
    """Log to `file` (0600), and warnings to standard error too."""
    file.touch(mode=0o600, exist_ok=True)
    to_file = logging.handlers.RotatingFileHandler(
        file, maxBytes=_MAX_BYTES, backupCount=_BACKUPS, encoding="utf-8"
    )
    to_terminal = logging.StreamHandler()
    to_terminal.setLevel(max(logging.WARNING, logging.getLevelName(level)))
    root = logging.getLogger()
    root.setLevel(level)
    for handler in (to_file, to_terminal):
        handler.setFormatter(RedactingFormatter(_FORMAT))
        root.addHandler(handler)
    # urllib3 and werkzeug log whole addresses, with codes and states in them.
    for chatty in ("urllib3", "werkzeug"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
