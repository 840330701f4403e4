"""The ways back from Stripe: exactly what is registered, or refused."""

import pytest

from desktop_app.core.return_route import (
    ANY_PORT,
    ReturnAddress,
    ReturnRoute,
    is_loopback_host,
    loopback,
    return_page,
)


@pytest.mark.parametrize(
    ("redirect_uri", "host", "port", "path"),
    [
        ("http://127.0.0.1:8080/stripe/return", "127.0.0.1", 8080, "/stripe/return"),
        ("http://localhost:1024/", "localhost", 1024, "/"),
        ("http://localhost:8080", "localhost", 8080, "/"),
        ("http://[::1]:65535/a/.b/c..", "[::1]", 65535, "/a/.b/c.."),
        ("http://localhost:8080//a/", "localhost", 8080, "//a/"),
        ("http://localhost:8080/a-b_c~d;e=(f)@g", "localhost", 8080, "/a-b_c~d;e=(f)@g"),
    ],
)
def test_a_registered_loopback_address_is_taken_as_it_is(
    redirect_uri: str, host: str, port: int, path: str
) -> None:
    route = loopback(redirect_uri)
    assert route == ReturnRoute(redirect_uri, port, host, path)
    assert route.address(port) == ReturnAddress(port, redirect_uri, f"http://{host}:{port}")


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "",
        "https://localhost:8080/back",
        "HTTP://localhost:8080/back",
        "http:localhost:8080/back",
        "http://LOCALHOST:8080/back",
        "http://localhost./back",
        "http://localhost.:8080/back",
        "http://127.0.0.2:8080/back",
        "http://127.1:8080/back",
        "http://0.0.0.0:8080/back",
        "http://[::]:8080/back",
        "http://[0:0:0:0:0:0:0:1]:8080/back",
        "http://[::ffff:127.0.0.1]:8080/back",
        "http://::1:8080/back",
        "http://evil.example:8080/back",
        "http://localhost@evil.example:8080/back",
        "http://ada@localhost:8080/back",
        "http://localhost/back",
        "http://localhost:/back",
        "http://localhost:80/back",
        "http://localhost:1023/back",
        "http://localhost:65536/back",
        "http://localhost:08080/back",
        "http://localhost:+8080/back",
        "http://localhost:８０８０/back",
        "http://localhost:8080/back?to=m3ter",
        "http://localhost:8080/back?",
        "http://localhost:8080?",
        "http://localhost:8080/back#top",
        "http://localhost:8080/./back",
        "http://localhost:8080/a/../back",
        "http://localhost:8080/..",
        "http://localhost:8080/%2e%2e/back",
        "http://localhost:8080/b%61ck",
        "http://localhost:8080/b ack",
        "http://localhost:8080/bäck",
        "http://localhost:8080\\back",
        "http://localhost:8080/ba\nck",
        "http://localhost:8080/back\n",
        " http://localhost:8080/back",
    ],
)
def test_what_browsers_would_read_or_ask_for_otherwise_is_no_loopback_address(
    redirect_uri: str,
) -> None:
    with pytest.raises(ValueError, match="not an http loopback address"):
        loopback(redirect_uri)


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://acme.example",
        "https://acme.example/",
        "https://return.acme.example:8443/m3ter/index.html",
        "https://acme.example/back?to=m3ter",
        "https://[::1]:8443/back",
    ],
)
def test_a_return_page_may_be_anywhere_over_https_and_leads_to_any_port(redirect_uri: str) -> None:
    route = return_page(redirect_uri)
    assert (route.port, route.host, route.path) == (None, ANY_PORT.host, ANY_PORT.path)
    assert route.address(51234) == ReturnAddress(51234, redirect_uri, "http://127.0.0.1:51234")


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "",
        "https://",
        "https:///back",
        "http://acme.example/back",
        "HTTPS://acme.example/back",
        "https://ada@acme.example/back",
        "https://ada:secret@acme.example/back",
        "https://acme.example\\@evil.example/back",
        "https://acme.example/back#top",
        "https://acme.example/back#",
        "https://acme.example/ba ck",
        "https://acme.example/back\n",
        "https://bücher.example/back",
    ],
)
def test_a_return_page_that_could_be_read_otherwise_is_refused(redirect_uri: str) -> None:
    with pytest.raises(ValueError, match="not an https address"):
        return_page(redirect_uri)


def test_where_any_port_will_do_the_redirect_uri_names_the_one_that_was_had() -> None:
    assert ANY_PORT.port is None
    origin = "http://127.0.0.1:51234"
    assert ANY_PORT.address(51234) == ReturnAddress(51234, f"{origin}/stripe/return", origin)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_a_host_of_this_computer_is_known(host: str) -> None:
    assert is_loopback_host(host)


@pytest.mark.parametrize(
    "host",
    ["", "acme.example", "localhost.acme.example", "127.0.0.1.nip.io", "10.0.0.1"],
)
def test_any_other_host_is_not_this_computer(host: str) -> None:
    assert not is_loopback_host(host)
