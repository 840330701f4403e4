"""Every kind and every host has words that a finance admin can act on."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.core.profile import Host, HostUse, ProfileProblem
from desktop_app.core.profile import ProfileProblemKind as Kind
from desktop_app.profiles.prefill import PREFILL_FIELDS
from desktop_app.ui.texts.profile_texts import (
    host_name,
    host_reading,
    host_text,
    host_title,
    host_warning,
    prefill_label,
    problem_sentence,
    profile_problem_text,
    report_text,
)

WITH_VALUE = {
    Kind.UNREADABLE, Kind.NOT_TOML, Kind.ORGANIZATION_NAME, Kind.ORGANIZATION_ID, Kind.CLIENT_ID,
    Kind.REDIRECT_URI, Kind.REDIRECT_URI_LIVE, Kind.REDIRECT_URI_TWICE, Kind.ENDPOINT,
    Kind.ENDPOINT_AT_STRIPE, Kind.STAND_IN, Kind.M3TER_STAND_IN, Kind.PREFILL,
}  # fmt: skip


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_says_what_to_do_with_its_line_and_key(kind: Kind) -> None:
    text = profile_problem_text(ProfileProblem(kind, 12, "stripe.client_id", "found {here}"))

    assert text.startswith("Line 12, stripe.client_id: ")
    assert ("found {here}" in text) is (kind in WITH_VALUE)
    rule, _, _ = text.partition(" Example: ")
    assert re.search(r"[;?]|\. ", rule), "it says what to do"
    assert rule.endswith((".", "?"))
    assert not re.search(r"\{(?!here)", text), "every name in braces was filled in"


def test_each_kind_has_a_sentence_of_its_own() -> None:
    assert len({profile_problem_text(ProfileProblem(kind)) for kind in Kind}) == len(Kind)


@pytest.mark.parametrize(
    ("problem", "place"),
    [
        (ProfileProblem(Kind.NOT_TOML, 3), "Line 3: "),
        (ProfileProblem(Kind.MISSING, 0, "organization"), "organization: "),
        (ProfileProblem(Kind.TOO_LONG), "The file: "),
    ],
)
def test_the_place_is_as_near_as_it_is_known(problem: ProfileProblem, place: str) -> None:
    assert profile_problem_text(problem).startswith(place)


def test_a_misspelt_key_is_asked_about() -> None:
    problem = ProfileProblem(Kind.UNKNOWN_KEY, 4, "stripe.token_ulr", "", "stripe.token_url")
    assert profile_problem_text(problem).endswith("did you mean stripe.token_url?")
    missing = replace(problem, kind=Kind.MISSPELT)
    assert "This should probably be stripe.token_url" in profile_problem_text(missing)


@pytest.mark.parametrize("kind", [Kind.REDIRECT_URI, Kind.ENDPOINT])
def test_an_example_has_a_line_of_its_own_but_not_in_the_report(kind: Kind) -> None:
    problem = ProfileProblem(kind, 4, "stripe.redirect_uri", "here")
    rule, example = problem_sentence(problem).splitlines()
    assert rule.endswith(".")
    assert re.fullmatch(r"Example: https://\S+", example)
    report = report_text(Path("acme.toml"), [problem]).splitlines()
    assert len(report) == 2
    assert report[1].endswith(f". {example}")


@pytest.mark.parametrize(
    ("missing", "other"), [("token_url", "deauthorize_url"), ("deauthorize_url", "token_url")]
)
def test_half_an_exchange_endpoint_names_the_other_half(missing: str, other: str) -> None:
    text = profile_problem_text(ProfileProblem(Kind.MISSING, 4, f"stripe.{missing}"))
    assert f"Line 4, stripe.{missing}: " in text
    assert other in text


@pytest.mark.parametrize("use", HostUse)
def test_a_host_is_named_with_what_is_sent_to_it(use: HostUse) -> None:
    host = Host("acme.example:8443", use)
    text = host_text(host, keys=True, token=True)
    assert host_name(host).startswith("acme.example:8443")
    assert ("· Not " in host_name(host)) is host.needs_confirmation
    assert "acme.example" not in text
    assert "acme.example" not in host_title(host)
    assert ("code" in text) is (use not in {HostUse.STRIPE_API, HostUse.M3TER_STAND_IN})
    assert host_warning(host) == ""


@pytest.mark.parametrize("use", [use for use in HostUse if Host("a", use).needs_confirmation])
def test_a_host_is_said_not_to_be_whose_place_it_takes(use: HostUse) -> None:
    whose = "m3ter" if use is HostUse.M3TER_STAND_IN else "Stripe"
    assert host_name(Host("127.0.0.1:9123", use)) == f"127.0.0.1:9123 · Not {whose}"


@pytest.mark.parametrize("keys", [True, False])
def test_a_stand_in_for_m3ter_gets_its_access_key_whatever_stripe_gets(keys: bool) -> None:
    host = Host("127.0.0.1:9123", HostUse.M3TER_STAND_IN)
    assert host_title(host) == "Stand-in for m3ter, for tests"
    text = host_text(host, keys=keys, token=keys)
    assert "access key for m3ter" in text
    assert "in place of m3ter itself" in text


@pytest.mark.parametrize("token", [True, False])
def test_a_bearer_token_is_spoken_of_only_where_there_is_one(token: bool) -> None:
    text = host_text(Host("acme.example", HostUse.EXCHANGE), keys=False, token=token)
    assert ("bearer token" in text) is token


@pytest.mark.parametrize("keys", [True, False])
def test_each_use_of_a_host_is_told_apart(keys: bool) -> None:
    hosts = [Host("acme.example", use) for use in HostUse]
    assert len({host_text(host, keys=keys, token=keys) for host in hosts}) == len(HostUse)
    assert len({host_title(host) for host in hosts}) == len(HostUse)


CONFIRM = "Ask whoever gave you the profile to confirm this spelling."


def test_a_host_in_other_letters_is_to_be_confirmed() -> None:
    hosts = [Host(name, HostUse.EXCHANGE) for name in ("a.example", "xn--80ak6aa92e.example")]
    plain, foreign = map(host_warning, hosts)
    assert "xn--80ak6aa92e.example" in host_name(hosts[1])
    assert foreign.endswith(CONFIRM)
    # These look like those of a Latin word.
    assert "look like others: \u0430, \u0440, \u04cf and \u0435." in foreign
    assert plain == ""


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("xn--bcher-kva.example", "bücher.example"),
        ("xn--bcher-kva.example:8443", "bücher.example"),
        ("pay.xn--p1ai:8443", "pay.рф"),
        ("xn--4dbrk0ce.xn--mgbh0fb.example", "\u2068ישראל\u2069.\u2068مثال\u2069.example"),
    ],
    ids=["latin", "port", "last", "right to left"],
)
def test_a_host_in_other_letters_is_shown_in_them_too(name: str, reads: str) -> None:
    host = Host(name, HostUse.EXCHANGE)
    assert host_reading(host) == f"Reads as: {reads}"
    assert host_name(host).startswith(f"{name} · ")


@pytest.mark.parametrize(
    "name",
    [
        "a.example",
        "127.0.0.1:9123",
        "[::1]:9123",
    ],
)
def test_a_host_in_plain_letters_reads_as_it_is(name: str) -> None:
    assert host_reading(Host(name, HostUse.EXCHANGE)) == ""


@pytest.mark.parametrize(
    "name",
    [
        "xn--pai-acme-x9a.example",
        "xn--zzzzzzzz99.example",
        "xn--a.example",
        f"xn--{'a' * 80}.example",
        "xn--pay-096a.example",
    ],
    ids=["not the way back", "cut", "control", "too long", "blank"],
)
def test_a_name_that_cannot_be_shown_safely_is_shown_encoded_alone(name: str) -> None:
    host = Host(name, HostUse.EXCHANGE)
    assert host_reading(host) == ""
    assert host_warning(host).endswith(CONFIRM)
    assert "xn--" not in host_warning(host)


def test_each_field_that_is_filled_in_at_stripe_has_a_label_in_words() -> None:
    labels = {prefill_label(field) for field in PREFILL_FIELDS}
    assert len(labels) == len(PREFILL_FIELDS)
    assert labels.isdisjoint(PREFILL_FIELDS)
    assert not [label for label in labels if "_" in label]
