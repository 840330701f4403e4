"""Stripe's protocol over HTTP.

Knows: the calls, what Stripe answers to them, and what every way of failing means.
Must not know: how HTTP gets out of this computer, which Stripe it talks to, what its answers are
used for, or any other adapter.
"""
