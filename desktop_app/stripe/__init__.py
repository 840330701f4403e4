"""Stripe's protocol over requests.

Knows: the calls, what Stripe answers to them, and what every way of failing means.
Must not know: which Stripe it talks to, what its answers are used for, or any other adapter.
"""
