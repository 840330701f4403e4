"""Takes a picture of every page and state: `python -m tests.pictures [STATE …]`.

The list of states below is the one list of them. Pictures go to build/pictures, light and dark, at
100 % and 200 %; a person has to look at them.
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
from desktop_app.core.integrations import INTEGRATIONS
from desktop_app.core.outcome import Denied
from desktop_app.core.problems import (
    AnswerLost,
    Detail,
    DocumentNotWritten,
    Fault,
    KeychainFailed,
    KeychainLocked,
    KeychainMissing,
    SecretRefused,
    StorageFailed,
    StripeRefused,
    StripeUnreachable,
    TimeLimitReached,
)
from desktop_app.core.systems import System
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.ui.integrations_page import IntegrationsPage
from desktop_app.ui.organizations.connect_dialog import ConnectDialog
from desktop_app.ui.wizard.create_wizard import CreateWizard
from desktop_app.ui.wizard.name_page import NamePage
from desktop_app.workflow.ports import Lane
from tests.organizations import ACME, GLOBEX, GLOBEX_SECRETS, LIVE_KEY, LONG_NAME, STAND_IN
from tests.studio import ACCOUNT_IN_WANT, ROOT, Studio

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


def integrations(studio: Studio) -> QWidget:
    return studio.window


def no_credentials(studio: Studio) -> QWidget:
    studio.panel()
    return studio.window


def one_credential(studio: Studio) -> QWidget:
    panel = studio.panel()
    panel.select(studio.desk.make_active("EU billing", System.STRIPE))
    return studio.window


def many_credentials(studio: Studio) -> QWidget:
    studio.some_credentials()
    studio.desk = studio.desk.restart()
    studio.window.close()
    studio.open_window()
    studio.window.show()
    long_name = "A name that somebody made as long as it may be, since it has to hold a cost centre"
    studio.desk.make_active(f"{long_name}, 4711", System.STRIPE_TEST)
    studio.desk.go("US billing", System.STRIPE)
    studio.desk.clock.pass_time(timedelta(seconds=19))
    ready = studio.desk.go("Nordics", System.STRIPE_TEST)
    studio.desk.approve_in_browser(attempt=1)
    studio.panel().select(ready)
    return studio.window


def small_window(studio: Studio) -> QWidget:
    window = many_credentials(studio)
    window.resize(760, 520)
    return window


def no_match(studio: Studio) -> QWidget:
    studio.some_credentials()
    search = studio.panel().findChild(QLineEdit)
    assert search is not None
    search.setText("umbrella")
    return studio.window


def removed_in_time(studio: Studio) -> QWidget:
    studio.some_credentials()
    studio.panel()
    studio.desk.go("US billing", System.STRIPE)
    studio.desk.clock.pass_time(timedelta(minutes=10))
    studio.desk.alarm.ring()
    return studio.window


def several_removed_in_time(studio: Studio) -> QWidget:
    studio.some_credentials()
    for name in ("US billing", "Nordics", "APAC"):
        studio.desk.go(name, System.STRIPE)
    studio.desk.crash().clock.pass_time(timedelta(minutes=11))
    return _database_page(studio)


def time_gets_short(studio: Studio) -> QWidget:
    studio.some_credentials()
    panel = studio.panel()
    credential_id = studio.desk.go("US billing", System.STRIPE)
    studio.desk.clock.pass_time(timedelta(minutes=8, seconds=19))
    studio.desk.go("Nordics")
    panel.select(credential_id)
    return studio.window


def approved_late(studio: Studio) -> QWidget:
    studio.panel()
    studio.desk.make_active("EU billing", System.STRIPE)
    studio.desk.go("US billing", System.STRIPE)
    studio.desk.approve_in_browser()
    return studio.window


def denied_late(studio: Studio) -> QWidget:
    studio.panel()
    studio.desk.go("US billing", System.STRIPE)
    studio.desk.deny_in_browser()
    return studio.window


def denial_reported_in_panel(studio: Studio) -> QWidget:
    studio.panel()
    studio.desk.go("US billing", System.STRIPE)
    studio.desk.workflow.denial_reported()
    return studio.window


def revoking(studio: Studio) -> QWidget:
    studio.some_credentials()
    panel = studio.panel()
    studio.desk.tasks.holding = {Lane.NETWORK}
    credential = studio.desk.workflow.credentials[0]
    studio.desk.workflow.remove(credential.id, revoke=True)
    panel.select(credential.id)
    return studio.window


def may_be_revoked(studio: Studio) -> QWidget:
    panel = studio.panel()
    credential_id = studio.desk.make_active("EU billing", System.STRIPE)
    studio.desk.stripe.fail_deauthorize = AnswerLost(Detail())
    studio.desk.workflow.remove(credential_id, revoke=True)
    panel.select(credential_id)
    return studio.window


def deleted_and_revoked(studio: Studio) -> QWidget:
    panel = studio.panel()
    gone = studio.desk.make_active("EU billing", System.STRIPE)
    cut_off = studio.desk.make_active("EU invoices", System.STRIPE)
    studio.desk.workflow.remove(gone, revoke=True)
    panel.select(cut_off)
    return studio.window


def delete_question_revoked(studio: Studio) -> QWidget:
    gone = studio.desk.make_active("EU billing", System.STRIPE)
    cut_off = studio.desk.make_active("EU invoices", System.STRIPE)
    studio.desk.workflow.remove(gone, revoke=True)
    return _question(studio, cut_off)


def remove_question_unsettled(studio: Studio) -> QWidget:
    credential_id = studio.desk.go("US billing", System.STRIPE)
    studio.desk.stripe.fail_exchange = AnswerLost(Detail())
    studio.desk.approve_in_browser()
    return _question(studio, credential_id)


def long_incomplete_name(studio: Studio) -> QWidget:
    name = "A name that somebody made as long as it may be, since it has to hold a cost centre"
    studio.panel().select(studio.desk.go(name, System.STRIPE))
    return studio.window


def many_notices(studio: Studio) -> QWidget:
    """As much as can be to say at once, in the smallest window."""
    answer_lost_late = unsettled_grant(studio)
    for name in ("Nordics", "APAC", "LATAM"):
        studio.desk.go(name, System.STRIPE_TEST)
        studio.desk.deny_in_browser()
    answer_lost_late.resize(760, 520)
    return answer_lost_late


def unsettled_grant(studio: Studio) -> QWidget:
    studio.panel()
    studio.some_credentials()
    studio.desk.go("US billing", System.STRIPE)
    studio.desk.stripe.fail_exchange = AnswerLost(Detail())
    studio.desk.approve_in_browser()
    return studio.window


def revocation_failed(studio: Studio) -> QWidget:
    studio.panel()
    credential_id = studio.desk.make_active("EU billing", System.STRIPE)
    studio.desk.stripe.fail_deauthorize = StripeUnreachable(Detail())
    studio.desk.workflow.remove(credential_id, revoke=True)
    return studio.window


def delete_question(studio: Studio) -> QWidget:
    credential_id = studio.desk.make_active("EU billing", System.STRIPE)
    return _question(studio, credential_id)


def delete_question_shared(studio: Studio) -> QWidget:
    studio.desk.make_active("EU billing", System.STRIPE)
    return _question(studio, studio.desk.make_active("EU invoices", System.STRIPE))


def remove_question(studio: Studio) -> QWidget:
    return _question(studio, studio.desk.go("US billing", System.STRIPE))


def _question(studio: Studio, credential_id: str) -> QWidget:
    credential = studio.desk.workflow.credential(credential_id)
    assert credential is not None
    dialog = DeleteDialog(studio.desk.workflow, credential, studio.panel().window())
    dialog.open()
    return dialog


def remove_question_ready(studio: Studio) -> QWidget:
    credential_id = studio.desk.go("US billing", System.STRIPE)
    studio.desk.approve_in_browser()
    return _question(studio, credential_id)


def reading(studio: Studio) -> QWidget:
    studio.desk.crash().tasks.holding = {Lane.DATABASE}
    return _database_page(studio)


def database_too_new(studio: Studio) -> QWidget:
    with closing(sqlite3.connect(studio.desk.crash().database)) as database:
        database.execute("PRAGMA user_version = 1000")
    return _database_page(studio)


def database_unusable(studio: Studio) -> QWidget:
    studio.desk.crash().database.write_bytes(b"not a database" * 100)
    return _database_page(studio)


def _database_page(studio: Studio) -> QWidget:
    studio.window.close()
    studio.open_window()
    studio.window.show()
    studio.panel()
    studio.desk.start()
    return studio.window


def operation_failed(studio: Studio) -> QWidget:
    studio.some_credentials()
    studio.panel()
    studio.desk.workflow.operation_failed(StorageFailed("disk full"))
    return studio.window


def id_copied(studio: Studio) -> QWidget:
    panel = studio.panel()
    panel.select(studio.desk.make_active("EU billing", System.STRIPE))
    copy = next(b for b in panel.findChildren(QPushButton) if b.text() == "Copy ID")
    copy.click()
    return studio.window


def guide_not_opened(studio: Studio) -> QWidget:
    page = studio.window.findChild(IntegrationsPage)
    assert page is not None
    page.tell_guide(INTEGRATIONS[4])
    return studio.window


def stage_1(studio: Studio) -> QWidget:
    return studio.wizard()


def stage_1_bad_name(studio: Studio) -> QWidget:
    studio.desk.make_active("EU billing", System.STRIPE)
    wizard = studio.wizard()
    page = wizard.findChild(NamePage)
    assert page is not None
    name = page.findChild(QLineEdit)
    assert name is not None
    name.setText("eu BILLING")
    return wizard


def stage_2(studio: Studio) -> QWidget:
    wizard = studio.wizard()
    wizard.next()
    return wizard


def getting_ready(studio: Studio) -> QWidget:
    studio.desk.tasks.holding = {Lane.KEYCHAIN}
    return studio.begun()


def keychain_locked(studio: Studio) -> QWidget:
    studio.desk.keychain.fail_probe = KeychainLocked("locked")
    return studio.begun()


def keychain_missing(studio: Studio) -> QWidget:
    studio.desk.keychain.fail_probe = KeychainMissing("none")
    return studio.begun()


def stripe_unreachable(studio: Studio) -> QWidget:
    studio.desk.stripe.fail_prepare = StripeUnreachable(Detail())
    return studio.begun()


def keychain_broken(studio: Studio) -> QWidget:
    studio.desk.keychain.fail_probe = KeychainFailed("broken")
    return studio.begun()


def no_port(studio: Studio) -> QWidget:
    studio.desk.receiver.unavailable = True
    return studio.begun()


def name_taken(studio: Studio) -> QWidget:
    studio.desk.tasks.holding = {Lane.KEYCHAIN}
    wizard = studio.begun()
    studio.desk.store.begin(*_same_name(studio))
    studio.desk.tasks.release_all()
    return wizard


def _same_name(studio: Studio) -> tuple[Credential, Attempt, Activity]:
    now = studio.desk.clock.now()
    credential = Credential(
        "other", System.STRIPE_TEST, "stripe credential 1", Stage.INCOMPLETE, now.utc
    )
    deadline = Deadline(now, studio.desk.ttl)
    attempt = Attempt("other", "other", b"", 51234, now.utc)
    activity = Activity(
        now.utc, ActivityKind.STARTED, "other", credential.name, credential.system, "ada"
    )
    return replace(credential, deadline=deadline), attempt, activity


def not_opened_again(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.stripe.fail_prepare = StripeUnreachable(Detail())
    studio.desk.workflow.open_again(wizard.credential_id or "")
    return wizard


def waiting(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.clock.pass_time(timedelta(seconds=19))
    return wizard


def waiting_urgently(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.clock.pass_time(timedelta(minutes=8, seconds=19))
    return wizard


def stopped_urgently(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.clock.pass_time(timedelta(minutes=8, seconds=19))
    studio.desk.deny_in_browser()
    return wizard


def denial_reported(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.workflow.denial_reported()
    return wizard


def waiting_live(studio: Studio) -> QWidget:
    return studio.begun(System.STRIPE)


def browser_failed(studio: Studio) -> QWidget:
    studio.desk.browser.works = False
    return studio.begun()


def resumed_after_restart(studio: Studio) -> QWidget:
    credential_id = studio.desk.go()
    studio.desk = studio.desk.restart()
    studio.open_window()
    return studio.wizard(credential_id)


def tab_lost(studio: Studio) -> QWidget:
    credential_id = studio.desk.go()
    port = studio.desk.receiver.port
    assert port is not None
    # Somebody else has the port by now.
    studio.desk.crash().receiver.taken_ports.add(port)
    studio.desk.start()
    studio.open_window()
    return studio.wizard(credential_id)


def secret_lost(studio: Studio) -> QWidget:
    credential_id = studio.desk.go(place=SecretPlace.SESSION)
    studio.desk.approve_in_browser()
    studio.desk = studio.desk.restart()
    studio.open_window()
    return studio.wizard(credential_id)


def finishing(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.tasks.holding = {Lane.NETWORK}
    studio.desk.approve_in_browser()
    return wizard


def approved(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.approve_in_browser()
    return wizard


def approved_keychain_failed(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.keychain.fail_write = KeychainFailed("broken")
    studio.desk.approve_in_browser()
    return wizard


def denied(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.deny_in_browser()
    approval = studio.desk.approval(wizard.credential_id or "")
    assert isinstance(approval.outcome, Denied)
    return wizard


def refused(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.stripe.fail_exchange = StripeRefused(
        Detail("invalid_grant", "Authorization code expired", "req_123", 400)
    )
    studio.desk.approve_in_browser()
    return wizard


def unreachable(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.stripe.fail_exchange = StripeUnreachable(Detail())
    studio.desk.approve_in_browser()
    return wizard


def wrong_mode(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.stripe.grant = replace(studio.desk.stripe.grant, livemode=True)
    studio.desk.approve_in_browser()
    return wizard


def wrong_scope(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.stripe.grant = replace(studio.desk.stripe.grant, scope="read_only")
    studio.desk.approve_in_browser()
    return wizard


def answer_lost(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.stripe.fail_exchange = AnswerLost(Detail())
    studio.desk.approve_in_browser()
    return wizard


def expired(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.clock.pass_time(timedelta(minutes=10))
    studio.desk.alarm.ring()
    return wizard


def activity_empty(studio: Studio) -> QWidget:
    studio.activity()
    return studio.window


def activity_some(studio: Studio) -> QWidget:
    studio.all_that_can_happen()
    studio.window.resize(1000, 1000)
    page = studio.activity()
    page.select(7)
    return studio.window


def activity_small_window(studio: Studio) -> QWidget:
    studio.all_that_can_happen()
    studio.activity()
    studio.window.resize(760, 520)
    return studio.window


def activity_no_match(studio: Studio) -> QWidget:
    studio.all_that_can_happen()
    page = studio.activity()
    kind = page.findChild(QComboBox)
    search = page.findChild(QLineEdit)
    assert kind is not None
    assert search is not None
    kind.setCurrentIndex(kind.findData(ActivityKind.DENIED))
    search.setText("billing")
    return studio.window


def activity_exported(studio: Studio) -> QWidget:
    studio.all_that_can_happen()
    studio.export("/home/ada/Documents/m3ter-activity-2026-11-24.csv")
    return studio.window


def activity_export_failed(studio: Studio) -> QWidget:
    studio.all_that_can_happen()
    studio.desk.documents.fail = DocumentNotWritten("Permission denied")
    studio.export("/home/ada/Documents/m3ter-activity-2026-11-24.csv")
    return studio.window


def activity_database_unusable(studio: Studio) -> QWidget:
    window = database_unusable(studio)
    studio.activity()
    return window


def practice_settings(studio: Studio) -> QWidget:
    studio.view.show_settings()
    return studio.window


def workspace_menu(studio: Studio) -> QWidget:
    studio.computer.connect()
    studio.computer.connect(GLOBEX, GLOBEX_SECRETS)
    menu = studio.window.findChild(QMenu)
    assert menu is not None
    menu.popup(studio.window.mapToGlobal(QPoint(0, 0)))
    return menu


def connected(studio: Studio) -> QWidget:
    studio.computer.connect()
    return studio.window


def connected_for_session(studio: Studio) -> QWidget:
    studio.computer.connect(place=SecretPlace.SESSION)
    return studio.window


def stand_in_workspace(studio: Studio) -> QWidget:
    studio.computer.connect(STAND_IN)
    studio.view.show_stripe()
    return studio.window


def long_named_workspace(studio: Studio) -> QWidget:
    studio.computer.connect(ACME.replace("Acme Ltd", LONG_NAME))
    studio.window.resize(760, 520)
    return studio.window


def organization_unreadable(studio: Studio) -> QWidget:
    studio.computer.connect()
    folder = studio.computer.folder / "organizations"
    studio.close()
    (folder / "org-acme.sqlite3").write_bytes(b"not a database" * 100)
    studio.computer.desk.crash()
    studio.open_window()
    studio.computer.start()
    return studio.window


def drop_hint(studio: Studio) -> QWidget:
    studio.drag(studio.computer.folder / "connection-profile.toml")
    return studio.window


def connect_reading(studio: Studio) -> QWidget:
    studio.desk.tasks.holding = {Lane.FILES}
    return studio.connect_dialog(ACME)


def connect_bad_profile(studio: Studio) -> QWidget:
    return studio.connect_dialog(BAD_PROFILE)


def connect_not_a_profile(studio: Studio) -> QWidget:
    return studio.connect_dialog("Dear colleagues,\nplease find attached")


def connect_good(studio: Studio) -> QWidget:
    return studio.connect_dialog(ACME)


def connect_exchange(studio: Studio) -> QWidget:
    return studio.connect_dialog(GLOBEX)


def connect_stand_in(studio: Studio) -> QWidget:
    return studio.connect_dialog(STAND_IN)


def connect_hostile_name(studio: Studio) -> QWidget:
    dialog = studio.connect_dialog(ACME.replace("Acme Ltd", LONG_NAME))
    dialog.resize(520, 480)
    return dialog


def connect_known(studio: Studio) -> QWidget:
    studio.computer.connect()
    moved = ACME.replace("pay.acme.example", "xn--pai-acme-x9a.example")
    return studio.connect_dialog(moved)


def connect_typing(studio: Studio) -> QWidget:
    dialog = studio.connect_dialog(ACME)
    live, test = dialog.findChildren(QLineEdit)
    live.setText("pk_live_AcmeAcmeAcme0001")
    test.setText(LIVE_KEY.reveal())
    return dialog


def _filled_in(studio: Studio, text: str = ACME) -> ConnectDialog:
    dialog = studio.connect_dialog(text)
    studio.fill_in(dialog)
    return dialog


def connect_ready(studio: Studio) -> QWidget:
    return _filled_in(studio)


def connect_trying(studio: Studio) -> QWidget:
    dialog = _filled_in(studio)
    studio.desk.tasks.holding = {Lane.NETWORK}
    dialog.confirm.click()
    return dialog


def _connect_failed(studio: Studio, problem: Exception, text: str = ACME) -> QWidget:
    dialog = _filled_in(studio, text)
    studio.computer.trial.fail = problem
    dialog.confirm.click()
    return dialog


def connect_refused(studio: Studio) -> QWidget:
    detail = Detail("", "Invalid API Key provided: sk_live_****0001", "req_Vx81kD0", 401)
    return _connect_failed(studio, SecretRefused(detail))


def connect_token_refused(studio: Studio) -> QWidget:
    return _connect_failed(studio, SecretRefused(Detail(status=403)), GLOBEX)


def connect_unreachable(studio: Studio) -> QWidget:
    detail = Detail(Fault.CERTIFICATE_NOT_TRUSTED, host="api.stripe.com")
    return _connect_failed(studio, StripeUnreachable(detail))


def connect_no_answer(studio: Studio) -> QWidget:
    return _connect_failed(studio, TimeLimitReached())


def connect_keychain_locked(studio: Studio) -> QWidget:
    studio.desk.keychain.fail_probe = studio.desk.keychain.fail_unlock = KeychainLocked("locked")
    dialog = _filled_in(studio)
    dialog.confirm.click()
    return dialog


def connect_keychain_missing(studio: Studio) -> QWidget:
    studio.desk.keychain.fail_probe = studio.desk.keychain.fail_unlock = KeychainMissing("none")
    dialog = _filled_in(studio)
    dialog.confirm.click()
    return dialog


def organization_settings(studio: Studio) -> QWidget:
    studio.computer.connect()
    studio.view.show_settings()
    studio.window.resize(1000, 1000)
    return studio.window


def organization_settings_exchange(studio: Studio) -> QWidget:
    studio.computer.connect(GLOBEX, GLOBEX_SECRETS, SecretPlace.SESSION)
    studio.view.show_settings()
    studio.window.resize(1000, 860)
    return studio.window


def organization_settings_small(studio: Studio) -> QWidget:
    studio.computer.connect(STAND_IN)
    studio.view.show_settings()
    studio.window.resize(760, 520)
    return studio.window


def secret_to_replace(studio: Studio) -> QWidget:
    studio.computer.connect()
    return studio.replace_dialog()


def secret_not_replaced(studio: Studio) -> QWidget:
    studio.computer.connect()
    dialog = studio.replace_dialog()
    studio.computer.trial.fail = SecretRefused(Detail(status=401, request_id="req_Vx81kD0"))
    studio.fill_in(dialog)
    dialog.confirm.click()
    return dialog


def secret_replaced(studio: Studio) -> QWidget:
    studio.computer.connect()
    dialog = studio.replace_dialog()
    studio.fill_in(dialog)
    dialog.confirm.click()
    return studio.window


def forget_question(studio: Studio) -> QWidget:
    studio.computer.connect()
    return studio.forget_dialog()


def forget_question_accounts(studio: Studio) -> QWidget:
    studio.organization_with_credentials()
    return studio.forget_dialog()


def forget_failed(studio: Studio) -> QWidget:
    studio.computer.connect()
    dialog = studio.forget_dialog()
    studio.desk.keychain.fail_probe = studio.desk.keychain.fail_unlock = KeychainLocked("locked")
    studio.press_forget(dialog)
    return studio.window


def forgotten(studio: Studio) -> QWidget:
    studio.computer.connect()
    studio.press_forget(studio.forget_dialog())
    return studio.window


def checking(studio: Studio) -> QWidget:
    studio.some_credentials()
    panel = studio.panel()
    credential = studio.desk.workflow.credentials[0]
    panel.select(credential.id)
    studio.desk.tasks.holding = {Lane.NETWORK}
    studio.desk.workflow.check(credential.id)
    return studio.window


def checked(studio: Studio) -> QWidget:
    panel = studio.panel()
    credential_id = studio.desk.make_active("EU billing", System.STRIPE)
    panel.select(credential_id)
    studio.desk.workflow.check(credential_id)
    return studio.window


def check_failed(studio: Studio) -> QWidget:
    panel = studio.panel()
    credential_id = studio.desk.make_active("EU billing", System.STRIPE)
    panel.select(credential_id)
    studio.desk.stripe.fail_account = StripeUnreachable(
        Detail(Fault.NAME_NOT_FOUND, host="api.stripe.com")
    )
    studio.desk.workflow.check(credential_id)
    return studio.window


def disconnected(studio: Studio) -> QWidget:
    panel = studio.panel()
    studio.desk.make_active("EU invoices")
    panel.select(studio.disconnected("EU billing"))
    return studio.window


def approve_again(studio: Studio) -> CreateWizard:
    return studio.wizard(studio.disconnected("EU billing"))


def approve_again_waiting(studio: Studio) -> CreateWizard:
    wizard = approve_again(studio)
    wizard.go_to_stripe()
    studio.desk.clock.pass_time(timedelta(seconds=19))
    return wizard


def approve_again_timed_out(studio: Studio) -> QWidget:
    wizard = approve_again_waiting(studio)
    studio.desk.clock.pass_time(timedelta(minutes=10))
    studio.desk.alarm.ring()
    return wizard


def approve_again_in_panel(studio: Studio) -> QWidget:
    wizard = approve_again_waiting(studio)
    wizard.reject()
    return studio.window


def not_approved_again(studio: Studio) -> QWidget:
    approve_again_in_panel(studio)
    studio.desk.clock.pass_time(timedelta(minutes=10))
    studio.desk.alarm.ring()
    return studio.window


def approved_by_wrong_account(studio: Studio) -> QWidget:
    wizard = approve_again_waiting(studio)
    studio.approve_as_globex()
    return wizard


def remove_question_again(studio: Studio) -> QWidget:
    approve_again_in_panel(studio)
    return _question(studio, studio.desk.workflow.credentials[0].id)


def to_be_revoked(studio: Studio) -> QWidget:
    panel = studio.panel()
    studio.desk.make_active("Nordics")
    credential_id = studio.desk.make_active("EU billing", System.STRIPE)
    studio.desk.stripe.fail_deauthorize = StripeUnreachable(
        Detail(Fault.NO_CONNECTION, host="connect.stripe.com")
    )
    studio.desk.workflow.remove(credential_id, revoke=True)
    panel.select(credential_id)
    return studio.window


def delete_question_to_be_revoked(studio: Studio) -> QWidget:
    to_be_revoked(studio)
    return _question(studio, studio.desk.workflow.credentials[1].id)


def grant_not_revoked(studio: Studio) -> QWidget:
    """An approval that came after its credential was removed, and could not be given back."""
    studio.panel()
    credential_id = studio.desk.go("US billing")
    studio.desk.tasks.holding = {Lane.NETWORK}
    studio.desk.approve_in_browser()
    studio.desk.workflow.remove(credential_id, revoke=None)
    studio.desk.stripe.fail_deauthorize = StripeRefused(
        Detail("invalid_request", "No such application", "req_9dKw1", 400)
    )
    studio.desk.tasks.release_all()
    studio.desk.workflow.revoke_grant(studio.desk.workflow.unsettled_grants[0].id)
    return studio.window


def approved_shared(studio: Studio) -> QWidget:
    studio.desk.make_active("EU billing")
    studio.desk.make_active("EU invoices")
    wizard = studio.begun()
    studio.desk.approve_in_browser()
    return wizard


def approved_wants_things(studio: Studio) -> QWidget:
    wizard = studio.begun()
    studio.desk.stripe.known_account = ACCOUNT_IN_WANT
    studio.desk.approve_in_browser()
    return wizard


def account_wants_things(studio: Studio) -> QWidget:
    panel = studio.panel()
    studio.desk.stripe.known_account = ACCOUNT_IN_WANT
    panel.select(studio.desk.make_active("EU billing", System.STRIPE))
    return studio.window


STATES: tuple[Callable[[Studio], QWidget], ...] = (
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


def take_pictures(names: list[str], *, dark: bool, folder: Path) -> None:
    """Bring the window into each state and grab it."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setStyle("fusion")
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
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
            studio = Studio(Path(data))
            widget = state(studio)
            for ticker in widget.findChildren(Ticker):
                # The desk's clock has moved; a second of ours need not pass.
                ticker.ticked.emit()
            _settle(application)
            widget.grab().save(str(folder / f"{number:02d}-{state.__name__}.png"))
            studio.window.close()
            studio.window.deleteLater()
            QObject.deleteLater(widget)
            application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            studio.close()


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
        scheme, folder, *names = arguments[1:]
        take_pictures(names, dark=scheme == "dark", folder=Path(folder))
        return 0
    for scheme in ("light", "dark"):
        for scale in ("1", "2"):
            folder = str(PICTURES / f"{scheme}-{scale}00")
            environment = {
                **os.environ,
                "QT_QPA_PLATFORM": f"offscreen:configfile={_screen(PICTURES)}",
                "QT_SCALE_FACTOR": scale,
                # The offscreen platform complains of every window that is raised.
                "QT_LOGGING_RULES": "qt.qpa.*=false;default.warning=false",
            }
            command = [sys.executable, "-m", "tests.pictures", "--one", scheme, folder]
            subprocess.run([*command, *arguments], env=environment, check=True, cwd=ROOT)
            print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
