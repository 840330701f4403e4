"""Names that are written from right to left: isolated in sentences, and nowhere else."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget

from desktop_app.core.errors import Detail, RefusedError
from desktop_app.core.outcome import Approved
from desktop_app.core.systems import System
from desktop_app.ui.activity_csv import activity_csv
from desktop_app.ui.activity_model import activity_line
from desktop_app.ui.texts import credential_texts, page_texts
from desktop_app.ui.widgets.labels import TextLabel, selectable
from tests import labels
from tests.fakes import ACCOUNT
from tests.organizations import ACME
from tests.pictures.states import STATES
from tests.translations.shown import shown_texts
from tests.ui.finding import (
    accessible_description,
    accessible_name,
    button,
    in_sight,
    open_notices,
    words,
)
from tests.window_harness import WindowHarness

State = Callable[[WindowHarness], QWidget]

NAME = "שלום billing"
ISOLATED = f"\u2068{NAME}\u2069"


class RightToLeft(QTranslator):
    """Says that the texts are in Hebrew, and translates nothing."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        return "he" if context == "Language" else None


@pytest.fixture
def in_hebrew(qapp: QApplication) -> Iterator[None]:
    """Have every value in every sentence isolated meanwhile."""
    translator = RightToLeft()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is announced to assistive technology."""
    said: list[str] = []

    def update(event: object) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append(event.message())

    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", update)
    return said


def has_isolates(text: str) -> bool:
    return "\u2068" in text or "\u2069" in text


def not_in_a_sentence(window: QWidget) -> Iterator[str]:
    """Yield what a person hears and copies, and all that is shown but in labels."""
    sentences = {label.text() for label in window.findChildren(QLabel)}
    for widget in (window, *window.findChildren(QWidget)):
        if widget.isVisible():
            yield accessible_name(widget)
            yield accessible_description(widget)
    yield from (text for text in shown_texts(window) if text not in sentences)


@pytest.mark.usefixtures("in_hebrew")
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_isolates_are_in_sentences_only(gui: WindowHarness, state: State) -> None:
    state(gui)

    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    wrong = {text for w in windows for text in not_in_a_sentence(w) if has_isolates(text)}
    assert wrong == set()


@pytest.mark.usefixtures("in_hebrew")
def test_in_a_language_from_right_to_left_every_name_is_isolated() -> None:
    assert credential_texts.name_list(["Acme"]) == "“\u2068Acme\u2069”"


def test_a_name_is_isolated_in_a_notice_and_not_when_it_is_announced(
    gui: WindowHarness, heard: list[str]
) -> None:
    gui.harness.stripe.fail_account = RefusedError(Detail("api_error", "An error", "req_44", 500))
    gui.panel().select(gui.harness.make_active(NAME))
    button(gui.window, labels.CHECK_CONNECTION).click()

    assert f"“{ISOLATED}” could not be checked" in words(gui.window)
    assert any(f"“{NAME}” could not be checked" in said for said in heard)
    assert not any(map(has_isolates, heard))


def test_a_name_is_isolated_in_no_cell_and_not_in_the_details(gui: WindowHarness) -> None:
    gui.harness.go(NAME, System.STRIPE)
    gui.panel().select(gui.harness.state.credentials[0].id)

    assert f"{NAME} (Incomplete)" in words(gui.panel())
    assert not has_isolates(words(gui.panel()))


def test_what_is_copied_has_no_isolates(gui: WindowHarness) -> None:
    detail = Detail("api_error", "שגיאה", "req_44", 500)
    gui.harness.stripe.fail_account = RefusedError(detail)
    gui.panel().select(gui.harness.make_active("EU billing"))
    button(gui.window, labels.CHECK_CONNECTION).click()
    open_notices(gui.window)
    button(gui.window, labels.COPY_DETAILS).click()

    copied = QGuiApplication.clipboard().text()
    assert "שגיאה" in copied
    assert not has_isolates(copied)


@pytest.mark.parametrize("several", [False, True])
def test_the_names_of_the_buttons_of_notices_have_no_isolates(
    gui: WindowHarness, several: bool
) -> None:
    gui.panel()
    gui.harness.go(NAME)
    gui.harness.deny_in_browser()
    if several:
        gui.harness.go("EU billing")
        gui.harness.deny_in_browser()
    open_notices(gui.window)
    names = [accessible_name(each) for each in in_sight(gui.window, QPushButton)]

    # *Resume* and *Dismiss* name the notice, and so does *Hide* if it is the only one.
    assert len([name for name in names if NAME in name]) == (2 if several else 3)
    assert not has_isolates("".join(names))


@pytest.mark.usefixtures("in_hebrew")
def test_the_log_has_no_isolates(gui: WindowHarness) -> None:
    gui.harness.make_active(NAME)
    gui.activity()
    entries = gui.harness.state.activities

    assert NAME in activity_csv(entries, "Practice")
    assert not has_isolates(activity_csv(entries, "Practice"))
    assert not has_isolates("".join(map(activity_line, entries)))


def test_the_names_of_windows_and_of_organizations_in_the_menu_have_no_isolates(
    gui: WindowHarness,
) -> None:
    gui.connect(ACME.replace("Acme Ltd", NAME))
    gui.connect(ACME.replace("Acme Ltd", NAME).replace("org-acme", "org-second"))

    menus = gui.window.findChildren(QMenu)
    offered = [action.text() for menu in menus for action in menu.actions()]
    assert f"{NAME} (org-acme)" in offered
    assert f"{NAME} (org-second)" in offered
    assert gui.window.windowTitle() == f"{NAME} – m3ter Desktop"


def test_a_page_in_the_browser_gets_an_isolated_account() -> None:
    account = replace(ACCOUNT, name="חשבון")
    text = page_texts.page_result(Approved(account)).text
    assert text.startswith(f"\u2068חשבון\u2069 ({ACCOUNT.id}) is connected.")


def test_the_name_of_a_label_follows_its_text() -> None:
    label = TextLabel(f"Delete “{ISOLATED}”?")
    assert accessible_name(label) == f"Delete “{NAME}”?"
    label.setText("Delete “Acme”?")
    assert accessible_name(label) == "Delete “Acme”?"
    label.setText(f"Remove “{ISOLATED}”?")
    assert accessible_name(label) == f"Remove “{NAME}”?"


def test_a_text_that_can_be_copied_has_no_isolates() -> None:
    label = selectable()
    label.setAccessibleName("Name")
    label.setText(ISOLATED)
    assert label.text() == NAME
    assert accessible_name(label) == "Name"
