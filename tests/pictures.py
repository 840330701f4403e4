"""Takes a picture of every page and state: `python -m tests.pictures [STATE …]`.

The list of states below is the one list of them. Pictures go to build/pictures, light and dark, at
100 % and 200 %; a person has to look at them. With `--language pseudo` before the states, the
texts are those of the pseudo-locale, and the pictures go to build/pictures-pseudo.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QDir, QEvent, QLocale, QObject, QPoint
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QPushButton, QWidget

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import Attempt, Credential, SecretPlace, Stage
from desktop_app.core.deadline import Deadline
from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    DocumentError,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
    NetworkProblem,
    RefusedError,
    SecretRefusedError,
    StorageError,
    TimeLimitError,
    UnreachableError,
)
from desktop_app.core.integrations import INTEGRATIONS
from desktop_app.core.outcome import Denied
from desktop_app.core.systems import System
from desktop_app.system.translations import install_translations
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.ui.integrations_page import IntegrationsPage
from desktop_app.ui.organizations.connect_dialog import ConnectDialog
from desktop_app.ui.wizard.create_wizard import CreateWizard
from desktop_app.ui.wizard.name_page import NamePage
from desktop_app.workflow.ports import Lane
from tests.organizations import ACME, GLOBEX, GLOBEX_SECRETS, LIVE_KEY, LONG_NAME, STAND_IN
from tests.translations.pseudo_locale import pseudo_translator
from tests.translations.pseudo_text import plain
from tests.window_harness import ACCOUNT_IN_WANT, ROOT, WindowHarness

BAD_PROFILE = """\
[organization]
name = "Acme <b>Ltd</b>"

[stripe]
client_id = "ca_1"
redirect_url = "https://pay.acme.example/m3ter/return.html"
secret_key = "sk_live_AcmeAcmeAcme0001"

