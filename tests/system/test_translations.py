"""Which translation is loaded: the person's language if there is one, or English."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from desktop_app.system import paths
from desktop_app.system.translations import install_translations
from tests.translations.qt_tools import ENGLISH, release

GERMAN = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Plural</name>
    <message numerus="yes">
        <source>%n minutes</source>
        <translation><numerusform>%n Minute</numerusform><numerusform>%n Minuten</numerusform>
        </translation>
    </message>
</context>
</TS>
"""


@pytest.fixture(autouse=True)
def translations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> Iterator[Path]:
    """A folder with English and German; what a test has installed is taken away after it."""
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    folder = tmp_path / "translations"
    folder.mkdir()
    german = tmp_path / "de.ts"
    german.write_text(GERMAN, encoding="utf-8")
    release(german, folder / "m3ter-desktop_de.qm")
    release(ENGLISH, folder / "m3ter-desktop_en.qm")
    before = qapp.findChildren(QTranslator)
    yield folder
    for translator in qapp.findChildren(QTranslator):
        if translator not in before:
            qapp.removeTranslator(translator)
            translator.deleteLater()


def minutes(number: int) -> str:
    return QCoreApplication.translate("Plural", "%n minutes", None, number)


@pytest.mark.parametrize("name", ["de_DE", "de_AT", "de"])
def test_the_persons_language_is_loaded_with_qts_own_texts(qapp: QApplication, name: str) -> None:
    install_translations(qapp, QLocale(name))
    assert (minutes(1), minutes(2)) == ("1 Minute", "2 Minuten")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"


def test_what_a_language_has_not_translated_is_in_good_english(qapp: QApplication) -> None:
    install_translations(qapp, QLocale("de_DE"))
    assert QCoreApplication.translate("Plural", "%n seconds", None, 1) == "1 second"


@pytest.mark.parametrize("name", ["en_GB", "en_US", "fr_FR", "C"])
def test_english_is_loaded_for_everybody_else(qapp: QApplication, name: str) -> None:
    install_translations(qapp, QLocale(name))
    assert (minutes(1), minutes(2)) == ("1 minute", "2 minutes")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_without_any_file_the_texts_of_the_code_are_shown(
    qapp: QApplication, translations: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for file in translations.iterdir():
        file.unlink()
    with caplog.at_level(logging.WARNING):
        install_translations(qapp, QLocale("de_DE"))
    assert "there are no translations in" in caplog.text
