"""A good profile is read as it says; every other is refused, by line."""

import pytest
from stripe import OAuth

from desktop_app.core.profile import (
    MAX_PROFILE_BYTES,
    ExchangeEndpoint,
    Host,
    HostUse,
    M3terService,
    Organization,
    Profile,
    Registration,
    SecretKind,
)
from desktop_app.core.profile import (
    ProfileProblemKind as Kind,
)
from desktop_app.core.return_route import loopback, return_page
from desktop_app.core.systems import System
from desktop_app.profiles.prefill import PREFILL_FIELDS
from desktop_app.profiles.reading import M3TER_KEYS, MODE_KEYS, ORGANIZATION_KEYS, parse_profile
from tests.profiles.samples import (
    DOCUMENT,
    GOOD,
    WITH_M3TER,
    documented_profiles,
    places_of,
    problems_of,
    spoiled,
)

SECRETS = [
    "sk_live_51Abcdefgh",
    "sk_test_51Abcdefgh",
    "rk_live_51Abcdefgh",
    "rk_test_51Abcdefgh",
    "standin_live_51Abcdefgh",
    "standin_restricted_test_51Abcdefgh",
    "standin_secret_51Abcdefgh",
    "sk_org_live_51Abcdefgh",
    "whsec_MfKQ9r8GKYqrTwjU",
    "Bearer a8f5f167f44f4964e6c998de",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3",
]


def test_a_good_profile_is_what_it_says() -> None:
    assert parse_profile(GOOD) == Profile(
        Organization("acme", "Acme Ltd"),
        (
            Registration(
                System.STRIPE,
                "ca_AcmeLive01",
                (return_page("https://www.acme.example/stripe/return"),),
            ),
            Registration(
                System.STRIPE_TEST,
                "ca_AcmeTest01",
                (loopback("http://localhost:53682/stripe/return"),),
                ExchangeEndpoint(
                    "https://connect.acme.example/token",
                    "https://connect.acme.example/deauthorize",
                    wants_token=True,
                ),
                "http://127.0.0.1:4242",
                (("email", "ada@acme.example"),),
            ),
        ),
        M3terService("acme"),
    )


def test_the_documented_profiles_are_taken() -> None:
    sample, exchange, test_alone = map(parse_profile, documented_profiles())

    assert sample.systems == (System.STRIPE, System.STRIPE_TEST)
    assert [route.port for route in sample.registration(System.STRIPE_TEST).routes] == [
        53682,
        53683,
    ]
    assert exchange.registration(System.STRIPE).secret_kind is SecretKind.BEARER_TOKEN
    assert test_alone.systems == (System.STRIPE_TEST,)


@pytest.mark.parametrize(
    "key", [*ORGANIZATION_KEYS, *MODE_KEYS, *M3TER_KEYS, *sorted(PREFILL_FIELDS)]
)
def test_each_key_is_documented(key: str) -> None:
    assert f"`{key}`" in DOCUMENT.read_text(encoding="utf-8")


def test_the_table_about_m3ter_is_documented() -> None:
    assert "| `m3ter` |" in DOCUMENT.read_text(encoding="utf-8")


def test_the_prefill_fields_are_those_that_stripes_own_library_knows() -> None:
    assert OAuth.OAuthAuthorizeUrlParamsStripeUser.__annotations__.keys() == PREFILL_FIELDS


def test_any_way_to_write_toml_will_do() -> None:
    dotted = """\
organization.id = 'acme'
organization."name" = \"\"\"\\
    Acme Ltd\"\"\"
stripe = { client_id = "ca_AcmeLive01", redirect_uri = [
    # a comment with a [bracket and a "quote
    "https://www.acme.example/stripe/return",
] }
"""
    assert parse_profile(dotted).registration(System.STRIPE) == parse_profile(GOOD).registration(
        System.STRIPE
    )


@pytest.mark.parametrize("host", ["localhost:8443", "[::1]:8443", "127.0.0.1:8443", "localhost"])
def test_a_return_page_on_this_computer_is_a_host_to_confirm(host: str) -> None:
    """Another program of this computer serves it, and its address has the code."""
    profile = parse_profile(spoiled(7, f'redirect_uri = "https://{host}/return"'))
    shown = Host(host, HostUse.RETURN_PAGE)
    assert shown in profile.hosts
    assert shown.needs_confirmation


