"""Connection profiles that lead the program to a double."""

from pathlib import Path

from tests.stripe_double.clients import Mode
from tests.stripe_double.double import StripeDouble

_TABLES = {Mode.LIVE: "stripe", Mode.TEST: "stripe_test"}


def write_profiles(double: StripeDouble, folder: Path) -> list[Path]:
    """Write `test-profile.toml` (with the keys) and others into `folder`, which is made if need be.

    Raises OSError where that cannot be done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "test-profile.toml": direct_profile(double),
        "exchange-profile.toml": exchange_profile(double),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def direct_profile(double: StripeDouble) -> str:
    """Return a profile for the platform's own keys: test mode by loopback, live mode by https."""
    return "\n".join(
        [
            *_organization("stand-in", "Acme (stand-in)"),
            *_registration(double, Mode.LIVE, double.live.redirect_uris),
            *_registration(double, Mode.TEST, double.return_uris),
            'stripe_user = { email = "finance@acme.example", business_name = "Acme Ltd" }',
            "",
        ]
    )


def exchange_profile(double: StripeDouble) -> str:
    """Return a profile for the exchange endpoint, in both modes; the same ways back."""
    lines = _organization("stand-in-exchange", "Acme (stand-in, exchange endpoint)")
    for mode, uris in ((Mode.LIVE, double.live.redirect_uris), (Mode.TEST, double.return_uris)):
        lines += [
            *_registration(double, mode, uris),
            f'token_url = "{double.exchange_token_url(mode)}"',
            f'deauthorize_url = "{double.exchange_deauthorize_url(mode)}"',
        ]
        if double.bearer:
            lines.append("bearer_token = true")
    return "\n".join([*lines, ""])


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
