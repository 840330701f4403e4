"""A connection profile is opened, or it is said why it can't be."""

from desktop_app.core.profile import ProfileProblemKind
from tests.asked import ProfileNotOpened
from tests.organizations import (
    ACME,
    ONLY_TEST,
    Computer,
)
from tests.workflow.organization_steps import (
    acme,
    connect,
)


def test_a_profile_that_is_good_is_opened(computer: Computer) -> None:
    opened = computer.profile()
    assert opened.profile.organization.name == "Acme Ltd"
    assert opened.text == ACME
    assert opened.known is None


def test_a_profile_of_a_known_organization_comes_with_what_is_known(computer: Computer) -> None:
    connect(computer)
    opened = computer.profile(ONLY_TEST.replace('"org-acme"', '"ORG-Acme"'))
    assert opened.known == acme(computer).profile


def test_a_profile_that_is_no_good_says_why(computer: Computer) -> None:
    path = computer.folder / "profile.toml"
    path.write_text("[organization]\nid = 1\n", encoding="utf-8")
    computer.asks.open_profile(path)
    event = computer.events[-1]
    assert isinstance(event, ProfileNotOpened)
    assert ProfileProblemKind.NO_MODE in {problem.kind for problem in event.problems}


def test_a_file_that_is_not_there_says_why(computer: Computer) -> None:
    computer.asks.open_profile(computer.folder / "nowhere.toml")
    event = computer.events[-1]
    assert isinstance(event, ProfileNotOpened)
    assert [problem.kind for problem in event.problems] == [ProfileProblemKind.NOT_FOUND]