def test_where_this_program_itself_listens_is_no_host_to_confirm() -> None:
    assert not [host for host in parse_profile(GOOD).hosts if "localhost" in host.name]


def test_windows_line_ends_change_nothing() -> None:
    assert parse_profile(GOOD.replace("\n", "\r\n")) == parse_profile(GOOD)
    assert places_of(spoiled(6, "client_id = 1").replace("\n", "\r\n")) == [
        (Kind.NOT_A_STRING, 6, "stripe.client_id")
    ]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Acme\\u202edtL", "AcmedtL"),
        ("Acme\\nLtd", "Acme Ltd"),
        (" Ac\\u00adme\\u2800 ", "Acme"),
        ("Acme \\u2764\\ufe0f", "Acme \u2764\ufe0f"),
    ],
)
def test_the_organizations_name_is_taken_without_what_cannot_be_seen(
    written: str, name: str
) -> None:
    assert parse_profile(spoiled(3, f'name = "{written}"')).organization.name == name


def test_a_secret_is_found_in_a_name_with_something_in_it_that_cannot_be_seen() -> None:
    text = spoiled(3, 'name = "sk\\u200b_live_51Abcdefgh"')
    assert places_of(text) == [(Kind.SECRET_IN_FILE, 3, "organization.name")]


def test_two_ids_that_differ_in_case_only_name_the_same_files() -> None:
    upper = parse_profile(spoiled(2, 'id = "ACME"')).organization
    assert upper.id == "ACME"
    assert upper.key == parse_profile(GOOD).organization.key


def test_an_address_may_end_in_a_slash_and_the_stand_in_is_kept_without() -> None:
    profile = parse_profile(spoiled(16, 'stand_in = "http://127.0.0.1:4242/"'))
    assert profile.registration(System.STRIPE_TEST).api_origin == "http://127.0.0.1:4242"


