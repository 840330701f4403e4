"""Stripe's protocol over requests.

Knows: the calls, what Stripe answers to them, what every way of failing means, and the way out of a
company's network.
Must not know: which Stripe it talks to, what its answers are used for, or any other adapter.
"""
