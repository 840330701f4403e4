"""The time left for an approval as the wizard shows it, and what to do in the browser."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop_app.core.account import Account
from desktop_app.ui import theme
from desktop_app.ui.texts import time_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.texts.time_texts import Awaited
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.flat_bar import FlatBar
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.panels import Card, IconWidget
from desktop_app.ui.wizard.browser_steps import BrowserSteps
from desktop_app.ui.wizard.connect_view import Steps

_MINUTE = timedelta(minutes=1)


class WaitingCard(Card):
    """Shows a countdown and a bar, or work under way, and the steps in the browser.

    Work that goes before the steps is shown below them, where the button was that began it. Other
    work is shown above them, where the countdown was.

    When there is little time left, the countdown and the bar have the tone of a warning, and an
    icon and words say so too.
    """

    def __init__(self) -> None:
        super().__init__()
        self._clock = TextLabel(style=TextStyle.COUNTDOWN)
        self._clock.setFont(theme.tabular(self._clock.font()))
        self._left = wrapped()
        self._urgent = IconWidget("warning", Tone.WARNING, theme.L)
        self._end = wrapped(style=TextStyle.SECONDARY)
        self._bar = FlatBar(self.tr("Time left"))
        self._time = self._make_time()
        self._busy_text = wrapped(style=TextStyle.SECTION)
        self._busy_note = wrapped(style=TextStyle.SECONDARY)
        self._busy = FlatBar(self.tr("Working"))
        self._steps = BrowserSteps()
        self._words = ""
        self._column = column = QVBoxLayout(self)
        column.setSpacing(theme.M)
        self.set_compact(False)
        self._work = self._make_work()
        for part in (self._time, self._work, self._steps):
            column.addWidget(part)

    def _make_time(self) -> QWidget:
        end = QHBoxLayout()
        end.setSpacing(theme.S)
        end.addWidget(self._urgent, 0, Qt.AlignmentFlag.AlignTop)
        end.addWidget(self._end, 1)
        beside = QVBoxLayout()
        beside.setSpacing(theme.XS)
        beside.addWidget(self._left)
        beside.addLayout(end)
        row = QHBoxLayout()
        row.setSpacing(theme.L + theme.XS)
        row.addWidget(self._clock)
        row.addLayout(beside, 1)
        return _above(row, self._bar)

    def _make_work(self) -> QWidget:
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addWidget(self._busy_text)
        words.addWidget(self._busy_note)
        return _above(words, self._busy)

    def show_parts(self, *, time: bool, busy: str, busy_note: str, steps: Steps) -> None:
        """Show the time left if `time` is true, the work that `busy` names, and the steps.

        `busy_note` says what comes of the work.
        """
        self._time.setVisible(time)
        self._busy_text.setText(busy)
        self._busy_note.setText(busy_note)
        self._work.setVisible(bool(busy))
        place = 1 if steps is Steps.TO_DO and busy else self._column.count() - 1
        self._column.insertWidget(place, self._steps)
        self._steps.show_done(done=steps is Steps.DONE)
        self._steps.setVisible(steps is not Steps.NONE)
        self.setVisible(time or bool(busy) or steps is not Steps.NONE)

    def set_compact(self, compact: bool) -> None:
        """Leave less room above and below the content, but as much as keeps it off the line."""
        beside, above = theme.L + theme.XS, theme.M if compact else theme.L
        self._column.setContentsMargins(beside, above, beside, above)

    def name_account(self, account: Account) -> None:
        """Say in the steps which account is to be chosen."""
        self._steps.name_account(account)

    def focus_busy(self) -> bool:
        """Give the focus to the bar of the work under way; return whether it is shown."""
        if self._work.isHidden():
            return False
        self._busy.setFocus()
        return True

    def show_time(
        self, left: timedelta, limit: timedelta, awaited: Awaited, *, is_kept: bool
    ) -> None:
        """Show the time left, of the time that an approval may take.

        `is_kept` says whether the credential was created before, so that it is not removed.
        """
        urgent = time_texts.is_urgent(left)
        self._words = without_isolates(time_texts.waiting_words(left, awaited))
        self._clock.setText(time_texts.clock_text(left))
        self._clock.setAccessibleName(self._words)
        self._clock.set_tone(Tone.WARNING if urgent else None)
        self._urgent.setVisible(urgent)
        self._left.setText(time_texts.left_text(awaited))
        self._end.setText(time_texts.end_of_time_text(left, awaited, is_kept=is_kept))
        self._end.set_tone(Tone.WARNING if urgent else Tone.QUIET)
        # In whole minutes for assistive technology, which would speak each second.
        self._bar.setRange(0, _minutes(limit))
        self._bar.setValue(_minutes(left))
        self._bar.setFormat(time_texts.duration_text(_minutes(left) * _MINUTE))
        self._bar.show_share(left / limit, Tone.WARNING if urgent else Tone.INFO)

    def words(self) -> str:
        """Return the time left in words, for a screen reader."""
        return self._words


def _above(words: QLayout, bar: FlatBar) -> QWidget:
    """Return a widget with words above a bar."""
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.M)
    column.addLayout(words)
    column.addWidget(bar)
    return both


def _minutes(time: timedelta) -> int:
    """Return a time in minutes, rounded up."""
    return -(-time // _MINUTE)