[stripe_test]
client_id = "ca_TestAcme000000000"
redirect_uri = "http://localhost/stripe/return"
token_url = "https://connect.stripe.com/oauth/token"
"""
PICTURES = ROOT / "build" / "pictures"


def integrations(gui: WindowHarness) -> QWidget:
    return gui.window


def no_credentials(gui: WindowHarness) -> QWidget:
    gui.panel()
    return gui.window


def one_credential(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    panel.select(gui.harness.make_active("EU billing", System.STRIPE))
    return gui.window


def many_credentials(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    gui.harness = gui.harness.restart()
    gui.window.close()
    gui.open_window()
    gui.window.show()
    long_name = "A name that somebody made as long as it may be, since it has to hold a cost centre"
    gui.harness.make_active(f"{long_name}, 4711", System.STRIPE_TEST)
    gui.harness.go("US billing", System.STRIPE)
    gui.harness.clock.pass_time(timedelta(seconds=19))
    ready = gui.harness.go("Nordics", System.STRIPE_TEST)
    gui.harness.approve_in_browser(attempt=1)
    gui.panel().select(ready)
    return gui.window


def small_window(gui: WindowHarness) -> QWidget:
    window = many_credentials(gui)
    window.resize(760, 520)
    return window


def no_match(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    search = gui.panel().findChild(QLineEdit)
    assert search is not None
    search.setText("umbrella")
    return gui.window


def removed_in_time(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    gui.panel()
    gui.harness.go("US billing", System.STRIPE)
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()
    return gui.window


def several_removed_in_time(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    for name in ("US billing", "Nordics", "APAC"):
        gui.harness.go(name, System.STRIPE)
    gui.harness.crash().clock.pass_time(timedelta(minutes=11))
    return _database_page(gui)


def time_gets_short(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    panel = gui.panel()
    credential_id = gui.harness.go("US billing", System.STRIPE)
    gui.harness.clock.pass_time(timedelta(minutes=8, seconds=19))
    gui.harness.go("Nordics")
    panel.select(credential_id)
    return gui.window


def approved_late(gui: WindowHarness) -> QWidget:
    gui.panel()
    gui.harness.make_active("EU billing", System.STRIPE)
    gui.harness.go("US billing", System.STRIPE)
    gui.harness.approve_in_browser()
    return gui.window


def denied_late(gui: WindowHarness) -> QWidget:
    gui.panel()
    gui.harness.go("US billing", System.STRIPE)
    gui.harness.deny_in_browser()
    return gui.window


def denial_reported_in_panel(gui: WindowHarness) -> QWidget:
    gui.panel()
    gui.harness.go("US billing", System.STRIPE)
    gui.harness.workflow.denial_reported()
    return gui.window


def revoking(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    panel = gui.panel()
    gui.harness.tasks.holding = {Lane.NETWORK}
    credential = gui.harness.workflow.credentials[0]
    gui.harness.workflow.remove(credential.id, revoke=True)
    panel.select(credential.id)
    return gui.window


def may_be_revoked(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    gui.harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    gui.harness.workflow.remove(credential_id, revoke=True)
    panel.select(credential_id)
    return gui.window


def deleted_and_revoked(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    gone = gui.harness.make_active("EU billing", System.STRIPE)
    cut_off = gui.harness.make_active("EU invoices", System.STRIPE)
    gui.harness.workflow.remove(gone, revoke=True)
    panel.select(cut_off)
    return gui.window


def delete_question_revoked(gui: WindowHarness) -> QWidget:
    gone = gui.harness.make_active("EU billing", System.STRIPE)
    cut_off = gui.harness.make_active("EU invoices", System.STRIPE)
    gui.harness.workflow.remove(gone, revoke=True)
    return _question(gui, cut_off)


def remove_question_unsettled(gui: WindowHarness) -> QWidget:
    credential_id = gui.harness.go("US billing", System.STRIPE)
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.approve_in_browser()
    return _question(gui, credential_id)


def long_incomplete_name(gui: WindowHarness) -> QWidget:
    name = "A name that somebody made as long as it may be, since it has to hold a cost centre"
    gui.panel().select(gui.harness.go(name, System.STRIPE))
    return gui.window


def many_notices(gui: WindowHarness) -> QWidget:
    """As much as can be to say at once, in the smallest window."""
    answer_lost_late = unsettled_grant(gui)
    for name in ("Nordics", "APAC", "LATAM"):
        gui.harness.go(name, System.STRIPE_TEST)
        gui.harness.deny_in_browser()
    answer_lost_late.resize(760, 520)
    return answer_lost_late


def unsettled_grant(gui: WindowHarness) -> QWidget:
    gui.panel()
    gui.some_credentials()
    gui.harness.go("US billing", System.STRIPE)
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.approve_in_browser()
    return gui.window


def revocation_failed(gui: WindowHarness) -> QWidget:
    gui.panel()
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    gui.harness.stripe.fail_deauthorize = UnreachableError(Detail())
    gui.harness.workflow.remove(credential_id, revoke=True)
    return gui.window


def delete_question(gui: WindowHarness) -> QWidget:
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    return _question(gui, credential_id)


def delete_question_shared(gui: WindowHarness) -> QWidget:
    gui.harness.make_active("EU billing", System.STRIPE)
    return _question(gui, gui.harness.make_active("EU invoices", System.STRIPE))


def remove_question(gui: WindowHarness) -> QWidget:
    return _question(gui, gui.harness.go("US billing", System.STRIPE))


def _question(gui: WindowHarness, credential_id: str) -> QWidget:
    credential = gui.harness.workflow.credential(credential_id)
    assert credential is not None
    dialog = DeleteDialog(gui.harness.workflow, credential, gui.panel().window())
    dialog.open()
    return dialog


def remove_question_ready(gui: WindowHarness) -> QWidget:
    credential_id = gui.harness.go("US billing", System.STRIPE)
    gui.harness.approve_in_browser()
    return _question(gui, credential_id)


def reading(gui: WindowHarness) -> QWidget:
    gui.harness.crash().tasks.holding = {Lane.DATABASE}
    return _database_page(gui)


def database_too_new(gui: WindowHarness) -> QWidget:
    with closing(sqlite3.connect(gui.harness.crash().database)) as database:
        database.execute("PRAGMA user_version = 1000")
    return _database_page(gui)


def database_unusable(gui: WindowHarness) -> QWidget:
    gui.harness.crash().database.write_bytes(b"not a database" * 100)
    return _database_page(gui)


def _database_page(gui: WindowHarness) -> QWidget:
    gui.window.close()
    gui.open_window()
    gui.window.show()
    gui.panel()
    gui.harness.start()
    return gui.window


def operation_failed(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    gui.panel()
    gui.harness.workflow.operation_failed(StorageError("disk full"))
    return gui.window


def id_copied(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    panel.select(gui.harness.make_active("EU billing", System.STRIPE))
    copy = next(b for b in panel.findChildren(QPushButton) if plain(b.text()) == "Copy ID")
    copy.click()
    return gui.window


def guide_not_opened(gui: WindowHarness) -> QWidget:
    page = gui.window.findChild(IntegrationsPage)
    assert page is not None
    page.tell_guide(INTEGRATIONS[4])
    return gui.window


def stage_1(gui: WindowHarness) -> QWidget:
    return gui.wizard()


def stage_1_bad_name(gui: WindowHarness) -> QWidget:
    gui.harness.make_active("EU billing", System.STRIPE)
    wizard = gui.wizard()
    page = wizard.findChild(NamePage)
    assert page is not None
    name = page.findChild(QLineEdit)
    assert name is not None
    name.setText("eu BILLING")
    return wizard


def stage_2(gui: WindowHarness) -> QWidget:
    wizard = gui.wizard()
    wizard.next()
    return wizard


def getting_ready(gui: WindowHarness) -> QWidget:
    gui.harness.tasks.holding = {Lane.KEYCHAIN}
    return gui.begun()


def keychain_locked(gui: WindowHarness) -> QWidget:
    gui.harness.keychain.fail_probe = KeychainLockedError("locked")
    return gui.begun()


def keychain_missing(gui: WindowHarness) -> QWidget:
    gui.harness.keychain.fail_probe = KeychainMissingError("none")
    return gui.begun()


def stripe_unreachable(gui: WindowHarness) -> QWidget:
    gui.harness.stripe.fail_prepare = UnreachableError(Detail())
    return gui.begun()


def keychain_broken(gui: WindowHarness) -> QWidget:
    gui.harness.keychain.fail_probe = KeychainFailedError("broken")
    return gui.begun()


def no_port(gui: WindowHarness) -> QWidget:
    gui.harness.receiver.unavailable = True
    return gui.begun()


def name_taken(gui: WindowHarness) -> QWidget:
    gui.harness.tasks.holding = {Lane.KEYCHAIN}
    wizard = gui.begun()
    gui.harness.store.begin(*_same_name(gui))
    gui.harness.tasks.release_all()
    return wizard


def _same_name(gui: WindowHarness) -> tuple[Credential, Attempt, Activity]:
    now = gui.harness.clock.now()
    credential = Credential(
        "other", System.STRIPE_TEST, "stripe credential 1", Stage.INCOMPLETE, now.utc
    )
    deadline = Deadline(now, gui.harness.ttl)
    attempt = Attempt("other", "other", b"", 51234, now.utc)
    activity = Activity(
        now.utc, ActivityKind.STARTED, "other", credential.name, credential.system, "ada"
    )
    return replace(credential, deadline=deadline), attempt, activity


def not_opened_again(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.fail_prepare = UnreachableError(Detail())
    gui.harness.workflow.retry(wizard.credential_id or "")
    return wizard


def waiting(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.clock.pass_time(timedelta(seconds=19))
    return wizard


def waiting_urgently(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.clock.pass_time(timedelta(minutes=8, seconds=19))
    return wizard


def stopped_urgently(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.clock.pass_time(timedelta(minutes=8, seconds=19))
    gui.harness.deny_in_browser()
    return wizard


def denial_reported(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.workflow.denial_reported()
    return wizard


def waiting_live(gui: WindowHarness) -> QWidget:
    return gui.begun(System.STRIPE)


def browser_failed(gui: WindowHarness) -> QWidget:
    gui.harness.browser.works = False
    return gui.begun()


def resumed_after_restart(gui: WindowHarness) -> QWidget:
    credential_id = gui.harness.go()
    gui.harness = gui.harness.restart()
    gui.open_window()
    return gui.wizard(credential_id)


def tab_lost(gui: WindowHarness) -> QWidget:
    credential_id = gui.harness.go()
    port = gui.harness.receiver.port
    assert port is not None
    # Somebody else has the port by now.
    gui.harness.crash().receiver.taken_ports.add(port)
    gui.harness.start()
    gui.open_window()
    return gui.wizard(credential_id)


def secret_lost(gui: WindowHarness) -> QWidget:
    credential_id = gui.harness.go(place=SecretPlace.SESSION)
    gui.harness.approve_in_browser()
    gui.harness = gui.harness.restart()
    gui.open_window()
    return gui.wizard(credential_id)


def finishing(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.approve_in_browser()
    return wizard


def approved(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.approve_in_browser()
    return wizard


def approved_keychain_failed(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.keychain.fail_write = KeychainFailedError("broken")
    gui.harness.approve_in_browser()
    return wizard


def denied(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.deny_in_browser()
    approval = gui.harness.approval(wizard.credential_id or "")
    assert isinstance(approval.outcome, Denied)
    return wizard


def refused(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.fail_exchange = RefusedError(
        Detail("invalid_grant", "Authorization code expired", "req_123", 400)
    )
    gui.harness.approve_in_browser()
    return wizard


def unreachable(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.fail_exchange = UnreachableError(Detail())
    gui.harness.approve_in_browser()
    return wizard


def wrong_mode(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.grant = replace(gui.harness.stripe.grant, livemode=True)
    gui.harness.approve_in_browser()
    return wizard


def wrong_scope(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.grant = replace(gui.harness.stripe.grant, scope="read_only")
    gui.harness.approve_in_browser()
    return wizard


def answer_lost(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.approve_in_browser()
    return wizard


def expired(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()
    return wizard


def activity_empty(gui: WindowHarness) -> QWidget:
    gui.activity()
    return gui.window


def activity_some(gui: WindowHarness) -> QWidget:
    gui.all_that_can_happen()
    gui.window.resize(1000, 1000)
    page = gui.activity()
    page.select(7)
    return gui.window


def activity_small_window(gui: WindowHarness) -> QWidget:
    gui.all_that_can_happen()
    gui.activity()
    gui.window.resize(760, 520)
    return gui.window


def activity_no_match(gui: WindowHarness) -> QWidget:
    gui.all_that_can_happen()
    page = gui.activity()
    kind = page.findChild(QComboBox)
    search = page.findChild(QLineEdit)
    assert kind is not None
    assert search is not None
    kind.setCurrentIndex(kind.findData(ActivityKind.DENIED))
    search.setText("billing")
    return gui.window


def activity_exported(gui: WindowHarness) -> QWidget:
    gui.all_that_can_happen()
    gui.export("/home/ada/Documents/m3ter-activity-2026-11-24.csv")
    return gui.window


def activity_export_failed(gui: WindowHarness) -> QWidget:
    gui.all_that_can_happen()
    gui.harness.documents.fail = DocumentError("Permission denied")
    gui.export("/home/ada/Documents/m3ter-activity-2026-11-24.csv")
    return gui.window


def activity_database_unusable(gui: WindowHarness) -> QWidget:
    window = database_unusable(gui)
    gui.activity()
    return window


def practice_settings(gui: WindowHarness) -> QWidget:
    gui.view.show_settings()
    return gui.window


def workspace_menu(gui: WindowHarness) -> QWidget:
    gui.computer.connect()
    gui.computer.connect(GLOBEX, GLOBEX_SECRETS)
    menu = gui.window.findChild(QMenu)
    assert menu is not None
    menu.popup(gui.window.mapToGlobal(QPoint(0, 0)))
    return menu


def connected(gui: WindowHarness) -> QWidget:
    gui.computer.connect()
    return gui.window


def connected_for_session(gui: WindowHarness) -> QWidget:
    gui.computer.connect(place=SecretPlace.SESSION)
    return gui.window


def stand_in_workspace(gui: WindowHarness) -> QWidget:
    gui.computer.connect(STAND_IN)
    gui.view.show_stripe()
    return gui.window


def long_named_workspace(gui: WindowHarness) -> QWidget:
    gui.computer.connect(ACME.replace("Acme Ltd", LONG_NAME))
    gui.window.resize(760, 520)
    return gui.window


def organization_unreadable(gui: WindowHarness) -> QWidget:
    gui.computer.connect()
    folder = gui.computer.folder / "organizations"
    gui.close()
    (folder / "org-acme.sqlite3").write_bytes(b"not a database" * 100)
    gui.computer.harness.crash()
    gui.open_window()
    gui.computer.start()
    return gui.window


def drop_hint(gui: WindowHarness) -> QWidget:
    gui.drag(gui.computer.folder / "connection-profile.toml")
    return gui.window


def connect_reading(gui: WindowHarness) -> QWidget:
    gui.harness.tasks.holding = {Lane.FILES}
    return gui.connect_dialog(ACME)


def connect_bad_profile(gui: WindowHarness) -> QWidget:
    return gui.connect_dialog(BAD_PROFILE)


def connect_not_a_profile(gui: WindowHarness) -> QWidget:
    return gui.connect_dialog("Dear colleagues,\nplease find attached")


def connect_good(gui: WindowHarness) -> QWidget:
    return gui.connect_dialog(ACME)


def connect_exchange(gui: WindowHarness) -> QWidget:
    return gui.connect_dialog(GLOBEX)


def connect_stand_in(gui: WindowHarness) -> QWidget:
    return gui.connect_dialog(STAND_IN)


def connect_hostile_name(gui: WindowHarness) -> QWidget:
    dialog = gui.connect_dialog(ACME.replace("Acme Ltd", LONG_NAME))
    dialog.resize(520, 480)
    return dialog


def connect_known(gui: WindowHarness) -> QWidget:
    gui.computer.connect()
    moved = ACME.replace("pay.acme.example", "xn--pai-acme-x9a.example")
    return gui.connect_dialog(moved)


def connect_typing(gui: WindowHarness) -> QWidget:
    dialog = gui.connect_dialog(ACME)
    live, test = dialog.findChildren(QLineEdit)
    live.setText("pk_live_AcmeAcmeAcme0001")
    test.setText(LIVE_KEY.reveal())
    return dialog


def _filled_in(gui: WindowHarness, text: str = ACME) -> ConnectDialog:
    dialog = gui.connect_dialog(text)
    gui.fill_in(dialog)
    return dialog


def connect_ready(gui: WindowHarness) -> QWidget:
    return _filled_in(gui)


def connect_trying(gui: WindowHarness) -> QWidget:
    dialog = _filled_in(gui)
    gui.harness.tasks.holding = {Lane.NETWORK}
    dialog.confirm.click()
    return dialog


def _connect_failed(gui: WindowHarness, problem: Exception, text: str = ACME) -> QWidget:
    dialog = _filled_in(gui, text)
    gui.computer.trial.fail = problem
    dialog.confirm.click()
    return dialog


def connect_refused(gui: WindowHarness) -> QWidget:
    detail = Detail("", "Invalid API Key provided: sk_live_****0001", "req_Vx81kD0", 401)
    return _connect_failed(gui, SecretRefusedError(detail))


def connect_token_refused(gui: WindowHarness) -> QWidget:
    return _connect_failed(gui, SecretRefusedError(Detail(status=403)), GLOBEX)


def connect_unreachable(gui: WindowHarness) -> QWidget:
    detail = Detail(NetworkProblem.CERTIFICATE_NOT_TRUSTED, host="api.stripe.com")
    return _connect_failed(gui, UnreachableError(detail))


def connect_no_answer(gui: WindowHarness) -> QWidget:
    return _connect_failed(gui, TimeLimitError())


def connect_keychain_locked(gui: WindowHarness) -> QWidget:
    gui.harness.keychain.fail_probe = gui.harness.keychain.fail_unlock = KeychainLockedError(
        "locked"
    )
    dialog = _filled_in(gui)
    dialog.confirm.click()
    return dialog


def connect_keychain_missing(gui: WindowHarness) -> QWidget:
    gui.harness.keychain.fail_probe = gui.harness.keychain.fail_unlock = KeychainMissingError(
        "none"
    )
    dialog = _filled_in(gui)
    dialog.confirm.click()
    return dialog


def organization_settings(gui: WindowHarness) -> QWidget:
    gui.computer.connect()
    gui.view.show_settings()
    gui.window.resize(1000, 1000)
    return gui.window


def organization_settings_exchange(gui: WindowHarness) -> QWidget:
    gui.computer.connect(GLOBEX, GLOBEX_SECRETS, SecretPlace.SESSION)
    gui.view.show_settings()
    gui.window.resize(1000, 860)
    return gui.window


def organization_settings_small(gui: WindowHarness) -> QWidget:
    gui.computer.connect(STAND_IN)
    gui.view.show_settings()
    gui.window.resize(760, 520)
    return gui.window


def secret_to_replace(gui: WindowHarness) -> QWidget:
    gui.computer.connect()
    return gui.replace_dialog()


def secret_not_replaced(gui: WindowHarness) -> QWidget:
    gui.computer.connect()
    dialog = gui.replace_dialog()
    gui.computer.trial.fail = SecretRefusedError(Detail(status=401, request_id="req_Vx81kD0"))
    gui.fill_in(dialog)
    dialog.confirm.click()
    return dialog


def secret_replaced(gui: WindowHarness) -> QWidget:
    gui.computer.connect()
    dialog = gui.replace_dialog()
    gui.fill_in(dialog)
    dialog.confirm.click()
    return gui.window


def forget_question(gui: WindowHarness) -> QWidget:
    gui.computer.connect()
    return gui.forget_dialog()


def forget_question_accounts(gui: WindowHarness) -> QWidget:
    gui.organization_with_credentials()
    return gui.forget_dialog()


def forget_failed(gui: WindowHarness) -> QWidget:
    gui.computer.connect()
    dialog = gui.forget_dialog()
    gui.harness.keychain.fail_probe = gui.harness.keychain.fail_unlock = KeychainLockedError(
        "locked"
    )
    gui.press_forget(dialog)
    return gui.window


def forgotten(gui: WindowHarness) -> QWidget:
    gui.computer.connect()
    gui.press_forget(gui.forget_dialog())
    return gui.window


def checking(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    panel = gui.panel()
    credential = gui.harness.workflow.credentials[0]
    panel.select(credential.id)
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.workflow.check(credential.id)
    return gui.window


def checked(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    panel.select(credential_id)
    gui.harness.workflow.check(credential_id)
    return gui.window


def check_failed(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    panel.select(credential_id)
    gui.harness.stripe.fail_account = UnreachableError(
        Detail(NetworkProblem.NAME_NOT_FOUND, host="api.stripe.com")
    )
    gui.harness.workflow.check(credential_id)
    return gui.window


def disconnected(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    gui.harness.make_active("EU invoices")
    panel.select(gui.disconnected("EU billing"))
    return gui.window


def approve_again(gui: WindowHarness) -> CreateWizard:
    return gui.wizard(gui.disconnected("EU billing"))


def approve_again_waiting(gui: WindowHarness) -> CreateWizard:
    wizard = approve_again(gui)
    wizard.go_to_stripe()
    gui.harness.clock.pass_time(timedelta(seconds=19))
    return wizard


def approve_again_timed_out(gui: WindowHarness) -> QWidget:
    wizard = approve_again_waiting(gui)
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()
    return wizard


def approve_again_in_panel(gui: WindowHarness) -> QWidget:
    wizard = approve_again_waiting(gui)
    wizard.reject()
    return gui.window


def not_approved_again(gui: WindowHarness) -> QWidget:
    approve_again_in_panel(gui)
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()
    return gui.window


def approved_by_wrong_account(gui: WindowHarness) -> QWidget:
    wizard = approve_again_waiting(gui)
    gui.approve_as_globex()
    return wizard


def remove_question_again(gui: WindowHarness) -> QWidget:
    approve_again_in_panel(gui)
    return _question(gui, gui.harness.workflow.credentials[0].id)


def to_be_revoked(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    gui.harness.make_active("Nordics")
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    gui.harness.stripe.fail_deauthorize = UnreachableError(
        Detail(NetworkProblem.NO_CONNECTION, host="connect.stripe.com")
    )
    gui.harness.workflow.remove(credential_id, revoke=True)
    panel.select(credential_id)
    return gui.window


def delete_question_to_be_revoked(gui: WindowHarness) -> QWidget:
    to_be_revoked(gui)
    return _question(gui, gui.harness.workflow.credentials[1].id)


def grant_not_revoked(gui: WindowHarness) -> QWidget:
    """An approval that came after its credential was removed, and could not be given back."""
    gui.panel()
    credential_id = gui.harness.go("US billing")
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.approve_in_browser()
    gui.harness.workflow.remove(credential_id, revoke=None)
    gui.harness.stripe.fail_deauthorize = RefusedError(
        Detail("invalid_request", "No such application", "req_9dKw1", 400)
    )
    gui.harness.tasks.release_all()
    gui.harness.workflow.revoke_grant(gui.harness.workflow.unsettled_grants[0].id)
    return gui.window


def approved_shared(gui: WindowHarness) -> QWidget:
    gui.harness.make_active("EU billing")
    gui.harness.make_active("EU invoices")
    wizard = gui.begun()
    gui.harness.approve_in_browser()
    return wizard


def approved_wants_things(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.known_account = ACCOUNT_IN_WANT
    gui.harness.approve_in_browser()
    return wizard


def account_wants_things(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    gui.harness.stripe.known_account = ACCOUNT_IN_WANT
    panel.select(gui.harness.make_active("EU billing", System.STRIPE))
    return gui.window


STATES: tuple[Callable[[WindowHarness], QWidget], ...] = (
    integrations,
    no_credentials,
    one_credential,
    many_credentials,
    small_window,
    no_match,
    removed_in_time,
    several_removed_in_time,
    time_gets_short,
    approved_late,
    denied_late,
    denial_reported_in_panel,
    revoking,
    may_be_revoked,
    deleted_and_revoked,
    long_incomplete_name,
    many_notices,
    unsettled_grant,
    revocation_failed,
    delete_question,
    delete_question_shared,
    delete_question_revoked,
    remove_question,
    remove_question_unsettled,
    remove_question_ready,
    reading,
    database_too_new,
    database_unusable,
    operation_failed,
    id_copied,
    guide_not_opened,
    stage_1,
    stage_1_bad_name,
    stage_2,
    getting_ready,
    keychain_locked,
    keychain_missing,
    keychain_broken,
    no_port,
    name_taken,
    not_opened_again,
    stripe_unreachable,
    waiting,
    waiting_urgently,
    stopped_urgently,
    denial_reported,
    waiting_live,
    browser_failed,
    resumed_after_restart,
    tab_lost,
    secret_lost,
    finishing,
    approved,
    approved_keychain_failed,
    denied,
    refused,
    unreachable,
    wrong_mode,
    wrong_scope,
    answer_lost,
    expired,
    activity_empty,
    activity_some,
    activity_small_window,
    activity_no_match,
    activity_exported,
    activity_export_failed,
    activity_database_unusable,
    practice_settings,
    workspace_menu,
    connected,
    connected_for_session,
    stand_in_workspace,
    long_named_workspace,
    organization_unreadable,
    drop_hint,
    connect_reading,
    connect_bad_profile,
    connect_not_a_profile,
    connect_good,
    connect_exchange,
    connect_stand_in,
    connect_hostile_name,
    connect_known,
    connect_typing,
    connect_ready,
    connect_trying,
    connect_refused,
    connect_token_refused,
    connect_unreachable,
    connect_no_answer,
    connect_keychain_locked,
    connect_keychain_missing,
    organization_settings,
    organization_settings_exchange,
    organization_settings_small,
    secret_to_replace,
    secret_not_replaced,
    secret_replaced,
    forget_question,
    forget_question_accounts,
    forget_failed,
    forgotten,
    checking,
    checked,
    check_failed,
    disconnected,
    approve_again,
    approve_again_waiting,
    approve_again_timed_out,
    approve_again_in_panel,
    not_approved_again,
    approved_by_wrong_account,
    remove_question_again,
    to_be_revoked,
    delete_question_to_be_revoked,
    grant_not_revoked,
    approved_shared,
    approved_wants_things,
    account_wants_things,
)


def dark_palette() -> QPalette:
    """Return the dark palette that Qt's Fusion style uses where the desktop is dark."""
    window, base, text = QColor("#2d2d2d"), QColor("#1e1e1e"), QColor("#f0f0f0")
    palette = QPalette(QColor("#3a3a3a"), window)
    for role, color in {
        QPalette.ColorRole.Base: base,
        QPalette.ColorRole.AlternateBase: QColor("#262626"),
        QPalette.ColorRole.WindowText: text,
        QPalette.ColorRole.Text: text,
        QPalette.ColorRole.ButtonText: text,
        QPalette.ColorRole.PlaceholderText: QColor(240, 240, 240, 128),
        QPalette.ColorRole.Highlight: QColor("#308cc6"),
        QPalette.ColorRole.HighlightedText: text,
        QPalette.ColorRole.Accent: QColor("#308cc6"),
        QPalette.ColorRole.Link: QColor("#5eb1e8"),
    }.items():
        palette.setColor(role, color)
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#8c8c8c"))
    return palette


