"""The page of an account in the Stripe Dashboard, for a browser."""

from desktop_app.core.systems import System

_DASHBOARD = "https://dashboard.stripe.com"


def dashboard_url(account_id: str, system: System, stand_in: str = "") -> str:
    """Return the address of an account in the Dashboard, as the account's own people see it.

    `account_id` is `acct_…`. `stand_in` is the origin of a stand-in for Stripe, whose page takes
    the place of the Dashboard's; empty for Stripe itself.
    """
    origin = f"{stand_in}/dashboard" if stand_in else _DASHBOARD
    mode = "" if system.livemode else "/test"
    return f"{origin}/{account_id}{mode}"
