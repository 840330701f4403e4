"""How texts are marked: each is extracted under the context that it is looked up in."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.paths import ROOT
from tests.translations.qt_tools import extract

CODE = sorted((ROOT / "desktop_app").rglob("*.py"))


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is looked up, or as it was extracted."""

    context: str
    source: str
    comment: str
    depends_on_number: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A call that looks a text up, in the class `owner`; `place` is its file and line."""

    node: ast.Call
    owner: str
    in_function: bool
    place: str

    @property
    def form(self) -> str:
        """What is called: `self.tr`, `Plural.tr`, `translate` …"""
        return ast.unparse(self.node.func)

    def text(self) -> Text | None:
        """Return what is looked up; None where the call is not one of the three forms."""
        arguments = [a.value if isinstance(a, ast.Constant) else a for a in self.node.args]
        match self.form, arguments:
            case "self.tr", [str(source)] if self.owner:
                return Text(self.owner, source, "")
            case "translate", [str(context), str(source), *comment] if not self.node.keywords:
                return Text(context, source, "".join(map(str, comment)))
            case "Plural.tr", [str(source), (str() | None) as comment, ast.AST()]:
                return Text("Plural", source, comment or "", depends_on_number=True)
        return None


def calls(node: ast.AST, path: Path, owner: str = "", in_function: bool = False) -> Iterator[Call]:
    """Yield the calls of any `tr` or `translate` below a node, from its beginning to its end."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and _called(child) in ("tr", "translate"):
            yield Call(child, owner, in_function, f"{path.relative_to(ROOT)}:{child.lineno}")
        yield from calls(
            child,
            path,
            child.name if isinstance(child, ast.ClassDef) else owner,
            in_function or isinstance(child, (ast.FunctionDef, ast.Lambda)),
        )


def _called(call: ast.Call) -> str:
    """Return the last name of what is called."""
    return ast.unparse(call.func).split(".")[-1]


@pytest.fixture(scope="module")
def looked_up() -> list[Call]:
    found = [
        call for path in CODE for call in calls(ast.parse(path.read_text(encoding="utf-8")), path)
    ]
    # The one place where a number is passed on to Qt.
    return [call for call in found if "ui/texts/plural.py" not in call.place]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> set[Text]:
    ts = tmp_path_factory.mktemp("extracted") / "all.ts"
    extract(ts)
    return {
        Text(
            context.findtext("name", ""),
            message.findtext("source", ""),
            message.findtext("comment", ""),
            message.get("numerus") == "yes",
        )
        for context in ElementTree.parse(ts).iter("context")  # noqa: S314  (it was just written)
        for message in context.iter("message")
    }


def test_every_text_is_marked_in_one_of_three_forms(looked_up: list[Call]) -> None:
    assert [f"{c.place} {c.form}" for c in looked_up if c.text() is None] == []


def test_every_text_is_extracted_under_the_context_that_it_is_looked_up_in(
    looked_up: list[Call], extracted: set[Text]
) -> None:
    assert {call.text() for call in looked_up} == extracted


def test_no_text_is_looked_up_before_its_translation_can_be_loaded(looked_up: list[Call]) -> None:
    assert [call.place for call in looked_up if not call.in_function] == []


def test_a_text_with_a_number_depends_on_it(looked_up: list[Call]) -> None:
    texts = [text for call in looked_up if (text := call.text())]
    assert [t.source for t in texts if "%n" in t.source and not t.depends_on_number] == []


def test_no_text_is_filled_by_a_method_that_raises_for_a_wrong_translation() -> None:
    filled = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in CODE
        if path.is_relative_to(ROOT / "desktop_app" / "ui")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("format", "format_map")
    ]
    assert filled == []
