"""Values in texts: a translation is not trusted."""

import logging

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from desktop_app.core.credential import SecretPlace, Status
from desktop_app.core.errors import Detail, NetworkProblem
from desktop_app.ui.texts import credential_texts, network_texts, workspace_texts
from desktop_app.ui.texts.filling import fill, sentences, without_isolates
from desktop_app.ui.texts.language import list_text

SECRET = "not to be shown"


class Person:
    """A value with more in it than its text."""

    secret = SECRET

    def __str__(self) -> str:
        return "Ada"

    def __getitem__(self, _: object) -> str:
        return SECRET


class Hostile(QTranslator):
    """Says the same of everything: what no format string should."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, *_: object, **__: object) -> str:
        return "{nmae} {0} {} { } {name.secret} {name[0]} {name!r:>9} %s %n {{name}}"


def test_values_take_the_place_of_their_names() -> None:
    text = fill("{name} has {count}, {name}", name="Ada", count=2)
    assert text == "Ada has 2, Ada"


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        ("Acme", "Acme"),
        ("Äcmé 株式会社", "Äcmé 株式会社"),
        ("שלום", "\u2068שלום\u2069"),
        ("Acme مرحبا", "\u2068Acme مرحبا\u2069"),
        ("٣", "\u2068٣\u2069"),
        ("\u2068שלום\u2069 (1)", "\u2068שלום\u2069 (1)"),
        ("\u2068שלום\u2069 שלום", "\u2068\u2068שלום\u2069 שלום\u2069"),
        (3, "3"),
        ("", ""),
    ],
)
def test_a_value_is_isolated_if_it_is_written_from_right_to_left(
    value: object, filled: str
) -> None:
    assert fill("Delete “{name}”?", name=value) == f"Delete “{filled}”?"


def test_a_text_without_isolates_has_everything_else() -> None:
    assert without_isolates("“\u2068\u2068שלום\u2069 (1)\u2069” is gone") == "“שלום (1)” is gone"


@pytest.mark.parametrize(
    "text",
    [
        "{nmae}",
        "{0}",
        "{}",
        "{",
        "}",
        "{name",
        "{ name }",
        "{name.secret}",
        "{name[0]}",
        "{name.__class__.__init__.__globals__}",
        "{name!r}",
        "{name:>1000000000}",
        "%(name)s %s",
        "",
    ],
)
def test_what_is_no_placeholder_with_a_value_stays_as_it_is(text: str) -> None:
    assert fill(text, name=Person()) == text


def test_what_a_value_says_is_not_read_as_a_placeholder() -> None:
    assert fill("{first} {second}", first="{second}", second="{first}") == "{second} {first}"


def test_a_value_that_a_translation_leaves_out_is_not_missed() -> None:
    assert fill("Somebody", name="Ada") == "Somebody"


def test_the_log_names_a_wrong_placeholder_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        fill("Delete “{nmae}” now?", name=SECRET)
        fill("Delete “{nmae}” now?", name=SECRET)
    assert [record.getMessage() for record in caplog.records] == [
        "there is no value for {nmae} in the text “Delete “{nmae}” now?”"
    ]


def test_no_translation_makes_a_text_raise(qapp: QApplication) -> None:
    translator = Hostile()
    qapp.installTranslator(translator)
    try:
        said = [
            *map(credential_texts.status_text, Status),
            *map(credential_texts.secret_place_text, SecretPlace),
            *(
                network_texts.network_message(Detail(fault, host="h", circumstance="c"))
                for fault in NetworkProblem
            ),
            workspace_texts.window_title("Acme Ltd"),
            sentences("One.", "Two."),
            list_text(["one", "two", "three"]),
        ]
    finally:
        QCoreApplication.removeTranslator(translator)
    assert all(said)
