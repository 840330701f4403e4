"""The time left for an approval as the wizard shows it, and what to do in the browser."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.texts import time_texts
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.texts.time_texts import Awaited
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.flat_bar import FlatBar
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.panels import Card, IconWidget

_MINUTE = timedelta(minutes=1)


class WaitingCard(Card):
    """Shows a countdown, a bar and the steps in the browser.

    When there is little time left, the countdown and the bar have the tone of a warning, and an
    icon and words say so too.
    """

    def __init__(self) -> None:
        super().__init__()
        self._clock = TextLabel(style=TextStyle.COUNTDOWN)
        self._clock.setFont(theme.tabular(self._clock.font()))
        self._left = wrapped(self.tr("left to approve"))
        self._urgent = IconWidget("warning", Tone.WARNING, theme.L)
        self._end = wrapped(style=TextStyle.SECONDARY)
        self._bar = FlatBar(self.tr("Time left"))
        self._steps = self._make_steps()
        self._words = ""
        self._lay_out()

    def _lay_out(self) -> None:
        end = QHBoxLayout()
        end.setSpacing(theme.S)
        end.addWidget(self._urgent, 0, Qt.AlignmentFlag.AlignTop)
        end.addWidget(self._end, 1)
        beside = QVBoxLayout()
        beside.setSpacing(theme.XS)
        beside.addWidget(self._left)
        beside.addLayout(end)
        time = QHBoxLayout()
        time.setSpacing(theme.L + theme.XS)
        time.addWidget(self._clock)
        time.addLayout(beside, 1)
        column = QVBoxLayout(self)
        margin = theme.L + theme.XS
        column.setContentsMargins(margin, theme.L, margin, theme.L)
        column.setSpacing(theme.M)
        column.addLayout(time)
        column.addWidget(self._bar)
        column.addWidget(self._steps)

    def _make_steps(self) -> QWidget:
        steps = QWidget()
        rows = QGridLayout(steps)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(theme.S)
        rows.setVerticalSpacing(theme.S)
        rows.setColumnStretch(1, 1)
        for row, step in enumerate(
            (
                self.tr(
                    "Give your authentication details on the Stripe website, as an administrator"
                ),
                self.tr("Choose the account, and approve access for m3ter"),
                self.tr("Choose Return to m3ter"),
            )
        ):
            number = TextLabel(fill(self.tr("{number}."), number=row + 1))
            rows.addWidget(number, row, 0, Qt.AlignmentFlag.AlignTop)
            rows.addWidget(wrapped(step), row, 1)
        return steps

    def show_steps(self, *, shown: bool) -> None:
        """Show what to do in the browser, or hide it."""
        self._steps.setVisible(shown)

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


def _minutes(time: timedelta) -> int:
    """Return a time in minutes, rounded up."""
    return -(-time // _MINUTE)
