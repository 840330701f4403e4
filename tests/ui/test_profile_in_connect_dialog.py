"""What a person is shown of a connection profile before anything is tried."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.profiles.reading import parse_profile
from desktop_app.ui import theme
from desktop_app.ui.organizations.connect_dialog import ConnectDialog
from desktop_app.ui.organizations.hosts_page import HostsPage
from desktop_app.ui.texts import organization_texts
from desktop_app.ui.texts.profile_texts import host_name, host_title
from desktop_app.ui.widgets.chips import ChipLabel
from desktop_app.ui.widgets.disclosure import DisclosureLink
from desktop_app.ui.widgets.panels import IconWidget
from desktop_app.ui.widgets.scrolling import EndFade, ScrollingArea
from desktop_app.workflow.organizations import OpenedProfile
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.organizations import (
    ACME,
    BAD_PROFILE,
    GLOBEX,
    LIVE_KEY,
    LONG_NAME,
    M3TER_STAND_IN,
    ONLY_TEST,
    STAND_IN,
)
from tests.ui.connect_steps import agree, field
from tests.ui.finding import (
    accessible_description,
    button,
    buttons,
    filled,
    in_sight,
    names,
    open_dialog,
    words,
)
from tests.ui.hands import press
from tests.window_harness import WindowHarness

STRIPES_HOSTS = "What Stripe’s own hosts receive"


def is_selectable(label: QLabel) -> bool:
    return bool(label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse)


def unfold(dialog: QWidget) -> None:
    """Show all that is folded."""
    for link in in_sight(dialog, DisclosureLink):
        link.click()


def test_every_problem_is_told_with_its_line(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(BAD_PROFILE)
    said = words(dialog)

    assert said.index("Send the report to whoever gave you the file") < said.index("Line 5\n")
    assert "This profile can’t be used: it has 6 problems" in said
    for place in ("stripe.client_id\nLine 5", "stripe.redirect_url\nLine 6", "\nLine 7\n"):
        assert place in said
    assert "Line 1, organization.id: This is missing; add it." in names(dialog)
    assert "This should probably be stripe.redirect_uri, which is missing" in said
    assert "sk_live" not in said
    assert {labels.CONNECT, labels.NEXT}.isdisjoint(buttons(dialog))
    assert filled(dialog) == [labels.COPY_REPORT]
    assert dialog.focusWidget() is button(dialog, labels.COPY_REPORT)


def test_the_problems_are_copied_for_whoever_made_the_file(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(BAD_PROFILE)
    press(button(dialog, labels.COPY_REPORT), Qt.Key.Key_Return)
    report = QGuiApplication.clipboard().text().splitlines()

    assert report[0] == "m3ter Desktop can’t use the connection profile connection-profile.toml:"
    assert len(report) == 1 + 6
    assert "- Line 1, organization.id: This is missing; add it." in report
    assert "sk_live" not in "".join(report)
    assert str(gui.computer.folder) not in "".join(report)
    assert "Report copied" in buttons(dialog)


def test_nobody_else_is_asked_about_a_file_that_cannot_be_opened(gui: WindowHarness) -> None:
    gui.window.connect_organization(gui.computer.folder / "gone.toml")
    dialog = open_dialog(ConnectDialog)

    said = words(dialog)
    assert "This file can’t be read\nThere is no file at this place; it may have been moved" in said
    assert said.count("There is no file") == 1
    assert "No such file" not in said
    assert labels.COPY_REPORT not in buttons(dialog)
    assert labels.READ_AGAIN in buttons(dialog)
    assert filled(dialog) == [labels.CHOOSE_ANOTHER_FILE]
    assert dialog.focusWidget() is button(dialog, labels.CHOOSE_ANOTHER_FILE)


def test_what_a_profile_has_is_called_an_entry(gui: WindowHarness) -> None:
    """A key is a secret key here."""
    said = words(gui.connect_dialog(BAD_PROFILE.replace('secret_key = "sk', 'other = "x')))
    assert "A profile has no such entry here" in said
    assert "such key" not in said


def test_a_mended_file_is_read_again(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(ACME.replace("ca_Live", "live"))
    assert "it has a problem" in words(dialog)
    (gui.computer.folder / "connection-profile.toml").write_text(ACME, encoding="utf-8")
    press(button(dialog, labels.READ_AGAIN), Qt.Key.Key_Return)

    assert "Hosts to confirm" in words(dialog)
    assert "problem" not in words(dialog)
    assert dialog.focusWidget() is agree(dialog)


def test_a_file_that_is_not_there_any_more_is_told(gui: WindowHarness) -> None:
    gui.window.connect_organization(gui.computer.folder / "gone.toml")

    assert "There is no file at this place" in words(open_dialog(ConnectDialog))


@pytest.mark.parametrize(
    "content",
    [b"Dear colleagues,\nplease find attached", b"%PDF-1.7\n\xff\xfe", b"#" * 200_000],
    ids=["letter", "bytes", "long"],
)
def test_a_file_that_is_no_profile_is_told_as_another_file(
    gui: WindowHarness, content: bytes
) -> None:
    path = gui.computer.folder / "letter.txt"
    path.write_bytes(content)
    gui.window.connect_organization(path)
    dialog = open_dialog(ConnectDialog)

    assert "This is not a connection profile\nPerhaps it is another file" in words(dialog)
    assert labels.COPY_REPORT in buttons(dialog)
    assert filled(dialog) == [labels.CHOOSE_ANOTHER_FILE]
    assert dialog.focusWidget() is button(dialog, labels.CHOOSE_ANOTHER_FILE)
    button(dialog, labels.CHOOSE_ANOTHER_FILE).click()
    (gui.computer.folder / "globex.toml").write_text(GLOBEX, encoding="utf-8")
    open_dialog(QFileDialog).fileSelected.emit(str(gui.computer.folder / "globex.toml"))

    assert "Globex GmbH" in words(dialog)
    assert filled(dialog) == []


def test_another_file_can_be_chosen(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(BAD_PROFILE)
    path = gui.computer.folder / "globex.toml"
    path.write_text(GLOBEX, encoding="utf-8")
    button(dialog, labels.CHOOSE_ANOTHER_FILE).click()
    open_dialog(QFileDialog).fileSelected.emit(str(path))

    assert "Globex GmbH" in words(open_dialog(ConnectDialog))


def test_reading_is_shown_while_it_lasts(gui: WindowHarness) -> None:
    gui.harness.tasks.holding = {Lane.FILES}
    dialog = gui.connect_dialog(ACME)
    assert "Reading the profile…" in words(dialog)
    assert buttons(dialog) == [labels.CANCEL]
    gui.harness.tasks.release_all()

    assert "Reading the profile…" not in words(dialog)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ACME.replace("ca_LiveAcme000000000", "<img src=x>\u2067"), "it has a problem"),
        (ACME.replace("client_id", '"<b>\u202e"', 1), "it has 2 problems"),
        ("\u202e<h1>[not toml", "not a connection profile"),
    ],
    ids=["value", "key", "no toml"],
)
def test_what_a_hostile_profile_says_is_plain_text(
    gui: WindowHarness, text: str, told: str
) -> None:
    dialog = gui.connect_dialog(text)
    labels = [label for label in dialog.findChildren(QLabel) if label.text()]

    assert told in words(dialog)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    invisible = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert not invisible & set(words(dialog))


def test_an_organizations_name_is_shown_without_what_cannot_be_seen(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(ACME.replace("Acme Ltd", "Ac\u200bme \u202edtL\u202c"))

    assert "Acme dtL" in words(dialog)
    assert "\u202e" not in words(dialog)


@pytest.mark.parametrize("text", [ACME, "[not toml"], ids=["good", "bad"])
def test_a_files_name_is_one_line_that_hides_nothing(gui: WindowHarness, text: str) -> None:
    path = gui.computer.folder / "acme\nconnect.stripe.com · Stripe\u202elmot.toml"
    path.write_text(text, encoding="utf-8")
    gui.window.connect_organization(path)

    assert "/acme�connect.stripe.com · Stripe�lmot.toml" in words(open_dialog(ConnectDialog))


def test_it_says_whose_it_is_and_every_host(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(GLOBEX)
    unfold(dialog)
    said = words(dialog)

    assert "Globex GmbH" in said
    assert "org-globex" in said
    assert "Stripe’s approval page\nconnect.stripe.com\n" in said
    assert "exchange.globex.example · Not Stripe" in said
    assert "pay.globex.example · Not Stripe" in said
    assert "It receives the code of each approval" in said
    assert "ca_TestGlobex0000000" in said
    assert "https://pay.globex.example/return.html" in said
    assert labels.STRIPE_TEST in said


def test_stripes_own_hosts_are_folded_and_the_others_are_not(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(ACME)
    assert "pay.acme.example · Not Stripe" in words(dialog)
    assert "api.stripe.com" not in words(dialog)
    link = button(dialog, STRIPES_HOSTS)
    assert accessible_description(link) == "Collapsed"
    press(link, Qt.Key.Key_Space)
    assert "Stripe’s API\napi.stripe.com\n" in words(dialog)
    assert "with your secret key" in words(dialog)
    assert accessible_description(link) == "Expanded"
    press(link, Qt.Key.Key_Space)
    assert "api.stripe.com" not in words(dialog)


@pytest.mark.parametrize(
    "text",
    [ACME, GLOBEX, STAND_IN, ACME + M3TER_STAND_IN],
    ids=["keys", "exchange", "stand-in", "m3ter stand-in"],
)
def test_each_host_is_named_by_what_it_is_for_and_can_be_copied(
    gui: WindowHarness, text: str
) -> None:
    dialog = gui.connect_dialog(text)
    unfold(dialog)
    page = dialog.findChild(HostsPage)
    assert page is not None
    copied = {label.text() for label in in_sight(page, QLabel) if is_selectable(label)}
    profile = gui.computer.profile(text).profile

    assert {host_name(host) for host in profile.hosts} <= copied
    assert {host_title(host) for host in profile.hosts} <= set(words(page).splitlines())


def test_nothing_is_to_be_confirmed_if_all_hosts_are_stripes(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(ONLY_TEST)
    assert "Only Stripe’s own hosts, so there is nothing to confirm." in words(dialog)
    assert dialog.focusWidget() is button(dialog, labels.NEXT)
    press(button(dialog, labels.NEXT), Qt.Key.Key_Return)

    assert dialog.focusWidget() is field(dialog, labels.TEST_SECRET_KEY)


@pytest.mark.parametrize("token", ["bearer_token = true", ""])
def test_no_key_is_said_to_be_sent_where_none_is_asked_for(gui: WindowHarness, token: str) -> None:
    dialog = gui.connect_dialog(GLOBEX.replace("bearer_token = true", token))
    unfold(dialog)
    said = words(dialog)

    assert "so no key is sent here." in said
    assert "your keys" not in said
    assert "secret key" not in said


def test_a_stand_in_is_marked_as_what_it_is(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(STAND_IN)
    assert "Stand-in for Stripe, for tests\n127.0.0.1:9123 · Not Stripe\n" in words(dialog)
    gui.agree(dialog)
    said = words(dialog).replace("\u200b", "")

    assert "A made-up key is enough" in said
    assert "The key is sent to the stand-in at http://127.0.0.1:9123, not to Stripe" in said
    assert "sent to Stripe only" not in said


def test_a_stand_in_for_m3ter_is_to_be_confirmed_with_what_it_receives(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(ONLY_TEST + M3TER_STAND_IN)
    said = words(dialog)

    assert "Hosts to confirm" in said
    row = "Stand-in for m3ter, for tests\n127.0.0.1:9124 · Not m3ter\nIt receives the access key"
    assert row in said
    page = dialog.findChild(HostsPage)
    assert page is not None
    assert page.missing
    gui.agree(dialog)
    assert not page.missing
    assert dialog.focusWidget() is field(dialog, labels.TEST_SECRET_KEY)


def test_m3ter_itself_is_no_host_to_confirm(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(ONLY_TEST + '[m3ter]\norganization = "acme-at-m3ter"\n')
    unfold(dialog)

    assert "Only Stripe’s own hosts, so there is nothing to confirm." in words(dialog)
    assert "api.m3ter.com" not in words(dialog)


@pytest.mark.parametrize(
    ("table", "is_shown"),
    [
        (M3TER_STAND_IN, True),
        ('[m3ter]\norganization = "ORG-acme"', True),
        ('[m3ter]\norganization = "org-acme"', False),
        ("[m3ter]", False),
        ("", False),
    ],
    ids=["other", "case", "same", "empty", "none"],
)
def test_the_id_at_m3ter_is_shown_if_it_is_another_one(
    gui: WindowHarness, table: str, is_shown: bool
) -> None:
    dialog = gui.connect_dialog(f"{ACME}\n{table}\n")
    service = gui.computer.profile(f"{ACME}\n{table}\n").profile.m3ter

    assert ("m3ter organization" in words(dialog)) is is_shown
    fact = f"m3ter organization\n{service.organization_id}\n"
    assert (fact in words(dialog)) is is_shown


def test_it_says_what_a_new_account_begins_with(gui: WindowHarness) -> None:
    prefill = 'stripe_user = { email = "mallory@evil.example", business_name = "Acme Ltd" }'
    said = words(gui.connect_dialog(ACME.replace("[stripe]", f"[stripe]\n{prefill}")))

    assert "Email\nmallory@evil.example\nBusiness name\nAcme Ltd" in said


def test_a_long_name_and_markup_are_shown_as_they_are(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(ACME.replace("Acme Ltd", LONG_NAME))

    assert LONG_NAME in words(dialog)


def test_an_organization_that_is_known_says_what_changes(gui: WindowHarness) -> None:
    gui.connect()
    dialog = gui.connect_dialog(ACME.replace("pay.acme", "new.acme"))
    unfold(dialog)
    said = words(dialog)

    assert "Acme Ltd is already connected" in said
    assert "Its profile and keys will be replaced." in said
    assert "No longer used: pay.acme.example" in said.splitlines()
    assert "new.acme.example · Not Stripe" in said
    (new,) = in_sight(dialog, ChipLabel)
    assert new.accessibleName() == "New"
    (host,) = [label for label in in_sight(dialog, QLabel) if "new.acme.example · " in label.text()]
    assert new.parentWidget() is host.parentWidget()


def test_a_name_that_may_be_taken_for_another_is_warned_of_on_a_line_of_its_own(
    gui: WindowHarness,
) -> None:
    dialog = gui.connect_dialog(ACME.replace("pay.acme", "xn--py-acme-5wa"))
    lines = words(dialog).splitlines()
    (warning,) = [line for line in lines if "confirm this spelling" in line]

    above = lines.index(warning)
    assert lines[above - 2] == "xn--py-acme-5wa.example · Not Stripe"
    assert lines[above - 1] == "Reads as: päy-acme.example"
    assert "xn--" not in warning
    (label,) = [label for label in in_sight(dialog, QLabel) if label.text() == warning]
    row = label.parentWidget()
    assert row is not None
    assert in_sight(row, IconWidget)


def test_hosts_that_are_gone_are_told_though_only_stripes_are_left(gui: WindowHarness) -> None:
    gui.connect()
    said = words(gui.connect_dialog(ONLY_TEST))

    assert "Only Stripe’s own hosts" in said
    assert "No longer used: pay.acme.example" in said


def test_a_profile_that_another_asks_for_does_not_change_what_is_shown(gui: WindowHarness) -> None:
    dialog = gui.filled_in_dialog()
    gui.computer.asks.open_profile(gui.computer.folder / "another.toml")
    path = gui.computer.folder / "connection-profile.toml"
    path.write_text(GLOBEX, encoding="utf-8")
    gui.computer.asks.open_profile(path)
    assert isinstance(gui.computer.events[-1], OpenedProfile)

    assert field(dialog).text() == LIVE_KEY.reveal()
    assert dialog.organization_id() == "org-acme"
    button(dialog, labels.BACK).click()
    assert "Acme Ltd" in words(dialog)
    assert "Globex" not in words(dialog)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder whose path fits into one line, as that of a person's own folder does."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


def hosts_in_smallest_window(gui: WindowHarness, folder: Path, text: str) -> ScrollingArea:
    """Show the hosts of a profile in the smallest window, and return what scrolls them."""
    profile = folder / "profile.toml"
    profile.write_text(text, encoding="utf-8")
    dialog = gui.empty_connect_dialog()
    dialog.read(profile)
    dialog.setFixedSize(640, 420)
    (area,) = in_sight(dialog, ScrollingArea)
    return area


def test_a_usual_profile_fits_into_the_smallest_window(
    gui: WindowHarness, short_folder: Path, qtbot: QtBot
) -> None:
    area = hosts_in_smallest_window(gui, short_folder, ACME)

    qtbot.waitUntil(lambda: area.height() < 300 and area.missing_height() == 0)
    assert in_sight(area, EndFade) == []


def test_what_is_cut_fades_into_the_window(
    gui: WindowHarness, short_folder: Path, qtbot: QtBot
) -> None:
    area = hosts_in_smallest_window(gui, short_folder, GLOBEX)
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    (fade,) = in_sight(area, EndFade)
    end = area.viewport().geometry().bottom()
    assert fade.geometry().bottom() == end
    # The card of the hosts is cut here. The last row has the colour of what is below the area.
    window = theme.colors(theme.application_palette()).window
    middle = area.viewport().width() // 2
    assert area.grab().toImage().pixelColor(middle, end) == window
    bar.setValue(bar.maximum())

    # What is above the area now fades out at its beginning.
    (above,) = in_sight(area, EndFade)
    assert above is not fade
    assert above.geometry().top() == area.viewport().geometry().top()
    assert area.grab().toImage().pixelColor(middle, above.geometry().top()) == window


@pytest.mark.parametrize(
    ("text", "replaced"),
    [
        (ACME, "Its profile and keys will be replaced."),
        (GLOBEX, "Its profile and token will be replaced."),
        (GLOBEX.replace("bearer_token = true", ""), "Its profile will be replaced."),
        (
            GLOBEX + ACME[ACME.index("[stripe]") : ACME.index("[stripe_test]")],
            "Its profile, key and token will be replaced.",
        ),
    ],
    ids=["keys", "token", "nothing", "both"],
)
def test_what_is_replaced_is_what_the_new_profile_needs(text: str, replaced: str) -> None:
    profile = parse_profile(text)
    assert organization_texts.known_message(profile, profile).text.startswith(f"{replaced} ")
