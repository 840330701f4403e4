"""Profiles to begin with, and how to spoil them."""

import re
from pathlib import Path

from desktop_app.core.profile import Profile, ProfileError, ProfileProblem, ProfileProblemKind
from desktop_app.profiles.reading import parse_profile

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "connection-profile.md"

GOOD = """\
[organization]
id = "acme"
name = "Acme Ltd"

[stripe]
client_id = "ca_AcmeLive01"
redirect_uri = "https://www.acme.example/stripe/return"

[stripe_test]
client_id = "ca_AcmeTest01"
redirect_uri = "http://localhost:53682/stripe/return"
token_url = "https://connect.acme.example/token"
deauthorize_url = "https://connect.acme.example/deauthorize"
bearer_token = true
stripe_user = { email = "ada@acme.example" }
stand_in = "http://127.0.0.1:4242"
"""
WITH_M3TER = f"""\
{GOOD}
[m3ter]
organization = "acme-at-m3ter"
stand_in = "http://127.0.0.1:8123/m3ter"
"""


def documented_profiles() -> list[str]:
    """The profiles that stand in the documentation, in order."""
    return re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)


def spoiled(line: int, *instead: str, text: str = GOOD) -> str:
    """The good profile, or another text, with other lines in place of one."""
    lines = text.splitlines()
    lines[line - 1 : line] = instead
    return "\n".join(lines) + "\n"


def problems_of(text: str) -> list[ProfileProblem]:
    """What is wrong with a profile; nothing, if it is taken."""
    answer = outcome(text)
    return [] if isinstance(answer, Profile) else list(answer.problems)


def outcome(text: str) -> Profile | ProfileError:
    """The profile, or why there is none. Any other exception is a failure."""
    try:
        return parse_profile(text)
    except ProfileError as refusal:
        return refusal


def places_of(text: str) -> list[tuple[ProfileProblemKind, int, str]]:
    """What is wrong with a profile, and where."""
    return [(problem.kind, problem.line, problem.key) for problem in problems_of(text)]
