"""The pseudo-locale: every text accented, longer and in brackets, to look at in the windows."""

from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QTranslator

from tests.translations.pseudo_text import pseudo
from tests.translations.qt_tools import BUILD, extract, release

# What the program reads itself, in place of a person.
_UNTOUCHED_CONTEXT = "Language"


def pseudo_translator() -> QTranslator:
    """Return a translator of all texts of the code, made anew."""
    BUILD.mkdir(parents=True, exist_ok=True)
    ts, qm = BUILD / "pseudo.ts", BUILD / "pseudo.qm"
    ts.unlink(missing_ok=True)
    extract(ts)
    _translate(ts)
    release(ts, qm)
    translator = QTranslator()
    assert translator.load(str(qm))
    return translator


def _translate(ts: Path) -> None:
    tree = ElementTree.parse(ts)  # noqa: S314  (lupdate has just written it)
    root = tree.getroot()
    # English has two forms, and so has this.
    root.set("language", "en")
    for context in root.iter("context"):
        if context.findtext("name") != _UNTOUCHED_CONTEXT:
            for message in context.iter("message"):
                _translate_message(message)
    tree.write(ts, encoding="utf-8", xml_declaration=True)


def _translate_message(message: ElementTree.Element) -> None:
    text = pseudo(message.findtext("source", ""))
    translation = message.find("translation")
    assert translation is not None
    translation.clear()
    if message.get("numerus") == "yes":
        for _ in range(2):
            ElementTree.SubElement(translation, "numerusform").text = text
    else:
        translation.text = text
