"""The files that are shipped: they follow the code, are whole, and keep what has to stay."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.translations.qt_tools import ENGLISH, TRANSLATIONS, release, update

SHIPPED = pytest.mark.parametrize(
    "ts", sorted(TRANSLATIONS.glob("*.ts")), ids=lambda path: path.stem
)
PLACEHOLDER = re.compile(r"\{\w+\}|%L?n|;;")


def messages(ts: Path) -> list[ElementTree.Element]:
    return list(ElementTree.parse(ts).iter("message"))  # noqa: S314  (it is one of ours)


def forms(message: ElementTree.Element) -> list[str]:
    translation = message.find("translation")
    assert translation is not None
    numbered = [form.text or "" for form in translation.iter("numerusform")]
    return numbered or [translation.text or ""]


@SHIPPED
def test_a_translation_follows_the_code(ts: Path, tmp_path: Path) -> None:
    fresh = tmp_path / ts.name
    fresh.write_bytes(ts.read_bytes())
    update(fresh)
    assert fresh.read_text(encoding="utf-8") == ts.read_text(encoding="utf-8"), "make translations"


@SHIPPED
def test_what_the_program_loads_was_made_from_the_translation(ts: Path, tmp_path: Path) -> None:
    release(ts, tmp_path / "fresh.qm")
    fresh = (tmp_path / "fresh.qm").read_bytes()
    assert fresh == ts.with_suffix(".qm").read_bytes(), "make translations"


@SHIPPED
def test_a_translated_text_with_a_number_has_all_its_forms(ts: Path) -> None:
    numbered = [message for message in messages(ts) if message.get("numerus") == "yes"]
    assert [m.findtext("source") for m in numbered if any(forms(m)) and not all(forms(m))] == []


def test_english_has_the_forms_of_every_text_with_a_number() -> None:
    english = messages(ENGLISH)
    assert english
    assert [m.findtext("source") for m in english if len(forms(m)) != 2 or not all(forms(m))] == []


@SHIPPED
def test_placeholders_and_mnemonics_stay(ts: Path) -> None:
    for message in messages(ts):
        source, last = message.findtext("source", ""), forms(message)[-1]
        if last:
            assert sorted(PLACEHOLDER.findall(last)) == sorted(PLACEHOLDER.findall(source))
            assert last.count("&") == source.count("&"), source
