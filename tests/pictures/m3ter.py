"""m3ter: connecting it, and what it has."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    KeychainLockedError,
    NetworkProblem,
    NotFoundError,
    SecretRefusedError,
    UnreachableError,
)
from desktop_app.core.m3ter import AccessKey, RegisteredCredential
from desktop_app.core.secret import Secret
from desktop_app.ui.m3ter.settings_card import M3terCard
from desktop_app.ui.widgets.question import Question
from desktop_app.ui.widgets.tables import RowsTable
from desktop_app.ui.window_place import MINIMUM_SIZE
from desktop_app.workflow.m3ter_ports import Proposal
from desktop_app.workflow.ports import Lane
from tests.m3ter_steps import (
    CHANGED,
    MADE_UP,
    configurations,
    connect_m3ter,
    enter,
    fill_m3ter,
    fill_runs,
    m3ter_dialog,
    stripe_page,
)
from tests.window_harness import WindowHarness, press_button

LONG = "A name that somebody made as long as it may be, since it has to hold a cost centre"
WRONG = AccessKey("key-1", Secret("another-secret"))


def m3ter_to_connect(gui: WindowHarness) -> QWidget:
    return m3ter_dialog(gui)


def m3ter_to_connect_in_practice(gui: WindowHarness) -> QWidget:
    proposal = Proposal("practice-organization", "127.0.0.1:41273", MADE_UP, is_stand_in=True)
    return m3ter_dialog(gui, proposal)


def m3ter_key_misspelt(gui: WindowHarness) -> QWidget:
    """What was typed can't be an ID, and is a key of Stripe's."""
    dialog = m3ter_dialog(gui)
    enter(dialog, "acme ltd", AccessKey("key 1", Secret("sk_live_" + "x" * 12)))
    return dialog


def m3ter_key_tried(gui: WindowHarness) -> QWidget:
    dialog = m3ter_dialog(gui)
    enter(dialog, gui.harness.m3ter.organization_id, gui.harness.m3ter.key)
    gui.harness.tasks.holding.add(Lane.NETWORK)
    dialog.confirm.click()
    return dialog


def m3ter_key_refused(gui: WindowHarness) -> QWidget:
    dialog = m3ter_dialog(gui)
    enter(dialog, gui.harness.m3ter.organization_id, WRONG)
    dialog.confirm.click()
    return dialog


def m3ter_key_not_permitted(gui: WindowHarness) -> QWidget:
    dialog = m3ter_dialog(gui)
    enter(dialog, "org-another", gui.harness.m3ter.key)
    dialog.confirm.click()
    return dialog


def m3ter_unreachable(gui: WindowHarness) -> QWidget:
    dialog = m3ter_dialog(gui)
    enter(dialog, gui.harness.m3ter.organization_id, gui.harness.m3ter.key)
    gui.harness.m3ter.error = _behind_a_proxy()
    dialog.confirm.click()
    return dialog


def m3ter_keychain_locked(gui: WindowHarness) -> QWidget:
    dialog = m3ter_dialog(gui)
    enter(dialog, gui.harness.m3ter.organization_id, gui.harness.m3ter.key)
    gui.harness.keychain.fail_unlock = KeychainLockedError("locked")
    dialog.confirm.click()
    return dialog


def m3ter_key_to_discard(gui: WindowHarness) -> QWidget:
    dialog = m3ter_dialog(gui)
    enter(dialog, gui.harness.m3ter.organization_id, gui.harness.m3ter.key)
    dialog.reject()
    return dialog.findChildren(Question)[0]


def m3ter_connected(gui: WindowHarness) -> QWidget:
    """The dialog was closed by its success, on the Configurations panel."""
    fill_m3ter(gui.harness.m3ter)
    stripe_page(gui)
    dialog = m3ter_dialog(gui)
    enter(dialog, gui.harness.m3ter.organization_id, gui.harness.m3ter.key)
    dialog.confirm.click()
    return gui.window


def configurations_not_connected(gui: WindowHarness) -> QWidget:
    stripe_page(gui)
    return gui.window


def configurations_read(gui: WindowHarness) -> QWidget:
    """One credential that m3ter has is on this computer, too."""
    gui.harness.make_active("EU billing")
    _connected(gui)
    stripe_page(gui)
    gui.harness.clock.pass_time(timedelta(minutes=4))
    return gui.window


def configuration_with_runs(gui: WindowHarness) -> QWidget:
    """The newest run says that access was refused."""
    gui.harness.make_active("EU billing")
    fill_runs(gui.harness.m3ter)
    _connected(gui)
    stripe_page(gui)
    return gui.window


def configuration_alone_in_small_window(gui: WindowHarness) -> QWidget:
    """The details take the place of the list."""
    gui.harness.make_active("EU billing")
    fill_runs(gui.harness.m3ter)
    _connected(gui)
    gui.window.resize(760, 520)
    stripe_page(gui)
    table = configurations(gui).findChildren(RowsTable)[0]
    table.selectRow(0)
    press_button(configurations(gui), "Details")
    return gui.window


def configurations_reading(gui: WindowHarness) -> QWidget:
    _connected(gui)
    stripe_page(gui)
    gui.harness.tasks.holding.add(Lane.NETWORK)
    press_button(configurations(gui), "Refresh")
    gui.harness.tasks.release(Lane.NETWORK)
    gui.harness.tasks.release(Lane.NETWORK)
    return gui.window


def configurations_read_for_the_first_time(gui: WindowHarness) -> QWidget:
    m3ter = gui.harness.m3ter
    fill_m3ter(m3ter)
    stripe_page(gui)
    dialog = m3ter_dialog(gui)
    enter(dialog, m3ter.organization_id, m3ter.key)
    gui.harness.tasks.holding.add(Lane.NETWORK)
    dialog.confirm.click()
    gui.harness.tasks.release(Lane.NETWORK)
    return gui.window


def configurations_none(gui: WindowHarness) -> QWidget:
    connect_m3ter(gui, gui.harness.m3ter)
    stripe_page(gui)
    return gui.window


def configurations_no_match(gui: WindowHarness) -> QWidget:
    _connected(gui)
    stripe_page(gui)
    _search(gui).setText("zebra")
    return gui.window


def configurations_not_read(gui: WindowHarness) -> QWidget:
    """What was read before stays, with its age."""
    _connected(gui)
    stripe_page(gui)
    gui.harness.clock.pass_time(timedelta(hours=2))
    gui.harness.m3ter.error = _behind_a_proxy()
    press_button(configurations(gui), "Refresh")
    return gui.window


def configurations_key_refused(gui: WindowHarness) -> QWidget:
    _connected(gui)
    stripe_page(gui)
    gui.harness.m3ter.key = AccessKey("key-2", Secret("api-secret-2"))
    gui.harness.m3ter.taken = (gui.harness.m3ter.organization_id, gui.harness.m3ter.key)
    gui.harness.m3ter.error = _refused()
    press_button(configurations(gui), "Refresh")
    return gui.window


def configurations_in_smallest_window(gui: WindowHarness) -> QWidget:
    _connected(gui)
    gui.window.resize(MINIMUM_SIZE)
    stripe_page(gui)
    return gui.window


def configurations_long_and_right_to_left(gui: WindowHarness) -> QWidget:
    fill_m3ter(gui.harness.m3ter)
    rows = gui.harness.m3ter.known_configurations
    rows[0] = replace(rows[0], name="حسابات الشرق الأوسط")
    rows[1] = replace(rows[1], name=LONG)
    rows[2] = replace(rows[2], entity="StatementOfAccountOfAKindThatIsNotPublished")
    connect_m3ter(gui, gui.harness.m3ter)
    stripe_page(gui)
    return gui.window


def integrations_with_m3ter(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    _connected(gui)
    gui.view.show_integrations()
    gui.harness.clock.pass_time(timedelta(minutes=4))
    return gui.window


def integrations_with_m3ter_not_read(gui: WindowHarness) -> QWidget:
    _connected(gui)
    gui.harness.clock.pass_time(timedelta(hours=2))
    gui.harness.m3ter.error = _behind_a_proxy()
    gui.computer.workspaces.workspaces[0].commands.m3ter.refresh()
    gui.view.show_integrations()
    return gui.window


def settings_with_m3ter(gui: WindowHarness) -> QWidget:
    _connected(gui)
    gui.view.show_settings()
    return gui.window


def credential_registered(gui: WindowHarness) -> QWidget:
    """A credential that was just created is at m3ter, too."""
    return _credential(gui)


def credential_registering(gui: WindowHarness) -> QWidget:
    _connected(gui)
    credential_id = gui.harness.go("Sandbox")
    gui.harness.approve_in_browser()
    gui.harness.tasks.holding.add(Lane.NETWORK)
    gui.harness.commands.create(credential_id)
    gui.panel().select(credential_id)
    return gui.window


def credential_not_registered(gui: WindowHarness) -> QWidget:
    gui.harness.m3ter.register_error = _behind_a_proxy()
    return _credential(gui)


def credential_unclear(gui: WindowHarness) -> QWidget:
    gui.harness.m3ter.register_error = AnswerLostError(Detail("read_timeout", "no answer came"))
    return _credential(gui)


def credential_alike(gui: WindowHarness) -> QWidget:
    """m3ter has two of the same name and mode."""
    fill_m3ter(gui.harness.m3ter)
    gui.harness.m3ter.known_credentials += [
        RegisteredCredential(id_, "Sandbox", "STRIPE_TEST", created=CHANGED)
        for id_ in ("standin_credential_1", "standin_credential_2")
    ]
    connect_m3ter(gui, gui.harness.m3ter)
    gui.panel().select(gui.harness.make_active("Sandbox"))
    return gui.window


def credential_not_offered(gui: WindowHarness) -> QWidget:
    gui.harness.m3ter.credentials_error = NotFoundError(Detail(status=404))
    return _credential(gui)


def credential_to_register(gui: WindowHarness) -> QWidget:
    """It was created before m3ter was connected."""
    credential_id = gui.harness.make_active("Sandbox")
    _connected(gui)
    gui.panel().select(credential_id)
    return gui.window


def _credential(gui: WindowHarness) -> QWidget:
    _connected(gui)
    gui.panel().select(gui.harness.make_active("Sandbox"))
    return gui.window


def m3ter_to_disconnect(gui: WindowHarness) -> QWidget:
    _connected(gui)
    gui.view.show_settings()
    card = gui.window.findChild(M3terCard)
    assert card is not None
    press_button(card, "Disconnect m3ter…")
    return card.findChildren(Question)[0]


def _connected(gui: WindowHarness) -> None:
    fill_m3ter(gui.harness.m3ter)
    connect_m3ter(gui, gui.harness.m3ter)


def _search(gui: WindowHarness) -> QLineEdit:
    return configurations(gui).findChildren(QLineEdit)[0]


def _behind_a_proxy() -> UnreachableError:
    return UnreachableError(
        Detail(NetworkProblem.PROXY_REFUSED, host="proxy.acme.example:3128", circumstance="403")
    )


def _refused() -> SecretRefusedError:
    return SecretRefusedError(Detail("", "The access key is not valid", status=401))