@pytest.mark.parametrize(
    ("line", "instead", "flaw", "key"),
    [
        # What is there.
        (1, "[organisation]", Kind.MISSPELT, "organisation"),
        (2, 'ident = "acme"', Kind.UNKNOWN_KEY, "organization.ident"),
        (6, 'client_di = "ca_AcmeLive01"', Kind.MISSPELT, "stripe.client_di"),
        (15, 'stripe_user = { mail = "a" }', Kind.UNKNOWN_KEY, "stripe_test.stripe_user.mail"),
        (16, "[stripe.more]", Kind.UNKNOWN_KEY, "stripe.more"),
        (16, "[other]", Kind.UNKNOWN_KEY, "other"),
        # Types.
        (2, "id = 7", Kind.NOT_A_STRING, "organization.id"),
        (2, "id = 0x" + "f" * 5000, Kind.NOT_A_STRING, "organization.id"),
        (3, "name = 1979-05-27", Kind.NOT_A_STRING, "organization.name"),
        (6, 'client_id = ["ca_AcmeLive01"]', Kind.NOT_A_STRING, "stripe.client_id"),
        (7, "redirect_uri = { }", Kind.NOT_STRINGS, "stripe.redirect_uri"),
        (7, 'redirect_uri = ["https://a.test/", 1]', Kind.NOT_STRINGS, "stripe.redirect_uri"),
        (14, "bearer_token = 1", Kind.NOT_A_BOOLEAN, "stripe_test.bearer_token"),
        (14, 'bearer_token = "True"', Kind.NOT_A_BOOLEAN, "stripe_test.bearer_token"),
        (15, 'stripe_user = "ada"', Kind.NOT_A_TABLE, "stripe_test.stripe_user"),
        (9, "[[stripe_test]]", Kind.NOT_A_TABLE, "stripe_test"),
        (15, "stripe_user = { zip = 1 }", Kind.NOT_A_STRING, "stripe_test.stripe_user.zip"),
        # Values.
        (2, 'id = ""', Kind.ORGANIZATION_ID, "organization.id"),
        (2, 'id = "../acme"', Kind.ORGANIZATION_ID, "organization.id"),
        (2, 'id = "acmé"', Kind.ORGANIZATION_ID, "organization.id"),
        (2, 'id = "acme\\n"', Kind.ORGANIZATION_ID, "organization.id"),
        (2, f'id = "{"a" * 65}"', Kind.ORGANIZATION_ID, "organization.id"),
        (3, 'name = " "', Kind.ORGANIZATION_NAME, "organization.name"),
        (3, f'name = "{"a" * 101}"', Kind.ORGANIZATION_NAME, "organization.name"),
        (3, 'name = "\\u200b\\u2800"', Kind.ORGANIZATION_NAME, "organization.name"),
        (6, 'client_id = ""', Kind.CLIENT_ID, "stripe.client_id"),
        (6, 'client_id = "ca_1234567"', Kind.CLIENT_ID, "stripe.client_id"),
        (6, 'client_id = "acct_12345678"', Kind.CLIENT_ID, "stripe.client_id"),
        (6, f'client_id = "ca_{"a" * 256}"', Kind.CLIENT_ID, "stripe.client_id"),
        (7, 'redirect_uri = ""', Kind.REDIRECT_URI, "stripe.redirect_uri"),
        (7, 'redirect_uri = "www.acme.example"', Kind.REDIRECT_URI, "stripe.redirect_uri"),
        (7, 'redirect_uri = "http://acme.example/"', Kind.REDIRECT_URI_LIVE, "stripe.redirect_uri"),
        (7, 'redirect_uri = "http://[::1]:5000/"', Kind.REDIRECT_URI_LIVE, "stripe.redirect_uri"),
        (7, "redirect_uri = []", Kind.REDIRECT_URI_COUNT, "stripe.redirect_uri"),
        (
            7,
            f"redirect_uri = {[f'https://a.example/{number}' for number in range(9)]}",
            Kind.REDIRECT_URI_COUNT,
            "stripe.redirect_uri",
        ),
        (
            7,
            'redirect_uri = ["https://a.example/", "https://a.example/"]',
            Kind.REDIRECT_URI_TWICE,
            "stripe.redirect_uri",
        ),
        (11, 'redirect_uri = "http://a.example/"', Kind.REDIRECT_URI, "stripe_test.redirect_uri"),
        (11, 'redirect_uri = "http://localhost/"', Kind.REDIRECT_URI, "stripe_test.redirect_uri"),
        (11, 'redirect_uri = "http://[::1]:80/"', Kind.REDIRECT_URI, "stripe_test.redirect_uri"),
        (11, 'redirect_uri = "http://127.0.0.2/"', Kind.REDIRECT_URI, "stripe_test.redirect_uri"),
        (12, 'token_url = ""', Kind.ENDPOINT, "stripe_test.token_url"),
        (12, 'token_url = "http://acme.example/"', Kind.ENDPOINT, "stripe_test.token_url"),
        (12, 'token_url = "https://acme.example/?a"', Kind.ENDPOINT, "stripe_test.token_url"),
        (12, 'token_url = "https://stripe.com"', Kind.ENDPOINT_AT_STRIPE, "stripe_test.token_url"),
        (
            13,
            'deauthorize_url = "https://connect.stripe.com:443/oauth/deauthorize"',
            Kind.ENDPOINT_AT_STRIPE,
            "stripe_test.deauthorize_url",
        ),
        (15, 'stripe_user = { city = "" }', Kind.PREFILL, "stripe_test.stripe_user.city"),
        (15, 'stripe_user = { city = "a\\nb" }', Kind.PREFILL, "stripe_test.stripe_user.city"),
        (15, 'stripe_user.city = "a\\u3164b"', Kind.PREFILL, "stripe_test.stripe_user.city"),
        (15, f'stripe_user.city = "{"a" * 201}"', Kind.PREFILL, "stripe_test.stripe_user.city"),
        (16, 'stand_in = ""', Kind.STAND_IN, "stripe_test.stand_in"),
        (16, 'stand_in = "http://127.0.0.1"', Kind.STAND_IN, "stripe_test.stand_in"),
        (16, 'stand_in = "http://127.0.0.1:4242/v1"', Kind.STAND_IN, "stripe_test.stand_in"),
        (16, 'stand_in = "https://127.0.0.1:4242"', Kind.STAND_IN, "stripe_test.stand_in"),
        (16, 'stand_in = "http://stripe.example:4242"', Kind.STAND_IN, "stripe_test.stand_in"),
    ],
)  # fmt: skip
def test_a_flaw_is_found_with_its_line(line: int, instead: str, flaw: Kind, key: str) -> None:
    assert (flaw, line, key) in places_of(spoiled(line, instead))


