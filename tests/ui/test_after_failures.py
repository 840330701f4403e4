"""What helps after a failure: details to copy, the support portal, and addresses and folders."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.errors import (
    KeychainLockedError,
    StateMismatchError,
    StorageError,
    StorageProblem,
    StorageTooNewError,
)
from desktop_app.core.systems import System
from desktop_app.ui.texts import program_texts
from tests import labels
from tests.fakes import BEGINNING
from tests.pictures import credentials, database, integrations, notices, wizard
from tests.pictures.states import STATES
from tests.ui.finding import button, buttons, focused, in_sight, open_wizard, words
from tests.window_harness import WindowHarness

State = Callable[[WindowHarness], QWidget]
ASKING = ("ask the support team", "for the support team", "contact support", "team of m3ter")
SUPPORT = {labels.CONTACT_SUPPORT, labels.OPEN_SUPPORT_PORTAL}
UNREAD = "The program’s database can’t be opened"


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_nobody_is_sent_to_the_support_team_without_a_way_nor_copies_nothing(
    gui: WindowHarness, state: State
) -> None:
    shown = state(gui)
    said = " ".join(label.text() for label in in_sight(shown, QLabel))
    if any(phrase in said for phrase in ASKING):
        assert SUPPORT & set(buttons(shown))
    for copy in in_sight(shown, QPushButton):
        if copy.text() == labels.COPY_DETAILS:
            QGuiApplication.clipboard().clear()
            copy.click()
            assert QGuiApplication.clipboard().text()


def test_a_failure_of_which_nothing_is_known_leads_to_the_portal_alone(gui: WindowHarness) -> None:
    shown = notices.check_failed_without_details(gui)
    assert "ask the support team" in words(shown)
    assert labels.CONTACT_SUPPORT in buttons(shown)
    assert labels.COPY_DETAILS not in buttons(shown)


def test_the_wrong_mode_is_among_the_details(gui: WindowHarness) -> None:
    button(wizard.wrong_mode(gui), labels.COPY_DETAILS).click()
    assert "live mode" in QGuiApplication.clipboard().text()


def test_a_fault_of_the_program_leads_to_the_support_team_without_its_words(
    gui: WindowHarness,
) -> None:
    gui.connect()
    gui.view.show_settings()
    gui.view.show_not_forgotten(ValueError("a secret"))
    assert labels.CONTACT_SUPPORT in buttons(gui.window)
    button(gui.window, labels.COPY_DETAILS).click()
    assert QGuiApplication.clipboard().text() == "Error: ValueError"


def test_nobody_has_to_ask_about_a_locked_keychain(gui: WindowHarness) -> None:
    gui.connect()
    gui.view.show_settings()
    gui.view.show_not_forgotten(KeychainLockedError("locked"))
    assert labels.KEYCHAIN_LOCKED in words(gui.window)
    assert not {labels.CONTACT_SUPPORT, labels.COPY_DETAILS} & set(buttons(gui.window))


# -- a database that can't be read ----------------------------------------------------------------


def test_a_database_that_is_readable_again_is_read_when_the_person_asks(
    gui: WindowHarness,
) -> None:
    gui.harness.make_active("EU billing")
    content = gui.harness.crash().database.read_bytes()
    gui.harness.database.write_bytes(b"not a database" * 100)
    window = database.database_page(gui)
    again = button(window, labels.TRY_AGAIN)
    again.setFocus()
    again.click()
    assert UNREAD in words(window)
    assert focused() is again
    gui.harness.database.write_bytes(content)
    again.click()

    assert UNREAD not in words(window)
    assert [each.name for each in gui.harness.state.credentials] == ["EU billing"]


def test_the_data_folder_and_the_details_help_to_mend_it(gui: WindowHarness) -> None:
    window = database.database_unusable(gui)
    button(window, labels.OPEN_DATA_FOLDER).click()
    assert gui.harness.file_manager.opened == [gui.computer.folder]
    button(window, labels.COPY_DETAILS).click()
    assert "file is not a database" in QGuiApplication.clipboard().text()


def test_nothing_but_a_newer_program_helps_with_newer_data(gui: WindowHarness) -> None:
    shown = buttons(database.database_too_new(gui))
    assert [each for each in shown if each in (labels.CONTACT_SUPPORT, labels.COPY_DETAILS)] == [
        labels.CONTACT_SUPPORT,
        labels.COPY_DETAILS,
    ]
    assert not {labels.TRY_AGAIN, labels.OPEN_DATA_FOLDER} & set(shown)


def test_each_problem_of_a_database_has_its_own_words() -> None:
    errors = [StorageError("", problem) for problem in (None, *StorageProblem)]
    for message in (program_texts.storage_message, program_texts.operation_failed_message):
        assert len({message(error).text for error in errors}) == len(errors)
    assert program_texts.storage_message(StorageTooNewError("")).title != UNREAD


def test_a_step_that_was_refused_since_the_data_has_changed_says_so_and_what_to_do() -> None:
    text = program_texts.operation_failed_message(StateMismatchError()).text
    assert "Something else has changed the data" in text
    assert "Start m3ter Desktop again to see what is there." in text


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("US billing", "“US billing” was not created"),
        ("", "The last step could not be saved"),
    ],
)
def test_a_step_that_was_not_saved_is_named(name: str, title: str) -> None:
    entry = Activity(BEGINNING, ActivityKind.CREATED, "1", name, System.STRIPE, "ada")
    for unsaved, expected in ((entry, title), (None, "The last step could not be saved")):
        error = StorageError("disk full", StorageProblem.FULL, unsaved)
        assert program_texts.operation_failed_message(error).title == expected


def test_a_step_that_failed_is_told_at_its_credential_until_it_is_taken(
    gui: WindowHarness,
) -> None:
    notices.operation_failed(gui)
    assert words(gui.panel()).count("“US billing” was not created") == 2
    assert "Make some space on it. Then choose “Resume”." in words(gui.panel())
    assert "2 need attention" in words(gui.panel())
    gui.harness.disk.is_full = False
    button(gui.window, f"{labels.RESUME}: “US billing” was not created").click()
    opened = open_wizard()
    assert opened is not None
    button(opened, labels.CREATE_CREDENTIAL).click()

    assert "“US billing” was not created" not in words(gui.window)


def test_the_notice_about_a_step_that_was_not_saved_opens_the_data_folder(
    gui: WindowHarness,
) -> None:
    window = notices.operation_failed_opened(gui)
    button(window, labels.OPEN_DATA_FOLDER).click()
    assert gui.harness.file_manager.opened == [gui.computer.folder]


# -- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [integrations.guide_not_opened, credentials.dashboard_not_opened])
def test_an_address_that_no_browser_has_opened_can_be_copied(
    gui: WindowHarness, state: State
) -> None:
    shown = state(gui)
    (copy,) = [each for each in in_sight(shown, QPushButton) if each.text() == labels.COPY_ADDRESS]
    copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("https://")
    assert copy.text() == "Address copied"


@pytest.mark.parametrize("kind", ActivityKind)
def test_a_step_that_was_not_saved_says_what_has_become_of_the_credential(
    kind: ActivityKind,
) -> None:
    entry = Activity(BEGINNING, kind, "1", "US billing", System.STRIPE, "ada")
    full = StorageError("disk full", StorageProblem.FULL)
    what_to_do = "The disk with the data folder is full. Make some space on it."
    full.unsaved = entry
    message = program_texts.operation_failed_message(full)

    assert "US billing" in message.title
    assert message.text.startswith(f"{what_to_do} Then ")
    assert not message.text.endswith("again.")


def test_a_step_of_a_person_can_be_tried_again_once_there_is_space() -> None:
    entry = Activity(BEGINNING, ActivityKind.CREATED, "1", "EU", System.STRIPE, "ada")
    full = StorageError("disk full", StorageProblem.FULL, entry)

    ending = "Make some space on it. Then try again."
    assert ending in program_texts.operation_failed_message(full).text
    assert program_texts.storage_message(full).text.endswith(ending)


def test_a_credential_that_was_not_created_is_as_before() -> None:
    entry = Activity(BEGINNING, ActivityKind.CREATED, "1", "EU", System.STRIPE, "ada")
    text = program_texts.operation_failed_message(StorageError("", None, entry)).text

    assert "The list still has it as “Ready to create”, and m3ter’s access at Stripe" in text
