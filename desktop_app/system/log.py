"""The program's log: one private file, without secrets."""

import logging
import logging.handlers
import re
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from desktop_app.system.log_repeats import RepeatLimiter

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_MAX_BYTES = 1_000_000
_BACKUPS = 2

# Stripe's keys, tokens, codes and webhook secrets, the made-up keys of a stand-in for Stripe, this
# program's OAuth states, OAuth parameters (in URLs, quoted or not, and in JSON or a printed dict),
# and bearer or basic credentials.
# A match may begin after a percent escape, too: "%26code%3D" is "&code=" in a URL within a URL.
_SECRETS = re.compile(
    r"(?:\b|(?<=%[0-9A-Fa-f]{2}))(?:"
    r"(?:(?:[srp]k|standin(?:_restricted)?)_(?:live|test)_|ac_|rt_|whsec_)[A-Za-z0-9_-]+"
    r"|[1-9][0-9]{3,4}\.[A-Za-z0-9_-]{43}"
    r"|(?i:(?:code|state|client_secret|access_token|refresh_token)"
    r"(?:(?:=|%3D)[\"']?|[\"']?:\s*[\"'])[^\s&\"']+)"
    r"|(?i:(?:bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,})"
    r")"
)


def redact(text: str) -> str:
    """Return `text` with everything that looks like a secret replaced by dots."""
    return _SECRETS.sub("•••", text)


class RedactingFormatter(logging.Formatter):
    """Formats a record with its traceback, and then redacts it.

    No secret should be given to a logger in the first place. This is the second line of defence.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the redacted line or lines of a record."""
        return redact(super().format(record))


_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Log a message of Qt. It is redacted, too, since it can quote a link with a state."""
    category = context.category or ""
    name = category if category.startswith("qt") else "qt"
    # Not as an argument: only records with the same message count as repeated.
    logging.getLogger(name).log(_QT_LEVELS[kind], message)


def set_up_logging(file: Path, level: str) -> None:
    """Log to `file` (mode 0600), and log warnings to standard error, too.

    Repeated records are limited; see `RepeatLimiter`.
    `level` is the name of a level of `logging`, such as "INFO".
    """
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
    root.addHandler(RepeatLimiter((to_file, to_terminal)))
    qInstallMessageHandler(_on_qt_message)
    # urllib3 and werkzeug log whole URLs, with codes and states.
    for chatty in ("urllib3", "werkzeug"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # Qt warns when assistive technology asks for widgets that were deleted, and under Wayland each
    # time the focus moves while no input method runs. These are not errors.
    for category in ("qt.accessibility", "qt.qpa.wayland.textinput"):
        logging.getLogger(category).setLevel(logging.ERROR)
