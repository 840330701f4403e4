"""Where one workspace reaches Stripe, and as whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from desktop_app.core.secret import Secret
from desktop_app.core.systems import System


@dataclass(frozen=True, slots=True)
class StripeConnection:
    """The endpoints of a Stripe and the platform's registration there.

    `api_base` has no path (as `https://api.stripe.com`). `client_ids` are `ca_…`, one a system.
    `key` returns the platform's secret key for a system; it is asked anew for every call, and may
    block.
    """

    authorize_url: str
    token_url: str
    deauthorize_url: str
    api_base: str
    client_ids: Mapping[System, str]
    key: Callable[[System], Secret] = field(repr=False)
