"""Fields: what of a long address is in sight, and the line below a field."""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.style import ProgramStyle
from desktop_app.ui.widgets.field_note import FieldNote
from desktop_app.ui.widgets.fields import AddressField, TextField
from tests.ui.finding import accessible_description, words

BEGINNING, END = "https://connect.stripe.com/oauth/", "&state=51234.AbCdEf"


def picture(qtbot: QtBot, address: str) -> QImage:
    field = AddressField()
    qtbot.addWidget(field)
    field.show_address(address)
    field.resize(400, 32)
    return field.grab().toImage()


def test_of_a_long_address_both_ends_are_in_sight(qtbot: QtBot) -> None:
    whole = picture(qtbot, BEGINNING + 80 * "m" + END)

    assert picture(qtbot, BEGINNING + 80 * "w" + END) != whole, "the beginning has some of these"
    assert picture(qtbot, BEGINNING + 80 * "m" + "w" + 80 * "m" + END) == whole
    assert picture(qtbot, BEGINNING + 80 * "m" + END.replace("f", "g")) != whole
    assert picture(qtbot, BEGINNING.replace("p", "q") + 80 * "m" + END) != whole


def test_all_of_a_long_address_can_be_copied(qtbot: QtBot) -> None:
    field = AddressField()
    qtbot.addWidget(field)
    field.show_address(BEGINNING + 80 * "m" + END)
    field.resize(400, 32)
    field.selectAll()

    assert field.selectedText() == BEGINNING + 80 * "m" + END
    assert field.isReadOnly()


def test_a_problem_takes_the_place_of_the_hint_and_makes_the_outline_red(qtbot: QtBot) -> None:
    window, style = QWidget(), ProgramStyle()
    qtbot.addWidget(window)
    field = TextField()
    field.setStyle(style)
    note = FieldNote(field, "A descriptive name.")
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(note)
    window.show()
    danger = theme.colors(field.palette()).danger

    def outline() -> str:
        return field.grab().toImage().pixelColor(field.width() // 2, 0).name()

    assert words(note) == "A descriptive name."
    assert outline() != danger.name()
    note.show_problem("Enter a name.")
    assert (words(note), note.problem) == ("Enter a name.", "Enter a name.")
    assert accessible_description(field) == "Enter a name."
    assert outline() == danger.name()
    note.show_problem("")
    assert words(note) == "A descriptive name."
    assert not accessible_description(field)
    assert outline() != danger.name()