@pytest.mark.parametrize(
    ("written", "service"),
    [
        ("[m3ter]", M3terService("acme")),
        ("m3ter = { organization = 'acme' }", M3terService("acme")),
        ("[m3ter]\norganization = 'AC_me-2'", M3terService("AC_me-2")),
        (f"[m3ter]\norganization = '{'a' * 64}'", M3terService("a" * 64)),
        (
            "[m3ter]\nstand_in = 'http://127.0.0.1:8123/m3ter'",
            M3terService("acme", "http://127.0.0.1:8123/m3ter"),
        ),
        (
            "[m3ter]\nstand_in = 'http://localhost:8123/a/b.c/'",
            M3terService("acme", "http://localhost:8123/a/b.c"),
        ),
        (
            "[m3ter]\nstand_in = 'http://[::1]:8123/'\norganization = 'other'",
            M3terService("other", "http://[::1]:8123"),
        ),
        ("[m3ter]\nstand_in = 'http://127.0.0.1:1'", M3terService("acme", "http://127.0.0.1:1")),
    ],
)
def test_where_the_organization_is_at_m3ter_is_read(written: str, service: M3terService) -> None:
    first, _, rest = written.partition("\n")
    # A table in one line must stand before the others.
    text = f"{written}\n{GOOD}" if "=" in first else f"{GOOD}\n{first}\n{rest}\n"
    assert parse_profile(text).m3ter == service


