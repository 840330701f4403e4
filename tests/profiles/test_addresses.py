"""An address is taken only if no two programs can read it differently."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QUrl
from urllib3.util import parse_url

from desktop_app.profiles.addresses import Address, read_address

HOSTS = st.sampled_from(
    ["acme.example", "a-b.example", "xn--bcher-kva.example", "10.0.0.1", "127.0.0.1", "[::1]",
     "localhost", "intranet", "acme", "0x7f", "1.2.3", "256.1.1.1", "acme.example.", "a..b", "A.b"]
)  # fmt: skip
PIECES = st.sampled_from(
    ["https://", "http://", "HTTPS://", "https:", "//", "/", "\\", "@", ":", ":0", ":443", ":08080",
     ":99999", ":53682", "?", "#", "%2e", "%41", ".", "..", "/./", "/../", "\t", "\n", "\r", " ",
     "[", "]", "[::1%25lo]", "[::FFFF:127.0.0.1]", "。", "ⅵ", "é", "\u200b", "acme.example", "a",
     "stripe/return", "~", "+", "'", ";", "=", "&", "\x00"]
)  # fmt: skip
ADDRESSES = st.one_of(
    st.lists(PIECES, max_size=8).map("".join),
    st.tuples(
        st.sampled_from(["https://", "http://"]), HOSTS, st.lists(PIECES, max_size=4).map("".join)
    ).map("".join),
    st.text(max_size=60).map(lambda rest: f"https://{rest}"),
)


@pytest.mark.parametrize(
    ("text", "host", "port", "path"),
    [
        ("https://www.acme.example/stripe/return", "www.acme.example", None, "/stripe/return"),
        ("https://acme.example", "acme.example", None, ""),
        ("https://acme.example/", "acme.example", None, "/"),
        ("https://acme.example:8443/a/b.html", "acme.example", 8443, "/a/b.html"),
        ("https://xn--bcher-kva.example/a_b/~c", "xn--bcher-kva.example", None, "/a_b/~c"),
        ("https://10.20.30.40/", "10.20.30.40", None, "/"),
        ("https://localhost:4433/.well-known/x", "localhost", 4433, "/.well-known/x"),
        ("http://127.0.0.1:53682/", "127.0.0.1", 53682, "/"),
        ("http://[::1]:53682", "[::1]", 53682, ""),
        ("http://localhost/a", "localhost", None, "/a"),
    ],
)
def test_a_plain_address_is_taken_apart(text: str, host: str, port: int | None, path: str) -> None:
    scheme = text.partition(":")[0]
    assert read_address(text) == Address(text, scheme, host, port, path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "acme.example/a",
        "//acme.example/a",
        "https:acme.example",
        "https:/acme.example",
        "https:///acme.example",
        "https:\\\\acme.example\\a",
        "https://acme.example\\@evil.example/",
        "https://user@acme.example/",
        "https://user:word@acme.example/",
        "https://acme.example@evil.example/",
        "https://@acme.example/",
        "HTTPS://acme.example/",
        "https://ACME.example/",
        "https://bücher.example/",
        "https://acme。example/",
        "https://acme.example./",
        "https://.acme.example/",
        "https://acme..example/",
        "https://-acme.example/",
        "https://acme-.example/",
        "https://ac_me.example/",
        "https://acme%2eexample/",
        "https://" + "a" * 64 + ".example/",
        "https://" + "a." * 126 + "ab/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://acme.1/",
        "https://127.0.0.01/",
        "https://256.0.0.1/",
        "https://[::1%25lo]/",
        "https://[0:0:0:0:0:0:0:1]/",
        "https://[2001:db8::1]/",
        "https://[::1",
        "https://::1/",
        "https://acme.example:/",
        "https://acme.example:0/",
        "https://acme.example:08443/",
        "https://acme.example:65536/",
        "https://acme.example:99999/",
        "https://acme.example:+443/",
        "https://acme.example:٤٤٣/",
        "https://acme.example/?a=b",
        "https://acme.example/#a",
        "https://acme.example?",
        "https://acme.example#",
        "https://acme.example/%2e%2e/a",
        "https://acme.example/a%20b",
        "https://acme.example/./a",
        "https://acme.example/a/..",
        "https://acme.example/../a",
        "https://acme.example//a",
        "https://acme.example/a b",
        "https://acme.example/é",
        "https://acme.example/a\n",
        "\thttps://acme.example/",
        "https://acme.example/\t",
        "https://ac\tme.example/",
        "https://acme.example/\x00",
        "https://acme.example/" + "a" * 2048,
        "http://acme.example/",
        "http://127.0.0.2/",
        "http://127.0.0.1.acme.example/",
        "http://localhost.acme.example/",
        "ftp://acme.example/",
        "javascript:alert(1)",
        "file:///etc/passwd",
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(text: str) -> None:
    assert read_address(text) is None


@pytest.mark.parametrize(
    ("text", "is_at_stripe"),
    [
        ("https://stripe.com/", True),
        ("https://connect.stripe.com:8443/", True),
        ("https://notstripe.com/", False),
        ("https://stripe.com.acme.example/", False),
    ],
)
def test_stripes_own_hosts_are_known(text: str, is_at_stripe: bool) -> None:
    address = read_address(text)
    assert address is not None
    assert address.is_at_stripe is is_at_stripe


@given(ADDRESSES)
def test_whatever_is_taken_all_parsers_read_alike(text: str) -> None:
    address = read_address(text)
    if address is None:
        return
    bare_host = address.host.strip("[]")
    standard, third_party, browser = urlsplit(text), parse_url(text), QUrl(text)
    path = address.path or "/"

    assert {standard.scheme, third_party.scheme, browser.scheme()} == {address.scheme}
    assert standard.hostname == browser.host() == bare_host
    assert third_party.host == address.host
    assert standard.port == third_party.port == address.port
    assert browser.port(-1) == (address.port or -1)
    assert {standard.path or "/", third_party.path or "/", browser.path() or "/"} == {path}
    assert bytes(browser.toEncoded().data()).decode() == text
    assert browser.isValid()
    assert address.is_encrypted or bare_host in {"127.0.0.1", "::1", "localhost"}
