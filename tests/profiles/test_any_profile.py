"""What holds for every file, whoever wrote it."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.core.profile import (
    M3TER_API,
    STRIPE_API,
    STRIPE_APPROVAL,
    ExchangeEndpoint,
    HostUse,
    M3terService,
    Organization,
    Profile,
    Registration,
)
from desktop_app.core.return_route import (
    RETURN_PORTS,
    ReturnRoute,
    is_loopback_host,
    loopback,
    return_page,
)
from desktop_app.core.systems import System
from desktop_app.profiles.prefill import PREFILL_FIELDS
from desktop_app.profiles.reading import parse_profile
from tests.profiles.samples import WITH_M3TER, outcome

NAMES = {System.STRIPE: "stripe", System.STRIPE_TEST: "stripe_test"}
SECRET = "sk_live_51TopSecretKey"

# Profiles that are good.
ids = st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True)
client_ids = st.from_regex(r"ca_[A-Za-z0-9_]{8,40}", fullmatch=True)
# Letters that are drawn as nothing.
FILLERS = "\u115f\u1160\u3164\uffa0"
letters = st.characters(codec="utf-8", categories=["L", "N", "P"], exclude_characters=FILLERS)
texts = st.text(letters, min_size=1, max_size=40)
hosts = st.from_regex(r"([a-z][a-z0-9]{0,9}\.){0,2}[a-z]{1,9}", fullmatch=True)
paths = st.from_regex(r"(/[A-Za-z0-9_~-]{1,9}){0,3}/?", fullmatch=True)
pages = st.builds("https://{}{}".format, hosts, paths)
own_hosts = st.sampled_from(["127.0.0.1", "localhost", "[::1]"])
ports = st.integers(RETURN_PORTS[0], RETURN_PORTS[-1])
origins = st.builds("http://{}:{}".format, own_hosts, ports)
loopbacks = st.builds("{}{}".format, origins, paths)
endpoints = st.builds("https://connect.acme.example{}".format, paths) | loopbacks
exchanges = st.builds(ExchangeEndpoint, endpoints, endpoints, st.booleans())
prefills = st.dictionaries(st.sampled_from(sorted(PREFILL_FIELDS)), texts, max_size=4)


def registrations(system: System) -> st.SearchStrategy[Registration]:
    routes: st.SearchStrategy[ReturnRoute] = pages.map(return_page)
    if not system.livemode:
        routes |= loopbacks.map(loopback)
    return st.builds(
        Registration,
        st.just(system),
        client_ids,
        st.lists(routes, min_size=1, max_size=8, unique=True).map(tuple),
        st.none() | exchanges,
        st.just("") | origins,
        prefills.map(lambda fields: tuple(fields.items())),
    )


def made_profile(
    organization: Organization,
    modes: tuple[Registration, ...],
    m3ter_id: str | None,
    m3ter_stand_in: str,
) -> Profile:
    """A profile; without an id at m3ter, its organization has the same id there."""
    return Profile(organization, modes, M3terService(m3ter_id or organization.id, m3ter_stand_in))


profiles = st.builds(
    made_profile,
    st.builds(Organization, ids, st.from_regex(r"[A-Za-z]([A-Za-z ]{0,9}[a-z])?", fullmatch=True)),
    st.one_of(
        registrations(System.STRIPE).map(lambda live: (live,)),
        registrations(System.STRIPE_TEST).map(lambda test: (test,)),
        st.tuples(registrations(System.STRIPE), registrations(System.STRIPE_TEST)),
    ),
    st.none() | ids,
    st.just("") | loopbacks.map(lambda address: address.removesuffix("/")),
)

# Texts that may be anything.
values = st.one_of(
    pages,
    loopbacks,
    texts,
    st.sampled_from(
        ["https://connect.stripe.com/oauth/token", "https://evil.example/", "http://evil.example/",
         "https://connect.stripe.com@evil.example/", "http://127.0.0.1:5000", "ca_Anything01",
         "https://evil.example\\@stripe.com", "HTTPS://evil.example", "acme", SECRET, "\u202e", "",
         "http://127.0.0.1:5000/m3ter", "http://127.0.0.1:5000/../m3ter",
         "http://127.0.0.1:5000@evil.example/m3ter", "http://api.m3ter.com"]
    ),
).map(json.dumps)  # fmt: skip
lines = st.one_of(
    st.sampled_from(WITH_M3TER.splitlines()),
    st.builds(
        "{} = {}".format,
        st.sampled_from(
            ["id", "name", "client_id", "redirect_uri", "token_url", "deauthorize_url", "stand_in",
             "bearer_token", "stripe_user", "stripe_user.email", "stripe.stand_in", "secret_key",
             "organization", "m3ter", "m3ter.organization", "m3ter.stand_in", "api_secret"]
        ),
        values | st.sampled_from(["true", "1", "[]", "{}", "1e400", "[[]]", "2024-13-40"]),
    ),
    st.text(max_size=40),
)  # fmt: skip


@st.composite
def spoiled_profiles(draw: st.DrawFn) -> str:
    """The good profile with a few of its lines taken out, changed or doubled."""
    text = WITH_M3TER.splitlines()
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(text)))
        text[place : place + draw(st.integers(0, 2))] = draw(st.lists(lines, max_size=2))
    return "\n".join(text)


hostile = st.one_of(st.text(), st.lists(lines, max_size=20).map("\n".join), spoiled_profiles())


def written(profile: Profile, as_list: bool, inline: bool) -> str:
    """A profile as TOML, in which a text is written as in JSON."""

    def text(value: str) -> str:
        return json.dumps(value, ensure_ascii=False)

    tables = [("organization", [("id", text(profile.organization.id)),
                                ("name", text(profile.organization.name))])]  # fmt: skip
    for item in profile.registrations:
        addresses = [text(route.redirect_uri) for route in item.routes]
        one = len(addresses) == 1 and not as_list
        rows = [
            ("client_id", text(item.client_id)),
            ("redirect_uri", addresses[0] if one else f"[{', '.join(addresses)}]"),
        ]
        if item.exchange is not None:
            rows.append(("token_url", text(item.exchange.token_url)))
            rows.append(("deauthorize_url", text(item.exchange.deauthorize_url)))
            rows.append(("bearer_token", str(item.exchange.wants_token).lower()))
        if item.stand_in:
            rows.append(("stand_in", text(item.stand_in)))
        fields = ", ".join(f"{field} = {text(value)}" for field, value in item.prefill)
        rows.append(("stripe_user", f"{{ {fields} }}"))
        tables.append((NAMES[item.system], rows))
    about_m3ter = []
    if profile.m3ter.organization_id != profile.organization.id:
        about_m3ter.append(("organization", text(profile.m3ter.organization_id)))
    if profile.m3ter.stand_in:
        about_m3ter.append(("stand_in", text(profile.m3ter.stand_in)))
    if about_m3ter or as_list:
        tables.append(("m3ter", about_m3ter))
    if inline:
        return "".join(
            f"{name} = {{ {', '.join(f'{key} = {value}' for key, value in rows)} }}\n"
            for name, rows in tables
        )
    return "".join(
        f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in rows)
        for name, rows in tables
    )


@given(profiles, st.booleans(), st.booleans())
def test_a_profile_is_read_as_it_was_written(profile: Profile, as_list: bool, inline: bool) -> None:
    assert parse_profile(written(profile, as_list, inline)) == profile


@settings(deadline=timedelta(seconds=5))
@given(hostile)
def test_any_text_is_a_profile_or_refused_with_reasons(text: str) -> None:
    answer = outcome(text)
    if isinstance(answer, Profile):
        return
    assert answer.problems
    line_numbers = [problem.line for problem in answer.problems]
    assert line_numbers == sorted(line_numbers)
    assert line_numbers[-1] <= text.count("\n") + 1
    assert SECRET[8:] not in repr(answer.problems) + str(answer)
    assert all(problem.value.isprintable() for problem in answer.problems)


@given(hostile | st.builds(written, profiles, st.booleans(), st.booleans()))
def test_whatever_is_taken_sends_keys_to_stripe_or_this_computer_only(text: str) -> None:
    answer = outcome(text)
    if not isinstance(answer, Profile):
        return
    assert SECRET[8:] not in repr(answer)
    for registration in answer.registrations:
        for origin, own in [
            (registration.approval_origin, STRIPE_APPROVAL),
            (registration.api_origin, STRIPE_API),
        ]:
            assert origin == own or is_loopback(origin)
        assert all(is_https_or_loopback(route.redirect_uri) for route in registration.routes)
        if registration.system.livemode:
            assert all(route.redirect_uri.startswith("https://") for route in registration.routes)
        if registration.exchange is not None:
            for address in (registration.exchange.token_url, registration.exchange.deauthorize_url):
                assert is_https_or_loopback(address)
                assert not (urlsplit(address).hostname or "").endswith("stripe.com")
    assert answer.m3ter.api_base == M3TER_API or is_loopback(answer.m3ter.api_base)
    for host in answer.hosts:
        is_stripes = f"https://{host.name}" in {STRIPE_APPROVAL, STRIPE_API}
        assert is_stripes is (host.use in {HostUse.STRIPE, HostUse.STRIPE_API})
        assert host.needs_confirmation is not is_stripes
    listed = {host.name for host in answer.hosts if host.use is HostUse.M3TER_STAND_IN}
    assert listed == {urlsplit(answer.m3ter.api_base).netloc} - {"api.m3ter.com"}


def is_loopback(address: str) -> bool:
    return is_loopback_host(urlsplit(address).hostname or "")


def is_https_or_loopback(address: str) -> bool:
    return address.startswith("https://") or is_loopback(address)