@pytest.mark.parametrize(
    ("line", "instead", "flaw", "key"),
    [
        # What is there.
        (19, 'organisation = "acme"', Kind.UNKNOWN_KEY, "m3ter.organisation"),
        (19, 'id = "acme"', Kind.UNKNOWN_KEY, "m3ter.id"),
        (19, 'api_base = "https://evil.example"', Kind.UNKNOWN_KEY, "m3ter.api_base"),
        (19, 'access_key = "hunter2"', Kind.SECRET_IN_FILE, "m3ter.access_key"),
        (19, 'api_secret = "hunter2"', Kind.SECRET_IN_FILE, "m3ter.api_secret"),
        (19, "[m3ter.more]", Kind.UNKNOWN_KEY, "m3ter.more"),
        (18, "[meter]", Kind.UNKNOWN_KEY, "meter"),
        (18, "[M3TER]", Kind.UNKNOWN_KEY, "M3TER"),
        # Types.
        (18, "[[m3ter]]", Kind.NOT_A_TABLE, "m3ter"),
        (19, "organization = 7", Kind.NOT_A_STRING, "m3ter.organization"),
        (19, 'organization = ["acme"]', Kind.NOT_A_STRING, "m3ter.organization"),
        (20, "stand_in = true", Kind.NOT_A_STRING, "m3ter.stand_in"),
        (20, 'stand_in = ["http://127.0.0.1:8123"]', Kind.NOT_A_STRING, "m3ter.stand_in"),
        (20, "stand_in = { }", Kind.NOT_A_STRING, "m3ter.stand_in"),
        # Values.
        (19, 'organization = ""', Kind.ORGANIZATION_ID, "m3ter.organization"),
        (19, 'organization = "../acme"', Kind.ORGANIZATION_ID, "m3ter.organization"),
        (19, 'organization = "a/../b"', Kind.ORGANIZATION_ID, "m3ter.organization"),
        (19, 'organization = "a?b"', Kind.ORGANIZATION_ID, "m3ter.organization"),
        (19, 'organization = "acmé"', Kind.ORGANIZATION_ID, "m3ter.organization"),
        (19, 'organization = "acme\\n"', Kind.ORGANIZATION_ID, "m3ter.organization"),
        (19, f'organization = "{"a" * 65}"', Kind.ORGANIZATION_ID, "m3ter.organization"),
        (
            19,
            'organization = "standin\\u005fsecret_51Abcdefgh"',
            Kind.SECRET_IN_FILE,
            "m3ter.organization",
        ),
        *[
            (20, f'stand_in = "{address}"', Kind.M3TER_STAND_IN, "m3ter.stand_in")
            for address in (
                "",
                "/m3ter",
                "127.0.0.1:8123/m3ter",
                "//127.0.0.1:8123/m3ter",
                "https://api.m3ter.com",
                "http://api.m3ter.com:8123/m3ter",
                "http://m3ter.example:8123/m3ter",
                "http://127.0.0.1.m3ter.example:8123/m3ter",
                "http://127.0.0.2:8123/m3ter",
                "http://127.1:8123/m3ter",
                "http://0.0.0.0:8123/m3ter",
                "http://10.0.0.1:8123/m3ter",
                "http://[::2]:8123/m3ter",
                "http://[::ffff:127.0.0.1]:8123/m3ter",
                "https://127.0.0.1:8123/m3ter",
                "HTTP://127.0.0.1:8123/m3ter",
                "http://LOCALHOST:8123/m3ter",
                "ftp://127.0.0.1:8123/m3ter",
                "http://127.0.0.1/m3ter",
                "http://127.0.0.1:/m3ter",
                "http://127.0.0.1:0/m3ter",
                "http://127.0.0.1:65536/m3ter",
                "http://127.0.0.1:8123/m3ter?a=b",
                "http://127.0.0.1:8123/m3ter?",
                "http://127.0.0.1:8123/m3ter#a",
                "http://127.0.0.1:8123#",
                "http://ada@127.0.0.1:8123/m3ter",
                "http://ada:word@127.0.0.1:8123/m3ter",
                "http://127.0.0.1:8123@evil.example/m3ter",
                "http://127.0.0.1:8123\\\\@evil.example/m3ter",
                "http://127.0.0.1:8123/m3ter/../other",
                "http://127.0.0.1:8123/..",
                "http://127.0.0.1:8123/./m3ter",
                "http://127.0.0.1:8123/%2e%2e/m3ter",
                "http://127.0.0.1:8123/m3ter%20a",
                "http://127.0.0.1:8123//m3ter",
                "http://127.0.0.1:8123/m3ter//",
                "http://127.0.0.1:8123/m3ter a",
                "http://127.0.0.1:8123/m3ter\\n",
                "http://127.0.0.1:8123/m3ter\\t",
                "http://127.0.0.1:8123/\\u202em3ter",
                " http://127.0.0.1:8123/m3ter",
                "http://127.0.0.1:8123/mété",
                f"http://127.0.0.1:8123/{'a' * 2048}",
            )
        ],
    ],
)
def test_a_flaw_in_the_table_about_m3ter_is_found_with_its_line(
    line: int, instead: str, flaw: Kind, key: str
) -> None:
    places = places_of(spoiled(line, instead, text=WITH_M3TER))
    assert [place for place in places if place[1] == line] == [(flaw, line, key)]


def test_a_misspelt_key_about_m3ter_is_told_what_it_may_have_meant() -> None:
    (key,) = problems_of(spoiled(19, 'organisation = "acme"', text=WITH_M3TER))
    assert key.proposal == "m3ter.organization"
    (table,) = problems_of(spoiled(18, "[m3ter_]", text=WITH_M3TER))
    assert table.proposal == "m3ter"


def test_what_may_be_a_secret_of_m3ters_is_not_repeated() -> None:
    problems = problems_of(spoiled(19, 'api-secret = "hunter2"', text=WITH_M3TER))
    assert [problem.kind for problem in problems] == [Kind.SECRET_IN_FILE]
    assert "hunter2" not in repr(problems)


