"""The Activity page."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QTableView, QWidget

from desktop_app.core.account import Account
from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.errors import (
    FolderNotWritableError,
)
from desktop_app.core.systems import System
from desktop_app.ui.activity_model import Column
from tests.fakes import ACCOUNT, BEGINNING
from tests.pictures.database import database_unusable
from tests.window_harness import WindowHarness


def activity_empty(gui: WindowHarness) -> QWidget:
    gui.activity()
    return gui.window


def activity_some(gui: WindowHarness) -> QWidget:
    gui.all_that_can_happen()
    gui.window.resize(1000, 1000)
    page = gui.activity()
    page.select(7)
    return gui.window


def activity_days(gui: WindowHarness) -> QWidget:
    """Three days, a long name, and names that are written from right to left."""
    accounts = (
        Account("acct_1AcmePractice", "Acme Ltd"),
        Account("acct_1OliveTree", "עץ הזית בע״מ"),
        Account("acct_1Wholesale", "Acme Wholesale & Distribution Services"),
    )
    kinds = (ActivityKind.STARTED, ActivityKind.APPROVED, ActivityKind.CREATED)
    for day, (account, user) in enumerate(zip(accounts, ("ada", "מיכל", "bob"), strict=True)):
        for minute, kind in enumerate(kinds):
            known = Account("") if kind is ActivityKind.STARTED else account
            gui.harness.write(
                Activity(
                    BEGINNING + timedelta(days=day, minutes=minute),
                    kind,
                    f"6f1f{day}c1e-7bd3-4a11-9c55-0d5f6f0f7a42",
                    f"{account.name} billing",
                    System.STRIPE,
                    user,
                    account_id=known.id,
                    account_name=known.name,
                )
            )
    gui.harness.clock.pass_time(timedelta(days=2, hours=1))
    gui.activity()
    return gui.window


def activity_sorted_by_account(gui: WindowHarness) -> QWidget:
    window = activity_days(gui)
    table = gui.activity().findChild(QTableView)
    assert table is not None
    table.sortByColumn(Column.ACCOUNT, Qt.SortOrder.AscendingOrder)
    return window


def activity_narrow_days(gui: WindowHarness) -> QWidget:
    window = activity_days(gui)
    window.resize(640, 420)
    return window


def activity_change_found(gui: WindowHarness) -> QWidget:
    """A check found that payments and payouts were paused, and that Stripe needs information."""
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    gui.harness.stripe.known_account = replace(
        ACCOUNT,
        charges_enabled=False,
        payouts_enabled=False,
        currently_due=("company.tax_id", "external_account"),
    )
    gui.harness.commands.check(credential_id)
    gui.activity().select(3)
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
    gui.export("/home/ada/Documents/m3ter-activity-practice-2026-11-24.csv")
    return gui.window


def activity_exported_narrow(gui: WindowHarness) -> QWidget:
    window = activity_days(gui)
    window.resize(640, 420)
    gui.export("/home/ada/Documents/m3ter-activity-practice-2026-11-26.csv")
    return window


def activity_export_failed(gui: WindowHarness) -> QWidget:
    gui.all_that_can_happen()
    gui.harness.documents.fail = FolderNotWritableError("Permission denied")
    gui.export("/home/ada/Documents/m3ter-activity-practice-2026-11-24.csv")
    return gui.window


def activity_database_unusable(gui: WindowHarness) -> QWidget:
    window = database_unusable(gui)
    gui.activity()
    return window
