"""The system's proxies: on Linux by the environment, elsewhere as Qt reads them."""

import os
import threading

import pytest
from PySide6.QtNetwork import QNetworkProxy

from desktop_app.core.proxy import Proxy
from desktop_app.core.secret import Secret
from desktop_app.system import proxies
from desktop_app.system.proxies import desktop_proxy, environment_proxy, system_proxy

URL = "https://api.stripe.com/v1/account"


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of whoever runs the tests has no say."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize("ask", [system_proxy, environment_proxy, desktop_proxy])
def test_without_settings_the_way_is_direct(ask: object) -> None:
    assert callable(ask)
    assert ask(URL) is None


def test_on_linux_the_environment_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.acme.example:3128")
    assert system_proxy(URL) == Proxy("http", "proxy.acme.example", 3128)


@pytest.mark.parametrize(
    ("name", "value", "proxy"),
    [
        ("https_proxy", "http://p.example:3128", Proxy("http", "p.example", 3128)),
        ("HTTPS_PROXY", "http://p.example:3128/", Proxy("http", "p.example", 3128)),
        ("all_proxy", "http://p.example:3128", Proxy("http", "p.example", 3128)),
        ("https_proxy", "p.example:3128", Proxy("http", "p.example", 3128)),
        ("https_proxy", "10.0.0.1:3128", Proxy("http", "10.0.0.1", 3128)),
        ("https_proxy", "http://p.example", Proxy("http", "p.example", 80)),
        ("https_proxy", "http://[::1]:3128", Proxy("http", "::1", 3128)),
        ("https_proxy", "socks5h://p.example:1080", Proxy("socks5h", "p.example", 1080)),
        ("https_proxy", "https://p.example:443", Proxy("https", "p.example", 443)),
        (
            "https_proxy",
            "http://ada:p%40ss@p.example:1",
            Proxy("http", "p.example", 1, "ada", Secret("p@ss")),
        ),
        ("https_proxy", "http://p.example:99999", Proxy("http", "p.example", 0)),
        ("https_proxy", "http://[::1", Proxy("http", "", 80)),
        ("https_proxy", "[p.example]:3128", Proxy("http", "", 80)),
        ("http_proxy", "http://p.example:3128", None),
        ("https_proxy", "", None),
    ],
)
def test_the_environment_is_read_as_everywhere(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, proxy: Proxy | None
) -> None:
    monkeypatch.setenv(name, value)
    assert environment_proxy(URL) == proxy


@pytest.mark.parametrize("name", ["no_proxy", "NO_PROXY"])
@pytest.mark.parametrize("value", ["*", "api.stripe.com", ".stripe.com", "x, stripe.com"])
def test_some_hosts_may_be_left_out(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("https_proxy", "http://p.example:3128")
    monkeypatch.setenv(name, value)
    assert environment_proxy(URL) is None
    assert environment_proxy("https://m3ter.example/") is not None or value == "*"


@pytest.mark.parametrize(
    ("value", "proxy"),
    [
        ("http://p.example:3128", Proxy("http", "p.example", 3128)),
        ("socks5://p.example:1080", Proxy("socks5", "p.example", 1080)),
        (
            "http://ada:p%40ss@p.example:1",
            Proxy("http", "p.example", 1, "ada", Secret("p@ss")),
        ),
    ],
)
def test_what_qt_names_is_taken_over(
    monkeypatch: pytest.MonkeyPatch, value: str, proxy: Proxy
) -> None:
    # Where there is no desktop that it knows, Qt reads these variables.
    monkeypatch.setenv("https_proxy", value)
    assert desktop_proxy(URL) == proxy


DIRECT = QNetworkProxy(QNetworkProxy.ProxyType.NoProxy)
SOCKS = QNetworkProxy(QNetworkProxy.ProxyType.Socks5Proxy, "socks.example", 1080)
HTTP = QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, "p.example", 3128)


@pytest.mark.parametrize(
    ("offered", "proxy"),
    [
        ([SOCKS, HTTP, DIRECT], Proxy("http", "p.example", 3128)),
        ([DIRECT, HTTP], None),
        ([SOCKS, DIRECT], None),
        ([SOCKS], Proxy("socks5", "socks.example", 1080)),
        ([], None),
    ],
)
def test_of_several_the_first_that_can_be_used_is_taken(
    monkeypatch: pytest.MonkeyPatch, offered: list[QNetworkProxy], proxy: Proxy | None
) -> None:
    class Factory:
        @staticmethod
        def systemProxyForQuery(_: object) -> list[QNetworkProxy]:
            return offered

    monkeypatch.setattr(proxies, "QNetworkProxyFactory", Factory)
    assert desktop_proxy(URL) == proxy


def test_several_threads_may_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://p.example:3128")
    answers: list[Proxy | None] = []
    threads = [
        threading.Thread(target=lambda: answers.append(desktop_proxy(URL))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [Proxy("http", "p.example", 3128)] * 8


def test_a_password_is_not_in_the_repr() -> None:
    assert "p@ss" not in repr(Proxy("http", "p.example", 1, "ada", Secret("p@ss")))
