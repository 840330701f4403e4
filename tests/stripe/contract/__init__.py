"""What is agreed between Stripe and this program, each side played by something independent.

Knows: the documented protocol, `tests/stripe_double`, the practice Stripe, and Stripe's own Python
library. Must not know: how `desktop_app.stripe` does what it does.
"""
