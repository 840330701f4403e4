"""The targets keep their promises for every input that is kept. No fuzzer is needed."""

from pathlib import Path

import pytest

from tests.fuzz.targets import SHARES, corpus, kept_inputs, load


@pytest.mark.parametrize(
    ("name", "path"),
    [pytest.param(name, path, id=f"{name}-{path.name}") for name, path in kept_inputs()],
)
def test_an_input_that_is_kept_breaks_no_promise(name: str, path: Path) -> None:
    load(name).fuzz(path.read_bytes())


@pytest.mark.parametrize("name", SHARES)
def test_every_target_has_inputs_to_begin_with(name: str) -> None:
    assert any(corpus(name).iterdir())
