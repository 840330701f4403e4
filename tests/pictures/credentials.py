"""The Credentials panel: its list, and the details of one credential."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QMenu, QTableView, QWidget

from desktop_app.core.account import Account
from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    NetworkProblem,
    UnreachableError,
)
from desktop_app.core.systems import System
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.translations.pseudo_text import plain
from tests.window_harness import ACCOUNT_IN_WANT, WindowHarness, press_button

NOT_FOUND = UnreachableError(Detail(NetworkProblem.NAME_NOT_FOUND, host="api.stripe.com"))


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


def time_gets_short(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    panel = gui.panel()
    credential_id = gui.harness.go("US billing", System.STRIPE)
    gui.harness.clock.pass_time(timedelta(minutes=8, seconds=19))
    gui.harness.alarm.ring()
    gui.harness.go("Nordics")
    panel.select(credential_id)
    return gui.window


def revoking(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    panel = gui.panel()
    gui.harness.tasks.holding = {Lane.NETWORK}
    credential = gui.harness.state.credentials[0]
    gui.harness.commands.remove(credential.id, revoke=True)
    panel.select(credential.id)
    return gui.window


def may_be_revoked(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    gui.harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    gui.harness.commands.remove(credential_id, revoke=True)
    panel.select(credential_id)
    return gui.window


def deleted_and_revoked(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    gone = gui.harness.make_active("EU billing", System.STRIPE)
    cut_off = gui.harness.make_active("EU invoices", System.STRIPE)
    gui.harness.commands.remove(gone, revoke=True)
    panel.select(cut_off)
    return gui.window


def long_incomplete_name(gui: WindowHarness) -> QWidget:
    name = "A name that somebody made as long as it may be, since it has to hold a cost centre"
    gui.panel().select(gui.harness.go(name, System.STRIPE))
    return gui.window


def id_copied(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    panel.select(gui.harness.make_active("EU billing", System.STRIPE))
    press_button(panel, labels.COPY_ID)
    return gui.window


def checking(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    panel = gui.panel()
    credential = gui.harness.state.credentials[0]
    panel.select(credential.id)
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.commands.check(credential.id)
    return gui.window


def checked(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    panel.select(credential_id)
    gui.harness.commands.check(credential_id)
    return gui.window


def check_failed(gui: WindowHarness) -> QWidget:
    """Only a check for an organization leaves this computer."""
    workspace = gui.connect()
    credential_id = gui.make_active(workspace, "EU billing", System.STRIPE)
    gui.panel().select(credential_id)
    gui.stripe.fail_account = NOT_FOUND
    workspace.commands.check(credential_id)
    return gui.window


def disconnected(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    gui.harness.make_active("EU invoices")
    panel.select(gui.disconnected("EU billing"))
    return gui.window


def to_be_revoked(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    gui.harness.make_active("Nordics")
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    gui.harness.stripe.fail_deauthorize = UnreachableError(
        Detail(NetworkProblem.CONNECT_TIMEOUT, host="127.0.0.1:51234")
    )
    gui.harness.commands.remove(credential_id, revoke=True)
    panel.select(credential_id)
    return gui.window


def payments_paused(gui: WindowHarness) -> QWidget:
    account = replace(ACCOUNT_IN_WANT, charges_enabled=False)
    return _with_account(gui, replace(account, disabled_reason="requirements.past_due"))


def payouts_paused(gui: WindowHarness) -> QWidget:
    """Payouts are paused while Stripe reviews the account."""
    account = replace(ACCOUNT_IN_WANT, currently_due=(), disabled_reason="under_review")
    return _with_account(gui, account)


def needs_information(gui: WindowHarness) -> QWidget:
    account = replace(ACCOUNT_IN_WANT, payouts_enabled=True, disabled_reason="")
    return _with_account(gui, account)


def account_unknown(gui: WindowHarness) -> QWidget:
    return _with_account(gui, Account(ACCOUNT_IN_WANT.id))


def checked_and_paused(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    panel.select(credential_id)
    gui.harness.stripe.known_account = ACCOUNT_IN_WANT
    gui.harness.commands.check(credential_id)
    return gui.window


def dashboard_not_opened(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    panel.select(credential_id)
    gui.harness.browser.works = False
    gui.harness.commands.open_in_stripe(credential_id)
    return gui.window


def _with_account(gui: WindowHarness, account: Account) -> QWidget:
    """The panel with a credential of `account` selected, below one whose account works."""
    panel = gui.panel()
    gui.harness.make_active("Nordics")
    gui.harness.stripe.known_account = account
    panel.select(gui.harness.make_active("EU billing", System.STRIPE))
    return gui.window


def account_wants_things(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    gui.harness.stripe.known_account = ACCOUNT_IN_WANT
    panel.select(gui.harness.make_active("EU billing", System.STRIPE))
    return gui.window


def several_selected(gui: WindowHarness) -> QWidget:
    window = many_credentials(gui)
    _table(gui).selectAll()
    return window


def several_selected_in_small_window(gui: WindowHarness) -> QWidget:
    window = small_window(gui)
    _table(gui).selectAll()
    return window


def context_menu(gui: WindowHarness) -> QWidget:
    one_credential(gui)
    rows = _table(gui)
    rows.customContextMenuRequested.emit(rows.visualRect(rows.currentIndex()).center())
    return next(menu for menu in gui.panel().findChildren(QMenu) if menu.isVisible())


def columns_menu(gui: WindowHarness) -> QWidget:
    one_credential(gui)
    header = _table(gui).horizontalHeader()
    header.customContextMenuRequested.emit(header.rect().center())
    return next(menu for menu in gui.panel().findChildren(QMenu) if menu.isVisible())


def credential_menu(gui: WindowHarness) -> QWidget:
    one_credential(gui)
    menus = gui.window.findChildren(QMenu)
    menu = next(m for m in menus if plain(m.title()).replace("&", "") == labels.CREDENTIAL)
    menu.popup(gui.window.mapToGlobal(QPoint(0, 0)))
    return menu


def just_created(gui: WindowHarness) -> QWidget:
    """The details say what to do with the credential now."""
    wizard = gui.begun()
    gui.harness.approve_in_browser()
    press_button(wizard, labels.CREATE_CREDENTIAL)
    return gui.window


def details_alone(gui: WindowHarness) -> QWidget:
    """In a narrow window, the details take the place of the list."""
    window = one_credential(gui)
    window.resize(760, 520)
    press_button(gui.panel(), labels.DETAILS)
    return window


def details_alone_in_smallest_window(gui: WindowHarness) -> QWidget:
    window = one_credential(gui)
    window.resize(640, 420)
    press_button(gui.panel(), labels.DETAILS)
    return window


def checking_all(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    gui.panel()
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.commands.check_all()
    return gui.window


def no_credentials_in_smallest_window(gui: WindowHarness) -> QWidget:
    window = no_credentials(gui)
    window.resize(640, 420)
    return window


def _table(gui: WindowHarness) -> QTableView:
    table = gui.panel().findChild(QTableView)
    assert table is not None
    return table
