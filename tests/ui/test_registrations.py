"""What Stripe refuses in a profile: told when connecting, and explained while the wizard waits."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import (
    Detail,
    KeychainMissingError,
    SecretNotSuitableError,
    SecretUnavailableError,
)
from desktop_app.core.integrations import SUPPORT_PORTAL
from desktop_app.core.outcome import ExchangeFailed, ExchangeProblem
from desktop_app.core.profile import Registration
from desktop_app.core.registration_problem import RegistrationProblem
from desktop_app.core.registration_problem import RegistrationProblemKind as Kind
from desktop_app.core.return_route import loopback
from desktop_app.core.systems import System
from desktop_app.ui.organizations.anyway_dialog import AnywayDialog
from desktop_app.ui.organizations.failure_panel import FailurePanel
from desktop_app.ui.texts import (
    error_texts,
    keychain_texts,
    outcome_texts,
    registration_texts,
)
from desktop_app.ui.widgets.buttons import LinkButton
from desktop_app.ui.wizard.stripe_errors_dialog import StripeErrorsDialog
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.organizations import ONLY_TEST
from tests.ui.connect_steps import field, is_open
from tests.ui.finding import button, buttons, filled, in_sight, open_dialog, words
from tests.window_harness import WindowHarness

DETAIL = Detail("invalid_request", "Something else is wrong", "req_42", 400)
ASK = "Ask whoever gave you the connection profile"
CLIENT = "ca_LiveAcme000000000"
URI = "https://pay.acme.example/m3ter/return.html"


def connect_anyway(dialog: QWidget) -> None:
    button(dialog, labels.CONNECT_ANYWAY).click()
    button(open_dialog(AnywayDialog), labels.CONNECT_ANYWAY_CONFIRMED).click()


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (
            Kind.UNKNOWN_CLIENT,
            ("client ID of live mode", "stripe.client_id", CLIENT, "Something else is wrong"),
        ),
        (
            Kind.UNREGISTERED_REDIRECT_URI,
            ("redirect URI of live mode", "stripe.redirect_uri", URI, CLIENT, "other mode"),
        ),
        (Kind.REFUSED, ("live mode", "stripe.client_id", CLIENT, "Something else is wrong")),
    ],
)
def test_what_stripe_refuses_is_told_by_its_line_and_with_whom_to_ask(
    gui: WindowHarness, kind: Kind, says: tuple[str, ...]
) -> None:
    gui.computer.trial.refused = {System.STRIPE: [(kind, DETAIL)]}
    dialog = gui.filled_in_dialog()
    button(dialog, labels.CONNECT).click()

    (panel,) = in_sight(dialog, FailurePanel)
    shown = words(panel)
    places = [shown.index(text) for text in (*says, ASK, "Nothing was stored")]
    assert places == sorted(places)
    assert shown.splitlines()[1].endswith(".")
    # Each value has a label, and can be selected by itself.
    assert CLIENT in shown.splitlines()
    assert field(dialog).text()
    assert gui.computer.workspaces.workspace("org-acme") is None

    connect_anyway(dialog)
    assert not is_open()
    assert gui.computer.workspaces.workspace("org-acme") is not None


def test_connecting_anyway_asks_first(gui: WindowHarness) -> None:
    gui.computer.trial.refused = {System.STRIPE: [(Kind.UNKNOWN_CLIENT, DETAIL)]}
    dialog = gui.filled_in_dialog()
    button(dialog, labels.CONNECT).click()
    (panel,) = in_sight(dialog, FailurePanel)
    button(panel, labels.CONNECT_ANYWAY).click()
    question = open_dialog(AnywayDialog)
    assert "approving will end on an error page at Stripe" in words(question)
    assert button(question, labels.CANCEL).isDefault()
    assert filled(question) == []
    assert buttons(question) == [labels.CANCEL, labels.CONNECT_ANYWAY_CONFIRMED]
    button(question, labels.CANCEL).click()

    assert is_open()
    assert gui.computer.workspaces.workspace("org-acme") is None


def test_each_mode_is_named_by_its_own_keys(gui: WindowHarness) -> None:
    gui.computer.trial.refused = {
        System.STRIPE: [(Kind.UNKNOWN_CLIENT, DETAIL)],
        System.STRIPE_TEST: [(Kind.UNKNOWN_CLIENT, DETAIL)],
    }
    dialog = gui.filled_in_dialog()
    button(dialog, labels.CONNECT).click()
    lines = words(dialog).splitlines()
    assert lines.count("stripe.client_id") == lines.count("stripe_test.client_id") == 1


def test_all_redirect_uris_that_are_not_registered_are_listed_together() -> None:
    routes = tuple(loopback(f"http://localhost:5100{number}/a") for number in range(8))
    here = Registration(System.STRIPE_TEST, CLIENT, routes)
    problems = [
        RegistrationProblem(Kind.UNREGISTERED_REDIRECT_URI, here, route.redirect_uri, DETAIL)
        for route in routes
    ]
    (facts,) = registration_texts.refusals(problems)
    assert ("Redirect URIs", "\n".join(route.redirect_uri for route in routes)) in facts
    assert ("In the profile", "stripe_test.redirect_uri") in facts
    message = registration_texts.refused_message(problems)
    assert message.title == "Stripe rejects this profile’s redirect URIs"
    assert len(message.text.splitlines()) == 1


@pytest.mark.parametrize(
    ("kinds", "title"),
    [
        ([Kind.UNREGISTERED_REDIRECT_URI], "Stripe rejects this profile’s redirect URI"),
        ([Kind.UNKNOWN_CLIENT], "Stripe rejects this profile’s client ID"),
        ([Kind.REFUSED], "Stripe rejects this profile"),
        ([Kind.UNKNOWN_CLIENT, Kind.REFUSED], "Stripe rejects this profile"),
    ],
)
def test_the_title_says_what_stripe_rejects(kinds: list[Kind], title: str) -> None:
    here = Registration(System.STRIPE_TEST, CLIENT, (loopback("http://localhost:51000/a"),))
    problems = [RegistrationProblem(kind, here, "", DETAIL) for kind in kinds]
    assert registration_texts.refused_message(problems).title == title


def test_connecting_once_more_tries_again(gui: WindowHarness) -> None:
    gui.computer.trial.refused = {System.STRIPE: [(Kind.UNKNOWN_CLIENT, DETAIL)]}
    dialog = gui.filled_in_dialog()
    button(dialog, labels.CONNECT).click()
    button(dialog, labels.TRY_AGAIN).click()
    assert labels.CONNECT_ANYWAY in buttons(dialog)
    gui.computer.trial.refused = {}
    button(dialog, labels.TRY_AGAIN).click()
    assert not is_open()


def test_how_to_go_on_is_chosen_beside_what_stripe_refuses(gui: WindowHarness) -> None:
    gui.computer.trial.refused = {System.STRIPE: [(Kind.UNKNOWN_CLIENT, DETAIL)]}
    dialog = gui.filled_in_dialog()
    button(dialog, labels.CONNECT).click()

    assert not button(dialog, labels.CONNECT).isEnabled()
    (panel,) = in_sight(dialog, FailurePanel)
    assert buttons(panel) == [
        labels.CONTACT_SUPPORT,
        labels.COPY_DETAILS,
        labels.TRY_AGAIN,
        labels.CONNECT_ANYWAY,
    ]
    assert dialog.focusWidget() is button(panel, labels.CONTACT_SUPPORT)
    # What most people should do: the profile has to be corrected.
    assert filled(dialog) == [labels.CONTACT_SUPPORT]
    assert isinstance(button(panel, labels.CONNECT_ANYWAY), LinkButton)
    assert "Nothing is stored yet: see above." in words(dialog)


def test_support_is_reached_while_what_is_typed_is_incomplete(gui: WindowHarness) -> None:
    gui.computer.trial.refused = {System.STRIPE: [(Kind.UNKNOWN_CLIENT, DETAIL)]}
    dialog = gui.filled_in_dialog()
    button(dialog, labels.CONNECT).click()
    field(dialog).setText("")
    button(dialog, labels.CONTACT_SUPPORT).click()

    assert gui.harness.browser.opened == [SUPPORT_PORTAL]
    assert not button(dialog, labels.TRY_AGAIN).isEnabled()


def test_a_person_who_connects_anyway_is_not_asked_again(gui: WindowHarness) -> None:
    """Neither where the keychain is missing next."""
    problem = KeychainMissingError("none")
    gui.harness.keychain.fail_probe = gui.harness.keychain.fail_unlock = problem
    gui.computer.trial.refused = {System.STRIPE: [(Kind.UNKNOWN_CLIENT, DETAIL)]}
    dialog = gui.filled_in_dialog()
    button(dialog, labels.CONNECT).click()
    assert labels.KEEP_FOR_SESSION not in buttons(dialog)
    connect_anyway(dialog)
    assert labels.CONNECT_ANYWAY not in buttons(dialog)
    button(dialog, labels.KEEP_FOR_SESSION).click()
    workspace = gui.computer.workspaces.workspace("org-acme")
    assert workspace is not None
    assert set(dict(workspace.secret_places).values()) == {SecretPlace.SESSION}


def test_what_is_tried_is_said_and_can_be_cancelled(gui: WindowHarness, qtbot: QtBot) -> None:
    dialog = gui.filled_in_dialog(ONLY_TEST)
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(dialog, labels.CONNECT).click()
    gui.harness.tasks.release()
    expected = "Trying the client ID and redirect URIs of test mode at connect.stripe.com…"
    assert expected in words(dialog)
    button(dialog, labels.CANCEL).click()
    gui.harness.tasks.release_all()
    qtbot.waitUntil(lambda: not is_open())
    assert gui.computer.workspaces.workspace("org-acme") is None


def test_the_waiting_wizard_explains_stripes_errors(gui: WindowHarness) -> None:
    gui.connect()
    wizard = gui.begun(System.STRIPE)
    button(wizard, labels.NOTHING_OPENED).click()
    button(wizard, labels.STRIPES_ERROR).click()
    dialog = open_dialog(StripeErrorsDialog)
    shown = words(dialog)
    button(dialog, labels.COPY_DETAILS).click()
    copied = QGuiApplication.clipboard().text()
    assert "Invalid redirect URI\n" in copied
    assert f"In the profile: stripe.redirect_uri\n{URI}" in copied
    # A value can be selected by itself.
    assert {CLIENT, URI} <= {label.text() for label in in_sight(dialog, QLabel)}
    for text in (
        "No application matches the supplied client identifier",
        f"In the profile: stripe.client_id\n{CLIENT}",
        "Invalid redirect URI",
        f"In the profile: stripe.redirect_uri\n{URI}",
        "live mode or test mode",
        "The client ID may be for test mode. A credential of live mode needs",
        "the client ID for test mode in place of the one for live mode",
        ASK,
    ):
        assert text in shown


def test_practice_has_no_profile_to_explain(gui: WindowHarness) -> None:
    wizard = gui.begun()
    button(wizard, labels.NOTHING_OPENED).click()
    assert labels.STRIPES_ERROR not in buttons(wizard)


def test_nothing_is_explained_while_nothing_waits(gui: WindowHarness) -> None:
    gui.connect()
    wizard = gui.wizard()
    wizard.next()
    assert labels.STRIPES_ERROR not in buttons(wizard)


@pytest.mark.parametrize(
    ("why", "title"),
    [
        (
            ExchangeProblem.LIVE_GRANTED,
            "The profile’s client ID is for live mode, not for test mode",
        ),
        (
            ExchangeProblem.TEST_GRANTED,
            "The profile’s client ID is for test mode, not for live mode",
        ),
        (ExchangeProblem.KEY_MISMATCH, "The client ID and the secret key don’t match"),
    ],
)
def test_a_mismatch_of_modes_is_a_mistake_of_the_profile(why: ExchangeProblem, title: str) -> None:
    message = outcome_texts.outcome_message(ExchangeFailed(why, DETAIL))
    assert message.title == title
    assert "client ID" in message.text
    assert "whoever gave you the connection profile, or the support team of m3ter" in message.text


def test_a_stored_key_that_must_not_go_to_a_stand_in_has_to_be_replaced() -> None:
    error = SecretUnavailableError(SecretNotSuitableError("it may be a key of Stripe’s"))
    message = keychain_texts.keychain_message(error)
    assert message.title == "The organization’s secret has to be replaced"
    assert "it is not sent" in message.text
    assert "in Settings" in message.text
    assert "Replace it in Settings" in error_texts.service_or_keychain_error_text(error)
