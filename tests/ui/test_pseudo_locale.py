"""Every state of every page in the pseudo-locale: nothing raises, and every text is translated."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QWidget

from desktop_app.app.receiver_texts import receiver_texts
from desktop_app.core.errors import NO_DETAIL, Detail, NetworkProblem, NotAFileError
from desktop_app.core.integrations import INTEGRATIONS
from desktop_app.core.outcome import (
    Denied,
    NotConfirmed,
    Outcome,
    OutcomeUnknown,
    Removed,
    Superseded,
    TimedOut,
)
from desktop_app.core.refusal_reason import RefusalReason
from desktop_app.core.systems import System
from desktop_app.ui.help.about_dialog import AboutDialog
from desktop_app.ui.help.guide_window import GuideWindow
from desktop_app.ui.help.markdown_view import MarkdownView
from desktop_app.ui.texts import activity_texts, network_texts, program_texts
from tests.organizations import LONG_NAME
from tests.pictures.states import STATES
from tests.translations.pseudo_locale import pseudo_translator
from tests.translations.pseudo_text import plain, pseudo
from tests.translations.shown import shown_texts
from tests.window_harness import WindowHarness

State = Callable[[WindowHarness], QWidget]

# What stands in the windows as it is, and why. The longer ones come first.
PRODUCTS = [
    *(i.name for i in INTEGRATIONS),
    *(system.label for system in System),
    "m3ter Desktop",
    "m3ter",
]
TYPED = [
    "US billing, by Berlin",
    "Middle East accounts",
    "A name that somebody made as long as it may be, since it has to hold a cost centre",
    "Stripe Credential 1",
    "Stripe Credential 2",
    "Reseller pilot",
    "Partners",
    "EU invoices",
    "Acme UK billing",
    "Cost centre",
    "EU billing",
    "eu BILLING",
    "US billing",
    "umbrella",
    "Sandbox",
    "EU\u00a0billing",
    "Nordics",
    "EU bills",
    "US bills",
    "acme ltd",
    "zebra",
    "billing",
    "LATAM",
    "finance@",
    "APAC",
]
OF_ORGANIZATIONS = [
    LONG_NAME,
    "Acme Wholesale & Distribution Services",
    "Globex GmbH & Co. KG",
    "Acme rehearsal",
    "Globex GmbH",
    "Acme Ltd",
]
OF_THE_SYSTEM = [
    "Permission denied",  # why a file could not be written
    "No such file or directory",  # why a file could not be read
    "Ctrl+Shift+",  # shortcuts, as Qt writes them
    "Ctrl+",
    "Del",
    "UTC",  # a time zone
    "ada",  # who is logged in
    "bob",  # another user of the computer
    "Secret Service",  # keychains
    "keychain.in_memory",
    "firefox",  # a program that the person has chosen
]
OF_LIBRARIES = [
    "United Kingdom",  # Qt knows the names of countries in English only
    "Germany",
    "Nov",  # and those of months in the language of the locale
    "Expected '=' after a key in a key/value pair",  # the TOML parser's words
    "and",  # the pseudo-locale's lists are English ones
]
OF_STRIPE = [
    "No such application",
    "Authorization code expired",
    "Invalid API Key provided",
    "Invalid redirect URI",
    "settings.new_thing",  # a requirement that is not known here
]
OF_M3TER = [
    "practice-organization",
    "The platform has no access to the account",  # why a run failed
    "SOMETHING_NEW",  # a status that is not known here
    "StatementOfAccountOfAKindThatIsNotPublished",  # an entity that is not known here
]
EXCEPTIONS = sorted(
    PRODUCTS + TYPED + OF_ORGANIZATIONS + OF_THE_SYSTEM + OF_LIBRARIES + OF_STRIPE + OF_M3TER,
    key=len,
    reverse=True,
)
ADDRESSES = r"https?://\S+|(?<!\w)/[\w./-]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|example)\b|\blocalhost\b"
IDS = (
    r"\b[0-9a-f]{8}(?:…|(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)"
    r"|\b(?:acct|ca|req|sk|rk|pk|standin|invalid|account)_\w+|\borg-[\w-]+|\bkey[- ]\d\b"
)
FILES = r"\bm3ter-activity-[\w-]+\.csv"
KEYS_OF_A_PROFILE = r"\b(?:organization|stripe(?:_test)?)\.\w+"
AS_IT_IS = re.compile(
    "|".join(
        [
            ADDRESSES,
            IDS,
            FILES,
            KEYS_OF_A_PROFILE,
            *(rf"\b{re.escape(text)}" for text in EXCEPTIONS),
        ]
    )
)
TAG_OF_A_TIP = re.compile(r"</?span>")
# A mnemonic's letter stays as it is, so one alone is none.
LETTERS = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def pseudo_locale() -> QTranslator:
    return pseudo_translator()


@pytest.fixture
def in_pseudo_locale(qapp: QApplication, pseudo_locale: QTranslator) -> Iterator[None]:
    """Have windows that are made meanwhile in the pseudo-locale."""
    qapp.installTranslator(pseudo_locale)
    yield
    qapp.removeTranslator(pseudo_locale)


def untranslated(text: str) -> list[str]:
    """Return the words of a text that are in English, but for those that have to be."""
    return LETTERS.findall(AS_IT_IS.sub("", unescape(TAG_OF_A_TIP.sub("", text))))


def from_files(window: QWidget) -> set[str]:
    """Return what a window shows of documents and of packages; that is English everywhere.

    What a person searches a document for is, too.
    """
    if isinstance(window, GuideWindow):
        (shown,) = window.findChildren(MarkdownView)
        (search,) = window.findChildren(QLineEdit)
        return {shown.title, search.text(), *(heading.text for heading in shown.headings)}
    if isinstance(window, AboutDialog):
        packages = window.findChildren(QTableView)[0].model()
        cells = [(row, column) for row in range(packages.rowCount()) for column in range(3)]
        return {str(packages.index(*cell).data()) for cell in cells}
    return set()


@pytest.mark.usefixtures("in_pseudo_locale")
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_text_that_a_window_shows_is_translated(gui: WindowHarness, state: State) -> None:
    state(gui)

    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    # A window has the texts of its dialogs, too.
    files = {text for window in windows for text in from_files(window)}
    shown = [text for window in windows for text in shown_texts(window) if text not in files]
    assert any("⟦" in text for text in shown)
    assert {text: words for text in shown if (words := untranslated(text))} == {}


@pytest.mark.usefixtures("in_pseudo_locale")
def test_every_text_about_a_file_or_a_folder_is_translated() -> None:
    path = Path("/home/ada/log.csv")
    said = [
        activity_texts.activities_not_saved_message(path, NotAFileError("It is not a file")).text,
        program_texts.data_folder_unusable(path, program_texts.folder_is_shared()),
        program_texts.already_running(path),
    ]
    assert [text for text in said if untranslated(text)] == []


@pytest.mark.usefixtures("in_pseudo_locale")
@pytest.mark.parametrize("fault", list(NetworkProblem))
def test_no_words_of_an_adapter_are_pasted_into_a_text(fault: NetworkProblem) -> None:
    detail = Detail(fault, "An adapter’s words.", host="api.stripe.com", circumstance="403")
    assert untranslated(network_texts.network_message(detail)) == []


@pytest.mark.usefixtures("in_pseudo_locale")
def test_every_text_of_the_pages_in_the_browser_is_translated() -> None:
    texts = receiver_texts()
    outcomes: tuple[Outcome, ...] = (
        Denied(),
        TimedOut(),
        Removed(),
        Superseded(),
        OutcomeUnknown(NO_DETAIL),
        NotConfirmed(),
    )
    pages = [
        *(texts.result(outcome) for outcome in outcomes),
        *(texts.refused(reason) for reason in RefusalReason),
        texts.already_handled,
        texts.still_working,
        texts.unconfirmed,
        texts.not_confirmed,
        texts.unconfirmed_denial,
        texts.returned,
    ]
    said = [
        texts.return_label,
        texts.stand_in,
        *(text for page in pages for text in (page.title, page.message)),
    ]
    assert [text for text in said if untranslated(text)] == []


@pytest.mark.parametrize(
    "text",
    ["Copy ID", "I &know %n hosts, {names}", "Connection profiles (*.toml);;All files (*)", "a"],
)
def test_the_pseudo_locale_is_longer_and_can_be_read_back(text: str) -> None:
    assert len(pseudo(text)) >= len(text) * 1.3
    assert plain(pseudo(text)) == text
    for kept in re.findall(r"\{\w+\}|%n|&\w|\(\*[.\w]*\)|;;", text):
        assert kept in pseudo(text)
