"""The status of a credential as a chip."""

from datetime import timedelta

from PySide6.QtCore import QCoreApplication

from desktop_app.core.credential import Credential, Stage, Status
from desktop_app.core.deadline import APPROVAL_TTL
from desktop_app.ui.texts import connection_texts, credential_texts, incident_texts, time_texts
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.chips import Chip, Shape

translate = QCoreApplication.translate

_LOOKS = {
    Status.ACTIVE: (Shape.DISC, Tone.SUCCESS),
    # What is not known does not look good.
    Status.DETAILS_UNKNOWN: (Shape.BAR, Tone.QUIET),
    Status.PAYMENTS_PAUSED: (Shape.PAUSE, Tone.PROBLEM),
    Status.PAYOUTS_PAUSED: (Shape.TRIANGLE, Tone.WARNING),
    Status.NEEDS_INFORMATION: (Shape.DOTS, Tone.WARNING),
    Status.INCOMPLETE: (Shape.CLOCK, Tone.INFO),
    Status.APPROVING_AGAIN: (Shape.CLOCK, Tone.INFO),
    Status.REVOKING: (Shape.HALF_DIAMOND, Tone.QUIET),
    Status.TO_BE_REVOKED: (Shape.HOURGLASS, Tone.WARNING),
    Status.MAY_BE_REVOKED: (Shape.HALF, Tone.PROBLEM),
    Status.READY_TO_CREATE: (Shape.RING, Tone.SUCCESS),
    Status.READY_TO_RECONNECT: (Shape.RING, Tone.SUCCESS),
    Status.NEEDS_APPROVAL: (Shape.SQUARE, Tone.PROBLEM),
    Status.DISCONNECTED: (Shape.DIAMOND, Tone.PROBLEM),
}


def status_chip(
    credential: Credential, left: timedelta, *, checking: bool, asked: bool, unchecked: bool
) -> Chip:
    """Return the chip of a credential.

    `left` is the time left to approve it, `checking` whether its connection is being checked,
    `asked` whether the person has to say whether they have approved access, and `unchecked` whether
    it worked before its last check, which failed.
    """
    if checking:
        return Chip(connection_texts.checking_text(), Shape.ARC, Tone.QUIET)
    if asked:
        return Chip(incident_texts.to_be_confirmed_text(), Shape.TRIANGLE, Tone.WARNING)
    if unchecked:
        return Chip(credential_texts.not_checked_text(), Shape.BAR, Tone.QUIET)
    shape, tone = _LOOKS[credential.status]
    word = credential_texts.status_text(credential.status)
    if credential.stage is Stage.INCOMPLETE:
        word = _with_time(word, left)
        if time_texts.is_urgent(left):
            # Not by its colour alone.
            shape, tone = Shape.HOURGLASS, Tone.WARNING
    return Chip(word, shape, tone)


def _with_time(word: str, left: timedelta) -> str:
    """Return a status with the time left, which would be taken for a time of day without "left"."""
    text = translate("Credential", "{status} · {time} left")
    return without_isolates(fill(text, status=word, time=time_texts.clock_text(left)))


def status_tone(credential: Credential, left: timedelta, *, asked: bool) -> Tone:
    """Return the tone of what is said about the status of a credential, as `status_chip` has it.

    A check that is under way, or has failed, does not change what is said.
    """
    return status_chip(credential, left, checking=False, asked=asked, unchecked=False).tone


def every_chip() -> tuple[Chip, ...]:
    """Return a chip for each word that `status_chip` may show, with the longest time left."""
    words = [credential_texts.status_text(status) for status in Status]
    words += [
        *(
            _with_time(credential_texts.status_text(status), APPROVAL_TTL)
            for status in (Status.INCOMPLETE, Status.APPROVING_AGAIN)
        ),
        connection_texts.checking_text(),
        incident_texts.to_be_confirmed_text(),
        credential_texts.not_checked_text(),
    ]
    return tuple(Chip(word, Shape.DISC, Tone.QUIET) for word in words)
