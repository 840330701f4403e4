"""What a person is shown of a connection profile before anything is tried."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget

from desktop_app.ui.organizations.connect_dialog import ConnectDialog
from desktop_app.workflow.organizations import OpenedProfile
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.organizations import (
    ACME,
    BAD_PROFILE,
    GLOBEX,
    LIVE_KEY,
    LONG_NAME,
    ONLY_TEST,
    STAND_IN,
)
from tests.ui.connect_steps import agree, field
from tests.ui.finding import button, buttons, open_dialog, words
from tests.ui.hands import press
from tests.window_harness import WindowHarness


def unfold(dialog: QWidget) -> None:
    """Show all that is folded."""
    for link in dialog.findChildren(QPushButton):
        if link.isVisible() and link.text() == labels.SHOW:
            link.click()


def test_every_problem_is_told_with_its_line(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(BAD_PROFILE)
    said = words(dialog)

    assert said.index("Send the report to whoever gave you the file") < said.index("Line 4")
    assert "This profile can’t be used: it has 8 problems" in said
    for place in ("Line 4, stripe.redirect_uri", "Line 5, stripe.client_id", "Line 7,"):
        assert place in said
    assert "did you mean stripe.redirect_uri?" in said
    assert "sk_live" not in said
    assert {labels.CONNECT, labels.NEXT}.isdisjoint(buttons(dialog))
    assert dialog.focusWidget() is button(dialog, labels.COPY_REPORT)


def test_the_problems_are_copied_for_whoever_made_the_file(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(BAD_PROFILE)
    press(button(dialog, labels.COPY_REPORT), Qt.Key.Key_Return)
    report = QGuiApplication.clipboard().text().splitlines()

    assert report[0] == "m3ter Desktop can’t use the connection profile connection-profile.toml:"
    assert len(report) == 1 + 8
    assert "- Line 4, stripe.redirect_uri: this is missing; add it." in report
    assert "sk_live" not in "".join(report)
    assert str(gui.computer.folder) not in "".join(report)
    assert "Report copied" in buttons(dialog)


def test_nobody_else_is_asked_about_a_file_that_cannot_be_opened(gui: WindowHarness) -> None:
    gui.window.connect_organization(gui.computer.folder / "gone.toml")
    dialog = open_dialog(ConnectDialog)

    assert "This file can’t be read" in words(dialog)
    assert labels.COPY_REPORT not in buttons(dialog)
    assert dialog.focusWidget() is button(dialog, labels.READ_AGAIN)


def test_what_a_profile_has_is_called_an_entry(gui: WindowHarness) -> None:
    """A key is a secret key here."""
    said = words(gui.connect_dialog(BAD_PROFILE.replace('secret_key = "sk', 'other = "x')))
    assert "a profile has no such entry here" in said
    assert "such key" not in said


def test_a_mended_file_is_read_again(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(ACME.replace("ca_Live", "live"))
    assert "it has a problem" in words(dialog)
    (gui.computer.folder / "connection-profile.toml").write_text(ACME, encoding="utf-8")
    press(button(dialog, labels.READ_AGAIN), Qt.Key.Key_Return)

    assert "Hosts that are not Stripe’s" in words(dialog)
    assert "problem" not in words(dialog)
    assert dialog.focusWidget() is agree(dialog)


def test_a_file_that_is_not_there_any_more_is_told(gui: WindowHarness) -> None:
    gui.window.connect_organization(gui.computer.folder / "gone.toml")

    assert "it cannot be opened" in words(open_dialog(ConnectDialog))


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
    "text",
    [
        ACME.replace("ca_LiveAcme000000000", "<img src=x>\u2067"),
        ACME.replace("client_id", '"<b>\u202e"', 1),
        "\u202e<h1>[not toml",
    ],
    ids=["value", "key", "no toml"],
)
def test_what_a_hostile_profile_says_is_plain_text(gui: WindowHarness, text: str) -> None:
    dialog = gui.connect_dialog(text)
    labels = [label for label in dialog.findChildren(QLabel) if label.text()]

    assert "problem" in words(dialog)
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
    assert "connect.stripe.com · Stripe" in said
    assert "exchange.globex.example · Not Stripe" in said
    assert "pay.globex.example · Not Stripe" in said
    assert "It receives the code of each approval" in said
    assert "ca_TestGlobex0000000" in said
    assert "https://pay.globex.example/return.html" in said
    assert labels.STRIPE_TEST in said


def test_stripes_own_hosts_are_folded_and_the_others_are_not(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(ACME)
    assert "pay.acme.example · Not Stripe" in words(dialog)
    assert "Stripe’s own hosts receive your keys and the codes of approvals." in words(dialog)
    assert "api.stripe.com" not in words(dialog)
    unfold(dialog)
    assert "api.stripe.com · Stripe" in words(dialog)
    assert labels.SHOW not in buttons(dialog)
    for folded in (b for b in dialog.findChildren(QPushButton) if b.text() == labels.HIDE):
        folded.click()
    assert "api.stripe.com" not in words(dialog)


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

    assert "No key is sent there." in said
    assert "your keys" not in said
    assert "secret key" not in said


def test_a_stand_in_is_marked_as_what_it_is(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(STAND_IN)
    assert "127.0.0.1:9123 · Not Stripe: a stand-in for tests" in words(dialog)
    gui.agree(dialog)
    said = words(dialog).replace("\u200b", "")

    assert "A made-up key is enough" in said
    assert "The key is sent to the stand-in at http://127.0.0.1:9123, not to Stripe" in said
    assert "sent to Stripe only" not in said


def test_it_says_what_a_new_account_begins_with(gui: WindowHarness) -> None:
    prefill = 'stripe_user = { email = "mallory@evil.example", business_name = "Acme Ltd" }'
    said = words(gui.connect_dialog(ACME.replace("[stripe]", f"[stripe]\n{prefill}")))

    assert "email: mallory@evil.example\nbusiness_name: Acme Ltd" in said


def test_a_long_name_and_markup_are_shown_as_they_are(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(ACME.replace("Acme Ltd", LONG_NAME))

    assert LONG_NAME in words(dialog)


def test_an_organization_that_is_known_says_what_changes(gui: WindowHarness) -> None:
    gui.connect()
    dialog = gui.connect_dialog(ACME.replace("pay.acme", "new.acme"))
    unfold(dialog)
    said = words(dialog)

    assert "Acme Ltd is already connected" in said
    assert "No longer used: pay.acme.example." in said
    assert "new.acme.example · Not Stripe · New" in said
    assert "api.stripe.com · Stripe · New" not in said


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
