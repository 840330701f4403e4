"""Stage 1: the system, the suggested name, and what is said about a bad one."""

import pytest
from PySide6.QtWidgets import QLineEdit

from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.wizard.create_wizard import CreateWizard
from tests import labels
from tests.ui.finding import accessible_description, button, chosen_system, named, names, words
from tests.window_harness import WindowHarness, choose_system


def name_of(wizard: CreateWizard) -> QLineEdit:
    return named(wizard, QLineEdit, labels.NAME)


def choose(wizard: CreateWizard, system: System) -> None:
    choose_system(wizard, system)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("", "Enter a name for the credential."),
        ("   ", "Enter a name for the credential."),
        ("x" * 101, "Use 100 characters at the most."),
        ("tab\there", "The name contains an invisible character"),
        ("eu BILLING", "This counts as the same name as “EU billing”, another Stripe credential."),
        (" EU billing ", "A Stripe credential already has this name. Choose another name."),
    ],
)
def test_a_bad_name_turns_next_off_and_says_why_beside_the_field(
    gui: WindowHarness, bad: str, reason: str
) -> None:
    gui.harness.make_active("EU billing", System.STRIPE)
    wizard = gui.wizard()
    assert button(wizard, labels.NEXT).isEnabled()
    name = name_of(wizard)
    name.setText(bad)

    assert not button(wizard, labels.NEXT).isEnabled()
    assert reason in words(wizard)
    assert reason in accessible_description(name)
    assert "A descriptive name" not in words(wizard)
    name.setText("x" * 100)
    assert button(wizard, labels.NEXT).isEnabled()
    assert reason not in words(wizard)
    assert accessible_description(name) == ""
    assert "A descriptive name" in words(wizard)


def test_between_its_outline_and_the_text_a_field_has_eight_pixels(gui: WindowHarness) -> None:
    name = name_of(gui.wizard())
    name.clear()
    # The rectangle begins five pixels before the cursor.
    cursor, outline = name.cursorRect().x() + 5, 1
    assert cursor - outline == theme.S


def test_a_name_of_the_other_system_is_free(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing", System.STRIPE)
    wizard = gui.wizard()
    name_of(wizard).setText("EU billing")
    choose(wizard, System.STRIPE_TEST)

    assert button(wizard, labels.NEXT).isEnabled()


def test_the_suggestion_follows_the_system_until_the_name_is_edited(gui: WindowHarness) -> None:
    gui.harness.make_active("Stripe Credential 1", System.STRIPE)
    wizard = gui.wizard()
    name = name_of(wizard)
    assert name.text() == "Stripe Credential 2"
    choose(wizard, System.STRIPE_TEST)
    assert name.text() == "Stripe Credential 1"
    name.setText("Mine")
    choose(wizard, System.STRIPE)
    assert name.text() == "Mine"


def test_next_may_not_pass_a_name_that_was_taken_meanwhile(gui: WindowHarness) -> None:
    wizard = gui.wizard()
    name_of(wizard).setText("EU billing")
    gui.harness.make_active("EU billing", System.STRIPE)
    wizard.next()

    assert wizard.currentId() == 0
    assert "A Stripe credential already has this name" in words(wizard)


def test_going_back_keeps_what_was_typed(gui: WindowHarness) -> None:
    wizard = gui.wizard()
    choose(wizard, System.STRIPE_TEST)
    name_of(wizard).setText("Mine")
    wizard.next()
    button(wizard, labels.BACK).click()

    assert name_of(wizard).text() == "Mine"
    assert chosen_system(wizard) == labels.STRIPE_TEST
    assert labels.STAGE_1_CURRENT in names(wizard)
    assert labels.STAGE_2_TO_DO in names(wizard)