def take_pictures(names: list[str], *, dark: bool, folder: Path, language: str) -> None:
    """Bring the window into each state and grab it; `language` is "en" or "pseudo"."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setStyle("fusion")
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    pseudo = pseudo_translator() if language == "pseudo" else None
    if pseudo is not None:
        application.installTranslator(pseudo)
    else:
        install_translations(application, QLocale())
    if dark:
        application.setPalette(dark_palette())
    QDir.addSearchPath("icon", str(ROOT / "resources" / "icons"))
    if not names:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    for number, state in enumerate(STATES, start=1):
        if names and state.__name__ not in names:
            continue
        with tempfile.TemporaryDirectory() as data:
            gui = WindowHarness(Path(data))
            widget = state(gui)
            for ticker in widget.findChildren(Ticker):
                # The harness's clock has moved; a second of ours need not pass.
                ticker.ticked.emit()
            _settle(application)
            widget.grab().save(str(folder / f"{number:02d}-{state.__name__}.png"))
            gui.window.close()
            gui.window.deleteLater()
            QObject.deleteLater(widget)
            application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            gui.close()


def _settle(application: QApplication) -> None:
    for _ in range(20):
        application.processEvents()


def _screen(folder: Path) -> Path:
    """Return a description of a screen on which every window has room, at 200 % too."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "screen.json"
    screen = {"name": "screen", "x": 0, "y": 0, "width": 2560, "height": 1800, "logicalDpi": 96}
    file.write_text(json.dumps({"screens": [{**screen, "logicalBaseDpi": 96, "dpr": 1}]}))
    return file


def main(arguments: list[str]) -> int:
    """Take the pictures in both colour schemes and both sizes, each in a process of its own."""
    if arguments[:1] == ["--one"]:
        language, scheme, folder, *names = arguments[1:]
        take_pictures(names, dark=scheme == "dark", folder=Path(folder), language=language)
        return 0
    language = "en"
    if arguments[:1] == ["--language"]:
        language, *arguments = arguments[1:]
    pictures = PICTURES if language == "en" else PICTURES.with_name(f"pictures-{language}")
    for scheme in ("light", "dark"):
        for scale in ("1", "2"):
            folder = str(pictures / f"{scheme}-{scale}00")
            environment = {
                **os.environ,
                "QT_QPA_PLATFORM": f"offscreen:configfile={_screen(pictures)}",
                "QT_SCALE_FACTOR": scale,
                # The offscreen platform complains of every window that is raised.
                "QT_LOGGING_RULES": "qt.qpa.*=false;default.warning=false",
            }
            command = [sys.executable, "-m", "tests.pictures", "--one", language, scheme, folder]
            subprocess.run([*command, *arguments], env=environment, check=True, cwd=ROOT)
            print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
