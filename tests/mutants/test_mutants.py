"""Every mutant still applies, and three of them are tried for real. `make mutants` tries all."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.mutants.catalogue import MUTANTS
from tests.mutants.mutant import Mutant, MutantError, Promise
from tests.mutants.report import report
from tests.mutants.trial import Copy, Trial, check_that_all_apply
from tests.paths import ROOT

_BY_NAME = {mutant.protection: mutant for mutant in MUTANTS}
# Quick ones, of three rooms.
_QUICK = (
    "A socket that its owner has closed is refused (inode 0)",
    "Only a documented error is a certain refusal",
    "A secret that is printed by accident prints as dots",
)
_TRIED = tuple(_BY_NAME[name] for name in _QUICK)
_FAILED = "tests/core/test_secret.py::test_it_prints_as_dots"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("mutants") / "copy")


def test_every_mutant_applies_to_the_code_as_it_is_now() -> None:
    check_that_all_apply(MUTANTS)


def test_each_protection_has_a_name_of_its_own() -> None:
    names = Counter(mutant.protection for mutant in MUTANTS)
    assert names.most_common(1)[0][1] == 1


def test_the_documents_list_each_protection() -> None:
    """The table is the last report of `make mutants`."""
    text = (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \d \| (.*?) \| \S+\.py|^- (.*?): ", text, re.MULTILINE)
    names = {name.replace("\\|", "|") for row in listed for name in row if name}
    assert names == set(_BY_NAME)


def test_each_promise_has_protections() -> None:
    assert {mutant.promise for mutant in MUTANTS} == set(Promise)


def test_the_tests_that_mutants_name_are_there() -> None:
    files = {test.partition("::")[0] for mutant in MUTANTS for test in mutant.tests}
    assert [file for file in files if not (ROOT / file).exists()] == []


@pytest.mark.parametrize("mutant", _TRIED, ids=lambda mutant: mutant.protection)
def test_a_test_fails_without_the_protection(copy: Copy, mutant: Mutant) -> None:
    trial = copy.try_out(mutant)
    assert trial.failed
    assert trial.complaint == ""


def test_a_mutant_whose_text_is_gone_is_refused(tmp_path: Path) -> None:
    mutant = replace(_TRIED[0], file="code.py")
    (tmp_path / "code.py").write_text("a = 1\n", encoding="utf-8")
    with pytest.raises(MutantError, match="no longer applies: its old text is 0 times"):
        mutant.apply(tmp_path)


def test_a_mutant_whose_text_is_there_twice_is_refused(tmp_path: Path) -> None:
    mutant = replace(_TRIED[0], file="code.py", old="a = 1\n", new="a = 2\n")
    (tmp_path / "code.py").write_text("a = 1\na = 1\n", encoding="utf-8")
    with pytest.raises(MutantError, match="no longer applies: its old text is 2 times"):
        mutant.apply(tmp_path)


def test_a_mutant_that_does_not_compile_is_refused(tmp_path: Path) -> None:
    mutant = replace(_TRIED[0], file="code.py", old="a = 1\n", new="a =\n")
    (tmp_path / "code.py").write_text("a = 1\n", encoding="utf-8")
    with pytest.raises(MutantError, match=r"does not compile, in line 1 of code\.py"):
        mutant.apply(tmp_path)


def test_a_survivor_is_complained_of_unless_it_is_equivalent() -> None:
    mutant = replace(_TRIED[0], equivalent="")
    equivalent = replace(mutant, equivalent="Nothing changes.")
    assert "survives" in Trial(mutant, "", 1.0).complaint
    assert Trial(mutant, _FAILED, 1.0).complaint == ""
    assert Trial(equivalent, "", 1.0).complaint == ""
    assert "listed as equivalent" in Trial(equivalent, _FAILED, 1.0).complaint


def test_the_report_has_a_row_for_each_mutant_and_the_reason_of_an_equivalent_one() -> None:
    mutant = replace(_TRIED[0], equivalent="")
    equivalent = replace(_TRIED[1], equivalent="Nothing changes.")
    text = report([Trial(mutant, _FAILED, 1.23), Trial(equivalent, "", 1.0)], 60.0)
    assert "2 protections were taken out, one at a time, in 1.0 minutes" in text
    assert f"| {mutant.protection} |" in text
    assert "core/test_secret.py::test_it_prints_as_dots | 1.2 |" in text
    assert f"- {equivalent.protection}: Nothing changes." in text