@pytest.mark.parametrize(
    ("line", "missing", "where"),
    [
        (2, "organization.id", 1),
        (3, "organization.name", 1),
        (6, "stripe.client_id", 5),
        (7, "stripe.redirect_uri", 5),
        (12, "stripe_test.token_url", 12),
        (13, "stripe_test.deauthorize_url", 12),
    ],
)
def test_what_is_missing_is_named_where_it_belongs(line: int, missing: str, where: int) -> None:
    assert places_of(spoiled(line)) == [(Kind.MISSING, where, missing)]


def test_a_bearer_token_without_an_endpoint_lacks_the_endpoint() -> None:
    assert places_of(GOOD.replace("token_url", "#").replace("deauthorize_url", "#")) == [
        (Kind.MISSING, 14, "stripe_test.token_url"),
        (Kind.MISSING, 14, "stripe_test.deauthorize_url"),
    ]


def test_an_empty_profile_lacks_all() -> None:
    assert places_of("") == [
        (Kind.MISSING, 0, "organization"),
        (Kind.NO_MODE, 0, ""),
    ]


def test_all_that_is_wrong_is_said_at_once_by_line() -> None:
    text = """\
[stripe_test]
redirect_uri = ["http://localhost:1/", "nowhere"]
bearer_token = "yes"
surprise = 1

[organization]
id = "a b"
"""
    assert places_of(text) == [
        (Kind.MISSING, 1, "stripe_test.client_id"),
        (Kind.REDIRECT_URI, 2, "stripe_test.redirect_uri"),
        (Kind.REDIRECT_URI, 2, "stripe_test.redirect_uri"),
        (Kind.SECRET_IN_FILE, 3, "stripe_test.bearer_token"),
        (Kind.UNKNOWN_KEY, 4, "stripe_test.surprise"),
        (Kind.MISSING, 6, "organization.name"),
        (Kind.ORGANIZATION_ID, 7, "organization.id"),
    ]


def test_a_misspelt_key_is_told_what_it_may_have_meant() -> None:
    (unknown,) = problems_of(spoiled(3, 'name = "Acme"', 'nam = "Acme"'))
    assert (unknown.kind, unknown.proposal) == (Kind.UNKNOWN_KEY, "organization.name")


def test_a_misspelt_key_that_is_missing_is_one_problem() -> None:
    (misspelt,) = problems_of(spoiled(6, "", 'clientid = "ca_AcmeLive01"'))
    assert (misspelt.kind, misspelt.line) == (Kind.MISSPELT, 7)
    assert misspelt.proposal == "stripe.client_id"


@pytest.mark.parametrize("key", ["token_url", "deauthorize_url"])
def test_an_endpoint_at_stripe_lacks_no_other_half(key: str) -> None:
    given = f'{key} = "https://connect.stripe.com/oauth/x"'
    text = GOOD.replace("token_url", "#").replace("deauthorize_url", "#")
    text = text.replace("bearer_token = true", f"bearer_token = true\n{given}")
    assert [kind for kind, _, _ in places_of(text)] == [Kind.ENDPOINT_AT_STRIPE]


@pytest.mark.parametrize(
    ("line", "instead", "where"),
    [
        (1, "organization]", 1),
        (3, "name = Acme", 3),
        (3, 'name = "Acme', 3),
        (7, 'client_id = "ca_Twice0001"', 7),
        (9, "[stripe]", 9),
        (16, 'stand_in = """', 16),
        (2, f"id = {'9' * 5000}", 2),
        (16, "stand_in = [1,\n2,", 16),
    ],
)
def test_what_is_no_toml_is_refused_with_its_line(line: int, instead: str, where: int) -> None:
    assert places_of(spoiled(line, instead))[0][:2] == (Kind.NOT_TOML, where)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "place",
    [
        "# {}",
        'secret_key = "{}"',
        'client_id = "{}"',
        'client_id = "{}',
        "client_id = {}",
        '"{}" = 1',
        "['{}'.a]\n['{}'.a]",
    ],
)
def test_a_secret_is_found_anywhere_and_not_repeated(place: str, secret: str) -> None:
    text = GOOD.replace('client_id = "ca_AcmeLive01"', place.replace("{}", secret))
    problems = problems_of(text)

    assert (Kind.SECRET_IN_FILE, 6) in [(problem.kind, problem.line) for problem in problems]
    assert secret[8:] not in repr(problems)


