"""Chips: what each status looks like, and how a chip is drawn."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter
from pytestqt.qtbot import QtBot

from desktop_app.core.account import Account
from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage, Status
from desktop_app.core.deadline import APPROVAL_TTL, Deadline, Moment
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.credential_chips import every_chip, status_chip
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.chips import Chip, ChipLabel, Shape, chip_size, draw_chip
from tests.fakes import ACCOUNT, BEGINNING
from tests.ui.finding import accessible_name
from tests.window_harness import ACCOUNT_IN_WANT

DEADLINE = Deadline(Moment(BEGINNING, 0, "boot"), APPROVAL_TTL)
LEFT = timedelta(minutes=9, seconds=41)
WIDE = QSize(160, 32)
LEFT_TO_RIGHT = Qt.LayoutDirection.LeftToRight
RIGHT_TO_LEFT = Qt.LayoutDirection.RightToLeft


def credential(
    stage: Stage = Stage.ACTIVE,
    account: Account = ACCOUNT,
    place: SecretPlace = SecretPlace.KEYCHAIN,
    revoking: Revoking = Revoking.NO,
) -> Credential:
    return Credential(
        "id-1",
        System.STRIPE,
        "EU billing",
        stage,
        BEGINNING,
        # Without a deadline, an APPROVED credential was created before.
        DEADLINE if stage is Stage.APPROVED else None,
        account=None if stage is Stage.INCOMPLETE else account,
        secret_place=place,
        revoking=revoking,
    )


# What is done a second time, with what is done at first.
AGAIN = {
    Status.APPROVING_AGAIN: Status.INCOMPLETE,
    Status.READY_TO_RECONNECT: Status.READY_TO_CREATE,
}
READY = credential(Stage.APPROVED)
NEEDS_INFORMATION = replace(ACCOUNT_IN_WANT, payouts_enabled=True, disabled_reason="")
OF_EACH_STATUS = {
    Status.ACTIVE: credential(),
    Status.DETAILS_UNKNOWN: credential(account=Account("acct_1")),
    Status.PAYMENTS_PAUSED: credential(account=replace(ACCOUNT_IN_WANT, charges_enabled=False)),
    Status.PAYOUTS_PAUSED: credential(account=ACCOUNT_IN_WANT),
    Status.NEEDS_INFORMATION: credential(account=NEEDS_INFORMATION),
    Status.INCOMPLETE: credential(Stage.INCOMPLETE),
    Status.APPROVING_AGAIN: replace(credential(Stage.INCOMPLETE), account=ACCOUNT),
    Status.REVOKING: credential(revoking=Revoking.UNDER_WAY),
    Status.TO_BE_REVOKED: credential(revoking=Revoking.TO_DO),
    Status.MAY_BE_REVOKED: credential(revoking=Revoking.UNCONFIRMED),
    Status.READY_TO_CREATE: READY,
    Status.READY_TO_RECONNECT: replace(READY, deadline=None),
    Status.DISCONNECTED: credential(place=SecretPlace.REVOKED),
    Status.NEEDS_APPROVAL: credential(place=SecretPlace.LOST),
}


def chip_of(status: Status, left: timedelta = LEFT) -> Chip:
    shown = OF_EACH_STATUS[status]
    assert shown.status is status
    return status_chip(shown, left, checking=False, asked=False, unchecked=False)


def picture(chip: Chip, direction: Qt.LayoutDirection, size: QSize = WIDE) -> QImage:
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    draw_chip(painter, QRect(0, 0, size.width(), size.height()), chip, QFont(), direction)
    painter.end()
    return image


def columns_in(image: QImage, color: QColor) -> list[int]:
    """Return which columns of a picture have a pixel of a colour."""
    return [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) == color for y in range(image.height()))
    ]


# -- what each status looks like ------------------------------------------------------------------


def test_each_status_has_its_own_word(qtbot: QtBot) -> None:
    chips = [chip_of(status) for status in Status]

    assert len({chip.word for chip in chips}) == len(Status)
    assert all(chip.word for chip in chips)


def test_no_shape_stands_for_two_statuses_or_for_what_goes_on(qtbot: QtBot) -> None:
    active = OF_EACH_STATUS[Status.ACTIVE]
    checking = status_chip(active, LEFT, checking=True, asked=False, unchecked=False)
    shapes = [checking.shape, *(chip_of(status).shape for status in Status if status not in AGAIN)]

    assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize("again", list(AGAIN))
def test_what_happens_again_looks_as_it_does_at_first(qtbot: QtBot, again: Status) -> None:
    first, second = chip_of(AGAIN[again]), chip_of(again)

    assert (first.shape, first.tone) == (second.shape, second.tone)


def test_there_is_room_for_every_word(qtbot: QtBot) -> None:
    words = {chip.word for chip in every_chip()}

    timed = (Status.INCOMPLETE, Status.APPROVING_AGAIN)
    assert {chip_of(status).word for status in Status if status not in timed} < words
    assert {"Incomplete · 10:00 left", "Approving · 10:00 left", "Checking…", "To confirm"} < words


def test_an_account_that_could_not_be_read_does_not_look_good(qtbot: QtBot) -> None:
    assert chip_of(Status.DETAILS_UNKNOWN).tone is Tone.QUIET


@pytest.mark.parametrize("tone", list(Tone))
def test_a_selected_chip_keeps_its_tint_unless_it_is_that_of_the_row(
    qtbot: QtBot, tone: Tone
) -> None:
    image = QImage(WIDE, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    area = QRect(0, 0, WIDE.width(), WIDE.height())
    draw_chip(painter, area, Chip("I", Shape.DISC, tone), QFont(), LEFT_TO_RIGHT, selected=True)
    painter.end()
    tint = theme.tone_tint(tone, QGuiApplication.palette())

    assert bool(columns_in(image, tint)) is (tone not in (Tone.INFO, Tone.QUIET))


def test_the_words_of_the_statuses(qtbot: QtBot) -> None:
    assert {status: chip_of(status).word for status in Status} == {
        Status.ACTIVE: "Active",
        Status.DETAILS_UNKNOWN: "Details unknown",
        Status.PAYMENTS_PAUSED: "Payments paused",
        Status.PAYOUTS_PAUSED: "Payouts paused",
        Status.NEEDS_INFORMATION: "Needs information",
        Status.INCOMPLETE: "Incomplete · 9:41 left",
        Status.APPROVING_AGAIN: "Approving · 9:41 left",
        Status.REVOKING: "Revoking…",
        Status.TO_BE_REVOKED: "To be revoked",
        Status.MAY_BE_REVOKED: "Revocation unclear",
        Status.READY_TO_CREATE: "Ready to create",
        Status.READY_TO_RECONNECT: "Ready to reconnect",
        Status.DISCONNECTED: "Disconnected",
        Status.NEEDS_APPROVAL: "Needs approval again",
    }


@pytest.mark.parametrize("status", list(Status))
def test_what_needs_attention_does_not_look_calm(status: Status) -> None:
    urgent = chip_of(status).tone in (Tone.WARNING, Tone.PROBLEM)

    assert urgent is OF_EACH_STATUS[status].needs_attention


def test_time_that_gets_short_has_another_shape_and_colour() -> None:
    short = chip_of(Status.INCOMPLETE, timedelta(seconds=59))

    assert short == Chip("Incomplete · 0:59 left", Shape.HOURGLASS, Tone.WARNING)


def test_what_goes_on_takes_the_place_of_the_status() -> None:
    active = OF_EACH_STATUS[Status.ACTIVE]
    incomplete = OF_EACH_STATUS[Status.INCOMPLETE]

    checking = status_chip(active, LEFT, checking=True, asked=False, unchecked=True)
    assert checking.word == "Checking…"
    asked = status_chip(incomplete, LEFT, checking=False, asked=True, unchecked=False)
    assert asked == Chip("To confirm", Shape.TRIANGLE, Tone.WARNING)
    unchecked = status_chip(active, LEFT, checking=False, asked=False, unchecked=True)
    assert unchecked == Chip("Not checked", Shape.BAR, Tone.QUIET)


# -- how a chip is drawn --------------------------------------------------------------------------


@pytest.mark.parametrize("tone", list(Tone))
@pytest.mark.parametrize("shape", list(Shape))
def test_a_chip_is_drawn_from_the_side_at_which_reading_begins(
    qtbot: QtBot, shape: Shape, tone: Tone
) -> None:
    chip = Chip("I", shape, tone)
    tint = theme.tone_tint(tone, QGuiApplication.palette())
    color = theme.tone_color(tone, QGuiApplication.palette())
    width = chip_size(chip, QFont()).width()
    from_left = picture(chip, LEFT_TO_RIGHT)
    from_right = picture(chip, RIGHT_TO_LEFT)

    assert min(columns_in(from_left, tint)) <= 1
    assert max(columns_in(from_left, tint)) <= width
    assert min(columns_in(from_right, tint)) >= WIDE.width() - width
    assert max(columns_in(from_right, tint)) >= WIDE.width() - 2
    # The shape stands before the word: at the right, where words go from right to left.
    half = width // 2
    assert min(columns_in(from_left, color)) < half
    assert max(columns_in(from_right, color)) > WIDE.width() - half


@pytest.mark.parametrize(
    "shape",
    [Shape.DISC, Shape.RING, Shape.TRIANGLE, Shape.DIAMOND, Shape.SQUARE, Shape.PAUSE, Shape.BAR],
)
def test_what_has_two_equal_sides_is_mirrored_to_the_pixel(qtbot: QtBot, shape: Shape) -> None:
    chip = Chip("", shape, Tone.SUCCESS)
    from_left, from_right = picture(chip, LEFT_TO_RIGHT), picture(chip, RIGHT_TO_LEFT)
    mirrored = from_left.flipped(Qt.Orientation.Horizontal)

    differences = [
        theme.contrast(mirrored.pixelColor(x, y), from_right.pixelColor(x, y))
        for x in range(WIDE.width())
        for y in range(WIDE.height())
    ]
    assert max(differences) < 1.3


def test_every_shape_looks_different(qtbot: QtBot) -> None:
    pictures = [picture(Chip("", shape, Tone.SUCCESS), LEFT_TO_RIGHT) for shape in Shape]

    for place, one in enumerate(pictures):
        assert all(one != other for other in pictures[place + 1 :])


def test_a_word_without_room_is_cut_off_inside_its_chip(qtbot: QtBot) -> None:
    narrow = QSize(60, 32)
    drawn = picture(Chip("To be revoked", Shape.CLOCK, Tone.WARNING), LEFT_TO_RIGHT)
    cut = picture(Chip("To be revoked", Shape.CLOCK, Tone.WARNING), LEFT_TO_RIGHT, narrow)
    color = theme.tone_color(Tone.WARNING, QGuiApplication.palette())

    assert max(columns_in(drawn, color)) > narrow.width()
    assert max(columns_in(cut, color)) < narrow.width() - 2


def test_a_chip_says_its_word_and_grows_with_it(qtbot: QtBot) -> None:
    label = ChipLabel()
    qtbot.addWidget(label)
    assert label.sizeHint() == QSize()
    label.show_chip(chip_of(Status.ACTIVE))
    short = label.sizeHint()
    label.show_chip(chip_of(Status.TO_BE_REVOKED))

    assert accessible_name(label) == "To be revoked"
    assert label.sizeHint().width() > short.width()
    larger = QFont(label.font())
    larger.setPointSizeF(larger.pointSizeF() * 2)
    before = label.sizeHint()
    label.setFont(larger)
    assert label.sizeHint().height() > before.height()
