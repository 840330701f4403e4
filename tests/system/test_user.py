"""The names of users come from the system's database of users."""

import os
import pwd
import sys

import pytest

from desktop_app.system.user import login_name, os_user


@pytest.mark.skipif(sys.platform == "win32", reason="this is how POSIX knows its users")
def test_the_user_is_who_the_system_says_not_who_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOGNAME", "somebody-else")
    assert os_user() == pwd.getpwuid(os.getuid()).pw_name


def test_a_user_without_a_name_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_: int) -> pwd.struct_passwd:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert os_user() == "unknown"


def test_a_name_that_is_no_text_is_made_one(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = pwd.struct_passwd(("a\udcffda", "x", 0, 0, "", "/", "/"))
    monkeypatch.setattr(pwd, "getpwuid", lambda _: odd)
    assert os_user() == "a?da"


def test_another_user_is_named_too() -> None:
    assert login_name("0") == pwd.getpwuid(0).pw_name


@pytest.mark.parametrize("user", ["4294967294", "99999999999", "S-1-5-21-1-2-3-1002", ""])
def test_a_user_whom_the_system_does_not_know_keeps_the_number(user: str) -> None:
    assert login_name(user) == user