@pytest.mark.parametrize(
    "value",
    [
        '"sk\\u005flive_51Abcdefgh"',
        '"sk\\u005flive_51Ab-51Abcdefgh"',
        '"""sk_\\\n   live_51Abcdefgh"""',
    ],
)
def test_a_secret_that_is_spelt_differently_is_one_too(value: str) -> None:
    text = spoiled(3, f"name = {value}")
    assert places_of(text) == [(Kind.SECRET_IN_FILE, 3, "organization.name")]
    assert "51Abcdefgh" not in repr(problems_of(text))


def test_a_secret_that_is_spelt_differently_is_one_wherever_any_text_may_stand() -> None:
    text = spoiled(15, 'stripe_user = { business_name = "sk\\u005flive_51Abcdefgh" }')
    kind, line, _ = places_of(text)[0]
    assert (kind, line) == (Kind.SECRET_IN_FILE, 15)


@pytest.mark.parametrize("key", ["secret_key", "api-key", "client_secret", "token", "password"])
def test_a_key_for_a_secret_is_one_whatever_its_shape(key: str) -> None:
    text = spoiled(8, f'{key} = "hunter2"')
    assert places_of(text) == [(Kind.SECRET_IN_FILE, 8, f"stripe.{key}")]
    assert "hunter2" not in repr(problems_of(text))


def test_a_bearer_token_in_place_of_true_is_a_secret() -> None:
    text = spoiled(14, 'bearer_token = "hunter2"')
    assert places_of(text) == [(Kind.SECRET_IN_FILE, 14, "stripe_test.bearer_token")]


def test_to_speak_of_secrets_is_none() -> None:
    text = spoiled(
        8, "# no sk_live_… here, nor a bearer token for authentication; pk_live_51Abcdefgh"
    )
    assert places_of(text) == []


def test_what_was_found_is_shown_short_and_visible() -> None:
    (problem,) = problems_of(spoiled(6, f'client_id = "a\\u202e{"b" * 500}"'))
    assert problem.value == "a�" + "b" * 77 + "…"


def test_a_secret_that_is_spelt_differently_is_hidden_as_a_key_too() -> None:
    text = spoiled(8, '"sk\\u005flive_51Abcdefgh" = 1')
    assert places_of(text) == [(Kind.UNKNOWN_KEY, 8, "stripe.•••")]


@pytest.mark.parametrize(
    "many",
    [
        f"stripe_user = {{ {', '.join(f'key{number} = 1' for number in range(2000))} }}",
        "# sk_live_51Abcdefgh\n" * 400,
    ],
)
def test_no_more_is_listed_than_anybody_reads(many: str) -> None:
    assert len(problems_of(spoiled(15, many))) == 50


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 30_000,
        "a = " + "{b=" * 10_000,
        "a" + ".a" * 16_000 + " = 1",
        "[" + "a." * 16_000 + "a]",
        "a = {" + "b.c." * 8_000 + "d = 1}",
    ],
)
def test_what_would_keep_the_parser_busy_is_not_given_to_it(text: str) -> None:
    assert places_of(text) == [(Kind.TOO_NESTED, 1, "")]


@pytest.mark.parametrize("text", ["#" * (MAX_PROFILE_BYTES + 1), "\n" * 501, "\n" * 500 + "#"])
def test_a_long_text_is_not_read(text: str) -> None:
    assert places_of(text) == [(Kind.TOO_LONG, 0, "")]


def test_a_text_of_the_greatest_length_is_read() -> None:
    lines = GOOD + "\n" * (500 - GOOD.count("\n"))
    longest = lines[:-1] + "#" * (MAX_PROFILE_BYTES - len(lines)) + "\n"
    assert places_of(longest) == []


def test_half_a_character_is_no_text() -> None:
    assert places_of(spoiled(3, 'name = "\ud800"')) == [(Kind.NOT_TEXT, 3, "")]
