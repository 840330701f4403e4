"""The dialog in which an organization is connected."""

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.core.errors import (
    Detail,
    KeychainLockedError,
    KeychainMissingError,
    NetworkProblem,
    SecretRefusedError,
    TimeLimitError,
    UnreachableError,
)
from desktop_app.core.registration_problem import RegistrationProblemKind
from desktop_app.core.systems import System
from desktop_app.ui.organizations.choose_page import ChoosePage
from desktop_app.ui.widgets.disclosure import DisclosureLink
from desktop_app.ui.widgets.question import Question
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
from tests.window_harness import WindowHarness, press_button


def open_question(gui: WindowHarness) -> QWidget:
    """Return the question that the dialog asks."""
    (question,) = gui.window.findChildren(Question)
    return question


def drop_hint(gui: WindowHarness) -> QWidget:
    gui.drag(gui.computer.folder / "connection-profile.toml")
    return gui.window


def connect_choose(gui: WindowHarness) -> QWidget:
    return gui.empty_connect_dialog()


def connect_choose_small(gui: WindowHarness) -> QWidget:
    dialog = gui.empty_connect_dialog()
    dialog.setFixedSize(640, 420)
    return dialog


def connect_choose_no_browser(gui: WindowHarness) -> QWidget:
    gui.harness.browser.works = False
    dialog = gui.empty_connect_dialog()
    press_button(dialog, labels.OPEN_SUPPORT_PORTAL)
    return dialog


def connect_dragged(gui: WindowHarness) -> QWidget:
    dialog = gui.empty_connect_dialog()
    page = dialog.findChild(ChoosePage)
    assert page is not None
    gui.drag(gui.computer.folder / "connection-profile.toml", page)
    return dialog


def connect_reading(gui: WindowHarness) -> QWidget:
    gui.harness.tasks.holding = {Lane.FILES}
    return gui.connect_dialog(ACME)


def connect_bad_profile(gui: WindowHarness) -> QWidget:
    return gui.connect_dialog(BAD_PROFILE)


def connect_bad_profile_small(gui: WindowHarness) -> QWidget:
    dialog = gui.connect_dialog(BAD_PROFILE)
    dialog.setFixedSize(640, 420)
    return dialog


def connect_file_gone(gui: WindowHarness) -> QWidget:
    dialog = gui.empty_connect_dialog()
    dialog.read(gui.computer.folder / "gone.toml")
    return dialog


def connect_not_a_profile(gui: WindowHarness) -> QWidget:
    return gui.connect_dialog("Dear colleagues,\nplease find attached")


def connect_good(gui: WindowHarness) -> QWidget:
    return gui.connect_dialog(ACME)


def connect_good_small(gui: WindowHarness) -> QWidget:
    dialog = gui.connect_dialog(ACME)
    dialog.setFixedSize(640, 420)
    return dialog


def connect_unfolded(gui: WindowHarness) -> QWidget:
    prefill = 'stripe_user = { email = "finance@acme.example", business_name = "Acme Ltd" }'
    dialog = gui.connect_dialog(ACME.replace("[stripe]", f"[stripe]\n{prefill}"))
    for link in dialog.findChildren(DisclosureLink):
        link.click()
    return dialog


def connect_only_stripe(gui: WindowHarness) -> QWidget:
    return gui.connect_dialog(ONLY_TEST)


def connect_exchange(gui: WindowHarness) -> QWidget:
    return gui.connect_dialog(GLOBEX)


def connect_exchange_token(gui: WindowHarness) -> QWidget:
    return gui.secrets_dialog(GLOBEX)


def connect_exchange_without_token(gui: WindowHarness) -> QWidget:
    dialog = gui.connect_dialog(GLOBEX.replace("bearer_token = true", ""))
    gui.agree(dialog)
    return dialog


def connect_stand_in(gui: WindowHarness) -> QWidget:
    return gui.connect_dialog(STAND_IN)


def connect_m3ter_stand_in(gui: WindowHarness) -> QWidget:
    return gui.connect_dialog(ONLY_TEST + M3TER_STAND_IN)


def connect_stand_in_keys(gui: WindowHarness) -> QWidget:
    return gui.secrets_dialog(STAND_IN)


def connect_hostile_name(gui: WindowHarness) -> QWidget:
    dialog = gui.connect_dialog(ACME.replace("Acme Ltd", LONG_NAME))
    dialog.setFixedSize(640, 420)
    return dialog


def connect_right_to_left_name(gui: WindowHarness) -> QWidget:
    return gui.connect_dialog(ACME.replace("Acme Ltd", "אקמי בע״מ (2026)"))


def connect_known(gui: WindowHarness) -> QWidget:
    gui.connect()
    moved = ACME.replace("pay.acme.example", "xn--py-acme-5wa.example")
    return gui.connect_dialog(moved)


def connect_keys(gui: WindowHarness) -> QWidget:
    return gui.secrets_dialog()


def connect_keys_small(gui: WindowHarness) -> QWidget:
    dialog = gui.secrets_dialog()
    dialog.setFixedSize(640, 420)
    return dialog


def connect_discard(gui: WindowHarness) -> QWidget:
    gui.filled_in_dialog().reject()
    return open_question(gui)


def connect_typing(gui: WindowHarness) -> QWidget:
    dialog = gui.secrets_dialog()
    dialog.setFixedSize(640, 420)
    live, test = dialog.findChildren(QLineEdit)
    live.setText("pk_live_AcmeAcmeAcme0001")
    test.setText(LIVE_KEY.reveal())
    return dialog


def connect_ready(gui: WindowHarness) -> QWidget:
    return gui.filled_in_dialog()


def connect_trying(gui: WindowHarness) -> QWidget:
    dialog = gui.filled_in_dialog()
    gui.harness.tasks.holding = {Lane.NETWORK}
    dialog.confirm.click()
    return dialog


def _connect_failed(gui: WindowHarness, problem: Exception, text: str = ACME) -> QWidget:
    dialog = gui.filled_in_dialog(text)
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


def connect_registration_refused(gui: WindowHarness) -> QWidget:
    unregistered = RegistrationProblemKind.UNREGISTERED_REDIRECT_URI
    detail = Detail("invalid_redirect_uri", "Invalid redirect URI", "req_Vx81kD0", 400)
    gui.computer.trial.refused = {System.STRIPE: [(unregistered, detail)]}
    dialog = gui.filled_in_dialog()
    dialog.confirm.click()
    return dialog


def connect_anyway(gui: WindowHarness) -> QWidget:
    press_button(connect_registration_refused(gui), labels.CONNECT_ANYWAY)
    return open_question(gui)


def connect_keychain_locked(gui: WindowHarness) -> QWidget:
    gui.harness.keychain.fail_probe = gui.harness.keychain.fail_unlock = KeychainLockedError(
        "locked"
    )
    dialog = gui.filled_in_dialog()
    dialog.confirm.click()
    return dialog


def connect_keychain_missing(gui: WindowHarness) -> QWidget:
    gui.harness.keychain.fail_probe = gui.harness.keychain.fail_unlock = KeychainMissingError(
        "none"
    )
    dialog = gui.filled_in_dialog()
    dialog.confirm.click()
    return dialog
