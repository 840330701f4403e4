"""Connection profiles that lead the program to a double, and to the m3ter beside it."""

from pathlib import Path

from tests.stripe_double.clients import Mode
from tests.stripe_double.double import StripeDouble
from tests.stripe_double.m3ter_beside import M3terBeside

_TABLES = {Mode.LIVE: "stripe", Mode.TEST: "stripe_test"}


def write_profiles(double: StripeDouble, m3ter: M3terBeside, folder: Path) -> list[Path]:
    """Write `test-profile.toml` (with the keys) and others into `folder`, which is made if need be.

    Raises OSError where that cannot be done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "test-profile.toml": direct_profile(double, m3ter),
        "exchange-profile.toml": exchange_profile(double, m3ter),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def direct_profile(double: StripeDouble, m3ter: M3terBeside | None = None) -> str:
    """Return a profile for the platform's own keys: test mode by loopback, live mode by https.

    Without a stand-in for m3ter, the profile leads to m3ter itself.
    """
    return "\n".join(
        [
            *_organization("stand-in", "Acme (stand-in)"),
            *_registration(double, Mode.LIVE, double.live.redirect_uris),
            *_registration(double, Mode.TEST, double.return_uris),
            'stripe_user = { email = "finance@acme.example", business_name = "Acme Ltd" }',
            *_service(m3ter),
            "",
        ]
    )


def exchange_profile(double: StripeDouble, m3ter: M3terBeside | None = None) -> str:
    """Return a profile for the exchange endpoint, in both modes; the same ways back, and m3ter."""
    lines = _organization("stand-in-exchange", "Acme (stand-in, exchange endpoint)")
    for mode, uris in ((Mode.LIVE, double.live.redirect_uris), (Mode.TEST, double.return_uris)):
        lines += [
            *_registration(double, mode, uris),
            f'token_url = "{double.exchange_token_url(mode)}"',
            f'deauthorize_url = "{double.exchange_deauthorize_url(mode)}"',
        ]
        if double.bearer:
            lines.append("bearer_token = true")
    return "\n".join([*lines, *_service(m3ter), ""])


def _organization(identifier: str, name: str) -> list[str]:
    return ["[organization]", f'id = "{identifier}"', f'name = "{name}"']


def _registration(double: StripeDouble, mode: Mode, uris: tuple[str, ...]) -> list[str]:
    return [
        "",
        f"[{_TABLES[mode]}]",
        f'client_id = "{double.clients[mode].client_id}"',
        "redirect_uri = [" + ", ".join(f'"{uri}"' for uri in uris) + "]",
        f'stand_in = "{double.origin}"',
    ]


def _service(m3ter: M3terBeside | None) -> list[str]:
    if m3ter is None:
        return []
    return [
        "",
        "[m3ter]",
        f'organization = "{m3ter.organization}"',
        f'stand_in = "{m3ter.base}"',
    ]
